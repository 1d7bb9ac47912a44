//! Games taken apart, changed and put together again.

use schelling::{Game, Q};

/// A game in parts that can be changed: payoffs `[t][m][a]`, `None` where nothing can happen.
#[derive(Clone)]
pub struct Parts {
    /// `[t]`
    pub prior: Vec<Q>,
    /// `[t][m][a]`
    pub sender: Vec<Vec<Vec<Option<Q>>>>,
    /// `[t][m][a]`
    pub receiver: Vec<Vec<Vec<Option<Q>>>>,
}

impl Parts {
    /// The parts of a game.
    pub fn of(game: &Game) -> Parts {
        let table = |payoff: &dyn Fn(usize, usize, usize) -> Q| {
            let cell = |t: usize, m: usize, a: usize| {
                let reached = game.is_available(t, m) && game.replies(m).contains(&a);
                reached.then(|| payoff(t, m, a))
            };
            let row = |t: usize, m: usize| {
                (0..game.actions().len()).map(|a| cell(t, m, a)).collect::<Vec<_>>()
            };
            let rows = |t: usize| (0..game.messages().len()).map(|m| row(t, m)).collect::<Vec<_>>();
            (0..game.types().len()).map(rows).collect::<Vec<_>>()
        };
        Parts {
            prior: game.prior().to_vec(),
            sender: table(&|t, m, a| game.sender_payoff(t, m, a).clone()),
            receiver: table(&|t, m, a| game.receiver_payoff(t, m, a).clone()),
        }
    }

    /// Changes every payoff that there is.
    pub fn map(
        &mut self,
        sender: impl Fn(usize, usize, &Q) -> Q,
        receiver: impl Fn(usize, usize, &Q) -> Q,
    ) {
        let change = |cells: &mut Vec<Vec<Vec<Option<Q>>>>, by: &dyn Fn(usize, usize, &Q) -> Q| {
            for (t, rows) in cells.iter_mut().enumerate() {
                for (m, row) in rows.iter_mut().enumerate() {
                    row.iter_mut().flatten().for_each(|payoff| *payoff = by(t, m, payoff));
                }
            }
        };
        change(&mut self.sender, &sender);
        change(&mut self.receiver, &receiver);
    }

    /// The game that they make, its labels made anew.
    pub fn build(&self) -> Game {
        let labels = |letter: char, n: usize| (0..n).map(move |i| format!("{letter}{}", i + 1));
        let (messages, actions) = (self.sender[0].len(), self.sender[0][0].len());
        let mut builder = Game::builder()
            .types(labels('t', self.prior.len()))
            .messages(labels('m', messages))
            .actions(labels('a', actions))
            .prior(self.prior.clone())
            .sender(self.sender.clone())
            .receiver(self.receiver.clone());
        let possible = |t: usize, m: usize| self.sender[t][m].iter().any(Option::is_some);
        for t in 0..self.prior.len() {
            let open = (0..messages).filter(|&m| possible(t, m)).map(|m| format!("m{}", m + 1));
            builder = builder.available(format!("t{}", t + 1), open);
        }
        for m in 0..messages {
            let follows = |a: &usize| self.sender.iter().any(|rows| rows[m][*a].is_some());
            let open = (0..actions).filter(follows).map(|a| format!("a{}", a + 1));
            builder = builder.replies(format!("m{}", m + 1), open);
        }
        builder.build().expect("a game made from a game")
    }
}
