//! The enumeration of all equilibria: faces of belief regions, chosen type by type in a search tree.

#[cfg(feature = "bench")]
pub(crate) mod bound;
pub(crate) mod candidates;
pub(crate) mod components;
pub(crate) mod context;
#[cfg(feature = "bench")]
pub(crate) mod estimate;
pub(crate) mod expand;
pub(crate) mod extreme;
pub(crate) mod faces;
pub(crate) mod fixed_payoffs;
pub(crate) mod found;
pub(crate) mod game_table;
pub(crate) mod listing;
pub(crate) mod prune;
pub(crate) mod receiver;
pub(crate) mod sender;
pub(crate) mod tree;
mod worker_stats;
