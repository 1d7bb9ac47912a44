//! The test "never a weak best response" (Kohlberg and Mertens 1986; Cho and Kreps 1987).

use super::domination;
use super::elimination::{Iteration, judge};
use super::judgement::{Refinement, any_game};
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::Cause;
use crate::exact::bitset::members;

pub(super) const ONCE: Refinement = Refinement {
    name: "NWBR",
    summary: "after an unsent message the receiver does not believe in a type when some other type \
              gains from every reply that leaves it indifferent",
    source: "Kohlberg and Mertens 1986; Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, strikes)),
};

pub(super) const ITERATED: Refinement = Refinement {
    name: "iterated_NWBR",
    summary: "never a weak best response, with types ruled out again as long as the replies that \
              are left rule out more",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Repeated, strikes)),
};

/// Strikes t if `D0(t)` lies inside the union of the other `D(s)`, which is not empty.
fn strikes(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    let own = 1 << t;
    let others = unsent.senders & !own;
    let struck = members(others).any(|s| unsent.may_gain(replies, s))
        && !unsent.exists(replies, own, unsent.senders);
    struck.then(|| domination::strikes(unsent, replies, t).unwrap_or(Cause::NeverWeaklyBest))
}
