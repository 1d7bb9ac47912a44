//! The search of many games in one call, on all threads.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::limits::{Control, Monitor, Threads, cores};
use super::result::Equilibria;
use super::search::Search;
use crate::error::Error;
use crate::exact::budget;
use crate::game::Game;

/// The most games that a thread takes at a time. Not measured: more would leave threads idle at the
/// end, fewer would share counters more often; it affects only time.
const CHUNK: usize = 64;

impl Search {
    /// Solves many games and keeps what `keep` makes of each answer.
    ///
    /// # Arguments
    ///
    /// `game(i)` makes game number `i`, for `i` below `count`, when its turn comes, so that only
    /// what is kept takes memory. `keep(i, answer)` gets its equilibria, or the error of making or
    /// solving it. Each thread solves games of its own; where there are more threads than games,
    /// the games are solved one after another, each on all threads. The time limit is for all games
    /// together.
    ///
    /// # Returns
    ///
    /// What was kept, in the order of the games; `None` for games that were not finished when the
    /// monitor or the time limit stopped the work.
    ///
    /// # Examples
    ///
    /// ```
    /// # use schelling::{Game, Q, equilibrium::{Search, Unwatched}};
    /// // beer and quiche (Cho and Kreps 1987) by how many are wimps
    /// let game = |i: usize| {
    ///     let wimps = Q::new(i as i64 + 1, 10).unwrap();
    ///     Game::from_function(
    ///         ["wimp", "strong"], ["quiche", "beer"], ["duel", "pass"],
    ///         [wimps.clone(), Q::ONE - wimps],
    ///         |t, m, a| Q::from(i64::from(t == m) + 2 * a as i64),
    ///         |t, _, a| Q::from(i64::from(t == a)),
    ///     )
    /// };
    /// let keep = |_, answer: Result<_, _>| {
    ///     answer.map(|eqs: schelling::equilibrium::Equilibria| eqs.len())
    /// };
    /// let counts = Search::default().many(9, game, keep, &Unwatched);
    /// assert_eq!(counts[0], Some(Ok(2))); // few wimps: both types drink beer, or both eat quiche
    /// assert_eq!(counts[8], Some(Ok(1))); // many: they bluff
    /// ```
    pub fn many<R: Send>(
        &self,
        count: usize,
        game: impl Fn(usize) -> Result<Game, Error> + Sync,
        keep: impl Fn(usize, Result<Equilibria, Error>) -> R + Sync,
        monitor: &dyn Monitor,
    ) -> Vec<Option<R>> {
        let threads = self.enumeration.threads.unwrap_or_else(cores).min(cores());
        let control = Control::new(self.budget(), usize::MAX, monitor);
        let _in_force = control.budget().enter();
        let mut kept: Vec<Option<R>> = Vec::new();
        kept.resize_with(count, || None);
        let together = count >= threads;
        let size = if together { (count / threads).clamp(1, CHUNK) } else { 1 };
        let chunk = |(number, chunk): (usize, &mut [Option<R>])| {
            let inner = GameMonitor { outer: &control, asked: AtomicU64::new(0) };
            let mut search = Search { time_limit: None, max_memory: None, ..self.clone() };
            if together {
                search.enumeration.threads = Some(1);
            }
            for (i, slot) in (number * size..).zip(&mut *chunk) {
                if control.stopped() {
                    return;
                }
                let one = || keep(i, game(i).and_then(|game| search.run(&game, &inner)));
                match budget::catch(one) {
                    Ok(kept) => *slot = Some(kept),
                    Err(_) => return control.look(),
                }
            }
            control.finished(chunk.len() as f64 / count as f64);
        };
        let threads = Threads::take(if together { threads } else { 1 }, control.budget());
        if threads.parallel() {
            threads.run(|| kept.par_chunks_mut(size).enumerate().for_each(chunk));
        } else {
            kept.chunks_mut(size).enumerate().for_each(chunk);
        }
        kept
    }
}

/// A monitor for the games of one thread that passes some of its calls on to the control of all,
/// which all threads share.
struct GameMonitor<'a> {
    outer: &'a Control<'a>,
    asked: AtomicU64,
}

/// One of this many calls is passed on. Not measured: it affects only time, and how soon work
/// stops.
const PERIOD: u64 = 16;

impl Monitor for GameMonitor<'_> {
    fn stop(&self) -> bool {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        self.outer.reason().is_some() || (asked.is_multiple_of(PERIOD) && self.outer.stopped())
    }
}
