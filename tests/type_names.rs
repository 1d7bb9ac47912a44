//! The names of types: none stands for two things in the crate.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Public names that two modules share, and that their modules tell apart.
const SHARED: [&str; 5] = ["Claim", "Numbers", "Pool", "Standing", "Verdict"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// The type that a line at the left margin defines, after its visibility.
fn defined(line: &str) -> Option<&str> {
    let line = match line.strip_prefix("pub") {
        Some(rest) => rest.split_once(' ')?.1,
        None => line,
    };
    // `pub(in path)` has a space of its own
    let line = line.split_once(") ").map_or(line, |(_, rest)| rest);
    let keywords = ["struct ", "enum ", "trait ", "type ", "union "];
    let name = keywords.iter().find_map(|keyword| line.strip_prefix(keyword))?;
    name.split(|c: char| !c.is_alphanumeric()).next()
}

#[test]
fn no_type_name_stands_for_two_things() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&path).unwrap_or_default();
        for name in text.lines().filter_map(defined) {
            places.entry(name.into()).or_default().push(path.display().to_string());
        }
    }
    assert!(places.len() > 200, "the sources were read");
    for (name, places) in places {
        let shared = SHARED.contains(&name.as_str());
        assert_eq!(places.len(), if shared { 2 } else { 1 }, "{name}: {}", places.join(", "));
    }
}
