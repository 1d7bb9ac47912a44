//! Refinements: the tests by name, and their judgements.

use std::sync::Arc;

use pyo3::prelude::*;

use super::dict::{Dict, Dicts, dict, dicts};
use super::equilibria::{PyEquilibria, PyEquilibrium, reply};
use super::numbers::{Fraction, FractionRows, Fractions};
use super::run::{in_part, released};
use super::{in_parts, raise};
use crate::refinement::undefeated::{Defeat, Standing};
use crate::refinement::{Cause, Gain, Ladder, Reason, Refinement, Strike, TABLE, by_name};
use crate::report;

/// Every test, in the order of the table.
#[pyfunction]
pub(super) fn refinements(py: Python<'_>) -> Dicts<'_> {
    let entry = |test: &Refinement| {
        dict!(py,
            name: test.name,
            summary: test.summary,
            source: test.source,
            announcements: test.announcements,
        )
    };
    dicts(TABLE, entry)
}

/// The names of the tests that are defined for the outcome's game.
#[pyfunction]
pub(super) fn applicable(eq: &PyEquilibrium) -> Vec<&'static str> {
    let (game, channel) = (eq.get().game(), eq.get().channel().map(Arc::as_ref));
    TABLE.iter().filter(|test| test.applies_through(game, channel)).map(|test| test.name).collect()
}

/// The name of the test that has this name or synonym, if there is one.
#[pyfunction]
pub(super) fn refinement_name(name: &str) -> Option<&'static str> {
    by_name(name).ok().map(|test| test.name)
}

#[pyfunction]
pub(super) fn survives(py: Python<'_>, eq: &PyEquilibrium, test: &str) -> PyResult<bool> {
    released(py, || eq.get().survives(test))
}

/// A type that a test strikes after an unsent message, and the type that is keener.
fn strike<'py>(py: Python<'py>, strike: &Strike) -> Dict<'py> {
    let (cause, by) = match strike.cause {
        Cause::Dominated => ("dominated", None),
        Cause::Keener(s) => ("keener", Some(s)),
        Cause::OthersKeener => ("others keener", None),
        Cause::NeverWeaklyBest => ("never weakly best", None),
    };
    dict!(py, kind: strike.kind, round: strike.round, cause: cause, by: by)
}

/// What a type gains at least.
fn gain<'py>(py: Python<'py>, gain: &Gain) -> Dict<'py> {
    dict!(py, kind: gain.kind, least: Fraction(&gain.least))
}

/// A reason why an outcome fails; types, messages and actions are indices.
fn reason<'py>(py: Python<'py>, reason: &Reason) -> Dict<'py> {
    dict!(py,
        message: reason.message,
        struck: dicts(&reason.struck, |one| strike(py, one))?,
        left: &reason.left,
        beliefs: FractionRows(&reason.beliefs),
        replies: &reason.replies,
        gains: dicts(&reason.gains, |one| gain(py, one))?,
        needed: dicts(&reason.needed, |one| reply(py, one))?,
        tremble: reason.tremble.as_ref().map(Fractions),
        sentence: &reason.sentence,
        full: &reason.full,
    )
}

/// The reasons of a judgement, the most decisive one first: none when the outcome survives.
#[pyfunction]
pub(super) fn why<'py>(py: Python<'py>, eq: &PyEquilibrium, test: &str) -> Dicts<'py> {
    let judgement = released(py, || eq.get().why(test))?;
    dicts(judgement.reasons(), |one| reason(py, one))
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

/// A ladder; `survives` is `[outcome][test]`, and `groups` are outcomes that survive the same tests.
fn ladder_parts<'py>(py: Python<'py>, ladder: &Ladder) -> Dict<'py> {
    let report = report::ladder(ladder);
    dict!(py,
        tests: ladder.tests.iter().map(|test| test.name).collect::<Vec<_>>(),
        outcomes: &ladder.outcomes,
        survives: &ladder.survives,
        stopped: ladder.stopped.map(|stop| stop.to_string()),
        counts: ladder.counts(),
        groups: ladder.groups().into_iter().map(|group| group.outcomes).collect::<Vec<_>>(),
        text: report.to_string(),
        html: report.html(),
        latex: report.latex(),
    )
}

/// The ladder of a list.
#[pyfunction]
pub(super) fn ladder<'py>(py: Python<'py>, all: &PyEquilibria) -> Dict<'py> {
    in_parts(py, in_part(py, false, || all.0.ladder())?, |ladder| ladder_parts(py, ladder))
}

/// The ladder of these tests, outcomes and verdicts, as a file has them.
#[pyfunction]
pub(super) fn stored_ladder<'py>(
    py: Python<'py>,
    tests: Vec<String>,
    outcomes: Vec<String>,
    survives: Vec<Vec<bool>>,
    stopped: Option<&str>,
) -> Dict<'py> {
    let ladder = released(py, || Ladder::stored(&tests, outcomes, survives, stopped))?;
    ladder_parts(py, &ladder)
}

/// Every outcome in pure strategies, and the message and the outcomes that defeat it.
#[pyfunction]
pub(super) fn undefeated<'py>(py: Python<'py>, all: &PyEquilibria) -> Dicts<'py> {
    let defeat = |defeat: &Defeat| dict!(py, message: defeat.message, by: &defeat.by);
    let standing = |standing: &Standing| {
        let defeat = standing.defeat.as_ref().map(defeat).transpose()?;
        dict!(py, outcome: standing.outcome, defeat: defeat)
    };
    let found = in_part(py, false, || all.0.undefeated())?;
    in_parts(py, found, |all| dicts(all, standing))
}

/// The neologisms: the types that gain by each, and the reply.
#[pyfunction]
pub(super) fn neologisms<'py>(py: Python<'py>, eq: &PyEquilibrium) -> Dicts<'py> {
    let found = released(py, || eq.get().neologisms())?;
    dicts(found, |neologism| {
        let types = dicts(&neologism.types, |one| gain(py, one))?;
        dict!(py, types: types, reply: neologism.reply)
    })
}

/// The announcements: the sender's strategy `[type][word]`, replies `[word][action]`, beliefs
/// `[word][type]`, gains `[type]`.
#[pyfunction]
pub(super) fn announcements<'py>(py: Python<'py>, eq: &PyEquilibrium) -> Dicts<'py> {
    let found = released(py, || eq.get().announcements())?;
    dicts(&found, |announcement| {
        dict!(py,
            sender: FractionRows(&announcement.sender),
            replies: FractionRows(&announcement.replies),
            beliefs: FractionRows(&announcement.beliefs),
            gains: Fractions(&announcement.gains),
            credible: announcement.credible,
        )
    })
}

#[pyfunction]
pub(super) fn no_incentive_to_separate(
    py: Python<'_>,
    eq: &PyEquilibrium,
    kind: usize,
) -> PyResult<bool> {
    released(py, || eq.get().no_incentive_to_separate(kind))
}
