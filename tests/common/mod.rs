//! What several tests share: numbers, lists of choices, the corpus, and the search that they run.

pub mod games;
pub mod parts;
pub mod random_games;
pub mod readers;
pub mod tied_games;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use schelling::equilibrium::{Equilibria, Search};
use schelling::{Game, Q, io};

/// Reads a number.
pub fn q(text: &str) -> Q {
    text.parse().expect("a number")
}

/// Divides two whole numbers.
pub fn ratio(n: i64, d: i64) -> Q {
    Q::new(n, d).expect("a denominator that is not 0")
}

/// Raises 10 to a power.
pub fn power_of_ten(exponent: usize) -> Q {
    match exponent {
        0..10_000 => q(&format!("1{}", "0".repeat(exponent))),
        _ => power_of_ten(exponent / 2) * power_of_ten(exponent - exponent / 2),
    }
}

/// Reads rows of numbers: `table("1 0 | 1/2 1/2")` is two rows of two.
pub fn table(text: &str) -> Vec<Vec<Q>> {
    text.split('|').map(|row| row.split_whitespace().map(q).collect()).collect()
}

/// Lists every non-empty subset.
pub fn subsets(items: &[usize]) -> Vec<Vec<usize>> {
    let subset =
        |mask: usize| (0..items.len()).filter(|i| mask >> i & 1 == 1).map(|i| items[i]).collect();
    (1..1 << items.len()).map(subset).collect()
}

/// Lists every way to choose one alternative from each list, the last running fastest.
pub fn product<A: Clone>(lists: &[Vec<A>]) -> Vec<Vec<A>> {
    lists.iter().fold(vec![Vec::new()], |chosen, list| {
        let with = |done: &Vec<A>, next: &A| [done.as_slice(), std::slice::from_ref(next)].concat();
        chosen.iter().flat_map(|done| list.iter().map(move |next| with(done, next))).collect()
    })
}

/// Reads every file of `tests/games` as JSON, by the name of its game.
pub fn corpus() -> BTreeMap<String, serde_json::Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/games");
    let read = |file: std::io::Result<fs::DirEntry>| {
        let path = file.expect("an entry of the folder of games").path();
        let text = fs::read_to_string(&path).expect("a readable file");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, serde_json::from_str(&text).expect("JSON"))
    };
    fs::read_dir(folder).expect("the folder of games").map(read).collect()
}

/// Reads every game of `tests/games`, in the order of their names.
pub fn corpus_games() -> Vec<Game> {
    let game = |entry: &serde_json::Value| io::json::from_str(&entry["game"].to_string());
    corpus().values().map(|entry| game(entry).expect("a game")).collect()
}

/// Reads one game of `tests/games`.
pub fn published(name: &str) -> Game {
    io::json::from_str(&corpus()[name]["game"].to_string()).expect("a game")
}

/// Finds all equilibria of a small game.
pub fn solve(game: &Game) -> Equilibria {
    let eqs = game.equilibria(&Search::default()).expect("a small game");
    assert!(eqs.complete() && !eqs.is_empty(), "{}", io::json::to_string(game));
    eqs
}
