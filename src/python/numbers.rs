//! Numbers in and out: anything Python calls an exact number, or a float, becomes a [`Q`]; a [`Q`]
//! becomes a `fractions.Fraction`.

use std::fmt::LowerHex;

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString, PyType};

use crate::exact::Q;

/// A number read from Python, and whether it came as a float.
pub(super) struct Number {
    pub value: Q,
    pub float: bool,
}

/// Reads one number; the error is the sentence that follows the entry's name.
///
/// A float stands for the simplest rational that rounds to it, in its own precision: `0.1` is 1/10.
/// Truth values are refused: `True` in a payoff table is a slip more often than a 1.
pub(super) fn number(x: &Bound<'_, PyAny>) -> Result<Number, String> {
    let exact = |value| Ok(Number { value, float: false });
    if x.is_none() {
        return Err("no number is given".into());
    }
    if x.is_instance_of::<PyBool>() {
        return Err(format!("{} is a truth value, not a number (write 0 or 1)", show(x)));
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
        "bool" | "bool_" => {
            return Err(format!("{} is a truth value, not a number (write 0 or 1)", show(x)));
        }
        "Decimal" => return exact(parse(&text(x)?)?),
        "float32" => {
            let narrow = x
                .call_method0("item")
                .and_then(|v| v.extract::<f32>())
                .map_err(|e| e.to_string())?;
            return from_float(x, Q::from_f32(narrow));
        }
        _ => {}
    }
    if let Some(integer) = index(x) {
        return exact(from_int(&integer)?);
    }
    let part = |name| x.getattr(name).ok().as_ref().and_then(index);
    if let (Some(n), Some(d)) = (part("numerator"), part("denominator")) {
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
    Err(format!(
        "{} is a {}, not a number (use an int, a Fraction, a Decimal, a float or a text \"p/q\")",
        show(x),
        type_name(x)
    ))
}

fn from_int(x: &Bound<'_, PyInt>) -> Result<Q, String> {
    match x.extract::<i64>() {
        Ok(small) => Ok(Q::from(small)),
        Err(_) => parse(&text(x)?),
    }
}

fn from_float(x: &Bound<'_, PyAny>, value: Option<Q>) -> Result<Number, String> {
    match value {
        Some(value) => Ok(Number { value, float: true }),
        None => Err(format!("{} is not a finite number", show(x))),
    }
}

fn index<'py>(x: &Bound<'py, PyAny>) -> Option<Bound<'py, PyInt>> {
    x.call_method0("__index__").ok()?.cast_into::<PyInt>().ok()
}

fn parse(text: &str) -> Result<Q, String> {
    text.parse::<Q>().map_err(|e| e.to_string())
}

/// `str(x)`, which Python refuses for integers of thousands of digits.
fn text(x: &Bound<'_, PyAny>) -> Result<String, String> {
    match x.str() {
        Ok(text) => Ok(text.to_string_lossy().into_owned()),
        Err(_) => Err("an integer of more than 4300 digits is too long".into()),
    }
}

fn type_name(x: &Bound<'_, PyAny>) -> String {
    x.get_type().name().map_or_else(|_| "object".into(), |name| name.to_string())
}

/// A short `repr` for messages.
pub(super) fn show(x: &Bound<'_, PyAny>) -> String {
    let full = x.repr().map_or_else(|_| type_name(x), |r| r.to_string_lossy().into_owned());
    match full.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &full[..end]),
        None => full,
    }
}

/// A [`Q`] as a `fractions.Fraction`.
pub(super) fn fraction<'py>(py: Python<'py>, x: &Q) -> PyResult<Bound<'py, PyAny>> {
    static FRACTION: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let class = FRACTION.import(py, "fractions", "Fraction")?;
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

/// A big integer as an `int`, through base 16, in which Python sets no limit on length.
fn big<'py>(py: Python<'py>, x: &impl LowerHex) -> PyResult<Bound<'py, PyAny>> {
    py.get_type::<PyInt>().call1((format!("{x:x}"), 16))
}

/// A row of [`Q`]s as `fractions.Fraction`s.
pub(super) fn fractions<'py>(py: Python<'py>, row: &[Q]) -> PyResult<Vec<Bound<'py, PyAny>>> {
    row.iter().map(|x| fraction(py, x)).collect()
}
