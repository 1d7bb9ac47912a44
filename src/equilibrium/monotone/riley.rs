//! The Riley outcome, and the check that it is an equilibrium.

use super::d1_test::survives_d1;
use super::outcome::Riley;
use super::payoffs::{BestReplies, IntegerPayoffs, NoOutcome};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::quotient;

/// The Riley outcome of a monotone game.
pub(super) fn solve<C: IntegerPayoffs>(game: &C) -> Result<Riley, NoOutcome> {
    let best = BestReplies::new(game)?;
    let separated = separate(game, &best)?;
    let alike = match separated.messages.len() {
        types if types < game.types() => Some(types),
        _ => separated.deviating_type(
            |t, m, a| game.sender(t, m, a),
            &best,
            game.messages(),
            None,
        )?,
    };
    match alike {
        Some(t) => Err(NoOutcome::Missing(format!(
            "no message tells type {} from the types before it: whatever it would send with the \
             reply that befits it, one of them would send too; add a costlier message, or ask for \
             the outcome that passes D1",
            game.type_label(t)
        ))),
        None => Ok(separated.into_outcome(game, &best)?),
    }
}

/// The first types of a game, each separated from the one before it: `[t]` its message, the reply
/// to it and its payoff.
#[derive(Clone)]
pub(super) struct SeparatedTypes<I> {
    pub(super) messages: Vec<usize>,
    pub(super) replies: Vec<usize>,
    pub(super) payoffs: Vec<I>,
}

impl<I: Int> SeparatedTypes<I> {
    /// The Riley outcome, if these are all types, with the result of the D1 test.
    pub(super) fn into_outcome<C: IntegerPayoffs<Number = I>>(
        self,
        game: &C,
        best: &BestReplies,
    ) -> Result<Riley, Overflow> {
        let mut sent = vec![false; game.messages()];
        self.messages.iter().for_each(|&m| sent[m] = true);
        let d1 = survives_d1(|t, m, a| game.sender(t, m, a), best, &sent, &self.payoffs)?;
        let sender_payoffs = rational_payoffs(game, &self.payoffs);
        let SeparatedTypes { messages, replies, .. } = self;
        Ok(Riley { messages, replies, sender_payoffs, d1, pool: None })
    }

    /// The first type found to gain by another message. Off the path the reply is that to the first
    /// type, the lowest that is best at any belief.
    ///
    /// A type gets `sender(t, m, a)`. Known are the payoffs of all types and the messages of those
    /// that separate. Where the other types share the last message, `pool` has the payoff of every
    /// type from it.
    pub(super) fn deviating_type(
        &self,
        sender: impl Fn(usize, usize, usize) -> Result<I, Overflow>,
        best: &BestReplies,
        messages: usize,
        pool: Option<&[I]>,
    ) -> Result<Option<usize>, Overflow> {
        let mut reply_to: Vec<Option<usize>> = vec![None; messages];
        for (t, (&m, &a)) in self.messages.iter().zip(&self.replies).enumerate() {
            let shared = pool.is_some() && m + 1 == messages;
            if shared || *reply_to[m].get_or_insert(a) != a {
                return Ok(Some(t));
            }
        }
        let pooled = |pool: &[I]| pool.iter().zip(&self.payoffs).position(|(p, u)| p > u);
        if let Some(t) = pool.and_then(pooled) {
            return Ok(Some(t));
        }
        reply_to.truncate(messages - usize::from(pool.is_some()));
        for (m, sent) in reply_to.into_iter().enumerate() {
            let reply = sent.unwrap_or_else(|| best.reply(0, m));
            for (t, payoff) in self.payoffs.iter().enumerate() {
                if sender(t, m, reply)? > *payoff {
                    return Ok(Some(t));
                }
            }
        }
        Ok(None)
    }
}

/// `[t]`: payoffs as rational numbers.
pub(super) fn rational_payoffs<C: IntegerPayoffs>(game: &C, payoffs: &[C::Number]) -> Vec<Q> {
    payoffs.iter().enumerate().map(|(t, u)| quotient(u, game.scale(t))).collect()
}

/// The types before the first that no message separates from the one before it.
pub(super) fn separate<C: IntegerPayoffs>(
    game: &C,
    best: &BestReplies,
) -> Result<SeparatedTypes<C::Number>, Overflow> {
    let types = game.types();
    let mut messages = Vec::with_capacity(types);
    let mut replies = Vec::with_capacity(types);
    let mut payoffs: Vec<C::Number> = Vec::with_capacity(types);
    for t in 0..types {
        checkpoint();
        let mut found: Option<(usize, C::Number)> = None;
        for m in 0..game.messages() {
            let reply = best.reply(t, m);
            let payoff = game.sender(t, m, reply)?;
            if found.as_ref().is_some_and(|(_, most)| payoff <= *most) {
                continue;
            }
            if t == 0 || game.sender(t - 1, m, reply)? <= payoffs[t - 1] {
                found = Some((m, payoff));
            }
        }
        let Some((m, payoff)) = found else { break };
        messages.push(m);
        replies.push(best.reply(t, m));
        payoffs.push(payoff);
    }
    Ok(SeparatedTypes { messages, replies, payoffs })
}
