//! Small random games, the same in every run, with many ties.

use schelling::{Game, Q, io};

use super::ratio;
use crate::oracle::random::Random;

impl Random {
    fn chance(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    /// Draws one of `0..n`.
    pub fn index(&mut self, n: usize) -> usize {
        self.below(n as u64) as usize
    }

    /// Draws a non-empty subset of `0..n`, which may be all of it.
    fn some_of(&mut self, n: usize) -> Vec<usize> {
        let kept: Vec<usize> = (0..n).filter(|_| !self.chance(3)).collect();
        if kept.is_empty() { vec![self.index(n)] } else { kept }
    }
}

/// What is special about a random game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Nothing.
    Plain,
    /// No payoff depends on the message.
    Talk,
    /// The receiver gets what the sender loses.
    ZeroSum,
    /// The last message is a copy of the first.
    Copies,
    /// The last type has the payoffs of the first.
    Twins,
    /// Random messages for each type and random replies to each message.
    Evidence,
    /// Two types want opposite replies. The receiver does not care how it answers the first
    /// message, and replies to the others by how far up the list of types it believes to be: what
    /// deters both types off the path is then not convex.
    Opposed,
}

impl Family {
    /// Every family.
    pub const ALL: [Family; 7] = [
        Family::Plain,
        Family::Talk,
        Family::ZeroSum,
        Family::Copies,
        Family::Twins,
        Family::Evidence,
        Family::Opposed,
    ];
}

type Cells = Vec<Vec<Vec<Q>>>;

/// Draws a game of this many types, messages and actions, with whole payoffs of 0 to `top`.
pub fn random_game(random: &mut Random, size: [usize; 3], family: Family, top: u64) -> Game {
    let [types, messages, actions] = size;
    let cells = |random: &mut Random| -> Cells {
        let mut payoff = || Q::from(random.below(top + 1) as i64);
        let mut row = || (0..actions).map(|_| payoff()).collect::<Vec<Q>>();
        let talk: Vec<Vec<Q>> = (0..types).map(|_| row()).collect();
        let mut cells: Cells = (0..types).map(|_| (0..messages).map(|_| row()).collect()).collect();
        match family {
            Family::Talk => {
                cells = talk.into_iter().map(|row| vec![row; messages]).collect();
            }
            Family::Copies => {
                cells.iter_mut().for_each(|rows| rows[messages - 1] = rows[0].clone());
            }
            Family::Twins => cells[types - 1] = cells[0].clone(),
            _ => {}
        }
        cells
    };
    let mut sender = cells(random);
    let mut receiver = match family {
        Family::ZeroSum => map(&sender, |q| -q.clone()),
        _ => cells(random),
    };
    if family == Family::Opposed {
        oppose(random, &mut sender, &mut receiver, top);
    }
    let label = |letter: char, i: usize| format!("{letter}{}", i + 1);
    let labels = |letter: char, n: usize| (0..n).map(move |i| label(letter, i));
    let mut builder = Game::builder()
        .types(labels('t', types))
        .messages(labels('m', messages))
        .actions(labels('a', actions))
        .prior(prior(random, types))
        .sender(sender)
        .receiver(receiver);
    if family == Family::Evidence {
        // The first type can send everything, so that no message is left without a sender.
        for t in 1..types {
            let kept = random.some_of(messages);
            builder = builder.available(label('t', t), kept.iter().map(|&m| label('m', m)));
        }
        for m in 0..messages {
            let kept = random.some_of(actions);
            builder = builder.replies(label('m', m), kept.iter().map(|&a| label('a', a)));
        }
    }
    builder.build().expect("a random game is well formed")
}

/// See [`Family::Opposed`].
fn oppose(random: &mut Random, sender: &mut Cells, receiver: &mut Cells, top: u64) {
    let types = sender.len();
    let mut mirror = |q: &Q| Q::from((top + random.below(2)) as i64) - q;
    sender[types - 1] = map(&sender[0..1], &mut mirror).remove(0);
    for (t, rows) in receiver.iter_mut().enumerate() {
        for (m, row) in rows.iter_mut().enumerate() {
            let steps = (row.len() - 1) * t;
            for (a, payoff) in row.iter_mut().enumerate() {
                let distance = (a * (types - 1)) as i64 - steps as i64;
                *payoff = if m == 0 { Q::ZERO } else { Q::from(-distance * distance) };
            }
        }
    }
}

/// Changes every payoff in the same way.
fn map(cells: &[Vec<Vec<Q>>], mut change: impl FnMut(&Q) -> Q) -> Cells {
    let mut row = |row: &Vec<Q>| row.iter().map(&mut change).collect();
    cells.iter().map(|rows| rows.iter().map(&mut row).collect()).collect()
}

/// Even in half of the games, else uneven with a small denominator.
fn prior(random: &mut Random, types: usize) -> Vec<Q> {
    let even = random.chance(2);
    let weights: Vec<i64> =
        (0..types).map(|_| if even { 1 } else { 1 + random.below(4) as i64 }).collect();
    let total: i64 = weights.iter().sum();
    weights.iter().map(|&w| ratio(w, total)).collect()
}

/// Tries a law on so many games of each size, of every family and with each largest payoff.
pub fn every_game(
    sizes: &[([usize; 3], usize)],
    tops: &[u64],
    seed: u64,
    mut law: impl FnMut(&mut Random, &Game, &str),
) {
    let mut random = Random(seed);
    for &(size, games) in sizes {
        for family in Family::ALL {
            for &top in tops {
                for _ in 0..games {
                    let game = random_game(&mut random, size, family, top);
                    law(&mut random, &game, &io::json::to_string(&game));
                }
            }
        }
    }
}
