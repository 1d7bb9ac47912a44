//! What the readers of a game see of the messages, and the checks of it.
//!
//! Audience i sees the signal o with probability `N_i[t,m,o]` when type t sends m. All signals
//! stand in one list, audience by audience, and so do the probabilities: those of one audience sum
//! to 1.

use std::ops::Range;

use crate::error::quoted;
use crate::exact::Q;
use crate::game::{Game, InformationSet, check_text};

/// What the readers of a game see of the messages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Channel {
    signals: Vec<String>,
    /// `[s]`: the label among the signals of its audience.
    own: Vec<String>,
    /// `[i]`: the signals of each audience.
    ranges: Vec<Range<usize>>,
    /// `[t][m][s]`; rows of zeros where t cannot send m.
    noise: Vec<Vec<Vec<Q>>>,
    /// `[s]`: the actions that may follow, ascending.
    replies: Vec<Vec<usize>>,
}

/// What one audience sees of the messages, as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenChannel {
    /// The labels of the signals; the messages when left out.
    pub signals: Option<Vec<String>>,
    /// The probabilities.
    pub noise: GivenNoise,
}

/// The probabilities of signals, as they are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenNoise {
    /// `[message][signal]`
    ByMessage(Vec<Vec<Q>>),
    /// `[type][message][signal]`, with an empty row where the type cannot send the message.
    ByType(Vec<Vec<Vec<Q>>>),
}

impl Channel {
    /// The labels of the signals, audience by audience; where there are several audiences, each
    /// with the name of its own in front.
    pub fn signals(&self) -> &[String] {
        &self.signals
    }

    /// The label of a signal among those of its audience.
    pub fn own_label(&self, s: usize) -> &str {
        &self.own[s]
    }

    /// The position of the audience that sees a signal.
    pub fn audience(&self, s: usize) -> usize {
        self.ranges.partition_point(|range| range.end <= s)
    }

    /// The signals of an audience, by position among all.
    pub fn signals_of(&self, audience: usize) -> Range<usize> {
        self.ranges[audience].clone()
    }

    /// `[t][m][s]`: the probability that the audience of s sees it when type t sends m; rows of
    /// zeros where it cannot.
    pub fn noise(&self) -> &[Vec<Vec<Q>>] {
        &self.noise
    }

    /// The signals that may be seen when type t sends m, each with its probability.
    pub(crate) fn seen(&self, t: usize, m: usize) -> impl Iterator<Item = (usize, &Q)> {
        self.noise[t][m].iter().enumerate().filter(|(_, chance)| !chance.is_zero())
    }

    /// The pairs of a type and a message that may produce a signal.
    pub(crate) fn origins(&self, s: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let produces = move |t: usize| {
            let messages = 0..self.noise[t].len();
            messages.filter(move |&m| !self.noise[t][m][s].is_zero()).map(move |m| (t, m))
        };
        (0..self.noise.len()).flat_map(produces)
    }

    /// The actions that may follow a signal, ascending.
    pub fn replies(&self, s: usize) -> &[usize] {
        &self.replies[s]
    }

    /// The information sets that read a signal, by position: those that some type meets which may
    /// produce it.
    pub(crate) fn readers<'g>(
        &'g self,
        game: &'g Game,
        s: usize,
    ) -> impl Iterator<Item = (usize, &'g InformationSet)> {
        let audience = self.audience(s);
        let sets = game.information_sets().iter().enumerate();
        sets.filter(move |(_, set)| {
            let met = |(t, _): (usize, usize)| set.weights()[t].is_positive();
            set.audience() == audience && self.origins(s).any(met)
        })
    }

    /// A reply to a signal with the first action of each reader who has none yet.
    pub(crate) fn completed(&self, game: &Game, s: usize, reply: Option<&[Q]>) -> Vec<Q> {
        let empty = || vec![Q::ZERO; game.actions().len()];
        let mut reply = reply.map_or_else(empty, <[Q]>::to_vec);
        for (_, set) in self.readers(game, s) {
            let none = reply.get(set.actions()).is_some_and(|own| own.iter().all(Q::is_zero));
            let first = self.replies[s].iter().find(|a| none && set.actions().contains(a));
            first.into_iter().for_each(|&a| reply[a] = Q::ONE);
        }
        reply
    }

    /// `[m][s]`: the probabilities of an audience, if they do not depend on the type.
    pub fn by_message(&self, game: &Game, audience: usize) -> Option<Vec<&[Q]>> {
        let row = |m: usize| {
            let mut rows = game.senders(m).map(|t| &self.noise[t][m][self.signals_of(audience)]);
            let first = rows.next()?;
            rows.all(|row| row == first).then_some(first)
        };
        (0..game.messages().len()).map(row).collect()
    }

    /// Does an audience see the messages themselves?
    pub fn is_clear(&self, game: &Game, audience: usize) -> bool {
        self.own[self.signals_of(audience)] == *game.messages()
            && self.by_message(game, audience).is_some_and(|rows| {
                let same = |(m, row): (usize, &&[Q])| row[m] == Q::ONE;
                rows.iter().enumerate().all(same)
            })
    }

    /// The channel of all audiences; one that is not given sees the messages.
    pub(super) fn new(game: &Game, given: Vec<Option<GivenChannel>>) -> Result<Channel, String> {
        let (types, messages) = (game.types().len(), game.messages().len());
        let several = game.readers().len() > 1;
        let mut channel = Channel {
            signals: Vec::new(),
            own: Vec::new(),
            ranges: Vec::new(),
            noise: vec![vec![Vec::new(); messages]; types],
            replies: Vec::new(),
        };
        for (audience, given) in given.into_iter().enumerate() {
            let name = several.then(|| game.readers()[audience].name());
            let place = name.map_or(String::new(), |name| format!("readers[{}].", quoted(name)));
            let first = channel.signals.len();
            let block = AudienceChannel::new(game, given)
                .map_err(|sentence| format!("{place}{sentence}"))?;
            let label = |own: &String| match name {
                None => own.clone(),
                Some(name) => format!("{name}: {own}"),
            };
            channel.signals.extend(block.signals.iter().map(label));
            for (rows, own) in channel.noise.iter_mut().zip(&block.noise) {
                rows.iter_mut().zip(own).for_each(|(row, own)| row.extend_from_slice(own));
            }
            channel.own.extend(block.signals);
            channel.ranges.push(first..channel.signals.len());
            for s in channel.signals_of(audience) {
                let replies = channel.common_replies(game, audience, s);
                channel.replies.push(replies.map_err(|sentence| format!("{place}{sentence}"))?);
            }
        }
        Ok(channel)
    }

    /// The actions that may follow all messages that produce a signal, which must be the same.
    fn common_replies(&self, game: &Game, audience: usize, s: usize) -> Result<Vec<usize>, String> {
        let signal = &self.own[s];
        let Some((_, first)) = self.origins(s).next() else {
            return Err(format!(
                "noise: no message produces the signal {signal:?}: leave it out, or give it a \
                 chance after some message"
            ));
        };
        let open = |m: usize| -> Vec<usize> {
            let sets = game.information_sets();
            let own = |a: &usize| sets[game.set_of(*a)].audience() == audience;
            game.replies(m).iter().copied().filter(own).collect()
        };
        let replies = open(first);
        if let Some((_, other)) = self.origins(s).find(|&(_, m)| open(m) != replies) {
            let messages = game.messages();
            return Err(format!(
                "noise: the signal {signal:?} follows {:?} and {:?}, which allow different \
                 replies: allow the same ones, or give them signals of their own",
                messages[first], messages[other]
            ));
        }
        Ok(replies)
    }
}

/// What one audience sees, checked.
struct AudienceChannel {
    signals: Vec<String>,
    /// `[t][m][s]`
    noise: Vec<Vec<Vec<Q>>>,
}

impl AudienceChannel {
    fn new(game: &Game, given: Option<GivenChannel>) -> Result<AudienceChannel, String> {
        let (types, messages) = (game.types().len(), game.messages().len());
        let (signals, noise) = match given {
            None => {
                let one = |m: usize, s: usize| Q::from(i64::from(m == s));
                let row = |m| (0..messages).map(|s| one(m, s)).collect();
                (None, GivenNoise::ByMessage((0..messages).map(row).collect()))
            }
            Some(given) => (given.signals, given.noise),
        };
        let signals = signals.unwrap_or_else(|| game.messages().to_vec());
        let by_type = matches!(noise, GivenNoise::ByType(_));
        let mut noise = match noise {
            GivenNoise::ByType(noise) => noise,
            GivenNoise::ByMessage(rows) if rows.len() == messages => {
                let row = |t: usize, m: usize| match game.is_available(t, m) {
                    true => rows[m].clone(),
                    false => vec![Q::ZERO; rows[m].len()],
                };
                (0..types).map(|t| (0..messages).map(|m| row(t, m)).collect()).collect()
            }
            GivenNoise::ByMessage(rows) => {
                return Err(format!(
                    "noise: there are {} rows, but {messages} messages: give one for each",
                    rows.len()
                ));
            }
        };
        if noise.len() != types || noise.iter().any(|rows| rows.len() != messages) {
            return Err(format!(
                "noise: give {messages} rows for each of the {types} types: \
                 [type][message][signal]"
            ));
        }
        for (t, rows) in noise.iter_mut().enumerate() {
            for (m, row) in rows.iter_mut().enumerate() {
                if !game.is_available(t, m) && row.iter().all(Q::is_zero) {
                    row.resize(signals.len(), Q::ZERO);
                }
            }
        }
        let block = AudienceChannel { signals, noise };
        block.check(game, by_type)?;
        Ok(block)
    }

    fn check(&self, game: &Game, by_type: bool) -> Result<(), String> {
        for (s, label) in self.signals.iter().enumerate() {
            check_text(|| format!("signals[{s}]"), label)?;
            if self.signals[..s].contains(label) {
                return Err(format!("signals: {label:?} is named twice: give each its own label"));
            }
        }
        let (types, messages) = (game.types(), game.messages());
        for (t, rows) in self.noise.iter().enumerate() {
            for (m, row) in rows.iter().enumerate() {
                let place = || match by_type {
                    true => format!("noise[{:?}][{:?}]", types[t], messages[m]),
                    false => format!("noise[{:?}]", messages[m]),
                };
                self.check_row(row, game.is_available(t, m), place)?;
            }
        }
        Ok(())
    }

    fn check_row(
        &self,
        row: &[Q],
        available: bool,
        place: impl Fn() -> String,
    ) -> Result<(), String> {
        if let Some(s) = row.iter().take(self.signals.len()).position(Q::is_negative) {
            return Err(format!(
                "{}[{:?}] is {}: a probability is at least 0",
                place(),
                self.signals[s],
                row[s]
            ));
        }
        let total: Q = row.iter().sum();
        if row.len() == self.signals.len() && total == Q::from(i64::from(available)) {
            return Ok(());
        }
        Err(match available {
            true => format!(
                "{}: give one probability for each signal ({}), with sum 1",
                place(),
                self.signals.join(", ")
            ),
            false => format!("{}: the type cannot send the message: leave the row out", place()),
        })
    }
}
