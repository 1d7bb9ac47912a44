//! Models of the literature: their games, and what is published beside what is computed.

use pyo3::prelude::*;
use pythonize::pythonize;

use super::dict::{Dict, dict, dicts};
use super::game::PyGame;
use super::input::{self, Pairs};
use super::raise;
use super::run::released;
use crate::model::{TABLE, by_name};
use crate::report;
use crate::report::Document;

/// A page for readers.
fn page<'py>(py: Python<'py>, document: &Document) -> Dict<'py> {
    dict!(py, text: document.to_string(), html: document.html())
}

/// The name of every model.
#[pyfunction]
pub(super) fn models() -> Vec<&'static str> {
    TABLE.iter().map(|model| model.name).collect()
}

/// The list of all models.
#[pyfunction]
pub(super) fn models_report(py: Python<'_>) -> Dict<'_> {
    page(py, &report::models(TABLE))
}

/// What is published of a model, with its parameters.
#[pyfunction]
pub(super) fn model<'py>(py: Python<'py>, name: &str) -> Dict<'py> {
    let model = by_name(name).map_err(raise)?;
    let parameters = dicts(
        model.parameters(),
        |p| dict!(py, name: p.name, default: p.default, meaning: p.meaning),
    )?;
    dict!(py,
        published: pythonize(py, &model.published())?,
        parameters: parameters,
        page: page(py, &report::model(model))?,
    )
}

/// The game for these values of parameters.
#[pyfunction]
pub(super) fn model_game(name: &str, values: Pairs<'_>) -> PyResult<PyGame> {
    let values = input::pairs(&values, name)?;
    let values: Vec<_> =
        values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let model = by_name(name).map_err(raise)?;
    Ok(PyGame(model.game(&values).map_err(raise)?))
}

/// What is published of a model beside what is computed.
#[pyfunction]
pub(super) fn model_answers<'py>(py: Python<'py>, name: &str) -> Dict<'py> {
    let model = by_name(name).map_err(raise)?;
    let answers = released(py, || model.answers())?;
    dict!(py, answers: pythonize(py, &answers)?, page: page(py, &report::answers(&answers))?)
}
