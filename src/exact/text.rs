//! Rationals as text and in files, with limits on their digits.

use std::fmt;
use std::str::FromStr;

use dashu_int::{IBig, UBig};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Q;
use crate::error::{Error, quoted};

impl fmt::Display for Q {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, d) = (self.numerator(), self.denominator());
        let text = if d.is_one() { n.to_string() } else { format!("{n}/{d}") };
        f.pad(&text)
    }
}

impl fmt::Debug for Q {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The largest power of ten read in a decimal. Floats end at 1e-324; without a limit, a file of
/// a few bytes like `1e999999999` would ask for gigabytes.
const MAX_EXPONENT: usize = 512;

/// The most digits read in one number: reducing a fraction takes time quadratic in them.
const MAX_DIGITS: usize = 20_000;

impl FromStr for Q {
    type Err = Error;
    fn from_str(text: &str) -> Result<Q, Error> {
        parse(text).map_err(|reason| {
            Error::Number(format!("{} is not a rational number: {reason}", quoted(text)))
        })
    }
}

/// A decimal, or a quotient of two.
fn parse(text: &str) -> Result<Q, String> {
    match text.split_once('/') {
        None => decimal(text.trim()),
        Some((n, d)) => {
            let (n, d) = (decimal(n.trim())?, decimal(d.trim())?);
            if d.is_zero() { Err("the denominator is 0".into()) } else { Ok(n / d) }
        }
    }
}

/// `[+-]digits[.digits][e[+-]digits]`
fn decimal(text: &str) -> Result<Q, String> {
    // Nearly every payoff is a small integer.
    if let Ok(n) = text.parse::<i64>() {
        return Ok(Q::from(n));
    }
    let malformed = || "write 3, -0.25, 1e-3 or \"2/3\"".to_string();
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (negative, digits) = sign(mantissa);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = format!("{whole}{fraction}");
    if !all_digits(&digits) {
        return Err(malformed());
    }
    if digits.len() > MAX_DIGITS {
        return Err(format!("it has {} digits, the limit is {MAX_DIGITS}", digits.len()));
    }
    let (shrink, exponent) = sign(exponent.unwrap_or("0"));
    if !all_digits(exponent) {
        return Err(malformed());
    }
    let exponent = exponent
        .parse()
        .ok()
        .filter(|&e: &usize| e <= MAX_EXPONENT)
        .ok_or_else(|| format!("powers of ten go from -{MAX_EXPONENT} to {MAX_EXPONENT}"))?;

    let value = IBig::from_str_radix(&digits, 10).map_err(|_| malformed())?;
    let value = if negative { -value } else { value };
    let power = |n: usize| UBig::from(10u8).pow(n);
    let number = if shrink {
        Q::new(value, power(fraction.len() + exponent))
    } else {
        Q::new(value * power(exponent), power(fraction.len()))
    };
    Ok(number.expect("a power of ten is not 0"))
}

/// Splits a sign off: is it a minus, and what follows.
fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The most digits that the long numbers of a game may have in all.
const MAX_TOTAL: usize = 1_000_000;

/// Texts up to this length are read at once, and not counted: a fraction of two machine words, with
/// its sign, takes at most 40 characters.
const SHORT: usize = 40;

/// A count of digits with a limit. Numbers that fit two machine words do not count.
#[derive(Debug, Default)]
pub(crate) struct Digits(usize);

impl Digits {
    /// Counts the digits of a number that stands in this many places.
    ///
    /// # Errors
    ///
    /// A sentence for the user when the count is past the limit.
    pub(crate) fn number(&mut self, number: &Q, places: usize) -> Result<(), String> {
        self.add(number.long_digits().saturating_mul(places), MAX_TOTAL)
    }

    /// Counts the digits that a number spelled like this may have, before it is read. Signs and
    /// leading zeros count too, so a tenth more than the limit passes here; [`Digits::number`]
    /// then counts exactly.
    ///
    /// # Errors
    ///
    /// As for [`Digits::number`].
    pub(crate) fn text(&mut self, text: &str) -> Result<(), String> {
        let power = |part: &str| -> Option<usize> {
            let (_, power) = part.trim_end().split_once(['e', 'E'])?;
            // Larger powers are refused without being raised.
            let power = power.trim_start_matches(['+', '-']).parse().ok();
            power.filter(|&power| power <= MAX_EXPONENT)
        };
        let powers = text.split('/').map(|part| power(part).unwrap_or(0));
        let length = powers.fold(text.len(), usize::saturating_add);
        self.add(if length > SHORT { length } else { 0 }, MAX_TOTAL + MAX_TOTAL / 10)
    }

    fn add(&mut self, digits: usize, most: usize) -> Result<(), String> {
        self.0 = self.0.saturating_add(digits);
        if self.0 <= most {
            return Ok(());
        }
        Err(format!(
            "the long numbers of this game have more than {MAX_TOTAL} digits in all: round them"
        ))
    }
}

impl Serialize for Q {
    /// An integer when it is one and fits in 53 bits, else the text `"p/q"`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.small_integer() {
            Some(n) => serializer.serialize_i64(n),
            None => serializer.collect_str(self),
        }
    }
}

/// The name by which `serde_json` is asked for the text of a value as it stands. Its [`RawValue`]
/// asks by it, and other formats ignore it. So one `Deserialize` reads the text of a decimal from
/// JSON, not a float made of it, and still reads every other format.
///
/// [`RawValue`]: serde_json::value::RawValue
pub(crate) const RAW: &str = "$serde_json::private::RawValue";

impl<'de> Deserialize<'de> for Q {
    /// An integer, a decimal or a text that [`Q::from_str`] reads. In JSON a decimal is exact;
    /// where a format only has floats, a float is the simplest rational that rounds to it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Q, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, Visitor)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Q;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, a decimal or a text \"p/q\"")
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, d: D) -> Result<Q, D::Error> {
        d.deserialize_any(self)
    }
    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Q, A::Error> {
        use de::Error;
        if map.next_key::<String>()?.as_deref() != Some(RAW) {
            return Err(A::Error::invalid_type(de::Unexpected::Map, &self));
        }
        let text: String = map.next_value()?;
        if text.starts_with('"') {
            let text: String = serde_json::from_str(&text).map_err(A::Error::custom)?;
            return self.visit_str(&text);
        }
        self.visit_str(&text)
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
