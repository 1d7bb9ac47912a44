//! Labels for what an `.efg` file leaves unnamed, names twice or names in several ways, and the
//! order of labels where the tree does not tell it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

/// Labels that are joined into one, so that a label stays readable.
const JOINED: usize = 4;

/// Labels with the blank ones filled in, `m1`, `m2`, … by position, and repeated ones told apart:
/// the second `x` is `x (2)`.
pub(super) fn distinct(labels: &[String], letter: char) -> Vec<String> {
    let filled = labels.iter().enumerate().map(|(i, label)| match label.trim() {
        "" => format!("{letter}{}", i + 1),
        _ => label.clone(),
    });
    let filled: Vec<String> = filled.collect();
    let mut taken: HashSet<String> = filled.iter().cloned().collect();
    let mut used: HashMap<String, usize> = HashMap::with_capacity(labels.len());
    let tell_apart = |label: String| {
        let count = used.entry(label.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { label } else { free(&label, count, &mut taken) }
    };
    filled.into_iter().map(tell_apart).collect()
}

/// The label with the first number from `count` on that is not taken, which is then taken.
fn free(label: &str, count: &mut usize, taken: &mut HashSet<String>) -> String {
    loop {
        let other = format!("{label} ({count})");
        if taken.insert(other.clone()) {
            return other;
        }
        *count += 1;
    }
}

/// A label that none of `taken` has.
pub(super) fn unlike(label: &str, taken: &[String]) -> String {
    let mut taken: HashSet<String> = taken.iter().cloned().collect();
    if taken.contains(label) { free(label, &mut 2, &mut taken) } else { label.into() }
}

/// The label of something that goes by several: the one if there is only one, else that of its
/// information set, else all, as far as there is room. Empty if there is none. Sorted, so that two
/// things that go by the same labels are seen to do so.
pub(super) fn common(labels: impl Iterator<Item = String>, set: &str) -> String {
    let mut different: Vec<String> = Vec::new();
    for label in labels.filter(|label| !label.is_empty()) {
        if !different.contains(&label) {
            different.push(label);
        }
        if different.len() > JOINED {
            break;
        }
    }
    if different.len() != 1 && !is_automatic(set) {
        return set.into();
    }
    let more = different.len() > JOINED;
    different.truncate(JOINED);
    different.sort();
    different.extend(more.then(|| "…".into()));
    different.join(" or ")
}

/// Labels like `(2,1)` are given by Gambit when nobody gives one.
fn is_automatic(set: &str) -> bool {
    let numbers = |c: char| c.is_ascii_digit() || "(,):".contains(c);
    set.trim().is_empty() || set.starts_with('(') && set.chars().all(numbers)
}

/// The labels on a way, the last few if it is long.
pub(super) fn way<'a>(labels: impl DoubleEndedIterator<Item = &'a str>) -> String {
    let mut last: Vec<&str> = labels.rev().take(JOINED + 1).collect();
    if last.len() > JOINED {
        last[JOINED] = "…";
    }
    last.reverse();
    last.join(", ")
}

/// The order of the messages and of the actions, all of them, as the comment of a file holds it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LabelOrder {
    pub messages: Vec<String>,
    pub actions: Vec<String>,
}

/// The order of the messages, and the labels of each reader in order, likewise.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AudienceOrder {
    pub messages: Vec<String>,
    pub readers: Vec<ReaderOrder>,
}

/// A reader's name, types and actions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReaderOrder {
    pub name: String,
    pub types: Vec<String>,
    pub actions: Vec<String>,
}

const FIRST_LINE: &str = "messages and actions in order:";
const FIRST_LINE_OF_AUDIENCES: &str = "messages and readers in order:";

/// A label in a line of its own, escaped so that neither a quote nor a backslash nor a line end is
/// left.
fn line(what: &str, label: &str) -> String {
    let quoted = Value::from(label).to_string();
    let inside = &quoted[1..quoted.len() - 1];
    let plain = inside.replace(r"\\", r"\u005c").replace(r#"\""#, r"\u0022");
    format!("\n{what} {plain}")
}

/// The lines of a comment that starts with this one: what each is and its label. `None` where it
/// does not, or a line is something else.
fn lines<'c>(comment: &'c str, first: &str) -> Option<Vec<(&'c str, String)>> {
    let mut lines = comment.lines();
    lines.next().filter(|line| *line == first)?;
    let read = |line: &'c str| {
        let (what, label) = line.split_once(' ')?;
        Some((what, serde_json::from_str(&format!("\"{label}\"")).ok()?))
    };
    lines.map(read).collect()
}

impl LabelOrder {
    /// One label a line.
    pub(super) fn to_comment(&self) -> String {
        let messages: String = self.messages.iter().map(|label| line("message", label)).collect();
        let actions: String = self.actions.iter().map(|label| line("action", label)).collect();
        format!("{FIRST_LINE}{messages}{actions}")
    }

    /// The order that a comment holds, if it holds one.
    pub(super) fn from_comment(comment: &str) -> Option<LabelOrder> {
        let mut order = LabelOrder { messages: Vec::new(), actions: Vec::new() };
        for (what, label) in lines(comment, FIRST_LINE)? {
            match what {
                "message" => order.messages.push(label),
                "action" => order.actions.push(label),
                _ => return None,
            }
        }
        Some(order)
    }
}

impl AudienceOrder {
    /// One label a line, those of a reader below its name.
    pub(super) fn to_comment(&self) -> String {
        let mut comment = FIRST_LINE_OF_AUDIENCES.to_string();
        self.messages.iter().for_each(|label| comment += &line("message", label));
        for reader in &self.readers {
            comment += &line("reader", &reader.name);
            reader.types.iter().for_each(|label| comment += &line("type", label));
            reader.actions.iter().for_each(|label| comment += &line("action", label));
        }
        comment
    }

    /// The order that a comment holds, if it holds one.
    pub(super) fn from_comment(comment: &str) -> Option<AudienceOrder> {
        let mut order = AudienceOrder { messages: Vec::new(), readers: Vec::new() };
        for (what, label) in lines(comment, FIRST_LINE_OF_AUDIENCES)? {
            match (what, order.readers.last_mut()) {
                ("message", None) => order.messages.push(label),
                ("reader", _) => {
                    let (types, actions) = (Vec::new(), Vec::new());
                    order.readers.push(ReaderOrder { name: label, types, actions });
                }
                ("type", Some(reader)) => reader.types.push(label),
                ("action", Some(reader)) => reader.actions.push(label),
                _ => return None,
            }
        }
        Some(order)
    }
}

/// The place of each label of `found` in `order`, unless one is missing there or one stands there
/// twice.
pub(super) fn places(found: &[String], order: &[String]) -> Option<Vec<usize>> {
    let index: HashMap<&String, usize> = order.iter().zip(0..).collect();
    if index.len() != order.len() {
        return None;
    }
    found.iter().map(|label| index.get(label).copied()).collect()
}
