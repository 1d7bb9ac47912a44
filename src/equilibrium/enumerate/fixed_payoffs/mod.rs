//! Senders at fixed payoffs, listed without a search for replies.
//!
//! Fix one reply `rho_m` after each of some messages, and payoffs u, so that no type gets more than
//! `u_t` by such a message and its reply, and u can be supported off the path after every message.
//! Then every splitting of the prior among faces whose replies include the fixed one, and whose
//! types get `u_t` by it, is an equilibrium, whatever the splitting. These senders are the vertices
//! of one polytope,
//!
//! ```text
//! x_m in R_m(rho_m),   x[t, m] = 0 unless t gets u_t there,   sum_m x_m = p,
//! ```
//!
//! and where types are content with many messages, as with threats that cost nothing unless they
//! are called, it has very many. The branches of the search would find them one by one, but there
//! is nothing to search: only the masses matter. So they are listed here ([`FixedPayoffs::list`]),
//! and the search leaves them out: every other sender has a face that is none of these
//! ([`FixedPayoffs::faces`]).
//!
//! Take types and messages as the nodes of a graph with an edge for each mass `x[t, m] > 0`. The
//! connected components of this graph have no type and no message in common, so their masses are
//! determined, and positive, one by one: a sender is a vertex exactly when each component is, for
//! the prior of its own types. At a vertex the component is a tree, or a tree with a few edges
//! more, a *block*, which many senders share. Blocks are listed once ([`blocks`]), and put together
//! in all ways in which each type is in one block and each message in at most one
//! ([`exact_cover`]). All this is done only where at most two replies tie: with more, blocks are
//! many and hard to find, while branches waste little.

mod blocks;
mod exact_cover;

use rustc_hash::FxHashMap;

use self::exact_cover::ExactCovers;
use super::context::SearchContext;
use super::faces::BeliefFace;
use super::pruner::Pruner;
use super::tree::SearchTree;
use super::worker_stats::WorkerStats;
use crate::exact::bitset::{FixedBitSet, insert, members, none};
use crate::exact::int::{Int, Overflow, all_hold};
use crate::exact::work::Abort;

/// The senders at fixed payoffs of a game.
pub(super) struct FixedPayoffs {
    /// The faces that the fixed replies support.
    pub(super) faces: FixedBitSet,
    /// The senders made of such faces.
    covers: ExactCovers,
}

impl FixedPayoffs {
    /// The shares of a search that listing the blocks and combining them take, about. They affect
    /// only how steadily progress moves.
    pub(super) const BLOCKS: f64 = 0.3;
    pub(super) const COVERS: f64 = 0.3;

    /// The senders that fixed replies support, if these have at most `most` blocks; `None` also
    /// when listing the blocks takes too long, or when asked to stop.
    pub(super) fn new<I: Int>(
        context: &SearchContext<I>,
        replies: &FixedReplies,
        most: usize,
    ) -> Result<Option<FixedPayoffs>, Abort> {
        let mut supported: Vec<u32> = (0..context.faces.len() as u32).collect();
        supported.retain(|&f| replies.support(&context.faces[f as usize]));
        let Some(blocks) = blocks::blocks(context, &supported, most)? else { return Ok(None) };
        let mut faces = none(context.faces.len());
        supported.iter().for_each(|&f| insert(&mut faces, f as usize));
        Ok(Some(FixedPayoffs { faces, covers: ExactCovers::new(blocks, context.types()) }))
    }

    /// Adds the senders to the finds of a worker, with the replies that the search tree finds for
    /// them.
    pub(super) fn list<I: Int, P: Pruner>(
        &self,
        tree: &SearchTree<I, P>,
        worker: &mut WorkerStats,
    ) -> Result<(), Abort> {
        let control = tree.context.control;
        let stop = || control.stopped();
        let starts = self.covers.starts();
        worker.stats.parts += self.covers.blocks as u64;
        tree.distribute(starts, worker, |start, worker| {
            tree.within_budget(worker, |worker| {
                let sender = |faces: &[u32]| {
                    // there may be very many ways to combine a few blocks
                    if stop() {
                        return Err(Abort::Stopped);
                    }
                    worker.stats.settled += 1;
                    tree.add_sender(faces, worker)
                };
                match self.covers.each(start, &stop, sender) {
                    Err(Abort::Stopped) => {
                        worker.stats.unfinished += 1;
                        Ok(())
                    }
                    done => done,
                }
            })?;
            control.finished(FixedPayoffs::COVERS / starts as f64);
            Ok(())
        })
    }
}

/// The fewest masses in excess of the types for which senders at fixed payoffs are listed: with
/// fewer the branches are few as well. Not measured: it affects only time.
const EXCESS: usize = 8;

/// The fixed replies of a game, and the types that get the fixed payoffs by them.
pub(super) struct FixedReplies {
    /// `[class]`: the reply, and the types that get their fixed payoff by it; `None` where every
    /// reply gives some type more, and where there are copies.
    replies: Vec<Option<(usize, u128)>>,
}

impl FixedReplies {
    /// The replies for the payoffs that most messages can give to all types; `None` where these
    /// have few senders.
    pub(super) fn new<I: Int>(
        context: &SearchContext<I>,
    ) -> Result<Option<FixedReplies>, Overflow> {
        let SearchContext { outline, table, ranks, .. } = context;
        let types = table.types();
        let classes = || (0..table.classes.len()).filter(|&c| outline.copies(c) == 1);
        let everyones =
            |c: &usize| table.classes[*c].regions.senders.count_ones() as usize == types;
        // how many messages give all types these payoffs, each by one reply, and the last of these
        let mut giving: FxHashMap<Vec<u32>, (usize, usize)> = FxHashMap::default();
        for c in classes().filter(everyones) {
            for a in 0..table.classes[c].regions.actions.len() {
                // a message that gives them by two replies counts once
                let (count, last) = giving
                    .entry((0..types).map(|t| ranks.payoff(c, t, a)).collect())
                    .or_insert((0, table.classes.len()));
                *count += usize::from(*last != c);
                *last = c;
            }
        }
        let best = giving.into_iter().max_by(|(u, (n, _)), (v, (m, _))| n.cmp(m).then(v.cmp(u)));
        let Some((payoffs, (2.., _))) = best else { return Ok(None) };
        // the types that get their payoff by a reply, if none gets more
        let content = |c: usize, a: usize| {
            let senders = members(table.classes[c].regions.senders);
            let compared = senders.map(|t| (t, ranks.payoff(c, t, a).cmp(&payoffs[t])));
            compared.into_iter().try_fold(0u128, |content, (t, order)| match order.is_gt() {
                true => None,
                false => Some(content | u128::from(order.is_eq()) << t),
            })
        };
        let mut replies = vec![None; table.classes.len()];
        for c in classes() {
            let of = (0..table.classes[c].regions.actions.len())
                .filter_map(|a| content(c, a).map(|types| (a, types)));
            replies[c] = of.max_by_key(|&(a, types)| (types.count_ones(), std::cmp::Reverse(a)));
        }
        let masses: usize = replies.iter().flatten().map(|(_, t)| t.count_ones() as usize).sum();
        if masses < types + EXCESS {
            return Ok(None);
        }
        let point = ranks.point(&payoffs);
        let deterred = all_hold(&table.classes, |class| class.deters(&point))?;
        Ok(deterred.then_some(FixedReplies { replies }))
    }

    /// Do the fixed replies support a face?
    fn support(&self, face: &BeliefFace) -> bool {
        self.replies[face.class]
            .is_some_and(|(a, content)| face.types & !content == 0 && face.replies.contains(a))
    }
}
