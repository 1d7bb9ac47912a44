//! The simplex tableau: rows, reduced costs, pivots, and how an answer is read from them.

use super::{Program, Row};
use crate::exact::Q;

/// `B^-1 [A | b]` for the present basis `B`, over the columns
/// (variables, free ones twice; slacks of the `<=` rows; artificials), and the row of reduced costs.
pub(super) struct Tableau {
    /// The rows; the last entry is the right-hand side, never negative.
    rows: Vec<Vec<Q>>,
    /// `c_B B^-1 A - c`; the last entry is the value `c_B B^-1 b`.
    reduced: Vec<Q>,
    costs: Vec<Q>,
    /// The column that is basic in each row.
    basis: Vec<usize>,
    /// Where each variable lives: its column, and the column of its negative part when free.
    pub(super) split: Vec<(usize, Option<usize>)>,
    /// For each row of the programme the column that was its unit vector at the start.
    unit: Vec<usize>,
    /// Was the row negated to make its bound non-negative?
    negated: Vec<bool>,
    /// The first artificial column; these never enter.
    pub(super) artificial: usize,
    /// The number of columns.
    pub(super) width: usize,
}

impl Tableau {
    pub(super) fn new(program: &Program) -> Tableau {
        let mut split = Vec::with_capacity(program.columns.len());
        let mut next = 0;
        for column in &program.columns {
            split.push((next, column.free.then_some(next + 1)));
            next += 1 + usize::from(column.free);
        }
        let slack_start = next;
        let artificial = slack_start + program.rows.iter().filter(|row| !row.equality).count();
        let needs_artificial = |row: &Row| row.equality || row.bound.is_negative();
        let width = artificial + program.rows.iter().filter(|row| needs_artificial(row)).count();

        let (mut slack, mut extra) = (slack_start, artificial);
        let (mut rows, mut unit, mut negated) = (Vec::new(), Vec::new(), Vec::new());
        for row in &program.rows {
            let mut entries = vec![Q::ZERO; width + 1];
            for (j, a) in &row.coefficients {
                let (plus, minus) = split[*j];
                entries[plus] += a;
                if let Some(minus) = minus {
                    entries[minus] -= a;
                }
            }
            entries[width] = row.bound.clone();
            let negate = row.bound.is_negative();
            if !row.equality {
                entries[slack] = Q::ONE;
                slack += 1;
            }
            if negate {
                entries = entries.into_iter().map(|x| -x).collect();
            }
            if needs_artificial(row) {
                entries[extra] = Q::ONE;
                unit.push(extra);
                extra += 1;
            } else {
                unit.push(slack - 1);
            }
            rows.push(entries);
            negated.push(negate);
        }
        let basis = unit.clone();
        let (reduced, costs) = (Vec::new(), Vec::new());
        Tableau { rows, reduced, costs, basis, split, unit, negated, artificial, width }
    }

    /// Sets the objective and computes the reduced costs for the present basis.
    pub(super) fn price(&mut self, costs: Vec<Q>) {
        self.reduced = costs.iter().map(|c| -c.clone()).collect();
        self.reduced.push(Q::ZERO);
        for (row, &basic) in self.rows.iter().zip(&self.basis) {
            if !costs[basic].is_zero() {
                for (r, x) in self.reduced.iter_mut().zip(row) {
                    *r += &(&costs[basic] * x);
                }
            }
        }
        self.costs = costs;
    }

    /// Pivots by Bland's rule to an optimum (`None`) or to a column along which the objective grows
    /// for ever.
    pub(super) fn improve(&mut self) -> Option<usize> {
        while let Some(j) = (0..self.artificial).find(|&j| self.reduced[j].is_negative()) {
            let leaving = (0..self.rows.len())
                .filter(|&i| self.rows[i][j].is_positive())
                .map(|i| (&self.rows[i][self.width] / &self.rows[i][j], self.basis[i], i))
                .min();
            match leaving {
                Some((_, _, i)) => self.pivot(i, j),
                None => return Some(j),
            }
        }
        None
    }

    /// Makes column `j` basic in row `i`.
    fn pivot(&mut self, i: usize, j: usize) {
        let mut row = std::mem::take(&mut self.rows[i]);
        let pivot = row[j].clone();
        for x in row.iter_mut().filter(|x| !x.is_zero()) {
            *x = &*x / &pivot;
        }
        for other in self.rows.iter_mut().chain([&mut self.reduced]) {
            if other.is_empty() || other[j].is_zero() {
                continue; // the row taken out above, or one that does not change
            }
            let factor = other[j].clone();
            for (x, y) in other.iter_mut().zip(&row) {
                if !y.is_zero() {
                    *x -= &(&factor * y);
                }
            }
        }
        self.rows[i] = row;
        self.basis[i] = j;
    }

    /// After a first phase that ended at 0: takes the artificial columns out of the basis.
    ///
    /// One that stays belongs to a redundant row, zero in every other column: it stays 0 for ever.
    pub(super) fn remove_artificials(&mut self) {
        for i in 0..self.rows.len() {
            if self.basis[i] >= self.artificial
                && let Some(j) = (0..self.artificial).find(|&j| !self.rows[i][j].is_zero())
            {
                self.pivot(i, j);
            }
        }
    }

    pub(super) fn value(&self) -> &Q {
        &self.reduced[self.width]
    }

    /// `y = c_B B^-1`, read from the columns that were unit vectors, in the signs of the programme.
    pub(super) fn dual(&self) -> Vec<Q> {
        let read = |(&j, &negated): (&usize, &bool)| {
            let y = &self.reduced[j] + &self.costs[j];
            if negated { -y } else { y }
        };
        self.unit.iter().zip(&self.negated).map(read).collect()
    }

    pub(super) fn point(&self) -> Vec<Q> {
        let mut x = vec![Q::ZERO; self.width];
        for (row, &basic) in self.rows.iter().zip(&self.basis) {
            x[basic] = row[self.width].clone();
        }
        self.join(&x)
    }

    /// What happens to the variables when column `j` grows by 1.
    pub(super) fn ray(&self, j: usize) -> Vec<Q> {
        let mut x = vec![Q::ZERO; self.width];
        x[j] = Q::ONE;
        for (row, &basic) in self.rows.iter().zip(&self.basis) {
            x[basic] = -row[j].clone();
        }
        self.join(&x)
    }

    fn join(&self, x: &[Q]) -> Vec<Q> {
        let join = |&(plus, minus): &(usize, Option<usize>)| match minus {
            Some(minus) => &x[plus] - &x[minus],
            None => x[plus].clone(),
        };
        self.split.iter().map(join).collect()
    }
}
