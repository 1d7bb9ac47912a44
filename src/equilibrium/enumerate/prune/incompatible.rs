//! Proofs that no replies serve a choice of faces and one face more, in floats with a margin.
//!
//! A choice of faces leaves the receiver a polytope P of replies, one more face a simplex Q. They
//! go together when some point of each gives every type that both concern the same payoff, and no
//! type more at a message that it does not send. If none do, weights on the types make
//! the weighted sum of `p - q` negative everywhere, though these conditions make it at least 0. A
//! linear programme finds candidates; one counts where the corners of P and Q prove it, with a
//! margin that dwarfs rounding.
//!
//! What was learned of one face tells of others. The same weights rule out every face that has the
//! types with negative weights and no other replies than those that the weights condemn; a point
//! that serves one face serves every face that asks it of fewer types and allows its replies.

use super::farkas::{Feasibility, FeasibilityProgram, RowSense};
use crate::equilibrium::enumerate::faces::Face;
use crate::equilibrium::enumerate::game_table::IntegerGame;
use crate::equilibrium::enumerate::receiver::{SupportingReplies, payoff};
use crate::exact::bitset::{Bits, members};
use crate::exact::int::Int;
use crate::exact::matrix::Matrix;

/// What rounding may change stays far below this, in payoffs scaled to at most 1.
const MARGIN: f64 = 1e-9;

/// The sender's payoffs as floats, scaled to at most 1 for each type.
pub(crate) struct ScaledPayoffs {
    /// `[class][t][a]`
    of: Vec<Vec<Vec<f64>>>,
    /// `[class]`: the types that have its messages.
    senders: Vec<u128>,
    /// `[t]`: what 1 stands for.
    unit: Vec<f64>,
}

impl ScaledPayoffs {
    pub fn new<I: Int>(table: &IntegerGame<I>) -> ScaledPayoffs {
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

/// The corners of what a choice of faces leaves the receiver, seen by the payoffs of the types.
pub(crate) struct PayoffProjection {
    corners: usize,
    rows: Vec<ProjectedPayoff>,
}

struct ProjectedPayoff {
    t: usize,
    /// Is it what the type gets, or what it would get at one message on the path that it does not
    /// send?
    gets: bool,
    /// Per corner.
    payoff: Vec<f64>,
}

impl PayoffProjection {
    /// One face alone.
    pub fn of_face(payoffs: &ScaledPayoffs, face: &Face) -> PayoffProjection {
        let seen = |t: usize| {
            let row = &payoffs.of[face.class][t];
            let gets = face.types >> t & 1 == 1;
            ProjectedPayoff { t, gets, payoff: face.replies.iter().map(|a| row[a]).collect() }
        };
        let rows = members(payoffs.senders[face.class]).map(seen).collect();
        PayoffProjection { corners: face.replies.len(), rows }
    }

    /// All the replies that go with the faces so far.
    pub fn of_choice<I: Int>(
        payoffs: &ScaledPayoffs,
        table: &IntegerGame<I>,
        receivers: &SupportingReplies<I>,
    ) -> Option<PayoffProjection> {
        let covered = receivers.covered;
        let at = |t: usize, u: &I, v: &[I]| u.to_f64() / v[0].to_f64() / payoffs.unit[t];
        let cone = &receivers.cone;
        let gets = |t| {
            let payoff = cone.rays().map(|v| at(t, &v[1 + t], v)).collect();
            ProjectedPayoff { t, gets: true, payoff }
        };
        let mut rows: Vec<ProjectedPayoff> = members(covered).map(gets).collect();
        for (block, first) in &receivers.blocks {
            let class = &table.classes[block.class];
            for t in members(class.regions.senders & !covered) {
                let would = |v: &[I]| Some(at(t, &payoff(class, block, *first, v, t).ok()?, v));
                let payoff = cone.rays().map(would).collect::<Option<_>>()?;
                rows.push(ProjectedPayoff { t, gets: false, payoff });
            }
        }
        Some(PayoffProjection { corners: cone.len(), rows })
    }

    /// Is it proved that no replies of the face go with those of the choice? `false` decides
    /// nothing.
    pub fn apart(&self, payoffs: &ScaledPayoffs, face: &Face, known: &mut CutCache) -> bool {
        let CutCache { programme, learned } = known;
        let learned = &mut learned[face.class];
        if let Some(apart) = learned.tell(face) {
            return apart;
        }
        let of = &payoffs.of[face.class];
        programme.start(self.corners, face.replies.len());
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
                programme.push(r, row, payoff, face.replies.iter().map(|a| of[*t][a]));
            // one row alone may do
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
            None => match programme.solve() {
                Feasibility::Infeasible => programme.weights().collect(),
                Feasibility::Feasible => {
                    learned.points.push(self.point(of, face, &programme.points()));
                    return false;
                }
                Feasibility::Unknown => return false,
            },
        };
        learned.cuts.push(self.cut(of, &weights));
        learned.tell(face) == Some(true)
    }

    /// The faces that two points serve, one a sum of corners and one of a face's replies: those with
    /// only these types and with these replies. More types than the face has may be served as well.
    fn point(&self, of: &[Vec<f64>], face: &Face, weights: &[f64]) -> (u128, Bits) {
        let (ours, theirs) = weights.split_at(self.corners);
        let heavy = |(a, &w): (usize, &f64)| (w > MARGIN).then_some((a, w));
        let replies: Vec<(usize, f64)> =
            face.replies.iter().zip(theirs).filter_map(heavy).collect();
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

    /// The faces that weights on the rows rule out: those with all of these types and no other
    /// replies.
    fn cut(&self, of: &[Vec<f64>], weights: &[(usize, f64)]) -> (u128, Bits) {
        let sum = |i: usize| weights.iter().map(|(r, y)| y * self.rows[*r].payoff[i]).sum::<f64>();
        let most = (0..self.corners).map(sum).fold(f64::MIN, f64::max);
        let size: f64 = weights.iter().map(|(_, y)| y.abs()).sum();
        let value =
            |a: usize| -> f64 { weights.iter().map(|(r, y)| y * of[self.rows[*r].t][a]).sum() };
        let condemned = |&a: &usize| most - value(a) < -MARGIN * size;
        let needed = weights.iter().filter(|(_, y)| *y < 0.0);
        (
            needed.fold(0, |set, (r, _)| set | 1 << self.rows[*r].t),
            (0..of[0].len()).filter(condemned).collect(),
        )
    }
}

/// What is known of all faces against one choice, with the memory of the programme.
pub(crate) struct CutCache {
    programme: FeasibilityProgram,
    /// `[class]`
    learned: Vec<ClassCuts>,
}

#[derive(Clone, Default)]
struct ClassCuts {
    /// Faces with these types and no other replies are apart.
    cuts: Vec<(u128, Bits)>,
    /// Faces with no other types and these replies are not.
    points: Vec<(u128, Bits)>,
}

impl CutCache {
    pub fn new(classes: usize) -> CutCache {
        CutCache {
            programme: FeasibilityProgram::default(),
            learned: vec![ClassCuts::default(); classes],
        }
    }
}

impl ClassCuts {
    fn tell(&self, face: &Face) -> Option<bool> {
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
