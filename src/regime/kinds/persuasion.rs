//! Persuasion: the sender commits to an experiment. Where payoffs depend on the message, each
//! message may carry any number of labels that tell its uses apart. Several readers all hear the
//! same, or each hears its own advice; one with types is then asked for them.

use crate::regime::{Adversary, Heard, RegimeKind, RuleProgram, public};

pub(super) const PERSUASION: RegimeKind = RegimeKind {
    name: "persuasion",
    title: "persuasion",
    commits: "the sender",
    summary: "the best rule that the receiver wants to follow",
    source: "Kamenica and Gentzkow 2011",
    obedience: true,
    honesty: false,
    heard: &[Heard::Public, Heard::Private],
    costly: true,
    adversary: Adversary::None,
    solver: |question| match question.hearing() {
        Some(Heard::Public) => public::solve(question, false),
        _ => RuleProgram::obedient(&question.weights()?).solve(question),
    },
};
