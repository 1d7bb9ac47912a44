//! Random games, the same every time.

use schelling::regime::Objective;
use schelling::{Game, Q};

/// A fixed sequence of small integers.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % n
    }

    pub fn payoffs(&mut self, rows: usize, columns: usize, span: u64) -> Vec<Vec<Q>> {
        let mut number = || Q::from(self.below(span) as i64);
        (0..rows).map(|_| (0..columns).map(|_| number()).collect()).collect()
    }

    pub fn prior(&mut self, types: usize) -> Vec<Q> {
        let parts: Vec<i64> = (0..types).map(|_| 1 + self.below(5) as i64).collect();
        let total: i64 = parts.iter().sum();
        parts.into_iter().map(|n| Q::new(n, total).unwrap()).collect()
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
        let mut cells = || (0..types).map(|_| self.payoffs(messages, actions, 6)).collect();
        let (sender, receiver) = (cells(), cells());
        Game::builder().prior(self.prior(types)).sender(sender).receiver(receiver).build().unwrap()
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
pub fn transparent(numbers: &mut Numbers, types: usize) -> Game {
    let actions = 1 + numbers.below(4) as usize;
    let payoffs = numbers.payoffs(1, actions, 5);
    let sender = vec![payoffs[0].clone(); types];
    let receiver = numbers.payoffs(types, actions, 5);
    let messages: Vec<String> = (0..types).map(|m| format!("m{m}")).collect();
    Game::cheap_talk(sender, receiver, numbers.prior(types), messages).unwrap()
}
