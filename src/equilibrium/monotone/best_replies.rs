//! The receiver's best replies to known types.

use super::payoffs::IntegerPayoffs;
use crate::error::Error;
use crate::exact::budget::checkpoint;

/// The receiver's best reply to each type after each message, which is unique.
pub(super) struct BestReplies {
    messages: usize,
    /// `[t][m]`
    replies: Vec<usize>,
}

impl BestReplies {
    /// The best replies, or an error that names a tie.
    pub(super) fn new<C: IntegerPayoffs>(game: &C) -> Result<BestReplies, Error> {
        let messages = game.slices()[0];
        let mut replies = Vec::with_capacity(game.types() * messages);
        for t in 0..game.types() {
            checkpoint();
            for m in 0..messages {
                let worth = |a: usize| game.receiver(t, m, a);
                // payoffs rise to the best reply and fall after it
                let top = (1..game.actions()).find(|&a| worth(a) <= worth(a - 1));
                let best = top.map_or(game.actions(), |a| a) - 1;
                if top.is_some_and(|a| worth(a) == worth(best)) {
                    return Err(Error::Game(format!(
                        "the game is not monotone: after message {} the receiver who meets type {} \
                         is indifferent between the actions {} and {}; break the tie",
                        game.message_label(m),
                        game.type_label(t),
                        game.action_label(best),
                        game.action_label(best + 1)
                    )));
                }
                replies.push(best);
            }
        }
        Ok(BestReplies { messages, replies })
    }

    /// The best reply to type t after message m.
    pub(super) fn reply(&self, t: usize, m: usize) -> usize {
        self.replies[t * self.messages + m.min(self.messages - 1)]
    }
}
