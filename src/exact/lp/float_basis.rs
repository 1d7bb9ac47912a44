//! A basis and its inverse in floating point, for the search for an optimal basis.
//!
//! Of a basis only the part that is not a slack in its own row needs an inverse: with `C` the basic
//! variables and `R` the rows whose slacks are not basic, `x_C = G b_R` and `y_R = c_C G` for
//! `G = A[R, C]^-1`, and the rest follows from the sparse rows of `A`. In programmes whose rows are
//! mostly slack at any one vertex `G` is small, and a pivot costs no more than its size and the
//! entries of `A`.
//!
//! Nothing found here is taken for granted: the exact part starts from the basis, and proves or
//! repairs it.
//!
//! The linear algebra is written out, since most inverses here are small: with the LU decomposition
//! and inverse of `nalgebra` the bench `lp: assignment of 8` took 5 % more instructions, and
//! `regimes: random talk, 6 x 8` 3 %.

use dashu_int::IBig;

use super::form::{Lines, Sign, StandardForm};
use crate::exact::budget::{checkpoint, reserve};
use crate::exact::int::Int;

/// The place of what is not in `C`, or not in `R`.
pub(crate) const OUT: usize = usize::MAX;

/// Sparse lines of floats, one after another in one piece of memory.
pub(crate) struct Sparse {
    start: Vec<usize>,
    index: Vec<usize>,
    value: Vec<f64>,
}

impl Sparse {
    fn new(lines: &Lines<f64>) -> Sparse {
        let mut start = vec![0];
        let (mut index, mut value) = (Vec::new(), Vec::new());
        for line in lines {
            checkpoint();
            for (k, x) in line {
                index.push(*k);
                value.push(*x);
            }
            start.push(index.len());
        }
        Sparse { start, index, value }
    }

    pub(crate) fn line(&self, i: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.start[i]..self.start[i + 1];
        self.index[range.clone()].iter().copied().zip(self.value[range].iter().copied())
    }
}

/// Basic variables, and rows whose slacks are not basic.
pub(crate) type Start = (Vec<usize>, Vec<usize>);

/// A basis with its inverse, values and reduced costs.
pub(crate) struct FloatBasis {
    /// `A` by rows.
    pub rows: Sparse,
    /// `A` by columns.
    pub columns: Sparse,
    /// `[variable or slack]`
    pub signs: Vec<Sign>,
    /// `c`
    pub costs: Vec<f64>,
    /// `b`
    pub bounds: Vec<f64>,
    /// The basic variables.
    pub inside: Vec<usize>,
    /// The rows whose slacks are not basic.
    pub tight: Vec<usize>,
    /// `[variable]`: its place in `inside`; `[n + row]`: the row's place in `tight`; or [`OUT`].
    pub place: Vec<usize>,
    /// `G`, by basic variable.
    inverse: Vec<Vec<f64>>,
    /// `[variable]`: the value of those that are basic, else 0.
    pub x: Vec<f64>,
    /// `[variable]`: the reduced cost of those that are not, else 0.
    pub d: Vec<f64>,
    /// The number of pivots since the inverse was computed anew.
    pub age: usize,
    /// What rows, columns and the objective were multiplied by.
    factors: Factors,
}

/// The factors of rows, of columns and of the objective.
type Factors = (Vec<f64>, Vec<f64>, f64);

/// An absolute value below which a number is taken for a rounding error of 0.
pub(crate) const TINY: f64 = 1e-13;
/// The least pivot of an inverse; with less, the basis counts as singular. A wrong value costs
/// time.
const SINGULAR: f64 = 1e-10;

impl FloatBasis {
    /// The first basis: `start`, which was found for other bounds of the same programme, or that of
    /// [`StandardForm::crash`]. Rows and columns are scaled so that their largest entries are near
    /// 1.
    pub(crate) fn new(form: &StandardForm, start: Option<&Start>) -> FloatBasis {
        let (n, m) = (form.width(), form.height());
        let mut rows: Lines<f64> = form
            .rows
            .iter()
            .inspect(|_| checkpoint())
            .map(|row| row.iter().map(|(j, a)| (*j, Int::to_f64(a))).collect())
            .collect();
        let mut bounds: Vec<f64> = form.bounds.iter().map(<IBig as Int>::to_f64).collect();
        let mut costs: Vec<f64> = form.costs.iter().map(<IBig as Int>::to_f64).collect();
        let factors = scale(&mut rows, &mut bounds, &mut costs);
        let mut columns: Lines<f64> = vec![Vec::new(); n];
        for (i, row) in rows.iter().enumerate() {
            checkpoint();
            row.iter().for_each(|&(j, a)| columns[j].push((i, a)));
        }
        let mut basis = FloatBasis {
            rows: Sparse::new(&rows),
            columns: Sparse::new(&columns),
            signs: form.signs.clone(),
            costs,
            bounds,
            inside: Vec::new(),
            tight: Vec::new(),
            place: vec![OUT; n + m],
            inverse: Vec::new(),
            x: vec![0.0; n + m],
            d: vec![0.0; n + m],
            age: 0,
            factors,
        };
        let start = match start {
            Some((inside, tight)) => tight.iter().copied().zip(inside.iter().copied()).collect(),
            None => form.crash(),
        };
        for (i, j) in start {
            basis.place[j] = basis.inside.len();
            basis.place[n + i] = basis.tight.len();
            basis.inside.push(j);
            basis.tight.push(i);
        }
        basis.renew();
        basis
    }

    /// The number of variables.
    pub(crate) fn width(&self) -> usize {
        self.costs.len()
    }

    pub(crate) fn is_basic(&self, variable: usize) -> bool {
        (self.place[variable] != OUT) == (variable < self.width())
    }

    /// Computes the inverse anew, and all that follows from it. Where the basis has turned out to
    /// be singular, slacks replace the columns that depend on others.
    pub(crate) fn renew(&mut self) {
        let n = self.width();
        loop {
            match self.invert() {
                Ok(inverse) => {
                    self.inverse = inverse;
                    break;
                }
                Err((i, j)) => {
                    let (row, column) = (self.tight.swap_remove(i), self.inside.swap_remove(j));
                    (self.place[n + row], self.place[column]) = (OUT, OUT);
                    self.tight.get(i).into_iter().for_each(|&row| self.place[n + row] = i);
                    self.inside.get(j).into_iter().for_each(|&column| self.place[column] = j);
                }
            }
        }
        self.age = 0;
        self.evaluate();
        self.price();
    }

    /// `G`, or the places of a row and a column without which the rest has an inverse.
    fn invert(&self) -> Result<Vec<Vec<f64>>, (usize, usize)> {
        let (n, k) = (self.width(), self.inside.len());
        // [K | I] by rows of K, reduced to [I | G] with the rows in the order of the columns of K
        reserve(2 * (k as u128) * (k as u128) * 8, "the basis of a linear programme");
        let mut table = vec![vec![0.0; 2 * k]; k];
        for (i, &row) in self.tight.iter().enumerate() {
            for (j, a) in self.rows.line(row) {
                if self.place[j] != OUT {
                    table[i][self.place[j]] = a;
                }
            }
            table[i][k + i] = 1.0;
        }
        debug_assert!(self.tight.iter().enumerate().all(|(i, &r)| self.place[n + r] == i));
        let mut origin: Vec<usize> = (0..k).collect();
        for step in 0..k {
            checkpoint();
            let size = |i: usize| table[i][step].abs();
            let best = (step..k).max_by(|&i, &l| size(i).total_cmp(&size(l))).expect("a row");
            if size(best) < SINGULAR {
                return Err((origin[best], step));
            }
            table.swap(step, best);
            origin.swap(step, best);
            let pivot = 1.0 / table[step][step];
            let line: Vec<f64> = table[step].iter().map(|x| x * pivot).collect();
            for (i, row) in table.iter_mut().enumerate() {
                let f = row[step];
                if i != step && f != 0.0 {
                    row.iter_mut().zip(&line).for_each(|(x, y)| *x -= f * y);
                }
            }
            table[step] = line;
        }
        Ok(table.into_iter().map(|row| row[k..].to_vec()).collect())
    }

    /// The values of the basic variables.
    pub(crate) fn evaluate(&mut self) {
        let n = self.width();
        self.x.iter_mut().for_each(|x| *x = 0.0);
        for (row, &variable) in self.inverse.iter().zip(&self.inside) {
            self.x[variable] = row.iter().zip(&self.tight).map(|(g, &i)| g * self.bounds[i]).sum();
        }
        for (i, &bound) in self.bounds.iter().enumerate() {
            if self.place[n + i] == OUT {
                self.x[n + i] = bound;
            }
        }
        for p in 0..self.inside.len() {
            checkpoint();
            let variable = self.inside[p];
            for (i, a) in self.columns.line(variable) {
                if self.place[n + i] == OUT {
                    self.x[n + i] -= a * self.x[variable];
                }
            }
        }
    }

    /// The reduced costs of the variables that are not basic.
    pub(crate) fn price(&mut self) {
        let n = self.width();
        self.d.iter_mut().for_each(|d| *d = 0.0);
        for (row, &variable) in self.inverse.iter().zip(&self.inside) {
            for (g, &i) in row.iter().zip(&self.tight) {
                self.d[n + i] += self.costs[variable] * g;
            }
        }
        for (j, d) in self.d[..n].iter_mut().enumerate() {
            *d = -self.costs[j];
        }
        for &i in &self.tight {
            checkpoint();
            let y = self.d[n + i];
            for (j, a) in self.rows.line(i) {
                self.d[j] += y * a;
            }
        }
        self.inside.iter().for_each(|&j| self.d[j] = 0.0);
    }

    /// The values of the variables and the prices of the rows of the form, without scales.
    pub(crate) fn values_and_prices(&mut self) -> (Vec<f64>, Vec<f64>) {
        self.evaluate();
        self.price();
        let n = self.width();
        let (rows, columns, objective) = &self.factors;
        let values = self.x[..n].iter().zip(columns).map(|(x, f)| x * f).collect();
        let prices = self.d[n..].iter().zip(rows).map(|(y, f)| y * f / objective).collect();
        (values, prices)
    }

    /// Writes what the basic variables lose as a variable grows by 1 into `out`, by variable;
    /// returns the part on `inside`, by place.
    pub(crate) fn column(&self, variable: usize, out: &mut [f64]) -> Vec<f64> {
        let n = self.width();
        out.iter_mut().for_each(|x| *x = 0.0);
        let mut u = vec![0.0; self.inside.len()];
        if variable < n {
            let inside: Vec<(usize, f64)> = self
                .columns
                .line(variable)
                .filter(|(i, _)| self.place[n + i] != OUT)
                .map(|(i, a)| (self.place[n + i], a))
                .collect();
            for (u, row) in u.iter_mut().zip(&self.inverse) {
                *u = inside.iter().map(|&(i, a)| row[i] * a).sum();
            }
            for (i, a) in self.columns.line(variable) {
                out[n + i] = a;
            }
        } else {
            let place = self.place[variable];
            u.iter_mut().zip(&self.inverse).for_each(|(u, row)| *u = row[place]);
        }
        for (&u, &j) in u.iter().zip(&self.inside) {
            if u.abs() > TINY {
                for (i, a) in self.columns.line(j) {
                    out[n + i] -= a * u;
                }
            }
            out[j] = u;
        }
        self.tight.iter().for_each(|&i| out[n + i] = 0.0);
        u
    }

    /// Writes the dependence of a basic variable on the others into `out`, by variable; returns the
    /// part on the slacks of `tight`, by place.
    pub(crate) fn row(&self, variable: usize, out: &mut [f64]) -> Vec<f64> {
        let n = self.width();
        out.iter_mut().for_each(|x| *x = 0.0);
        let mut rho = vec![0.0; self.tight.len()];
        if variable < n {
            rho.copy_from_slice(&self.inverse[self.place[variable]][..self.tight.len()]);
        } else {
            for (j, a) in self.rows.line(variable - n) {
                if self.place[j] == OUT {
                    out[j] = a;
                } else {
                    let row = &self.inverse[self.place[j]];
                    rho.iter_mut().zip(row).for_each(|(r, g)| *r -= a * g);
                }
            }
        }
        for (&r, &i) in rho.iter().zip(&self.tight) {
            if r.abs() > TINY {
                for (j, a) in self.rows.line(i) {
                    out[j] += r * a;
                }
            }
            out[n + i] = r;
        }
        self.inside.iter().for_each(|&j| out[j] = 0.0);
        rho
    }

    /// `enters` becomes basic in place of `leaves`; `u` and `rho` are what [`FloatBasis::column`]
    /// and [`FloatBasis::row`] returned for them.
    pub(crate) fn exchange(
        &mut self,
        enters: usize,
        leaves: usize,
        u: &[f64],
        rho: &[f64],
        pivot: f64,
    ) {
        let n = self.width();
        self.age += 1;
        // all cases: G less the outer product of u and rho over the pivot, and its row and column
        let p = if leaves < n { self.place[leaves] } else { OUT };
        let s = if enters < n { OUT } else { self.place[enters] };
        for (c, (row, &u)) in self.inverse.iter_mut().zip(u).enumerate() {
            if c == p || u.abs() <= TINY {
                continue;
            }
            let f = u / pivot;
            row.iter_mut().zip(rho).for_each(|(g, r)| *g -= f * r);
            if s != OUT {
                row[s] = -f;
            }
        }
        match (enters < n, leaves < n) {
            (true, true) => {
                self.inverse[p].iter_mut().for_each(|g| *g /= pivot);
                self.inside[p] = enters;
                (self.place[enters], self.place[leaves]) = (p, OUT);
            }
            (true, false) => {
                for (row, &u) in self.inverse.iter_mut().zip(u) {
                    row.push(-u / pivot);
                }
                let mut row: Vec<f64> = rho.iter().map(|r| r / pivot).collect();
                row.push(1.0 / pivot);
                self.inverse.push(row);
                (self.place[enters], self.place[leaves]) = (self.inside.len(), self.tight.len());
                self.inside.push(enters);
                self.tight.push(leaves - n);
            }
            (false, true) => {
                self.inverse.swap_remove(p);
                for row in &mut self.inverse {
                    row.swap_remove(s);
                }
                self.inside.swap_remove(p);
                self.tight.swap_remove(s);
                (self.place[enters], self.place[leaves]) = (OUT, OUT);
                self.inside.get(p).into_iter().for_each(|&j| self.place[j] = p);
                self.tight.get(s).into_iter().for_each(|&i| self.place[n + i] = s);
            }
            (false, false) => {
                self.tight[s] = leaves - n;
                (self.place[leaves], self.place[enters]) = (s, OUT);
            }
        }
    }
}

/// Multiplies rows, then columns, by powers of two so that their largest entries are near 1, and
/// the bounds and costs with them.
fn scale(rows: &mut Lines<f64>, bounds: &mut [f64], costs: &mut [f64]) -> Factors {
    let near = |x: f64| if x > 0.0 && x.is_finite() { (-x.log2().round()).exp2() } else { 1.0 };
    let mut largest = vec![0.0f64; costs.len()];
    let mut of_rows = Vec::with_capacity(rows.len());
    for (row, bound) in rows.iter_mut().zip(bounds) {
        checkpoint();
        let f = near(row.iter().fold(0.0, |m: f64, (_, a)| m.max(a.abs())));
        *bound *= f;
        of_rows.push(f);
        for (j, a) in row {
            *a *= f;
            largest[*j] = largest[*j].max(a.abs());
        }
    }
    let factors: Vec<f64> = largest.into_iter().map(near).collect();
    rows.iter_mut().flatten().for_each(|(j, a)| *a *= factors[*j]);
    costs.iter_mut().zip(&factors).for_each(|(c, f)| *c *= f);
    let f = near(costs.iter().fold(0.0, |m: f64, c| m.max(c.abs())));
    costs.iter_mut().for_each(|c| *c *= f);
    (of_rows, factors, f)
}
