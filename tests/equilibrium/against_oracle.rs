//! The solver against the brute-force oracle, on random games full of ties.
//!
//! `SCHELLING_ORACLE_ROUNDS=20` plays twenty times as many games.

use std::collections::{BTreeMap, BTreeSet};

use schelling::equilibrium::Search;
use schelling::{Game, io};

use crate::common::corpus_games;
use crate::common::random_games::{Family, random_game};
use crate::oracle;
use crate::oracle::components::{Partition, listed, partition};
use crate::oracle::outcomes::{Outcome, outcome, relabel, relabellings, uses_first_copies};
use crate::oracle::random::Random;

/// The oracle's components, those that are copies merged.
fn merged(game: &Game, found: &BTreeMap<Outcome, usize>) -> Partition {
    let permutations = relabellings(game);
    // One pass suffices: the relabellings of an outcome are a group's orbit.
    let mut number: BTreeMap<usize, usize> = BTreeMap::new();
    for (outcome, component) in found {
        let orbit = permutations.iter().map(|to| found[&relabel(outcome, to)]);
        let least = orbit.min().expect("the identity is a relabelling");
        let known = number.entry(*component).or_insert(least);
        *known = least.min(*known);
    }
    partition(found.iter().map(|(outcome, component)| (outcome.clone(), number[component])))
}

/// Everything that the oracle and the solver both know of a game.
fn check(game: &Game) {
    let text = io::json::to_string(game);
    let oracle = oracle::solve(game);
    let apart = game.equilibria(&Search::default().copies_apart()).expect("a small game");
    let solver = partition(apart.iter().map(|eq| (outcome(eq), eq.component())));
    assert_eq!(partition(oracle.clone()), solver, "oracle (left) and solver (right) in {text}");
    assert_eq!(oracle.len(), apart.len(), "an outcome is listed twice in {text}");
    let eqs = game.equilibria(&Search::default()).expect("a small game");
    assert_eq!(merged(game, &oracle), listed(&eqs), "up to relabelling in {text}");
    assert!(eqs.complete() && apart.complete());
    for eq in &eqs {
        for m in (0..game.messages().len()).filter(|&m| eq.receiver(m).is_none()) {
            let replies = eq.off_path(m);
            let found: BTreeMap<_, _> = replies
                .iter()
                .map(|r| (r.reply.clone(), r.beliefs.iter().cloned().collect::<BTreeSet<_>>()))
                .collect();
            assert_eq!(found.len(), replies.len(), "a reply is listed twice in {text}");
            let mut every = oracle::off_path(game, m, eq.sender_payoffs());
            every.retain(|reply, _| uses_first_copies(game, m, reply));
            assert_eq!(every, found, "{m} in {text}");
            for reply in replies {
                assert!(reply.beliefs.contains(&reply.belief), "{m} in {text}");
            }
        }
    }
}

fn rounds() -> usize {
    std::env::var("SCHELLING_ORACLE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Largest payoffs: the smaller, the more ties.
const TOPS: [u64; 4] = [1, 2, 3, 20];

fn play(sizes: &[[usize; 3]], families: &[Family], games: usize, seed: u64) {
    each(sizes, families, games * rounds(), seed, check);
}

fn each(sizes: &[[usize; 3]], families: &[Family], games: usize, seed: u64, check: impl Fn(&Game)) {
    let mut random = Random(seed);
    for &size in sizes {
        for &family in families {
            for top in TOPS {
                for _ in 0..games {
                    check(&random_game(&mut random, size, family, top));
                }
            }
        }
    }
}

#[test]
fn one_type_one_message_or_one_action() {
    let sizes = [[1, 1, 1], [1, 1, 3], [1, 3, 1], [3, 1, 1], [1, 3, 3], [3, 1, 3], [3, 3, 1]];
    play(&sizes, &Family::ALL, 10, 1);
}

#[test]
fn the_games_of_the_literature() {
    corpus_games().iter().for_each(check);
}

#[test]
fn every_payoff_equal() {
    let mut random = Random(7);
    for size in [[1, 2, 2], [2, 2, 2], [2, 3, 2], [2, 2, 3], [3, 2, 2], [3, 3, 2], [3, 2, 3]] {
        check(&random_game(&mut random, size, Family::Plain, 0));
        check(&random_game(&mut random, size, Family::Evidence, 0));
    }
}

#[test]
fn two_types() {
    play(&[[2, 2, 2], [2, 3, 2], [2, 2, 3], [2, 4, 2], [2, 2, 4]], &Family::ALL, 30, 2);
}

#[test]
fn two_types_and_larger() {
    play(&[[2, 3, 3], [2, 4, 3], [2, 3, 4]], &Family::ALL, 5, 3);
}

#[test]
fn three_types() {
    play(&[[3, 2, 2], [3, 3, 2], [3, 2, 3]], &Family::ALL, 20, 4);
}

#[test]
fn three_types_and_larger() {
    play(&[[3, 3, 3], [4, 2, 2], [4, 3, 2], [4, 2, 3], [5, 2, 2]], &Family::ALL, 4, 5);
}

#[test]
fn threats_that_are_not_convex() {
    let sizes = [[2, 2, 3], [2, 2, 4], [2, 3, 3], [3, 2, 3], [3, 2, 4], [3, 3, 3]];
    play(&sizes, &[Family::Opposed], 40, 6);
}

#[test]
fn the_oracle_agrees_with_the_definition_taken_at_its_word() {
    let agree = |game: &Game| {
        let (fast, slow) = (oracle::solve(game), oracle::literal::solve(game));
        assert_eq!(partition(fast), partition(slow), "{}", io::json::to_string(game));
    };
    each(&[[2, 2, 2]], &Family::ALL, 6 * rounds(), 8, agree);
    each(&[[2, 2, 3], [3, 2, 2]], &Family::ALL, rounds(), 9, agree);
    each(&[[2, 2, 3]], &[Family::Opposed], 15 * rounds(), 10, agree);
}
