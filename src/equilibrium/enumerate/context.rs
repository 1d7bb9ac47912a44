//! The search context: what every branch of the search may read, in one size of integer.

use super::candidates::OpenFaces;
use super::faces::BeliefFace;
use super::game_table::{IntegerGame, Outline};
use super::payoff_ranks::PayoffRanks;
use super::receiver::OnPathMessage;
use crate::equilibrium::limits::Control;
use crate::exact::int::Int;
use crate::exact::work::Abort;

/// The game and its faces, with the limits of the search.
pub(super) struct SearchContext<'a, I> {
    pub(super) outline: &'a Outline<'a>,
    pub(super) control: &'a Control<'a>,
    pub(super) faces: &'a [BeliefFace],
    /// `[face]`: the message on the path that it makes.
    pub(super) messages: &'a [OnPathMessage],
    pub(super) parallel: bool,
    /// Are senders dropped that add no allocation?
    pub(super) distinct: bool,
    pub(super) table: IntegerGame<I>,
    pub(super) ranks: PayoffRanks<I>,
}

impl<'a, I: Int> SearchContext<'a, I> {
    /// The same context in the next size of integer.
    pub(super) fn widened(&self) -> Result<SearchContext<'a, I::Wider>, Abort> {
        let table: IntegerGame<I::Wider> = self.outline.table()?;
        let ranks = PayoffRanks::new(&table, self.faces)?;
        let SearchContext { outline, control, faces, messages, parallel, distinct, .. } = *self;
        Ok(SearchContext { outline, control, faces, messages, parallel, distinct, table, ranks })
    }

    /// The number of types.
    pub(super) fn types(&self) -> usize {
        self.table.types()
    }

    /// Do only outcomes count in which the messages of a class get different replies?
    pub(super) fn has_different_replies(&self, class: usize) -> bool {
        self.distinct && !self.table.several && self.outline.copies(class) > 1
    }

    /// How many of the chosen faces use a message of the class.
    pub(super) fn used(&self, chosen: &[u32], class: usize) -> usize {
        chosen.iter().filter(|&&f| self.faces[f as usize].class == class).count()
    }

    /// The classes of messages that no chosen face uses.
    pub(super) fn unused(&self, chosen: &[u32]) -> impl Iterator<Item = usize> {
        (0..self.table.classes.len()).filter(|&c| self.used(chosen, c) == 0)
    }

    /// The faces that stay open after one more choice, as far as dimensions, copies of messages and
    /// pairs of faces tell; `compatible` are those known to be compatible with the choice.
    ///
    /// At most `room` dimensions are left. Sets with a choice of `earlier` are found in the branch of
    /// that choice, so those are left out.
    pub(super) fn open_after(
        &self,
        open: &OpenFaces,
        (chosen, choice, earlier): (&[u32], usize, &[usize]),
        room: usize,
        compatible: Option<&[u64]>,
    ) -> OpenFaces {
        let mut after = open.without(choice, room, compatible);
        earlier.iter().for_each(|&c| after.remove(c));
        let class = self.faces[open.face(choice)].class;
        if self.used(chosen, class) + 1 == self.outline.copies(class) {
            after.retain(|f| self.faces[f].class != class);
        }
        after
    }
}
