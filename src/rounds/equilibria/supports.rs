//! Supports on the path: which messages are sent and which actions are taken, at every history that
//! is reached, such that some equilibrium at the prior has them.
//!
//! The search goes down the tree from the root. At a history it chooses who may send what (`best`),
//! the actions taken, and for each unsent message or refused action a cell that keeps it so; what
//! follows on the path is at first only known to lie in some cell of its correspondence. Such a
//! partial choice is kept exactly when cells for what is open exist that fit the prior: each is then
//! part of an equilibrium, so that no branch of the search is in vain.

use std::sync::Arc;

use super::super::cells::cell::{self, Cell, Choice, has_mass, has_point, units};
use super::super::cells::lottery::{fibre_sum, scaled_sum};
use super::super::cells::messages::holds_belief;
use super::super::cells::solve::PlaceCells;
use super::super::game::{Mover, MultistageGame, Place, TypeSet};
use crate::exact::budget::checkpoint;
use crate::exact::int::Int;
use crate::exact::integers::integers;
use crate::exact::polyhedral_cone::PolyhedralCone;
use crate::exact::{IBig, Q};

/// A cone of beliefs and values, and one of payoffs.
pub(super) type Cones = (PolyhedralCone<IBig>, PolyhedralCone<IBig>);

/// What is done at a history on the path, and below it.
#[derive(Clone, Debug)]
pub(super) struct PathNode {
    pub place: Place,
    /// `[m]`: the types for which the message may be best.
    pub best: Vec<TypeSet>,
    /// `[m]`: is the message on the path?
    pub sent: Vec<bool>,
    /// `[a]`: is the action, or the branch of chance, on the path?
    pub taken: Vec<bool>,
    /// `[i]`: what follows on the path.
    pub next: Vec<Option<Arc<PathNode>>>,
    /// `[i]`: the cell of what follows off the path.
    pub off: Vec<Option<usize>>,
    pub cones: Cones,
}

/// The same, borrowed.
type ConePair<'a> = (&'a PolyhedralCone<IBig>, &'a PolyhedralCone<IBig>);

/// Does a partial choice fit what is chosen above?
type Fits<'a> = &'a dyn Fn(ConePair) -> bool;

/// The search for supports in one tree.
pub(super) struct SupportSearch<'a> {
    pub game: &'a MultistageGame,
    pub solution: &'a PlaceCells,
}

/// The choice at one history: what is on the path is still open.
struct Decision {
    best: Vec<TypeSet>,
    sent: Vec<bool>,
    taken: Vec<bool>,
    off: Vec<Option<usize>>,
    /// `[i]`: what a cell off the path allows: payoffs after an unsent message, beliefs and values
    /// after a refused action.
    open: Vec<Option<PolyhedralCone<IBig>>>,
}

fn exact<T>(found: Result<T, crate::exact::int::Overflow>) -> T {
    found.expect("big integers do not overflow")
}

impl<'a> SupportSearch<'a> {
    fn cells(&self, place: Place) -> &'a [Cell<IBig>] {
        self.solution.at(place)
    }

    /// Passes to `found` every choice at a place and below that fits. `found` says whether to go on.
    pub(super) fn run(
        &self,
        place: Place,
        fits: Fits,
        found: &mut dyn FnMut(Arc<PathNode>) -> bool,
    ) -> bool {
        checkpoint();
        let node = self.game.node_at(place);
        if node.mover == Mover::Nobody {
            let end: Cell<IBig> = exact(cell::end(node, place.types));
            let cones = (end.beliefs, end.payoffs);
            if !fits((&cones.0, &cones.1)) {
                return true;
            }
            let (best, sent, taken) = (Vec::new(), Vec::new(), Vec::new());
            let (next, off) = (Vec::new(), Vec::new());
            return found(Arc::new(PathNode { place, best, sent, taken, next, off, cones }));
        }
        let mut on = true;
        self.decisions(place, &mut |decision| {
            on = on && self.refine(place, &decision, &mut Vec::new(), fits, found);
            on
        });
        on
    }

    /// The indices of what follows on the path.
    fn open(&self, place: Place, decision: &Decision) -> Vec<usize> {
        let node = self.game.node_at(place);
        let columns = node.columns();
        (0..node.next.len())
            .filter(|&i| {
                decision.sent.get(i / columns).copied().unwrap_or(true)
                    && decision.taken[i % columns]
            })
            .collect()
    }

    /// Refines the continuations on the path one after another.
    fn refine(
        &self,
        place: Place,
        decision: &Decision,
        fixed: &mut Vec<Arc<PathNode>>,
        fits: Fits,
        found: &mut dyn FnMut(Arc<PathNode>) -> bool,
    ) -> bool {
        let open = self.open(place, decision);
        let node = self.game.node_at(place);
        if fixed.len() == open.len() {
            let mut parts: Vec<Option<ConePair>> = vec![None; node.next.len()];
            let mut next = vec![None; node.next.len()];
            for (&i, one) in open.iter().zip(fixed.iter()) {
                parts[i] = Some((&one.cones.0, &one.cones.1));
                next[i] = Some(one.clone());
            }
            let Some(cones) = self.compose(place, decision, &parts) else { return true };
            return found(Arc::new(PathNode {
                place,
                best: decision.best.clone(),
                sent: decision.sent.clone(),
                taken: decision.taken.clone(),
                next,
                off: decision.off.clone(),
                cones,
            }));
        }
        let k = fixed.len();
        // the choices of cells for what is refined later
        let later: Vec<&[Cell<IBig>]> =
            open[k + 1..].iter().map(|&i| self.cells(self.game.after(place, i))).collect();
        let before: Vec<Arc<PathNode>> = fixed.clone();
        let fits_here = |mine: ConePair| {
            let mut parts: Vec<Option<ConePair>> = vec![None; node.next.len()];
            for (&i, one) in open.iter().zip(&before) {
                parts[i] = Some((&one.cones.0, &one.cones.1));
            }
            parts[open[k]] = Some(mine);
            self.some_fit(place, decision, (&open[k + 1..], &later), &mut parts, fits)
        };
        // a choice that no cell of this continuation fits is given up at once
        let cells = self.cells(self.game.after(place, open[k]));
        if k == 0 && !cells.iter().any(|c| fits_here((&c.beliefs, &c.payoffs))) {
            return true;
        }
        self.run(self.game.after(place, open[k]), &fits_here, &mut |one| {
            fixed.push(one);
            let on = self.refine(place, decision, fixed, fits, found);
            fixed.pop();
            on
        })
    }

    /// Are there cells for the open continuations that fit?
    fn some_fit<'p>(
        &self,
        place: Place,
        decision: &Decision,
        later: (&[usize], &[&'p [Cell<IBig>]]),
        parts: &mut Vec<Option<ConePair<'p>>>,
        fits: Fits,
    ) -> bool {
        match later {
            ([i, rest @ ..], [cells, others @ ..]) => cells.iter().any(|cell| {
                parts[*i] = Some((&cell.beliefs, &cell.payoffs));
                self.some_fit(place, decision, (rest, others), parts, fits)
            }),
            _ => {
                self.compose(place, decision, parts).is_some_and(|cones| fits((&cones.0, &cones.1)))
            }
        }
    }

    /// Passes every choice at a place to `found`, until it says to stop.
    fn decisions(&self, place: Place, found: &mut dyn FnMut(Decision) -> bool) {
        let node = self.game.node_at(place);
        let (rows, columns) = (node.rows(), node.columns());
        match node.mover {
            Mover::Nobody => {}
            Mover::Chance => {
                let (best, sent) = (vec![place.types], vec![true]);
                let off = vec![None; columns];
                let open = vec![None; columns];
                found(Decision { best, sent, taken: vec![true; columns], off, open });
            }
            _ => {
                for taken in self.sets(columns, node.acts()) {
                    let mut best = vec![0; rows];
                    let mut sent = vec![false; rows];
                    if !node.sends() {
                        (best[0], sent[0]) = (place.types, true);
                        if !self.choose_off(place, (&best, &sent, &taken), found) {
                            return;
                        }
                        continue;
                    }
                    if !self.choose_best(place, 0, (&mut best, &mut sent, &taken), found) {
                        return;
                    }
                }
            }
        }
    }

    fn sets(&self, columns: usize, acts: bool) -> Vec<Vec<bool>> {
        if !acts {
            return vec![vec![true; columns]];
        }
        (1..1u64 << columns)
            .rev()
            .map(|set| (0..columns).map(|a| set >> a & 1 == 1).collect())
            .collect()
    }

    /// Chooses for each message whether it is sent, and by whom: each type has a message that is
    /// sent, or one that is unsent although it would send it.
    fn choose_best(
        &self,
        place: Place,
        m: usize,
        chosen: (&mut Vec<TypeSet>, &mut Vec<bool>, &Vec<bool>),
        found: &mut dyn FnMut(Decision) -> bool,
    ) -> bool {
        let (best, sent, taken) = chosen;
        let node = self.game.node_at(place);
        if m == node.rows() {
            let covered = (0..m).filter(|&m| sent[m]).fold(0, |all, m| all | best[m]);
            if covered == 0 {
                return true;
            }
            return self.assign(place, place.types & !covered, (best, sent, taken), found);
        }
        let able = node.after(place.types, m);
        let mut set = able;
        loop {
            (best[m], sent[m]) = (set, set != 0);
            if !self.choose_best(place, m + 1, (&mut *best, &mut *sent, taken), found) {
                return false;
            }
            if set == 0 {
                return true;
            }
            set = (set - 1) & able;
        }
    }

    /// Assigns each type without a message that is sent to an unsent one.
    fn assign(
        &self,
        place: Place,
        left: TypeSet,
        (best, sent, taken): (&Vec<TypeSet>, &Vec<bool>, &Vec<bool>),
        found: &mut dyn FnMut(Decision) -> bool,
    ) -> bool {
        let node = self.game.node_at(place);
        if left == 0 {
            return self.choose_off(place, (best, sent, taken), found);
        }
        let t = left.trailing_zeros();
        for m in (0..node.rows()).filter(|&m| !sent[m]) {
            if node.after(place.types, m) >> t & 1 == 1 {
                let mut more = best.clone();
                more[m] |= 1 << t;
                if !self.assign(place, left & !(1 << t), (&more, sent, taken), found) {
                    return false;
                }
            }
        }
        true
    }

    /// Chooses a cell for everything off the path.
    fn choose_off(
        &self,
        place: Place,
        (best, sent, taken): (&Vec<TypeSet>, &Vec<bool>, &Vec<bool>),
        found: &mut dyn FnMut(Decision) -> bool,
    ) -> bool {
        let node = self.game.node_at(place);
        let columns = node.columns();
        let mut choices: Vec<(usize, Vec<usize>)> = Vec::new();
        for i in 0..node.next.len() {
            let (m, a) = (i / columns, i % columns);
            let after = self.game.after(place, i);
            if after.types == 0 || (sent[m] && taken[a]) {
                continue;
            }
            let useful = match (sent[m], node.mover) {
                (false, Mover::Sender) => self.largest_payoffs(place, m, best[m]),
                (true, Mover::Receiver) => self.largest_beliefs(after),
                (false, _) => self.conjectured(place, m, after),
                _ => (0..self.cells(after).len()).collect(),
            };
            choices.push((i, useful));
        }
        let mut off = vec![None; node.next.len()];
        self.choose_cells(&choices, &mut off, &mut |off| {
            let open = |(i, cell): (usize, &Option<usize>)| {
                let cell = &self.cells(self.game.after(place, i))[(*cell)?];
                match node.mover {
                    Mover::Sender => Some(self.open_payoffs(place, i, best[i], &cell.payoffs, 1)),
                    Mover::Receiver => Some(self.open_beliefs(&cell.beliefs)),
                    _ => None,
                }
            };
            let decision = Decision {
                best: best.clone(),
                sent: sent.clone(),
                taken: taken.clone(),
                off: off.to_vec(),
                open: off.iter().enumerate().map(open).collect(),
            };
            found(decision)
        })
    }

    fn choose_cells(
        &self,
        choices: &[(usize, Vec<usize>)],
        off: &mut Vec<Option<usize>>,
        found: &mut dyn FnMut(&[Option<usize>]) -> bool,
    ) -> bool {
        let Some(((i, cells), rest)) = choices.split_first() else { return found(off) };
        for &cell in cells {
            off[*i] = Some(cell);
            if !self.choose_cells(rest, off, found) {
                return false;
            }
        }
        true
    }

    /// The cells after a message at whose conjectured belief it may be unsent.
    fn conjectured(&self, place: Place, m: usize, after: Place) -> Vec<usize> {
        let fixed = self.solution.conjectures.get(&self.game.node_at(place).messages[m]);
        let holds = |cell: &Cell<IBig>| {
            fixed.is_none_or(|belief| {
                exact(holds_belief(&cell.beliefs, &exact(integers::<IBig>(belief))))
            })
        };
        let cells = self.cells(after).iter().enumerate();
        cells.filter(|(_, cell)| holds(cell)).map(|(i, _)| i).collect()
    }

    /// The cells that keep an unsent message so: those with the largest sets of payoffs.
    fn largest_payoffs(&self, place: Place, m: usize, best: TypeSet) -> Vec<usize> {
        let after = self.game.after(place, m);
        let open = |i: usize| {
            let payoffs = &self.cells(after)[i].payoffs;
            (i, self.open_payoffs(place, m, best, payoffs, 1))
        };
        largest(self.conjectured(place, m, after).into_iter().map(open).collect())
    }

    /// The cells that keep an action refused: those with the largest sets of beliefs and values.
    fn largest_beliefs(&self, after: Place) -> Vec<usize> {
        let sets = self.cells(after).iter().map(|cell| self.open_beliefs(&cell.beliefs));
        largest(sets.enumerate().collect())
    }

    fn open_beliefs(&self, beliefs: &PolyhedralCone<IBig>) -> PolyhedralCone<IBig> {
        let count = self.game.types().len();
        exact(beliefs.with_generators(&[], &units(count + 1, [count])))
    }

    /// The payoffs that a message allows when it is best for some types only.
    pub(super) fn open_payoffs(
        &self,
        place: Place,
        m: usize,
        best: TypeSet,
        payoffs: &PolyhedralCone<IBig>,
        head: usize,
    ) -> PolyhedralCone<IBig> {
        let width = head + self.game.types().len();
        let able = self.game.node_at(place).after(place.types, m);
        let at = |set: TypeSet| self.game.members(set).map(move |t| head + t);
        let lines = units(width, at(place.types & !able));
        let rays = units(width, at(able & !best));
        exact(payoffs.with_generators(&lines, &rays))
    }

    /// The beliefs, values and payoffs of a choice whose continuations on the path are `parts`;
    /// `None` if there are none.
    fn compose(
        &self,
        place: Place,
        decision: &Decision,
        parts: &[Option<ConePair>],
    ) -> Option<Cones> {
        let (node, count) = (self.game.node_at(place), self.game.types().len());
        let kept = |set: TypeSet| -> Vec<bool> { (0..count).map(|t| set >> t & 1 == 1).collect() };
        let (beliefs, payoffs) = match node.mover {
            Mover::Nobody => return None,
            Mover::Sender => {
                let mut beliefs = PolyhedralCone::origin(count + 1);
                let mut payoffs: Option<PolyhedralCone<IBig>> = None;
                for (m, &best) in decision.best.iter().enumerate() {
                    let able = node.after(place.types, m);
                    if able == 0 {
                        continue;
                    }
                    let mine = match parts[m] {
                        Some((more, mine)) => {
                            let face = more.face(&kept(best));
                            if face.is_origin() {
                                return None;
                            }
                            beliefs = exact(beliefs.sum(&face));
                            &self.open_payoffs(place, m, best, mine, 1)
                        }
                        None => decision.open[m].as_ref()?,
                    };
                    let both = match payoffs {
                        Some(payoffs) => exact(payoffs.intersection(mine)),
                        None => mine.clone(),
                    };
                    if !has_point(&both, 1) {
                        return None;
                    }
                    payoffs = Some(both);
                }
                (beliefs, payoffs?)
            }
            Mover::Receiver => {
                let mut beliefs: Option<PolyhedralCone<IBig>> = None;
                let mut payoffs = PolyhedralCone::origin(count + 1);
                for (a, part) in parts.iter().enumerate() {
                    let more = match part {
                        Some((more, mine)) => {
                            payoffs = exact(payoffs.sum(mine));
                            more
                        }
                        None => decision.open[a].as_ref()?,
                    };
                    let both = match beliefs {
                        Some(beliefs) => exact(beliefs.intersection(more)),
                        None => more.clone(),
                    };
                    if !has_mass(&both, count) {
                        return None;
                    }
                    beliefs = Some(both);
                }
                (beliefs?, payoffs)
            }
            Mover::Chance => self.compose_chance(place, parts)?,
            Mover::Both => self.compose_both(place, decision, parts)?,
        };
        if !has_mass(&beliefs, count) {
            return None;
        }
        let cell = Cell { beliefs, payoffs, choice: Choice::default() };
        let cell = exact(cell::paid(node, place.types, cell));
        Some((cell.beliefs, cell.payoffs))
    }

    fn compose_chance(&self, place: Place, parts: &[Option<ConePair>]) -> Option<Cones> {
        let (node, count) = (self.game.node_at(place), self.game.types().len());
        let mut odds = node.odds.clone();
        odds.push(Q::ONE);
        let odds: Vec<IBig> = exact(integers(&odds));
        let (common, odds) = odds.split_last()?;
        let mut all: Option<Cones> = None;
        for (part, p) in parts.iter().zip(odds) {
            let (beliefs, payoffs) = (*part)?;
            all = Some(match all {
                None => {
                    let value = |v: &[IBig]| {
                        let mut row = v.to_vec();
                        row[count] = row[count].times(p)?;
                        Ok(row)
                    };
                    let scaled = |v: &[IBig]| {
                        let rest = v[1..].iter().map(|x| x.times(p)).collect::<Result<Vec<_>, _>>();
                        Ok([vec![v[0].clone()], rest?].concat())
                    };
                    let beliefs = exact(beliefs.image(count + 1, value));
                    (beliefs, exact(payoffs.image(count + 1, scaled)))
                }
                Some((known, sum)) => {
                    let known = exact(fibre_sum(&known, beliefs, p));
                    if !has_mass(&known, count) {
                        return None;
                    }
                    (known, exact(scaled_sum(&sum, payoffs, p)))
                }
            });
        }
        let (beliefs, payoffs) = all?;
        let beliefs = exact(beliefs.image(count + 1, |v| {
            let mut row: Vec<IBig> =
                v[..count].iter().map(|x| x.times(common)).collect::<Result<_, _>>()?;
            row.push(v[count].clone());
            Ok(row)
        }));
        let payoffs = exact(payoffs.image(count + 1, |v| {
            let mut row = v.to_vec();
            row[0] = row[0].times(common)?;
            Ok(row)
        }));
        Some((beliefs, payoffs))
    }

    fn compose_both(
        &self,
        place: Place,
        decision: &Decision,
        parts: &[Option<ConePair>],
    ) -> Option<Cones> {
        let (node, count) = (self.game.node_at(place), self.game.types().len());
        let columns = node.columns();
        let used: Vec<usize> = (0..columns).filter(|&a| decision.taken[a]).collect();
        let (head, width) = (used.len(), count + columns);
        let mut beliefs = PolyhedralCone::origin(width);
        let mut payoffs: Option<PolyhedralCone<IBig>> = None;
        for m in 0..node.rows() {
            if node.after(place.types, m) == 0 {
                continue;
            }
            let mut cones: Vec<(&PolyhedralCone<IBig>, &PolyhedralCone<IBig>)> = Vec::new();
            for (i, part) in parts.iter().enumerate().skip(m * columns).take(columns) {
                match *part {
                    Some((beliefs, payoffs)) => cones.push((beliefs, payoffs)),
                    None => {
                        let cell = &self.cells(self.game.after(place, i))[decision.off[i]?];
                        cones.push((&cell.beliefs, &cell.payoffs));
                    }
                }
            }
            let row = joint_beliefs(count, &cones.iter().map(|c| c.0).collect::<Vec<_>>());
            if !has_mass(&row, count) {
                return None;
            }
            if decision.sent[m] {
                let kept: Vec<bool> = (0..count).map(|t| decision.best[m] >> t & 1 == 1).collect();
                let face = row.face(&kept);
                if face.is_origin() {
                    return None;
                }
                beliefs = exact(beliefs.sum(&face));
            }
            let mine = joint_payoffs(count, &used.iter().map(|&a| cones[a].1).collect::<Vec<_>>());
            let mine = self.open_payoffs(place, m, decision.best[m], &mine, head);
            let both = match payoffs {
                Some(payoffs) => exact(payoffs.intersection(&mine)),
                None => mine,
            };
            if !has_point(&both, head) {
                return None;
            }
            payoffs = Some(both);
        }
        let (mut equations, mut conditions) = (Vec::new(), Vec::new());
        for a in (0..columns).filter(|&a| a != used[0]) {
            let mut row = vec![IBig::ZERO; width];
            (row[count + used[0]], row[count + a]) = (IBig::ONE, IBig::from(-1));
            if decision.taken[a] { &mut equations } else { &mut conditions }.push(row);
        }
        let best = exact(beliefs.with_conditions(&equations, &conditions));
        let beliefs = exact(best.image(count + 1, |v| {
            Ok([&v[..count], &v[count + used[0]..=count + used[0]]].concat())
        }));
        let payoffs = exact(payoffs?.image(count + 1, |v| {
            let scale = v[..head].iter().fold(IBig::ZERO, |sum, s| sum + s);
            Ok([&[scale], &v[head..]].concat())
        }));
        Some((beliefs, payoffs))
    }
}

/// Beliefs with a value for each of several cones, `(x, W_1, ..., W_A)`.
pub(super) fn joint_beliefs(count: usize, cones: &[&PolyhedralCone<IBig>]) -> PolyhedralCone<IBig> {
    let width = count + cones.len();
    let (mut equations, mut conditions) = (Vec::new(), Vec::new());
    for (a, cone) in cones.iter().enumerate() {
        let spread = |f: &[IBig]| {
            let mut row = vec![IBig::ZERO; width];
            row[..count].clone_from_slice(&f[..count]);
            row[count + a] = f[count].clone();
            row
        };
        equations.extend(cone.facets().lines().map(spread));
        conditions.extend(cone.facets().rays().map(spread));
    }
    let equations = equations.iter().map(Vec::as_slice);
    exact(PolyhedralCone::bounded(width, equations, conditions.iter().map(Vec::as_slice)))
}

/// Sums of multiples of payoffs, `(rho_1, ..., rho_k, u)`.
pub(super) fn joint_payoffs(count: usize, cones: &[&PolyhedralCone<IBig>]) -> PolyhedralCone<IBig> {
    let (head, width) = (cones.len(), cones.len() + count);
    let mut rays = Vec::new();
    for (k, cone) in cones.iter().enumerate() {
        for v in cone.generators().rays() {
            let mut row = vec![IBig::ZERO; width];
            row[k] = v[0].clone();
            row[head..].clone_from_slice(&v[1..]);
            rays.push(row);
        }
    }
    exact(PolyhedralCone::generated(width, [], rays.iter().map(Vec::as_slice)))
}

/// The indices of cones that no other contains.
fn largest(sets: Vec<(usize, PolyhedralCone<IBig>)>) -> Vec<usize> {
    let inside = |k: usize| {
        sets.iter().enumerate().any(|(j, (_, other))| {
            j != k
                && exact(sets[k].1.is_subset(other))
                && (j < k || !exact(other.is_subset(&sets[k].1)))
        })
    };
    (0..sets.len()).filter(|&k| !inside(k)).map(|k| sets[k].0).collect()
}
