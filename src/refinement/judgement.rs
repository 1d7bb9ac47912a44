//! Refinements as tests of outcomes, and their judgements.

use std::cell::OnceCell;
use std::fmt;

use serde::Serialize;

use super::check_channel;
use super::off_path_message::{RegionCache, UnsentMessage};
use super::reason::{Announcement, Reason};
use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::game::Game;
use crate::words::more;

/// A test of equilibrium outcomes. Each is one line of [`TABLE`](super::TABLE).
pub struct Refinement {
    /// The name in Rust, in Python, in files and on the command line.
    pub name: &'static str,
    /// What survives, in words.
    pub summary: &'static str,
    /// The paper that defines it.
    pub source: &'static str,
    /// Does it look for announcements? These are equilibria of another game, so that it takes
    /// longer than the other tests, and along a parameter it can change where none of them does.
    pub announcements: bool,
    /// Refuses games for which the test is not defined, with the end of a sentence that says why.
    pub(super) applies: fn(&Game) -> Result<(), String>,
    pub(super) judge: fn(&TestedOutcome) -> Result<Vec<Reason>, Error>,
}

/// The condition of tests that are defined for every game.
pub(super) fn any_game(_: &Game) -> Result<(), String> {
    Ok(())
}

/// The condition of tests by the proportions of trembles, which readers whom no type of the prior meets
/// would leave open.
pub(super) fn no_zero_chances(game: &Game) -> Result<(), String> {
    let refusal = "is defined where every type may meet every reader, and here some chance is 0";
    if game.has_zero_chances() { Err(refusal.into()) } else { Ok(()) }
}

impl Refinement {
    /// Is the test defined for outcomes of this game?
    pub fn applies(&self, game: &Game) -> bool {
        (self.applies)(game).is_ok()
    }

    /// Puts an outcome to the test.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the test is not defined for the outcome's game, [`Error::Limit`] when
    /// the game is too large for it.
    pub fn judge(&'static self, equilibrium: &Equilibrium) -> Result<Judgement, Error> {
        check_channel(equilibrium.channel())?;
        let cache = RegionCache::new(equilibrium.game())?;
        self.decide(&TestedOutcome::new(&cache, equilibrium))
    }

    /// Refuses a game for which the test is not defined.
    pub(super) fn check(&self, game: &Game) -> Result<(), Error> {
        (self.applies)(game)
            .map_err(|why| Error::Game(format!("{} {why}: leave it out", self.name)))
    }

    /// Puts an outcome that is prepared to the test.
    pub(super) fn decide(&'static self, outcome: &TestedOutcome) -> Result<Judgement, Error> {
        self.check(outcome.game())?;
        let mut reasons = (self.judge)(outcome)?;
        reasons.sort_by_key(Reason::weakness);
        Ok(Judgement { refinement: self, reasons })
    }
}

impl PartialEq for Refinement {
    fn eq(&self, other: &Refinement) -> bool {
        self.name == other.name
    }
}

impl Eq for Refinement {}

impl fmt::Debug for Refinement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refinement({})", self.name)
    }
}

/// An outcome with what several tests need to know of it.
pub(super) struct TestedOutcome<'a> {
    pub(super) equilibrium: &'a Equilibrium,
    pub(super) unsent: Vec<UnsentMessage<'a>>,
    /// The weakly credible announcements against the outcome, once a test has asked for them.
    pub(super) announcements: OnceCell<Result<Vec<Announcement>, Error>>,
}

impl<'a> TestedOutcome<'a> {
    /// Prepares an outcome of the game of the cache.
    pub(super) fn new(cache: &'a RegionCache, equilibrium: &'a Equilibrium) -> TestedOutcome<'a> {
        let messages = 0..equilibrium.game().messages().len();
        let unsent = messages.filter(|&m| equilibrium.receiver(m).is_none());
        let unsent = unsent.map(|m| UnsentMessage::new(equilibrium, m, cache)).collect();
        TestedOutcome { equilibrium, unsent, announcements: OnceCell::new() }
    }

    /// The game of the outcome.
    pub(super) fn game(&self) -> &'a Game {
        self.equilibrium.game()
    }
}

/// The answer of one test to one outcome, with a reason for every message that speaks against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judgement {
    #[serde(rename = "test", serialize_with = "serialize_name")]
    refinement: &'static Refinement,
    reasons: Vec<Reason>,
}

fn serialize_name<S: serde::Serializer>(
    refinement: &&Refinement,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(refinement.name)
}

impl Judgement {
    /// The test.
    pub fn refinement(&self) -> &'static Refinement {
        self.refinement
    }

    /// Does the outcome survive the test?
    pub fn survives(&self) -> bool {
        self.reasons.is_empty()
    }

    /// One reason for every message at which the outcome fails, the most decisive one first; none
    /// when it survives.
    ///
    /// A reason decides the more, the fewer types the receiver may still believe in, the fewer
    /// replies are left to it, and the more some type gains whichever of these it gives.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.survives() {
            return write!(f, "survives {}", self.refinement.name);
        }
        write!(f, "fails {}", self.refinement.name)?;
        for reason in self.reasons.iter().take(REASONS) {
            write!(f, "\n  {reason}")?;
        }
        match self.reasons.len().saturating_sub(REASONS) {
            0 => Ok(()),
            n => write!(f, "\n  and at {}", more(n, "message", "messages")),
        }
    }
}

/// Reasons that a judgement in words gives.
const REASONS: usize = 5;
