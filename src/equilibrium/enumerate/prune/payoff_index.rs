//! The faces by the payoffs that they allow: which could go with a face, all at once.

use crate::equilibrium::enumerate::faces::Face;
use crate::exact::bitset::{BitMatrix, insert, intersect, none, remove, unite};

/// Faces by a number that each has: which are at most so large?
struct PayoffOrder {
    order: Vec<(u32, usize)>,
    /// `[k]`: the first `k * step` in order.
    first: BitMatrix,
    /// So many faces at most are taken out of a set one by one.
    step: usize,
}

/// A scale has so many sets at most, and their steps so many faces at least.
const SETS: usize = 256;
const STEP: usize = 16;

impl PayoffOrder {
    fn new(numbers: impl Iterator<Item = u32>) -> PayoffOrder {
        let mut order: Vec<(u32, usize)> = numbers.zip(0..).collect();
        order.sort_unstable();
        let step = order.len().div_ceil(SETS).max(STEP);
        let mut first = BitMatrix::new(order.len().div_ceil(step) + 1, order.len());
        let mut so_far = none(order.len());
        for (k, step) in order.chunks(step).enumerate() {
            step.iter().for_each(|&(_, f)| insert(&mut so_far, f));
            unite(first.row_mut(k + 1), &so_far);
        }
        PayoffOrder { order, first, step }
    }

    /// Keep the faces whose number is at most so large.
    fn keep(&self, bound: u32, faces: &mut [u64]) {
        let count = self.order.partition_point(|&(number, _)| number <= bound);
        let k = count.div_ceil(self.step);
        intersect(faces, self.first.row(k));
        let beyond = self.order[count..].iter().take(k * self.step - count);
        beyond.for_each(|&(_, f)| remove(faces, f));
    }
}

/// `[t]`: the faces by the least payoff of the type, and from above by the largest.
pub(crate) struct PayoffIndex(Vec<[PayoffOrder; 2]>);

impl PayoffIndex {
    pub fn new(faces: &[Face], types: usize) -> PayoffIndex {
        let scale = |number: &dyn Fn(&Face) -> u32| PayoffOrder::new(faces.iter().map(number));
        let both = |t: usize| [scale(&|f| f.low[t]), scale(&|f| !f.high[t])];
        PayoffIndex((0..types).map(both).collect())
    }

    /// Keep the faces that can give every type a payoff that this one can give it too.
    pub fn keep(&self, face: &Face, faces: &mut [u64]) {
        for ([least, most], (low, high)) in self.0.iter().zip(face.low.iter().zip(&face.high)) {
            least.keep(*high, faces);
            most.keep(!low, faces);
        }
    }
}
