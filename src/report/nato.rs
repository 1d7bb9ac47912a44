//! The founding case: the question, its answer, and every number behind it.

use std::fmt;

use super::block::{Block, row};
use super::crisis::crisis;
use super::document::Document;
use super::text::{Head, TextColumn, wrapped};
use crate::scenario::Span;
use crate::scenario::nato::{COMMAND, PivotReport, Report, Stated};
use crate::words::{decimal, ends, fraction_and_decimal};

/// Question and answer, the crisis under the rule, the rules compared, and the numbers stated.
pub fn nato(report: &Report) -> Document {
    let mut document = Document::default();
    let question = report.question.to_string();
    document.set(Block::Heading(question), format!("Question: {}\n", report.question));
    let answer = wrapped(&report.answer, "Answer:   ", "          ");
    document.set(Block::Line(report.answer.clone()), answer);
    document.close_line(report.caveat);
    // in HTML a heading sets these parts off, in text an empty line does
    document.set(Block::Heading("The decision rule".into()), "\n");
    rule(&mut document, report);
    document.set(Block::Heading("The crisis under this rule".into()), "\n");
    document.append(crisis(&report.crisis));
    title(&mut document, "The rules compared (over all equilibria of each)");
    document.close_table(compared(report), &COMPARED, Head::Flush);
    legend(&mut document, report);
    title(&mut document, "The numbers (illustrative: value, range, where the default comes from)");
    let (members, numbers): (Vec<&Stated>, Vec<&Stated>) =
        report.stated.iter().partition(|s| s.path.starts_with("members."));
    document.close_table(stated(&numbers), &NUMBERS, Head::Hidden { indent: 2 });
    title(&mut document, "How willing the members are taken to be (illustrative, with range)");
    judgements(&mut document, &members);
    document
}

fn title(document: &mut Document, text: &str) {
    document.set(Block::Heading(text.into()), format!("\n{text}\n"));
}

fn rule(document: &mut Document, report: &Report) {
    document.close_line(format!(
        "The rule is {}: the Alliance is resolved with probability {}",
        report.rule,
        fraction_and_decimal(&report.resolved)
    ));
    for PivotReport { member, willing, pivotality, willing_needed } in &report.pivots {
        let needed = match willing_needed {
            Some(w) => {
                format!("{} is enough for {COMMAND} to deter when all send it", decimal(w))
            }
            None => format!("no willingness of its own makes {COMMAND} deter when all send it"),
        };
        document.close_line(format!(
            "{member}: willing {}, decides with probability {}; {needed}",
            decimal(willing),
            decimal(pivotality)
        ));
    }
    if let Some(k) = report.largest_k {
        let veto = if report.pivots.is_empty() { "" } else { ", the veto players among them" };
        document.close_line(format!(
            "{COMMAND} deters when all send it while {k} members are enough{veto}"
        ));
    }
}

const COMPARED: [TextColumn; 6] = [
    TextColumn::left(10),
    TextColumn::right(8),
    TextColumn::left(20),
    TextColumn::left(18),
    TextColumn::left(18),
    TextColumn::fit(0),
];

fn compared(report: &Report) -> Vec<Vec<String>> {
    let head = ["", "resolved", "probed", "bluff", "bluff called", "deters when all send it"];
    let mut rows = vec![row(head)];
    let show = |span: &Option<Span>| {
        span.as_ref().map(|span| ends(&span.low, &span.high)).unwrap_or_default()
    };
    for rule in &report.rules {
        let deters = match rule.deters_if_all.as_slice() {
            [] => "nothing".into(),
            all => all.join(", "),
        };
        rows.push(vec![
            rule.name.into(),
            decimal(&rule.resolved),
            show(&rule.probed),
            show(&rule.bluff),
            show(&rule.bluff_called),
            deters,
        ]);
    }
    rows
}

fn legend(document: &mut Document, report: &Report) {
    let mut rows = vec![row(["", "rule", "meaning"])];
    rows.extend(report.rules.iter().map(|rule| row([rule.name, rule.rule, rule.summary])));
    let line = |row: &Vec<String>| format!("  {} = {}: {}\n", row[0], row[1], row[2]);
    let lines: String = rows[1..].iter().map(line).collect();
    document.set(Block::Table(rows), lines);
}

const NUMBERS: [TextColumn; 4] =
    [TextColumn::left(22), TextColumn::right(5), TextColumn::left(14), TextColumn::fit(0)];

fn stated(numbers: &[&Stated]) -> Vec<Vec<String>> {
    let mut rows = vec![row(["number", "value", "range", "where the default comes from"])];
    rows.extend(
        numbers.iter().map(|s| vec![s.path.clone(), decimal(&s.value), range(s), s.why.into()]),
    );
    rows
}

fn range(stated: &Stated) -> String {
    format!("{} to {}", decimal(&stated.low), decimal(&stated.high))
}

const MEMBERS: [TextColumn; 3] = [TextColumn::left(20), TextColumn::right(5), TextColumn::fit(0)];

/// The members in groups that share a reason.
fn judgements(document: &mut Document, members: &[&Stated]) {
    let mut reasons: Vec<&str> = Vec::new();
    for Stated { why, .. } in members {
        if reasons.contains(why) {
            continue;
        }
        reasons.push(why);
        document.set(Block::Line(format!("{why}:")), format!("  {why}:\n"));
        let mut rows = vec![row(["member", "willing", "range"])];
        for s in members.iter().filter(|s| s.why == *why) {
            let name = s.path.trim_start_matches("members.").trim_end_matches(".willing");
            rows.push(vec![name.into(), decimal(&s.value), range(s)]);
        }
        document.close_table(rows, &MEMBERS, Head::Hidden { indent: 4 });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        nato(self).fmt(f)
    }
}
