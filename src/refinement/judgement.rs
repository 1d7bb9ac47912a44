//! Refinements as tests of outcomes, and their judgements.

use std::cell::OnceCell;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::off_path_message::{RegionCache, UnsentMessage};
use super::reason::{Announcement, Reason};
use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::game::{Channel, Game};
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
    pub(super) applies: fn(&Game, Option<&Channel>) -> Result<(), String>,
    pub(super) judge: fn(&TestedOutcome) -> Result<Vec<Reason>, Error>,
}

/// The condition of tests that are defined for every game.
pub(super) fn any_game(_: &Game, _: Option<&Channel>) -> Result<(), String> {
    Ok(())
}

/// The condition of tests by the proportions of trembles, which readers whom some types do not meet,
/// and signals that some types do not cause, would leave open.
pub(super) fn no_zero_chances(game: &Game, channel: Option<&Channel>) -> Result<(), String> {
    if game.has_zero_chances() {
        return Err(
            "is defined where every type may meet every reader, and here some chance is 0".into()
        );
    }
    let Some(channel) = channel else { return Ok(()) };
    for m in 0..game.messages().len() {
        let support = |t: usize| channel.seen(t, m).map(|(s, _)| s).collect::<Vec<_>>();
        let mut senders = game.senders(m);
        let Some(first) = senders.next() else { continue };
        if let Some(other) = senders.find(|&t| support(t) != support(first)) {
            return Err(format!(
                "is defined where all types that send a message may cause the same signals, and \
                 after {:?} those of {:?} and {:?} differ",
                game.messages()[m],
                game.types()[first],
                game.types()[other]
            ));
        }
    }
    Ok(())
}

/// The refusal of tests that are defined for messages that are seen as they are.
pub(super) fn without_noise(channel: Option<&Channel>) -> Result<(), String> {
    match channel {
        None => Ok(()),
        Some(_) => Err("is defined for messages that are seen without noise".into()),
    }
}

impl Refinement {
    /// Is the test defined for outcomes of this game?
    pub fn applies(&self, game: &Game) -> bool {
        self.applies_through(game, None)
    }

    /// Is the test defined for outcomes of this game, whose messages are seen through a channel if
    /// there is one?
    pub fn applies_through(&self, game: &Game, channel: Option<&Channel>) -> bool {
        (self.applies)(game, channel).is_ok()
    }

    /// Puts an outcome to the test.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the test is not defined for the outcome's game, [`Error::Limit`] when
    /// the game is too large for it.
    pub fn judge(&'static self, equilibrium: &Equilibrium) -> Result<Judgement, Error> {
        let channel = equilibrium.channel().map(Arc::as_ref);
        self.check(equilibrium.game(), channel)?;
        let cache = RegionCache::new(equilibrium.game(), channel)?;
        self.decide(&TestedOutcome::new(&cache, equilibrium)?)
    }

    /// Refuses a game for which the test is not defined.
    pub(super) fn check(&self, game: &Game, channel: Option<&Channel>) -> Result<(), Error> {
        (self.applies)(game, channel)
            .map_err(|why| Error::Game(format!("{} {why}: leave it out", self.name)))
    }

    /// Puts an outcome that is prepared to the test.
    pub(super) fn decide(&'static self, outcome: &TestedOutcome) -> Result<Judgement, Error> {
        let channel = outcome.equilibrium.channel().map(Arc::as_ref);
        self.check(outcome.game(), channel)?;
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
    pub(super) unsent: Vec<UnsentMessage>,
    /// The weakly credible announcements against the outcome, once a test has asked for them.
    pub(super) announcements: OnceCell<Result<Vec<Announcement>, Error>>,
}

impl<'a> TestedOutcome<'a> {
    /// Prepares an outcome of the game of the cache.
    pub(super) fn new(
        cache: &RegionCache,
        equilibrium: &'a Equilibrium,
    ) -> Result<TestedOutcome<'a>, Error> {
        let unsent = cache.unsent(equilibrium)?;
        Ok(TestedOutcome { equilibrium, unsent, announcements: OnceCell::new() })
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
