//! The readers in a game file: their keys and what these hold.

use super::document::{
    EntryPath, Noise, check_keys, list, noise_rows, payoffs, probability, table, text,
};
use super::probability::meant;
use super::tree::Tree;
use crate::game::{GivenChannel, Reader, ReaderBuilder};

const KEYS: [&str; 10] = [
    "name", "actions", "types", "chances", "sender", "receiver", "signals", "noise", "replies",
    "words",
];

/// A reader and what it sees of the messages, if it does not see the messages themselves.
pub(super) type WrittenReader = (ReaderBuilder, Option<GivenChannel>);

/// The readers that a tree describes.
pub(super) fn readers(tree: Tree<'_>, path: &EntryPath) -> Result<Vec<WrittenReader>, String> {
    list(tree, path, |tree, at| {
        let Tree::Table(entries) = tree else {
            let (kind, keys) = (tree.kind(), KEYS.join(", "));
            return Err(format!("{at} is {kind}: write an object with the keys {keys}"));
        };
        let name = entries.iter().find_map(|(key, value)| match value {
            Tree::Text(name) if key == "name" => Some(name.to_string()),
            _ => None,
        });
        match name {
            Some(name) => reader(entries, &name, &EntryPath::Label(path, &name)),
            None => reader(entries, "", at),
        }
    })
}

/// The reader of these entries, which stand at a place.
fn reader(
    entries: Vec<(std::borrow::Cow<'_, str>, Tree<'_>)>,
    name: &str,
    at: &EntryPath,
) -> Result<WrittenReader, String> {
    check_keys(&entries, &KEYS, &format!("{at}: "))?;
    let (mut builder, mut noise) = (Reader::builder(name), Noise::default());
    for (key, value) in entries {
        let path = EntryPath::Field(at, &key);
        builder = match &*key {
            "name" => {
                text(value, &path)?;
                builder
            }
            "actions" => builder.actions(list(value, &path, text)?),
            "types" => builder.types(list(value, &path, text)?),
            "words" => builder.words(list(value, &path, text)?),
            "chances" => {
                let row = |row: Tree<'_>, path: &EntryPath| list(row, path, probability).map(meant);
                let rows = list(value, &path, row)?;
                let rounded = rows.iter().any(|(_, rounded)| *rounded);
                let builder = builder.chances(rows.into_iter().map(|(row, _)| row).collect());
                if rounded { builder.normalise() } else { builder }
            }
            "signals" => {
                noise.signals = Some(list(value, &path, text)?);
                builder
            }
            "noise" => {
                noise.rows = Some(noise_rows(value, &path)?);
                builder
            }
            "sender" => builder.sender(payoffs(value, &path, true)?),
            "receiver" => builder.receiver(payoffs(value, &path, true)?),
            _ => table(value, &path)?
                .into_iter()
                .fold(builder, |builder, (label, labels)| builder.replies(label, labels)),
        };
    }
    let channel = noise.channel().map_err(|sentence| format!("{at}: {sentence}"))?;
    Ok((builder, channel))
}
