//! The linear programme that bounds a node.

use super::Problem;
use super::node::Node;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::lp::{Program, Solution};

/// An optimal point of the programme.
pub(super) struct RelaxedOptimum {
    pub(super) value: Q,
    /// `[entry]`: `(t, a, mass)` where there is mass.
    pub(super) masses: Vec<Vec<(usize, usize, Q)>>,
    /// `[t]`
    pub(super) payoffs: Vec<Q>,
    /// `[entry]`: `(a, weight)` where the entry is open and mixes.
    pub(super) replies: Vec<Vec<(usize, Q)>>,
}

/// The variables of the programme.
struct Columns {
    /// `[entry][action of its set]`: `(t, column)`.
    masses: Vec<Vec<Vec<(usize, usize)>>>,
    /// `[t]`: the payoff beyond the least.
    payoffs: Vec<usize>,
    /// `[entry]`: the weights of the actions, where it is open and mixes.
    replies: Vec<Vec<usize>>,
}

/// Solves the programme of a node; `None` where it has no point.
pub(super) fn relax(problem: &Problem, node: &Node) -> Option<RelaxedOptimum> {
    let mut program = Program::new();
    let columns = columns(problem, node, &mut program);
    probability(problem, node, &columns, &mut program);
    for k in 0..node.entries.len() {
        obedience(problem, node, &columns, k, &mut program);
        payoff_of_entry(problem, node, &columns, k, &mut program);
    }
    honesty(problem, node, &columns, &mut program);
    deterrence(problem, node, &columns, &mut program);
    if let Some((first, floor)) = &problem.floor {
        let mut row = Vec::new();
        for (entry, by_action) in node.entries.iter().zip(&columns.masses) {
            let m = problem.classes[entry.set.class].message();
            for (&a, cells) in entry.set.actions.iter().zip(by_action) {
                row.extend(
                    cells.iter().map(|&(t, j)| (j, -first.coefficient(problem.game, t, m, a))),
                );
            }
        }
        program.at_most(row, -floor);
    }
    let Solution::Optimal { value, primal, .. } = program.solve() else { return None };
    let masses = node.entries.iter().zip(&columns.masses).map(|(entry, by_action)| {
        let cells = entry.set.actions.iter().zip(by_action);
        let cells = cells.flat_map(|(&a, cells)| cells.iter().map(move |&(t, j)| (t, a, j)));
        let cells = cells.filter(|(_, _, j)| !primal[*j].is_zero());
        cells.map(|(t, a, j)| (t, a, primal[j].clone())).collect()
    });
    let payoffs = columns.payoffs.iter().zip(&node.low).map(|(&j, low)| low + &primal[j]);
    let replies = node.entries.iter().zip(&columns.replies).map(|(entry, columns)| {
        let weights = entry.set.actions.iter().zip(columns);
        let weights = weights.filter(|(_, j)| !primal[**j].is_zero());
        weights.map(|(&a, &j)| (a, primal[j].clone())).collect()
    });
    Some(RelaxedOptimum {
        value,
        masses: masses.collect(),
        payoffs: payoffs.collect(),
        replies: replies.collect(),
    })
}

fn columns(problem: &Problem, node: &Node, program: &mut Program) -> Columns {
    let masses = node.entries.iter().map(|entry| {
        let m = problem.classes[entry.set.class].message();
        let of_action = |&a: &usize| -> Vec<(usize, usize)> {
            members(entry.senders)
                .map(|t| (t, program.variable(problem.target.coefficient(problem.game, t, m, a))))
                .collect()
        };
        entry.set.actions.iter().map(of_action).collect()
    });
    let masses = masses.collect();
    let payoffs = node.low.iter().map(|_| program.variable(Q::ZERO)).collect();
    let replies = node.entries.iter().map(|entry| match entry.open && !entry.set.is_pure() {
        true => entry.set.actions.iter().map(|_| program.variable(Q::ZERO)).collect(),
        false => Vec::new(),
    });
    Columns { masses, payoffs, replies: replies.collect() }
}

/// The masses of a type add up to its prior, and what it gets with them to its payoff.
fn probability(problem: &Problem, node: &Node, columns: &Columns, program: &mut Program) {
    let game = problem.game;
    let mut mass: Vec<Vec<(usize, Q)>> = vec![Vec::new(); node.low.len()];
    let mut worth = mass.clone();
    for (entry, by_action) in node.entries.iter().zip(&columns.masses) {
        let m = problem.classes[entry.set.class].message();
        for (&a, cells) in entry.set.actions.iter().zip(by_action) {
            for &(t, j) in cells {
                mass[t].push((j, Q::ONE));
                worth[t].push((j, game.sender_payoff(t, m, a) - &node.low[t]));
            }
        }
    }
    for (t, (mass, mut worth)) in mass.into_iter().zip(worth).enumerate() {
        let p = &game.prior()[t];
        program.equal(mass, p.clone());
        worth.push((columns.payoffs[t], -p));
        program.equal(worth, Q::ZERO);
        program.at_most([(columns.payoffs[t], Q::ONE)], &node.high[t] - &node.low[t]);
    }
}

/// The mass that meets an action of an entry is such that the action, and the core, are best.
fn obedience(problem: &Problem, node: &Node, columns: &Columns, k: usize, program: &mut Program) {
    let (game, set) = (problem.game, &node.entries[k].set);
    let class = &problem.classes[set.class];
    for (&a, cells) in set.actions.iter().zip(&columns.masses[k]) {
        let payoff = |t: usize, a: usize| game.receiver_payoff(t, class.message(), a);
        let gain = |b: usize| {
            let cells = cells.iter().map(move |&(t, j)| (j, payoff(t, b) - payoff(t, a)));
            cells.filter(|(_, x)| !x.is_zero()).collect::<Vec<_>>()
        };
        for &b in set.core.iter().filter(|b| **b != a) {
            let row = gain(b);
            if !row.is_empty() {
                program.equal(row, Q::ZERO);
            }
        }
        for &b in class.rivals[a].iter().filter(|b| !set.core.contains(b)) {
            let row = gain(b);
            if row.iter().any(|(_, x)| x.is_positive()) {
                program.at_most(row, Q::ZERO);
            }
        }
    }
}

/// What the reply of one entry gives to types: no more than their payoffs, and exactly that to those
/// that send it.
fn payoff_of_entry(
    problem: &Problem,
    node: &Node,
    columns: &Columns,
    k: usize,
    program: &mut Program,
) {
    let (game, entry) = (problem.game, &node.entries[k]);
    let set = &entry.set;
    if set.is_pure() {
        return; // the box says as much
    }
    let class = &problem.classes[set.class];
    let m = class.message();
    let positions = 0..set.actions.len();
    for t in members(class.senders) {
        let (low, high) = (&node.low[t], &node.high[t]);
        let payoff = |i: usize| game.sender_payoff(t, m, set.actions[i]);
        let column = |s: usize, i: usize| {
            let found = columns.masses[k][i].iter().find(|(other, _)| *other == s);
            found.map(|(_, j)| *j).expect("a sender of the entry has a column")
        };
        if set.high[t] > *high {
            for s in members(entry.senders) {
                let row = positions.clone().map(|i| (column(s, i), payoff(i) - high));
                program.at_most(row, Q::ZERO);
            }
        }
        if entry.sends(t) && set.low[t] < *low {
            let row = positions.clone().map(|i| (column(t, i), low - payoff(i)));
            program.at_most(row, Q::ZERO);
        }
        if entry.open {
            let mut row: Vec<(usize, Q)> =
                positions.clone().map(|i| (columns.replies[k][i], payoff(i) - low)).collect();
            row.push((columns.payoffs[t], -Q::ONE));
            if entry.is_tight(t) {
                program.equal(row, Q::ZERO);
            } else {
                program.at_most(row, Q::ZERO);
            }
        }
    }
    if entry.open {
        program.equal(columns.replies[k].iter().map(|&j| (j, Q::ONE)), Q::ONE);
    }
}

/// No type gains by the messages of another: of these, what exceeds the least that the type gets
/// counts.
fn honesty(problem: &Problem, node: &Node, columns: &Columns, program: &mut Program) {
    let game = problem.game;
    let types = node.low.len();
    // `[t][s]`
    let mut rows: Vec<Vec<Vec<(usize, Q)>>> = vec![vec![Vec::new(); types]; types];
    for (entry, by_action) in node.entries.iter().zip(&columns.masses) {
        let class = &problem.classes[entry.set.class];
        for t in members(class.senders).filter(|&t| entry.set.high[t] > node.low[t]) {
            for (&a, cells) in entry.set.actions.iter().zip(by_action) {
                let more = game.sender_payoff(t, class.message(), a) - &node.low[t];
                if more.is_zero() {
                    continue;
                }
                cells
                    .iter()
                    .filter(|(s, _)| *s != t)
                    .for_each(|&(s, j)| rows[t][s].push((j, more.clone())));
            }
        }
    }
    for (t, rows) in rows.into_iter().enumerate() {
        for (s, mut row) in rows.into_iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            row.push((columns.payoffs[t], -&game.prior()[s]));
            program.at_most(row, Q::ZERO);
        }
    }
}

/// Some reply to each class of messages gives no type more than its payoff.
fn deterrence(problem: &Problem, node: &Node, columns: &Columns, program: &mut Program) {
    let game = problem.game;
    for (c, class) in problem.classes.iter().enumerate() {
        let opened = || node.entries.iter().any(|e| e.open && e.set.class == c);
        if !node.deterred[c] || opened() {
            continue;
        }
        let actions = &node.deterrents[c].actions;
        let weights: Vec<usize> = actions.iter().map(|_| program.variable(Q::ZERO)).collect();
        program.equal(weights.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        for t in members(class.senders) {
            let payoff = |a: usize| game.sender_payoff(t, class.message(), a) - &node.low[t];
            let row = actions.iter().zip(&weights).map(|(&a, &j)| (j, payoff(a)));
            program.at_most(row.chain([(columns.payoffs[t], -Q::ONE)]), Q::ZERO);
        }
    }
}
