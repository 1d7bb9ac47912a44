//! One error type for the whole crate.
//!
//! Every message is a lower-case sentence that names the entry at fault and, where there is one, the
//! cure; the command line and the Python front print it as it is.

use std::fmt;

/// What can go wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A text is not a rational number.
    Number(String),
    /// An entry of a game is wrong; the text names it.
    Game(String),
    /// A file or a text in a file format cannot be read or written; the text names the place.
    File(String),
    /// A computation would not fit the stated limit and was not started.
    Limit(String),
}

impl Error {
    /// The same error with the place where it arose, such as a file, in front.
    pub(crate) fn at(self, place: impl fmt::Display) -> Error {
        let put = |sentence: String| format!("{place}: {sentence}");
        match self {
            Error::Number(s) => Error::Number(put(s)),
            Error::Game(s) => Error::Game(put(s)),
            Error::File(s) => Error::File(put(s)),
            Error::Limit(s) => Error::Limit(put(s)),
        }
    }

    /// The sentence itself.
    pub fn message(&self) -> &str {
        match self {
            Error::Number(s) | Error::Game(s) | Error::File(s) | Error::Limit(s) => s,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Error {}
