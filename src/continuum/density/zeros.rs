//! Zeros and signs of polynomials on a range.

use super::{DensityPiece, wrong};
use crate::continuum::polynomial::{derivative, difference, enclosed, product, value};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::evaluate::{Jet, Outside};
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::roots::{Equations, roots};

/// A polynomial as an equation.
struct PolynomialEquation<'a>(&'a [Q]);

impl Equations for PolynomialEquation<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        Ok(vec![enclosed(self.0, &x[0])])
    }
    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let slope = enclosed(&derivative(self.0), &x[0].value);
        let slopes = x[0].slopes.iter().map(|own| own.times(&slope)).collect();
        Ok(vec![Jet { value: enclosed(self.0, &x[0].value), slopes }])
    }
    fn is_root(&self, x: &[Q]) -> Option<bool> {
        Some(value(self.0, &x[0]).is_zero())
    }
}

/// The places where a polynomial is or may be 0 in a range, in their order.
pub(in crate::continuum) fn zeros(
    coefficients: &[Q],
    low: &Q,
    high: &Q,
) -> Result<Vec<Enclosure>, Error> {
    let found = roots(&PolynomialEquation(coefficients), &[(low.clone(), high.clone())], 12)?;
    if let Some(halt) = found.stopped {
        return Err(halt.error());
    }
    let mut all: Vec<Enclosure> =
        found.found.into_iter().chain(found.undecided).flatten().collect();
    all.sort_by(|a, b| a.low.cmp(&b.low));
    Ok(all)
}

/// Is a polynomial nowhere negative in a range?
pub(in crate::continuum) fn not_negative(
    coefficients: &[Q],
    low: &Q,
    high: &Q,
) -> Result<bool, Error> {
    let mut from = low.clone();
    let zeros = zeros(coefficients, low, high)?;
    let ends = zeros.iter().map(|zero| (zero.low.clone(), zero.high.clone()));
    for (to, next) in ends.chain([(high.clone(), high.clone())]) {
        if from < to && value(coefficients, &((&from + &to) / Q::from(2))).is_negative() {
            return Ok(false);
        }
        from = next;
    }
    Ok(true)
}

/// The polynomial `g(c - t)`.
pub(in crate::continuum) fn turned_round(g: &[Q], c: &Q) -> Vec<Q> {
    let inner = [c.clone(), Q::from(-1)];
    g.iter()
        .rev()
        .fold(Vec::new(), |sum, coefficient| difference(&product(&sum, &inner), &[-coefficient]))
}

/// Checks that a piece is positive but for isolated points.
pub(super) fn positive(piece: &DensityPiece) -> Result<(), Error> {
    let DensityPiece { low, high, coefficients } = piece;
    if coefficients.iter().all(Q::is_zero) {
        return Err(wrong(format!(
            "the density is 0 from {low} to {high}: leave the interval out or give it some mass"
        )));
    }
    let zeros = zeros(coefficients, low, high)?;
    // between neighbouring zeros the sign is that of the middle
    let mut from = low.clone();
    let ends = zeros.iter().map(|zero| (zero.low.clone(), zero.high.clone()));
    for (to, next) in ends.chain([(high.clone(), high.clone())]) {
        if from < to {
            let middle = (&from + &to) / Q::from(2);
            if value(coefficients, &middle).is_negative() {
                return Err(wrong(format!(
                    "the density is negative at {:.6}: give one that is not",
                    middle.to_f64()
                )));
            }
        }
        from = next;
    }
    Ok(())
}
