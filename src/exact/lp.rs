//! Linear programmes, solved exactly, with a proof of every answer.
//!
//! The programme is, over variables `x_j >= 0` or free,
//!
//! ```text
//! maximise  c x   subject to   a_i x <= b_i  (i in L),   a_i x = b_i  (i in E).
//! ```
//!
//! Its dual has one number `y_i` for each row, `y_i >= 0` on `L` and free on `E`:
//!
//! ```text
//! minimise  y b   subject to   (y A)_j >= c_j  where x_j >= 0,   (y A)_j = c_j  where x_j is free.
//! ```
//!
//! Exactly one of three things is the case, and each has a short proof that [`Program::proves`]
//! checks without solving anything:
//!
//! - *optimal*: a feasible `x` and a dual feasible `y` with `c x = y b`. By weak duality
//!   `c x' <= y A x' <= y b` for every feasible `x'`, so nothing is better;
//! - *infeasible*: a `y`, signed as above, with `y A >= 0` (`= 0` where free) and `y b < 0`. A
//!   feasible `x` would give `0 <= y A x <= y b < 0` (Farkas 1902);
//! - *unbounded*: a feasible point `x` and a ray `d` (`d_j >= 0` where `x_j >= 0`, `a_i d <= 0` on
//!   `L`, `a_i d = 0` on `E`) with `c d > 0`: `x + s d` is feasible for every `s >= 0`.
//!
//! The method is the two-phase simplex method on a dense rational tableau (Dantzig 1963) with
//! Bland's rule (1977): the first column that improves enters, and of the rows that tie the one whose
//! variable comes first leaves. It cannot cycle, however degenerate the programme, and it gives the
//! same answer every time.

mod tableau;

use crate::exact::Q;
use tableau::Tableau;

/// A linear programme: build it column by column and row by row, then [`Program::solve`] it.
///
/// # Examples
///
/// Maximise `3 x + 2 y` subject to `x + y <= 4` and `x + 3 y <= 6`:
///
/// ```
/// use schelling::Q;
/// use schelling::exact::lp::{Program, Solution};
///
/// let q = |n: i64| Q::from(n);
/// let mut lp = Program::new();
/// let x = lp.variable(q(3));
/// let y = lp.variable(q(2));
/// lp.at_most([(x, q(1)), (y, q(1))], q(4));
/// lp.at_most([(x, q(1)), (y, q(3))], q(6));
/// let solution = lp.solve();
/// assert!(lp.proves(&solution));
/// let Solution::Optimal { value, primal, dual } = solution else { panic!() };
/// assert_eq!(value, q(12));
/// assert_eq!(primal, [q(4), q(0)]);
/// assert_eq!(dual, [q(3), q(0)]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Column {
    objective: Q,
    free: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    coefficients: Vec<(usize, Q)>,
    equality: bool,
    bound: Q,
}

/// The answer to a [`Program`], with its proof: see the [module](self).
///
/// Vectors over variables and rows are in the order in which these were added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Solution {
    /// There is a best point.
    Optimal {
        /// The largest value of the objective.
        value: Q,
        /// A vertex that attains it, one number for each variable.
        primal: Vec<Q>,
        /// The multipliers that prove it, one for each row.
        dual: Vec<Q>,
    },
    /// No point satisfies the rows.
    Infeasible {
        /// Farkas multipliers, one for each row: the rows so combined contradict themselves.
        certificate: Vec<Q>,
    },
    /// The objective grows without end.
    Unbounded {
        /// A feasible point, one number for each variable.
        point: Vec<Q>,
        /// A direction in which one may go for ever, and gain.
        ray: Vec<Q>,
    },
}

impl Program {
    /// A programme without variables and rows.
    pub fn new() -> Program {
        Program::default()
    }

    /// Adds a variable `x_j >= 0` with coefficient `objective` in the objective; returns `j`.
    pub fn variable(&mut self, objective: Q) -> usize {
        self.columns.push(Column { objective, free: false });
        self.columns.len() - 1
    }

    /// Adds a variable `x_j` of either sign with coefficient `objective`; returns `j`.
    pub fn free(&mut self, objective: Q) -> usize {
        self.columns.push(Column { objective, free: true });
        self.columns.len() - 1
    }

    /// Adds the row `sum_j coefficient_j x_j <= bound`; returns its index.
    ///
    /// Variables not named have coefficient 0; one named twice has the sum.
    ///
    /// # Panics
    ///
    /// When a variable has not been added before.
    pub fn at_most(
        &mut self,
        coefficients: impl IntoIterator<Item = (usize, Q)>,
        bound: Q,
    ) -> usize {
        self.row(coefficients.into_iter().collect(), false, bound)
    }

    /// Adds the row `sum_j coefficient_j x_j = bound`; returns its index.
    ///
    /// Variables not named have coefficient 0; one named twice has the sum.
    ///
    /// # Panics
    ///
    /// When a variable has not been added before.
    pub fn equal(&mut self, coefficients: impl IntoIterator<Item = (usize, Q)>, bound: Q) -> usize {
        self.row(coefficients.into_iter().collect(), true, bound)
    }

    fn row(&mut self, coefficients: Vec<(usize, Q)>, equality: bool, bound: Q) -> usize {
        let known = self.columns.len();
        assert!(coefficients.iter().all(|(j, _)| *j < known), "a row names an unknown variable");
        self.rows.push(Row { coefficients, equality, bound });
        self.rows.len() - 1
    }

    /// Solves the programme exactly.
    ///
    /// # Complexity
    ///
    /// Each pivot costs rows times columns operations on rationals; their number is small in practice
    /// and finite always.
    pub fn solve(&self) -> Solution {
        let mut tableau = Tableau::new(self);
        if tableau.artificial < tableau.width {
            let first = tableau.artificial;
            let costs =
                (0..tableau.width).map(|j| if j < first { Q::ZERO } else { -Q::ONE }).collect();
            tableau.price(costs);
            tableau.improve(); // bounded above by 0, so it ends at an optimum
            if tableau.value().is_negative() {
                return Solution::Infeasible { certificate: tableau.dual() };
            }
            tableau.remove_artificials();
        }
        let mut costs = vec![Q::ZERO; tableau.width];
        for (column, &(plus, minus)) in self.columns.iter().zip(&tableau.split) {
            costs[plus] = column.objective.clone();
            if let Some(minus) = minus {
                costs[minus] = -column.objective.clone();
            }
        }
        tableau.price(costs);
        match tableau.improve() {
            None => Solution::Optimal {
                value: tableau.value().clone(),
                primal: tableau.point(),
                dual: tableau.dual(),
            },
            Some(j) => Solution::Unbounded { point: tableau.point(), ray: tableau.ray(j) },
        }
    }

    /// Does `solution` carry a valid proof for this programme?
    ///
    /// Checks the inequalities in the [module](self)'s three cases and nothing else: it shares no
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

    /// Is `y` signed as a dual is, with `y A >= c` (`=` where free), `c` read as 0 when `homogeneous`?
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
