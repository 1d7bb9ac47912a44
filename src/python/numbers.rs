//! Numbers across the languages: anything that Python calls an exact number, or a float, becomes a
//! [`Q`], and a [`Q`] becomes a `fractions.Fraction`.

use std::borrow::Borrow;
use std::fmt::LowerHex;

use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyAttributeError, PyException, PyMemoryError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyFloat, PyInt, PyList, PyString, PyType};

use crate::exact::Q;

/// A number read from Python, and whether it came as a float.
pub(super) struct Number {
    pub value: Q,
    pub float: bool,
}

/// Why there is no number.
pub(super) enum Refused {
    /// The sentence that follows the entry's name.
    Sentence(String),
    /// What Python raised on the way, such as KeyboardInterrupt or MemoryError.
    Raised(PyErr),
}

impl From<String> for Refused {
    fn from(sentence: String) -> Refused {
        Refused::Sentence(sentence)
    }
}

impl From<PyErr> for Refused {
    fn from(error: PyErr) -> Refused {
        Refused::Raised(error)
    }
}

/// What Python returned, or nothing where it raised because the object is not of that kind.
///
/// All else that it may raise passes: a signal can arrive in any code of Python's.
pub(super) fn found<'py>(
    x: PyResult<Bound<'py, PyAny>>,
    py: Python<'py>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    match x {
        Ok(x) => Ok(Some(x)),
        Err(e) if e.is_instance_of::<PyTypeError>(py) => Ok(None),
        Err(e) if e.is_instance_of::<PyAttributeError>(py) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Reads one number.
///
/// A float stands for the simplest rational that rounds to it, in its own precision: `0.1` is 1/10.
/// Truth values are refused: `True` in a payoff table is a slip more often than a 1.
pub(super) fn number(x: &Bound<'_, PyAny>) -> Result<Number, Refused> {
    let exact = |value| Ok(Number { value, float: false });
    if let Ok(integer) = x.cast_exact::<PyInt>() {
        return exact(from_int(integer)?);
    }
    if let Ok(float) = x.cast_exact::<PyFloat>() {
        return from_float(x, Q::from_f64(float.value()));
    }
    if x.is_none() {
        return Err(Refused::Sentence("no number is given".into()));
    }
    if x.is_instance_of::<PyBool>() {
        return Err(truth(x)?);
    }
    if let Ok(integer) = x.cast::<PyInt>() {
        return exact(from_int(integer)?);
    }
    if let Ok(float) = x.cast::<PyFloat>() {
        return from_float(x, Q::from_f64(float.value()));
    }
    if let Ok(text) = x.cast::<PyString>() {
        return exact(parse(&text.to_string_lossy())?);
    }
    match type_name(x).as_str() {
        "bool" | "bool_" => return Err(truth(x)?),
        "Decimal" => return exact(parse(&x.str()?.to_string_lossy())?),
        "float32" => {
            let narrow = x.call_method0("item")?.extract::<f32>()?;
            return from_float(x, Q::from_f32(narrow));
        }
        _ => {}
    }
    if let Some(integer) = index(x)? {
        return exact(from_int(&integer)?);
    }
    let part = |name| match found(x.getattr(name), x.py())? {
        Some(part) => index(&part),
        None => Ok(None),
    };
    if let (Some(n), Some(d)) = (part("numerator")?, part("denominator")?) {
        if let (Ok(n), Ok(d)) = (n.extract::<i64>(), d.extract::<i64>())
            && let Some(value) = Q::new(n, d)
        {
            return exact(value);
        }
        let (n, d) = (from_int(&n)?, from_int(&d)?);
        if !d.is_zero() {
            return exact(n / d);
        }
    }
    Err(Refused::Sentence(format!(
        "{} is a {}, not a number (use an int, a Fraction, a Decimal, a float or a text \"p/q\")",
        show(x)?,
        type_name(x)
    )))
}

fn truth(x: &Bound<'_, PyAny>) -> PyResult<Refused> {
    Ok(Refused::Sentence(format!("{} is a truth value, not a number (write 0 or 1)", show(x)?)))
}

fn from_int(x: &Bound<'_, PyInt>) -> Result<Q, Refused> {
    if let Ok(small) = x.extract::<i64>() {
        return Ok(Q::from(small));
    }
    match x.str() {
        Ok(text) => Ok(parse(&text.to_string_lossy())?),
        // Python makes no text of integers of thousands of digits
        Err(e) if e.is_instance_of::<PyValueError>(x.py()) => {
            Err(Refused::Sentence("an integer of more than 4300 digits is too long".into()))
        }
        Err(e) => Err(e.into()),
    }
}

fn from_float(x: &Bound<'_, PyAny>, value: Option<Q>) -> Result<Number, Refused> {
    match value {
        Some(value) => Ok(Number { value, float: true }),
        None => Err(Refused::Sentence(format!("{} is not a finite number", show(x)?))),
    }
}

/// What `__index__` gives, of an object that has it.
fn index<'py>(x: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyInt>>> {
    if let Ok(integer) = x.cast::<PyInt>() {
        return Ok(Some(integer.clone()));
    }
    Ok(found(x.call_method0("__index__"), x.py())?.and_then(|n| n.cast_into::<PyInt>().ok()))
}

fn parse(text: &str) -> Result<Q, String> {
    text.parse::<Q>().map_err(|e| e.to_string())
}

fn type_name(x: &Bound<'_, PyAny>) -> String {
    x.get_type().name().map_or_else(|_| "object".into(), |name| name.to_string_lossy().into_owned())
}

/// A short `repr` for messages; the name of the type where it has none.
pub(super) fn show(x: &Bound<'_, PyAny>) -> PyResult<String> {
    let full = match x.repr() {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(e) if e.is_instance_of::<PyMemoryError>(x.py()) => return Err(e),
        Err(e) if e.is_instance_of::<PyException>(x.py()) => type_name(x),
        Err(e) => return Err(e),
    };
    Ok(match full.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &full[..end]),
        None => full,
    })
}

/// A [`Q`], owned or borrowed, that becomes a `fractions.Fraction`.
pub(super) struct Fraction<T>(pub T);

impl<'py, T: Borrow<Q>> IntoPyObject<'py> for Fraction<T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let (x, class) = (self.0.borrow(), CLASS.import(py, "fractions", "Fraction")?);
        let numerator = match i64::try_from(x.numerator()) {
            Ok(small) => small.into_bound_py_any(py)?,
            Err(_) => big(py, &x.numerator())?,
        };
        match u64::try_from(x.denominator()) {
            Ok(1) => class.call1((numerator,)),
            Ok(small) => class.call1((numerator, small)),
            Err(_) => class.call1((numerator, big(py, &x.denominator())?)),
        }
    }
}

/// A row of [`Q`]s that becomes a list of `fractions.Fraction`s.
pub(super) struct Fractions<T>(pub T);

impl<'py, T: AsRef<[Q]>> IntoPyObject<'py> for Fractions<T> {
    type Target = PyList;
    type Output = Bound<'py, PyList>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        // a table may have millions of rows, and Ctrl-C must not wait for the last of them
        py.check_signals()?;
        PyList::new(py, self.0.as_ref().iter().map(Fraction))
    }
}

/// Rows of [`Q`]s that become a list of lists of `fractions.Fraction`s.
pub(super) struct FractionRows<T>(pub T);

impl<'py, T: AsRef<[Vec<Q>]>> IntoPyObject<'py> for FractionRows<T> {
    type Target = PyList;
    type Output = Bound<'py, PyList>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.0.as_ref().iter().map(Fractions))
    }
}

/// A big integer as an `int`, through base 16, in which Python sets no limit on length.
fn big<'py>(py: Python<'py>, x: &impl LowerHex) -> PyResult<Bound<'py, PyAny>> {
    py.get_type::<PyInt>().call1((format!("{x:x}"), 16))
}
