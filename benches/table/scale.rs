//! Growth of the work: slopes in messages and actions, and the size of searches too long to make.

use std::time::Instant;

use schelling::Game;
use schelling::equilibrium::Search;

use crate::clock::cpu;
use crate::games::{Set, costly_threats, random_game, spence_grid, talk_grid, threats};
use crate::readable;
use crate::timing::time;

/// Games of each size.
const GAMES: u64 = 5;

/// For each number of types, sizes that double in messages and then in actions.
pub fn slopes() {
    println!("Processor time of a game, the mean of {GAMES} random ones, one thread.\n");
    println!("{:<7}{:>38}{:>8}", "types", "messages x actions: time", "slope");
    for types in [2, 3] {
        let doubled = |of: [usize; 2], by: fn([usize; 2], usize) -> [usize; 2]| {
            (0..4).map(|k| by(of, 1 << k)).collect::<Vec<_>>()
        };
        for sizes in
            [doubled([8, 8], |[m, a], k| [m * k, a]), doubled([8, 8], |[m, a], k| [m, a * k])]
        {
            let times: Vec<f64> = sizes.iter().map(|&[m, a]| mean([types, m, a])).collect();
            let cells: Vec<String> = sizes
                .iter()
                .zip(&times)
                .map(|([m, a], t)| format!("{m}x{a}: {}", readable(*t)))
                .collect();
            println!("{types:<7}{}  {:.2}", cells.join("  "), slope(&times));
        }
    }
}

fn mean(size: [usize; 3]) -> f64 {
    let games = (1..=GAMES).map(|seed| random_game(size, seed)).collect();
    let set = Set { name: String::new(), games, outcomes: 0, components: 0 };
    time(&set).total() / GAMES as f64
}

/// Least squares of the logarithm of time, to base 2, over the number of doublings.
fn slope(times: &[f64]) -> f64 {
    let n = times.len() as f64;
    let (x, y) = ((n - 1.0) / 2.0, times.iter().map(|t| t.log2()).sum::<f64>() / n);
    let each = times.iter().enumerate().map(|(k, t)| (k as f64 - x, t.log2() - y));
    let (xy, xx) = each.fold((0.0, 0.0), |(xy, xx), (a, b)| (xy + a * b, xx + a * a));
    xy / xx
}

/// The first random game of a size such as 8x8x8, or a game of a family, such as "threats 8x6".
fn game(name: &str) -> Game {
    let (family, size) = name.rsplit_once(' ').unwrap_or(("", name));
    let size: Vec<usize> = size.split('x').map(|n| n.parse().expect("a number")).collect();
    match (family, &size[..]) {
        ("", &[types, messages, actions]) => random_game([types, messages, actions], 1),
        ("spence", &[types, levels, wages]) => spence_grid(types, levels, wages),
        ("talk", &[types, messages, actions]) => talk_grid(types, messages, actions),
        ("costly threats", &[types, messages]) => costly_threats(types, messages),
        ("threats", &[types, messages]) => threats(types, messages),
        _ => panic!("no game of the name {name}"),
    }
}

/// One whole search, and its ledger.
pub fn ledger(name: &str, threads: usize) {
    let (game, search) = (game(name), Search::default().threads(threads));
    let (wall, start) = (Instant::now(), cpu());
    let eqs = game.equilibria(&search).expect("within the limits");
    let (cpu, wall) = ((cpu() - start).as_secs_f64(), wall.elapsed().as_secs_f64());
    assert!(eqs.complete());
    println!("{name}: {} outcomes, {} components", eqs.len(), eqs.components().len());
    println!("{wall:.3} s by the clock, {cpu:.3} s of processor time\n{}", eqs.stats());
}

/// What a search must look at that knows only which faces go together two by two.
pub fn bound(name: &str) {
    let (game, search) = (game(name), Search::default().threads(1));
    let eqs = game.equilibria(&search).expect("within the limits");
    let sets = search.compatible_sets(&game).expect("within the limits");
    let (branches, senders) = (eqs.stats().branches, eqs.stats().senders as u64);
    assert!(sets >= senders);
    println!(
        "{name}: {sets} sets of faces, {senders} senders, {branches} branches, {:.2} for each set",
        branches as f64 / sets as f64
    );
}

/// What random probes say of a game.
pub fn estimate(name: &str) {
    let size = Search::default().estimate(&game(name), 2000, 1).expect("within the limits");
    println!("faces {}", size.faces);
    for (name, of) in [
        ("nodes", size.nodes),
        ("branches", size.branches),
        ("splits", size.splits),
        ("leaves", size.leaves),
        ("senders", size.senders),
        ("outcomes", size.outcomes),
    ] {
        println!("{name} {:.3e}, standard error {:.0e}", of.mean, of.error);
    }
}
