//! Equilibrium domination (Cho and Kreps 1987).

use super::judgement::Cause;
use super::off_path_message::{Replies, Unsent};
use super::strike::{Rounds, judge};
use super::{Refinement, anywhere};

pub(super) const ONCE: Refinement = Refinement {
    name: "equilibrium_domination",
    summary: "after an unsent message the receiver does not believe in types that every best reply \
              leaves worse off than they are",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: anywhere,
    judge: |case| Ok(judge(case, Rounds::Once, strikes)),
};

/// Does every reply leave the type worse off than it is?
pub(super) fn strikes(unsent: &Unsent, replies: &Replies, t: usize) -> Option<Cause> {
    (!unsent.is_willing(replies, t)).then_some(Cause::Dominated)
}
