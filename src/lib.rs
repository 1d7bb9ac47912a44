#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod equilibrium;
pub mod error;
pub mod exact;
pub mod game;
pub mod io;
pub mod model;
#[cfg(feature = "python")]
mod python;
pub mod refinement;
pub mod regime;
pub mod report;
pub mod scenario;

pub use crate::equilibrium::Search;
pub use crate::error::Error;
pub use crate::exact::Q;
pub use crate::game::Game;
pub use crate::regime::Objective;
