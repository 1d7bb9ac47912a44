//! The options of a search, and the methods that find one equilibrium.

use std::time::Duration;

use super::enumerate::Options;
use super::result::Distinct;
use crate::error::Error;

/// Options of a search for equilibria: how to search, and when to stop.
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub(super) time_limit: Option<Duration>,
    pub(super) max_memory: Option<u64>,
    pub(super) method: Method,
    pub(super) distinct: Option<Distinct>,
    pub(super) enumeration: Options,
}

impl Search {
    /// Uses this many threads, and no more than the machine runs at once. By default large games
    /// take all of these, small ones one. The answer and its order do not depend on it.
    ///
    /// One search in a process has the threads at a time; one that starts meanwhile runs on its own
    /// thread.
    pub fn threads(mut self, threads: usize) -> Search {
        self.enumeration.threads = Some(threads.max(1));
        self
    }

    /// Stops after this time and returns what was found, marked incomplete.
    ///
    /// A search that has found nothing by then, since large games take a while to prepare, looks
    /// for one equilibrium as [`Game::equilibrium`](crate::Game::equilibrium) does, for a
    /// twenty-fifth of this time.
    pub fn time_limit(mut self, limit: Duration) -> Search {
        self.time_limit = Some(limit);
        self
    }

    /// Takes at most about this many bytes (default: half of what the machine has free): stops when
    /// the senders found, with the list that is made of them, take more, and refuses a step that
    /// would take more at once.
    pub fn max_memory(mut self, bytes: u64) -> Search {
        self.max_memory = Some(bytes);
        self
    }

    /// Refuses a game whose receiver has more belief faces than this (default 100,000).
    ///
    /// A face takes about 8 bytes for each type, an eighth of a byte for every other face and a
    /// quarter for every corner of the belief regions. Random games have a corner for some fifteen
    /// faces: there the default stays below 2 GB.
    pub fn max_faces(mut self, faces: usize) -> Search {
        self.enumeration.max_faces = faces;
        self
    }

    /// Stops when more outcomes than this were found (default 5,000,000), and returns those, marked
    /// incomplete.
    ///
    /// An outcome takes 48 bytes, and 8 for each reply that its faces allow on the path; a sender,
    /// which has one outcome or several, a kB or two while the list is made. With the default that
    /// is 7 GB where every sender has one outcome (1.1 million of 8 types and 6 messages: 1.5 GB)
    /// and 1.8 GB where it has five (0.6 million of 4 types, 32 messages and 16 actions: 0.24 GB).
    /// Which outcomes are found before the limit may depend on the number of threads. Where senders
    /// are put together from connected parts ([`Stats::parts`]), there are at most as many parts,
    /// of some 100 bytes each, before there are outcomes.
    ///
    /// [`Stats::parts`]: crate::equilibrium::Stats::parts
    pub fn max_outcomes(mut self, outcomes: usize) -> Search {
        self.enumeration.max_outcomes = outcomes;
        self
    }

    /// Lists every outcome that differs only by an exchange of identical messages, or of replies to
    /// a message that no payoff tells apart, instead of one representative and its counts. There
    /// may be factorially many.
    pub fn copies_apart(mut self) -> Search {
        self.enumeration.copies_apart = true;
        self
    }

    /// Lists one member of each class of outcomes instead of every outcome: see
    /// [each allocation once](crate::equilibrium#each-allocation-once).
    ///
    /// [`Search::max_outcomes`] then counts what the search keeps: all of these and, where the
    /// sender's strategy does not fix the payoffs, some more.
    pub fn distinct(mut self, distinct: Distinct) -> Search {
        self.distinct = Some(distinct);
        self.enumeration.distinct = true;
        self
    }

    /// Sets how [`Game::equilibrium`](crate::Game::equilibrium) looks for one (default
    /// [`Method::Auto`]).
    pub fn method(mut self, method: Method) -> Search {
        self.method = method;
        self
    }
}

/// A method that finds one equilibrium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// [`Method::Lemke`], and where that finds none and there is a time limit, the first
    /// equilibrium of the search for all.
    #[default]
    Auto,
    /// Complementary pivoting (Lemke 1965) along equilibria of the game with less and less noise,
    /// with few messages at first, in floating point or, where floats lose the path, in integers;
    /// then the exact solution with the supports found.
    Lemke,
    /// The first equilibrium of the search for all.
    Enumeration,
    /// Least-cost separation in a monotone game: [`Game::riley`](crate::Game::riley).
    Riley,
    /// The outcome of a monotone game that passes D1: [`Game::d1`](crate::Game::d1).
    D1,
}

impl Method {
    /// Every method with its name.
    pub const ALL: [(&str, Method); 5] = [
        ("auto", Method::Auto),
        ("lemke", Method::Lemke),
        ("enumeration", Method::Enumeration),
        ("riley", Method::Riley),
        ("d1", Method::D1),
    ];
}

impl std::str::FromStr for Method {
    type Err = Error;

    fn from_str(name: &str) -> Result<Method, Error> {
        let found = Method::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, method)| *method).ok_or_else(|| {
            let names = Method::ALL.map(|(known, _)| format!("{known:?}")).join(", ");
            Error::Game(format!("method: {name:?} is unknown: choose one of {names}"))
        })
    }
}
