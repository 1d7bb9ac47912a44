//! What an equilibrium of a tree is, as a check that knows no search.

mod belief;
mod failure;
mod verify;

pub use self::failure::{TreeFailure, TreeVerdict};
pub use self::verify::{BeliefRow, ReceiverRow, SenderRow, verify};
