//! Games as trees in Gambit's `.efg` format, version 2 (McKelvey, McLennan and Turocy).
//!
//! # Which trees are read
//!
//! Those in which chance moves first, then one player, the sender, and then others, the readers: the
//! receiver, if it is one. Who moves first is the sender; players who never move are left out,
//! payoffs at inner nodes are added along the way, and what follows a move of chance with probability
//! 0 is left out. The probabilities of chance sum to 1 exactly, but for decimals that were rounded, as
//! [`json`](super::json) has them.
//!
//! - A *type* is an information set at which the sender moves first. It may hold several outcomes
//!   of chance, whose payoffs are then averaged.
//! - A *message* is an information set of the receiver: what it sees. Two actions of one type that
//!   lead to the same set are one message if they pay the same.
//! - The sender may take several steps in a row, at most eight, if it remembers them and learns
//!   nothing in between: they are one message (moves that follow each other so may be coalesced;
//!   Thompson 1952). Trembles, and so beliefs off the path, are those of whole messages.
//! - A message after which the game ends has one reply, `end`; such messages are told apart by
//!   their labels.
//! - A reader has *types* where one message leads it to several information sets, by what chance drew
//!   before the sender moved. Each message then leads each of its types to one set.
//! - Each reader moves at most once and sees nothing of what another one does. Payoffs must *add up
//!   over readers*: what one of them does matters to the sender and itself alone. This is checked
//!   exactly, and the leaf at which it fails is named.
//! - Chance may move after the message and after the replies: payoffs are averaged, as long as no
//!   reader sees anything of it before it replies.
//! - The sender may move once more after the replies if it knows what was done. It then does what is
//!   best for it, as [`LastMove::fold`](crate::game::LastMove::fold) has it, and its last move is
//!   no part of the game any more. If it is indifferent where a reader is not, or if what is best
//!   depends on what a reader knows and it does not, nothing is folded and the tree is refused.
//!
//! Where the receiver does not see the message but a *signal* of it, the tree is a
//! [`NoisyGame`](crate::game::NoisyGame), which [`file_from_str`] reads: chance may decide what the
//! receiver sees, or two moves of one type that pay differently may look the same. Messages are
//! then told apart by their labels, and a signal is an information set of the receiver, or of each
//! type of a reader with types; what is paid must not depend on the signal. Several readers may
//! each see signals of their own.
//!
//! In all other trees somebody moves too often or does not see what was done before, or payoffs do
//! not add up; one line says who, after which actions, and where in the text.
//!
//! # Labels
//!
//! A type is called as the moves of chance that lead to it, unless these have no labels but their
//! probabilities; a message as the action that sends it, or the actions, joined by commas; an
//! action as in the file. Where several labels compete, the label of the information set is taken,
//! unless there is none or it is one of Gambit's own such as `(2,1)`; then they are put together
//! with `or`. What has no label is called `t1`, `m1`, `a1`, … by position, and of two equal labels
//! the second becomes `x (2)`. Control characters are refused, as in all games. Types, messages and
//! actions are listed in the order in which they appear in the tree.
//!
//! # What is written
//!
//! The same tree for every game, which Gambit and OpenSpiel read as well: chance, a set of the
//! sender for each type, a set of the receiver for each message, rational payoffs. If the messages
//! or actions do not appear in their order in it, the comment of the file says the order, so that
//! reading gives the game that was written. Games with noise are not written. Only an empty name is
//! read as none.
//!
//! With several readers, or one with types, chance draws the readers' types after the sender's, each
//! reader is a player with a set for each message and type of its own, and the comment has all
//! labels. What the sender gets from a reader stands at the node to which the reader's action leads
//! (Gambit reads payoffs there, OpenSpiel does not), so that its parts can be told.
//!
//! A quote in a label is written `\"`. Gambit has no way to write a backslash at the end of a label,
//! before a quote or before another backslash; it is written `\\` here, which only this reader undoes.

mod audiences;
mod build;
mod labels;
mod lexer;
mod payoffs;
mod reader_types;
mod reduce;
mod refusal;
mod rounds;
mod sight;
mod stages;
mod tree;
mod write;
mod write_audiences;
mod write_rounds;

use super::Format;
use crate::error::Error;
use crate::game::{Game, GameFile};
use crate::rounds::MultistageGame;

pub(super) const FORMAT: Format = Format {
    name: "EFG",
    extension: "efg",
    summary: "Game trees of Gambit, as far as they are signalling games.",
    from_str,
    to_string: text,
    read_file: file_from_str,
    write_file: file_to_string,
};

/// Reads a game.
///
/// # Errors
///
/// [`Error::File`] when the text is not a tree in this format (with line and column);
/// [`Error::Game`] when the tree is not a signalling game, with the reason.
///
/// ```
/// use schelling::io::efg;
///
/// # fn main() -> Result<(), schelling::Error> {
/// let text = r#"EFG 2 R "simple card game" { "Ann" "Bob" }
/// c "" 1 "" { "red" 1/2 "black" 1/2 } 0
/// p "" 1 1 "" { "raise" "fold" } 0
/// p "" 2 1 "" { "meet" "pass" } 0
/// t "" 1 "" { 2, -2 }
/// t "" 2 "" { 1, -1 }
/// t "" 2
/// p "" 1 2 "" { "raise" "fold" } 0
/// p "" 2 1 0
/// t "" 3 "" { -2, 2 }
/// t "" 2
/// t "" 4 "" { -1, 1 }
/// "#;
/// let game = efg::from_str(text)?;
/// assert_eq!(game.types(), ["red", "black"]);
/// assert_eq!(game.messages(), ["raise", "fold"]);
/// assert_eq!(game.actions(), ["meet", "pass", "end"]);
///
/// let error = efg::from_str(&text.replace("p \"\" 2 1", "p \"\" 1 7")).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "not a signalling game: only \"Ann\" moves, and it takes a sender and a receiver"
/// );
/// # Ok(())
/// # }
/// ```
pub fn from_str(text: &str) -> Result<Game, Error> {
    file_from_str(text)?.plain()
}

/// Reads a game of either kind.
///
/// # Errors
///
/// As for [`from_str`].
pub fn file_from_str(text: &str) -> Result<GameFile, Error> {
    build::game(&tree::parse(text).map_err(Error::File)?)
}

/// Writes a game, one node a line.
///
/// ```
/// use schelling::{Game, Q, io::efg};
///
/// # fn main() -> Result<(), schelling::Error> {
/// let zero = vec![vec![Q::ZERO]];
/// let game = Game::cheap_talk(zero.clone(), zero, [Q::ONE], ["hello"])?;
/// let text = efg::to_string(&game);
/// assert!(text.ends_with("\np \"\" 2 1 \"hello\" { \"a1\" } 0\nt \"\" 1 \"1\" { 0, 0 }\n"));
/// assert_eq!(efg::from_str(&text)?, game);
/// # Ok(())
/// # }
/// ```
///
/// # Panics
///
/// When the game has several readers, or a receiver with types; [`text`] writes these too.
pub fn to_string(game: &Game) -> String {
    assert!(game.readers().is_empty(), "the game has readers: write it with `text`");
    write::write(game)
}

/// Writes any game, with one player for each reader.
///
/// # Errors
///
/// [`Error::Limit`] when the tree of a game of several readers has more than a million leaves;
/// [`Error::Game`] when some reader hears words of its own.
///
/// ```
/// use schelling::{Game, Q, game::Reader, io::efg};
///
/// # fn main() -> Result<(), schelling::Error> {
/// let listener = |name| {
///     let payoffs = || vec![vec![Q::from(1), Q::from(2)]];
///     Reader::builder(name).actions(["no", "yes"]).cheap_talk(payoffs(), payoffs())
/// };
/// let readers = [listener("ally"), listener("rival")];
/// let game = Game::builder().messages(["hello"]).prior([Q::ONE]).readers(readers).build()?;
/// let text = efg::text(&game)?;
/// assert!(text.starts_with("EFG 2 R \"\" { \"Sender\" \"ally\" \"rival\" }"));
/// assert_eq!(efg::from_str(&text)?, game);
/// # Ok(())
/// # }
/// ```
pub fn text(game: &Game) -> Result<String, Error> {
    game.without_words("a tree in the format .efg")?;
    match game.readers() {
        [] => Ok(write::write(game)),
        _ => write_audiences::write(game),
    }
}

/// Reads a game of several rounds, or one of a single round as such.
///
/// # Errors
///
/// [`Error::File`] when the text is not a tree in this format; [`Error::Game`] when somebody knows
/// too much or too little, with the information set.
pub fn rounds_from_str(text: &str) -> Result<MultistageGame, Error> {
    rounds::game(&tree::parse(text).map_err(Error::File)?)
}

/// Writes a game of several rounds, one node a line.
///
/// # Errors
///
/// [`Error::Game`] when a discount of 0 has no counterpart in the format, [`Error::Limit`] when the
/// tree has more than a million histories.
///
/// ```
/// use schelling::io::{efg, multistage};
///
/// let text = r#"{"schelling": 1, "types": ["a", "b"], "prior": ["1/3", "2/3"],
///     "tree": {"sender": {"no": [0, 0], "yes": {"receiver": {"in": [1, {"a": 2, "b": -1}],
///         "out": {"sender": {"again": [3, 1], "stop": [{"a": 1, "b": 2}, 0]}}}}}}}"#;
/// let game = multistage::from_json(text)?;
/// assert_eq!(efg::rounds_from_str(&efg::rounds_to_string(&game)?)?, game);
/// # Ok::<(), schelling::Error>(())
/// ```
pub fn rounds_to_string(game: &MultistageGame) -> Result<String, Error> {
    write_rounds::write(game)
}

/// Writes a game of either kind.
///
/// # Errors
///
/// [`Error::File`] for a game whose messages are seen as signals.
fn file_to_string(file: &GameFile) -> Result<String, Error> {
    match file {
        GameFile::Plain(game) => text(game),
        GameFile::Noisy(_) => {
            Err(Error::File("a game with noise is written as .json or .toml only".into()))
        }
    }
}
