//! The outcome that passes D1 where there are too few messages to separate all types.
//!
//! The types below some type separate as in the Riley outcome and those above it share the last
//! message, while the type itself does either or both (Cho and Sobel 1990, section 5). Where it
//! does both, the receiver mixes two neighbouring replies to the last message so that this type is
//! indifferent, and the type sends the message with the probability that makes the receiver
//! indifferent between the two replies.
//!
//! The pools are tried from the smallest to the largest. A pool is examined only if the type below
//! would not join. Nor does it contain a type that would have more by its own message: if that
//! message were off the path, the type would be among those that D1 keeps there, since single
//! crossing keeps the types below away from the best reply to it.

use std::cmp::Ordering;

use super::d1_test::{IndifferentReply, indifferent_reply, survives_d1};
use super::outcome::{Pool, Riley};
use super::payoffs::{BestReplies, IntegerPayoffs, NoOutcome};
use super::riley::{SeparatedTypes, rational_payoffs, separate};
use crate::exact::Q;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::{common_denominator, quotient, times};

/// The outcome that passes D1 with the smallest pool.
pub(super) fn solve<C: IntegerPayoffs>(game: &C) -> Result<Riley, NoOutcome> {
    let best = BestReplies::new(game)?;
    let separated = separate(game, &best)?;
    let (types, last) = (game.types(), game.messages() - 1);
    let sender = |t: usize, m: usize, a: usize| game.sender(t, m, a);
    if separated.messages.len() == types
        && separated.deviating_type(sender, &best, game.messages(), None)?.is_none()
    {
        let riley = separated.clone().into_outcome(game, &best)?;
        if riley.d1 {
            return Ok(riley);
        }
    }
    let pools = PoolSearch { game, best: &best, separated: &separated };
    let scale: C::Number = common_denominator(game.prior().iter())?;
    // the receiver's gain from each action over the one before it, against the types that share
    let mut gains = vec![C::Number::ZERO; game.actions()];
    for first in (0..types).rev() {
        let weight: C::Number = times(&game.prior()[first], &scale)?;
        let own = (1..game.actions()).map(|a| {
            let gain = game.receiver(first, last, a).minus(game.receiver(first, last, a - 1))?;
            gain.times(&weight)
        });
        let own: Vec<C::Number> = own.collect::<Result<_, Overflow>>()?;
        if first < separated.messages.len()
            && first + 1 < types
            && let Some(found) = pools.first_type_mixes(first, (&gains, &own))?
        {
            return Ok(found);
        }
        for (sum, gain) in gains[1..].iter_mut().zip(&own) {
            *sum = sum.plus(gain)?;
        }
        if first <= separated.messages.len()
            && let Some(found) = pools.all_share(first, &gains)?
        {
            return Ok(found);
        }
    }
    Err(NoOutcome::Missing(
        "no outcome in which the types separate up to one, and share the last message from there \
         on, passes D1; search for all equilibria and see which survive"
            .into(),
    ))
}

/// The search for a pool, given the types that separate.
struct PoolSearch<'a, C: IntegerPayoffs> {
    game: &'a C,
    best: &'a BestReplies,
    separated: &'a SeparatedTypes<C::Number>,
}

impl<C: IntegerPayoffs> PoolSearch<'_, C> {
    /// The outcome in which the types from `first` on send only the last message.
    fn all_share(&self, first: usize, gains: &[C::Number]) -> Result<Option<Riley>, Overflow> {
        let last = self.game.messages() - 1;
        let best = gains[1..].partition_point(Int::is_positive);
        let pure = |action: usize| IndifferentReply { action, part: Int::ZERO, whole: Int::ONE };
        let mut replies = vec![pure(best)];
        if gains.get(best + 1).is_some_and(Int::is_zero) {
            // the largest best reply that does not attract the type below is tried first
            replies.push(pure(best + 1));
            if let Some(below) = first.checked_sub(1) {
                let payoff = &self.separated.payoffs[below];
                let worth = |a: usize| self.game.sender(below, last, a);
                if worth(best)? < *payoff && worth(best + 1)? > *payoff {
                    replies.push(indifferent_reply(worth, best..best + 1, payoff)?);
                }
            }
            replies.reverse();
        }
        for reply in replies {
            if let Some(found) = self.outcome(first, Q::ONE, reply)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The outcome in which type `first` sends its own message and the last, and those after it
    /// only the last.
    fn first_type_mixes(
        &self,
        first: usize,
        (gains, own): (&[C::Number], &[C::Number]),
    ) -> Result<Option<Riley>, Overflow> {
        let PoolSearch { game, best, separated } = *self;
        let (last, payoff) = (game.messages() - 1, &separated.payoffs[first]);
        let (low, high) = (best.reply(first, last), best.reply(game.types() - 1, last));
        let worth = |a: usize| game.sender(first, last, a);
        if worth(low)? > *payoff || worth(high)? <= *payoff {
            return Ok(None);
        }
        let at = indifferent_reply(worth, low..high, payoff)?;
        // the share at which this reply and the next are equally good for the receiver
        let (others, less) = (&gains[at.action + 1], own[at.action].negated()?);
        if !others.is_positive() || *others >= less {
            return Ok(None);
        }
        self.outcome(first, quotient(others, &less), at)
    }

    /// The outcome with a pool from `first` on, which sends the last message with this probability,
    /// and the reply to it, if it is an equilibrium and passes D1.
    fn outcome(
        &self,
        first: usize,
        share: Q,
        at: IndifferentReply<C::Number>,
    ) -> Result<Option<Riley>, Overflow> {
        let PoolSearch { game, best, separated } = *self;
        let IndifferentReply { action: reply, part, whole } = at;
        let last = game.messages() - 1;
        let rest = whole.minus(&part)?;
        // the payoff of a type from the last message, times `whole`
        let pooled = |t: usize| -> Result<C::Number, Overflow> {
            let here = game.sender(t, last, reply)?.times(&rest)?;
            if part.is_zero() {
                return Ok(here);
            }
            here.plus(&game.sender(t, last, reply + 1)?.times(&part)?)
        };
        let compare = |t: usize| -> Result<Ordering, Overflow> {
            Ok(pooled(t)?.cmp(&separated.payoffs[t].times(&whole)?))
        };
        let own = separated.payoffs.len();
        if first > 0 && compare(first - 1)?.is_gt() || first < own && compare(first)?.is_lt() {
            return Ok(None);
        }
        // times `whole`, so that mixed replies give integers too
        let scaled = |t: usize, m: usize, a: usize| game.sender(t, m, a)?.times(&whole);
        let pool: Vec<C::Number> = (0..game.types()).map(pooled).collect::<Result<_, _>>()?;
        let separate = first + usize::from(share < Q::ONE);
        let mut known = SeparatedTypes {
            messages: separated.messages[..separate].to_vec(),
            replies: separated.replies[..separate].to_vec(),
            payoffs: Vec::with_capacity(game.types()),
        };
        for payoff in &separated.payoffs[..first] {
            known.payoffs.push(payoff.times(&whole)?);
        }
        known.payoffs.extend_from_slice(&pool[first..]);
        if known.deviating_type(scaled, best, game.messages(), Some(&pool))?.is_some() {
            return Ok(None);
        }
        let mut sent = vec![false; game.messages()];
        known.messages.iter().chain([&last]).for_each(|&m| sent[m] = true);
        if !survives_d1(scaled, best, &sent, &known.payoffs)? {
            return Ok(None);
        }
        let scale = quotient(&whole, &C::Number::ONE);
        let sender_payoffs = rational_payoffs(game, &known.payoffs);
        let sender_payoffs = sender_payoffs.into_iter().map(|u| u / &scale).collect();
        let SeparatedTypes { mut messages, mut replies, .. } = known;
        messages.resize(game.types(), last);
        replies.resize(game.types(), reply);
        let pool = Pool { first, share, reply, next: quotient(&part, &whole) };
        Ok(Some(Riley { messages, replies, sender_payoffs, d1: true, pool: Some(pool) }))
    }
}
