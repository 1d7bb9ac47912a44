//! Refinements: tests of the beliefs off the path that an equilibrium outcome rests on.
//!
//! # Definitions
//!
//! An outcome gives type t the payoff `u_t`. Take a message m that it leaves unsent, and the mixed
//! replies that are best against *one* belief on the types K,
//!
//! ```text
//! MBR(m, K) = union of Delta(BR(m, mu)) over beliefs mu on K,
//! ```
//!
//! at first with K all types that can send m. Among these replies let `D(t)` be those that give t
//! more than `u_t`, and `D0(t)` those that give it exactly `u_t`. Most tests *strike* types: the
//! receiver may not believe in them after m. Each test is one line of [`TABLE`]:
//!
//! | name | type t is struck at m when |
//! |---|---|
//! | `equilibrium_domination`, `intuitive` | `D(t)` and `D0(t)` are empty |
//! | `D1` | `D(t) u D0(t)` lies in `D(s)`, not empty, for one other type s |
//! | `D2`, `universally_divine` | `D(t) u D0(t)` lies in the union of the other `D(s)`, not empty |
//! | `NWBR` | `D0(t)` lies in the union of the other `D(s)`, not empty |
//!
//! The outcome survives at m when some reply in `MBR(m, K)`, K the types left, leaves no type a
//! gain; if none are left the message restricts nothing. The intuitive criterion asks for less: it
//! fails only when one type in K gains from *every* reply in `MBR(m, K)`. Iterated tests strike
//! again among the replies in `MBR(m, K)`, until no more types can be struck; struck types still
//! count as types s. [Divinity](divine) restricts more than the support of beliefs, and
//! [stability](stable) asks that every tremble to m be resisted. In cheap talk no unsent message
//! differs from the others, so that these tests restrict little;
//! [neologism-proofness](Equilibrium::neologisms) asks what a new message would do,
//! [announcement-proofness](announcement) what a new language would do, and
//! [`Equilibria::undefeated`] what other equilibria say of an unsent message.
//!
//! Through a *channel* a message is seen as signals, and one that nobody sends is put to the tests if
//! it reaches information sets that what is sent does not reach. Each of these must be reached by
//! one message only, so that a belief there is about its senders alone. Then they are the readers of
//! the message: `MBR(m, K)` holds a reply for each, all best at one belief on K, weighted by the
//! chances of the signal. At the sets that are reached anyway the replies are those of the outcome,
//! and what they bring is part of what a type gets from m.
//!
//! # How one test implies another
//!
//! For the outcomes of any game, with ties or without (the tests check this on random games):
//!
//! ```text
//! stable => iterated_NWBR => NWBR => D2 => D1 => equilibrium_domination => intuitive
//!           iterated_NWBR => universally_divine => divine => equilibrium_domination
//!                            universally_divine => iterated_D1, D2
//! strongly_announcement_proof => neologism_proof, announcement_proof
//! ```
//!
//! Every generic game has a stable outcome (Kohlberg and Mertens 1986), which then survives all
//! tests of the first three lines.
//!
//! # How it is decided
//!
//! `MBR(m, K)` is a union of simplices `Delta(B)`, and every inclusion above fails exactly when
//! some simplex has a point where linear functions, the gains, have given weak signs. That is
//! decided in integers by listing the vertices of a polytope; nothing is rounded. One inclusion
//! costs at most `T` double-description steps for each maximal set of jointly best replies, and D1
//! needs `T^2` inclusions.
//!
//! # Example
//!
//! ```
//! use schelling::{Game, Q, equilibrium::Search};
//! let q = |n: i64| Q::from(n);
//! let game = Game::builder()
//!     .types(["wimp", "strong"])
//!     .messages(["quiche", "beer"])
//!     .actions(["duel", "pass"])
//!     .prior([Q::new(1, 10).unwrap(), Q::new(9, 10).unwrap()])
//!     .sender(vec![
//!         vec![vec![q(1), q(3)], vec![q(0), q(2)]],
//!         vec![vec![q(0), q(2)], vec![q(1), q(3)]],
//!     ])
//!     .receiver(vec![
//!         vec![vec![q(1), q(0)], vec![q(1), q(0)]],
//!         vec![vec![q(0), q(1)], vec![q(0), q(1)]],
//!     ])
//!     .build()?;
//! let all = game.equilibria(&Search::default())?;
//! let quiche = all.iter().find(|eq| eq.on_path() == [0]).unwrap();
//! assert!(!quiche.survives("intuitive")?);
//! assert_eq!(
//!     quiche.why("intuitive")?.reasons()[0].sentence,
//!     "beer: wimp is struck (no best reply gives it as much as it has); with only strong left, \
//!      pass is the only best reply, and strong gains 1; the outcome needs the belief wimp at least \
//!      1/2"
//! );
//! let beer = all.iter().find(|eq| eq.on_path() == [1]).unwrap();
//! assert!(beer.survives("stable")?);
//! # Ok::<(), schelling::Error>(())
//! ```

pub mod announcement;
mod d1;
mod d2;
pub mod divine;
mod elimination;
mod explain;
mod intuitive;
mod judgement;
mod ladder;
mod neologism;
mod nwbr;
mod off_path_message;
mod reason;
pub mod stable;
pub mod undefeated;

pub(crate) use self::explain::mixture;
pub use self::judgement::{Judgement, Refinement};
pub use self::ladder::{Ladder, LadderGroup};
pub use self::neologism::Neologism;
pub use self::reason::{Announcement, Cause, Gain, Reason, Strike};

use std::sync::Arc;

use self::judgement::TestedOutcome;
use self::off_path_message::RegionCache;
use crate::equilibrium::{Equilibria, Equilibrium, Stop};
use crate::error::{Error, bare, did_you_mean};
use crate::exact::budget::gather;

/// Every test, the weak ones first.
pub static TABLE: &[Refinement] = &[
    intuitive::INTUITIVE,
    intuitive::ITERATED_INTUITIVE,
    intuitive::EQUILIBRIUM_DOMINATION,
    d1::D1,
    d1::ITERATED_D1,
    divine::DIVINE,
    d2::D2,
    d2::UNIVERSALLY_DIVINE,
    nwbr::NWBR,
    nwbr::ITERATED_NWBR,
    stable::STABLE,
    neologism::NEOLOGISM_PROOF,
    announcement::PROOF,
    announcement::STRONGLY_PROOF,
];

/// Other names of the tests, without spaces and signs, nor the word "criterion" at the end.
pub const SYNONYMS: &[(&str, &str)] = &[
    ("chokreps", "intuitive"),
    ("equilibriumdominance", "equilibrium_domination"),
    ("divinity", "divine"),
    ("bankssobel", "divine"),
    ("universaldivinity", "universally_divine"),
    ("neverweakbestresponse", "NWBR"),
    ("neverweakbestreply", "NWBR"),
    ("neveraweakbestresponse", "NWBR"),
    ("neverweaklybestresponse", "NWBR"),
    ("iteratedneverweakbestresponse", "iterated_NWBR"),
    ("stability", "stable"),
    ("strategicstability", "stable"),
    ("strategicallystable", "stable"),
    ("kohlbergmertens", "stable"),
    ("neologismproofness", "neologism_proof"),
    ("farrell", "neologism_proof"),
    ("announcementproofness", "announcement_proof"),
    ("strongannouncementproofness", "strongly_announcement_proof"),
];

/// Finds the test of this name, or of a synonym; capitals, spaces and signs do not count.
///
/// # Errors
///
/// [`Error::Game`] lists the names when there is no such test.
///
/// # Examples
///
/// ```
/// use schelling::refinement::by_name;
///
/// assert_eq!(by_name("Intuitive Criterion")?.name, "intuitive");
/// assert_eq!(by_name("universal divinity")?.name, "universally_divine");
/// let error = by_name("intutive").unwrap_err().to_string();
/// assert!(error.ends_with("did you mean \"intuitive\"?"), "{error}");
/// # Ok::<(), schelling::Error>(())
/// ```
pub fn by_name(name: &str) -> Result<&'static Refinement, Error> {
    let wanted = bare(name);
    let wanted = wanted.strip_suffix("criterion").unwrap_or(&wanted);
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == wanted).map(|(_, name)| *name);
    let wanted = synonym.map_or(wanted.to_owned(), bare);
    TABLE.iter().find(|test| bare(test.name) == wanted).ok_or_else(|| {
        let names: Vec<&str> = TABLE.iter().map(|test| test.name).collect();
        let close = did_you_mean(name, names.iter().copied());
        let names = names.join(", ");
        Error::Game(format!("there is no refinement {name:?} (they are {names}){close}"))
    })
}

impl Equilibrium {
    /// Does the outcome survive the test of this name?
    ///
    /// # Errors
    ///
    /// As [`by_name`] and [`Refinement::judge`].
    pub fn survives(&self, test: &str) -> Result<bool, Error> {
        Ok(self.why(test)?.survives())
    }

    /// Puts the outcome to the test of this name.
    ///
    /// # Errors
    ///
    /// As [`by_name`] and [`Refinement::judge`].
    pub fn why(&self, test: &str) -> Result<Judgement, Error> {
        by_name(test)?.judge(self)
    }
}

/// The names of the tests that some outcomes survive, and the indices of these outcomes.
pub type SurvivalGroup = (Vec<&'static str>, Vec<usize>);

impl Equilibria {
    /// Returns the outcomes that survive all the tests of these names.
    ///
    /// # Errors
    ///
    /// As [`by_name`] and [`Refinement::judge`]. When the [budget](crate::exact::budget) ends on
    /// the way, [`Error::found`] has the survivors among the outcomes that were judged, as
    /// [`Equilibria`] that are not complete.
    pub fn surviving(&self, tests: &[&str]) -> Result<Equilibria, Error> {
        let tests: Vec<_> = tests.iter().map(|name| by_name(name)).collect::<Result<_, _>>()?;
        let channel = self.channel().map(Arc::as_ref);
        tests.iter().try_for_each(|test| test.check(self.game(), channel))?;
        let cache = RegionCache::new(self.game(), channel)?;
        let (kept, halt) = gather(self, |eq| {
            let outcome = TestedOutcome::new(&cache, eq)?;
            tests
                .iter()
                .try_fold(true, |so_far, test| Ok(so_far && test.decide(&outcome)?.survives()))
        });
        let kept = kept.into_iter().collect::<Result<Vec<bool>, Error>>()?;
        let names = tests.iter().map(|test| test.name);
        let all = self.refined(&kept, names, halt.as_ref().map(Stop::from));
        match halt {
            None => Ok(all),
            Some(halt) => Err(halt.error_after(kept.len(), self.len(), "outcomes").with(all)),
        }
    }

    /// Groups the outcomes by the set of tests that they survive, as indices, in order of the first
    /// outcome of each group.
    ///
    /// # Errors
    ///
    /// As [`Equilibria::ladder`].
    pub fn by_survival(&self) -> Result<Vec<SurvivalGroup>, Error> {
        let ladder = self.ladder()?;
        let names = |row: &Vec<bool>| {
            let survived = ladder.tests.iter().zip(row).filter(|(_, survives)| **survives);
            survived.map(|(test, _)| test.name).collect::<Vec<_>>()
        };
        let mut groups: Vec<SurvivalGroup> = Vec::new();
        for (i, survived) in ladder.survives.iter().map(names).enumerate() {
            match groups.iter_mut().find(|(other, _)| *other == survived) {
                Some((_, group)) => group.push(i),
                None => groups.push((survived, vec![i])),
            }
        }
        Ok(groups)
    }
}
