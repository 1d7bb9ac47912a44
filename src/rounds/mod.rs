//! Games of several rounds.
mod build;
mod cells;
mod definition;
mod entry;
mod equilibria;
mod game;
mod histories;
mod long_talk;

pub use self::build::{DEEPEST, MOST_NODES};
pub use self::cells::correspondence::{Correspondence, PayoffSet, Piece};
pub use self::cells::solve::{Conjectures, TreeSearch};
pub use self::definition::{BeliefRow, ReceiverRow, SenderRow, TreeFailure, TreeVerdict, verify};
pub use self::entry::TreeEntry;
pub use self::equilibria::{TreeAssessment, TreeEquilibria, TreeObjective};
pub use self::game::{Mover, MultistageGame, Place, PublicNode};
pub use self::long_talk::{LongTalk, TalkPiece, TalkPlan};
