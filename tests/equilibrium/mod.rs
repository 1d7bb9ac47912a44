//! Equilibria: against the oracles, against the definition, and laws that hold in every game.

mod against_oracle;
mod laws;
mod measures;
mod monotone;
mod noisy;
mod pivot;
mod verify;
