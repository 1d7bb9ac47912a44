//! Partial credibility: reports that are the announced ones only with some probability.
//!
//! With probability `chi` the report is drawn by the announced rule; otherwise the sender, who
//! knows its type, sends what it likes. The receiver sees the report and not where it comes from
//! (Lipnowski, Ravid and Shishkin 2022). With `chi = 0` this is cheap talk with as many messages as
//! are of use, with `chi = 1` persuasion.
//!
//! Once it is known what the sender's own reports are worth to each type, the best rule is a linear
//! programme in the masses of types by report, and `chi` moves its bounds. There are finitely many
//! candidates for these worths: one number for all types where the sender's payoff does not depend
//! on its type (`transparent`), else a number for each (`dependent`). Each gives a concave
//! piecewise linear function of `chi`, on an interval that ends at 1, and the curve is the largest
//! of them.

pub(crate) mod curve;
pub(crate) mod transparent;
mod type_dependent;

use super::kind::RegimeKind;
use super::objective::Objective;
use super::question::Question;
use super::result::{Certificate, MessageShare, Regime};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::Program;
use crate::game::Game;

pub(super) static CREDIBILITY: RegimeKind = RegimeKind {
    name: "credibility",
    title: "partial credibility",
    commits: "the sender, with some probability",
    summary: "the best rule when reports follow it only with some probability",
    source: "Lipnowski, Ravid and Shishkin 2022",
    obedience: true,
    honesty: false,
    costly: false,
    solve: |_, _| Err(Error::Game("partial credibility needs a probability".into())),
};

/// A report, its reply, and the masses of types behind it.
pub(super) struct Report {
    pub reply: Vec<(usize, Q)>,
    pub masses: Masses,
}

/// Variables by type.
pub(super) enum Masses {
    /// Only the rule makes the report.
    Official(Vec<usize>),
    /// The sender makes it too; the variables are sums.
    Either(Vec<usize>),
    /// What the rule makes, and what those types make that like the report best.
    Apart(Vec<usize>, Vec<Option<usize>>),
}

impl Report {
    /// The variables of a type.
    pub fn variables(&self, t: usize) -> impl Iterator<Item = usize> {
        let (official, own) = match &self.masses {
            Masses::Official(x) | Masses::Either(x) => (x[t], None),
            Masses::Apart(x, own) => (x[t], own[t]),
        };
        std::iter::once(official).chain(own)
    }
}

/// What the sender's own reports may be worth, as a programme in which `chi` moves some bounds.
pub(super) struct Candidate {
    pub program: Program,
    /// A row, its bound at `chi = 0`, and how fast that rises.
    pub moving: Vec<(usize, Q, Q)>,
    pub reports: Vec<Report>,
    /// What the value cannot exceed, where that is known.
    pub cap: Option<Q>,
}

impl Candidate {
    /// Adds the rows that say that every reply is best, and of a mixed one each part.
    pub fn obedience(&mut self, game: &Game) {
        for report in &self.reports {
            let a = report.reply[0].0;
            for b in (0..game.actions().len()).filter(|&b| b != a) {
                let gain = |t: usize| game.receiver_payoff(t, 0, b) - game.receiver_payoff(t, 0, a);
                let types = 0..game.types().len();
                let row = types.flat_map(|t| report.variables(t).map(move |j| (j, gain(t))));
                let row: Vec<(usize, Q)> = row.collect();
                if report.reply.iter().any(|(c, _)| *c == b) {
                    self.program.equal(row, Q::ZERO);
                } else {
                    self.program.at_most(row, Q::ZERO);
                }
            }
        }
    }

    /// The programme at one probability.
    pub fn at(&self, chi: &Q) -> Program {
        self.program
            .with_bounds(self.moving.iter().map(|(row, start, rate)| (*row, start + &(chi * rate))))
    }

    /// The programme of the receiver's payoff, with a row at the end that keeps the sender's: its
    /// bound is less that payoff.
    pub fn for_receiver(&self, game: &Game, chi: &Q) -> (Program, usize) {
        let at = self.at(chi);
        let mut worth = vec![Q::ZERO; at.width()];
        for report in &self.reports {
            for t in 0..game.types().len() {
                let gets = report.reply.iter().map(|(a, x)| x * game.receiver_payoff(t, 0, *a));
                let gets: Q = gets.sum();
                report.variables(t).for_each(|j| worth[j] = gets.clone());
            }
        }
        let mut program = at.with_objective(worth);
        let row = program.at_most(at.counted().map(|(j, x)| (j, -x)), Q::ZERO);
        (program, row)
    }

    /// The reports, with the mass that is official.
    fn lots(&self, game: &Game, chi: &Q, primal: &[Q]) -> Vec<(MessageShare, Q)> {
        let prior = game.prior();
        let types = 0..prior.len();
        // what of a type is on reports that the sender makes too
        let mut either = vec![Q::ZERO; prior.len()];
        for report in &self.reports {
            if let Masses::Either(x) = &report.masses {
                either.iter_mut().zip(x).for_each(|(sum, &j)| *sum += &primal[j]);
            }
        }
        let own = Q::ONE - chi;
        let lot = |report: &Report| {
            let mass: Vec<Q> = types
                .clone()
                .map(|t| report.variables(t).map(|j| primal[j].clone()).sum())
                .collect();
            let official: Q = match &report.masses {
                Masses::Official(_) => mass.iter().sum(),
                Masses::Apart(x, _) => x.iter().map(|&j| primal[j].clone()).sum(),
                // the sender's own reports are spread over these in proportion
                Masses::Either(_) => (types.clone())
                    .filter(|&t| !mass[t].is_zero())
                    .map(|t| &mass[t] - &(&own * &(&(&mass[t] * &prior[t]) / &either[t])))
                    .sum(),
            };
            let mut reply = vec![Q::ZERO; game.actions().len()];
            report.reply.iter().for_each(|(a, share)| reply[*a] = share.clone());
            (MessageShare { message: 0, mass, reply }, official)
        };
        let sent = |(lot, _): &(MessageShare, Q)| lot.mass.iter().any(|x| !x.is_zero());
        self.reports.iter().map(lot).filter(sent).collect()
    }
}

/// The candidates of a game of free messages.
pub(super) fn candidates(question: &Question) -> Result<Vec<Candidate>, Error> {
    let game = question.game();
    if !game.is_cheap_talk() {
        return Err(Error::Game(
            "partial credibility is defined for games whose payoffs do not depend on the message \
             and in which every message is open to all"
                .into(),
        ));
    }
    match transparent::common_payoffs(game) {
        Some(payoffs) => transparent::candidates(game, &payoffs),
        None => type_dependent::candidates(question),
    }
}

/// The best for the sender when its reports are official with probability `chi`, and of several
/// the best for the receiver.
///
/// # Errors
///
/// [`Error::Game`] when `chi` is no probability, or payoffs depend on the message; [`Error::Limit`]
/// when stopped, or too large: where the sender's payoff depends on its type, at most
/// 30,000 payoffs that its types can have are compared.
pub fn credibility(question: &Question, chi: &Q) -> Result<Regime, Error> {
    if chi.is_negative() || *chi > Q::ONE {
        return Err(Error::Game(format!("chi is {chi}: give a probability, from 0 to 1")));
    }
    question.limited(|| {
        let candidates = candidates(question)?;
        solve(question, &candidates.iter().collect::<Vec<_>>(), chi)
    })
}

/// The best of the candidates at one probability, and of these the best for the receiver.
pub(super) fn solve(
    question: &Question,
    candidates: &[&Candidate],
    chi: &Q,
) -> Result<Regime, Error> {
    let game = question.game();
    let mut values: Vec<Option<Q>> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let most: Option<&Q> = values.iter().flatten().max();
        let small = candidate.cap.as_ref().zip(most).is_some_and(|(cap, most)| cap < most);
        values.push(match small {
            true => None,
            false => question.optimum(&candidate.at(chi))?.map(|(value, _)| value),
        });
    }
    // a pool of all types on the best reply to the prior is always possible
    let none = || Error::Limit("no rule is credible, which should not be possible".into());
    let value = values.iter().flatten().max().ok_or_else(none)?;
    let mut best: Option<(Q, Vec<Q>, &Candidate)> = None;
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
    let weights = Objective::Sender.weights(game)?;
    let (lots, official): (Vec<MessageShare>, Vec<Q>) =
        candidate.lots(game, chi, &primal).into_iter().unzip();
    let asked = super::result::Asked { game, objective: &Objective::Sender, weights: &weights };
    let certificate = Certificate::Comparison(candidates.len());
    let mut regime = Regime::new(&asked, &CREDIBILITY, &lots, certificate);
    for (signal, official) in regime.experiment.iter_mut().zip(official) {
        signal.official = Some(official / &signal.probability);
    }
    debug_assert_eq!(&regime.value, value);
    Ok(regime)
}

impl Game {
    /// The best for the sender when its reports are the announced ones with probability `chi` only.
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
