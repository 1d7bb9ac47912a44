//! Kinds of regime: who commits to what, and the solver for it.

use std::fmt;

use super::{Constraint, Question, RegimeSolution};
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
            Constraint::Probability { .. } => true,
            Constraint::Obedience { .. } => self.obedience,
            Constraint::Honesty { .. } => self.honesty,
            Constraint::Deviation { .. } | Constraint::Advice { .. } => {
                self.honesty && self.obedience
            }
            Constraint::Tie { .. } => self.adversary == Adversary::TieBreaker,
        }
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
