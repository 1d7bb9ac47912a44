//! Exact numbers and the small exact algebra that the solvers stand on.
//!
//! Nothing here knows what a game is.

pub mod lp;
mod rational;

pub use rational::Q;
