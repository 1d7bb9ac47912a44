//! The vocabulary: a finite signalling game, checked once and never changed.

mod builder;
mod games;
mod labels;
mod last_move;
mod merged;
mod noisy;
mod payoff_shape;
mod plans;
mod prior;
mod profile;
mod reader;
mod reader_builder;
mod readers;
pub(crate) mod replies;
mod several;
mod signalling_game;
mod transform;
mod word_profile;

pub use self::builder::GameBuilder;
#[cfg(feature = "python")]
pub(crate) use self::games::PackedGame;
pub use self::games::{Games, Numbers};
pub(crate) use self::labels::{check_text, position};
pub use self::last_move::{Folded, LastMove, Tie, TieBreak};
pub(crate) use self::merged::MergedReaders;
pub(crate) use self::noisy::{ChainBlock, Lotteries, LotteryVertex, Pair, Reach, SignalSets};
pub use self::noisy::{Channel, GameFile, GivenChannel, GivenNoise, NoisyGame};
pub use self::payoff_shape::GivenPayoffs;
pub(crate) use self::prior::{distribution, total};
pub use self::profile::Profile;
pub(crate) use self::profile::{check_beliefs, check_profile};
pub use self::reader::{InformationSet, Reader};
pub use self::reader_builder::ReaderBuilder;
pub use self::signalling_game::Game;
pub use self::word_profile::{WordProfile, WordReplies, WordStrategies};
