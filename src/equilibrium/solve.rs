//! The entry points of the search: all equilibria, one, or the extreme profiles of a game.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::distinct::{corners, without_repeats};
use super::enumerate::{Extreme, Options, Problem};
use super::limits::{Control, Monitor, Unwatched, cores};
use super::noisy::{noisy_outcomes, noisy_profiles};
use super::optimize::{LinearObjective, OptimalEquilibrium, optimum};
use super::pivot::single;
use super::private_talk::{WordEquilibria, word_equilibria};
use super::result::{Distinct, Equilibria, Equilibrium, Stats, Stop};
use super::search::{Method, Search};
use crate::error::{Error, brief};
use crate::exact::budget::{self, Budget, Halt};
use crate::exact::work::Abort;
use crate::game::{Game, MergedReaders, NoisyGame};

/// The largest number of types that a complete search takes: a word of 128 bits is a set of types.
const MAX_TYPES: usize = 128;

/// The errors of a search for one equilibrium that was stopped too soon, or whose paths all failed.
const NONE_YET: &str = "the search was stopped before it had an equilibrium";
const LOST: &str = "no path led to an equilibrium";

/// The time limit divided by this is added for one equilibrium where the search found none. Not
/// measured: it decides by how much such a search may exceed its limit.
const EXTRA_TIME_DIVISOR: u32 = 25;

/// How often a list of allocations may look for a signal to stop before the search for the best
/// equilibrium goes on without it. Work on one thread looks equally often in every run: some 1,000
/// times for talk of 20x20x39 with bias 1/10, which has 4 allocations, and 40,000 times for 12x12x23
/// without a bias, which has 28,039.
const LOOKS: i64 = 5_000;

/// A monitor that stops work after a number of looks.
struct Allowance<'a> {
    monitor: &'a dyn Monitor,
    left: AtomicI64,
}

impl Monitor for Allowance<'_> {
    fn stop(&self) -> bool {
        self.left.fetch_sub(1, Ordering::Relaxed) <= 0 || self.monitor.stop()
    }
}

impl Search {
    /// Searches for all equilibria of a game, watched by a monitor.
    pub fn run(&self, game: &Game, monitor: &dyn Monitor) -> Result<Equilibria, Error> {
        self.with_problem(game, self.enumeration, monitor, |problem| {
            let (mut outcomes, stats) = match problem.outcomes() {
                Err(Abort::Stopped) => (Vec::new(), Stats::default()),
                done => done?,
            };
            let control = problem.control;
            if let Some(distinct) = self.distinct {
                let whole = || match control.reason() {
                    None => {
                        let outcomes = without_repeats(game, outcomes.clone());
                        corners(&outcomes, distinct, true)
                    }
                    Some(_) => corners(&outcomes, distinct, false),
                };
                outcomes = budget::catch(whole).unwrap_or_else(|halt| {
                    control.halted(&halt);
                    corners(&outcomes, distinct, false)
                });
            }
            let mut all = Equilibria::grouped(game, outcomes, control.reason(), stats);
            all.distinct = self.distinct;
            Ok(all)
        })
        .and_then(|all| match all.stopped() {
            Some(Stop::Time) if all.is_empty() => {
                let one = self.at_least_one(game, monitor).into_iter().collect();
                let mut found = Equilibria::grouped(game, one, all.stopped(), all.stats().clone());
                found.distinct = self.distinct;
                Ok(found)
            }
            Some(Stop::Memory) if all.is_empty() => Err(Error::Limit(
                "the search takes more memory than it may: raise max_memory or make the game \
                 smaller"
                    .into(),
            )),
            _ => Ok(all),
        })
    }

    /// Looks for one equilibrium after the time limit, for a short time.
    fn at_least_one(&self, game: &Game, monitor: &dyn Monitor) -> Option<Equilibrium> {
        if self.method == Method::Enumeration || game.information_sets().len() > 1 {
            return None;
        }
        let budget = Budget::current().extended(self.time_limit? / EXTRA_TIME_DIVISOR);
        let _in_force = budget.enter();
        let control = Control::new(budget, self.enumeration.max_outcomes, monitor);
        budget::catch(|| single(game, &control)).ok()?.ok()?
    }

    /// Searches for the [extreme equilibria](Game::extreme_equilibria), watched by a monitor.
    pub fn extremes(&self, game: &Game, monitor: &dyn Monitor) -> Result<Vec<Extreme>, Error> {
        if game.has_zero_chances() {
            return Err(Error::Game(
                "extreme equilibria are listed where every type may meet every reader, and here some \
                 chance is 0: list the outcomes, which have the replies that nobody expects apart"
                    .into(),
            ));
        }
        let options = Options { copies_apart: true, distinct: false, ..self.enumeration };
        self.with_problem(game, options, monitor, |problem| problem.extreme_profiles())
    }

    /// Searches for all equilibria of a game with noise, watched by a monitor.
    ///
    /// Limits of time, memory and outcomes are kept; faces and threads are not used.
    pub fn run_noisy(&self, noisy: &NoisyGame, monitor: &dyn Monitor) -> Result<Equilibria, Error> {
        let control = Control::new(self.budget(), self.enumeration.max_outcomes, monitor);
        let _in_force = control.budget().enter();
        let (outcomes, stats) = noisy_outcomes(noisy, &control).map_err(|halt| halt.error())?;
        Ok(Equilibria::with_noise(noisy, outcomes, control.reason(), stats))
    }

    /// Searches for all equilibria of a game in which audiences hear words of their own, watched by a
    /// monitor.
    ///
    /// Limits of time, memory and the number of outcomes are kept; faces and threads are not used.
    pub fn run_words(&self, game: &Game, monitor: &dyn Monitor) -> Result<WordEquilibria, Error> {
        let control = Control::new(self.budget(), self.enumeration.max_outcomes, monitor);
        let _in_force = control.budget().enter();
        word_equilibria(game, &control)
    }

    /// Searches for the [extreme equilibria](NoisyGame::extreme_equilibria) of a game with noise,
    /// watched by a monitor.
    pub fn extremes_noisy(
        &self,
        noisy: &NoisyGame,
        monitor: &dyn Monitor,
    ) -> Result<Vec<Extreme>, Error> {
        let control = Control::new(self.budget(), self.enumeration.max_outcomes, monitor);
        let _in_force = control.budget().enter();
        let found = noisy_profiles(noisy, &control).map_err(|halt| halt.error())?;
        match control.reason() {
            None => Ok(found),
            Some(stop) => Err(Error::Limit(format!("{stop} before there was an answer"))),
        }
    }

    /// Looks for one equilibrium, watched by a monitor: see [`Game::equilibrium`].
    pub fn one(&self, game: &Game, monitor: &dyn Monitor) -> Result<Equilibria, Error> {
        game.without_words("the search for one equilibrium")?;
        let control = Control::new(self.budget(), self.enumeration.max_outcomes, monitor);
        let _in_force = control.budget().enter();
        let whole = |eq| Equilibria::grouped(game, vec![eq], Some(Stop::First), Stats::default());
        let method = match (self.method, game.information_sets().len()) {
            (method, 1) => method,
            (Method::Auto | Method::Enumeration, _) => {
                let search = Search { method: Method::Enumeration, ..self.clone() };
                let left = Search { time_limit: control.budget().left(), ..search };
                let found = left.max_outcomes(0).run(game, monitor)?;
                let first = found.iter().next().cloned().map(whole);
                return first.ok_or_else(|| Error::Limit(NONE_YET.into()));
            }
            _ => {
                return Err(Error::Game(
                    "method: the game has several readers, so leave it out or choose \
                     \"enumeration\""
                        .into(),
                ));
            }
        };
        match method {
            Method::Riley => return game.riley().map(whole),
            Method::D1 => return game.d1().map(whole),
            Method::Enumeration => {
                let left = Search { time_limit: control.budget().left(), ..self.clone() };
                let first = left.run(game, monitor)?.iter().next().cloned().map(whole);
                return first.ok_or_else(|| Error::Limit(NONE_YET.into()));
            }
            Method::Auto | Method::Lemke => {}
        }
        match budget::catch(|| single(game, &control)).map_err(|halt| halt.error())? {
            Ok(Some(eq)) => Ok(whole(eq)),
            Ok(None) if self.method == Method::Lemke => {
                Err(Error::Limit(format!("{LOST}: try another method")))
            }
            Ok(None) => self.first_of_all(game, control.budget().left(), monitor).map(whole),
            Err(_) => Err(Error::Limit(NONE_YET.into())),
        }
    }

    /// The first equilibrium that the search for all finds in the time that is left. Without a time
    /// limit this is an error, since that search may never end.
    fn first_of_all(
        &self,
        game: &Game,
        left: Option<Duration>,
        monitor: &dyn Monitor,
    ) -> Result<Equilibrium, Error> {
        if left.is_none() {
            return Err(Error::Limit(format!(
                "{LOST}, and the search for all equilibria may take for ever: set time_limit to \
                 search until then, or choose the method \"enumeration\""
            )));
        }
        let search = Search { time_limit: left, method: Method::Enumeration, ..self.clone() };
        let found = search.max_outcomes(0).run(game, monitor);
        let found = found.map_err(|e| Error::Limit(format!("{LOST}, and {e}")))?;
        found.iter().next().cloned().ok_or_else(|| {
            Error::Limit(match found.stopped() {
                Some(Stop::Time) => format!("{LOST} within the time limit: raise time_limit"),
                _ => NONE_YET.into(),
            })
        })
    }

    /// Looks for the equilibrium with the largest value of a target, watched by a monitor.
    pub(crate) fn optimum(
        &self,
        game: &Game,
        target: &LinearObjective,
        monitor: &dyn Monitor,
    ) -> Result<OptimalEquilibrium, Error> {
        if game.information_sets().len() > 1 {
            return self.best_of_all(game, target, monitor);
        }
        let threads = self.enumeration.threads.unwrap_or_else(cores);
        let list = || match game.is_cheap_talk() && target.event.is_none() {
            true => self.allocations(game, monitor),
            false => None,
        };
        optimum(game, target, (self.budget(), threads), &list, monitor)
    }

    /// Each allocation of cheap talk once, if that takes no more than a fixed amount of work and half
    /// of the time that is left.
    fn allocations(&self, game: &Game, monitor: &dyn Monitor) -> Option<Vec<Equilibrium>> {
        let allowance = Allowance { monitor, left: AtomicI64::new(LOOKS) };
        let time_limit = Budget::current().left().map(|left| left / 2);
        let search = Search { time_limit, ..self.clone() }.threads(1);
        let all = search.distinct(Distinct::Allocation).run(game, &allowance).ok()?;
        all.complete().then(|| all.iter().cloned().collect())
    }

    /// The best equilibrium in the list of all, for games of several readers: the list has one with the
    /// largest value of every linear function.
    fn best_of_all(
        &self,
        game: &Game,
        target: &LinearObjective,
        monitor: &dyn Monitor,
    ) -> Result<OptimalEquilibrium, Error> {
        let all = self.run(game, monitor)?;
        let other = target.of_the_other(game);
        let best = all.iter().max_by_key(|eq| (target.value(eq), other.value(eq)));
        let equilibrium = best.ok_or_else(|| Error::Limit(NONE_YET.into()))?.clone();
        let value = target.value(&equilibrium);
        if !all.complete() {
            return Err(Error::Limit(format!(
                "the search for the best equilibrium was stopped with one that is worth {}, and with \
                 several readers others are bounded by the list of all: raise the limits",
                brief(&value)
            )));
        }
        let (bound, stopped) = (value.clone(), None);
        let ties_broken = true;
        Ok(OptimalEquilibrium { equilibrium, value, bound, ties_broken, nodes: 0, stopped })
    }

    /// The budget in force, with the limits of this search.
    pub(super) fn budget(&self) -> Budget {
        let budget = self.time_limit.into_iter().fold(Budget::current(), Budget::time_limit);
        self.max_memory.into_iter().fold(budget, Budget::max_memory)
    }

    /// Does some work on the problem of a game under the limits of the search; what stops it
    /// becomes an error that names the cure.
    pub(super) fn with_problem<R>(
        &self,
        game: &Game,
        options: Options,
        monitor: &dyn Monitor,
        work: impl FnOnce(&Problem) -> Result<R, Abort>,
    ) -> Result<R, Error> {
        game.without_words("this search")?;
        if game.types().len() > MAX_TYPES {
            return Err(Error::Limit(format!(
                "the game has {} types, and the search for all equilibria takes at most \
                 {MAX_TYPES}: merge types that no payoff tells apart",
                game.types().len()
            )));
        }
        let control = Control::new(self.budget(), self.enumeration.max_outcomes, monitor);
        let _in_force = control.budget().enter();
        let whole = || {
            let stop = || control.stopped();
            let merged = MergedReaders::new(game);
            work(&Problem::new((game, merged.as_ref()), options, &control, &stop))
        };
        let answer = match budget::catch(whole) {
            Err(halt @ Halt::Memory { .. }) => return Err(halt.error()),
            Err(_) => Err(Abort::Stopped),
            Ok(answer) => answer,
        };
        control.look();
        answer.map_err(|abort| match abort {
            Abort::Stopped => match control.reason() {
                Some(Stop::Interrupted) => Halt::Interrupted.error(),
                _ => Halt::Time.error(),
            },
            Abort::Overflow | Abort::TooMany => Error::Limit(format!(
                "the search has more than {} faces of beliefs or extreme equilibria to hold ({} \
                 types, {} messages, {} actions): raise max_faces to search all the same, or make \
                 the game smaller",
                self.enumeration.max_faces,
                game.types().len(),
                game.messages().len(),
                game.actions().len()
            )),
        })
    }
}

impl Game {
    /// All perfect Bayesian equilibria, exact and complete: see the [module](crate::equilibrium).
    ///
    /// # Errors
    /// [`Error::Limit`] when the game is too large for the stated limit; nothing was searched then.
    pub fn equilibria(&self, search: &Search) -> Result<Equilibria, Error> {
        search.run(self, &Unwatched)
    }

    /// One perfect Bayesian equilibrium, also where the game is too large to find all.
    ///
    /// By default ([`Method::Auto`]) a path of equilibria with ever less noise among the senders is
    /// followed by complementary pivoting in floating point (Lemke 1965), in large games with a few
    /// messages at first, the others being kept off the path by beliefs; then the supports found
    /// are solved for and checked exactly. Random games take some 20 pivots with 8 types, messages
    /// and actions, and hundreds to thousands with 32. Where payoffs or priors are so badly scaled
    /// that paths are lost to rounding errors, one is followed in integers: in games of up to 8
    /// types, messages and actions these take a fraction of a second, whatever the payoffs. The
    /// answer is the same in every run and for any number of threads.
    ///
    /// Where 200 paths end in nothing, all equilibria are searched for as long as the [time
    /// limit](Search::time_limit) allows, and the first to be found is returned. Without a time
    /// limit that might take for ever, and is not begun.
    ///
    /// # Errors
    /// [`Error::Limit`] when there is none within the limits of the search, or no path led to one
    /// and there is no time limit; [`Error::Game`] when the method is for games of another form.
    ///
    /// # Example
    /// ```
    /// # use schelling::{Game, equilibrium::{Kind, Search}};
    /// // a threat that one state in five would carry out
    /// let game = schelling::io::json::from_str(
    ///     r#"{"schelling": 1, "prior": ["1/5", "4/5"],
    ///         "sender": [[["1/2", 1], [0, 0]], [[-2, 1], [0, 0]]],
    ///         "receiver": [[[-2, 0], [1, 1]], [[1, 0], [1, 1]]]}"#,
    /// )?;
    /// let found = game.equilibrium(&Search::default())?;
    /// assert_eq!(found.kind(), Kind::SemiSeparating);
    /// assert_eq!(found.sender()[1][0], "1/2".parse()?);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn equilibrium(&self, search: &Search) -> Result<Equilibrium, Error> {
        search.one(self, &Unwatched).map(|all| all[0].clone())
    }

    /// The extreme equilibria: every extreme sender with every vertex of the replies to *all*
    /// messages that support it, copies of messages apart.
    ///
    /// These are the vertices of the cells `X(S, B) x Y(S, B)`, whole strategy profiles as lists of
    /// Nash equilibria have them. Off the path they multiply: use [`Game::equilibria`] unless you
    /// compare with such a list.
    ///
    /// # Errors
    /// [`Error::Limit`] when there are more than the limit of faces, or the time limit is reached;
    /// [`Error::Game`] where some type never meets some reader.
    ///
    /// # Example
    /// ```
    /// # use schelling::{Game, equilibrium::Search};
    /// // a threat that costs nothing and is never believed: challenge it or not, all the same
    /// let game = schelling::io::json::from_str(
    ///     r#"{"schelling": 1, "prior": [1], "sender": [[[0, 1], [0, 1]]],
    ///         "receiver": [[[1, 0], [1, 0]]]}"#,
    /// )?;
    /// // one type, two messages that are copies: it may send either
    /// assert_eq!(game.equilibria(&Search::default())?.len(), 1);
    /// assert_eq!(game.extreme_equilibria(&Search::default())?.len(), 2);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn extreme_equilibria(&self, search: &Search) -> Result<Vec<Extreme>, Error> {
        search.extremes(self, &Unwatched)
    }
}

impl Game {
    /// All perfect Bayesian equilibria where audiences hear words of their own, exact and complete:
    /// see the [module](crate::equilibrium#private-words).
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when there are more than 1,000,000 ways to say which types send which
    /// messages, or a step would take more memory than it may.
    pub fn word_equilibria(&self, search: &Search) -> Result<WordEquilibria, Error> {
        search.run_words(self, &Unwatched)
    }
}

impl NoisyGame {
    /// All perfect Bayesian equilibria, exact and complete: see the
    /// [module](crate::equilibrium#messages-that-are-seen-with-noise).
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when a step would take more memory than it may.
    pub fn equilibria(&self, search: &Search) -> Result<Equilibria, Error> {
        search.run_noisy(self, &Unwatched)
    }

    /// The extreme equilibria: every extreme sender with every vertex of the replies to *all* signals
    /// that support it, as [`Game::extreme_equilibria`] lists them; `receiver` is
    /// `[signal][action]`.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when a limit is reached.
    pub fn extreme_equilibria(&self, search: &Search) -> Result<Vec<Extreme>, Error> {
        search.extremes_noisy(self, &Unwatched)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fallback_is_bounded() {
        let game = crate::io::json::from_str(
            r#"{"schelling": 1, "prior": ["1/5", "4/5"],
                "sender": [[["1/2", 1], [0, 0]], [[-2, 1], [0, 0]]],
                "receiver": [[[-2, 0], [1, 1]], [[1, 0], [1, 1]]]}"#,
        )
        .expect("a game");
        let first = |left| Search::default().first_of_all(&game, left, &Unwatched);
        let refused = first(None).expect_err("no time limit").to_string();
        assert!(refused.starts_with(LOST) && refused.contains("set time_limit"), "{refused}");
        let late = first(Some(Duration::ZERO)).expect_err("no time").to_string();
        assert!(late.starts_with(LOST) && late.contains("time limit"), "{late}");
        let all = game.equilibria(&Search::default()).expect("a small game");
        let found = first(Some(Duration::from_secs(600))).expect("time enough");
        assert!(all.iter().any(|eq| eq.sender() == found.sender()));
    }
}
