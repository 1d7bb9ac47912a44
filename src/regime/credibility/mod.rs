//! Partial credibility: reports that are the announced ones only with some probability.
//!
//! With probability `chi` the report is *official*, drawn by the announced rule; otherwise the
//! sender, who knows its type, sends what it likes. The receiver sees the report and not where it
//! comes from (Lipnowski, Ravid and Shishkin 2022). With `chi = 0` this is cheap talk with as many
//! messages as are of use, with `chi = 1` persuasion.
//!
//! Given the payoffs that the types get from their own reports, the best rule solves a linear
//! programme in the masses of types by report, in which `chi` moves some bounds. There are finitely
//! many candidates for these payoffs: one number for all types where the sender's payoff does not
//! depend on its type (`transparent`), else a number for each type (`type_dependent`). The value of
//! each candidate is a concave piecewise linear function of `chi`, on an interval that ends at 1,
//! and the credibility curve is the largest of them.

mod candidate;
mod curve;
mod transparent;
mod type_dependent;

pub use self::curve::{Curve, curve};

use self::candidate::CandidateProgram;
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::regime::{
    CREDIBILITY, Certificate, MessageShare, Objective, Question, Regime, RegimeSolution,
    transparent_payoffs,
};

/// All candidates of a cheap-talk game.
fn candidates(question: &Question) -> Result<Vec<CandidateProgram>, Error> {
    let game = question.game();
    CREDIBILITY.require_one_reader(game)?;
    CREDIBILITY.require_cheap_talk(game, "")?;
    match transparent_payoffs(game) {
        Some(payoffs) => transparent::candidates(game, &payoffs),
        None => type_dependent::candidates(question),
    }
}

/// Finds the best rule for the sender when its reports are official with probability `chi`; of
/// several, the best for the receiver.
///
/// # Errors
///
/// [`Error::Game`] when `chi` is no probability, or payoffs depend on the message; [`Error::Limit`]
/// when stopped, or when the game is too large: where the sender's payoff depends on its type, at
/// most 30,000 systems of equations are solved for the payoffs that its types can have.
pub fn credibility(question: &Question, chi: &Q) -> Result<Regime, Error> {
    if chi.is_negative() || *chi > Q::ONE {
        return Err(Error::Game(format!("chi is {chi}: give a probability, from 0 to 1")));
    }
    question.within_limits(|| {
        let candidates = candidates(question)?;
        solve(question, &candidates.iter().collect::<Vec<_>>(), chi)
    })
}

/// The best of the candidates at one probability; of several, the best for the receiver.
fn solve(question: &Question, candidates: &[&CandidateProgram], chi: &Q) -> Result<Regime, Error> {
    let game = question.game();
    let mut values: Vec<Option<Q>> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let most: Option<&Q> = values.iter().flatten().max();
        let dominated = candidate.cap.as_ref().zip(most).is_some_and(|(cap, most)| cap < most);
        values.push(match dominated {
            true => None,
            false => question.optimum(&candidate.at(chi))?.map(|(value, _)| value),
        });
    }
    // that all types make one report, with the best reply to the prior, is always possible
    let none = || Error::Limit("no rule is credible, which should not be possible".into());
    let value = values.iter().flatten().max().ok_or_else(none)?;
    let mut best: Option<(Q, Vec<Q>, &CandidateProgram)> = None;
    for (&candidate, _) in candidates.iter().zip(&values).filter(|(_, v)| v.as_ref() == Some(value))
    {
        let (program, row) = candidate.for_receiver(game, chi);
        if let Some((payoff, primal)) = question.optimum(&program.with_bounds([(row, -value)]))?
            && best.as_ref().is_none_or(|(most, _, _)| payoff > *most)
        {
            best = Some((payoff, primal, candidate));
        }
    }
    let (_, primal, candidate) = best.ok_or_else(none)?;
    let (shares, official): (Vec<MessageShare>, Vec<Q>) =
        candidate.message_shares(game, chi, &primal).into_iter().unzip();
    let solution = RegimeSolution::new(shares, Certificate::Comparison(candidates.len()));
    // whatever the objective of the question
    let sender = Question::new(game, Objective::Sender);
    let mut regime = Regime::new(&sender, &CREDIBILITY, solution)?;
    for (signal, official) in regime.experiment.iter_mut().zip(official) {
        signal.official = Some(official / &signal.probability);
    }
    debug_assert_eq!(&regime.value, value);
    Ok(regime)
}

impl Game {
    /// Finds the best rule for the sender when its reports are the announced ones with probability
    /// `chi` only.
    ///
    /// # Errors
    /// As [`credibility`].
    ///
    /// ```
    /// use schelling::{Game, Q};
    ///
    /// # fn main() -> Result<(), schelling::Error> {
    /// // a firm wants investment, 0, 1 or 2; the investor does 1 if the state is good with
    /// // probability 1/4 or more, 2 if with 3/4 or more
    /// let q = |text: &str| text.parse::<Q>().unwrap();
    /// let same = |row: [i64; 3]| row.map(Q::from).to_vec();
    /// let game = Game::cheap_talk(
    ///     vec![same([0, 1, 2]), same([0, 1, 2])],
    ///     vec![same([0, -1, -4]), same([0, 3, 4])],
    ///     [q("1/2"), q("1/2")],
    ///     ["m1", "m2", "m3"],
    /// )?;
    /// assert_eq!(game.credibility(&q("1"))?.value(), &q("3/2"));
    /// assert_eq!(game.credibility(&q("2/3"))?.value(), &q("4/3"));
    /// assert_eq!(game.credibility(&q("3/5"))?.value(), &q("1"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn credibility(&self, chi: &Q) -> Result<Regime, Error> {
        credibility(&Question::new(self, Objective::Sender), chi)
    }
}
