//! The normal distribution: its density, its distribution function, and that of two correlated
//! normals.
//!
//! ```text
//! Phi(x)        = 1/2 + phi(x) (x + x^3/3 + x^5/15 + ...)
//! Phi2(x, y, r) = Phi(x) Phi(y) + 1/(2 pi) * integral over (0, arcsin r) of g(sin u) du
//! g(s)          = exp(-((x - y)^2 / (1 - s) + (x + y)^2 / (1 + s)) / 4)
//! ```
//!
//! For complex `u` with `|Re u| + |Im u| <= pi/2` the real part of `sin u` lies between -1 and 1,
//! since `cos a <= exp(-a^2/2)` and `cosh b <= exp(b^2/2)`. So the real parts of `1 / (1 - s)` and
//! `1 / (1 + s)` are not negative, and `|g| <= 1`. The rule of Gauss and Legendre with `n` points is
//! off by at most `64/15 h rho^(2 - 2n) / (1 - rho^-2)` on an interval of half-length `h` around
//! `c` (Trefethen 2013, theorem 19.3), if the ellipse of sum of half-axes `h rho` lies in this
//! region: if `h sqrt((rho^2 + rho^-2) / 2) <= pi/2 - c`.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

use super::elementary::{arcsin, exp, pi, sin, sqrt};
use super::end::End;
use super::interval::Interval;
use crate::exact::Q;

/// Nodes and weights of a rule of quadrature.
type Quadrature = Vec<(Interval, Interval)>;

thread_local! {
    static DENSITY_AT_0: RefCell<HashMap<u32, Interval>> = RefCell::default();
    static LEGENDRE: RefCell<HashMap<(usize, u32), Rc<Quadrature>>> = RefCell::default();
    static ANGLES: RefCell<HashMap<(End, u32), Rc<Angles>>> = RefCell::default();
}

/// `1 / sqrt(2 pi)`
fn density_at_0(p: u32) -> Interval {
    if let Some(known) = DENSITY_AT_0.with_borrow(|table| table.get(&p).cloned()) {
        return known;
    }
    let found = Interval::integer(1, p + 8).over(&sqrt(&pi(p + 8).shifted(1))).at(p);
    DENSITY_AT_0.with_borrow_mut(|table| table.insert(p, found.clone()));
    found
}

/// The density of the standard normal distribution.
pub(crate) fn phi(x: &Interval) -> Interval {
    let size = x.size();
    let at = |end: &End| match end {
        End::Plus => Interval::integer(0, x.p),
        end => {
            let square = Interval::point(end.clone(), x.p).squared().shifted(-1);
            density_at_0(x.p).times(&exp(&square.negated()))
        }
    };
    Interval::new(at(&size.high).low, at(&size.low).high, x.p)
}

/// The distribution function of the standard normal distribution.
pub(crate) fn normal(x: &Interval) -> Interval {
    x.rising(|end| normal_at(end, x.p))
}

fn normal_at(x: &End, p: u32) -> Interval {
    let one = Interval::integer(1, p);
    if x.sign() == Ordering::Less {
        return one.minus(&normal_at(&x.negated(), p));
    }
    let size = x.to_f64(p);
    // 1 - Phi(x) < exp(-x^2/2) / 2
    let bits = size * size / 2.0 * std::f64::consts::LOG2_E;
    if bits > f64::from(p) {
        return Interval::new(one.low.plus(&End::Word(-1), false), one.low, p);
    }
    let w = p + 14;
    // the series is as large as 2^bits, so the density needs as many bits more
    let wide = w + bits as u32 + 4;
    let point = |w: u32| Interval::point(x.shift(i64::from(w) - i64::from(p), false), w);
    let square = point(w).squared();
    let mut term = point(w);
    let mut sum = term.clone();
    let mut k = 1u64;
    while term.high > End::Word(1) || f64::from(k as u32) < size * size {
        term = term.times(&square).over_integer(2 * k + 1);
        sum = sum.plus(&term);
        k += 1;
    }
    // Beyond, each term is less than half of the one before.
    let sum = sum.plus(&Interval::new(End::ZERO, End::Word(4), w));
    let half = Interval::integer(1, p).shifted(-1);
    half.plus(&phi(&point(wide)).times(&sum.at(wide)).at(p))
}

/// The points and weights of the rule of Gauss and Legendre on `(-1, 1)`, for whole sums.
fn legendre(n: usize, p: u32) -> Rc<Vec<(Interval, Interval)>> {
    if let Some(known) = LEGENDRE.with_borrow(|table| table.get(&(n, p)).cloned()) {
        return known;
    }
    let w = p + 2 * n as u32 + 40;
    let one = Interval::integer(1, w);
    // P_n and its derivative n (x P_n - P_(n-1)) / (x^2 - 1)
    let polynomial = |x: &Interval| {
        let (mut before, mut now) = (one.clone(), x.clone());
        for k in 2..=n as u64 {
            let first = x.times(&now).times(&Interval::integer(2 * k as i64 - 1, w));
            let next = first.minus(&before.times(&Interval::integer(k as i64 - 1, w)));
            (before, now) = (now, next.over_integer(k));
        }
        let top = x.times(&now).minus(&before).times(&Interval::integer(n as i64, w));
        (now, top.over(&x.squared().minus(&one)))
    };
    let mut points = Vec::new();
    for i in 0..n {
        let guess = (std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
        let mut x = Interval::integer((guess * 2f64.powi(50)) as i64, w).shifted(-50);
        for _ in 0..f64::from(w / 8).log2() as u32 + 3 {
            let (value, slope) = polynomial(&x);
            x = Interval::point(x.minus(&value.over(&slope)).middle(), w);
        }
        // one step of Newton's method from an interval proves the root
        let around = x.widened(&End::Word(1).shift(i64::from(w - p) - 8, true));
        let (value, slope) = (polynomial(&x).0, polynomial(&around).1);
        let root = x.minus(&value.over(&slope));
        assert!(root.is_inside(&around), "a root of a Legendre polynomial");
        let slope = polynomial(&root).1;
        let weight = one.shifted(1).over(&one.minus(&root.squared()).times(&slope.squared()));
        points.push((root.at(p), weight.at(p)));
    }
    let points = Rc::new(points);
    LEGENDRE.with_borrow_mut(|table| table.insert((n, p), points.clone()));
    points
}

/// What the integral needs of the correlation: for each point `u`, with `s = sin u`, the factors
/// `1 / (4 (1 - s))` and `1 / (4 (1 + s))` and the weight, divided by `2 pi`; and the error.
struct Angles {
    points: Vec<[Interval; 3]>,
    error: Interval,
}

fn angles(r: &End, p: u32) -> Rc<Angles> {
    let key = (r.clone(), p);
    if let Some(known) = ANGLES.with_borrow(|table| table.get(&key).cloned()) {
        return known;
    }
    let w = p + 16;
    let integer = |n| Interval::integer(n, w);
    let end = arcsin(&Interval::point(r.shift(16, false), w));
    let quarter = pi(w).shifted(-1);
    let all = pi(w).shifted(1);
    // ratios of at least 4, as (4^2 + 4^-2) / 2 < 9
    let n = p as usize / 4 + 4;
    let rule = legendre(n, w);
    let mut points = Vec::new();
    let mut error = integer(0);
    let mut from = integer(0);
    loop {
        // pieces of at most half of the way to pi/2
        let room = quarter.minus(&from).shifted(-1);
        let rest = end.minus(&from);
        let last = rest.high <= room.low;
        let half = if last { rest.shifted(-1) } else { Interval::point(room.low, w).shifted(-1) };
        let middle = from.plus(&half);
        for (x, weight) in rule.iter() {
            let s = sin(&middle.plus(&half.times(x)));
            let factor = |side: Interval| integer(1).over(&side.shifted(2)).at(p);
            points.push([
                factor(integer(1).minus(&s)),
                factor(integer(1).plus(&s)),
                half.times(weight).over(&all).at(p),
            ]);
        }
        // 64/15 rho^(2 - 2n) / (1 - rho^-2) <= 5 4^(2 - 2n)
        error = error.plus(&half.times(&integer(5)).shifted(4 - 4 * n as i64));
        from = from.plus(&half.shifted(1));
        if last {
            break;
        }
    }
    let found = Rc::new(Angles { points, error: error.over(&all).at(p) });
    // a formula has few correlations, but one with an unknown correlation has any number
    ANGLES.with_borrow_mut(|table| {
        if table.len() > 64 {
            table.clear();
        }
        table.insert(key, found.clone())
    });
    found
}

/// The probability that two standard normals of correlation `r` lie below `x` and `y`.
///
/// It increases in all three arguments. `r` lies between -1 and 1.
pub(crate) fn normal_2(x: &Interval, y: &Interval, r: &Interval) -> Interval {
    let p = x.p;
    let one = Interval::integer(1, p);
    let r = r.meet(&Interval::new(one.low.negated(), one.low.clone(), p)).expect("a correlation");
    let at = |x: &End, y: &End, r: &End| corner(x, y, r, p);
    let narrow = r.width() <= End::Word(4) && r.low > one.low.negated() && r.high < one.low;
    let (low, high) = if narrow {
        // the slope in r is at most 1 / (2 pi sqrt(1 - r^2))
        let slope = one.over(&sqrt(&one.minus(&r.squared()))).over_integer(6);
        let error = slope.times(&Interval::point(r.width(), p)).high;
        let middle = r.middle();
        (at(&x.low, &y.low, &middle).widened(&error), at(&x.high, &y.high, &middle).widened(&error))
    } else {
        (at(&x.low, &y.low, &r.low), at(&x.high, &y.high, &r.high))
    };
    let hull = Interval::new(low.low.min(high.high.clone()), high.high, p);
    hull.meet(&Interval::new(End::ZERO, one.low, p)).expect("a probability")
}

fn corner(x: &End, y: &End, r: &End, p: u32) -> Interval {
    let one = Interval::integer(1, p);
    if *x == End::Minus || *y == End::Minus {
        return Interval::integer(0, p);
    }
    if *x == End::Plus || *y == End::Plus {
        return normal_at(x.min(y), p);
    }
    if r.sign() == Ordering::Less {
        // the probability of x without that of a second normal above y
        return normal_at(x, p).minus(&corner(x, &y.negated(), &r.negated(), p));
    }
    if *r >= one.low {
        return normal_at(x.min(y), p);
    }
    let product = normal_at(x, p).times(&normal_at(y, p));
    if r.sign() == Ordering::Equal {
        return product;
    }
    let angles = angles(r, p);
    let (x, y) = (Interval::point(x.clone(), p), Interval::point(y.clone(), p));
    let (difference, sum) = (x.minus(&y).squared(), x.plus(&y).squared());
    let mut total = angles.error.hull(&angles.error.negated());
    for [a, b, weight] in &angles.points {
        let exponent = difference.times(a).plus(&sum.times(b));
        total = total.plus(&exp(&exponent.negated()).times(weight));
    }
    product.plus(&total)
}

/// The density of two standard normals of correlation `r`, which is its slope in `r`.
pub(crate) fn phi_2(x: &Interval, y: &Interval, r: &Interval) -> Interval {
    let p = x.p;
    let one = Interval::integer(1, p);
    let rest = one.minus(&r.squared());
    let square = x.squared().plus(&y.squared()).minus(&r.times(x).times(y).shifted(1));
    let value = exp(&square.over(&rest.shifted(1)).negated());
    value.over(&pi(p).shifted(1).times(&sqrt(&rest)))
}

/// Bounds on a number as rationals; an infinite end has none.
pub(crate) fn rational_bounds(x: &Interval) -> Option<(Q, Q)> {
    Some((x.low.to_rational(x.p)?, x.high.to_rational(x.p)?))
}
