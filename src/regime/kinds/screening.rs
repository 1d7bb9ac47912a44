//! Screening: the receiver commits to a reply to each message, where messages are costly.
//!
//! The receiver announces `rho[m,a]`, and each type then sends the message that is best for it.
//! Given the message of each type, the best announcement solves a linear programme; the messages
//! are found by branch and bound. For a type whose message is still open, the relaxation has masses
//! `z[t,m,a]` (as in the mixed-integer programmes of Paruchuri et al. 2008 for leaders with
//! commitment) with
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
//! search branches on the type whose contribution to the rule the relaxation overstates most.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::regime::{
    Certificate, MessageShare, Promise, Question, RegimeSolution, Weights, sparse_row,
};

/// The most nodes of branch and bound. A round number, not tuned: a search that meets it is
/// refused, with a bound on the value, and its incumbent goes with the error.
const MAX_NODES: usize = 20_000;

/// One node in this many solves a second programme, for the best announcement given the messages
/// sent there, to improve the incumbent. Not tuned; it affects only time, and how good the
/// incumbent of a search is that was stopped.
const NODES_PER_IMPROVEMENT: usize = 16;

/// An announcement, and the message that every type then sends.
struct AnnouncedRule {
    /// `[m][a]`: the probability of the reply.
    rho: Vec<Vec<Q>>,
    /// `[t]`: the message that the type sends.
    sends: Vec<usize>,
    value: Q,
}

/// A node of branch and bound: the messages still open to each type, with a bound on the value of
/// the rules that use only these.
/// The search takes the largest first: nodes are compared by their bounds, and then by number.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct ScreeningNode {
    bound: Q,
    /// Of nodes with the same bound, the oldest is taken first.
    number: Reverse<usize>,
    /// The type and the message to branch on.
    branch: (usize, usize),
    /// `[t]`: the open messages of the type.
    open: Vec<Vec<usize>>,
}

/// The state of branch and bound. Whenever it is stopped, the incumbent is a feasible rule.
struct ScreeningSearch<'a> {
    question: &'a Question<'a>,
    weights: &'a Weights<'a>,
    nodes: BinaryHeap<ScreeningNode>,
    /// The number of nodes so far.
    count: usize,
    /// The best rule so far.
    incumbent: Option<AnnouncedRule>,
    /// An upper bound on the value of every rule, once there is one.
    bound: Option<Q>,
}

pub(super) fn solve(question: &Question) -> Result<RegimeSolution, Error> {
    let weights = question.weights()?;
    let mut search = ScreeningSearch {
        question,
        weights: &weights,
        nodes: BinaryHeap::new(),
        count: 0,
        incumbent: None,
        bound: None,
    };
    let ended = question.within_limits(|| search.run());
    let ended = ended.map_err(|error| match &search.bound {
        Some(bound) => Error::Limit(format!("{error}: the value is at most {bound}")),
        None => error,
    });
    // any announcement has a best message for each type
    RegimeSolution::of_search(ended, search.into_solution(), "no rule is honest")
}

impl ScreeningSearch<'_> {
    /// Searches until no open node can hold a better rule than the incumbent.
    fn run(&mut self) -> Result<(), Error> {
        self.visit(nonredundant(self.weights))?;
        // the node with the largest bound first
        while let Some(node) = self.nodes.pop() {
            if self.closes(&node.bound) {
                break;
            }
            self.bound = Some(node.bound);
            if self.count > MAX_NODES {
                let sentence = format!("branch and bound had {MAX_NODES} nodes without an end");
                return Err(Error::Limit(sentence));
            }
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
        let (rule, contributions) = self.follow(relaxed.rho);
        let excess = |t: &usize| &relaxed.contributions[*t] - &contributions[*t];
        let t = (0..contributions.len()).rev().max_by_key(excess).expect("a type");
        if self.count % NODES_PER_IMPROVEMENT == 1 && rule.value < relaxed.value {
            let sent: Vec<Vec<usize>> = rule.sends.iter().map(|&m| vec![m]).collect();
            let best = relax(self.question, self.weights, &sent)?;
            best.into_iter().for_each(|best| self.keep(self.follow(best.rho).0));
        }
        self.keep(rule);
        if !self.closes(&relaxed.value) {
            let branch = (t, relaxed.main_messages[t]);
            let (bound, number) = (relaxed.value, Reverse(self.count));
            self.nodes.push(ScreeningNode { bound, number, branch, open });
        }
        Ok(())
    }

    /// The rule that an announcement leads to, and the contribution of each type to its value.
    fn follow(&self, rho: Vec<Vec<Q>>) -> (AnnouncedRule, Vec<Q>) {
        let game = self.question.game();
        let best = |t| best_message(self.weights, &rho, t);
        let (sends, contributions): (_, Vec<Q>) = (0..game.types().len()).map(best).unzip();
        let value = contributions.iter().sum();
        (AnnouncedRule { rho, sends, value }, contributions)
    }

    /// Makes a rule the incumbent if it is better.
    fn keep(&mut self, rule: AnnouncedRule) {
        if !self.closes(&rule.value) {
            self.incumbent = Some(rule);
        }
    }

    /// The incumbent as a solution.
    fn into_solution(self) -> Option<RegimeSolution> {
        let AnnouncedRule { rho, sends, value } = self.incumbent?;
        let prior = self.question.game().prior();
        let (mut shares, mut unsent) = (Vec::new(), Vec::new());
        for (message, reply) in rho.into_iter().enumerate() {
            if sends.contains(&message) {
                let part = |(&n, p): (&usize, &Q)| if n == message { p.clone() } else { Q::ZERO };
                let mass = sends.iter().zip(prior).map(part).collect();
                shares.push(MessageShare::public(message, mass, reply));
            } else {
                unsent.push(Promise { message, reply });
            }
        }
        let solution = RegimeSolution::new(shares, Certificate::Branches(self.count));
        Some(RegimeSolution { unsent, ..solution.with_value(value) })
    }
}

/// The message that is best for a type, and the contribution of the type to the objective; of
/// several the one that is best for the objective, and of these the first.
fn best_message(weights: &Weights, rho: &[Vec<Q>], t: usize) -> (usize, Q) {
    let game = weights.game;
    let p = &game.prior()[t];
    let messages = (0..rho.len()).filter(|&m| game.is_available(t, m)).map(|m| {
        let (mut payoff, mut contribution) = (Q::ZERO, Q::ZERO);
        for (a, x) in rho[m].iter().enumerate().filter(|(_, x)| !x.is_zero()) {
            payoff += &(x * game.sender_payoff(t, m, a));
            contribution += &(&(p * x) * &weights.coefficient(t, m, a));
        }
        (payoff, contribution, Reverse(m))
    });
    let best = messages.max().expect("every type has a message");
    (best.2.0, best.1)
}

/// The solution of a relaxation.
struct Relaxation {
    value: Q,
    /// `[m][a]`: the announcement.
    rho: Vec<Vec<Q>>,
    /// `[t]`: the contribution of the type's masses to the value.
    contributions: Vec<Q>,
    /// `[t]`: the message with most of the type's mass.
    main_messages: Vec<usize>,
}

/// Solves the relaxation with these open messages; `None` if it is infeasible.
fn relax(
    question: &Question,
    weights: &Weights,
    open: &[Vec<usize>],
) -> Result<Option<Relaxation>, Error> {
    if open.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    let game = question.game();
    let (messages, actions) = (game.messages().len(), game.actions().len());
    let (mut lp, one) = (Program::new(), Q::ONE);
    // a type with one message left has no masses of its own: the reply carries its coefficients
    let mut coefficients = vec![vec![Q::ZERO; actions]; messages];
    for (t, only) in open.iter().enumerate().filter(|(_, open)| open.len() == 1) {
        for &a in game.replies(only[0]) {
            let part = &game.prior()[t] * &weights.coefficient(t, only[0], a);
            coefficients[only[0]][a] += &part;
        }
    }
    let rho: Vec<Vec<(usize, usize)>> = (0..messages)
        .map(|m| {
            let variable = |&a: &usize| (a, lp.variable(coefficients[m][a].clone()));
            game.replies(m).iter().map(variable).collect()
        })
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
                    let z = lp.variable(weights.coefficient(t, m, a));
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
        sparse_row(actions, reply.iter().map(|&(a, j)| (a, primal[j].clone())))
    };
    let contributions = cells.iter().enumerate().map(|(t, row)| {
        let masses = row.iter().filter(|(_, _, z, _)| !primal[*z].is_zero());
        masses.map(|&(m, a, z, q)| q * &primal[z] * weights.coefficient(t, m, a)).sum()
    });
    let main_messages = cells.iter().zip(open).map(|(row, open)| {
        let mass = |m: usize| -> Q {
            row.iter().filter(|cell| cell.0 == m).map(|&(_, _, z, q)| q * &primal[z]).sum()
        };
        open.iter().copied().rev().max_by_key(|&m| mass(m)).expect("an open message")
    });
    Ok(Some(Relaxation {
        value,
        rho: rho.iter().map(announced).collect(),
        contributions: contributions.collect(),
        main_messages: main_messages.collect(),
    }))
}

/// `[t]`: the messages that the type can send, without redundant evidence: those that it need not
/// send, since it can prove more with another.
///
/// Suppose that every type that can send m can also send n; that the same two replies can follow
/// both; that m and n pay these types the same, and m adds at least as much to the objective; and
/// that these types all strictly prefer the same one of the two replies. (They show evidence and
/// want to be believed.) Then there is an optimal announcement under which none of them sends n:
///
/// - If they prefer the announced reply to n, announce it as the reply to m too. They gain nothing
///   that n did not offer them, and may as well send m.
/// - If not, those of them that send n are indifferent between the two. With two replies and a
///   strict preference, the announced lotteries are then the same, and they may send m.
///
/// No other type can send m, so that nothing changes for the others. A type that can show two
/// documents need not show only one of them.
///
/// With three replies this fails: two lotteries may be worth the same to the sender and not to the
/// receiver, and types that can prove more may be told apart by not doing so.
fn nonredundant(weights: &Weights) -> Vec<Vec<usize>> {
    let game = weights.game;
    let messages = game.messages().len();
    let proves_more: Vec<Vec<bool>> = (0..messages)
        .map(|m| (0..messages).map(|n| proves_more(weights, m, n)).collect())
        .collect();
    (0..game.types().len())
        .map(|t| {
            let sent: Vec<usize> = (0..messages).filter(|&m| game.is_available(t, m)).collect();
            let redundant = |&n: &usize| sent.iter().any(|&m| proves_more[m][n]);
            sent.iter().copied().filter(|n| !redundant(n)).collect()
        })
        .collect()
}

/// Is `n` redundant for every type that can send `m`? Of two messages with the same senders, only
/// the first may replace the other, so that no type loses both.
fn proves_more(weights: &Weights, m: usize, n: usize) -> bool {
    let game = weights.game;
    let senders = |m: usize| game.senders(m).collect::<Vec<_>>();
    let (few, many) = (senders(m), senders(n));
    let replies = game.replies(m);
    let &[a, b] = replies else { return false };
    if m == n || game.replies(n) != replies || (few.len() == many.len() && m > n) {
        return false;
    }
    let prefers = |t: usize| game.sender_payoff(t, m, a).cmp(game.sender_payoff(t, m, b));
    few.iter().all(|&t| {
        many.contains(&t)
            && prefers(t).is_ne()
            && prefers(t) == prefers(few[0])
            && replies.iter().all(|&a| {
                game.sender_payoff(t, m, a) == game.sender_payoff(t, n, a)
                    && weights.coefficient(t, m, a) >= weights.coefficient(t, n, a)
            })
    })
}
