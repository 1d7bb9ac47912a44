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
mod words;

pub use equilibrium::Search;
pub use error::Error;
pub use exact::Q;
pub use game::Game;
pub use regime::Objective;
