//! The pieces of beliefs and payoffs after each round of talk.

use std::sync::Arc;

use super::super::cells::cell::{Cell, Choice, has_mass};
use super::super::cells::combine::{CellList, Level};
use super::super::cells::correspondence::{payoff_point, points, subset, values_at};
use super::super::game::{Mover, PublicNode, everyone};
use crate::equilibrium::Stop;
use crate::error::{Error, brief};
use crate::exact::budget::{self, Monitor, checkpoint};
use crate::exact::integers::{integers, primitive, quotient};
use crate::exact::polyhedral_cone::PolyhedralCone;
use crate::exact::{IBig, Q};
use crate::game::{Game, total};

/// A piece: at each belief of a polytope, all payoffs of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkPiece {
    /// The corners of the beliefs, one number for each type.
    pub beliefs: Vec<Vec<Q>>,
    /// The corners of the sender's payoffs, one number for each type.
    pub sender: Vec<Vec<Q>>,
}

/// The sets of payoffs that a bounded conversation gives, at every belief.
#[derive(Clone, Debug)]
pub struct LongTalk {
    pub(super) game: Game,
    /// The pieces without talk, and after each step backward: speech, then a lottery if there are
    /// any.
    pub(super) steps: Vec<(TalkStep, Vec<Cell<IBig>>)>,
    stable: bool,
    stopped: Option<Stop>,
}

/// What a step of the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TalkStep {
    Silence,
    Speech,
    Lottery,
}

fn exact<T>(found: Result<T, crate::exact::int::Overflow>) -> T {
    found.expect("big integers do not overflow")
}

impl LongTalk {
    /// The payoffs of conversations of so many rounds in a game of cheap talk.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when payoffs depend on the message, or not every type has every message.
    pub fn new(
        game: &Game,
        rounds: usize,
        lotteries: bool,
        max_cells: Option<usize>,
        monitor: &dyn Monitor,
    ) -> Result<LongTalk, Error> {
        if !game.is_cheap_talk() {
            return Err(Error::Game(
                "long talk is cheap: in this game a message affects payoffs or is not open to all, \
                 so make a tree of it with to_multistage()"
                    .into(),
            ));
        }
        let most = max_cells.unwrap_or(usize::MAX);
        let mut talk =
            LongTalk { game: game.clone(), steps: Vec::new(), stable: rounds == 0, stopped: None };
        let halted = budget::catch(|| {
            let (mut cells, mut cut) = silence(game, most);
            talk.steps.push((TalkStep::Silence, cells.clone()));
            for round in 0..rounds {
                let before = cells.clone();
                let (spoken, more) = speech(game, &cells, most);
                cut |= more;
                cells = spoken;
                talk.steps.push((TalkStep::Speech, cells.clone()));
                if lotteries {
                    let (drawn, more) = lottery(&cells, most);
                    cut |= more;
                    cells = drawn;
                    talk.steps.push((TalkStep::Lottery, cells.clone()));
                }
                talk.stable = covered(&cells, &before, game.types().len());
                monitor.progress((round + 1) as f64 / rounds as f64);
            }
            cut
        });
        talk.stopped = match halted {
            Ok(cut) => cut.then_some(Stop::Cells),
            Err(halt) => Some(Stop::from(&halt)),
        };
        talk.stable &= talk.stopped.is_none();
        Ok(talk)
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// Did the last round add nothing at any belief?
    pub fn stable(&self) -> bool {
        self.stable
    }

    /// Why pieces are missing, if some are.
    pub fn stopped(&self) -> Option<Stop> {
        self.stopped
    }

    pub(super) fn cells(&self) -> &[Cell<IBig>] {
        self.steps.last().map_or(&[], |(_, cells)| cells)
    }

    /// The pieces, none inside another.
    pub fn pieces(&self) -> Vec<TalkPiece> {
        let count = self.game.types().len();
        let mut all: Vec<TalkPiece> = self
            .cells()
            .iter()
            .map(|cell| {
                let mut beliefs: Vec<Vec<Q>> = cell
                    .beliefs
                    .generators()
                    .rays()
                    .map(|v| {
                        let mass = v[..count].iter().fold(IBig::ZERO, |sum, x| sum + x);
                        v[..count].iter().map(|x| quotient(x, &mass)).collect()
                    })
                    .collect();
                beliefs.sort();
                TalkPiece { beliefs, sender: points(&cell.payoffs) }
            })
            .collect();
        all.sort_by(|a, b| (&a.beliefs, &a.sender).cmp(&(&b.beliefs, &b.sender)));
        all
    }

    /// The polytopes of the sender's payoffs at a belief, by their corners; none inside another.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when it is no belief.
    pub fn at(&self, belief: &[Q]) -> Result<Vec<Vec<Vec<Q>>>, Error> {
        let types = self.game.types();
        if belief.len() != types.len() || belief.iter().any(Q::is_negative) {
            let count = types.len();
            return Err(Error::Game(format!("belief: give {count} numbers of 0 or more")));
        }
        let sum = total(belief);
        if sum != Q::ONE {
            return Err(Error::Game(format!("belief sums to {}: it must sum to 1", brief(sum))));
        }
        let mut found: Vec<&PolyhedralCone<IBig>> = Vec::new();
        for cell in self.cells() {
            if values_at(&cell.beliefs, belief).is_none()
                || found.iter().any(|known| subset(&cell.payoffs, known))
            {
                continue;
            }
            found.retain(|known| !subset(known, &cell.payoffs));
            found.push(&cell.payoffs);
        }
        let mut sets: Vec<Vec<Vec<Q>>> = found.into_iter().map(points).collect();
        sets.sort();
        Ok(sets)
    }

    /// Does some conversation give these payoffs at a belief?
    pub(super) fn holder<'a>(
        &self,
        cells: &'a [Cell<IBig>],
        belief: &[Q],
        payoffs: &[Q],
    ) -> Option<&'a Cell<IBig>> {
        let point = payoff_point(payoffs, everyone(belief.len()));
        cells.iter().find(|cell| {
            values_at(&cell.beliefs, belief).is_some()
                && cell.payoffs.contains(&point).unwrap_or(false)
        })
    }
}

/// The pieces without talk: actions that are optimal together.
fn silence(game: &Game, most: usize) -> (Vec<Cell<IBig>>, bool) {
    let (count, actions) = (game.types().len(), game.actions().len());
    let mut list = CellList::new(most);
    // of those beliefs with no mass on the value, which long talk does not need
    let all: Vec<Vec<IBig>> =
        (0..count).map(|t| (0..=count).map(|i| IBig::from(u8::from(i == t))).collect()).collect();
    let simplex = exact(PolyhedralCone::generated(count + 1, [], all.iter().map(Vec::as_slice)));
    let row = |a: usize, b: usize| -> Vec<IBig> {
        let gap = |t: usize| game.receiver_payoff(t, 0, a) - game.receiver_payoff(t, 0, b);
        let row: Vec<Q> = (0..count).map(gap).chain([Q::ZERO]).collect();
        primitive(row.iter()).0
    };
    let mut open: Vec<(usize, Vec<usize>, PolyhedralCone<IBig>)> = vec![(0, Vec::new(), simplex)];
    while let Some((a, chosen, beliefs)) = open.pop() {
        checkpoint();
        if a == actions {
            if chosen.is_empty() {
                continue;
            }
            let point = |&a: &usize| {
                let payoffs: Vec<Q> =
                    (0..count).map(|t| game.sender_payoff(t, 0, a).clone()).collect();
                payoff_point(&payoffs, everyone(count))
            };
            let corners: Vec<Vec<IBig>> = chosen.iter().map(point).collect();
            let corners = corners.iter().map(Vec::as_slice);
            let payoffs = exact(PolyhedralCone::generated(count + 1, [], corners));
            let mut taken = vec![false; actions];
            chosen.iter().for_each(|&a| taken[a] = true);
            let choice = Choice { taken, ..Choice::default() };
            exact(list.add(Cell { beliefs, payoffs, choice }));
            continue;
        }
        open.push((a + 1, chosen.clone(), beliefs.clone()));
        let rows: Vec<Vec<IBig>> = (0..actions).filter(|&b| b != a).map(|b| row(a, b)).collect();
        let best = exact(beliefs.with_conditions(&[], &rows));
        if has_mass(&best, count) {
            let mut more = chosen;
            more.push(a);
            open.push((a + 1, more, best));
        }
    }
    (list.cells, list.cut)
}

/// One more word of the sender before what follows.
fn speech(game: &Game, cells: &[Cell<IBig>], most: usize) -> (Vec<Cell<IBig>>, bool) {
    let count = game.types().len();
    let zero = || vec![Q::ZERO; count];
    let mut node = PublicNode::end([zero(), zero()], 0);
    node.mover = Mover::Sender;
    node.messages = (1..=count).map(|m| format!("m{m}")).collect();
    node.senders = vec![everyone(count); count];
    node.next = vec![0; count];
    let below = Arc::new(cells.to_vec());
    let level = Level {
        node: &node,
        types: everyone(count),
        count,
        below: vec![Some(below); count],
        conjectures: vec![None; count],
    };
    let mut list = CellList::new(most);
    exact(level.cells(&mut list));
    (list.cells, list.cut)
}

/// A joint lottery before what follows: every mixture over pieces with a belief in common.
fn lottery(cells: &[Cell<IBig>], most: usize) -> (Vec<Cell<IBig>>, bool) {
    let count = cells.first().map_or(0, |cell| cell.beliefs.width() - 1);
    let mut list = CellList::new(most);
    for cell in cells {
        let choice = Choice::default();
        let (beliefs, payoffs) = (cell.beliefs.clone(), cell.payoffs.clone());
        exact(list.add(Cell { beliefs, payoffs, choice }));
    }
    // mixtures of two, until there are no new ones
    let mut done: Vec<Cell<IBig>> = Vec::new();
    loop {
        let next = list.cells.iter().find(|cell| {
            !done.iter().any(|d| d.beliefs == cell.beliefs && d.payoffs == cell.payoffs)
        });
        let Some(next) = next.cloned() else { break };
        for other in cells {
            checkpoint();
            let beliefs = exact(next.beliefs.intersection(&other.beliefs));
            if has_mass(&beliefs, count) && !subset(&other.payoffs, &next.payoffs) {
                let payoffs = exact(next.payoffs.sum(&other.payoffs));
                exact(list.add(Cell { beliefs, payoffs, choice: Choice::default() }));
            }
        }
        done.push(next);
        if list.cut {
            break;
        }
    }
    (list.cells, list.cut)
}

/// Is every piece of the first list inside pieces of the second, belief by belief?
///
/// With two types the beliefs are cut at all their corners first, so that pieces side by side
/// count together; with more, one piece must hold another, so that the answer may be no although
/// nothing was added.
fn covered(cells: &[Cell<IBig>], before: &[Cell<IBig>], count: usize) -> bool {
    let parts: Vec<PolyhedralCone<IBig>> = if count == 2 {
        let mut ends: Vec<Q> = cells
            .iter()
            .chain(before)
            .flat_map(|cell| cell.beliefs.generators().rays())
            .map(|v| quotient(&v[0], &(&v[0] + &v[1])))
            .collect();
        ends.sort();
        ends.dedup();
        let ray = |p: &Q| -> Vec<IBig> { exact(integers(&[p.clone(), &Q::ONE - p, Q::ZERO])) };
        let cone = |ends: &[Q]| {
            let rays: Vec<Vec<IBig>> = ends.iter().map(ray).collect();
            exact(PolyhedralCone::generated(3, [], rays.iter().map(Vec::as_slice)))
        };
        let points = ends.iter().map(|p| cone(std::slice::from_ref(p)));
        points.chain(ends.windows(2).map(cone)).collect()
    } else {
        cells.iter().map(|cell| cell.beliefs.clone()).collect()
    };
    parts.iter().all(|part| {
        checkpoint();
        let over = |list: &'_ [Cell<IBig>]| -> Vec<PolyhedralCone<IBig>> {
            list.iter()
                .filter(|cell| subset(part, &cell.beliefs))
                .map(|cell| cell.payoffs.clone())
                .collect()
        };
        let known = over(before);
        over(cells).iter().all(|u| known.iter().any(|known| subset(u, known)))
    })
}

/// A mixture of corners of several cones of payoffs that is a given point: for each cone its weight
/// and the point in it.
pub(super) fn mixture(
    cones: &[&PolyhedralCone<IBig>],
    point: &[Q],
) -> Option<Vec<(usize, Q, Vec<Q>)>> {
    use crate::exact::lp::{Program, Solution};
    let corners: Vec<Vec<Vec<Q>>> = cones.iter().map(|cone| points(cone)).collect();
    let mut lp = Program::new();
    let weights: Vec<Vec<usize>> =
        corners.iter().map(|list| list.iter().map(|_| lp.variable(Q::ZERO)).collect()).collect();
    lp.equal(weights.iter().flatten().map(|&j| (j, Q::ONE)), Q::ONE);
    for (t, u) in point.iter().enumerate() {
        let all = corners.iter().zip(&weights);
        let row = all.flat_map(|(list, js)| list.iter().zip(js).map(|(v, &j)| (j, v[t].clone())));
        lp.equal(row.collect::<Vec<_>>(), u.clone());
    }
    let Solution::Optimal { primal, .. } = lp.solve() else { return None };
    let mut parts = Vec::new();
    for (k, (list, js)) in corners.iter().zip(&weights).enumerate() {
        let weight: Q = js.iter().map(|&j| &primal[j]).sum();
        if weight.is_positive() {
            let at = |t: usize| -> Q {
                list.iter().zip(js).map(|(v, &j)| &primal[j] * &v[t]).sum::<Q>() / &weight
            };
            parts.push((k, weight.clone(), (0..point.len()).map(at).collect()));
        }
    }
    Some(parts)
}

/// Weights of points, with their labels, whose mixture is a given point.
pub(super) fn weights(points: &[(usize, Vec<Q>)], point: &[Q]) -> Option<Vec<Q>> {
    use crate::exact::lp::{Program, Solution};
    let mut lp = Program::new();
    let js: Vec<usize> = points.iter().map(|_| lp.variable(Q::ZERO)).collect();
    lp.equal(js.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    for (t, u) in point.iter().enumerate() {
        lp.equal(js.iter().zip(points).map(|(&j, (_, v))| (j, v[t].clone())), u.clone());
    }
    match lp.solve() {
        Solution::Optimal { primal, .. } => Some(js.iter().map(|&j| primal[j].clone()).collect()),
        _ => None,
    }
}
