//! [`Q`], the rational number in which payoffs, priors and results are given.
//!
//! Nearly all of them fit two machine words. They are kept and computed with there, since a big
//! rational would allocate for every number.

use std::cmp::Ordering;
use std::iter::Sum;
use std::num::NonZeroU64;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use dashu_base::{BitTest, Sign, UnsignedAbs};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::gcd::{gcd_u64, gcd_u128};

/// A rational number of any size, always in lowest terms.
///
/// Read from text it is an integer, a decimal (which means exactly what it says) or a quotient of
/// two of these. Division by zero panics, as it does for integers; [`Q::new`] and reading do not.
///
/// ```
/// use schelling::Q;
///
/// # fn main() -> Result<(), schelling::Error> {
/// let tenth: Q = "0.1".parse()?;
/// assert_eq!(tenth, "1/10".parse()?);
/// assert_eq!(Q::from_f64(0.1), Some(tenth.clone()));
/// assert_eq!((tenth + Q::from(2)).to_string(), "21/10");
/// assert_eq!(
///     "1/0".parse::<Q>().unwrap_err().to_string(),
///     "\"1/0\" is not a rational number: the denominator is 0"
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Q(Size);

/// In lowest terms, and small whenever possible, so that equality and hashing may look at the
/// parts.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Size {
    /// A numerator other than `i64::MIN`, so that it can be negated, and a denominator that fits an
    /// `i64`.
    Small(i64, NonZeroU64),
    Big(Box<RBig>),
}

use Size::{Big, Small};

/// The largest numerator and denominator that count as small.
const MOST: u64 = i64::MAX as u64;

impl Q {
    /// 0
    pub const ZERO: Q = Q::whole(0);
    /// 1
    pub const ONE: Q = Q::whole(1);

    pub(super) const fn whole(n: i64) -> Q {
        Q(Small(n, NonZeroU64::MIN))
    }

    /// `numerator / denominator`, or `None` when the denominator is 0.
    pub fn new(numerator: impl Into<IBig>, denominator: impl Into<IBig>) -> Option<Q> {
        let (n, d): (IBig, IBig) = (numerator.into(), denominator.into());
        if d == IBig::ZERO {
            return None;
        }
        if let (Ok(n), Ok(d)) = (i64::try_from(&n), i64::try_from(&d)) {
            return Some(Q::of_words(n, d));
        }
        let n = if d.sign() == Sign::Negative { -n } else { n };
        Some(Q::from_big(RBig::from_parts(n, d.unsigned_abs())))
    }

    /// A quotient of machine words, the second not 0.
    pub(crate) fn of_words(n: i64, d: i64) -> Q {
        let sign = if d < 0 { -i128::from(n) } else { n.into() };
        Q::quotient(sign, d.unsigned_abs().into())
    }

    /// A quotient of two double words, the second positive.
    pub(super) fn quotient(n: i128, d: u128) -> Q {
        let common = match (u64::try_from(n.unsigned_abs()), u64::try_from(d)) {
            (_, Ok(1)) => 1,
            (Ok(n), Ok(d)) => gcd_u64(n, d).into(),
            _ => gcd_u128(n.unsigned_abs(), d),
        };
        if common == 1 { Q::lowest(n, d) } else { Q::lowest(n / common as i128, d / common) }
    }

    /// A quotient of two double words without a common factor, the second positive.
    fn lowest(n: i128, d: u128) -> Q {
        match (i64::try_from(n), u64::try_from(d).ok().and_then(NonZeroU64::new)) {
            (Ok(n), Some(d)) if n != i64::MIN && d.get() <= MOST => Q(Small(n, d)),
            _ => Q(Big(Box::new(RBig::from_parts(n.into(), d.into())))),
        }
    }

    pub(super) fn from_big(x: RBig) -> Q {
        match (i64::try_from(x.numerator()), u64::try_from(x.denominator())) {
            (Ok(n), Ok(d)) if n != i64::MIN && d <= MOST => Q::lowest(n.into(), d.into()),
            _ => {
                super::int::pause(x.numerator());
                Q(Big(Box::new(x)))
            }
        }
    }

    pub(super) fn to_big(&self) -> RBig {
        match &self.0 {
            Small(n, d) => RBig::from_parts((*n).into(), d.get().into()),
            Big(x) => RBig::clone(x),
        }
    }

    /// The numerator, which carries the sign.
    pub fn numerator(&self) -> IBig {
        match &self.0 {
            Small(n, _) => (*n).into(),
            Big(x) => x.numerator().clone(),
        }
    }

    /// The denominator, at least 1.
    pub fn denominator(&self) -> UBig {
        match &self.0 {
            Small(_, d) => d.get().into(),
            Big(x) => x.denominator().clone(),
        }
    }

    /// The numerator and the denominator, if both fit machine words.
    pub(crate) fn small(&self) -> Option<(i64, i64)> {
        match &self.0 {
            Small(n, d) => Some((*n, d.get() as i64)),
            Big(_) => None,
        }
    }

    /// The value as an integer, if it is one that a float holds exactly (53 bits).
    pub(crate) fn small_integer(&self) -> Option<i64> {
        match self.0 {
            Small(n, d) if d.get() == 1 && n.abs() < 1 << 53 => Some(n),
            _ => None,
        }
    }

    /// The approximate number of digits; 0 if the number fits two machine words.
    pub(super) fn long_digits(&self) -> usize {
        match &self.0 {
            Small(..) => 0,
            Big(x) => {
                let bits = x.numerator().bit_len() + x.denominator().bit_len();
                (bits as f64 * std::f64::consts::LOG10_2) as usize
            }
        }
    }

    /// Is this 0?
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Small(0, _))
    }

    /// Is this below 0?
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Small(n, _) => *n < 0,
            Big(x) => x.sign() == Sign::Negative,
        }
    }

    /// Is this above 0?
    pub fn is_positive(&self) -> bool {
        !self.is_zero() && !self.is_negative()
    }

    /// The distance from 0.
    pub fn abs(&self) -> Q {
        if self.is_negative() { -self } else { self.clone() }
    }
}

impl Default for Q {
    fn default() -> Q {
        Q::ZERO
    }
}

impl From<i64> for Q {
    fn from(n: i64) -> Q {
        Q::lowest(n.into(), 1)
    }
}

impl From<IBig> for Q {
    fn from(n: IBig) -> Q {
        Q::from_big(RBig::from(n))
    }
}

impl Ord for Q {
    fn cmp(&self, other: &Q) -> Ordering {
        match (&self.0, &other.0) {
            (Small(n, d), Small(m, e)) if d == e => n.cmp(m),
            (Small(n, d), Small(m, e)) => {
                let wide = |n: &i64, d: &NonZeroU64| i128::from(*n) * i128::from(d.get());
                wide(n, e).cmp(&wide(m, d))
            }
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl PartialOrd for Q {
    fn partial_cmp(&self, other: &Q) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `x + y`, or with `sign` -1 `x - y`.
fn sum(x: &Q, y: &Q, sign: i128) -> Q {
    let (Small(n, d), Small(m, e)) = (&x.0, &y.0) else {
        let (x, y) = (x.to_big(), y.to_big());
        return Q::from_big(if sign < 0 { x - y } else { x + y });
    };
    let (n, m) = (i128::from(*n), i128::from(*m) * sign);
    let (wide_d, wide_e) = (u128::from(d.get()), u128::from(e.get()));
    if d == e {
        return Q::quotient(n + m, wide_d);
    }
    // below 2^126 each
    Q::quotient(n * wide_e as i128 + m * wide_d as i128, wide_d * wide_e)
}

fn product(x: &Q, y: &Q) -> Q {
    let (Small(n, d), Small(m, e)) = (&x.0, &y.0) else {
        return Q::from_big(x.to_big() * y.to_big());
    };
    if *n == 0 || *m == 0 {
        return Q::ZERO;
    }
    if d.get() == 1 && e.get() == 1 {
        return Q::lowest(i128::from(*n) * i128::from(*m), 1);
    }
    let (g, h) = (gcd_u64(n.unsigned_abs(), e.get()), gcd_u64(m.unsigned_abs(), d.get()));
    let n = i128::from(*n / g as i64) * i128::from(*m / h as i64);
    Q::lowest(n, u128::from(d.get() / h) * u128::from(e.get() / g))
}

/// One over a number; panics for 0.
fn inverse(x: &Q) -> Q {
    match &x.0 {
        Small(n, d) => {
            let size = NonZeroU64::new(n.unsigned_abs()).expect("division by zero");
            Q(Small(d.get() as i64 * n.signum(), size))
        }
        Big(x) => Q::from_big(RBig::ONE / RBig::clone(x)),
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident $of:expr),*) => {$(
        impl $trait<&Q> for &Q {
            type Output = Q;
            fn $method(self, other: &Q) -> Q { $of(self, other) }
        }
        impl $trait<Q> for Q {
            type Output = Q;
            fn $method(self, other: Q) -> Q { $of(&self, &other) }
        }
        impl $trait<&Q> for Q {
            type Output = Q;
            fn $method(self, other: &Q) -> Q { $of(&self, other) }
        }
    )*};
}
operators!(
    Add add |x, y| sum(x, y, 1),
    Sub sub |x, y| sum(x, y, -1),
    Mul mul product,
    Div div |x, y| product(x, &inverse(y))
);

impl AddAssign<&Q> for Q {
    fn add_assign(&mut self, other: &Q) {
        *self = sum(self, other, 1);
    }
}

impl SubAssign<&Q> for Q {
    fn sub_assign(&mut self, other: &Q) {
        *self = sum(self, other, -1);
    }
}

impl Neg for Q {
    type Output = Q;
    fn neg(self) -> Q {
        match self.0 {
            Small(n, d) => Q(Small(-n, d)),
            Big(x) => Q::from_big(-*x),
        }
    }
}

impl Neg for &Q {
    type Output = Q;
    fn neg(self) -> Q {
        -self.clone()
    }
}

impl Sum for Q {
    fn sum<I: Iterator<Item = Q>>(iter: I) -> Q {
        iter.fold(Q::ZERO, |a, b| a + b)
    }
}

impl<'a> Sum<&'a Q> for Q {
    fn sum<I: Iterator<Item = &'a Q>>(iter: I) -> Q {
        iter.fold(Q::ZERO, |a, b| a + b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_looks_the_same_however_it_was_made() {
        for n in [0, 1, -1, i64::MAX, i64::MIN + 1, i64::MIN] {
            for d in [1, 2, i64::MAX] {
                let small = Q::new(n, d).unwrap();
                let big = Q::from_big(RBig::from_parts(n.into(), d.unsigned_abs().into()));
                assert_eq!(small, big);
                assert_eq!(small.to_big(), big.to_big());
                let huge = Q::from(IBig::from(u64::MAX)) * Q::from(IBig::from(u64::MAX));
                assert_eq!(&(&small + &huge) - &huge, small);
                assert_eq!(&(&small * &huge) / &huge, small);
            }
        }
    }
}
