//! A game in integers, all cells of it or only its parts.

use super::Monotone;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::append_integers;
use crate::game::Game;

/// Payoffs in integers: each type's over a denominator of its own, the receiver's over one for all.
///
/// One denominator for all types would be huge where type t pays m/t.
pub(super) trait Cells {
    type Number: Int;

    fn types(&self) -> usize;
    fn messages(&self) -> usize;
    fn actions(&self) -> usize;
    fn sender(&self, t: usize, m: usize, a: usize) -> Result<Self::Number, Overflow>;
    fn receiver(&self, t: usize, m: usize, a: usize) -> &Self::Number;

    fn prior(&self) -> &[Q];

    /// The denominator of a type's payoffs.
    fn scale(&self, t: usize) -> &Self::Number;

    /// How many of the messages tell how payoffs change with the action, and how many of the actions
    /// how they change with the message: one of each where the two do not interact.
    fn slices(&self) -> [usize; 2];

    /// What an error calls them.
    fn type_label(&self, t: usize) -> String;
    fn message_label(&self, m: usize) -> String;
    fn action_label(&self, a: usize) -> String;
}

/// All cells of a game.
pub(super) struct Dense<'a, I> {
    game: &'a Game,
    sender: Vec<I>,
    receiver: Vec<I>,
    /// `[t]`
    scales: Vec<I>,
}

impl<'a, I: Int> Dense<'a, I> {
    pub fn new(game: &'a Game) -> Result<Dense<'a, I>, Overflow> {
        let (mut sender, mut scales) = (Vec::new(), Vec::new());
        for rows in game.sender_payoffs() {
            checkpoint();
            scales.push(append_integers(&mut sender, rows.iter().flatten())?);
        }
        let mut receiver = Vec::new();
        append_integers(&mut receiver, game.receiver_payoffs().iter().flatten().flatten())?;
        Ok(Dense { game, sender, receiver, scales })
    }

    fn at(&self, t: usize, m: usize, a: usize) -> usize {
        (t * self.messages() + m) * self.actions() + a
    }
}

impl<I: Int> Cells for Dense<'_, I> {
    type Number = I;

    fn types(&self) -> usize {
        self.game.types().len()
    }
    fn messages(&self) -> usize {
        self.game.messages().len()
    }
    fn actions(&self) -> usize {
        self.game.actions().len()
    }
    fn sender(&self, t: usize, m: usize, a: usize) -> Result<I, Overflow> {
        Ok(self.sender[self.at(t, m, a)].clone())
    }
    fn receiver(&self, t: usize, m: usize, a: usize) -> &I {
        &self.receiver[self.at(t, m, a)]
    }
    fn prior(&self) -> &[Q] {
        self.game.prior()
    }
    fn scale(&self, t: usize) -> &I {
        &self.scales[t]
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

/// The parts of a game that add up.
pub(super) struct Separable<'a, I> {
    prior: &'a [Q],
    messages: usize,
    actions: usize,
    /// For each type what its actions are worth, then what its messages cost.
    sender: Vec<I>,
    /// `[t][a]`, flat.
    receiver: Vec<I>,
    /// `[t]`
    scales: Vec<I>,
}

impl<'a, I: Int> Separable<'a, I> {
    pub fn new(game: &'a Monotone) -> Result<Separable<'a, I>, Overflow> {
        let (mut sender, mut scales) = (Vec::new(), Vec::new());
        for (value, cost) in game.value.iter().zip(&game.cost) {
            checkpoint();
            scales.push(append_integers(&mut sender, value.iter().chain(cost))?);
        }
        let mut receiver = Vec::new();
        append_integers(&mut receiver, game.receiver.iter().flatten())?;
        let (messages, actions) = (game.cost[0].len(), game.value[0].len());
        let prior = &game.prior;
        Ok(Separable { prior, messages, actions, sender, receiver, scales })
    }
}

impl<I: Int> Cells for Separable<'_, I> {
    type Number = I;

    fn types(&self) -> usize {
        self.scales.len()
    }
    fn messages(&self) -> usize {
        self.messages
    }
    fn actions(&self) -> usize {
        self.actions
    }
    fn sender(&self, t: usize, m: usize, a: usize) -> Result<I, Overflow> {
        let parts = &self.sender[t * (self.actions + self.messages)..];
        parts[a].minus(&parts[self.actions + m])
    }
    fn receiver(&self, t: usize, _: usize, a: usize) -> &I {
        &self.receiver[t * self.actions + a]
    }
    fn prior(&self) -> &[Q] {
        self.prior
    }
    fn scale(&self, t: usize) -> &I {
        &self.scales[t]
    }
    fn slices(&self) -> [usize; 2] {
        [1, 1]
    }
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

/// The same game with the sender's payoffs in units so many times smaller.
pub(super) struct Finer<'a, C: Cells> {
    cells: &'a C,
    by: C::Number,
    /// `[t]`
    scales: Vec<C::Number>,
}

impl<'a, C: Cells> Finer<'a, C> {
    pub fn new(cells: &'a C, by: C::Number) -> Result<Finer<'a, C>, Overflow> {
        let scales = (0..cells.types()).map(|t| cells.scale(t).times(&by));
        let scales = scales.collect::<Result<_, _>>()?;
        Ok(Finer { cells, by, scales })
    }
}

impl<C: Cells> Cells for Finer<'_, C> {
    type Number = C::Number;

    fn types(&self) -> usize {
        self.cells.types()
    }
    fn messages(&self) -> usize {
        self.cells.messages()
    }
    fn actions(&self) -> usize {
        self.cells.actions()
    }
    fn sender(&self, t: usize, m: usize, a: usize) -> Result<C::Number, Overflow> {
        self.cells.sender(t, m, a)?.times(&self.by)
    }
    fn receiver(&self, t: usize, m: usize, a: usize) -> &C::Number {
        self.cells.receiver(t, m, a)
    }
    fn prior(&self) -> &[Q] {
        self.cells.prior()
    }
    fn scale(&self, t: usize) -> &C::Number {
        &self.scales[t]
    }
    fn slices(&self) -> [usize; 2] {
        self.cells.slices()
    }
    fn type_label(&self, t: usize) -> String {
        self.cells.type_label(t)
    }
    fn message_label(&self, m: usize) -> String {
        self.cells.message_label(m)
    }
    fn action_label(&self, a: usize) -> String {
        self.cells.action_label(a)
    }
}
