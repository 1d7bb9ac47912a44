//! The private Python module `schelling._core`: thin, immutable handles on the crate's own types.
//!
//! The public front, with type hints and documentation, is `python/schelling`.

use pyo3::prelude::*;

mod numbers;

#[pymodule]
mod _core {
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }

    #[pyfunction]
    fn echo<'py>(py: Python<'py>, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let n = numbers::number(x).map_err(pyo3::exceptions::PyValueError::new_err)?;
        let _ = n.float;
        numbers::fraction(py, &n.value)
    }
}
