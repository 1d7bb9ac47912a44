//! Partial credibility: reports that are the announced ones only with some probability.
//!
//! With probability `chi` the report is drawn by the announced rule; otherwise the sender, who
//! knows its type, sends what it likes. The receiver sees the report and not where it comes from
//! (Lipnowski, Ravid and Shishkin 2022). With `chi = 0` this is cheap talk, with `chi = 1`
//! persuasion.
//!
//! For a sender whose payoff `v(a)` does not depend on its type, all its own reports are worth the
//! same `w`, and no report is worth more. Fix w. Reports are then replies worth less than w, which
//! only the rule makes; replies worth w; and mixtures worth w of a reply worth less and one worth
//! more, where both are best. With masses `o` of the first kind and `x` of the others, the best for
//! w is
//!
//! ```text
//! maximise    sum_{a,t} o[a,t] v(a) + w sum_{l,t} x[l,t]
//! subject to  sum_a o[a,t] + sum_l x[l,t] = p_t,    sum_a o[a,t] <= chi p_t,    replies are best,
//! ```
//!
//! and between two payoffs of actions a larger w is better, so that w need only be one of them. The
//! programme is parametric in `chi`: each w gives a concave piecewise linear function, from the
//! least `chi` at which enough types can be pooled on reports worth w, and the curve is the largest
//! of them.

use super::Institution;
use super::objective::Objective;
use super::piecewise::{Piecewise, Point};
use super::question::Question;
use super::result::{Certificate, Lot, Regime};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;

pub(super) static CREDIBILITY: Institution = Institution {
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

/// The most programmes' entries that are taken on: types times labels times actions.
const MAX_ENTRIES: usize = 4_000_000;

/// The value to the sender of every probability that its reports are official.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    game: Game,
    value: Piecewise,
}

impl Curve {
    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// The value as a function of `chi`, on `[0, 1]`.
    pub fn value(&self) -> &Piecewise {
        &self.value
    }
}

/// A report that is worth as much as reports can be: one reply, or a mixture of two.
struct Label {
    reply: Vec<(usize, Q)>,
}

/// The programme of one top value.
struct Top {
    program: Program,
    /// Rows `sum_a o[a,t] <= chi p_t`.
    official: Vec<usize>,
    /// Replies worth less, with variables by type.
    below: Vec<(usize, Vec<usize>)>,
    labels: Vec<(Label, Vec<usize>)>,
}

/// The payoffs `v(a)` of a sender that all types share.
fn common_payoffs(game: &Game) -> Result<Vec<Q>, Error> {
    if !game.is_cheap_talk() {
        return Err(Error::Game(
            "partial credibility is defined for games whose payoffs do not depend on the message \
             and in which every message is open to all"
                .into(),
        ));
    }
    let common: Vec<Q> =
        (0..game.actions().len()).map(|a| game.sender_payoff(0, 0, a).clone()).collect();
    for (t, label) in game.types().iter().enumerate() {
        for (a, action) in game.actions().iter().enumerate() {
            if game.sender_payoff(t, 0, a) != &common[a] {
                return Err(Error::Game(format!(
                    "partial credibility is computed for a sender whose payoff does not depend on \
                     its type, but {action:?} gives {} to type {:?} and {} to type {label:?}",
                    common[a],
                    game.types()[0],
                    game.sender_payoff(t, 0, a)
                )));
            }
        }
    }
    Ok(common)
}

impl Top {
    fn new(game: &Game, payoffs: &[Q], top: &Q) -> Result<Top, Error> {
        let (types, actions) = (game.types().len(), payoffs.len());
        let mut labels: Vec<Label> = Vec::new();
        for a in 0..actions {
            if payoffs[a] == *top {
                labels.push(Label { reply: vec![(a, Q::ONE)] });
            }
            for b in (0..actions).filter(|&b| payoffs[a] < *top && *top < payoffs[b]) {
                let share = (top - &payoffs[a]) / &(&payoffs[b] - &payoffs[a]);
                labels.push(Label { reply: vec![(a, Q::ONE - &share), (b, share)] });
            }
        }
        if labels.len() * actions * types > MAX_ENTRIES {
            return Err(Error::Limit(format!(
                "partial credibility would need {} mixed replies to {actions} actions: merge \
                 actions that the sender values alike",
                labels.len()
            )));
        }
        let mut program = Program::new();
        let mut variables = |worth: &Q| -> Vec<usize> {
            (0..types).map(|_| program.variable(worth.clone())).collect()
        };
        let below: Vec<(usize, Vec<usize>)> = (0..actions)
            .filter(|&a| payoffs[a] < *top)
            .map(|a| (a, variables(&payoffs[a])))
            .collect();
        let labels: Vec<(Label, Vec<usize>)> =
            labels.into_iter().map(|label| (label, variables(top))).collect();
        let prior = game.prior();
        let mut official = Vec::with_capacity(types);
        for t in 0..types {
            let low = below.iter().map(|(_, x)| (x[t], Q::ONE));
            official.push(program.at_most(low.clone(), Q::ZERO));
            let high = labels.iter().map(|(_, x)| (x[t], Q::ONE));
            program.equal(low.chain(high), prior[t].clone());
        }
        let mut best = |a: usize, x: &[usize], also: Option<usize>| {
            for b in (0..actions).filter(|&b| b != a) {
                let gain = |(t, &j): (usize, &usize)| {
                    (j, game.receiver_payoff(t, 0, b) - game.receiver_payoff(t, 0, a))
                };
                let row = x.iter().enumerate().map(gain);
                if also == Some(b) {
                    program.equal(row, Q::ZERO);
                } else {
                    program.at_most(row, Q::ZERO);
                }
            }
        };
        below.iter().for_each(|(a, x)| best(*a, x, None));
        for (label, x) in &labels {
            best(label.reply[0].0, x, label.reply.get(1).map(|(b, _)| *b));
        }
        Ok(Top { program, official, below, labels })
    }

    /// The programme at one probability.
    fn at(&self, game: &Game, chi: &Q) -> Program {
        self.program
            .with_bounds(self.official.iter().zip(game.prior()).map(|(&row, p)| (row, chi * p)))
    }

    /// The reports, with the mass that is official.
    fn lots(&self, game: &Game, chi: &Q, primal: &[Q]) -> Vec<(Lot, Q)> {
        let prior = game.prior();
        let mass = |x: &[usize]| -> Vec<Q> { x.iter().map(|&j| primal[j].clone()).collect() };
        let mut top = vec![Q::ZERO; prior.len()];
        for (_, x) in &self.labels {
            top.iter_mut().zip(x).for_each(|(sum, &j)| *sum += &primal[j]);
        }
        let below = self.below.iter().map(|(a, x)| {
            let mass = mass(x);
            let whole = mass.iter().sum();
            (Lot::pure(game, 0, mass, *a), whole)
        });
        // the sender's own reports are spread over those worth most in proportion to all of these
        let own = Q::ONE - chi;
        let tops = self.labels.iter().map(|(label, x)| {
            let mass = mass(x);
            let mut reply = vec![Q::ZERO; game.actions().len()];
            label.reply.iter().for_each(|(a, share)| reply[*a] = share.clone());
            let official = mass
                .iter()
                .enumerate()
                .filter(|(_, x)| !x.is_zero())
                .map(|(t, x)| x - &(&own * &(&(x * &prior[t]) / &top[t])));
            let official = official.sum();
            (Lot { message: 0, mass, reply }, official)
        });
        below.chain(tops).filter(|(lot, _)| lot.mass.iter().any(|x| !x.is_zero())).collect()
    }
}

/// The distinct payoffs, and their programmes.
fn tops(game: &Game) -> Result<Vec<Top>, Error> {
    let payoffs = common_payoffs(game)?;
    let mut values = payoffs.clone();
    values.sort();
    values.dedup();
    values.iter().map(|top| Top::new(game, &payoffs, top)).collect()
}

/// The best for the sender when its reports are official with probability `chi`.
///
/// # Errors
///
/// [`Error::Game`] when `chi` is no probability, or the game is not one of free messages and a
/// sender whose payoff does not depend on its type; [`Error::Limit`] when interrupted, or too
/// large.
pub fn credibility(question: &Question, chi: &Q) -> Result<Regime, Error> {
    if chi.is_negative() || *chi > Q::ONE {
        return Err(Error::Game(format!("chi is {chi}: give a probability, from 0 to 1")));
    }
    let game = question.game();
    let tops = tops(game)?;
    let mut best: Option<(Q, Vec<Q>, &Top)> = None;
    for top in &tops {
        if let Solution::Optimal { value, primal, .. } = question.solve(&top.at(game, chi))?
            && best.as_ref().is_none_or(|(most, _, _)| value > *most)
        {
            best = Some((value, primal, top));
        }
    }
    let (value, primal, top) = best.ok_or_else(|| {
        // a pool of all types on the best reply to the prior is always possible
        Error::Limit("no rule is credible, which should not be possible".into())
    })?;
    let weights = Objective::Sender.weights(game)?;
    let (lots, official): (Vec<Lot>, Vec<Q>) = top.lots(game, chi, &primal).into_iter().unzip();
    let asked = super::result::Asked { game, objective: &Objective::Sender, weights: &weights };
    let certificate = Certificate::Comparison(tops.len());
    let mut regime = Regime::new(&asked, &CREDIBILITY, &lots, certificate);
    for (signal, official) in regime.experiment.iter_mut().zip(official) {
        signal.official = Some(official / &signal.probability);
    }
    debug_assert_eq!(regime.value, value);
    Ok(regime)
}

/// The value of every `chi` from 0 to 1.
///
/// # Errors
///
/// As [`credibility`].
pub fn curve(question: &Question) -> Result<Curve, Error> {
    let game = question.game();
    let mut value: Option<Piecewise> = None;
    for top in tops(game)? {
        if question.interrupted() {
            return Err(Error::Limit("interrupted before the curve was complete".into()));
        }
        let direction = top.official.iter().zip(game.prior()).map(|(&row, p)| (row, p.clone()));
        let Some(line) = top.program.parametric(direction, Q::ZERO, Q::ONE) else { continue };
        let points: Vec<Point> =
            line.knots.into_iter().map(|k| Point::plain(k.parameter, k.value)).collect();
        if points.is_empty() {
            continue;
        }
        let one = Piecewise::new(points);
        value = Some(match value {
            Some(value) => value.combine(&one, true),
            None => one,
        });
    }
    let value = value
        .ok_or_else(|| Error::Limit("no rule is credible, which should not be possible".into()))?;
    Ok(Curve { game: game.clone(), value })
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
    /// let curve = game.credibility_curve()?;
    /// let jump = curve.value().jumps().next().unwrap();
    /// assert_eq!((&jump.at, &jump.below, &jump.value), (&q("2/3"), &q("1"), &q("4/3")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn credibility(&self, chi: &Q) -> Result<Regime, Error> {
        credibility(&Question::new(self, Objective::Sender), chi)
    }

    /// The value to the sender of every probability that its reports are the announced ones: where
    /// it jumps, trust collapses.
    ///
    /// # Errors
    /// As [`credibility`].
    pub fn credibility_curve(&self) -> Result<Curve, Error> {
        curve(&Question::new(self, Objective::Sender))
    }
}
