//! A verdict, taken apart for the front to put labels on.

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::numbers::{fraction, fractions};
use crate::equilibrium::{Failure, Verdict};

/// Condition, place, amount, sentence.
type FailureParts<'py> = (&'static str, Bound<'py, PyDict>, Bound<'py, PyAny>, String);

/// Failures, beliefs `[message][type]`, sender payoffs `[type]`, receiver payoff.
pub(super) type VerdictParts<'py> = (
    Vec<FailureParts<'py>>,
    Vec<Vec<Bound<'py, PyAny>>>,
    Vec<Bound<'py, PyAny>>,
    Bound<'py, PyAny>,
);

pub(super) fn verdict_parts<'py>(py: Python<'py>, x: &Verdict) -> PyResult<VerdictParts<'py>> {
    Ok((
        x.failures().iter().map(|failure| failure_parts(py, failure)).collect::<PyResult<_>>()?,
        x.beliefs().iter().map(|row| fractions(py, row)).collect::<PyResult<_>>()?,
        fractions(py, x.sender_payoffs())?,
        fraction(py, x.receiver_payoff())?,
    ))
}

fn failure_parts<'py>(py: Python<'py>, failure: &Failure) -> PyResult<FailureParts<'py>> {
    let at = PyDict::new(py);
    let places = [
        ("type", failure.type_label.as_ref()),
        ("message", Some(&failure.message)),
        ("action", failure.action.as_ref()),
        ("better", failure.better.as_ref()),
    ];
    for (noun, label) in places {
        if let Some(label) = label {
            at.set_item(noun, label)?;
        }
    }
    let amount = fraction(py, &failure.amount)?;
    Ok((failure.condition.name(), at, amount, failure.sentence.clone()))
}
