//! Small games with several readers, random ones the same in every run.

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

/// A game of some audiences on the flat actions of their types.
pub fn game_of(prior: &[Q], audiences: &[Audience]) -> Game {
    let messages = audiences[0].sender[0][0].len();
    let (mut sets, mut end) = (Vec::new(), 0);
    let mut payoffs = [vec![vec![Vec::new(); messages]; prior.len()], Vec::new()];
    payoffs[1] = payoffs[0].clone();
    for (i, audience) in audiences.iter().enumerate() {
        let (kinds, actions) = (audience.chances[0].len(), audience.sender[0][0][0].len());
        for s in 0..kinds {
            let weights: Vec<Q> = audience.chances.iter().map(|row| row[s].clone()).collect();
            sets.push((i, (kinds > 1).then_some(s), end..end + actions, weights.clone()));
            end += actions;
            for (flat, own) in payoffs.iter_mut().zip([&audience.sender, &audience.receiver]) {
                for (t, w) in weights.iter().enumerate() {
                    for (m, row) in flat[t].iter_mut().enumerate() {
                        row.extend(own[t][s][m].iter().map(|u| w * u));
                    }
                }
            }
        }
    }
    let [sender, receiver] = payoffs;
    let game = Game::builder().prior(prior.to_vec()).sender(sender).receiver(receiver).build();
    game.expect("a game of readers is well formed").in_information_sets(sets)
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
        let mut chances = Vec::new();
        while chances.len() < types {
            let zero = |random: &mut Random| zeros > 0 && random.below(zeros) == 0;
            let weight =
                |random: &mut Random| if zero(random) { 0 } else { 1 + random.below(3) as i64 };
            let row: Vec<i64> = (0..kinds).map(|_| weight(random)).collect();
            let total: i64 = row.iter().sum();
            if total > 0 {
                chances.push(row.iter().map(|&w| ratio(w, total)).collect());
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
