//! Arbitration: the receiver commits to its reply to each report, as in delegation and screening.
//! In cheap talk messages are reports of the type. Costly messages are those of the game, with one
//! reply each; which of them each type sends is found by search (`screening`).

use super::screening;
use crate::error::Error;
use crate::regime::{Adversary, Heard, RegimeKind, RuleProgram};

pub(in crate::regime) const ARBITRATION: RegimeKind = RegimeKind {
    name: "arbitration",
    title: "arbitration",
    commits: "the receiver",
    summary: "the best rule of which no type prefers what another is given",
    source: "Holmström 1977; Goltsman, Hörner, Pavlov and Squintani 2009",
    obedience: false,
    honesty: true,
    heard: &[Heard::Private],
    costly: true,
    adversary: Adversary::None,
    solver: |question| {
        match question.game().is_cheap_talk() {
        false if !question.game().readers().is_empty() => Err(Error::Game(
            "arbitration of several readers is defined for games whose payoffs do not depend on the \
             message: for this game ask for persuasion, mediation, talk or first best"
                .into(),
        )),
        false => screening::solve(question),
        true => RuleProgram::unconstrained(&question.weights()?).honest().solve(question),
    }
    },
};
