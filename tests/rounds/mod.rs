//! Games of several rounds.

mod equilibria;
mod trees;
