//! The standard form of a programme, in integers: each row and the objective are multiplied by a
//! positive number.

use dashu_int::IBig;

use super::Program;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::integers::primitive;

/// The values that a variable may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `x >= 0`
    NonNegative,
    /// any value
    Free,
    /// `x = 0`: the slack of an equality
    Fixed,
}

/// Sparse lines of a matrix, rows or columns: the indices and the entries.
pub(super) type Lines<T> = Vec<Vec<(usize, T)>>;

/// `maximise c x` subject to `A x + s = b`, all integers.
///
/// Variables are numbered `0..n`, slacks `n..n + m` in the order of the rows.
#[derive(Debug)]
pub(super) struct StandardForm {
    /// The entries of `A` by row: column and entry, ascending, none of them 0.
    pub rows: Lines<IBig>,
    /// `b`
    pub bounds: Vec<IBig>,
    /// `c`
    pub costs: Vec<IBig>,
    /// `[variable or slack]`
    pub signs: Vec<Sign>,
    /// `[row]`: the number by which it was multiplied.
    factors: Vec<Q>,
    /// The number by which the objective was multiplied.
    scale: Q,
}

impl StandardForm {
    pub(crate) fn new(program: &Program) -> StandardForm {
        let (costs, scale) = primitive(program.columns.iter().map(|c| &c.objective));
        let sign = |free| if free { Sign::Free } else { Sign::NonNegative };
        let mut signs: Vec<Sign> = program.columns.iter().map(|c| sign(c.free)).collect();
        let (mut rows, mut bounds, mut factors) = (Vec::new(), Vec::new(), Vec::new());
        for row in &program.rows {
            checkpoint();
            let entries = sum_by_column(&row.coefficients);
            let (mut numbers, factor) =
                primitive(entries.iter().map(|(_, a)| a).chain([&row.bound]));
            bounds.push(numbers.pop().expect("the bound"));
            rows.push(entries.iter().map(|(j, _)| *j).zip(numbers).collect());
            factors.push(factor);
            signs.push(if row.equality { Sign::Fixed } else { Sign::NonNegative });
        }
        StandardForm { rows, bounds, costs, signs, factors, scale }
    }

    /// The number of variables.
    pub(crate) fn width(&self) -> usize {
        self.costs.len()
    }

    /// The number of rows.
    pub(crate) fn height(&self) -> usize {
        self.rows.len()
    }

    /// A crash basis: for some equalities the column that takes the place of the slack.
    ///
    /// No column stands in two of these rows, so the choice is a basis, and each row takes the
    /// column that is worth most per unit of it. Where all columns worth anything stand in such a
    /// row with a positive entry, as under constraints that probabilities sum to 1, no column is
    /// left that improves, and the dual method can start.
    pub(crate) fn crash(&self) -> Vec<(usize, usize)> {
        let mut used = vec![false; self.width()];
        let mut chosen = Vec::new();
        for (i, row) in self.rows.iter().enumerate() {
            if self.signs[self.width() + i] != Sign::Fixed || row.iter().any(|(j, _)| used[*j]) {
                continue;
            }
            // the largest c / a over the columns with a > 0
            let positive = row.iter().filter(|(_, a)| *a > IBig::ZERO);
            let best = positive.reduce(|best, next| {
                let better = &self.costs[next.0] * &best.1 > &self.costs[best.0] * &next.1;
                if better { next } else { best }
            });
            if let Some((j, _)) = best {
                row.iter().for_each(|(j, _)| used[*j] = true);
                chosen.push((i, *j));
            }
        }
        chosen
    }

    /// The value of a point in the programme's own objective.
    pub(crate) fn objective(&self, x: &[Q]) -> Q {
        let worth = x.iter().zip(&self.costs).filter(|(x, _)| !x.is_zero());
        let sum: Q = worth.map(|(x, c)| x * &Q::from(c.clone())).sum();
        sum / &self.scale
    }

    /// The same in floating point, for prices.
    pub(crate) fn float_multipliers(&self, y: &[f64]) -> Vec<f64> {
        let scale = self.scale.to_f64();
        y.iter().zip(&self.factors).map(|(y, f)| y * f.to_f64() / scale).collect()
    }

    /// The multipliers of the programme's own rows, given those of the integer rows. Where they are
    /// prices, the scale of the objective is taken out too.
    pub(crate) fn multipliers(&self, y: impl Iterator<Item = Q>, priced: bool) -> Vec<Q> {
        let scale = if priced { &self.scale } else { &Q::ONE };
        y.zip(&self.factors).map(|(y, f)| if y.is_zero() { y } else { y * f / scale }).collect()
    }
}

/// The coefficients of a row, summed by column: one for each column named, ascending, without
/// zeros.
fn sum_by_column(coefficients: &[(usize, Q)]) -> Vec<(usize, Q)> {
    let mut entries: Vec<(usize, Q)> = coefficients.to_vec();
    entries.sort_by_key(|(j, _)| *j);
    entries.dedup_by(|(j, a), (i, sum)| {
        let same = i == j;
        if same {
            *sum += a;
        }
        same
    });
    entries.retain(|(_, a)| !a.is_zero());
    entries
}
