//! The cells of a node from those of what follows, by who moves there.

use std::sync::Arc;

use super::super::game::{Mover, PublicNode, TypeSet};
use super::cell::{self, Cell};
use crate::exact::int::{Int, Overflow};

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

    pub(super) fn add(&self, list: &mut CellList<I>, cell: Cell<I>) -> CellStep {
        list.add(cell::paid(self.node, self.types, cell)?)
    }

    /// The types that have a message.
    pub(super) fn senders(&self, m: usize) -> TypeSet {
        self.node.after(self.types, m)
    }
}
