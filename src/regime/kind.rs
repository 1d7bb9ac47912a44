//! Kinds of regime: who commits to what, and the solver for it.

use std::fmt;

use super::{Constraint, Heard, Question, RegimeSolution};
use crate::error::Error;
use crate::game::Game;

/// A regime: who can commit, and to what. Each is one line of [`TABLE`](super::TABLE).
pub struct RegimeKind {
    /// The name in Rust, in Python and on the command line.
    pub name: &'static str,
    /// The name in tables for readers.
    pub title: &'static str,
    /// Who commits.
    pub commits: &'static str,
    /// The definition in words.
    pub summary: &'static str,
    /// The paper that defines it.
    pub source: &'static str,
    /// Must the receiver want to follow the rule?
    pub obedience: bool,
    /// Must every type weakly prefer its own row of the rule to those of the others?
    pub honesty: bool,
    /// What may be heard where there are several readers, or one with types; nothing where the
    /// regime is not defined then.
    pub heard: &'static [Heard],
    /// Is the regime defined for games whose payoffs depend on the message?
    pub costly: bool,
    /// The adversary against whom the value must hold, which decides what proves it.
    pub(super) adversary: Adversary,
    pub(super) solver: fn(&Question) -> Result<RegimeSolution, Error>,
}

/// Partial credibility. It has a parameter, and so no line in the table of kinds.
pub(super) static CREDIBILITY: RegimeKind = RegimeKind {
    name: "credibility",
    title: "partial credibility",
    commits: "the sender, with some probability",
    summary: "the best rule when reports follow it only with some probability",
    source: "Lipnowski, Ravid and Shishkin 2022",
    obedience: true,
    honesty: false,
    heard: &[],
    costly: false,
    adversary: Adversary::None,
    solver: |_| Err(Error::Game("partial credibility needs a probability".into())),
};

/// An adversary who minimises the objective within the limits of the receiver's obedience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Adversary {
    /// There is none: the receiver breaks ties for the objective.
    None,
    /// The receiver breaks ties against the objective.
    TieBreaker,
    /// Nature gives the receiver more information, and breaks its ties against the objective.
    InformedNature,
}

impl RegimeKind {
    /// Does the constraint bind rules under this regime?
    pub(super) fn asks_for(&self, constraint: &Constraint) -> bool {
        match constraint {
            Constraint::Probability { .. } | Constraint::Reading { .. } => true,
            Constraint::Obedience { .. }
            | Constraint::ReaderHonesty { .. }
            | Constraint::ReaderDeviation { .. } => self.obedience,
            Constraint::Honesty { .. } => self.honesty,
            Constraint::Deviation { .. } | Constraint::Advice { .. } => {
                self.honesty && self.obedience
            }
            Constraint::Tie { .. } => self.adversary == Adversary::TieBreaker,
        }
    }

    /// Who hears what under this regime, in the game that a question asks about; none where it has
    /// one receiver without types.
    pub(super) fn hearing(&self, question: &Question) -> Result<Option<Heard>, Error> {
        let game = question.game();
        if game.readers().is_empty() {
            return Ok(None);
        }
        self.require_one_reader(game)?;
        let open = |heard: Heard| {
            // everybody sees the message, and what else one is told matters to its cost
            let told = ["mediation", "persuasion"].contains(&self.name);
            self.heard.contains(&heard)
                && (heard == Heard::Private || !told || game.is_cheap_talk())
        };
        let all = [Heard::Public, Heard::Private];
        let Some(wanted) = question.hearing() else {
            return Ok(all.into_iter().find(|&heard| open(heard)));
        };
        if open(wanted) {
            return Ok(Some(wanted));
        }
        let other = if wanted == Heard::Public { Heard::Private } else { Heard::Public };
        let why = match self.heard.contains(&wanted) {
            true => " where messages cost something or are not open to all",
            false => "",
        };
        Err(Error::Game(format!(
            "{} of several readers is not defined for heard=\"{wanted}\"{why}: ask for \
             heard=\"{other}\"",
            self.title
        )))
    }

    /// Refuses games of several readers, and of one who has types, where the regime is defined for
    /// one receiver.
    pub(super) fn require_one_reader(&self, game: &Game) -> Result<(), Error> {
        if game.readers().is_empty() || !self.heard.is_empty() {
            return Ok(());
        }
        Err(Error::Game(format!(
            "{} is defined for one receiver without types: with several readers ask for talk, \
             mediation, persuasion, arbitration or first best",
            self.title
        )))
    }

    /// Refuses games other than cheap talk; `hint` ends the sentence.
    pub(super) fn require_cheap_talk(&self, game: &Game, hint: &str) -> Result<(), Error> {
        if game.is_cheap_talk() {
            return Ok(());
        }
        Err(Error::Game(format!(
            "{} is defined for games whose payoffs do not depend on the message and in which every \
             message is open to all{hint}",
            self.title
        )))
    }
}

impl PartialEq for RegimeKind {
    fn eq(&self, other: &RegimeKind) -> bool {
        self.name == other.name
    }
}

impl Eq for RegimeKind {}

impl fmt::Debug for RegimeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegimeKind({})", self.name)
    }
}
