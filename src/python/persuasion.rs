//! Persuasion of a mean of types on a line.

use pyo3::prelude::*;

use super::continuum::{Certain, PolynomialPiece, PyDensity, Row, coefficients, row, stopped};
use super::input;
use super::run::{kept, released};
use crate::continuum::{Persuasion, PersuasionPlan};
use crate::exact::Q;

/// A persuasion problem.
#[pyclass(frozen, name = "Persuasion", module = "schelling._core")]
pub(super) struct PyPersuasion(pub(super) Persuasion);

/// A plan, with what its proof needs.
#[pyclass(frozen, name = "PersuasionPlan", module = "schelling._core")]
pub(super) struct PyPersuasionPlan {
    pub(super) problem: Persuasion,
    pub(super) plan: PersuasionPlan,
}

/// A payoff that is affine in the type, for each action.
fn affine(given: &[Vec<Bound<'_, PyAny>>], path: &str) -> PyResult<Vec<[Q; 2]>> {
    let read = |(i, payoff): (usize, &Vec<Bound<'_, PyAny>>)| {
        let own = coefficients(payoff, &format!("{path}[{i}]"))?;
        let at = |k: usize| own.get(k).cloned().unwrap_or_default();
        Ok([at(0), at(1)])
    };
    given.iter().enumerate().map(read).collect()
}

/// The ends of a pool, its means and their shares.
type PoolRow<'py> =
    (Bound<'py, PyAny>, Bound<'py, PyAny>, Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>);

#[pymethods]
impl PyPersuasion {
    #[new]
    fn new(
        py: Python<'_>,
        types: &PyDensity,
        value: Vec<PolynomialPiece<'_>>,
    ) -> PyResult<PyPersuasion> {
        let read = |(i, (low, high, given)): (usize, PolynomialPiece<'_>)| {
            let path = |part: usize| format!("value[{i}][{part}]");
            let (low, high) = (input::single(&low, &path(0))?, input::single(&high, &path(1))?);
            Ok((low, high, coefficients(&given, &path(2))?))
        };
        let value = value.into_iter().enumerate().map(read).collect::<PyResult<Vec<_>>>()?;
        released(py, || Persuasion::new(types.0.clone(), value)).map(PyPersuasion)
    }

    #[staticmethod]
    fn from_actions(
        py: Python<'_>,
        types: &PyDensity,
        sender: Vec<Vec<Bound<'_, PyAny>>>,
        receiver: Vec<Vec<Bound<'_, PyAny>>>,
    ) -> PyResult<PyPersuasion> {
        let (s, r) = (affine(&sender, "sender")?, affine(&receiver, "receiver")?);
        released(py, || Persuasion::from_actions(types.0.clone(), &s, &r)).map(PyPersuasion)
    }

    #[staticmethod]
    fn from_receiver_types(
        py: Python<'_>,
        types: &PyDensity,
        thresholds: &PyDensity,
    ) -> PyResult<PyPersuasion> {
        let make = || Persuasion::from_receiver_types(types.0.clone(), &thresholds.0);
        released(py, make).map(PyPersuasion)
    }

    fn solve(
        &self,
        py: Python<'_>,
        digits: u32,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<PyPersuasionPlan> {
        let cut = |plan: &PersuasionPlan| plan.stopped.is_some();
        let plan = kept(py, progress, false, cut, |_| self.0.solve(digits))?;
        Ok(PyPersuasionPlan { problem: self.0.clone(), plan })
    }

    fn value<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let at = input::single(x, "x")?;
        Certain(&released(x.py(), || self.0.value_at(&at))?).into_pyobject(x.py())
    }
}

#[pymethods]
impl PyPersuasionPlan {
    /// The value of the plan, of no disclosure and of full disclosure.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Row<'py>> {
        row(py, &[self.plan.value.clone(), self.plan.none.clone(), self.plan.full.clone()])
    }

    fn pools<'py>(&self, py: Python<'py>) -> PyResult<Vec<PoolRow<'py>>> {
        let number = |x| Certain(x).into_pyobject(py);
        let pools = self.plan.pools().iter();
        let pools = pools.map(|pool| {
            let means = pool.means.iter().map(|(m, w)| Ok((number(m)?, number(w)?)));
            Ok((number(&pool.low)?, number(&pool.high)?, means.collect::<PyResult<_>>()?))
        });
        pools.collect()
    }

    fn revealed<'py>(&self, py: Python<'py>) -> PyResult<Vec<Row<'py>>> {
        let intervals = self.plan.revealed().iter();
        intervals.map(|(low, high)| row(py, &[low.clone(), high.clone()])).collect()
    }

    #[getter]
    fn kind(&self) -> &'static str {
        self.plan.kind()
    }

    #[getter]
    fn proved(&self) -> bool {
        self.plan.proved
    }

    #[getter]
    fn stopped(&self) -> Option<String> {
        stopped(self.plan.stopped.as_ref())
    }

    fn price<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let at = input::single(x, "x")?;
        let price = released(x.py(), || self.problem.price(&self.plan, &at))?;
        Certain(&price).into_pyobject(x.py())
    }

    fn verify(&self, py: Python<'_>, digits: u32) -> PyResult<bool> {
        released(py, || self.problem.verify(&self.plan, digits))
    }
}
