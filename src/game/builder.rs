//! The builder of a game, which checks labels, payoffs and restrictions once.

use std::sync::Arc;

use super::games::{Games, Numbers};
use super::labels::Labels;
use super::payoff_shape::{GivenPayoffs, PayoffShape};
use super::prior::check_prior;
use super::reader_builder::ReaderBuilder;
use super::signalling_game::{Game, GameData, GameForm};
use crate::error::Error;
use crate::exact::{Digits, Q};

/// A builder of games; [`GameBuilder::build`] checks all that was given.
///
/// A setter replaces what an earlier call gave, except [`available`](Self::available) and
/// [`replies`](Self::replies), each of which adds one restriction. Payoffs are indexed
/// `[type][message][action]`.
///
/// ```
/// use schelling::{Error, Game, Q};
///
/// # fn main() -> Result<(), Error> {
/// let q = |n: i64| Q::from(n);
/// let row = |row: [[i64; 2]; 2]| row.map(|cells| cells.map(q).to_vec()).to_vec();
/// let game = Game::builder()
///     .name("beer-quiche")
///     .types(["wimp", "strong"])
///     .messages(["quiche", "beer"])
///     .actions(["duel", "pass"])
///     .prior(["1/10".parse()?, "9/10".parse()?])
///     .sender(vec![row([[1, 3], [0, 2]]), row([[0, 2], [1, 3]])])
///     .receiver(vec![row([[1, 0], [1, 0]]), row([[0, 1], [0, 1]])])
///     .build()?;
/// assert_eq!(game.sender_payoff(0, 0, 1), &q(3));
///
/// let error = Game::builder().prior(["1/2".parse()?, "2/3".parse()?]).build().unwrap_err();
/// assert_eq!(error.to_string(), "prior sums to 7/6: its entries must sum to 1 exactly");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct GameBuilder {
    pub(super) name: Option<String>,
    pub(super) types: Option<Vec<String>>,
    pub(super) messages: Option<Vec<String>>,
    pub(super) actions: Option<Vec<String>>,
    pub(super) prior: Option<Vec<Q>>,
    pub(super) normalise: bool,
    not_finite: Option<(usize, f64)>,
    pub(super) sender: Option<GivenPayoffs>,
    pub(super) receiver: Option<GivenPayoffs>,
    pub(super) available: Vec<(String, Vec<String>)>,
    pub(super) replies: Vec<(String, Vec<String>)>,
    pub(super) receiver_types: Option<Vec<String>>,
    pub(super) joint_prior: Option<Vec<Vec<Q>>>,
    /// `[t][s]`, where a marginal prior is given.
    pub(super) chances: Option<Vec<Vec<Q>>>,
    pub(super) readers: Option<Vec<ReaderBuilder>>,
    pub(super) costs: Option<Vec<Vec<Q>>>,
}

pub(super) fn collect(labels: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    labels.into_iter().map(Into::into).collect()
}

impl GameBuilder {
    /// The name of the game.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The labels of the types; `t1`, `t2`, … when never called.
    pub fn types(mut self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.types = Some(collect(labels));
        self
    }

    /// The labels of the messages; `m1`, `m2`, … when never called.
    pub fn messages(mut self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.messages = Some(collect(labels));
        self
    }

    /// The labels of the actions; `a1`, `a2`, … when never called.
    pub fn actions(mut self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.actions = Some(collect(labels));
        self
    }

    /// The probability of each type: positive, summing to 1 exactly.
    pub fn prior(mut self, prior: impl IntoIterator<Item = Q>) -> Self {
        self.prior = Some(prior.into_iter().collect());
        self.normalise = false;
        self.not_finite = None;
        self
    }

    /// A prior of floats: each is read as the simplest rational that rounds to it, and if their sum
    /// differs from 1 by at most 1e-9 they are divided by it.
    pub fn prior_f64(mut self, prior: &[f64]) -> Self {
        self.not_finite = prior.iter().copied().enumerate().find(|(_, x)| !x.is_finite());
        self.prior = Some(prior.iter().map(|&x| Q::from_f64(x).unwrap_or_default()).collect());
        self.normalise = true;
        self
    }

    /// Declares that the prior given before is rounded: if its sum differs from 1 by at most 1e-9,
    /// its entries are divided by it instead of refused.
    pub fn normalise(mut self) -> Self {
        self.normalise = true;
        self
    }

    /// The sender's payoffs `[type][message][action]`, with `None` allowed in cells that cannot be
    /// reached, or `[type][receiver type][message][action]` where the receiver has types.
    pub fn sender(mut self, payoffs: impl Into<GivenPayoffs>) -> Self {
        self.sender = Some(payoffs.into());
        self
    }

    /// The receiver's payoffs, in the forms of [`sender`](Self::sender).
    pub fn receiver(mut self, payoffs: impl Into<GivenPayoffs>) -> Self {
        self.receiver = Some(payoffs.into());
        self
    }

    /// The payoffs `[type][action]` of both players in cheap talk, where they do not depend on the
    /// message; call [`messages`](Self::messages) as well.
    pub fn cheap_talk(mut self, sender: Vec<Vec<Q>>, receiver: Vec<Vec<Q>>) -> Self {
        self.sender = Some(GivenPayoffs::talk(sender));
        self.receiver = Some(GivenPayoffs::talk(receiver));
        self
    }

    /// Restricts the type `kind` to these messages (hard evidence); other types keep all.
    pub fn available(
        mut self,
        kind: impl Into<String>,
        messages: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.available.push((kind.into(), collect(messages)));
        self
    }

    /// Restricts the replies to `message` to these actions; other messages keep all.
    pub fn replies(
        mut self,
        message: impl Into<String>,
        actions: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.replies.push((message.into(), collect(actions)));
        self
    }

    /// The labels of the receiver's types, where it knows something too; call
    /// [`joint_prior`](Self::joint_prior) as well, and give payoffs by both types.
    pub fn receiver_types(mut self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.receiver_types = Some(collect(labels));
        self
    }

    /// The probability of each pair `[type][receiver type]`, zeros allowed, summing to 1 exactly.
    ///
    /// ```
    /// use schelling::{Error, Game, Q};
    ///
    /// # fn main() -> Result<(), Error> {
    /// // the sender holds a high card or a low one, the receiver the other
    /// let won = |t: usize, s: usize| Q::from(if t < s { 2 } else { -2 });
    /// let cells = |sign: Q| -> Vec<Vec<Vec<Vec<Q>>>> {
    ///     let row = |t, s| vec![vec![&sign * &won(t, s), sign.clone()]];
    ///     (0..2).map(|t| (0..2).map(|s| row(t, s)).collect()).collect()
    /// };
    /// let half: Q = "1/2".parse()?;
    /// let game = Game::builder()
    ///     .types(["high", "low"])
    ///     .receiver_types(["high", "low"])
    ///     .messages(["bet"])
    ///     .actions(["call", "fold"])
    ///     .joint_prior(vec![vec![Q::ZERO, half.clone()], vec![half.clone(), Q::ZERO]])
    ///     .sender(cells(Q::ONE))
    ///     .receiver(cells(Q::from(-1)))
    ///     .build()?;
    /// assert_eq!(game.prior(), [half.clone(), half]);
    /// assert_eq!(game.readers()[0].chances(), [[Q::ZERO, Q::ONE], [Q::ONE, Q::ZERO]]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn joint_prior(mut self, prior: Vec<Vec<Q>>) -> Self {
        self.joint_prior = Some(prior);
        self.normalise = false;
        self
    }

    /// Adds an audience, which then stands in the place of the receiver; the payoffs of the sender
    /// add up over audiences.
    pub fn reader(mut self, reader: ReaderBuilder) -> Self {
        self.readers.get_or_insert_default().push(reader);
        self
    }

    /// All audiences; at least one is needed once this was called.
    pub fn readers(mut self, readers: impl IntoIterator<Item = ReaderBuilder>) -> Self {
        self.readers = Some(readers.into_iter().collect());
        self
    }

    /// The costs `[type][message]` that the sender pays for a message, beside its payoffs.
    pub fn message_costs(mut self, costs: Vec<Vec<Q>>) -> Self {
        self.costs = Some(costs);
        self
    }

    /// Checks every part and makes the game.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] with one sentence that names the first entry at fault: a list of the wrong
    /// length, a repeated or empty label, a label or a name with control characters (line ends,
    /// tabs, escapes, what turns the direction of writing), a prior that is not positive or does
    /// not sum to 1, a label that is not known, a type without a message, a message without a type
    /// or an action, a cell that can be reached and has no number, or numbers beyond two machine
    /// words with more than a million digits in all.
    pub fn build(self) -> Result<Game, Error> {
        self.data().map(Game::from_data).map_err(Error::Game)
    }

    fn data(self) -> Result<GameData, String> {
        if self.has_readers() {
            return self.with_readers();
        }
        let missing = |what: &str, cure: &str| format!("{what} is missing: give {cure}");
        let prior = self.prior.ok_or_else(|| missing("prior", "the probability of each type"))?;
        let types = Labels::new("types", 't', self.types, || Ok(prior.len()))?;
        if let Some((t, x)) = self.not_finite {
            return Err(format!("prior[{t}] is {x}: give a finite number"));
        }
        types.check_count(|| "prior".into(), prior.len())?;
        let mut digits = Digits::default();
        prior.iter().try_for_each(|p| digits.number(p, 1))?;
        let prior = check_prior(prior, &types.list, self.normalise)?;

        let cells = "one number for each [type][message][action]";
        let sender = self.sender.ok_or_else(|| missing("sender", cells))?;
        let receiver = self.receiver.ok_or_else(|| missing("receiver", cells))?;
        let messages = Labels::new("messages", 'm', self.messages, || sender.messages())?;
        let actions = Labels::new("actions", 'a', self.actions, || sender.actions())?;

        sender.count_digits(&mut digits, messages.len())?;
        receiver.count_digits(&mut digits, messages.len())?;
        let shape = PayoffShape::new(types, messages, actions, self.available, self.replies)?;
        let (sender, receiver) = (shape.fill("sender", sender)?, shape.fill("receiver", receiver)?);
        let form = Arc::new(shape.form(self.name)?);
        Ok(GameData { form, prior, sender, receiver, audiences: None })
    }

    /// Many games of this form: see [`Games`].
    ///
    /// Priors and payoffs given before are not used. Each of `prior`, `sender` and `receiver` holds
    /// the numbers of all games, one game after another, or of one game, for all.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when labels are missing or wrong, or the numbers are too few or too many.
    pub fn many(
        self,
        count: usize,
        prior: Numbers,
        sender: Numbers,
        receiver: Numbers,
    ) -> Result<Games, Error> {
        if self.has_readers() {
            return Err(Error::Game(
                "many games of one form have one receiver without types".into(),
            ));
        }
        let missing = || Err("it is missing: many games need a list of labels".into());
        let form = || {
            let types = Labels::new("types", 't', self.types, missing)?;
            let messages = Labels::new("messages", 'm', self.messages, missing)?;
            let actions = Labels::new("actions", 'a', self.actions, missing)?;
            let shape = PayoffShape::new(types, messages, actions, self.available, self.replies)?;
            shape.form(self.name)
        };
        Games::new(form().map_err(Error::Game)?, count, prior, sender, receiver)
    }
}

impl Game {
    /// An empty builder.
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

    /// A cheap-talk game: payoffs `[type][action]` that do not depend on the message (Crawford and
    /// Sobel 1982). Types and actions are called `t1`, …, `a1`, …; [`GameBuilder::cheap_talk`] lets
    /// you label them.
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

    /// A builder filled with this game, for a variant of it.
    pub fn to_builder(&self) -> GameBuilder {
        let GameData { form, prior, sender, receiver, audiences } = &*self.0;
        let GameForm { name, types, messages, actions, .. } = &**form;
        let mut builder =
            Game::builder().types(types).messages(messages).prior(prior.iter().cloned());
        builder = match audiences {
            None => builder.actions(actions).sender(sender.clone()).receiver(receiver.clone()),
            Some(audiences) => builder.gathered(audiences),
        };
        if let Some(name) = name {
            builder = builder.name(name);
        }
        for (label, messages) in self.restricted_types() {
            builder = builder.available(label, messages);
        }
        if audiences.is_none() {
            for (label, actions) in self.restricted_messages() {
                builder = builder.replies(label, actions);
            }
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
}
