//! Costs of sending a message and of backing down, added to a game.
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
        Ok(self.map_sender(|_, m, _, payoff| payoff - &costs[m]))
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
        Ok(self.map_sender(
            |t, m, _, payoff| {
                if t == kind { payoff - &costs[m] } else { payoff.clone() }
            },
        ))
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
        let reply = position(self.actions(), reply, "action")?;
        let costs = self.per_message(costs)?;
        let kinds = backing_down
            .into_iter()
            .map(|label| position(self.types(), label.as_ref(), "type"))
            .collect::<Result<BTreeSet<_>, _>>()?;
        Ok(self.map_sender(|t, m, a, payoff| {
            if a == reply && kinds.contains(&t) { payoff - &costs[m] } else { payoff.clone() }
        }))
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
