//! A linear programme on a grid, which shows the form of an optimum and proves nothing.
//!
//! On points `x_0 < ... < x_n`, let `y_k` be the integral up to `x_k` of the prior's distribution
//! function less that of the means. A distribution of means is a mean-preserving contraction iff
//! `y >= 0`, with 0 at the ends, and its masses are `f - D y` for the differences of slopes
//!
//! ```text
//! (D y)_j = (y_(j+1) - y_j)/(x_(j+1) - x_j) - (y_j - y_(j-1))/(x_j - x_(j-1))
//! ```
//!
//! Its worth is that of full disclosure less the sum of `(D v)_k y_k`. The prices of the rows `D y
//! <= f` are `p - v` for the least convex `p >= v` (Kolotilin 2018; Dworczak and Martini 2019).

use super::value::ValueFunction;
use crate::continuum::density::Density;
use crate::exact::Q;
use crate::exact::enclosure::interval::Interval;
use crate::exact::lp::Program;

/// The precision of numbers that become floats.
const BITS: u32 = 80;

/// An optimum on a grid.
pub(super) struct Grid {
    /// The points, all knots of the value among them.
    pub(super) x: Vec<f64>,
    /// The knot at each point, if there is one.
    pub(super) knot: Vec<Option<usize>>,
    /// The piece of the value on the cell above each point but the last.
    pub(super) piece: Vec<usize>,
    /// The price.
    pub(super) price: Vec<f64>,
    /// The price less the value.
    pub(super) gap: Vec<f64>,
    /// The masses of the means.
    pub(super) mass: Vec<f64>,
    /// The range of the values.
    pub(super) scale: f64,
}

/// A float as a rational.
pub(super) fn rational(x: f64) -> Q {
    Q::from_f64(x).unwrap_or_default()
}

/// A number of the programme: with one denominator for all, its rows are small integers.
fn entry(x: f64) -> Q {
    const UNITS: f64 = (1u64 << 44) as f64;
    Q::from((x * UNITS).round() as i64) / Q::from(1i64 << 44)
}

impl Grid {
    /// The optimum on about `n` points, and in addition some that are given.
    pub(super) fn solved(prior: &Density, v: &ValueFunction, n: usize, extra: &[f64]) -> Grid {
        let (low, high) = (prior.low().to_f64(), prior.high().to_f64());
        let (mut x, mut knot, mut piece) = (Vec::new(), Vec::new(), Vec::new());
        for (i, own) in v.pieces.iter().enumerate() {
            let (a, b) = (own.low.to_f64(), own.high.to_f64());
            let cells = (((b - a) / (high - low) * n as f64).round() as usize).max(4);
            let mut points: Vec<f64> =
                (1..cells).map(|k| a + (b - a) * k as f64 / cells as f64).collect();
            let least = (b - a) / cells as f64 * 1e-3;
            points.extend(extra.iter().filter(|&&e| e > a + least && e < b - least));
            points.sort_by(f64::total_cmp);
            points.dedup_by(|b, a| *b - *a < least);
            x.push(a);
            knot.push(Some(i));
            x.extend(&points);
            knot.extend(points.iter().map(|_| None));
            piece.extend(std::iter::repeat_n(i, points.len() + 1));
        }
        x.push(high);
        knot.push(Some(v.pieces.len()));
        let last = x.len() - 1;
        let value = |j: usize| match knot[j] {
            Some(i) => v.top(i, BITS).middle().to_f64(),
            None => {
                let at = Interval::rational(&rational(x[j]), BITS);
                v.pieces[piece[j]].at(0, &at).to_f64()
            }
        };
        let values: Vec<f64> = (0..=last).map(value).collect();
        let f = hat_masses(prior, &x);
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let scale = if most > least { most - least } else { 1.0 };
        let h = (high - low) / last as f64;
        // lengths in units of the mean cell, so that entries are near 1
        let step = |j: usize| h / (x[j + 1] - x[j]);
        let mut program = Program::new();
        for k in 1..last {
            let bend =
                (values[k + 1] - values[k]) * step(k) - (values[k] - values[k - 1]) * step(k - 1);
            program.variable(entry(-bend / scale));
        }
        for (j, &bound) in f.iter().enumerate() {
            let mut row = Vec::new();
            let mut add = |k: usize, c: f64| {
                if k > 0 && k < last {
                    row.push((k - 1, entry(c)));
                }
            };
            let (left, right) =
                (if j > 0 { step(j - 1) } else { 0.0 }, if j < last { step(j) } else { 0.0 });
            if j > 0 {
                add(j - 1, left);
            }
            add(j, -left - right);
            add(j + 1, right);
            program.at_most(row, entry(bound));
        }
        let (y, gaps) = program.approximate();
        let at = |k: usize| if k == 0 || k == last { 0.0 } else { y[k - 1] };
        let mass = (0..=last).map(|j| {
            let right = if j < last { (at(j + 1) - at(j)) * step(j) } else { 0.0 };
            let left = if j > 0 { (at(j) - at(j - 1)) * step(j - 1) } else { 0.0 };
            f[j] - right + left
        });
        let mass = mass.collect();
        let gap: Vec<f64> = gaps.iter().map(|gap| gap.max(0.0) * scale).collect();
        let price = values.iter().zip(&gap).map(|(v, gap)| v + gap).collect();
        Grid { x, knot, piece, price, gap, mass, scale }
    }

    pub(super) fn slope(&self, j: usize) -> f64 {
        (self.price[j + 1] - self.price[j]) / (self.x[j + 1] - self.x[j])
    }
}

/// The prior's mass, that of each cell divided between its ends with the same mean.
fn hat_masses(prior: &Density, x: &[f64]) -> Vec<f64> {
    let (one, identity) = ([Q::from(1)], [Q::from(0), Q::from(1)]);
    let mut masses = vec![0.0; x.len()];
    for j in 0..x.len() - 1 {
        let ends = [x[j], x[j + 1]].map(|x| Interval::rational(&rational(x), BITS));
        let mass = prior.integral(&one, &ends[0], &ends[1]).to_f64();
        let first = prior.integral(&identity, &ends[0], &ends[1]).to_f64();
        let upper = ((first - mass * x[j]) / (x[j + 1] - x[j])).clamp(0.0, mass.max(0.0));
        masses[j + 1] += upper;
        masses[j] += mass - upper;
    }
    masses
}
