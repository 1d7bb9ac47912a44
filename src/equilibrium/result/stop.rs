//! The reason why a search ended early.

use std::fmt;

use crate::exact::budget::Halt;

/// The reason why a search ended before it was complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stop {
    /// The time limit was reached.
    Time,
    /// The monitor asked for it.
    Interrupted,
    /// There were more outcomes than asked for.
    Outcomes,
    /// The list would have taken more memory than allowed.
    Memory,
    /// Only one equilibrium was asked for.
    First,
    /// There were more cells of the correspondence of a tree than asked for.
    Cells,
}

impl Stop {
    /// Every reason.
    pub(crate) const ALL: [Stop; 6] =
        [Stop::Time, Stop::Interrupted, Stop::Outcomes, Stop::Memory, Stop::First, Stop::Cells];
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Stop::Time => "time limit",
            Stop::Interrupted => "interrupted",
            Stop::Outcomes => "limit of outcomes",
            Stop::Memory => "memory limit",
            Stop::First => "at the first",
            Stop::Cells => "limit of cells",
        })
    }
}

impl From<&Halt> for Stop {
    fn from(halt: &Halt) -> Stop {
        match halt {
            Halt::Interrupted => Stop::Interrupted,
            Halt::Time => Stop::Time,
            Halt::Memory { .. } => Stop::Memory,
        }
    }
}
