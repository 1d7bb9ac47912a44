//! A game of several readers: one flat game, in which the readers' payoffs are weighed by the chance
//! that the sender's type meets them.
//!
//! With `w_r(t)` the chance that type t meets the information set r = (audience, its type), the
//! sender's payoff from `(m, rho)` is
//!
//! ```text
//! -c[t,m] + sum_r w_r(t) sum_a rho_r[m,a] uS_r[t,m,a]
//! ```
//!
//! The actions of the flat game are all pairs (r, a), set by set, and its payoffs are the weighted
//! ones, `w_r(t) uS_r[t,m,a]` and `w_r(t) uR_r[t,m,a]`. A mixed reply is one vector over them which
//! sums to 1 within each information set, so that payoffs are what they are with one receiver. The
//! cost `c[t,m]` is taken off every action of the first set that type t meets, so that a set adds
//! nothing to the payoffs of types that never meet it.

use std::collections::HashMap;
use std::sync::Arc;

use super::reader::{InformationSet, Reader};
use super::signalling_game::{Game, GameData, GameForm};
use crate::error::{Error, did_you_mean, quoted};
use crate::exact::Q;

/// The readers of a game, as they were given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Audiences {
    pub(super) readers: Vec<Reader>,
    /// `[t][m]`: what a message costs the sender; 0 where there is one reader, whose payoffs then
    /// have the costs in them.
    pub(super) costs: Vec<Vec<Q>>,
}

/// The name of the audience in a game of one receiver.
pub(super) const RECEIVER: &str = "receiver";

/// The game of these readers and costs `[t][m]` of messages; `form` has labels of types and messages
/// only. A single reader is called the receiver, and without types the game is a plain one.
pub(super) fn gather(
    mut form: GameForm,
    prior: Vec<Q>,
    mut readers: Vec<Reader>,
    mut costs: Vec<Vec<Q>>,
) -> GameData {
    if let [only] = &mut readers[..] {
        spell_out(&mut form, only, &mut costs);
    }
    let (types, messages) = (form.types.len(), form.messages.len());
    if let [only] = &mut readers[..] {
        let open =
            |t: usize, m: usize, a: usize| form.available[t][m] && only.replies[m].contains(&a);
        for (t, row) in only.sender.iter_mut().enumerate() {
            for (s, rows) in row.iter_mut().enumerate() {
                for (m, cells) in rows.iter_mut().enumerate() {
                    let cells = cells.iter_mut().enumerate();
                    cells
                        .filter(|&(a, _)| open(t, m, a))
                        .for_each(|(_, cell)| *cell -= &costs[t][m]);
                }
                if only.chances[t][s].is_zero() {
                    rows.iter_mut().flatten().for_each(|cell| *cell = Q::ZERO);
                }
            }
        }
        only.name = RECEIVER.into();
        costs = vec![vec![Q::ZERO; messages]; types];
        if only.types.is_empty() {
            form.actions = std::mem::take(&mut only.actions);
            form.replies = std::mem::take(&mut only.replies);
            form.sets = vec![InformationSet::only(types, form.actions.len())];
            let first = |rows: &mut Vec<Vec<Vec<Q>>>| rows.swap_remove(0);
            let (sender, receiver) = (
                only.sender.iter_mut().map(first).collect(),
                only.receiver.iter_mut().map(first).collect(),
            );
            return GameData { form: Arc::new(form), prior, sender, receiver, audiences: None };
        }
    }
    flat(form, prior, Audiences { readers, costs })
}

/// Makes a message of every pair of a message and a word of the only reader; the words themselves
/// where there is one message.
fn spell_out(form: &mut GameForm, only: &mut Reader, costs: &mut [Vec<Q>]) {
    let words = std::mem::take(&mut only.words);
    if words.is_empty() {
        return;
    }
    fn each<T: Clone>(list: &mut Vec<T>, times: usize) {
        *list = list.iter().flat_map(|one| vec![one.clone(); times]).collect();
    }
    let labels = std::mem::take(&mut form.messages);
    let pair = |m: &String, word: &String| match labels.len() {
        1 => word.clone(),
        _ => format!("{m}: {word}"),
    };
    form.messages =
        labels.iter().flat_map(|m| words.iter().map(move |word| pair(m, word))).collect();
    form.available.iter_mut().for_each(|row| each(row, words.len()));
    costs.iter_mut().for_each(|row| each(row, words.len()));
    each(&mut only.replies, words.len());
    let both = only.sender.iter_mut().chain(&mut only.receiver);
    both.flatten().for_each(|rows| each(rows, words.len()));
}

/// The flat game.
fn flat(mut form: GameForm, prior: Vec<Q>, audiences: Audiences) -> GameData {
    let (types, messages) = (form.types.len(), form.messages.len());
    let several = audiences.readers.len() > 1;
    form.actions.clear();
    form.sets.clear();
    form.replies = vec![Vec::new(); messages];
    let mut sender = vec![vec![Vec::new(); messages]; types];
    let mut receiver = sender.clone();
    for (audience, reader) in audiences.readers.iter().enumerate() {
        for s in 0..reader.sets() {
            let first = form.actions.len();
            let actions = first..first + reader.actions.len();
            let kind = reader.types.get(s);
            let place = match (several, kind) {
                (true, None) => reader.name.clone(),
                (true, Some(kind)) => format!("{}, {kind}", reader.name),
                (false, _) => kind.cloned().unwrap_or_default(),
            };
            form.actions.extend(reader.actions.iter().map(|action| format!("{place}: {action}")));
            for (open, replies) in form.replies.iter_mut().zip(&reader.replies) {
                open.extend(replies.iter().map(|a| first + a));
            }
            let weights: Vec<Q> = reader.chances.iter().map(|row| row[s].clone()).collect();
            for (t, weight) in weights.iter().enumerate() {
                for m in 0..messages {
                    let weigh = |cell: &Q| weight * cell;
                    sender[t][m].extend(reader.sender[t][s][m].iter().map(weigh));
                    receiver[t][m].extend(reader.receiver[t][s][m].iter().map(weigh));
                }
            }
            let reader_type = kind.map(|_| s);
            form.sets.push(InformationSet { audience, reader_type, actions, weights });
        }
    }
    for (t, costs) in audiences.costs.iter().enumerate() {
        let met = form.sets.iter().find(|set| set.weights[t].is_positive());
        let first = met.map_or(0..0, InformationSet::actions);
        for (m, cost) in costs.iter().enumerate().filter(|&(m, _)| form.available[t][m]) {
            let open = form.replies[m].iter().filter(|a| first.contains(a));
            open.for_each(|&a| sender[t][m][a] -= cost);
        }
    }
    let audiences = Some(Arc::new(audiences));
    GameData { form: Arc::new(form), prior, sender, receiver, audiences }
}

impl Game {
    /// The information sets, each an audience with one of its types, in the order of their actions;
    /// one where a game has one receiver who knows nothing but the message.
    pub fn information_sets(&self) -> &[InformationSet] {
        &self.0.form.sets
    }

    /// Does some audience hear words of its own beside the message?
    pub fn has_words(&self) -> bool {
        self.readers().iter().any(|reader| !reader.words.is_empty())
    }

    /// Refuses a game in which some audience hears words of its own: `what` does not take any.
    pub(crate) fn without_words(&self, what: &str) -> Result<(), Error> {
        match self.readers().iter().find(|reader| !reader.words.is_empty()) {
            None => Ok(()),
            Some(reader) => Err(Error::Game(format!(
                "words: {} hears words of its own, and {what} does not take any: leave the words \
                 out, or take `reader({:?})` of the game",
                quoted(&reader.name),
                reader.name
            ))),
        }
    }

    /// The audiences: none where the game has one receiver without types, whose payoffs the game
    /// itself holds, and one, called `receiver`, where the receiver has types.
    ///
    /// ```
    /// use schelling::game::Reader;
    /// use schelling::{Error, Game, Q};
    ///
    /// # fn main() -> Result<(), Error> {
    /// let table = |rows: [[i64; 2]; 2]| rows.map(|row| row.map(Q::from).to_vec()).to_vec();
    /// let listener = |name| {
    ///     Reader::builder(name)
    ///         .actions(["trust", "doubt"])
    ///         .cheap_talk(table([[1, 0], [1, 0]]), table([[1, 0], [0, 1]]))
    /// };
    /// let game = Game::builder()
    ///     .types(["good", "bad"])
    ///     .messages(["yes", "no"])
    ///     .prior(["1/3".parse()?, "2/3".parse()?])
    ///     .reader(listener("ally"))
    ///     .reader(listener("rival"))
    ///     .build()?;
    /// assert_eq!(game.readers()[1].name(), "rival");
    /// assert_eq!(game.information_sets()[1].actions(), 2..4);
    /// assert_eq!(game.actions()[2], "rival: trust");
    /// # Ok(())
    /// # }
    /// ```
    pub fn readers(&self) -> &[Reader] {
        self.0.audiences.as_ref().map_or(&[], |audiences| &audiences.readers)
    }

    /// The position of the information set whose action this is.
    pub(crate) fn set_of(&self, a: usize) -> usize {
        self.information_sets().partition_point(|set| set.actions.end <= a)
    }

    /// `[t][m]`: what a message costs the sender, beside the payoffs of its readers. It is 0 where
    /// there is one receiver, whose payoffs have the costs in them.
    pub fn message_costs(&self) -> Vec<Vec<Q>> {
        match &self.0.audiences {
            Some(audiences) => audiences.costs.clone(),
            None => vec![vec![Q::ZERO; self.messages().len()]; self.types().len()],
        }
    }

    /// Is there a type of the sender that never meets some information set?
    pub fn has_zero_chances(&self) -> bool {
        self.information_sets().iter().any(|set| set.weights.iter().any(Q::is_zero))
    }

    /// The name of an information set in a sentence.
    pub(crate) fn reader_label(&self, set: usize) -> String {
        let InformationSet { audience, reader_type, .. } = &self.information_sets()[set];
        let Some(reader) = self.readers().get(*audience) else { return format!("the {RECEIVER}") };
        let name = match self.readers() {
            [_] => format!("the {RECEIVER}"),
            _ => reader.name.clone(),
        };
        match reader_type {
            Some(s) => format!("{name} of type {:?}", reader.types[*s]),
            None => name,
        }
    }

    /// The label of an action among those of its reader.
    pub(crate) fn own_action(&self, action: usize) -> &str {
        let own = self.information_sets().iter().find(|set| set.actions.contains(&action));
        let reader = own.and_then(|set| Some((self.readers().get(set.audience)?, &set.actions)));
        reader.map_or(&self.actions()[action], |(r, actions)| &r.actions[action - actions.start])
    }

    /// The chance that type `t` meets the reader whose action this is.
    pub(crate) fn chance_of_meeting(&self, t: usize, action: usize) -> &Q {
        let sets = self.information_sets();
        let own = sets.iter().find(|set| set.actions.contains(&action));
        &own.unwrap_or(&sets[0]).weights[t]
    }

    /// The classes of information sets that are copies of one another, each of one set or more and
    /// ascending. Copies have proportional weights, the same replies, and the same payoffs wherever
    /// their weight is positive: only the weighted mean of their replies matters.
    pub fn reader_copies(&self) -> Vec<Vec<usize>> {
        type Share = Vec<Q>;
        type Cells<'a> = Vec<(&'a [Vec<Q>], &'a [Vec<Q>])>;
        let readers = self.readers();
        let mut classes: Vec<Vec<usize>> = Vec::new();
        let mut known: HashMap<(Share, &[Vec<usize>], Cells<'_>), usize> = HashMap::new();
        for (r, set) in self.information_sets().iter().enumerate() {
            let Some(reader) = readers.get(set.audience) else { return vec![vec![0]] };
            let s = set.reader_type.unwrap_or(0);
            let total: Q = set.weights.iter().cloned().sum();
            let share: Share = set.weights.iter().map(|weight| weight / &total).collect();
            let met = (0..share.len()).filter(|&t| !share[t].is_zero());
            let cells = met.map(|t| (&*reader.sender[t][s], &*reader.receiver[t][s])).collect();
            let class = *known.entry((share, &reader.replies, cells)).or_insert(classes.len());
            if class == classes.len() {
                classes.push(Vec::new());
            }
            classes[class].push(r);
        }
        classes
    }

    /// The position of an audience in [`Game::readers`], by its name.
    ///
    /// # Errors
    /// [`Error::Game`] when there is no audience of this name.
    pub fn reader_position(&self, name: &str) -> Result<usize, Error> {
        let names = || self.readers().iter().map(Reader::name);
        names().position(|known| known == name).ok_or_else(|| {
            let name = quoted(name);
            Error::Game(match self.readers() {
                [] => format!("there is no reader {name}: the game has one receiver"),
                _ => {
                    let known: Vec<String> = names().take(SHOWN).map(quoted).collect();
                    let close = did_you_mean(&name, names());
                    format!(
                        "there is no reader {name} (the readers are {}){close}",
                        known.join(", ")
                    )
                }
            })
        })
    }

    /// The game of one audience alone, with the costs of messages in its payoffs.
    ///
    /// # Errors
    /// [`Error::Game`] when there is no audience of this name.
    pub fn reader(&self, name: &str) -> Result<Game, Error> {
        let i = self.reader_position(name)?;
        Ok(self.with_readers(vec![self.readers()[i].clone()]))
    }

    /// The game without one of several audiences.
    ///
    /// # Errors
    /// [`Error::Game`] when there is no audience of this name, or no other.
    pub fn without_reader(&self, name: &str) -> Result<Game, Error> {
        let i = self.reader_position(name)?;
        if self.readers().len() == 1 {
            return Err(Error::Game(format!(
                "{} is the only reader: a game needs at least one",
                quoted(name)
            )));
        }
        let mut readers = self.readers().to_vec();
        readers.remove(i);
        Ok(self.with_readers(readers))
    }

    /// The game in which `change` was applied to the game of one audience, by its name, once for
    /// each of its types: there the audience is the receiver, without types, and messages cost
    /// nothing. What `change` may alter are payoffs.
    ///
    /// # Errors
    /// [`Error::Game`] when there is no audience of this name, or from `change`.
    ///
    /// ```
    /// use schelling::game::Reader;
    /// use schelling::{Error, Game, Q};
    ///
    /// # fn main() -> Result<(), Error> {
    /// let listener = |name| {
    ///     let zeros = || vec![vec![Q::ZERO; 2]];
    ///     Reader::builder(name).actions(["pass", "call"]).cheap_talk(zeros(), zeros())
    /// };
    /// let game = Game::builder()
    ///     .types(["bluffer"])
    ///     .messages(["threat"])
    ///     .prior([Q::ONE])
    ///     .reader(listener("rival"))
    ///     .reader(listener("public"))
    ///     .build()?;
    /// let tied = game.with_reader("rival", |alone| {
    ///     alone.with_audience_costs("call", ["bluffer"], [("threat", Q::from(5))])
    /// })?;
    /// assert_eq!(tied.readers()[0].sender_payoff(0, 0, 0, 1), &Q::from(-5));
    /// assert_eq!(tied.readers()[1], game.readers()[1]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_reader(
        &self,
        name: &str,
        change: impl Fn(&Game) -> Result<Game, Error>,
    ) -> Result<Game, Error> {
        let i = self.reader_position(name)?;
        let mut readers = self.readers().to_vec();
        for s in 0..readers[i].sets() {
            let changed = change(&self.alone(i, s))?;
            for t in 0..self.types().len() {
                let met = !readers[i].chances[t][s].is_zero();
                if met {
                    readers[i].sender[t][s].clone_from(&changed.0.sender[t]);
                    readers[i].receiver[t][s].clone_from(&changed.0.receiver[t]);
                }
            }
        }
        Ok(self.with_readers(readers))
    }

    /// The plain game of audience `i`, when it is of type `s`, without costs of messages.
    pub(super) fn alone(&self, i: usize, s: usize) -> Game {
        let reader = &self.readers()[i];
        let form = GameForm {
            actions: reader.actions.clone(),
            replies: reader.replies.clone(),
            sets: vec![InformationSet::only(self.types().len(), reader.actions.len())],
            ..GameForm::clone(&self.0.form)
        };
        Game::from_data(GameData {
            form: Arc::new(form),
            prior: self.prior().to_vec(),
            sender: reader.sender.iter().map(|rows| rows[s].clone()).collect(),
            receiver: reader.receiver.iter().map(|rows| rows[s].clone()).collect(),
            audiences: None,
        })
    }

    /// The same types, messages, prior and costs with other readers.
    fn with_readers(&self, readers: Vec<Reader>) -> Game {
        let form = GameForm::clone(&self.0.form);
        Game::from_data(gather(form, self.prior().to_vec(), readers, self.message_costs()))
    }

    /// The game with costs `[t][m]` of messages added to those that it has.
    pub(super) fn charge(&self, added: impl Fn(usize, usize) -> Q) -> Game {
        let Some(audiences) = &self.0.audiences else {
            return self.map_sender(|t, m, _, payoff| payoff - &added(t, m));
        };
        let mut costs = audiences.costs.clone();
        for (t, row) in costs.iter_mut().enumerate() {
            for (m, cost) in row.iter_mut().enumerate().filter(|&(m, _)| self.is_available(t, m)) {
                *cost += &added(t, m);
            }
        }
        let (form, readers) = (GameForm::clone(&self.0.form), audiences.readers.clone());
        Game::from_data(gather(form, self.prior().to_vec(), readers, costs))
    }

    /// The name of the only audience, if the receiver has types; none where it has none.
    ///
    /// # Errors
    /// [`Error::Game`] when there are several.
    pub(super) fn only_reader(&self) -> Result<Option<&str>, Error> {
        match self.readers() {
            [] => Ok(None),
            [only] => Ok(Some(only.name())),
            several => {
                let names: Vec<String> =
                    several.iter().take(SHOWN).map(|reader| quoted(reader.name())).collect();
                Err(Error::Game(format!(
                    "the game has several readers: name one of {}",
                    names.join(", ")
                )))
            }
        }
    }
}

/// The most names that an error lists. Not measured: it affects only the text.
const SHOWN: usize = 8;
