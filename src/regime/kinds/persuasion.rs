//! Persuasion: the sender commits to an experiment. Where payoffs depend on the message, each
//! message may carry any number of labels that tell its uses apart.

use crate::regime::{Adversary, RegimeKind, RuleProgram};

pub(super) const PERSUASION: RegimeKind = RegimeKind {
    name: "persuasion",
    title: "persuasion",
    commits: "the sender",
    summary: "the best rule that the receiver wants to follow",
    source: "Kamenica and Gentzkow 2011",
    obedience: true,
    honesty: false,
    costly: true,
    adversary: Adversary::None,
    solver: |question| RuleProgram::obedient(&question.weights()?).solve(question),
};
