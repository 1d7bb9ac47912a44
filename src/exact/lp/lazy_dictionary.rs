//! The dictionary of one basis, of which only what is asked for is computed, for programmes that
//! are too large for a table.
//!
//! As in the floating part, only the basic variables `C` and the rows `R` whose slacks are not
//! basic need a system to be solved, `A[R, C] x = b_R` and `y A[R, C] = c_C`. This is done by
//! lifting, and all other values follow by sums.

use dashu_int::IBig;

use super::form::{Lines, Sign, StandardForm};
use super::padic;
use super::simplex::{Dictionary, Scaled};
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::modular::{ModularInverse, Side};
use crate::exact::work::Abort;

/// The dictionary at a basis; entries of the programme are of type `I`.
pub(crate) struct LazyDictionary<'a, I> {
    form: &'a StandardForm,
    rows: Lines<I>,
    columns: Lines<I>,
    /// `[variable]`: is it basic?
    basic: Vec<bool>,
    system: BasisSystem<I>,
    basis: Vec<usize>,
    nonbasis: Vec<usize>,
    values: Scaled<IBig>,
    reduced: Scaled<IBig>,
}

/// The system `K = A[R, C]` that a basis leaves to be solved.
struct BasisSystem<I> {
    inside: Vec<usize>,
    tight: Vec<usize>,
    /// `[variable]` the place in `inside`, `[n + row]` the place in `tight`.
    place: Vec<usize>,
    rows: Lines<I>,
    columns: Lines<I>,
    inverse: ModularInverse,
}

impl<'a, I: Int> LazyDictionary<'a, I> {
    /// The dictionary at the basis with these variables of the programme and without the slacks of
    /// the `tight` rows; `None` when that is no basis or the entries do not fit.
    pub(crate) fn new(
        form: &'a StandardForm,
        inside: &[usize],
        tight: &[usize],
    ) -> Option<LazyDictionary<'a, I>> {
        let (n, m) = (form.width(), form.height());
        let mut rows = Vec::with_capacity(m);
        for row in &form.rows {
            checkpoint();
            rows.push(row.iter().map(|(j, a)| Some((*j, I::from_big(a)?))).collect::<Option<_>>()?);
        }
        let mut columns: Lines<I> = vec![Vec::new(); n];
        for (i, row) in rows.iter().enumerate() {
            checkpoint();
            let row: &Vec<(usize, I)> = row;
            row.iter().for_each(|(j, a)| columns[*j].push((i, a.clone())));
        }
        let mut basic = vec![false; n];
        basic.resize(n + m, true);
        inside.iter().for_each(|&j| basic[j] = true);
        tight.iter().for_each(|&i| basic[n + i] = false);
        let system = BasisSystem::new(form, &rows, &basic)?;
        let nothing = || Scaled { entries: Vec::new(), scale: IBig::ONE };
        let mut kernel = LazyDictionary {
            form,
            rows,
            columns,
            basic,
            system,
            basis: Vec::new(),
            nonbasis: Vec::new(),
            values: nothing(),
            reduced: nothing(),
        };
        kernel.evaluate().ok()?;
        Some(kernel)
    }

    fn evaluate(&mut self) -> Result<(), Abort> {
        let n = self.form.width();
        let all = 0..self.basic.len();
        self.basis = all.clone().filter(|&v| self.basic[v]).collect();
        self.nonbasis = all.filter(|&v| !self.basic[v]).collect();
        let big = |x: &IBig| I::from_big(x).ok_or(Overflow);
        let right = self.system.tight.iter().map(|&i| big(&self.form.bounds[i]));
        let x = self.system.solve(Side::Right, &right.collect::<Result<Vec<I>, _>>()?)?;
        self.values = self.spread_values(&x, |i| self.form.bounds[i].clone());
        let costs = self.system.inside.iter().map(|&j| big(&self.form.costs[j]));
        let y = self.system.solve(Side::Left, &costs.collect::<Result<Vec<I>, _>>()?)?;
        self.reduced = self
            .spread_reduced(&y, |v| if v < n { -self.form.costs[v].clone() } else { IBig::ZERO });
        Ok(())
    }

    /// By basic variable `x` itself, or for the slack of row `i` the rest `right(i) - A[i, C] x`.
    fn spread_values(&self, x: &Scaled<IBig>, right: impl Fn(usize) -> IBig) -> Scaled<IBig> {
        let n = self.form.width();
        let mut dense = vec![IBig::ZERO; self.form.height()];
        for (&j, x) in self.system.inside.iter().zip(&x.entries).filter(|(_, x)| !x.is_zero()) {
            checkpoint();
            for (i, a) in self.columns[j].iter().filter(|(i, _)| self.basic[n + i]) {
                dense[*i] -= x * a.to_big();
            }
        }
        let entry = |&v: &usize| match v.checked_sub(n) {
            None => x.entries[self.system.place[v]].clone(),
            Some(i) => std::mem::take(&mut dense[i]) + right(i) * &x.scale,
        };
        let entries = self.basis.iter().map(entry).collect();
        Scaled { entries, scale: x.scale.clone() }
    }

    /// By non-basic variable `y A[R, v] + extra(v)`, where the slack of a row in `R` has a unit
    /// column.
    fn spread_reduced(&self, y: &Scaled<IBig>, extra: impl Fn(usize) -> IBig) -> Scaled<IBig> {
        let n = self.form.width();
        let mut dense = vec![IBig::ZERO; n];
        for (&i, y) in self.system.tight.iter().zip(&y.entries).filter(|(_, y)| !y.is_zero()) {
            checkpoint();
            for (j, a) in self.rows[i].iter().filter(|(j, _)| !self.basic[*j]) {
                dense[*j] += y * a.to_big();
            }
        }
        let entry = |&v: &usize| {
            let extra = extra(v) * &y.scale;
            match v.checked_sub(n) {
                None => std::mem::take(&mut dense[v]) + extra,
                Some(_) => &y.entries[self.system.place[v]] + extra,
            }
        };
        let entries = self.nonbasis.iter().map(entry).collect();
        Scaled { entries, scale: y.scale.clone() }
    }
}

impl<I: Int> BasisSystem<I> {
    fn new(form: &StandardForm, rows: &Lines<I>, basic: &[bool]) -> Option<BasisSystem<I>> {
        let (n, m) = (form.width(), form.height());
        let inside: Vec<usize> = (0..n).filter(|&j| basic[j]).collect();
        let tight: Vec<usize> = (0..m).filter(|&i| !basic[n + i]).collect();
        if inside.len() != tight.len() {
            return None;
        }
        let mut place = vec![usize::MAX; n + m];
        inside.iter().enumerate().for_each(|(p, &j)| place[j] = p);
        tight.iter().enumerate().for_each(|(p, &i)| place[n + i] = p);
        let line = |&i: &usize| -> Vec<(usize, I)> {
            let kept = rows[i].iter().filter(|(j, _)| basic[*j]);
            kept.map(|(j, a)| (place[*j], a.clone())).collect()
        };
        let rows: Lines<I> = tight.iter().map(line).collect();
        let mut columns: Lines<I> = vec![Vec::new(); inside.len()];
        for (i, row) in rows.iter().enumerate() {
            row.iter().for_each(|(j, a)| columns[*j].push((i, a.clone())));
        }
        let inverse = ModularInverse::new(&rows)?;
        Some(BasisSystem { inside, tight, place, rows, columns, inverse })
    }

    fn solve(&self, side: Side, right: &[I]) -> Result<Scaled<IBig>, Abort> {
        let lines = if side == Side::Right { &self.rows } else { &self.columns };
        Ok(padic::solve(&self.inverse, lines, side, right)?)
    }

    fn unit(&self, place: usize) -> Vec<I> {
        let mut unit = vec![I::ZERO; self.inside.len()];
        unit[place] = I::ONE;
        unit
    }

    /// Entries by place as a dense vector.
    fn dense<'l>(&self, line: impl Iterator<Item = (usize, &'l I)>) -> Vec<I> {
        let mut dense = vec![I::ZERO; self.inside.len()];
        line.filter(|(v, _)| self.place[*v] != usize::MAX)
            .for_each(|(v, a)| dense[self.place[v]] = a.clone());
        dense
    }
}

impl<I: Int> Dictionary for LazyDictionary<'_, I> {
    type I = IBig;

    fn basis(&self) -> &[usize] {
        &self.basis
    }
    fn nonbasis(&self) -> &[usize] {
        &self.nonbasis
    }
    fn sign(&self, variable: usize) -> Sign {
        self.form.signs[variable]
    }
    fn values(&self) -> Vec<&IBig> {
        self.values.entries.iter().collect()
    }
    fn value_scale(&self) -> &IBig {
        &self.values.scale
    }
    fn reduced(&self) -> Vec<&IBig> {
        self.reduced.entries.iter().collect()
    }
    fn reduced_scale(&self) -> &IBig {
        &self.reduced.scale
    }

    fn row(&mut self, i: usize) -> Result<Scaled<IBig>, Abort> {
        let (n, v) = (self.form.width(), self.basis[i]);
        if v < n {
            let rho = self.system.solve(Side::Left, &self.system.unit(self.system.place[v]))?;
            return Ok(self.spread_reduced(&rho, |_| IBig::ZERO));
        }
        let line = &self.rows[v - n];
        let right = self.system.dense(line.iter().map(|(j, a)| (*j, a)));
        let mut rho = self.system.solve(Side::Left, &right)?;
        rho.entries.iter_mut().for_each(|x| *x = -std::mem::take(x));
        Ok(self.spread_reduced(&rho, |w| {
            let found = line.binary_search_by_key(&w, |(j, _)| *j);
            found.map_or(IBig::ZERO, |k| line[k].1.to_big())
        }))
    }

    fn column(&mut self, j: usize) -> Result<Scaled<IBig>, Abort> {
        let (n, v) = (self.form.width(), self.nonbasis[j]);
        if v >= n {
            let u = self.system.solve(Side::Right, &self.system.unit(self.system.place[v]))?;
            return Ok(self.spread_values(&u, |_| IBig::ZERO));
        }
        let line = &self.columns[v];
        let right = self.system.dense(line.iter().map(|(i, a)| (n + *i, a)));
        let u = self.system.solve(Side::Right, &right)?;
        Ok(self.spread_values(&u, |i| {
            let found = line.binary_search_by_key(&i, |(i, _)| *i);
            found.map_or(IBig::ZERO, |k| line[k].1.to_big())
        }))
    }

    fn pivot(&mut self, i: usize, j: usize) -> Result<(), Abort> {
        self.basic[self.basis[i]] = false;
        self.basic[self.nonbasis[j]] = true;
        self.system = BasisSystem::new(self.form, &self.rows, &self.basic).ok_or(Overflow)?;
        self.evaluate()
    }
}
