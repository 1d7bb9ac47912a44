//! Types on a line, with certified error: every number is exact or enclosed with proof, and every
//! list of equilibria comes with a proof that there are no others.
//!
//! [`cutoffs`] solves systems of equations in a few cut-offs or probabilities.

pub mod cutoffs;
pub mod delegation;
pub mod density;
mod formulas;
mod integrals;
pub mod persuasion;
mod polynomial;
mod shooting;
pub mod signalling;
pub mod talk;
mod thresholds;
mod verify;

pub use cutoffs::{CutoffEquilibria, CutoffEquilibrium, Cutoffs};
pub use delegation::Delegation;
pub use density::{Density, DensityPiece};
pub use persuasion::{Persuasion, PersuasionPlan, PooledInterval};
pub use signalling::{Signalling, SignallingEquilibria};
pub use talk::{Talk, TalkEquilibria, TalkEquilibrium};
pub use thresholds::{CountChange, CountChanges};
