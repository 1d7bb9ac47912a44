//! [`Q`], the exact scalar at the edges: payoffs, priors, results.
//!
//! The only file that names the big-rational crate.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};
use std::str::FromStr;

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::Error;

/// A rational number of any size, always in lowest terms.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Q(RBig);

impl Q {
    /// 0
    pub const ZERO: Q = Q(RBig::ZERO);
    /// 1
    pub const ONE: Q = Q(RBig::ONE);

    /// `numerator / denominator`, or `None` when the denominator is 0.
    pub fn new(numerator: impl Into<IBig>, denominator: impl Into<IBig>) -> Option<Q> {
        use dashu_base::{Sign, UnsignedAbs};
        let (n, d): (IBig, IBig) = (numerator.into(), denominator.into());
        if d == IBig::ZERO {
            return None;
        }
        let n = if d.sign() == Sign::Negative { -n } else { n };
        Some(Q(RBig::from_parts(n, d.unsigned_abs())))
    }

    /// The simplest rational that rounds to `x` (0.1 is 1/10), or `None` for NaN and infinities.
    pub fn from_f64(x: f64) -> Option<Q> {
        if x.is_finite() { RBig::simplest_from_f64(x).map(Q) } else { None }
    }

    /// The simplest rational that rounds to `x` in single precision, or `None` for NaN and infinities.
    pub fn from_f32(x: f32) -> Option<Q> {
        if x.is_finite() { RBig::simplest_from_f32(x).map(Q) } else { None }
    }

    /// The numerator, which carries the sign.
    pub fn numerator(&self) -> &IBig {
        self.0.numerator()
    }

    /// The denominator, at least 1.
    pub fn denominator(&self) -> &UBig {
        self.0.denominator()
    }

    /// Is this 0?
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Is this below 0?
    pub fn is_negative(&self) -> bool {
        *self < Q::ZERO
    }

    /// Is this above 0?
    pub fn is_positive(&self) -> bool {
        *self > Q::ZERO
    }

    /// The nearest float.
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().value()
    }
}

impl From<i64> for Q {
    fn from(n: i64) -> Q {
        Q(RBig::from(n))
    }
}

impl From<IBig> for Q {
    fn from(n: IBig) -> Q {
        Q(RBig::from(n))
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident),*) => {$(
        impl $trait<&Q> for &Q {
            type Output = Q;
            fn $method(self, other: &Q) -> Q { Q((&self.0).$method(&other.0)) }
        }
        impl $trait<Q> for Q {
            type Output = Q;
            fn $method(self, other: Q) -> Q { Q(self.0.$method(other.0)) }
        }
        impl $trait<&Q> for Q {
            type Output = Q;
            fn $method(self, other: &Q) -> Q { Q(self.0.$method(&other.0)) }
        }
    )*};
}
operators!(Add add, Sub sub, Mul mul, Div div);

impl AddAssign<&Q> for Q {
    fn add_assign(&mut self, other: &Q) {
        self.0 += &other.0;
    }
}

impl SubAssign<&Q> for Q {
    fn sub_assign(&mut self, other: &Q) {
        self.0 -= &other.0;
    }
}

impl Neg for Q {
    type Output = Q;
    fn neg(self) -> Q {
        Q(-self.0)
    }
}

impl Sum for Q {
    fn sum<I: Iterator<Item = Q>>(iter: I) -> Q {
        iter.fold(Q::ZERO, |a, b| a + b)
    }
}

impl fmt::Display for Q {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl fmt::Debug for Q {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Q {
    type Err = Error;
    fn from_str(text: &str) -> Result<Q, Error> {
        parse(text.trim()).ok_or_else(|| {
            Error::Number(format!(
                "{text:?} is not a rational number (write 3, -0.25, 1e-3 or \"2/3\")"
            ))
        })
    }
}

/// `[+-]digits[.digits][e[+-]digits]`, or a quotient of two such numbers.
fn parse(text: &str) -> Option<Q> {
    if let Some((n, d)) = text.split_once('/') {
        let (n, d) = (decimal(n.trim())?, decimal(d.trim())?);
        return (!d.is_zero()).then(|| n / d);
    }
    decimal(text)
}

/// The largest power of ten read in a decimal: a guard against texts like `1e999999999`.
const MAX_EXPONENT: i64 = 4096;

fn decimal(text: &str) -> Option<Q> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(i) => (&text[..i], text[i + 1..].parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.as_bytes().first()? {
        b'-' => (true, &mantissa[1..]),
        b'+' => (false, &mantissa[1..]),
        _ => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value = IBig::from_str_radix(&all, 10).ok()?;
    let value = if negative { -value } else { value };
    let power = exponent.checked_sub(fraction.len() as i64)?;
    if power.abs() > MAX_EXPONENT + fraction.len() as i64 {
        return None;
    }
    let scale = IBig::from(10).pow(power.unsigned_abs() as usize);
    if power >= 0 { Some(Q::from(value * scale)) } else { Q::new(value, scale) }
}

impl Serialize for Q {
    /// An integer when it is one and fits in 53 bits, else the text `"p/q"`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if *self.denominator() == UBig::ONE
            && let Ok(n) = i64::try_from(self.numerator())
            && n.abs() < 1 << 53
        {
            return serializer.serialize_i64(n);
        }
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Q {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Q, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Q;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer, a decimal or a text \"p/q\"")
            }
            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Q, E> {
                Ok(Q::from(n))
            }
            fn visit_u64<E: de::Error>(self, n: u64) -> Result<Q, E> {
                Ok(Q::from(IBig::from(n)))
            }
            fn visit_f64<E: de::Error>(self, x: f64) -> Result<Q, E> {
                Q::from_f64(x).ok_or_else(|| E::custom(format!("{x} is not a rational number")))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Q, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
