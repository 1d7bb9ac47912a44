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
//! where a corner that several messages have counts once. Let w be what the receiver gets, the sum of
//! the weights times what a corner is worth to it. The extreme `(z, w)` are among those of the *basic*
//! weights, the vertices of a polytope with as many equations as types ([`splittings`]); corners that
//! are means of others with the same reply, worth included, are not needed for them. They fall into
//! blocks that share no type, and are put together freely.
//!
//! Suppose that the splittings use, of each class of copies, at most as many options as there are
//! copies. Then one strategy of the receiver has all of these options, so that each splitting is an
//! equilibrium with any messages that offer its corners, and all such are in one component. What is
//! listed at u are the corners of the `(z, w)` of extreme outcomes. If each extreme `(z, w)` is that of
//! an extreme outcome, these corners are the extreme `(z, w)`, and one outcome is enough for each: the
//! masses that make it up form a face of the polytope of all splittings, so that some vertex of that,
//! an extreme sender, has it ([`lift`]), and whether u is a vertex of the replies to it is looked at.
//! If either fails, the payoffs are left to the search tree. So senders with a single vector of
//! payoffs need not be found at all; those with several, which may link components, are.
//!
//! The tree finds the payoffs: where all types have a message and the replies leave one vector of
//! payoffs, all completions have these payoffs, and the branch ends. Let the types that have a message
//! get `u_t` by all replies that a node leaves, where u is listed. Some faces allow their types no
//! other payoffs than u: those all of whose replies give u, and those with two replies that such a
//! type tells apart, if the one mixture that gives it `u_t` gives u to all of them. Completions by such
//! faces have payoffs u. So the node goes on only with faces that are none of these
//! ([`PayoffClasses::left_out`]), and ends if there are none.

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
use crate::exact::int::{Int, Overflow, all_hold};
use crate::exact::work::Abort;

/// Payoffs of listed allocations that are farther away than this are not compared exactly. Not measured:
/// it affects only time.
const NEAR: f64 = 1e-3;

/// The payoffs that a search has met so far.
pub(super) struct PayoffClasses {
    /// Payoffs as a point, a scale and then those of each type: are all allocations with them listed?
    met: Mutex<FxHashMap<Vec<IBig>, bool>>,
    /// Those whose allocations are listed.
    listed: Mutex<Vec<ListedPayoffs>>,
    numbers: FaceNumbers,
}

/// Payoffs u whose allocations are listed, with the faces that allow their types no other.
struct ListedPayoffs {
    /// A scale, then the payoff of each type.
    point: Vec<IBig>,
    /// The payoff of each type, rounded.
    rounded: Vec<f64>,
    /// The faces all of whose replies give their types u.
    alone: FixedBitSet,
    /// `[t]`: the faces whose replies that give type t its `u_t` give all their types u.
    by_type: Vec<FixedBitSet>,
}

impl PayoffClasses {
    /// No payoffs yet.
    pub(super) fn new(faces: &[BeliefFace]) -> PayoffClasses {
        let key = |f: &BeliefFace| (f.class, f.types, f.replies.clone());
        let numbers = faces.iter().zip(0..).map(|(f, i)| (key(f), i)).collect();
        PayoffClasses { met: Mutex::default(), listed: Mutex::default(), numbers }
    }

    /// The smallest set of open faces of which every completion that is not listed has one, by index,
    /// where all covered types have payoffs that are listed.
    pub(super) fn left_out<I: Int, K>(&self, node: &SearchNode<I, K>) -> Option<Vec<usize>> {
        let (covered, types) = (node.replies.covered, node.spans.len());
        let point = common_payoffs(&node.replies.cone, types).ok().flatten()?;
        let (rounded, open) = (rounded(&point), node.open.list());
        let scale = point[0].to_big();
        let agrees = |u: &&ListedPayoffs| {
            let near = |t: usize| (u.rounded[t] - rounded[t]).abs() < NEAR;
            let equal = |t: usize| &u.point[1 + t] * &scale == &u.point[0] * point[1 + t].to_big();
            members(covered).all(near) && members(covered).all(equal)
        };
        let others = |u: &ListedPayoffs| -> Vec<usize> {
            let is_other = |&index: &usize| {
                let f = node.open.face(index);
                !has(&u.alone, f) && !members(covered).any(|t| has(&u.by_type[t], f))
            };
            open.iter().copied().filter(is_other).collect()
        };
        let listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        listed.iter().filter(agrees).map(others).min_by_key(Vec::len)
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
        if classes.left_out(node).is_some_and(|others| others.is_empty()) {
            return Ok(true);
        }
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
            let listed = self.listed_payoffs(&point)?;
            classes.listed.lock().unwrap_or_else(PoisonError::into_inner).push(listed);
        }
        met().insert(key, listed);
        Ok(listed)
    }

    /// The faces that allow their types no other payoffs than these.
    fn listed_payoffs(&self, point: &[I]) -> Result<ListedPayoffs, Overflow> {
        let (number, types) = (self.context.faces.len(), self.context.types());
        let (mut alone, mut by_type) = (none(number), vec![none(number); types]);
        for (i, face) in self.context.faces.iter().enumerate() {
            let sender = &self.context.table.classes[face.class].sender;
            let excess = |t: usize, a: usize| sender[t][a].times(&point[0])?.minus(&point[1 + t]);
            if face.replies.len() != 2 {
                let cells =
                    members(face.types).flat_map(|t| face.replies.iter().map(move |a| (t, a)));
                if all_hold(cells, |(t, a)| Ok(excess(t, a)?.is_zero()))? {
                    insert(&mut alone, i);
                }
                continue;
            }
            // A type that tells the two replies apart has its payoff by one mixture alone, which gives
            // the others theirs if what they get in excess is proportional.
            let both: Vec<usize> = face.replies.iter().collect();
            let row = |t: usize| Ok((excess(t, both[0])?, excess(t, both[1])?));
            let mut first: Option<(I, I)> = None;
            let follows = |t: usize| {
                let (x, y) = row(t)?;
                match &first {
                    Some((v, w)) => Ok(x.times(w)? == y.times(v)?),
                    None => {
                        first = (!x.is_zero() || !y.is_zero()).then_some((x, y));
                        Ok(true)
                    }
                }
            };
            if !all_hold(members(face.types), follows)? {
                continue;
            }
            if first.is_none() {
                insert(&mut alone, i);
                continue;
            }
            for t in members(face.types) {
                let (x, y) = row(t)?;
                if x != y {
                    insert(&mut by_type[t], i);
                }
            }
        }
        let (rounded, point) = (rounded(point), point.iter().map(Int::to_big).collect());
        Ok(ListedPayoffs { point, rounded, alone, by_type })
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

/// The payoff of each type at a point, rounded.
fn rounded<I: Int>(point: &[I]) -> Vec<f64> {
    point[1..].iter().map(|u| u.to_f64() / point[0].to_f64()).collect()
}
