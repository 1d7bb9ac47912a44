//! Building a game: labels, payoffs, availability, and every check, done once.

use std::sync::Arc;

use super::labels::{Labels, check_text, restrict};
use super::{Frame, Game, Games, Numbers, Parts};
use crate::error::{Error, brief, quoted};
use crate::exact::{Digits, Q};

/// How far from 1 the sum of a prior made of rounded numbers may be: 1e-9.
const ROUNDING: (i64, i64) = (1, 1_000_000_000);

/// Payoffs as they were given.
#[derive(Clone, Debug)]
enum Payoffs {
    /// `[t][m][a]`; `None` where no number was given.
    Cells(Vec<Vec<Vec<Option<Q>>>>),
    /// `[t][a]`: the same whatever the message.
    Talk(Vec<Vec<Q>>),
}

/// Collects the parts of a game; [`GameBuilder::build`] checks them all.
///
/// Every setter replaces what an earlier call of it gave, except [`available`](Self::available) and
/// [`replies`](Self::replies), which add one restriction each. Payoffs are indexed
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
    name: Option<String>,
    types: Option<Vec<String>>,
    messages: Option<Vec<String>>,
    actions: Option<Vec<String>>,
    prior: Option<Vec<Q>>,
    normalise: bool,
    not_finite: Option<(usize, f64)>,
    sender: Option<Payoffs>,
    receiver: Option<Payoffs>,
    available: Vec<(String, Vec<String>)>,
    replies: Vec<(String, Vec<String>)>,
}

fn collect(labels: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    labels.into_iter().map(Into::into).collect()
}

fn some(payoffs: Vec<Vec<Vec<Q>>>) -> Payoffs {
    let row = |r: Vec<Q>| r.into_iter().map(Some).collect();
    let rows = |t: Vec<Vec<Q>>| t.into_iter().map(row).collect();
    Payoffs::Cells(payoffs.into_iter().map(rows).collect())
}

impl GameBuilder {
    /// The name of the game.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Labels of the types; `t1`, `t2`, … when never called.
    pub fn types(mut self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.types = Some(collect(labels));
        self
    }

    /// Labels of the messages; `m1`, `m2`, … when never called.
    pub fn messages(mut self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.messages = Some(collect(labels));
        self
    }

    /// Labels of the actions; `a1`, `a2`, … when never called.
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

    /// A prior of floats: each is read as the simplest rational that rounds to it, and a sum that
    /// is off 1 by at most 1e-9 is normalised.
    pub fn prior_f64(mut self, prior: &[f64]) -> Self {
        self.not_finite = prior.iter().copied().enumerate().find(|(_, x)| !x.is_finite());
        self.prior = Some(prior.iter().map(|&x| Q::from_f64(x).unwrap_or_default()).collect());
        self.normalise = true;
        self
    }

    /// Says that entries of the prior given before were rounded: if their sum is off 1 by at most
    /// 1e-9, they are divided by it instead of refused.
    pub fn normalise(mut self) -> Self {
        self.normalise = true;
        self
    }

    /// What the sender gets, `[type][message][action]`.
    pub fn sender(mut self, payoffs: Vec<Vec<Vec<Q>>>) -> Self {
        self.sender = Some(some(payoffs));
        self
    }

    /// What the receiver gets, `[type][message][action]`.
    pub fn receiver(mut self, payoffs: Vec<Vec<Vec<Q>>>) -> Self {
        self.receiver = Some(some(payoffs));
        self
    }

    /// What the sender gets, with `None` allowed in cells that cannot be reached.
    pub fn sender_cells(mut self, payoffs: Vec<Vec<Vec<Option<Q>>>>) -> Self {
        self.sender = Some(Payoffs::Cells(payoffs));
        self
    }

    /// What the receiver gets, with `None` allowed in cells that cannot be reached.
    pub fn receiver_cells(mut self, payoffs: Vec<Vec<Vec<Option<Q>>>>) -> Self {
        self.receiver = Some(Payoffs::Cells(payoffs));
        self
    }

    /// Payoffs of both players, `[type][action]`, that no message changes; call
    /// [`messages`](Self::messages) as well.
    pub fn cheap_talk(mut self, sender: Vec<Vec<Q>>, receiver: Vec<Vec<Q>>) -> Self {
        self.sender = Some(Payoffs::Talk(sender));
        self.receiver = Some(Payoffs::Talk(receiver));
        self
    }

    /// Restricts `kind`, a type, to these messages (hard evidence); other types keep all.
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
        self.parts().map(Game::from_parts).map_err(Error::Game)
    }

    fn parts(self) -> Result<Parts, String> {
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

        sender.count(&mut digits, messages.len())?;
        receiver.count(&mut digits, messages.len())?;
        let space = Space::new(types, messages, actions, self.available, self.replies)?;
        let (sender, receiver) = (space.fill("sender", sender)?, space.fill("receiver", receiver)?);
        Ok(Parts { frame: Arc::new(space.frame(self.name)?), prior, sender, receiver })
    }

    /// Many games of this form: see [`Games`].
    ///
    /// Labels and restrictions count, priors and payoffs given before do not. Each of `prior`,
    /// `sender` and `receiver` holds the numbers of all games, one game after another, or of one
    /// game, for all.
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
        let missing = || Err("it is missing: many games need a list of labels".into());
        let frame = || {
            let types = Labels::new("types", 't', self.types, missing)?;
            let messages = Labels::new("messages", 'm', self.messages, missing)?;
            let actions = Labels::new("actions", 'a', self.actions, missing)?;
            let space = Space::new(types, messages, actions, self.available, self.replies)?;
            space.frame(self.name)
        };
        Games::new(frame().map_err(Error::Game)?, count, prior, sender, receiver)
    }
}

impl Payoffs {
    /// Counts the digits that the payoffs have in a game of so many messages.
    fn count(&self, digits: &mut Digits, messages: usize) -> Result<(), String> {
        match self {
            Payoffs::Cells(cells) => {
                let mut numbers = cells.iter().flatten().flatten().flatten();
                numbers.try_for_each(|payoff| digits.number(payoff, 1))
            }
            Payoffs::Talk(rows) => {
                rows.iter().flatten().try_for_each(|payoff| digits.number(payoff, messages))
            }
        }
    }

    /// How many messages the first row speaks of, when nobody labelled them.
    fn messages(&self) -> Result<usize, String> {
        match self {
            Payoffs::Cells(cells) => Ok(cells.first().map_or(0, Vec::len)),
            Payoffs::Talk(_) => {
                Err("messages is missing: payoffs [type][action] do not say how many".into())
            }
        }
    }

    /// How many actions the first row speaks of, when nobody labelled them.
    fn actions(&self) -> Result<usize, String> {
        Ok(match self {
            Payoffs::Cells(cells) => cells.first().and_then(|t| t.first()).map_or(0, Vec::len),
            Payoffs::Talk(rows) => rows.first().map_or(0, Vec::len),
        })
    }
}

/// A prior that is positive and sums to 1, if need be and if it may be by dividing it by its sum.
pub(super) fn check_prior(
    prior: Vec<Q>,
    types: &[String],
    normalise: bool,
) -> Result<Vec<Q>, String> {
    if let Some(t) = prior.iter().position(|p| !p.is_positive()) {
        return Err(format!(
            "prior[{t}] is {}: every type needs a positive probability, so leave out type {} or \
             raise it",
            brief(&prior[t]),
            quoted(&types[t])
        ));
    }
    settled("prior", prior, normalise)
}

/// Probabilities that sum to 1: as they are or, where some are rounded and the sum is off by at most
/// 1e-9, divided by their sum. In an error they are called `what`.
pub(crate) fn settled(what: &str, list: Vec<Q>, rounded: bool) -> Result<Vec<Q>, String> {
    let sum = total(&list);
    if sum == Q::ONE {
        return Ok(list);
    }
    let slack = Q::of_words(ROUNDING.0, ROUNDING.1);
    if rounded && (&sum - &Q::ONE).abs() <= slack {
        Digits::default().number(&sum, list.len())?;
        return Ok(list.into_iter().map(|p| p / &sum).collect());
    }
    let cure = if rounded { "1, decimals and floats to within 1e-9" } else { "1 exactly" };
    Err(format!("{what} sums to {}: its entries must sum to {cure}", brief(sum)))
}

/// The sum of a list, in halves: adding one after another takes far longer where numbers are long.
pub(crate) fn total(list: &[Q]) -> Q {
    match list {
        [] => Q::ZERO,
        [only] => only.clone(),
        _ => {
            let (one, other) = list.split_at(list.len() / 2);
            total(one) + total(other)
        }
    }
}

/// The checked frame that payoffs are fitted into.
struct Space {
    types: Labels,
    messages: Labels,
    actions: Labels,
    /// `[t][m]`
    available: Vec<Vec<bool>>,
    /// `[m][a]`
    replies: Vec<Vec<bool>>,
}

impl Space {
    fn new(
        types: Labels,
        messages: Labels,
        actions: Labels,
        available: Vec<(String, Vec<String>)>,
        replies: Vec<(String, Vec<String>)>,
    ) -> Result<Space, String> {
        let available = restrict("available", available, &types, &messages)?;
        let replies = restrict("replies", replies, &messages, &actions)?;
        if let Some(m) = (0..messages.len()).find(|&m| !available.iter().any(|row| row[m])) {
            return Err(format!(
                "message {} can be sent by no type: make it available to one, or leave it out",
                quoted(&messages.list[m])
            ));
        }
        Ok(Space { types, messages, actions, available, replies })
    }

    fn frame(self, name: Option<String>) -> Result<Frame, String> {
        name.iter().try_for_each(|name| check_text(|| "name".into(), name))?;
        let open = |row: &Vec<bool>| (0..row.len()).filter(|&a| row[a]).collect();
        Ok(Frame {
            name,
            types: self.types.list,
            messages: self.messages.list,
            actions: self.actions.list,
            available: self.available,
            replies: self.replies.iter().map(open).collect(),
        })
    }

    /// Payoffs `[t][m][a]`, 0 where the cell cannot be reached.
    fn fill(&self, field: &str, payoffs: Payoffs) -> Result<Vec<Vec<Vec<Q>>>, String> {
        let rows = match payoffs {
            Payoffs::Cells(cells) => cells,
            Payoffs::Talk(rows) => self.repeat(field, rows)?,
        };
        self.types.check_count(|| field.into(), rows.len())?;
        rows.into_iter().enumerate().map(|(t, row)| self.fill_type(field, t, row)).collect()
    }

    /// Payoffs `[t][a]` copied to every message.
    fn repeat(&self, field: &str, rows: Vec<Vec<Q>>) -> Result<Vec<Vec<Vec<Option<Q>>>>, String> {
        rows.into_iter()
            .enumerate()
            .map(|(t, row)| {
                self.actions.check_count(|| format!("{field}[{t}]"), row.len())?;
                let row: Vec<Option<Q>> = row.into_iter().map(Some).collect();
                Ok(vec![row; self.messages.len()])
            })
            .collect()
    }

    fn fill_type(
        &self,
        field: &str,
        t: usize,
        row: Vec<Vec<Option<Q>>>,
    ) -> Result<Vec<Vec<Q>>, String> {
        self.messages.check_count(|| format!("{field}[{t}]"), row.len())?;
        row.into_iter()
            .enumerate()
            .map(|(m, cells)| {
                self.actions.check_count(|| format!("{field}[{t}][{m}]"), cells.len())?;
                let reached = |a: usize| self.available[t][m] && self.replies[m][a];
                cells
                    .into_iter()
                    .enumerate()
                    .map(|(a, cell)| match cell {
                        _ if !reached(a) => Ok(Q::ZERO),
                        Some(payoff) => Ok(payoff),
                        None => Err(self.hole(field, t, m, a)),
                    })
                    .collect()
            })
            .collect()
    }

    fn hole(&self, field: &str, t: usize, m: usize, a: usize) -> String {
        format!(
            "{field}[{t}][{m}][{a}] is missing: give a number, because type {} can send {} and {} can \
             follow unless `available` or `replies` says otherwise",
            quoted(&self.types.list[t]),
            quoted(&self.messages.list[m]),
            quoted(&self.actions.list[a])
        )
    }
}
