//! Refinements: tests by name, and what they say.

use std::sync::Arc;

use pyo3::prelude::*;

use super::equilibria::{PyEquilibria, PyEquilibrium, ReplyParts, Row, reply_parts, rows};
use super::numbers::{fraction, fractions};
use super::run::{in_part, released};
use super::{raise, raise_with};
use crate::refinement::undefeated::{Defeat, Standing};
use crate::refinement::{Announcement, Cause, Gain, Ladder, Neologism, Reason, Strike, TABLE};
use crate::report;

/// Name, summary and source of every test, and whether it looks for announcements.
#[pyfunction]
pub(super) fn refinements() -> Vec<(&'static str, &'static str, &'static str, bool)> {
    TABLE.iter().map(|test| (test.name, test.summary, test.source, test.announcements)).collect()
}

/// The names of the tests that are defined for the outcome's game.
#[pyfunction]
pub(super) fn applicable(eq: &PyEquilibrium) -> Vec<&'static str> {
    let game = eq.get().game();
    TABLE.iter().filter(|test| test.applies(game)).map(|test| test.name).collect()
}

#[pyfunction]
pub(super) fn survives(py: Python<'_>, eq: &PyEquilibrium, test: &str) -> PyResult<bool> {
    released(py, || eq.get().survives(test))
}

/// Type, round, what happened, the type that is keener.
type StrikeParts = (usize, usize, &'static str, Option<usize>);

fn strike_parts(strike: &Strike) -> StrikeParts {
    let (cause, by) = match strike.cause {
        Cause::Dominated => ("dominated", None),
        Cause::Keener(s) => ("keener", Some(s)),
        Cause::OthersKeener => ("others keener", None),
        Cause::NeverWeaklyBest => ("never weakly best", None),
    };
    (strike.kind, strike.round, cause, by)
}

/// Message, strikes, types left, beliefs, replies, gains, replies needed, tremble, sentence.
type ReasonParts<'py> = (
    Option<usize>,
    Vec<StrikeParts>,
    Vec<usize>,
    Vec<Row<'py>>,
    Vec<usize>,
    Vec<GainParts<'py>>,
    Vec<ReplyParts<'py>>,
    Option<Row<'py>>,
    String,
);

/// Type, amount.
type GainParts<'py> = (usize, Bound<'py, PyAny>);

fn gain_parts<'py>(py: Python<'py>, gains: &[Gain]) -> PyResult<Vec<GainParts<'py>>> {
    gains.iter().map(|gain| Ok((gain.kind, fraction(py, &gain.least)?))).collect()
}

fn reason_parts<'py>(py: Python<'py>, reason: &Reason) -> PyResult<ReasonParts<'py>> {
    Ok((
        reason.message,
        reason.struck.iter().map(strike_parts).collect(),
        reason.left.clone(),
        rows(py, &reason.beliefs)?,
        reason.replies.clone(),
        gain_parts(py, &reason.gains)?,
        reason.needed.iter().map(|reply| reply_parts(py, reply)).collect::<PyResult<_>>()?,
        reason.tremble.as_ref().map(|tremble| fractions(py, tremble)).transpose()?,
        reason.sentence.clone(),
    ))
}

/// A judgement as a sentence, and its reasons; none when the outcome survives.
#[pyfunction]
pub(super) fn why<'py>(
    py: Python<'py>,
    eq: &PyEquilibrium,
    test: &str,
) -> PyResult<(String, Vec<ReasonParts<'py>>)> {
    let judgement = released(py, || eq.get().why(test))?;
    let reasons = judgement.reasons().iter().map(|reason| reason_parts(py, reason));
    Ok((judgement.to_string(), reasons.collect::<PyResult<_>>()?))
}

/// The outcomes that survive all tests.
#[pyfunction]
pub(super) fn surviving(
    py: Python<'_>,
    all: &PyEquilibria,
    tests: Vec<String>,
) -> PyResult<PyEquilibria> {
    let tests: Vec<&str> = tests.iter().map(String::as_str).collect();
    let left = in_part(py, true, || all.0.surviving(&tests))?.map_err(raise)?;
    Ok(PyEquilibria(Arc::new(left)))
}

/// Tests, outcomes, `[outcome][test]`, why there are no more, text and HTML.
type LadderParts = (Vec<&'static str>, Vec<String>, Vec<Vec<bool>>, Option<String>, String, String);

#[pyfunction]
pub(super) fn ladder(py: Python<'_>, all: &PyEquilibria) -> PyResult<LadderParts> {
    let parts = |ladder: &Ladder| {
        let tests = ladder.tests.iter().map(|test| test.name).collect();
        let (text, html) = (ladder.to_string(), report::ladder(ladder).html());
        let stopped = ladder.stopped.map(|stop| stop.to_string());
        (tests, ladder.outcomes.clone(), ladder.survives.clone(), stopped, text, html)
    };
    match in_part(py, false, || all.0.ladder())? {
        Ok(ladder) => Ok(parts(&ladder)),
        Err(error) => Err(raise_with(py, &error, error.found().map(parts))),
    }
}

/// Outcome, and what defeats it: a message and outcomes.
type StandingParts = (usize, Option<(usize, Vec<usize>)>);

#[pyfunction]
pub(super) fn undefeated(py: Python<'_>, all: &PyEquilibria) -> PyResult<Vec<StandingParts>> {
    let parts = |standings: &Vec<Standing>| {
        let defeat = |defeat: &Defeat| (defeat.message, defeat.by.clone());
        let one = |standing: &Standing| (standing.outcome, standing.defeat.as_ref().map(defeat));
        standings.iter().map(one).collect()
    };
    match in_part(py, false, || all.0.undefeated())? {
        Ok(standings) => Ok(parts(&standings)),
        Err(error) => Err(raise_with(py, &error, error.found().map(parts))),
    }
}

/// For each neologism the types with their gains, and the reply.
#[pyfunction]
pub(super) fn neologisms<'py>(
    py: Python<'py>,
    eq: &PyEquilibrium,
) -> PyResult<Vec<(Vec<GainParts<'py>>, usize)>> {
    let found = released(py, || eq.get().neologisms())?;
    let parts = |neologism: &Neologism| Ok((gain_parts(py, &neologism.types)?, neologism.reply));
    found.iter().map(parts).collect()
}

/// `[type][word]`, `[word][action]`, `[word][type]`, what each type gains, is it credible?
type AnnouncementParts<'py> = (Vec<Row<'py>>, Vec<Row<'py>>, Vec<Row<'py>>, Row<'py>, bool);

#[pyfunction]
pub(super) fn announcements<'py>(
    py: Python<'py>,
    eq: &PyEquilibrium,
) -> PyResult<Vec<AnnouncementParts<'py>>> {
    let found = released(py, || eq.get().announcements())?;
    let parts = |a: &Announcement| {
        let (sender, replies) = (rows(py, &a.sender)?, rows(py, &a.replies)?);
        Ok((sender, replies, rows(py, &a.beliefs)?, fractions(py, &a.gains)?, a.credible))
    };
    found.iter().map(parts).collect()
}

#[pyfunction]
pub(super) fn no_incentive_to_separate(
    py: Python<'_>,
    eq: &PyEquilibrium,
    kind: usize,
) -> PyResult<bool> {
    released(py, || eq.get().no_incentive_to_separate(kind))
}
