//! The evaluation of a node: its bound, equilibria near it, and the question that divides it.

use std::collections::HashSet;

use super::OptimizationProblem;
use super::branch::{BranchQuestion, question};
use super::cell::{CellEnd, CellMessage, solve_cell};
use super::incumbents::rounded;
use super::node::{Node, ReplyEntry};
use super::relaxation::{RelaxedOptimum, is_near, relaxation};
use crate::equilibrium::result::Equilibrium;
use crate::exact::Q;

/// What the programme of a node says.
pub(super) struct Evaluated {
    pub(super) found: Vec<(Q, Equilibrium)>,
    /// The node, if it may hold more.
    pub(super) left: Option<(Node, Q, BranchQuestion)>,
    /// A bound on a node that no question divides.
    pub(super) unresolved: Option<Q>,
    /// The cells in which a rounding looked for equilibria.
    pub(super) tried: HashSet<Vec<CellMessage>>,
}

impl Evaluated {
    /// A node that is closed.
    fn closed(found: Vec<(Q, Equilibrium)>) -> Evaluated {
        Evaluated { found, left: None, unresolved: None, tried: HashSet::new() }
    }
}

/// The share of the gap, as a divisor, by which a bound has to fall to count as better. It affects
/// only which questions are asked first.
const PROGRESS: i64 = 8;

/// Solves the programme of a node, looks for equilibria near its optimum and chooses a question.
pub(super) fn evaluate(
    problem: &OptimizationProblem,
    mut node: Node,
    best: Option<(&Q, &[Q])>,
    known: &HashSet<Vec<CellMessage>>,
) -> Evaluated {
    let mut found = Vec::new();
    let mut tried = HashSet::new();
    let incumbent = best.map(|(value, _)| value);
    if !node.propagate(problem) {
        return Evaluated::closed(found);
    }
    // where bounds do not fall, and where another value must be reached, floats may report a point
    // that does not exist
    let patience = if problem.floor.is_some() { 1 } else { 2 };
    let mut exact = node.stalled >= patience;
    loop {
        let relaxation = relaxation(problem, &node);
        let Some(mut optimum) = relaxation.optimum(incumbent, exact) else {
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
        let improved = |above: &Q| match incumbent {
            None => !is_near(above, &optimum.value),
            Some(value) => above - &optimum.value > (above - value) / Q::from(PROGRESS),
        };
        if node.above.as_ref().is_none_or(improved) {
            node.stalled = 0;
        }
        node.above = Some(optimum.value.clone());
        rounded(problem, &node, &optimum, (known, &mut tried), &mut found);
        let payoffs = best.map(|(_, payoffs)| payoffs);
        return match question(problem, &node, &optimum, (undecided, payoffs)) {
            Some(question) => {
                let left = Some((node, optimum.value, question));
                Evaluated { found, left, unresolved: None, tried }
            }
            None if !optimum.exact => {
                exact = true;
                continue;
            }
            None => decided(problem, node, optimum.value, found, tried),
        };
    }
}

/// The end of a node in which all is decided: what is left is one cell, whose best equilibrium is
/// that of the node unless an event depends on products of masses and replies.
fn decided(
    problem: &OptimizationProblem,
    node: Node,
    bound: Q,
    mut found: Vec<(Q, Equilibrium)>,
    tried: HashSet<Vec<CellMessage>>,
) -> Evaluated {
    let message = |entry: &ReplyEntry| CellMessage {
        class: entry.set.class,
        senders: entry.senders,
        actions: entry.set.actions.clone(),
    };
    let messages: Vec<CellMessage> = node.entries.iter().map(message).collect();
    let mut deterred = node.deterred.clone();
    let end = solve_cell(problem, &messages, &node.deterrents, &mut deterred);
    if let CellEnd::Undecided { class, action } = end {
        let left = Some((node, bound, BranchQuestion::Deterrent { class, action }));
        return Evaluated { found, left, unresolved: None, tried };
    }
    keep(end, &mut found);
    let unresolved = problem.event().map(|_| bound);
    Evaluated { found, left: None, unresolved, tried }
}

/// The best equilibrium with the supports of an optimum of the relaxation.
fn cell_at(
    problem: &OptimizationProblem,
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
    problem: &OptimizationProblem,
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
