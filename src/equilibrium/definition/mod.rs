//! The definition of equilibrium, and the check of a profile against it.

mod kindest;
mod noisy;
mod private_words;
mod verdict;
pub mod verify;

pub use self::verdict::{Condition, Failure, Verdict};
