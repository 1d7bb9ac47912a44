//! The kinds of regime: who commits to what, and what solves it.

use std::fmt;

use super::question::Question;
use super::result::Regime;
use crate::error::Error;

/// A regime: who can bind themselves to what. One line of [`TABLE`](super::TABLE).
pub struct RegimeKind {
    /// What it is called here, in Python and on the command line.
    pub name: &'static str,
    /// The same in a table for readers.
    pub title: &'static str,
    /// Who commits.
    pub commits: &'static str,
    /// What it means, in words.
    pub summary: &'static str,
    /// Where it is defined.
    pub source: &'static str,
    /// Must the receiver want to follow the rule?
    pub obedience: bool,
    /// Must every type want its own row of the rule?
    pub honesty: bool,
    /// Is it a question for games in which payoffs depend on the message?
    pub costly: bool,
    pub(crate) solve: fn(&Question, &'static RegimeKind) -> Result<Regime, Error>,
}

impl RegimeKind {
    /// The best that this regime can do.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when it is not defined for the game, or the objective does not fit;
    /// [`Error::Limit`] when the work was stopped or would go past a limit.
    pub fn solve(&'static self, question: &Question) -> Result<Regime, Error> {
        if !self.costly && !question.game().is_cheap_talk() {
            return Err(Error::Game(format!(
                "{} is defined for games whose payoffs do not depend on the message and in which \
                 every message is open to all: for this game ask for persuasion, talk or first \
                 best",
                self.title
            )));
        }
        question.limited(|| (self.solve)(question, self))
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
