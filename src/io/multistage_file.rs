//! Files of games of several rounds: JSON, or trees of Gambit, as the extension says.

use std::path::Path;

use super::file::{self, FileError};
use super::json::Entries;
use super::{efg, multistage};
use crate::error::Error;
use crate::rounds::MultistageGame;

/// Reads a game of several rounds from a file, with errors of the system kept apart.
pub(crate) fn open(path: &Path) -> Result<MultistageGame, FileError> {
    let text = file::read(file::open(path)?, path)?;
    let read =
        if is_efg(path) { efg::rounds_from_str(&text) } else { multistage::from_json(&text) };
    Ok(read.map_err(|error| error.at(path.display()))?)
}

/// Writes a game of several rounds to a file, with errors of the system kept apart.
pub(crate) fn save(game: &MultistageGame, path: &Path) -> Result<(), FileError> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    let text = match extension.as_str() {
        "json" => multistage::to_json(game),
        "efg" => efg::rounds_to_string(game),
        _ => Err(Error::File("the name must end in .json or .efg".into())),
    };
    Ok(file::write(path, text.map_err(|error| error.at(path.display()))?.as_bytes())?)
}

fn is_efg(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("efg"))
}

/// Is a file to be read as a game of several rounds: does its JSON text have a tree, or is it an
/// `.efg` file?
pub(crate) fn may_be_tree(path: &Path, text: &str) -> bool {
    if is_efg(path) {
        return true;
    }
    let fields: Result<Entries, _> = serde_json::from_str(text);
    fields.is_ok_and(|Entries(fields)| fields.iter().any(|(key, _)| key == "tree"))
}
