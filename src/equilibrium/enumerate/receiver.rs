//! The receiver's side of the search: the replies, on and off the path, that support a choice of
//! faces.

use std::ops::Range;

use super::game_table::{IntegerGame, MessageClass, Piece};
use crate::exact::bitset::{Bits, members};
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow, all_hold, any_holds};
use crate::exact::work::{Abort, Meter, Steps};
use crate::game::replies::Reading;

/// One message on the path: who sends it and which replies may follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OnPathMessage {
    pub(super) class: usize,
    /// The types that send it, each with the same payoff as from its other messages.
    pub(super) types: u128,
    /// The replies that may follow, by position among the actions of the class: of several readers
    /// those whom these types meet and who have a choice.
    pub(super) replies: Vec<usize>,
    /// The replies of those who have none, where there are several readers. They carry no weight in a
    /// ray, since it is the scale.
    pub(super) sole: Vec<usize>,
}

impl OnPathMessage {
    /// A message with these replies of the readers whom its types meet, ascending.
    pub(super) fn new(
        class: usize,
        types: u128,
        replies: &Bits,
        readers: &[Reading],
    ) -> OnPathMessage {
        let (replies, sole) = choices(replies, readers);
        OnPathMessage {
            class,
            types,
            replies: replies.iter().collect(),
            sole: sole.iter().collect(),
        }
    }

    /// All replies that may follow, ascending.
    pub(super) fn all_replies(&self) -> Bits {
        self.replies.iter().chain(&self.sole).copied().collect()
    }

    /// The replies reader by reader, as positions in the list of them.
    pub(super) fn by_reader<'a>(
        &'a self,
        readers: &'a [Reading],
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let place = |a: usize| match readers.len() {
            1 if a == 0 => 0,
            1 => self.replies.len(),
            _ => self.replies.partition_point(|&b| b < a),
        };
        let own = move |r: &Reading| place(r.actions.start)..place(r.actions.end);
        readers.iter().map(own).filter(|own| !own.is_empty())
    }
}

/// The replies of readers who have a choice among these, and of those who have none. A reader who is
/// alone counts as one who has.
pub(super) fn choices(replies: &Bits, readers: &[Reading]) -> (Bits, Bits) {
    if readers.len() == 1 {
        return (replies.clone(), Bits::default());
    }
    let (mut choice, mut sole) = (Bits::default(), Bits::default());
    for reader in readers {
        let own: Vec<usize> = reader.actions.clone().filter(|&a| replies.contains(a)).collect();
        let kept = if own.len() > 1 { &mut choice } else { &mut sole };
        own.into_iter().for_each(|a| kept.insert(a));
    }
    (choice, sole)
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
        let mut readers = message.by_reader(&class.regions.readers).map(|own| own.len());
        // the replies of different readers are independent: a product of simplices
        let mut cone = match readers.next() {
            Some(own) => self.cone.times_simplex(own),
            None => self.cone.clone(),
        };
        for own in readers {
            cone = cone.times_simplex(own);
        }
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
    if message.sole.is_empty() {
        return Ok(sum);
    }
    let mut sure = I::ZERO;
    for &a in &message.sole {
        sure = sure.plus(&class.sender[t][a])?;
    }
    sum.plus(&sure.times(&v[0])?)
}

/// A condition that a message imposes on the payoffs of types that do not send it, met where they lie
/// in one of some pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deterrence {
    pub(super) class: usize,
    /// The types that send the message, none off the path.
    pub(super) types: u128,
    /// The position on the path of the message, if it is sent: then the condition is on what its
    /// unexpected readers may add to the replies of the others.
    pub(super) sent: Option<usize>,
}

impl Deterrence {
    /// The conditions of the messages in use, with their classes and types, and of the `unused`
    /// classes.
    pub(super) fn all<I: Int>(
        table: &IntegerGame<I>,
        messages: &[(OnPathMessage, usize)],
        unused: impl Iterator<Item = usize>,
    ) -> Vec<Deterrence> {
        let mut all: Vec<_> = unused.map(Deterrence::unsent).collect();
        if table.several {
            let sent = messages.iter().zip(0..);
            all.extend(sent.map(|((m, _), i)| Deterrence::beside(m, i)).filter(|condition| {
                !table.classes[condition.class].pieces_beside(condition.types).is_empty()
            }));
        }
        all
    }

    /// The condition that a class of messages off the path imposes.
    pub(super) fn unsent(class: usize) -> Deterrence {
        Deterrence { class, types: 0, sent: None }
    }

    /// The condition that the unexpected readers of a message impose, if there are any, where it is at
    /// a position on the path.
    pub(super) fn beside(message: &OnPathMessage, at: usize) -> Deterrence {
        Deterrence { class: message.class, types: message.types, sent: Some(at) }
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
    pub(super) cuts: Vec<(Deterrence, usize)>,
}

/// The conditions of some messages, to be imposed on the replies that support others.
pub(super) struct DeterringReplies<'a, I> {
    pub(super) table: &'a IntegerGame<I>,
    pub(super) messages: &'a [(OnPathMessage, usize)],
    pub(super) conditions: &'a [Deterrence],
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
        conditions: &[Deterrence],
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
        condition: &Deterrence,
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
        condition: &Deterrence,
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
            let holds = |(condition, k): &(Deterrence, usize)| {
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
