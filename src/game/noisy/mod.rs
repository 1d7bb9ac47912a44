//! Games whose messages are observed with noise, their information sets, and the replies that beliefs
//! make rational there.

mod chains;
mod channel;
mod game;
mod lotteries;
mod signal_sets;

pub(crate) use self::chains::ChainBlock;
pub use self::channel::{Channel, GivenChannel, GivenNoise};
pub use self::game::{GameFile, NoisyGame};
pub(crate) use self::lotteries::{Lotteries, LotteryVertex};
pub(crate) use self::signal_sets::{Pair, Reach, SignalSets};
