//! Nested Python sequences in: payoffs, priors, strategies, each error naming its entry.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyMapping, PyString};

use super::game_error;
use super::numbers::{Number, number, show};
use crate::exact::Q;

/// One number.
pub(super) fn single(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Q> {
    Ok(entry(x, path)?.value)
}

/// Payoffs `[i][j][k]`; `None` where Python gave `None`.
pub(super) fn cells(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Vec<Vec<Vec<Option<Q>>>>> {
    each(x, path, |x, path| each(x, path, |x, path| each(x, path, optional)))
}

/// Numbers `[i][j]`.
pub(super) fn table(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Vec<Vec<Q>>> {
    each(x, path, |x, path| each(x, path, |x, path| Ok(entry(x, path)?.value)))
}

/// Numbers `[i]`.
pub(super) fn row(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Vec<Q>> {
    each(x, path, |x, path| Ok(entry(x, path)?.value))
}

/// Numbers by label.
pub(super) fn pairs(
    given: &[(String, Bound<'_, PyAny>)],
    path: &str,
) -> PyResult<Vec<(String, Q)>> {
    let pair = |(label, x): &(String, Bound<'_, PyAny>)| {
        Ok((label.clone(), entry(x, &format!("{path}[{label:?}]"))?.value))
    };
    given.iter().map(pair).collect()
}

/// Beliefs `[i][j]`: a row of nothing but `None` is no belief, else `None` stands for 0.
pub(super) fn beliefs(x: &Bound<'_, PyAny>) -> PyResult<Vec<Option<Vec<Q>>>> {
    each(x, "beliefs", |x, path| {
        if x.is_none() {
            return Ok(None);
        }
        let row = each(x, path, optional)?;
        let silent = row.iter().all(Option::is_none);
        Ok((!silent).then(|| row.into_iter().map(Option::unwrap_or_default).collect()))
    })
}

/// A prior, and whether any of its entries came as a float.
pub(super) fn prior(x: &Bound<'_, PyAny>) -> PyResult<(Vec<Q>, bool)> {
    let numbers = each(x, "prior", entry)?;
    let float = numbers.iter().any(|n| n.float);
    Ok((numbers.into_iter().map(|n| n.value).collect(), float))
}

fn entry(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Number> {
    number(x).map_err(|sentence| game_error(format!("{path}: {sentence}")))
}

fn optional(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Option<Q>> {
    if x.is_none() { Ok(None) } else { entry(x, path).map(|n| Some(n.value)) }
}

/// Reads every element of a sequence with `f`, which is told the element's path.
fn each<'py, T>(
    x: &Bound<'py, PyAny>,
    path: &str,
    f: impl Fn(&Bound<'py, PyAny>, &str) -> PyResult<T>,
) -> PyResult<Vec<T>> {
    let text = x.is_instance_of::<PyString>() || x.is_instance_of::<PyBytes>();
    let items = if text || x.cast::<PyMapping>().is_ok() { None } else { x.try_iter().ok() };
    let Some(items) = items else {
        return Err(game_error(format!("{path}: {} is not a list of numbers", show(x))));
    };
    items.enumerate().map(|(i, item)| f(&item?, &format!("{path}[{i}]"))).collect()
}
