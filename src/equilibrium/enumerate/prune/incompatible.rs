//! Proofs that no replies support both a choice of faces and one face more, in floating point with a
//! margin.
//!
//! A choice of faces leaves the receiver a polytope P of replies, one more face a simplex Q. They are
//! compatible when some p in P and q in Q give every type that sends messages of both the same
//! payoff, and no type more by a message that it does not send. If none do, there is a Farkas
//! certificate: weights on the types for which the weighted sum of the payoffs of p less those of q
//! is negative on P x Q, though the conditions make it at least 0. A linear programme proposes
//! weights, and they count where all corners of P and Q confirm them, with a margin far above
//! rounding errors.
//!
//! An answer for one face decides others. The same weights rule out every face that has the types of
//! negative weight and only replies that the weights exclude; and a pair (p, q) that shows one face
//! compatible shows it for every face that needs equality for fewer types and allows the replies of q.

use super::farkas::{Feasibility, FeasibilityProgram, RowSense};
use crate::equilibrium::enumerate::faces::BeliefFace;
use crate::equilibrium::enumerate::game_table::IntegerGame;
use crate::equilibrium::enumerate::receiver::{SupportingReplies, payoff};
use crate::exact::bitset::{Bits, members};
use crate::exact::int::Int;
use crate::exact::matrix::Matrix;

/// A certificate counts only if it holds by more than this, for payoffs scaled to at most 1. Rounding
/// errors stay far below it; with a larger margin the search only takes longer.
const MARGIN: f64 = 1e-9;

/// The sender's payoffs as floats, scaled to at most 1 for each type.
pub(super) struct ScaledPayoffs {
    /// `[class][t][a]`
    of: Vec<Vec<Vec<f64>>>,
    /// `[class]`: the types that have its messages.
    senders: Vec<u128>,
    /// `[t]`: the unit, the largest payoff of type t.
    unit: Vec<f64>,
}

impl ScaledPayoffs {
    /// Converts and scales the payoffs of a game.
    pub(super) fn new<I: Int>(table: &IntegerGame<I>) -> ScaledPayoffs {
        let largest = |t: usize| {
            let rows = table.classes.iter().flat_map(|c| &c.sender[t]);
            rows.map(Int::to_f64).fold(1.0, f64::max)
        };
        let unit: Vec<f64> = (0..table.types()).map(largest).collect();
        let scaled = |sender: &Matrix<I>| {
            let rows = sender.iter().zip(&unit);
            rows.map(|(row, unit)| row.iter().map(|z| z.to_f64() / unit).collect()).collect()
        };
        ScaledPayoffs {
            of: table.classes.iter().map(|c| scaled(&c.sender)).collect(),
            senders: table.classes.iter().map(|c| c.regions.senders).collect(),
            unit,
        }
    }
}

/// The corners of the polytope that a choice of faces leaves the receiver, projected to the payoffs of
/// the types.
pub(super) struct PayoffProjection {
    corners: usize,
    rows: Vec<ProjectedPayoff>,
}

struct ProjectedPayoff {
    t: usize,
    /// Is it the payoff of the type, or what the type would get by one message on the path that it
    /// does not send?
    gets: bool,
    /// `[corner]`
    payoff: Vec<f64>,
}

impl PayoffProjection {
    /// The replies that one face allows.
    pub(super) fn of_face(payoffs: &ScaledPayoffs, face: &BeliefFace) -> PayoffProjection {
        let project = |t: usize| {
            let row = &payoffs.of[face.class][t];
            let gets = face.types >> t & 1 == 1;
            ProjectedPayoff { t, gets, payoff: face.replies.iter().map(|a| row[a]).collect() }
        };
        let rows = members(payoffs.senders[face.class]).map(project).collect();
        PayoffProjection { corners: face.replies.len(), rows }
    }

    /// The replies that support the faces so far; `None` if a payoff does not fit the integers.
    pub(super) fn of_choice<I: Int>(
        payoffs: &ScaledPayoffs,
        table: &IntegerGame<I>,
        replies: &SupportingReplies<I>,
    ) -> Option<PayoffProjection> {
        let covered = replies.covered;
        let at = |t: usize, u: &I, v: &[I]| u.to_f64() / v[0].to_f64() / payoffs.unit[t];
        let cone = &replies.cone;
        let gets = |t| {
            let payoff = cone.rays().map(|v| at(t, &v[1 + t], v)).collect();
            ProjectedPayoff { t, gets: true, payoff }
        };
        let mut rows: Vec<ProjectedPayoff> = members(covered).map(gets).collect();
        for (message, first) in &replies.messages {
            let class = &table.classes[message.class];
            for t in members(class.regions.senders & !covered) {
                let would = |v: &[I]| Some(at(t, &payoff(class, message, *first, v, t).ok()?, v));
                let payoff = cone.rays().map(would).collect::<Option<_>>()?;
                rows.push(ProjectedPayoff { t, gets: false, payoff });
            }
        }
        Some(PayoffProjection { corners: cone.len(), rows })
    }

    /// Is it proved that the face is incompatible with the choice? `false` decides nothing.
    pub(super) fn is_incompatible(
        &self,
        payoffs: &ScaledPayoffs,
        face: &BeliefFace,
        cache: &mut CutCache,
    ) -> bool {
        let CutCache { program, classes } = cache;
        let known = &mut classes[face.class];
        if let Some(incompatible) = known.get(face) {
            return incompatible;
        }
        let of = &payoffs.of[face.class];
        program.start(self.corners, face.replies.len());
        let mut one = None;
        for (r, ProjectedPayoff { t, gets, payoff }) in self.rows.iter().enumerate() {
            let sends = face.types >> t & 1 == 1;
            let row = match gets {
                true if sends => RowSense::Zero,
                true if payoffs.senders[face.class] >> t & 1 == 1 => RowSense::AtLeast,
                false if sends => RowSense::AtMost,
                _ => continue,
            };
            let (least, most) =
                program.push(r, row, payoff, face.replies.iter().map(|a| of[*t][a]));
            // one row alone may be a certificate
            if row != RowSense::AtMost && most < -MARGIN {
                one = Some((r, 1.0));
            } else if row != RowSense::AtLeast && least > MARGIN {
                one = Some((r, -1.0));
            }
            if one.is_some() {
                break;
            }
        }
        let weights: Vec<(usize, f64)> = match one {
            Some(one) => vec![one],
            None => match program.solve() {
                Feasibility::Infeasible => program.certificate().collect(),
                Feasibility::Feasible => {
                    known.points.push(self.point(of, face, &program.points()));
                    return false;
                }
                Feasibility::Unknown => return false,
            },
        };
        known.cuts.push(self.cut(of, &weights));
        known.get(face) == Some(true)
    }

    /// The faces shown compatible by two points, given as weights of the corners and of the face's
    /// replies: those with no other types than these that allow these replies. There may be more
    /// types than the face has.
    fn point(&self, of: &[Vec<f64>], face: &BeliefFace, weights: &[f64]) -> (u128, Bits) {
        let (ours, theirs) = weights.split_at(self.corners);
        let positive = |(a, &w): (usize, &f64)| (w > MARGIN).then_some((a, w));
        let replies: Vec<(usize, f64)> =
            face.replies.iter().zip(theirs).filter_map(positive).collect();
        let mut types = u128::MAX;
        for ProjectedPayoff { t, gets, payoff } in &self.rows {
            let here: f64 = ours.iter().zip(payoff).map(|(w, z)| w * z).sum();
            let there: f64 = replies.iter().map(|(a, w)| w * of[*t][*a]).sum();
            if here > there + MARGIN || *gets && here < there - MARGIN {
                types &= !(1 << t);
            }
        }
        (types | face.types, replies.into_iter().map(|(a, _)| a).collect())
    }

    /// The faces that weights on the rows rule out: those with all of these types and only these
    /// replies.
    fn cut(&self, of: &[Vec<f64>], weights: &[(usize, f64)]) -> (u128, Bits) {
        let sum = |i: usize| weights.iter().map(|(r, y)| y * self.rows[*r].payoff[i]).sum::<f64>();
        let most = (0..self.corners).map(sum).fold(f64::MIN, f64::max);
        let size: f64 = weights.iter().map(|(_, y)| y.abs()).sum();
        let value =
            |a: usize| -> f64 { weights.iter().map(|(r, y)| y * of[self.rows[*r].t][a]).sum() };
        let excluded = |&a: &usize| most - value(a) < -MARGIN * size;
        let needed = weights.iter().filter(|(_, y)| *y < 0.0);
        (
            needed.fold(0, |set, (r, _)| set | 1 << self.rows[*r].t),
            (0..of[0].len()).filter(excluded).collect(),
        )
    }
}

/// What is known of all faces against one choice, with the memory of the linear programme.
pub(super) struct CutCache {
    program: FeasibilityProgram,
    /// `[class]`
    classes: Vec<ClassCuts>,
}

#[derive(Clone, Default)]
struct ClassCuts {
    /// Faces with all these types and only these replies are incompatible.
    cuts: Vec<(u128, Bits)>,
    /// Faces with only these types and all these replies are not.
    points: Vec<(u128, Bits)>,
}

impl CutCache {
    /// Nothing is known yet.
    pub(super) fn new(classes: usize) -> CutCache {
        CutCache { program: Default::default(), classes: vec![ClassCuts::default(); classes] }
    }
}

impl ClassCuts {
    /// The answer for a face, if one is known.
    fn get(&self, face: &BeliefFace) -> Option<bool> {
        let cut = |(types, replies): &(u128, Bits)| {
            types & !face.types == 0 && face.replies.is_subset(replies)
        };
        let point = |(types, replies): &(u128, Bits)| {
            face.types & !types == 0 && replies.is_subset(&face.replies)
        };
        if self.cuts.iter().any(cut) {
            return Some(true);
        }
        self.points.iter().any(point).then_some(false)
    }
}
