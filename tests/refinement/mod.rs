//! Refinements: the games of the literature, laws on random games, and the tests again by other
//! means: by hand for two types, by linear programmes for more.

mod announcements;
mod laws;
mod literature;
mod programmes;
mod readers;
mod two_types;

use schelling::equilibrium::Equilibrium;

use crate::common::random_games::every_game;
use crate::common::solve;

/// The tests that look at one unsent message at a time.
const TESTS: [&str; 11] = [
    "intuitive",
    "iterated_intuitive",
    "equilibrium_domination",
    "D1",
    "iterated_D1",
    "divine",
    "D2",
    "universally_divine",
    "NWBR",
    "iterated_NWBR",
    "stable",
];

/// Holds every judgement on random games against the unsent messages at which `failing` says that a
/// test fails, and counts by test the outcomes that fail.
fn count_failures(
    sizes: &[([usize; 3], usize)],
    tops: &[u64],
    seed: u64,
    tests: &[&str],
    failing: impl Fn(&Equilibrium, &str) -> Vec<usize>,
) -> Vec<usize> {
    let mut failures = vec![0; tests.len()];
    every_game(sizes, tops, seed, |_, game, text| {
        for eq in &solve(game) {
            for (test, failures) in tests.iter().zip(&mut failures) {
                let judgement = eq.why(test).expect("a small game");
                // the decisive reason leads, and here all count
                let mut found: Vec<usize> =
                    judgement.reasons().iter().filter_map(|reason| reason.message).collect();
                found.sort_unstable();
                assert_eq!(found, failing(eq, test), "{test}\n{text}\n{eq:?}");
                *failures += usize::from(!judgement.survives());
            }
        }
    });
    failures
}
