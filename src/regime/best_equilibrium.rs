//! The best equilibrium for an objective, found and proved without a list of all.

use super::Objective;
use crate::equilibrium::{Equilibrium, Monitor, OptimalEquilibrium, Search, Stop, Unwatched};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// The best equilibrium that was found for an objective, and a bound on all equilibria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    /// The equilibrium.
    pub equilibrium: Equilibrium,
    /// What the objective is in it.
    pub value: Q,
    /// What the objective is at most in any equilibrium, or at least where the worst is asked for.
    pub bound: Q,
    /// Is it proved that, of the equilibria with this value, it is best for the other player (for
    /// both, by the sum of their payoffs, where the objective counts both or neither)?
    pub ties_broken: bool,
    /// The number of nodes of the search: boxes of payoffs with decisions, each bounded by a linear
    /// programme.
    pub nodes: usize,
    /// Why the search was stopped, if it was.
    pub stopped: Option<Stop>,
}

impl Best {
    /// Is the equilibrium proved to be optimal?
    pub fn proved(&self) -> bool {
        self.value == self.bound
    }
}

impl Search {
    /// Looks for the best equilibrium, or the `worst`, watched by a monitor: see
    /// [`Game::best_equilibrium`].
    ///
    /// # Errors
    /// As [`Game::best_equilibrium`].
    pub fn best(
        &self,
        game: &Game,
        objective: &Objective,
        worst: bool,
        monitor: &dyn Monitor,
    ) -> Result<Best, Error> {
        if !game.readers().is_empty() {
            return self.best_of_list(game, objective, worst, monitor);
        }
        let target = objective.target(game)?;
        let target = if worst { target.negated() } else { target };
        let found = self.optimum(game, &target, monitor)?;
        let OptimalEquilibrium { equilibrium, value, bound, ties_broken, nodes, stopped } = found;
        let (value, bound) = if worst { (-value, -bound) } else { (value, bound) };
        Ok(Best { equilibrium, value, bound, ties_broken, nodes, stopped })
    }

    /// The same in a game with several readers, or one who has types: the best of all outcomes, which
    /// are listed.
    fn best_of_list(
        &self,
        game: &Game,
        objective: &Objective,
        worst: bool,
        monitor: &dyn Monitor,
    ) -> Result<Best, Error> {
        objective.in_list(game)?;
        let sought = if worst { objective.negated(game)? } else { objective.clone() };
        let all = self.run(game, monitor)?;
        let best = sought.best(&all)?.filter(|_| all.complete()).ok_or_else(|| {
            Error::Limit(format!(
                "the list of equilibria is not complete, with {} of them: with several readers, or \
                 one who has types, the best is the best of the list",
                all.len()
            ))
        })?;
        let equilibrium = all[best].clone();
        let value = objective.in_equilibrium(&equilibrium)?;
        let (bound, ties_broken) = (value.clone(), true);
        Ok(Best { equilibrium, value, bound, ties_broken, nodes: 0, stopped: None })
    }
}

impl Game {
    /// The perfect Bayesian equilibrium that is best for an objective, and of several the one that
    /// is best for the other player, without a list of all: see
    /// [`optimize`](crate::equilibrium#the-best-without-a-list).
    ///
    /// Where a limit of the search ends it early, the result is the best equilibrium that was
    /// found, with a bound on all.
    ///
    /// # Errors
    /// [`Error::Game`] when the objective does not fit the game; [`Error::Limit`] when the search
    /// was stopped before it had an equilibrium.
    ///
    /// # Example
    /// ```
    /// use schelling::regime::Objective;
    /// use schelling::{Game, Q, Search};
    ///
    /// let same = || [[1, 0], [0, 1]].map(|row| row.map(Q::from).to_vec()).to_vec();
    /// let half = Q::new(1, 2).unwrap();
    /// let game = Game::cheap_talk(same(), same(), [half.clone(), half], ["a", "b"])?;
    /// let best = game.best_equilibrium(&Objective::Receiver, &Search::default())?;
    /// assert!(best.proved());
    /// assert_eq!(best.value, Q::ONE);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn best_equilibrium(&self, objective: &Objective, search: &Search) -> Result<Best, Error> {
        search.best(self, objective, false, &Unwatched)
    }

    /// The perfect Bayesian equilibrium that is worst for an objective, and of several the one that
    /// is best for the other player: as [`Game::best_equilibrium`].
    ///
    /// # Errors
    /// As [`Game::best_equilibrium`].
    pub fn worst_equilibrium(&self, objective: &Objective, search: &Search) -> Result<Best, Error> {
        search.best(self, objective, true, &Unwatched)
    }
}
