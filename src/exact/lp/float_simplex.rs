//! The search for an optimal basis in floating point, by the dual and the primal simplex method.
//!
//! Both price by the largest step in a reference framework (Devex: Forrest and Goldfarb 1992), with
//! Harris's two-pass ratio test (1973). Costs are perturbed first, since many of them are equal in
//! the programmes at hand; the primal method ends with the true ones.
//!
//! The exact part proves or repairs the basis. So the constants here affect time, and which of
//! several optimal vertices is found, but never whether an answer is right.

use super::float_basis::{FloatBasis, Start};
use super::form::{Sign, StandardForm};

/// The distance by which a value, or a reduced cost, may be out of its range.
const TOLERANCE: f64 = 1e-9;
/// The least absolute value of a pivot.
const PIVOT: f64 = 1e-7;
/// The number of pivots after which the inverse is computed anew, which removes rounding errors.
const RENEW: usize = 150;
/// The size of the perturbation of a cost, relative to the cost.
const NUDGE: f64 = 1e-6;
/// The rounds of dual and primal method before the exact part takes over.
const ROUNDS: usize = 4;

/// The basic variables and the rows whose slacks are not basic, at a basis that is optimal or
/// nearly so; `None` when asked to stop.
pub(crate) fn basis(
    form: &StandardForm,
    start: Option<&Start>,
    stop: &dyn Fn() -> bool,
) -> Option<Start> {
    let mut simplex = FloatSimplex::new(form, start);
    simplex.search(stop)?;
    Some((simplex.basis.inside, simplex.basis.tight))
}

/// The values of the variables and the prices of the rows of the form, at a basis that is optimal
/// or nearly so; `None` when asked to stop.
pub(crate) fn values_and_prices(
    form: &StandardForm,
    stop: &dyn Fn() -> bool,
) -> Option<(Vec<f64>, Vec<f64>)> {
    let mut simplex = FloatSimplex::new(form, None);
    simplex.search(stop)?;
    Some(simplex.basis.values_and_prices())
}

/// The state of the search.
struct FloatSimplex {
    basis: FloatBasis,
    /// Devex weights by variable.
    weight: Vec<f64>,
    column: Vec<f64>,
    row: Vec<f64>,
    seed: u64,
    pivots: usize,
    limit: usize,
}

/// The end of one method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PhaseResult {
    /// Nothing left to do.
    Done,
    /// There is no feasible point, or no end to the objective.
    Hopeless,
    /// Too many pivots, or too small ones.
    Stuck,
}

impl FloatSimplex {
    fn new(form: &StandardForm, start: Option<&Start>) -> FloatSimplex {
        let basis = FloatBasis::new(form, start);
        let size = basis.place.len();
        let limit = 1000 + 40 * size;
        FloatSimplex {
            basis,
            weight: vec![1.0; size],
            column: vec![0.0; size],
            row: vec![0.0; size],
            seed: 0x9E37_79B9_7F4A_7C15,
            pivots: 0,
            limit,
        }
    }

    fn search(&mut self, stop: &dyn Fn() -> bool) -> Option<()> {
        let costs = self.basis.costs.clone();
        self.nudge(&costs);
        for _ in 0..ROUNDS {
            if self.dual(stop)? != PhaseResult::Done {
                return Some(());
            }
            self.basis.costs.clone_from(&costs);
            self.basis.renew();
            if self.primal(stop)? != PhaseResult::Done {
                return Some(());
            }
            self.basis.renew();
            if self.out_of_range().is_none() {
                break;
            }
        }
        Some(())
    }

    /// A number in `[1/2, 1)`, the next of a fixed sequence (xorshift). Another sequence, such as
    /// that of [`Random`](crate::exact::random::Random), would find other vertices among equally
    /// good ones.
    fn random(&mut self) -> f64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        0.5 + (self.seed >> 12) as f64 / (1u64 << 53) as f64
    }

    /// Lowers the cost of every variable a little, so that no two are equal, and further where that
    /// makes the basis dual feasible.
    fn nudge(&mut self, costs: &[f64]) {
        for (j, cost) in costs.iter().enumerate() {
            self.basis.costs[j] = cost - NUDGE * self.random() * (1.0 + cost.abs());
        }
        self.basis.price();
        for j in 0..costs.len() {
            let d = self.basis.d[j];
            let fault = match self.basis.signs[j] {
                Sign::NonNegative => d.min(0.0),
                _ => d,
            };
            if fault != 0.0 && !self.basis.is_basic(j) {
                self.basis.costs[j] += fault;
                self.basis.d[j] = d - fault;
            }
        }
        // a slack has no cost to lower, so a price of the wrong sign stays for the methods to mend
    }

    /// The basic variable that is furthest out of its range, measured by the weights.
    fn out_of_range(&self) -> Option<usize> {
        let b = &self.basis;
        let n = b.width();
        let slacks = (n..b.place.len()).filter(|&v| b.place[v] == super::float_basis::OUT);
        let mut best = None;
        let mut most = 0.0;
        for v in b.inside.iter().copied().chain(slacks) {
            let fault = match b.signs[v] {
                Sign::NonNegative => (-b.x[v]).max(0.0),
                Sign::Free => 0.0,
                Sign::Fixed => b.x[v].abs(),
            };
            if fault > TOLERANCE {
                let size = fault * fault / self.weight[v];
                if size > most {
                    (best, most) = (Some(v), size);
                }
            }
        }
        best
    }

    /// The dual method: variables out of their range leave the basis, and reduced costs keep their
    /// sign.
    fn dual(&mut self, stop: &dyn Fn() -> bool) -> Option<PhaseResult> {
        self.weight.iter_mut().for_each(|w| *w = 1.0);
        let mut retried = false;
        loop {
            if stop() {
                return None;
            }
            if self.pivots > self.limit {
                return Some(PhaseResult::Stuck);
            }
            let Some(leaves) = self.out_of_range() else { return Some(PhaseResult::Done) };
            let falls = self.basis.x[leaves] > 0.0;
            let rho = self.basis.row(leaves, &mut self.row);
            let Some(enters) = self.dual_ratio(falls) else { return Some(PhaseResult::Hopeless) };
            let u = self.basis.column(enters, &mut self.column);
            if !self.agrees(enters, leaves) {
                if retried {
                    return Some(PhaseResult::Stuck);
                }
                retried = true;
                self.basis.renew();
                continue;
            }
            retried = false;
            let pivot = self.column[leaves];
            // a reduced cost that rounding made negative is set to 0, and the cost is changed to
            // match
            if self.basis.d[enters] < 0.0 || self.basis.signs[enters] == Sign::Free {
                if enters < self.basis.width() {
                    self.basis.costs[enters] += self.basis.d[enters];
                }
                self.basis.d[enters] = 0.0;
            }
            let ratio = self.weight[leaves] / (pivot * pivot);
            for (w, a) in self.weight.iter_mut().zip(&self.column) {
                *w = w.max(a * a * ratio);
            }
            self.weight[enters] = ratio.max(1.0);
            self.exchange(enters, leaves, &u, &rho);
        }
    }

    fn dual_ratio(&self, falls: bool) -> Option<usize> {
        let b = &self.basis;
        let n = b.width();
        let candidates = || {
            let slacks = b.tight.iter().map(|i| n + i);
            let structural = (0..n).filter(|&j| b.place[j] == super::float_basis::OUT);
            structural.chain(slacks).filter_map(|v| {
                let a = if falls { self.row[v] } else { -self.row[v] };
                match b.signs[v] {
                    Sign::NonNegative if a > PIVOT => Some((v, a, b.d[v].max(0.0))),
                    Sign::Free if a.abs() > PIVOT => Some((v, a.abs(), 0.0)),
                    _ => None,
                }
            })
        };
        let bound = candidates().map(|(_, a, d)| (d + TOLERANCE) / a).min_by(f64::total_cmp)?;
        let within = candidates().filter(|(_, a, d)| d / a <= bound);
        within.max_by(|(_, a, _), (_, b, _)| a.total_cmp(b)).map(|(v, _, _)| v)
    }

    /// The primal method: variables that improve the objective enter the basis, and values stay in
    /// range.
    fn primal(&mut self, stop: &dyn Fn() -> bool) -> Option<PhaseResult> {
        self.weight.iter_mut().for_each(|w| *w = 1.0);
        let mut retried = false;
        loop {
            if stop() {
                return None;
            }
            if self.pivots > self.limit {
                return Some(PhaseResult::Stuck);
            }
            let Some(enters) = self.improving() else { return Some(PhaseResult::Done) };
            let falls = self.basis.d[enters] > 0.0;
            let u = self.basis.column(enters, &mut self.column);
            let Some(leaves) = self.primal_ratio(falls) else { return Some(PhaseResult::Hopeless) };
            let rho = self.basis.row(leaves, &mut self.row);
            if !self.agrees(enters, leaves) {
                if retried {
                    return Some(PhaseResult::Stuck);
                }
                retried = true;
                self.basis.renew();
                continue;
            }
            retried = false;
            let pivot = self.column[leaves];
            let ratio = self.weight[enters] / (pivot * pivot);
            for (w, a) in self.weight.iter_mut().zip(&self.row) {
                *w = w.max(a * a * ratio);
            }
            self.weight[leaves] = ratio.max(1.0);
            self.exchange(enters, leaves, &u, &rho);
        }
    }

    fn improving(&self) -> Option<usize> {
        let b = &self.basis;
        let n = b.width();
        let slacks = b.tight.iter().map(|i| n + i);
        let mut best = None;
        let mut most = 0.0;
        for v in (0..n).chain(slacks) {
            let fault = match b.signs[v] {
                Sign::NonNegative => (-b.d[v]).max(0.0),
                Sign::Free => b.d[v].abs(),
                Sign::Fixed => 0.0,
            };
            if fault > TOLERANCE {
                let size = fault * fault / self.weight[v];
                if size > most {
                    (best, most) = (Some(v), size);
                }
            }
        }
        best
    }

    fn primal_ratio(&self, falls: bool) -> Option<usize> {
        let b = &self.basis;
        let n = b.width();
        let candidates = || {
            let slacks = (n..b.place.len()).filter(|&v| b.place[v] == super::float_basis::OUT);
            b.inside.iter().copied().chain(slacks).filter_map(|v| {
                let a = if falls { -self.column[v] } else { self.column[v] };
                match b.signs[v] {
                    Sign::NonNegative if a > PIVOT => Some((v, a, b.x[v].max(0.0))),
                    Sign::Fixed if a.abs() > PIVOT => Some((v, a.abs(), 0.0)),
                    _ => None,
                }
            })
        };
        let bound = candidates().map(|(_, a, x)| (x + TOLERANCE) / a).min_by(f64::total_cmp)?;
        let within = candidates().filter(|(_, a, x)| x / a <= bound);
        within.max_by(|(_, a, _), (_, b, _)| a.total_cmp(b)).map(|(v, _, _)| v)
    }

    /// Is the pivot large enough, and about the same in the row and in the column?
    fn agrees(&self, enters: usize, leaves: usize) -> bool {
        let (by_row, by_column) = (self.row[enters], self.column[leaves]);
        by_column.abs() > PIVOT / 10.0
            && (by_row - by_column).abs() <= 1e-6 * (1.0 + by_column.abs())
    }

    /// Pivots, and updates all values and reduced costs.
    fn exchange(&mut self, enters: usize, leaves: usize, u: &[f64], rho: &[f64]) {
        let b = &mut self.basis;
        let n = b.width();
        let pivot = self.column[leaves];
        let (step, cost) = (b.x[leaves] / pivot, b.d[enters] / pivot);
        for v in 0..b.place.len() {
            b.x[v] -= step * self.column[v];
            b.d[v] -= cost * self.row[v];
        }
        (b.x[enters], b.x[leaves]) = (step, 0.0);
        (b.d[leaves], b.d[enters]) = (-cost, 0.0);
        b.exchange(enters, leaves, u, rho, pivot);
        debug_assert!(b.is_basic(enters) && !b.is_basic(leaves));
        self.pivots += 1;
        if b.age >= RENEW.max(n / 10) {
            b.renew();
        }
    }
}
