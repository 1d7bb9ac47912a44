//! Processor time, to which other work on the machine adds nothing but cache misses.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// The processor time that this process has used, all its threads together.
pub fn cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).expect("a clock that POSIX has").into()
}
