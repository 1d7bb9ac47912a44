//! Numbers for readers, in two styles: exact while short, and decimal.
//!
//! Results are exact, so their reports use [`number`]. The numbers of a scenario are judgements,
//! which three decimals overstate already: scenarios use [`decimal`].

use crate::exact::Q;

/// Characters that [`number`] gives an exact fraction, so that a column stays narrow.
const LONGEST: usize = 13;

/// The mark before a rounded number.
pub(crate) const NEAR: char = '≈';

/// The fraction itself, or four significant digits after [`NEAR`] when it is long.
pub(crate) fn number(x: &Q) -> String {
    let exact = x.to_string();
    if exact.len() <= LONGEST {
        return exact;
    }
    let near = x.to_f64();
    let size = near.abs().log10().floor();
    if (-4.0..7.0).contains(&size) {
        format!("{NEAR}{near:.*}", (3.0 - size).max(0.0) as usize)
    } else {
        format!("{NEAR}{near:.3e}")
    }
}

/// Three decimals without trailing zeros; scientific notation near 0 and `>0.999` just below 1, so
/// that rounding never makes an uncertain event impossible or certain.
pub(crate) fn decimal(x: &Q) -> String {
    // Half a unit of the third decimal: what is closer rounds to 0 or to 1.
    const CLOSE: f64 = 0.0005;
    let near = x.to_f64();
    let short = (Q::ONE - x).to_f64();
    if near.fract() == 0.0 && *x == Q::from(near as i64) {
        format!("{near}")
    } else if near.abs() < CLOSE {
        format!("{near:.1e}")
    } else if short > 0.0 && short < CLOSE {
        ">0.999".into()
    } else {
        format!("{near:.3}").trim_end_matches('0').trim_end_matches('.').into()
    }
}

/// `17/41 (0.415)`; the decimal alone where the fraction is long or says the same.
pub(crate) fn fraction_and_decimal(x: &Q) -> String {
    let (fraction, near) = (x.to_string(), decimal(x));
    if fraction == near || fraction.len() > 9 { near } else { format!("{fraction} ({near})") }
}

/// `0.1 to 0.3`, or the one number when both ends read the same.
pub(crate) fn ends(low: &Q, high: &Q) -> String {
    let (low, high) = (decimal(low), decimal(high));
    if low == high { low } else { format!("{low} to {high}") }
}

/// Is this cell a number as [`number`] writes it?
pub(crate) fn is_number(cell: &str) -> bool {
    let digits = cell.trim_start_matches([NEAR, '-']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b"-/.e".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_apart_from_certainty() {
        let shown = |text: &str| decimal(&text.parse().unwrap());
        assert_eq!(shown("-17"), "-17");
        assert_eq!(shown("0"), "0");
        assert_eq!(shown("1/2"), "0.5");
        assert_eq!(shown("17/41"), "0.415");
        assert_eq!(shown("1/10000"), "1.0e-4");
        assert_eq!(shown("9999/10000"), ">0.999");
        assert_eq!(fraction_and_decimal(&"17/41".parse().unwrap()), "17/41 (0.415)");
        assert_eq!(fraction_and_decimal(&"12345/67891".parse().unwrap()), "0.182");
        assert_eq!(ends(&"1/3".parse().unwrap(), &"2/3".parse().unwrap()), "0.333 to 0.667");
        assert_eq!(ends(&"1/3".parse().unwrap(), &"333/1000".parse().unwrap()), "0.333");
    }

    #[test]
    fn short_numbers_are_exact_and_long_ones_are_near() {
        let shown = |text: &str| number(&text.parse().unwrap());
        assert_eq!(shown("29/10"), "29/10");
        assert_eq!(shown("-123457/6543211"), "≈-0.01887");
        assert_eq!(shown("2000000000/3"), "2000000000/3");
        assert_eq!(shown("10000000000001/10"), "≈1.000e12");
        assert_eq!(shown("1/10000000000000000"), "≈1.000e-16");
        for cell in ["29/10", "≈-0.1887", "≈1.000e-16", "7"] {
            assert!(is_number(cell), "{cell}");
        }
        for cell in ["", "e", "a 1/2", "-"] {
            assert!(!is_number(cell), "{cell}");
        }
    }
}
