//! Models of the literature: their games, and what is published beside what is computed.

use pyo3::prelude::*;
use serde::Serialize;

use super::game::PyGame;
use super::input;
use super::raise;
use super::run::released;
use crate::error::Error;
use crate::model::{TABLE, by_name};
use crate::report;
use crate::report::Document;

/// Name, default, meaning.
type ParameterParts = (&'static str, &'static str, &'static str);

fn parts(document: &Document) -> (String, String) {
    (document.to_string(), document.html())
}

fn json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|e| Error::File(e.to_string()))
}

/// The name of every model.
#[pyfunction]
pub(super) fn models() -> Vec<&'static str> {
    TABLE.iter().map(|model| model.name).collect()
}

/// The list of all models as text and HTML.
#[pyfunction]
pub(super) fn models_report() -> (String, String) {
    parts(&report::models(TABLE))
}

/// What is published as JSON, and the parameters; then the same as text and HTML.
#[pyfunction]
pub(super) fn model(name: &str) -> PyResult<(String, Vec<ParameterParts>, String, String)> {
    let model = by_name(name).map_err(raise)?;
    let parameters = model.parameters().iter().map(|p| (p.name, p.default, p.meaning)).collect();
    let (text, html) = parts(&report::model(model));
    Ok((json(&model.published()).map_err(raise)?, parameters, text, html))
}

/// The game for these values of parameters.
#[pyfunction]
pub(super) fn model_game(name: &str, values: Vec<(String, Bound<'_, PyAny>)>) -> PyResult<PyGame> {
    let values = input::pairs(&values, name)?;
    let values: Vec<_> =
        values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let model = by_name(name).map_err(raise)?;
    Ok(PyGame(model.game(&values).map_err(raise)?))
}

/// What is published beside what is computed, as JSON, text and HTML.
#[pyfunction]
pub(super) fn model_answers(py: Python<'_>, name: &str) -> PyResult<(String, String, String)> {
    let model = by_name(name).map_err(raise)?;
    released(py, || {
        let answers = model.answers()?;
        let (text, html) = parts(&report::answers(&answers));
        Ok((json(&answers)?, text, html))
    })
}
