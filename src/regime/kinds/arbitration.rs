//! The receiver commits to what it will do after each report: delegation, or screening.
//!
//! Where messages are free, they are reports of the type, and the best rule that is honest is a
//! linear programme. Costly ones are as the game gives them, with one reply each, and which of them
//! each type sends is searched for (`screening`).

use super::{persuasion, screening};
use crate::error::Error;
use crate::regime::kind::RegimeKind;
use crate::regime::program::Design;
use crate::regime::question::Question;
use crate::regime::result::Regime;

pub(crate) const ARBITRATION: RegimeKind = RegimeKind {
    name: "arbitration",
    title: "arbitration",
    commits: "the receiver",
    summary: "the best rule of which no type prefers what another is given",
    source: "Holmström 1977; Goltsman, Hörner, Pavlov and Squintani 2009",
    obedience: false,
    honesty: true,
    costly: true,
    solve,
};

fn solve(question: &Question, this: &'static RegimeKind) -> Result<Regime, Error> {
    if !question.game().is_cheap_talk() {
        return screening::solve(question, this);
    }
    let weights = question.weights()?;
    persuasion::finish(question, this, Design::new(question.game(), &weights).honesty())
}
