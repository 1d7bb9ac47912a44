//! Results: one outcome, the list of outcomes, and what is measured of them.

pub(crate) mod equilibria;
pub(crate) mod measures;
pub(crate) mod off_path;
pub(crate) mod outcome;
pub(crate) mod sender;
pub(crate) mod serialize;
pub(crate) mod stats;
