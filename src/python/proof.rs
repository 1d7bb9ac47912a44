//! Proofs of completeness.

use pyo3::prelude::*;

use super::equilibria::PyEquilibria;
use super::run::released;

/// The log that proves a list complete, and its number of steps.
#[pyfunction]
pub(super) fn prove(
    py: Python<'_>,
    all: &PyEquilibria,
    max_steps: Option<usize>,
) -> PyResult<(String, usize)> {
    released(py, || {
        let proof = all.0.proof(max_steps)?;
        let mut text = proof.lines().join("\n");
        text.push('\n');
        Ok((text, proof.steps()))
    })
}
