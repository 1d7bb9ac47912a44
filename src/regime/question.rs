//! What is asked of a regime, and by whom it may be interrupted.

use std::time::{Duration, Instant};

use super::objective::{Objective, Weights};
use super::result::Asked;
use crate::equilibrium::{Monitor, Search, Unwatched};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Halt, Parametric, Place, Program, Solution};
use crate::game::Game;

/// A game and an objective, and how to look for equilibria where a regime needs them.
pub struct Question<'a> {
    game: &'a Game,
    objective: Objective,
    search: Search,
    monitor: &'a dyn Monitor,
    limit: Option<Duration>,
    deadline: Option<Instant>,
}

impl<'a> Question<'a> {
    /// What can be had for this objective?
    pub fn new(game: &'a Game, objective: Objective) -> Question<'a> {
        Question {
            game,
            objective,
            search: Search::default(),
            monitor: &Unwatched,
            limit: None,
            deadline: None,
        }
    }

    /// Stop all work so long after now; in a comparison, the work on each regime.
    pub fn time_limit(mut self, limit: Duration) -> Question<'a> {
        self.limit = Some(limit);
        self.deadline = Instant::now().checked_add(limit);
        self
    }

    /// The same question, asked now.
    pub(super) fn again(&self) -> Question<'a> {
        Question {
            game: self.game,
            objective: self.objective.clone(),
            search: self.search.clone(),
            monitor: self.monitor,
            limit: self.limit,
            deadline: self.limit.and_then(|limit| Instant::now().checked_add(limit)),
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
        self.interrupted() || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// What to say when the work was stopped.
    pub(super) fn stopped(&self) -> Error {
        let why = if self.interrupted() { "interrupted" } else { "the time limit was reached" };
        Error::Limit(format!("{why} before there was an answer"))
    }

    /// Goes on, or not.
    pub(super) fn go_on(&self) -> Result<(), Error> {
        if self.stop() { Err(self.stopped()) } else { Ok(()) }
    }

    /// How to look for equilibria, in the time that is left.
    pub(super) fn watch(&self) -> (Search, &dyn Monitor) {
        let search = match self.deadline {
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now());
                self.search.clone().time_limit(left)
            }
            None => self.search.clone(),
        };
        (search, self.monitor)
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
        program.parametric_unless(change, Q::ZERO, Q::ONE, &stop, dull).map_err(|halt| match halt {
            Halt::Stopped => self.stopped(),
            Halt::Unbounded => Error::Limit("a value without end".into()),
        })
    }

    /// The most that a variable can be, when that is bounded and possible at all.
    pub(super) fn optimum(&self, program: &Program) -> Result<Option<(Q, Vec<Q>)>, Error> {
        Ok(match self.solve(program)? {
            Solution::Optimal { value, primal, .. } => Some((value, primal)),
            _ => None,
        })
    }
}
