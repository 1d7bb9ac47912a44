//! The founding case, computed and told.

use pyo3::prelude::*;

use super::input;
use super::raise;
use super::run::released;
use crate::equilibrium::Search;
use crate::error::Error;
use crate::scenario::nato;

/// The report as text and as JSON, with another decision rule and other numbers where given.
#[pyfunction(name = "nato")]
pub(super) fn nato_report(
    py: Python<'_>,
    rule: Option<&str>,
    numbers: Vec<(String, Bound<'_, PyAny>)>,
) -> PyResult<(String, String)> {
    let mut parameters = nato::Parameters::default();
    if let Some(rule) = rule {
        parameters.council.rule = nato::rule(rule).map_err(raise)?;
    }
    for (path, value) in input::pairs(&numbers, "numbers")? {
        parameters = parameters.with(&path, value).map_err(raise)?;
    }
    released(py, || {
        let report = nato::report(&parameters, &Search::default())?;
        let json = serde_json::to_string(&report).map_err(|e| Error::File(e.to_string()))?;
        Ok((report.to_string(), json))
    })
}
