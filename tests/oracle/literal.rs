//! The definition taken at its word, for games of two types, messages and actions: every cell,
//! every corner by solving every square subsystem, every pair of cells compared.
//!
//! It is far slower than the rest of the oracle and exists to check it.

use std::collections::{BTreeMap, HashMap};

use schelling::{Game, Q};

use super::hull::{Point, extreme, hulls_meet, in_hull};
use super::outcomes::Outcome;
use crate::common::{product, subsets};

/// One set of indices for each type, or for each message.
type Sets = Vec<Vec<usize>>;

/// A linear equation or inequality: coefficients, and what their sum equals or exceeds.
type Linear = (Vec<Q>, Q);

/// Messages that each type may use, and replies that each message may meet.
struct Cell {
    messages: Sets,
    replies: Sets,
}

/// The corners of both polytopes, by cell.
struct Definition<'a> {
    game: &'a Game,
    senders: HashMap<(Sets, Sets), Vec<Point>>,
    receivers: HashMap<(Sets, Sets), Vec<Point>>,
}

/// The extreme outcomes of a game, each with the number of its component.
pub fn solve(game: &Game) -> BTreeMap<Outcome, usize> {
    let mut definition = Definition { game, senders: HashMap::new(), receivers: HashMap::new() };
    definition.solve()
}

impl Definition<'_> {
    fn solve(&mut self) -> BTreeMap<Outcome, usize> {
        let cells = self.cells();
        let mut extremes: Vec<Point> =
            cells.iter().flat_map(|cell| self.senders(&cell.messages, &cell.replies)).collect();
        extremes.sort();
        extremes.dedup();

        // The projections at each extreme sender, with the cell that each comes from.
        let mut at: Vec<Vec<(usize, Vec<Point>)>> = Vec::new();
        for x in &extremes {
            let mut projections = Vec::new();
            for (i, cell) in cells.iter().enumerate() {
                if self.lies_in(x, cell) {
                    let replies = self.receivers(&cell.messages, &cell.replies);
                    let points = replies.iter().map(|y| self.project(x, y)).collect();
                    projections.push((i, extreme(points)));
                }
            }
            at.push(projections);
        }

        let mut component: Vec<usize> = (0..cells.len()).collect();
        let link = |component: &mut Vec<usize>, i: usize, j: usize| {
            let (old, new) = (component[j], component[i]);
            component.iter_mut().filter(|c| **c == old).for_each(|c| *c = new);
        };
        for (i, one) in cells.iter().enumerate() {
            for (j, two) in cells.iter().enumerate().skip(i + 1) {
                if self.touch(one, two) {
                    link(&mut component, i, j);
                }
            }
        }
        for projections in &at {
            for (i, one) in projections {
                for (j, two) in projections {
                    if component[*i] != component[*j] && hulls_meet(one, two) {
                        link(&mut component, *i, *j);
                    }
                }
            }
        }

        let mut found = BTreeMap::new();
        for (x, projections) in extremes.iter().zip(&at) {
            let within = |one: &[Point], two: &[Point]| one.iter().all(|p| in_hull(p, two));
            for (i, one) in projections {
                let larger =
                    |(_, two): &&(usize, Vec<Point>)| within(one, two) && !within(two, one);
                if projections.iter().find(larger).is_none() {
                    for replies in one {
                        found.insert(self.outcome(x, replies), component[*i]);
                    }
                }
            }
        }
        found
    }

    fn types(&self) -> usize {
        self.game.types().len()
    }

    fn messages(&self) -> usize {
        self.game.messages().len()
    }

    fn actions(&self) -> usize {
        self.game.actions().len()
    }

    /// Every cell that is not empty.
    fn cells(&mut self) -> Vec<Cell> {
        let game = self.game;
        let available = |t: usize| {
            (0..game.messages().len()).filter(|&m| game.is_available(t, m)).collect::<Vec<_>>()
        };
        let supports =
            product(&(0..self.types()).map(|t| subsets(&available(t))).collect::<Vec<_>>());
        let optimal = |m: usize| {
            let mut sets = subsets(game.replies(m));
            sets.retain(|set| self.optimal_together(m, set));
            sets
        };
        let replies = product(&(0..self.messages()).map(optimal).collect::<Vec<_>>());
        let mut cells = Vec::new();
        for messages in &supports {
            for replies in &replies {
                if !self.senders(messages, replies).is_empty()
                    && !self.receivers(messages, replies).is_empty()
                {
                    cells.push(Cell { messages: messages.clone(), replies: replies.clone() });
                }
            }
        }
        cells
    }

    /// Does some belief on the senders of m make all these replies optimal?
    fn optimal_together(&self, m: usize, set: &[usize]) -> bool {
        let game = self.game;
        let senders: Vec<usize> = game.senders(m).collect();
        let unit = |i: usize| {
            ((0..senders.len()).map(|j| Q::from(i64::from(i == j))).collect::<Vec<Q>>(), Q::ZERO)
        };
        let mut inequalities: Vec<Linear> = (0..senders.len()).map(unit).collect();
        for &a in set {
            for &b in game.replies(m) {
                let gain =
                    |&t: &usize| game.receiver_payoff(t, m, a) - game.receiver_payoff(t, m, b);
                inequalities.push((senders.iter().map(gain).collect(), Q::ZERO));
            }
        }
        let total = (vec![Q::ONE; senders.len()], Q::ONE);
        !corners(senders.len(), &[total], &inequalities).is_empty()
    }

    /// The corners of `X(S, B)`: points `t * messages + m`.
    fn senders(&mut self, support: &Sets, replies: &Sets) -> Vec<Point> {
        let key = (support.clone(), replies.clone());
        if let Some(known) = self.senders.get(&key) {
            return known.clone();
        }
        let (game, width) = (self.game, self.types() * self.messages());
        let at = |t: usize, m: usize| t * self.messages() + m;
        let form = |entries: Vec<(usize, Q)>, value: Q| {
            let mut coefficients = vec![Q::ZERO; width];
            entries.into_iter().for_each(|(i, q)| coefficients[i] = q);
            (coefficients, value)
        };
        let (mut equations, mut inequalities) = (Vec::new(), Vec::new());
        for (t, used) in support.iter().enumerate() {
            let row = (0..self.messages()).map(|m| (at(t, m), Q::ONE)).collect();
            equations.push(form(row, game.prior()[t].clone()));
            for m in 0..self.messages() {
                let unit = form(vec![(at(t, m), Q::ONE)], Q::ZERO);
                if used.contains(&m) {
                    inequalities.push(unit);
                } else {
                    equations.push(unit);
                }
            }
        }
        for (m, set) in replies.iter().enumerate() {
            for &a in set {
                for &b in game.replies(m) {
                    let gain = |t: usize| {
                        let gain = game.receiver_payoff(t, m, a) - game.receiver_payoff(t, m, b);
                        (at(t, m), gain)
                    };
                    inequalities.push(form((0..self.types()).map(gain).collect(), Q::ZERO));
                }
            }
        }
        let found = corners(width, &equations, &inequalities);
        self.senders.insert(key, found.clone());
        found
    }

    /// The corners of `Y(S, B)`: points `m * actions + a`, then the payoffs of the types.
    fn receivers(&mut self, support: &Sets, replies: &Sets) -> Vec<Point> {
        let key = (support.clone(), replies.clone());
        if let Some(known) = self.receivers.get(&key) {
            return known.clone();
        }
        let (game, actions) = (self.game, self.actions());
        let payoffs = self.messages() * actions;
        let width = payoffs + self.types();
        let zero = || vec![Q::ZERO; width];
        let (mut equations, mut inequalities) = (Vec::new(), Vec::new());
        for m in 0..self.messages() {
            let mut total = zero();
            total[m * actions..(m + 1) * actions].fill(Q::ONE);
            equations.push((total, Q::ONE));
            for a in 0..actions {
                let mut unit = zero();
                unit[m * actions + a] = Q::ONE;
                if replies[m].contains(&a) {
                    inequalities.push((unit, Q::ZERO));
                } else {
                    equations.push((unit, Q::ZERO));
                }
            }
            for t in game.senders(m) {
                let mut loss = zero();
                loss[payoffs + t] = Q::ONE;
                for a in 0..actions {
                    loss[m * actions + a] = -game.sender_payoff(t, m, a).clone();
                }
                if support[t].contains(&m) {
                    equations.push((loss, Q::ZERO));
                } else {
                    inequalities.push((loss, Q::ZERO));
                }
            }
        }
        let found = corners(width, &equations, &inequalities);
        self.receivers.insert(key, found.clone());
        found
    }

    /// Do two closed cells touch?
    fn touch(&mut self, one: &Cell, two: &Cell) -> bool {
        let messages = meet(&one.messages, &two.messages);
        let replies = meet(&one.replies, &two.replies);
        messages.iter().chain(&replies).all(|set| !set.is_empty())
            && !self.senders(&messages, &join(&one.replies, &two.replies)).is_empty()
            && !self.receivers(&join(&one.messages, &two.messages), &replies).is_empty()
    }

    /// Is the sender's point in the cell?
    fn lies_in(&mut self, x: &Point, cell: &Cell) -> bool {
        in_hull(x, &self.senders(&cell.messages, &cell.replies))
    }

    fn on_path(&self, x: &Point, m: usize) -> bool {
        (0..self.types()).any(|t| x[t * self.messages() + m].is_positive())
    }

    /// The replies on the path, 0 elsewhere.
    fn project(&self, x: &Point, replies: &Point) -> Point {
        let keep = |i: usize| self.on_path(x, i / self.actions());
        (0..self.messages() * self.actions())
            .map(|i| if keep(i) { replies[i].clone() } else { Q::ZERO })
            .collect()
    }

    fn outcome(&self, x: &Point, replies: &Point) -> Outcome {
        let row = |m: usize| replies[m * self.actions()..(m + 1) * self.actions()].to_vec();
        let share = |t: usize, m: usize| &x[t * self.messages() + m] / &self.game.prior()[t];
        Outcome {
            sender: (0..self.types())
                .map(|t| (0..self.messages()).map(|m| share(t, m)).collect())
                .collect(),
            receiver: (0..self.messages()).map(|m| self.on_path(x, m).then(|| row(m))).collect(),
        }
    }
}

fn meet(one: &Sets, two: &Sets) -> Sets {
    let both =
        |(a, b): (&Vec<usize>, &Vec<usize>)| a.iter().copied().filter(|i| b.contains(i)).collect();
    one.iter().zip(two).map(both).collect()
}

fn join(one: &Sets, two: &Sets) -> Sets {
    let either = |(a, b): (&Vec<usize>, &Vec<usize>)| {
        let mut all = [a.as_slice(), b].concat();
        all.sort();
        all.dedup();
        all
    };
    one.iter().zip(two).map(either).collect()
}

/// All corners of a bounded polyhedron: every set of inequalities that, taken as equations, leaves
/// one solution, when that satisfies the others.
fn corners(width: usize, equations: &[Linear], inequalities: &[Linear]) -> Vec<Point> {
    let mut found = Vec::new();
    let mut system = Vec::new();
    if equations.iter().all(|equation| extend(&mut system, equation)) {
        search(width, system, inequalities, inequalities, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

fn search(
    width: usize,
    system: Vec<Linear>,
    left: &[Linear],
    all: &[Linear],
    found: &mut Vec<Point>,
) {
    if system.len() == width {
        let mut point = vec![Q::ZERO; width];
        for (row, value) in system {
            let pivot = row.iter().position(|q| !q.is_zero()).expect("a row that is not 0");
            point[pivot] = value;
        }
        let holds =
            |(row, value): &Linear| row.iter().zip(&point).map(|(a, x)| a * x).sum::<Q>() >= *value;
        if all.iter().all(holds) {
            found.push(point);
        }
        return;
    }
    for (i, inequality) in left.iter().enumerate() {
        let mut larger = system.clone();
        if extend(&mut larger, inequality) && larger.len() > system.len() {
            search(width, larger, &left[i + 1..], all, found);
        }
    }
}

/// Adds an equation to a system in reduced row echelon form; false when they contradict.
fn extend(system: &mut Vec<Linear>, equation: &Linear) -> bool {
    let (mut row, mut value) = equation.clone();
    let pivot_of = |row: &[Q]| row.iter().position(|q| !q.is_zero());
    let subtract = |to: &mut Linear, by: &Linear, factor: Q| {
        to.0.iter_mut().zip(&by.0).for_each(|(x, y)| *x -= &(&factor * y));
        to.1 -= &(&factor * &by.1);
    };
    for other in system.iter() {
        let factor = row[pivot_of(&other.0).expect("a row that is not 0")].clone();
        let mut own = (row, value);
        subtract(&mut own, other, factor);
        (row, value) = own;
    }
    let Some(pivot) = pivot_of(&row) else {
        return value.is_zero();
    };
    let scale = row[pivot].clone();
    let own = (row.iter().map(|q| q / &scale).collect::<Vec<Q>>(), value / &scale);
    for other in system.iter_mut() {
        let factor = other.0[pivot].clone();
        subtract(other, &own, factor);
    }
    system.push(own);
    true
}
