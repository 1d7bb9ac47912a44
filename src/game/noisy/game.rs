//! A signalling game whose messages are observed with noise.

use std::sync::Arc;

use super::channel::{Channel, GivenChannel, GivenNoise};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// A signalling game whose messages are observed with noise: the receiver sees a signal.
///
/// Immutable, cheap to clone, compared and hashed by value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NoisyGame {
    game: Game,
    channel: Arc<Channel>,
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
        NoisyGame::for_one(game, signals, GivenNoise::ByMessage(noise))
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
        NoisyGame::for_one(game, signals, GivenNoise::ByType(noise))
    }

    /// The noise of the only audience.
    fn for_one<L: Into<String>>(
        game: &Game,
        signals: impl IntoIterator<Item = L>,
        noise: GivenNoise,
    ) -> Result<NoisyGame, Error> {
        if game.readers().len() > 1 {
            let names: Vec<&str> = game.readers().iter().map(|reader| reader.name()).collect();
            return Err(Error::Game(format!(
                "noise: the game has several readers: give the noise by the name of the reader \
                 ({})",
                names.join(", ")
            )));
        }
        let signals = Some(signals.into_iter().map(Into::into).collect());
        NoisyGame::by_audience(game, vec![Some(GivenChannel { signals, noise })])
    }

    /// The game in which each audience sees signals of its own; one that has no channel sees the
    /// messages.
    ///
    /// A reader who has types knows its type as well. What the audiences see together does not
    /// matter, since what one does matters to no other.
    ///
    /// # Errors
    ///
    /// As for [`NoisyGame::new`], and when there is not one entry for each audience.
    ///
    /// ```
    /// use schelling::equilibrium::NoisyGame;
    /// use schelling::game::{GivenChannel, GivenNoise, Reader};
    /// use schelling::{Game, Q, Search};
    ///
    /// let same = || vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
    /// let listener = |name| {
    ///     Reader::builder(name).actions(["left", "right"]).cheap_talk(same(), same())
    /// };
    /// let half = Q::new(1, 2).unwrap();
    /// let game = Game::builder()
    ///     .messages(["l", "r"])
    ///     .prior([half.clone(), half])
    ///     .readers([listener("near"), listener("far")])
    ///     .build()?;
    /// // one message in ten does not reach the far one
    /// let q = |n| Q::new(n, 10).unwrap();
    /// let noise = GivenNoise::ByMessage(vec![vec![q(9), q(0), q(1)], vec![q(0), q(9), q(1)]]);
    /// let signals = Some(["l", "r", "nothing"].map(String::from).to_vec());
    /// let far = GivenChannel { signals, noise };
    /// let noisy = NoisyGame::by_audience(&game, vec![None, Some(far)])?;
    /// assert_eq!(noisy.signals()[4], "far: nothing");
    /// let all = noisy.equilibria(&Search::default())?;
    /// let best = all.iter().map(|eq| eq.receiver_payoff().clone()).max();
    /// assert_eq!(best, Q::new(39, 20));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn by_audience(
        game: &Game,
        channels: Vec<Option<GivenChannel>>,
    ) -> Result<NoisyGame, Error> {
        game.without_words("a game with noise")?;
        let audiences = game.readers().len().max(1);
        if channels.len() != audiences {
            return Err(Error::Game(format!(
                "noise: there are {} channels, but {audiences} readers: give one for each",
                channels.len()
            )));
        }
        let channel = Channel::new(game, channels).map_err(Error::Game)?;
        Ok(NoisyGame { game: game.clone(), channel: Arc::new(channel) })
    }

    /// The game without the noise.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// What the readers see of the messages.
    pub fn channel(&self) -> &Arc<Channel> {
        &self.channel
    }

    /// The labels of the signals.
    pub fn signals(&self) -> &[String] {
        self.channel.signals()
    }
}
