//! A signalling game whose messages are observed with noise.

use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, check_text};

/// Masses `[t][m]` of the sender or probabilities `[s][a]` of replies.
pub(super) type StrategyTable = Vec<Vec<Q>>;

/// A signalling game whose messages are observed with noise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoisyGame {
    pub(super) game: Game,
    pub(super) signals: Vec<String>,
    /// `[m][s]`.
    pub(super) noise: Vec<Vec<Q>>,
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
    /// use schelling::{Game, Q};
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
    /// let all = NoisyGame::new(&game, ["S", "C"], noise)?.equilibria()?;
    /// assert!(all.iter().any(|eq| eq.sender[0] == [q("0"), q("1")]));
    /// assert!(all.iter().all(|eq| eq.sender[0] != [q("1"), q("0")]));
    ///
    /// // common interest, and one message in ten is lost: honesty is worth 9/10 + 1/10 * 1/2
    /// let same = || table(&[&["1", "0"], &["0", "1"]]);
    /// let talk = Game::cheap_talk(same(), same(), [q("1/2"), q("1/2")], ["left", "right"])?;
    /// let lost = table(&[&["9/10", "0", "1/10"], &["0", "9/10", "1/10"]]);
    /// let all = NoisyGame::new(&talk, ["left", "right", "nothing"], lost)?.equilibria()?;
    /// assert_eq!(all.iter().map(|eq| &eq.receiver_payoff).max(), Some(&q("19/20")));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn new<L: Into<String>>(
        game: &Game,
        signals: impl IntoIterator<Item = L>,
        noise: Vec<Vec<Q>>,
    ) -> Result<NoisyGame, Error> {
        let noisy = NoisyGame {
            game: game.clone(),
            signals: signals.into_iter().map(Into::into).collect(),
            noise,
        };
        noisy.check().map_err(Error::Game)?;
        Ok(noisy)
    }

    fn check(&self) -> Result<(), String> {
        for (s, label) in self.signals.iter().enumerate() {
            check_text(|| format!("signals[{s}]"), label)?;
        }
        let messages = self.game.messages();
        if self.noise.len() != messages.len() {
            return Err(format!(
                "noise: there are {} rows, but {} messages: give one for each",
                self.noise.len(),
                messages.len()
            ));
        }
        for (row, message) in self.noise.iter().zip(messages) {
            if let Some(s) = row.iter().take(self.signals.len()).position(Q::is_negative) {
                return Err(format!(
                    "noise[{message:?}][{:?}] is {}: a probability is at least 0",
                    self.signals[s], row[s]
                ));
            }
            if row.len() != self.signals.len() || row.iter().sum::<Q>() != Q::ONE {
                return Err(format!(
                    "noise[{message:?}]: give one probability for each signal ({}), with sum 1",
                    self.signals.join(", ")
                ));
            }
        }
        for (s, signal) in self.signals.iter().enumerate() {
            if self.signals[..s].contains(signal) {
                return Err(format!("signals: {signal:?} is named twice: give each its own label"));
            }
            let Some(first) = self.origins(s).next() else {
                return Err(format!(
                    "noise: no message produces the signal {signal:?}: leave it out, or give it a \
                     chance after some message"
                ));
            };
            let same = |m: &usize| self.game.replies(*m) == self.game.replies(first);
            if let Some(other) = self.origins(s).find(|m| !same(m)) {
                return Err(format!(
                    "noise: the signal {signal:?} follows {:?} and {:?}, which allow different \
                     replies: allow the same ones, or give them signals of their own",
                    messages[first], messages[other]
                ));
            }
        }
        Ok(())
    }

    /// The messages that produce a signal.
    fn origins(&self, s: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.noise.len()).filter(move |&m| !self.noise[m][s].is_zero())
    }

    /// The actions that may follow a signal.
    pub(super) fn replies(&self, s: usize) -> &[usize] {
        self.origins(s).next().map_or(&[], |m| self.game.replies(m))
    }

    /// The game without the noise.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// The labels of the signals.
    pub fn signals(&self) -> &[String] {
        &self.signals
    }

    /// `[m][s]`: how likely message m is seen as signal s.
    pub fn noise(&self) -> &[Vec<Q>] {
        &self.noise
    }

    /// The pairs of a type and a message that it can send.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let messages = 0..self.game.messages().len();
        (0..self.game.types().len())
            .flat_map(move |t| messages.clone().map(move |m| (t, m)))
            .filter(|&(t, m)| self.game.is_available(t, m))
    }

    /// The masses of a sender that sends nothing.
    pub(super) fn nothing_sent(&self) -> StrategyTable {
        vec![vec![Q::ZERO; self.game.messages().len()]; self.game.types().len()]
    }

    /// The masses of the types behind a signal.
    pub(super) fn masses(&self, s: usize, x: &StrategyTable) -> Vec<Q> {
        let mass = |row: &Vec<Q>| row.iter().zip(&self.noise).map(|(x, seen)| x * &seen[s]).sum();
        x.iter().map(mass).collect()
    }

    /// The expected payoff of type t from message m against these replies.
    pub(super) fn message_payoff(&self, t: usize, m: usize, rho: &StrategyTable) -> Q {
        let cells = rho.iter().zip(&self.noise[m]).flat_map(|(row, chance)| {
            let used = row.iter().enumerate().filter(|(_, y)| !y.is_zero());
            used.map(move |(a, y)| (a, chance * y))
        });
        cells.map(|(a, weight)| &weight * self.game.sender_payoff(t, m, a)).sum()
    }

    /// The receiver's expected payoff from an action after a signal, times the signal's
    /// probability.
    pub(super) fn reply_payoff(&self, s: usize, a: usize, x: &StrategyTable) -> Q {
        let sent = self.pairs().filter(|&(t, m)| !x[t][m].is_zero());
        let worth = |(t, m): (usize, usize)| {
            &(&self.noise[m][s] * &x[t][m]) * self.game.receiver_payoff(t, m, a)
        };
        sent.map(worth).sum()
    }
}
