//! The intuitive criterion (Cho and Kreps 1987).

use super::domination::strikes;
use super::judgement::Reason;
use super::off_path_message::{Case, Unsent};
use super::strike::{Rounds, strike};
use super::{Refinement, anywhere};
use crate::exact::bitset::members;
use crate::exact::int::Int;

pub(super) const ONCE: Refinement = Refinement {
    name: "intuitive",
    summary: "no type that is not equilibrium dominated at an unsent message gains from every reply \
              that is best when the dominated types are ruled out",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: anywhere,
    judge: |case| Ok(judge(case, Rounds::Once)),
};

pub(super) const ITERATED: Refinement = Refinement {
    name: "iterated_intuitive",
    summary: "the intuitive criterion, with types ruled out again as long as the replies that are \
              left leave more of them worse off",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: anywhere,
    judge: |case| Ok(judge(case, Rounds::UntilNoMore)),
};

fn judge(case: &Case, rounds: Rounds) -> Vec<Reason> {
    let reason = |unsent: &Unsent| {
        let left = strike(unsent, rounds, strikes);
        let actions = left.replies.actions();
        let sure = |t: usize| actions.iter().all(|a| unsent.gain(t, a).is_positive());
        let fails = members(left.types).any(sure);
        fails.then(|| left.reason(case, unsent))
    };
    case.unsent.iter().filter_map(reason).collect()
}
