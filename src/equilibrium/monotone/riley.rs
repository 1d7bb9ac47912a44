//! The outcome itself, and the checks that it is an equilibrium and passes D1.

use crate::exact::budget::checkpoint;
use std::cmp::Ordering;

use super::Riley;
use super::cells::Cells;
use crate::equilibrium::result::quotient;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::int::{Int, Overflow};

/// The Riley outcome of a monotone game.
pub(super) fn solve<C: Cells>(cells: &C) -> Result<Result<Riley, Error>, Overflow> {
    let best = match Best::new(cells) {
        Ok(best) => best,
        Err(error) => return Ok(Err(error)),
    };
    let apart = separate(cells, &best)?;
    let types = apart.messages.len();
    if types < cells.types() {
        return Ok(Err(cannot_separate(cells, types)));
    }
    if let Some(t) = tempted(cells, &best, &apart, None)? {
        return Ok(Err(cannot_separate(cells, t)));
    }
    Ok(Ok(apart.told(cells, &best)?))
}

/// Types that set themselves apart, each from the one before.
#[derive(Clone)]
pub(super) struct Apart<I> {
    pub messages: Vec<usize>,
    pub replies: Vec<usize>,
    pub payoffs: Vec<I>,
}

impl<I: Int> Apart<I> {
    /// The outcome in which all types do, with the judgement of D1.
    pub fn told<C: Cells<Number = I>>(self, cells: &C, best: &Best) -> Result<Riley, Overflow> {
        let mut sent = vec![false; cells.messages()];
        self.messages.iter().for_each(|&m| sent[m] = true);
        let d1 = survives_d1(cells, best, &sent, &self.payoffs)?;
        let sender_payoffs = payoffs(cells, &self.payoffs);
        let Apart { messages, replies, .. } = self;
        Ok(Riley { messages, replies, sender_payoffs, d1, pool: None })
    }
}

/// Payoffs as rational numbers.
pub(super) fn payoffs<C: Cells>(cells: &C, payoffs: &[C::Number]) -> Vec<Q> {
    payoffs.iter().enumerate().map(|(t, u)| quotient(u, cells.scale(t))).collect()
}

/// The types up to the first that no message tells from the one before it.
pub(super) fn separate<C: Cells>(cells: &C, best: &Best) -> Result<Apart<C::Number>, Overflow> {
    let types = cells.types();
    let mut messages = Vec::with_capacity(types);
    let mut replies = Vec::with_capacity(types);
    let mut payoffs: Vec<C::Number> = Vec::with_capacity(types);
    for t in 0..types {
        checkpoint();
        let mut found: Option<(usize, C::Number)> = None;
        for m in 0..cells.messages() {
            let reply = best.reply(t, m);
            let payoff = cells.sender(t, m, reply)?;
            if found.as_ref().is_some_and(|(_, most)| payoff <= *most) {
                continue;
            }
            if t == 0 || cells.sender(t - 1, m, reply)? <= payoffs[t - 1] {
                found = Some((m, payoff));
            }
        }
        let Some((m, payoff)) = found else { break };
        messages.push(m);
        replies.push(best.reply(t, m));
        payoffs.push(payoff);
    }
    Ok(Apart { messages, replies, payoffs })
}

fn cannot_separate<C: Cells>(cells: &C, t: usize) -> Error {
    Error::Game(format!(
        "no message tells type {} from the types before it: whatever it would send with the reply \
         that befits it, one of them would send too; add a costlier message, or ask for the outcome \
         that passes D1",
        cells.type_label(t)
    ))
}

/// The receiver's best reply to each type.
pub(super) struct Best {
    messages: usize,
    /// `[t][m]`
    replies: Vec<usize>,
}

impl Best {
    /// The replies, or the place of a tie.
    pub fn new<C: Cells>(cells: &C) -> Result<Best, Error> {
        let messages = cells.slices()[0];
        let mut replies = Vec::with_capacity(cells.types() * messages);
        for t in 0..cells.types() {
            checkpoint();
            for m in 0..messages {
                let worth = |a: usize| cells.receiver(t, m, a);
                // payoffs rise to the best reply and fall after it
                let top = (1..cells.actions()).find(|&a| worth(a) <= worth(a - 1));
                let best = top.map_or(cells.actions(), |a| a) - 1;
                if top.is_some_and(|a| worth(a) == worth(best)) {
                    return Err(Error::Game(format!(
                        "the game is not monotone: after message {} the receiver who meets type {} \
                         is indifferent between the actions {} and {}; break the tie",
                        cells.message_label(m),
                        cells.type_label(t),
                        cells.action_label(best),
                        cells.action_label(best + 1)
                    )));
                }
                replies.push(best);
            }
        }
        Ok(Best { messages, replies })
    }

    pub fn reply(&self, t: usize, m: usize) -> usize {
        self.replies[t * self.messages + m.min(self.messages - 1)]
    }
}

/// A type that would rather send another message, with its reply; after a message off the path that
/// is the reply to the first type, the lowest that any belief makes best.
///
/// `apart` has the payoffs of all types, the messages of those that separate, and `pool` what every
/// type would get by the last message where the others share that.
pub(super) fn tempted<C: Cells>(
    cells: &C,
    best: &Best,
    apart: &Apart<C::Number>,
    pool: Option<&[C::Number]>,
) -> Result<Option<usize>, Overflow> {
    let mut reply_to: Vec<Option<usize>> = vec![None; cells.messages()];
    for (t, (&m, &a)) in apart.messages.iter().zip(&apart.replies).enumerate() {
        let shared = pool.is_some() && m + 1 == cells.messages();
        if shared || *reply_to[m].get_or_insert(a) != a {
            return Ok(Some(t));
        }
    }
    let pooled = |pool: &[C::Number]| pool.iter().zip(&apart.payoffs).position(|(p, u)| p > u);
    if let Some(t) = pool.and_then(pooled) {
        return Ok(Some(t));
    }
    reply_to.truncate(cells.messages() - usize::from(pool.is_some()));
    for (m, sent) in reply_to.into_iter().enumerate() {
        let reply = sent.unwrap_or_else(|| best.reply(0, m));
        for (t, payoff) in apart.payoffs.iter().enumerate() {
            if cells.sender(t, m, reply)? > *payoff {
                return Ok(Some(t));
            }
        }
    }
    Ok(None)
}

/// The reply from which a type gains nothing and beyond which it gains: `part / whole` of the way
/// from `action` to the next.
pub(super) struct Threshold<I> {
    pub action: usize,
    pub part: I,
    pub whole: I,
}

impl<I: Int> Threshold<I> {
    fn compare(&self, other: &Self) -> Ordering {
        let parts = || I::compare_products(&self.part, &other.whole, &other.part, &self.whole);
        self.action.cmp(&other.action).then_with(parts)
    }
}

/// Does the outcome pass D1 after every message that nobody sends?
pub(super) fn survives_d1<C: Cells>(
    cells: &C,
    best: &Best,
    sent: &[bool],
    payoffs: &[C::Number],
) -> Result<bool, Overflow> {
    let last = cells.types() - 1;
    for m in (0..cells.messages()).filter(|&m| !sent[m]) {
        let (low, high) = (best.reply(0, m), best.reply(last, m));
        // the types that gain from the most replies: the first of them, and their threshold
        let mut keenest: Option<(usize, Threshold<C::Number>)> = None;
        for (t, payoff) in payoffs.iter().enumerate() {
            // where even this is no better, the type is not keener
            let top = keenest.as_ref().map_or(high, |(_, least)| (least.action + 1).min(high));
            if cells.sender(t, m, top)? <= *payoff {
                continue;
            }
            let threshold = threshold(cells, t, m, low..top, payoff)?;
            if keenest.as_ref().is_none_or(|(_, least)| threshold.compare(least).is_lt()) {
                keenest = Some((t, threshold));
            }
        }
        if keenest.is_some_and(|(t, threshold)| best.reply(t, m) > threshold.action) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The threshold of a type that loses nothing at the start of the range and gains at its end.
pub(super) fn threshold<C: Cells>(
    cells: &C,
    t: usize,
    m: usize,
    range: std::ops::Range<usize>,
    payoff: &C::Number,
) -> Result<Threshold<C::Number>, Overflow> {
    let (mut action, mut above) = (range.start, range.end);
    while above - action > 1 {
        let middle = usize::midpoint(action, above);
        if cells.sender(t, m, middle)? <= *payoff { action = middle } else { above = middle }
    }
    let here = cells.sender(t, m, action)?;
    let whole = cells.sender(t, m, above)?.minus(&here)?;
    Ok(Threshold { action, part: payoff.minus(&here)?, whole })
}
