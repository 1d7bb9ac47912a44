//! Random games and objectives, the same in every run.

use schelling::regime::Objective;
use schelling::{Game, Q};

use crate::common::ratio;
use crate::oracle::random::Random;

impl Random {
    pub fn payoffs(&mut self, rows: usize, columns: usize, span: u64) -> Vec<Vec<Q>> {
        let mut number = || Q::from(self.below(span) as i64);
        (0..rows).map(|_| (0..columns).map(|_| number()).collect()).collect()
    }

    pub fn prior(&mut self, types: usize) -> Vec<Q> {
        let parts: Vec<i64> = (0..types).map(|_| 1 + self.below(5) as i64).collect();
        let total: i64 = parts.iter().sum();
        parts.into_iter().map(|n| ratio(n, total)).collect()
    }

    pub fn cheap_talk(&mut self, span: u64) -> Game {
        let (types, actions) = (1 + self.below(3) as usize, 1 + self.below(3) as usize);
        let sender = self.payoffs(types, actions, span);
        let receiver = self.payoffs(types, actions, span);
        let messages: Vec<String> = (0..1 + self.below(3)).map(|m| format!("m{m}")).collect();
        Game::cheap_talk(sender, receiver, self.prior(types), messages).unwrap()
    }

    pub fn costly(&mut self) -> Game {
        let (types, actions) = (2 + self.below(2) as usize, 2 + self.below(2) as usize);
        let messages = 2 + self.below(2) as usize;
        let mut cells =
            || -> Vec<_> { (0..types).map(|_| self.payoffs(messages, actions, 6)).collect() };
        let (sender, receiver) = (cells(), cells());
        Game::builder().prior(self.prior(types)).sender(sender).receiver(receiver).build().unwrap()
    }

    /// Types that can show different things, at the same payoffs but for messages with a price.
    pub fn evidence(&mut self) -> Game {
        let (types, messages) = (2 + self.below(2) as usize, 2 + self.below(2) as usize);
        let actions = [2, 2, 3][self.below(3) as usize];
        let label = |m: usize| format!("m{m}");
        // all can send the first, and the first can send all
        let shown: Vec<Vec<bool>> = (0..types)
            .map(|t| (0..messages).map(|m| t * m == 0 || self.below(3) > 0).collect())
            .collect();
        let price: Vec<Q> = (0..messages).map(|_| Q::from(i64::from(self.below(5) == 0))).collect();
        let mut cells = |priced: bool| -> Vec<Vec<Vec<Option<Q>>>> {
            let payoffs = self.payoffs(types, actions, 4);
            let cell = |t: usize, m: usize, a: usize| {
                let price = if priced { price[m].clone() } else { Q::ZERO };
                shown[t][m].then(|| &payoffs[t][a] - &price)
            };
            let row = |t, m| (0..actions).map(|a| cell(t, m, a)).collect();
            (0..types).map(|t| (0..messages).map(|m| row(t, m)).collect()).collect()
        };
        let (sender, receiver) = (cells(true), cells(false));
        let builder = Game::builder()
            .types((0..types).map(|t| format!("t{t}")))
            .messages((0..messages).map(label))
            .prior(self.prior(types))
            .sender(sender)
            .receiver(receiver);
        let given = shown.iter().enumerate().fold(builder, |builder, (t, shown)| {
            builder.available(format!("t{t}"), (0..messages).filter(|&m| shown[m]).map(label))
        });
        given.build().unwrap()
    }

    pub fn objective(&mut self, game: &Game) -> Objective {
        match self.below(4) {
            0 => Objective::Sender,
            1 => Objective::Receiver,
            2 => Objective::Type(self.below(game.types().len() as u64) as usize),
            _ => Objective::Weights {
                types: game.types().iter().map(|_| Q::from(self.below(5) as i64 - 2)).collect(),
                receiver: Q::from(self.below(5) as i64 - 2),
            },
        }
    }
}

/// A sender whose payoff does not depend on its type, and as many messages as can be of use.
pub fn transparent(random: &mut Random, types: usize) -> Game {
    let actions = 1 + random.below(4) as usize;
    let payoffs = random.payoffs(1, actions, 5);
    let sender = vec![payoffs[0].clone(); types];
    let receiver = random.payoffs(types, actions, 5);
    let messages: Vec<String> = (0..types).map(|m| format!("m{m}")).collect();
    Game::cheap_talk(sender, receiver, random.prior(types), messages).unwrap()
}
