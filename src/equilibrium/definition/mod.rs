//! The definition of equilibrium, and the check of a profile against it.

pub(crate) mod verdict;
pub mod verify;
