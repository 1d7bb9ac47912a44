//! Equilibria: against the oracles, against the definition, and laws that hold in every game.

mod against_oracle;
#[cfg(feature = "bench")]
mod bound;
mod distinct;
mod groups;
mod known_readers;
mod laws;
mod measures;
mod monotone;
mod noisy;
mod pivot;
mod private_words;
mod readers;
#[cfg(feature = "bench")]
mod shortcuts;
mod verify;
