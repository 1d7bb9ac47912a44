//! Numbers and equilibria in words, as scenarios and reports write them.
//!
//! A scenario states its reasons in sentences, and a report sets sentences in documents: the words
//! that both need stand here, below both.
//!
//! Numbers have two styles, exact while short, and decimal. Results are exact, so their reports use
//! [`number`]. The numbers of a scenario are judgements, which three decimals overstate already:
//! scenarios use [`decimal`].

mod equilibrium;
mod labels;
mod off_path;
mod private;
mod readers;
mod region;

pub use equilibrium::sentence;
pub(crate) use equilibrium::{grouped, in_words};
pub(crate) use labels::{LabelList, SENTENCE, WIDEST, cut, lottery, more, shortened, terms};
pub(crate) use off_path::{
    Deterrent, copies_in_words, region_in_short, summary_in_short, union_in_short,
};
pub use private::word_sentence;

pub(crate) use readers::answers;

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

/// `1 type`, `2 types`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
