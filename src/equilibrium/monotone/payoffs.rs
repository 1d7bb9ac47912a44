//! Payoffs of a monotone game as integers, in all cells or as sums of two terms, and the receiver's
//! best replies to known types.

use super::game::Monotone;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::append_integers;
use crate::game::Game;

/// Why a game has no outcome in one size of integer.
pub(super) enum NoOutcome {
    /// A number does not fit this size.
    Overflow,
    /// A condition fails, named by a sentence.
    NotMonotone(String),
    /// A monotone game lacks the outcome, for the reason that a sentence gives.
    Missing(String),
}

impl From<Overflow> for NoOutcome {
    fn from(_: Overflow) -> NoOutcome {
        NoOutcome::Overflow
    }
}

/// A game with payoffs as integers, the receiver's over a common denominator, the sender's over one
/// for each type.
///
/// A common denominator for all types would be huge where type t pays m/t.
pub(super) trait IntegerPayoffs {
    type Number: Int;

    fn types(&self) -> usize;
    fn messages(&self) -> usize;
    fn actions(&self) -> usize;
    fn sender(&self, t: usize, m: usize, a: usize) -> Result<Self::Number, Overflow>;

    /// The denominator of a type's payoffs.
    fn scale(&self, t: usize) -> &Self::Number;
    fn receiver(&self, t: usize, m: usize, a: usize) -> &Self::Number;
    fn prior(&self) -> &[Q];

    /// The number of messages to examine for how payoffs change with the action, and of actions to
    /// examine for how they change with the message: `[1, 1]` where payoffs are additive.
    fn slices(&self) -> [usize; 2];

    // labels for errors
    fn type_label(&self, t: usize) -> String {
        format!("t{}", t + 1)
    }
    fn message_label(&self, m: usize) -> String {
        format!("m{}", m + 1)
    }
    fn action_label(&self, a: usize) -> String {
        format!("a{}", a + 1)
    }
}

/// The payoffs of a game, one for each type, message and action.
pub(super) struct CellPayoffs<'a, I> {
    game: &'a Game,
    sender: Vec<I>,
    receiver: Vec<I>,
    /// `[t]`
    scales: Vec<I>,
}

impl<'a, I: Int> CellPayoffs<'a, I> {
    pub(super) fn new(game: &'a Game) -> Result<CellPayoffs<'a, I>, Overflow> {
        let (mut sender, mut scales) = (Vec::new(), Vec::new());
        for rows in game.sender_payoffs() {
            checkpoint();
            scales.push(append_integers(&mut sender, rows.iter().flatten())?);
        }
        let mut receiver = Vec::new();
        append_integers(&mut receiver, game.receiver_payoffs().iter().flatten().flatten())?;
        Ok(CellPayoffs { game, sender, receiver, scales })
    }

    fn at(&self, t: usize, m: usize, a: usize) -> usize {
        (t * self.messages() + m) * self.actions() + a
    }
}

impl<I: Int> IntegerPayoffs for CellPayoffs<'_, I> {
    type Number = I;

    fn types(&self) -> usize {
        self.game.types().len()
    }
    fn messages(&self) -> usize {
        self.game.messages().len()
    }
    fn sender(&self, t: usize, m: usize, a: usize) -> Result<I, Overflow> {
        Ok(self.sender[self.at(t, m, a)].clone())
    }
    fn scale(&self, t: usize) -> &I {
        &self.scales[t]
    }
    fn actions(&self) -> usize {
        self.game.actions().len()
    }
    fn receiver(&self, t: usize, m: usize, a: usize) -> &I {
        &self.receiver[self.at(t, m, a)]
    }
    fn prior(&self) -> &[Q] {
        self.game.prior()
    }
    fn slices(&self) -> [usize; 2] {
        [self.messages(), self.actions()]
    }
    fn type_label(&self, t: usize) -> String {
        self.game.types()[t].clone()
    }
    fn message_label(&self, m: usize) -> String {
        self.game.messages()[m].clone()
    }
    fn action_label(&self, a: usize) -> String {
        self.game.actions()[a].clone()
    }
}

/// The payoffs of a game in which the value of an action and the cost of a message add up.
pub(super) struct AdditivePayoffs<'a, I> {
    prior: &'a [Q],
    messages: usize,
    actions: usize,
    /// For each type the values of its actions, then the costs of its messages.
    sender: Vec<I>,
    /// `[t][a]`, flat.
    receiver: Vec<I>,
    /// `[t]`
    scales: Vec<I>,
}

impl<'a, I: Int> AdditivePayoffs<'a, I> {
    pub(super) fn new(game: &'a Monotone) -> Result<AdditivePayoffs<'a, I>, Overflow> {
        let (mut sender, mut scales) = (Vec::new(), Vec::new());
        for (value, cost) in game.value.iter().zip(&game.cost) {
            checkpoint();
            scales.push(append_integers(&mut sender, value.iter().chain(cost))?);
        }
        let mut receiver = Vec::new();
        append_integers(&mut receiver, game.receiver.iter().flatten())?;
        let (messages, actions) = (game.cost[0].len(), game.value[0].len());
        let prior = &game.prior;
        Ok(AdditivePayoffs { prior, messages, actions, sender, receiver, scales })
    }
}

impl<I: Int> IntegerPayoffs for AdditivePayoffs<'_, I> {
    type Number = I;

    fn types(&self) -> usize {
        self.scales.len()
    }
    fn messages(&self) -> usize {
        self.messages
    }
    fn sender(&self, t: usize, m: usize, a: usize) -> Result<I, Overflow> {
        let parts = &self.sender[t * (self.actions + self.messages)..];
        parts[a].minus(&parts[self.actions + m])
    }
    fn scale(&self, t: usize) -> &I {
        &self.scales[t]
    }
    fn actions(&self) -> usize {
        self.actions
    }
    fn receiver(&self, t: usize, _: usize, a: usize) -> &I {
        &self.receiver[t * self.actions + a]
    }
    fn prior(&self) -> &[Q] {
        self.prior
    }
    fn slices(&self) -> [usize; 2] {
        [1, 1]
    }
}

/// The receiver's best reply to each type after each message, which is unique.
pub(super) struct BestReplies {
    messages: usize,
    /// `[t][m]`
    replies: Vec<usize>,
}

impl BestReplies {
    /// The best replies, or a sentence that names a tie.
    pub(super) fn new<C: IntegerPayoffs>(game: &C) -> Result<BestReplies, NoOutcome> {
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
                    return Err(NoOutcome::NotMonotone(format!(
                        "after message {} the receiver who meets type {} \
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
