//! Mediation: a mediator hears the sender and recommends an action to the receiver. The rules that
//! both want to follow are the communication equilibria.
//!
//! Where messages are costly, the mediator also tells the sender which message to send, sees the one
//! that is sent, and gives its advice after it. That is a communication equilibrium of the game with
//! its messages (Forges 1986), with advice that is rational after every message (Myerson 1986). In
//! an *extensive-form correlated equilibrium* (von Stengel and Forges 2008) the advice to a type is
//! drawn for each type in secret, and the type does not report: nobody can ask for the advice of
//! another, and more is possible. In their figure 1 the sender gets 0 here, and up to 4 there.
//!
//! Several readers hear all the same, or each is advised in private. A reader with types is then
//! asked for them, and must want to tell. Messages that are costly are seen by everybody, and the
//! advice is private.

use crate::regime::{Adversary, Heard, Mediation, RegimeKind, RuleProgram, public};

pub(super) const MEDIATION: RegimeKind = RegimeKind {
    name: "mediation",
    title: "mediation",
    commits: "a mediator",
    summary: "the best rule that the receiver wants to follow and of which no type prefers what \
              another is given",
    source: "Myerson 1982, 1986; Forges 1986",
    obedience: true,
    honesty: true,
    heard: &[Heard::Public, Heard::Private],
    costly: true,
    adversary: Adversary::None,
    solver: |question| {
        if question.hearing() == Some(Heard::Public) {
            return public::solve(question, true);
        }
        let weights = question.weights()?;
        match question.game().is_cheap_talk() {
            true => RuleProgram::obedient(&weights).honest().solve(question),
            false => Mediation::new(question, &weights)?.solve(question),
        }
    },
};
