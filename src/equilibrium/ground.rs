//! The faces to choose from, and what tells that a choice leads nowhere, for any size of integer.

use super::ahead::{Ahead, Basis};
use super::control::Control;
use super::faces::{Face, Span};
use super::receivers::Block;
use super::table::Outline;
use crate::exact::bits::ones;

/// A set of faces, one bit each.
pub(super) type Set = Vec<u64>;

pub(super) fn and(a: &[u64], b: &[u64]) -> Set {
    a.iter().zip(b).map(|(a, b)| a & b).collect()
}

pub(super) fn listed(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(i, &w)| ones(w).map(move |b| 64 * i + b))
}

pub(super) fn has(set: &[u64], i: usize) -> bool {
    set[i / 64] >> (i % 64) & 1 == 1
}

pub(super) fn remove(set: &mut [u64], i: usize) {
    set[i / 64] &= !(1 << (i % 64));
}

/// What is left to choose from.
#[derive(Clone)]
pub(super) struct Left {
    pub open: Set,
    /// The prior by corners of the faces chosen and open, as far as that goes.
    pub basis: Option<Basis>,
}

/// The faces over each of some planes that put branches of a node out of reach, newest use first.
pub(super) type Planes = Vec<Set>;

/// The most planes that are kept for a node.
const PLANES: usize = 8;

/// What all sizes of integer share.
pub(super) struct Ground<'a> {
    pub outline: &'a Outline<'a>,
    pub faces: &'a [Face],
    /// The message on the path that each face makes.
    pub blocks: Vec<Block>,
    pub control: &'a Control<'a>,
    pub types: usize,
    /// `[t]`: the faces in which type t takes part.
    pub covering: Vec<Set>,
    /// `[d]`: the faces of dimension at most d.
    pub up_to: Vec<Set>,
    /// `[class]`: the faces of other classes.
    pub elsewhere: Vec<Set>,
    /// `[t]`: the faces by their bounds on the payoff of type t.
    pub bounds: Vec<Bounds>,
    /// What tells early that a choice leads nowhere, where that pays.
    pub ahead: Option<Ahead>,
    pub parallel: bool,
}

/// Faces by their bounds on one type's payoff.
pub(super) struct Bounds {
    /// `(r, faces whose lower bound is at most r)`, ascending.
    low: Vec<(u32, Set)>,
    /// `(r, faces whose upper bound is at least r)`, ascending.
    high: Vec<(u32, Set)>,
}

/// The most sets that one list of [`Bounds`] holds; between them a bound is rounded outwards.
const STEPS: usize = 128;

impl Bounds {
    fn new(faces: &[Face], t: usize) -> Bounds {
        let steps = |bound: &dyn Fn(&Face) -> u32| {
            let mut steps: Vec<u32> = faces.iter().map(bound).collect();
            steps.sort_unstable();
            steps.dedup();
            let every = steps.len().div_ceil(STEPS).max(1);
            steps.into_iter().step_by(every).collect::<Vec<u32>>()
        };
        let low = steps(&|f| f.low[t]).into_iter();
        let high = steps(&|f| f.high[t]).into_iter();
        Bounds {
            low: low.map(|r| (r, set(faces, |f| f.low[t] <= r))).collect(),
            high: high.map(|r| (r, set(faces, |f| f.high[t] >= r))).collect(),
        }
    }

    /// Keep the faces that leave the type a payoff in the span.
    pub fn keep(&self, span: &Span, open: &mut [u64]) {
        // a lower bound above the span rules a face out; the set at or past its top holds the rest
        if let Some((_, keep)) = self.low.get(self.low.partition_point(|(r, _)| *r < span.floor)) {
            intersect(open, keep);
        }
        let below = self.high.partition_point(|(r, _)| *r <= span.least);
        if below > 0 {
            intersect(open, &self.high[below - 1].1);
        }
    }
}

fn set(faces: &[Face], keep: impl Fn(&Face) -> bool) -> Set {
    let mut bits = vec![0u64; faces.len().div_ceil(64)];
    for (i, face) in faces.iter().enumerate() {
        bits[i / 64] |= u64::from(keep(face)) << (i % 64);
    }
    bits
}

pub(super) fn intersect(set: &mut [u64], other: &[u64]) {
    set.iter_mut().zip(other).for_each(|(a, b)| *a &= b);
}

impl<'a> Ground<'a> {
    pub fn new(
        outline: &'a Outline<'a>,
        faces: &'a [Face],
        control: &'a Control<'a>,
        ahead: Option<Ahead>,
        parallel: bool,
    ) -> Ground<'a> {
        let types = outline.types();
        let classes = faces.iter().map(|f| f.class + 1).max().unwrap_or(0);
        Ground {
            outline,
            faces,
            blocks: faces.iter().map(Face::block).collect(),
            control,
            types,
            covering: (0..types).map(|t| set(faces, |f| f.types >> t & 1 == 1)).collect(),
            up_to: (0..=types).map(|d| set(faces, |f| f.dimension <= d)).collect(),
            elsewhere: (0..classes).map(|c| set(faces, |f| f.class != c)).collect(),
            bounds: (0..types).map(|t| Bounds::new(faces, t)).collect(),
            ahead,
            parallel,
        }
    }

    /// How many messages of a class are in use.
    pub fn used(&self, chosen: &[u32], class: usize) -> usize {
        chosen.iter().filter(|&&f| self.faces[f as usize].class == class).count()
    }

    /// Is there a type without a message and without a face to get one?
    pub fn hopeless(&self, open: &[u64], covered: u128) -> bool {
        let none = |t: usize| open.iter().zip(&self.covering[t]).all(|(a, b)| a & b == 0);
        (0..self.types).filter(|t| covered >> t & 1 == 0).any(none)
    }

    /// Is it proved that the chosen faces and those left do not add up to the prior?
    pub fn out_of_reach(&self, chosen: &[u32], left: &mut Left) -> bool {
        let Left { open, basis } = left;
        let (Some(ahead), Some(basis)) = (&self.ahead, basis) else { return false };
        ahead.plane(basis, chosen.iter().map(|&f| f as usize).chain(listed(open))).is_some()
    }

    /// The same of a branch of a node with these open faces, with the help of earlier branches.
    pub fn leads_out_of_reach(
        &self,
        before: &[u64],
        chosen: &[u32],
        left: &mut Left,
        planes: &mut Planes,
    ) -> bool {
        let Left { open, basis } = left;
        let (Some(ahead), Some(basis)) = (&self.ahead, basis) else { return false };
        let within = |over: &Set| {
            let chosen = chosen.iter().any(|&f| has(over, f as usize));
            !chosen && over.iter().zip(&*open).all(|(a, b)| a & b == 0)
        };
        if let Some(k) = planes.iter().position(within) {
            planes[..=k].rotate_right(1);
            return true;
        }
        let faces = |set| chosen.iter().map(|&f| f as usize).chain(listed(set));
        let Some(plane) = ahead.plane(basis, faces(open)) else { return false };
        let mut over = vec![0; open.len()];
        ahead.over(&plane, faces(before), &mut over);
        planes.insert(0, over);
        planes.truncate(PLANES);
        true
    }

    pub fn all(&self) -> Set {
        let mut all = vec![u64::MAX; self.faces.len().div_ceil(64)];
        if let (Some(last), extra @ 1..) = (all.last_mut(), self.faces.len() % 64) {
            *last = (1 << extra) - 1;
        }
        all
    }
}
