//! Monotone games, their Riley outcome and what passes D1.

use pyo3::prelude::*;

use super::equilibria::rows;
use super::game::PyGame;
use super::input;
use super::numbers::{fraction, fractions};
use super::raise;
use super::run::released;
use crate::equilibrium::{Monotone, Riley};

/// A monotone game by its parts.
#[pyclass(frozen, eq, name = "Monotone", module = "schelling._core")]
#[derive(PartialEq)]
pub(super) struct PyMonotone(Monotone);

/// The first type in the pool, its share, the reply, the probability of the next action.
type Pool<'py> = (usize, Bound<'py, PyAny>, usize, Bound<'py, PyAny>);

/// Messages, replies, payoffs, whether the outcome survives D1, and who shares the last message.
type Told<'py> = (Vec<usize>, Vec<usize>, Vec<Bound<'py, PyAny>>, bool, Option<Pool<'py>>);

fn told<'py>(py: Python<'py>, found: &Riley) -> PyResult<Told<'py>> {
    let pool = found.pool().map(|pool| {
        let (share, next) = (fraction(py, pool.share())?, fraction(py, pool.next())?);
        PyResult::Ok((pool.first(), share, pool.reply(), next))
    });
    let (messages, replies) = (found.messages().to_vec(), found.replies().to_vec());
    let payoffs = fractions(py, found.sender_payoffs())?;
    Ok((messages, replies, payoffs, found.survives_d1(), pool.transpose()?))
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

    fn riley<'py>(&self, py: Python<'py>) -> PyResult<Told<'py>> {
        told(py, &released(py, || self.0.riley())?)
    }

    fn d1<'py>(&self, py: Python<'py>) -> PyResult<Told<'py>> {
        told(py, &released(py, || self.0.d1())?)
    }
}
