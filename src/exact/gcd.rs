//! Greatest common divisors of machine words. That of 0 and a number is the number.

/// The greatest common divisor of two words, by the binary algorithm (Stein 1967).
pub(super) fn gcd_u64(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    if a == 1 || b == 1 {
        return 1;
    }
    // one division makes the lengths equal; the loop below would take a step for every bit
    (a, b) = (a.min(b), a.max(b) % a.min(b));
    if b == 0 {
        return a;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        (a, b) = (a.min(b), a.abs_diff(b));
    }
    a << shift
}

/// The greatest common divisor of two double words, by division until both fit a word.
pub(super) fn gcd_u128(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return gcd_u64(a, b).into();
        }
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_divisor_is_that_of_trial_division() {
        let naive = |a: u64, b: u64| {
            (1..=a.max(b)).rev().find(|&d| a.is_multiple_of(d) && b.is_multiple_of(d))
        };
        for a in 0..70 {
            for b in 0..70 {
                let expected = naive(a, b).unwrap_or(0);
                assert_eq!(gcd_u64(a, b), expected, "{a}, {b}");
                let far = 1 << 61;
                assert_eq!(
                    gcd_u128(far * u128::from(a), far * u128::from(b)),
                    far * u128::from(expected)
                );
            }
        }
        // one much longer than the other
        assert_eq!(gcd_u64(12, 18 << 50), 12);
        assert_eq!(gcd_u64(u64::MAX, 6), 3);
    }
}
