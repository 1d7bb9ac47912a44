//! Functions of the belief, and the comparison of experiments.

mod blackwell;
mod envelope;
mod piecewise;
mod triangle;

pub use self::blackwell::{Blackwell, Witness, blackwell};
pub use self::envelope::{Envelope, envelope};
pub use self::piecewise::{Piecewise, Point};
pub use self::triangle::{Facet, Triangle, triangle};
