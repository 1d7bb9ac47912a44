//! Numbers for readers: exact while that is short, otherwise near and marked so.

use crate::exact::Q;

/// Characters that an exact number may take.
const LONGEST: usize = 13;

/// What stands before a number that was shortened.
pub(super) const NEAR: char = '≈';

/// The fraction itself, or four of its digits after [`NEAR`] when it is long.
pub(super) fn number(x: &Q) -> String {
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

/// Is this cell a number as reports write it?
pub(super) fn is_number(cell: &str) -> bool {
    let digits = cell.trim_start_matches([NEAR, '-']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b"-/.e".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

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
