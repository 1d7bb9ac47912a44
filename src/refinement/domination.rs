//! Equilibrium domination (Cho and Kreps 1987).

use super::elimination::{Iteration, judge};
use super::judgement::{Refinement, any_game};
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::Cause;

pub(super) const ONCE: Refinement = Refinement {
    name: "equilibrium_domination",
    summary: "after an unsent message the receiver does not believe in types that every best reply \
              leaves worse off than they are",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, strikes)),
};

/// Strikes a type if every reply leaves it worse off than it is.
pub(super) fn strikes(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    (!unsent.is_willing(replies, t)).then_some(Cause::Dominated)
}
