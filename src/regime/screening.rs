//! The receiver commits to a reply to each message, where messages are costly: screening.
//!
//! The receiver announces `rho[m,a]`, and each type sends what is then best for it. For given
//! messages of the types the best announcement is a linear programme; which message each type sends
//! is found by branch and bound. Where it is still open, the relaxation has masses `z[t,m,a]` with
//! (as in the mixed programmes of Paruchuri et al. 2008 for leaders with commitment)
//!
//! ```text
//! z[t,m,a] <= p_t rho[m,a],   sum_{m,a} z[t,m,a] = p_t,
//! sum_{m,a} z[t,m,a] uS[t,m,a] >= p_t sum_a rho[n,a] uS[t,n,a]                for all n.
//! ```
//!
//! Once a type has one message left, the first two make `z[t,m,a] = p_t rho[m,a]`, and these stand
//! in its place.
//!
//! Whatever a relaxation announces is an announcement: what the types then send is a rule, and once
//! it is worth as much as the largest bound left, it is best. The search branches on the type whose
//! masses are worth most more than what that type would do.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::objective::Weights;
use super::question::{self, Question};
use super::result::{Certificate, Lot, Promise, Regime};
use super::{Institution, evidence};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;

/// The most nodes of the search.
const MAX_NODES: usize = 20_000;
/// Among so many nodes is one that puts work into a better rule.
const IMPROVED: usize = 16;

/// An announcement, and what every type then sends.
struct Rule {
    /// `[m][a]`.
    rho: Vec<Vec<Q>>,
    /// By type.
    sends: Vec<usize>,
    value: Q,
}

/// Messages that are still open to each type, with a bound on what is possible with them.
#[derive(PartialEq, Eq)]
struct Node {
    bound: Q,
    /// Of nodes with the same bound, the one made first is taken first.
    number: Reverse<usize>,
    /// The type and the message to branch on.
    branch: (usize, usize),
    /// By type.
    open: Vec<Vec<usize>>,
}

impl Ord for Node {
    fn cmp(&self, other: &Node) -> Ordering {
        (&self.bound, &self.number).cmp(&(&other.bound, &other.number))
    }
}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Node) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Branch and bound. Wherever it is stopped, the incumbent is a rule that is possible.
struct Search<'a> {
    question: &'a Question<'a>,
    weights: &'a Weights,
    nodes: BinaryHeap<Node>,
    /// How many nodes there were.
    count: usize,
    /// The best rule so far.
    incumbent: Option<Rule>,
    /// No rule is worth more, once something is known.
    bound: Option<Q>,
}

pub(super) fn solve(question: &Question, this: &'static Institution) -> Result<Regime, Error> {
    let weights = question.weights()?;
    let mut search = Search {
        question,
        weights: &weights,
        nodes: BinaryHeap::new(),
        count: 0,
        incumbent: None,
        bound: None,
    };
    let ended = question.limited(|| search.run());
    // any announcement has a best message for each type
    question::best_so_far(ended, search.regime(this), "no rule is honest")
}

impl Search<'_> {
    /// Searches until nothing is better than the incumbent.
    fn run(&mut self) -> Result<(), Error> {
        self.visit(evidence::needed(self.question.game(), self.weights))?;
        // the node with the largest bound first
        while let Some(node) = self.nodes.pop() {
            if self.closes(&node.bound) {
                break;
            }
            if self.count > MAX_NODES {
                return Err(Error::Limit(format!(
                    "branch and bound had {MAX_NODES} nodes without an end: the value is at most \
                     {}",
                    node.bound
                )));
            }
            self.bound = Some(node.bound);
            let (t, m) = node.branch;
            for with in [true, false] {
                let mut open = node.open.clone();
                open[t].retain(|&n| (n == m) == with);
                self.visit(open)?;
            }
        }
        Ok(())
    }

    /// Is nothing under this bound better than the incumbent?
    fn closes(&self, bound: &Q) -> bool {
        self.incumbent.as_ref().is_some_and(|rule| rule.value >= *bound)
    }

    /// Bounds what is possible with these messages; the announcement that reaches the bound may
    /// make a better incumbent, and shows where to branch.
    fn visit(&mut self, open: Vec<Vec<usize>>) -> Result<(), Error> {
        self.count += 1;
        let Some(relaxed) = relax(self.question, self.weights, &open)? else { return Ok(()) };
        let (rule, worths) = self.follow(relaxed.rho);
        // the type of which the bound makes more than comes true, by most
        let excess = |t: &usize| &relaxed.worths[*t] - &worths[*t];
        let t = (0..worths.len()).rev().max_by_key(excess).expect("a type");
        if self.count % IMPROVED == 1 && rule.value < relaxed.value {
            let sent: Vec<Vec<usize>> = rule.sends.iter().map(|&m| vec![m]).collect();
            let best = relax(self.question, self.weights, &sent)?;
            best.into_iter().for_each(|best| self.keep(self.follow(best.rho).0));
        }
        self.keep(rule);
        if !self.closes(&relaxed.value) {
            let branch = (t, relaxed.favourites[t]);
            let (bound, number) = (relaxed.value, Reverse(self.count));
            self.nodes.push(Node { bound, number, branch, open });
        }
        Ok(())
    }

    /// What the types send after an announcement, and what each of them is then worth.
    fn follow(&self, rho: Vec<Vec<Q>>) -> (Rule, Vec<Q>) {
        let game = self.question.game();
        let best = |t| best_message(game, self.weights, &rho, t);
        let (sends, worths): (_, Vec<Q>) = (0..game.types().len()).map(best).unzip();
        let value = worths.iter().sum();
        (Rule { rho, sends, value }, worths)
    }

    /// A rule that is better than the incumbent takes its place.
    fn keep(&mut self, rule: Rule) {
        if !self.closes(&rule.value) {
            self.incumbent = Some(rule);
        }
    }

    /// The incumbent, as a regime.
    fn regime(&self, this: &'static Institution) -> Option<Regime> {
        let rule = self.incumbent.as_ref()?;
        let prior = self.question.game().prior();
        let (mut lots, mut unsent) = (Vec::new(), Vec::new());
        for (m, reply) in rule.rho.iter().enumerate() {
            let reply = reply.clone();
            if rule.sends.contains(&m) {
                let share = |(&n, p): (&usize, &Q)| if n == m { p.clone() } else { Q::ZERO };
                let mass = rule.sends.iter().zip(prior).map(share).collect();
                lots.push(Lot { message: m, mass, reply });
            } else {
                unsent.push(Promise { message: m, reply });
            }
        }
        let asked = self.question.asked(self.weights);
        let mut regime = Regime::new(&asked, this, &lots, Certificate::Branches(self.count));
        regime.unsent = unsent;
        debug_assert_eq!(regime.value, rule.value);
        Some(regime)
    }
}

/// Of the messages that are best for a type, the first that is worth most, and its worth.
fn best_message(game: &Game, weights: &Weights, rho: &[Vec<Q>], t: usize) -> (usize, Q) {
    let p = &game.prior()[t];
    let messages = (0..rho.len()).filter(|&m| game.is_available(t, m)).map(|m| {
        let (mut own, mut worth) = (Q::ZERO, Q::ZERO);
        for (a, x) in rho[m].iter().enumerate().filter(|(_, x)| !x.is_zero()) {
            own += &(x * game.sender_payoff(t, m, a));
            worth += &(&(p * x) * &weights.worth(game, t, m, a));
        }
        (own, worth, Reverse(m))
    });
    messages.max().map(|(_, worth, Reverse(m))| (m, worth)).expect("every type has a message")
}

/// The best of a programme that asks for less.
struct Relaxed {
    value: Q,
    /// `[m][a]`.
    rho: Vec<Vec<Q>>,
    /// By type: what it is worth.
    worths: Vec<Q>,
    /// By type: the message that it sends most.
    favourites: Vec<usize>,
}

/// The bound on what is possible with these messages, if anything is.
fn relax(
    question: &Question,
    weights: &Weights,
    open: &[Vec<usize>],
) -> Result<Option<Relaxed>, Error> {
    if open.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    let game = question.game();
    let (messages, actions) = (game.messages().len(), game.actions().len());
    let (mut lp, one) = (Program::new(), Q::ONE);
    // types with one message left are worth what the reply to it is worth
    let mut worth = vec![vec![Q::ZERO; actions]; messages];
    for (t, only) in open.iter().enumerate().filter(|(_, open)| open.len() == 1) {
        for &a in game.replies(only[0]) {
            worth[only[0]][a] += &(&game.prior()[t] * &weights.worth(game, t, only[0], a));
        }
    }
    let rho: Vec<Vec<(usize, usize)>> = (0..messages)
        .map(|m| game.replies(m).iter().map(|&a| (a, lp.variable(worth[m][a].clone()))).collect())
        .collect();
    for reply in &rho {
        lp.equal(reply.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
    }
    // by type: message, reply, variable and what makes a mass of the variable
    let mut cells: Vec<Vec<(usize, usize, usize, &Q)>> = Vec::new();
    for (t, p) in game.prior().iter().enumerate() {
        let mut row = Vec::new();
        if let [m] = open[t][..] {
            row.extend(rho[m].iter().map(|&(a, j)| (m, a, j, p)));
        } else {
            for &m in &open[t] {
                for &(a, j) in &rho[m] {
                    let z = lp.variable(weights.worth(game, t, m, a));
                    lp.at_most([(z, Q::ONE), (j, -p)], Q::ZERO);
                    row.push((m, a, z, &one));
                }
            }
            lp.equal(row.iter().map(|&(_, _, z, _)| (z, Q::ONE)), p.clone());
        }
        for n in (0..messages).filter(|&n| game.is_available(t, n) && open[t] != [n]) {
            let gain = rho[n].iter().map(|&(a, j)| (j, p * game.sender_payoff(t, n, a)));
            let own = row.iter().map(|&(m, a, z, q)| (z, -(q * game.sender_payoff(t, m, a))));
            lp.at_most(gain.chain(own), Q::ZERO);
        }
        cells.push(row);
    }
    let Solution::Optimal { value, primal, .. } = question.solve(&lp)? else { return Ok(None) };
    let announced = |reply: &Vec<(usize, usize)>| {
        let mut row = vec![Q::ZERO; actions];
        reply.iter().for_each(|&(a, j)| row[a] = primal[j].clone());
        row
    };
    let worths = cells.iter().enumerate().map(|(t, row)| {
        let masses = row.iter().filter(|(_, _, z, _)| !primal[*z].is_zero());
        masses.map(|&(m, a, z, q)| q * &primal[z] * weights.worth(game, t, m, a)).sum()
    });
    let favourites = cells.iter().zip(open).map(|(row, open)| {
        let mass = |m: usize| -> Q {
            row.iter().filter(|cell| cell.0 == m).map(|&(_, _, z, q)| q * &primal[z]).sum()
        };
        open.iter().copied().rev().max_by_key(|&m| mass(m)).expect("an open message")
    });
    Ok(Some(Relaxed {
        value,
        rho: rho.iter().map(announced).collect(),
        worths: worths.collect(),
        favourites: favourites.collect(),
    }))
}
