//! The D1 test (Cho and Kreps 1987) of an outcome of a monotone game.

use std::cmp::Ordering;

use super::payoffs::BestReplies;
use crate::exact::int::{Int, Overflow};

/// The reply that leaves a type indifferent to a message: `part / whole` of the way from `action`
/// to the next. Beyond it the type gains.
pub(super) struct IndifferentReply<I> {
    pub(super) action: usize,
    pub(super) part: I,
    pub(super) whole: I,
}

impl<I: Int> IndifferentReply<I> {
    fn compare(&self, other: &Self) -> Ordering {
        let parts = || I::compare_products(&self.part, &other.whole, &other.part, &self.whole);
        self.action.cmp(&other.action).then_with(parts)
    }
}

/// Does the outcome with these payoffs `[t]` pass D1 after every message `m` that is not `sent[m]`?
/// A type gets `sender(t, m, a)`.
pub(super) fn survives_d1<I: Int>(
    sender: impl Fn(usize, usize, usize) -> Result<I, Overflow>,
    best: &BestReplies,
    sent: &[bool],
    payoffs: &[I],
) -> Result<bool, Overflow> {
    for m in (0..sent.len()).filter(|&m| !sent[m]) {
        let (low, high) = (best.reply(0, m), best.reply(payoffs.len() - 1, m));
        // the first of the types that gain from the most replies, and where they start to gain
        let mut keenest: Option<(usize, IndifferentReply<I>)> = None;
        for (t, payoff) in payoffs.iter().enumerate() {
            // a type that gains nothing even here gains from fewer replies
            let top = keenest.as_ref().map_or(high, |(_, least)| (least.action + 1).min(high));
            if sender(t, m, top)? <= *payoff {
                continue;
            }
            let start = indifferent_reply(|a| sender(t, m, a), low..top, payoff)?;
            if keenest.as_ref().is_none_or(|(_, least)| start.compare(least).is_lt()) {
                keenest = Some((t, start));
            }
        }
        if keenest.is_some_and(|(t, start)| best.reply(t, m) > start.action) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The indifferent reply of a type that gets `worth(a)` from each action, which is no gain at the
/// start of the range and a gain at its end, by bisection.
pub(super) fn indifferent_reply<I: Int>(
    worth: impl Fn(usize) -> Result<I, Overflow>,
    range: std::ops::Range<usize>,
    payoff: &I,
) -> Result<IndifferentReply<I>, Overflow> {
    let (mut action, mut above) = (range.start, range.end);
    while above - action > 1 {
        let middle = usize::midpoint(action, above);
        if worth(middle)? <= *payoff { action = middle } else { above = middle }
    }
    let here = worth(action)?;
    let whole = worth(above)?.minus(&here)?;
    Ok(IndifferentReply { action, part: payoff.minus(&here)?, whole })
}
