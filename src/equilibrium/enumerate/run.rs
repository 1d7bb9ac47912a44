//! One run of the enumeration: the game in integers, its faces, the search tree, the list.

use dashu_int::IBig;

use super::components::{LINKING, components};
use super::context::SearchContext;
use super::extreme_profiles::{Extreme, extreme_profiles};
use super::extreme_sender::ExtremeSender;
use super::faces::{BeliefFace, faces};
use super::fixed_payoffs::{FixedPayoffs, FixedReplies};
use super::game_table::{IntegerGame, Outline, copies};
use super::listing::list;
use super::payoff_ranks::PayoffRanks;
use super::prune::Pruning;
use super::pruner::{NoPruning, Pruner};
use super::receiver::OnPathMessage;
use super::tree::SearchTree;
use crate::equilibrium::limits::control::Control;
use crate::equilibrium::limits::threads::{Threads, cores};
use crate::equilibrium::result::outcome::Equilibrium;
use crate::equilibrium::result::stats::Stats;
use crate::equilibrium::search::Search;
use crate::exact::cone::Trouble;
use crate::exact::int::Int;
use crate::exact::meter::Meter;
use crate::game::Game;

/// A game to search, with the options and the limits of the search.
pub(in crate::equilibrium) struct Problem<'a> {
    pub(super) search: &'a Search,
    game: &'a Game,
    pub(super) outline: Outline<'a>,
    pub(in crate::equilibrium) control: &'a Control<'a>,
}

/// The belief corners from which on a search takes all cores unless it is told otherwise. Smaller
/// games take less time than threads take to start. Not measured: it affects only time.
const MANY_CORNERS: usize = 100;

impl<'a> Problem<'a> {
    /// The problem of a game, whose copies of messages are merged or told apart; long steps ask
    /// `stop` whether to go on.
    pub(in crate::equilibrium) fn new(
        search: &'a Search,
        game: &'a Game,
        copies_apart: bool,
        control: &'a Control<'a>,
        stop: &'a (dyn Fn() -> bool + Sync),
    ) -> Problem<'a> {
        let classes = match copies_apart {
            true => (0..game.messages().len()).map(|m| vec![m]).collect(),
            false => copies(game),
        };
        let outline = Outline::new(game, classes, search.max_faces, stop);
        Problem { search, game, outline, control }
    }

    /// Lists the outcomes, complete or as far as the control allows, in the smallest size of integer
    /// that holds the game.
    pub(in crate::equilibrium) fn outcomes(&self) -> Result<(Vec<Equilibrium>, Stats), Trouble> {
        match self.outcomes_in::<i64>() {
            Err(Trouble::Overflow) => match self.outcomes_in::<i128>() {
                Err(Trouble::Overflow) => self.outcomes_in::<IBig>(),
                done => done,
            },
            done => done,
        }
    }

    fn outcomes_in<I: Int>(&self) -> Result<(Vec<Equilibrium>, Stats), Trouble> {
        let Enumeration { threads, table, faces, found, stats } = self.find::<I>()?;
        let parallel = threads.parallel();
        threads.run(|| {
            let numbers = self.components((&table, &table), &faces, &found, parallel)?;
            Ok((list(self.game, &table, &faces, found, &numbers, parallel), stats))
        })
    }

    /// Lists the extreme equilibria; the copies of messages must be told apart.
    pub(in crate::equilibrium) fn extreme_profiles(&self) -> Result<Vec<Extreme>, Trouble> {
        let (faces, found) = match self.find::<i64>().map(Enumeration::senders) {
            Err(Trouble::Overflow) => self.find::<IBig>()?.senders(),
            done => done?,
        };
        let stop = || self.control.stopped();
        if stop() {
            // an incomplete list would look like a complete one
            return Err(Trouble::Stopped);
        }
        let (table, limit) = (self.outline.table()?, self.search.max_faces);
        extreme_profiles(self.game, &table, &faces, &found, limit, &Meter::new(&stop))
    }

    /// Finds every extreme sender, or some before the search was stopped.
    fn find<I: Int>(&self) -> Result<Enumeration<I>, Trouble> {
        let stop = || self.control.stopped();
        self.control.restart();
        let table = self.outline.table::<I>()?;
        let ranks = PayoffRanks::new(&table);
        let corners = table.classes.iter().map(|c| c.regions.corners.len()).sum();
        let wanted = if corners < MANY_CORNERS { 1 } else { cores() };
        let wanted = self.search.threads.unwrap_or(wanted);
        let threads = Threads::take(wanted, self.control.budget());
        self.control.share(threads.count());
        let (limit, parallel) = (self.search.max_faces, threads.parallel());
        let faces = threads.run(|| faces(&table, &ranks, limit, &stop, parallel))?;
        let messages: Vec<_> = faces.iter().map(BeliefFace::message).collect();
        let context = self.context((table, ranks), &faces, &messages, parallel);
        let (table, found, stats) = threads.run(|| self.search_tree(context))?;
        let (classes, senders) = (table.classes.len(), found.len());
        let stats = Stats { classes, corners, faces: faces.len(), senders, ..stats };
        Ok(Enumeration { threads, table, faces, found, stats })
    }

    /// The context of a search for these faces, with the message that each makes.
    pub(super) fn context<'b, I>(
        &'b self,
        (table, ranks): (IntegerGame<I>, PayoffRanks<I>),
        faces: &'b [BeliefFace],
        messages: &'b [OnPathMessage],
        parallel: bool,
    ) -> SearchContext<'b, I> {
        let (outline, control) = (&self.outline, self.control);
        SearchContext { outline, control, faces, messages, parallel, table, ranks }
    }

    /// The pruner of a game, if it has enough faces and the search is not stopped.
    pub(super) fn pruning<I: Int>(&self, context: &SearchContext<I>) -> Option<Pruning> {
        let pays = context.faces.len() >= self.search.prune_from;
        pays.then(|| Pruning::new(context)).flatten()
    }

    /// Searches the tree, with pruning and fixed payoffs where they pay.
    fn search_tree<I: Int>(&self, context: SearchContext<I>) -> Result<SearchResult<I>, Trouble> {
        let pruning = self.pruning(&context);
        let mut share = 1.0;
        if pruning.is_some() {
            share -= Pruning::SHARE + LINKING;
        }
        let mut fixed = None;
        if context.faces.len() >= self.search.fix_from
            && let Some(replies) = FixedReplies::new(&context)?
        {
            share -= FixedPayoffs::BLOCKS;
            fixed = FixedPayoffs::new(&context, &replies, self.search.max_outcomes)?;
        }
        if fixed.is_some() {
            share -= FixedPayoffs::COVERS;
        }
        match &pruning {
            Some(pruning) => run(SearchTree::new(context, pruning, fixed.as_ref(), share)),
            None => run(SearchTree::new(context, &NoPruning, fixed.as_ref(), share)),
        }
    }

    /// The component of each polytope of replies, in this size of integer or, if that is too small,
    /// the next.
    fn components<I: Int, J: Int>(
        &self,
        (table, narrow): (&IntegerGame<I>, &IntegerGame<J>),
        faces: &[BeliefFace],
        found: &[ExtremeSender],
        parallel: bool,
    ) -> Result<Vec<Vec<usize>>, Trouble> {
        if let [only] = found
            && only.polytopes.len() == 1
        {
            return Ok(vec![vec![0]]);
        }
        let stop = || self.control.stopped();
        if stop() {
            // the list is incomplete, and nothing is linked
            let first = found.iter().scan(0, |n, f| {
                *n += f.polytopes.len();
                Some(*n - f.polytopes.len()..*n)
            });
            return Ok(first.map(Iterator::collect).collect());
        }
        let finished = |part: f64| self.control.finished(LINKING * part);
        match components((table, narrow), faces, found, &stop, &finished, parallel) {
            Ok(numbers) => Ok(numbers),
            _ if stop() => self.components((table, narrow), faces, found, parallel),
            _ => {
                let wider = self.outline.table::<I::Wider>()?;
                self.components((&wider, narrow), faces, found, parallel)
            }
        }
    }
}

/// The game in integers, its extreme senders and the counts of the search.
type SearchResult<I> = (IntegerGame<I>, Vec<ExtremeSender>, Stats);

fn run<I: Int, P: Pruner>(tree: SearchTree<I, P>) -> Result<SearchResult<I>, Trouble> {
    let (found, stats) = tree.run()?;
    let word = tree.word();
    Ok((tree.context.table, found, Stats { word, ..stats }))
}

/// The result of the search, before it is made into a list.
struct Enumeration<I> {
    threads: Threads,
    table: IntegerGame<I>,
    faces: Vec<BeliefFace>,
    found: Vec<ExtremeSender>,
    stats: Stats,
}

impl<I> Enumeration<I> {
    /// The faces and the senders, which are the same in any size of integer.
    fn senders(self) -> (Vec<BeliefFace>, Vec<ExtremeSender>) {
        (self.faces, self.found)
    }
}
