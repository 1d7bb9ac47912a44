//! Values as functions of the belief, and the comparison of experiments.

pub(crate) mod blackwell;
pub(crate) mod envelope;
pub(crate) mod piecewise;
pub(crate) mod triangle;
