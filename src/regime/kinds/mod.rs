//! The kinds of regime, one a file, the table of them, and the file format, which names a kind.

mod adversarial_ties;
mod arbitration;
mod credible;
mod first_best;
mod given_messages;
mod informed_nature;
mod mediation;
mod no_talk;
mod persuasion;
mod redundant_evidence;
mod screening;
mod serialize;
mod table;
mod talk;

pub use self::credible::{Credible, Exchange};
pub(super) use self::first_best::FIRST_BEST;
pub use self::table::{TABLE, by_name};
