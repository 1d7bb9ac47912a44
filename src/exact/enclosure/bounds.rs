//! Rational bounds on a number.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::exact::{IBig, Q};

/// Rational bounds around a number; they are equal where it is known exactly.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Enclosure {
    /// The lower bound.
    pub low: Q,
    /// The upper bound.
    pub high: Q,
}

impl From<Q> for Enclosure {
    fn from(q: Q) -> Enclosure {
        Enclosure { low: q.clone(), high: q }
    }
}

impl Enclosure {
    /// Is the number known exactly?
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }

    /// The difference of the bounds.
    pub fn width(&self) -> Q {
        &self.high - &self.low
    }

    /// The middle between the bounds.
    pub fn middle(&self) -> Q {
        (&self.low + &self.high) / Q::from(2)
    }

    /// Does a number lie between the bounds, or on one of them?
    pub fn contains(&self, q: &Q) -> bool {
        self.low <= *q && *q <= self.high
    }

    /// The digits that are certain, in at most 40 characters: a decimal that is off by at most a
    /// unit of its last place. An exact number is written as `p/q`, and one of which fewer than
    /// three digits are certain as `[low, high]`.
    pub fn digits(&self) -> String {
        let exact = self.low.to_string();
        if self.is_exact() && exact.len() <= LONGEST {
            return exact;
        }
        let (width, mut unit, mut places) = (self.width(), Q::from(1), 0usize);
        while unit > width && places < LONGEST {
            unit = unit / Q::from(10);
            places += 1;
        }
        let size = self.low.abs().max(self.high.abs());
        if size > &width * &Q::from(1000) || self.is_exact() {
            let middle = self.middle();
            for places in (0..places).rev() {
                let text = decimal(&middle, places);
                if text.len() <= LONGEST {
                    return text;
                }
            }
        }
        format!("[{:.6e}, {:.6e}]", self.low.to_f64(), self.high.to_f64())
    }
}

/// The most characters of an enclosure as text.
const LONGEST: usize = 40;

impl fmt::Display for Enclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
    }
}

/// A number with so many places after the point, rounded.
fn decimal(q: &Q, places: usize) -> String {
    let scale = IBig::from(10).pow(places);
    let twice = q.numerator() * scale * IBig::from(2) + IBig::from(q.denominator());
    let twice_denominator: IBig = IBig::from(q.denominator()) * IBig::from(2);
    let mut units = &twice / &twice_denominator;
    if &units * &twice_denominator > twice {
        units -= IBig::ONE;
    }
    let negative = units < IBig::ZERO;
    let text = if negative { (-units).to_string() } else { units.to_string() };
    let text = format!("{text:0>width$}", width = places + 1);
    let (whole, rest) = text.split_at(text.len() - places);
    let sign = if negative { "-" } else { "" };
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// The rational number of the least denominator between two (Stern 1858, Brocot 1861).
pub(crate) fn simplest(low: &Q, high: &Q) -> Q {
    if low.is_negative() && high.is_negative() {
        return -simplest(&-high, &-low);
    }
    if !low.is_positive() {
        return Q::from(0);
    }
    let whole = Q::from(low.numerator() / IBig::from(low.denominator()));
    if whole == *low {
        return whole;
    }
    let next = &whole + &Q::from(1);
    if next <= *high {
        return next;
    }
    let one = Q::from(1);
    let rest = simplest(&(&one / &(high - &whole)), &(&one / &(low - &whole)));
    whole + one / rest
}

/// Arithmetic of enclosures: the results hold those of all members.
impl Enclosure {
    /// The sum.
    pub fn plus(&self, other: &Enclosure) -> Enclosure {
        Enclosure { low: &self.low + &other.low, high: &self.high + &other.high }
    }

    /// The opposite.
    pub fn negated(&self) -> Enclosure {
        Enclosure { low: -&self.high, high: -&self.low }
    }

    /// The difference.
    pub fn minus(&self, other: &Enclosure) -> Enclosure {
        self.plus(&other.negated())
    }

    /// The product.
    pub fn times(&self, other: &Enclosure) -> Enclosure {
        let ends = [&self.low, &self.high];
        let products = ends.into_iter().flat_map(|a| [a * &other.low, a * &other.high]);
        let products: Vec<Q> = products.collect();
        let low = products.iter().min().expect("four products").clone();
        let high = products.iter().max().expect("four products").clone();
        Enclosure { low, high }
    }

    /// The quotient; `None` by an enclosure that holds 0.
    ///
    /// ```
    /// use schelling::Q;
    /// use schelling::exact::enclosure::Enclosure;
    ///
    /// let x = Enclosure { low: Q::from(1), high: Q::from(2) };
    /// let one = Enclosure::from(Q::from(1));
    /// assert_eq!(one.over(&x).unwrap().low, Q::new(1, 2).unwrap());
    /// assert!(one.over(&x.minus(&x)).is_none());
    /// ```
    pub fn over(&self, other: &Enclosure) -> Option<Enclosure> {
        if other.contains(&Q::from(0)) {
            return None;
        }
        let one = Q::from(1);
        let inverse = Enclosure { low: &one / &other.high, high: &one / &other.low };
        Some(self.times(&inverse))
    }
}
