//! Credible persuasion: rules that no reshuffling of the messages would improve (Lin and Liu 2024).
//!
//! The receiver sees how often each message is sent, and so the sender may swap messages between
//! types as long as their frequencies stay. A rule `y[t,a]` that the receiver obeys is *credible*
//! when that never pays: when what is given to the types is cyclically monotone, that is, when for
//! no types `t_1, ..., t_k` and actions `a_i` that `t_i` may be given
//!
//! ```text
//! sum_i uS[t_i, a_{i+1}] > sum_i uS[t_i, a_i]            (with a_{k+1} = a_1).
//! ```
//!
//! Which cells a rule uses decides that: there is a cycle of positive weight in the graph of types
//! in which the step from s to t weighs the largest `uS[s,a] - uS[t,a]` over the actions given to
//! t. The best credible rule is found by branch and bound: of the cells of such a cycle one must be
//! empty.

use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::regime::kind::RegimeKind;
use crate::regime::program::Design;
use crate::regime::question::Question;
use crate::regime::result::{Certificate, Regime};

pub(crate) const CREDIBLE: RegimeKind = RegimeKind {
    name: "persuasion_credible",
    title: "credible persuasion",
    commits: "the sender, to how often it sends what",
    summary: "the best rule that the receiver wants to follow and that the sender cannot improve \
              by exchanging messages between types",
    source: "Lin and Liu 2024",
    obedience: true,
    honesty: false,
    costly: false,
    solve,
};

/// The most nodes of the search.
const MAX_NODES: usize = 5_000;

/// An exchange of messages between types that keeps how often each is sent, and pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Type, the action that it gives up, the one that it gets instead. What one gives up, the one
    /// before it gets.
    pub steps: Vec<(usize, usize, usize)>,
    /// The largest probability mass of each type that can take part.
    pub mass: Q,
    /// What the sender gains by each unit of mass.
    pub gain: Q,
}

/// Is a rule credible, and if not, why not?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credible {
    /// An action that the receiver is told to do, a better one, and what it would gain by it, over
    /// all times that it is told.
    pub disobedience: Option<(usize, usize, Q)>,
    /// What the sender could do better.
    pub exchange: Option<Exchange>,
}

impl Credible {
    /// Neither the receiver nor the sender wants anything else.
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
        if !self.is_cheap_talk() {
            return Err(Error::Game(
                "credible persuasion is defined for games whose payoffs do not depend on the \
                 message and in which every message is open to all"
                    .into(),
            ));
        }
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

/// An exchange that pays, in a rule with these masses by type and action.
fn exchange(game: &Game, mass: &dyn Fn(usize, usize) -> Q) -> Option<Exchange> {
    let (types, actions) = (game.types().len(), game.actions().len());
    let payoff = |t: usize, a: usize| game.sender_payoff(t, 0, a);
    // the step from s to t: what is gained when s gets an action of t in its place, and which
    let step = |s: usize, t: usize| -> (Q, usize) {
        let given = (0..actions).filter(|&a| mass(t, a).is_positive());
        let gains = given.map(|a| (payoff(s, a) - payoff(t, a), a));
        gains.max_by(|x, y| x.0.cmp(&y.0).then(y.1.cmp(&x.1))).unwrap_or((Q::ZERO, 0))
    };
    let steps: Vec<Vec<(Q, usize)>> =
        (0..types).map(|s| (0..types).map(|t| step(s, t)).collect()).collect();
    // the heaviest walk to each type so far, and the type before; a type that still gets heavier
    // after as many rounds as there are types lies behind a cycle
    let mut heaviest = vec![Q::ZERO; types];
    let mut before: Vec<usize> = (0..types).collect();
    let mut late = None;
    for _ in 0..types {
        late = None;
        for s in 0..types {
            for t in (0..types).filter(|&t| t != s) {
                let weight = &heaviest[s] + &steps[s][t].0;
                if weight > heaviest[t] {
                    (heaviest[t], before[t], late) = (weight, s, Some(t));
                }
            }
        }
        late?;
    }
    let mut on_cycle = late?;
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
    let gets: Vec<usize> = (0..cycle.len()).map(|i| steps[cycle[i]][next(i)].1).collect();
    let gives = |i: usize| gets[(i + cycle.len() - 1) % cycle.len()];
    let gain = (0..cycle.len()).map(|i| &steps[cycle[i]][next(i)].0).sum();
    let most = (0..cycle.len()).map(|i| mass(cycle[i], gives(i))).min()?;
    let steps = (0..cycle.len()).map(|i| (cycle[i], gives(i), gets[i])).collect();
    Some(Exchange { steps, mass: most, gain })
}

fn solve(question: &Question, this: &'static RegimeKind) -> Result<Regime, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let design = |empty: &[(usize, usize)]| Design::obedient(game, &weights).without(empty);
    let mut open = vec![Vec::new()];
    let mut bounds = Vec::new();
    let mut nodes = 0;
    loop {
        for empty in open.drain(..) {
            if let Some(best) = design(&empty).best(question)? {
                bounds.push((empty, best));
            }
        }
        // the largest bound first: the first that is credible is best
        let largest = (0..bounds.len())
            .max_by(|&i, &k| bounds[i].1.value.cmp(&bounds[k].1.value).then(k.cmp(&i)))
            .ok_or_else(|| {
                // one reply to all types is credible
                Error::Limit("no rule is credible, which should not be possible".into())
            })?;
        let (empty, best) = bounds.swap_remove(largest);
        nodes += 1;
        if nodes > MAX_NODES {
            return Err(Error::Limit(format!(
                "branch and bound had {MAX_NODES} nodes without an end: the value is at most {}",
                best.value
            )));
        }
        let mass = |t: usize, a: usize| best.masses[0][a][t].clone();
        let Some(exchange) = exchange(game, &mass) else {
            let lots = design(&[]).lots(&best);
            let asked = question.asked(&weights);
            return Ok(Regime::new(&asked, this, &lots, Certificate::Branches(nodes)));
        };
        for &(t, a, _) in &exchange.steps {
            let cells = empty.iter().copied().chain([(t, a)]);
            open.push(cells.collect());
        }
    }
}
