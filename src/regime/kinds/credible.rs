//! Credible persuasion: rules that no reshuffling of the messages would improve (Lin and Liu 2024).
//!
//! The receiver sees how often each message is sent, so that the sender may exchange messages
//! between types as long as these frequencies stay. A rule `y[t,a]` that the receiver obeys is
//! *credible* when no exchange pays. That is cyclical monotonicity: there are no types `t_1, ...,
//! t_k` and actions `a_i` that `t_i` may be given with
//!
//! ```text
//! sum_i uS[t_i, a_{i+1}] > sum_i uS[t_i, a_i]            (with a_{k+1} = a_1).
//! ```
//!
//! Only the support of the rule matters: an exchange pays if and only if there is a cycle of
//! positive weight in the graph of types in which the edge from s to t has the largest weight
//! `uS[s,a] - uS[t,a]` over the actions given to t. The best credible rule is found by branch and
//! bound: of the pairs of type and action in such a cycle, one must have no mass.

use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::regime::{Adversary, Certificate, Question, RegimeKind, RegimeSolution, RuleProgram};

pub(super) const CREDIBLE: RegimeKind = RegimeKind {
    name: "persuasion_credible",
    title: "credible persuasion",
    commits: "the sender, to its frequencies",
    summary: "the best rule that the receiver wants to follow and that the sender cannot improve \
              by exchanging messages between types",
    source: "Lin and Liu 2024",
    obedience: true,
    honesty: false,
    heard: &[],
    costly: false,
    adversary: Adversary::None,
    solver: solve,
};

/// The most nodes of branch and bound. A round number, not tuned: a search that meets it is
/// refused, with a bound on the value.
const MAX_NODES: usize = 5_000;

/// An exchange of messages between types that keeps the frequency of each message, and pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Each type with the action that it gives up and the one that it gets instead, which is the
    /// one that the next type gives up.
    pub steps: Vec<(usize, usize, usize)>,
    /// The largest probability mass of each type that can take part.
    pub mass: Q,
    /// The sender's gain for each unit of mass.
    pub gain: Q,
}

/// Whether a rule is credible, and if not, why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credible {
    /// An action that the receiver is told to take, a better one, and its expected gain from always
    /// taking that one instead.
    pub disobedience: Option<(usize, usize, Q)>,
    /// An exchange that pays the sender.
    pub exchange: Option<Exchange>,
}

impl Credible {
    /// Does neither the receiver nor the sender want to deviate?
    pub fn holds(&self) -> bool {
        self.disobedience.is_none() && self.exchange.is_none()
    }
}

impl Game {
    /// Is the rule `[t][a]` credible in the sense of Lin and Liu (2024)?
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when payoffs depend on the message, or this is no rule.
    ///
    /// ```
    /// use schelling::{Game, Q};
    ///
    /// // a seller who likes to sell, but more so what is bad, to a buyer who wants what is good
    /// let table = |rows: [[i64; 2]; 2]| rows.map(|row| row.map(Q::from).to_vec()).to_vec();
    /// let half = || "1/2".parse::<Q>().unwrap();
    /// let game = Game::cheap_talk(
    ///     table([[0, 3], [0, 1]]), table([[0, -2], [0, 1]]), [half(), half()], ["m"],
    /// )?;
    /// let honest = table([[1, 0], [0, 1]]);
    /// let found = game.credible(&honest)?;
    /// // it would rather sell the bad as good, and the good as bad
    /// let exchange = found.exchange.unwrap();
    /// assert_eq!((exchange.gain, exchange.mass), (Q::from(2), half()));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn credible(&self, rule: &[Vec<Q>]) -> Result<Credible, Error> {
        CREDIBLE.require_one_reader(self)?;
        CREDIBLE.require_cheap_talk(self, "")?;
        let (types, actions) = (self.types().len(), self.actions().len());
        if rule.len() != types {
            return Err(Error::Game(format!(
                "rule: there are {} rows, but {types} types: give one for each",
                rule.len()
            )));
        }
        for (row, label) in rule.iter().zip(self.types()) {
            let sum: Q = row.iter().sum();
            if row.len() != actions || row.iter().any(Q::is_negative) || sum != Q::ONE {
                return Err(Error::Game(format!(
                    "rule[{label:?}]: give {actions} probabilities, one for each action, with sum 1"
                )));
            }
        }
        let prior = self.prior();
        let expected = |a: usize, b: usize| -> Q {
            (0..types).map(|t| &(&prior[t] * &rule[t][a]) * self.receiver_payoff(t, 0, b)).sum()
        };
        let pairs = (0..actions).flat_map(|a| (0..actions).map(move |b| (a, b)));
        let disobedience = pairs
            .map(|(a, b)| (a, b, expected(a, b) - expected(a, a)))
            .filter(|(_, _, gain)| gain.is_positive())
            .max_by(|x, y| x.2.cmp(&y.2).then(y.0.cmp(&x.0)).then(y.1.cmp(&x.1)));
        let mass = |t: usize, a: usize| &prior[t] * &rule[t][a];
        Ok(Credible { disobedience, exchange: exchange(self, &mass) })
    }
}

/// Finds an exchange that pays, in a rule with these masses by type and action: a cycle of positive
/// weight, by the algorithm of Bellman and Ford.
fn exchange(game: &Game, mass: &dyn Fn(usize, usize) -> Q) -> Option<Exchange> {
    let (types, actions) = (game.types().len(), game.actions().len());
    let payoff = |t: usize, a: usize| game.sender_payoff(t, 0, a);
    // the edge from s to t: the gain when s gets an action of t in its place, and the action
    let edge = |s: usize, t: usize| -> (Q, usize) {
        let given = (0..actions).filter(|&a| mass(t, a).is_positive());
        let gains = given.map(|a| (payoff(s, a) - payoff(t, a), a));
        gains.max_by(|x, y| x.0.cmp(&y.0).then(y.1.cmp(&x.1))).unwrap_or((Q::ZERO, 0))
    };
    let edges: Vec<Vec<(Q, usize)>> =
        (0..types).map(|s| (0..types).map(|t| edge(s, t)).collect()).collect();
    // the heaviest walk to each type so far, and the type before; a walk that still gets heavier
    // after as many rounds as there are types has gone round a cycle
    let mut heaviest = vec![Q::ZERO; types];
    let mut before: Vec<usize> = (0..types).collect();
    let mut relaxed = None;
    for _ in 0..types {
        relaxed = None;
        for s in 0..types {
            for t in (0..types).filter(|&t| t != s) {
                let weight = &heaviest[s] + &edges[s][t].0;
                if weight > heaviest[t] {
                    (heaviest[t], before[t], relaxed) = (weight, s, Some(t));
                }
            }
        }
        relaxed?;
    }
    let mut on_cycle = relaxed?;
    for _ in 0..types {
        on_cycle = before[on_cycle];
    }
    let mut cycle = vec![on_cycle];
    let mut t = before[on_cycle];
    while t != on_cycle {
        cycle.push(t);
        t = before[t];
    }
    cycle.reverse();
    // each type gets what the next on the cycle gives up
    let next = |i: usize| cycle[(i + 1) % cycle.len()];
    let gets: Vec<usize> = (0..cycle.len()).map(|i| edges[cycle[i]][next(i)].1).collect();
    let gives = |i: usize| gets[(i + cycle.len() - 1) % cycle.len()];
    let gain = (0..cycle.len()).map(|i| &edges[cycle[i]][next(i)].0).sum();
    let most = (0..cycle.len()).map(|i| mass(cycle[i], gives(i))).min()?;
    let steps = (0..cycle.len()).map(|i| (cycle[i], gives(i), gets[i])).collect();
    Some(Exchange { steps, mass: most, gain })
}

fn solve(question: &Question) -> Result<RegimeSolution, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let program = |empty: &[(usize, usize)]| RuleProgram::obedient(&weights).with_empty(empty);
    let mut open = vec![Vec::new()];
    let mut bounds = Vec::new();
    let mut nodes = 0;
    loop {
        for empty in open.drain(..) {
            if let Some(optimum) = program(&empty).optimum(question)? {
                bounds.push((empty, optimum));
            }
        }
        // the node with the largest bound first: the first that is credible is optimal
        let largest = (0..bounds.len())
            .max_by(|&i, &k| bounds[i].1.value.cmp(&bounds[k].1.value).then(k.cmp(&i)))
            .ok_or_else(|| {
                // one reply to all types is credible
                Error::Limit("no rule is credible, which should not be possible".into())
            })?;
        let (empty, optimum) = bounds.swap_remove(largest);
        nodes += 1;
        if nodes > MAX_NODES {
            return Err(Error::Limit(format!(
                "branch and bound had {MAX_NODES} nodes without an end: the value is at most {}",
                optimum.value
            )));
        }
        let mass = |t: usize, a: usize| optimum.masses[0][a][t].clone();
        let Some(exchange) = exchange(game, &mass) else {
            let shares = program(&[]).message_shares(&optimum);
            let certificate = Certificate::Branches(nodes);
            return Ok(RegimeSolution::new(shares, certificate).with_value(optimum.value));
        };
        for &(t, a, _) in &exchange.steps {
            open.push(empty.iter().copied().chain([(t, a)]).collect());
        }
    }
}
