//! The receiver observes the message with noise (Bagwell 1995), and some signals may be unexpected.
//!
//! A type sends m, and the receiver sees the signal s with probability `N[m,s] >= 0`. An equilibrium
//! is a pair of `x[t,m]`, masses with sums `p_t` on the pairs (t, m) of a type and a message that it
//! can send, and `rho[s,a]`, each optimal given the other:
//!
//! ```text
//! v_s >= sum_{t,m} x[t,m] N[m,s] uR[t,m,a]                   for all a, with equality where rho > 0,
//! u_t >= sum_{s,a} N[m,s] rho[s,a] uS[t,m,a]                 for all m, with equality where x > 0.
//! ```
//!
//! A signal is *unexpected* when no pair (t, m) with `x > 0` produces it. There the first line says
//! `v_s = 0` and asks nothing of `rho[s,.]`. Perfect Bayesian equilibrium asks for a **chain of
//! beliefs**: mass vectors `x^1 = x, x^2, ..., x^L` on the pairs (t, m) with disjoint supports. A
//! signal goes by the first of them that produces it, and every reply is optimal at these masses.
//! All unexpected signals go by one chain: what (t, m) would make of one of them, it makes of
//! another. Such a chain is what trembles of the sender leave in the limit, so that these are the
//! sequential equilibria (Kreps and Wilson 1982).
//!
//! **What is listed.** The two lines above are two polyhedra, of (x, v) and of (rho, u), as of a
//! matrix game, and the *extreme equilibria* are the pairs of a vertex of each (Mangasarian 1964)
//! that are equilibria, chain included. Every equilibrium is a mixture of them: of masses `x_i` with
//! weights and of replies `rho_j` with weights, where all the pairs `(x_i, rho_j)` are listed. For
//! let `x_i` be the vertices of the least face around (x, v), and `rho_j` those of the least face
//! around (rho, u), both bounded, since v and u are as small as they can be. What x does not use, `x_i` does not, and what is optimal against x is so against
//! `x_i`, and likewise for rho; so each pair is complementary. Its chain is `x_i`, then x on the
//! pairs that `x_i` leaves out, then the chain of x: a signal that x produces and `x_i` does not
//! goes by x as before.
//!
//! **What mixes.** Masses `x_i` that are all listed with one rho mix freely. (Leave out of the chain
//! of one of them the pairs that the mixture plays: they produce no signal that stays unexpected.)
//! Replies `rho_j` that are all listed with one x mix freely too if every signal is produced; if
//! not, they mix as far as one chain makes all of them optimal, since each may rest on a belief of
//! its own. A reply that mixes two of them at an unexpected signal need not suit any belief.
//!
//! What a leader gains by moving first is gone in pure strategies as soon as there is any noise
//! under which every signal may follow every message (Bagwell 1995); a mixed equilibrium near it is
//! left (van Damme and Hurkens 1997).

mod chain;
mod search;

use super::control::{Monitor, Unwatched};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, check_text};

/// A signalling game whose messages are observed with noise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoisyGame {
    game: Game,
    signals: Vec<String>,
    /// `[m][s]`.
    noise: Vec<Vec<Q>>,
}

/// An extreme equilibrium of a game with noise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoisyEquilibrium {
    /// `[t][m]`: how likely type t sends m.
    pub sender: Vec<Vec<Q>>,
    /// `[s][a]`: how likely signal s is answered by a.
    pub receiver: Vec<Vec<Q>>,
    /// `[s][t]`: the probability of type t after signal s; where nobody expects s, by a chain of
    /// beliefs that makes all replies optimal.
    pub beliefs: Vec<Vec<Q>>,
    /// `[t]`: what each type gets.
    pub sender_payoffs: Vec<Q>,
    /// What the receiver gets on average.
    pub receiver_payoff: Q,
}

impl NoisyGame {
    /// The game when message m is seen as signal s with probability `noise[m][s]`.
    ///
    /// Probabilities may be 0. A message that may be lost (*erasure*) has a signal for "nothing"; a
    /// signal that follows one message only detects it.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when a row is no distribution over the signals, two signals have one label, no
    /// message produces a signal, or messages that produce the same signal allow different replies.
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
    fn replies(&self, s: usize) -> &[usize] {
        self.origins(s).next().map_or(&[], |m| self.game.replies(m))
    }

    /// The game that is observed with noise.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// Labels of the signals.
    pub fn signals(&self) -> &[String] {
        &self.signals
    }

    /// `[m][s]`: how likely message m is seen as signal s.
    pub fn noise(&self) -> &[Vec<Q>] {
        &self.noise
    }

    /// All extreme equilibria; every equilibrium is a mixture of such.
    ///
    /// Where every signal may follow every message, Bayes's rule gives all beliefs, and Nash
    /// equilibria are perfect Bayesian. Signals that nobody expects go by one chain of beliefs.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when there are more than 20,000 vertices on one side to compare, or the list
    /// would hold more than two million numbers.
    pub fn equilibria(&self) -> Result<Vec<NoisyEquilibrium>, Error> {
        self.equilibria_watched(&Unwatched)
    }

    /// [`NoisyGame::equilibria`], watched from outside.
    ///
    /// # Errors
    ///
    /// As there, and when the monitor asks to stop.
    pub fn equilibria_watched(
        &self,
        monitor: &dyn Monitor,
    ) -> Result<Vec<NoisyEquilibrium>, Error> {
        search::equilibria(self, monitor)
    }
}
