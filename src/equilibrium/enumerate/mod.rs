//! The enumeration of all equilibria: faces of belief regions, chosen one by one in a search tree.
//!
//! A [`Problem`] puts a run together: the game in integers, its faces, the search tree, the list. The
//! algorithm can be read without the two folders of shortcuts. [`prune`] hangs on the trait
//! [`pruner::Pruner`]; [`fixed_payoffs`] lists senders by itself, and the tree is only told which
//! faces it may leave out. The answers are the same without either.

mod at_payoffs;
mod candidates;
mod common_support;
mod components;
mod context;
mod deterring;
#[cfg(feature = "bench")]
mod estimate;
mod expand;
mod extreme_profiles;
mod extreme_sender;
mod faces;
mod fixed_payoffs;
mod game_table;
mod listing;
mod node;
mod payoff_ranks;
mod prune;
mod pruner;
mod receiver;
mod repeats;
mod sender;
mod tree;
mod worker_stats;

use dashu_int::IBig;

use self::at_payoffs::PayoffClasses;
use self::components::{LINKING, components};
use self::context::SearchContext;
use self::extreme_profiles::extreme_profiles;
use self::extreme_sender::ExtremeSender;
use self::faces::{BeliefFace, FaceClosure, faces};
use self::fixed_payoffs::{FixedPayoffs, FixedReplies};
use self::game_table::{IntegerGame, Outline};
use self::listing::list;
use self::payoff_ranks::PayoffRanks;
use self::prune::{Closing, Pruning};
use self::pruner::{NoPruning, Pruner};
use self::receiver::OnPathMessage;
use self::tree::SearchTree;
use self::worker_stats::WorkerStats;
use crate::equilibrium::limits::{Control, Threads, cores};
use crate::equilibrium::result::{Equilibrium, Stats};
use crate::exact::Q;
use crate::exact::int::Int;
use crate::exact::work::{Abort, Meter};
use crate::game::{Game, MergedReaders};

#[cfg(feature = "bench")]
pub use self::estimate::{Estimate, Estimated};
pub use self::extreme_profiles::Extreme;
pub(crate) use self::game_table::copies;

/// The options of the enumeration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    /// The number of threads, if it is not left to the size of the game.
    pub(super) threads: Option<usize>,
    /// The most faces, and the most corners of a message.
    pub(super) max_faces: usize,
    pub(super) max_outcomes: usize,
    /// Are senders dropped that add no allocation?
    pub(super) distinct: bool,
    /// Are copies of messages told apart?
    pub(super) copies_apart: bool,
    /// The fewest faces for which the search is pruned.
    pub(super) prune_from: usize,
    /// The fewest faces for which senders at fixed payoffs are listed without branches.
    pub(super) fix_from: usize,
}

/// The fewest faces for which shortcuts pay: with fewer they cost more than they save. Chosen on 2x3x3
/// to 4x4x4: shortcuts for any number of faces take 75 % longer on 2x3x3, and shortcuts from 100 faces
/// on 30 % longer on 4x4x4.
const WORTHWHILE: usize = 24;

impl Default for Options {
    fn default() -> Options {
        Options {
            threads: None,
            max_faces: 100_000,
            max_outcomes: 5_000_000,
            distinct: false,
            copies_apart: false,
            prune_from: WORTHWHILE,
            fix_from: WORTHWHILE,
        }
    }
}

/// A game to search, with the options and the limits of the search.
pub(super) struct Problem<'a> {
    game: &'a Game,
    options: Options,
    outline: Outline<'a>,
    pub(super) control: &'a Control<'a>,
}

/// The number of belief corners from which on a search takes all cores, unless it is told otherwise:
/// threads take time to start. Not measured: it affects only time.
const MANY_CORNERS: usize = 100;

impl<'a> Problem<'a> {
    /// The problem of a game; long steps ask `stop` whether to go on.
    pub(super) fn new(
        (game, merged): (&'a Game, Option<&'a MergedReaders>),
        options: Options,
        control: &'a Control<'a>,
        stop: &'a (dyn Fn() -> bool + Sync),
    ) -> Problem<'a> {
        let apart = merged.map(|merged| (game, merged));
        let game = merged.map_or(game, |merged| &merged.game);
        let classes = match options.copies_apart {
            true => (0..game.messages().len()).map(|m| vec![m]).collect(),
            false => copies(game),
        };
        let (copies_apart, limit) = (options.copies_apart, options.max_faces);
        let outline = Outline { game, apart, classes, copies_apart, limit, stop };
        Problem { game, options, outline, control }
    }

    /// Lists the outcomes, complete or as far as the control allows, in the smallest size of integer
    /// that holds the game.
    pub(super) fn outcomes(&self) -> Result<(Vec<Equilibrium>, Stats), Abort> {
        match self.outcomes_in::<i64>() {
            Err(Abort::Overflow) => match self.outcomes_in::<i128>() {
                Err(Abort::Overflow) => self.outcomes_in::<IBig>(),
                done => done,
            },
            done => done,
        }
    }

    fn outcomes_in<I: Int>(&self) -> Result<(Vec<Equilibrium>, Stats), Abort> {
        let Enumeration { threads, table, faces, found, stats } = self.find::<I>()?;
        let parallel = threads.parallel();
        threads.run(|| {
            let numbers = self.components((&table, &table), &faces, &found, parallel)?;
            Ok((list(&self.outline, &table, &faces, found, &numbers, parallel), stats))
        })
    }

    /// Lists the extreme equilibria; the copies of messages must be told apart.
    pub(super) fn extreme_profiles(&self) -> Result<Vec<Extreme>, Abort> {
        let (faces, found) = match self.find::<i64>().map(|all| (all.faces, all.found)) {
            Err(Abort::Overflow) => self.find::<IBig>().map(|all| (all.faces, all.found)),
            done => done,
        }?;
        let stop = || self.control.stopped();
        if stop() {
            // an incomplete list would look like a complete one
            return Err(Abort::Stopped);
        }
        let (table, limit) = (self.outline.table()?, self.options.max_faces);
        let mut all =
            extreme_profiles(self.game, &table, &faces, &found, limit, &Meter::new(&stop))?;
        if let Some((game, merged)) = self.outline.apart {
            let apart = |reply: &Vec<Q>| merged.apart(reply, game.actions().len());
            for extreme in &mut all {
                extreme.receiver = extreme.receiver.iter().map(apart).collect();
            }
        }
        Ok(all)
    }

    /// Finds every extreme sender, or some before the search was stopped.
    fn find<I: Int>(&self) -> Result<Enumeration<I>, Abort> {
        self.control.restart();
        let table = self.outline.table::<I>()?;
        let corners = table.classes.iter().map(|c| c.regions.corners.len()).sum();
        let wanted = if corners < MANY_CORNERS { 1 } else { cores() };
        let wanted = self.options.threads.unwrap_or(wanted);
        // what is found at some payoffs is left out later, in an order that threads would change
        let wanted = if self.options.distinct { 1 } else { wanted };
        let threads = Threads::take(wanted, self.control.budget());
        self.control.set_threads(threads.count());
        let parallel = threads.parallel();
        let (ranks, faces) = threads.run(|| self.ranked_faces(&table, parallel))?;
        let messages: Vec<_> = faces.iter().map(BeliefFace::message).collect();
        let context = self.context((table, ranks), &faces, &messages, parallel);
        let (table, found, stats) = threads.run(|| self.search_tree(context))?;
        let (classes, senders) = (table.classes.len(), found.len());
        let stats = Stats { classes, corners, faces: faces.len(), senders, ..stats };
        Ok(Enumeration { threads, table, faces, found, stats })
    }

    /// The faces, and the payoffs by rank.
    fn ranked_faces<I: Int>(
        &self,
        table: &IntegerGame<I>,
        parallel: bool,
    ) -> Result<(PayoffRanks<I>, Vec<BeliefFace>), Abort> {
        let stop = || self.control.stopped();
        let ranks = PayoffRanks::new(table, &[])?;
        let closes = self.options.distinct
            && !table.several
            && table.classes.iter().any(|class| class.members.len() > 1);
        let closing = closes.then(|| Closing::new(table));
        let limit = self.options.max_faces;
        let closing = closing.as_ref().map(|closing| closing as &dyn FaceClosure);
        let mut faces = faces(table, (&ranks, closing), limit, &stop, parallel)?;
        if !table.several {
            return Ok((ranks, faces));
        }
        let ranks = PayoffRanks::new(table, &faces)?;
        for face in &mut faces {
            (face.low, face.high) = ranks.bounds(table, face)?;
        }
        Ok((ranks, faces))
    }

    /// The context of a search for these faces, with the message that each makes.
    fn context<'b, I>(
        &'b self,
        (table, ranks): (IntegerGame<I>, PayoffRanks<I>),
        faces: &'b [BeliefFace],
        messages: &'b [OnPathMessage],
        parallel: bool,
    ) -> SearchContext<'b, I> {
        let (outline, control, distinct) = (&self.outline, self.control, self.options.distinct);
        SearchContext { outline, control, faces, messages, parallel, distinct, table, ranks }
    }

    /// The pruner of a game, if it has enough faces and the search is not stopped.
    fn pruning<I: Int>(&self, context: &SearchContext<I>) -> Option<Pruning> {
        let pays = context.faces.len() >= self.options.prune_from;
        pays.then(|| Pruning::new(context)).flatten()
    }

    /// Searches the tree, with pruning and fixed payoffs where they pay.
    fn search_tree<I: Int>(&self, context: SearchContext<I>) -> Result<SearchResult<I>, Abort> {
        let pruning = self.pruning(&context);
        let mut share = 1.0;
        if pruning.is_some() {
            share -= Pruning::SHARE + LINKING;
        }
        let mut fixed = None;
        let single = !context.table.several;
        let classes = (context.distinct && single).then(|| PayoffClasses::new(context.faces));
        if classes.is_none()
            && single
            && context.faces.len() >= self.options.fix_from
            && let Some(replies) = FixedReplies::new(&context)?
        {
            share -= FixedPayoffs::BLOCKS;
            fixed = FixedPayoffs::new(&context, &replies, self.options.max_outcomes)?;
        }
        if fixed.is_some() {
            share -= FixedPayoffs::COVERS;
        }
        match &pruning {
            Some(pruning) => run(context, pruning, fixed.as_ref(), classes.as_ref(), share),
            None => run(context, &NoPruning, fixed.as_ref(), classes.as_ref(), share),
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
    ) -> Result<Vec<Vec<usize>>, Abort> {
        if let [only] = found
            && only.polytopes.len() == 1
        {
            return Ok(vec![vec![0]]);
        }
        let stop = || self.control.stopped();
        if stop() {
            // the list is incomplete, and nothing is linked
            let mut next = 0..;
            let numbers = |f: &ExtremeSender| next.by_ref().take(f.polytopes.len()).collect();
            return Ok(found.iter().map(numbers).collect());
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

/// Searches the tree and adds the senders at fixed payoffs that it leaves out, if any.
fn run<I: Int, P: Pruner>(
    context: SearchContext<I>,
    pruner: &P,
    fixed: Option<&FixedPayoffs>,
    classes: Option<&PayoffClasses>,
    share: f64,
) -> Result<SearchResult<I>, Abort> {
    let control = context.control;
    let stop = || control.stopped();
    let mut worker = WorkerStats::new(&stop);
    let tree = SearchTree::new(context, pruner, fixed.map(|fixed| &fixed.faces), classes, share);
    tree.search(&mut worker)?;
    if let Some(fixed) = fixed {
        fixed.list(&tree, &mut worker)?;
    }
    let (found, stats) = worker.into_result();
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
