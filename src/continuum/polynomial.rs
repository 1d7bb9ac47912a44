//! Polynomials in the type, by their coefficients, the constant first.

use crate::exact::Q;
use crate::exact::enclosure::interval::Interval;

/// The value at a rational number.
pub(super) fn value(coefficients: &[Q], x: &Q) -> Q {
    coefficients.iter().rev().fold(Q::from(0), |sum, c| &(&sum * x) + c)
}

/// An enclosure of the values on an interval.
pub(super) fn enclosed(coefficients: &[Q], x: &Interval) -> Interval {
    coefficients
        .iter()
        .rev()
        .fold(Interval::integer(0, x.p), |sum, c| sum.times(x).plus(&Interval::rational(c, x.p)))
}

/// The derivative.
pub(super) fn derivative(coefficients: &[Q]) -> Vec<Q> {
    let numbered = coefficients.iter().enumerate().skip(1);
    numbered.map(|(k, c)| c * &Q::from(k as i64)).collect()
}

/// The antiderivative that is 0 at 0.
pub(super) fn antiderivative(coefficients: &[Q]) -> Vec<Q> {
    let numbered = coefficients.iter().enumerate();
    let terms = numbered.map(|(k, c)| c / &Q::from(k as i64 + 1));
    std::iter::once(Q::from(0)).chain(terms).collect()
}

/// The product.
pub(super) fn product(a: &[Q], b: &[Q]) -> Vec<Q> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let mut all = vec![Q::from(0); a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            all[i + j] += &(x * y);
        }
    }
    all
}

/// The difference.
pub(super) fn difference(a: &[Q], b: &[Q]) -> Vec<Q> {
    let at = |c: &[Q], k: usize| c.get(k).cloned().unwrap_or_default();
    (0..a.len().max(b.len())).map(|k| at(a, k) - at(b, k)).collect()
}
