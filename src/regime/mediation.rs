//! A mediator hears the sender and tells the receiver what to do: communication equilibrium.

use super::design::Design;
use super::question::Question;
use super::result::Regime;
use super::{Institution, persuasion};
use crate::error::Error;

pub(super) const MEDIATION: Institution = Institution {
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

fn solve(question: &Question, this: &'static Institution) -> Result<Regime, Error> {
    let weights = question.weights()?;
    let design = Design::obedient(question.game(), &weights).honesty();
    persuasion::finish(question, this, design)
}
