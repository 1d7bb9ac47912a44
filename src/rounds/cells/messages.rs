//! The cells of a node at which the sender moves: a way to use each message, joined.

use super::super::game::TypeSet;
use super::cell::{Cell, Choice, has_mass, has_point, units};
use super::combine::{CellList, CellStep, Level};
use crate::exact::bitset::ones;
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::polyhedral_cone::PolyhedralCone;

/// One way for a message to be used.
pub(super) struct MessageOption<I> {
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
    pub(super) fn message_options(
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

    pub(super) fn sender(&self, list: &mut CellList<I>) -> CellStep {
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
    pub(super) fn join_messages(
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
