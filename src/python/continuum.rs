//! Types on a line: enclosures, and systems in a few cut-offs.

use std::hash::{DefaultHasher, Hash, Hasher};

use pyo3::IntoPyObjectExt;
use pyo3::basic::CompareOp;
use pyo3::exceptions::{PyValueError, PyZeroDivisionError};
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::input;
use super::numbers::Fraction;
use super::raise;
use super::run::{kept, released};
use crate::continuum::{
    CountChanges, Cutoffs, Delegation, Density, DensityPiece, Talk, TalkEquilibria, TalkEquilibrium,
};
use crate::equilibrium::Stop;
use crate::exact::Q;
use crate::exact::budget::Halt;
use crate::exact::enclosure::Enclosure;

/// A number between two rational bounds.
#[pyclass(frozen, name = "Enclosure", module = "schelling.continuum")]
pub(super) struct PyEnclosure(Enclosure);

/// A number on its way to Python: a `Fraction` where it is exact, an `Enclosure` elsewhere.
pub(super) struct Certain<'a>(pub &'a Enclosure);

impl<'py> IntoPyObject<'py> for Certain<'_> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if self.0.is_exact() {
            return Fraction(&self.0.low).into_bound_py_any(py);
        }
        PyEnclosure(self.0.clone()).into_bound_py_any(py)
    }
}

/// An enclosure, or a number as one. Texts are numbers only where they are given as arguments.
pub(super) fn certain(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Enclosure> {
    if let Ok(enclosure) = x.cast::<PyEnclosure>() {
        return Ok(enclosure.get().0.clone());
    }
    input::single(x, path).map(Enclosure::from)
}

/// The other side of an operation; `None` where it is no number.
fn operand(x: &Bound<'_, PyAny>) -> Option<Enclosure> {
    if x.is_instance_of::<PyString>() { None } else { certain(x, "number").ok() }
}

fn unsupported(py: Python<'_>) -> Py<PyAny> {
    py.NotImplemented()
}

impl PyEnclosure {
    fn combined(
        &self,
        py: Python<'_>,
        other: &Bound<'_, PyAny>,
        operation: impl Fn(&Enclosure, &Enclosure) -> PyResult<Enclosure>,
    ) -> PyResult<Py<PyAny>> {
        match operand(other) {
            Some(other) => PyEnclosure(operation(&self.0, &other)?).into_py_any(py),
            None => Ok(unsupported(py)),
        }
    }
}

fn quotient(a: &Enclosure, b: &Enclosure) -> PyResult<Enclosure> {
    let holds_0 = || PyZeroDivisionError::new_err("division by an enclosure that holds 0");
    a.over(b).ok_or_else(holds_0)
}

#[pymethods]
impl PyEnclosure {
    #[new]
    fn new(low: &Bound<'_, PyAny>, high: &Bound<'_, PyAny>) -> PyResult<PyEnclosure> {
        let (low, high) = (input::single(low, "low")?, input::single(high, "high")?);
        if low > high {
            return Err(super::game_error(format!(
                "low is {low}, above high, {high}: give the lower bound first"
            )));
        }
        Ok(PyEnclosure(Enclosure { low, high }))
    }
    #[getter]
    fn low(&self) -> Fraction<&Q> {
        Fraction(&self.0.low)
    }
    #[getter]
    fn high(&self) -> Fraction<&Q> {
        Fraction(&self.0.high)
    }
    #[getter]
    fn width(&self) -> Fraction<Q> {
        Fraction(self.0.width())
    }
    #[getter]
    fn mid(&self) -> Fraction<Q> {
        Fraction(self.0.middle())
    }
    /// Return whether a number, or an enclosure with all its points, lies inside.
    fn contains(&self, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        let value = certain(value, "value")?;
        Ok(self.0.low <= value.low && value.high <= self.0.high)
    }
    /// Return the ends as exact texts, under `low` and `high`.
    fn to_dict(&self) -> std::collections::BTreeMap<&'static str, String> {
        [("low", self.0.low.to_string()), ("high", self.0.high.to_string())].into()
    }
    fn __float__(&self) -> f64 {
        self.0.middle().to_f64()
    }
    fn __neg__(&self) -> PyEnclosure {
        PyEnclosure(self.0.negated())
    }
    fn __add__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.combined(py, other, |a, b| Ok(a.plus(b)))
    }
    fn __radd__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.combined(py, other, |a, b| Ok(a.plus(b)))
    }
    fn __sub__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.combined(py, other, |a, b| Ok(a.minus(b)))
    }
    fn __rsub__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.combined(py, other, |a, b| Ok(b.minus(a)))
    }
    fn __mul__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.combined(py, other, |a, b| Ok(a.times(b)))
    }
    fn __rmul__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.combined(py, other, |a, b| Ok(a.times(b)))
    }
    fn __truediv__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.combined(py, other, quotient)
    }
    fn __rtruediv__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.combined(py, other, |a, b| quotient(b, a))
    }
    fn __richcmp__(
        &self,
        py: Python<'_>,
        other: &Bound<'_, PyAny>,
        op: CompareOp,
    ) -> PyResult<Py<PyAny>> {
        let same = || other.cast::<PyEnclosure>().is_ok_and(|other| self.0 == other.get().0);
        match op {
            CompareOp::Eq => return same().into_py_any(py),
            CompareOp::Ne => return (!same()).into_py_any(py),
            _ => {}
        }
        let Some(other) = operand(other) else { return Ok(unsupported(py)) };
        let (a, b) = (&self.0, &other);
        let below = match op {
            CompareOp::Lt | CompareOp::Ge => (a.high < b.low, a.low >= b.high),
            _ => (a.high <= b.low, a.low > b.high),
        };
        let wanted = matches!(op, CompareOp::Lt | CompareOp::Le);
        match below {
            (true, _) => wanted.into_py_any(py),
            (_, true) => (!wanted).into_py_any(py),
            _ => Err(PyValueError::new_err(format!(
                "the order of {a} and {b} is not decided: ask for more digits"
            ))),
        }
    }
    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.hash(&mut hasher);
        hasher.finish()
    }
    fn __str__(&self) -> String {
        self.0.to_string()
    }
    fn __repr__(&self) -> String {
        format!("<Enclosure: {}>", self.0)
    }
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String, String))> {
        let own = &slf.get().0;
        Ok((slf.get_type().into_any(), (own.low.to_string(), own.high.to_string())))
    }
}

/// A range, by name and ends.
type NamedRange<'py> = (String, Bound<'py, PyAny>, Bound<'py, PyAny>);

/// Numbers by name.
fn named(values: Vec<(String, Bound<'_, PyAny>)>, path: &str) -> PyResult<Vec<(String, Q)>> {
    let read = |(name, value): (String, Bound<'_, PyAny>)| {
        let value = input::single(&value, &format!("{path}[{name:?}]"))?;
        Ok((name, value))
    };
    values.into_iter().map(read).collect()
}

/// Why a search ended early.
pub(super) fn stopped(halt: Option<&Halt>) -> Option<String> {
    halt.map(|halt| Stop::from(halt).to_string())
}

/// Rows of numbers, some of which may be unbounded.
type Rows<'py> = Vec<Vec<Option<Bound<'py, PyAny>>>>;

/// The unknowns and abbreviations of each equilibrium, the undecided boxes, and why it stopped.
type FoundCutoffs<'py> = (Rows<'py>, Rows<'py>, Rows<'py>, Option<String>);

/// The value, the number below and the number above of each change, whether there are no others,
/// and why the search ended early.
type Changes<'py> = (Vec<(Bound<'py, PyAny>, usize, usize)>, bool, Option<String>);

/// Changes of a number of equilibria, for Python.
pub(super) fn changes<'py>(py: Python<'py>, found: &CountChanges) -> PyResult<Changes<'py>> {
    let rows = found.changes.iter();
    let rows = rows.map(|c| Ok((Certain(&c.value).into_pyobject(py)?, c.below, c.above)));
    Ok((rows.collect::<PyResult<_>>()?, found.complete, stopped(found.stopped.as_ref())))
}

/// A system in a few cut-offs.
#[pyclass(frozen, name = "Cutoffs", module = "schelling._core")]
pub(super) struct PyCutoffs(Cutoffs);

#[pymethods]
impl PyCutoffs {
    #[new]
    fn new(
        unknowns: Vec<NamedRange<'_>>,
        equations: Vec<String>,
        abbreviations: Vec<(String, String)>,
        parameters: Vec<(String, Bound<'_, PyAny>)>,
    ) -> PyResult<PyCutoffs> {
        let read = |(name, low, high): NamedRange<'_>| {
            let path = |end| format!("unknowns[{name:?}][{end}]");
            let (low, high) = (input::single(&low, &path(0))?, input::single(&high, &path(1))?);
            Ok((name, low, high))
        };
        let unknowns = unknowns.into_iter().map(read).collect::<PyResult<_>>()?;
        let parameters = named(parameters, "parameters")?;
        let system = Cutoffs::new(unknowns, &equations, &abbreviations, parameters);
        system.map(PyCutoffs).map_err(raise)
    }

    fn at(&self, values: Vec<(String, Bound<'_, PyAny>)>) -> PyResult<PyCutoffs> {
        self.0.at(&named(values, "parameters")?).map(PyCutoffs).map_err(raise)
    }

    fn equilibria<'py>(
        &self,
        py: Python<'py>,
        digits: u32,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<FoundCutoffs<'py>> {
        let cut = |found: &crate::continuum::CutoffEquilibria| found.stopped.is_some();
        let found = kept(py, progress, false, cut, |_| self.0.equilibria(digits))?;
        let row = |numbers: &[Option<Enclosure>]| {
            let numbers = numbers.iter();
            let numbers =
                numbers.map(|x| x.as_ref().map(|x| Certain(x).into_pyobject(py)).transpose());
            numbers.collect::<PyResult<Vec<_>>>()
        };
        let sure =
            |numbers: &[Enclosure]| row(&numbers.iter().cloned().map(Some).collect::<Vec<_>>());
        let all = &found.equilibria;
        Ok((
            all.iter().map(|e| sure(&e.unknowns)).collect::<PyResult<_>>()?,
            all.iter().map(|e| row(&e.abbreviations)).collect::<PyResult<_>>()?,
            found.undecided.iter().map(|b| sure(b)).collect::<PyResult<_>>()?,
            stopped(found.stopped.as_ref()),
        ))
    }

    fn thresholds<'py>(
        &self,
        py: Python<'py>,
        parameter: &str,
        low: &Bound<'py, PyAny>,
        high: &Bound<'py, PyAny>,
        digits: u32,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Changes<'py>> {
        let (low, high) = (input::single(low, "low")?, input::single(high, "high")?);
        let cut = |found: &CountChanges| found.stopped.is_some();
        let work = |_: &_| self.0.thresholds(parameter, &low, &high, digits);
        changes(py, &kept(py, progress, false, cut, work)?)
    }

    fn verify(&self, py: Python<'_>, values: Vec<Bound<'_, PyAny>>) -> PyResult<bool> {
        let values = values.iter().map(|x| certain(x, "values")).collect::<PyResult<Vec<_>>>()?;
        released(py, || self.0.verify(&values))
    }
}

/// A density of the type on an interval.
#[pyclass(frozen, name = "Density", module = "schelling._core")]
pub(super) struct PyDensity(pub(super) Density);

/// A polynomial on an interval: its ends and coefficients.
pub(super) type PolynomialPiece<'py> =
    (Bound<'py, PyAny>, Bound<'py, PyAny>, Vec<Bound<'py, PyAny>>);

/// The coefficients of a polynomial.
pub(super) fn coefficients(given: &[Bound<'_, PyAny>], path: &str) -> PyResult<Vec<Q>> {
    let numbered = given.iter().enumerate();
    numbered.map(|(k, c)| input::single(c, &format!("{path}[{k}]"))).collect()
}

/// The ends and coefficients of a piece.
type FractionPiece<'a> = (Fraction<&'a Q>, Fraction<&'a Q>, Vec<Fraction<&'a Q>>);

#[pymethods]
impl PyDensity {
    #[new]
    fn new(py: Python<'_>, name: &str, numbers: Vec<Bound<'_, PyAny>>) -> PyResult<PyDensity> {
        let path = |i: usize| format!("{name}[{i}]");
        let numbers = numbers.iter().enumerate();
        let numbers: Vec<Q> =
            numbers.map(|(i, x)| input::single(x, &path(i))).collect::<PyResult<_>>()?;
        let whole = |q: &Q, name: &str| {
            let shape = q.to_string().parse::<u32>();
            shape.map_err(|_| {
                super::game_error(format!("{name} is {q}: give a whole number from 1 to 50"))
            })
        };
        let density = match (name, numbers.as_slice()) {
            ("uniform", [low, high]) => Density::uniform(low.clone(), high.clone()),
            ("triangular", [low, mode, high]) => {
                Density::triangular(low.clone(), mode.clone(), high.clone())
            }
            ("beta", [a, b]) => Density::beta(whole(a, "a")?, whole(b, "b")?),
            ("normal", [mean, sd, low, high]) => {
                let (mean, sd, low, high) = (mean.clone(), sd.clone(), low.clone(), high.clone());
                return released(py, || Density::normal(mean, sd, low, high)).map(PyDensity);
            }
            ("exponential", [rate, low, high]) => {
                Density::exponential(rate.clone(), low.clone(), high.clone())
            }
            _ => {
                return Err(super::game_error(format!(
                    "{name:?} with {} numbers is no density",
                    numbers.len()
                )));
            }
        };
        density.map(PyDensity).map_err(raise)
    }

    #[staticmethod]
    fn piecewise(py: Python<'_>, pieces: Vec<PolynomialPiece<'_>>) -> PyResult<PyDensity> {
        let read = |(i, (low, high, given)): (usize, PolynomialPiece<'_>)| {
            let path = |part: usize| format!("pieces[{i}][{part}]");
            let (low, high) = (input::single(&low, &path(0))?, input::single(&high, &path(1))?);
            Ok(DensityPiece { low, high, coefficients: coefficients(&given, &path(2))? })
        };
        let pieces: Vec<_> = pieces.into_iter().enumerate().map(read).collect::<PyResult<_>>()?;
        released(py, || Density::piecewise(pieces)).map(PyDensity)
    }

    #[getter]
    fn low(&self) -> Fraction<&Q> {
        Fraction(self.0.low())
    }

    #[getter]
    fn high(&self) -> Fraction<&Q> {
        Fraction(self.0.high())
    }

    /// The ends and coefficients of the pieces of a polynomial density.
    fn pieces<'a>(&'a self) -> Vec<FractionPiece<'a>> {
        let pieces = self.0.pieces().unwrap_or_default().iter();
        let row = |piece: &'a DensityPiece| {
            let numbers = piece.coefficients.iter().map(Fraction).collect();
            (Fraction(&piece.low), Fraction(&piece.high), numbers)
        };
        pieces.map(row).collect()
    }

    fn density<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let at = input::single(x, "x")?;
        Certain(&released(x.py(), || self.0.density(&at))?).into_pyobject(x.py())
    }

    fn mass<'py>(
        &self,
        a: &Bound<'py, PyAny>,
        b: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (from, to) = (input::single(a, "a")?, input::single(b, "b")?);
        Certain(&released(a.py(), || self.0.mass(&from, &to))?).into_pyobject(a.py())
    }

    fn mean<'py>(
        &self,
        a: &Bound<'py, PyAny>,
        b: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (from, to) = (input::single(a, "a")?, input::single(b, "b")?);
        Certain(&released(a.py(), || self.0.mean(&from, &to))?).into_pyobject(a.py())
    }

    fn quantile<'py>(
        &self,
        q: &Bound<'py, PyAny>,
        a: &Bound<'py, PyAny>,
        b: &Bound<'py, PyAny>,
        digits: u32,
    ) -> PyResult<Bound<'py, PyAny>> {
        let share = input::single(q, "q")?;
        let (from, to) = (input::single(a, "a")?, input::single(b, "b")?);
        let found = released(q.py(), || self.0.quantile(&share, &from, &to, digits))?;
        Certain(&found).into_pyobject(q.py())
    }
}

/// A talk game about a type on a line.
#[pyclass(frozen, name = "Talk", module = "schelling._core")]
pub(super) struct PyTalk(Talk);

/// The numbers of a row.
pub(super) type Row<'py> = Vec<Bound<'py, PyAny>>;

/// Boundaries, actions, masses, the payoffs of the sender and the receiver, and NITS.
type FoundTalk<'py> = (Row<'py>, Row<'py>, Row<'py>, Row<'py>, Option<bool>);

/// Equilibria, the undecided first boundaries by steps, completeness, and why the search ended.
type AllTalk<'py> = (Vec<FoundTalk<'py>>, Vec<(usize, Bound<'py, PyAny>)>, bool, Option<String>);

pub(super) fn row<'py>(py: Python<'py>, numbers: &[Enclosure]) -> PyResult<Row<'py>> {
    numbers.iter().map(|x| Certain(x).into_pyobject(py)).collect()
}

#[pymethods]
impl PyTalk {
    #[new]
    fn new(
        py: Python<'_>,
        density: &PyDensity,
        sender: Vec<Bound<'_, PyAny>>,
        receiver: Vec<Bound<'_, PyAny>>,
        absolute: bool,
    ) -> PyResult<PyTalk> {
        let (s, r) = (coefficients(&sender, "sender")?, coefficients(&receiver, "receiver")?);
        let talk = released(py, || Talk::new(density.0.clone(), s, r))?;
        Ok(PyTalk(if absolute { talk.with_absolute_loss() } else { talk }))
    }

    fn delegation(
        &self,
        py: Python<'_>,
        digits: u32,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<PyDelegation> {
        let cut = |found: &Delegation| found.stopped().is_some();
        kept(py, progress, false, cut, |_| self.0.delegation(digits)).map(PyDelegation)
    }

    #[getter]
    fn bounded(&self) -> bool {
        self.0.is_bounded()
    }

    fn equilibria<'py>(
        &self,
        py: Python<'py>,
        max_steps: Option<usize>,
        digits: u32,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<AllTalk<'py>> {
        let cut = |found: &TalkEquilibria| found.stopped.is_some();
        let all = kept(py, progress, false, cut, |_| self.0.equilibria(max_steps, digits))?;
        let one = |e: &TalkEquilibrium| {
            let payoffs = [e.sender_payoff.clone(), e.receiver_payoff.clone()];
            let [a, b, c] = [&e.boundaries, &e.actions, &e.masses].map(|x| row(py, x));
            Ok((a?, b?, c?, row(py, &payoffs)?, e.nits))
        };
        let undecided = all.undecided.iter();
        let undecided = undecided.map(|(n, first)| Ok((*n, Certain(first).into_pyobject(py)?)));
        Ok((
            all.equilibria.iter().map(one).collect::<PyResult<_>>()?,
            undecided.collect::<PyResult<_>>()?,
            all.complete,
            stopped(all.stopped.as_ref()),
        ))
    }

    fn verify(
        &self,
        py: Python<'_>,
        boundaries: Vec<Bound<'_, PyAny>>,
        actions: Vec<Bound<'_, PyAny>>,
    ) -> PyResult<bool> {
        let read = |all: &[Bound<'_, PyAny>], path| {
            all.iter().map(|x| certain(x, path)).collect::<PyResult<Vec<_>>>()
        };
        let (boundaries, actions) = (read(&boundaries, "boundaries")?, read(&actions, "actions")?);
        released(py, || Ok(self.0.verify(&boundaries, &actions)))
    }

    fn thresholds<'py>(
        &self,
        py: Python<'py>,
        steps: usize,
        low: &Bound<'py, PyAny>,
        high: &Bound<'py, PyAny>,
        digits: u32,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Changes<'py>> {
        let (low, high) = (input::single(low, "low")?, input::single(high, "high")?);
        let cut = |found: &CountChanges| found.stopped.is_some();
        let work = |_: &_| self.0.thresholds(steps, &low, &high, digits);
        changes(py, &kept(py, progress, false, cut, work)?)
    }

    /// The receiver's payoff and the sender's when the receiver knows the type.
    fn first_best<'py>(&self, py: Python<'py>) -> PyResult<Row<'py>> {
        let (receiver, sender) = released(py, || Ok(self.0.first_best()))?;
        row(py, &[receiver, sender])
    }
}

/// A set of decisions that the receiver leaves to the sender.
#[pyclass(frozen, name = "Delegation", module = "schelling._core")]
pub(super) struct PyDelegation(Delegation);

#[pymethods]
impl PyDelegation {
    fn decisions<'py>(&self, py: Python<'py>) -> PyResult<Vec<Row<'py>>> {
        let pieces = self.0.decisions.iter();
        pieces.map(|(low, high)| row(py, &[low.clone(), high.clone()])).collect()
    }

    /// The payoffs of the receiver and the sender, and what no set exceeds.
    fn payoffs<'py>(&self, py: Python<'py>) -> PyResult<Row<'py>> {
        let Delegation { receiver_payoff, sender_payoff, bound, .. } = &self.0;
        row(py, &[receiver_payoff.clone(), sender_payoff.clone(), bound.clone()])
    }

    #[getter]
    fn proved(&self) -> bool {
        self.0.proved
    }

    #[getter]
    fn stopped(&self) -> Option<String> {
        stopped(self.0.stopped())
    }

    fn price<'py>(&self, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let at = input::single(x, "x")?;
        Certain(&released(x.py(), || self.0.price(&at))?).into_pyobject(x.py())
    }
}
