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

#[cfg(feature = "bench")]
pub mod bench_support;
pub(crate) mod bitset;
pub(crate) mod box_join;
pub mod budget;
pub(crate) mod cone;
mod digits;
pub(crate) mod elimination;
mod gcd;
pub(crate) mod int;
pub(crate) mod integers;
pub mod lp;
pub(crate) mod matrix;
pub(crate) mod modular;
pub(crate) mod packed;
pub(crate) mod random;
mod rational;
mod text;
pub(crate) mod union_find;
pub(crate) mod work;

pub(crate) use self::digits::Digits;
pub use self::rational::Q;
pub(crate) use self::text::RAW;
pub use dashu_int::{IBig, UBig};
