//! The simplex method itself, on any exact dictionary: which variables change places, and when to
//! stop.

use std::cmp::Ordering;

use super::form::Sign;
use crate::exact::budget::checkpoint;
use crate::exact::int::Int;
use crate::exact::work::Abort;

/// Entries over one positive denominator.
#[derive(Clone, Debug)]
pub(crate) struct Scaled<I> {
    pub entries: Vec<I>,
    pub scale: I,
}

/// The equations solved for the basic variables, and the objective with them:
///
/// ```text
/// x_i = value_i - sum_j entry_ij x_j        i basic, j non-basic
///   z = value   - sum_j reduced_j x_j
/// ```
///
/// Rows and columns are known by position; [`Dictionary::basis`] and [`Dictionary::nonbasis`] say
/// which variable stands there.
pub(crate) trait Dictionary {
    type I: Int;
    fn basis(&self) -> &[usize];
    fn nonbasis(&self) -> &[usize];
    fn sign(&self, variable: usize) -> Sign;
    /// Over some positive denominator, by row.
    fn values(&self) -> Vec<&Self::I>;
    fn value_scale(&self) -> &Self::I;
    /// Over some positive denominator, by column.
    fn reduced(&self) -> Vec<&Self::I>;
    fn reduced_scale(&self) -> &Self::I;
    fn row(&mut self, i: usize) -> Result<Scaled<Self::I>, Abort>;
    fn column(&mut self, j: usize) -> Result<Scaled<Self::I>, Abort>;
    /// The variables at row `i` and column `j` change places; the entry there is not 0.
    fn pivot(&mut self, i: usize, j: usize) -> Result<(), Abort>;
}

/// Where the method ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Optimal,
    /// The row at this position cannot be satisfied; `true` when its variable would have to fall.
    Infeasible(usize, bool),
    /// The objective grows as the variable at this column grows, or falls when `true`.
    Unbounded(usize, bool),
}

/// Solves: the dual method as long as some value is out of its range, then the primal one.
///
/// The dual method needs reduced costs in order; where they are not, it runs with all of them read
/// as 0 until the values are, which finds a feasible point or none.
pub(crate) fn solve<D: Dictionary>(d: &mut D, stop: &dyn Fn() -> bool) -> Result<End, Abort> {
    let priced = d.nonbasis().iter().zip(d.reduced()).all(|(&v, r)| !improves(d.sign(v), r));
    let mut patience = Patience::new(d);
    loop {
        checkpoint();
        if stop() {
            return Err(Abort::Stopped);
        }
        let Some((i, falls)) = leaving(d, patience.over()) else { break };
        let row = d.row(i)?.entries;
        match entering(d, &row, falls, priced) {
            None => return Ok(End::Infeasible(i, falls)),
            Some(j) => {
                patience.spend(!priced || d.reduced()[j].is_zero());
                d.pivot(i, j)?;
            }
        }
    }
    let mut patience = Patience::new(d);
    loop {
        checkpoint();
        if stop() {
            return Err(Abort::Stopped);
        }
        let Some(j) = improving(d, patience.over()) else { return Ok(End::Optimal) };
        let falls = d.reduced()[j].is_positive();
        let column = d.column(j)?.entries;
        match blocking(d, &column, falls) {
            None => return Ok(End::Unbounded(j, falls)),
            Some(i) => {
                patience.spend(d.values()[i].is_zero());
                d.pivot(i, j)?;
            }
        }
    }
}

/// How long to take the step that looks best, before the rule that cannot cycle (Bland 1977: of
/// those that may move, the first) takes over until the objective moves again.
struct Patience {
    limit: usize,
    idle: usize,
}

impl Patience {
    fn new(d: &impl Dictionary) -> Patience {
        Patience { limit: d.basis().len() + d.nonbasis().len(), idle: 0 }
    }
    fn spend(&mut self, idle: bool) {
        self.idle = if idle { self.idle + 1 } else { 0 };
    }
    fn over(&self) -> bool {
        self.idle > self.limit
    }
}

fn improves<I: Int>(sign: Sign, reduced: &I) -> bool {
    match sign {
        Sign::NonNegative => reduced.is_negative(),
        Sign::Free => !reduced.is_zero(),
        Sign::Fixed => false,
    }
}

/// A row whose value is out of range, and whether it has to fall: the furthest out, or the first.
fn leaving<D: Dictionary>(d: &D, first: bool) -> Option<(usize, bool)> {
    let (basis, values) = (d.basis(), d.values());
    let out = (0..basis.len()).filter(|&i| match d.sign(basis[i]) {
        Sign::NonNegative => values[i].is_negative(),
        Sign::Free => false,
        Sign::Fixed => !values[i].is_zero(),
    });
    let best = if first {
        out.min_by_key(|&i| basis[i])
    } else {
        out.max_by(|&i, &k| absolutes(values[i], values[k]).then(basis[k].cmp(&basis[i])))
    };
    best.map(|i| (i, values[i].is_positive()))
}

fn absolutes<I: Int>(a: &I, b: &I) -> Ordering {
    let size = |x: &I| x.to_f64().abs();
    // rounding may only mistake which of two is larger, and that is a choice of order
    size(a).total_cmp(&size(b))
}

/// The column that takes over a row: of those that move its value the right way, the first whose
/// reduced cost reaches 0.
fn entering<D: Dictionary>(d: &D, row: &[D::I], falls: bool, priced: bool) -> Option<usize> {
    let (nonbasis, reduced) = (d.nonbasis(), d.reduced());
    let moves = |&j: &usize| match d.sign(nonbasis[j]) {
        Sign::NonNegative => {
            if falls {
                row[j].is_positive()
            } else {
                row[j].is_negative()
            }
        }
        Sign::Free => !row[j].is_zero(),
        Sign::Fixed => false,
    };
    (0..nonbasis.len()).filter(moves).min_by(|&j, &k| {
        let ratio = if priced {
            D::I::compare_products(reduced[j], &row[k], reduced[k], &row[j])
        } else {
            Ordering::Equal
        };
        ratio.then_with(|| nonbasis[j].cmp(&nonbasis[k]))
    })
}

/// A column that improves the objective: the steepest, or the first.
fn improving<D: Dictionary>(d: &D, first: bool) -> Option<usize> {
    let (nonbasis, reduced) = (d.nonbasis(), d.reduced());
    let better = (0..nonbasis.len()).filter(|&j| improves(d.sign(nonbasis[j]), reduced[j]));
    if first {
        better.min_by_key(|&j| nonbasis[j])
    } else {
        better
            .max_by(|&j, &k| absolutes(reduced[j], reduced[k]).then(nonbasis[k].cmp(&nonbasis[j])))
    }
}

/// The row that first stops a column's variable as it grows, or as it `falls`.
fn blocking<D: Dictionary>(d: &D, column: &[D::I], falls: bool) -> Option<usize> {
    let (basis, values) = (d.basis(), d.values());
    let blocks = |&i: &usize| match d.sign(basis[i]) {
        Sign::NonNegative => {
            if falls {
                column[i].is_negative()
            } else {
                column[i].is_positive()
            }
        }
        Sign::Free => false,
        Sign::Fixed => !column[i].is_zero(),
    };
    (0..basis.len()).filter(blocks).min_by(|&i, &k| {
        D::I::compare_products(values[i], &column[k], values[k], &column[i])
            .then_with(|| basis[i].cmp(&basis[k]))
    })
}
