//! A mediator hears the sender and tells the receiver what to do: communication equilibrium.

use super::persuasion;
use crate::error::Error;
use crate::regime::kind::RegimeKind;
use crate::regime::program::Design;
use crate::regime::question::Question;
use crate::regime::result::Regime;

pub(crate) const MEDIATION: RegimeKind = RegimeKind {
    name: "mediation",
    title: "mediation",
    commits: "a mediator",
    summary: "the best rule that the receiver wants to follow and of which no type prefers what \
              another is given",
    source: "Myerson 1982; Forges 1986",
    obedience: true,
    honesty: true,
    costly: false,
    solve,
};

fn solve(question: &Question, this: &'static RegimeKind) -> Result<Regime, Error> {
    let weights = question.weights()?;
    let design = Design::obedient(question.game(), &weights).honesty();
    persuasion::finish(question, this, design)
}
