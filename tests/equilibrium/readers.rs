//! Several readers: the search against brute force, and what is known of such games.

use schelling::Game;
use schelling::equilibrium::Search;

use crate::common::readers::random_readers;
use crate::oracle;
use crate::oracle::components::partition;
use crate::oracle::outcomes::outcome;
use crate::oracle::random::Random;

/// Sizes of random games: types and messages, then types and actions of each audience.
const SIZES: [([usize; 2], &[[usize; 2]]); 7] = [
    ([2, 2], &[[1, 2], [1, 2]]),
    ([2, 2], &[[2, 2]]),
    ([3, 2], &[[2, 2]]),
    ([2, 2], &[[1, 3], [1, 2]]),
    ([3, 2], &[[1, 2], [1, 2]]),
    ([2, 3], &[[1, 2], [1, 2]]),
    ([2, 2], &[[1, 2], [2, 2]]),
];

/// The components, as the brute force has them and as the search does.
fn check(game: &Game) {
    let text = format!("{game:?}");
    let apart = game.equilibria(&Search::default().copies_apart()).expect("a small game");
    let solver = partition(apart.iter().map(|eq| (outcome(eq), eq.component())));
    assert_eq!(partition(oracle::solve(game)), solver, "oracle (left) and solver (right): {text}");
    assert!(apart.complete());
}

#[test]
fn the_search_finds_what_brute_force_finds() {
    let mut random = Random(23);
    for (sizes, audiences) in SIZES {
        for top in [1, 2, 20] {
            for _ in 0..6 {
                check(&random_readers(&mut random, sizes, audiences, (top, 0)));
            }
        }
    }
}

#[test]
fn unexpected_readers_think_along_chains() {
    let mut random = Random(24);
    for (sizes, audiences) in SIZES.into_iter().filter(|(_, all)| all.iter().any(|a| a[0] > 1)) {
        for top in [1, 2, 20] {
            for _ in 0..12 {
                check(&random_readers(&mut random, sizes, audiences, (top, 2)));
            }
        }
    }
}
