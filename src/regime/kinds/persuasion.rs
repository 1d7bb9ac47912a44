//! The sender commits to an experiment: Bayesian persuasion.
//!
//! Where the message matters to payoffs, each may be sent with any number of labels that tell its
//! uses apart, so that the best experiment is a linear programme.

use crate::error::Error;
use crate::regime::kind::RegimeKind;
use crate::regime::program::Design;
use crate::regime::question::Question;
use crate::regime::result::Regime;

pub(crate) const RICH: RegimeKind = RegimeKind {
    name: "persuasion",
    title: "persuasion",
    commits: "the sender",
    summary: "the best rule that the receiver wants to follow",
    source: "Kamenica and Gentzkow 2011",
    obedience: true,
    honesty: false,
    costly: true,
    solve,
};

fn solve(question: &Question, this: &'static RegimeKind) -> Result<Regime, Error> {
    let weights = question.weights()?;
    finish(question, this, Design::obedient(question.game(), &weights))
}

/// The best rule of a design that has one.
pub(crate) fn finish(
    question: &Question,
    this: &'static RegimeKind,
    design: Design,
) -> Result<Regime, Error> {
    let best = design.best(question)?.ok_or_else(|| {
        // the best reply to a pool of types obeys, and a pool is honest where that is asked
        Error::Limit("no rule satisfies its constraints, which should not be possible".into())
    })?;
    let weights = question.weights()?;
    let lots = design.lots(&best);
    let regime = Regime::new(&question.asked(&weights), this, &lots, design.certificate(&best));
    debug_assert_eq!(regime.value, best.value);
    Ok(regime)
}
