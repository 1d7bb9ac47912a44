//! Models of behaviour: what people do, where the rest of the crate has what rational players do.
//!
//! What passes through an exponential is approximate, in `f64` with a bound of its error.

pub mod logit;
