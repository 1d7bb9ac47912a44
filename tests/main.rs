//! The tests of the crate, in folders as the sources are.
//!
//! `oracle` finds all equilibria of tiny games by brute force; `common` has the games, the corpus
//! and the numbers that several tests use.

mod common;
mod equilibrium;
mod exact;
mod game;
mod io;
mod layers;
mod model;
mod oracle;
mod refinement;
mod regime;
mod report;
mod scenario;
mod type_names;
