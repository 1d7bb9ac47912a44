//! Intervals with fixed-point ends, whose arithmetic rounds outward.

use std::cmp::Ordering;

use super::end::End;
use crate::exact::Q;

/// All numbers from `low 2^-p` to `high 2^-p`, both included. Ends may be infinite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) low: End,
    pub(crate) high: End,
    /// The precision: ends are multiples of `2^-p`.
    pub(crate) p: u32,
}

impl Interval {
    pub(crate) fn new(low: End, high: End, p: u32) -> Interval {
        debug_assert!(low <= high, "{low:?} {high:?}");
        Interval { low, high, p }
    }

    pub(crate) fn point(end: End, p: u32) -> Interval {
        Interval { low: end.clone(), high: end, p }
    }

    /// The least interval that holds a rational number.
    pub(crate) fn rational(q: &Q, p: u32) -> Interval {
        Interval::new(End::rational(q, p, false), End::rational(q, p, true), p)
    }

    /// The least interval from one rational number to another.
    pub(crate) fn between(low: &Q, high: &Q, p: u32) -> Interval {
        Interval::new(End::rational(low, p, false), End::rational(high, p, true), p)
    }

    pub(crate) fn integer(n: i64, p: u32) -> Interval {
        Interval::point(End::Word(i128::from(n)).shift(i64::from(p), false), p)
    }

    /// All numbers.
    pub(crate) fn line(p: u32) -> Interval {
        Interval::new(End::Minus, End::Plus, p)
    }

    /// The interval in another precision, rounded outward.
    pub(crate) fn at(&self, p: u32) -> Interval {
        let s = i64::from(p) - i64::from(self.p);
        Interval::new(self.low.shift(s, false), self.high.shift(s, true), p)
    }

    pub(crate) fn lower(&self) -> Interval {
        Interval::point(self.low.clone(), self.p)
    }

    pub(crate) fn upper(&self) -> Interval {
        Interval::point(self.high.clone(), self.p)
    }

    pub(crate) fn is_finite(&self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    pub(crate) fn is_point(&self) -> bool {
        self.low == self.high
    }

    pub(crate) fn holds_zero(&self) -> bool {
        self.low.sign() != Ordering::Greater && self.high.sign() != Ordering::Less
    }

    /// The sign of all members, if they have one and the same.
    pub(crate) fn sign(&self) -> Option<Ordering> {
        let sign = self.low.sign();
        (sign == self.high.sign() && (sign != Ordering::Equal || self.is_point())).then_some(sign)
    }

    pub(crate) fn is_positive(&self) -> bool {
        self.low.sign() == Ordering::Greater
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.high.sign() == Ordering::Less
    }

    pub(crate) fn width(&self) -> End {
        self.high.plus(&self.low.negated(), true)
    }

    /// The middle of a finite interval, rounded down.
    pub(crate) fn middle(&self) -> End {
        self.low.plus(&self.high, false).shift(-1, false)
    }

    /// A float near the middle of a finite interval.
    pub(crate) fn to_f64(&self) -> f64 {
        f64::midpoint(self.low.to_f64(self.p), self.high.to_f64(self.p))
    }

    /// Does every member lie between the ends of the other, which themselves are not members?
    pub(crate) fn is_inside(&self, other: &Interval) -> bool {
        other.low < self.low && self.high < other.high
    }

    pub(crate) fn is_within(&self, other: &Interval) -> bool {
        other.low <= self.low && self.high <= other.high
    }

    pub(crate) fn meet(&self, other: &Interval) -> Option<Interval> {
        let low = self.low.clone().max(other.low.clone());
        let high = self.high.clone().min(other.high.clone());
        (low <= high).then(|| Interval::new(low, high, self.p))
    }

    pub(crate) fn hull(&self, other: &Interval) -> Interval {
        let low = self.low.clone().min(other.low.clone());
        Interval::new(low, self.high.clone().max(other.high.clone()), self.p)
    }

    /// The interval with so many units of `2^-p` more on both sides.
    pub(crate) fn widened(&self, units: &End) -> Interval {
        let low = self.low.plus(&units.negated(), false);
        Interval::new(low, self.high.plus(units, true), self.p)
    }

    pub(crate) fn negated(&self) -> Interval {
        Interval::new(self.high.negated(), self.low.negated(), self.p)
    }

    pub(crate) fn plus(&self, other: &Interval) -> Interval {
        debug_assert_eq!(self.p, other.p);
        let low = self.low.plus(&other.low, false);
        Interval::new(low, self.high.plus(&other.high, true), self.p)
    }

    pub(crate) fn minus(&self, other: &Interval) -> Interval {
        debug_assert_eq!(self.p, other.p);
        let low = self.low.plus(&other.high.negated(), false);
        Interval::new(low, self.high.plus(&other.low.negated(), true), self.p)
    }

    pub(crate) fn times(&self, other: &Interval) -> Interval {
        debug_assert_eq!(self.p, other.p);
        let p = self.p;
        let down = |a: &End, b: &End| a.times(b, p, false);
        let up = |a: &End, b: &End| a.times(b, p, true);
        let (a, b, c, d) = (&self.low, &self.high, &other.low, &other.high);
        let signs = |x: &Interval| match (x.low.sign(), x.high.sign()) {
            (Ordering::Greater | Ordering::Equal, _) => Ordering::Greater,
            (_, Ordering::Less | Ordering::Equal) => Ordering::Less,
            _ => Ordering::Equal,
        };
        use Ordering::{Equal, Greater, Less};
        let (low, high) = match (signs(self), signs(other)) {
            (Greater, Greater) => (down(a, c), up(b, d)),
            (Greater, Equal) => (down(b, c), up(b, d)),
            (Greater, Less) => (down(b, c), up(a, d)),
            (Equal, Greater) => (down(a, d), up(b, d)),
            (Less, Greater) => (down(a, d), up(b, c)),
            (Less, Equal) => (down(a, d), up(a, c)),
            (Less, Less) => (down(b, d), up(a, c)),
            (Equal, Less) => (down(b, c), up(a, c)),
            (Equal, Equal) => (down(a, d).min(down(b, c)), up(a, c).max(up(b, d))),
        };
        Interval::new(low, high, p)
    }

    /// The quotient. By an interval that holds 0, it is a half-line or the whole line.
    pub(crate) fn over(&self, other: &Interval) -> Interval {
        debug_assert_eq!(self.p, other.p);
        let p = self.p;
        if other.is_negative() {
            return self.negated().over(&other.negated());
        }
        let (a, b, c, d) = (&self.low, &self.high, &other.low, &other.high);
        if other.is_positive() {
            let low = a.over(if a.sign() == Ordering::Less { c } else { d }, p, false);
            let high = b.over(if b.sign() == Ordering::Greater { c } else { d }, p, true);
            return Interval::new(low, high, p);
        }
        if other.is_point()
            || !matches!((c.sign(), d.sign()), (Ordering::Equal, _) | (_, Ordering::Equal))
        {
            return Interval::line(p);
        }
        if c.sign() != Ordering::Equal {
            return self.negated().over(&other.negated());
        }
        // by all of (0, d]
        match (a.sign(), b.sign()) {
            (Ordering::Equal, Ordering::Equal) => self.clone(),
            (Ordering::Greater | Ordering::Equal, _) => {
                Interval::new(a.over(d, p, false), End::Plus, p)
            }
            (_, Ordering::Less | Ordering::Equal) => {
                Interval::new(End::Minus, b.over(d, p, true), p)
            }
            _ => Interval::line(p),
        }
    }

    /// The product with `2^s`.
    pub(crate) fn shifted(&self, s: i64) -> Interval {
        Interval::new(self.low.shift(s, false), self.high.shift(s, true), self.p)
    }

    /// The quotient by a positive integer.
    pub(crate) fn over_integer(&self, n: u64) -> Interval {
        Interval::new(self.low.over_integer(n, false), self.high.over_integer(n, true), self.p)
    }

    /// The absolute values of the members.
    pub(crate) fn size(&self) -> Interval {
        match (self.low.sign(), self.high.sign()) {
            (Ordering::Greater | Ordering::Equal, _) => self.clone(),
            (_, Ordering::Less | Ordering::Equal) => self.negated(),
            _ => Interval::new(End::ZERO, self.high.clone().max(self.low.negated()), self.p),
        }
    }

    pub(crate) fn squared(&self) -> Interval {
        let size = self.size();
        size.times(&size)
    }

    /// A whole power; of negative exponent, the quotient of 1 by it.
    pub(crate) fn power(&self, exponent: i32) -> Interval {
        let n = exponent.unsigned_abs();
        let base = if n.is_multiple_of(2) { self.size() } else { self.clone() };
        let monotone = |x: Interval| {
            // by squaring, for a point: what is monotone is enclosed by its ends
            let (mut result, mut square, mut left) = (Interval::integer(1, self.p), x, n);
            while left > 0 {
                if left % 2 == 1 {
                    result = result.times(&square);
                }
                left /= 2;
                if left > 0 {
                    square = square.times(&square);
                }
            }
            result
        };
        let (low, high) = (monotone(base.lower()), monotone(base.upper()));
        let power = Interval::new(low.low, high.high, self.p);
        if exponent < 0 { Interval::integer(1, self.p).over(&power) } else { power }
    }

    /// The enclosure of an increasing function from its enclosures at both ends.
    pub(super) fn rising(&self, f: impl Fn(&End) -> Interval) -> Interval {
        let low = f(&self.low);
        if self.is_point() {
            return low;
        }
        Interval::new(low.low, f(&self.high).high, self.p)
    }
}

impl Interval {
    /// The greater of two numbers, for all members.
    pub(crate) fn max_of(&self, other: &Interval) -> Interval {
        let low = self.low.clone().max(other.low.clone());
        Interval::new(low, self.high.clone().max(other.high.clone()), self.p)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::IBig;
    use crate::exact::enclosure::normal::rational_bounds;

    /// Numbers of very different sizes, the same in each run.
    fn numbers() -> Vec<Q> {
        let mut all = vec![Q::from(0), Q::from(1), Q::from(-1)];
        let mut state = 7u64;
        for size in [1i64, 1000, 1_000_000_007, i64::MAX / 3] {
            for _ in 0..4 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
                let n = (state >> 1) as i64 % size.max(2);
                all.push(Q::new(n, IBig::from((state >> 33) + 1)).expect("not 0"));
                all.push(Q::new(-n, 1 + size / 5).expect("not 0"));
            }
        }
        all.push(Q::from(IBig::from(3).pow(200)));
        all.push(Q::new(-1, IBig::from(3).pow(200)).expect("not 0"));
        all
    }

    fn holds(interval: &Interval, q: &Q) -> bool {
        match rational_bounds(interval) {
            Some((low, high)) => low <= *q && *q <= high,
            None => true,
        }
    }

    #[test]
    fn operations_hold_the_exact_results_at_every_precision() {
        for p in [5, 36, 64, 100, 127, 128, 300] {
            for a in numbers() {
                for b in numbers() {
                    let (x, y) = (Interval::rational(&a, p), Interval::rational(&b, p));
                    assert!(holds(&x.plus(&y), &(&a + &b)), "{a} + {b}");
                    assert!(holds(&x.minus(&y), &(&a - &b)), "{a} - {b}");
                    assert!(holds(&x.times(&y), &(&a * &b)), "{a} * {b}");
                    if !b.is_zero() {
                        assert!(holds(&x.over(&y), &(&a / &b)), "{a} / {b}");
                    }
                    let (hull, middle) = (x.hull(&y), (&a + &b) / Q::from(2));
                    assert!(holds(&hull.squared(), &(&middle * &middle)));
                    assert!(holds(&hull.power(3), &(&(&middle * &middle) * &middle)));
                    assert!(holds(&hull.times(&x), &(&middle * &a)));
                }
            }
        }
    }

    #[test]
    fn results_are_as_narrow_as_the_precision() {
        let third = Interval::rational(&Q::of_words(1, 3), 64);
        for narrow in [third.times(&third), third.over(&third), third.plus(&third)] {
            assert!(narrow.width() <= End::Word(8), "{narrow:?}");
        }
    }

    #[test]
    fn division_by_what_touches_0_gives_a_half_line() {
        let one = Interval::integer(1, 36);
        let touching = Interval::between(&Q::from(0), &Q::from(2), 36);
        let half = one.over(&touching);
        assert_eq!((half.low.to_rational(36), half.high), (Some(Q::of_words(1, 2)), End::Plus));
        let around = Interval::between(&Q::from(-1), &Q::from(2), 36);
        assert_eq!(one.over(&around), Interval::line(36));
        assert_eq!(touching.negated().over(&touching).high, End::ZERO);
    }
}
