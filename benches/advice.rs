//! Many types and many readers, advised in private or together: `cargo bench --features bench --bench
//! advice [FILTER]`.
//!
//! Times are processor time on one thread. Every answer is checked: the rule, its payoffs and the
//! proof that no other is better, and that more commitment is worth no less.

#[path = "../tests/oracle/random.rs"]
mod random;

mod clock;

use random::Random;
use schelling::game::Reader;
use schelling::regime::{Heard, Objective, Question, by_name};
use schelling::{Game, Q};

/// So many types and messages, and audiences with so many types and actions: payoffs of 0 to 20,
/// chances and prior from weights of 1 to 6. With one message words cost nothing.
fn game([types, messages]: [usize; 2], audiences: usize, [kinds, actions]: [usize; 2]) -> Game {
    let mut random = Random(1);
    let labels = |letter: char, n: usize| (0..n).map(move |i| format!("{letter}{i}"));
    let mut shares = |n: usize| -> Vec<Q> {
        let weights: Vec<i64> = (0..n).map(|_| 1 + random.below(6) as i64).collect();
        let total: i64 = weights.iter().sum();
        weights.iter().map(|&w| Q::new(w, total).expect("a positive sum")).collect()
    };
    let prior = shares(types);
    let chances: Vec<Vec<Vec<Q>>> =
        (0..audiences).map(|_| (0..types).map(|_| shares(kinds)).collect()).collect();
    let mut payoffs = || -> Vec<Vec<Vec<Vec<Q>>>> {
        let mut row = || (0..actions).map(|_| Q::from(random.below(21) as i64)).collect();
        let mut rows = || (0..messages).map(|_| row()).collect();
        let mut of_type = || (0..kinds).map(|_| rows()).collect();
        (0..types).map(|_| of_type()).collect()
    };
    let only = |payoffs: Vec<Vec<Vec<Vec<Q>>>>| -> Vec<Vec<Vec<Q>>> {
        payoffs.into_iter().map(|mut of_type| of_type.remove(0)).collect()
    };
    let mut game = Game::builder().types(labels('t', types)).messages(labels('m', messages));
    for (i, chances) in chances.into_iter().enumerate() {
        let reader = Reader::builder(format!("A{i}")).actions(labels('a', actions));
        game = game.reader(match kinds {
            1 => reader.sender(only(payoffs())).receiver(only(payoffs())),
            _ => {
                let typed = reader.types(labels('s', kinds)).chances(chances);
                typed.sender(payoffs()).receiver(payoffs())
            }
        });
    }
    game.prior(prior).build().expect("a random game is well formed")
}

fn main() {
    let filter = std::env::args().skip(1).find(|a| !a.starts_with('-')).unwrap_or_default();
    println!("{:<44} {:>10} {:>10} {:>10}", "game", "regime", "value", "ms");
    for (name, heard, size, audiences, readers) in [
        ("words, 20 types, 10 x 5, in private", Heard::Private, [20, 1], 10, [1, 5]),
        ("words, 20 types, 5 of 2 x 5, in private", Heard::Private, [20, 1], 5, [2, 5]),
        ("2 costly messages, 20 types, 10 x 5", Heard::Private, [20, 2], 10, [1, 5]),
        ("words, 3 types, 10 x 3, in public", Heard::Public, [3, 1], 10, [1, 3]),
    ] {
        if !name.contains(&filter) {
            continue;
        }
        let game = game(size, audiences, readers);
        let mut least: Option<Q> = None;
        for kind in ["mediation", "persuasion", "first_best"] {
            let heard = if kind == "first_best" { Heard::Private } else { heard };
            let asked = Question::new(&game, Objective::Sender).heard(heard);
            let start = clock::cpu();
            let found = by_name(kind).expect("a regime").solve(&asked).expect("within the limits");
            let time = clock::cpu() - start;
            assert!(found.verify(), "{name}: {kind}");
            assert!(least.as_ref() <= Some(found.value()), "{name}: {kind}");
            least = Some(found.value().clone());
            let value = found.value().to_f64();
            println!("{name:<44} {kind:>10} {value:>10.3} {:>10.1}", 1e3 * time.as_secs_f64());
        }
    }
}
