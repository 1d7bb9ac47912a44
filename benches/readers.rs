//! Several readers against the game of tuples: `cargo bench --features bench --bench readers [FILTER]`.
//!
//! Times are processor time on one thread, with the building of the game. Every answer is checked: where
//! there are few tuples, their game must have as many components and give the same payoffs.

#[path = "../tests/oracle/random.rs"]
mod random;

mod clock;

use std::collections::BTreeSet;
use std::time::Duration;

use random::Random;
use schelling::equilibrium::{Equilibria, Search};
use schelling::game::Reader;
use schelling::{Game, Q};

/// A receiver with so many types, each with so many actions: payoffs of 0 to 20, chances from weights
/// of 1 to 6.
fn receiver([types, messages]: [usize; 2], [kinds, actions]: [usize; 2], seed: u64) -> Game {
    let mut random = Random(seed);
    let mut number = |from: i64, to: i64| from + random.below((to - from + 1) as u64) as i64;
    let mut shares = |n: usize| -> Vec<Q> {
        let weights: Vec<i64> = (0..n).map(|_| number(1, 6)).collect();
        let total: i64 = weights.iter().sum();
        weights.iter().map(|&w| Q::new(w, total).expect("a positive sum")).collect()
    };
    let prior = shares(types);
    let chances: Vec<Vec<Q>> = (0..types).map(|_| shares(kinds)).collect();
    let mut payoffs = || -> Vec<Vec<Vec<Vec<Q>>>> {
        let mut row = || (0..actions).map(|_| Q::from(number(0, 20))).collect();
        let mut rows = || (0..messages).map(|_| row()).collect();
        let mut of_type = || (0..kinds).map(|_| rows()).collect();
        (0..types).map(|_| of_type()).collect()
    };
    let (sender, receiver) = (payoffs(), payoffs());
    let labels = |letter: char, n: usize| (0..n).map(move |i| format!("{letter}{i}"));
    let reader = Reader::builder("listener")
        .types(labels('s', kinds))
        .chances(chances)
        .actions(labels('a', actions))
        .sender(sender)
        .receiver(receiver);
    let game = Game::builder().types(labels('t', types)).messages(labels('m', messages));
    game.prior(prior).reader(reader).build().expect("a random game is well formed")
}

/// Cheap talk about two states to audiences of two actions, who all tie where the states are equally
/// likely.
fn tied_audiences(audiences: usize, messages: usize, seed: u64) -> Game {
    let mut random = Random(seed);
    let labels = |letter: char, n: usize| (0..n).map(move |i| format!("{letter}{i}"));
    let mut game = Game::builder()
        .types(["low", "high"])
        .messages(labels('m', messages))
        .prior([Q::new(1, 3).expect("a third"), Q::new(2, 3).expect("two thirds")]);
    for i in 0..audiences {
        let mut row = || (0..2).map(|_| Q::from(random.below(21) as i64)).collect::<Vec<Q>>();
        let own = [[1, 0], [0, 1]].map(|row| row.map(Q::from).to_vec()).to_vec();
        let reader = Reader::builder(format!("A{i}")).actions(["down", "up"]);
        game = game.reader(reader.cheap_talk(vec![row(), row()], own));
    }
    game.build().expect("a game is well formed")
}

fn timed<R>(work: impl FnOnce() -> R) -> (R, Duration) {
    let start = clock::cpu();
    let result = work();
    (result, clock::cpu() - start)
}

fn solve(game: &Game) -> Equilibria {
    let found = game.equilibria(&Search::default().threads(1)).expect("within the limits");
    assert!(found.complete());
    found
}

/// The payoffs of the types and the readers in all outcomes, and the number of components.
fn answer(found: &Equilibria) -> (BTreeSet<Vec<Q>>, usize) {
    let payoffs = |eq: &schelling::equilibrium::Equilibrium| {
        [eq.sender_payoffs(), &[eq.receiver_payoff().clone()]].concat()
    };
    let components: BTreeSet<usize> = found.iter().map(|eq| eq.component()).collect();
    (found.iter().map(payoffs).collect(), components.len())
}

fn main() {
    let filter = std::env::args().skip(1).find(|a| !a.starts_with('-')).unwrap_or_default();
    type Build = Box<dyn Fn() -> Game>;
    let random = |size: [usize; 2], readers: [usize; 2], seed: u64| -> (String, Build) {
        let ([t, m], [r, a]) = (size, readers);
        let name = format!("{t}x{m}, {r} x {a}, seed {seed}");
        (name, Box::new(move || receiver(size, readers, seed)))
    };
    let mut cases = Vec::new();
    for (size, readers) in [
        ([4, 4], [6, 3]),
        ([4, 4], [8, 3]),
        ([4, 4], [12, 3]),
        ([4, 4], [16, 3]),
        ([3, 3], [32, 2]),
        ([2, 4], [40, 3]),
    ] {
        cases.extend((1..=3).map(|seed| random(size, readers, seed)));
    }
    let talk: Build = Box::new(|| tied_audiences(8, 2, 1));
    cases.push(("talk, 8 audiences who tie".into(), talk));
    println!(
        "{:<26} {:>9} {:>8} {:>8} {:>10} {:>10}",
        "game", "outcomes", "faces", "ms", "tuples ms", "solve ms"
    );
    for (name, build) in cases.iter().filter(|(name, _)| name.contains(&filter)) {
        let ((game, found), time) = timed(|| {
            let game = build();
            let found = solve(&game);
            (game, found)
        });
        let ms = |t: Duration| format!("{:.1}", 1e3 * t.as_secs_f64());
        let sizes = game.information_sets().iter().map(|set| set.actions().len());
        let (mut tabulated, mut solved) = (String::new(), String::new());
        if sizes.fold(1usize, usize::saturating_mul) <= 10_000 {
            let (tuples, time) = timed(|| game.by_plans().expect("few tuples"));
            let (theirs, search) = timed(|| solve(&tuples));
            (tabulated, solved) = (ms(time), format!("{} ({})", ms(search), theirs.len()));
            let ((ours, parts), (theirs, pieces)) = (answer(&found), answer(&theirs));
            assert!(ours.is_subset(&theirs) && parts == pieces, "{name}: {parts} {pieces}");
        }
        let faces = found.stats().faces;
        println!(
            "{name:<26} {:>9} {faces:>8} {:>8} {tabulated:>10} {solved:>10}",
            found.len(),
            ms(time)
        );
    }
}
