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

use super::d1_test::{indifferent_reply, survives_d1};
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
            && let Some(found) = first_type_mixes(game, &best, &separated, first, (&gains, &own))?
        {
            return Ok(found);
        }
        for (sum, gain) in gains[1..].iter_mut().zip(&own) {
            *sum = sum.plus(gain)?;
        }
        if first <= separated.messages.len()
            && let Some(found) = all_share(game, &best, &separated, first, &gains)?
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

/// The outcome in which the types from `first` on send only the last message.
fn all_share<C: IntegerPayoffs>(
    game: &C,
    best: &BestReplies,
    separated: &SeparatedTypes<C::Number>,
    first: usize,
    gains: &[C::Number],
) -> Result<Option<Riley>, Overflow> {
    let last = game.messages() - 1;
    let reply = gains[1..].partition_point(Int::is_positive);
    let tie = gains.get(reply + 1).is_some_and(Int::is_zero);
    let mixed = |reply: usize, part: C::Number, whole: C::Number| PoolCandidate {
        first,
        share: Q::ONE,
        reply,
        part,
        whole,
    };
    let pure = |reply: usize| mixed(reply, Int::ZERO, Int::ONE);
    let mut pools = vec![pure(reply)];
    if tie {
        // the largest best reply that does not attract the type below is tried first
        pools.push(pure(reply + 1));
        if let Some(below) = first.checked_sub(1) {
            let payoff = &separated.payoffs[below];
            let worth = |a: usize| game.sender(below, last, a);
            if worth(reply)? < *payoff && worth(reply + 1)? > *payoff {
                let at = indifferent_reply(worth, reply..reply + 1, payoff)?;
                pools.push(mixed(reply, at.part, at.whole));
            }
        }
        pools.reverse();
    }
    for pool in pools {
        if let Some(found) = pool.outcome(game, best, separated)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The outcome in which type `first` sends its own message and the last, and those after it only
/// the last.
fn first_type_mixes<C: IntegerPayoffs>(
    game: &C,
    best: &BestReplies,
    separated: &SeparatedTypes<C::Number>,
    first: usize,
    (gains, own): (&[C::Number], &[C::Number]),
) -> Result<Option<Riley>, Overflow> {
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
    let share = quotient(others, &less);
    let (reply, part, whole) = (at.action, at.part, at.whole);
    PoolCandidate { first, share, reply, part, whole }.outcome(game, best, separated)
}

/// A pool with the reply to it: `part / whole` of the way from `reply` to the next action.
struct PoolCandidate<I> {
    first: usize,
    share: Q,
    reply: usize,
    part: I,
    whole: I,
}

impl<I: Int> PoolCandidate<I> {
    /// The outcome, if it is an equilibrium and passes D1.
    fn outcome<C: IntegerPayoffs<Number = I>>(
        &self,
        game: &C,
        best: &BestReplies,
        separated: &SeparatedTypes<I>,
    ) -> Result<Option<Riley>, Overflow> {
        let last = game.messages() - 1;
        let rest = self.whole.minus(&self.part)?;
        // the payoff of a type from the last message, times `whole`
        let pooled = |t: usize| -> Result<I, Overflow> {
            let here = game.sender(t, last, self.reply)?.times(&rest)?;
            if self.part.is_zero() {
                return Ok(here);
            }
            here.plus(&game.sender(t, last, self.reply + 1)?.times(&self.part)?)
        };
        let compare = |t: usize| -> Result<Ordering, Overflow> {
            Ok(pooled(t)?.cmp(&separated.payoffs[t].times(&self.whole)?))
        };
        let own = separated.payoffs.len();
        if self.first > 0 && compare(self.first - 1)?.is_gt()
            || self.first < own && compare(self.first)?.is_lt()
        {
            return Ok(None);
        }
        // times `whole`, so that mixed replies give integers too
        let scaled = |t: usize, m: usize, a: usize| game.sender(t, m, a)?.times(&self.whole);
        let pool: Vec<I> = (0..game.types()).map(pooled).collect::<Result<_, _>>()?;
        let separate = self.first + usize::from(self.share < Q::ONE);
        let mut known = SeparatedTypes {
            messages: separated.messages[..separate].to_vec(),
            replies: separated.replies[..separate].to_vec(),
            payoffs: Vec::with_capacity(game.types()),
        };
        for payoff in &separated.payoffs[..self.first] {
            known.payoffs.push(payoff.times(&self.whole)?);
        }
        known.payoffs.extend_from_slice(&pool[self.first..]);
        if known.deviating_type(scaled, best, game.messages(), Some(&pool))?.is_some() {
            return Ok(None);
        }
        let mut sent = vec![false; game.messages()];
        known.messages.iter().chain([&last]).for_each(|&m| sent[m] = true);
        if !survives_d1(scaled, best, &sent, &known.payoffs)? {
            return Ok(None);
        }
        let whole = quotient(&self.whole, &I::ONE);
        let sender_payoffs = rational_payoffs(game, &known.payoffs);
        let sender_payoffs = sender_payoffs.into_iter().map(|u| u / &whole).collect();
        let SeparatedTypes { mut messages, mut replies, .. } = known;
        messages.resize(game.types(), last);
        replies.resize(game.types(), self.reply);
        let next = quotient(&self.part, &self.whole);
        let pool = Pool { first: self.first, share: self.share.clone(), reply: self.reply, next };
        Ok(Some(Riley { messages, replies, sender_payoffs, d1: true, pool: Some(pool) }))
    }
}
