//! Games made from a game: with costs of sending a message or of backing down, with another
//! attitude of the receiver to risk, and with incidents, by which another reply follows than was
//! meant.
//!
//! There are two ways in which a signal is made costly, and so informative (Fearon 1997):
//!
//! - *Sinking costs* are paid when a message is sent, whatever follows
//!   ([`Game::with_message_costs`]).
//! - *Tying hands* is an audience cost, paid only when the threat is sent, the receiver calls it
//!   and the sender then backs down ([`Game::with_audience_costs`]; Fearon 1994).
//!
//! Whether a type backs down is its own last move: see [`LastMove`](super::LastMove).

use std::collections::BTreeSet;

use super::labels::position;
use super::signalling_game::{Game, GameData};
use crate::error::Error;
use crate::exact::Q;

impl Game {
    /// The game in which the sender pays a cost for each message, by its label, whatever follows:
    /// it sinks the cost. A negative cost is a gain; messages not named cost nothing.
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a message of the game.
    ///
    /// ```
    /// use schelling::{Game, Q};
    /// let table = |x: i64| vec![vec![vec![Q::from(x)]; 2]];
    /// let game = Game::builder()
    ///     .types(["weak"]).messages(["quiet", "threat"]).actions(["wait"])
    ///     .prior(vec![Q::ONE]).sender(table(3)).receiver(table(0))
    ///     .build()?;
    /// let costly = game.with_message_costs([("threat", Q::from(2))])?;
    /// assert_eq!(costly.sender_payoff(0, 0, 0), &Q::from(3));
    /// assert_eq!(costly.sender_payoff(0, 1, 0), &Q::from(1));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn with_message_costs<L: AsRef<str>>(
        &self,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<Game, Error> {
        let costs = self.per_message(costs)?;
        Ok(self.charge(|_, m| costs[m].clone()))
    }

    /// [`Game::with_message_costs`] for one type only, by its label.
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a type or not a message of the game.
    pub fn with_message_costs_for<L: AsRef<str>>(
        &self,
        kind: &str,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<Game, Error> {
        let kind = position(self.types(), kind, "type")?;
        let costs = self.per_message(costs)?;
        Ok(self.charge(|t, m| if t == kind { costs[m].clone() } else { Q::ZERO }))
    }

    /// The game in which the types `backing_down` pay an audience cost whenever `reply` follows a
    /// message named in `costs`: for a game without a last move, where it is known that these types
    /// back down. Where a type chooses whether it does, use
    /// [`LastMove::with_audience_costs`](super::LastMove::with_audience_costs).
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a type, a message or an action of the game.
    ///
    /// ```
    /// use schelling::{Game, Q};
    /// let table = || vec![vec![vec![Q::ZERO; 2]; 1]; 2];
    /// let game = Game::builder()
    ///     .types(["firm", "bluffer"]).messages(["threat"]).actions(["yield", "call"])
    ///     .prior(vec!["1/2".parse()?, "1/2".parse()?]).sender(table()).receiver(table())
    ///     .build()?;
    /// let tied = game.with_audience_costs("call", ["bluffer"], [("threat", Q::from(5))])?;
    /// assert_eq!(tied.sender_payoff(1, 0, 1), &Q::from(-5));
    /// assert_eq!(tied.sender_payoff(0, 0, 1), &Q::ZERO);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn with_audience_costs<K: AsRef<str>, L: AsRef<str>>(
        &self,
        reply: &str,
        backing_down: impl IntoIterator<Item = K>,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<Game, Error> {
        let costs = self.per_message(costs)?;
        let kinds = backing_down
            .into_iter()
            .map(|label| position(self.types(), label.as_ref(), "type"))
            .collect::<Result<BTreeSet<_>, _>>()?;
        self.of_receiver(|game| {
            let reply = position(game.actions(), reply, "action")?;
            Ok(game.map_sender(|t, m, a, payoff| {
                if a == reply && kinds.contains(&t) { payoff - &costs[m] } else { payoff.clone() }
            }))
        })
    }

    /// The game in which losses weigh `caution` times as much as gains for the receiver, both
    /// measured from its payoff from the reply `status_quo` to the same type and message: above 1
    /// the receiver is risk-averse, below 1 risk-seeking.
    ///
    /// Its payoff from the status quo becomes 0. The kink at the status quo is loss aversion
    /// (Kahneman and Tversky 1979, *Prospect theory*, section 3), which keeps numbers rational.
    ///
    /// # Errors
    /// [`Error::Game`] when `status_quo` is no reply to some message, or `caution` is not positive.
    ///
    /// ```
    /// use schelling::{Game, Q};
    /// let game = Game::from_function(
    ///     ["firm", "weak"], ["threat"], ["yield", "call"], ["1/2".parse()?, "1/2".parse()?],
    ///     |_, _, a| Q::from(-(a as i64)),
    ///     |t, _, a| Q::from([[-1, -5], [-1, 2]][t][a]),
    /// )?;
    /// let wary = game.with_risk_attitude("yield", &Q::from(2))?;
    /// assert_eq!(wary.receiver_payoff(0, 0, 1), &Q::from(-8)); // a loss of 4, twice
    /// assert_eq!(wary.receiver_payoff(1, 0, 1), &Q::from(3));
    /// assert_eq!(wary.receiver_payoff(0, 0, 0), &Q::ZERO);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn with_risk_attitude(&self, status_quo: &str, caution: &Q) -> Result<Game, Error> {
        self.of_receiver(|game| game.risk_attitude(status_quo, caution))
    }

    fn risk_attitude(&self, status_quo: &str, caution: &Q) -> Result<Game, Error> {
        let kept = position(self.actions(), status_quo, "action")?;
        if !caution.is_positive() {
            return Err(Error::Game(format!("caution is {caution}: give a number above 0")));
        }
        let mut data = GameData::clone(&self.0);
        for m in 0..self.messages().len() {
            if !self.replies(m).contains(&kept) {
                return Err(Error::Game(format!(
                    "{status_quo:?} is not a reply to {:?}: name one that always is",
                    self.messages()[m]
                )));
            }
            for t in self.senders(m) {
                for &a in self.replies(m) {
                    let change = self.receiver_payoff(t, m, a) - self.receiver_payoff(t, m, kept);
                    let loss = change.is_negative();
                    data.receiver[t][m][a] = if loss { caution * &change } else { change };
                }
            }
        }
        Ok(Game::from_data(data))
    }

    /// The game in which the reply `meant` turns into `done` by accident, with a probability for
    /// each message by its label; after messages not named there are no accidents.
    ///
    /// Unintended incidents, and moves that are misread and met as if they were others, enter the
    /// payoffs of both players in this way: the receiver takes them into account when it replies.
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not an action or a message of the game, `done` is no reply
    /// to the message, or a probability is outside `0..=1`.
    ///
    /// ```
    /// use schelling::{Game, Q};
    /// let game = Game::from_function(
    ///     ["firm"], ["stay", "move"], ["wait", "strike"], [Q::ONE],
    ///     |_, m, a| Q::from([[0, -4], [2, -6]][m][a]),
    ///     |_, _, a| Q::from(-(a as i64)),
    /// )?;
    /// let foggy = game.with_incidents("wait", "strike", [("move", "1/4".parse()?)])?;
    /// assert_eq!(foggy.sender_payoff(0, 1, 0), &Q::ZERO); // 3/4 of 2 and 1/4 of -6
    /// assert_eq!(foggy.sender_payoff(0, 0, 0), &Q::ZERO);
    /// assert_eq!(foggy.receiver_payoff(0, 1, 0), &"-1/4".parse()?);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn with_incidents<L: AsRef<str>>(
        &self,
        meant: &str,
        done: &str,
        probabilities: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<Game, Error> {
        let probabilities: Vec<(L, Q)> = probabilities.into_iter().collect();
        self.of_receiver(|game| game.incidents(meant, done, &probabilities))
    }

    fn incidents<L: AsRef<str>>(
        &self,
        meant: &str,
        done: &str,
        probabilities: &[(L, Q)],
    ) -> Result<Game, Error> {
        let meant = position(self.actions(), meant, "action")?;
        let done = position(self.actions(), done, "action")?;
        let mut data = GameData::clone(&self.0);
        for (label, probability) in probabilities {
            let m = position(self.messages(), label.as_ref(), "message")?;
            if probability.is_negative() || *probability > Q::ONE {
                return Err(Error::Game(format!(
                    "the probability of an incident after {:?} is {probability}: it must be \
                     between 0 and 1",
                    label.as_ref()
                )));
            }
            let replies = self.replies(m);
            if !replies.contains(&meant) || !replies.contains(&done) {
                return Err(Error::Game(format!(
                    "{:?} and {:?} are not both replies to {:?}: name two that are",
                    self.actions()[meant],
                    self.actions()[done],
                    label.as_ref()
                )));
            }
            let rest = Q::ONE - probability;
            for t in self.senders(m) {
                for table in [&mut data.sender, &mut data.receiver] {
                    let row = &mut table[t][m];
                    row[meant] = &rest * &row[meant] + probability * &row[done];
                }
            }
        }
        Ok(Game::from_data(data))
    }

    /// The game in which `change` was applied to the receiver, for each of its types if it has any.
    ///
    /// # Errors
    /// [`Error::Game`] when there are several readers, or from `change`.
    fn of_receiver(&self, change: impl Fn(&Game) -> Result<Game, Error>) -> Result<Game, Error> {
        match self.only_reader()? {
            Some(name) => self.with_reader(name, change),
            None => change(self),
        }
    }

    /// `[m]`: the costs given by label, added up where a label stands twice.
    pub(super) fn per_message<L: AsRef<str>>(
        &self,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<Vec<Q>, Error> {
        let mut all = vec![Q::ZERO; self.messages().len()];
        for (label, cost) in costs {
            all[position(self.messages(), label.as_ref(), "message")?] += &cost;
        }
        Ok(all)
    }

    /// The game with other sender payoffs in the cells that can be reached.
    pub(super) fn map_sender(&self, payoff: impl Fn(usize, usize, usize, &Q) -> Q) -> Game {
        let mut data = GameData::clone(&self.0);
        for (t, m, a) in self.cells() {
            data.sender[t][m][a] = payoff(t, m, a, self.sender_payoff(t, m, a));
        }
        Game::from_data(data)
    }

    /// The cells `(t, m, a)` that can be reached.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        (0..self.messages().len()).flat_map(move |m| {
            self.senders(m).flat_map(move |t| self.replies(m).iter().map(move |&a| (t, m, a)))
        })
    }
}
