//! Outcomes by refinements: who survives what.

use std::fmt;

use super::Document;
use crate::refinement::Ladder;

/// A row for each outcome, a column for each test.
pub fn ladder(ladder: &Ladder) -> Document {
    let mut head = vec![String::new(), "outcome".into()];
    head.extend(ladder.tests.iter().map(|test| test.name.to_string()));
    let mut rows = vec![head];
    for (i, (outcome, survives)) in ladder.outcomes.iter().zip(&ladder.survives).enumerate() {
        let mut row = vec![(i + 1).to_string(), outcome.clone()];
        row.extend(survives.iter().map(|&yes| if yes { "yes" } else { "no" }.to_string()));
        rows.push(row);
    }
    let mut document = Document::default();
    document.table(rows);
    document
}

impl fmt::Display for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ladder(self).fmt(f)
    }
}
