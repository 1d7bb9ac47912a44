//! The basic ways to split the prior among the options, block by block.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::options::{MassCorner, ReplyOption, ReplyOptions};
use crate::equilibrium::distinct::{Masses, extreme};
use crate::equilibrium::enumerate::game_table::IntegerGame;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::quotient;
use crate::exact::work::{Abort, Meter};

/// A basic splitting of the prior of the types of one block.
#[derive(Debug)]
pub(super) struct Splitting<I> {
    pub(super) scale: I,
    pub(super) shares: Vec<Share<I>>,
}

/// The basic splittings of a block that have the same masses by reply, at a corner of these.
pub(super) type ExtremeSplitting<I> = Vec<Splitting<I>>;

/// Masses, all with one reply, that some options may get.
#[derive(Debug)]
pub(super) struct Share<I> {
    pub(super) reply: usize,
    /// `[t]`, over the scale of the splitting.
    pub(super) mass: Vec<I>,
    /// The options by index.
    pub(super) offers: Vec<usize>,
}

/// The most new rays of one cut, and of one product. With so many the search tree is left to find the
/// allocations; it affects only time.
const MAX_RAYS: usize = 20_000;

impl<I: Int> ReplyOptions<I> {
    /// The extreme splittings of each block of types that share replies, each as one basic splitting
    /// or more with its masses by reply; `None` where the options do not add up to the prior.
    pub(super) fn splittings(
        &self,
        table: &IntegerGame<I>,
        meter: &Meter,
    ) -> Result<Option<Vec<Vec<ExtremeSplitting<I>>>>, Abort> {
        // by reply the types that may get it, and the options that have all of its corners
        let mut replies: FxHashMap<usize, (u128, Vec<usize>)> = FxHashMap::default();
        for corner in &self.corners {
            let new = || (0, corner.offers.clone());
            let (types, whole) = replies.entry(corner.reply).or_insert_with(new);
            *types |= support(&corner.mass);
            whole.retain(|option| corner.offers.contains(option));
        }
        let mut blocks: Vec<u128> = Vec::new();
        for (types, _) in replies.values() {
            let mut types = *types;
            blocks.retain(|&block| {
                let apart = block & types == 0;
                types |= if apart { 0 } else { block };
                apart
            });
            blocks.push(types);
        }
        let covered: usize = blocks.iter().map(|block| block.count_ones() as usize).sum();
        if covered < table.types() {
            return Ok(None);
        }
        blocks.sort_unstable();
        let mut all = Vec::with_capacity(blocks.len());
        for block in blocks {
            let mut inside: Vec<(usize, u128, &[usize])> = Vec::new();
            for (&reply, (types, whole)) in replies.iter().filter(|(_, (t, _))| t & block != 0) {
                inside.push((reply, *types, whole));
            }
            inside.sort_unstable();
            let basic = match inside.iter().any(|(_, _, whole)| whole.is_empty()) {
                true => self.basic_by_corners(block, table, meter)?,
                false => self.basic_by_regions(block, &inside, table, meter)?,
            };
            if basic.is_empty() {
                return Ok(None);
            }
            all.push(basic);
        }
        Ok(Some(all))
    }

    /// The basic splittings where each reply has an option with all its corners: the vertices of the
    /// polytope of shares of each type, cut by the conditions that the replies are best.
    fn basic_by_regions(
        &self,
        block: u128,
        replies: &[(usize, u128, &[usize])],
        table: &IntegerGame<I>,
        meter: &Meter,
    ) -> Result<Vec<ExtremeSplitting<I>>, Abort> {
        let mut cone = Cone::point(vec![I::ONE]);
        // `(reply, t, entry)` for each share
        let mut entries: Vec<(usize, usize, usize)> = Vec::new();
        for t in members(block) {
            let own = (0..replies.len()).filter(|&i| replies[i].1 >> t & 1 == 1);
            let first = cone.width();
            entries.extend(own.enumerate().map(|(k, i)| (i, t, first + k)));
            let number = entries.last().map_or(0, |(_, _, last)| last + 1 - first);
            if cone.len() * number > MAX_RAYS {
                return Err(Abort::TooMany);
            }
            cone = cone.times_simplex(number);
        }
        for (i, (_, _, whole)) in replies.iter().enumerate() {
            let ReplyOption { class, reply } = &self.options[whole[0]];
            let receiver = &table.classes[*class].regions.receiver;
            let used = |a: usize| !reply[1 + a].is_zero();
            let base = (0..receiver.len()).find(|&a| used(a)).expect("a reply has an action");
            let shares: Vec<(usize, usize)> =
                entries.iter().filter(|e| e.0 == i).map(|&(_, t, at)| (t, at)).collect();
            for b in (0..receiver.len()).filter(|&b| b != base) {
                let mut row = vec![I::ZERO; cone.width()];
                for &(t, at) in &shares {
                    let better = receiver[base][t].minus(&receiver[b][t])?;
                    row[at] = better.times(&table.prior[t])?;
                }
                let condition = match used(b) {
                    true => ConeConstraint::Zero,
                    false => ConeConstraint::NonNegative,
                };
                let margin = |v: &[I]| I::dot(&row, v);
                cone.restrict_within(MAX_RAYS, condition, margin, meter)?;
            }
        }
        let mut all = Vec::with_capacity(cone.len());
        for ray in cone.rays() {
            let mut shares = Vec::new();
            for (i, (reply, _, whole)) in replies.iter().enumerate() {
                let mut mass = vec![I::ZERO; table.types()];
                for &(_, t, at) in entries.iter().filter(|e| e.0 == i) {
                    mass[t] = ray[at].times(&table.prior[t])?;
                }
                if mass.iter().any(|x| !x.is_zero()) {
                    shares.push(Share { reply: *reply, mass, offers: whole.to_vec() });
                }
            }
            all.push(vec![Splitting { scale: ray[0].clone(), shares }]);
        }
        Ok(all)
    }

    /// The corners in a block that are no means of others with the same reply.
    fn extreme_corners(&self, block: u128) -> Vec<usize> {
        let mut by_reply: BTreeMap<usize, (Vec<usize>, Vec<Masses>)> = BTreeMap::new();
        let inside = |corner: &MassCorner<I>| support(&corner.mass) & block != 0;
        for (k, corner) in self.corners.iter().enumerate().filter(|(_, corner)| inside(corner)) {
            let masses: Vec<Q> = corner.mass.iter().map(|x| quotient(x, &I::ONE)).collect();
            let sum: Q = masses.iter().sum();
            let sent = masses.iter().enumerate().filter(|(_, x)| !x.is_zero());
            let shares = sent.map(|(t, x)| (1 + t, x / &sum));
            let point = [(0, &corner.worth / &sum)].into_iter().chain(shares).collect();
            let (numbers, points) = by_reply.entry(corner.reply).or_default();
            numbers.push(k);
            points.push(point);
        }
        let mut kept = Vec::new();
        for (numbers, points) in by_reply.into_values() {
            kept.extend(numbers.into_iter().zip(extreme(&points)).filter(|(_, e)| *e));
        }
        kept.into_iter().map(|(k, _)| k).collect()
    }

    /// The extreme splittings in general. The vertices of the polytope of weights with which the corners
    /// add up to the prior, cut out of an orthant by an equation for each type, are the basic
    /// splittings, and some have their masses by reply at a corner.
    fn basic_by_corners(
        &self,
        block: u128,
        table: &IntegerGame<I>,
        meter: &Meter,
    ) -> Result<Vec<ExtremeSplitting<I>>, Abort> {
        let corners = self.extreme_corners(block);
        let unit = |i: usize| -> Vec<I> {
            (0..=corners.len()).map(|k| if k == i { I::ONE } else { I::ZERO }).collect()
        };
        let mut cone = Cone::simplicial(0, (0..=corners.len()).map(unit).collect());
        for t in members(block) {
            let mut row = vec![table.prior[t].negated()?];
            row.extend(corners.iter().map(|&k| self.corners[k].mass[t].clone()));
            let excess = |v: &[I]| I::dot(&row, v);
            cone.restrict_within(MAX_RAYS, ConeConstraint::Zero, excess, meter)?;
        }
        let mut all: BTreeMap<Masses, ExtremeSplitting<I>> = BTreeMap::new();
        for ray in cone.rays() {
            let mut shares = Vec::new();
            let mut masses: BTreeMap<usize, Q> = BTreeMap::from([(0, Q::ZERO)]);
            for (&k, weight) in corners.iter().zip(&ray[1..]).filter(|(_, w)| !w.is_zero()) {
                let corner = &self.corners[k];
                let times = |x: &I| x.times(weight);
                let mass = corner.mass.iter().map(times).collect::<Result<Vec<I>, Overflow>>()?;
                let first = 1 + corner.reply * table.types();
                for (t, x) in mass.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
                    *masses.entry(first + t).or_insert(Q::ZERO) += &quotient(x, &ray[0]);
                }
                *masses.entry(0).or_insert(Q::ZERO) +=
                    &(&corner.worth * &quotient(weight, &ray[0]));
                shares.push(Share { reply: corner.reply, mass, offers: corner.offers.clone() });
            }
            let splitting = Splitting { scale: ray[0].clone(), shares };
            all.entry(masses.into_iter().collect()).or_default().push(splitting);
        }
        let (points, splittings): (Vec<Masses>, Vec<_>) = all.into_iter().unzip();
        let corners = splittings.into_iter().zip(extreme(&points)).filter(|(_, corner)| *corner);
        Ok(corners.map(|(splittings, _)| splittings).collect())
    }
}

/// The types with mass.
fn support<I: Int>(mass: &[I]) -> u128 {
    let positive = mass.iter().enumerate().filter(|(_, z)| !z.is_zero());
    positive.fold(0, |set, (t, _)| set | 1 << t)
}
