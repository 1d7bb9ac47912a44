//! Screening: the receiver commits to a reply to each message, where messages are costly.
//!
//! The receiver announces `rho[m,a]`, and each type then sends the message that is best for it. If
//! the message of each type is given, the best announcement solves a linear programme; which
//! message each type sends is found by branch and bound. For a type whose message is still open,
//! the relaxation has masses `z[t,m,a]` (as in the mixed-integer programmes of Paruchuri et al.
//! 2008 for leaders with commitment) with
//!
//! ```text
//! z[t,m,a] <= p_t rho[m,a],   sum_{m,a} z[t,m,a] = p_t,
//! sum_{m,a} z[t,m,a] uS[t,m,a] >= p_t sum_a rho[n,a] uS[t,n,a]                for all n.
//! ```
//!
//! Once a type has one message left, the first two imply `z[t,m,a] = p_t rho[m,a]`, and the right
//! side replaces the left.
//!
//! The solution of every relaxation contains an announcement, and the best messages of the types
//! make it a rule. Once a rule is worth as much as the largest bound left, it is optimal. The
//! search branches on the type whose worth in the rule the relaxation overstates most.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::evidence;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;
use crate::regime::kind::RegimeKind;
use crate::regime::objective::Weights;
use crate::regime::question;
use crate::regime::question::Question;
use crate::regime::result::{Certificate, MessageShare, Promise, Regime};

/// The most nodes of the search.
const MAX_NODES: usize = 20_000;
/// One node in this many solves a second programme, for the best announcement that goes with the
/// messages sent there. The number costs only time.
const IMPROVED: usize = 16;

/// An announcement, and the message that every type then sends.
struct Rule {
    /// `[m][a]`.
    rho: Vec<Vec<Q>>,
    /// By type, its message.
    sends: Vec<usize>,
    value: Q,
}

/// A node of the search: the messages still open to each type, with a bound on the value of the
/// rules that use only these.
#[derive(PartialEq, Eq)]
struct Node {
    bound: Q,
    /// Of nodes with the same bound, the oldest is taken first.
    number: Reverse<usize>,
    /// The type and the message to branch on.
    branch: (usize, usize),
    /// By type, its open messages.
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

/// The state of branch and bound. Whenever it is stopped, the incumbent is a feasible rule.
struct Search<'a> {
    question: &'a Question<'a>,
    weights: &'a Weights,
    nodes: BinaryHeap<Node>,
    /// The number of nodes so far.
    count: usize,
    /// The best rule so far.
    incumbent: Option<Rule>,
    /// An upper bound on the value of every rule, once there is one.
    bound: Option<Q>,
}

pub(crate) fn solve(question: &Question, this: &'static RegimeKind) -> Result<Regime, Error> {
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
    let ended = ended.map_err(|error| match &search.bound {
        Some(bound) => Error::Limit(format!("{error}: the value is at most {bound}")),
        None => error,
    });
    // any announcement has a best message for each type
    question::best_so_far(ended, search.regime(this), "no rule is honest")
}

impl Search<'_> {
    /// Searches until no open node can hold a better rule than the incumbent.
    fn run(&mut self) -> Result<(), Error> {
        self.visit(evidence::needed(self.question.game(), self.weights))?;
        // the node with the largest bound first
        while let Some(node) = self.nodes.pop() {
            if self.closes(&node.bound) {
                break;
            }
            if self.count > MAX_NODES {
                self.bound = Some(node.bound);
                let sentence = format!("branch and bound had {MAX_NODES} nodes without an end");
                return Err(Error::Limit(sentence));
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

    /// Is the incumbent worth at least this bound?
    fn closes(&self, bound: &Q) -> bool {
        self.incumbent.as_ref().is_some_and(|rule| rule.value >= *bound)
    }

    /// Solves the relaxation with these open messages. Its announcement may give a better
    /// incumbent, and shows where to branch; the node stays open unless the incumbent reaches its
    /// bound.
    fn visit(&mut self, open: Vec<Vec<usize>>) -> Result<(), Error> {
        self.count += 1;
        let Some(relaxed) = relax(self.question, self.weights, &open)? else { return Ok(()) };
        let (rule, worths) = self.follow(relaxed.rho);
        // the type whose worth the relaxation overstates most
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

    /// The rule that an announcement leads to, and what each type is worth in it.
    fn follow(&self, rho: Vec<Vec<Q>>) -> (Rule, Vec<Q>) {
        let game = self.question.game();
        let best = |t| best_message(game, self.weights, &rho, t);
        let (sends, worths): (_, Vec<Q>) = (0..game.types().len()).map(best).unzip();
        let value = worths.iter().sum();
        (Rule { rho, sends, value }, worths)
    }

    /// Makes a rule the incumbent if it is better.
    fn keep(&mut self, rule: Rule) {
        if !self.closes(&rule.value) {
            self.incumbent = Some(rule);
        }
    }

    /// The incumbent, as a regime.
    fn regime(&self, this: &'static RegimeKind) -> Option<Regime> {
        let rule = self.incumbent.as_ref()?;
        let prior = self.question.game().prior();
        let (mut lots, mut unsent) = (Vec::new(), Vec::new());
        for (m, reply) in rule.rho.iter().enumerate() {
            let reply = reply.clone();
            if rule.sends.contains(&m) {
                let share = |(&n, p): (&usize, &Q)| if n == m { p.clone() } else { Q::ZERO };
                let mass = rule.sends.iter().zip(prior).map(share).collect();
                lots.push(MessageShare { message: m, mass, reply });
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

/// Of the messages that are best for a type, the one that is best for the objective, and its worth;
/// the first of several.
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

/// The solution of a relaxation.
struct Relaxed {
    value: Q,
    /// `[m][a]`.
    rho: Vec<Vec<Q>>,
    /// By type, what its masses are worth.
    worths: Vec<Q>,
    /// By type, the message that carries most of its mass.
    favourites: Vec<usize>,
}

/// Solves the relaxation with these open messages, if it is feasible.
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
    // a type with one message left has no masses of its own: its worth goes to the reply
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
    // by type: message, reply, variable, and the factor that turns the variable into a mass
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
