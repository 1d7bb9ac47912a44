//! Outcomes by refinements: how many survive each test, and which outcomes survive the same.

use std::fmt;

use super::block::row;
use super::document::Document;
use crate::refinement::{Ladder, LadderGroup};
use crate::words::{count, more, shortened};

/// Groups side by side in one table, so that it fits a terminal.
const ABREAST: usize = 10;

/// How many outcomes survive each test, then the outcomes that survive the same tests, those that
/// survive most first, and a row for each test with a column for each group.
pub fn ladder(ladder: &Ladder) -> Document {
    let mut document = Document::default();
    let groups = ladder.groups();
    let shown = if groups.len() > ABREAST { ABREAST - 1 } else { groups.len() };
    document.line(counts(ladder));
    if let Some(stop) = ladder.stopped {
        document.line(format!("Not all outcomes of the game are here: {stop}."));
    }
    let name = |i: usize| char::from(b'A' + i as u8).to_string();
    let mut rows = vec![row(["", "outcomes", "numbers", "the first of them"])];
    for (i, group) in groups.iter().take(shown).enumerate() {
        let first = &ladder.outcomes[group.outcomes[0]];
        rows.push(row([
            &name(i),
            &group.outcomes.len().to_string(),
            &ranges(&group.outcomes),
            &shortened(first, WIDEST),
        ]));
    }
    document.table(rows);
    let mut head = vec!["survives".to_string(), "outcomes".into()];
    head.extend((0..shown).map(name));
    let mut rows = vec![head];
    for (t, (test, survivors)) in ladder.tests.iter().zip(ladder.counts()).enumerate() {
        let yes = |group: &LadderGroup| if group.survives[t] { "yes" } else { "no" }.to_string();
        let cells = vec![test.name.to_string(), survivors.to_string()];
        rows.push([cells, groups.iter().take(shown).map(yes).collect()].concat());
    }
    if !groups.is_empty() {
        document.table(rows);
    }
    if shown < groups.len() {
        let rest: usize = groups[shown..].iter().map(|group| group.outcomes.len()).sum();
        document.line(format!(
            "... and {} with {}, which survive fewer tests: `to_frame()` has every outcome.",
            more(groups.len() - shown, "group", "groups"),
            count(rest, "outcome", "outcomes")
        ));
    }
    document
}

/// Characters of an outcome before it is cut.
const WIDEST: usize = 60;

/// `Survivors of 134 outcomes: intuitive 89; D1 and D2 4 each.`
fn counts(ladder: &Ladder) -> String {
    let mut alike: Vec<(usize, Vec<&str>)> = Vec::new();
    for (test, survivors) in ladder.tests.iter().zip(ladder.counts()) {
        match alike.last_mut() {
            Some((n, names)) if *n == survivors => names.push(test.name),
            _ => alike.push((survivors, vec![test.name])),
        }
    }
    let each = alike.iter().map(|(n, names)| match &names[..] {
        [only] => format!("{only} {n}"),
        [first @ .., last] => format!("{} and {last} {n} each", first.join(", ")),
        [] => String::new(),
    });
    let of = count(ladder.survives.len(), "outcome", "outcomes");
    format!("Survivors of {of}: {}.", each.collect::<Vec<_>>().join("; "))
}

/// `1 to 4, 7 and 9`, cut where it is long: numbers from 1, in runs.
fn ranges(indices: &[usize]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut left = indices.len();
    for run in indices.chunk_by(|i, j| i + 1 == *j) {
        if parts.len() == RANGES {
            parts.push(format!("{left} more"));
            break;
        }
        left -= run.len();
        parts.push(match run {
            [only] => (only + 1).to_string(),
            [i, j] => format!("{}, {}", i + 1, j + 1),
            _ => format!("{} to {}", run[0] + 1, run[run.len() - 1] + 1),
        });
    }
    parts.join(", ")
}

/// Runs of numbers before a cell only counts the rest.
const RANGES: usize = 6;

impl fmt::Display for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ladder(self).fmt(f)
    }
}
