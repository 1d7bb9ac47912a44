//! The search tree: best bound first.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};

use super::OptimizationProblem;
use super::branch::{BranchQuestion, answers};
use super::cell::CellMessage;
use super::evaluate::{Evaluated, evaluate};
use super::linear_objective::LinearObjective;
use super::node::Node;
use crate::equilibrium::limits::{Control, Threads};
use crate::equilibrium::result::{Equilibrium, Stop};
use crate::exact::Q;
use crate::exact::budget::{self, Halt};
use crate::game::Game;

/// A node with its bound and the question that it will be divided by.
struct OpenNode {
    node: Node,
    bound: Q,
    question: BranchQuestion,
    number: usize,
    /// Its share of all the work, for reports of progress.
    share: f64,
}

impl PartialEq for OpenNode {
    fn eq(&self, other: &OpenNode) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for OpenNode {}
impl PartialOrd for OpenNode {
    fn partial_cmp(&self, other: &OpenNode) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for OpenNode {
    /// The largest bound first, and of several the latest node.
    fn cmp(&self, other: &OpenNode) -> Ordering {
        self.bound.cmp(&other.bound).then(self.number.cmp(&other.number))
    }
}

/// The search.
pub(super) struct OptimumTree<'a, 'b> {
    problem: &'b OptimizationProblem<'a>,
    control: &'b Control<'b>,
    threads: &'b Threads,
    /// What breaks ties between values.
    second: LinearObjective,
    /// The best equilibrium so far, after its value and its value to `second`.
    pub(super) best: Option<(Q, Q, Equilibrium)>,
    open: BinaryHeap<OpenNode>,
    /// The bound of the node at work.
    at_work: Option<Q>,
    /// A bound on the nodes that no question divides.
    unresolved: Option<Q>,
    bytes: usize,
    pub(super) nodes: usize,
    /// The cells in which roundings looked for equilibria.
    tried: HashSet<Vec<CellMessage>>,
}

impl<'a, 'b> OptimumTree<'a, 'b> {
    /// A search that has not begun; `second` breaks ties.
    pub(super) fn new(
        problem: &'b OptimizationProblem<'a>,
        control: &'b Control<'b>,
        threads: &'b Threads,
        second: LinearObjective,
    ) -> OptimumTree<'a, 'b> {
        let (best, open, tried) = (None, BinaryHeap::new(), HashSet::new());
        let (at_work, unresolved, bytes, nodes) = (None, None, 0, 0);
        OptimumTree {
            problem,
            control,
            threads,
            second,
            best,
            open,
            at_work,
            unresolved,
            bytes,
            nodes,
            tried,
        }
    }

    /// Takes equilibria into account.
    pub(super) fn offer(&mut self, found: Vec<(Q, Equilibrium)>) {
        for (value, eq) in found {
            let second = self.second.value(&eq);
            let best = self.best.as_ref();
            if best.is_none_or(|(v, s, _)| (&value, &second) > (v, s)) {
                self.best = Some((value, second, eq));
            }
        }
    }

    pub(super) fn incumbent(&self) -> Option<Q> {
        self.best.as_ref().map(|(value, _, _)| value.clone())
    }

    /// The value of the best equilibrium, and the payoffs of types in it.
    fn best_payoffs(&self) -> Option<(&Q, &[Q])> {
        self.best.as_ref().map(|(value, _, eq)| (value, eq.sender_payoffs()))
    }

    /// No equilibrium has a larger value than this, if the search has begun.
    pub(super) fn bound(&self) -> Option<Q> {
        let open = self.open.peek().map(|node| node.bound.clone());
        let rest = self.at_work.iter().chain(&self.unresolved).cloned();
        open.into_iter().chain(rest).chain(self.incumbent()).max()
    }

    /// Looks at the root.
    pub(super) fn begin(&mut self, root: Node) {
        self.at_work = Some(crude_bound(self.problem.game, &self.problem.target));
        let evaluated = evaluate(self.problem, root, self.best_payoffs(), &self.tried);
        self.nodes += 1;
        self.take(vec![evaluated], 1.0, None);
    }

    /// Is nothing left that may hold a better equilibrium?
    pub(super) fn closed(&self) -> bool {
        let value = self.incumbent();
        self.open.peek().is_none_or(|node| value.is_some_and(|value| node.bound <= value))
    }

    /// Searches until nothing is left, or there are so many nodes.
    pub(super) fn run(&mut self, most: usize) {
        while !self.closed() {
            if self.nodes >= most {
                return;
            }
            self.control.look();
            match self.control.reason() {
                None => {}
                Some(Stop::Interrupted) => budget::give_up(Halt::Interrupted),
                Some(_) => budget::give_up(Halt::Time),
            }
            let Some(node) = self.open.pop() else { break };
            self.bytes -= node.node.bytes();
            self.at_work = Some(node.bound.clone());
            let children = answers(self.problem, &node.node, &node.question);
            self.nodes += children.len();
            let (problem, tried, best) = (self.problem, &self.tried, self.best_payoffs());
            let one = |child: Node| evaluate(problem, child, best, tried);
            let mut children = children.into_iter();
            let evaluated = match (children.next(), children.next()) {
                (Some(a), Some(b)) if self.threads.parallel() => {
                    let (a, b) = self.threads.run(|| rayon::join(|| one(a), || one(b)));
                    vec![a, b]
                }
                (a, b) => a.into_iter().chain(b).map(one).collect(),
            };
            self.take(evaluated, node.share, Some(&node.bound));
        }
        self.at_work = None;
        self.open.clear();
    }

    /// Takes the children of a node over into the open nodes.
    fn take(&mut self, evaluated: Vec<Evaluated>, share: f64, bound: Option<&Q>) {
        let share = share / evaluated.len().max(1) as f64;
        let mut left = Vec::new();
        for one in evaluated {
            self.offer(one.found);
            self.tried.extend(one.tried);
            self.unresolved = self.unresolved.take().max(one.unresolved);
            left.push(one.left);
        }
        let incumbent = self.incumbent();
        for left in left {
            match left {
                Some((node, value, question)) if incumbent.as_ref().is_none_or(|v| value > *v) => {
                    let bound = bound.map_or(value.clone(), |b| b.clone().min(value));
                    self.bytes += node.bytes();
                    let number = self.nodes * 2 + self.open.len() % 2;
                    self.open.push(OpenNode { node, bound, question, number, share });
                }
                _ => self.control.finished(share),
            }
        }
        self.at_work = None;
        if let Some(limit) = self.control.budget().refuses(self.bytes as u128) {
            let what = "the open nodes of the search".into();
            budget::give_up(Halt::Memory { what, needed: self.bytes as u128, limit });
        }
    }
}

/// A bound that takes no search: every type does as well for the target as it can.
pub(super) fn crude_bound(game: &Game, target: &LinearObjective) -> Q {
    let best = |t: usize| {
        let open = (0..game.messages().len()).filter(|&m| game.is_available(t, m));
        let cells = open.flat_map(|m| game.replies(m).iter().map(move |&a| (m, a)));
        let worth = cells.map(|(m, a)| target.coefficient(game, t, m, a)).max();
        &game.prior()[t] * &worth.unwrap_or_default()
    };
    (0..game.types().len()).map(best).sum()
}
