//! All equilibria of tiny games by brute force: oracles that share no method with the crate.

pub mod components;
mod corners;
pub mod hull;
pub mod literal;
pub mod noisy;
pub mod outcomes;
mod polytope;
pub mod random;

pub use corners::{off_path, solve};
