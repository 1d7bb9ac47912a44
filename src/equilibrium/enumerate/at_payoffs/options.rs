//! The options at given payoffs: a message, a reply that leaves no type more, and the corners of
//! the masses that may get it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::splittings::ExtremeSplitting;
use crate::equilibrium::enumerate::context::SearchContext;
use crate::equilibrium::enumerate::game_table::MessageClass;
use crate::exact::Q;
use crate::exact::bitset::{Bits, members};
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow, all_hold};
use crate::exact::integers::quotient;
use crate::exact::upper_envelope::Corner;
use crate::exact::work::{Abort, Meter};

/// A message of a class and a reply to it.
#[derive(Debug)]
pub(super) struct ReplyOption<I> {
    pub(super) class: usize,
    /// A scale, then the weight of each action of the class.
    pub(super) reply: Vec<I>,
}

/// Masses that some options have as a corner, all with the same reply.
#[derive(Debug)]
pub(super) struct MassCorner<I> {
    /// The reply, by number.
    pub(super) reply: usize,
    /// `[t]`, without a common factor.
    pub(super) mass: Vec<I>,
    /// The receiver's payoff from these masses.
    pub(super) worth: Q,
    /// The options by index, ascending.
    pub(super) offers: Vec<usize>,
}

/// The numbers of replies, by the actions of the game with their weights, and of corners, by reply,
/// masses and the receiver's payoff from these.
struct KnownCorners<I> {
    replies: FxHashMap<Vec<(usize, I)>, usize>,
    corners: FxHashMap<(usize, Vec<I>, Q), usize>,
}

/// All options at some payoffs, and the different corners that they have.
pub(super) struct ReplyOptions<I> {
    pub(super) options: Vec<ReplyOption<I>>,
    pub(super) corners: Vec<MassCorner<I>>,
}

impl<I: Int> ReplyOptions<I> {
    /// The options at a point, a scale and then the payoff of each type; `None` where some message
    /// has no reply that leaves no type more.
    pub(super) fn new(
        context: &SearchContext<I>,
        point: &[I],
        meter: &Meter,
    ) -> Result<Option<ReplyOptions<I>>, Abort> {
        let table = &context.table;
        if !all_hold(&table.classes, |class| class.deters(point))? {
            return Ok(None);
        }
        let mut all = ReplyOptions { options: Vec::new(), corners: Vec::new() };
        let (replies_met, corners) = (FxHashMap::default(), FxHashMap::default());
        let mut numbers = KnownCorners { replies: replies_met, corners };
        for c in 0..table.classes.len() {
            for reply in replies(context, c, point, meter)? {
                let option = all.options.len();
                if all.add_corners(context, (c, &reply, point), &mut numbers)? {
                    debug_assert_eq!(option, all.options.len());
                    all.options.push(ReplyOption { class: c, reply });
                }
            }
        }
        Ok(Some(all))
    }

    /// Adds the corners of one option, if it has any.
    fn add_corners(
        &mut self,
        context: &SearchContext<I>,
        (c, reply, point): (usize, &[I], &[I]),
        numbers: &mut KnownCorners<I>,
    ) -> Result<bool, Abort> {
        let (class, game) = (&context.table.classes[c], context.outline.game);
        let used = || (0..reply.len() - 1).filter(|&a| !reply[1 + a].is_zero());
        let support: Bits = used().collect();
        let mut types = 0u128;
        for t in members(class.regions.senders) {
            if !slack(&class.sender[t], reply, (&point[0], &point[1 + t]))?.is_positive() {
                types |= 1 << t;
            }
        }
        let actions = &class.regions.actions;
        let lottery: Vec<(usize, I)> = used().map(|a| (actions[a], reply[1 + a].clone())).collect();
        let next = numbers.replies.len();
        let number = *numbers.replies.entry(lottery.clone()).or_insert(next);
        let mut any = false;
        for corner in &class.regions.corners {
            if corner.support & !types != 0 || !support.is_subset(&corner.rows) {
                continue;
            }
            any = true;
            let mass = class.regions.mass(corner);
            let factor = mass.iter().fold(I::ZERO, |g, z| g.gcd(z));
            let mass: Vec<I> = mass.iter().map(|z| z.divided(&factor)).collect();
            let worth = |(t, a): (usize, &(usize, I))| {
                let share = quotient(&a.1, &reply[0]) * quotient(&mass[t], &I::ONE);
                share * game.receiver_payoff(t, class.members[0], a.0)
            };
            let cells = members(corner.support).flat_map(|t| lottery.iter().map(move |a| (t, a)));
            let worth: Q = cells.map(worth).sum();
            let next = self.corners.len();
            let key = (number, mass.clone(), worth.clone());
            let place = *numbers.corners.entry(key).or_insert(next);
            if place == next {
                self.corners.push(MassCorner { reply: number, mass, worth, offers: Vec::new() });
            }
            self.corners[place].offers.push(self.options.len());
        }
        Ok(any)
    }

    /// Do the corners in use need no more options of a class than it has messages?
    pub(super) fn are_joint(
        &self,
        blocks: &[Vec<ExtremeSplitting<I>>],
        copies: impl Fn(usize) -> usize,
    ) -> bool {
        let shares = blocks.iter().flatten().flatten().flat_map(|splitting| &splitting.shares);
        let replies = shares.map(|share| share.reply).collect::<FxHashSet<usize>>();
        let corners = self.corners.iter().filter(|corner| replies.contains(&corner.reply));
        let mut used: Vec<usize> = corners.flat_map(|corner| &corner.offers).copied().collect();
        used.sort_unstable();
        used.dedup();
        let class = |option: &usize| self.options[*option].class;
        used.chunk_by(|a, b| class(a) == class(b)).all(|same| same.len() <= copies(class(&same[0])))
    }
}

/// What a type loses by a reply against its payoff, times both scales.
fn slack<I: Int>(row: &[I], reply: &[I], (scale, u): (&I, &I)) -> Result<I, Overflow> {
    let gets = I::dot(row, &reply[1..])?.times(scale)?;
    u.times(&reply[0])?.minus(&gets)
}

/// The types that some mixture of these actions gives just their payoff; `None` where it gives some
/// type more in any case.
fn may_be_equal<I: Int>(
    class: &MessageClass<I>,
    actions: &[usize],
    point: &[I],
) -> Result<Option<u128>, Overflow> {
    let mut equal = 0;
    for t in members(class.regions.senders) {
        let gets = |pick: Option<&I>| pick.expect("a set of actions").times(&point[0]);
        let own = || actions.iter().map(|&a| &class.sender[t][a]);
        if gets(own().min())? > point[1 + t] {
            return Ok(None);
        }
        if gets(own().max())? >= point[1 + t] {
            equal |= 1 << t;
        }
    }
    Ok(Some(equal))
}

/// The extreme replies after a message of the class that leave no type more than its payoff, each a
/// scale and then a weight for each action of the class. Those that nobody can send the message for
/// may be left out.
fn replies<I: Int>(
    context: &SearchContext<I>,
    c: usize,
    point: &[I],
    meter: &Meter,
) -> Result<Vec<Vec<I>>, Abort> {
    let class = &context.table.classes[c];
    let width = 1 + class.regions.actions.len();
    let mut all: Vec<Vec<I>> = Vec::new();
    for rows in class.regions.jointly_optimal() {
        let actions: Vec<usize> = rows.iter().collect();
        let Some(equal) = may_be_equal(class, &actions, point)? else { continue };
        let offers =
            |corner: &Corner| corner.support & !equal == 0 && !corner.rows.is_disjoint(&rows);
        if !class.regions.corners.iter().any(offers) {
            continue;
        }
        let mut cone = Cone::point(vec![I::ONE]).times_simplex(actions.len());
        for t in members(class.regions.senders) {
            let row: Vec<I> = actions.iter().map(|&a| class.sender[t][a].clone()).collect();
            let loss = |v: &[I]| slack(&row, v, (&point[0], &point[1 + t]));
            cone.restrict_until(ConeConstraint::NonNegative, loss, meter)?;
        }
        for ray in cone.rays() {
            let mut reply = vec![I::ZERO; width];
            reply[0] = ray[0].clone();
            actions.iter().zip(&ray[1..]).for_each(|(&a, w)| reply[1 + a] = w.clone());
            if !all.contains(&reply) {
                all.push(reply);
            }
        }
    }
    Ok(all)
}
