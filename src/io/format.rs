//! A file format: its name, and how a game is read and written in it.

use crate::error::Error;
use crate::game::Game;

/// A file format.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The name of the format, for readers.
    pub name: &'static str,
    /// The extension of its files, without the dot, in lower case.
    pub extension: &'static str,
    /// Its use, in one sentence.
    pub summary: &'static str,
    /// Reads a game from text.
    pub from_str: fn(&str) -> Result<Game, Error>,
    /// Writes a game as text.
    pub to_string: fn(&Game) -> Result<String, Error>,
}
