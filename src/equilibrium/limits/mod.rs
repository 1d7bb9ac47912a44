//! Limits of a search: the signal to stop, progress, and the threads that it may use.

pub(crate) mod control;
pub(crate) mod threads;
