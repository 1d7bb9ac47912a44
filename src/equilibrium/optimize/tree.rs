//! The search tree: best bound first.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};
use std::sync::Mutex;

use super::Problem;
use super::branch::{Question, answers, question};
use super::cell::{CellEnd, CellMessage, solve_cell};
use super::incumbents::{babbling, partition, pooling, rounded};
use super::node::Node;
use super::relaxation::{RelaxedOptimum, is_near, relaxation};
use super::reply_sets::Interchangeable;
use super::target::Target;
use crate::equilibrium::limits::{Control, Monitor, Threads};
use crate::equilibrium::pivot::single;
use crate::equilibrium::result::{Equilibrium, Stop};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::{self, Budget, Halt};
use crate::game::Game;

/// The best equilibrium that was found, and a bound on all.
pub(crate) struct Optimum {
    pub(crate) equilibrium: Equilibrium,
    pub(crate) value: Q,
    /// No equilibrium has a larger value.
    pub(crate) bound: Q,
    /// Is it, of those with the same value, best for the other player?
    pub(crate) ties_broken: bool,
    /// The nodes whose programmes were solved.
    pub(crate) nodes: usize,
    pub(crate) stopped: Option<Stop>,
}

/// A node with its bound and the question that it will be divided by.
struct OpenNode {
    node: Node,
    bound: Q,
    question: Question,
    number: usize,
    /// Its share of the work.
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

/// What the programme of a node says.
struct Evaluated {
    found: Vec<(Q, Equilibrium)>,
    /// The node, if it may hold more.
    left: Option<(Node, Q, Question)>,
    /// A bound on a node that no question divides.
    unresolved: Option<Q>,
}

impl Evaluated {
    /// A node that is closed.
    fn closed(found: Vec<(Q, Equilibrium)>) -> Evaluated {
        Evaluated { found, left: None, unresolved: None }
    }
}

/// The search.
struct OptimumTree<'a, 'b> {
    problem: &'b Problem<'a>,
    control: &'b Control<'b>,
    threads: &'b Threads,
    /// What breaks ties between values.
    second: Target,
    best: Option<(Q, Q, Equilibrium)>,
    open: BinaryHeap<OpenNode>,
    /// The bound of the node at work.
    at_work: Option<Q>,
    /// A bound on the nodes that no question divides.
    unresolved: Option<Q>,
    bytes: usize,
    nodes: usize,
}

impl OptimumTree<'_, '_> {
    /// Takes equilibria into account.
    fn offer(&mut self, found: Vec<(Q, Equilibrium)>) {
        for (value, eq) in found {
            let second = self.second.value(&eq);
            let best = self.best.as_ref();
            if best.is_none_or(|(v, s, _)| (&value, &second) > (v, s)) {
                self.best = Some((value, second, eq));
            }
        }
    }

    fn incumbent(&self) -> Option<Q> {
        self.best.as_ref().map(|(value, _, _)| value.clone())
    }

    /// No equilibrium has a larger value than this, if the search has begun.
    fn bound(&self) -> Option<Q> {
        let open = self.open.peek().map(|node| node.bound.clone());
        let rest = self.at_work.iter().chain(&self.unresolved).cloned();
        open.into_iter().chain(rest).chain(self.incumbent()).max()
    }

    /// Searches until nothing is left.
    fn run(&mut self, root: Node) {
        let incumbent = self.incumbent();
        self.at_work = Some(crude_bound(self.problem.game, &self.problem.target));
        let evaluated = evaluate(self.problem, root, incumbent.as_ref());
        self.nodes += 1;
        self.take(vec![evaluated], 1.0, None);
        while let Some(node) = self.open.peek() {
            if self.incumbent().is_some_and(|value| node.bound <= value) {
                break;
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
            let incumbent = self.incumbent();
            self.nodes += children.len();
            let problem = self.problem;
            let one = |child: Node| evaluate(problem, child, incumbent.as_ref());
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

/// Solves the programme of a node, looks for equilibria near its optimum and chooses a question.
fn evaluate(problem: &Problem, mut node: Node, incumbent: Option<&Q>) -> Evaluated {
    let mut found = Vec::new();
    if !node.propagate(problem) {
        return Evaluated::closed(found);
    }
    loop {
        let relaxation = relaxation(problem, &node);
        let Some(mut optimum) = relaxation.optimum(incumbent) else {
            return Evaluated::closed(found);
        };
        let before = node.deterred.clone();
        let mut deterred = before.clone();
        let mut undecided = None;
        let mut cell = cell_at(problem, &node, &optimum, &mut deterred);
        if let Some(CellEnd::Found(value, _)) = &cell
            && !optimum.exact
            && is_near(value, &optimum.value)
        {
            // does it reach the bound? only exact numbers can tell
            let Some(exact) = relaxation.exact() else {
                return Evaluated::closed(found);
            };
            optimum = exact;
            let again = cell_at(problem, &node, &optimum, &mut deterred);
            if matches!(again, Some(CellEnd::Found(..))) {
                cell.take().into_iter().for_each(|end| keep(end, &mut found));
                cell = again;
            }
        }
        match cell {
            Some(CellEnd::Found(value, eq)) => {
                let closed = value >= optimum.value;
                found.push((value, eq));
                if closed {
                    return Evaluated::closed(found);
                }
            }
            Some(CellEnd::Undecided { class, action }) => undecided = Some((class, action)),
            Some(CellEnd::Infeasible) | None => {}
        }
        if deterred != before {
            node.deterred = deterred;
            continue;
        }
        let improved = |above: &Q| !is_near(above, &optimum.value);
        if node.above.as_ref().is_none_or(improved) {
            node.stalled = 0;
        }
        node.above = Some(optimum.value.clone());
        rounded(problem, &node, &optimum, &mut found);
        return match question(problem, &node, &optimum, undecided) {
            Some(question) => {
                let left = Some((node, optimum.value, question));
                Evaluated { found, left, unresolved: None }
            }
            None => Evaluated { found, left: None, unresolved: Some(optimum.value) },
        };
    }
}

/// The best equilibrium with the supports of an optimum of the relaxation.
fn cell_at(
    problem: &Problem,
    node: &Node,
    optimum: &RelaxedOptimum,
    deterred: &mut [bool],
) -> Option<CellEnd> {
    let messages = messages_of(problem, node, optimum)?;
    Some(solve_cell(problem, &messages, &node.deterrents, deterred))
}

/// Keeps what was found in a cell.
fn keep(end: CellEnd, found: &mut Vec<(Q, Equilibrium)>) {
    if let CellEnd::Found(value, eq) = end {
        found.push((value, eq));
    }
}

/// The messages that an optimum of the relaxation uses; `None` where there are too few copies.
fn messages_of(
    problem: &Problem,
    node: &Node,
    optimum: &RelaxedOptimum,
) -> Option<Vec<CellMessage>> {
    let mut messages: Vec<CellMessage> = Vec::new();
    for (k, (entry, masses)) in node.entries.iter().zip(&optimum.masses).enumerate() {
        let set = &entry.set;
        let senders = masses.iter().fold(0u128, |set, (t, _, _)| set | 1 << t);
        if senders == 0 {
            continue;
        }
        let used = |a: &usize| {
            set.core.contains(a)
                || masses.iter().any(|(_, other, _)| other == a)
                || optimum.replies[k].iter().any(|(other, _)| other == a)
        };
        let actions: Vec<usize> = set.actions.iter().copied().filter(used).collect();
        if !set.is_fine() && problem.classes[set.class].belief(problem.game, &actions).is_none() {
            return None;
        }
        messages.push(CellMessage { class: set.class, senders, actions });
    }
    let copies = |c: usize| messages.iter().filter(|m| m.class == c).count();
    let enough = (0..problem.classes.len()).all(|c| copies(c) <= problem.classes[c].members.len());
    enough.then_some(messages)
}

/// The largest number of types: a word of 128 bits is a set of types.
const MAX_TYPES: usize = 128;
/// The time limit divided by this is added for one equilibrium where the search has none yet.
const EXTRA_TIME_DIVISOR: u32 = 25;

/// The best equilibrium for a target.
pub(crate) fn optimum(
    game: &Game,
    target: &Target,
    (budget, threads): (Budget, usize),
    monitor: &dyn Monitor,
) -> Result<Optimum, Error> {
    if game.types().len() > MAX_TYPES {
        return Err(Error::Limit(format!(
            "the game has {} types, and the search for the best equilibrium takes at most \
             {MAX_TYPES}: merge types that no payoff tells apart",
            game.types().len()
        )));
    }
    let limit = budget.left();
    let control = Control::new(budget, usize::MAX, monitor);
    let _in_force = control.budget().enter();
    let threads = Threads::take(threads, control.budget());
    let second = target.of_the_other(game);
    let made = budget::catch(|| Interchangeable::all(game, &[target, &second]));
    let babbling = babbling(game);
    let mut result = babbling.clone().map(|eq| (target.value(&eq), second.value(&eq), eq));
    let mut bound = None;
    let mut nodes = 0;
    if let Ok(classes) = made {
        let mut problem = problem(game, target.clone(), classes);
        let root = Node::root(&problem);
        let mut tree = tree(&problem, &control, &threads, second.clone());
        tree.best = result.take();
        let ended = budget::catch(|| {
            let mut found = Vec::new();
            pooling(&problem, &root, &mut found);
            tree.offer(found);
            let mut found = Vec::new();
            partition(&problem, &root, &mut found);
            tree.offer(found);
            tree.run(root.clone());
        });
        bound = tree.bound();
        nodes += tree.nodes;
        result = tree.best.take();
        match ended {
            Err(halt) => control.halted(&halt),
            Ok(()) if result.is_none() => {
                // every game has an equilibrium
                return Err(Error::Limit(
                    "no equilibrium was found, which should not be possible".into(),
                ));
            }
            Ok(()) => {
                let (value, first, eq) = result.take().expect("checked above");
                drop(tree);
                if let Some(bound) = bound.filter(|bound| *bound > value) {
                    let (equilibrium, stopped) = (eq, control.reason());
                    return Ok(Optimum {
                        equilibrium,
                        value,
                        bound,
                        ties_broken: false,
                        nodes,
                        stopped,
                    });
                }
                problem.floor = Some((target.clone(), value.clone()));
                problem.target = second.clone();
                problem.tried = Mutex::default();
                let mut ties = self::tree(&problem, &control, &threads, target.clone());
                ties.best = Some((first, value.clone(), eq));
                let ended = budget::catch(|| ties.run(root));
                nodes += ties.nodes;
                let decided = ties.bound() == ties.incumbent();
                let (_, _, equilibrium) = ties.best.take().expect("there was one");
                if let Err(halt) = &ended {
                    control.halted(halt);
                }
                return Ok(Optimum {
                    equilibrium,
                    bound: value.clone(),
                    value,
                    ties_broken: ended.is_ok() && decided,
                    nodes,
                    stopped: control.reason(),
                });
            }
        }
    }
    control.look();
    let stopped = control.reason();
    let equilibrium = match result {
        Some((_, _, eq)) => eq,
        None => {
            let extra = limit.unwrap_or_default() / EXTRA_TIME_DIVISOR;
            at_least_one(game, extra, monitor).ok_or_else(|| {
                let halt = match stopped {
                    Some(Stop::Interrupted) => Halt::Interrupted,
                    _ => Halt::Time,
                };
                halt.error()
            })?
        }
    };
    let value = target.value(&equilibrium);
    let bound = bound.unwrap_or_else(|| crude_bound(game, target)).max(value.clone());
    Ok(Optimum { equilibrium, value, bound, ties_broken: false, nodes, stopped })
}

fn problem(game: &Game, target: Target, classes: Vec<Interchangeable>) -> Problem<'_> {
    let (least, ranges, tried) = (Vec::new(), Vec::new(), Mutex::new(HashSet::new()));
    let mut problem = Problem { game, target, floor: None, classes, least, ranges, tried };
    let root = Node::root(&problem);
    let width = |(low, high): (&Q, &Q)| (high - low).to_f64().max(f64::MIN_POSITIVE);
    problem.ranges = root.low.iter().zip(&root.high).map(width).collect();
    problem.least = root.low;
    problem
}

fn tree<'a, 'b>(
    problem: &'b Problem<'a>,
    control: &'b Control<'b>,
    threads: &'b Threads,
    second: Target,
) -> OptimumTree<'a, 'b> {
    let (best, open) = (None, BinaryHeap::new());
    let (at_work, unresolved, bytes, nodes) = (None, None, 0, 0);
    OptimumTree { problem, control, threads, second, best, open, at_work, unresolved, bytes, nodes }
}

/// An equilibrium by pivoting, within some more time.
fn at_least_one(
    game: &Game,
    extra: std::time::Duration,
    monitor: &dyn Monitor,
) -> Option<Equilibrium> {
    let budget = Budget::current().extended(extra);
    let _in_force = budget.enter();
    let control = Control::new(budget, usize::MAX, monitor);
    budget::catch(|| single(game, &control)).ok()?.ok()?
}

/// A bound that takes no search: every type does as well for the target as it can.
fn crude_bound(game: &Game, target: &Target) -> Q {
    let best = |t: usize| {
        let open = (0..game.messages().len()).filter(|&m| game.is_available(t, m));
        let cells = open.flat_map(|m| game.replies(m).iter().map(move |&a| (m, a)));
        let worth = cells.map(|(m, a)| target.coefficient(game, t, m, a)).max();
        &game.prior()[t] * &worth.unwrap_or_default()
    };
    (0..game.types().len()).map(best).sum()
}
