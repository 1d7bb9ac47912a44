//! The receiver commits to what it will do after each report: delegation, or screening.

use super::design::Design;
use super::question::Question;
use super::result::Regime;
use super::{Institution, persuasion};
use crate::error::Error;

pub(super) const ARBITRATION: Institution = Institution {
    name: "arbitration",
    title: "arbitration",
    commits: "the receiver",
    summary: "the best rule of which no type prefers what another is given",
    source: "Holmström 1977; Goltsman, Hörner, Pavlov and Squintani 2009",
    obedience: false,
    honesty: true,
    costly: false,
    solve,
};

fn solve(question: &Question, this: &'static Institution) -> Result<Regime, Error> {
    let weights = question.weights()?;
    persuasion::finish(question, this, Design::new(question.game(), &weights).honesty())
}
