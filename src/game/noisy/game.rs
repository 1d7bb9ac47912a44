//! A signalling game whose messages are observed with noise.

use std::sync::Arc;

use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, check_text};

/// A signalling game whose messages are observed with noise: the receiver sees a signal.
///
/// Immutable, cheap to clone, compared and hashed by value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NoisyGame {
    game: Game,
    channel: Arc<Channel>,
}

/// What a receiver sees of the messages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Channel {
    signals: Vec<String>,
    /// `[t][m][s]`; rows of zeros where t cannot send m.
    noise: Vec<Vec<Vec<Q>>>,
}

impl Channel {
    /// The labels of the signals.
    pub fn signals(&self) -> &[String] {
        &self.signals
    }

    /// `[t][m][s]`: the probability that the receiver sees s when type t sends m; rows of zeros where
    /// it cannot.
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
    pub(crate) fn replies<'g>(&self, game: &'g Game, s: usize) -> &'g [usize] {
        self.origins(s).next().map_or(&[], |(_, m)| game.replies(m))
    }

    /// `[m][s]`, if the probabilities do not depend on the type.
    pub fn by_message(&self, game: &Game) -> Option<Vec<&[Q]>> {
        let row = |m: usize| {
            let mut rows = game.senders(m).map(|t| self.noise[t][m].as_slice());
            let first = rows.next()?;
            rows.all(|row| row == first).then_some(first)
        };
        (0..game.messages().len()).map(row).collect()
    }
}

/// A game of either kind, as files hold them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GameFile {
    /// A game whose receiver sees the messages.
    Plain(Game),
    /// A game whose receiver sees signals.
    Noisy(NoisyGame),
}

impl GameFile {
    /// The game, if its receiver sees the messages.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] says that there is noise, and what reads such games.
    pub fn plain(self) -> Result<Game, Error> {
        match self {
            GameFile::Plain(game) => Ok(game),
            GameFile::Noisy(_) => Err(Error::Game(
                "noise: this is a game whose messages are seen as signals, a NoisyGame: read it as \
                 one (`sg.read`, `io::read_file`)"
                    .into(),
            )),
        }
    }
}

impl Game {
    /// The game whose messages are seen through a channel that was made for it.
    pub(crate) fn seen_through(&self, channel: &Arc<Channel>) -> NoisyGame {
        NoisyGame { game: self.clone(), channel: channel.clone() }
    }
}

impl NoisyGame {
    /// The game in which message m is seen as signal s with probability `noise[m][s]`.
    ///
    /// Probabilities may be 0. A message that may be lost (*erasure*) leads to a signal for
    /// "nothing"; a signal that follows only one message reveals that message.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when a row is no distribution over the signals, two signals share a label, a
    /// signal follows no message, or messages that produce the same signal allow different replies.
    ///
    /// ```
    /// use schelling::equilibrium::NoisyGame;
    /// use schelling::{Game, Q, Search};
    ///
    /// let q = |text: &str| text.parse::<Q>().unwrap();
    /// let table = |rows: &[&[&str]]| -> Vec<Vec<Q>> {
    ///     rows.iter().map(|row| row.iter().map(|x| q(x)).collect()).collect()
    /// };
    ///
    /// // Bagwell 1995: the leader would commit to S if it were seen, and is not believed at 1/100
    /// let game = Game::builder()
    ///     .messages(["S", "C"]).actions(["S", "C"]).types(["leader"]).prior([Q::ONE])
    ///     .sender(vec![table(&[&["5", "3"], &["6", "4"]])])
    ///     .receiver(vec![table(&[&["2", "1"], &["3", "4"]])])
    ///     .build()?;
    /// let noise = table(&[&["99/100", "1/100"], &["1/100", "99/100"]]);
    /// let search = Search::default();
    /// let all = NoisyGame::new(&game, ["S", "C"], noise)?.equilibria(&search)?;
    /// assert!(all.iter().any(|eq| eq.sender()[0] == [q("0"), q("1")]));
    /// assert!(all.iter().all(|eq| eq.sender()[0] != [q("1"), q("0")]));
    ///
    /// // common interest, and one message in ten is lost: honesty is worth 9/10 + 1/10 * 1/2
    /// let same = || table(&[&["1", "0"], &["0", "1"]]);
    /// let talk = Game::cheap_talk(same(), same(), [q("1/2"), q("1/2")], ["left", "right"])?;
    /// let lost = table(&[&["9/10", "0", "1/10"], &["0", "9/10", "1/10"]]);
    /// let all = NoisyGame::new(&talk, ["left", "right", "nothing"], lost)?.equilibria(&search)?;
    /// assert_eq!(all.iter().map(|eq| eq.receiver_payoff()).max(), Some(&q("19/20")));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn new<L: Into<String>>(
        game: &Game,
        signals: impl IntoIterator<Item = L>,
        noise: Vec<Vec<Q>>,
    ) -> Result<NoisyGame, Error> {
        let messages = game.messages().len();
        if noise.len() != messages {
            return Err(Error::Game(format!(
                "noise: there are {} rows, but {messages} messages: give one for each",
                noise.len()
            )));
        }
        let row = |t: usize, m: usize| match game.is_available(t, m) {
            true => noise[m].clone(),
            false => vec![Q::ZERO; noise[m].len()],
        };
        let rows = |t: usize| (0..messages).map(|m| row(t, m)).collect();
        let by_type = (0..game.types().len()).map(rows).collect();
        NoisyGame::checked(game, signals, by_type, false)
    }

    /// The game in which message m of type t is seen as signal s with probability `noise[t][m][s]`:
    /// a lie that is found out is seen as another signal than the truth.
    ///
    /// Where t cannot send m, the row is empty or holds zeros.
    ///
    /// # Errors
    ///
    /// As for [`NoisyGame::new`].
    pub fn by_type<L: Into<String>>(
        game: &Game,
        signals: impl IntoIterator<Item = L>,
        noise: Vec<Vec<Vec<Q>>>,
    ) -> Result<NoisyGame, Error> {
        NoisyGame::checked(game, signals, noise, true)
    }

    fn checked<L: Into<String>>(
        game: &Game,
        signals: impl IntoIterator<Item = L>,
        mut noise: Vec<Vec<Vec<Q>>>,
        by_type: bool,
    ) -> Result<NoisyGame, Error> {
        if !game.readers().is_empty() {
            return Err(Error::Game(
                "noise: the game has readers with types or several of them: noise is defined for one \
                 receiver who knows nothing, so take `reader(name)` of the game"
                    .into(),
            ));
        }
        let signals: Vec<String> = signals.into_iter().map(Into::into).collect();
        let (types, messages) = (game.types().len(), game.messages().len());
        if noise.len() != types || noise.iter().any(|rows| rows.len() != messages) {
            return Err(Error::Game(format!(
                "noise: give {messages} rows for each of the {types} types: \
                 [type][message][signal]"
            )));
        }
        for (t, rows) in noise.iter_mut().enumerate() {
            for (m, row) in rows.iter_mut().enumerate() {
                if !game.is_available(t, m) && row.iter().all(Q::is_zero) {
                    row.resize(signals.len(), Q::ZERO);
                }
            }
        }
        let channel = Channel { signals, noise };
        channel.check(game, by_type).map_err(Error::Game)?;
        Ok(NoisyGame { game: game.clone(), channel: Arc::new(channel) })
    }

    /// The game without the noise.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// What the receiver sees of the messages.
    pub fn channel(&self) -> &Arc<Channel> {
        &self.channel
    }

    /// The labels of the signals.
    pub fn signals(&self) -> &[String] {
        self.channel.signals()
    }
}

impl Channel {
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
        for (s, signal) in self.signals.iter().enumerate() {
            let Some((_, first)) = self.origins(s).next() else {
                return Err(format!(
                    "noise: no message produces the signal {signal:?}: leave it out, or give it a \
                     chance after some message"
                ));
            };
            let same = |m: usize| game.replies(m) == game.replies(first);
            if let Some((_, other)) = self.origins(s).find(|&(_, m)| !same(m)) {
                return Err(format!(
                    "noise: the signal {signal:?} follows {:?} and {:?}, which allow different \
                     replies: allow the same ones, or give them signals of their own",
                    messages[first], messages[other]
                ));
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
