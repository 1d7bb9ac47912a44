//! The test D2 (Cho and Kreps 1987), and universal divinity, which repeats D2 until it strikes no
//! more.

use super::domination;
use super::elimination::{Iteration, judge};
use super::judgement::{Refinement, any_game};
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::Cause;
use crate::exact::bitset::members;

pub(super) const ONCE: Refinement = Refinement {
    name: "D2",
    summary: "after an unsent message the receiver does not believe in a type when from every reply \
              from which it does not lose some other type gains",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, strikes)),
};

pub(super) const ITERATED: Refinement = Refinement {
    name: "universally_divine",
    summary: "divinity whatever the prior: D2, with types ruled out again as long as the replies \
              that are left rule out more",
    source: "Banks and Sobel 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Repeated, strikes)),
};

/// Strikes t if `D(t) u D0(t)` lies inside the union of the other `D(s)`, which is not empty.
fn strikes(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    let own = 1 << t;
    let others = unsent.senders & !own;
    let struck = members(others).any(|s| unsent.may_gain(replies, s))
        && !unsent.exists(replies, own, others);
    struck.then(|| domination::strikes(unsent, replies, t).unwrap_or(Cause::OthersKeener))
}
