//! Outcomes by refinements: which outcome survives which test.

use std::fmt;

use super::block::row;
use super::document::Document;
use crate::refinement::Ladder;

/// Outcomes side by side in one table, so that it fits a terminal.
const ABREAST: usize = 12;

/// The outcomes by number, then a row for each test, with a column for each outcome.
pub fn ladder(ladder: &Ladder) -> Document {
    let mut document = Document::default();
    let mut rows = vec![row(["", "outcome"])];
    for (i, outcome) in ladder.outcomes.iter().enumerate() {
        rows.push(row([&(i + 1).to_string(), outcome]));
    }
    document.table(rows);
    if let Some(stop) = ladder.stopped {
        document.line(format!("Not all outcomes of the game are here: {stop}."));
    }
    for first in (0..ladder.outcomes.len()).step_by(ABREAST) {
        let shown = first..ladder.outcomes.len().min(first + ABREAST);
        let mut head = vec!["survives".into()];
        head.extend(shown.clone().map(|i| (i + 1).to_string()));
        let mut rows = vec![head];
        for (t, test) in ladder.tests.iter().enumerate() {
            let yes = |i: usize| if ladder.survives[i][t] { "yes" } else { "no" }.to_string();
            rows.push([vec![test.name.to_string()], shown.clone().map(yes).collect()].concat());
        }
        document.table(rows);
    }
    document
}

impl fmt::Display for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ladder(self).fmt(f)
    }
}
