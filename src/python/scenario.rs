//! Crises from their parts, and the founding case: computed and told. Parts come as JSON.

use pyo3::prelude::*;
use serde::de::DeserializeOwned;

use super::game::PyGame;
use super::input;
use super::raise;
use super::run::released;
use crate::equilibrium::Search;
use crate::error::Error;
use crate::exact::Q;
use crate::scenario::{ANSWER, Council, Crisis, Horizon, PROBE, nato};

/// What a council's rule makes of its members, as JSON: the probability of an answer; with a member
/// its pivotality and marginal effect; with a target the willingness and the number that reach it.
#[pyfunction]
pub(super) fn council_answers(
    py: Python<'_>,
    council: &str,
    member: Option<&str>,
    target: Option<&str>,
) -> PyResult<String> {
    let council: Council = part(council, "council")?;
    let answers = || {
        let target: Option<Q> = target.map(str::parse).transpose()?;
        let of = |name: &str| Ok::<_, Error>((council.pivotality(name)?, council.marginal(name)?));
        let largest = target.as_ref().map(|target| council.largest_k_for(target)).transpose()?;
        let needed = match (member, &target) {
            (Some(name), Some(target)) => council.willingness_for(name, target)?,
            _ => None,
        };
        let told = serde_json::json!({
            "probability": council.probability()?,
            "member": member.map(of).transpose()?,
            "largest": largest,
            "needed": needed,
        });
        Ok(told.to_string())
    };
    released(py, answers)
}

/// The game of a crisis, and by type what it does when a rung is probed.
#[pyfunction]
pub(super) fn crisis_game(py: Python<'_>, crisis: &str) -> PyResult<(PyGame, Vec<Vec<String>>)> {
    let crisis = part::<Crisis>(crisis, "crisis")?;
    let folded = released(py, || crisis.game())?;
    let game = folded.game().clone();
    let probe = game.actions().iter().position(|action| action == PROBE).unwrap_or_default();
    let does = |t, m| folded.choice(t, m, probe).unwrap_or(ANSWER).to_string();
    let row = |t| (0..game.messages().len()).map(|m| does(t, m)).collect();
    let moves = (0..game.types().len()).map(row).collect();
    Ok((PyGame(game), moves))
}

/// A crisis, solved: as text and as JSON.
#[pyfunction]
pub(super) fn crisis_report(py: Python<'_>, crisis: &str) -> PyResult<(String, String)> {
    let crisis: Crisis = part(crisis, "crisis")?;
    released(py, || {
        let report = crisis.report(&Search::default())?;
        let json = serde_json::to_string(&report).map_err(|e| Error::File(e.to_string()))?;
        Ok((report.to_string(), json))
    })
}

/// What backward induction finds from a belief on, as JSON.
#[pyfunction]
pub(super) fn horizon_course(horizon: &str, belief: &Bound<'_, PyAny>) -> PyResult<String> {
    let py = belief.py();
    let belief = input::single(belief, "belief")?;
    let horizon = part::<Horizon>(horizon, "horizon")?;
    released(py, || {
        let course = horizon.solve(&belief)?;
        serde_json::to_string(&course).map_err(|e| Error::File(e.to_string()))
    })
}

/// A part of a crisis that came as JSON.
fn part<T: DeserializeOwned>(text: &str, what: &str) -> PyResult<T> {
    serde_json::from_str(text).map_err(|e| raise(Error::Game(format!("{what}: {e}"))))
}

/// The game that is left when the Alliance's last move is folded in.
#[pyfunction]
pub(super) fn nato_game(
    rule: Option<&str>,
    numbers: Vec<(String, Bound<'_, PyAny>)>,
) -> PyResult<PyGame> {
    let folded = nato::game(&parameters(rule, &numbers)?).map_err(raise)?;
    Ok(PyGame(folded.game().clone()))
}

/// The report as text and as JSON.
#[pyfunction]
pub(super) fn nato_report(
    py: Python<'_>,
    rule: Option<&str>,
    numbers: Vec<(String, Bound<'_, PyAny>)>,
) -> PyResult<(String, String)> {
    let parameters = parameters(rule, &numbers)?;
    released(py, || {
        let report = nato::report(&parameters, &Search::default())?;
        let json = serde_json::to_string(&report).map_err(|e| Error::File(e.to_string()))?;
        Ok((report.to_string(), json))
    })
}

/// The text, where each claim flips, the JSON, and the games.
type Told = (String, Vec<String>, String, Vec<Option<PyGame>>);

/// One claim, or without a name all of them: as text, as JSON, and the games that decide.
#[pyfunction]
pub(super) fn nato_claims(
    py: Python<'_>,
    id: Option<&str>,
    rule: Option<&str>,
    numbers: Vec<(String, Bound<'_, PyAny>)>,
) -> PyResult<Told> {
    let parameters = parameters(rule, &numbers)?;
    released(py, || {
        let told = match id {
            Some(id) => nato::Verdicts(vec![nato::claim(id, &parameters)?]),
            None => nato::claims(&parameters)?,
        };
        let json = serde_json::to_string(&told).map_err(|e| Error::File(e.to_string()))?;
        let flips = told.0.iter().map(nato::Claim::flips).collect();
        let games = told.0.iter().map(|claim| claim.game.clone().map(PyGame)).collect();
        Ok((told.to_string(), flips, json, games))
    })
}

/// The illustrative defaults, with another decision rule and other numbers where given.
fn parameters(
    rule: Option<&str>,
    numbers: &[(String, Bound<'_, PyAny>)],
) -> PyResult<nato::Parameters> {
    let mut parameters = nato::Parameters::default();
    if let Some(rule) = rule {
        parameters.council.rule = nato::rule(rule).map_err(raise)?;
    }
    for (path, value) in input::pairs(numbers, "numbers")? {
        parameters = parameters.with(&path, value).map_err(raise)?;
    }
    Ok(parameters)
}
