//! Payoffs of a monotone game as integers, in all cells or as sums of two terms.

use super::game::Monotone;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::append_integers;
use crate::game::Game;

/// The sender's payoffs as integers, each type's over a denominator of its own.
///
/// A common denominator for all types would be huge where type t pays m/t.
pub(super) trait SenderPayoffs {
    type Number: Int;

    fn types(&self) -> usize;
    fn messages(&self) -> usize;
    fn sender(&self, t: usize, m: usize, a: usize) -> Result<Self::Number, Overflow>;

    /// The denominator of a type's payoffs.
    fn scale(&self, t: usize) -> &Self::Number;
}

/// A game with payoffs as integers, the receiver's over a common denominator.
pub(super) trait IntegerPayoffs: SenderPayoffs {
    fn actions(&self) -> usize;
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

impl<I: Int> SenderPayoffs for CellPayoffs<'_, I> {
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
}

impl<I: Int> IntegerPayoffs for CellPayoffs<'_, I> {
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

impl<I: Int> SenderPayoffs for AdditivePayoffs<'_, I> {
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
}

impl<I: Int> IntegerPayoffs for AdditivePayoffs<'_, I> {
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

/// The payoffs of another table, with the sender's multiplied by a factor.
///
/// Mixed replies then give integers too.
pub(super) struct MultipliedPayoffs<'a, C: SenderPayoffs> {
    payoffs: &'a C,
    factor: C::Number,
    /// `[t]`
    scales: Vec<C::Number>,
}

impl<'a, C: SenderPayoffs> MultipliedPayoffs<'a, C> {
    pub(super) fn new(
        payoffs: &'a C,
        factor: C::Number,
    ) -> Result<MultipliedPayoffs<'a, C>, Overflow> {
        let scales = (0..payoffs.types()).map(|t| payoffs.scale(t).times(&factor));
        let scales = scales.collect::<Result<_, _>>()?;
        Ok(MultipliedPayoffs { payoffs, factor, scales })
    }
}

impl<C: SenderPayoffs> SenderPayoffs for MultipliedPayoffs<'_, C> {
    type Number = C::Number;

    fn types(&self) -> usize {
        self.payoffs.types()
    }
    fn messages(&self) -> usize {
        self.payoffs.messages()
    }
    fn sender(&self, t: usize, m: usize, a: usize) -> Result<C::Number, Overflow> {
        self.payoffs.sender(t, m, a)?.times(&self.factor)
    }
    fn scale(&self, t: usize) -> &C::Number {
        &self.scales[t]
    }
}
