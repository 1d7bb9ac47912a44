//! The replies that keep types from messages they do not send: conditions on payoffs, each met in one of
//! some pieces.

use super::game_table::{IntegerGame, Piece};
use super::receiver::OnPathMessage;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow, all_hold, any_holds};
use crate::exact::work::{Abort, Meter, Steps};
use crate::game::replies::Reading;

/// A condition that a message imposes on the payoffs of types that do not send it, met where they lie
/// in one of some pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DeterrenceCondition {
    pub(super) class: usize,
    /// The types that send the message, none off the path.
    pub(super) types: u128,
    /// The position on the path of the message, if it is sent: then the condition is on what its
    /// unexpected readers may add to the replies of the others.
    pub(super) sent: Option<usize>,
}

impl DeterrenceCondition {
    /// The conditions of the messages in use, with their classes and types, and of the `unused`
    /// classes.
    pub(super) fn all<I: Int>(
        table: &IntegerGame<I>,
        messages: &[(OnPathMessage, usize)],
        unused: impl Iterator<Item = usize>,
    ) -> Vec<DeterrenceCondition> {
        let mut all: Vec<_> = unused.map(DeterrenceCondition::unsent).collect();
        if table.several {
            let sent = messages.iter().zip(0..);
            all.extend(sent.map(|((m, _), i)| DeterrenceCondition::beside(m, i)).filter(
                |condition| {
                    !table.classes[condition.class].pieces_beside(condition.types).is_empty()
                },
            ));
        }
        all
    }

    /// The condition that a class of messages off the path imposes.
    pub(super) fn unsent(class: usize) -> DeterrenceCondition {
        DeterrenceCondition { class, types: 0, sent: None }
    }

    /// The condition that the unexpected readers of a message impose, if there are any, where it is at
    /// a position on the path.
    pub(super) fn beside(message: &OnPathMessage, at: usize) -> DeterrenceCondition {
        DeterrenceCondition { class: message.class, types: message.types, sent: Some(at) }
    }

    /// The pieces, one of which must hold.
    pub(super) fn pieces<'a, I: Int>(&self, table: &'a IntegerGame<I>) -> &'a [Piece<I>] {
        table.classes[self.class].pieces_beside(self.types)
    }

    /// The slack of a facet at a ray: of the payoffs or, for a message that is sent, of what is left of
    /// them without the replies of the readers whom its types meet.
    fn slack<I: Int>(
        &self,
        table: &IntegerGame<I>,
        messages: &[(OnPathMessage, usize)],
        facet: &[I],
        ray: &[I],
    ) -> Result<I, Overflow> {
        let whole = I::dot(facet, &ray[..facet.len()])?;
        let Some(at) = self.sent else { return Ok(whole) };
        let ((message, first), class) = (&messages[at], &table.classes[self.class]);
        let readers = class.regions.readers.iter();
        let met: Vec<&Reading> = readers.filter(|r| r.meets & self.types != 0).collect();
        let mut rest = whole;
        let weighed = message.replies.iter().enumerate().map(|(j, a)| (&ray[first + j], a));
        for (weight, &a) in weighed.chain(message.sole.iter().map(|a| (&ray[0], a))) {
            if weight.is_zero() || !met.iter().any(|r| r.actions.contains(&a)) {
                continue;
            }
            for (t, w) in facet[1..].iter().enumerate().filter(|(_, w)| !w.is_zero()) {
                rest = rest.minus(&weight.times(&class.sender[t][a].times(w)?)?)?;
            }
        }
        Ok(rest)
    }
}

/// The supporting replies whose payoffs lie in one chosen piece of each condition.
#[derive(Clone, Debug)]
pub(super) struct ReplyPolytope<I> {
    pub(super) cone: Cone<I>,
    /// The pieces that cut something off: (condition, piece).
    pub(super) cuts: Vec<(DeterrenceCondition, usize)>,
}

/// The conditions of some messages, to be imposed on the replies that support others.
pub(super) struct DeterringReplies<'a, I> {
    pub(super) table: &'a IntegerGame<I>,
    pub(super) messages: &'a [(OnPathMessage, usize)],
    pub(super) conditions: &'a [DeterrenceCondition],
    pub(super) meter: &'a Meter<'a>,
}

impl<I: Int> DeterringReplies<'_, I> {
    /// Intersects a cone with the conditions: one polytope for each choice of pieces that leaves
    /// something, and none inside another.
    ///
    /// A condition with a piece that contains the whole cone cuts nothing off.
    pub(super) fn supported(&self, cone: Cone<I>) -> Result<Vec<ReplyPolytope<I>>, Abort> {
        let mut found = Vec::new();
        let all = ReplyPolytope { cone, cuts: Vec::new() };
        self.cut(all, self.conditions, &mut |polytope| {
            found.push(polytope);
            true
        })?;
        self.maximal(found)
    }

    /// Is there anything in the cone that meets the conditions?
    pub(super) fn is_supported(&self, cone: Cone<I>) -> Result<bool, Abort> {
        let all = ReplyPolytope { cone, cuts: Vec::new() };
        Ok(!self.cut(all, self.conditions, &mut |_| false)?)
    }

    /// Does the work of [`Self::supported`] from a polytope that satisfies the earlier conditions, until
    /// `found` says `false`, as this then does.
    fn cut(
        &self,
        mut polytope: ReplyPolytope<I>,
        conditions: &[DeterrenceCondition],
        found: &mut dyn FnMut(ReplyPolytope<I>) -> bool,
    ) -> Result<bool, Abort> {
        if self.meter.stopped() {
            return Err(Abort::Stopped);
        }
        for (i, condition) in conditions.iter().enumerate() {
            let pieces = condition.pieces(self.table);
            if any_holds(pieces, |piece| self.holds(condition, piece, &polytope.cone))? {
                continue;
            }
            if polytope.cone.len() == 1 {
                return Ok(true);
            }
            let mut cones: Vec<(usize, Cone<I>)> = Vec::new();
            for (k, piece) in pieces.iter().enumerate() {
                let mut cone = polytope.cone.clone();
                self.restrict_to(condition, piece, &mut cone)?;
                if !cone.is_empty() {
                    cones.push((k, cone));
                }
            }
            // a cone inside another piece is found with that piece; of two equal cones the first is
            // kept
            let inside = |a: &(usize, Cone<I>), b: &(usize, Cone<I>)| {
                self.holds(condition, &pieces[b.0], &a.1)
            };
            for a in &cones {
                let mut others = cones.iter().filter(|b| b.0 != a.0);
                if !any_holds(&mut others, |b| Ok(inside(a, b)? && (b.0 < a.0 || !inside(b, a)?)))?
                {
                    let mut cuts = polytope.cuts.clone();
                    cuts.push((*condition, a.0));
                    let polytope = ReplyPolytope { cone: a.1.clone(), cuts };
                    if !self.cut(polytope, &conditions[i + 1..], found)? {
                        return Ok(false);
                    }
                }
            }
            return Ok(true);
        }
        polytope.cuts.sort_unstable_by_key(|(c, k)| (c.sent, c.class, *k));
        Ok(found(polytope))
    }

    /// Does the piece contain the whole cone?
    fn holds(
        &self,
        condition: &DeterrenceCondition,
        piece: &Piece<I>,
        cone: &Cone<I>,
    ) -> Result<bool, Overflow> {
        let types = self.table.types();
        all_hold(cone.rays(), |ray| {
            self.meter.add(Steps { checks: 1, ..Steps::default() });
            match condition.sent {
                None => piece.contains(&ray[..=types]),
                Some(_) => all_hold(piece.facets.iter(), |facet| {
                    Ok(!condition.slack(self.table, self.messages, facet, ray)?.is_negative())
                }),
            }
        })
    }

    /// Intersects a cone with a piece of a condition.
    pub(super) fn restrict_to(
        &self,
        condition: &DeterrenceCondition,
        piece: &Piece<I>,
        cone: &mut Cone<I>,
    ) -> Result<(), Abort> {
        for facet in piece.facets.iter() {
            if cone.is_empty() {
                break;
            }
            let slack = |v: &[I]| condition.slack(self.table, self.messages, facet, v);
            cone.restrict_until(ConeConstraint::NonNegative, slack, self.meter)?;
        }
        Ok(())
    }

    /// Drops the polytopes that lie inside another.
    fn maximal(
        &self,
        mut polytopes: Vec<ReplyPolytope<I>>,
    ) -> Result<Vec<ReplyPolytope<I>>, Abort> {
        let inside = |a: &ReplyPolytope<I>, b: &ReplyPolytope<I>| {
            let holds = |(condition, k): &(DeterrenceCondition, usize)| {
                self.holds(condition, &condition.pieces(self.table)[*k], &a.cone)
            };
            all_hold(&b.cuts, holds)
        };
        let mut i = 0;
        while i < polytopes.len() {
            if self.meter.stopped() {
                return Err(Abort::Stopped);
            }
            let mut redundant = false;
            for j in 0..polytopes.len() {
                // of two equal polytopes the first is kept
                let drop = j != i
                    && inside(&polytopes[i], &polytopes[j])?
                    && (j < i || !inside(&polytopes[j], &polytopes[i])?);
                redundant |= drop;
            }
            if redundant {
                polytopes.remove(i);
            } else {
                i += 1;
            }
        }
        Ok(polytopes)
    }
}
