//! D1 (Cho and Kreps 1987): another type gains whenever this one does not lose.

use super::elimination::{Iteration, dominated, judge};
use super::judgement::{Refinement, any_game};
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::Cause;
use crate::exact::bitset::members;

pub(super) const D1: Refinement = Refinement {
    name: "D1",
    summary: "after an unsent message the receiver does not believe in a type when one other type \
              gains from every reply from which it does not lose",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, d1)),
};

pub(super) const ITERATED_D1: Refinement = Refinement {
    name: "iterated_D1",
    summary: "D1, with types ruled out again as long as the replies that are left rule out more",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Repeated, d1)),
};

/// Strikes t if there is a type s with `D(t) u D0(t)` inside `D(s)`, which is not empty.
fn d1(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    let own = 1 << t;
    let keener =
        |&s: &usize| s != t && unsent.may_gain(replies, s) && !unsent.exists(replies, own, 1 << s);
    let s = members(unsent.senders).find(keener)?;
    dominated(unsent, replies, t).or(Some(Cause::Keener(s)))
}
