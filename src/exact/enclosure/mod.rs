//! Enclosures: intervals with proof that a number lies inside, functions of them, and all roots of
//! a system of equations.
//!
//! Inside, the ends of an interval are integers times `2^-p`, rounded outward, or infinite; `p`
//! grows until the width that is asked for is reached. Outside, a number is an [`Enclosure`] with
//! rational ends, which are equal where it is known exactly.

mod bounds;
pub(crate) mod elementary;
pub(crate) mod end;
pub(crate) mod evaluate;
pub(crate) mod expression;
pub(crate) mod float_interval;
pub(crate) mod interval;
pub(crate) mod normal;
pub(crate) mod roots;
pub(crate) mod series;

pub use bounds::Enclosure;
pub(crate) use bounds::simplest;
pub use expression::Function;
pub(crate) use float_interval::FloatInterval;
