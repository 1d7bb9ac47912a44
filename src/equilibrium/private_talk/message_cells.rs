//! Cells of a public message: a cell of every audience's talk after it, with common masses.

use std::collections::HashMap;
use std::rc::Rc;

use super::listeners::Listeners;
use super::talk_cells::TalkCell;
use super::word_cells::{dimension, holds_inside, inner};
use crate::exact::bitset::members;
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow, all_hold};
use crate::exact::polyhedral_cone::PolyhedralCone;

/// A cell of every audience's talk after a message, and the masses that they have in common.
#[derive(Clone, Debug)]
pub(super) struct MessageCell<I> {
    /// `[audience]`: the index of its cell.
    pub(super) talks: Vec<usize>,
    pub(super) masses: PolyhedralCone<I>,
    pub(super) dimension: usize,
    /// `[t]`: bounds of what t gets, as for a [`TalkCell`].
    pub(super) payoffs: Vec<[f64; 2]>,
}

/// A message, the types that send it, and those that send no other.
type CellKey = (usize, u128, u128);

/// The cells of one message by the types that send it and by those that send no other.
pub(super) struct MessageCells<'a, I> {
    talk: &'a Listeners<'a>,
    prior: Vec<I>,
    /// `[message][audience]`
    talks: &'a [Vec<Vec<TalkCell<I>>>],
    known: HashMap<CellKey, Rc<Vec<MessageCell<I>>>>,
}

impl<'a, I: Int> MessageCells<'a, I> {
    pub(super) fn new(
        talk: &'a Listeners<'a>,
        prior: Vec<I>,
        talks: &'a [Vec<Vec<TalkCell<I>>>],
    ) -> Self {
        MessageCells { talk, prior, talks, known: HashMap::new() }
    }

    /// The cells of message m that exactly these types send and of which those in `only` send no other.
    pub(super) fn of(
        &mut self,
        m: usize,
        types: u128,
        only: u128,
    ) -> Result<Rc<Vec<MessageCell<I>>>, Overflow> {
        if let Some(known) = self.known.get(&(m, types, only)) {
            return Ok(known.clone());
        }
        let mut partial: Vec<MessageCell<I>> = Vec::new();
        for i in 0..self.talk.all.len() {
            let mut own: Vec<(usize, PolyhedralCone<I>, &TalkCell<I>)> = Vec::new();
            for (k, cell) in self.talks[m][i].iter().enumerate() {
                if cell.types == types
                    && let Some(cut) = self.cut(&cell.masses, types, only)?
                {
                    own.push((k, cut, cell));
                }
            }
            let mut next = Vec::new();
            if i == 0 {
                for (k, masses, cell) in own {
                    let dimension = dimension(&masses);
                    let payoffs = cell.payoffs.clone();
                    next.push(MessageCell { talks: vec![k], masses, dimension, payoffs });
                }
            } else {
                for before in &partial {
                    for (k, masses, cell) in &own {
                        checkpoint();
                        let both = before.masses.intersection(masses)?;
                        if both.is_origin() {
                            continue;
                        }
                        let point = inner(&both)?;
                        if !holds_inside(&before.masses, &point)? || !holds_inside(masses, &point)?
                        {
                            continue;
                        }
                        let sum = before.payoffs.iter().zip(&cell.payoffs);
                        let payoffs = sum.map(|(x, y)| [x[0] + y[0], x[1] + y[1]]).collect();
                        let mut talks = before.talks.clone();
                        talks.push(*k);
                        let dimension = dimension(&both);
                        next.push(MessageCell { talks, masses: both, dimension, payoffs });
                    }
                }
            }
            partial = next;
        }
        let found = Rc::new(partial);
        self.known.insert((m, types, only), found.clone());
        Ok(found)
    }

    /// The masses at which types that send `only` this message have the shares of the prior and the
    /// others less than that; `None` where that leaves nothing inside.
    fn cut(
        &self,
        masses: &PolyhedralCone<I>,
        types: u128,
        only: u128,
    ) -> Result<Option<PolyhedralCone<I>>, Overflow> {
        let Some(first) = members(only).next() else { return Ok(Some(masses.clone())) };
        // x_t p_first against x_first p_t
        let row = |t: usize| -> Result<Vec<I>, Overflow> {
            let mut row = vec![I::ZERO; self.prior.len()];
            row[first] = self.prior[t].clone();
            row[t] = self.prior[first].negated()?;
            Ok(row)
        };
        let equations: Vec<Vec<I>> = members(only).skip(1).map(row).collect::<Result<_, _>>()?;
        let below: Vec<Vec<I>> = members(types & !only).map(row).collect::<Result<_, _>>()?;
        let cut = masses.with_conditions(&equations, &below)?;
        if cut.is_origin() {
            return Ok(None);
        }
        let point = inner(&cut)?;
        let strict = all_hold(&below, |f| Ok(I::dot(f, &point)?.is_positive()))?;
        Ok((strict && holds_inside(masses, &point)?).then_some(cut))
    }
}
