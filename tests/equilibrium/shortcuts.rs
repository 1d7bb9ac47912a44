//! Equal answers of the search with and without its two shortcuts.

use schelling::equilibrium::{Equilibria, Search, Stats};
use schelling::{Game, Q};

use crate::oracle::random::Random;

type PayoffTable = Vec<Vec<Vec<Q>>>;

/// PayoffTable `[t][m][a]` by a function; in every third game the last message is a copy of the
/// first.
fn payoffs(
    [types, messages, actions]: [usize; 3],
    seed: u64,
    mut cell: impl FnMut(usize, usize) -> Q,
) -> PayoffTable {
    let mut row = |m: usize| -> Vec<Q> { (0..actions).map(|a| cell(m, a)).collect() };
    let mut table: PayoffTable =
        (0..types).map(|_| (0..messages).map(&mut row).collect()).collect();
    if seed.is_multiple_of(3) {
        table.iter_mut().for_each(|rows| rows[messages - 1] = rows[0].clone());
    }
    table
}

fn build(weights: Vec<i64>, sender: PayoffTable, receiver: PayoffTable) -> Game {
    let sum: i64 = weights.iter().sum();
    let prior = weights.into_iter().map(|w| Q::new(w, sum).expect("a positive sum"));
    Game::builder().prior(prior).sender(sender).receiver(receiver).build().expect("a game")
}

/// A game with random payoffs from 0 to `most`: few payoffs make many ties.
fn random_game(size: [usize; 3], most: u64, seed: u64) -> Game {
    let mut random = Random(seed);
    let mut next = |n: u64| random.below(n);
    let mut table = || payoffs(size, seed, |_, _| Q::from(next(most + 1) as i64));
    let (sender, receiver) = (table(), table());
    build((0..size[0] as i64).map(|t| 1 + (t * seed as i64) % 3).collect(), sender, receiver)
}

/// A game in which the first reply gives each type the same after most messages.
fn game_with_fixed_payoffs(size: [usize; 3], most: u64, seed: u64) -> Game {
    let mut random = Random(seed);
    let mut next = |n: u64| random.below(n);
    let weights: Vec<i64> = (0..size[0]).map(|_| 1 + next(3) as i64).collect();
    let fixed = Q::from(3 * most as i64 / 4);
    let odd = next(2 * size[1] as u64) as usize;
    let mut table = |sender: bool| {
        payoffs(size, seed, |m, a| match sender && a == 0 && m != odd {
            true => fixed.clone(),
            false => Q::from(next(most + 1) as i64),
        })
    };
    let (sender, receiver) = (table(true), table(false));
    build(weights, sender, receiver)
}

/// Solves a game with and without each shortcut, copies merged and apart, and compares the answers.
/// Returns the counts, for copies merged and apart: of the plain search, then with pruning, with
/// fixed payoffs and with both.
fn compare(game: &Game, name: &str) -> [[Stats; 4]; 2] {
    [false, true].map(|copies_apart| {
        let mut search = Search::default().threads(1).max_outcomes(100_000);
        if copies_apart {
            search = search.copies_apart();
        }
        let all = [(false, false), (true, false), (false, true), (true, true)];
        let all: [Equilibria; 4] = all.map(|(prune, fix)| {
            game.equilibria(&search.clone().shortcuts(prune, fix)).expect("small enough")
        });
        for (other, shortcut) in all[1..].iter().zip(["pruning", "fixed payoffs", "both"]) {
            assert!(other.complete() && other.iter().eq(all[0].iter()), "{name}, {shortcut}");
        }
        all.map(|all| all.stats().clone())
    })
}

#[test]
fn shortcuts_lose_nothing_in_random_games_and_pruning_saves_branches() {
    let (mut plain, mut pruned) = (0, 0);
    for (size, most, games) in [
        ([2, 3, 3], 3, 60),
        ([3, 2, 3], 2, 60),
        ([3, 3, 3], 1, 30),
        ([3, 3, 3], 20, 40),
        ([4, 3, 2], 2, 30),
        ([4, 3, 3], 20, 15),
        ([3, 5, 4], 6, 10),
        ([4, 4, 4], 20, 10),
        ([5, 3, 3], 4, 6),
    ] {
        for seed in 1..=games {
            let game = random_game(size, most, seed);
            let [stats, _] = compare(&game, &format!("{size:?}, payoffs to {most}, seed {seed}"));
            plain += stats[0].branches;
            pruned += stats[1].branches;
        }
    }
    assert!(2 * pruned < plain, "{pruned} branches with pruning, {plain} without");
}

#[test]
fn shortcuts_lose_nothing_in_games_with_fixed_payoffs() {
    let (mut senders, mut blocks) = ([0; 4], [0; 4]);
    for (size, most, games) in [
        ([3, 5, 2], 4, 30),
        ([4, 4, 2], 3, 30),
        ([5, 3, 2], 20, 20),
        ([6, 3, 2], 2, 6),
        ([3, 5, 3], 4, 30),
        ([4, 4, 3], 9, 20),
        ([4, 3, 4], 4, 20),
        ([5, 3, 3], 2, 6),
    ] {
        for seed in 1..=games {
            let game = game_with_fixed_payoffs(size, most, seed);
            let stats = compare(&game, &format!("{size:?}, payoffs to {most}, seed {seed}"));
            for (k, stats) in stats.iter().flat_map(|stats| stats.iter().enumerate()) {
                senders[k] += stats.settled;
                blocks[k] += stats.parts;
            }
        }
    }
    assert_eq!((senders[..2].iter().sum::<u64>(), blocks[..2].iter().sum::<u64>()), (0, 0));
    assert!(senders[2..].iter().all(|n| *n > 1000), "{senders:?} senders");
    assert!(blocks[2..].iter().all(|n| *n > 1000), "{blocks:?} blocks");
}
