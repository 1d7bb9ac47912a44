//! The number of instructions that fixed problems take, which other work on the machine does not
//! change.
//!
//! `cargo bench --bench instructions` counts each case under Valgrind's Callgrind and holds it
//! against `instructions.txt`; it fails where one takes more than the margin longer. `--bless`
//! writes the file anew, `--base DIR` adds a column against the copy of the project in DIR,
//! `--counts` prints nothing but counts, and `--run NAME` is what runs under Callgrind.

mod base;
mod cases;
mod games;

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

use cases::{Case, cases};

/// A case that takes so much more than its count in the file has become slower.
const MARGIN: f64 = 0.01;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.txt");

/// What is counted: not the making of the case.
#[inline(never)]
fn measured(case: &Case) {
    (case.run)();
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let option = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        Some(arguments.get(at + 1).unwrap_or_else(|| panic!("{name} needs a value")).clone())
    };
    if let Some(name) = option("--run") {
        measured(cases(false).iter().find(|case| case.name == name).expect("a case of that name"));
        return ExitCode::SUCCESS;
    }
    if !has("--bench") {
        println!("skipped: `cargo bench --bench instructions` counts");
        return ExitCode::SUCCESS;
    }
    let Some(toolchain) = toolchain() else {
        println!("skipped: instructions are counted by valgrind, which is not installed");
        return ExitCode::SUCCESS;
    };
    let counts: Vec<(String, u64)> =
        cases(true).into_iter().map(|case| (case.name.clone(), count(&case.name))).collect();
    if has("--counts") {
        counts.iter().for_each(|(name, count)| println!("{count:>14}  {name}"));
        return ExitCode::SUCCESS;
    }
    if has("--bless") {
        let line = |(name, count): &(String, u64)| format!("{count:>14}  {name}\n");
        let lines: String = counts.iter().map(line).collect();
        fs::write(FILE, format!("{toolchain}\n{lines}")).expect("a writable folder");
    }
    let kept = fs::read_to_string(FILE).unwrap_or_default();
    let same = kept.lines().next() == Some(&toolchain);
    let base = option("--base").map(|base| base_counts(Path::new(&base)));
    let slower = print(&counts, &read(&kept), base.as_ref());
    println!("\n{toolchain}");
    match (slower.is_empty(), same) {
        (true, _) => ExitCode::SUCCESS,
        (false, true) => {
            println!("more than {:.0} % over the file: {}", 100.0 * MARGIN, slower.join(", "));
            ExitCode::FAILURE
        }
        (false, false) => {
            println!(
                "the file was counted with other tools: {}",
                kept.lines().next().unwrap_or("?")
            );
            ExitCode::SUCCESS
        }
    }
}

/// The tools that a count depends on; nothing without Valgrind.
fn toolchain() -> Option<String> {
    let version = |program: &str| {
        let output = Command::new(program).arg("--version").output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        Some(text.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
    };
    Some(format!("{}, {}, {}", version("rustc")?, version("valgrind")?, env::consts::ARCH))
}

/// Counts one case, in a process of its own.
fn count(name: &str) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg("--toggle-collect=*instructions::measured*")
        .arg(env::current_exe().expect("this program"))
        .args(["--run", name])
        .output()
        .expect("valgrind runs");
    let text = String::from_utf8_lossy(&output.stderr);
    let found = text.lines().find_map(|line| line.split("Collected :").nth(1)?.trim().parse().ok());
    assert!(output.status.success(), "{name}: {text}");
    found.unwrap_or_else(|| panic!("{name}: valgrind counted nothing: {text}"))
}

/// Counts by name, from lines of a count and a name.
fn read(text: &str) -> HashMap<String, u64> {
    let entry = |line: &str| {
        let (count, name) = line.trim().split_once("  ")?;
        Some((name.to_string(), count.parse().ok()?))
    };
    text.lines().filter_map(entry).collect()
}

/// What the cases take in another copy of the project; nothing where it does not know them.
fn base_counts(base: &Path) -> HashMap<String, u64> {
    let output = base::run(base, "instructions", &["--counts"]);
    read(&String::from_utf8_lossy(&output.stdout))
}

/// Prints the table and returns the cases that take more than the margin longer than in the file.
fn print(
    counts: &[(String, u64)],
    kept: &HashMap<String, u64>,
    base: Option<&HashMap<String, u64>>,
) -> Vec<String> {
    println!(
        "Instructions, in thousands; file: against instructions.txt; base: how many times as many \
         it takes.\n"
    );
    println!("{:<34}{:>14}{:>9}{:>8}", "case", "thousands", "file", "base");
    let mut slower = Vec::new();
    for (name, count) in counts {
        let change = kept.get(name).map(|&kept| *count as f64 / kept as f64 - 1.0);
        if change.is_some_and(|change| change > MARGIN) {
            slower.push(name.clone());
        }
        let change = change.map_or(String::new(), |change| format!("{:+.1} %", 100.0 * change));
        let base = base.and_then(|base| base.get(name));
        let base =
            base.map_or(String::new(), |base| format!("{:.2}", *base as f64 / *count as f64));
        println!("{name:<34}{:>14.1}{change:>9}{base:>8}", *count as f64 / 1e3);
    }
    slower
}
