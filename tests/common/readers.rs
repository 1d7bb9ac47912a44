//! Small games with several readers, random ones the same in every run.

use schelling::game::{Reader, ReaderBuilder};
use schelling::{Game, Q};

use super::random_games::{Family, random_game};
use super::ratio;
use crate::oracle::random::Random;

/// One audience: its chances `[t][s]`, and payoffs `[t][s][m][a]` of the sender and its own.
#[derive(Clone, Debug)]
pub struct Audience {
    pub chances: Vec<Vec<Q>>,
    pub sender: Vec<Vec<Vec<Vec<Q>>>>,
    pub receiver: Vec<Vec<Vec<Vec<Q>>>>,
}

impl Audience {
    /// The reader, with types if there are several.
    fn reader(&self, name: &str) -> ReaderBuilder {
        let (kinds, actions) = (self.chances[0].len(), self.sender[0][0][0].len());
        let labels = |letter: char, n: usize| (1..=n).map(move |i| format!("{letter}{i}"));
        let reader = Reader::builder(name).actions(labels('a', actions));
        if kinds > 1 {
            let (sender, receiver) = (self.sender.clone(), self.receiver.clone());
            let typed = reader.types(labels('s', kinds)).chances(self.chances.clone());
            return typed.sender(sender).receiver(receiver);
        }
        let only = |payoffs: &[Vec<Vec<Vec<Q>>>]| -> Vec<Vec<Vec<Q>>> {
            payoffs.iter().map(|of_type| of_type[0].clone()).collect()
        };
        reader.sender(only(&self.sender)).receiver(only(&self.receiver))
    }
}

/// A game of some audiences, called A, B and so on.
pub fn game_of(prior: &[Q], audiences: &[Audience]) -> Game {
    let messages = audiences[0].sender[0][0].len();
    let name = |i: usize| char::from(b'A' + i as u8).to_string();
    let readers = audiences.iter().enumerate().map(|(i, a)| a.reader(&name(i)));
    let game = Game::builder()
        .messages((1..=messages).map(|m| format!("m{m}")))
        .types((1..=prior.len()).map(|t| format!("t{t}")))
        .prior(prior.to_vec())
        .readers(readers);
    game.build().expect("a game of readers is well formed")
}

/// Draws a game with so many types and messages and an audience for each pair of a number of types
/// and a number of actions, with whole payoffs of 0 to `top`; one chance in `zeros` is 0, none if that
/// is 0.
pub fn random_readers(
    random: &mut Random,
    [types, messages]: [usize; 2],
    audiences: &[[usize; 2]],
    (top, zeros): (u64, u64),
) -> Game {
    let prior = random_game(random, [types, 1, 1], Family::Plain, 1).prior().to_vec();
    let audience = |random: &mut Random, [kinds, actions]: [usize; 2]| {
        let mut chances: Vec<Vec<Q>> = Vec::new();
        while chances.len() < types {
            let zero = |random: &mut Random| zeros > 0 && random.below(zeros) == 0;
            let weight =
                |random: &mut Random| if zero(random) { 0 } else { 1 + random.below(3) as i64 };
            let row: Vec<i64> = (0..kinds).map(|_| weight(random)).collect();
            let total: i64 = row.iter().sum();
            if total > 0 {
                chances.push(row.iter().map(|&w| ratio(w, total)).collect());
            }
            // every type of the audience goes with some type of the sender
            let met = |s: usize| chances.iter().any(|row: &Vec<Q>| !row[s].is_zero());
            if chances.len() == types && !(0..kinds).all(met) {
                chances.clear();
            }
        }
        let mut payoffs = || -> Vec<Vec<Vec<Vec<Q>>>> {
            let mut row = || (0..actions).map(|_| Q::from(random.below(top + 1) as i64)).collect();
            let mut rows = || (0..messages).map(|_| row()).collect();
            let mut of_type = || (0..kinds).map(|_| rows()).collect();
            (0..types).map(|_| of_type()).collect()
        };
        Audience { sender: payoffs(), receiver: payoffs(), chances }
    };
    let all: Vec<Audience> = audiences.iter().map(|&size| audience(random, size)).collect();
    game_of(&prior, &all)
}
