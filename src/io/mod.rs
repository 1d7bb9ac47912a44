//! Games in files, read and written in the format that the extension names.
//!
//! A format is one file here and one line in [`FORMATS`]. Its input comes from strangers: every
//! error is one line that names the file and the place in it.

mod document;
pub mod efg;
mod fields;
mod file;
pub mod formula;
pub mod json;
pub mod multistage;
#[cfg(feature = "python")]
pub(crate) mod multistage_file;
mod probability;
mod readers;
mod serialize;
pub mod toml;
mod tree;

use std::path::Path;

use crate::error::Error;
use crate::game::{Game, GameFile};
pub(crate) use file::FileError;
pub use file::MAX_BYTES;
use file::{place, too_large};

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
    /// Reads a game of either kind from text.
    pub read_file: fn(&str) -> Result<GameFile, Error>,
    /// Writes a game of either kind as text.
    pub write_file: fn(&GameFile) -> Result<String, Error>,
}

/// Every format.
pub const FORMATS: &[Format] = &[json::FORMAT, toml::FORMAT, efg::FORMAT];

/// Reads a game from a file, in the format that its extension names.
///
/// # Errors
///
/// [`Error::File`] when there is no such file, it is larger than [`MAX_BYTES`], or it is not what
/// its extension says; [`Error::Game`] when what it describes is not a game.
///
/// ```
/// use schelling::{Game, Q, io};
///
/// # fn main() -> Result<(), schelling::Error> {
/// let payoffs = vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
/// let prior = ["1/3".parse()?, "2/3".parse()?];
/// let game = Game::cheap_talk(payoffs.clone(), payoffs, prior, ["left", "right"])?;
///
/// let path = std::env::temp_dir().join(format!("schelling-read-{}.toml", std::process::id()));
/// io::write(&game, &path)?;
/// assert_eq!(io::read(&path)?, game);
/// # std::fs::remove_file(&path).ok();
///
/// let error = io::read("no-such-game.json").unwrap_err();
/// assert_eq!(error.to_string(), "no-such-game.json: there is no such file");
/// # Ok(())
/// # }
/// ```
pub fn read(path: impl AsRef<Path>) -> Result<Game, Error> {
    let path = path.as_ref();
    read_file(path)?.plain().map_err(|error| error.at(path.display()))
}

/// Reads a game of either kind from a file: one whose messages are seen as signals is a
/// [`NoisyGame`](crate::game::NoisyGame).
///
/// # Errors
///
/// As for [`read`].
pub fn read_file(path: impl AsRef<Path>) -> Result<GameFile, Error> {
    let path = path.as_ref();
    open(path).map_err(|trouble| trouble.of(path))
}

/// [`read_file`], with errors of the system kept apart for callers that raise their own.
pub(crate) fn open(path: &Path) -> Result<GameFile, FileError> {
    let file = file::open(path)?;
    let format = format(path)?;
    let text = file::read(file, path)?;
    Ok((format.read_file)(&text).map_err(|error| error.at(path.display()))?)
}

/// Writes a game to a file, in the format that its extension names, over what was there.
///
/// The file is replaced as a whole: a reader finds the old one or the new one, even if the writing
/// fails halfway.
///
/// # Errors
///
/// [`Error::File`] when the format is not known, the text is larger than [`MAX_BYTES`] (so that
/// nothing is written that cannot be read), or the file cannot be written.
///
/// ```
/// use schelling::{Error, Game, Q, io};
///
/// # fn main() -> Result<(), Error> {
/// let zero = vec![vec![Q::ZERO]];
/// let game = Game::cheap_talk(zero.clone(), zero, [Q::ONE], ["hello"])?;
/// let error = io::write(&game, "game.xls").unwrap_err();
/// assert_eq!(error.to_string(), "game.xls: the name must end in .json or .toml or .efg");
/// # Ok(())
/// # }
/// ```
pub fn write(game: &Game, path: impl AsRef<Path>) -> Result<(), Error> {
    let path = path.as_ref();
    save(&GameFile::Plain(game.clone()), path).map_err(|trouble| trouble.of(path))
}

/// [`write`] for a game of either kind, with errors of the system kept apart.
pub(crate) fn save(game: &GameFile, path: &Path) -> Result<(), FileError> {
    let text = (format(path)?.write_file)(game).map_err(|error| error.at(path.display()))?;
    if text.len() as u64 > MAX_BYTES {
        return Err(Error::File(place(path, &too_large(text.len() as u64))).into());
    }
    Ok(file::write(path, text.as_bytes())?)
}

/// The format that the extension of a path names.
fn format(path: &Path) -> Result<&'static Format, Error> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    FORMATS.iter().find(|format| format.extension == extension).ok_or_else(|| {
        let known: Vec<String> = FORMATS.iter().map(|f| format!(".{}", f.extension)).collect();
        Error::File(place(path, &format!("the name must end in {}", known.join(" or "))))
    })
}

/// Replaces the content of a file, all of it or nothing.
#[cfg(feature = "python")]
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), FileError> {
    Ok(file::write(path, content)?)
}

/// The text of a file of at most [`MAX_BYTES`], with errors of the system kept apart.
#[cfg(feature = "python")]
pub(crate) fn text(path: &Path) -> Result<String, FileError> {
    file::read(file::open(path)?, path)
}
