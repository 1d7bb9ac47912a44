//! Incidents: replies that happen although nobody chose them.

use super::labels::position;
use super::signalling_game::{Game, GameData};
use crate::error::Error;
use crate::exact::Q;

impl Game {
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
        let meant = position(self.actions(), meant, "action")?;
        let done = position(self.actions(), done, "action")?;
        let mut data = GameData::clone(&self.0);
        for (label, probability) in probabilities {
            let m = position(self.messages(), label.as_ref(), "message")?;
            if probability.is_negative() || probability > Q::ONE {
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
            let rest = Q::ONE - &probability;
            for t in self.senders(m) {
                for table in [&mut data.sender, &mut data.receiver] {
                    let row = &mut table[t][m];
                    row[meant] = &rest * &row[meant] + &probability * &row[done];
                }
            }
        }
        Ok(Game::from_data(data))
    }
}
