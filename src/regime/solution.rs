//! Solutions: what the solver of a regime returns, and a [`Regime`](super::Regime) is made of.

use serde::{Deserialize, Serialize};

use super::Certificate;
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// The row of this length with these entries, by index, and zeros elsewhere.
pub(super) fn sparse_row(length: usize, entries: impl IntoIterator<Item = (usize, Q)>) -> Vec<Q> {
    let mut row = vec![Q::ZERO; length];
    entries.into_iter().for_each(|(i, x)| row[i] = x);
    row
}

/// Is this a reply of all readers, or of one of them and nothing else? A reader whom none of the
/// types with positive belief meets may be left out.
pub(super) fn is_reply(game: &Game, reader: Option<usize>, belief: &[Q], reply: &[Q]) -> bool {
    reply.len() == game.actions().len()
        && !reply.iter().any(Q::is_negative)
        && game.information_sets().iter().enumerate().all(|(r, set)| {
            let sum: Q = reply[set.actions()].iter().sum();
            let met =
                || belief.iter().zip(set.weights()).any(|(q, w)| !(q.is_zero() || w.is_zero()));
            match reader {
                Some(reader) => sum == if reader == r { Q::ONE } else { Q::ZERO },
                None => sum == Q::ONE || sum.is_zero() && !met(),
            }
        })
}

/// Is this a probability distribution over so many alternatives?
pub(super) fn is_distribution(row: &[Q], length: usize) -> bool {
    row.len() == length && !row.iter().any(Q::is_negative) && row.iter().sum::<Q>() == Q::ONE
}

/// The position of the information set whose action this is.
pub(super) fn reader_of(game: &Game, action: usize) -> usize {
    game.set_of(action)
}

/// The masses of types that send one message and meet one reply.
#[derive(Clone)]
pub(super) struct MessageShare {
    pub(super) message: usize,
    /// The information set that alone hears this; none where everybody does.
    pub(super) reader: Option<usize>,
    /// `[t]`: the probability of the type and of this share together.
    pub(super) mass: Vec<Q>,
    /// `[a]`: the probability of the action.
    pub(super) reply: Vec<Q>,
}

impl MessageShare {
    /// The share that meets one action for sure: of the reader whose action it is, where the game
    /// has several.
    pub(super) fn pure(game: &Game, message: usize, mass: Vec<Q>, action: usize) -> MessageShare {
        let reply = sparse_row(game.actions().len(), [(action, Q::ONE)]);
        let reader = (!game.readers().is_empty()).then(|| reader_of(game, action));
        MessageShare { message, reader, mass, reply }
    }

    /// The share that meets the same reply for sure, of all readers.
    pub(super) fn public(message: usize, mass: Vec<Q>, reply: Vec<Q>) -> MessageShare {
        MessageShare { message, reader: None, mass, reply }
    }
}

/// A reply that the receiver has committed to, after a message that nobody sends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Promise {
    /// The message.
    pub message: usize,
    /// The probability of each action.
    pub reply: Vec<Q>,
}

/// The advice after a message that is sent in place of the one that a mediator has advised.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unadvised {
    /// The type that was reported.
    pub report: usize,
    /// The message that was advised.
    pub told: usize,
    /// The message that is sent.
    pub sent: usize,
    /// The probability of each action.
    pub reply: Vec<Q>,
}

/// The best rule under a regime, and the proof that none is better.
#[derive(Clone)]
pub(super) struct RegimeSolution {
    pub(super) shares: Vec<MessageShare>,
    pub(super) certificate: Certificate,
    /// The value of the regime, where the solver knows it; otherwise it is that of the rule.
    pub(super) value: Option<Q>,
    /// Does the rule reach the value?
    pub(super) attained: bool,
    /// The replies to messages that nobody sends, where the receiver commits.
    pub(super) unsent: Vec<Promise>,
    /// The advice after messages that a mediator has not advised, where messages are costly.
    pub(super) unadvised: Vec<Unadvised>,
}

impl RegimeSolution {
    /// A rule that reaches the value of its regime, with the replies on its path only.
    pub(super) fn new(shares: Vec<MessageShare>, certificate: Certificate) -> RegimeSolution {
        let (value, attained, unsent, unadvised) = (None, true, Vec::new(), Vec::new());
        RegimeSolution { shares, certificate, value, attained, unsent, unadvised }
    }

    /// The same solution with a value that the solver knows.
    pub(super) fn with_value(mut self, value: Q) -> RegimeSolution {
        self.value = Some(value);
        self
    }

    /// The result of a search that has `ended`, or was stopped: the incumbent, which goes with the
    /// error in the second case. A search that ends without one is a defect, which `infeasible`
    /// names.
    pub(super) fn of_search(
        ended: Result<(), Error>,
        incumbent: Option<RegimeSolution>,
        infeasible: &str,
    ) -> Result<RegimeSolution, Error> {
        let Some(incumbent) = incumbent else {
            ended?;
            return Err(Error::Limit(format!("{infeasible}, which should not be possible")));
        };
        match ended {
            Ok(()) => Ok(incumbent),
            Err(error) => Err(error.with(incumbent)),
        }
    }
}
