//! The two arithmetics of a path: floating point, and integers of any size.

use std::ops::{Add, Neg, Sub};

use dashu_int::IBig;
use nalgebra::{DMatrix, Dyn, LU};

use crate::exact::Q;
use crate::exact::elimination::Inverse;
use crate::exact::integers::shifted_integers;

// Neither bound is measured on a bench of its own. Where they are wrong, more paths of badly scaled
// games are lost and followed again in integers, which takes longer; no answer depends on them.

/// The largest perturbation that breaks ties in floating point, where payoffs are at most 1.
const NUDGE: f64 = 1e-6;
/// The bound below which rates and values count as rounding errors of 0: a thousandth of [`NUDGE`].
const TINY: f64 = 1e-9;

/// A number on a path.
///
/// A path needs no division: systems are solved up to a positive factor, and the ratios that are
/// compared carry the same factors. Integers therefore serve as well as floats.
pub(super) trait PathNumber:
    Clone
    + PartialOrd
    + Neg<Output = Self>
    + for<'a> Add<&'a Self, Output = Self>
    + for<'a> Sub<&'a Self, Output = Self>
{
    /// A factored square matrix.
    type System: SquareSystem<Self>;
    /// The length of a step along an edge.
    type Step: PartialOrd;
    const ZERO: Self;
    const ONE: Self;
    fn times(&self, other: &Self) -> Self;
    /// Adds the product `x y`.
    fn add_product(&mut self, x: &Self, y: &Self);
    /// The step after which `value`, changing at this rate, is 0; `None` if it does not fall.
    fn step_to_zero(value: Self, rate: &Self) -> Option<Self::Step>;
    /// The value after a step at a rate, up to a positive factor.
    fn after(value: &Self, rate: &Self, step: &Self::Step) -> Self;
    /// Is this 0 up to rounding errors? It is asked of the noise, which is never negative.
    fn vanishes(&self) -> bool;
    /// The rationals on one scale, each group of `each` shifted to minimum 0. Floats are scaled to
    /// maximum 1.
    fn scaled(numbers: &[&Q], each: usize) -> Vec<Self>;
    /// The weight `share x` in the noise. Integers leave out the share, which is common to all
    /// messages, and add 1 so that no weight is 0.
    fn weight(share: f64, x: f64) -> Self;
    /// A perturbation that breaks ties, from a random number between 0 and 1.
    fn nudge(x: f64) -> Self;
}

/// A square system of linear equations, factored.
pub(super) trait SquareSystem<N>: Sized {
    /// Factors the matrix with these columns, one after another; `None` if it is found to be
    /// singular, or when `stop` says so.
    fn new(size: usize, entries: Vec<N>, stop: &dyn Fn() -> bool) -> Option<Self>;
    /// The factor by which solutions are multiplied.
    fn scale(&self) -> N;
    /// The solutions for these right sides, one after another.
    fn solve(&self, right: Vec<N>) -> Option<Vec<N>>;
}

impl PathNumber for f64 {
    type System = LU<f64, Dyn, Dyn>;
    type Step = f64;
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;

    fn times(&self, other: &f64) -> f64 {
        self * other
    }
    fn add_product(&mut self, x: &f64, y: &f64) {
        *self += x * y;
    }
    fn step_to_zero(value: f64, rate: &f64) -> Option<f64> {
        (*rate < -TINY).then(|| value.max(0.0) / -rate)
    }
    fn after(value: &f64, rate: &f64, step: &f64) -> f64 {
        value + step * rate
    }
    fn vanishes(&self) -> bool {
        *self < TINY
    }
    fn scaled(numbers: &[&Q], each: usize) -> Vec<f64> {
        if let Ok(words) = shifted_integers::<i64>(numbers, each) {
            let most = words.iter().fold(1, |most, &n| most.max(n)) as f64;
            return words.iter().map(|&n| n as f64 / most).collect();
        }
        let integers = IBig::scaled(numbers, each);
        let most = integers.iter().max().cloned().unwrap_or_default().max(IBig::ONE);
        let quotient = |n: &IBig| Q::new(n.clone(), most.clone()).expect("positive").to_f64();
        integers.iter().map(quotient).collect()
    }
    fn weight(share: f64, x: f64) -> f64 {
        share * x
    }
    fn nudge(x: f64) -> f64 {
        NUDGE * x
    }
}

impl SquareSystem<f64> for LU<f64, Dyn, Dyn> {
    fn new(size: usize, entries: Vec<f64>, _: &dyn Fn() -> bool) -> Option<Self> {
        Some(DMatrix::from_vec(size, size, entries).lu())
    }
    fn scale(&self) -> f64 {
        1.0
    }
    fn solve(&self, right: Vec<f64>) -> Option<Vec<f64>> {
        let size = self.lu_internal().nrows();
        if size == 0 {
            return Some(right);
        }
        let mut right = DMatrix::from_vec(size, right.len() / size, right);
        self.solve_mut(&mut right).then(|| right.data.into())
    }
}

/// A ratio of integers with a positive denominator, not in lowest terms.
pub(super) struct IntegerRatio(IBig, IBig);

impl PartialEq for IntegerRatio {
    fn eq(&self, other: &IntegerRatio) -> bool {
        &self.0 * &other.1 == &other.0 * &self.1
    }
}

impl PartialOrd for IntegerRatio {
    fn partial_cmp(&self, other: &IntegerRatio) -> Option<std::cmp::Ordering> {
        (&self.0 * &other.1).partial_cmp(&(&other.0 * &self.1))
    }
}

impl PathNumber for IBig {
    type System = Inverse;
    type Step = IntegerRatio;
    const ZERO: IBig = IBig::ZERO;
    const ONE: IBig = IBig::ONE;

    fn times(&self, other: &IBig) -> IBig {
        self * other
    }
    fn add_product(&mut self, x: &IBig, y: &IBig) {
        *self += x * y;
    }
    fn step_to_zero(value: IBig, rate: &IBig) -> Option<IntegerRatio> {
        (*rate < IBig::ZERO).then(|| IntegerRatio(value, -rate))
    }
    fn after(value: &IBig, rate: &IBig, step: &IntegerRatio) -> IBig {
        value * &step.1 + rate * &step.0
    }
    fn vanishes(&self) -> bool {
        self.is_zero()
    }
    fn scaled(numbers: &[&Q], each: usize) -> Vec<IBig> {
        shifted_integers(numbers, each).expect("big integers")
    }
    fn weight(_: f64, x: f64) -> IBig {
        IBig::ONE + bits(x)
    }
    fn nudge(x: f64) -> IBig {
        bits(x)
    }
}

/// The first 32 bits of a number from 0 to 1.
fn bits(x: f64) -> IBig {
    IBig::from((x * f64::from(u32::MAX)) as u64)
}

impl SquareSystem<IBig> for Inverse {
    fn new(size: usize, entries: Vec<IBig>, stop: &dyn Fn() -> bool) -> Option<Self> {
        let row = |i: usize| entries.iter().skip(i).step_by(size).cloned().collect();
        Inverse::new((0..size).map(row).collect(), stop)
    }
    fn scale(&self) -> IBig {
        self.scale.clone()
    }
    fn solve(&self, right: Vec<IBig>) -> Option<Vec<IBig>> {
        let each = right.chunks(self.size().max(1));
        Some(each.flat_map(|right| self.times(right)).collect())
    }
}
