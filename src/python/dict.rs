//! Results as dictionaries with named entries; the stub `_core.pyi` has their types.

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A dictionary, or the error of an entry that has no counterpart in Python.
pub(super) type Dict<'py> = PyResult<Bound<'py, PyDict>>;

/// A list of dictionaries, or the error of an entry that has no counterpart in Python.
pub(super) type Dicts<'py> = PyResult<Vec<Bound<'py, PyDict>>>;

/// Makes a dictionary: `dict!(py, name: value, ...)`.
macro_rules! dict {
    ($py:expr, $($name:ident: $value:expr),+ $(,)?) => {{
        let dict = pyo3::types::PyDict::new($py);
        $(dict.set_item(pyo3::intern!($py, stringify!($name)), $value)?;)+
        pyo3::PyResult::Ok(dict)
    }};
}
pub(super) use dict;

/// Makes a list of dictionaries.
pub(super) fn dicts<'py, T>(
    all: impl IntoIterator<Item = T>,
    dict: impl FnMut(T) -> Dict<'py>,
) -> Dicts<'py> {
    all.into_iter().map(dict).collect()
}
