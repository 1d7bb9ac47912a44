//! The content of a game file, whatever the syntax: keys, kinds of values, version.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use super::probability::{Probability, is_decimal, meant};
use super::readers::readers;
use super::tree::Tree;
use crate::error::{Error, brief, quoted};
use crate::exact::{Digits, Q};
use crate::game::{Game, GameBuilder, GameFile, GivenChannel, GivenNoise, GivenPayoffs, NoisyGame};

/// The version of the format that is written, and the only one that is read.
pub(super) const VERSION: i64 = 1;

const KEYS: [&str; 15] = [
    "schelling",
    "name",
    "types",
    "receiver_types",
    "prior",
    "messages",
    "actions",
    "sender",
    "receiver",
    "costs",
    "readers",
    "available",
    "replies",
    "signals",
    "noise",
];

/// The keys whose entries are numbers.
pub(super) const NUMBERS: [&str; 6] = ["prior", "sender", "receiver", "costs", "chances", "noise"];

/// The path to an entry, as Python would write it: `readers["Kyiv"].sender[1][0][2]`.
pub(super) enum EntryPath<'a> {
    Key(&'a str),
    Field(&'a EntryPath<'a>, &'a str),
    Index(&'a EntryPath<'a>, usize),
    Label(&'a EntryPath<'a>, &'a str),
}

impl fmt::Display for EntryPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EntryPath::Key(key) => f.write_str(key),
            EntryPath::Field(parent, key) => write!(f, "{parent}.{key}"),
            EntryPath::Index(parent, i) => write!(f, "{parent}[{i}]"),
            EntryPath::Label(parent, label) => write!(f, "{parent}[{}]", quoted(label)),
        }
    }
}

/// The game that a tree describes.
pub(super) fn game(tree: Tree<'_>) -> Result<GameFile, Error> {
    let (builder, channels) = builder(tree).map_err(Error::File)?;
    let game = builder.build()?;
    match channels.iter().any(Option::is_some) {
        true => NoisyGame::by_audience(&game, channels).map(GameFile::Noisy),
        false => Ok(GameFile::Plain(game)),
    }
}

/// What a file says of signals.
#[derive(Default)]
pub(super) struct Noise {
    pub(super) signals: Option<Vec<String>>,
    pub(super) rows: Option<GivenNoise>,
}

impl Noise {
    /// The channel, if there is one.
    pub(super) fn channel(self) -> Result<Option<GivenChannel>, String> {
        match (self.rows, self.signals) {
            (Some(noise), signals) => Ok(Some(GivenChannel { signals, noise })),
            (None, None) => Ok(None),
            (None, Some(_)) => Err("the key \"signals\" goes with \"noise\": give the \
                                    probabilities of the signals too"
                .into()),
        }
    }
}

/// Probabilities `[m][s]`, or `[t][m][s]` where the rows hold lists.
pub(super) fn noise_rows(tree: Tree<'_>, path: &EntryPath) -> Result<GivenNoise, String> {
    let numbers = |tree: Tree<'_>, path: &EntryPath| list(tree, path, |x, path| number(&x, path));
    let is_list = |tree: &Tree<'_>| matches!(tree, Tree::List(_));
    let deep = match &tree {
        Tree::List(rows) => {
            rows.iter().any(|row| matches!(row, Tree::List(x) if x.iter().any(is_list)))
        }
        _ => false,
    };
    if deep {
        let rows = |tree: Tree<'_>, path: &EntryPath| list(tree, path, numbers);
        return Ok(GivenNoise::ByType(list(tree, path, rows)?));
    }
    Ok(GivenNoise::ByMessage(list(tree, path, numbers)?))
}

/// The game, and what each audience sees if it does not see the messages.
fn builder(tree: Tree<'_>) -> Result<(GameBuilder, Vec<Option<GivenChannel>>), String> {
    let Tree::Table(entries) = tree else {
        return Err(format!(
            "a game file holds an object with the keys {}, not {}",
            KEYS.join(", "),
            tree.kind()
        ));
    };
    // The version comes first: a newer one may have other keys and other kinds.
    let version = entries.iter().find(|(key, _)| key == KEYS[0]).map(|(_, value)| value);
    check_version(version)?;
    check_keys(&entries, &KEYS, "")?;
    let mut digits = Digits::default();
    count_all(&entries, &mut digits)?;
    let joint = |(key, value): &(Cow<'_, str>, Tree<'_>)| match value {
        Tree::List(rows) => key == "prior" && matches!(rows.first(), Some(Tree::List(_))),
        _ => false,
    };
    let typed = entries.iter().any(|entry| entry.0 == "receiver_types" || joint(entry));

    let (mut builder, mut noise) = (Game::builder(), Noise::default());
    let mut channels = None;
    for (key, value) in entries {
        let path = EntryPath::Key(&key);
        builder = match &*key {
            "name" => builder.name(text(value, &path)?),
            "types" => builder.types(list(value, &path, text)?),
            "messages" => builder.messages(list(value, &path, text)?),
            "actions" => builder.actions(list(value, &path, text)?),
            "receiver_types" => builder.receiver_types(list(value, &path, text)?),
            "prior" => {
                let (builder, rounded) = match &value {
                    Tree::List(rows) if matches!(rows.first(), Some(Tree::List(_))) => {
                        let rows = list(value, &path, |row, path| list(row, path, probability))?;
                        let lengths: Vec<usize> = rows.iter().map(Vec::len).collect();
                        let (flat, rounded) = meant(rows.into_iter().flatten().collect());
                        let mut flat = flat.into_iter();
                        let row = |&n: &usize| flat.by_ref().take(n).collect();
                        (builder.joint_prior(lengths.iter().map(row).collect()), rounded)
                    }
                    _ => {
                        let (prior, rounded) = meant(list(value, &path, probability)?);
                        (builder.prior(prior), rounded)
                    }
                };
                if rounded { builder.normalise() } else { builder }
            }
            "sender" => builder.sender(payoffs(value, &path, typed)?),
            "receiver" => builder.receiver(payoffs(value, &path, typed)?),
            "costs" => {
                let number = |tree: Tree<'_>, path: &EntryPath| number(&tree, path);
                builder.message_costs(list(value, &path, |row, path| list(row, path, number))?)
            }
            "readers" => {
                let (readers, own) =
                    readers(value, &path)?.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
                channels = Some(own);
                builder.readers(readers)
            }
            "available" => table(value, &path)?
                .into_iter()
                .fold(builder, |builder, (label, labels)| builder.available(label, labels)),
            "replies" => table(value, &path)?
                .into_iter()
                .fold(builder, |builder, (label, labels)| builder.replies(label, labels)),
            "signals" => {
                noise.signals = Some(list(value, &path, text)?);
                builder
            }
            "noise" => {
                noise.rows = Some(noise_rows(value, &path)?);
                builder
            }
            _ => builder,
        };
    }
    match (noise.channel()?, channels) {
        (None, None) => Ok((builder, Vec::new())),
        (Some(channel), None) => Ok((builder, vec![Some(channel)])),
        (None, Some(channels)) => Ok((builder, channels)),
        (Some(_), Some(_)) => Err("noise stands beside readers: put it into the reader who sees \
                                   the signals"
            .into()),
    }
}

fn check_version(version: Option<&Tree<'_>>) -> Result<(), String> {
    let key = KEYS[0];
    let cure = format!("write {VERSION}, the version of the format");
    let number = match version {
        None => return Err(format!("the key {key:?} is missing: {cure}")),
        Some(given @ (Tree::Number(_) | Tree::Float(_))) => number(given, &EntryPath::Key(key))?,
        Some(other) => return Err(format!("{key} is {}: {cure}", other.kind())),
    };
    if number > Q::from(VERSION) {
        return Err(format!(
            "{key} is {}: this release reads version {VERSION}, so update it to read the file",
            brief(number)
        ));
    }
    if number == Q::from(VERSION) {
        Ok(())
    } else {
        Err(format!("{key} is {}: {cure}", brief(number)))
    }
}

/// Checks that keys are known, and none is repeated; errors open with the `place`.
pub(super) fn check_keys(
    entries: &[(Cow<'_, str>, Tree<'_>)],
    known: &[&str],
    place: &str,
) -> Result<(), String> {
    let mut seen = Vec::new();
    for (key, _) in entries {
        if !known.contains(&&**key) {
            let (key, keys) = (quoted(key), known.join(", "));
            return Err(format!("{place}there is no key {key} (the keys are {keys})"));
        }
        if seen.contains(&key) {
            return Err(format!("{place}the key {key:?} is given twice: keep one"));
        }
        seen.push(key);
    }
    Ok(())
}

pub(super) fn text(tree: Tree<'_>, path: &EntryPath) -> Result<String, String> {
    match tree {
        Tree::Text(text) => Ok(text.into_owned()),
        other => Err(format!("{path} is {}: write a text", other.kind())),
    }
}

/// Counts the digits of all numbers, those of readers included, before any of them is read.
fn count_all(entries: &[(Cow<'_, str>, Tree<'_>)], digits: &mut Digits) -> Result<(), String> {
    for (key, value) in entries {
        match value {
            _ if NUMBERS.contains(&&**key) => count(value, digits)?,
            Tree::List(readers) if key == "readers" => {
                for reader in readers {
                    if let Tree::Table(entries) = reader {
                        count_all(entries, digits)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn count(tree: &Tree<'_>, digits: &mut Digits) -> Result<(), String> {
    match tree {
        Tree::List(items) => items.iter().try_for_each(|item| count(item, digits)),
        Tree::Number(text) | Tree::Text(text) => digits.text(text),
        _ => Ok(()),
    }
}

pub(super) fn number(tree: &Tree<'_>, path: &EntryPath) -> Result<Q, String> {
    match tree {
        Tree::Number(text) | Tree::Text(text) => text.parse().map_err(|e| format!("{path}: {e}")),
        Tree::Float(x) => {
            Q::from_f64(*x).ok_or_else(|| format!("{path}: {x} is not a finite number"))
        }
        other => Err(format!("{path} is {}: write a number or a text \"p/q\"", other.kind())),
    }
}

fn cell(tree: Tree<'_>, path: &EntryPath) -> Result<Option<Q>, String> {
    if matches!(tree, Tree::Null) { Ok(None) } else { number(&tree, path).map(Some) }
}

pub(super) fn probability(tree: Tree<'_>, path: &EntryPath) -> Result<Probability, String> {
    let decimal = match &tree {
        Tree::Number(spelled) => is_decimal(spelled),
        Tree::Float(_) => true,
        _ => false,
    };
    Ok(Probability { value: number(&tree, path)?, decimal })
}

fn matrix(tree: Tree<'_>, path: &EntryPath) -> Result<Vec<Vec<Option<Q>>>, String> {
    list(tree, path, |row, path| list(row, path, cell))
}

/// Payoffs `[type][message][action]` or, where they may be and are one level deeper,
/// `[type][receiver type][message][action]`.
pub(super) fn payoffs(
    tree: Tree<'_>,
    path: &EntryPath,
    typed: bool,
) -> Result<GivenPayoffs, String> {
    let mut deep = Some(&tree);
    for _ in 0..3 {
        deep = match deep {
            Some(Tree::List(items)) => items.first(),
            _ => None,
        };
    }
    if typed && matches!(deep, Some(Tree::List(_))) {
        return Ok(list(tree, path, |rows, path| list(rows, path, matrix))?.into());
    }
    Ok(list(tree, path, matrix)?.into())
}

pub(super) fn list<T>(
    tree: Tree<'_>,
    path: &EntryPath,
    item: impl Fn(Tree<'_>, &EntryPath) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let Tree::List(items) = tree else {
        return Err(format!("{path} is {}: write a list", tree.kind()));
    };
    items.into_iter().enumerate().map(|(i, tree)| item(tree, &EntryPath::Index(path, i))).collect()
}

pub(super) fn table(
    tree: Tree<'_>,
    path: &EntryPath,
) -> Result<Vec<(String, Vec<String>)>, String> {
    let Tree::Table(entries) = tree else {
        return Err(format!(
            "{path} is {}: write an object with a list for each label",
            tree.kind()
        ));
    };
    entries
        .into_iter()
        .map(|(label, tree)| {
            let labels = list(tree, &EntryPath::Label(path, &label), text)?;
            Ok((label.into_owned(), labels))
        })
        .collect()
}

/// A number as `Q` serialises it.
pub(super) fn value(q: &Q) -> Value {
    q.small_integer().map_or_else(|| q.to_string().into(), Value::from)
}

/// A value as text that JSON and TOML share: lists of lists one a line, everything else in a line.
pub(super) fn rows(value: &Value, indent: usize) -> String {
    match value {
        Value::Array(items) if items.iter().any(Value::is_array) => {
            let inner = indent + 2;
            let lines = items.iter().map(|item| format!("{:inner$}{}", "", rows(item, inner)));
            format!("[\n{}\n{:indent$}]", lines.collect::<Vec<_>>().join(",\n"), "")
        }
        Value::Array(items) => {
            let items = items.iter().map(|item| rows(item, indent));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => quote(text),
        other => other.to_string(),
    }
}

/// A text in quotes, escaped so that both JSON and TOML read it.
pub(super) fn quote(text: &str) -> String {
    Value::from(text).to_string()
}

/// Line and column of a byte, both from 1, columns in characters.
pub(super) fn position(text: &str, byte: usize) -> String {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
    format!("line {line} column {column}")
}
