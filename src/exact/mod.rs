//! Exact numbers and the small exact algebra that the solvers stand on.
//!
//! Nothing here knows what a game is.

pub(crate) mod bits;
pub(crate) mod boxes;
pub(crate) mod cone;
pub(crate) mod disjoint;
mod gcd;
pub(crate) mod int;
pub(crate) mod inverse;
#[doc(hidden)]
pub mod kernels;
pub mod lp;
pub(crate) mod matrix;
pub(crate) mod meter;
pub(crate) mod packed;
mod rational;
pub(crate) mod residue;
mod text;

pub use rational::Q;
pub(crate) use text::RAW;
