//! Refinements: the tests by name, and their judgements.

use std::sync::Arc;

use pyo3::prelude::*;

use super::equilibria::{PyEquilibria, PyEquilibrium, PyReply};
use super::numbers::{Fraction, FractionRows, Fractions};
use super::run::{in_part, released};
use super::{raise, raise_with};
use crate::exact::Q;
use crate::refinement::undefeated::Standing;
use crate::refinement::{
    Announcement, Cause, Gain, Ladder, Neologism, Reason, Refinement, Strike, TABLE,
};
use crate::report;

/// A test, as the table of refinements has it.
#[derive(IntoPyObject)]
pub(super) struct PyRefinement {
    name: &'static str,
    summary: &'static str,
    source: &'static str,
    /// Whether it looks for announcements.
    announcements: bool,
}

/// Every test, in the order of the table.
#[pyfunction]
pub(super) fn refinements() -> Vec<PyRefinement> {
    let entry = |test: &Refinement| PyRefinement {
        name: test.name,
        summary: test.summary,
        source: test.source,
        announcements: test.announcements,
    };
    TABLE.iter().map(entry).collect()
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

/// A type that a test strikes after an unsent message.
#[derive(IntoPyObject)]
struct PyStrike {
    kind: usize,
    round: usize,
    cause: &'static str,
    /// The type that is keener.
    by: Option<usize>,
}

impl From<&Strike> for PyStrike {
    fn from(strike: &Strike) -> PyStrike {
        let (cause, by) = match strike.cause {
            Cause::Dominated => ("dominated", None),
            Cause::Keener(s) => ("keener", Some(s)),
            Cause::OthersKeener => ("others keener", None),
            Cause::NeverWeaklyBest => ("never weakly best", None),
        };
        PyStrike { kind: strike.kind, round: strike.round, cause, by }
    }
}

/// What a type gains at least.
#[derive(IntoPyObject)]
struct PyGain {
    kind: usize,
    least: Fraction<Q>,
}

impl From<&Gain> for PyGain {
    fn from(gain: &Gain) -> PyGain {
        PyGain { kind: gain.kind, least: Fraction(gain.least.clone()) }
    }
}

/// A reason why an outcome fails; types, messages and actions are indices.
#[derive(IntoPyObject)]
struct PyReason {
    message: Option<usize>,
    struck: Vec<PyStrike>,
    left: Vec<usize>,
    beliefs: FractionRows<Vec<Vec<Q>>>,
    replies: Vec<usize>,
    gains: Vec<PyGain>,
    needed: Vec<PyReply>,
    tremble: Option<Fractions<Vec<Q>>>,
    sentence: String,
}

impl From<&Reason> for PyReason {
    fn from(reason: &Reason) -> PyReason {
        PyReason {
            message: reason.message,
            struck: reason.struck.iter().map(PyStrike::from).collect(),
            left: reason.left.clone(),
            beliefs: FractionRows(reason.beliefs.clone()),
            replies: reason.replies.clone(),
            gains: reason.gains.iter().map(PyGain::from).collect(),
            needed: reason.needed.iter().cloned().map(PyReply::from).collect(),
            tremble: reason.tremble.clone().map(Fractions),
            sentence: reason.sentence.clone(),
        }
    }
}

/// A judgement in words, and its reasons: none when the outcome survives.
#[derive(IntoPyObject)]
pub(super) struct PyJudgement {
    text: String,
    reasons: Vec<PyReason>,
}

#[pyfunction]
pub(super) fn why(py: Python<'_>, eq: &PyEquilibrium, test: &str) -> PyResult<PyJudgement> {
    let judgement = released(py, || eq.get().why(test))?;
    let reasons = judgement.reasons().iter().map(PyReason::from).collect();
    Ok(PyJudgement { text: judgement.to_string(), reasons })
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

/// A ladder; `survives` is `[outcome][test]`.
#[derive(IntoPyObject)]
pub(super) struct PyLadder {
    tests: Vec<&'static str>,
    outcomes: Vec<String>,
    survives: Vec<Vec<bool>>,
    stopped: Option<String>,
    text: String,
    html: String,
}

impl From<&Ladder> for PyLadder {
    fn from(ladder: &Ladder) -> PyLadder {
        PyLadder {
            tests: ladder.tests.iter().map(|test| test.name).collect(),
            outcomes: ladder.outcomes.clone(),
            survives: ladder.survives.clone(),
            stopped: ladder.stopped.map(|stop| stop.to_string()),
            text: ladder.to_string(),
            html: report::ladder(ladder).html(),
        }
    }
}

#[pyfunction]
pub(super) fn ladder(py: Python<'_>, all: &PyEquilibria) -> PyResult<PyLadder> {
    match in_part(py, false, || all.0.ladder())? {
        Ok(ladder) => Ok((&ladder).into()),
        Err(error) => Err(raise_with(py, &error, error.found().map(PyLadder::from))),
    }
}

/// An outcome, and what defeats it.
#[derive(IntoPyObject)]
pub(super) struct PyStanding {
    outcome: usize,
    defeat: Option<PyDefeat>,
}

/// A message, and the outcomes in which it is sent by types that gain.
#[derive(IntoPyObject)]
struct PyDefeat {
    message: usize,
    by: Vec<usize>,
}

impl From<&Standing> for PyStanding {
    fn from(standing: &Standing) -> PyStanding {
        let defeat = standing.defeat.as_ref();
        let defeat = defeat.map(|d| PyDefeat { message: d.message, by: d.by.clone() });
        PyStanding { outcome: standing.outcome, defeat }
    }
}

#[pyfunction]
pub(super) fn undefeated(py: Python<'_>, all: &PyEquilibria) -> PyResult<Vec<PyStanding>> {
    let parts = |all: &Vec<Standing>| all.iter().map(PyStanding::from).collect::<Vec<_>>();
    match in_part(py, false, || all.0.undefeated())? {
        Ok(standings) => Ok(parts(&standings)),
        Err(error) => Err(raise_with(py, &error, error.found().map(parts))),
    }
}

/// A neologism: the types that gain by it, and the reply.
#[derive(IntoPyObject)]
pub(super) struct PyNeologism {
    types: Vec<PyGain>,
    reply: usize,
}

#[pyfunction]
pub(super) fn neologisms(py: Python<'_>, eq: &PyEquilibrium) -> PyResult<Vec<PyNeologism>> {
    let found = released(py, || eq.get().neologisms())?;
    let parts = |neologism: Neologism| PyNeologism {
        types: neologism.types.iter().map(PyGain::from).collect(),
        reply: neologism.reply,
    };
    Ok(found.into_iter().map(parts).collect())
}

/// An announcement: the sender's strategy is `[type][word]`, replies are `[word][action]`, beliefs
/// `[word][type]`, gains `[type]`.
#[derive(IntoPyObject)]
pub(super) struct PyAnnouncement {
    sender: FractionRows<Vec<Vec<Q>>>,
    replies: FractionRows<Vec<Vec<Q>>>,
    beliefs: FractionRows<Vec<Vec<Q>>>,
    gains: Fractions<Vec<Q>>,
    credible: bool,
}

#[pyfunction]
pub(super) fn announcements(py: Python<'_>, eq: &PyEquilibrium) -> PyResult<Vec<PyAnnouncement>> {
    let found = released(py, || eq.get().announcements())?;
    let parts = |announcement: Announcement| PyAnnouncement {
        sender: FractionRows(announcement.sender),
        replies: FractionRows(announcement.replies),
        beliefs: FractionRows(announcement.beliefs),
        gains: Fractions(announcement.gains),
        credible: announcement.credible,
    };
    Ok(found.into_iter().map(parts).collect())
}

#[pyfunction]
pub(super) fn no_incentive_to_separate(
    py: Python<'_>,
    eq: &PyEquilibrium,
    kind: usize,
) -> PyResult<bool> {
    released(py, || eq.get().no_incentive_to_separate(kind))
}
