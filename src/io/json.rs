//! Games as JSON, the reference format.
//!
//! ```json
//! {"schelling": 1, "name": "…", "types": […], "prior": ["9/10", "1/10"], "messages": […],
//!  "actions": […], "sender": [[[…]]], "receiver": [[[…]]],
//!  "available": {"type": ["message", …]}, "replies": {"message": ["action", …]},
//!  "signals": […], "noise": [[…]]}
//! ```
//!
//! Payoffs are `[type][message][action]`. A number is an integer of any size, a decimal, which
//! means exactly what it says, or a text `"p/q"`; `null` stands in a cell that cannot be reached.
//! A prior must sum to 1 exactly, but for decimals (numbers with a point or an exponent, not in
//! quotes) that were rounded: where the sum is off, each is read as a float, which means the
//! simplest rational that rounds to it, and a sum still off by at most 1e-9 is divided out. Names
//! and labels are plain text in one line, without control characters. Numbers that do not fit two
//! machine words may have a million digits in all.
//! With `noise`, messages are seen as signals: `[message][signal]`, or `[type][message][signal]` with
//! an empty row where the type cannot send the message; `signals` are their labels, the messages when
//! left out. `schelling`, `prior`, `sender` and `receiver` are required. [`schema`] states the same
//! for machines.
//!
//! A receiver who knows something has `"receiver_types": […]`; then the prior is the joint one,
//! `[type][receiver type]` with zeros allowed, and payoffs are
//! `[type][receiver type][message][action]`. Several audiences stand in the place of `"actions"`,
//! `"sender"`, `"receiver"` and `"replies"`:
//!
//! ```json
//! {"schelling": 1, "types": […], "prior": […], "messages": […], "costs": [[…]],
//!  "readers": [{"name": "…", "actions": […], "sender": [[[…]]], "receiver": [[[…]]],
//!               "types": […], "chances": [[…]], "signals": […], "noise": [[…]],
//!               "replies": {"message": ["action", …]}, "words": […]}]}
//! ```
//!
//! Of these, `types` with `chances` `[type][reader type]`, which sum to 1 in each row, `signals`
//! with `noise`, as above (a reader without sees the messages), and `replies` may be left out; with
//! types payoffs are `[type][reader type][message][action]`. `costs`, by type and message, are
//! taken off the sender's payoffs; no file needs them.

use std::borrow::Cow;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Format;
use super::document;
use super::fields::{Field, Fields, fields, file_fields};
use super::tree::{DEEPEST, Tree};
use crate::error::Error;
use crate::game::{Game, GameFile};

pub(super) const FORMAT: Format = Format {
    name: "JSON",
    extension: "json",
    summary: "The reference format, described by a JSON Schema.",
    from_str,
    to_string: |game| Ok(to_string(game)),
    read_file: file_from_str,
    write_file: |file| Ok(file_to_string(file)),
};

/// The JSON Schema (draft 2020-12) of a game file.
///
/// [`from_str`] checks what a schema cannot, such as that the prior sums to 1.
pub fn schema() -> &'static str {
    include_str!("game.schema.json")
}

/// Reads a game.
///
/// # Errors
///
/// [`Error::File`] when the text is not JSON (with line and column) or not a game file of this
/// version (with the entry); [`Error::Game`] when what it describes is not a game.
///
/// ```
/// use schelling::io::json;
///
/// # fn main() -> Result<(), schelling::Error> {
/// let text = r#"{"schelling": 1, "prior": [0.1, "9/10"],
///                "sender": [[[3]], [[1]]], "receiver": [[[0]], [[1e-3]]]}"#;
/// let game = json::from_str(text)?;
/// assert_eq!(game.prior()[0], "1/10".parse()?);
///
/// let error = json::from_str(&text.replace("9/10", "9/0")).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "prior[1]: \"9/0\" is not a rational number: the denominator is 0"
/// );
/// # Ok(())
/// # }
/// ```
pub fn from_str(text: &str) -> Result<Game, Error> {
    file_from_str(text)?.plain()
}

/// Reads a game of either kind: one with `noise` is a [`NoisyGame`](crate::game::NoisyGame).
///
/// # Errors
///
/// As for [`from_str`].
pub fn file_from_str(text: &str) -> Result<GameFile, Error> {
    document::game(tree(text).map_err(Error::File)?)
}

/// Writes a game, one row of actions a line.
///
/// ```
/// use schelling::{Game, Q, io::json};
///
/// # fn main() -> Result<(), schelling::Error> {
/// let zero = vec![vec![Q::ZERO]];
/// let game = Game::cheap_talk(zero.clone(), zero, [Q::ONE], ["hello"])?;
/// let text = json::to_string(&game);
/// assert!(text.starts_with("{\n  \"schelling\": 1,\n  \"types\": [\"t1\"],\n"));
/// assert_eq!(json::from_str(&text)?, game);
/// # Ok(())
/// # }
/// ```
pub fn to_string(game: &Game) -> String {
    format!("{}\n", object(fields(game, Value::Null), 0))
}

/// Writes a game of either kind.
pub fn file_to_string(file: &GameFile) -> String {
    format!("{}\n", object(file_fields(file, Value::Null), 0))
}

/// An object, one field after another.
fn object(fields: Fields, indent: usize) -> String {
    let inner = indent + 2;
    let field = |(key, value)| {
        let value = match value {
            Field::Readers(readers) => {
                let each = readers.into_iter().map(|reader| object(reader, inner + 2));
                let each = each.map(|reader| format!("{:1$}{reader}", "", inner + 2));
                format!("[\n{}\n{:inner$}]", each.collect::<Vec<_>>().join(",\n"), "")
            }
            Field::Value(Value::Object(table)) => {
                let entries = table.iter().map(|(label, list)| {
                    let (label, list) = (document::quote(label), document::rows(list, inner + 2));
                    format!("{:1$}{label}: {list}", "", inner + 2)
                });
                format!("{{\n{}\n{:inner$}}}", entries.collect::<Vec<_>>().join(",\n"), "")
            }
            Field::Value(value) => document::rows(&value, inner),
        };
        format!("{:inner$}\"{key}\": {value}", "")
    };
    let fields = fields.into_iter().map(field).collect::<Vec<_>>().join(",\n");
    format!("{{\n{fields}\n{:indent$}}}", "")
}

/// The tree of a JSON text.
pub(super) fn tree(text: &str) -> Result<Tree<'_>, String> {
    // This first pass checks the syntax of the whole text, without recursion.
    let raw: &RawValue =
        serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    branch(text, raw.get(), 0)
}

/// The tree of `raw`, which is correct JSON and a slice of `text`.
fn branch<'a>(text: &'a str, raw: &'a str, depth: usize) -> Result<Tree<'a>, String> {
    let locate = |error: serde_json::Error| {
        let offset = raw.as_ptr() as usize - text.as_ptr() as usize;
        let problem = error.to_string();
        let problem = problem.split(" at line ").next().unwrap_or(&problem);
        format!("not JSON: {problem} in what starts at {}", document::position(text, offset))
    };
    Ok(match raw.as_bytes().first() {
        Some(b'n') => Tree::Null,
        Some(b't') => Tree::Bool(true),
        Some(b'f') => Tree::Bool(false),
        Some(b'[') if depth >= DEEPEST => Tree::List(Vec::new()),
        Some(b'{') if depth >= DEEPEST => Tree::Table(Vec::new()),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(locate)?;
            let items = items.into_iter().map(|item| branch(text, item.get(), depth + 1));
            Tree::List(items.collect::<Result<_, _>>()?)
        }
        Some(b'{') => {
            let Entries(entries) = serde_json::from_str(raw).map_err(locate)?;
            let entries = entries
                .into_iter()
                .map(|(key, item)| Ok((key.into(), branch(text, item.get(), depth + 1)?)));
            Tree::Table(entries.collect::<Result<_, String>>()?)
        }
        Some(b'"') if !raw.contains('\\') => Tree::Text(raw[1..raw.len() - 1].into()),
        Some(b'"') => Tree::Text(Cow::Owned(serde_json::from_str(raw).map_err(locate)?)),
        _ => Tree::Number(raw.into()),
    })
}

/// The entries of an object in order, repeated keys included.
pub(super) struct Entries<'a>(pub(super) Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Entries<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Object)
    }
}
