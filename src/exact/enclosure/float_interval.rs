//! Intervals with `f64` ends, rounded outward: an operation encloses every result it may have.
//!
//! `+ - *` are correctly rounded, so one step to the next float on either side is enough. The
//! exponential of the platform is within one unit in the last place; it is widened by four.

/// An interval `[low, high]` of real numbers with `f64` ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FloatInterval {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl FloatInterval {
    pub(crate) const ZERO: FloatInterval = FloatInterval { low: 0.0, high: 0.0 };
    pub(crate) const ONE: FloatInterval = FloatInterval { low: 1.0, high: 1.0 };

    pub(crate) fn point(x: f64) -> FloatInterval {
        FloatInterval { low: x, high: x }
    }
    /// The interval of all numbers that round to `x`, or `x` alone where it is exact.
    pub(crate) fn rounded(x: f64, exact: bool) -> FloatInterval {
        if exact {
            return FloatInterval::point(x);
        }
        FloatInterval { low: x.next_down(), high: x.next_up() }
    }
    pub(crate) fn width(self) -> f64 {
        self.high - self.low
    }
    pub(crate) fn middle(self) -> f64 {
        self.low + 0.5 * (self.high - self.low)
    }
    pub(crate) fn magnitude(self) -> f64 {
        self.low.abs().max(self.high.abs())
    }
    pub(crate) fn plus(self, other: FloatInterval) -> FloatInterval {
        FloatInterval {
            low: (self.low + other.low).next_down(),
            high: (self.high + other.high).next_up(),
        }
    }
    pub(crate) fn minus(self, other: FloatInterval) -> FloatInterval {
        self.plus(FloatInterval { low: -other.high, high: -other.low })
    }
    pub(crate) fn times(self, other: FloatInterval) -> FloatInterval {
        if self == FloatInterval::ZERO || other == FloatInterval::ZERO {
            return FloatInterval::ZERO;
        }
        let (a, b) = (self.low * other.low, self.low * other.high);
        let (c, d) = (self.high * other.low, self.high * other.high);
        FloatInterval {
            low: a.min(b).min(c.min(d)).next_down(),
            high: a.max(b).max(c.max(d)).next_up(),
        }
    }
    /// The intersection, or `None` where the two have no point in common.
    pub(crate) fn meet(self, other: FloatInterval) -> Option<FloatInterval> {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        (low <= high).then_some(FloatInterval { low, high })
    }
    pub(crate) fn hull(self, other: FloatInterval) -> FloatInterval {
        FloatInterval { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
    /// Whether `self` lies inside `other` and touches neither of its ends.
    pub(crate) fn is_inside(self, other: FloatInterval) -> bool {
        other.low < self.low && self.high < other.high
    }
    /// `x (1 - x)` of a probability.
    pub(crate) fn spread(self) -> FloatInterval {
        let end = |x: f64| x * (1.0 - x);
        let (a, b) = (end(self.low), end(self.high));
        let high = if self.low <= 0.5 && self.high >= 0.5 { 0.25 } else { a.max(b) };
        FloatInterval { low: lowered(a.min(b)).max(0.0), high: raised(high) }
    }
}

/// A lower bound of a nonnegative number that was computed with a few roundings.
pub(crate) fn lowered(x: f64) -> f64 {
    (x * (1.0 - 4.0 * f64::EPSILON)).next_down()
}

/// An upper bound of a nonnegative number that was computed with a few roundings.
pub(crate) fn raised(x: f64) -> f64 {
    (x * (1.0 + 4.0 * f64::EPSILON)).next_up()
}

/// A lower bound of the exponential.
pub(crate) fn exp_low(x: f64) -> f64 {
    lowered(x.exp()).max(0.0)
}

/// An upper bound of the exponential.
pub(crate) fn exp_high(x: f64) -> f64 {
    raised(x.exp())
}

/// Bounds of `sum_i x_i d_i` over all `x` in the boxes with sum 1.
///
/// The minimum over the box and the simplex is the largest of `c + sum_i min x_i (d_i - c)`, and
/// it is attained at one of the `d_i`; every `c` gives a bound, so rounding does no harm.
pub(crate) fn mean(x: &[FloatInterval], d: &[FloatInterval]) -> FloatInterval {
    let low = lower_mean(x, d, |d| d.low);
    let high = -lower_mean(x, d, |d| -d.high);
    FloatInterval { low, high }
}

fn lower_mean(x: &[FloatInterval], d: &[FloatInterval], end: impl Fn(FloatInterval) -> f64) -> f64 {
    let mut best = f64::NEG_INFINITY;
    for &c in d {
        let c = end(c);
        let mut sum = c;
        for (x, &d) in x.iter().zip(d) {
            let gap = (end(d) - c).next_down();
            let term = if end(d) == c { 0.0 } else { (x.low * gap).min(x.high * gap).next_down() };
            sum = (sum + term).next_down();
        }
        best = best.max(sum);
    }
    best
}
