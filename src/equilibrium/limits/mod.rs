//! Limits of a search: time, memory, outcomes and threads, and the signal to stop.

mod control;
mod threads;

pub(crate) use self::control::Control;
pub(crate) use self::threads::{Threads, cores};
pub use crate::exact::budget::{Monitor, Unwatched};
