//! Games whose messages are observed with noise (Bagwell 1995), where signals may be unexpected.
//!
//! When a type sends m, the receiver sees the signal s with probability `N[m,s] >= 0`. An
//! equilibrium consists of masses `x[t,m]` on the pairs (t, m) of a type and a message that it can
//! send, which sum to `p_t` for each type, and of replies `rho[s,a]`, each optimal given the other:
//!
//! ```text
//! v_s >= sum_{t,m} x[t,m] N[m,s] uR[t,m,a]                   for all a, with equality where rho > 0,
//! u_t >= sum_{s,a} N[m,s] rho[s,a] uS[t,m,a]                 for all m, with equality where x > 0.
//! ```
//!
//! A signal is *unexpected* when no pair (t, m) with `x > 0` produces it. There the first line says
//! `v_s = 0` and asks nothing of `rho[s,.]`. Perfect Bayesian equilibrium asks for a **chain of
//! beliefs**: mass vectors `x^1 = x, x^2, ..., x^L` on the pairs (t, m) with disjoint supports. The
//! belief after a signal comes from the first of them that produces it, and every reply is optimal
//! at that belief. One chain serves all unexpected signals, so that the relative likelihood of two
//! deviations (t, m) does not depend on the signal. Such a chain is what trembles of the sender
//! leave in the limit, so that these are the sequential equilibria (Kreps and Wilson 1982).
//!
//! **What is listed.** The two lines above define two polyhedra, of (x, v) and of (rho, u), as in a
//! bimatrix game, and the *extreme equilibria* are the pairs of a vertex of each (Mangasarian 1964)
//! that are equilibria, chain included. Every equilibrium is a mixture of them: weights on masses
//! `x_i` and weights on replies `rho_j`, where all the pairs `(x_i, rho_j)` are listed. To see
//! this, let `x_i` be the vertices of the smallest face that contains (x, v), and `rho_j` those of
//! the smallest face that contains (rho, u); both faces are bounded, since v and u are as small as
//! they can be. Whatever x does not use, `x_i` does not use, and whatever is optimal against x is
//! optimal against `x_i`, and likewise for rho; so each pair is complementary. Its chain is `x_i`,
//! then x on the pairs that `x_i` leaves out, then the chain of x: the belief after a signal that x
//! produces and `x_i` does not comes from x, as before.
//!
//! **What mixes.** Masses `x_i` that are all listed with one rho mix freely. (From the chain of one
//! of them, leave out the pairs that the mixture plays: they produce no signal that stays
//! unexpected.) Replies `rho_j` that are all listed with one x mix freely too if every signal is
//! produced. If not, they mix only as far as one chain makes all of them optimal, since each may
//! rest on a belief of its own: a mixture of two of them at an unexpected signal need not be
//! optimal at any belief.
//!
//! As soon as there is noise under which every signal may follow every message, the leader's gain
//! from moving first is lost in pure strategies (Bagwell 1995); a mixed equilibrium close to it
//! remains (van Damme and Hurkens 1997).

mod chain;
mod search;

use super::limits::{Monitor, Unwatched};
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
    /// `[s][t]`: the probability of type t after signal s. After unexpected signals it comes from a
    /// chain of beliefs that makes all replies optimal.
    pub beliefs: Vec<Vec<Q>>,
    /// `[t]`: what each type gets.
    pub sender_payoffs: Vec<Q>,
    /// What the receiver gets on average.
    pub receiver_payoff: Q,
}

impl NoisyGame {
    /// The game when message m is seen as signal s with probability `noise[m][s]`.
    ///
    /// Probabilities may be 0. A message that may be lost (*erasure*) leads to a signal for
    /// "nothing"; a signal that follows one message only reveals that message.
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

    /// All extreme equilibria; every equilibrium is a mixture of these.
    ///
    /// Where every signal may follow every message, Bayes' rule gives all beliefs, and Nash
    /// equilibria are perfect Bayesian. Elsewhere one chain of beliefs serves all unexpected
    /// signals.
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
    /// As for [`NoisyGame::equilibria`], and when the monitor asks to stop.
    pub fn equilibria_watched(
        &self,
        monitor: &dyn Monitor,
    ) -> Result<Vec<NoisyEquilibrium>, Error> {
        search::equilibria(self, monitor)
    }
}
