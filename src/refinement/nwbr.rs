//! "Never a weak best response" (Kohlberg and Mertens 1986; Cho and Kreps 1987).

use super::elimination::{Iteration, judge, outdone};
use super::judgement::{Refinement, any_game};
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::Cause;

pub(super) const NWBR: Refinement = Refinement {
    name: "NWBR",
    summary: "after an unsent message the receiver does not believe in a type when some other type \
              gains from every reply that leaves it indifferent",
    source: "Kohlberg and Mertens 1986; Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, nwbr)),
};

pub(super) const ITERATED_NWBR: Refinement = Refinement {
    name: "iterated_NWBR",
    summary: "never a weak best response, with types ruled out again as long as the replies that \
              are left rule out more",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Repeated, nwbr)),
};

/// Strikes t if `D0(t)` lies inside the union of the other `D(s)`, which is not empty.
fn nwbr(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    outdone(unsent, replies, t, unsent.senders, Cause::NeverWeaklyBest)
}
