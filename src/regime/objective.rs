//! What is wanted: whose payoff a regime is to make large.

use serde::{Deserialize, Serialize};

use crate::equilibrium::{Equilibria, Equilibrium};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, position};

/// Whose payoff counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// The sender, on average over its types.
    Sender,
    /// The receiver.
    Receiver,
    /// One type of the sender, by index.
    Type(usize),
    /// Any weights: the sum of `types[t]` times the payoff of type t, and `receiver` times the
    /// receiver's. (The sender is the prior as `types`, and 0.)
    Weights {
        /// One for each type.
        types: Vec<Q>,
        /// One for the receiver.
        receiver: Q,
    },
}

impl Objective {
    /// `"sender"`, `"receiver"` or the label of a type.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when there is no such type.
    pub fn named(game: &Game, name: &str) -> Result<Objective, Error> {
        match name {
            "sender" => Ok(Objective::Sender),
            "receiver" => Ok(Objective::Receiver),
            label => position(game.types(), label, "type")
                .map(Objective::Type)
                .map_err(|error| error.at("objective")),
        }
    }

    /// The index of the first outcome that is best for the objective; `None` where there is none.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the objective does not fit the game.
    pub fn best(&self, all: &Equilibria) -> Result<Option<usize>, Error> {
        let weights = self.weights(all.game())?;
        let worth = |eq: &Equilibrium| weights.value(eq.sender_payoffs(), eq.receiver_payoff());
        // of several that are as good, the last in reverse
        Ok((0..all.len()).rev().max_by_key(|&i| worth(&all[i])))
    }

    /// The weight on each type's payoff, and on the receiver's.
    pub(super) fn weights(&self, game: &Game) -> Result<Weights, Error> {
        let types = game.types().len();
        let none = || vec![Q::ZERO; types];
        Ok(match self {
            Objective::Sender => Weights { types: game.prior().to_vec(), receiver: Q::ZERO },
            Objective::Receiver => Weights { types: none(), receiver: Q::ONE },
            Objective::Type(t) if *t < types => {
                let mut weights = none();
                weights[*t] = Q::ONE;
                Weights { types: weights, receiver: Q::ZERO }
            }
            Objective::Type(t) => {
                return Err(Error::Game(format!(
                    "objective: there is no type {t}, since there are {types}: count from 0"
                )));
            }
            Objective::Weights { types: given, receiver } if given.len() == types => {
                Weights { types: given.clone(), receiver: receiver.clone() }
            }
            Objective::Weights { types: given, .. } => {
                return Err(Error::Game(format!(
                    "objective: there are {} weights on types, but {types} types: give one for \
                     each",
                    given.len()
                )));
            }
        })
    }

    /// Who it is, as a sentence says it.
    pub fn describe(&self, game: &Game) -> String {
        match self {
            Objective::Sender => "the sender".into(),
            Objective::Receiver => "the receiver".into(),
            Objective::Type(t) => match game.types().get(*t) {
                Some(label) => format!("type {label:?}"),
                None => format!("type {t}"),
            },
            Objective::Weights { .. } => "the weighted sum".into(),
        }
    }
}

/// An objective as weights on the payoffs of a game.
pub(super) struct Weights {
    pub types: Vec<Q>,
    pub receiver: Q,
}

impl Weights {
    /// What a unit of mass of type `t` is worth where `m` is answered by `a`.
    pub fn worth(&self, game: &Game, t: usize, m: usize, a: usize) -> Q {
        let mut worth = Q::ZERO;
        if !self.types[t].is_zero() {
            worth += &(&(&self.types[t] / &game.prior()[t]) * game.sender_payoff(t, m, a));
        }
        if !self.receiver.is_zero() {
            worth += &(&self.receiver * game.receiver_payoff(t, m, a));
        }
        worth
    }

    /// What payoffs are worth.
    pub fn value(&self, sender_payoffs: &[Q], receiver_payoff: &Q) -> Q {
        let types: Q = self.types.iter().zip(sender_payoffs).map(|(w, u)| w * u).sum();
        types + &self.receiver * receiver_payoff
    }
}
