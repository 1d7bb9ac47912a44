//! The intuitive criterion and equilibrium domination (Cho and Kreps 1987).

use super::elimination::{Iteration, dominated, eliminate, judge};
use super::judgement::{Refinement, TestedOutcome, any_game};
use super::off_path_message::UnsentMessage;
use super::reason::Reason;
use crate::exact::bitset::members;
use crate::exact::int::Int;

pub(super) const INTUITIVE: Refinement = Refinement {
    name: "intuitive",
    summary: "no type that is not equilibrium dominated at an unsent message gains from every reply \
              that is best when the dominated types are ruled out",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(intuitive(outcome, Iteration::Once)),
};

pub(super) const ITERATED_INTUITIVE: Refinement = Refinement {
    name: "iterated_intuitive",
    summary: "the intuitive criterion, with types ruled out again as long as the replies that are \
              left leave more of them worse off",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(intuitive(outcome, Iteration::Repeated)),
};

pub(super) const EQUILIBRIUM_DOMINATION: Refinement = Refinement {
    name: "equilibrium_domination",
    summary: "after an unsent message the receiver does not believe in types that every best reply \
              leaves worse off than they are",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, dominated)),
};

/// Judges an outcome by the intuitive criterion: a reason for every unsent message at which one
/// type that is left gains from every action that is left, and so from every reply.
fn intuitive(outcome: &TestedOutcome, iteration: Iteration) -> Vec<Reason> {
    let reason = |unsent: &UnsentMessage| {
        let left = eliminate(unsent, iteration, dominated);
        let sets = left.replies.sets();
        let always_gains =
            |t: usize| sets.iter().all(|set| unsent.bound(set, t, false).is_positive());
        let fails = members(left.types).any(always_gains);
        fails.then(|| left.reason(outcome, unsent))
    };
    outcome.unsent.iter().filter_map(reason).collect()
}
