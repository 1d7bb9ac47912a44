//! A finite signalling game: its data and what they say.

use std::sync::Arc;

use super::labels::check_text;
use super::reader::InformationSet;
use super::readers::Audiences;
use crate::error::Error;
use crate::exact::Q;

/// A finite signalling game: nature draws a type, the sender sees it and sends a message, the
/// receiver sees the message and replies with an action.
///
/// Immutable, cheap to clone, compared and hashed by value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Game(pub(super) Arc<GameData>);

/// The content of a game.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct GameData {
    pub(super) form: Arc<GameForm>,
    pub(super) prior: Vec<Q>,
    /// `[t][m][a]`, 0 where the cell cannot be reached.
    pub(super) sender: Vec<Vec<Vec<Q>>>,
    /// `[t][m][a]`, 0 where the cell cannot be reached.
    pub(super) receiver: Vec<Vec<Vec<Q>>>,
    /// None where there is one receiver without types, whose payoffs are those above; else those
    /// above are the weighted ones of all information sets.
    pub(super) audiences: Option<Arc<Audiences>>,
}

/// The game form: all of a game but its prior and payoffs. Games made from one another share it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct GameForm {
    pub(super) name: Option<String>,
    pub(super) types: Vec<String>,
    pub(super) messages: Vec<String>,
    pub(super) actions: Vec<String>,
    /// `[t][m]`: may type t send message m?
    pub(super) available: Vec<Vec<bool>>,
    /// `[m]`: the actions that may follow message m, ascending.
    pub(super) replies: Vec<Vec<usize>>,
    /// One for each set of actions among which one reader chooses.
    pub(super) sets: Vec<InformationSet>,
}

impl Game {
    /// The same game under another name.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the name has control characters, as for
    /// [`GameBuilder::build`](super::GameBuilder::build).
    pub fn rename(&self, name: impl Into<String>) -> Result<Game, Error> {
        let name = name.into();
        check_text(|| "name".into(), &name).map_err(Error::Game)?;
        let form = GameForm { name: Some(name), ..GameForm::clone(&self.0.form) };
        Ok(Game::from_data(GameData { form: Arc::new(form), ..GameData::clone(&self.0) }))
    }

    /// A game of data that were checked.
    pub(super) fn from_data(data: GameData) -> Game {
        Game(Arc::new(data))
    }

    /// The name, if one was given.
    pub fn name(&self) -> Option<&str> {
        self.0.form.name.as_deref()
    }

    /// The labels of the sender's types.
    pub fn types(&self) -> &[String] {
        &self.0.form.types
    }

    /// The labels of the messages.
    pub fn messages(&self) -> &[String] {
        &self.0.form.messages
    }

    /// The labels of the receiver's actions. Where readers know something or are several, these are
    /// the actions of all information sets, one set after another, and their labels are for
    /// debugging only.
    pub fn actions(&self) -> &[String] {
        &self.0.form.actions
    }

    /// The prior probability of each type: positive, summing to 1.
    pub fn prior(&self) -> &[Q] {
        &self.0.prior
    }

    /// The payoff of sender type `t` when `m` is answered by `a`; 0 where that cannot happen. Where
    /// there are several information sets, it is the part of the one that `a` belongs to, times the
    /// chance that type `t` meets it; the cost of the message is in the parts of the first set.
    pub fn sender_payoff(&self, t: usize, m: usize, a: usize) -> &Q {
        &self.0.sender[t][m][a]
    }

    /// The receiver's payoff when type `t` sends `m` and the reply is `a`; 0 where that cannot
    /// happen. Where there are several information sets, it is that of the one that `a` belongs to,
    /// times the chance that type `t` meets it.
    pub fn receiver_payoff(&self, t: usize, m: usize, a: usize) -> &Q {
        &self.0.receiver[t][m][a]
    }

    /// May type `t` send message `m`?
    pub fn is_available(&self, t: usize, m: usize) -> bool {
        self.0.form.available[t][m]
    }

    /// The types that may send message `m`, ascending.
    pub fn senders(&self, m: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.types().len()).filter(move |&t| self.is_available(t, m))
    }

    /// The actions that may follow message `m`, ascending.
    pub fn replies(&self, m: usize) -> &[usize] {
        &self.0.form.replies[m]
    }

    /// Are two messages copies of one another, with the same senders, replies and payoffs?
    pub fn are_copies(&self, m: usize, n: usize) -> bool {
        self.replies(m) == self.replies(n)
            && (0..self.types().len()).all(|t| {
                self.is_available(t, m) == self.is_available(t, n)
                    && self.replies(m).iter().all(|&a| {
                        self.sender_payoff(t, m, a) == self.sender_payoff(t, n, a)
                            && self.receiver_payoff(t, m, a) == self.receiver_payoff(t, n, a)
                    })
            })
    }

    /// Are two replies to message `m` copies of one another, which no payoff of the receiver or of a
    /// type that may send it tells apart?
    pub fn are_copies_after(&self, m: usize, a: usize, b: usize) -> bool {
        let apart = |set: &InformationSet| set.actions().contains(&a) != set.actions().contains(&b);
        a == b
            || !self.information_sets().iter().any(apart)
                && self.senders(m).all(|t| {
                    self.sender_payoff(t, m, a) == self.sender_payoff(t, m, b)
                        && self.receiver_payoff(t, m, a) == self.receiver_payoff(t, m, b)
                })
    }

    /// The first of the replies to `m` of which reply `a` is a copy.
    pub(crate) fn first_copy(&self, m: usize, a: usize) -> usize {
        let copy = self.replies(m).iter().find(|&&b| self.are_copies_after(m, a, b));
        copy.map_or(a, |&b| b)
    }

    /// The sender's payoffs `[type][message][action]`; 0 where that cannot happen.
    pub fn sender_payoffs(&self) -> &[Vec<Vec<Q>>] {
        &self.0.sender
    }

    /// The receiver's payoffs `[type][message][action]`; 0 where that cannot happen.
    pub fn receiver_payoffs(&self) -> &[Vec<Vec<Q>>] {
        &self.0.receiver
    }

    /// Is this cheap talk: can every type send every message and every action follow every message,
    /// and are payoffs independent of the message?
    pub fn is_cheap_talk(&self) -> bool {
        let same = |rows: &[Vec<Vec<Q>>]| {
            rows.iter().all(|row| row.windows(2).all(|pair| pair[0] == pair[1]))
        };
        self.0.form.available.iter().flatten().all(|&open| open)
            && self.0.form.replies.iter().all(|replies| replies.len() == self.actions().len())
            && same(&self.0.sender)
            && same(&self.0.receiver)
    }

    /// The types that cannot send every message, each with the messages it can send.
    pub fn restricted_types(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.types().iter().zip(&self.0.form.available).filter(|(_, row)| row.contains(&false)).map(
            |(label, row)| {
                let open = self.messages().iter().zip(row).filter(|&(_, &open)| open);
                (label.as_str(), open.map(|(message, _)| message.as_str()).collect())
            },
        )
    }

    /// The messages that not every action may follow, each with the actions that may.
    pub fn restricted_messages(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        let all = self.actions().len();
        self.messages()
            .iter()
            .zip(&self.0.form.replies)
            .filter(move |(_, row)| row.len() < all)
            .map(|(label, row)| {
                (label.as_str(), row.iter().map(|&a| self.actions()[a].as_str()).collect())
            })
    }
}
