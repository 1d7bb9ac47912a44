//! The table of what the complete search costs; see `benches/README.md`.
//!
//! `table --base DIR` adds a column against the copy of the project in DIR, such as an older
//! revision; `table --time NAME` prints nothing but the seconds that one set takes;
//! `table --slopes` how the time grows; `table --ledger NAME` one search, `table --bound NAME` what
//! searches like it must look at, `table --estimate NAME` how large one would be; `table --one`
//! what one equilibrium of a large game costs.

#[path = "../base.rs"]
mod base;
#[path = "../clock.rs"]
mod clock;
#[path = "../games/mod.rs"]
mod games;
mod lrsnash;
mod one;
mod scale;
mod timing;

use std::path::PathBuf;

use games::{Set, check, sets};
use lrsnash::Against;
use schelling::equilibrium::{Equilibria, Stats};
use timing::{Times, time};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        Some(arguments.get(at + 1).unwrap_or_else(|| panic!("{name} needs a value")).clone())
    };
    if let Some(name) = option("--time") {
        let set = sets().into_iter().find(|set| set.name == name).expect("a set of that name");
        check(&set);
        println!("{}", time(&set).total());
        return;
    }
    if arguments.iter().any(|argument| argument == "--slopes") {
        return scale::slopes();
    }
    if let Some(size) = option("--estimate") {
        return scale::estimate(&size);
    }
    if let Some(name) = option("--bound") {
        return scale::bound(&name);
    }
    if let Some(name) = option("--ledger") {
        return scale::ledger(
            &name,
            option("--threads").map_or(1, |n| n.parse().expect("a number")),
        );
    }
    if arguments.iter().any(|argument| argument == "--one") {
        one::print();
        return;
    }
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("skipped: `cargo bench --bench table` makes the table");
        return;
    }
    let base = option("--base").map(PathBuf::from);
    let peer = lrsnash::is_installed();
    println!(
        "All equilibria, complete, one thread. Processor time of a game, the least of several \
         runs; wall: the same by the clock on the wall.\nFaces to leaves: the work of the search, \
         on average. lrsnash, base: how many times as long they take, on the same games{}.\n",
        if peer { "" } else { " (lrsnash, Debian's lrslib, is not installed)" }
    );
    println!(
        "{:<34}{:>6}{:>10}{:>10}{:>10}{:>10}{:>7}{:>8}{:>8}{:>8}{:>7}{:>10}{:>7}",
        "game",
        "games",
        "mean",
        "max",
        "wall",
        "outcomes",
        "comps",
        "faces",
        "nodes",
        "splits",
        "leaves",
        "lrsnash",
        "base"
    );
    for set in sets() {
        let all = check(&set);
        let times = time(&set);
        let peer = if peer { against_lrsnash(&set, &all, &times) } else { String::new() };
        let base = base.as_ref().map(|base| {
            let seconds = base_seconds(base, &set.name);
            format!("{:.2}", seconds / times.total())
        });
        print_row(&set, &all, &times, &peer, &base.unwrap_or_default());
    }
    one::print();
}

/// Sets that lrsnash is given, how many games of each, and what the ratio must be at least.
const PEERS: [(&str, usize, f64); 3] =
    [("2x3x3", 50, 100.0), ("3x3x3", 5, 5000.0), ("4x3x3", 1, 5000.0)];

/// The ratio as text, empty where it is not asked for.
fn against_lrsnash(set: &Set, all: &[Equilibria], times: &Times) -> String {
    let Some(&(_, games, at_least)) = PEERS.iter().find(|(name, ..)| *name == set.name) else {
        return String::new();
    };
    let (mut theirs, mut ours, mut finished) = (0.0, 0.0, true);
    for (eqs, cpu) in all.iter().zip(&times.cpu).take(games) {
        let Against { seconds, complete } = lrsnash::compare(eqs);
        theirs += seconds;
        ours += cpu;
        finished &= complete;
    }
    let ratio = theirs / ours;
    assert!(ratio >= at_least, "{}: lrsnash takes only {ratio:.0} times as long", set.name);
    format!("{}{ratio:.0}", if finished { "" } else { ">" })
}

/// What one set costs in another copy of the project.
fn base_seconds(base: &std::path::Path, name: &str) -> f64 {
    let output = base::run(base, "table", &["--time", name]);
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().unwrap_or_else(|_| {
        panic!("{}: {text}{}", base.display(), String::from_utf8_lossy(&output.stderr))
    })
}

fn print_row(set: &Set, all: &[Equilibria], times: &Times, peer: &str, base: &str) {
    let games = all.len();
    let mean = |count: &dyn Fn(&Stats) -> u64| {
        let sum: u64 = all.iter().map(|eqs| count(eqs.stats())).sum();
        (sum + games as u64 / 2) / games as u64
    };
    println!(
        "{:<34}{games:>6}{:>10}{:>10}{:>10}{:>10}{:>7}{:>8}{:>8}{:>8}{:>7}{peer:>10}{base:>7}",
        set.name,
        readable(times.total() / games as f64),
        readable(times.cpu.iter().copied().fold(0.0, f64::max)),
        readable(times.wall.iter().sum::<f64>() / games as f64),
        set.outcomes,
        set.components,
        mean(&|s| s.faces as u64),
        mean(&|s| s.nodes),
        mean(&|s| s.splits),
        mean(&|s| s.leaves),
    );
}

/// Seconds in a unit that suits them, three digits.
pub fn readable(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 1e-3 => (s * 1e6, "µs"),
        s if s < 1.0 => (s * 1e3, "ms"),
        s => (s, "s"),
    };
    let digits = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.digits$} {unit}")
}
