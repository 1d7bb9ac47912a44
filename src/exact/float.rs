//! Rationals from floats, and floats from rationals.

use dashu_ratio::RBig;

use super::Q;

impl Q {
    /// The simplest rational that rounds to `x` (0.1 is 1/10), or `None` for NaN and infinities.
    pub fn from_f64(x: f64) -> Option<Q> {
        if let Some(short) = short(x) {
            return Some(short);
        }
        if x.is_finite() { RBig::simplest_from_f64(x).map(Q::from_big) } else { None }
    }

    /// The simplest rational that rounds to `x` in single precision, or `None` for NaN and
    /// infinities.
    pub fn from_f32(x: f32) -> Option<Q> {
        if x.is_finite() { RBig::simplest_from_f32(x).map(Q::from_big) } else { None }
    }

    /// The nearest float.
    pub fn to_f64(&self) -> f64 {
        match self.small() {
            // both are floats, and a quotient of floats is rounded once
            Some((n, d)) if n.unsigned_abs() < 1 << 53 && d < 1 << 53 => n as f64 / d as f64,
            _ => self.to_big().to_f64().value(),
        }
    }
}

/// The simplest rational that rounds to `x`, where that is a fraction of small numbers.
///
/// It is sought among the convergents of the continued fraction. If the quotient `n / d` of floats
/// is `x`, then the fraction rounds to `x`. Two fractions with denominators up to d lie at least `1
/// / d^2` apart. Where that is more than the width of the interval that rounds to `x`, no other
/// fraction in it has so small a denominator.
fn short(x: f64) -> Option<Q> {
    const STEPS: usize = 12;
    const LARGEST: f64 = (1u64 << 25) as f64;
    let size = x.abs();
    if x == x.trunc() && size < (1u64 << 53) as f64 {
        return Some(Q::whole(x as i64));
    }
    if !(1.0 / LARGEST..LARGEST).contains(&size) {
        return None;
    }
    let (mut n, mut d, mut last_n, mut last_d) = (size.trunc(), 1.0, 1.0, 0.0);
    let mut rest = size.fract();
    for _ in 0..STEPS {
        if n / d == size {
            // the interval that rounds to a float is at most 2^-52 of it wide
            let width = size * f64::EPSILON;
            return (d * d * width < 0.5)
                .then(|| Q::quotient(n as i128 * if x < 0.0 { -1 } else { 1 }, d as u128));
        }
        if rest == 0.0 {
            return None;
        }
        let inverse = 1.0 / rest;
        let part = inverse.trunc();
        rest = inverse - part;
        (n, last_n) = (part * n + last_n, n);
        (d, last_d) = (part * d + last_d, d);
        if n > LARGEST || d > LARGEST {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_from_a_float_finds_what_the_long_one_does() {
        let long = |x: f64| RBig::simplest_from_f64(x).map(Q::from_big);
        let mut taken = 0;
        for n in (-40i64..40).chain([99_999, 1 << 24, (1 << 25) - 1, 1 << 40]) {
            for d in (1i64..60).chain([997, 12_345, 1 << 20, (1 << 25) - 3]) {
                let x = n as f64 / d as f64;
                for x in [x, x.next_up(), x.next_down(), x * 1.000_000_1] {
                    let found = short(x);
                    taken += usize::from(found.is_some());
                    assert!(found.is_none() || found == long(x), "{x:e}");
                }
                assert_eq!(Q::from_f64(x), long(x));
            }
        }
        assert!(taken > 4000);
        for x in [f64::NAN, f64::INFINITY, -f64::INFINITY] {
            assert_eq!(Q::from_f64(x), None);
        }
    }
}
