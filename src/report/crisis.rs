//! A crisis: its ladder, and what every equilibrium does to the promise.

use std::fmt;

use super::block::{Block, row};
use super::document::Document;
use super::text::{Head, TextColumn};
use crate::exact::Q;
use crate::scenario::{CrisisReport, EquilibriumReport, RungReport, Standing};
use crate::words::{decimal, ends, fraction_and_decimal};

/// The ladder, then each extreme equilibrium with its measures.
pub fn crisis(report: &CrisisReport) -> Document {
    let mut document = Document::default();
    document.close_table(ladder(report), &LADDER, Head::Flush);
    for tie in &report.ties {
        document.close_line(format!(
            "tie: {} after {} and {} is indifferent between {}; the first is taken",
            tie.kind,
            tie.message,
            tie.reply,
            tie.moves.join(" and ")
        ));
    }
    let whole = if report.complete { "all of them" } else { "the search was stopped early" };
    let title = format!("Equilibria: {} extreme outcomes ({whole})", report.equilibria.len());
    document.set(Block::Heading(title.clone()), format!("\n{title}\n"));
    for (i, found) in report.equilibria.iter().enumerate() {
        let title = format!("{}. {}", i + 1, found.kind);
        document.set(Block::Heading(title.clone()), format!("\n{title}: "));
        document.close_line(strategies(report, found));
        document.close_table(standings(found), &STANDINGS, Head::Inline { indent: 3 });
        let bluffs = bluffs(found);
        document.set(Block::Line(bluffs.clone()), format!("   {bluffs}\n"));
    }
    document
}

/// Columns of the ladder, wide enough for its head, and for the labels and numbers of the founding
/// case: reports of that size stand alike.
const LADDER: [TextColumn; 7] = [
    TextColumn::fit(10),
    TextColumn::right(7),
    TextColumn::right(8),
    TextColumn::right(5),
    TextColumn::right(13),
    TextColumn::right(19),
    TextColumn::fit(0),
];

fn ladder(report: &CrisisReport) -> Vec<Vec<String>> {
    let mut rows = vec![row([
        "The ladder",
        "sinking",
        "exposure",
        "aid",
        "belief needed",
        "all hands tied from",
        "when probed",
    ])];
    for rung in &report.ladder {
        rows.push(vec![
            rung.message.clone(),
            decimal(&rung.sinking),
            decimal(&rung.exposure),
            decimal(&rung.aid),
            fraction_and_decimal(&rung.belief_needed),
            rung.hands_tied_from.iter().max().map(decimal).unwrap_or_default(),
            last_moves(rung, &report.types),
        ]);
    }
    rows
}

fn last_moves(rung: &RungReport, types: &[String]) -> String {
    let does = |(kind, does): (&String, &String)| format!("{kind} {does}");
    types.iter().zip(&rung.last_moves).map(does).collect::<Vec<_>>().join(", ")
}

/// Each type's messages, and both players' payoffs.
fn strategies(report: &CrisisReport, found: &EquilibriumReport) -> String {
    let mut clauses = Vec::new();
    for (kind, row) in report.types.iter().zip(&found.sender) {
        let sent = row.iter().zip(&report.ladder).filter(|(sigma, _)| sigma.is_positive());
        let sent = sent.map(|(sigma, rung)| match *sigma == Q::ONE {
            true => rung.message.clone(),
            false => format!("{} {}", rung.message, decimal(sigma)),
        });
        clauses.push(format!("{kind} sends {}", sent.collect::<Vec<_>>().join(", ")));
    }
    let (defender, challenger) = (decimal(&found.defender), decimal(&found.challenger));
    let [ours, theirs] = &report.players;
    clauses.push(format!("worth {defender} to {ours}, {challenger} to {theirs}"));
    clauses.join("; ")
}

/// Columns below an equilibrium.
const STANDINGS: [TextColumn; 4] =
    [TextColumn::fit(10), TextColumn::right(6), TextColumn::left(14), TextColumn::fit(0)];

fn standings(found: &EquilibriumReport) -> Vec<Vec<String>> {
    let mut rows = vec![row(["", "sent", "believed", "probed"])];
    for Standing { message, sent, credibility, called } in &found.measures.messages {
        rows.push(vec![
            message.clone(),
            decimal(sent),
            ends(&credibility.low, &credibility.high),
            ends(&called.low, &called.high),
        ]);
    }
    rows
}

fn bluffs(found: &EquilibriumReport) -> String {
    let measures = &found.measures;
    format!(
        "bluff {} (of those who would back down {}), called {}; probed {}, answered {}",
        decimal(&measures.bluff),
        decimal(&measures.bluff_rate),
        decimal(&measures.bluff_called),
        decimal(&measures.called),
        decimal(&measures.honoured)
    )
}

impl fmt::Display for CrisisReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crisis(self).fmt(f)
    }
}
