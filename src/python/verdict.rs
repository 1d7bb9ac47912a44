//! Verdicts as dictionaries, for the front to put labels on.

use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict};

use super::numbers::{Fraction, FractionRows, Fractions};
use crate::equilibrium::{Failure, Verdict};
use crate::exact::Q;

/// A verdict; beliefs are `[message][type]`, the sender's payoffs `[type]`.
#[derive(IntoPyObject)]
pub(super) struct PyVerdict {
    failures: Vec<PyFailure>,
    beliefs: FractionRows<Vec<Vec<Q>>>,
    sender_payoffs: Fractions<Vec<Q>>,
    receiver_payoff: Fraction<Q>,
}

/// A condition that fails, and by how much.
#[derive(IntoPyObject)]
struct PyFailure {
    condition: &'static str,
    at: Labels,
    amount: Fraction<Q>,
    sentence: String,
}

/// A place in a game: labels by the noun that each stands for, as in `{"type": "weak"}`.
pub(super) struct Labels(Vec<(&'static str, String)>);

impl FromIterator<(&'static str, String)> for Labels {
    fn from_iter<I: IntoIterator<Item = (&'static str, String)>>(labels: I) -> Labels {
        Labels(labels.into_iter().collect())
    }
}

impl<'py> IntoPyObject<'py> for Labels {
    type Target = PyDict;
    type Output = Bound<'py, PyDict>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.0.into_py_dict(py)
    }
}

impl From<Verdict> for PyVerdict {
    fn from(verdict: Verdict) -> PyVerdict {
        PyVerdict {
            failures: verdict.failures().iter().map(PyFailure::from).collect(),
            beliefs: FractionRows(verdict.beliefs().to_vec()),
            sender_payoffs: Fractions(verdict.sender_payoffs().to_vec()),
            receiver_payoff: Fraction(verdict.receiver_payoff().clone()),
        }
    }
}

impl From<&Failure> for PyFailure {
    fn from(failure: &Failure) -> PyFailure {
        let places = [
            ("type", failure.type_label.clone()),
            ("message", Some(failure.message.clone())),
            ("action", failure.action.clone()),
            ("better", failure.better.clone()),
        ];
        PyFailure {
            condition: failure.condition.name(),
            at: places.into_iter().filter_map(|(noun, label)| Some((noun, label?))).collect(),
            amount: Fraction(failure.amount.clone()),
            sentence: failure.sentence.clone(),
        }
    }
}
