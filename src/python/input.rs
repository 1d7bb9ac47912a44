//! Nested Python sequences in: payoffs, priors, strategies, each error naming its entry.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyList, PyString, PyTuple, PyType};

use super::game_error;
use super::numbers::{Number, Refused, number, show};
use super::run::released;
use crate::exact::Q;
use crate::exact::budget::{checkpoint, reserve};
use crate::game::GivenPayoffs;

/// Numbers by label, as Python gives them.
pub(super) type Pairs<'py> = Vec<(String, Bound<'py, PyAny>)>;

/// One number.
pub(super) fn single(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Q> {
    Ok(entry(x, path)?.value)
}

/// Payoffs `[i][j][k]`; `None` where Python gave `None`.
pub(super) fn cells(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Vec<Vec<Vec<Option<Q>>>>> {
    each(x, path, |x, path| each(x, path, |x, path| each(x, path, optional)))
}

/// Payoffs `[i][j][k][l]`; `None` where Python gave `None`.
pub(super) fn typed_cells(x: &Bound<'_, PyAny>, path: &str) -> PyResult<GivenPayoffs> {
    Ok(each(x, path, cells)?.into())
}

/// Numbers `[i][j][k]`.
pub(super) fn typed_table(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Vec<Vec<Vec<Q>>>> {
    each(x, path, table)
}

/// Numbers `[i][j]`.
pub(super) fn table(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Vec<Vec<Q>>> {
    each(x, path, |x, path| each(x, path, |x, path| Ok(entry(x, path)?.value)))
}

/// Numbers `[i][j][k]`.
pub(super) fn tables(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Vec<Vec<Vec<Q>>>> {
    each(x, path, table)
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

/// Probabilities `[i][j]`, and whether any of them came as a float.
pub(super) fn probabilities(x: &Bound<'_, PyAny>, path: &str) -> PyResult<(Vec<Vec<Q>>, bool)> {
    let rows = each(x, path, |x, path| each(x, path, entry))?;
    let float = rows.iter().flatten().any(|n| n.float);
    let values = |row: Vec<Number>| row.into_iter().map(|n| n.value).collect();
    Ok((rows.into_iter().map(values).collect(), float))
}

/// A prior, and whether any of its entries came as a float.
pub(super) fn prior(x: &Bound<'_, PyAny>) -> PyResult<(Vec<Q>, bool)> {
    let numbers = each(x, "prior", entry)?;
    let float = numbers.iter().any(|n| n.float);
    Ok((numbers.into_iter().map(|n| n.value).collect(), float))
}

fn entry(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Number> {
    number(x).map_err(|refused| match refused {
        Refused::Sentence(sentence) => game_error(format!("{path}: {sentence}")),
        Refused::Raised(error) => error,
    })
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
    let py = x.py();
    let refused =
        || PyResult::Ok(game_error(format!("{path}: {} is not a list of numbers", show(x)?)));
    let list = x.is_instance_of::<PyList>() || x.is_instance_of::<PyTuple>();
    if !list {
        static MAPPING: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let text = x.is_instance_of::<PyString>() || x.is_instance_of::<PyBytes>();
        if text || x.is_instance(MAPPING.import(py, "collections.abc", "Mapping")?)? {
            return Err(refused()?);
        }
    }
    let items = match x.try_iter() {
        Ok(items) => items,
        Err(e) if e.is_instance_of::<PyTypeError>(py) => return Err(refused()?),
        Err(e) => return Err(e),
    };
    let mut all = Vec::new();
    for (i, item) in items.enumerate() {
        if i.is_multiple_of(LOOK) {
            look(py, i * size_of::<T>())?;
        }
        all.push(f(&item?, &format!("{path}[{i}]"))?);
    }
    Ok(all)
}

/// Items of a list between two looks at signals and limits.
const LOOK: usize = 4096;

/// Sees to signals and limits while a list, which may have no end, has grown to so many bytes.
fn look(py: Python<'_>, bytes: usize) -> PyResult<()> {
    py.check_signals()?;
    if bytes == 0 {
        return Ok(());
    }
    released(py, || {
        checkpoint();
        // a list that grows is moved to one of twice the size
        reserve(3 * bytes as u128, "a list of numbers");
        Ok(())
    })
}
