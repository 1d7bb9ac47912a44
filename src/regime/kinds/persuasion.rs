//! Bayesian persuasion: the sender commits to an experiment.
//!
//! Where payoffs depend on the message, each message may carry any number of labels that tell its
//! uses apart, so that the best experiment solves a linear programme.

use crate::error::Error;
use crate::regime::kind::{Adversary, RegimeKind};
use crate::regime::program::RuleProgram;
use crate::regime::question::Question;
use crate::regime::solution::RegimeSolution;

pub(super) const RICH: RegimeKind = RegimeKind {
    name: "persuasion",
    title: "persuasion",
    commits: "the sender",
    summary: "the best rule that the receiver wants to follow",
    source: "Kamenica and Gentzkow 2011",
    obedience: true,
    honesty: false,
    costly: true,
    adversary: Adversary::None,
    solver: solve,
};

fn solve(question: &Question) -> Result<RegimeSolution, Error> {
    let weights = question.weights()?;
    RuleProgram::obedient(question.game(), &weights).solve(question)
}
