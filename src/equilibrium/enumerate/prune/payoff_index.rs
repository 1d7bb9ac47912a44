//! An index of faces by the payoffs that they allow, which finds all that could be compatible with a
//! face at once.

use crate::equilibrium::enumerate::faces::BeliefFace;
use crate::exact::bitset::{BitMatrix, insert, intersect, none, remove, unite};

/// The faces in order of a number that each has.
struct PayoffOrder {
    order: Vec<(u32, usize)>,
    /// `[k]`: the set of the first `k * step` in order.
    first: BitMatrix,
    /// The number of faces from one set to the next; fewer are removed one by one.
    step: usize,
}

/// The most sets of an order, and the fewest faces from one to the next. A set has a bit for each face.
/// On spence 5x20x20 one set takes 45 % longer, and 64 or 1024 sets or steps of 1 to 64 faces as
/// long; they affect only memory and time.
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

    /// Keeps the faces whose number is at most `bound`.
    fn keep(&self, bound: u32, faces: &mut [u64]) {
        let count = self.order.partition_point(|&(number, _)| number <= bound);
        let k = count.div_ceil(self.step);
        intersect(faces, self.first.row(k));
        let beyond = self.order[count..].iter().take(k * self.step - count);
        beyond.for_each(|&(_, f)| remove(faces, f));
    }
}

/// `[t]`: the faces by the least payoff of type t, and in falling order by the largest.
pub(super) struct PayoffIndex(Vec<[PayoffOrder; 2]>);

impl PayoffIndex {
    pub(super) fn new(faces: &[BeliefFace], types: usize) -> PayoffIndex {
        let order =
            |number: &dyn Fn(&BeliefFace) -> u32| PayoffOrder::new(faces.iter().map(number));
        let both = |t: usize| [order(&|f| f.low[t]), order(&|f| !f.high[t])];
        PayoffIndex((0..types).map(both).collect())
    }

    /// Keeps the faces that can give every type a payoff that this one can give it too.
    pub(super) fn keep(&self, face: &BeliefFace, faces: &mut [u64]) {
        for ([least, most], (low, high)) in self.0.iter().zip(face.low.iter().zip(&face.high)) {
            least.keep(*high, faces);
            most.keep(!low, faces);
        }
    }
}
