//! Exact numbers and the small exact algebra that the solvers stand on.
//!
//! Nothing here knows what a game is. The integers of any length that a [`Q`] consists of, [`IBig`]
//! and [`UBig`], are those of the crate `dashu-int`:
//!
//! ```
//! use schelling::Q;
//! use schelling::exact::{IBig, UBig};
//!
//! let third = Q::new(IBig::from(-2), 6).unwrap();
//! assert_eq!((third.numerator(), third.denominator()), (IBig::from(-1), UBig::from(3u8)));
//! ```

pub(crate) mod bits;
pub(crate) mod boxes;
pub mod budget;
pub(crate) mod cone;
mod digits;
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

pub use dashu_int::{IBig, UBig};
pub(crate) use digits::Digits;
pub use rational::Q;
pub(crate) use text::RAW;
