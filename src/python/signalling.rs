//! Separating signals of types on a line.

use pyo3::prelude::*;

use super::continuum::{Certain, PyDensity, Row, row};
use super::input;
use super::run::{kept, released};
use crate::continuum::{Signalling, SignallingEquilibria};

/// A signalling game on a line.
#[pyclass(frozen, name = "Signalling", module = "schelling._core")]
pub(super) struct PySignalling(Signalling);

/// The schedule of a game, with its cut-offs.
#[pyclass(frozen, name = "Schedule", module = "schelling._core")]
pub(super) struct PySchedule {
    game: Signalling,
    all: SignallingEquilibria,
}

#[pymethods]
impl PySignalling {
    #[new]
    fn new(
        py: Python<'_>,
        types: &PyDensity,
        payoff: &str,
        start: Option<Bound<'_, PyAny>>,
        top: Option<Bound<'_, PyAny>>,
    ) -> PyResult<PySignalling> {
        let start = start.map(|x| input::single(&x, "start")).transpose()?;
        let top = top.map(|x| input::single(&x, "top")).transpose()?;
        released(py, || Signalling::new(types.0.clone(), payoff, start, top)).map(PySignalling)
    }

    fn solve(
        &self,
        py: Python<'_>,
        digits: u32,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<PySchedule> {
        let all = kept(py, progress, false, |_| false, |_| self.0.solve(digits))?;
        Ok(PySchedule { game: self.0.clone(), all })
    }
}

#[pymethods]
impl PySchedule {
    #[getter]
    fn complete(&self) -> bool {
        self.all.complete
    }

    fn cutoffs<'py>(&self, py: Python<'py>) -> PyResult<Row<'py>> {
        row(py, &self.all.cutoffs)
    }

    fn kind(&self, number: usize) -> &'static str {
        self.game.kind(&self.all, number)
    }

    fn action<'py>(&self, number: usize, t: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let at = input::single(t, "t")?;
        let found = released(t.py(), || self.game.action(&self.all, number, &at))?;
        Certain(&found).into_pyobject(t.py())
    }

    fn type_of<'py>(&self, number: usize, a: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let at = input::single(a, "a")?;
        let found = released(a.py(), || self.game.type_of(&self.all, number, &at))?;
        Certain(&found).into_pyobject(a.py())
    }

    fn payoff<'py>(&self, number: usize, t: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let at = input::single(t, "t")?;
        let found = released(t.py(), || self.game.payoff(&self.all, number, &at))?;
        Certain(&found).into_pyobject(t.py())
    }

    fn waste<'py>(
        &self,
        number: usize,
        t: &Bound<'py, PyAny>,
        digits: u32,
    ) -> PyResult<Bound<'py, PyAny>> {
        let at = input::single(t, "t")?;
        let found = released(t.py(), || self.game.waste(&self.all, number, &at, digits))?;
        Certain(&found).into_pyobject(t.py())
    }

    /// The best action of a type that is known, and its payoff.
    fn known<'py>(&self, number: usize, t: &Bound<'py, PyAny>, digits: u32) -> PyResult<Row<'py>> {
        let at = input::single(t, "t")?;
        let found = released(t.py(), || self.game.known(&self.all, number, &at, digits))?;
        row(t.py(), &found)
    }

    fn verify(&self, py: Python<'_>, number: usize) -> PyResult<bool> {
        released(py, || self.game.verify(&self.all, number))
    }
}
