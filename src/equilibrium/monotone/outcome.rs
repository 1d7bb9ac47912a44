//! The outcome of a monotone game: separating, with a pool at the top where messages run out.

use crate::exact::Q;

/// The least-cost separating outcome of a monotone game, or the outcome that passes D1 where the
/// types at the top share the last message. Either is an equilibrium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Riley {
    pub(super) messages: Vec<usize>,
    pub(super) replies: Vec<usize>,
    pub(super) sender_payoffs: Vec<Q>,
    pub(super) d1: bool,
    pub(super) pool: Option<Pool>,
}

/// The types at the top that share the last message, and the reply to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    pub(super) first: usize,
    pub(super) share: Q,
    pub(super) reply: usize,
    pub(super) next: Q,
}

impl Pool {
    /// The first type that sends the last message; all later ones send it too.
    pub fn first(&self) -> usize {
        self.first
    }

    /// The probability with which that type sends it; otherwise it sends a message of its own.
    pub fn share(&self) -> &Q {
        &self.share
    }

    /// The reply to the last message, or the lower of two.
    pub fn reply(&self) -> usize {
        self.reply
    }

    /// The probability of the action after [`Pool::reply`]; 0 where the receiver does not mix.
    pub fn next(&self) -> &Q {
        &self.next
    }
}

impl Riley {
    /// `[t]`: the message of each type; for a type that sends two, the one of its own.
    pub fn messages(&self) -> &[usize] {
        &self.messages
    }

    /// `[t]`: the reply to that message, or the lower of two.
    pub fn replies(&self) -> &[usize] {
        &self.replies
    }

    /// The types that share the last message, where there are too few messages for all; always
    /// `None` in a Riley outcome.
    pub fn pool(&self) -> Option<&Pool> {
        self.pool.as_ref()
    }

    /// `[t]`: the payoff of each type.
    pub fn sender_payoffs(&self) -> &[Q] {
        &self.sender_payoffs
    }

    /// Does the outcome pass D1? With finitely many messages it need not: the first message that
    /// deters the type before may cost a type far more than the message below it.
    pub fn survives_d1(&self) -> bool {
        self.d1
    }
}
