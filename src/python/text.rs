//! Pieces of text: suggestions of names, and LaTeX.

use pyo3::prelude::*;

use crate::error::did_you_mean;
use crate::report;

/// The end of a sentence that asks whether the name closest to a wrong one was meant.
#[pyfunction]
pub(super) fn close_name(name: &str, known: Vec<String>) -> String {
    did_you_mean(name, known.iter().map(String::as_str))
}

/// Text as LaTeX in which every character stands for itself.
#[pyfunction]
pub(super) fn latex_text(text: &str) -> String {
    report::latex_text(text)
}
