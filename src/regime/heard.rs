//! Who hears what where there are several readers: all the same, or each audience its own advice.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, quoted};

/// Who hears what, in a game with several readers or one who has types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard {
    /// Everybody hears the same.
    Public,
    /// Each audience hears its own advice, and no other. An audience with types is asked for its
    /// type, and must be told enough to be honest.
    Private,
}

impl Heard {
    /// Reads `"public"` or `"private"`.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when it is neither.
    pub fn named(name: &str) -> Result<Heard, Error> {
        let both = [Heard::Public, Heard::Private];
        both.into_iter().find(|heard| heard.name() == name).ok_or_else(|| {
            Error::Game(format!("heard: {} is neither \"public\" nor \"private\"", quoted(name)))
        })
    }

    /// The word for it in Python and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Heard::Public => "public",
            Heard::Private => "private",
        }
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
