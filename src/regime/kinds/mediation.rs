//! Mediation: a mediator hears the sender and recommends an action to the receiver. The rules that
//! both want to follow are the communication equilibria.

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
