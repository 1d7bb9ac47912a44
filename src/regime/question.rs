//! Questions: a game and an objective, with the limits on the work of answering.

use std::time::Duration;

use super::{Heard, Objective, Weights};
use crate::equilibrium::{Monitor, Search, Unwatched};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::{Budget, Halt};
use crate::exact::lp::{CurvePoint, Parametric, Program, Solution};
use crate::game::Game;

/// A game and an objective, with limits on the work and the options of the search for equilibria.
#[derive(Clone)]
pub struct Question<'a> {
    game: &'a Game,
    objective: Objective,
    heard: Option<Heard>,
    search: Search,
    monitor: &'a dyn Monitor,
    budget: Budget,
}

impl<'a> Question<'a> {
    /// Asks for the best that can be done for an objective, within the budget in force.
    pub fn new(game: &'a Game, objective: Objective) -> Question<'a> {
        Question {
            game,
            objective,
            heard: None,
            search: Search::default(),
            monitor: &Unwatched,
            budget: Budget::current(),
        }
    }

    /// Sets who hears what, where the game has several readers or one with types; left out, it is
    /// everybody, or each by itself where only that is defined. Elsewhere it is not asked.
    pub fn heard(mut self, heard: impl Into<Option<Heard>>) -> Question<'a> {
        self.heard = heard.into();
        self
    }

    /// Who is to hear what, if that was said.
    pub(super) fn hearing(&self) -> Option<Heard> {
        self.heard
    }

    /// Stops all work this long from now.
    pub fn time_limit(mut self, limit: Duration) -> Question<'a> {
        self.budget = self.budget.time_limit(limit);
        self
    }

    /// Limits memory to about this many bytes (default: half of what the machine has free).
    pub fn max_memory(mut self, bytes: u64) -> Question<'a> {
        self.budget = self.budget.max_memory(bytes);
        self
    }

    /// The same question with `1 / part` of the time that is left, for one regime of a comparison.
    pub(super) fn in_part(&self, part: u32) -> Question<'a> {
        let left = self.budget.left().into_iter();
        left.fold(self.clone(), |question, left| question.time_limit(left / part))
    }

    /// Sets the options of the search for equilibria, which regimes without commitment need.
    pub fn search(mut self, search: Search) -> Question<'a> {
        self.search = search;
        self
    }

    /// Sets the monitor that watches the work, and may stop it.
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

    /// The objective as weights on payoffs.
    pub(super) fn weights(&self) -> Result<Weights<'a>, Error> {
        self.objective.weights(self.game)
    }

    /// Refuses games other than cheap talk with this number of types. `drawn` starts the sentence.
    pub(super) fn require_types(&self, types: usize, drawn: &str) -> Result<(), Error> {
        if !self.game.readers().is_empty() {
            return Err(Error::Game(format!(
                "{drawn} types, and for one receiver without types: ask for persuasion of several \
                 readers, or for the game of one of them"
            )));
        }
        let (found, cheap) = (self.game.types().len(), self.game.is_cheap_talk());
        if found == types && cheap {
            return Ok(());
        }
        Err(Error::Game(format!(
            "{drawn} types and payoffs that do not depend on the message, but this game has \
             {found} types{}",
            if cheap { "" } else { " and other payoffs" }
        )))
    }

    /// Has the monitor asked for the work to stop?
    pub(super) fn interrupted(&self) -> bool {
        self.monitor.stop()
    }

    /// Must the work stop, because of the monitor or of a limit?
    fn stop(&self) -> bool {
        self.interrupted() || self.budget.halt().is_some()
    }

    /// The error of work that was stopped.
    pub(super) fn stopped(&self) -> Error {
        let halt = if self.interrupted() { Halt::Interrupted } else { Halt::Time };
        halt.error()
    }

    /// Returns an error if the work must stop.
    pub(super) fn checkpoint(&self) -> Result<(), Error> {
        if self.stop() { Err(self.stopped()) } else { Ok(()) }
    }

    /// The options of the search for equilibria in the time that is left, and its monitor.
    pub(super) fn equilibrium_search(&self) -> (Search, &dyn Monitor) {
        let left = self.budget.left().into_iter();
        (left.fold(self.search.clone(), Search::time_limit), self.monitor)
    }

    /// Does the work within the limits of the question.
    pub(super) fn within_limits<T>(
        &self,
        work: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.budget.run(work).unwrap_or_else(|halt| Err(halt.error()))
    }

    /// Solves a linear programme.
    pub(super) fn solve(&self, program: &Program) -> Result<Solution, Error> {
        program.solve_unless(&|| self.stop()).ok_or_else(|| self.stopped())
    }

    /// The optimum of a programme with a bounded objective, as a function of a parameter from 0 to
    /// 1. It is exact except where it is `dull`, as in [`Program::parametric_unless`].
    pub(super) fn parametric(
        &self,
        program: &Program,
        change: impl IntoIterator<Item = (usize, Q)>,
        dull: &dyn Fn(&[CurvePoint]) -> bool,
    ) -> Result<Parametric, Error> {
        let stop = || self.stop();
        let curve = program.parametric_unless(change, Q::ZERO, Q::ONE, &stop, dull);
        let unbounded = || Error::Limit("a value without end".into());
        curve.ok_or_else(|| self.stopped())?.ok_or_else(unbounded)
    }

    /// The optimal value of a programme with a bounded objective and a point where it is reached;
    /// `None` when the programme is infeasible.
    pub(super) fn optimum(&self, program: &Program) -> Result<Option<(Q, Vec<Q>)>, Error> {
        Ok(match self.solve(program)? {
            Solution::Optimal { value, primal, .. } => Some((value, primal)),
            _ => None,
        })
    }
}
