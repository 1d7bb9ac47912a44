//! Another copy of the project, such as an older revision, to measure against.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs a bench of the copy in `base`.
pub fn run(base: &Path, bench: &str, arguments: &[&str]) -> Output {
    let manifest = base.join("Cargo.toml");
    let mut cargo = Command::new("cargo");
    cargo
        .args(["bench", "--quiet", "--locked", "--bench", bench, "--manifest-path"])
        .arg(&manifest);
    // older revisions have no such feature
    if fs::read_to_string(&manifest).is_ok_and(|text| text.contains("\nbench = []\n")) {
        cargo.args(["--features", "bench"]);
    }
    cargo.arg("--").args(arguments).output().expect("cargo runs")
}
