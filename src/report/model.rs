//! Models of the literature: their list, and one with published answers beside computed ones.

use super::block::row;
use super::document::Document;
use crate::model::{Answer, Claim, Model, Published};
use crate::words::count;

/// A line for each model.
pub fn models(all: &[Model]) -> Document {
    let mut rows = vec![row(["model", "published by", "year", "parameters"])];
    for model in all {
        let source = model.published().source;
        let parameters = model.parameters().iter().map(|parameter| parameter.name);
        rows.push(vec![
            model.name.into(),
            source.author,
            source.year.to_string(),
            parameters.collect::<Vec<_>>().join(", "),
        ]);
    }
    let mut document = Document::default();
    document.table(rows);
    document
}

/// The source of a model, its summary and its parameters.
pub fn model(model: &Model) -> Document {
    let Published { source, page, summary, .. } = model.published();
    let mut document = Document::default();
    document.heading(model.name);
    document.line(summary);
    document.line(format!(
        "{} ({}), {}, {}; {page}",
        source.author, source.year, source.title, source.r#where
    ));
    let mut rows = vec![row(["parameter", "default", "meaning"])];
    for parameter in model.parameters() {
        rows.push(row([parameter.name, parameter.default, parameter.meaning]));
    }
    document.table(rows);
    document
}

/// Published answers beside computed ones.
pub fn answers(all: &[Answer]) -> Document {
    let mut document = Document::default();
    for (i, answer) in all.iter().enumerate() {
        document.heading(format!("{}. {}", i + 1, title(&answer.claim)));
        document.line(origin(&answer.claim));
        let whose = if answer.claim.derived { "by hand" } else { "published" };
        let mut rows = vec![row(["", whose, "computed", "agrees"])];
        for line in &answer.lines {
            let agrees = if line.agrees() { "yes" } else { "no" };
            rows.push(row([&line.what, &line.published, &line.computed, agrees]));
        }
        document.table(rows);
    }
    let agree = all.iter().filter(|answer| answer.agrees()).count();
    document.line(match all.len() {
        1 if agree == 1 => "The answer agrees with what is computed.".into(),
        2 if agree == 2 => "Both answers agree with what is computed.".into(),
        n if agree == n => format!("All {n} answers agree with what is computed."),
        n => format!(
            "{agree} of {} with what is computed.",
            count(n, "answer agrees", "answers agree")
        ),
    });
    document
}

fn title(claim: &Claim) -> String {
    match &claim.label {
        Some(label) => format!("{}: {label}", claim.claim),
        None => claim.claim.clone(),
    }
}

fn origin(claim: &Claim) -> String {
    match &claim.proof {
        Some(proof) => format!("Derived {}. {proof}", from(&claim.by)),
        None => format!("{}.", claim.by),
    }
}

/// `from the payoffs`, `from Lewis 1969`.
fn from(by: &str) -> String {
    if by.starts_with("from ") { by.into() } else { format!("from {by}") }
}
