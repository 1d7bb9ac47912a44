//! The simplex method on any exact dictionary: the choice of pivots, and the end.

use std::cmp::Ordering;

use super::form::Sign;
use crate::exact::budget::checkpoint;
use crate::exact::int::Int;
use crate::exact::work::Abort;

/// Entries over one positive denominator.
#[derive(Clone, Debug)]
pub(crate) struct Scaled<I> {
    /// The numerators.
    pub entries: Vec<I>,
    /// The denominator.
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
    /// The basic variables, by row.
    fn basis(&self) -> &[usize];
    /// The non-basic variables, by column.
    fn nonbasis(&self) -> &[usize];
    /// The values that a variable may take.
    fn sign(&self, variable: usize) -> Sign;
    /// The values of the basic variables, over [`Dictionary::value_scale`].
    fn values(&self) -> Vec<&Self::I>;
    /// A positive denominator.
    fn value_scale(&self) -> &Self::I;
    /// The reduced costs of the non-basic variables, over [`Dictionary::reduced_scale`].
    fn reduced(&self) -> Vec<&Self::I>;
    /// A positive denominator.
    fn reduced_scale(&self) -> &Self::I;
    /// The entries of a row.
    fn row(&mut self, i: usize) -> Result<Scaled<Self::I>, Abort>;
    /// The entries of a column.
    fn column(&mut self, j: usize) -> Result<Scaled<Self::I>, Abort>;
    /// The variables at row `i` and column `j` change places; the entry there is not 0.
    fn pivot(&mut self, i: usize, j: usize) -> Result<(), Abort>;
}

/// The end of the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Termination {
    /// No pivot improves the objective.
    Optimal,
    /// The row at this position cannot be satisfied. The flag says that its variable would have to
    /// fall.
    Infeasible(usize, bool),
    /// The objective grows without end as the variable at this column grows, or with the flag
    /// falls.
    Unbounded(usize, bool),
}

/// Solves a programme: by the dual method while some value is out of its range, then by the primal
/// one.
///
/// The dual method needs a dual feasible dictionary. Where it is not, all reduced costs are read as
/// 0 until all values are in range, which finds a feasible point or none.
pub(crate) fn solve<D: Dictionary>(
    d: &mut D,
    stop: &dyn Fn() -> bool,
) -> Result<Termination, Abort> {
    let priced = d.nonbasis().iter().zip(d.reduced()).all(|(&v, r)| !improves(d.sign(v), r));
    let mut stalls = StallCounter::new(d);
    loop {
        checkpoint();
        if stop() {
            return Err(Abort::Stopped);
        }
        let Some((i, falls)) = leaving(d, stalls.over()) else { break };
        let row = d.row(i)?.entries;
        match entering(d, &row, falls, priced) {
            None => return Ok(Termination::Infeasible(i, falls)),
            Some(j) => {
                stalls.spend(!priced || d.reduced()[j].is_zero());
                d.pivot(i, j)?;
            }
        }
    }
    let mut stalls = StallCounter::new(d);
    loop {
        checkpoint();
        if stop() {
            return Err(Abort::Stopped);
        }
        let Some(j) = improving(d, stalls.over()) else { return Ok(Termination::Optimal) };
        let falls = d.reduced()[j].is_positive();
        let column = d.column(j)?.entries;
        match blocking(d, &column, falls) {
            None => return Ok(Termination::Unbounded(j, falls)),
            Some(i) => {
                stalls.spend(d.values()[i].is_zero());
                d.pivot(i, j)?;
            }
        }
    }
}

/// The count of pivots that did not move the objective. While it is small the pivot that looks best
/// is taken; then the rule that cannot cycle takes over (Bland 1977: of the variables that may
/// move, the first), until the objective moves again.
struct StallCounter {
    limit: usize,
    idle: usize,
}

impl StallCounter {
    fn new(d: &impl Dictionary) -> StallCounter {
        StallCounter { limit: d.basis().len() + d.nonbasis().len(), idle: 0 }
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

/// A row whose value is out of its range, the furthest out or the first, and whether the value has
/// to fall.
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
    // rounding may mistake which of two is larger, which only changes the order of pivots
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
