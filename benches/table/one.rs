//! The cost of one equilibrium of a large game.

use schelling::equilibrium::verify::verify;
use schelling::equilibrium::{Method, Search};

use crate::clock::cpu;
use crate::games::random_game;
use crate::readable;

/// Types, messages and actions, and how many games.
const SIZES: [([usize; 3], u64); 6] = [
    ([8, 8, 8], 100),
    ([16, 8, 8], 20),
    ([16, 16, 16], 20),
    ([32, 32, 32], 20),
    ([64, 64, 64], 4),
    ([100, 50, 50], 4),
];

/// Prints a table of processor times, one run a game, by pivoting alone.
pub fn print() {
    println!("\nOne equilibrium, exact and checked, one thread, one run a game.\n");
    println!("{:<12}{:>6}{:>10}{:>10}{:>9}", "game", "games", "mean", "max", "on path");
    for (size, games) in SIZES {
        let (mut times, mut sent) = (Vec::new(), 0);
        for seed in 1..=games {
            let game = random_game(size, seed);
            let start = cpu();
            let search = Search::default().method(Method::Lemke);
            let eq = game.equilibrium(&search).expect("a path");
            times.push((cpu() - start).as_secs_f64());
            sent += eq.on_path().len();
            let (replies, beliefs) = eq.assessment();
            let verdict = verify(&game, eq.sender(), &replies, Some(&beliefs));
            assert!(verdict.expect("an assessment").ok());
        }
        println!(
            "{:<12}{games:>6}{:>10}{:>10}{:>9.1}",
            size.map(|n| n.to_string()).join("x"),
            readable(times.iter().sum::<f64>() / games as f64),
            readable(times.iter().copied().fold(0.0, f64::max)),
            sent as f64 / games as f64,
        );
    }
}
