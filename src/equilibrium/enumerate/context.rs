//! The faces of a game and what a search for any size of integer shares.

use super::candidates::{Field, Left};
use super::components::LINKING;
use super::faces::{Face, Ranks};
use super::fixed_payoffs::{Settled, Standing};
use super::game_table::{Outline, Table};
use super::prune::Ahead;
use super::receiver::Block;
use super::sets::remove;
use crate::equilibrium::limits::control::Control;
use crate::exact::cone::Trouble;
use crate::exact::int::Int;

/// What all sizes of integer share.
pub(crate) struct Ground<'a> {
    pub outline: &'a Outline<'a>,
    pub faces: &'a [Face],
    /// The message on the path that each face makes.
    pub blocks: Vec<Block>,
    pub control: &'a Control<'a>,
    pub types: usize,
    /// What tells early that a choice leads nowhere, where that pays.
    pub ahead: Option<Ahead>,
    /// All faces.
    pub start: Left,
    /// Senders that are listed apart.
    pub settled: Option<Settled>,
    /// The part of the whole search that its branches take, about.
    pub share: f64,
    pub parallel: bool,
}

impl<'a> Ground<'a> {
    /// Look ahead if there are at least `few` faces.
    pub fn new<I: Int>(
        outline: &'a Outline<'a>,
        (table, ranks, faces): (&Table<I>, &Ranks<I>, &'a [Face]),
        control: &'a Control<'a>,
        few: usize,
        parallel: bool,
    ) -> Ground<'a> {
        let types = outline.types();
        let copies = |c: usize| outline.copies(c);
        let ahead = || Ahead::new(table, ranks, faces, &copies, control, parallel);
        let (ahead, sight) = (faces.len() >= few).then(ahead).flatten().unzip();
        let field = Field::new(faces, (0..faces.len() as u32).collect(), types, sight);
        let blocks = faces.iter().map(Face::block).collect();
        let start = Left::start(field);
        let share = if ahead.is_some() { 1.0 - Ahead::SHARE - LINKING } else { 1.0 };
        let settled = None;
        Ground { outline, faces, blocks, control, types, ahead, start, settled, share, parallel }
    }

    /// List senders at settled payoffs apart, where there may be many, if they have at most so many
    /// parts.
    pub fn settle<I: Int>(
        &mut self,
        table: &Table<I>,
        ranks: &Ranks<I>,
        most: usize,
    ) -> Result<(), Trouble> {
        if self.ahead.is_none() {
            return Ok(());
        }
        let Some(standing) = Standing::new(table, ranks, &|c| self.outline.copies(c))? else {
            return Ok(());
        };
        self.share -= Settled::PARTS;
        self.settled = Settled::new(table, self, &standing, most)?;
        if self.settled.is_some() {
            self.share -= Settled::COVERS;
        }
        Ok(())
    }

    /// What one more choice leaves of what is left, as far as two faces and dimensions tell: there is
    /// room for so many dimensions more, and sets with an earlier choice are found there.
    pub fn left(
        &self,
        left: &Left,
        chosen: &[u32],
        choice: usize,
        earlier: &[usize],
        room: usize,
    ) -> Left {
        let mut after = left.after(choice, room);
        earlier.iter().for_each(|&c| remove(&mut after.open, c));
        let class = self.faces[left.face(choice)].class;
        if self.used(chosen, class) + 1 == self.outline.copies(class) {
            after.leave(|f| self.faces[f].class == class);
        }
        after
    }

    /// How many messages of a class are in use.
    pub fn used(&self, chosen: &[u32], class: usize) -> usize {
        chosen.iter().filter(|&&f| self.faces[f as usize].class == class).count()
    }
}
