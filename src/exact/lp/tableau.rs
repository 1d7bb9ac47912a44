//! The dictionary as one table of integers, for programmes of a few dozen rows.
//!
//! Every entry is over one denominator, the determinant of the basis, and a pivot is a
//! fraction-free [`exchange`] (Avis and Fukuda 1992).

use super::form::{Sign, StandardForm};
use super::simplex::{Dictionary, Scaled};
use crate::exact::budget::{reserve, room};
use crate::exact::elimination::exchange;
use crate::exact::int::{Int, Overflow};
use crate::exact::work::Abort;

/// The dictionary of one basis.
pub(super) struct Tableau<I> {
    /// By row; the last entry of each is the value, and the last row the reduced costs.
    rows: Vec<Vec<I>>,
    /// The common denominator, positive.
    scale: I,
    basis: Vec<usize>,
    nonbasis: Vec<usize>,
    signs: Vec<Sign>,
}

impl<I: Int> Tableau<I> {
    /// The table at the basis that [`StandardForm::crash`] suggests.
    pub(crate) fn new(form: &StandardForm) -> Result<Tableau<I>, Abort> {
        let (n, m) = (form.width(), form.height());
        let entries = (n as u128 + 1) * (m as u128 + 1);
        reserve(entries * size_of::<I>() as u128, "the table of a linear programme");
        let mut rows: Vec<Vec<I>> = Vec::with_capacity(m + 1);
        for _ in 0..=m {
            let mut row = room(n + 1, "the table of a linear programme");
            row.resize(n + 1, I::ZERO);
            rows.push(row);
        }
        for (i, row) in form.rows.iter().enumerate() {
            for (j, a) in row {
                rows[i][*j] = I::from_big(a).ok_or(Overflow)?;
            }
            rows[i][n] = I::from_big(&form.bounds[i]).ok_or(Overflow)?;
        }
        for (x, c) in rows[m].iter_mut().zip(&form.costs) {
            *x = I::from_big(c).ok_or(Overflow)?.negated()?;
        }
        let (basis, nonbasis) = ((n..n + m).collect(), (0..n).collect());
        let signs = form.signs.clone();
        let mut tableau = Tableau { rows, scale: I::ONE, basis, nonbasis, signs };
        for (i, j) in form.crash() {
            tableau.pivot(i, j)?;
        }
        Ok(tableau)
    }

    fn width(&self) -> usize {
        self.nonbasis.len()
    }
}

impl<I: Int> Dictionary for Tableau<I> {
    type I = I;

    fn basis(&self) -> &[usize] {
        &self.basis
    }
    fn nonbasis(&self) -> &[usize] {
        &self.nonbasis
    }
    fn sign(&self, variable: usize) -> Sign {
        self.signs[variable]
    }
    fn values(&self) -> Vec<&I> {
        let n = self.width();
        self.rows[..self.basis.len()].iter().map(|row| &row[n]).collect()
    }
    fn value_scale(&self) -> &I {
        &self.scale
    }
    fn reduced(&self) -> Vec<&I> {
        self.rows[self.basis.len()][..self.width()].iter().collect()
    }
    fn reduced_scale(&self) -> &I {
        &self.scale
    }
    fn row(&mut self, i: usize) -> Result<Scaled<I>, Abort> {
        let entries = self.rows[i][..self.width()].to_vec();
        Ok(Scaled { entries, scale: self.scale.clone() })
    }
    fn column(&mut self, j: usize) -> Result<Scaled<I>, Abort> {
        let entries = self.rows[..self.basis.len()].iter().map(|row| row[j].clone()).collect();
        Ok(Scaled { entries, scale: self.scale.clone() })
    }

    fn pivot(&mut self, i: usize, j: usize) -> Result<(), Abort> {
        exchange(&mut self.rows, i, j, &mut self.scale)?;
        std::mem::swap(&mut self.basis[i], &mut self.nonbasis[j]);
        Ok(())
    }
}
