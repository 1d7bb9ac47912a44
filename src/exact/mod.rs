//! Exact numbers, linear programmes and polyhedra, on which the solvers stand.
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
pub(crate) mod elimination;
pub mod enclosure;
mod float;
mod gcd;
pub(crate) mod int;
pub(crate) mod integers;
pub mod lp;
pub(crate) mod matrix;
mod memory;
pub(crate) mod modular;
pub(crate) mod packed;
pub(crate) mod polyhedral_cone;
pub(crate) mod random;
mod rational;
mod text;
pub(crate) mod union_find;
pub(crate) mod upper_envelope;
pub(crate) mod work;

pub use self::rational::Q;
pub(crate) use self::text::{Digits, RAW};
pub use dashu_int::{IBig, UBig};
