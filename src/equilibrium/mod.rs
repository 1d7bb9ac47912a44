//! Perfect Bayesian equilibria: what they are, how all of them are found, how one is checked.

mod components;
mod control;
mod faces;
mod off_path;
mod outcome;
mod pool;
mod receivers;
mod saved;
mod search;
mod senders;
mod solve;
mod table;
mod verdict;
pub mod verify;

pub use control::{Monitor, Stop};
pub use off_path::Reply;
pub use outcome::{Equilibria, Equilibrium, Kind, Stats};
pub use solve::Search;
pub use verdict::{Condition, Failure, Verdict};
