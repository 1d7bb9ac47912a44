//! What any search must look at that knows only which faces go together two by two.

use dashu_int::IBig;

use super::candidates::{Hints, OpenFaces};
use super::context::SearchContext;
use super::faces::{PayoffRanks, faces};
use super::game_table::IntegerGame;
use super::receiver::OnPathMessage;
use super::sender::{Split, split};
use crate::equilibrium::limits::Unwatched;
use crate::equilibrium::solve::{Problem, Search};
use crate::error::Error;
use crate::exact::int::Int;
use crate::exact::work::Abort;
use crate::game::Game;

impl Search {
    /// How many sets of faces of the receiver's beliefs split the prior and have members of which any
    /// two go with some replies.
    ///
    /// Each stands for an extreme strategy of the sender that nothing known of pairs rules out. A
    /// search that asks of two faces whether they go together, and of more only when it has them
    /// all, must look at each of them; those that are no [`Stats::senders`] it must refute. A search
    /// that asks sooner, as [`Game::equilibria`] does, may open fewer branches than that. They are
    /// counted one by one, in some microseconds each.
    ///
    /// [`Stats::senders`]: crate::equilibrium::Stats::senders
    ///
    /// # Errors
    /// [`Error::Limit`] as for [`Search::run`], and when the time limit is reached.
    ///
    /// # Example
    /// ```
    /// use schelling::{Game, equilibrium::Search};
    /// let game: Game = schelling::model::by_name("beer-quiche")?.game(&[])?;
    /// let search = Search::default();
    /// let senders = game.equilibria(&search)?.stats().senders as u64;
    /// assert!(search.compatible_sets(&game)? >= senders);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn compatible_sets(&self, game: &Game) -> Result<u64, Error> {
        self.with_problem(game, false, &Unwatched, |problem| match problem.compatible::<i64>() {
            Err(Abort::Overflow) => problem.compatible::<IBig>(),
            done => done,
        })
    }
}

impl Problem<'_> {
    fn compatible<I: Int>(&self) -> Result<u64, Abort> {
        let stop = || self.control.stopped();
        let table = self.outline.table::<I>()?;
        let ranks = PayoffRanks::new(&table);
        let faces = faces(&table, &ranks, self.search.max_faces, &stop, false)?;
        // however few the faces, they are held against one another
        let context =
            SearchContext::new(self.outline, (&table, &ranks, &faces), self.control, 0, false);
        let mut start = context.start.clone();
        if start.prior_is_outside() {
            return Ok(0);
        }
        Sets { context: &context, table: &table }.below(&start, &Chosen::default())
    }
}

/// Faces of which any two go together.
#[derive(Clone, Default)]
struct Chosen {
    faces: Vec<u32>,
    dimension: usize,
    covered: u128,
}

struct Sets<'a, I> {
    context: &'a SearchContext<'a>,
    table: &'a IntegerGame<I>,
}

impl<I: Int> Sets<'_, I> {
    /// How many sets that split the prior there are with these faces and some of those left.
    fn below(&self, left: &OpenFaces, chosen: &Chosen) -> Result<u64, Abort> {
        let Sets { context, table } = self;
        let types = context.types;
        let choices = left.choices(chosen.covered, types);
        let (mut count, mut hints) = (0, Hints::default());
        for (i, &choice) in choices.iter().enumerate() {
            if context.control.stopped() {
                return Err(Abort::Stopped);
            }
            let face = &context.faces[left.face(choice)];
            let mut more = chosen.clone();
            more.faces.push(left.face(choice) as u32);
            more.dimension += face.dimension;
            more.covered |= face.types;
            let covered = more.covered.count_ones() as usize;
            if more.dimension > covered {
                continue;
            }
            if covered == types {
                let blocks: Vec<&OnPathMessage> =
                    more.faces.iter().map(|&f| &context.blocks[f as usize]).collect();
                match split(table, &blocks)? {
                    Split::Unique { .. } => {
                        count += 1;
                        continue;
                    }
                    Split::Incomplete if more.dimension < types => {}
                    _ => continue,
                }
            }
            let room = types - more.dimension;
            let mut rest = context.left(left, &chosen.faces, choice, &choices[..i], room);
            if !rest.leaves_a_type_out(more.covered, types)
                && !left.leaves_prior_outside(choice, &mut rest, &mut hints)
            {
                rest.compact(context.faces, types);
                count += self.below(&rest, &more)?;
            }
        }
        Ok(count)
    }
}
