//! The error type of the crate.
//!
//! Every message is a lower-case sentence that names the entry at fault and, where there is one,
//! the cure; the command line and the Python package print it unchanged.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// An error, with a sentence that names the place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A text is not a rational number.
    Number(String),
    /// An entry of a game is wrong; the text names it.
    Game(String),
    /// A file or a text in a file format cannot be read or written; the text names the place.
    File(String),
    /// A computation would exceed a limit, or reached one before it had a result.
    Limit(String),
    /// A computation reached a limit; [`Error::found`] returns what it had found by then.
    Partial(String, Findings),
}

/// The findings of a computation before it reached a limit, of a type that the computation
/// documents.
#[derive(Clone)]
pub struct Findings(Arc<dyn Any + Send + Sync>);

impl fmt::Debug for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Findings")
    }
}

/// Findings are equal when they are the same object.
impl PartialEq for Findings {
    fn eq(&self, other: &Findings) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Findings {}

impl Error {
    /// The error with the place where it arose, such as a file, put in front.
    pub(crate) fn at(self, place: impl fmt::Display) -> Error {
        let put = |sentence: String| format!("{place}: {sentence}");
        match self {
            Error::Number(s) => Error::Number(put(s)),
            Error::Game(s) => Error::Game(put(s)),
            Error::File(s) => Error::File(put(s)),
            Error::Limit(s) => Error::Limit(put(s)),
            Error::Partial(s, found) => Error::Partial(put(s), found),
        }
    }

    /// The error of a computation that had found something by then.
    pub(crate) fn with(self, found: impl Any + Send + Sync) -> Error {
        match self {
            Error::Limit(s) | Error::Partial(s, _) => Error::Partial(s, Findings(Arc::new(found))),
            other => other,
        }
    }

    /// What was found before a limit was reached, if it is of this type.
    ///
    /// ```
    /// use std::time::Duration;
    /// use schelling::regime::{Objective, Question, Regime, by_name};
    ///
    /// // the talk of two types who agree with the receiver, without any time for a proof
    /// let same = || [[1, 0], [0, 1]].map(|row| row.map(schelling::Q::from).to_vec()).to_vec();
    /// let half = schelling::Q::new(1, 2).unwrap();
    /// let game = schelling::Game::cheap_talk(same(), same(), [half.clone(), half], ["a", "b"])?;
    /// let question = Question::new(&game, Objective::Sender).time_limit(Duration::ZERO);
    /// let error = by_name("talk")?.solve(&question).unwrap_err();
    /// assert!(error.found::<Regime>().is_some_and(Regime::verify));
    /// assert!(error.found::<schelling::Game>().is_none());
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn found<T: Any>(&self) -> Option<&T> {
        match self {
            Error::Partial(_, found) => found.0.downcast_ref(),
            _ => None,
        }
    }

    /// Was a limit reached?
    pub fn is_limit(&self) -> bool {
        matches!(self, Error::Limit(_) | Error::Partial(..))
    }

    /// The sentence itself.
    pub fn message(&self) -> &str {
        match self {
            Error::Number(s)
            | Error::Game(s)
            | Error::File(s)
            | Error::Limit(s)
            | Error::Partial(s, _) => s,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Error {}

/// The most characters that an error quotes from input. Not measured: it affects only the text.
const SHOWN: usize = 40;

/// A text as errors quote it: escaped, in quotes, and cut if it is long.
pub(crate) fn quoted(text: &str) -> String {
    let mut shown = 0;
    let end = text.char_indices().find(|(_, c)| {
        shown += c.escape_debug().count();
        shown > SHOWN
    });
    end.map_or_else(
        || format!("{text:?}"),
        |(end, _)| format!("{:?}", format!("{}…", &text[..end])),
    )
}

/// A number as errors show it, cut if it is long.
pub(crate) fn brief(number: impl fmt::Display) -> String {
    let text = number.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The end of a sentence that asks whether the known name closest to a wrong one was meant; empty
/// when none is close. Capitals, spaces and signs do not count.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let wanted: Vec<char> = bare(name).chars().collect();
    if wanted.len() > SHOWN {
        return String::new();
    }
    let near = |known: &&str| edits(&wanted, &bare(known).chars().collect::<Vec<_>>());
    let far = 1 + wanted.len() / 4;
    let closest = known.into_iter().map(|one| (near(&one), one)).min_by_key(|(far, _)| *far);
    match closest {
        Some((near, one)) if near <= far && near < wanted.len() => {
            format!(": did you mean {}?", quoted(one))
        }
        _ => String::new(),
    }
}

/// A name in small letters, without spaces and signs.
pub(crate) fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The least number of letters to insert, leave out or change to get from one word to the other
/// (Levenshtein 1966).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let change = before + usize::from(x != y);
            before = row[j + 1];
            row[j + 1] = change.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_short() {
        assert_eq!(quoted("a \"b\"\n"), "\"a \\\"b\\\"\\n\"");
        assert_eq!(quoted(&"x".repeat(40)), format!("{:?}", "x".repeat(40)));
        assert_eq!(quoted(&"x".repeat(41)), format!("{:?}", "x".repeat(40) + "…"));
        // what is escaped counts as long as it is shown: each \u{1} takes five characters
        assert_eq!(quoted(&"\u{1}".repeat(11)).chars().count(), 2 + 8 * 5 + 1);
        assert_eq!(brief("1".repeat(40)), "1".repeat(40));
        assert_eq!(brief("1".repeat(41)), "1".repeat(40) + "…");
    }
}
