//! Integers in three sizes, one trait: machine words first, big numbers when they overflow.
//!
//! Exact algorithms are written once over [`Int`] and run on `i64` (products in `i128`), then
//! `i128`, then [`IBig`]. An operation whose result does not fit returns [`Overflow`], and the
//! whole piece of work is done again one size up: no entry ever wraps, and no entry carries a tag.

use std::cmp::Ordering;
use std::fmt::Debug;
use std::hash::Hash;

use dashu_base::{Abs, AbsOrd, BitTest, Gcd};
use dashu_int::IBig;

use super::budget::checkpoint;
use super::gcd::{gcd_u64, gcd_u128};

/// The error of an operation whose result does not fit this size of integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overflow;

/// Do all items pass a test? It stops at the first that fails.
pub(crate) fn all_hold<T>(
    items: impl IntoIterator<Item = T>,
    mut test: impl FnMut(T) -> Result<bool, Overflow>,
) -> Result<bool, Overflow> {
    for item in items {
        if !test(item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Does any item pass a test? It stops at the first that does.
pub(crate) fn any_holds<T>(
    items: impl IntoIterator<Item = T>,
    mut test: impl FnMut(T) -> Result<bool, Overflow>,
) -> Result<bool, Overflow> {
    Ok(!all_hold(items, |item| Ok(!test(item)?))?)
}

/// An exact integer with checked arithmetic.
pub(crate) trait Int: Clone + Ord + Hash + Debug + Send + Sync + 'static {
    /// 0
    const ZERO: Self;
    /// 1
    const ONE: Self;
    /// The number of bits, or 0 for any number.
    const BITS: u32;
    /// The next larger size; that of the largest is itself.
    type Wider: Int;
    /// A big integer in this size; `None` when it does not fit.
    fn from_big(n: &IBig) -> Option<Self>;
    /// The number as a big integer.
    fn to_big(&self) -> IBig;
    /// A machine word, which fits every size.
    fn from_word(n: i64) -> Self;
    /// The number as a machine word; `None` when it does not fit.
    fn to_word(&self) -> Option<i64>;
    fn negated(&self) -> Result<Self, Overflow>;
    fn plus(&self, other: &Self) -> Result<Self, Overflow>;
    fn minus(&self, other: &Self) -> Result<Self, Overflow>;
    fn times(&self, other: &Self) -> Result<Self, Overflow>;
    /// The sum of the products of entries. It may overflow on a partial sum.
    fn dot(x: &[Self], y: &[Self]) -> Result<Self, Overflow>;
    /// Appends `a x + b y`, divided by the greatest common divisor of its entries.
    fn combine_onto(
        a: &Self,
        x: &[Self],
        b: &Self,
        y: &[Self],
        out: &mut Vec<Self>,
    ) -> Result<(), Overflow>;
    /// The greatest common divisor of the absolute values.
    fn gcd(&self, other: &Self) -> Self;
    /// The quotient by a number that divides this one.
    fn divided(&self, divisor: &Self) -> Self;
    /// `(t p - f b) / d`, which is an integer: an entry after a fraction-free pivot.
    fn cross(t: &Self, p: &Self, f: &Self, b: &Self, d: &Self) -> Result<Self, Overflow>;
    /// Compares `|a b|` with `|c d|`.
    fn compare_products(a: &Self, b: &Self, c: &Self, d: &Self) -> Ordering;
    /// A float within rounding errors of the number.
    fn to_f64(&self) -> f64;
    /// The residue in `0..modulus`.
    fn modulo(&self, modulus: u64) -> u64;

    fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }
    fn is_positive(&self) -> bool {
        *self > Self::ZERO
    }
    fn is_negative(&self) -> bool {
        *self < Self::ZERO
    }
}

impl Int for i64 {
    const ZERO: i64 = 0;
    const ONE: i64 = 1;
    const BITS: u32 = 64;
    type Wider = i128;

    fn from_big(n: &IBig) -> Option<i64> {
        n.try_into().ok()
    }
    fn to_big(&self) -> IBig {
        IBig::from(*self)
    }
    fn from_word(n: i64) -> i64 {
        n
    }
    fn to_word(&self) -> Option<i64> {
        Some(*self)
    }
    fn negated(&self) -> Result<i64, Overflow> {
        self.checked_neg().ok_or(Overflow)
    }
    fn plus(&self, other: &i64) -> Result<i64, Overflow> {
        self.checked_add(*other).ok_or(Overflow)
    }
    fn minus(&self, other: &i64) -> Result<i64, Overflow> {
        self.checked_sub(*other).ok_or(Overflow)
    }
    fn times(&self, other: &i64) -> Result<i64, Overflow> {
        self.checked_mul(*other).ok_or(Overflow)
    }
    fn dot(x: &[i64], y: &[i64]) -> Result<i64, Overflow> {
        let mut sum = 0i128;
        for (a, b) in x.iter().zip(y) {
            sum = sum.checked_add(i128::from(*a) * i128::from(*b)).ok_or(Overflow)?;
        }
        sum.try_into().map_err(|_| Overflow)
    }
    fn combine_onto(
        a: &i64,
        x: &[i64],
        b: &i64,
        y: &[i64],
        out: &mut Vec<i64>,
    ) -> Result<(), Overflow> {
        let g = gcd_u64(a.unsigned_abs(), b.unsigned_abs()).max(1);
        let Ok(g) = i64::try_from(g) else { return Err(Overflow) };
        let (a, b) = (a / g, b / g);
        let from = out.len();
        let narrow = |(x, y): (&i64, &i64)| a.checked_mul(*x)?.checked_add(b.checked_mul(*y)?);
        out.extend(x.iter().zip(y).map_while(narrow));
        if out.len() - from == x.len() {
            let mut content = 0;
            for z in &out[from..] {
                content = gcd_u64(content, z.unsigned_abs());
                if content == 1 {
                    return Ok(());
                }
            }
            if let Ok(content @ 2..) = i64::try_from(content) {
                out[from..].iter_mut().for_each(|z| *z /= content);
            }
            return Ok(());
        }
        out.truncate(from);
        let (a, b) = (i128::from(a), i128::from(b));
        let wide: Vec<i128> = x
            .iter()
            .zip(y)
            .map(|(x, y)| (a * i128::from(*x)).checked_add(b * i128::from(*y)).ok_or(Overflow))
            .collect::<Result<_, _>>()?;
        let g = wide.iter().fold(0, |g, z| gcd_u128(g, z.unsigned_abs()));
        let g = i128::try_from(g).map_err(|_| Overflow)?;
        for z in wide {
            out.push(i64::try_from(z / g).map_err(|_| Overflow)?);
        }
        Ok(())
    }
    fn gcd(&self, other: &i64) -> i64 {
        gcd_u64(self.unsigned_abs(), other.unsigned_abs()) as i64
    }
    fn divided(&self, divisor: &i64) -> i64 {
        self / divisor
    }
    fn cross(t: &i64, p: &i64, f: &i64, b: &i64, d: &i64) -> Result<i64, Overflow> {
        if let (Some(x), Some(y)) = (t.checked_mul(*p), f.checked_mul(*b))
            && let Some(z) = x.checked_sub(y)
        {
            return Ok(z / d);
        }
        let wide = |x: &i64, y: &i64| i128::from(*x) * i128::from(*y);
        let z = wide(t, p).checked_sub(wide(f, b)).ok_or(Overflow)?;
        i64::try_from(z / i128::from(*d)).map_err(|_| Overflow)
    }
    fn compare_products(a: &i64, b: &i64, c: &i64, d: &i64) -> Ordering {
        let wide = |x: &i64, y: &i64| u128::from(x.unsigned_abs()) * u128::from(y.unsigned_abs());
        wide(a, b).cmp(&wide(c, d))
    }
    fn to_f64(&self) -> f64 {
        *self as f64
    }
    fn modulo(&self, modulus: u64) -> u64 {
        match i64::try_from(modulus) {
            Ok(modulus) => self.rem_euclid(modulus) as u64,
            Err(_) => i128::from(*self).rem_euclid(modulus.into()) as u64,
        }
    }
}

impl Int for i128 {
    const ZERO: i128 = 0;
    const ONE: i128 = 1;
    const BITS: u32 = 128;
    type Wider = IBig;

    fn from_big(n: &IBig) -> Option<i128> {
        n.try_into().ok()
    }
    fn to_big(&self) -> IBig {
        IBig::from(*self)
    }
    fn from_word(n: i64) -> i128 {
        n.into()
    }
    fn to_word(&self) -> Option<i64> {
        i64::try_from(*self).ok()
    }
    fn negated(&self) -> Result<i128, Overflow> {
        self.checked_neg().ok_or(Overflow)
    }
    fn plus(&self, other: &i128) -> Result<i128, Overflow> {
        self.checked_add(*other).ok_or(Overflow)
    }
    fn minus(&self, other: &i128) -> Result<i128, Overflow> {
        self.checked_sub(*other).ok_or(Overflow)
    }
    fn times(&self, other: &i128) -> Result<i128, Overflow> {
        self.checked_mul(*other).ok_or(Overflow)
    }
    fn dot(x: &[i128], y: &[i128]) -> Result<i128, Overflow> {
        let mut sum = 0i128;
        for (a, b) in x.iter().zip(y) {
            sum = sum.plus(&a.times(b)?)?;
        }
        Ok(sum)
    }
    fn combine_onto(
        a: &i128,
        x: &[i128],
        b: &i128,
        y: &[i128],
        out: &mut Vec<i128>,
    ) -> Result<(), Overflow> {
        let g = i128::try_from(gcd_u128(a.unsigned_abs(), b.unsigned_abs()).max(1))
            .map_err(|_| Overflow)?;
        let (a, b) = (a / g, b / g);
        let mut content = 0u128;
        let from = out.len();
        for (x, y) in x.iter().zip(y) {
            let z = a.times(x)?.plus(&b.times(y)?)?;
            if content != 1 {
                content = gcd_u128(content, z.unsigned_abs());
            }
            out.push(z);
        }
        if content > 1 {
            let content = i128::try_from(content).map_err(|_| Overflow)?;
            out[from..].iter_mut().for_each(|z| *z /= content);
        }
        Ok(())
    }
    fn gcd(&self, other: &i128) -> i128 {
        gcd_u128(self.unsigned_abs(), other.unsigned_abs()) as i128
    }
    fn divided(&self, divisor: &i128) -> i128 {
        self / divisor
    }
    fn cross(t: &i128, p: &i128, f: &i128, b: &i128, d: &i128) -> Result<i128, Overflow> {
        if let (Some(x), Some(y)) = (t.checked_mul(*p), f.checked_mul(*b))
            && let Some(z) = x.checked_sub(y)
        {
            return Ok(z / d);
        }
        let z = (IBig::from(*t) * p - IBig::from(*f) * b) / d;
        i128::try_from(z).map_err(|_| Overflow)
    }
    fn compare_products(a: &i128, b: &i128, c: &i128, d: &i128) -> Ordering {
        let narrow = |x: &i128, y: &i128| x.unsigned_abs().checked_mul(y.unsigned_abs());
        match (narrow(a, b), narrow(c, d)) {
            (Some(x), Some(y)) => x.cmp(&y),
            _ => Int::compare_products(&a.to_big(), &b.to_big(), &c.to_big(), &d.to_big()),
        }
    }
    fn to_f64(&self) -> f64 {
        *self as f64
    }
    fn modulo(&self, modulus: u64) -> u64 {
        match i64::try_from(*self) {
            Ok(small) => small.modulo(modulus),
            Err(_) => self.rem_euclid(modulus.into()) as u64,
        }
    }
}

/// The bits from which on one operation with a number takes microseconds, so that a look at the
/// budget (30 ns) costs little beside it. A wrong value costs time, or delays a stop.
const LONG: usize = 1 << 13;

/// Looks at the budget if an operation with this number takes long.
pub(super) fn pause(n: &IBig) {
    if n.bit_len() > LONG {
        checkpoint();
    }
}

impl Int for IBig {
    const ZERO: IBig = IBig::ZERO;
    const ONE: IBig = IBig::ONE;
    const BITS: u32 = 0;
    type Wider = IBig;

    fn from_big(n: &IBig) -> Option<IBig> {
        Some(n.clone())
    }
    fn to_big(&self) -> IBig {
        self.clone()
    }
    fn from_word(n: i64) -> IBig {
        n.into()
    }
    fn to_word(&self) -> Option<i64> {
        self.try_into().ok()
    }
    fn negated(&self) -> Result<IBig, Overflow> {
        Ok(-self)
    }
    fn plus(&self, other: &IBig) -> Result<IBig, Overflow> {
        Ok(self + other)
    }
    fn minus(&self, other: &IBig) -> Result<IBig, Overflow> {
        Ok(self - other)
    }
    fn times(&self, other: &IBig) -> Result<IBig, Overflow> {
        pause(self);
        Ok(self * other)
    }
    fn dot(x: &[IBig], y: &[IBig]) -> Result<IBig, Overflow> {
        Ok(x.iter().zip(y).fold(IBig::ZERO, |sum, (a, b)| {
            pause(a);
            sum + a * b
        }))
    }
    fn combine_onto(
        a: &IBig,
        x: &[IBig],
        b: &IBig,
        y: &[IBig],
        out: &mut Vec<IBig>,
    ) -> Result<(), Overflow> {
        let from = out.len();
        out.extend(x.iter().zip(y).map(|(x, y)| {
            pause(a);
            a * x + b * y
        }));
        let mut content = IBig::ZERO;
        for z in &out[from..] {
            content = Int::gcd(&content, z);
            if content == IBig::ONE {
                return Ok(());
            }
        }
        if !content.is_zero() {
            out[from..].iter_mut().for_each(|z| *z /= &content);
        }
        Ok(())
    }
    fn gcd(&self, other: &IBig) -> IBig {
        pause(self);
        if self.is_zero() || other.is_zero() {
            return (self + other).abs();
        }
        IBig::from(Gcd::gcd(self, other))
    }
    fn divided(&self, divisor: &IBig) -> IBig {
        self / divisor
    }
    fn cross(t: &IBig, p: &IBig, f: &IBig, b: &IBig, d: &IBig) -> Result<IBig, Overflow> {
        pause(p);
        Ok((t * p - f * b) / d)
    }
    fn compare_products(a: &IBig, b: &IBig, c: &IBig, d: &IBig) -> Ordering {
        if a.is_zero() || b.is_zero() || c.is_zero() || d.is_zero() {
            return (!(a.is_zero() || b.is_zero())).cmp(&!(c.is_zero() || d.is_zero()));
        }
        (a * b).abs_cmp(&(c * d))
    }
    fn to_f64(&self) -> f64 {
        IBig::to_f64(self).value()
    }
    fn modulo(&self, modulus: u64) -> u64 {
        let rest = self % IBig::from(modulus);
        let rest = if rest < IBig::ZERO { rest + modulus } else { rest };
        rest.try_into().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn combine<I: Int>(a: &I, x: &[I], b: &I, y: &[I]) -> Result<Vec<I>, Overflow> {
        let mut out = Vec::new();
        I::combine_onto(a, x, b, y, &mut out)?;
        Ok(out)
    }

    fn primitive<I: Int>(a: i64, x: &[i64], b: i64, y: &[i64]) -> Result<Vec<IBig>, Overflow> {
        let of = |n: &i64| I::from_big(&IBig::from(*n)).unwrap();
        let (x, y): (Vec<I>, Vec<I>) = (x.iter().map(of).collect(), y.iter().map(of).collect());
        Ok(combine(&of(&a), &x, &of(&b), &y)?.iter().map(I::to_big).collect())
    }

    #[test]
    fn the_three_sizes_agree() {
        let rows: [&[i64]; 3] = [&[3, -6, 9, 0], &[5, 1, -2, 7], &[1 << 40, -(1 << 41), 3, 1]];
        for (a, b) in [(2, 3), (-4, 6), (7, -7), (1 << 30, 5)] {
            for x in rows {
                for y in rows {
                    let big = primitive::<IBig>(a, x, b, y).unwrap();
                    assert_eq!(primitive::<i128>(a, x, b, y).unwrap(), big);
                    match primitive::<i64>(a, x, b, y) {
                        Ok(small) => assert_eq!(small, big),
                        Err(Overflow) => assert!(big.iter().any(|z| i64::from_big(z).is_none())),
                    }
                }
            }
        }
    }

    #[test]
    fn overflow_is_said_and_never_wraps() {
        let big = [i64::MAX, 1];
        assert_eq!(combine(&3i64, &big, &1, &[0, 5]), Err(Overflow));
        assert_eq!(i64::dot(&big, &big), Err(Overflow));
        assert_eq!(i128::dot(&[i128::MAX], &[2]), Err(Overflow));
        // the entries overflow on the way, and fit once the common factor is gone
        assert_eq!(combine(&4i64, &[i64::MAX - 7, 0], &0, &[0, 1]), Ok(vec![1, 0]));
    }
}
