//! What a planner could do whom everybody obeys: each type meets what is best for the objective.

use super::design::Design;
use super::question::Question;
use super::result::Regime;
use super::{Institution, persuasion};
use crate::error::Error;

pub(super) const FIRST_BEST: Institution = Institution {
    name: "first_best",
    title: "first best",
    commits: "a planner",
    summary: "the best rule, whether or not anybody wants to follow it",
    source: "",
    obedience: false,
    honesty: false,
    costly: true,
    solve,
};

fn solve(question: &Question, this: &'static Institution) -> Result<Regime, Error> {
    let weights = question.weights()?;
    persuasion::finish(question, this, Design::new(question.game(), &weights))
}
