//! The vocabulary: a finite signalling game, checked once and never changed.

mod builder;

use std::sync::Arc;

pub use builder::GameBuilder;

use crate::exact::Q;

/// A finite signalling game: nature draws a type, the sender sees it and sends a message, the
/// receiver sees the message and replies with an action.
///
/// Immutable, cheap to clone, compared and hashed by value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Game(Arc<Parts>);

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Parts {
    pub name: Option<String>,
    pub types: Vec<String>,
    pub messages: Vec<String>,
    pub actions: Vec<String>,
    pub prior: Vec<Q>,
    /// `[t][m][a]`, 0 where the cell cannot be reached.
    pub sender: Vec<Vec<Vec<Q>>>,
    /// `[t][m][a]`, 0 where the cell cannot be reached.
    pub receiver: Vec<Vec<Vec<Q>>>,
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

    pub(crate) fn from_parts(parts: Parts) -> Game {
        Game(Arc::new(parts))
    }

    /// The name, if one was given.
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Labels of the sender's types.
    pub fn types(&self) -> &[String] {
        &self.0.types
    }

    /// Labels of the messages.
    pub fn messages(&self) -> &[String] {
        &self.0.messages
    }

    /// Labels of the receiver's actions.
    pub fn actions(&self) -> &[String] {
        &self.0.actions
    }

    /// Prior probability of each type: positive, summing to 1.
    pub fn prior(&self) -> &[Q] {
        &self.0.prior
    }

    /// What the sender of type `t` gets when `m` is answered by `a`; 0 where that cannot happen.
    pub fn sender_payoff(&self, t: usize, m: usize, a: usize) -> &Q {
        &self.0.sender[t][m][a]
    }

    /// What the receiver gets when type `t` sent `m` and `a` is the reply; 0 where that cannot happen.
    pub fn receiver_payoff(&self, t: usize, m: usize, a: usize) -> &Q {
        &self.0.receiver[t][m][a]
    }

    /// May type `t` send message `m`?
    pub fn is_available(&self, t: usize, m: usize) -> bool {
        self.0.available[t][m]
    }

    /// The types that may send message `m`, ascending.
    pub fn senders(&self, m: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.types().len()).filter(move |&t| self.is_available(t, m))
    }

    /// The actions that may follow message `m`, ascending.
    pub fn replies(&self, m: usize) -> &[usize] {
        &self.0.replies[m]
    }
}
