//! Formulas as nested tuples, which Python builds its polynomials from.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;

use super::numbers::Fraction;
use super::raise;
use crate::io::formula::{Formula, FormulaComparison};

/// A formula as `("number", Fraction)`, `("name", str)`, `("-", f)`, `(sign, f, g)` or
/// `("**", f, int)`.
#[pyfunction]
pub(super) fn read_formula<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    tree(py, &Formula::read(text).map_err(raise)?)
}

/// The sides of a chain of comparisons, and the relations between them.
#[pyfunction]
pub(super) fn read_comparison<'py>(
    py: Python<'py>,
    text: &str,
) -> PyResult<(Vec<Bound<'py, PyAny>>, Vec<&'static str>)> {
    let FormulaComparison { sides, relations } = FormulaComparison::read(text).map_err(raise)?;
    let sides = sides.iter().map(|side| tree(py, side)).collect::<PyResult<_>>()?;
    Ok((sides, relations))
}

fn tree<'py>(py: Python<'py>, formula: &Formula) -> PyResult<Bound<'py, PyAny>> {
    match formula {
        Formula::Number(q) => ("number", Fraction(q)).into_bound_py_any(py),
        Formula::Name(name) => ("name", name).into_bound_py_any(py),
        Formula::Negative(f) => ("-", tree(py, f)?).into_bound_py_any(py),
        Formula::Operation(sign, pair) => {
            (sign.to_string(), tree(py, &pair.0)?, tree(py, &pair.1)?).into_bound_py_any(py)
        }
        Formula::Power(f, exponent) => ("**", tree(py, f)?, *exponent).into_bound_py_any(py),
        Formula::RationalPower(..) | Formula::Apply(..) => {
            unreachable!("symbolic games have no functions")
        }
    }
}
