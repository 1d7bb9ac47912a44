//! Reasons: what a test holds against an outcome, as data.

use std::cmp::Reverse;
use std::fmt;

use serde::Serialize;

use crate::equilibrium::Reply;
use crate::exact::Q;

/// The reason why an outcome fails a test: after one unsent message, every reply that the test
/// still allows makes some type gain. Types, messages and actions are indices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The unsent message; `None` where the test imagines a new one.
    pub message: Option<usize>,
    /// The types that the receiver may no longer believe in, in the order in which they are struck.
    pub struck: Vec<Strike>,
    /// The types that it may still believe in.
    pub left: Vec<usize>,
    /// The corners of the beliefs that it may have, where the test restricts more than their
    /// support.
    pub beliefs: Vec<Vec<Q>>,
    /// The actions that are best at some belief that it may have.
    pub replies: Vec<usize>,
    /// The types that gain whichever of these replies is given, with the least that they gain.
    /// Empty when different replies make different types gain.
    pub gains: Vec<Gain>,
    /// The extreme replies that would keep every type away, with the beliefs that they need.
    pub needed: Vec<Reply>,
    /// For stability: the relative frequency of trembles, by type, that no such reply resists.
    pub tremble: Option<Vec<Q>>,
    /// The reason as a sentence, at most about 300 characters long.
    pub sentence: String,
    /// The reason in words with nothing left out.
    pub full: String,
}

impl Reason {
    /// How little the reason decides, for sorting: reasons with a type that gains whatever the
    /// reply first, and among these the one with the fewest types left, the fewest replies, and the
    /// greatest gain.
    pub(super) fn weakness(&self) -> (bool, usize, usize, Reverse<Option<Q>>) {
        let most = self.gains.iter().map(|gain| gain.least.clone()).max();
        (self.gains.is_empty(), self.left.len(), self.replies.len(), Reverse(most))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// A type that a test strikes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Strike {
    /// The type.
    #[serde(rename = "type")]
    pub kind: usize,
    /// The round in which it is struck, from 1.
    pub round: usize,
    /// The reason.
    pub cause: Cause,
}

/// The reason why a type is struck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It loses from every reply.
    Dominated,
    /// This type gains whenever the struck one does not lose.
    Keener(usize),
    /// Whenever it does not lose, some other type gains.
    OthersKeener,
    /// Whenever it neither gains nor loses, some other type gains.
    NeverWeaklyBest,
}

/// A type that gains by a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gain {
    /// The type.
    #[serde(rename = "type")]
    pub kind: usize,
    /// The least that it gains.
    pub least: Q,
}

/// A weakly credible announcement, as [`announcement`](super::announcement) defines it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Announcement {
    /// `[t][k]`: the probability that type t says k; all 0 for a type that stays out.
    pub sender: Vec<Vec<Q>>,
    /// `[k][a]`: the reply to k.
    pub replies: Vec<Vec<Q>>,
    /// `[k][t]`: the receiver's belief after k.
    pub beliefs: Vec<Vec<Q>>,
    /// `[t]`: the gain of the type, 0 for a type that stays out.
    pub gains: Vec<Q>,
    /// Is it credible: does no type that makes it gain more by another weakly credible one?
    pub credible: bool,
}
