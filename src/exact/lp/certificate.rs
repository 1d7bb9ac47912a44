//! Checking the proof of an answer: the inequalities themselves, and no code of any solver.

use super::{Program, Solution};
use crate::exact::Q;

impl Program {
    /// Does `solution` carry a valid proof for this programme?
    ///
    /// Checks the inequalities in the module's three cases and nothing else: it shares no
    /// code with the solver.
    pub fn proves(&self, solution: &Solution) -> bool {
        match solution {
            Solution::Optimal { value, primal, dual } => {
                self.is_feasible(primal, false)
                    && self.is_multiplier(dual, false)
                    && self.objective(primal) == *value
                    && self.bound(dual) == *value
            }
            Solution::Infeasible { certificate } => {
                self.is_multiplier(certificate, true) && self.bound(certificate).is_negative()
            }
            Solution::Unbounded { point, ray } => {
                self.is_feasible(point, false)
                    && self.is_feasible(ray, true)
                    && self.objective(ray).is_positive()
            }
        }
    }

    /// Does `x` satisfy every row and sign, with all bounds read as 0 when `homogeneous`?
    fn is_feasible(&self, x: &[Q], homogeneous: bool) -> bool {
        x.len() == self.columns.len()
            && self.columns.iter().zip(x).all(|(column, x)| column.free || !x.is_negative())
            && self.rows.iter().all(|row| {
                let left: Q = row.coefficients.iter().map(|(j, a)| a * &x[*j]).sum();
                let right = if homogeneous { &Q::ZERO } else { &row.bound };
                if row.equality { left == *right } else { left <= *right }
            })
    }

    /// Is `y` signed as a dual is, with `y A >= c` (`=` where free), `c` read as 0 when
    /// `homogeneous`?
    fn is_multiplier(&self, y: &[Q], homogeneous: bool) -> bool {
        if y.len() != self.rows.len() {
            return false;
        }
        let mut product = vec![Q::ZERO; self.columns.len()];
        for (row, y) in self.rows.iter().zip(y) {
            if !row.equality && y.is_negative() {
                return false;
            }
            for (j, a) in &row.coefficients {
                product[*j] += &(a * y);
            }
        }
        self.columns.iter().zip(&product).all(|(column, product)| {
            let least = if homogeneous { &Q::ZERO } else { &column.objective };
            if column.free { product == least } else { product >= least }
        })
    }

    fn objective(&self, x: &[Q]) -> Q {
        self.columns.iter().zip(x).map(|(column, x)| &column.objective * x).sum()
    }

    fn bound(&self, y: &[Q]) -> Q {
        self.rows.iter().zip(y).map(|(row, y)| &row.bound * y).sum()
    }
}
