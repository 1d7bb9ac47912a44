//! An audience of the sender's, and what reads with one piece of information.

use std::ops::Range;

use super::payoff_shape::GivenPayoffs;
use super::reader_builder::ReaderBuilder;
use super::signalling_game::Game;
use crate::exact::Q;

/// An audience: it reads the message, acts once, and may hold a private type of its own.
///
/// Audience i of type s is met by the sender's type t with the chance `q_i(s|t)`. What it does
/// matters to nobody but itself and the sender, whose payoffs add up over the audiences. Readers
/// come from [`Reader::builder`] and are checked with the game they belong to.
///
/// Immutable, compared and hashed by value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reader {
    pub(super) name: String,
    pub(super) actions: Vec<String>,
    /// Empty where the reader knows nothing.
    pub(super) types: Vec<String>,
    /// `[t][s]`, where a reader who knows nothing has one type s.
    pub(super) chances: Vec<Vec<Q>>,
    /// `[t][s][m][a]`, 0 where the cell cannot be reached.
    pub(super) sender: TypedPayoffs,
    /// `[t][s][m][a]`, 0 where the cell cannot be reached.
    pub(super) receiver: TypedPayoffs,
    /// `[m]`: the actions that may follow message m, ascending.
    pub(super) replies: Vec<Vec<usize>>,
    /// The words that it alone hears beside the message; none where it hears the message only.
    pub(super) words: Vec<String>,
}

/// Payoffs `[t][s][m][a]`.
pub(super) type TypedPayoffs = Vec<Vec<Vec<Vec<Q>>>>;

impl Reader {
    /// A builder of a reader of this name.
    pub fn builder(name: impl Into<String>) -> ReaderBuilder {
        ReaderBuilder::new(name.into())
    }

    /// The name of the audience.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The labels of its actions.
    pub fn actions(&self) -> &[String] {
        &self.actions
    }

    /// The labels of its types; none where it knows nothing but the message.
    pub fn types(&self) -> &[String] {
        &self.types
    }

    /// The chances `[t][s]` that the sender's type t meets the reader's type s; each row sums to 1.
    /// A reader without types has the chances `[t][0] = 1`.
    pub fn chances(&self) -> &[Vec<Q>] {
        &self.chances
    }

    /// The payoff of the sender's type `t` from this reader, when it is of type `s` (0 if it has no
    /// types) and answers `m` by `a`; 0 where that cannot happen.
    pub fn sender_payoff(&self, t: usize, s: usize, m: usize, a: usize) -> &Q {
        &self.sender[t][s][m][a]
    }

    /// The reader's own payoff there.
    pub fn receiver_payoff(&self, t: usize, s: usize, m: usize, a: usize) -> &Q {
        &self.receiver[t][s][m][a]
    }

    /// The actions that may follow message `m`, ascending.
    pub fn replies(&self, m: usize) -> &[usize] {
        &self.replies[m]
    }

    /// The labels of the words that it alone hears beside the message: cheap talk, since no payoff
    /// depends on them. None where it hears the message only.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The messages that not every action may follow, each with the actions that may; `messages` are
    /// the labels of the game's.
    pub fn restricted_messages<'a>(
        &'a self,
        messages: &'a [String],
    ) -> impl Iterator<Item = (&'a str, Vec<&'a str>)> {
        let all = self.actions.len();
        let some = messages.iter().zip(&self.replies).filter(move |(_, open)| open.len() < all);
        some.map(|(label, open)| {
            (label.as_str(), open.iter().map(|&a| self.actions[a].as_str()).collect())
        })
    }

    /// The number of its information sets: of its types, or one where it has none.
    pub(super) fn sets(&self) -> usize {
        self.types.len().max(1)
    }

    /// A builder filled with this reader, for a variant of it; `messages` are the labels of the game's.
    pub fn to_builder(&self, messages: &[String]) -> ReaderBuilder {
        let given = |payoffs: &TypedPayoffs| -> GivenPayoffs {
            if self.types.is_empty() {
                payoffs.iter().map(|of_type| of_type[0].clone()).collect::<Vec<_>>().into()
            } else {
                payoffs.clone().into()
            }
        };
        let mut builder = Reader::builder(&self.name)
            .actions(&self.actions)
            .sender(given(&self.sender))
            .receiver(given(&self.receiver));
        if !self.types.is_empty() {
            builder = builder.types(&self.types).chances(self.chances.clone());
        }
        if !self.words.is_empty() {
            builder = builder.words(&self.words);
        }
        for (label, actions) in self.restricted_messages(messages) {
            builder = builder.replies(label, actions);
        }
        builder
    }
}

/// An information set: one audience with one of its types, that is all readers who read with the
/// same piece of information. It chooses its own reply to each message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InformationSet {
    pub(super) audience: usize,
    pub(super) reader_type: Option<usize>,
    pub(super) actions: Range<usize>,
    pub(super) weights: Vec<Q>,
}

impl InformationSet {
    /// The only information set of a game whose receiver has so many actions and knows nothing.
    pub(super) fn only(types: usize, actions: usize) -> InformationSet {
        let weights = vec![Q::ONE; types];
        InformationSet { audience: 0, reader_type: None, actions: 0..actions, weights }
    }

    /// The position of the audience in [`Game::readers`](super::Game::readers); 0 where the game has
    /// one receiver.
    pub fn audience(&self) -> usize {
        self.audience
    }

    /// The audience's type, if it has types.
    pub fn reader_type(&self) -> Option<usize> {
        self.reader_type
    }

    /// The positions of its actions in [`Game::actions`](super::Game::actions).
    pub fn actions(&self) -> Range<usize> {
        self.actions.clone()
    }

    /// The label of its audience's type, or nothing where that has no types.
    pub(crate) fn own_type<'g>(&self, game: &'g Game) -> &'g str {
        let reader = game.readers().get(self.audience);
        reader.zip(self.reader_type).map_or("", |(reader, s)| &reader.types[s])
    }

    /// Its labels by what they name: those of its audience, if there are several, and of its type, if
    /// it has one.
    pub(crate) fn labels<'g>(&self, game: &'g Game) -> Vec<(&'static str, &'g str)> {
        let several = game.readers().len() > 1;
        let name = several.then(|| ("reader", game.readers()[self.audience].name()));
        let kind = if several { "reader_type" } else { "receiver_type" };
        let own = self.reader_type.map(|_| (kind, self.own_type(game)));
        name.into_iter().chain(own).collect()
    }

    /// `[t]`: the chance that the sender's type t meets it.
    pub fn weights(&self) -> &[Q] {
        &self.weights
    }
}
