//! What is asked of a regime, and by whom it may be interrupted.

use std::time::Duration;

use super::objective::{Objective, Weights};
use super::result::{Asked, Regime};
use crate::equilibrium::{Monitor, Search, Unwatched};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::{Budget, Halt};
use crate::exact::lp::{Parametric, Place, Program, Solution};
use crate::game::Game;

/// A game and an objective, and how to look for equilibria where a regime needs them.
pub struct Question<'a> {
    game: &'a Game,
    objective: Objective,
    search: Search,
    monitor: &'a dyn Monitor,
    budget: Budget,
}

/// What a search that has ended, or was stopped, has found: when it was stopped, the best so far goes
/// with the error.
pub(super) fn best_so_far(
    ended: Result<(), Error>,
    best: Option<Regime>,
    none: &str,
) -> Result<Regime, Error> {
    match (ended, best) {
        (Ok(()), Some(best)) => Ok(best),
        (Ok(()), None) => Err(Error::Limit(format!("{none}, which should not be possible"))),
        (Err(error), Some(best)) => Err(error.with(best)),
        (Err(error), None) => Err(error),
    }
}

impl<'a> Question<'a> {
    /// What can be had for this objective?
    pub fn new(game: &'a Game, objective: Objective) -> Question<'a> {
        Question {
            game,
            objective,
            search: Search::default(),
            monitor: &Unwatched,
            budget: Budget::current(),
        }
    }

    /// Stop all work so long after now.
    pub fn time_limit(mut self, limit: Duration) -> Question<'a> {
        self.budget = self.budget.time_limit(limit);
        self
    }

    /// Take at most about so many bytes (default: half of what the machine has free).
    pub fn max_memory(mut self, bytes: u64) -> Question<'a> {
        self.budget = self.budget.max_memory(bytes);
        self
    }

    /// The same question, to be answered in this part of the time that is left.
    pub(super) fn in_part(&self, part: u32) -> Question<'a> {
        let question = Question {
            game: self.game,
            objective: self.objective.clone(),
            search: self.search.clone(),
            monitor: self.monitor,
            budget: self.budget.clone(),
        };
        match self.budget.left() {
            Some(left) => question.time_limit(left / part),
            None => question,
        }
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

    /// Was the work asked to stop from outside?
    pub(super) fn interrupted(&self) -> bool {
        self.monitor.stop()
    }

    /// Is it time to stop, because somebody asks for it or the time is over?
    pub(super) fn stop(&self) -> bool {
        self.interrupted() || self.budget.halt().is_some()
    }

    /// What to say when the work was stopped.
    pub(super) fn stopped(&self) -> Error {
        let halt = if self.interrupted() { Halt::Interrupted } else { Halt::Time };
        halt.error()
    }

    /// Goes on, or not.
    pub(super) fn go_on(&self) -> Result<(), Error> {
        if self.stop() { Err(self.stopped()) } else { Ok(()) }
    }

    /// How to look for equilibria, in the time that is left.
    pub(super) fn watch(&self) -> (Search, &dyn Monitor) {
        let search = match self.budget.left() {
            Some(left) => self.search.clone().time_limit(left),
            None => self.search.clone(),
        };
        (search, self.monitor)
    }

    /// Does the work within the limits of the question.
    pub(super) fn limited<T>(&self, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        self.budget.run(work).unwrap_or_else(|halt| Err(halt.error()))
    }

    pub(super) fn solve(&self, program: &Program) -> Result<Solution, Error> {
        program.solve_unless(&|| self.stop()).ok_or_else(|| self.stopped())
    }

    /// The value for every parameter from 0 to 1, of a programme whose objective is bounded; exact
    /// where it is not dull, as in [`Program::parametric_unless`].
    pub(super) fn parametric(
        &self,
        program: &Program,
        change: impl IntoIterator<Item = (usize, Q)>,
        dull: &dyn Fn(&[Place]) -> bool,
    ) -> Result<Parametric, Error> {
        let stop = || self.stop();
        let curve = program.parametric_unless(change, Q::ZERO, Q::ONE, &stop, dull);
        let unbounded = || Error::Limit("a value without end".into());
        curve.ok_or_else(|| self.stopped())?.ok_or_else(unbounded)
    }

    /// The most that a variable can be, when that is bounded and possible at all.
    pub(super) fn optimum(&self, program: &Program) -> Result<Option<(Q, Vec<Q>)>, Error> {
        Ok(match self.solve(program)? {
            Solution::Optimal { value, primal, .. } => Some((value, primal)),
            _ => None,
        })
    }
}
