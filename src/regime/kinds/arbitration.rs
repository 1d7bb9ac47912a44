//! Arbitration: the receiver commits to its reply to each report, as in delegation and screening.
//!
//! In cheap talk messages are reports of the type, and the best honest rule solves a linear
//! programme. Costly messages are those of the game, with one reply each; which of them each type
//! sends is found by search (`screening`).

use super::screening;
use crate::error::Error;
use crate::regime::kind::{Adversary, RegimeKind};
use crate::regime::program::RuleProgram;
use crate::regime::question::Question;
use crate::regime::solution::RegimeSolution;

pub(super) const ARBITRATION: RegimeKind = RegimeKind {
    name: "arbitration",
    title: "arbitration",
    commits: "the receiver",
    summary: "the best rule of which no type prefers what another is given",
    source: "Holmström 1977; Goltsman, Hörner, Pavlov and Squintani 2009",
    obedience: false,
    honesty: true,
    costly: true,
    adversary: Adversary::None,
    solver: solve,
};

fn solve(question: &Question) -> Result<RegimeSolution, Error> {
    if !question.game().is_cheap_talk() {
        return screening::solve(question);
    }
    let weights = question.weights()?;
    RuleProgram::unconstrained(question.game(), &weights).honest().solve(question)
}
