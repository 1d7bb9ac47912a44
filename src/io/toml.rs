//! Games as TOML: the keys and the content of [`json`](super::json), for people who write by hand.
//!
//! ```toml
//! schelling = 1
//! types = ["wimp", "strong"]
//! prior = ["1/10", "9/10"]
//! sender = [[[…]]]
//! receiver = [[[…]]]
//! [available]
//! wimp = ["quiche"]
//! ```
//!
//! Each of several readers is a table `[[readers]]`. Numbers, priors and labels are as there. TOML has no null: a cell that cannot be reached holds
//! any number, 0 when written here.

use ::toml::de::{DeTable, DeValue};
use serde_json::Value;

use super::Format;
use super::document;
use super::fields::{Field, Fields, fields, file_fields};
use super::tree::{DEEPEST, Tree};
use crate::error::Error;
use crate::game::{Game, GameFile};

pub(super) const FORMAT: Format = Format {
    name: "TOML",
    extension: "toml",
    summary: "The content of the JSON format, for people who write by hand.",
    from_str,
    to_string: |game| Ok(to_string(game)),
    read_file: file_from_str,
    write_file: |file| Ok(file_to_string(file)),
};

/// Reads a game.
///
/// # Errors
///
/// [`Error::File`] when the text is not TOML (with line and column) or not a game file of this
/// version (with the entry); [`Error::Game`] when what it describes is not a game.
///
/// ```
/// use schelling::io::toml;
///
/// # fn main() -> Result<(), schelling::Error> {
/// let text = "schelling = 1
/// prior = [0.1, '9/10']
/// sender = [[[3]], [[1]]]
/// receiver = [[[0]], [[1e-3]]]";
/// let game = toml::from_str(text)?;
/// assert_eq!(game.receiver_payoff(1, 0, 0), &"1/1000".parse()?);
/// assert_eq!(toml::from_str(&toml::to_string(&game))?, game);
/// # Ok(())
/// # }
/// ```
pub fn from_str(text: &str) -> Result<Game, Error> {
    file_from_str(text)?.plain()
}

/// Reads a game of either kind, as [`json::file_from_str`](super::json::file_from_str).
///
/// # Errors
///
/// As for [`from_str`].
pub fn file_from_str(text: &str) -> Result<GameFile, Error> {
    let table = DeTable::parse(text).map_err(|error| {
        let problem = error.message().replace('\n', ", ");
        let place = error.span().map(|span| document::position(text, span.start));
        let place = place.map(|place| format!(" at {place}")).unwrap_or_default();
        Error::File(format!("not TOML: {problem}{place}"))
    })?;
    document::game(branch(DeValue::Table(table.into_inner()), 0))
}

/// Writes a game, one row of actions a line.
pub fn to_string(game: &Game) -> String {
    table(fields(game, Value::from(0)), "")
}

/// Writes a game of either kind.
pub fn file_to_string(file: &GameFile) -> String {
    table(file_fields(file, Value::from(0)), "")
}

/// The fields of a table whose own tables have names that begin with `prefix`.
fn table(fields: Fields, prefix: &str) -> String {
    let entry = |(key, value)| match value {
        Field::Readers(readers) => {
            let reader = |reader| format!("\n[[{key}]]\n{}", table(reader, &format!("{key}.")));
            readers.into_iter().map(reader).collect()
        }
        Field::Value(Value::Object(table)) => {
            let entries = table.iter().map(|(label, list)| {
                format!("{} = {}\n", document::quote(label), document::rows(list, 0))
            });
            format!("\n[{prefix}{key}]\n{}", entries.collect::<String>())
        }
        Field::Value(value) => format!("{key} = {}\n", document::rows(&value, 0)),
    };
    fields.into_iter().map(entry).collect()
}

fn branch(value: DeValue<'_>, depth: usize) -> Tree<'_> {
    match value {
        DeValue::Boolean(truth) => Tree::Bool(truth),
        DeValue::Datetime(_) => Tree::Date,
        DeValue::String(text) => Tree::Text(text),
        DeValue::Integer(number) => Tree::Number(number.to_string().into()),
        DeValue::Float(number) => Tree::Number(number.to_string().into()),
        DeValue::Array(_) if depth >= DEEPEST => Tree::List(Vec::new()),
        DeValue::Table(_) if depth >= DEEPEST => Tree::Table(Vec::new()),
        DeValue::Array(items) => {
            Tree::List(items.into_iter().map(|i| branch(i.into_inner(), depth + 1)).collect())
        }
        DeValue::Table(entries) => Tree::Table(
            entries
                .into_iter()
                .map(|(key, item)| (key.into_inner(), branch(item.into_inner(), depth + 1)))
                .collect(),
        ),
    }
}
