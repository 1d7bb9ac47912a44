//! Verdicts as dictionaries.

use pyo3::prelude::*;
use pyo3::types::IntoPyDict;

use super::dict::{Dict, dict, dicts};
use super::numbers::{Fraction, FractionRows, Fractions};
use crate::equilibrium::{Failure, Verdict};

/// A verdict; beliefs are `[message][type]`, the sender's payoffs `[type]`.
pub(super) fn verdict<'py>(py: Python<'py>, verdict: &Verdict) -> Dict<'py> {
    dict!(py,
        failures: dicts(verdict.failures(), |failure| failure_dict(py, failure))?,
        beliefs: FractionRows(verdict.beliefs()),
        sender_payoffs: Fractions(verdict.sender_payoffs()),
        receiver_payoff: Fraction(verdict.receiver_payoff()),
    )
}

/// A condition that fails, where, and by how much.
fn failure_dict<'py>(py: Python<'py>, failure: &Failure) -> Dict<'py> {
    let places = [
        ("type", failure.type_label.as_ref()),
        ("message", Some(&failure.message)),
        ("action", failure.action.as_ref()),
        ("better", failure.better.as_ref()),
    ];
    let at = places.into_iter().filter_map(|(noun, label)| Some((noun, label?)));
    dict!(py,
        condition: failure.condition.name(),
        at: at.collect::<Vec<_>>().into_py_dict(py)?,
        amount: Fraction(&failure.amount),
        sentence: &failure.sentence,
    )
}
