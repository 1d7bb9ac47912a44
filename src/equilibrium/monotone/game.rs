//! A monotone game with additive payoffs, in little memory.

use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// A monotone game with additive payoffs: type t gets `value[t][a] - cost[t][m]` and the receiver
/// `receiver[t][a]`, with types, messages and actions in ascending order.
///
/// It takes `T (M + 2A)` numbers where a [`Game`] takes `2 T M A`: a thousand of each fit easily.
///
/// ```
/// use schelling::{Q, equilibrium::Monotone};
/// # fn main() -> Result<(), schelling::Error> {
/// // education m costs type t m/t; a wage on the grid 1, 3/2, 2 meets a product of 1 or 2
/// let q = |n: i64, d: i64| Q::new(n, d).unwrap();
/// let miss = |t: i64, a: i64| q(2 + a - 2 * t, 2);
/// let job = Monotone::new(
///     vec![q(1, 2), q(1, 2)],
///     vec![(0..3).map(|a| q(2 + a, 2)).collect(); 2],
///     (1..3).map(|t| (0..4).map(|m| q(m, 2 * t)).collect()).collect(),
///     (1..3).map(|t| (0..3).map(|a| -miss(t, a) * miss(t, a)).collect()).collect(),
/// )?;
/// let riley = job.riley()?;
/// // the able study just enough that the others would not follow
/// assert_eq!(riley.messages(), [0, 2]);
/// assert_eq!(riley.sender_payoffs(), [q(1, 1), q(3, 2)]);
/// assert!(riley.survives_d1());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monotone {
    pub(super) prior: Vec<Q>,
    pub(super) value: Vec<Vec<Q>>,
    pub(super) cost: Vec<Vec<Q>>,
    pub(super) receiver: Vec<Vec<Q>>,
}

impl Monotone {
    /// A game from its payoffs `value[type][action]`, `cost[type][message]` and
    /// `receiver[type][action]`.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when a table is not rectangular or the prior is no distribution of full
    /// support. The conditions of a monotone game are checked by [`Monotone::riley`].
    pub fn new(
        prior: Vec<Q>,
        value: Vec<Vec<Q>>,
        cost: Vec<Vec<Q>>,
        receiver: Vec<Vec<Q>>,
    ) -> Result<Monotone, Error> {
        let types = prior.len();
        let tables = [("value", &value), ("cost", &cost), ("receiver", &receiver)];
        for (name, table) in tables {
            if table.len() != types {
                return Err(Error::Game(format!(
                    "{name} has {} rows, but the prior {types} types: give one row a type",
                    table.len()
                )));
            }
            let width = table.first().map_or(0, Vec::len);
            if width == 0 {
                return Err(Error::Game(format!("{name} is empty: give one row a type")));
            }
            if let Some(t) = table.iter().position(|row| row.len() != width) {
                return Err(Error::Game(format!(
                    "{name}[{t}] has {} entries, but {name}[0] has {width}",
                    table[t].len()
                )));
            }
        }
        let (given, wanted) = (receiver[0].len(), value[0].len());
        if given != wanted {
            return Err(Error::Game(format!(
                "receiver[0] has {given} entries, but value[0] has {wanted}: both have one \
                 an action"
            )));
        }
        if let Some(t) = prior.iter().position(|p| !p.is_positive()) {
            return Err(Error::Game(format!(
                "prior[{t}] is {}: every type needs a positive probability",
                prior[t]
            )));
        }
        let sum: Q = prior.iter().cloned().sum();
        if sum != Q::ONE {
            return Err(Error::Game(format!("the prior sums to {sum}, not to 1")));
        }
        Ok(Monotone { prior, value, cost, receiver })
    }

    /// `[t]`: the probability of each type.
    pub fn prior(&self) -> &[Q] {
        &self.prior
    }

    /// `[t][a]`: the value of each action to each type.
    pub fn value(&self) -> &[Vec<Q>] {
        &self.value
    }

    /// `[t][m]`: the cost of each message to each type.
    pub fn cost(&self) -> &[Vec<Q>] {
        &self.cost
    }

    /// `[t][a]`: the receiver's payoff from each action against each type.
    pub fn receiver(&self) -> &[Vec<Q>] {
        &self.receiver
    }

    /// The same game with a payoff for each type, message and action, if it is small.
    ///
    /// # Errors
    ///
    /// As [`crate::game::GameBuilder::build`].
    pub fn game(&self) -> Result<Game, Error> {
        let labels = |letter: char, n: usize| (1..=n).map(move |i| format!("{letter}{i}"));
        Game::from_function(
            labels('t', self.prior.len()),
            labels('m', self.cost[0].len()),
            labels('a', self.value[0].len()),
            self.prior.iter().cloned(),
            |t, m, a| &self.value[t][a] - &self.cost[t][m],
            |t, _, a| self.receiver[t][a].clone(),
        )
    }
}
