//! The enumeration of all equilibria: faces of belief regions, chosen one by one in a search tree.
//!
//! The algorithm can be read without the two folders of shortcuts. [`prune`] hangs on the trait
//! [`pruner::Pruner`], and [`fixed_payoffs`] on the calls of `FixedPayoffs` in [`tree`]; [`run`] puts
//! them in. The answers are the same without either.

mod bound;
mod candidates;
mod common_support;
mod components;
mod context;
mod estimate;
mod expand;
mod extreme_profiles;
mod extreme_sender;
mod faces;
mod fixed_payoffs;
mod game_table;
mod listing;
mod node;
mod payoff_ranks;
mod prune;
mod pruner;
mod receiver;
mod run;
mod sender;
mod sets;
mod tree;
mod worker_stats;

pub use self::estimate::{Estimate, Estimated};
pub use self::extreme_profiles::Extreme;
pub(crate) use self::game_table::copies;
pub(super) use self::run::Problem;

#[cfg(test)]
mod tests;
