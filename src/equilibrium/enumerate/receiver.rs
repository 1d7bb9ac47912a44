//! The receiver's side of the search: the replies, on and off the path, that support a choice of
//! faces.

use super::game_table::{IntegerGame, MessageClass, Piece};
use crate::exact::bitset::members;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow, all_hold, any_holds};
use crate::exact::work::{Abort, Meter, Steps};

/// One message on the path: who sends it and which replies may follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OnPathMessage {
    pub(super) class: usize,
    /// The types that send it, each with the same payoff as from its other messages.
    pub(super) types: u128,
    /// The replies that may follow, by position among the actions of the class.
    pub(super) replies: Vec<usize>,
}

/// All replies to some messages that make their senders indifferent and keep the other types from
/// sending them.
///
/// They form a polytope, kept as the cone over it: a ray has a scale, the payoff `u_t` of each type
/// and a weight for each reply, `scale | u | weights`. Payoffs are free coordinates, since the
/// weights determine them; `u_t` is 0 for a type that no message covers yet.
#[derive(Clone, Debug)]
pub(super) struct SupportingReplies<I> {
    pub(super) cone: Cone<I>,
    types: usize,
    /// The types that send one of the messages.
    pub(super) covered: u128,
    /// The messages so far, each with the position of its first weight in a ray.
    pub(super) messages: Vec<(OnPathMessage, usize)>,
}

impl<I: Int> SupportingReplies<I> {
    /// The same in another size of integer, if it fits.
    pub(super) fn convert<J: Int>(&self) -> Option<SupportingReplies<J>> {
        let SupportingReplies { cone, types, covered, messages } = self;
        let (cone, messages) = (cone.convert()?, messages.clone());
        Some(SupportingReplies { cone, types: *types, covered: *covered, messages })
    }

    /// No message yet: the cone has the scale alone.
    pub(super) fn start(types: usize) -> SupportingReplies<I> {
        let mut v = vec![I::ZERO; types + 1];
        v[0] = I::ONE;
        SupportingReplies { cone: Cone::point(v), types, covered: 0, messages: Vec::new() }
    }

    /// The number of types.
    pub(super) fn types(&self) -> usize {
        self.types
    }

    /// Adds a message on the path; `None` when no reply to it is compatible with the others.
    ///
    /// A sender of the message that sends another too must be indifferent between them, and every
    /// other covered type that has the message must not gain by it; nor may the new senders gain by
    /// the earlier messages.
    pub(super) fn extended(
        &self,
        table: &IntegerGame<I>,
        message: &OnPathMessage,
        meter: &Meter,
    ) -> Result<Option<SupportingReplies<I>>, Abort> {
        let class = &table.classes[message.class];
        let first = self.cone.width();
        let mut cone = self.cone.times_simplex(message.replies.len());
        let pay = |v: &[I], t: usize| payoff(class, message, first, v, t);
        for t in members(message.types) {
            if self.covered >> t & 1 == 1 {
                let gap = |v: &[I]| v[1 + t].minus(&pay(v, t)?);
                cone.restrict_until(ConeConstraint::Zero, gap, meter)?;
                if cone.is_empty() {
                    return Ok(None);
                }
            } else {
                cone.set_coordinate(1 + t, |v| pay(v, t))?;
            }
        }
        for t in members(class.regions.senders & self.covered & !message.types) {
            let loss = |v: &[I]| v[1 + t].minus(&pay(v, t)?);
            cone.restrict_until(ConeConstraint::NonNegative, loss, meter)?;
            if cone.is_empty() {
                return Ok(None);
            }
        }
        for (old, at) in &self.messages {
            let class = &table.classes[old.class];
            for t in members(class.regions.senders & message.types & !self.covered & !old.types) {
                let loss = |v: &[I]| v[1 + t].minus(&payoff(class, old, *at, v, t)?);
                cone.restrict_until(ConeConstraint::NonNegative, loss, meter)?;
                if cone.is_empty() {
                    return Ok(None);
                }
            }
        }
        let mut messages = Vec::with_capacity(self.messages.len() + 1);
        messages.extend_from_slice(&self.messages);
        let covered = self.covered | message.types;
        messages.push((message.clone(), first));
        Ok(Some(SupportingReplies { cone, types: self.types, covered, messages }))
    }
}

/// What type `t` gets from a message at the ray `v`, times the scale; `first` is the position of the
/// message's first weight.
pub(super) fn payoff<I: Int>(
    class: &MessageClass<I>,
    message: &OnPathMessage,
    first: usize,
    v: &[I],
    t: usize,
) -> Result<I, Overflow> {
    let mut sum = I::ZERO;
    for (j, &a) in message.replies.iter().enumerate() {
        let weight = &v[first + j];
        if !weight.is_zero() {
            sum = sum.plus(&weight.times(&class.sender[t][a])?)?;
        }
    }
    Ok(sum)
}

/// The supporting replies whose payoffs lie in one chosen piece of each message off the path.
#[derive(Clone, Debug)]
pub(super) struct ReplyPolytope<I> {
    pub(super) cone: Cone<I>,
    /// The pieces that cut something off: (class, piece).
    pub(super) cuts: Vec<(usize, usize)>,
}

/// Intersects a cone with the off-path conditions of `classes`, that `u` lies in a piece of each:
/// one polytope for each choice of pieces that leaves something, and none inside another.
///
/// A class with a piece that contains the whole cone cuts nothing off.
pub(super) fn supported<I: Int>(
    table: &IntegerGame<I>,
    cone: Cone<I>,
    classes: &[usize],
    meter: &Meter,
) -> Result<Vec<ReplyPolytope<I>>, Abort> {
    let mut found = Vec::new();
    cut(table, ReplyPolytope { cone, cuts: Vec::new() }, classes, &mut found, meter)?;
    maximal(table, found, meter)
}

/// Does the work of [`supported`] from a polytope that satisfies the conditions of earlier classes.
fn cut<I: Int>(
    table: &IntegerGame<I>,
    mut polytope: ReplyPolytope<I>,
    classes: &[usize],
    found: &mut Vec<ReplyPolytope<I>>,
    meter: &Meter,
) -> Result<(), Abort> {
    if meter.stopped() {
        return Err(Abort::Stopped);
    }
    let types = table.types();
    for (i, &c) in classes.iter().enumerate() {
        let pieces = &table.classes[c].pieces;
        if any_holds(pieces, |piece| holds(piece, &polytope.cone, types, meter))? {
            continue;
        }
        if polytope.cone.len() == 1 {
            return Ok(());
        }
        let mut cones: Vec<(usize, Cone<I>)> = Vec::new();
        for (k, piece) in pieces.iter().enumerate() {
            let mut cone = polytope.cone.clone();
            restrict_to(piece, &mut cone, types, meter)?;
            if !cone.is_empty() {
                cones.push((k, cone));
            }
        }
        // a cone inside another piece is found with that piece; of two equal cones the first is kept
        let inside =
            |a: &(usize, Cone<I>), b: &(usize, Cone<I>)| holds(&pieces[b.0], &a.1, types, meter);
        for a in &cones {
            let mut others = cones.iter().filter(|b| b.0 != a.0);
            if !any_holds(&mut others, |b| Ok(inside(a, b)? && (b.0 < a.0 || !inside(b, a)?)))? {
                let mut cuts = polytope.cuts.clone();
                cuts.push((c, a.0));
                let polytope = ReplyPolytope { cone: a.1.clone(), cuts };
                cut(table, polytope, &classes[i + 1..], found, meter)?;
            }
        }
        return Ok(());
    }
    polytope.cuts.sort_unstable();
    found.push(polytope);
    Ok(())
}

/// Does the piece contain the whole cone?
fn holds<I: Int>(
    piece: &Piece<I>,
    cone: &Cone<I>,
    types: usize,
    meter: &Meter,
) -> Result<bool, Overflow> {
    all_hold(cone.rays(), |ray| {
        meter.add(Steps { checks: 1, ..Steps::default() });
        piece.contains(&ray[..=types])
    })
}

/// Intersects a cone with a piece.
pub(super) fn restrict_to<I: Int>(
    piece: &Piece<I>,
    cone: &mut Cone<I>,
    types: usize,
    meter: &Meter,
) -> Result<(), Abort> {
    for facet in piece.facets.iter() {
        if cone.is_empty() {
            break;
        }
        let slack = |v: &[I]| I::dot(facet, &v[..=types]);
        cone.restrict_until(ConeConstraint::NonNegative, slack, meter)?;
    }
    Ok(())
}

/// Drops the polytopes that lie inside another.
fn maximal<I: Int>(
    table: &IntegerGame<I>,
    mut polytopes: Vec<ReplyPolytope<I>>,
    meter: &Meter,
) -> Result<Vec<ReplyPolytope<I>>, Abort> {
    let inside = |a: &ReplyPolytope<I>, b: &ReplyPolytope<I>| {
        let holds = |&(c, k): &(usize, usize)| {
            holds(&table.classes[c].pieces[k], &a.cone, table.types(), meter)
        };
        all_hold(&b.cuts, holds)
    };
    let mut i = 0;
    while i < polytopes.len() {
        if meter.stopped() {
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
