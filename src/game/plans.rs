//! The game of tuples, in which one receiver chooses a plan: an action for every information set.

use std::sync::Arc;

use super::reader::InformationSet;
use super::signalling_game::{Game, GameData, GameForm};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::{checkpoint, reserve};

/// The most plans of a game of tuples. Not measured: it bounds the memory of the game, some
/// gigabytes at ten types and messages, and no count of information sets says that before.
const MOST_PLANS: usize = 100_000;

impl Game {
    /// The game of tuples: one receiver, whose actions are the plans `(a_r)_r`, an action for every
    /// information set, and whose payoff is the sum of the readers'.
    ///
    /// It has the same perfect Bayesian equilibria up to the marginals of the replies, hence the
    /// same outcome components, payoffs and refinements, if no chance is 0
    /// ([`Game::has_zero_chances`]). Where some are, it also has profiles that are no equilibria:
    /// it asks nothing of readers whom the senders of a message never meet, beyond a belief that
    /// need not be one for all.
    ///
    /// A game of one receiver without types is returned as it is. The size is exponential in the
    /// number of information sets.
    ///
    /// # Errors
    /// [`Error::Limit`] when there are more than 100,000 plans.
    ///
    /// ```
    /// use schelling::game::Reader;
    /// use schelling::{Error, Game, Q};
    ///
    /// # fn main() -> Result<(), Error> {
    /// let listener = |name| {
    ///     let payoffs = || vec![vec![Q::from(1), Q::from(2)]];
    ///     Reader::builder(name).actions(["no", "yes"]).cheap_talk(payoffs(), payoffs())
    /// };
    /// let game = Game::builder()
    ///     .messages(["hello"])
    ///     .prior([Q::ONE])
    ///     .readers([listener("P"), listener("Q")])
    ///     .build()?;
    /// let tuples = game.by_plans()?;
    /// assert_eq!(tuples.actions()[1], "P: no; Q: yes");
    /// assert_eq!(tuples.sender_payoff(0, 0, 1), &Q::from(3));
    /// # Ok(())
    /// # }
    /// ```
    pub fn by_plans(&self) -> Result<Game, Error> {
        if self.readers().is_empty() {
            return Ok(self.clone());
        }
        self.without_words("the game of tuples")?;
        let sets = self.information_sets();
        let sizes = sets.iter().map(|set| set.actions().len());
        let plans = sizes.fold(1usize, usize::saturating_mul);
        if plans > MOST_PLANS {
            return Err(Error::Limit(format!(
                "the {} information sets have {} plans, more than {MOST_PLANS}: solve the game as \
                 it is",
                sets.len(),
                if plans == usize::MAX { "over 10^19".into() } else { plans.to_string() }
            )));
        }
        let (types, messages) = (self.types().len(), self.messages().len());
        let bytes = (2 * types * messages * plans) as u128 * size_of::<Q>() as u128;
        reserve(bytes, "the game of tuples");
        let sum = |cells: &[Q], open: &[bool]| {
            checkpoint();
            let add =
                |sum: Option<&Q>, a: usize| sum.filter(|_| open[a]).map(|sum| sum + &cells[a]);
            let sums = tuples(sets, Some(Q::ZERO), |sum, a| add(sum.as_ref(), a));
            sums.into_iter().map(Option::unwrap_or_default).collect::<Vec<Q>>()
        };
        let open: Vec<Vec<bool>> = (0..messages)
            .map(|m| {
                let mut open = vec![false; self.actions().len()];
                self.replies(m).iter().for_each(|&a| open[a] = true);
                open
            })
            .collect();
        let payoffs = |flat: &[Vec<Vec<Q>>]| -> Vec<Vec<Vec<Q>>> {
            let rows = |row: &Vec<Vec<Q>>| row.iter().zip(&open).map(|(c, o)| sum(c, o)).collect();
            flat.iter().map(rows).collect()
        };
        let label = |done: &String, a: usize| {
            let gap = if done.is_empty() { "" } else { "; " };
            format!("{done}{gap}{}", self.actions()[a])
        };
        let follows = |open: &Vec<bool>| -> Vec<usize> {
            let all = tuples(sets, true, |&whole, a| whole && open[a]);
            (0..plans).filter(|&plan| all[plan]).collect()
        };
        let form = GameForm {
            actions: tuples(sets, String::new(), label),
            replies: open.iter().map(follows).collect(),
            sets: vec![InformationSet::only(types, plans)],
            ..GameForm::clone(&self.0.form)
        };
        Ok(Game::from_data(GameData {
            form: Arc::new(form),
            prior: self.prior().to_vec(),
            sender: payoffs(self.sender_payoffs()),
            receiver: payoffs(self.receiver_payoffs()),
            audiences: None,
        }))
    }
}

/// What each plan makes of `start`, one action after another; the last set runs fastest.
fn tuples<T: Clone>(sets: &[InformationSet], start: T, with: impl Fn(&T, usize) -> T) -> Vec<T> {
    sets.iter().fold(vec![start], |done, set| {
        done.iter().flat_map(|one| set.actions().map(|a| with(one, a))).collect()
    })
}
