//! The clock of the processor: what else runs on the machine does not make it go faster.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// The processor time that this process has used, all its threads together.
pub fn cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).expect("a clock that POSIX has").into()
}
