//! All distinct allocations with given payoffs of the types, without a search for them.
//!
//! Fix payoffs u. After each message m the replies that leave no type more than u are a union of
//! polytopes, one for each maximal jointly optimal set; an extreme outcome with payoffs u answers m by
//! a corner rho of one of them (a vertex of the polytope of its replies is one of the slice at u, which
//! is a product over messages). Call the pair an *option*. It is sent by the types `K` that get exactly
//! `u_t`, with masses in the cone of the corners of the belief regions at which all of rho is optimal
//! and whose types are in K. Options of different messages with the same reply add up: z, the masses by
//! type and reply, is any combination
//!
//! ```text
//! z_r = sum_g lambda_g v_g  over the corners g of the options with reply r,   sum_r z_r = p,
//! ```
//!
//! where a corner that several messages have counts once. So z is known when the weights are, and the
//! extreme z are among those of the *basic* weights, the vertices of a polytope with as many equations
//! as types ([`splittings`]). They fall into blocks that share no type, and are put together freely.
//!
//! Suppose that the basic weights use, of each class of copies, at most as many options as there are
//! copies. Then one strategy of the receiver has all of these options, so that each splitting is an
//! equilibrium with any messages that offer its corners, all such are in one component, and one of
//! them is enough for each z ([`lift`]). It must be an extreme outcome, or others might be extreme
//! among the outcomes without being basic. If either fails, the payoffs are left to the search tree.
//!
//! The tree finds the payoffs: where all types have a message and the replies leave one vector of
//! payoffs, all completions have these payoffs, and the branch ends. A choice of faces that have no
//! other replies than with these payoffs has no other completions either until it has a face that is
//! none of these ([`PayoffClasses::left_out`]).

mod lift;
mod options;
mod splittings;

use std::sync::{Mutex, PoisonError};

use dashu_int::IBig;
use rustc_hash::FxHashMap;

use self::lift::{FaceNumbers, lifts};
use self::options::ReplyOptions;
use super::extreme_sender::ExtremeSender;
use super::faces::BeliefFace;
use super::node::SearchNode;
use super::pruner::Pruner;
use super::receiver::SupportingReplies;
use super::tree::SearchTree;
use super::worker_stats::WorkerStats;
use crate::exact::bitset::{FixedBitSet, has, insert, members, none};
use crate::exact::cone::Cone;
use crate::exact::int::Int;
use crate::exact::work::Abort;

/// The payoffs that a search has met so far.
pub(super) struct PayoffClasses {
    /// Payoffs as a point, a scale and then those of each type: are all allocations with them listed?
    met: Mutex<FxHashMap<Vec<IBig>, bool>>,
    /// For the payoffs whose allocations are listed, the faces that allow their types no other.
    left_out: Mutex<Vec<FixedBitSet>>,
    numbers: FaceNumbers,
}

impl PayoffClasses {
    /// No payoffs yet.
    pub(super) fn new(faces: &[BeliefFace]) -> PayoffClasses {
        let key = |f: &BeliefFace| (f.class, f.types, f.replies.clone());
        let numbers = faces.iter().zip(0..).map(|(f, i)| (key(f), i)).collect();
        PayoffClasses { met: Mutex::default(), left_out: Mutex::default(), numbers }
    }

    /// The smallest set of candidates of which every completion that is not listed has one, if the
    /// chosen faces have listed completions; each is given by its index and its number.
    pub(super) fn left_out(
        &self,
        chosen: &[u32],
        candidates: &[(usize, usize)],
    ) -> Option<Vec<usize>> {
        let listed = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        let within = listed.iter().filter(|set| chosen.iter().all(|&f| has(set, f as usize)));
        let others = |set: &FixedBitSet| -> Vec<usize> {
            let others = candidates.iter().filter(|(_, face)| !has(set, *face));
            others.map(|(index, _)| *index).collect()
        };
        within.map(others).min_by_key(Vec::len)
    }
}

impl<I: Int, P: Pruner> SearchTree<'_, I, P> {
    /// Do the replies leave one vector of payoffs, of which all allocations are listed now or were
    /// before? All types must have a message.
    pub(super) fn is_settled(
        &self,
        replies: &SupportingReplies<I>,
        worker: &mut WorkerStats,
    ) -> Result<bool, Abort> {
        let Some(classes) = self.payoff_classes else { return Ok(false) };
        match common_payoffs(&replies.cone, self.context.types())? {
            Some(point) => self.settle(point, classes, worker),
            None => Ok(false),
        }
    }

    /// The same where some types have no message yet, but can get by any no more than what they could
    /// get by one that is chosen.
    pub(super) fn will_be_settled(
        &self,
        node: &SearchNode<I, P::Knowledge>,
        worker: &mut WorkerStats,
    ) -> Result<bool, Abort> {
        let Some(classes) = self.payoff_classes else { return Ok(false) };
        let types = self.context.types();
        let Some(mut point) = common_payoffs(&node.replies.cone, types)? else {
            return Ok(false);
        };
        let open = node.open.list();
        for t in (0..types).filter(|t| node.replies.covered >> t & 1 == 0) {
            let least = node.spans[t].least;
            let more = |&index: &usize| {
                let face = &self.context.faces[node.open.face(index)];
                face.types >> t & 1 == 1 && face.high[t] > least
            };
            if open.iter().any(more) {
                return Ok(false);
            }
            point[1 + t] = self.context.ranks.value(t, least).times(&point[0])?;
        }
        let factor = point.iter().fold(I::ZERO, |g, z| g.gcd(z));
        let point = point.iter().map(|z| z.divided(&factor)).collect();
        self.settle(point, classes, worker)
    }

    /// Lists the allocations with some payoffs, unless that was done or given up before; says whether
    /// they are listed.
    fn settle(
        &self,
        point: Vec<I>,
        classes: &PayoffClasses,
        worker: &mut WorkerStats,
    ) -> Result<bool, Abort> {
        let key: Vec<IBig> = point.iter().map(Int::to_big).collect();
        let met = || classes.met.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&listed) = met().get(&key) {
            return Ok(listed);
        }
        let found = match self.allocations_at(&point, classes, worker) {
            Err(Abort::TooMany) => None,
            found => found?,
        };
        let listed = found.is_some();
        if let Some(found) = found {
            for sender in found {
                worker.stats.settled += 1;
                self.keep(sender, worker)?;
            }
            let mut faces = none(self.context.faces.len());
            for (i, face) in self.context.faces.iter().enumerate() {
                let sender = &self.context.table.classes[face.class].sender;
                let mut all = true;
                for (t, a) in
                    members(face.types).flat_map(|t| face.replies.iter().map(move |a| (t, a)))
                {
                    all &= sender[t][a].times(&point[0])? == point[1 + t];
                }
                if all {
                    insert(&mut faces, i);
                }
            }
            classes.left_out.lock().unwrap_or_else(PoisonError::into_inner).push(faces);
        }
        met().insert(key, listed);
        Ok(listed)
    }

    /// A sender for each of the allocations with these payoffs; `None` where one sender for each is
    /// not known to be enough.
    fn allocations_at(
        &self,
        point: &[I],
        classes: &PayoffClasses,
        worker: &WorkerStats,
    ) -> Result<Option<Vec<ExtremeSender>>, Abort> {
        let Some(options) = ReplyOptions::new(&self.context, point, &worker.meter)? else {
            return Ok(Some(Vec::new()));
        };
        let Some(blocks) = options.splittings(&self.context.table, &worker.meter)? else {
            return Ok(Some(Vec::new()));
        };
        let context = &self.context;
        if !options.are_joint(&blocks, |class| context.outline.copies(class)) {
            return Ok(None);
        }
        lifts(context, &options, &blocks, point, (&classes.numbers, &worker.meter))
    }
}

/// The payoffs at all rays, as a scale and then those of each type without a common factor, if they
/// are the same.
fn common_payoffs<I: Int>(cone: &Cone<I>, types: usize) -> Result<Option<Vec<I>>, Abort> {
    let mut rays = cone.rays().map(|ray| &ray[..=types]);
    let first = rays.next().expect("a cone that is not empty");
    for ray in rays {
        for (u, v) in first.iter().zip(ray) {
            if u.times(&ray[0])? != v.times(&first[0])? {
                return Ok(None);
            }
        }
    }
    let factor = first.iter().fold(I::ZERO, |g, z| g.gcd(z));
    Ok(Some(first.iter().map(|z| z.divided(&factor)).collect()))
}
