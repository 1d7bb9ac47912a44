//! Strategies and beliefs at every history below a place, from a point of a cell.
//!
//! A point `(mu, w, u)` of a cell is split top down: masses `x_m` and values over messages and
//! actions, payoffs over what follows them, each by a linear programme on the cells that the choice
//! of the recursion names. Types that are ruled out take a best message at the end, by backward
//! induction.

use std::collections::HashMap;

use super::super::cells::cell::Cell;
use super::super::cells::correspondence::values_at;
use super::super::cells::solve::PlaceCells;
use super::super::game::{Mover, MultistageGame, Place};
use crate::exact::budget::checkpoint;
use crate::exact::int::Int;
use crate::exact::integers::quotient;
use crate::exact::lp::{Program, Solution as Answer};
use crate::exact::polyhedral_cone::PolyhedralCone;
use crate::exact::{IBig, Q};

/// Strategies and beliefs at histories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Play {
    /// `[history][t]`: the messages of the types that are not ruled out.
    pub sender: HashMap<Vec<String>, Vec<Option<Vec<Q>>>>,
    pub receiver: HashMap<Vec<String>, Vec<Q>>,
    pub beliefs: HashMap<Vec<String>, Vec<Q>>,
}

/// A point of the correspondence at a place.
#[derive(Clone, Debug)]
pub(crate) struct CellPoint {
    pub belief: Vec<Q>,
    pub value: Q,
    /// `[t]`: the payoff of each type; any number for types that cannot be there.
    pub payoffs: Vec<Q>,
}

/// A point of a part of a tree to be played.
pub(crate) struct Realization<'a> {
    pub game: &'a MultistageGame,
    pub solution: &'a PlaceCells,
    pub play: Play,
}

fn q(n: &IBig) -> Q {
    Q::from(n.clone())
}

/// The optimal point of a programme that has one.
pub(super) fn solved(lp: &Program) -> Option<Vec<Q>> {
    match lp.solve() {
        Answer::Optimal { primal, .. } => Some(primal),
        _ => None,
    }
}

/// Some point of a cone of beliefs: the belief and the value of its first ray with mass.
pub(super) fn some_belief(beliefs: &PolyhedralCone<IBig>, count: usize) -> (Vec<Q>, Q) {
    for v in beliefs.generators().rays() {
        let mass = v[..count].iter().fold(IBig::ZERO, |sum, x| sum + x);
        if !mass.is_zero() {
            let belief = v[..count].iter().map(|x| quotient(x, &mass)).collect();
            return (belief, quotient(&v[count], &mass));
        }
    }
    unreachable!("a cell has a belief")
}

/// Some corner of a cone of payoffs.
pub(super) fn some_payoffs(payoffs: &PolyhedralCone<IBig>) -> Vec<Q> {
    let point = payoffs.generators().rays().find(|v| !Int::is_zero(&v[0]));
    let point = point.expect("a cell has payoffs");
    point[1..].iter().map(|u| quotient(u, &point[0])).collect()
}

impl<'a> Realization<'a> {
    pub(crate) fn new(game: &'a MultistageGame, solution: &'a PlaceCells) -> Self {
        Realization { game, solution, play: Play::default() }
    }

    /// Plays a point of a cell at a history.
    pub(crate) fn play(
        &mut self,
        history: &mut Vec<String>,
        place: Place,
        cell: usize,
        point: CellPoint,
    ) {
        checkpoint();
        let solution = self.solution;
        let cell = &solution.at(place)[cell];
        let node = self.game.node_at(place);
        if node.mover == Mover::Nobody {
            return;
        }
        self.play.beliefs.insert(history.clone(), point.belief.clone());
        let value = (!node.discount[1].is_zero()).then(|| {
            let paid: Q = point.belief.iter().zip(&node.pays[1]).map(|(p, d)| p * d).sum();
            (&point.value - &paid) / &node.discount[1]
        });
        let payoffs = (!node.discount[0].is_zero()).then(|| -> Vec<Q> {
            let undo = |(u, d): (&Q, &Q)| (u - d) / &node.discount[0];
            point.payoffs.iter().zip(&node.pays[0]).map(undo).collect()
        });
        let next = self.split(place, cell, &point.belief, value, payoffs.as_deref(), history);
        for (i, point) in next {
            let after = self.game.after(place, i);
            let labels = node.labels(i);
            history.extend(labels.iter().map(|l| (*l).to_string()));
            self.play(history, after, cell.choice.cells[i], point);
            history.truncate(history.len() - labels.len());
        }
    }

    /// The points of what follows, and the strategies at the place.
    fn split(
        &mut self,
        place: Place,
        cell: &Cell<IBig>,
        belief: &[Q],
        value: Option<Q>,
        payoffs: Option<&[Q]>,
        history: &[String],
    ) -> Vec<(usize, CellPoint)> {
        let node = self.game.node_at(place);
        let beliefs = self.split_beliefs(place, cell, belief, value);
        let (rho, shares) = self.split_payoffs(place, cell, payoffs);
        if node.acts() {
            self.play.receiver.insert(history.to_vec(), rho);
        }
        if node.sends() {
            let mut rows = vec![None; belief.len()];
            for t in (0..belief.len()).filter(|&t| belief[t].is_positive()) {
                let row = beliefs.masses.iter().map(|x| &x[t] / &belief[t]);
                rows[t] = Some(row.collect());
            }
            self.play.sender.insert(history.to_vec(), rows);
        }
        let mut next = Vec::new();
        for (i, payoffs) in shares.into_iter().enumerate() {
            let (Some(payoffs), Some((belief, value))) = (payoffs, beliefs.points[i].clone())
            else {
                continue;
            };
            next.push((i, CellPoint { belief, value, payoffs }));
        }
        next
    }

    /// Masses, beliefs and values after each move.
    fn split_beliefs(
        &self,
        place: Place,
        cell: &Cell<IBig>,
        belief: &[Q],
        value: Option<Q>,
    ) -> BeliefSplit {
        let (game, node, count) = (self.game, self.game.node_at(place), belief.len());
        let columns = node.columns();
        let cones: Vec<Option<&PolyhedralCone<IBig>>> = (0..node.next.len())
            .map(|i| {
                let after = game.after(place, i);
                (after.types != 0).then(|| &self.solution.at(after)[cell.choice.cells[i]].beliefs)
            })
            .collect();
        let mut lp = Program::new();
        let rows = node.rows();
        // x[m][t], where type t sends m or the sender does not move; W[i]
        let mut x = vec![vec![None; count]; rows];
        for (m, x) in x.iter_mut().enumerate() {
            let unsent = cell.choice.unexpected.get(m) == Some(&true);
            let able = cell.choice.best.get(m).copied().unwrap_or(place.types);
            let able = if node.sends() { able } else { place.types };
            if unsent || game.after(place, m * columns).types == 0 {
                continue;
            }
            game.members(able).filter(|&t| belief[t].is_positive()).for_each(|t| {
                x[t] = Some(lp.variable(Q::ZERO));
            });
        }
        let w: Vec<Option<usize>> =
            cones.iter().map(|cone| cone.map(|_| lp.free(Q::ZERO))).collect();
        for (t, mass) in belief.iter().enumerate().filter(|(_, mass)| mass.is_positive()) {
            let terms: Vec<(usize, Q)> =
                x.iter().filter_map(|row| Some((row[t]?, Q::ONE))).collect();
            lp.equal(terms, mass.clone());
        }
        for (i, cone) in cones.iter().enumerate() {
            let (Some(cone), Some(w)) = (cone, w[i]) else { continue };
            let m = if node.sends() { i / columns } else { 0 };
            let row = |f: &[IBig]| {
                let masses = (0..count).filter_map(|t| Some((x[m][t]?, -q(&f[t]))));
                masses.chain([(w, -q(&f[count]))]).collect::<Vec<_>>()
            };
            for f in cone.facets().rays() {
                lp.at_most(row(f), Q::ZERO);
            }
            for f in cone.facets().lines() {
                lp.equal(row(f), Q::ZERO);
            }
        }
        // the value of each action, against the value here
        let total = lp.free(Q::ZERO);
        if let Some(value) = value {
            lp.equal([(total, Q::ONE)], value);
        }
        let column = |a: usize| {
            (0..rows).filter_map(|m| w[m * columns + a].map(|w| (w, Q::ONE))).collect::<Vec<_>>()
        };
        if node.mover == Mover::Chance {
            let odds = w.iter().zip(&node.odds).filter_map(|(w, p)| Some(((*w)?, p.clone())));
            lp.equal(odds.chain([(total, -Q::ONE)]).collect::<Vec<_>>(), Q::ZERO);
        } else {
            for a in 0..columns {
                let mut row = column(a);
                row.push((total, -Q::ONE));
                if cell.choice.taken.get(a) == Some(&false) {
                    lp.at_most(row, Q::ZERO);
                } else {
                    lp.equal(row, Q::ZERO);
                }
            }
        }
        let point = solved(&lp).expect("a point of a cell splits");
        let masses: Vec<Vec<Q>> = x
            .iter()
            .map(|row| row.iter().map(|j| j.map_or(Q::ZERO, |j| point[j].clone())).collect())
            .collect();
        let points = (0..node.next.len()).map(|i| {
            let cone = cones[i]?;
            let m = if node.sends() { i / columns } else { 0 };
            let sum: Q = masses[m].iter().sum();
            if sum.is_positive() {
                let belief: Vec<Q> = masses[m].iter().map(|x| x / &sum).collect();
                return Some((belief, &point[w[i]?] / &sum));
            }
            let first = m * columns;
            let belief = self.unsent_belief(place, m, &cones[first..first + columns]);
            let (low, _) = values_at(cone, &belief).expect("a belief of the cell");
            Some((belief, low))
        });
        BeliefSplit { points: points.collect(), masses }
    }

    /// A belief after a message that nobody sends, common to all actions: the conjecture if it is
    /// one of them.
    pub(super) fn unsent_belief(
        &self,
        place: Place,
        m: usize,
        cones: &[Option<&PolyhedralCone<IBig>>],
    ) -> Vec<Q> {
        let node = self.game.node_at(place);
        let count = self.game.types().len();
        let all = || cones.iter().flatten();
        if let Some(fixed) = node.messages.get(m).and_then(|l| self.solution.conjectures.get(l))
            && all().all(|cone| values_at(cone, fixed).is_some())
        {
            return fixed.clone();
        }
        let first = all().next().expect("a continuation");
        if cones.len() == 1 {
            return some_belief(first, count).0;
        }
        let mut lp = Program::new();
        let weights: Vec<usize> = (0..count).map(|_| lp.variable(Q::ZERO)).collect();
        lp.equal(weights.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        for cone in all() {
            let w = lp.free(Q::ZERO);
            let row = |f: &[IBig]| {
                let masses = (0..count).map(|t| (weights[t], -q(&f[t])));
                masses.chain([(w, -q(&f[count]))]).collect::<Vec<_>>()
            };
            for f in cone.facets().rays() {
                lp.at_most(row(f), Q::ZERO);
            }
            for f in cone.facets().lines() {
                lp.equal(row(f), Q::ZERO);
            }
        }
        let point = solved(&lp).expect("a belief common to all actions");
        weights.iter().map(|&j| point[j].clone()).collect()
    }

    /// The receiver's strategy, and payoffs after each move.
    fn split_payoffs(
        &self,
        place: Place,
        cell: &Cell<IBig>,
        payoffs: Option<&[Q]>,
    ) -> (Vec<Q>, Vec<Option<Vec<Q>>>) {
        let (game, node) = (self.game, self.game.node_at(place));
        let cones: Vec<Option<&PolyhedralCone<IBig>>> = (0..node.next.len())
            .map(|i| {
                let after = game.after(place, i);
                (after.types != 0).then(|| &self.solution.at(after)[cell.choice.cells[i]].payoffs)
            })
            .collect();
        let best = |m: usize| {
            if node.sends() { cell.choice.best[m] } else { place.types }
        };
        share_payoffs(game, place, &cones, &cell.choice.taken, best, payoffs)
            .expect("payoffs of a cell split")
    }

    /// Fills in a best message for types that are ruled out, by backward induction from the ends.
    pub(crate) fn complete(&mut self, history: &mut Vec<String>, place: Place) -> Vec<Q> {
        let node = self.game.node_at(place);
        let count = self.game.types().len();
        if node.mover == Mover::Nobody {
            return node.pays[0].clone();
        }
        let columns = node.columns();
        let mut worth: Vec<Option<Vec<Q>>> = Vec::new();
        for i in 0..node.next.len() {
            let after = self.game.after(place, i);
            if after.types == 0 {
                worth.push(None);
                continue;
            }
            let labels = node.labels(i);
            history.extend(labels.iter().map(|l| (*l).to_string()));
            worth.push(Some(self.complete(history, after)));
            history.truncate(history.len() - labels.len());
        }
        let rho = match node.mover {
            Mover::Sender => vec![Q::ONE],
            Mover::Chance => node.odds.clone(),
            _ => self.play.receiver.get(history).cloned().unwrap_or_default(),
        };
        let mut values = vec![Q::ZERO; count];
        for t in self.game.members(place.types) {
            let message = |m: usize| -> Q {
                (0..columns)
                    .filter_map(|a| Some(&rho[a] * &worth[m * columns + a].as_ref()?[t]))
                    .sum()
            };
            let mut follows = message(0);
            if node.sends() {
                let able: Vec<usize> =
                    (0..node.messages.len()).filter(|&m| node.senders[m] >> t & 1 == 1).collect();
                let best = able.iter().map(|&m| message(m)).max().expect("a message");
                let first = able.iter().copied().find(|&m| message(m) == best);
                follows = best;
                let rows = self.play.sender.entry(history.clone());
                let row = &mut rows.or_insert_with(|| vec![None; count])[t];
                if row.is_none() {
                    let mut pure = vec![Q::ZERO; node.messages.len()];
                    pure[first.expect("a best message")] = Q::ONE;
                    *row = Some(pure);
                }
            }
            values[t] = &node.pays[0][t] + &(&node.discount[0] * &follows);
        }
        values
    }
}

/// The receiver's strategy, and the payoffs after each move.
type SharedPayoffs = (Vec<Q>, Vec<Option<Vec<Q>>>);

/// What follows each move: the belief and the value there, and the masses that send each message.
struct BeliefSplit {
    points: Vec<Option<(Vec<Q>, Q)>>,
    masses: Vec<Vec<Q>>,
}

/// Splits payoffs over what follows: the receiver's strategy, and the payoffs after each move, such
/// that no message gives more than `payoffs`, and just so much to the types for which it is `best`.
/// Any payoffs, if none are given.
pub(super) fn share_payoffs(
    game: &MultistageGame,
    place: Place,
    cones: &[Option<&PolyhedralCone<IBig>>],
    taken: &[bool],
    best: impl Fn(usize) -> u64,
    payoffs: Option<&[Q]>,
) -> Option<SharedPayoffs> {
    let node = game.node_at(place);
    let (count, columns) = (game.types().len(), node.columns());
    let chance = node.mover == Mover::Chance;
    let mut lp = Program::new();
    let rho: Vec<usize> = (0..columns).map(|_| lp.variable(Q::ZERO)).collect();
    if chance {
        for (&j, p) in rho.iter().zip(&node.odds) {
            lp.equal([(j, Q::ONE)], p.clone());
        }
    } else {
        lp.equal(rho.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        for a in (0..columns).filter(|&a| taken.get(a) == Some(&false)) {
            lp.equal([(rho[a], Q::ONE)], Q::ZERO);
        }
    }
    let u: Vec<usize> = (0..count).map(|_| lp.free(Q::ZERO)).collect();
    if let Some(payoffs) = payoffs {
        for t in game.members(place.types) {
            lp.equal([(u[t], Q::ONE)], payoffs[t].clone());
        }
    }
    let corners = |cone: &PolyhedralCone<IBig>| -> Vec<Vec<IBig>> {
        cone.generators().rays().map(<[IBig]>::to_vec).collect()
    };
    let rays: Vec<Vec<Vec<IBig>>> =
        cones.iter().map(|cone| cone.map_or(Vec::new(), corners)).collect();
    let weights: Vec<Vec<usize>> =
        rays.iter().map(|rays| rays.iter().map(|_| lp.variable(Q::ZERO)).collect()).collect();
    for i in (0..cones.len()).filter(|&i| cones[i].is_some()) {
        let scale = rays[i].iter().zip(&weights[i]).map(|(v, &j)| (j, q(&v[0])));
        let row: Vec<(usize, Q)> = scale.chain([(rho[i % columns], -Q::ONE)]).collect();
        lp.equal(row, Q::ZERO);
    }
    for m in 0..node.rows() {
        let able = node.after(place.types, m);
        for t in game.members(able) {
            let mut row = vec![(u[t], -Q::ONE)];
            for i in m * columns..(m + 1) * columns {
                row.extend(rays[i].iter().zip(&weights[i]).map(|(v, &j)| (j, q(&v[t + 1]))));
            }
            if best(m) >> t & 1 == 1 {
                lp.equal(row, Q::ZERO);
            } else {
                lp.at_most(row, Q::ZERO);
            }
        }
    }
    let point = solved(&lp)?;
    let shares = (0..cones.len()).map(|i| {
        let cone = cones[i]?;
        let scale = &point[rho[i % columns]];
        if scale.is_zero() {
            return Some(some_payoffs(cone));
        }
        let total = |t: usize| -> Q {
            rays[i].iter().zip(&weights[i]).map(|(v, &j)| &point[j] * &q(&v[t + 1])).sum()
        };
        Some((0..count).map(|t| total(t) / scale).collect())
    });
    let shares = shares.collect();
    Some((rho.iter().map(|&j| point[j].clone()).collect(), shares))
}

/// Splits a belief and payoffs over words: for each word the masses of types that say it, and the
/// payoffs after it.
pub(crate) fn conversation_split(
    parts: &[&Cell<IBig>],
    best: &[u64],
    belief: &[Q],
    payoffs: &[Q],
) -> Vec<(Vec<Q>, Vec<Q>)> {
    let count = belief.len();
    let mut lp = Program::new();
    let mut masses: Vec<Vec<Option<usize>>> = Vec::new();
    let mut after: Vec<Vec<usize>> = Vec::new();
    for (part, best) in parts.iter().zip(best) {
        let says = |t: usize| best >> t & 1 == 1 && belief[t].is_positive();
        let x: Vec<Option<usize>> =
            (0..count).map(|t| says(t).then(|| lp.variable(Q::ZERO))).collect();
        let row = |f: &[IBig]| -> Vec<(usize, Q)> {
            (0..count).filter_map(|t| Some((x[t]?, -q(&f[t])))).collect()
        };
        for f in part.beliefs.facets().rays() {
            lp.at_most(row(f), Q::ZERO);
        }
        for f in part.beliefs.facets().lines() {
            lp.equal(row(f), Q::ZERO);
        }
        masses.push(x);
        let rays: Vec<&[IBig]> = part.payoffs.generators().rays().collect();
        let weights: Vec<usize> = rays.iter().map(|_| lp.variable(Q::ZERO)).collect();
        lp.equal(rays.iter().zip(&weights).map(|(v, &j)| (j, q(&v[0]))), Q::ONE);
        for t in 0..count {
            let row = rays.iter().zip(&weights).map(|(v, &j)| (j, q(&v[t + 1])));
            let row: Vec<(usize, Q)> = row.collect();
            if best >> t & 1 == 1 {
                lp.equal(row, payoffs[t].clone());
            } else {
                lp.at_most(row, payoffs[t].clone());
            }
        }
        after.push(weights);
    }
    for (t, mass) in belief.iter().enumerate() {
        let terms = masses.iter().filter_map(|x| Some((x[t]?, Q::ONE)));
        lp.equal(terms.collect::<Vec<_>>(), mass.clone());
    }
    let point = solved(&lp).expect("a point of a piece splits");
    let split = parts.iter().zip(masses.iter().zip(&after)).map(|(part, (x, weights))| {
        let masses = x.iter().map(|j| j.map_or(Q::ZERO, |j| point[j].clone())).collect();
        let rays = part.payoffs.generators().rays();
        let mut payoffs = vec![Q::ZERO; count];
        for (v, &j) in rays.zip(weights) {
            for t in 0..count {
                payoffs[t] += &(&point[j] * &q(&v[t + 1]));
            }
        }
        (masses, payoffs)
    });
    split.collect()
}
