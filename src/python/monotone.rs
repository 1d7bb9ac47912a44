//! Monotone games and their Riley outcome.

use pyo3::prelude::*;

use super::equilibria::rows;
use super::game::PyGame;
use super::input;
use super::numbers::fractions;
use super::raise;
use super::run::released;
use crate::equilibrium::Monotone;

/// A monotone game by its parts.
#[pyclass(frozen, eq, name = "Monotone", module = "schelling._core")]
#[derive(PartialEq)]
pub(super) struct PyMonotone(Monotone);

/// Messages, replies, payoffs, and whether the outcome survives D1.
type Riley<'py> = (Vec<usize>, Vec<usize>, Vec<Bound<'py, PyAny>>, bool);

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
    fn prior<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        fractions(py, self.0.prior())
    }

    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Vec<Vec<Bound<'py, PyAny>>>> {
        rows(py, self.0.value())
    }

    #[getter]
    fn cost<'py>(&self, py: Python<'py>) -> PyResult<Vec<Vec<Bound<'py, PyAny>>>> {
        rows(py, self.0.cost())
    }

    #[getter]
    fn receiver<'py>(&self, py: Python<'py>) -> PyResult<Vec<Vec<Bound<'py, PyAny>>>> {
        rows(py, self.0.receiver())
    }

    fn game(&self) -> PyResult<PyGame> {
        Ok(PyGame(self.0.game().map_err(raise)?))
    }

    fn riley<'py>(&self, py: Python<'py>) -> PyResult<Riley<'py>> {
        let found = released(py, || self.0.riley())?;
        let payoffs = fractions(py, found.sender_payoffs())?;
        Ok((found.messages().to_vec(), found.replies().to_vec(), payoffs, found.survives_d1()))
    }
}
