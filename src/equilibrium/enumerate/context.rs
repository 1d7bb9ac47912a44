//! The faces of a game and what a search for any size of integer shares.

use super::candidates::{Candidates, OpenFaces};
use super::components::LINKING;
use super::faces::{Face, PayoffRanks};
use super::fixed_payoffs::{FixedPayoffs, FixedReplies};
use super::game_table::{IntegerGame, Outline};
use super::prune::Pruning;
use super::receiver::OnPathMessage;
use crate::equilibrium::limits::Control;
use crate::exact::bitset::remove;
use crate::exact::int::Int;
use crate::exact::work::Abort;

/// What all sizes of integer share.
pub(crate) struct SearchContext<'a> {
    pub outline: &'a Outline<'a>,
    pub faces: &'a [Face],
    /// The message on the path that each face makes.
    pub blocks: Vec<OnPathMessage>,
    pub control: &'a Control<'a>,
    pub types: usize,
    /// What tells early that a choice leads nowhere, where that pays.
    pub ahead: Option<Pruning>,
    /// All faces.
    pub start: OpenFaces,
    /// Senders that are listed apart.
    pub settled: Option<FixedPayoffs>,
    /// The part of the whole search that its branches take, about.
    pub share: f64,
    pub parallel: bool,
}

impl<'a> SearchContext<'a> {
    /// Look ahead if there are at least `few` faces.
    pub fn new<I: Int>(
        outline: &'a Outline<'a>,
        (table, ranks, faces): (&IntegerGame<I>, &PayoffRanks<I>, &'a [Face]),
        control: &'a Control<'a>,
        few: usize,
        parallel: bool,
    ) -> SearchContext<'a> {
        let types = outline.types();
        let copies = |c: usize| outline.copies(c);
        let ahead = || Pruning::new(table, ranks, faces, &copies, control, parallel);
        let (ahead, compatibility) = (faces.len() >= few).then(ahead).flatten().unzip();
        let field = Candidates::new(faces, (0..faces.len() as u32).collect(), types, compatibility);
        let blocks = faces.iter().map(Face::block).collect();
        let start = OpenFaces::start(field);
        let share = if ahead.is_some() { 1.0 - Pruning::SHARE - LINKING } else { 1.0 };
        let settled = None;
        SearchContext {
            outline,
            faces,
            blocks,
            control,
            types,
            ahead,
            start,
            settled,
            share,
            parallel,
        }
    }

    /// List senders at settled payoffs apart, where there may be many, if they have at most so many
    /// parts.
    pub fn settle<I: Int>(
        &mut self,
        table: &IntegerGame<I>,
        ranks: &PayoffRanks<I>,
        most: usize,
    ) -> Result<(), Abort> {
        if self.ahead.is_none() {
            return Ok(());
        }
        let Some(standing) = FixedReplies::new(table, ranks, &|c| self.outline.copies(c))? else {
            return Ok(());
        };
        self.share -= FixedPayoffs::PARTS;
        self.settled = FixedPayoffs::new(table, self, &standing, most)?;
        if self.settled.is_some() {
            self.share -= FixedPayoffs::COVERS;
        }
        Ok(())
    }

    /// What one more choice leaves of what is left, as far as two faces and dimensions tell: there is
    /// room for so many dimensions more, and sets with an earlier choice are found there.
    pub fn left(
        &self,
        left: &OpenFaces,
        chosen: &[u32],
        choice: usize,
        earlier: &[usize],
        room: usize,
    ) -> OpenFaces {
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
