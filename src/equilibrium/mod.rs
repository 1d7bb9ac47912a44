//! Perfect Bayesian equilibria: what they are, how all of them are found, how one is checked.

mod verdict;
pub mod verify;

pub use verdict::{Condition, Failure, Verdict};
