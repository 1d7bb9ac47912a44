//! Persuasion and mediation of several readers who all hear the same.
//!
//! A signal is a belief and a profile of replies that are optimal along one chain of beliefs that
//! begins there: the readers whom no type in its support meets think of later beliefs. Where a profile
//! is optimal on a cell of beliefs, a signal inside can be divided among the corners of the cell
//! with the same replies, and nobody gets anything else. So the best experiment is one over the
//! corners v of the common refinement of the readers' best-reply regions, with `lambda[v]` the
//! probability of the corner and `z[v,a]` that of the reply a of reader r, where a is optimal:
//!
//! ```text
//! sum_v lambda[v] v = p,        sum_(a of r) z[v,a] = lambda[v]                 for all v, r,
//! sum_v (v_h / p_h - v_t / p_t) sum_a z[v,a] uS[t,a] <= 0       for all types t, h, if mediated.
//! ```
//!
//! For T types there are at most `O((R A^2)^(T-1))` corners of R readers with A actions. It is hard to
//! do without them where both types and readers are many (Dughmi and Xu 2017).

use dashu_int::IBig;

use super::{
    Certificate, Constraint, MessageShare, Question, RegimeSolution, RuleProgram, Weights,
    reader_of,
};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::bitset::Bits;
use crate::exact::int::Int;
use crate::exact::integers::quotient;
use crate::exact::lp::{Program, Solution};
use crate::exact::work::Abort;
use crate::game::Game;
use crate::game::replies::Regions;

/// The most corners. A round number, not tuned: a game with more is refused, with a bound.
const MAX_CORNERS: usize = 20_000;

/// A belief, and the replies of each reader that are optimal there along one chain.
struct JointReplies {
    belief: Vec<Q>,
    /// `[reader]`
    replies: Vec<Vec<usize>>,
}

/// Finds the best experiment that everybody hears, of a mediator to whom types are honest if
/// `honest`.
pub(super) fn solve(question: &Question, honest: bool) -> Result<RegimeSolution, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let corners = match corners(question, honest) {
        Some(corners) => corners?,
        None => return Err(too_many(question)),
    };
    let mut program = SignalProgram::new(&weights, &corners, honest);
    if honest {
        program.honest();
    }
    let Solution::Optimal { value, primal, dual } = question.solve(&program.lp)? else {
        // the best replies to the prior, whatever the type, are an experiment
        return Err(Error::Limit("no experiment is honest, which should not be possible".into()));
    };
    let shares = corners.iter().zip(&program.signals).filter_map(|(corner, signal)| {
        let probability = &primal[signal.probability];
        if probability.is_zero() {
            return None;
        }
        let mut reply = vec![Q::ZERO; game.actions().len()];
        signal.sure.iter().for_each(|&a| reply[a] = Q::ONE);
        signal.mixed.iter().flatten().for_each(|&(a, j)| reply[a] = &primal[j] / probability);
        let mass = corner.belief.iter().map(|q| q * probability).collect();
        Some(MessageShare::public(0, mass, reply))
    });
    let shares = shares.collect();
    let rows = program.constraints.iter().copied().zip(dual);
    let rows = rows.filter_map(|(constraint, price)| Some((constraint?, price)));
    let certificate = Certificate::Prices(Certificate::binding(rows));
    Ok(RegimeSolution::new(shares, certificate).with_value(value))
}

/// The replies `[reader]` of each corner, all of which are optimal together.
///
/// # Errors
/// [`Error::Limit`] when there are too many.
pub(super) fn joint_replies(question: &Question) -> Result<Vec<Vec<Vec<usize>>>, Error> {
    let corners = corners(question, false).unwrap_or_else(|| Err(too_many(question)))?;
    Ok(corners.into_iter().map(|corner| corner.replies).collect())
}

/// The refusal of a game with too many corners, with the bound that private advice gives.
fn too_many(question: &Question) -> Error {
    let private = question.weights().and_then(|w| RuleProgram::obedient(&w).solve(question));
    let bound = private.ok().and_then(|rule| rule.value).map_or(String::new(), |value| {
        format!(": its value is at most {value}, that of heard=\"private\"")
    });
    Error::Limit(format!(
        "the readers' best replies divide the beliefs at more than {MAX_CORNERS} corners, too many \
         for what all of them hear{bound}"
    ))
}

/// The corners of the common refinement, each with the maximal profiles of replies there, or with
/// one of them if what unexpected readers do matters to nobody; `None` where they are too many.
fn corners(question: &Question, honest: bool) -> Option<Result<Vec<JointReplies>, Error>> {
    let game = question.game();
    let found = corners_in::<i64>(question, game, honest)
        .or_else(|abort| match abort {
            Abort::Overflow => corners_in::<i128>(question, game, honest),
            abort => Err(abort),
        })
        .or_else(|abort| match abort {
            Abort::Overflow => corners_in::<IBig>(question, game, honest),
            abort => Err(abort),
        });
    match found {
        Ok(corners) => Some(Ok(corners)),
        Err(Abort::TooMany) => None,
        Err(_) => Some(Err(question.stopped())),
    }
}

/// The same in one size of integers.
fn corners_in<I: Int>(
    question: &Question,
    game: &Game,
    honest: bool,
) -> Result<Vec<JointReplies>, Abort> {
    let stop = || question.checkpoint().is_err();
    let regions = Regions::<I>::new(game, 0, false, MAX_CORNERS, &stop)?;
    let mut found = Vec::with_capacity(regions.corners.len());
    for corner in &regions.corners {
        let mass = regions.mass(corner);
        let mut total = I::ZERO;
        for x in mass {
            total = total.plus(x)?;
        }
        let belief: Vec<Q> = mass.iter().map(|x| quotient(x, &total)).collect();
        let met = regions.of_met(&corner.rows, corner.support);
        let later = match regions.leaves_readers_out(corner.support) {
            true => regions.jointly_optimal_after(corner.support),
            false => vec![Bits::default()],
        };
        let count = if honest { later.len() } else { 1 };
        for later in later.iter().take(count) {
            let mut replies = vec![Vec::new(); game.information_sets().len()];
            for row in met.union(later).iter() {
                let a = regions.actions[row];
                replies[reader_of(game, a)].push(a);
            }
            found.push(JointReplies { belief: belief.clone(), replies });
        }
        if found.len() > MAX_CORNERS {
            return Err(Abort::TooMany);
        }
    }
    Ok(found)
}

/// The variables of a signal.
struct SignalVariables {
    probability: usize,
    /// The replies of readers who have one only, or whose best for the objective is taken.
    sure: Vec<usize>,
    /// By reader with several: the replies, each with its variable.
    mixed: Vec<Vec<(usize, usize)>>,
}

/// The programme of what everybody hears.
struct SignalProgram<'a> {
    weights: &'a Weights<'a>,
    corners: &'a [JointReplies],
    signals: Vec<SignalVariables>,
    lp: Program,
    /// By row; none for those that define a mixed reply.
    constraints: Vec<Option<Constraint>>,
}

impl<'a> SignalProgram<'a> {
    /// The programme of all experiments. Where ties need not be `mixed`, each is broken for the
    /// objective.
    fn new(weights: &'a Weights, corners: &'a [JointReplies], mixed: bool) -> SignalProgram<'a> {
        let game = weights.game;
        let mut lp = Program::new();
        let worth = |belief: &[Q], a: usize| -> Q {
            let types = belief.iter().enumerate().filter(|(_, q)| !q.is_zero());
            types.map(|(t, q)| q * &weights.coefficient(t, 0, a)).sum()
        };
        let signals: Vec<SignalVariables> = corners
            .iter()
            .map(|JointReplies { belief, replies }| {
                let (several, single): (Vec<&Vec<usize>>, Vec<&Vec<usize>>) =
                    replies.iter().partition(|own| mixed && own.len() > 1);
                let best = |own: &Vec<usize>| {
                    own.iter().copied().rev().max_by_key(|&a| worth(belief, a)).expect("a reply")
                };
                let sure: Vec<usize> = single.into_iter().map(best).collect();
                let probability = lp.variable(sure.iter().map(|&a| worth(belief, a)).sum());
                let mut variable = |&a: &usize| (a, lp.variable(worth(belief, a)));
                let mixed = several.into_iter();
                let mixed = mixed.map(|own| own.iter().map(&mut variable).collect()).collect();
                SignalVariables { probability, sure, mixed }
            })
            .collect();
        let mut constraints = Vec::new();
        for (t, p) in game.prior().iter().enumerate() {
            let beliefs = corners.iter().zip(&signals).filter(|(v, _)| !v.belief[t].is_zero());
            lp.equal(beliefs.map(|(v, s)| (s.probability, v.belief[t].clone())), p.clone());
            constraints.push(Some(Constraint::Probability { t }));
        }
        for signal in &signals {
            for own in &signal.mixed {
                let row = own.iter().map(|&(_, j)| (j, Q::ONE));
                lp.equal(row.chain([(signal.probability, -Q::ONE)]), Q::ZERO);
                constraints.push(None);
            }
        }
        SignalProgram { weights, corners, signals, lp, constraints }
    }

    /// Adds the rows by which no type prefers what another is given.
    fn honest(&mut self) {
        let (game, prior) = (self.weights.game, self.weights.game.prior());
        let pairs = (0..prior.len()).flat_map(|t| (0..prior.len()).map(move |h| (t, h)));
        for (t, report) in pairs.filter(|(t, h)| t != h) {
            let mut row = Vec::new();
            for (corner, signal) in self.corners.iter().zip(&self.signals) {
                let share = |t: usize| &corner.belief[t] / &prior[t];
                let factor = share(report) - share(t);
                if factor.is_zero() {
                    continue;
                }
                let sure: Q = signal.sure.iter().map(|&a| game.sender_payoff(t, 0, a)).sum();
                row.push((signal.probability, &factor * &sure));
                let mixed = signal.mixed.iter().flatten();
                row.extend(mixed.map(|&(a, j)| (j, &factor * game.sender_payoff(t, 0, a))));
            }
            self.lp.at_most(row, Q::ZERO);
            self.constraints.push(Some(Constraint::Honesty { t, report }));
        }
    }
}
