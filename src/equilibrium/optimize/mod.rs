//! The best equilibrium for an objective, with a bound, without a list.

mod branch;
mod cell;
mod incumbents;
mod node;
mod relaxation;
mod reply_sets;
mod target;
mod tree;

use std::collections::HashSet;
use std::sync::Mutex;

use self::cell::CellMessage;
use self::reply_sets::Interchangeable;
use crate::exact::Q;
use crate::game::Game;

pub(crate) use self::target::{Target, WeightedEvent};
pub(crate) use self::tree::{Optimum, optimum};

/// A game and what is to be as large as possible in its equilibria.
struct Problem<'a> {
    game: &'a Game,
    target: Target,
    /// What other function must reach what value.
    floor: Option<(Target, Q)>,
    classes: Vec<Interchangeable>,
    /// `[t]`: the least payoff of a type by any reply that is ever best.
    least: Vec<Q>,
    /// `[t]`: the range of these payoffs, for measuring faults.
    ranges: Vec<f64>,
    /// The cells in which roundings looked for equilibria.
    tried: Mutex<HashSet<Vec<CellMessage>>>,
}

impl Problem<'_> {
    /// All types.
    fn everyone(&self) -> u128 {
        u128::MAX >> (128 - self.game.types().len())
    }

    /// Is this cell tried for the first time?
    fn first_try(&self, messages: &[CellMessage]) -> bool {
        let mut tried = self.tried.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        tried.insert(messages.to_vec())
    }
}
