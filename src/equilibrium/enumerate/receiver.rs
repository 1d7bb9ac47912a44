//! The receiver's side of the search: the replies on the path that support a choice of faces.

use std::ops::Range;

use super::game_table::{IntegerGame, MessageClass};
use crate::exact::bitset::{Bits, members};
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::work::{Abort, Meter};
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

    /// Do all these replies answer the last message as they answer another one of its class?
    ///
    /// For one reader.
    pub(super) fn repeat_a_reply(&self) -> bool {
        let Some(((last, at), others)) = self.messages.split_last() else { return false };
        others.iter().filter(|(other, _)| other.class == last.class).any(|(other, from)| {
            let weight = |message: &OnPathMessage, first: usize, a: usize| {
                message.replies.binary_search(&a).ok().map(|j| first + j)
            };
            let actions = last.replies.iter().chain(&other.replies);
            self.cone.rays().all(|ray| {
                let zero = I::ZERO;
                let of = |place: Option<usize>| place.map_or(&zero, |i| &ray[i]);
                actions.clone().all(|&a| of(weight(last, *at, a)) == of(weight(other, *from, a)))
            })
        })
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
