//! Monotone games, their Riley outcome and the outcome that passes D1.

use pyo3::prelude::*;

use super::game::PyGame;
use super::input;
use super::numbers::{Fraction, FractionRows, Fractions};
use super::raise;
use super::run::released;
use crate::equilibrium::{Monotone, Riley};
use crate::exact::Q;

/// A monotone game by its parts.
#[pyclass(frozen, eq, name = "Monotone", module = "schelling._core")]
#[derive(PartialEq)]
pub(super) struct PyMonotone(Monotone);

/// The outcome of a monotone game by its parts; messages, replies and payoffs are by type.
#[derive(IntoPyObject)]
struct PyRiley {
    messages: Vec<usize>,
    replies: Vec<usize>,
    payoffs: Fractions<Vec<Q>>,
    survives_d1: bool,
    pool: Option<PyPool>,
}

/// The types from `first` on, a part of which at least share the last message.
#[derive(IntoPyObject)]
struct PyPool {
    first: usize,
    share: Fraction<Q>,
    reply: usize,
    next: Fraction<Q>,
}

impl From<Riley> for PyRiley {
    fn from(found: Riley) -> PyRiley {
        PyRiley {
            messages: found.messages().to_vec(),
            replies: found.replies().to_vec(),
            payoffs: Fractions(found.sender_payoffs().to_vec()),
            survives_d1: found.survives_d1(),
            pool: found.pool().map(|pool| PyPool {
                first: pool.first(),
                share: Fraction(pool.share().clone()),
                reply: pool.reply(),
                next: Fraction(pool.next().clone()),
            }),
        }
    }
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

    fn riley(&self, py: Python<'_>) -> PyResult<PyRiley> {
        released(py, || self.0.riley()).map(PyRiley::from)
    }

    fn d1(&self, py: Python<'_>) -> PyResult<PyRiley> {
        released(py, || self.0.d1()).map(PyRiley::from)
    }
}
