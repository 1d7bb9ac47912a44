#![doc = include_str!("../README.md")]
//!
//! # Map of the modules
//!
//! A *room* is a module that this map lists, with all below it that is not a room of its own. A
//! line says which rooms the code of a room may name; these stand above it, and a test holds the
//! sources to the map (`tests/layers.rs`). Numbers and polyhedra never hear of a game, the check of
//! the definition never of a search, a result never of a solver, and nothing hears of Python.
//!
//! ```text
//! error
//! exact -> error
//! exact::lp -> exact
//! game -> error, exact
//! equilibrium::definition
//! equilibrium::result
//! equilibrium::limits -> equilibrium::result
//! equilibrium::distinct -> equilibrium::result
//! equilibrium::enumerate -> equilibrium::distinct, equilibrium::limits, equilibrium::result
//! equilibrium::enumerate::prune -> equilibrium::enumerate
//! equilibrium::enumerate::fixed_payoffs -> equilibrium::enumerate
//! equilibrium::pivot -> equilibrium::definition, equilibrium::limits, equilibrium::result
//! equilibrium::optimize -> equilibrium::definition, equilibrium::limits, equilibrium::pivot,
//!     equilibrium::result
//! equilibrium::monotone -> equilibrium::result
//! equilibrium::proof
//! equilibrium::noisy -> equilibrium::enumerate, equilibrium::limits, equilibrium::result
//! equilibrium::private_talk -> equilibrium::limits, equilibrium::result
//! equilibrium -> error, exact, game, equilibrium::limits, equilibrium::result,
//!     equilibrium::distinct, equilibrium::enumerate, equilibrium::noisy, equilibrium::pivot,
//!     equilibrium::optimize, equilibrium::private_talk
//! rounds -> error, exact, game, equilibrium
//! rounds::cells -> rounds
//! rounds::definition -> rounds
//! rounds::equilibria -> rounds, rounds::cells
//! rounds::long_talk -> rounds, rounds::cells, rounds::equilibria
//! words -> exact, game, equilibrium
//! refinement -> error, exact, game, equilibrium, words
//! regime -> error, exact, game, equilibrium
//! regime::belief -> regime
//! regime::credibility -> regime, regime::belief
//! regime::kinds -> regime
//! model -> error, exact, game, equilibrium, refinement, regime
//! io -> error, exact, game, rounds
//! behaviour -> error, exact, game
//! continuum -> error, exact, io
//! proof -> error, exact, game, equilibrium, io
//! scenario -> error, exact, game, equilibrium, regime, words
//! report -> exact, game, equilibrium, refinement, regime, words, model, scenario
//! python -> error, exact, game, equilibrium, rounds, refinement, regime, words, model, io,
//!     behaviour, continuum, scenario, report
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

pub mod behaviour;
pub mod continuum;
pub mod equilibrium;
pub mod error;
pub mod exact;
pub mod game;
pub mod io;
pub mod model;
pub mod proof;
#[cfg(feature = "python")]
mod python;
pub mod refinement;
pub mod regime;
pub mod report;
pub mod rounds;
pub mod scenario;
mod words;

pub use crate::equilibrium::Search;
pub use crate::error::Error;
pub use crate::exact::Q;
pub use crate::game::Game;
pub use crate::regime::Objective;
