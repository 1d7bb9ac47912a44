//! The vocabulary: a finite signalling game, checked once and never changed.

mod attitude;
mod builder;
mod games;
mod incident;
mod labels;
mod last_move;
mod profile;
pub(crate) mod replies;
mod transform;

use std::sync::Arc;

pub use self::builder::GameBuilder;
pub(crate) use self::builder::{settled, total};
#[cfg(feature = "python")]
pub(crate) use self::games::Packed;
pub use self::games::{Games, Numbers};
pub(crate) use self::labels::check_text;
pub use self::last_move::{Folded, LastMove, Tie, TieBreak};
pub use self::profile::Profile;
pub(crate) use self::profile::check_beliefs;
pub(crate) use self::transform::position;

use crate::error::Error;
use crate::exact::Q;

/// A finite signalling game: nature draws a type, the sender sees it and sends a message, the
/// receiver sees the message and replies with an action.
///
/// Immutable, cheap to clone, compared and hashed by value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Game(Arc<Parts>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Parts {
    pub frame: Arc<Frame>,
    pub prior: Vec<Q>,
    /// `[t][m][a]`, 0 where the cell cannot be reached.
    pub sender: Vec<Vec<Vec<Q>>>,
    /// `[t][m][a]`, 0 where the cell cannot be reached.
    pub receiver: Vec<Vec<Vec<Q>>>,
}

/// Everything about a game but its numbers; games made from one another share it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Frame {
    pub name: Option<String>,
    pub types: Vec<String>,
    pub messages: Vec<String>,
    pub actions: Vec<String>,
    /// `[t][m]`: may type t send message m?
    pub available: Vec<Vec<bool>>,
    /// `[m]`: the actions that may follow message m, ascending.
    pub replies: Vec<Vec<usize>>,
}

impl Game {
    /// Start a game.
    pub fn builder() -> GameBuilder {
        GameBuilder::default()
    }

    /// A game whose payoffs are functions of the indices `(type, message, action)`.
    ///
    /// # Errors
    ///
    /// As [`GameBuilder::build`].
    ///
    /// ```
    /// use schelling::{Error, Game, Q};
    ///
    /// # fn main() -> Result<(), Error> {
    /// let match_state = |t: usize, _m: usize, a: usize| Q::from(i64::from(t == a));
    /// let cost = |t: usize, m: usize, a: usize| Q::from(a as i64 - ((2 - t) * m) as i64);
    /// let half: Q = "1/2".parse()?;
    /// let game = Game::from_function(
    ///     ["low", "high"],
    ///     ["idle", "study"],
    ///     ["ignore", "hire"],
    ///     [half.clone(), half],
    ///     cost,
    ///     match_state,
    /// )?;
    /// assert_eq!(game.sender_payoff(0, 1, 1), &Q::from(-1));
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_function(
        types: impl IntoIterator<Item = impl Into<String>>,
        messages: impl IntoIterator<Item = impl Into<String>>,
        actions: impl IntoIterator<Item = impl Into<String>>,
        prior: impl IntoIterator<Item = Q>,
        sender: impl Fn(usize, usize, usize) -> Q,
        receiver: impl Fn(usize, usize, usize) -> Q,
    ) -> Result<Game, Error> {
        let strings = |labels: &mut dyn Iterator<Item = String>| labels.collect::<Vec<String>>();
        let types = strings(&mut types.into_iter().map(Into::into));
        let messages = strings(&mut messages.into_iter().map(Into::into));
        let actions = strings(&mut actions.into_iter().map(Into::into));
        let tabulate = |f: &dyn Fn(usize, usize, usize) -> Q| {
            let row = |t, m| (0..actions.len()).map(|a| f(t, m, a)).collect();
            let rows = |t| (0..messages.len()).map(|m| row(t, m)).collect();
            (0..types.len()).map(rows).collect::<Vec<Vec<Vec<Q>>>>()
        };
        let (sender, receiver) = (tabulate(&sender), tabulate(&receiver));
        Game::builder()
            .types(types)
            .messages(messages)
            .actions(actions)
            .prior(prior)
            .sender(sender)
            .receiver(receiver)
            .build()
    }

    /// A cheap-talk game: payoffs `[type][action]` that no message changes (Crawford and Sobel,
    /// 1982). Types and actions are called `t1`, …, `a1`, …; [`GameBuilder::cheap_talk`] lets you
    /// label them.
    ///
    /// # Errors
    ///
    /// As [`GameBuilder::build`].
    ///
    /// ```
    /// use schelling::{Error, Game, Q};
    ///
    /// # fn main() -> Result<(), Error> {
    /// let payoffs = vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
    /// let half: Q = "1/2".parse()?;
    /// let prior = [half.clone(), half];
    /// let game = Game::cheap_talk(payoffs.clone(), payoffs, prior, ["left", "right"])?;
    /// assert!(game.is_cheap_talk());
    /// # Ok(())
    /// # }
    /// ```
    pub fn cheap_talk(
        sender: Vec<Vec<Q>>,
        receiver: Vec<Vec<Q>>,
        prior: impl IntoIterator<Item = Q>,
        messages: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Game, Error> {
        Game::builder().prior(prior).messages(messages).cheap_talk(sender, receiver).build()
    }

    /// A builder filled with this game, to make a variant of it.
    pub fn to_builder(&self) -> GameBuilder {
        let Parts { frame, prior, sender, receiver } = &*self.0;
        let Frame { name, types, messages, actions, .. } = &**frame;
        let mut builder = Game::builder()
            .types(types)
            .messages(messages)
            .actions(actions)
            .prior(prior.iter().cloned())
            .sender(sender.clone())
            .receiver(receiver.clone());
        if let Some(name) = name {
            builder = builder.name(name);
        }
        for (label, messages) in self.restricted_types() {
            builder = builder.available(label, messages);
        }
        for (label, actions) in self.restricted_messages() {
            builder = builder.replies(label, actions);
        }
        builder
    }

    /// The same game with another prior.
    ///
    /// # Errors
    ///
    /// As [`GameBuilder::build`].
    pub fn with_prior(&self, prior: impl IntoIterator<Item = Q>) -> Result<Game, Error> {
        self.to_builder().prior(prior).build()
    }

    /// The same game under another name.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the name has control characters, as for [`GameBuilder::build`].
    pub fn rename(&self, name: impl Into<String>) -> Result<Game, Error> {
        let name = name.into();
        check_text(|| "name".into(), &name).map_err(Error::Game)?;
        let frame = Frame { name: Some(name), ..Frame::clone(&self.0.frame) };
        Ok(Game::from_parts(Parts { frame: Arc::new(frame), ..Parts::clone(&self.0) }))
    }

    pub(crate) fn from_parts(parts: Parts) -> Game {
        Game(Arc::new(parts))
    }

    /// The name, if one was given.
    pub fn name(&self) -> Option<&str> {
        self.0.frame.name.as_deref()
    }

    /// Labels of the sender's types.
    pub fn types(&self) -> &[String] {
        &self.0.frame.types
    }

    /// Labels of the messages.
    pub fn messages(&self) -> &[String] {
        &self.0.frame.messages
    }

    /// Labels of the receiver's actions.
    pub fn actions(&self) -> &[String] {
        &self.0.frame.actions
    }

    /// Prior probability of each type: positive, summing to 1.
    pub fn prior(&self) -> &[Q] {
        &self.0.prior
    }

    /// What the sender of type `t` gets when `m` is answered by `a`; 0 where that cannot happen.
    pub fn sender_payoff(&self, t: usize, m: usize, a: usize) -> &Q {
        &self.0.sender[t][m][a]
    }

    /// What the receiver gets when type `t` sent `m` and `a` is the reply; 0 where that cannot
    /// happen.
    pub fn receiver_payoff(&self, t: usize, m: usize, a: usize) -> &Q {
        &self.0.receiver[t][m][a]
    }

    /// May type `t` send message `m`?
    pub fn is_available(&self, t: usize, m: usize) -> bool {
        self.0.frame.available[t][m]
    }

    /// The types that may send message `m`, ascending.
    pub fn senders(&self, m: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.types().len()).filter(move |&t| self.is_available(t, m))
    }

    /// The actions that may follow message `m`, ascending.
    pub fn replies(&self, m: usize) -> &[usize] {
        &self.0.frame.replies[m]
    }

    /// Are two messages copies of one another: the same senders, replies and payoffs?
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

    /// What the sender gets, `[type][message][action]`; 0 where that cannot happen.
    pub fn sender_payoffs(&self) -> &[Vec<Vec<Q>>] {
        &self.0.sender
    }

    /// What the receiver gets, `[type][message][action]`; 0 where that cannot happen.
    pub fn receiver_payoffs(&self) -> &[Vec<Vec<Q>>] {
        &self.0.receiver
    }

    /// Is this cheap talk: every message open to every type, every action open after every
    /// message, and payoffs that no message changes?
    pub fn is_cheap_talk(&self) -> bool {
        let same = |rows: &[Vec<Vec<Q>>]| {
            rows.iter().all(|row| row.windows(2).all(|pair| pair[0] == pair[1]))
        };
        self.0.frame.available.iter().flatten().all(|&open| open)
            && self.0.frame.replies.iter().all(|replies| replies.len() == self.actions().len())
            && same(&self.0.sender)
            && same(&self.0.receiver)
    }

    /// The types that cannot send every message, each with the messages it can send.
    pub fn restricted_types(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.types()
            .iter()
            .zip(&self.0.frame.available)
            .filter(|(_, row)| row.contains(&false))
            .map(|(label, row)| {
                let open = self.messages().iter().zip(row).filter(|&(_, &open)| open);
                (label.as_str(), open.map(|(message, _)| message.as_str()).collect())
            })
    }

    /// The messages that not every action may follow, each with the actions that may.
    pub fn restricted_messages(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        let all = self.actions().len();
        self.messages()
            .iter()
            .zip(&self.0.frame.replies)
            .filter(move |(_, row)| row.len() < all)
            .map(|(label, row)| {
                (label.as_str(), row.iter().map(|&a| self.actions()[a].as_str()).collect())
            })
    }
}
