//! Models of the literature: their games, and what is published beside what is computed.

use pyo3::prelude::*;
use pythonize::pythonize;

use super::game::PyGame;
use super::input;
use super::raise;
use super::run::released;
use crate::model::{TABLE, by_name};
use crate::report;
use crate::report::Document;

/// A page for readers.
#[derive(IntoPyObject)]
pub(super) struct PyPage {
    text: String,
    html: String,
}

impl From<Document> for PyPage {
    fn from(document: Document) -> PyPage {
        PyPage { text: document.to_string(), html: document.html() }
    }
}

/// A number that a model leaves open.
#[derive(IntoPyObject)]
struct PyParameter {
    name: &'static str,
    default: &'static str,
    meaning: &'static str,
}

/// What is published of a model, with its parameters.
#[derive(IntoPyObject)]
pub(super) struct PyModel<'py> {
    published: Bound<'py, PyAny>,
    parameters: Vec<PyParameter>,
    page: PyPage,
}

/// What is published of a model beside what is computed.
#[derive(IntoPyObject)]
pub(super) struct PyAnswers<'py> {
    answers: Bound<'py, PyAny>,
    page: PyPage,
}

/// The name of every model.
#[pyfunction]
pub(super) fn models() -> Vec<&'static str> {
    TABLE.iter().map(|model| model.name).collect()
}

/// The list of all models.
#[pyfunction]
pub(super) fn models_report() -> PyPage {
    report::models(TABLE).into()
}

#[pyfunction]
pub(super) fn model<'py>(py: Python<'py>, name: &str) -> PyResult<PyModel<'py>> {
    let model = by_name(name).map_err(raise)?;
    let parameters = model.parameters().iter();
    let parameters = parameters
        .map(|p| PyParameter { name: p.name, default: p.default, meaning: p.meaning })
        .collect();
    let published = pythonize(py, &model.published())?;
    Ok(PyModel { published, parameters, page: report::model(model).into() })
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

#[pyfunction]
pub(super) fn model_answers<'py>(py: Python<'py>, name: &str) -> PyResult<PyAnswers<'py>> {
    let model = by_name(name).map_err(raise)?;
    let answers = released(py, || model.answers())?;
    Ok(PyAnswers { answers: pythonize(py, &answers)?, page: report::answers(&answers).into() })
}
