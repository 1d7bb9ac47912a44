//! The founding case, computed and told.

use pyo3::prelude::*;

use super::game::PyGame;
use super::input;
use super::raise;
use super::run::released;
use crate::equilibrium::Search;
use crate::error::Error;
use crate::scenario::nato;

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

/// One claim, or without a name all of them: as text, as JSON, and the games that decide.
#[pyfunction]
pub(super) fn nato_claims(
    py: Python<'_>,
    id: Option<&str>,
    rule: Option<&str>,
    numbers: Vec<(String, Bound<'_, PyAny>)>,
) -> PyResult<(String, Vec<String>, String, Vec<Option<PyGame>>)> {
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
