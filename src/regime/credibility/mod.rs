//! Partial credibility: reports that are the announced ones only with some probability.
//!
//! With probability `chi` the report is *official*, drawn by the announced rule; otherwise the
//! sender, who knows its type, sends what it likes. The receiver sees the report and not where it
//! comes from (Lipnowski, Ravid and Shishkin 2022). With `chi = 0` this is cheap talk with as many
//! messages as are of use, with `chi = 1` persuasion.
//!
//! Given the payoffs that the types get from their own reports, the best rule solves a linear
//! programme in the masses of types by report, in which `chi` moves some bounds. There are finitely
//! many candidates for these payoffs: one number for all types where the sender's payoff does not
//! depend on its type (`transparent`), else a number for each type (`type_dependent`). The value of
//! each candidate is a concave piecewise linear function of `chi`, on an interval that ends at 1,
//! and the credibility curve is the largest of them.

mod candidate;
mod curve;
mod solve;
mod transparent;
mod type_dependent;

pub use self::curve::{Curve, curve};
pub use self::solve::credibility;
