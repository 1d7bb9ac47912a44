//! The linear programme that bounds a node.

use super::OptimizationProblem;
use super::node::Node;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::lp::{Program, Solution};

/// An optimal point of the programme.
pub(super) struct RelaxedOptimum {
    /// The value, or a bound on it.
    pub(super) value: Q,
    /// Is it exact?
    pub(super) exact: bool,
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
    /// `[column]`: a row that bounds it; see [`Program::bound_by`].
    cover: Vec<usize>,
}

/// The programme of a node.
pub(super) struct NodeRelaxation<'a> {
    node: &'a Node,
    program: Program,
    columns: Columns,
}

/// The most entries of a table with which a programme is solved exactly at once. It affects only
/// time.
const SMALL: usize = 100_000;
/// Masses up to this count as none where they were found in floating point. They guide the search;
/// bounds do not depend on them.
const NO_MASS: f64 = 1e-9;
/// The distance from the value to be reached, relative to 1 plus its size, within which bounds are
/// computed exactly. It affects only time.
pub(super) const NEAR: f64 = 1e-7;

/// Are two values so close that floats do not tell them apart?
pub(super) fn is_near(x: &Q, y: &Q) -> bool {
    let (x, y) = (x.to_f64(), y.to_f64());
    (x - y).abs() <= NEAR * (1.0 + x.abs())
}

impl<'a> NodeRelaxation<'a> {
    /// An optimum with a bound, exact or nearly so, or `None` where the programme has no point, or
    /// none that is worth more than `least`.
    pub(super) fn optimum(&self, least: Option<&Q>, exact: bool) -> Option<RelaxedOptimum> {
        if !exact && self.program.entries() > SMALL {
            let (point, prices) = self.program.approximate();
            let bound = self.program.bound_by(&prices, &self.columns.cover);
            if least.is_some_and(|least| bound <= *least) {
                return None;
            }
            let worth = self.program.counted().map(|(j, c)| c.to_f64() * point[j]).sum::<f64>();
            let right = (bound.to_f64() - worth).abs() <= NEAR * (1.0 + worth.abs());
            if right && !least.is_some_and(|least| is_near(&bound, least)) {
                let number = |j: usize| {
                    if point[j] <= NO_MASS { Q::ZERO } else { near_number(point[j]) }
                };
                return Some(self.read(bound, false, &number));
            }
        }
        let exact = self.exact()?;
        least.is_none_or(|least| exact.value > *least).then_some(exact)
    }

    /// The exact optimum.
    pub(super) fn exact(&self) -> Option<RelaxedOptimum> {
        let Solution::Optimal { value, primal, .. } = self.program.solve() else { return None };
        Some(self.read(value, true, &|j| primal[j].clone()))
    }

    fn read(&self, value: Q, exact: bool, number: &dyn Fn(usize) -> Q) -> RelaxedOptimum {
        let (node, columns) = (self.node, &self.columns);
        let masses = node.entries.iter().zip(&columns.masses).map(|(entry, by_action)| {
            let cells = entry.set.actions.iter().zip(by_action);
            let cells = cells.flat_map(|(&a, cells)| cells.iter().map(move |&(t, j)| (t, a, j)));
            let cells = cells.map(|(t, a, j)| (t, a, number(j)));
            cells.filter(|(_, _, x)| x.is_positive()).collect()
        });
        let payoffs = columns.payoffs.iter().zip(&node.low).map(|(&j, low)| low + &number(j));
        let replies = node.entries.iter().zip(&columns.replies).map(|(entry, columns)| {
            let weights = entry.set.actions.iter().zip(columns).map(|(&a, &j)| (a, number(j)));
            weights.filter(|(_, x)| x.is_positive()).collect()
        });
        let (masses, replies) = (masses.collect(), replies.collect());
        RelaxedOptimum { value, exact, masses, payoffs: payoffs.collect(), replies }
    }
}

/// A fraction near this number, with twelve decimals where it is not too large for them.
fn near_number(x: f64) -> Q {
    let scaled = (x * 1e12).round();
    if scaled.abs() < 9e18 {
        Q::new(scaled as i64, 1_000_000_000_000i64).unwrap_or_default()
    } else {
        Q::from_f64(x).unwrap_or_default()
    }
}

/// Writes the programme of a node.
pub(super) fn relaxation<'a>(problem: &OptimizationProblem, node: &'a Node) -> NodeRelaxation<'a> {
    let mut program = Program::new();
    let mut columns = columns(problem, node, &mut program);
    probability(problem, node, &mut columns, &mut program);
    for k in 0..node.entries.len() {
        obedience(problem, node, &columns, k, &mut program);
        payoff_of_entry(problem, node, &mut columns, k, &mut program);
    }
    honesty(problem, node, &columns, &mut program);
    deterrence(problem, node, &mut columns, &mut program);
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
    NodeRelaxation { node, program, columns }
}

fn columns(problem: &OptimizationProblem, node: &Node, program: &mut Program) -> Columns {
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
    let replies = replies.collect();
    Columns { masses, payoffs, replies, cover: vec![0; program.width()] }
}

/// The masses of a type add up to its prior, and what it gets with them to its payoff.
fn probability(
    problem: &OptimizationProblem,
    node: &Node,
    columns: &mut Columns,
    program: &mut Program,
) {
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
        let of_type: Vec<usize> = mass.iter().map(|(j, _)| *j).collect();
        let row = program.equal(mass, p.clone());
        of_type.into_iter().for_each(|j| columns.cover[j] = row);
        worth.push((columns.payoffs[t], -p));
        program.equal(worth, Q::ZERO);
        columns.cover[columns.payoffs[t]] =
            program.at_most([(columns.payoffs[t], Q::ONE)], &node.high[t] - &node.low[t]);
    }
}

/// The mass that meets an action of an entry is such that the action, and the core, are best.
fn obedience(
    problem: &OptimizationProblem,
    node: &Node,
    columns: &Columns,
    k: usize,
    program: &mut Program,
) {
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

/// What the reply of one entry gives to types: no more than their payoffs, and exactly that to
/// those that send it.
fn payoff_of_entry(
    problem: &OptimizationProblem,
    node: &Node,
    columns: &mut Columns,
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
        let row = program.equal(columns.replies[k].iter().map(|&j| (j, Q::ONE)), Q::ONE);
        columns.replies[k].iter().for_each(|&j| columns.cover[j] = row);
        // of the mass of a type no more meets an action than the reply has weight
        for (cells, &weight) in columns.masses[k].iter().zip(&columns.replies[k]) {
            for &(t, j) in cells {
                program.at_most([(j, Q::ONE), (weight, -&game.prior()[t])], Q::ZERO);
            }
        }
        probability_of_event(problem, node, columns, k, program);
    }
}

/// Where an event depends on the reply of an open entry: the probability that the reply is in the
/// event is within its bounds, also for the masses of each type.
fn probability_of_event(
    problem: &OptimizationProblem,
    node: &Node,
    columns: &Columns,
    k: usize,
    program: &mut Program,
) {
    let entry = &node.entries[k];
    let Some(event) = problem.event() else { return };
    let Some((least, most)) = &entry.met else { return };
    let member = |i: &usize| event.actions[entry.set.actions[*i]];
    let positions = || 0..entry.set.actions.len();
    let weight = |i: usize, bound: &Q| if member(&i) { Q::ONE - bound } else { -bound };
    for (bound, upper) in [(least, false), (most, true)] {
        if (upper && *bound == Q::ONE) || (!upper && bound.is_zero()) {
            continue;
        }
        let signed = |x: Q| if upper { x } else { -x };
        let row = positions().map(|i| (columns.replies[k][i], signed(weight(i, bound))));
        program.at_most(row, Q::ZERO);
        for (n, _) in columns.masses[k].first().into_iter().flatten().enumerate() {
            let column = |i: usize| columns.masses[k][i][n].1;
            let row = positions().map(|i| (column(i), signed(weight(i, bound))));
            program.at_most(row, Q::ZERO);
        }
    }
}

/// No type gains by the messages of another: of these, what exceeds the least that the type gets
/// counts.
fn honesty(problem: &OptimizationProblem, node: &Node, columns: &Columns, program: &mut Program) {
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
fn deterrence(
    problem: &OptimizationProblem,
    node: &Node,
    columns: &mut Columns,
    program: &mut Program,
) {
    let game = problem.game;
    for (c, class) in problem.classes.iter().enumerate() {
        let opened = || node.entries.iter().any(|e| e.open && e.set.class == c);
        if !node.deterred[c] || opened() {
            continue;
        }
        let actions = &node.deterrents[c].actions;
        let weights: Vec<usize> = actions.iter().map(|_| program.variable(Q::ZERO)).collect();
        let row = program.equal(weights.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        columns.cover.resize(program.width(), row);
        for t in members(class.senders) {
            let payoff = |a: usize| game.sender_payoff(t, class.message(), a) - &node.low[t];
            let row = actions.iter().zip(&weights).map(|(&a, &j)| (j, payoff(a)));
            program.at_most(row.chain([(columns.payoffs[t], -Q::ONE)]), Q::ZERO);
        }
    }
}
