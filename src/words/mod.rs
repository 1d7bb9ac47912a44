//! Numbers and equilibria in words, as scenarios and reports write them.
//!
//! A scenario states its reasons in sentences, and a report sets sentences in documents: the words
//! that both need stand here, below both.

mod equilibrium;
mod number;

pub(crate) use equilibrium::in_words;
pub(crate) use number::{NEAR, decimal, ends, fraction_and_decimal, is_number, number};

pub use equilibrium::sentence;

/// `1 type`, `2 types`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
