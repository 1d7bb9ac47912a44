//! Crises as games.

mod council;
mod crisis;
mod decision;

pub use council::{Council, Shock};
pub use crisis::{ANSWER, BACK_DOWN, Challenger, Crisis, PROBE, REFRAIN, Rung, Temper};
pub use decision::{DecisionRule, Member};
