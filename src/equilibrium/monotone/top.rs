//! What D1 leaves where the messages do not suffice to tell all types apart.
//!
//! The types below one separate as in the Riley outcome, those above it share the last message, and it
//! does either or both (Cho and Sobel 1990, section 5). Where it does both the receiver mixes two
//! neighbouring replies to the last message so that it is indifferent, and it sends the message just so
//! often that the receiver is indifferent between these.
//!
//! The cuts between those who separate and those who share are tried from the highest to the lowest.
//! A cut is looked at only if the type below would not join. Nor would a type share that had more by
//! its own message: if that were off the path, it would be among those whom D1 leaves there, since
//! single crossing keeps the types below away from the reply that befits it.

use std::cmp::Ordering;

use super::cells::{Cells, Finer};
use super::riley::{Apart, Best, payoffs, separate, survives_d1, tempted, threshold};
use super::{Pool, Riley};
use crate::equilibrium::result::quotient;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::int::{Int, Overflow};
use crate::game::replies::{common_denominator, times};

/// An outcome of this form that passes D1, with as little sharing as there can be.
pub(super) fn solve<C: Cells>(cells: &C) -> Result<Result<Riley, Error>, Overflow> {
    let best = match Best::new(cells) {
        Ok(best) => best,
        Err(error) => return Ok(Err(error)),
    };
    let apart = separate(cells, &best)?;
    let (types, last) = (cells.types(), cells.messages() - 1);
    if apart.messages.len() == types && tempted(cells, &best, &apart, None)?.is_none() {
        let riley = apart.clone().told(cells, &best)?;
        if riley.d1 {
            return Ok(Ok(riley));
        }
    }
    let scale: C::Number = common_denominator(cells.prior().iter())?;
    // per action what it has over the one before it, for the receiver who meets those who share
    let mut gains = vec![C::Number::ZERO; cells.actions()];
    for first in (0..types).rev() {
        let weight: C::Number = times(&cells.prior()[first], &scale)?;
        let own = (1..cells.actions()).map(|a| {
            let gain = cells.receiver(first, last, a).minus(cells.receiver(first, last, a - 1))?;
            gain.times(&weight)
        });
        let own: Vec<C::Number> = own.collect::<Result<_, Overflow>>()?;
        if first < apart.messages.len()
            && first + 1 < types
            && let Some(found) = both(cells, &best, &apart, first, (&gains, &own))?
        {
            return Ok(Ok(found));
        }
        for (sum, gain) in gains[1..].iter_mut().zip(&own) {
            *sum = sum.plus(gain)?;
        }
        if first <= apart.messages.len()
            && let Some(found) = shared(cells, &best, &apart, first, &gains)?
        {
            return Ok(Ok(found));
        }
    }
    Ok(Err(Error::Game(
        "no outcome in which the types separate up to one, and share the last message from there \
         on, passes D1; search for all equilibria and see which survive"
            .into(),
    )))
}

/// The types from `first` on share the last message.
fn shared<C: Cells>(
    cells: &C,
    best: &Best,
    apart: &Apart<C::Number>,
    first: usize,
    gains: &[C::Number],
) -> Result<Option<Riley>, Overflow> {
    let last = cells.messages() - 1;
    let reply = gains[1..].partition_point(Int::is_positive);
    let tie = gains.get(reply + 1).is_some_and(Int::is_zero);
    let pure = |reply: usize| Cut { first, share: Q::ONE, reply, part: Int::ZERO, whole: Int::ONE };
    let mut cuts = vec![pure(reply)];
    if tie {
        // of all replies that are best the largest that does not tempt the type below
        cuts.push(pure(reply + 1));
        if let Some(below) = first.checked_sub(1) {
            let payoff = &apart.payoffs[below];
            let range = reply..reply + 1;
            if cells.sender(below, last, reply)? < *payoff
                && cells.sender(below, last, reply + 1)? > *payoff
            {
                let at = threshold(cells, below, last, range, payoff)?;
                cuts.push(Cut { first, share: Q::ONE, reply, part: at.part, whole: at.whole });
            }
        }
        cuts.reverse();
    }
    for cut in cuts {
        if let Some(found) = cut.judge(cells, best, apart)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Type `first` sends its own message and the last, those after it the last only.
fn both<C: Cells>(
    cells: &C,
    best: &Best,
    apart: &Apart<C::Number>,
    first: usize,
    (gains, own): (&[C::Number], &[C::Number]),
) -> Result<Option<Riley>, Overflow> {
    let (last, payoff) = (cells.messages() - 1, &apart.payoffs[first]);
    let (low, high) = (best.reply(first, last), best.reply(cells.types() - 1, last));
    if cells.sender(first, last, low)? > *payoff || cells.sender(first, last, high)? <= *payoff {
        return Ok(None);
    }
    let at = threshold(cells, first, last, low..high, payoff)?;
    // with the share at which the reply and the next are equally good
    let (others, less) = (&gains[at.action + 1], own[at.action].negated()?);
    if !others.is_positive() || *others >= less {
        return Ok(None);
    }
    let share = quotient(others, &less);
    let cut = Cut { first, share, reply: at.action, part: at.part, whole: at.whole };
    cut.judge(cells, best, apart)
}

/// Which types share the last message, and the reply: `part / whole` of the way from one to the next.
struct Cut<I> {
    first: usize,
    share: Q,
    reply: usize,
    part: I,
    whole: I,
}

impl<I: Int> Cut<I> {
    /// The outcome, if it is an equilibrium and passes D1.
    fn judge<C: Cells<Number = I>>(
        &self,
        cells: &C,
        best: &Best,
        apart: &Apart<I>,
    ) -> Result<Option<Riley>, Overflow> {
        let last = cells.messages() - 1;
        let rest = self.whole.minus(&self.part)?;
        // what a type gets by the last message, times `whole`
        let pooled = |t: usize| -> Result<I, Overflow> {
            let here = cells.sender(t, last, self.reply)?.times(&rest)?;
            if self.part.is_zero() {
                return Ok(here);
            }
            here.plus(&cells.sender(t, last, self.reply + 1)?.times(&self.part)?)
        };
        let compare = |t: usize| -> Result<Ordering, Overflow> {
            Ok(pooled(t)?.cmp(&apart.payoffs[t].times(&self.whole)?))
        };
        let own = apart.payoffs.len();
        if self.first > 0 && compare(self.first - 1)?.is_gt()
            || self.first < own && compare(self.first)?.is_lt()
        {
            return Ok(None);
        }
        let finer = Finer::new(cells, self.whole.clone())?;
        let pool: Vec<I> = (0..cells.types()).map(pooled).collect::<Result<_, _>>()?;
        let separate = self.first + usize::from(self.share < Q::ONE);
        let mut known = Apart {
            messages: apart.messages[..separate].to_vec(),
            replies: apart.replies[..separate].to_vec(),
            payoffs: Vec::with_capacity(cells.types()),
        };
        for payoff in &apart.payoffs[..self.first] {
            known.payoffs.push(payoff.times(&self.whole)?);
        }
        known.payoffs.extend_from_slice(&pool[self.first..]);
        if tempted(&finer, best, &known, Some(&pool))?.is_some() {
            return Ok(None);
        }
        let mut sent = vec![false; cells.messages()];
        known.messages.iter().chain([&last]).for_each(|&m| sent[m] = true);
        if !survives_d1(&finer, best, &sent, &known.payoffs)? {
            return Ok(None);
        }
        let sender_payoffs = payoffs(&finer, &known.payoffs);
        let Apart { mut messages, mut replies, .. } = known;
        messages.resize(cells.types(), last);
        replies.resize(cells.types(), self.reply);
        let next = quotient(&self.part, &self.whole);
        let pool = Pool { first: self.first, share: self.share.clone(), reply: self.reply, next };
        Ok(Some(Riley { messages, replies, sender_payoffs, d1: true, pool: Some(pool) }))
    }
}
