//! Families of games: parameters, and the checks and payoffs that the models share.

use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// A parameter of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its value in the published game, as text.
    pub default: &'static str,
    /// Its meaning.
    pub meaning: &'static str,
}

/// The games of a model with parameters.
#[derive(Debug)]
pub(super) struct GameFamily {
    pub parameters: &'static [Parameter],
    /// The game for values of the parameters, in their order, made from the published one.
    pub game: fn(&Game, &[Q]) -> Result<Game, Error>,
}

/// This game with another prior and other payoffs `(sender, receiver)` by type, message and action.
pub(super) fn paying(
    game: &Game,
    prior: impl IntoIterator<Item = Q>,
    payoffs: impl Fn(usize, usize, usize) -> (Q, Q),
) -> Result<Game, Error> {
    let table = |whose: &dyn Fn((Q, Q)) -> Q| {
        let row = |t, m| (0..game.actions().len()).map(|a| whose(payoffs(t, m, a))).collect();
        let rows = |t| (0..game.messages().len()).map(|m| row(t, m)).collect();
        (0..game.types().len()).map(rows).collect()
    };
    let builder = game.to_builder().prior(prior);
    builder.sender(table(&|both| both.0)).receiver(table(&|both| both.1)).build()
}

/// Checks that a number is strictly between 0 and 1: at the ends a type or a message would vanish.
pub(super) fn share(name: &str, value: &Q) -> Result<(), Error> {
    if *value > Q::ZERO && *value < Q::ONE {
        return Ok(());
    }
    Err(Error::Game(format!("{name} is {value}: give a number between 0 and 1, without the ends")))
}

/// Checks that a number is positive.
pub(super) fn positive(name: &str, value: &Q) -> Result<(), Error> {
    if *value > Q::ZERO {
        return Ok(());
    }
    Err(Error::Game(format!("{name} is {value}: give a number above 0")))
}

/// A whole number from `least` to `most`.
pub(super) fn whole(name: &str, value: &Q, [least, most]: [i64; 2]) -> Result<usize, Error> {
    let found = value.small_integer().filter(|n| (least..=most).contains(n));
    found.and_then(|n| usize::try_from(n).ok()).ok_or_else(|| {
        Error::Game(format!("{name} is {value}: give a whole number from {least} to {most}"))
    })
}
