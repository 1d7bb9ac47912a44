//! The test of all pairs of faces for compatibility.
//!
//! Payoffs by rank rule out most pairs, all those of a face at once ([`PayoffIndex`]). For the others
//! there is an order: a face whose closure contains another asks more, since more types must be
//! indifferent by fewer replies. So a face compatible with a large face is compatible with every face
//! in its closure. Faces are taken in falling order of dimension, and a pair is tested only if no
//! larger pair implies the answer.

use rayon::prelude::*;

use super::Pruning;
use super::incompatible::ScaledPayoffs;
use super::pair_test::PairTest;
use crate::equilibrium::enumerate::context::SearchContext;
use crate::equilibrium::enumerate::faces::BeliefFace;
use crate::equilibrium::enumerate::payoff_ranks::DeterrenceCache;
use crate::exact::bitset::{
    BitMatrix, FixedBitSet, all, has, insert, intersect, listed, none, remove, unite,
};
use crate::exact::int::Int;
use crate::exact::work::Meter;

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
struct PayoffIndex(Vec<[PayoffOrder; 2]>);

impl PayoffIndex {
    fn new(faces: &[BeliefFace], types: usize) -> PayoffIndex {
        let order =
            |number: &dyn Fn(&BeliefFace) -> u32| PayoffOrder::new(faces.iter().map(number));
        let both = |t: usize| [order(&|f| f.low[t]), order(&|f| !f.high[t])];
        PayoffIndex((0..types).map(both).collect())
    }

    /// Keeps the faces that can give every type a payoff that this one can give it too.
    fn keep(&self, face: &BeliefFace, faces: &mut [u64]) {
        for ([least, most], (low, high)) in self.0.iter().zip(face.low.iter().zip(&face.high)) {
            least.keep(*high, faces);
            most.keep(!low, faces);
        }
    }
}

/// The faces by dimension.
struct DimensionOrder {
    /// `[dimension]`: faces.
    levels: Vec<FixedBitSet>,
    /// `[face]`: the faces with one dimension more whose closure contains it.
    above: Vec<Vec<usize>>,
}

impl DimensionOrder {
    fn new(faces: &[BeliefFace], classes: usize) -> DimensionOrder {
        let top = faces.iter().map(|f| f.dimension).max().unwrap_or(0);
        let mut levels = vec![none(faces.len()); top + 1];
        let mut of_class = vec![vec![Vec::new(); top + 2]; classes];
        for (i, f) in faces.iter().enumerate() {
            insert(&mut levels[f.dimension], i);
            of_class[f.class][f.dimension].push(i);
        }
        let above = faces.iter().map(|f| {
            let contains = |&&g: &&usize| {
                let g = &faces[g];
                f.types & !g.types == 0 && g.rows.is_subset(&f.rows)
            };
            of_class[f.class][f.dimension + 1].iter().filter(contains).copied().collect()
        });
        let above = above.collect();
        DimensionOrder { levels, above }
    }
}

/// A set for each face: the faces compatible with it. `None` when asked to stop.
pub(super) fn pairs<I: Int>(
    context: &SearchContext<I>,
    payoffs: &ScaledPayoffs,
) -> Option<BitMatrix> {
    let SearchContext { outline, control, faces, parallel, table, ranks, .. } = context;
    let order = DimensionOrder::new(faces, table.classes.len());
    let index = PayoffIndex::new(faces, table.types());
    let single: Vec<bool> = (0..table.classes.len()).map(|c| outline.copies(c) == 1).collect();
    let mut pairs = BitMatrix::new(faces.len(), faces.len());
    for (d, level) in order.levels.iter().enumerate().rev() {
        // the faces after `f` in the order that are compatible with it
        let row = |&f: &usize| {
            if control.stopped() {
                return None;
            }
            let a = &faces[f];
            let mut test = PairTest::new(payoffs, a, context.has_different_replies(a.class));
            let mut cache = DeterrenceCache::default();
            let mut compatible = |b: &BeliefFace| {
                let high: Vec<u32> = a.high.iter().zip(&b.high).map(|(a, b)| *a.min(b)).collect();
                let others = (0..table.classes.len()).filter(|&c| c != a.class && c != b.class);
                let meter = Meter::new(&|| false);
                // the first test is quick and leaves few pairs to the second
                !test.is_incompatible(b)
                    && ranks.deterred(table, &high, others, &mut cache, &meter).unwrap_or(true)
            };
            let mut implied = none(faces.len());
            for &g in &order.above[f] {
                unite(&mut implied, pairs.row(g));
            }
            let mut similar = all(faces.len());
            index.keep(a, &mut similar);
            let mut row = pairs.row(f).to_vec();
            let mut found = Vec::new();
            for (k, lower) in order.levels[..=d].iter().enumerate().rev() {
                let mut candidates = similar.clone();
                intersect(&mut candidates, lower);
                for h in listed(&candidates).filter(|&h| k < d || h > f) {
                    let b = &faces[h];
                    if a.class == b.class && single[a.class]
                        || a.dimension + b.dimension > (a.types | b.types).count_ones() as usize
                    {
                        continue;
                    }
                    let larger = || order.above[h].iter().any(|&g| has(&row, g));
                    if has(&implied, h) || larger() || compatible(b) {
                        insert(&mut row, h);
                        found.push(h);
                    }
                }
            }
            control.finished(Pruning::SHARE / faces.len() as f64);
            Some(found)
        };
        let level: Vec<usize> = listed(level).collect();
        let rows: Option<Vec<Vec<usize>>> = if *parallel {
            level.par_iter().map(row).collect()
        } else {
            level.iter().map(row).collect()
        };
        for (&f, row) in level.iter().zip(rows?) {
            for h in row {
                pairs.insert(f, h);
                pairs.insert(h, f);
            }
        }
    }
    Some(pairs)
}
