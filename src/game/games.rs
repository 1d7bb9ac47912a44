//! Many games of one form, which have the same labels and restrictions and differ in their numbers.

use std::sync::Arc;

use super::prior::check_prior;
#[cfg(feature = "python")]
use super::readers::Audiences;
use super::signalling_game::{Game, GameData, GameForm};
use crate::error::Error;
use crate::exact::{Digits, Q};

/// Numbers of many games, one game after another, each in the order of its indices.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// Whole numbers.
    Integers(Vec<i64>),
    /// Each stands for the simplest rational that rounds to it.
    Floats(Vec<f64>),
    /// Any rationals.
    Exact(Vec<Q>),
}

impl Numbers {
    fn len(&self) -> usize {
        match self {
            Numbers::Integers(all) => all.len(),
            Numbers::Floats(all) => all.len(),
            Numbers::Exact(all) => all.len(),
        }
    }

    /// The number at an index, or the float there if it is not finite.
    fn get(&self, i: usize) -> Result<Q, f64> {
        match self {
            Numbers::Integers(all) => Ok(Q::from(all[i])),
            Numbers::Floats(all) => Q::from_f64(all[i]).ok_or(all[i]),
            Numbers::Exact(all) => Ok(all[i].clone()),
        }
    }
}

/// Games that differ only in their numbers, stored in little memory: the numbers of each, and the
/// labels once. They come from [`GameBuilder::many`](super::GameBuilder::many).
///
/// A [`Game`] is made, and its numbers are checked, when it is asked for.
///
/// ```
/// use schelling::{Error, Game, Q};
/// use schelling::game::Numbers;
///
/// # fn main() -> Result<(), Error> {
/// // a threat that costs 0, 1 or 2, and is believed or not
/// let sender = (0..3).flat_map(|cost| [1, 0, 1 - cost, -cost]).collect();
/// let games = Game::builder()
///     .types(["firm"])
///     .messages(["silence", "threat"])
///     .actions(["yield", "resist"])
///     .many(
///         3,
///         Numbers::Integers(vec![1]),
///         Numbers::Integers(sender),
///         Numbers::Integers(vec![0, 1, 1, 0]),
///     )?;
/// assert_eq!(games.len(), 3);
/// assert_eq!(games.game(2)?.sender_payoff(0, 1, 1), &Q::from(-2));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Games {
    form: Arc<GameForm>,
    count: usize,
    prior: Numbers,
    sender: Numbers,
    receiver: Numbers,
}

impl Games {
    pub(super) fn new(
        form: GameForm,
        count: usize,
        prior: Numbers,
        sender: Numbers,
        receiver: Numbers,
    ) -> Result<Games, Error> {
        let types = form.types.len();
        let cells = types * form.messages.len() * form.actions.len();
        for (name, numbers, each) in
            [("prior", &prior, types), ("sender", &sender, cells), ("receiver", &receiver, cells)]
        {
            let found = numbers.len();
            if found != each && Some(found) != each.checked_mul(count) {
                return Err(Error::Game(format!(
                    "{name} has {found} numbers: {count} games need {each} each, or {each} for all"
                )));
            }
        }
        Ok(Games { form: Arc::new(form), count, prior, sender, receiver })
    }

    /// The number of games.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The numbers of a field: `prior`, `sender` or `receiver`.
    #[cfg(feature = "python")]
    pub(crate) fn numbers(&self, field: &str) -> Option<&Numbers> {
        match field {
            "prior" => Some(&self.prior),
            "sender" => Some(&self.sender),
            "receiver" => Some(&self.receiver),
            _ => None,
        }
    }

    /// Game number `i`.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when its prior is not a distribution, a number is not finite, or the numbers
    /// have too many digits in all; the sentence names the entry.
    ///
    /// # Panics
    ///
    /// When `i` is not below [`Games::len`].
    pub fn game(&self, i: usize) -> Result<Game, Error> {
        assert!(i < self.count, "game {i} of {}", self.count);
        let mut digits = Digits::default();
        let prior = self.prior(i, &mut digits).map_err(Error::Game)?;
        let mut payoffs =
            |field, numbers| self.payoffs(field, numbers, i, &mut digits).map_err(Error::Game);
        let sender = payoffs("sender", &self.sender)?;
        let receiver = payoffs("receiver", &self.receiver)?;
        let form = self.form.clone();
        Ok(Game::from_data(GameData { form, prior, sender, receiver, audiences: None }))
    }

    fn prior(&self, i: usize, digits: &mut Digits) -> Result<Vec<Q>, String> {
        let types = &self.form.types;
        let first = first(&self.prior, types.len(), i);
        let number =
            |t: usize| self.prior.get(first + t).map_err(|x| not_finite(format!("prior[{t}]"), x));
        let prior = (0..types.len()).map(number).collect::<Result<Vec<_>, _>>()?;
        prior.iter().try_for_each(|p| digits.number(p, 1))?;
        check_prior(prior, types, matches!(self.prior, Numbers::Floats(_)))
    }

    fn payoffs(
        &self,
        field: &str,
        numbers: &Numbers,
        i: usize,
        digits: &mut Digits,
    ) -> Result<Vec<Vec<Vec<Q>>>, String> {
        let GameForm { types, messages, actions, available, replies, .. } = &*self.form;
        let mut at = first(numbers, types.len() * messages.len() * actions.len(), i);
        let mut rows = Vec::with_capacity(types.len());
        for (t, available) in available.iter().enumerate() {
            let mut row = Vec::with_capacity(messages.len());
            for (m, replies) in replies.iter().enumerate() {
                let mut cells = vec![Q::ZERO; actions.len()];
                for &a in replies.iter().filter(|_| available[m]) {
                    cells[a] = numbers
                        .get(at + a)
                        .map_err(|x| not_finite(format!("{field}[{t}][{m}][{a}]"), x))?;
                    digits.number(&cells[a], 1)?;
                }
                at += actions.len();
                row.push(cells);
            }
            rows.push(row);
        }
        Ok(rows)
    }
}

/// A game in little memory: its numbers in a row, and its form, which other games may share.
#[cfg(feature = "python")]
#[derive(Debug, PartialEq)]
pub(crate) struct PackedGame {
    form: Arc<GameForm>,
    numbers: Box<[Q]>,
    audiences: Option<Arc<Audiences>>,
}

#[cfg(feature = "python")]
impl PackedGame {
    /// Packs a game, which shares the form of the last one if they are equal.
    pub(crate) fn new(game: &Game, last: Option<&PackedGame>) -> PackedGame {
        let GameData { form, prior, sender, receiver, audiences } = &*game.0;
        let shared = last.map(|last| &last.form).filter(|last| *last == form);
        let payoffs = sender.iter().chain(receiver).flatten().flatten();
        let numbers = prior.iter().chain(payoffs).cloned().collect();
        let (form, audiences) = (shared.unwrap_or(form).clone(), audiences.clone());
        PackedGame { form, numbers, audiences }
    }

    /// The game again.
    pub(crate) fn unpack(&self) -> Game {
        let GameForm { types, messages, actions, .. } = &*self.form;
        let mut numbers = self.numbers.iter().cloned();
        let prior = numbers.by_ref().take(types.len()).collect();
        let mut payoffs = || -> Vec<Vec<Vec<Q>>> {
            let mut cells = || numbers.by_ref().take(actions.len()).collect();
            let mut row = || messages.iter().map(|_| cells()).collect();
            types.iter().map(|_| row()).collect()
        };
        let (sender, receiver) = (payoffs(), payoffs());
        let (form, audiences) = (self.form.clone(), self.audiences.clone());
        Game::from_data(GameData { form, prior, sender, receiver, audiences })
    }
}

/// The index of the first number of game `i`, where each game has `each` numbers or all share them.
fn first(numbers: &Numbers, each: usize, i: usize) -> usize {
    if numbers.len() == each { 0 } else { i * each }
}

fn not_finite(path: String, x: f64) -> String {
    format!("{path}: {x} is not a finite number")
}
