//! From a game to its equilibria: the way through, and the choice of integer size.

mod fallback;

use std::time::Duration;

use dashu_int::IBig;

use super::enumerate::components::{LINKING, components};
use super::enumerate::context::SearchContext;
use super::enumerate::extreme::{Extreme, extremes};
use super::enumerate::faces::{Face, PayoffRanks, faces};
use super::enumerate::found::ExtremeSender;
use super::enumerate::game_table::{IntegerGame, Outline, copies};
use super::enumerate::listing::list;
use super::enumerate::tree::SearchTree;
use super::limits::{Control, Monitor, Threads, Unwatched, cores};
use super::method::Method;
use super::pivot::single;
use super::result::{Equilibria, Equilibrium, Stats, Stop};
use crate::error::Error;
use crate::exact::budget;
use crate::exact::budget::{Budget, Halt};
use crate::exact::int::Int;
use crate::exact::work::{Abort, Meter};
use crate::game::Game;

/// How to search for all equilibria.
#[derive(Clone, Debug)]
pub struct Search {
    pub(super) threads: Option<usize>,
    pub(super) time_limit: Option<Duration>,
    pub(super) max_memory: Option<u64>,
    /// Time that is kept back for each outcome.
    pub(super) kept_back: Duration,
    pub(super) max_faces: usize,
    pub(super) max_outcomes: usize,
    pub(super) copies_apart: bool,
    pub(super) method: Method,
    /// With fewer faces than this it costs more to look ahead than it saves.
    pub(super) few: usize,
}

impl Default for Search {
    fn default() -> Search {
        Search {
            threads: None,
            time_limit: None,
            max_memory: None,
            kept_back: Duration::ZERO,
            max_faces: 100_000,
            max_outcomes: 5_000_000,
            copies_apart: false,
            method: Method::Auto,
            few: 24,
        }
    }
}

/// The largest number of types that a complete search takes: a word of 128 bits is a set of types.
const MAX_TYPES: usize = 128;

/// What is said of a search for one equilibrium that was stopped too soon, or that lost its way.
const NONE_YET: &str = "the search was stopped before it had an equilibrium";
const LOST: &str = "no path led to an equilibrium";

impl Search {
    /// Use this many threads, and no more than the machine runs at once. By default large games take
    /// all of these, small ones one. The answer and its order do not depend on it.
    ///
    /// One search in a process has the threads at a time; one that comes meanwhile works on its own.
    pub fn threads(mut self, threads: usize) -> Search {
        self.threads = Some(threads.max(1));
        self
    }

    /// Stop after this long and return what was found, marked incomplete.
    ///
    /// A search that has found nothing by then, since large games take a while to prepare, looks for
    /// one equilibrium as [`Game::equilibrium`] does, for a twenty-fifth of this time.
    pub fn time_limit(mut self, limit: Duration) -> Search {
        self.time_limit = Some(limit);
        self
    }

    /// Take at most about so many bytes (default: half of what the machine has free): stop when what
    /// was found, with the list that is made of it, takes more, and refuse what would at once.
    pub fn max_memory(mut self, bytes: u64) -> Search {
        self.max_memory = Some(bytes);
        self
    }

    /// End so much sooner for each outcome that was found, for what is then made of the list.
    pub(crate) fn keep_back(mut self, each: Duration) -> Search {
        self.kept_back = each;
        self
    }

    /// Refuse a game whose receiver has more belief faces than this (default 100,000).
    ///
    /// A face takes about 8 bytes a type, an eighth of a byte for every other face and a quarter for
    /// every corner of the belief regions. Random games have a corner for some fifteen faces: there
    /// the default stays below 2 GB.
    pub fn max_faces(mut self, faces: usize) -> Search {
        self.max_faces = faces;
        self
    }

    /// Stop when more outcomes than this were found (default 5,000,000), and return those, marked
    /// incomplete.
    ///
    /// An outcome takes 48 bytes, and 8 for each reply that its face allows on the path; a sender, which
    /// has one outcome or several, a kB or two while the list is made. With the default that is 7 GB
    /// where every sender has one outcome (1.1 million of 8 types and 6 messages: 1.5 GB) and 1.8 GB
    /// where it has five (0.6 million of 4 types, 32 messages and 16 actions: 0.24 GB). Which outcomes
    /// are found before the limit may depend on the number of threads. Where senders are put together
    /// from parts, there are at most as many parts, of some 100 bytes each, before there are outcomes.
    pub fn max_outcomes(mut self, outcomes: usize) -> Search {
        self.max_outcomes = outcomes;
        self
    }

    /// List every outcome that differs only by an exchange of identical messages, instead of one
    /// representative and its count. There may be factorially many.
    pub fn copies_apart(mut self) -> Search {
        self.copies_apart = true;
        self
    }

    /// How [`Game::equilibrium`] looks for one (default [`Method::Auto`]).
    pub fn method(mut self, method: Method) -> Search {
        self.method = method;
        self
    }

    /// Search, watched from outside.
    pub fn run(&self, game: &Game, monitor: &dyn Monitor) -> Result<Equilibria, Error> {
        let apart = self.copies_apart;
        self.with_problem(game, apart, monitor, |problem| {
            let answer = match problem.solve::<i64>() {
                Err(Abort::Overflow) => match problem.solve::<i128>() {
                    Err(Abort::Overflow) => problem.solve::<IBig>(),
                    other => other,
                },
                other => other,
            };
            let (outcomes, stats) = match answer {
                Err(Abort::Stopped) => (Vec::new(), Stats::default()),
                other => other?,
            };
            Ok(Equilibria::grouped(game, outcomes, problem.control.reason(), stats))
        })
        .and_then(|all| match all.stopped() {
            Some(Stop::Time) if all.is_empty() => {
                let one = self.at_least_one(game, monitor).into_iter().collect();
                Ok(Equilibria::grouped(game, one, all.stopped(), all.stats().clone()))
            }
            Some(Stop::Memory) if all.is_empty() => Err(Error::Limit(
                "the search takes more memory than it may: raise max_memory or make the game \
                 smaller"
                    .into(),
            )),
            _ => Ok(all),
        })
    }

    /// One equilibrium after the time limit, if it takes next to no time.
    fn at_least_one(&self, game: &Game, monitor: &dyn Monitor) -> Option<Equilibrium> {
        if self.method == Method::Enumeration {
            return None;
        }
        let budget = Budget::current().extended(self.time_limit? / EXTRA);
        let _in_force = budget.enter();
        let control = Control::new(budget, self.max_outcomes, monitor);
        budget::catch(|| single(game, &control)).ok()?.ok()?
    }

    /// Search for the [extreme equilibria](Game::extreme_equilibria), watched from outside.
    pub fn extremes(&self, game: &Game, monitor: &dyn Monitor) -> Result<Vec<Extreme>, Error> {
        self.with_problem(game, true, monitor, |problem| {
            let (faces, found) = match problem.find::<i64>().map(Enumeration::senders) {
                Err(Abort::Overflow) => problem.find::<IBig>()?.senders(),
                other => other?,
            };
            let stop = || problem.control.stopped();
            if stop() {
                // what was found is not all there is
                return Err(Abort::Stopped);
            }
            let meter = &Meter::new(&stop);
            extremes(game, &problem.outline.table()?, &faces, &found, self.max_faces, meter)
        })
    }

    /// One equilibrium, watched from outside: see [`Game::equilibrium`].
    pub fn one(&self, game: &Game, monitor: &dyn Monitor) -> Result<Equilibria, Error> {
        let control = Control::new(self.budget(), self.max_outcomes, monitor);
        let _in_force = control.budget().enter();
        let whole = |eq| Equilibria::grouped(game, vec![eq], Some(Stop::First), Stats::default());
        match self.method {
            Method::Riley => return game.riley().map(whole),
            Method::D1 => return game.d1().map(whole),
            Method::Auto | Method::Lemke | Method::Enumeration => {}
        }
        if self.method == Method::Enumeration {
            let all = Search { time_limit: control.budget().left(), ..self.clone() }
                .run(game, monitor)?;
            let first = all.iter().next().cloned().map(whole);
            return first.ok_or_else(|| Error::Limit(NONE_YET.into()));
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

    /// The budget in force, with the limits of this search.
    pub(super) fn budget(&self) -> Budget {
        let budget = Budget::current();
        let budget = match self.time_limit {
            Some(limit) => budget.time_limit(limit),
            None => budget,
        };
        match self.max_memory {
            Some(bytes) => budget.max_memory(bytes),
            None => budget,
        }
    }

    /// Set the stage for a search, and put its troubles into words.
    pub(super) fn with_problem<R>(
        &self,
        game: &Game,
        copies_apart: bool,
        monitor: &dyn Monitor,
        work: impl FnOnce(&Problem) -> Result<R, Abort>,
    ) -> Result<R, Error> {
        if game.types().len() > MAX_TYPES {
            return Err(Error::Limit(format!(
                "the game has {} types, and the search for all equilibria takes at most \
                 {MAX_TYPES}: merge types that no payoff tells apart",
                game.types().len()
            )));
        }
        let control =
            Control::new(self.budget(), self.max_outcomes, monitor).keep_back(self.kept_back);
        let _in_force = control.budget().enter();
        let whole = || {
            let classes = if copies_apart {
                (0..game.messages().len()).map(|m| vec![m]).collect()
            } else {
                copies(game)
            };
            let stop = || control.stopped();
            let outline = Outline::new(game, classes, self.max_faces, &stop);
            let problem = Problem { search: self, game, outline: &outline, control: &control };
            work(&problem)
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
                self.max_faces,
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
    /// Where 200 paths end in nothing, all equilibria are searched for as long as the
    /// [time limit](Search::time_limit) allows, and the first to be found is returned. Without a time
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
    /// [`Error::Limit`] when there are more than the limit of faces, or the time limit is reached.
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

/// A search that is under way.
pub(super) struct Problem<'a> {
    pub search: &'a Search,
    game: &'a Game,
    pub outline: &'a Outline<'a>,
    pub control: &'a Control<'a>,
}

/// What a search found.
struct Enumeration<I> {
    threads: Threads,
    table: IntegerGame<I>,
    faces: Vec<Face>,
    found: Vec<ExtremeSender>,
    stats: Stats,
}

impl<I> Enumeration<I> {
    /// The senders and the faces that they speak of, which know no size of integer.
    fn senders(self) -> (Vec<Face>, Vec<ExtremeSender>) {
        (self.faces, self.found)
    }
}

/// This part of the time limit is added for one equilibrium where it left none.
const EXTRA: u32 = 25;

/// Belief corners from which on a search takes all cores unless into_result otherwise.
const MANY_CORNERS: usize = 100;

impl Problem<'_> {
    /// Every extreme sender, or those found before the search was stopped.
    fn find<I: Int>(&self) -> Result<Enumeration<I>, Abort> {
        let stop = || self.control.stopped();
        self.control.restart();
        let table = self.outline.table::<I>()?;
        let ranks = PayoffRanks::new(&table);
        let corners = table.classes.iter().map(|c| c.regions.corners.len()).sum();
        let threads = Threads::take(self.threads(corners), self.control.budget());
        self.control.set_threads(threads.count());
        let (limit, parallel) = (self.search.max_faces, threads.parallel());
        let faces = threads.run(|| faces(&table, &ranks, limit, &stop, parallel))?;
        let few = self.search.few;
        let seen = (&table, &ranks, &*faces);
        let context = || {
            let mut context = SearchContext::new(self.outline, seen, self.control, few, parallel);
            context.settle(&table, &ranks, self.search.max_outcomes).map(|()| context)
        };
        let context = threads.run(context)?;
        let explorer = SearchTree::new(&context, table, ranks);
        let (found, stats) = threads.run(|| explorer.run())?;
        let (word, table) = (explorer.word(), explorer.into_table());
        let (classes, senders) = (table.classes.len(), found.len());
        let stats = Stats { classes, corners, faces: faces.len(), senders, word, ..stats };
        Ok(Enumeration { threads, table, faces, found, stats })
    }

    /// How many threads a search with so many corners takes.
    fn threads(&self, corners: usize) -> usize {
        self.search.threads.unwrap_or_else(|| if corners < MANY_CORNERS { 1 } else { cores() })
    }

    fn solve<I: Int>(&self) -> Result<(Vec<Equilibrium>, Stats), Abort> {
        let Enumeration { threads, table, faces, found, stats } = self.find::<I>()?;
        let parallel = threads.parallel();
        threads.run(|| {
            let numbers = self.number((&table, &table), &faces, &found, parallel)?;
            Ok((list(self.game, &table, &faces, found, &numbers, parallel), stats))
        })
    }

    /// The component of each part, in this size of integer or, if that is too small, the next.
    fn number<I: Int, J: Int>(
        &self,
        (table, narrow): (&IntegerGame<I>, &IntegerGame<J>),
        faces: &[Face],
        found: &[ExtremeSender],
        parallel: bool,
    ) -> Result<Vec<Vec<usize>>, Abort> {
        if let [only] = found
            && only.parts.len() == 1
        {
            return Ok(vec![vec![0]]);
        }
        let stop = || self.control.stopped();
        if stop() {
            // an incomplete list: nothing is linked
            let first = found.iter().scan(0, |n, f| {
                *n += f.parts.len();
                Some(*n - f.parts.len()..*n)
            });
            return Ok(first.map(Iterator::collect).collect());
        }
        let finished = |part: f64| self.control.finished(LINKING * part);
        match components((table, narrow), faces, found, &stop, &finished, parallel) {
            Ok(numbers) => Ok(numbers),
            _ if stop() => self.number((table, narrow), faces, found, parallel),
            _ => self.number((&self.outline.table::<I::Wider>()?, narrow), faces, found, parallel),
        }
    }
}
