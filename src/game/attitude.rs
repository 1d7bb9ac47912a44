//! The receiver's attitude to risk.

use super::labels::position;
use super::signalling_game::{Game, GameData};
use crate::error::Error;
use crate::exact::Q;

impl Game {
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
}
