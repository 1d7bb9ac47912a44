//! Certificates: why nothing is better under a regime, as data that can be checked.

use serde::{Deserialize, Serialize};

use crate::exact::Q;
use crate::exact::bitset::Bits;
use crate::game::Game;

/// The reason why nothing better is possible under the regime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// A price for each constraint (dual multipliers): the value is the sum of prior times price
    /// over the types, and no rule is worth more than that at these prices.
    Prices(Vec<Price>),
    /// This many alternatives were compared: best replies to the prior, or extreme equilibrium
    /// outcomes.
    Comparison(usize),
    /// Branch and bound closed this many nodes, each by a linear programme.
    Branches(usize),
    /// The sets of types that may be pooled whatever Nature tells the receiver, with prices as
    /// above.
    Guarantee(Guarantee),
}

impl Certificate {
    /// The price of each constraint that binds, and of each type's probability; empty where the
    /// proof is of another kind.
    pub fn prices(&self) -> Vec<Price> {
        let of = |(t, price): (usize, &Q)| Price {
            constraint: Constraint::Probability { t },
            price: price.clone(),
        };
        match self {
            Certificate::Prices(prices) => prices.clone(),
            Certificate::Guarantee(guarantee) => {
                guarantee.known.iter().enumerate().map(of).collect()
            }
            Certificate::Comparison(_) | Certificate::Branches(_) => Vec::new(),
        }
    }

    /// The prices that a proof needs, of rows with their dual values: those that are not 0, and
    /// those of probability.
    pub(super) fn binding(rows: impl Iterator<Item = (Constraint, Q)>) -> Vec<Price> {
        let needed = rows.filter(|(constraint, price)| {
            matches!(constraint, Constraint::Probability { .. }) || !price.is_zero()
        });
        needed.map(|(constraint, price)| Price { constraint, price }).collect()
    }

    /// Are all its indices those of the game?
    pub(super) fn fits(&self, game: &Game) -> bool {
        let prices = match self {
            Certificate::Prices(prices) => prices,
            Certificate::Guarantee(guarantee) => return guarantee.fits(game),
            _ => return true,
        };
        let (types, actions) = (game.types().len(), game.actions().len());
        let message = |m: Option<usize>| m.is_none_or(|m| m < game.messages().len());
        let readers = game.information_sets().len();
        prices.iter().all(|price| match price.constraint {
            Constraint::Probability { t } => t < types,
            Constraint::Obedience { message: m, action, better } => {
                message(m) && action < actions && better < actions
            }
            Constraint::Honesty { t, report } => t < types && report < types,
            Constraint::Deviation { t, report, told, sent } => {
                t < types && report < types && message(Some(told)) && message(Some(sent))
            }
            Constraint::Advice { report, told, sent, reader } => {
                report < types && message(Some(told)) && message(Some(sent)) && reader < readers
            }
            Constraint::Reading { t, message: m, reader } => {
                t < types && message(m) && reader < readers
            }
            Constraint::ReaderHonesty { reader, claim } => reader < readers && claim < readers,
            Constraint::ReaderDeviation { reader, claim, message: m, action, better } => {
                let known = reader < readers && claim < readers;
                known && message(m) && action < actions && better < actions
            }
            Constraint::Tie { message: m, action } => message(m) && action < actions,
        })
    }
}

/// The price of a constraint: the rate at which the value rises when it is relaxed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// The constraint.
    pub constraint: Constraint,
    /// The rate.
    pub price: Q,
}

/// A constraint on rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Constraint {
    /// The masses of a type sum to its prior probability.
    Probability {
        /// The type.
        t: usize,
    },
    /// The receiver, told to reply `action`, does not prefer `better`.
    Obedience {
        /// The message with which it is told, where payoffs depend on the message.
        message: Option<usize>,
        /// The reply that it is told to give.
        action: usize,
        /// The alternative.
        better: usize,
    },
    /// Type `t` does not prefer what type `report` is given.
    Honesty {
        /// The type.
        t: usize,
        /// The type that it could report instead.
        report: usize,
    },
    /// Type `t`, which has reported `report` and is told to send `told`, gets no more than it is
    /// counted with where it sends `sent` instead, or `told` itself after a false report.
    Deviation {
        /// The type.
        t: usize,
        /// The type that it has reported, which may be its own.
        report: usize,
        /// The message that it is told to send.
        told: usize,
        /// The message that it sends.
        sent: usize,
    },
    /// Whatever is sent in place of the message `told`, the advice to a reader has the probability
    /// with which that message is advised.
    Advice {
        /// The type that was reported.
        report: usize,
        /// The message that was to be sent.
        told: usize,
        /// The message that was sent.
        sent: usize,
        /// The position of the reader.
        reader: usize,
    },
    /// What a reader is told adds up to the probability of the message of the type; asked of all
    /// readers but the first, whose advice sums up to the message.
    Reading {
        /// The type.
        t: usize,
        /// The message, where payoffs depend on the message.
        message: Option<usize>,
        /// The position of the reader.
        reader: usize,
    },
    /// A reader does not prefer to claim the type of another reader of its audience.
    ReaderHonesty {
        /// The position of the reader.
        reader: usize,
        /// The position of the reader whose type it would claim.
        claim: usize,
    },
    /// A reader that has claimed the type of another, and is then told to reply `action`, gets no more
    /// than it is counted with by the reply `better`.
    ReaderDeviation {
        /// The position of the reader.
        reader: usize,
        /// The position of the reader whose type it has claimed.
        claim: usize,
        /// The message, where payoffs depend on the message.
        message: Option<usize>,
        /// The reply that it is told to give: an action of the other reader.
        action: usize,
        /// The reply that it gives.
        better: usize,
    },
    /// The receiver, where it always ties, may reply `action`.
    Tie {
        /// The message after which it ties, where payoffs depend on the message.
        message: Option<usize>,
        /// The reply.
        action: usize,
    },
}

impl Constraint {
    /// Is it an equality, whose price may be negative?
    pub(super) fn is_equality(&self) -> bool {
        matches!(
            self,
            Constraint::Probability { .. } | Constraint::Advice { .. } | Constraint::Reading { .. }
        )
    }
}

/// The value that is certain whatever Nature tells the receiver, the value if Nature is silent, and
/// the proof of both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    /// `[t]`: the value of a unit of each type when the receiver knows the type. The average of
    /// this over the prior is the value, and no experiment is certain of more.
    pub known: Vec<Q>,
    /// `[t]`: the value of a unit of each type if Nature is silent.
    pub hoped: Vec<Q>,
    /// The largest sets of types that may be pooled.
    pub pools: Vec<Pool>,
    /// The reasons why no other sets may be pooled.
    pub conflicts: Vec<Conflict>,
}

/// A set of types that may be pooled, whatever Nature then tells the receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// The message that they send, where payoffs depend on the message.
    pub message: Option<usize>,
    /// The types, ascending.
    pub types: Vec<usize>,
    /// Prices that prove that the set is safe.
    pub certain: Vec<Temptation>,
    /// Prices that prove that the set is worth no more than [`Guarantee::hoped`].
    pub hoped: Vec<Temptation>,
}

/// The price of one row of obedience: the receiver must not prefer `better` to `action`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temptation {
    /// The reply that the receiver is to give.
    pub action: usize,
    /// The reply that must not be better.
    pub better: usize,
    /// The price, at least 0.
    pub price: Q,
}

/// A proof that some types are never all pooled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The message that they would send, where payoffs depend on the message.
    pub message: Option<usize>,
    /// `[t]`: a mass that Nature could bring about if they were pooled.
    pub mass: Vec<Q>,
    /// A reply that is best at this mass, and at which it is worth less than if the types were
    /// known.
    pub action: usize,
}

impl Conflict {
    /// The types that are never all pooled.
    pub(super) fn types(&self) -> Bits {
        (0..self.mass.len()).filter(|&t| !self.mass[t].is_zero()).collect()
    }
}

impl Guarantee {
    /// Are all its indices those of the game?
    fn fits(&self, game: &Game) -> bool {
        let (types, actions) = (game.types().len(), game.actions().len());
        let message = |m: Option<usize>| m.is_none_or(|m| m < game.messages().len());
        let tempts = |t: &Temptation| t.action < actions && t.better < actions;
        self.known.len() == types
            && self.hoped.len() == types
            && self.pools.iter().all(|pool| {
                message(pool.message)
                    && pool.types.iter().all(|&t| t < types)
                    && pool.certain.iter().chain(&pool.hoped).all(tempts)
            })
            && self.conflicts.iter().all(|conflict| {
                message(conflict.message)
                    && conflict.mass.len() == types
                    && conflict.action < actions
            })
    }
}
