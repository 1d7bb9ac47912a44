//! What is asked of a regime, and by whom it may be interrupted.

use super::objective::{Objective, Weights};
use super::result::Asked;
use crate::equilibrium::{Monitor, Search, Unwatched};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;

/// A game and an objective, and how to look for equilibria where a regime needs them.
pub struct Question<'a> {
    game: &'a Game,
    objective: Objective,
    search: Search,
    monitor: &'a dyn Monitor,
}

impl<'a> Question<'a> {
    /// What can be had for this objective?
    pub fn new(game: &'a Game, objective: Objective) -> Question<'a> {
        Question { game, objective, search: Search::default(), monitor: &Unwatched }
    }

    /// Look for equilibria in this way.
    pub fn search(mut self, search: Search) -> Question<'a> {
        self.search = search;
        self
    }

    /// Let the work be watched, and stopped, from outside.
    pub fn monitor(mut self, monitor: &'a dyn Monitor) -> Question<'a> {
        self.monitor = monitor;
        self
    }

    /// The game.
    pub fn game(&self) -> &'a Game {
        self.game
    }

    /// The objective.
    pub fn objective(&self) -> &Objective {
        &self.objective
    }

    pub(super) fn weights(&self) -> Result<Weights, Error> {
        self.objective.weights(self.game)
    }

    pub(super) fn asked<'q>(&'q self, weights: &'q Weights) -> Asked<'q> {
        Asked { game: self.game, objective: &self.objective, weights }
    }

    /// Was the work asked to stop?
    pub(super) fn interrupted(&self) -> bool {
        self.monitor.stop()
    }

    pub(super) fn watch(&self) -> (&Search, &dyn Monitor) {
        (&self.search, self.monitor)
    }

    pub(super) fn solve(&self, program: &Program) -> Result<Solution, Error> {
        program
            .solve_unless(&|| self.monitor.stop())
            .ok_or_else(|| Error::Limit("interrupted before there was an answer".into()))
    }

    /// The most that a variable can be, when that is bounded and possible at all.
    pub(super) fn optimum(&self, program: &Program) -> Result<Option<(Q, Vec<Q>)>, Error> {
        Ok(match self.solve(program)? {
            Solution::Optimal { value, primal, .. } => Some((value, primal)),
            _ => None,
        })
    }
}
