//! Monotone games, their Riley outcome and the outcome that passes D1.

use pyo3::prelude::*;

use super::dict::{Dict, dict};
use super::game::PyGame;
use super::numbers::{Fraction, FractionRows, Fractions};
use super::run::released;
use super::{input, raise};
use crate::equilibrium::{Monotone, Pool, Riley};
use crate::exact::Q;

/// A monotone game by its parts.
#[pyclass(frozen, eq, name = "Monotone", module = "schelling._core")]
#[derive(PartialEq)]
pub(super) struct PyMonotone(Monotone);

/// The outcome of a monotone game by its parts: messages, replies and payoffs by type, and the
/// types that share the last message.
fn outcome<'py>(py: Python<'py>, found: &Riley) -> Dict<'py> {
    let pool = |pool: &Pool| {
        dict!(py,
            first: pool.first(),
            share: Fraction(pool.share()),
            reply: pool.reply(),
            next: Fraction(pool.next()),
        )
    };
    dict!(py,
        messages: found.messages(),
        replies: found.replies(),
        payoffs: Fractions(found.sender_payoffs()),
        survives_d1: found.survives_d1(),
        pool: found.pool().map(pool).transpose()?,
    )
}

#[pymethods]
impl PyMonotone {
    #[new]
    fn new(
        py: Python<'_>,
        prior: &Bound<'_, PyAny>,
        value: &Bound<'_, PyAny>,
        cost: &Bound<'_, PyAny>,
        receiver: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let (prior, _) = input::prior(prior)?;
        let value = input::table(value, "value")?;
        let cost = input::table(cost, "cost")?;
        let receiver = input::table(receiver, "receiver")?;
        released(py, || Monotone::new(prior, value, cost, receiver)).map(PyMonotone)
    }

    #[getter]
    fn prior(&self) -> Fractions<&[Q]> {
        Fractions(self.0.prior())
    }

    #[getter]
    fn value(&self) -> FractionRows<&[Vec<Q>]> {
        FractionRows(self.0.value())
    }

    #[getter]
    fn cost(&self) -> FractionRows<&[Vec<Q>]> {
        FractionRows(self.0.cost())
    }

    #[getter]
    fn receiver(&self) -> FractionRows<&[Vec<Q>]> {
        FractionRows(self.0.receiver())
    }

    fn game(&self) -> PyResult<PyGame> {
        Ok(PyGame(self.0.game().map_err(raise)?))
    }

    fn riley<'py>(&self, py: Python<'py>) -> Dict<'py> {
        outcome(py, &released(py, || self.0.riley())?)
    }

    fn d1<'py>(&self, py: Python<'py>) -> Dict<'py> {
        outcome(py, &released(py, || self.0.d1())?)
    }
}
