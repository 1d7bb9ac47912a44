//! The workload of a search: an estimate of its size, and a lower bound on it.

use super::enumerate::{Estimate, Options};
use super::limits::Unwatched;
use super::search::Search;
use crate::error::Error;
use crate::game::Game;

impl Search {
    /// Estimates the work of a complete search of the game from random probes.
    ///
    /// A probe goes down the search tree, at each node to one of the branches that are not ruled
    /// out at once, and weights what it sees by the number of ways to go (Knuth 1975, "Estimating
    /// the efficiency of backtrack programs"). It costs as much as some hundreds of branches of the
    /// search itself. `seed` makes the estimate repeatable.
    ///
    /// Senders at fixed payoffs ([`Stats::settled`]), which [`Game::equilibria`] lists without
    /// branches, are searched for like all others here.
    ///
    /// [`Stats::settled`]: crate::equilibrium::Stats::settled
    ///
    /// # Errors
    /// [`Error::Limit`] as for [`Search::run`], and when the time limit is reached.
    ///
    /// # Example
    /// ```
    /// use schelling::{Game, equilibrium::Search};
    /// let game: Game = schelling::model::by_name("beer-quiche")?.game(&[])?;
    /// let search = Search::default();
    /// let size = search.estimate(&game, 2000, 1)?;
    /// let exactly = game.equilibria(&search)?.stats().nodes as f64;
    /// approx::assert_abs_diff_eq!(size.nodes.mean, exactly, epsilon = 5.0 * size.nodes.error);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn estimate(&self, game: &Game, probes: usize, seed: u64) -> Result<Estimate, Error> {
        let options = Options { copies_apart: false, ..self.enumeration };
        self.with_problem(game, options, &Unwatched, |problem| problem.estimate(probes, seed))
    }

    /// Counts the sets of faces that split the prior and whose faces are compatible two by two.
    ///
    /// Each stands for an extreme strategy of the sender that no test of pairs rules out. A search
    /// that asks of two faces whether they are compatible, and of more only when it has them all,
    /// must look at each of these sets and refute those that are no [`Stats::senders`]. A search
    /// that asks sooner, as [`Game::equilibria`] does, may open fewer branches than that. The sets
    /// are counted one by one, in some microseconds each.
    ///
    /// [`Stats::senders`]: crate::equilibrium::Stats::senders
    ///
    /// # Errors
    /// [`Error::Limit`] as for [`Search::run`], and when the time limit is reached.
    ///
    /// # Example
    /// ```
    /// use schelling::{Game, equilibrium::Search};
    /// let game: Game = schelling::model::by_name("beer-quiche")?.game(&[])?;
    /// let search = Search::default();
    /// let senders = game.equilibria(&search)?.stats().senders as u64;
    /// assert!(search.compatible_sets(&game)? >= senders);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn compatible_sets(&self, game: &Game) -> Result<u64, Error> {
        let options = Options { copies_apart: false, ..self.enumeration };
        self.with_problem(game, options, &Unwatched, |problem| problem.compatible_sets())
    }

    /// Prunes the search, and lists the senders at fixed payoffs without branches, in games of any
    /// size or in none. By default large games take both shortcuts. The answer does not depend on
    /// them.
    pub fn shortcuts(mut self, prune: bool, fix: bool) -> Search {
        let from = |on: bool| if on { 0 } else { usize::MAX };
        let (prune_from, fix_from) = (from(prune), from(fix));
        self.enumeration = Options { prune_from, fix_from, ..self.enumeration };
        self
    }
}
