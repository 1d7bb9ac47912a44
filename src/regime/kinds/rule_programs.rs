//! Mediation, persuasion and arbitration: the regimes whose best rule solves one linear programme.
//!
//! - A mediator hears the sender and recommends an action to the receiver. The rules that both want
//!   to follow are the communication equilibria.
//! - In persuasion the sender commits to an experiment. Where payoffs depend on the message, each
//!   message may carry any number of labels that tell its uses apart.
//! - In arbitration the receiver commits to its reply to each report, as in delegation and
//!   screening. In cheap talk messages are reports of the type. Costly messages are those of the
//!   game, with one reply each; which of them each type sends is found by search (`screening`).

use super::screening;
use crate::regime::{Adversary, RegimeKind, RuleProgram};

pub(super) const MEDIATION: RegimeKind = RegimeKind {
    name: "mediation",
    title: "mediation",
    commits: "a mediator",
    summary: "the best rule that the receiver wants to follow and of which no type prefers what \
              another is given",
    source: "Myerson 1982; Forges 1986",
    obedience: true,
    honesty: true,
    costly: false,
    adversary: Adversary::None,
    solver: |question| RuleProgram::obedient(&question.weights()?).honest().solve(question),
};

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
    solver: |question| match question.game().is_cheap_talk() {
        false => screening::solve(question),
        true => RuleProgram::unconstrained(&question.weights()?).honest().solve(question),
    },
};
