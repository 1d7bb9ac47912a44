//! D2 (Cho and Kreps 1987) and universal divinity (Banks and Sobel 1987).

use super::elimination::{Iteration, judge, outdone};
use super::judgement::{Refinement, any_game};
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::Cause;

pub(super) const D2: Refinement = Refinement {
    name: "D2",
    summary: "after an unsent message the receiver does not believe in a type when from every reply \
              from which it does not lose some other type gains",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, d2)),
};

pub(super) const UNIVERSALLY_DIVINE: Refinement = Refinement {
    name: "universally_divine",
    summary: "divinity whatever the prior: D2, with types ruled out again as long as the replies \
              that are left rule out more",
    source: "Banks and Sobel 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Repeated, d2)),
};

/// Strikes t if `D(t) u D0(t)` lies inside the union of the other `D(s)`, which is not empty.
fn d2(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    outdone(unsent, replies, t, unsent.senders & !(1 << t), Cause::OthersKeener)
}
