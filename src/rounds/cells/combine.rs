//! The cells of a node from those of what follows: the two formulas, and both at once.

use std::sync::Arc;

use super::super::game::{Mover, PublicNode, TypeSet};
use super::cell::{self, Cell, Choice, has_mass, has_point, units};
use crate::exact::bitset::ones;
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::integers;
use crate::exact::polyhedral_cone::PolyhedralCone;

/// A node with the cells of what follows.
pub(crate) struct Level<'a, I> {
    pub node: &'a PublicNode,
    /// The types that can be here.
    pub types: TypeSet,
    /// The number of all types.
    pub count: usize,
    /// `[i]`: the cells of each continuation; none where no type can be.
    pub below: Vec<Option<Arc<Vec<Cell<I>>>>>,
    /// `[m]`: the belief after the message where nobody sends it, if it is fixed.
    pub conjectures: Vec<Option<Vec<I>>>,
}

/// A list of cells, none inside another.
pub(crate) struct CellList<I> {
    pub cells: Vec<Cell<I>>,
    most: usize,
    /// Were cells left out because there are too many?
    pub cut: bool,
}

/// The end of an enumeration: done, or given up since the list is full.
pub(crate) type CellStep = Result<(), Overflow>;

impl<I: Int> CellList<I> {
    pub(crate) fn new(most: usize) -> Self {
        CellList { cells: Vec::new(), most, cut: false }
    }

    pub(crate) fn add(&mut self, cell: Cell<I>) -> CellStep {
        for known in &self.cells {
            if cell.is_subset(known)? {
                return Ok(());
            }
        }
        let mut inside = Vec::with_capacity(self.cells.len());
        for known in &self.cells {
            inside.push(known.is_subset(&cell)?);
        }
        let mut inside = inside.into_iter();
        self.cells.retain(|_| inside.next() != Some(true));
        if self.cells.len() >= self.most {
            self.cut = true;
        } else {
            self.cells.push(cell);
        }
        Ok(())
    }
}

/// One way for a message to be used.
struct MessageOption<I> {
    /// The types for which it is best.
    best: TypeSet,
    /// What it adds to the beliefs.
    beliefs: PolyhedralCone<I>,
    /// The payoffs that it allows.
    payoffs: PolyhedralCone<I>,
    /// Is it unsent, at the belief conjectured for that?
    unexpected: bool,
    /// The cells of what follows, one for each action.
    cells: Vec<usize>,
}

impl<I: Int> Level<'_, I> {
    /// Adds the cells of the node to a list.
    pub(crate) fn cells(&self, list: &mut CellList<I>) -> CellStep {
        match self.node.mover {
            Mover::Nobody => list.add(cell::end(self.node, self.types)?),
            Mover::Sender => self.sender(list),
            Mover::Receiver => self.receiver(list),
            Mover::Both => self.both(list),
            Mover::Chance => self.chance(list),
        }
    }

    fn add(&self, list: &mut CellList<I>, cell: Cell<I>) -> CellStep {
        list.add(cell::paid(self.node, self.types, cell)?)
    }

    /// The types that have a message.
    fn senders(&self, m: usize) -> TypeSet {
        self.node.after(self.types, m)
    }

    /// The types that have no other message.
    fn bound(&self, m: usize) -> TypeSet {
        let others = (0..self.node.messages.len()).filter(|&n| n != m);
        self.types & !others.fold(0, |all, n| all | self.senders(n))
    }

    /// Sets of types for which a message may be best.
    fn best_sets(&self, m: usize) -> impl Iterator<Item = TypeSet> + use<I> {
        let (all, bound) = (self.senders(m), self.bound(m));
        let free = all & !bound;
        // the subsets of `free`, from all of it to none
        let mut next = Some(free);
        std::iter::from_fn(move || {
            let set = next?;
            next = (set != 0).then(|| (set - 1) & free);
            Some(set | bound)
        })
    }

    /// What `K` leaves open: rays for types for which a message may be worse than their best, lines
    /// for those that lack it. Payoffs of types stand after `head` coordinates.
    fn slack(&self, m: usize, best: TypeSet, head: usize) -> [Vec<Vec<I>>; 2] {
        let width = head + self.count;
        let able = self.senders(m);
        [
            units(width, ones(self.types & !able).map(|t| head + t)),
            units(width, ones(able & !best).map(|t| head + t)),
        ]
    }

    fn kept(&self, best: TypeSet) -> Vec<bool> {
        (0..self.count).map(|t| best >> t & 1 == 1).collect()
    }

    /// The ways to use a message after which `cells` follow, at the beliefs and the payoffs given.
    fn message_options(
        &self,
        m: usize,
        (beliefs, payoffs): (&PolyhedralCone<I>, &PolyhedralCone<I>),
        (head, cells): (usize, &[usize]),
        options: &mut Vec<MessageOption<I>>,
    ) -> CellStep {
        let fits = match &self.conjectures[m] {
            Some(belief) => Some(holds_belief(beliefs, belief)?),
            None => None,
        };
        for best in self.best_sets(m) {
            let face = beliefs.face(&self.kept(best));
            let sent = !face.is_origin();
            let [lines, rays] = self.slack(m, best, head);
            let mut add = |beliefs, unexpected| -> CellStep {
                let payoffs = payoffs.with_generators(&lines, &rays)?;
                let cells = cells.to_vec();
                add_option(options, MessageOption { best, beliefs, payoffs, unexpected, cells })
            };
            if sent || fits.is_none() {
                add(face, false)?;
            }
            if fits == Some(true) {
                add(PolyhedralCone::origin(beliefs.width()), true)?;
            }
        }
        Ok(())
    }

    fn sender(&self, list: &mut CellList<I>) -> CellStep {
        let mut options = Vec::new();
        for (m, cells) in self.below.iter().enumerate() {
            let mut found = Vec::new();
            for (i, cell) in cells.iter().flat_map(|cells| cells.iter().enumerate()) {
                let both = (&cell.beliefs, &cell.payoffs);
                self.message_options(m, both, (1, &[i]), &mut found)?;
            }
            options.push(found);
        }
        let taken = vec![true];
        self.join_messages(&options, 1, &mut |beliefs, payoffs, mut choice| {
            choice.taken = taken.clone();
            self.add(list, Cell { beliefs, payoffs, choice })?;
            Ok(!list.cut)
        })
    }

    /// Chooses an option for each message such that payoffs agree and each type has a best message;
    /// `found` says whether to go on.
    fn join_messages(
        &self,
        options: &[Vec<MessageOption<I>>],
        head: usize,
        found: &mut dyn FnMut(
            PolyhedralCone<I>,
            PolyhedralCone<I>,
            Choice,
        ) -> Result<bool, Overflow>,
    ) -> CellStep {
        let open: Vec<usize> = (0..options.len()).filter(|&m| self.senders(m) != 0).collect();
        // the types that have a message from each place of `open` on
        let mut later = vec![0; open.len() + 1];
        for (k, &m) in open.iter().enumerate().rev() {
            later[k] = later[k + 1] | self.senders(m);
        }
        let mut chosen: Vec<&MessageOption<I>> = Vec::new();
        self.join_from((&open, &later, options, head), None, 0, &mut chosen, found)?;
        Ok(())
    }

    #[allow(clippy::type_complexity)]
    fn join_from<'o>(
        &self,
        fixed: (&[usize], &[TypeSet], &'o [Vec<MessageOption<I>>], usize),
        payoffs: Option<&PolyhedralCone<I>>,
        covered: TypeSet,
        chosen: &mut Vec<&'o MessageOption<I>>,
        found: &mut dyn FnMut(
            PolyhedralCone<I>,
            PolyhedralCone<I>,
            Choice,
        ) -> Result<bool, Overflow>,
    ) -> Result<bool, Overflow> {
        let (open, later, options, head) = fixed;
        checkpoint();
        if self.types & !(covered | later[chosen.len()]) != 0 {
            return Ok(true);
        }
        if let Some(&m) = open.get(chosen.len()) {
            for option in &options[m] {
                if self.types & !(covered | option.best | later[chosen.len() + 1]) != 0 {
                    continue;
                }
                let both = match payoffs {
                    Some(payoffs) => payoffs.intersection(&option.payoffs)?,
                    None => option.payoffs.clone(),
                };
                if !has_point(&both, head) {
                    continue;
                }
                chosen.push(option);
                let next = Some(&both);
                let on = self.join_from(fixed, next, covered | option.best, chosen, found)?;
                chosen.pop();
                if !on {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        let [first, rest @ ..] = &chosen[..] else { return Ok(true) };
        let mut beliefs = first.beliefs.clone();
        for option in rest {
            beliefs = beliefs.sum(&option.beliefs)?;
        }
        if !has_mass(&beliefs, self.count) {
            return Ok(true);
        }
        let mut choice = Choice {
            best: vec![0; options.len()],
            unexpected: vec![false; options.len()],
            cells: vec![usize::MAX; self.node.next.len()],
            ..Choice::default()
        };
        for (&m, option) in open.iter().zip(chosen.iter()) {
            choice.best[m] = option.best;
            choice.unexpected[m] = option.unexpected;
            let first = m * self.node.columns();
            choice.cells[first..first + option.cells.len()].copy_from_slice(&option.cells);
        }
        let payoffs = payoffs.expect("a message was chosen").clone();
        found(beliefs, payoffs, choice)
    }

    fn receiver(&self, list: &mut CellList<I>) -> CellStep {
        let width = self.count + 1;
        let up = units(width, [self.count]);
        let mut refused = Vec::new();
        let below: Vec<&[Cell<I>]> =
            self.below.iter().map(|cells| cells.as_ref().map_or(&[][..], |c| c)).collect();
        for cells in &below {
            let mut largest: Vec<(usize, PolyhedralCone<I>)> = Vec::new();
            for (i, cell) in cells.iter().enumerate() {
                let open = cell.beliefs.with_generators(&[], &up)?;
                add_largest(&mut largest, i, open)?;
            }
            refused.push(largest);
        }
        let mut chosen = Vec::new();
        self.reply_from(&below, &refused, None, None, &mut chosen, list)?;
        Ok(())
    }

    fn reply_from(
        &self,
        below: &[&[Cell<I>]],
        refused: &[Vec<(usize, PolyhedralCone<I>)>],
        beliefs: Option<&PolyhedralCone<I>>,
        payoffs: Option<&PolyhedralCone<I>>,
        chosen: &mut Vec<(usize, bool)>,
        list: &mut CellList<I>,
    ) -> Result<bool, Overflow> {
        checkpoint();
        let a = chosen.len();
        if a == below.len() {
            let (Some(beliefs), Some(payoffs)) = (beliefs, payoffs) else { return Ok(true) };
            let choice = Choice {
                best: vec![self.types],
                unexpected: vec![false],
                taken: chosen.iter().map(|(_, taken)| *taken).collect(),
                cells: chosen.iter().map(|(cell, _)| *cell).collect(),
            };
            let cell = Cell { beliefs: beliefs.clone(), payoffs: payoffs.clone(), choice };
            self.add(list, cell)?;
            return Ok(!list.cut);
        }
        let taken = below[a].iter().enumerate().map(|(i, c)| (i, &c.beliefs, Some(&c.payoffs)));
        let left = refused[a].iter().map(|(i, open)| (*i, open, None));
        for (i, more, add) in taken.chain(left) {
            let both = match beliefs {
                Some(beliefs) => beliefs.intersection(more)?,
                None => more.clone(),
            };
            if !has_mass(&both, self.count) {
                continue;
            }
            let hull = match (payoffs, add) {
                (Some(payoffs), Some(add)) => Some(payoffs.sum(add)?),
                (known, add) => known.or(add).cloned(),
            };
            chosen.push((i, add.is_some()));
            let on = self.reply_from(below, refused, Some(&both), hull.as_ref(), chosen, list)?;
            chosen.pop();
            if !on {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn chance(&self, list: &mut CellList<I>) -> CellStep {
        let mut odds = self.node.odds.clone();
        odds.push(crate::exact::Q::ONE);
        let odds: Vec<I> = integers(&odds)?;
        let width = self.count + 1;
        let mut open: Vec<(PolyhedralCone<I>, PolyhedralCone<I>, Vec<usize>)> = Vec::new();
        for (k, cells) in self.below.iter().enumerate() {
            let Some(cells) = cells else { continue };
            let mut next = Vec::new();
            for (i, cell) in cells.iter().enumerate() {
                if k == 0 {
                    // everything is kept times the common denominator of the odds until the end
                    let value = |v: &[I]| scale_last(v, &odds[0]);
                    let beliefs = cell.beliefs.image(width, value)?;
                    let payoffs = cell.payoffs.image(width, |v| scale_rest(v, &odds[0]))?;
                    next.push((beliefs, payoffs, vec![i]));
                }
                for (beliefs, payoffs, chosen) in if k == 0 { &[][..] } else { &open[..] } {
                    checkpoint();
                    let beliefs = fibre_sum(beliefs, &cell.beliefs, &odds[k])?;
                    if !has_mass(&beliefs, self.count) {
                        continue;
                    }
                    let payoffs = scaled_sum(payoffs, &cell.payoffs, &odds[k])?;
                    let mut chosen = chosen.clone();
                    chosen.push(i);
                    next.push((beliefs, payoffs, chosen));
                }
            }
            open = next;
        }
        let common = odds.last().expect("one at least");
        for (beliefs, payoffs, cells) in open {
            let beliefs = beliefs.image(width, |v| {
                let mut row = scale_rest(v, common)?;
                row[0] = v[0].times(common)?;
                row[self.count] = v[self.count].clone();
                Ok(row)
            })?;
            let payoffs = payoffs.image(width, |v| {
                let mut row = v.to_vec();
                row[0] = v[0].times(common)?;
                Ok(row)
            })?;
            let choice = Choice {
                best: vec![self.types],
                unexpected: vec![false],
                taken: vec![true; cells.len()],
                cells,
            };
            self.add(list, Cell { beliefs, payoffs, choice })?;
            if list.cut {
                break;
            }
        }
        Ok(())
    }

    fn both(&self, list: &mut CellList<I>) -> CellStep {
        let columns = self.node.columns();
        for set in 1..1u64 << columns {
            let taken: Vec<bool> = (0..columns).map(|a| set >> a & 1 == 1).collect();
            let used: Vec<usize> = ones(set).collect();
            let head = used.len();
            let mut options = Vec::new();
            for m in 0..self.node.rows() {
                let mut found = Vec::new();
                if self.senders(m) != 0 {
                    let mut cells = Vec::new();
                    self.rows_from(m, &used, None, &mut cells, &mut found)?;
                }
                options.push(found);
            }
            let mut on = true;
            self.join_messages(&options, head, &mut |beliefs, payoffs, mut choice| {
                choice.taken = taken.clone();
                if let Some(beliefs) = self.projected(&beliefs, &taken)? {
                    let width = self.count + 1;
                    let payoffs = payoffs.image(width, |v| {
                        let mut scale = I::ZERO;
                        for s in &v[..head] {
                            scale = scale.plus(s)?;
                        }
                        Ok(std::iter::once(scale).chain(v[head..].iter().cloned()).collect())
                    })?;
                    self.add(list, Cell { beliefs, payoffs, choice })?;
                }
                on = !list.cut;
                Ok(on)
            })?;
            if !on {
                break;
            }
        }
        Ok(())
    }

    /// Chooses a cell for each action after a message, with beliefs `(x, W_1, ..., W_A)`.
    fn rows_from(
        &self,
        m: usize,
        used: &[usize],
        beliefs: Option<&PolyhedralCone<I>>,
        cells: &mut Vec<usize>,
        options: &mut Vec<MessageOption<I>>,
    ) -> CellStep {
        checkpoint();
        let columns = self.node.columns();
        let a = cells.len();
        if a == columns {
            let beliefs = beliefs.expect("an action at least");
            let (head, width) = (used.len(), used.len() + self.count);
            let mut rays = Vec::new();
            for (k, &a) in used.iter().enumerate() {
                let below = self.below[m * columns + a].as_ref().expect("types can be there");
                for v in below[cells[a]].payoffs.generators().rays() {
                    let mut row = vec![I::ZERO; width];
                    row[k] = v[0].clone();
                    row[head..].clone_from_slice(&v[1..]);
                    rays.push(row);
                }
            }
            let rays = rays.iter().map(Vec::as_slice);
            let payoffs = PolyhedralCone::generated(width, [], rays)?;
            return self.message_options(m, (beliefs, &payoffs), (head, cells), options);
        }
        let below = self.below[m * columns + a].clone().expect("types can be there");
        let width = self.count + columns;
        for (i, cell) in below.iter().enumerate() {
            let spread = |f: &[I]| {
                let mut row = vec![I::ZERO; width];
                row[..self.count].clone_from_slice(&f[..self.count]);
                row[self.count + a] = f[self.count].clone();
                row
            };
            let facets = cell.beliefs.facets();
            let equations: Vec<Vec<I>> = facets.lines().map(spread).collect();
            let conditions: Vec<Vec<I>> = facets.rays().map(spread).collect();
            let both = match beliefs {
                Some(beliefs) => beliefs.with_conditions(&equations, &conditions)?,
                None => PolyhedralCone::bounded(
                    width,
                    equations.iter().map(Vec::as_slice),
                    conditions.iter().map(Vec::as_slice),
                )?,
            };
            if has_mass(&both, self.count) {
                cells.push(i);
                self.rows_from(m, used, Some(&both), cells, options)?;
                cells.pop();
            }
        }
        Ok(())
    }

    /// Of `(x, W_1, ..., W_A)` the part where the actions taken are best, as `(x, W)`.
    fn projected(
        &self,
        beliefs: &PolyhedralCone<I>,
        taken: &[bool],
    ) -> Result<Option<PolyhedralCone<I>>, Overflow> {
        let width = beliefs.width();
        let first = taken.iter().position(|&taken| taken).expect("an action is taken");
        let (mut equations, mut conditions) = (Vec::new(), Vec::new());
        for (a, &taken) in taken.iter().enumerate().filter(|&(a, _)| a != first) {
            let mut row = vec![I::ZERO; width];
            (row[self.count + first], row[self.count + a]) = (I::ONE, I::ONE.negated()?);
            if taken { &mut equations } else { &mut conditions }.push(row);
        }
        let best = beliefs.with_conditions(&equations, &conditions)?;
        if !has_mass(&best, self.count) {
            return Ok(None);
        }
        let project = |v: &[I]| {
            let mut row = v[..self.count].to_vec();
            row.push(v[self.count + first].clone());
            Ok(row)
        };
        best.image(self.count + 1, project).map(Some)
    }
}

/// Does a cone of beliefs have a value for this one?
pub(crate) fn holds_belief<I: Int>(
    beliefs: &PolyhedralCone<I>,
    belief: &[I],
) -> Result<bool, Overflow> {
    let (count, width) = (belief.len(), beliefs.width());
    let Some(lead) = belief.iter().position(|x| !x.is_zero()) else { return Ok(false) };
    // proportional to the belief: x_t b_lead = x_lead b_t
    let mut equations = Vec::new();
    for t in (0..count).filter(|&t| t != lead) {
        let mut row = vec![I::ZERO; width];
        row[t] = belief[lead].clone();
        row[lead] = belief[t].negated()?;
        equations.push(row);
    }
    Ok(has_mass(&beliefs.with_conditions(&equations, &[])?, count))
}

/// Adds an option unless another does all that it does, and drops those of which it does all.
fn add_option<I: Int>(options: &mut Vec<MessageOption<I>>, option: MessageOption<I>) -> CellStep {
    let within = |one: &MessageOption<I>, other: &MessageOption<I>| -> Result<bool, Overflow> {
        Ok(one.best & !other.best == 0
            && one.payoffs.is_subset(&other.payoffs)?
            && one.beliefs.is_subset(&other.beliefs)?)
    };
    for known in options.iter() {
        if within(&option, known)? {
            return Ok(());
        }
    }
    let mut inside = Vec::with_capacity(options.len());
    for known in options.iter() {
        inside.push(within(known, &option)?);
    }
    let mut inside = inside.into_iter();
    options.retain(|_| inside.next() != Some(true));
    options.push(option);
    Ok(())
}

/// Adds a cone to a list of the largest.
fn add_largest<I: Int>(
    largest: &mut Vec<(usize, PolyhedralCone<I>)>,
    i: usize,
    cone: PolyhedralCone<I>,
) -> CellStep {
    for (_, known) in largest.iter() {
        if cone.is_subset(known)? {
            return Ok(());
        }
    }
    let mut kept = Vec::new();
    for (j, known) in largest.drain(..) {
        if !known.is_subset(&cone)? {
            kept.push((j, known));
        }
    }
    kept.push((i, cone));
    *largest = kept;
    Ok(())
}

fn scale_last<I: Int>(v: &[I], factor: &I) -> Result<Vec<I>, Overflow> {
    let mut row = v.to_vec();
    if let Some(last) = row.last_mut() {
        *last = last.times(factor)?;
    }
    Ok(row)
}

fn scale_rest<I: Int>(v: &[I], factor: &I) -> Result<Vec<I>, Overflow> {
    let mut row = v.to_vec();
    for x in &mut row[1..] {
        *x = x.times(factor)?;
    }
    Ok(row)
}

/// `{(x, W + factor W')}` over points of both cones with the same masses `x`.
pub(crate) fn fibre_sum<I: Int>(
    one: &PolyhedralCone<I>,
    other: &PolyhedralCone<I>,
    factor: &I,
) -> Result<PolyhedralCone<I>, Overflow> {
    let width = one.width();
    let longer = |f: &[I]| -> Vec<I> { f.iter().cloned().chain([I::ZERO]).collect() };
    let second = |f: &[I]| -> Vec<I> {
        let (last, rest) = f.split_last().expect("a value");
        rest.iter().cloned().chain([I::ZERO, last.clone()]).collect()
    };
    let rows = |lines: bool| -> Vec<Vec<I>> {
        let pick = |c: &PolyhedralCone<I>, f: &dyn Fn(&[I]) -> Vec<I>| -> Vec<Vec<I>> {
            if lines {
                c.facets().lines().map(f).collect()
            } else {
                c.facets().rays().map(f).collect()
            }
        };
        pick(one, &longer).into_iter().chain(pick(other, &second)).collect()
    };
    let (equations, conditions) = (rows(true), rows(false));
    let product = PolyhedralCone::bounded(
        width + 1,
        equations.iter().map(Vec::as_slice),
        conditions.iter().map(Vec::as_slice),
    )?;
    product.image(width, |v| {
        let mut row = v[..width - 1].to_vec();
        row.push(v[width - 1].plus(&factor.times(&v[width])?)?);
        Ok(row)
    })
}

/// The sum of points of one polytope and of multiples of points of another, both as cones.
pub(crate) fn scaled_sum<I: Int>(
    one: &PolyhedralCone<I>,
    other: &PolyhedralCone<I>,
    factor: &I,
) -> Result<PolyhedralCone<I>, Overflow> {
    let mut rays = Vec::new();
    for v in one.generators().rays() {
        for w in other.generators().rays() {
            let mut row = vec![v[0].times(&w[0])?];
            for (x, y) in v[1..].iter().zip(&w[1..]) {
                row.push(x.times(&w[0])?.plus(&factor.times(y)?.times(&v[0])?)?);
            }
            rays.push(crate::exact::polyhedral_cone::primitive(&row));
        }
    }
    PolyhedralCone::generated(one.width(), [], rays.iter().map(Vec::as_slice))
}
