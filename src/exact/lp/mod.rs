//! Linear programmes solved exactly, with a proof of every answer.
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
//! The method is the simplex method (Dantzig 1963) on integers, in one of two ways:
//!
//! - programmes of a few dozen rows pivot one table of integers, whose entries are determinants
//!   over a common one: in machine words, and in larger ones from the first that does not fit;
//! - larger ones look for the optimal basis in floating point, compute all that follows from it
//!   exactly, by lifting solutions modulo a prime, and go on from there with exact pivots if it is
//!   not optimal. As a rule it is, and the exact part costs little more than checking the answer.
//!
//! The choice of pivots falls back on Bland's rule (1977), so that no programme cycles, however
//! degenerate, and the answer is the same every time.

mod certificate;
mod float_basis;
mod float_simplex;
mod form;
pub(crate) mod hull;
mod lazy_dictionary;
mod optimal_face;
mod padic;
mod parametric;
mod simplex;
mod solve;
mod tableau;

pub use self::optimal_face::Face;
pub(crate) use self::parametric::CurvePoint;
pub use self::parametric::{Knot, Parametric};
use super::Q;
use super::budget::{checkpoint, reserve, unwinding};

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
    columns: Vec<Variable>,
    rows: Vec<LinearConstraint>,
    /// What the rows take.
    bytes: usize,
}

/// The memory of a solution in multiples of that of the rows, rounded up: the rows themselves, and
/// integers made of them, which take one and a half times as much.
const COPIES: u128 = 3;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Variable {
    objective: Q,
    free: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct LinearConstraint {
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
        self.columns.push(Variable { objective, free: false });
        self.columns.len() - 1
    }

    /// Adds a variable `x_j` of either sign with coefficient `objective`; returns `j`.
    pub fn free(&mut self, objective: Q) -> usize {
        self.columns.push(Variable { objective, free: true });
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

    /// The same programme with other bounds on some rows.
    ///
    /// # Panics
    ///
    /// When a row has not been added before.
    pub fn with_bounds(&self, bounds: impl IntoIterator<Item = (usize, Q)>) -> Program {
        let mut program = self.clone();
        bounds.into_iter().for_each(|(i, bound)| program.rows[i].bound = bound);
        program
    }

    /// The same programme with another objective, one number for each variable.
    pub(crate) fn with_objective(&self, objective: Vec<Q>) -> Program {
        let mut program = self.clone();
        program.columns.iter_mut().zip(objective).for_each(|(c, x)| c.objective = x);
        program
    }

    /// How many variables there are.
    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    /// The variables that count in the objective, with what they count.
    pub(crate) fn counted(&self) -> impl Iterator<Item = (usize, &Q)> {
        let columns = self.columns.iter().map(|c| &c.objective).enumerate();
        columns.filter(|(_, x)| !x.is_zero())
    }

    fn row(&mut self, coefficients: Vec<(usize, Q)>, equality: bool, bound: Q) -> usize {
        let known = self.columns.len();
        assert!(coefficients.iter().all(|(j, _)| *j < known), "a row names an unknown variable");
        self.bytes += size_of::<LinearConstraint>() + coefficients.len() * size_of::<(usize, Q)>();
        checkpoint();
        reserve(self.bytes as u128 * COPIES, "the linear programme");
        self.rows.push(LinearConstraint { coefficients, equality, bound });
        self.rows.len() - 1
    }

    /// Solves the programme exactly.
    ///
    /// # Complexity
    ///
    /// Each pivot of a table costs rows times columns operations on integers; the floating part
    /// costs the entries of the programme and the square of the rows that bind for each pivot. The
    /// number of pivots is small in practice and finite always.
    pub fn solve(&self) -> Solution {
        self.solve_unless(&unwinding).expect("nothing stops it")
    }

    /// An optimal point and prices of the rows in floating point, which prove nothing: see
    /// [`Program::bound_by`].
    pub(crate) fn approximate(&self) -> (Vec<f64>, Vec<f64>) {
        let form = form::StandardForm::new(self);
        let found = float_simplex::values_and_prices(&form, &unwinding);
        let (point, prices) = found.expect("nothing stops it");
        (point, form.float_multipliers(&prices))
    }

    /// How many numbers a table of the programme has.
    pub(crate) fn entries(&self) -> usize {
        (self.columns.len() + 1) * (self.rows.len() + 1)
    }

    /// A bound on the objective, exact whatever the `prices` are.
    ///
    /// `cover[j]` is a row in which variable `j` has coefficient 1 and none has a negative one: its
    /// price is raised until no variable of it is worth more than it costs. By weak duality the
    /// prices of the rows then bound the objective (Neumaier and Shcherbina 2004).
    pub(crate) fn bound_by(&self, prices: &[f64], cover: &[usize]) -> Q {
        let mut dual: Vec<Q> = prices.iter().map(|y| dyadic(*y)).collect();
        let mut worth: Vec<Q> = self.columns.iter().map(|c| c.objective.clone()).collect();
        for (row, y) in self.rows.iter().zip(&mut dual) {
            if !row.equality && y.is_negative() {
                *y = Q::ZERO;
            }
            if !y.is_zero() {
                row.coefficients.iter().for_each(|(j, a)| worth[*j] -= &(a * &*y));
            }
        }
        let mut raised = vec![Q::ZERO; dual.len()];
        for (worth, &i) in worth.into_iter().zip(cover) {
            if worth > raised[i] {
                raised[i] = worth;
            }
        }
        let rows = self.rows.iter().zip(dual.iter().zip(&raised));
        rows.map(|(row, (y, more))| &row.bound * &(y + more)).sum()
    }

    /// [`Program::solve`], or `None` when `stop` says so, which is asked at every pivot.
    pub(crate) fn solve_unless(&self, stop: &dyn Fn() -> bool) -> Option<Solution> {
        self.solve_from(&mut None, stop)
    }

    /// The same from the basis of the last answer, for this programme with other bounds.
    fn solve_from(
        &self,
        last: &mut Option<float_basis::Start>,
        stop: &dyn Fn() -> bool,
    ) -> Option<Solution> {
        solve::run_from(&form::StandardForm::new(self), &solve::SolutionReader, last, stop)
    }
}

/// A number near this one with a power of two as its denominator, and few digits.
fn dyadic(x: f64) -> Q {
    const BITS: i32 = 32;
    let scaled = (x * f64::from(BITS).exp2()).round();
    if scaled.abs() < i64::MAX as f64 {
        Q::new(scaled as i64, 1i64 << BITS).unwrap_or_default()
    } else {
        Q::from_f64(x).unwrap_or_default()
    }
}
