//! Claims of the founding case: the verdict table, and one claim in full.

use std::fmt;

use super::block::{Block, row};
use super::document::Document;
use super::text::wrapped;
use crate::exact::Q;
use crate::scenario::nato::{Claim, Verdicts};
use crate::words::decimal;

/// The verdict table. Plain text has an entry for each claim, since its sentences fit no column.
pub fn claims(verdicts: &Verdicts) -> Document {
    let mut document = Document::default();
    let heard = verdicts.0.first().is_some_and(|claim| claim.id.starts_with('L'));
    let title = match heard {
        true => "Claims about NATO and Ukraine, decided with all who listen",
        false => "Twelve claims about NATO and Ukraine, decided",
    };
    document.set(Block::Heading(title.into()), format!("{title}\n"));
    let caveat = "All numbers are illustrative defaults, not estimates.";
    document.set(Block::Line(caveat.into()), format!("{caveat}\n\n"));
    let mut rows = vec![row(["", "claim", "verdict", "where it flips", "share", "why"])];
    for claim in &verdicts.0 {
        rows.push(vec![
            claim.id.into(),
            claim.claim.into(),
            claim.verdict.name().into(),
            claim.flips(),
            decimal(&claim.share),
            claim.reason.clone(),
        ]);
    }
    let entries: String = verdicts.0.iter().map(|claim| entry(claim) + "\n").collect();
    document.set(Block::Table(rows), entries);
    document
}

/// One claim: the verdict, where it flips, why, and what happens in equilibrium.
pub fn claim(claim: &Claim) -> Document {
    let mut document = Document::default();
    let verdict = format!("{} {}: {}", claim.id, claim.verdict.name(), claim.claim);
    document.set(Block::Heading(verdict.clone()), format!("{verdict}\n"));
    document.close_line(claim.flips());
    document.close_line(format!("Why: {}.", claim.reason));
    for sentence in &claim.equilibria {
        document.close_line(format!("- {sentence}"));
    }
    document
}

/// A claim in the verdict table of plain text, under the columns of its name and verdict.
fn entry(claim: &Claim) -> String {
    const INDENT: &str = "              ";
    let name = format!("{:3}  {:7}  ", claim.id, claim.verdict.name());
    let held = &claim.share * &Q::from(claim.points as i64);
    let facts = format!(
        "{}; holds in {held} of {} combinations of its numbers",
        claim.flips(),
        claim.points
    );
    let lines = [
        wrapped(claim.claim, &name, INDENT),
        wrapped(&facts, INDENT, INDENT),
        wrapped(&format!("Why: {}.", claim.reason), INDENT, INDENT),
    ];
    lines.concat()
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&entry(self))
    }
}

impl fmt::Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        claims(self).fmt(f)
    }
}
