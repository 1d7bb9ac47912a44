//! The builder's part for games of readers: several audiences, or a receiver who knows something.

use super::builder::GameBuilder;
use super::labels::{Labels, check_text, restrict};
use super::payoff_shape::check_senders;
use super::prior::{check_prior, distribution, total};
use super::reader::{InformationSet, Reader};
use super::reader_builder::ReaderBuilder;
use super::readers::{Audiences, RECEIVER, gather};
use super::signalling_game::{GameData, GameForm};
use crate::error::{brief, quoted};
use crate::exact::{Digits, Q};

impl GameBuilder {
    /// Is the game to have readers, or a receiver with types?
    pub(super) fn has_readers(&self) -> bool {
        self.readers.is_some()
            || self.receiver_types.is_some()
            || self.joint_prior.is_some()
            || self.costs.is_some()
    }

    /// The builder filled with the readers of a game.
    pub(super) fn gathered(mut self, audiences: &Audiences) -> GameBuilder {
        let messages = self.messages.clone().unwrap_or_default();
        let mut readers: Vec<ReaderBuilder> =
            audiences.readers.iter().map(|reader| reader.to_builder(&messages)).collect();
        if let [_] = readers[..] {
            let only = readers.remove(0);
            self.receiver_types = only.types;
            self.chances = only.chances;
            self.actions = only.actions;
            self.sender = only.sender;
            self.receiver = only.receiver;
            self.replies = only.replies;
            return self;
        }
        self.readers = Some(readers);
        self.costs = Some(audiences.costs.clone());
        self
    }

    /// The data of a game with readers, a receiver with types, or costs of messages.
    pub(super) fn with_readers(mut self) -> Result<GameData, String> {
        let mut digits = Digits::default();
        self.split_joint_prior(&mut digits)?;
        let prior =
            self.prior.take().ok_or("prior is missing: give the probability of each type")?;
        let types = Labels::new("types", 't', self.types.take(), || Ok(prior.len()))?;
        types.check_count(|| "prior".into(), prior.len())?;
        prior.iter().try_for_each(|p| digits.number(p, 1))?;
        let prior = check_prior(prior, &types.list, self.normalise)?;

        let named = self.readers.is_some();
        let readers = self.audiences()?;
        let messages = Labels::new("messages", 'm', self.messages.take(), || {
            let first = readers.first().and_then(|reader| reader.sender.as_ref());
            first.map_or(Ok(0), |payoffs| payoffs.messages())
        })?;
        let available = std::mem::take(&mut self.available);
        let open = restrict("available", available.clone(), &types, &messages)?;
        check_senders(&open, &messages)?;
        let costs = check_costs(self.costs.take(), &types, &messages, &open, &mut digits)?;
        check_names(&readers, &types, named)?;
        readers.iter().try_for_each(|reader| reader.count_digits(&mut digits, messages.len()))?;
        let build = |reader: ReaderBuilder| {
            let place =
                if named { format!("readers[{}].", quoted(&reader.name)) } else { String::new() };
            let built = reader.build(&types, &messages, &available);
            built.map_err(|sentence| format!("{place}{sentence}"))
        };
        let readers = readers.into_iter().map(build).collect::<Result<Vec<Reader>, String>>()?;
        check_words(&readers, named)?;
        // each cell of the first reader takes a share of the costs
        let cells = readers[0].actions.len() * readers[0].sets();
        costs.iter().flatten().try_for_each(|cost| digits.number(cost, cells))?;
        self.name.iter().try_for_each(|name| check_text(|| "name".into(), name))?;
        let form = GameForm {
            name: self.name,
            sets: vec![InformationSet::only(types.len(), 0)],
            types: types.list,
            messages: messages.list,
            actions: Vec::new(),
            available: open,
            replies: Vec::new(),
        };
        Ok(gather(form, prior, readers, costs))
    }

    /// The audiences that were given, or the receiver as one.
    fn audiences(&mut self) -> Result<Vec<ReaderBuilder>, String> {
        if let Some(readers) = self.readers.take() {
            let given = [
                ("sender", self.sender.is_some()),
                ("receiver", self.receiver.is_some()),
                ("actions", self.actions.is_some()),
                ("replies", !self.replies.is_empty()),
                ("receiver_types", self.receiver_types.is_some()),
            ];
            if let Some((field, _)) = given.iter().find(|(_, given)| *given) {
                return Err(format!(
                    "{field} and readers are both given: with readers, each has its own"
                ));
            }
            if readers.is_empty() {
                return Err("readers is empty: a game needs at least one".into());
            }
            return Ok(readers);
        }
        let form = match self.receiver_types {
            Some(_) => "[type][receiver type][message][action]",
            None => "[type][message][action]",
        };
        for (field, given) in [("sender", &self.sender), ("receiver", &self.receiver)] {
            if given.is_none() {
                return Err(format!("{field} is missing: give one number for each {form}"));
            }
        }
        let mut only = ReaderBuilder::new(RECEIVER.into());
        only.actions = match self.actions.take() {
            Some(labels) => Some(labels),
            None => {
                let count = self.sender.as_ref().map_or(Ok(0), |payoffs| payoffs.actions())?;
                Some((1..=count).map(|a| format!("a{a}")).collect())
            }
        };
        only.types = self.receiver_types.take();
        only.chances = self.chances.take();
        only.sender = self.sender.take();
        only.receiver = self.receiver.take();
        only.replies = std::mem::take(&mut self.replies);
        Ok(vec![only])
    }

    /// The prior of the sender's types and the chances that a joint prior means.
    fn split_joint_prior(&mut self, digits: &mut Digits) -> Result<(), String> {
        let Some(joint) = self.joint_prior.take() else {
            if self.receiver_types.is_some() && self.chances.is_none() {
                return Err("prior goes by type alone: with receiver_types, give the probability \
                            of each [type][receiver type]"
                    .into());
            }
            return Ok(());
        };
        let Some(labels) = &self.receiver_types else {
            return Err("prior goes by type and receiver type: give receiver_types as well".into());
        };
        let columns = Labels::new("receiver_types", 's', Some(labels.clone()), || Ok(0))?;
        let types = Labels::new("types", 't', self.types.take(), || Ok(joint.len()))?;
        types.check_count(|| "prior".into(), joint.len())?;
        for (t, row) in joint.iter().enumerate() {
            columns.check_count(|| format!("prior[{t}]"), row.len())?;
            row.iter().try_for_each(|p| digits.number(p, 1))?;
            if let Some(s) = row.iter().position(Q::is_negative) {
                let p = brief(&row[s]);
                return Err(format!("prior[{t}][{s}] is {p}: a probability cannot be negative"));
            }
            if row.iter().all(Q::is_zero) {
                return Err(format!(
                    "prior[{t}] is 0 throughout: type {} goes with no type of the receiver, so \
                     leave it out or raise an entry",
                    quoted(&types.list[t])
                ));
            }
        }
        if let Some(s) = (0..columns.len()).find(|&s| joint.iter().all(|row| row[s].is_zero())) {
            return Err(format!(
                "prior[..][{s}] is 0 throughout: receiver type {} goes with no type of the sender, \
                 so leave it out or raise an entry",
                quoted(&columns.list[s])
            ));
        }
        let flat = distribution("prior", joint.into_iter().flatten().collect(), self.normalise)?;
        let rows = flat.chunks(columns.len());
        let prior: Vec<Q> = rows.clone().map(total).collect();
        prior.iter().try_for_each(|p| digits.number(p, columns.len()))?;
        let chances = rows.zip(&prior).map(|(row, p)| row.iter().map(|q| q / p).collect());
        self.chances = Some(chances.collect());
        self.types = Some(types.list);
        self.prior = Some(prior);
        Ok(())
    }
}

/// Costs `[t][m]`, 0 where the type cannot send the message.
fn check_costs(
    given: Option<Vec<Vec<Q>>>,
    types: &Labels,
    messages: &Labels,
    open: &[Vec<bool>],
    digits: &mut Digits,
) -> Result<Vec<Vec<Q>>, String> {
    let Some(mut costs) = given else {
        return Ok(vec![vec![Q::ZERO; messages.len()]; types.len()]);
    };
    types.check_count(|| "costs".into(), costs.len())?;
    for (t, row) in costs.iter_mut().enumerate() {
        messages.check_count(|| format!("costs[{t}]"), row.len())?;
        row.iter().try_for_each(|cost| digits.number(cost, 1))?;
        let closed = row.iter_mut().zip(&open[t]).filter(|(_, open)| !**open);
        closed.for_each(|(cost, _)| *cost = Q::ZERO);
    }
    Ok(costs)
}

/// Checks that words have an audience that does not hear them, and that every reader is met.
fn check_words(readers: &[Reader], named: bool) -> Result<(), String> {
    let Some(listener) = readers.iter().find(|reader| !reader.words.is_empty()) else {
        return Ok(());
    };
    let place = if named { format!("readers[{}].", quoted(&listener.name)) } else { String::new() };
    if readers.len() == 1 {
        return Err(format!(
            "{place}words: there is no other reader from whom to keep them: give them as messages"
        ));
    }
    let never = |reader: &&Reader| reader.chances.iter().flatten().any(Q::is_zero);
    if let Some(reader) = readers.iter().find(never) {
        return Err(format!(
            "{place}words: readers[{}].chances has a 0, and words need chances above 0: raise it, or \
             leave the words out",
            quoted(&reader.name)
        ));
    }
    Ok(())
}

/// Checks the names of audiences, which objectives and results go by.
fn check_names(readers: &[ReaderBuilder], types: &Labels, named: bool) -> Result<(), String> {
    for (i, reader) in readers.iter().enumerate().filter(|_| named) {
        let name = &reader.name;
        let refuse = |why: String| Err(format!("readers[{i}] is called {}{why}", quoted(name)));
        if name.trim().is_empty() {
            return Err(format!("readers[{i}] has no name: give every reader one"));
        }
        check_text(|| format!("the name of readers[{i}]"), name)?;
        if let Some(first) = readers[..i].iter().position(|known| known.name == *name) {
            return refuse(format!(", the name of readers[{first}]: names must differ"));
        }
        if name == "sender" || name == RECEIVER {
            return refuse(": that names a side of the game, so call it otherwise".into());
        }
        if types.list.contains(name) {
            return refuse(", the label of a type of the sender: call it otherwise".into());
        }
    }
    Ok(())
}
