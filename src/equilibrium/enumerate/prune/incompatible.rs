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

use std::ops::Range;

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
    /// `[class]`: its readers, each with its actions.
    readers: Vec<Vec<Range<usize>>>,
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
            readers: table
                .classes
                .iter()
                .map(|c| c.regions.readers.iter().map(|r| r.actions.clone()).collect())
                .collect(),
            unit,
        }
    }

    /// The number of classes of messages.
    pub(super) fn classes(&self) -> usize {
        self.of.len()
    }

    /// All types.
    pub(super) fn types(&self) -> u128 {
        u128::MAX >> (128 - self.unit.len())
    }

    /// The types that have the messages of a class.
    pub(super) fn senders(&self, class: usize) -> u128 {
        self.senders[class]
    }

    /// The corners of the replies that a face allows; `None` if there are very many.
    fn corners(&self, face: &BeliefFace) -> Option<ReplyCorners> {
        let readers = &self.readers[face.class];
        if readers.len() == 1 {
            let actions: Vec<usize> = face.replies.iter().collect();
            return Some(ReplyCorners { count: actions.len(), width: 1, actions });
        }
        let mut own = Vec::new();
        let mut parts = Vec::with_capacity(readers.len());
        let mut count = 1;
        for reader in readers {
            let first = own.len();
            own.extend(reader.clone().filter(|&a| follows(face, a)));
            if own.len() > first {
                count *= own.len() - first;
                parts.push(first..own.len());
            }
            if count > MAX_CORNERS {
                return None;
            }
        }
        let mut actions = Vec::with_capacity(count * parts.len());
        for corner in 0..count {
            let mut left = corner;
            for part in &parts {
                actions.push(own[part.start + left % part.len()]);
                left /= part.len();
            }
        }
        Some(ReplyCorners { count, width: parts.len(), actions })
    }
}

/// May the action follow, by a reader whom the types of the face meet?
fn follows(face: &BeliefFace, a: usize) -> bool {
    face.replies.contains(a) || face.sole.contains(a)
}

/// Pure replies to a message: an action of the one reader, or of each whom its types meet. Others add
/// nothing to what these types get, and no less than 0 to what the rest would.
#[derive(Default)]
struct ReplyCorners {
    count: usize,
    /// The number of actions of each reply.
    width: usize,
    /// The actions, reply by reply.
    actions: Vec<usize>,
}

impl ReplyCorners {
    fn iter(&self) -> impl Iterator<Item = &[usize]> {
        (0..self.count).map(|i| &self.actions[i * self.width..][..self.width])
    }
}

/// The payoff of a type by a pure reply, given its payoffs by action.
fn worth(reply: &[usize], row: &[f64]) -> f64 {
    reply.iter().map(|&a| row[a]).sum()
}

/// A face with more combinations of replies by several readers than this is not tested. Not measured:
/// it affects only time.
const MAX_CORNERS: usize = 64;

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
        // without corners nothing is ruled out
        let corners = payoffs.corners(face).unwrap_or_default();
        let project = |t: usize| {
            let row = &payoffs.of[face.class][t];
            let gets = face.types >> t & 1 == 1;
            ProjectedPayoff { t, gets, payoff: corners.iter().map(|c| worth(c, row)).collect() }
        };
        let rows = members(payoffs.senders[face.class]).map(project).collect();
        PayoffProjection { corners: corners.count, rows }
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
        let readers = &payoffs.readers[face.class];
        let Some(corners) = payoffs.corners(face).filter(|_| self.corners > 0) else {
            return false;
        };
        program.start(self.corners, corners.count);
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
                program.push(r, row, payoff, corners.iter().map(|c| worth(c, &of[*t])));
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
                    known.points.push(self.point(of, (face, &corners), &program.points()));
                    return false;
                }
                Feasibility::Unknown => return false,
            },
        };
        known.cuts.extend(self.cut(of, (face, readers), &weights));
        known.get(face) == Some(true)
    }

    /// The faces shown compatible by two points, given as weights of the corners and of the face's
    /// replies: those with no other types than these that allow these replies. There may be more
    /// types than the face has.
    fn point(
        &self,
        of: &[Vec<f64>],
        (face, corners): (&BeliefFace, &ReplyCorners),
        weights: &[f64],
    ) -> (u128, Bits) {
        let (ours, theirs) = weights.split_at(self.corners);
        let positive = |(c, &w): (_, &f64)| (w > MARGIN).then_some((c, w));
        let used: Vec<(&[usize], f64)> = corners.iter().zip(theirs).filter_map(positive).collect();
        let mut types = u128::MAX;
        for ProjectedPayoff { t, gets, payoff } in &self.rows {
            let here: f64 = ours.iter().zip(payoff).map(|(w, z)| w * z).sum();
            let there: f64 = used.iter().map(|(c, w)| w * worth(c, &of[*t])).sum();
            if here > there + MARGIN || *gets && here < there - MARGIN {
                types &= !(1 << t);
            }
        }
        let replies = used.iter().flat_map(|(corner, _)| corner.iter().copied()).collect();
        (types | face.types, replies)
    }

    /// The faces that weights on the rows rule out: those with all of these types and only these
    /// replies; `None` if they do not rule out the face for which they were found.
    fn cut(
        &self,
        of: &[Vec<f64>],
        (face, readers): (&BeliefFace, &[Range<usize>]),
        weights: &[(usize, f64)],
    ) -> Option<(u128, Bits)> {
        let sum = |i: usize| weights.iter().map(|(r, y)| y * self.rows[*r].payoff[i]).sum::<f64>();
        let most = (0..self.corners).map(sum).fold(f64::MIN, f64::max);
        let size: f64 = weights.iter().map(|(_, y)| y.abs()).sum();
        let value =
            |a: usize| -> f64 { weights.iter().map(|(r, y)| y * of[self.rows[*r].t][a]).sum() };
        let needed = weights.iter().filter(|(_, y)| *y < 0.0);
        let needed = needed.fold(0, |set, (r, _)| set | 1 << self.rows[*r].t);
        if readers.len() == 1 {
            let excluded = |&a: &usize| most - value(a) < -MARGIN * size;
            return Some((needed, (0..of[0].len()).filter(excluded).collect()));
        }
        // each reader's replies that are worth no less than the least that the face allows
        let least = |reader: &Range<usize>| {
            let own = reader.clone().filter(|&a| follows(face, a)).map(value);
            own.fold(f64::INFINITY, f64::min)
        };
        let least: Vec<f64> = readers.iter().map(least).collect();
        let whole: f64 = least.iter().filter(|least| least.is_finite()).sum();
        let rules_out = most - whole < -MARGIN * size * readers.len() as f64;
        rules_out.then(|| {
            let excluded = readers.iter().zip(least).flat_map(|(reader, least)| {
                reader.clone().filter(move |&a| least.is_infinite() || value(a) >= least)
            });
            (needed, excluded.collect())
        })
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
            types & !face.types == 0 && face.rows.is_subset(replies)
        };
        let point = |(types, replies): &(u128, Bits)| {
            face.types & !types == 0 && replies.is_subset(&face.rows)
        };
        if self.cuts.iter().any(cut) {
            return Some(true);
        }
        self.points.iter().any(point).then_some(false)
    }
}
