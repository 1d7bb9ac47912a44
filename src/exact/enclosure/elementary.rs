//! Enclosures of the elementary functions: an argument is reduced, a series is summed with a few
//! bits more, and what the series leaves out is added with its bound.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;

use super::end::End;
use super::interval::Interval;

/// The largest power of two that [`exp`] computes; beyond, its enclosure ends at infinity.
const LARGEST: i64 = 4096;

type Cached = RefCell<HashMap<u32, Interval>>;

thread_local! {
    static LOG_2: Cached = RefCell::default();
    static PI: Cached = RefCell::default();
}

/// A constant in precision `p`, computed once a thread.
fn cached(
    table: &'static std::thread::LocalKey<Cached>,
    p: u32,
    compute: impl FnOnce() -> Interval,
) -> Interval {
    if let Some(known) = table.with_borrow(|table| table.get(&p).cloned()) {
        return known;
    }
    let found = compute();
    table.with_borrow_mut(|table| table.insert(p, found.clone()));
    found
}

/// `log 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749)`
fn log_2(p: u32) -> Interval {
    cached(&LOG_2, p, || {
        let w = p + 12;
        let term = |factor: i64, n: u64| {
            Interval::integer(factor, w).times(&inverse_tangent_series(n, 1, w))
        };
        term(18, 26).minus(&term(2, 4801)).plus(&term(8, 8749)).at(p)
    })
}

/// `pi = 16 arctan(1/5) - 4 arctan(1/239)`
pub(crate) fn pi(p: u32) -> Interval {
    cached(&PI, p, || {
        let w = p + 12;
        let term = |factor: i64, n: u64| {
            Interval::integer(factor, w).times(&inverse_tangent_series(n, -1, w))
        };
        term(16, 5).minus(&term(4, 239)).at(p)
    })
}

/// The sum of `sign^k / ((2k + 1) n^(2k + 1))` for a whole number `n` from 5 up.
fn inverse_tangent_series(n: u64, sign: i32, p: u32) -> Interval {
    let mut power = Interval::integer(1, p).over_integer(n);
    let mut sum = power.clone();
    let mut k = 1;
    while power.high > End::Word(1) {
        power = power.over_integer(n * n);
        let term = power.over_integer(2 * k + 1);
        sum = if sign < 0 && k % 2 == 1 { sum.minus(&term) } else { sum.plus(&term) };
        k += 1;
    }
    // the rest is less than twice the first power left out
    sum.widened(&End::Word(2))
}

/// The exponential function.
pub(crate) fn exp(x: &Interval) -> Interval {
    x.rising(|end| exp_at(end, x.p))
}

/// `exp(x) = 2^n (exp(r / 2^s))^(2^s)` for `x = n log 2 + r`.
fn exp_at(x: &End, p: u32) -> Interval {
    let near = x.to_f64(p) / std::f64::consts::LN_2;
    if near < -f64::from(p) - 2.0 {
        return Interval::new(End::ZERO, End::Word(1), p);
    }
    if near > LARGEST as f64 {
        let low = Interval::integer(1, p).shifted(LARGEST);
        return Interval::new(low.low, End::Plus, p);
    }
    if *x == End::ZERO {
        return Interval::integer(1, p);
    }
    let n = near.round() as i64;
    let s = (f64::from(p).sqrt() * 0.7) as u32;
    let w = (i64::from(p) + n.max(0) + 20) as u32 + s;
    let point = Interval::point(x.shift(i64::from(w) - i64::from(p), false), w);
    let r = match n {
        0 => point,
        _ => point.minus(&Interval::integer(n, w).times(&log_2(w))),
    };
    // r is off by at most |n| + 1 units of 2^-w; from here on everything is rounded down
    let r = r.low.shift(-i64::from(s), false);
    let one = Interval::integer(1, w).low;
    let (mut term, mut sum, mut k) = (r.clone(), one.plus(&r, false), 1u64);
    while term.shift(-1, false) != End::ZERO && term != End::Word(-1) {
        k += 1;
        term = term.times(&r, w, false).over_integer(k, false);
        sum = sum.plus(&term, false);
    }
    for _ in 0..s {
        sum = sum.times(&sum, w, false);
    }
    // Each term is off by at most 2 units, what is left out by 4, and r, here divided by 2^s, by 2
    // more. Squaring multiplies the error by at most 2 exp(r / 2^j), in all by less than 2^s 3/2,
    // and each of the s squarings adds a unit of its own.
    let error = End::Word((i128::from(3 * k + 12) << (s + 1)) + 4 * i128::from(n.abs()) + 8);
    Interval::point(sum, w).widened(&error).shifted(n).at(p)
}

/// The natural logarithm, where 0 has minus infinity; of numbers from 0 up.
pub(crate) fn log(x: &Interval) -> Interval {
    x.rising(|end| log_at(end, x.p))
}

/// `log(m 2^j) = y + log(1 + z) + j log 2` for a float `y` near `log m` and `1 + z = m exp(-y)`.
fn log_at(x: &End, p: u32) -> Interval {
    if x.sign() != Ordering::Greater || *x == End::Plus {
        return Interval::point(if *x == End::Plus { End::Plus } else { End::Minus }, p);
    }
    let w = p + 24;
    let j = i64::from(x.bits()) - 1 - i64::from(p);
    let shift = i64::from(w) - i64::from(p) - j;
    let m = Interval::new(x.shift(shift, false), x.shift(shift, true), w);
    let y = Interval::integer((m.to_f64().ln() * 2f64.powi(50)).round() as i64, w).shifted(-50);
    let z = m.times(&exp(&y.negated())).minus(&Interval::integer(1, w));
    // |z| < 2^-40
    let (mut power, mut sum, mut k) = (z.clone(), z.clone(), 1);
    while power.size().high > End::Word(1) {
        k += 1;
        power = power.times(&z).negated();
        sum = sum.plus(&power.over_integer(k));
    }
    let sum = sum.widened(&End::Word(2)).plus(&y);
    sum.plus(&Interval::integer(j, w).times(&log_2(w))).at(p)
}

/// The square root of numbers from 0 up.
pub(crate) fn sqrt(x: &Interval) -> Interval {
    let root = |end: &End, up| match end {
        End::Plus => End::Plus,
        _ if end.sign() == Ordering::Less => End::ZERO,
        _ => end.root(x.p, up),
    };
    Interval::new(root(&x.low, false), root(&x.high, true), x.p)
}

/// The power `x^(a/b)` of numbers from 0 up.
pub(crate) fn rational_power(x: &Interval, exponent: &crate::exact::Q) -> Interval {
    let p = x.p;
    let w = p + 16;
    let factor = Interval::rational(exponent, w);
    let at = |end: &End| match end.sign() {
        Ordering::Greater if *end != End::Plus => {
            exp(&factor.times(&log_at(&end.shift(16, false), w))).at(p)
        }
        Ordering::Greater if exponent.is_negative() => Interval::integer(0, p),
        Ordering::Greater => Interval::point(End::Plus, p),
        _ if exponent.is_negative() => Interval::point(End::Plus, p),
        _ => Interval::integer(0, p),
    };
    if exponent.is_negative() {
        return Interval::new(at(&x.high).low, at(&x.low).high, p);
    }
    x.rising(at)
}

/// `1 / (1 + exp(-x))`
pub(crate) fn logistic(x: &Interval) -> Interval {
    let one = Interval::integer(1, x.p);
    one.over(&one.plus(&exp(&x.negated())))
}

/// The inverse tangent of numbers from 0 to 1, after halving the angle three times.
fn arctan(z: &Interval) -> Interval {
    let p = z.p;
    let one = Interval::integer(1, p);
    let mut z = z.clone();
    for _ in 0..3 {
        z = z.over(&one.plus(&sqrt(&one.plus(&z.squared()))));
    }
    let square = z.squared();
    let (mut power, mut sum, mut k) = (z.clone(), z, 1u64);
    while power.high > End::Word(1) {
        power = power.times(&square);
        let term = power.over_integer(2 * k + 1);
        sum = if k % 2 == 1 { sum.minus(&term) } else { sum.plus(&term) };
        k += 1;
    }
    sum.widened(&End::Word(2)).shifted(3)
}

/// The inverse sine of numbers from 0 up, below 1.
pub(super) fn arcsin(r: &Interval) -> Interval {
    let one = Interval::integer(1, r.p);
    // half of the angle has the tangent r / (1 + sqrt(1 - r^2))
    let cosine = sqrt(&one.plus(r).times(&one.minus(r)));
    arctan(&r.over(&one.plus(&cosine))).shifted(1)
}

/// The sine of numbers from 0 to 2.
pub(super) fn sin(u: &Interval) -> Interval {
    let square = u.squared();
    let (mut term, mut sum, mut k) = (u.clone(), u.clone(), 1u64);
    while term.high > End::Word(1) {
        term = term.times(&square).over_integer(2 * k * (2 * k + 1));
        sum = if k % 2 == 1 { sum.minus(&term) } else { sum.plus(&term) };
        k += 1;
    }
    sum.widened(&End::Word(4))
}
