//! The builder of a reader, and its checks against the types and messages of a game.

use super::builder::collect;
use super::labels::Labels;
use super::payoff_shape::{GivenPayoffs, PayoffShape};
use super::prior::distribution;
use super::reader::{Reader, TypedPayoffs};
use crate::error::{brief, quoted};
use crate::exact::{Digits, Q};

/// A builder of readers, for [`GameBuilder::reader`](super::GameBuilder::reader). A setter replaces
/// what an earlier call gave, except [`replies`](Self::replies), which adds one restriction.
///
/// All is checked when the game is built, since payoffs have a row for each type and message of it.
#[derive(Clone, Debug, Default)]
pub struct ReaderBuilder {
    pub(super) name: String,
    pub(super) actions: Option<Vec<String>>,
    pub(super) types: Option<Vec<String>>,
    pub(super) chances: Option<Vec<Vec<Q>>>,
    pub(super) rounded: bool,
    pub(super) sender: Option<GivenPayoffs>,
    pub(super) receiver: Option<GivenPayoffs>,
    pub(super) replies: Vec<(String, Vec<String>)>,
    pub(super) words: Option<Vec<String>>,
}

impl ReaderBuilder {
    pub(super) fn new(name: String) -> ReaderBuilder {
        ReaderBuilder { name, ..ReaderBuilder::default() }
    }

    /// The labels of its actions.
    pub fn actions(mut self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.actions = Some(collect(labels));
        self
    }

    /// The labels of its types, which need [`chances`](Self::chances) as well; none when never
    /// called.
    pub fn types(mut self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.types = Some(collect(labels));
        self
    }

    /// The chances `[type][reader type]`, zeros allowed, each row summing to 1 exactly.
    pub fn chances(mut self, chances: Vec<Vec<Q>>) -> Self {
        self.chances = Some(chances);
        self.rounded = false;
        self
    }

    /// Declares that the chances given before are rounded: a row whose sum differs from 1 by at most
    /// 1e-9 is divided by it instead of refused.
    pub fn normalise(mut self) -> Self {
        self.rounded = true;
        self
    }

    /// What the sender gets from this reader: `[type][message][action]`, or
    /// `[type][reader type][message][action]` where the reader has types.
    pub fn sender(mut self, payoffs: impl Into<GivenPayoffs>) -> Self {
        self.sender = Some(payoffs.into());
        self
    }

    /// What the reader gets, in the same form.
    pub fn receiver(mut self, payoffs: impl Into<GivenPayoffs>) -> Self {
        self.receiver = Some(payoffs.into());
        self
    }

    /// The payoffs `[type][action]` of the sender and the reader where no message changes them.
    pub fn cheap_talk(mut self, sender: Vec<Vec<Q>>, receiver: Vec<Vec<Q>>) -> Self {
        self.sender = Some(GivenPayoffs::talk(sender));
        self.receiver = Some(GivenPayoffs::talk(receiver));
        self
    }

    /// The payoffs `[type][reader type][action]` of the sender and the reader where no message
    /// changes them.
    pub fn cheap_talk_by_type(
        mut self,
        sender: Vec<Vec<Vec<Q>>>,
        receiver: Vec<Vec<Vec<Q>>>,
    ) -> Self {
        self.sender = Some(GivenPayoffs::talk_by_type(sender));
        self.receiver = Some(GivenPayoffs::talk_by_type(receiver));
        self
    }

    /// Restricts its replies to `message` to these actions; other messages keep all.
    pub fn replies(
        mut self,
        message: impl Into<String>,
        actions: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.replies.push((message.into(), collect(actions)));
        self
    }

    /// The labels of the words that it alone hears beside the message, none when never called. They
    /// cost nothing and need several readers; a single one is sent messages.
    pub fn words(mut self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.words = Some(collect(labels));
        self
    }

    /// Counts the digits of its numbers in a game of so many messages, and those that payoffs get
    /// when they are weighed by the chances.
    pub(super) fn count_digits(&self, digits: &mut Digits, messages: usize) -> Result<(), String> {
        let payoffs = [&self.sender, &self.receiver].into_iter().flatten();
        payoffs.into_iter().try_for_each(|payoffs| payoffs.count_digits(digits, messages))?;
        let cells = 2 * messages * self.actions.as_ref().map_or(0, Vec::len);
        let mut chances = self.chances.iter().flatten().flatten();
        chances.try_for_each(|chance| digits.number(chance, 1 + cells))
    }

    /// The reader, in a game of these types and messages.
    pub(super) fn build(
        self,
        kinds: &Labels,
        messages: &Labels,
        available: &[(String, Vec<String>)],
    ) -> Result<Reader, String> {
        let form = ["[type]", "[type][reader type]"][usize::from(self.types.is_some())];
        let cells = |field: &str| {
            format!("{field} is missing: give one number for each {form}[message][action]")
        };
        let actions = self.actions.filter(|labels| !labels.is_empty());
        let actions = actions.ok_or("actions is empty: a reader needs at least one action")?;
        let sender = self.sender.ok_or_else(|| cells("sender"))?;
        let receiver = self.receiver.ok_or_else(|| cells("receiver"))?;
        let actions = Labels::new("actions", 'a', Some(actions), || Ok(0))?;
        let (types, chances) = match (self.types, self.chances) {
            (None, None) => (None, vec![vec![Q::ONE]; kinds.len()]),
            (Some(_), None) => {
                return Err("chances is missing: a reader with types needs chances \
                            [type][reader type]"
                    .into());
            }
            (None, Some(_)) => {
                return Err("types is missing: chances need the reader's types".into());
            }
            (Some(types), Some(chances)) => {
                let types = Labels::new("types", 't', Some(types), || Ok(0))?;
                let chances = check_chances(chances, kinds, &types, self.rounded)?;
                (Some(types), chances)
            }
        };
        let words = check_words(self.words)?;
        let replies = self.replies;
        let shape = PayoffShape::new(
            kinds.clone(),
            messages.clone(),
            actions,
            available.to_vec(),
            replies,
        )?;
        let fill = |field, payoffs: GivenPayoffs| -> Result<TypedPayoffs, String> {
            match &types {
                Some(types) => shape.fill_by_type(field, payoffs, types, &chances),
                None => {
                    let filled = shape.fill(field, payoffs)?;
                    Ok(filled.into_iter().map(|rows| vec![rows]).collect())
                }
            }
        };
        let (sender, receiver) = (fill("sender", sender)?, fill("receiver", receiver)?);
        let form = shape.form(None)?;
        Ok(Reader {
            name: self.name,
            actions: form.actions,
            types: types.map_or_else(Vec::new, |types| types.list),
            chances,
            sender,
            receiver,
            replies: form.replies,
            words,
        })
    }
}

/// The most words that a reader may have beside a message. As many words as types say all that words
/// can say, and a set of types has at most 128.
const MOST_WORDS: usize = 128;

/// The words of a reader.
fn check_words(words: Option<Vec<String>>) -> Result<Vec<String>, String> {
    let Some(words) = words else { return Ok(Vec::new()) };
    if words.is_empty() {
        return Err("words is empty: leave it out where a reader hears the message only".into());
    }
    if words.len() > MOST_WORDS {
        return Err(format!(
            "words has {} entries, and {MOST_WORDS} are allowed: as many words as types say all that \
             words can say",
            words.len()
        ));
    }
    Ok(Labels::new("words", 'w', Some(words), || Ok(0))?.list)
}

/// Chances `[t][s]`: distributions, of which each type of the reader has a share.
fn check_chances(
    chances: Vec<Vec<Q>>,
    kinds: &Labels,
    types: &Labels,
    rounded: bool,
) -> Result<Vec<Vec<Q>>, String> {
    kinds.check_count(|| "chances".into(), chances.len())?;
    let mut checked = Vec::with_capacity(chances.len());
    for (t, row) in chances.into_iter().enumerate() {
        let path = format!("chances[{t}]");
        types.check_count(|| path.clone(), row.len())?;
        if let Some(s) = row.iter().position(Q::is_negative) {
            let chance = brief(&row[s]);
            return Err(format!("{path}[{s}] is {chance}: a chance is at least 0, so raise it"));
        }
        checked.push(distribution(&path, row, rounded)?);
    }
    if let Some(s) = (0..types.len()).find(|&s| checked.iter().all(|row| row[s].is_zero())) {
        return Err(format!(
            "types[{s}] is {}, which goes with no type of the sender: raise one of its chances, or \
             leave it out",
            quoted(&types.list[s])
        ));
    }
    Ok(checked)
}
