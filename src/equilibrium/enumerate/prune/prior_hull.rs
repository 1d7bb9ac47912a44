//! Proofs that the faces at hand cannot add up to the prior, in floating point with a margin.
//!
//! The masses on a face are sums of its corners. If the prior is no sum of the corners of all the
//! faces that are chosen or may yet be, a plane separates it from them, and any such plane proves
//! it. The first phase of the simplex method finds one: it writes the prior by columns that start
//! as unavailable, and trades these for corners until none is left or no corner helps. A node goes
//! on from the basis of the node above it, where a few pivots replace the corners that are gone.
//!
//! A plane between the prior and the *chosen* faces alone tells how to go on: every completion has a
//! face that reaches over it. [`branching_plane`](super::branching_plane) looks for one that few faces reach over.

use crate::equilibrium::enumerate::faces::Face;
use crate::equilibrium::enumerate::game_table::IntegerGame;
use crate::exact::bitset::{
    BitMatrix, FixedBitSet, has, insert, intersect, listed, meet, none, unite,
};
use crate::exact::int::Int;

/// What rounding may change stays far below this, in masses that add up to 1.
pub(super) const MARGIN: f64 = 1e-9;
/// What counts as 0 in a pivot.
const TINY: f64 = 1e-11;
/// After so many pivots the programme is given up, and nothing is proved.
const PIVOTS: usize = 200;
/// A column that is no corner.
const NONE: u32 = u32::MAX;

/// The corners of some faces, as masses that add up to 1.
pub(crate) struct HullCorners {
    pub(super) prior: Vec<f64>,
    pub(super) count: usize,
    /// `[t][corner]`
    x: Vec<f64>,
    /// `[face]`: the set of corners of its closure.
    of: BitMatrix,
    /// `[corner]`: the set of faces with it in their closure.
    pub(super) with: BitMatrix,
}

/// A plane through mass space with the prior on one side.
pub(crate) struct SeparatingPlane {
    pub(super) y: Vec<f64>,
    /// The corners that are on that side too, or nearly so.
    over: FixedBitSet,
}

/// The prior as a sum of columns, and what is chosen.
#[derive(Clone, Debug)]
pub(crate) struct HullBasis {
    columns: Vec<u32>,
    weights: Vec<f64>,
    /// Of the columns, by rows.
    inverse: Vec<f64>,
    /// The corners of the chosen faces.
    pub(super) taken: FixedBitSet,
}

/// Do faces add up to the prior?
pub(crate) enum HullTest {
    /// As far as is known, by this basis.
    Inside(HullBasis),
    /// Provably not.
    Outside(SeparatingPlane),
}

/// What holds up the prior in a basis.
pub(crate) enum PriorSupport {
    /// The faces that stay.
    Inside,
    /// This face may, where those that stay do not.
    Face(usize),
    /// No face that is open: the basis is out of date.
    Outside,
}

impl HullCorners {
    pub fn new<I: Int>(table: &IntegerGame<I>, faces: &[Face]) -> HullCorners {
        let share = |x: &[I]| -> Vec<f64> {
            let x: Vec<f64> = x.iter().map(Int::to_f64).collect();
            let sum: f64 = x.iter().sum();
            x.into_iter().map(|x| x / sum).collect()
        };
        let mut first = Vec::with_capacity(table.classes.len());
        let mut points = Vec::new();
        for class in &table.classes {
            first.push(points.len());
            let regions = &class.regions;
            points.extend(regions.corners.iter().map(|c| share(regions.mass(c))));
        }
        let count = points.len();
        let mut of = BitMatrix::new(faces.len(), count);
        for (f, face) in faces.iter().enumerate() {
            for (i, corner) in table.classes[face.class].regions.corners.iter().enumerate() {
                if corner.support & !face.types == 0 && face.replies.is_subset(&corner.rows) {
                    of.insert(f, first[face.class] + i);
                }
            }
        }
        let x = (0..table.types()).flat_map(|t| points.iter().map(move |x| x[t])).collect();
        let with = of.transposed(count);
        HullCorners { prior: share(&table.prior), count, x, of, with }
    }

    /// No corner yet, and nothing chosen.
    pub fn start(&self) -> HullBasis {
        let n = self.prior.len();
        let mut inverse = vec![0.0; n * n];
        (0..n).for_each(|i| inverse[i * n + i] = 1.0);
        let taken = none(self.count);
        HullBasis { columns: vec![NONE; n], weights: self.prior.clone(), inverse, taken }
    }

    /// The same of a part of the faces, and of what is taken.
    pub fn of(&self, kept: &[usize], basis: &mut HullBasis) -> HullCorners {
        let mut used = basis.taken.clone();
        kept.iter().for_each(|&f| unite(&mut used, self.of.row(f)));
        let corners: Vec<usize> = listed(&used).collect();
        let count = corners.len();
        let mut place = vec![NONE; self.count];
        corners.iter().enumerate().for_each(|(k, &c)| place[c] = k as u32);
        let mut of = BitMatrix::new(kept.len(), count);
        for (k, &f) in kept.iter().enumerate() {
            listed(self.of.row(f)).for_each(|c| of.insert(k, place[c] as usize));
        }
        let with = of.transposed(count);
        let mut x = Vec::with_capacity(count * self.prior.len());
        for t in 0..self.prior.len() {
            let row = &self.x[t * self.count..][..self.count];
            x.extend(corners.iter().map(|&c| row[c]));
        }
        let mut taken = none(count);
        listed(&basis.taken).for_each(|c| insert(&mut taken, place[c] as usize));
        basis.taken = taken;
        for c in basis.columns.iter_mut().filter(|c| **c != NONE) {
            *c = place[*c as usize];
        }
        HullCorners { prior: self.prior.clone(), count, x, of, with }
    }

    /// Choose a face.
    pub fn take(&self, face: usize, basis: &mut HullBasis) {
        unite(&mut basis.taken, self.of.row(face));
    }

    /// Those of the faces that reach over a plane.
    pub fn over(&self, plane: &SeparatingPlane, faces: &[u64]) -> FixedBitSet {
        let mut over = vec![0; faces.len()];
        listed(&plane.over).for_each(|c| unite(&mut over, self.with.row(c)));
        intersect(&mut over, faces);
        over
    }

    /// Does a basis hold with the chosen faces, one more and those that are open?
    pub fn holds(&self, basis: &HullBasis, choice: Option<usize>, open: &[u64]) -> bool {
        let chosen =
            |c: usize| has(&basis.taken, c) || choice.is_some_and(|f| has(self.of.row(f), c));
        basis.heavy().all(|c| c.is_some_and(|c| chosen(c) || meet(self.with.row(c), open)))
    }

    /// Do the chosen faces, one more and those that are open add up to the prior?
    pub fn reach(&self, basis: &HullBasis, choice: Option<usize>, open: &[u64]) -> HullTest {
        let mut at_hand = basis.taken.clone();
        choice.into_iter().for_each(|f| unite(&mut at_hand, self.of.row(f)));
        listed(open).for_each(|f| unite(&mut at_hand, self.of.row(f)));
        self.search(basis, &at_hand)
    }

    /// Do the chosen faces and those that `stay` add up to the prior? If not, an open face may.
    pub fn prop(&self, basis: &HullBasis, open: &[u64], stay: &[u64]) -> PriorSupport {
        for corner in basis.heavy() {
            let Some(c) = corner else { return PriorSupport::Outside };
            let with = self.with.row(c);
            if has(&basis.taken, c) || meet(with, stay) {
                continue;
            }
            let mut words = with.iter().zip(open).enumerate();
            let word = words.find_map(|(i, (a, b))| {
                (a & b != 0).then(|| 64 * i + (a & b).trailing_zeros() as usize)
            });
            return word.map_or(PriorSupport::Outside, PriorSupport::Face);
        }
        PriorSupport::Inside
    }

    /// Trade the columns that are gone for corners at hand.
    pub(super) fn search(&self, basis: &HullBasis, at_hand: &[u64]) -> HullTest {
        let n = self.prior.len();
        let gone = |c: u32| c == NONE || !has(at_hand, c as usize);
        let mut missing: Vec<bool> = basis.columns.iter().map(|&c| gone(c)).collect();
        let without = |basis: &HullBasis, missing: &[bool]| -> f64 {
            basis.weights.iter().zip(missing).filter(|(_, m)| **m).map(|(w, _)| w).sum()
        };
        let mut basis = basis.clone();
        if without(&basis, &missing) < MARGIN {
            return HullTest::Inside(basis);
        }
        let mut values = vec![0.0; self.count];
        let (mut plane, mut step) = (vec![0.0; n], vec![0.0; n]);
        for _ in 0..PIVOTS {
            plane.fill(0.0);
            for (row, _) in basis.inverse.chunks_exact(n).zip(&missing).filter(|(_, m)| **m) {
                plane.iter_mut().zip(row).for_each(|(y, z)| *y += z);
            }
            self.heights(&plane, &mut values);
            let (mut k, mut height) = (0, f64::MIN);
            for c in listed(at_hand) {
                if values[c] > height {
                    (k, height) = (c, values[c]);
                }
            }
            let prior: f64 = plane.iter().zip(&self.prior).map(|(y, p)| y * p).sum();
            let size = plane.iter().fold(0.0, |s: f64, y| s.max(y.abs()));
            if height + MARGIN * size < prior {
                let mut over = none(self.count);
                above(&values, prior - MARGIN * size, &mut over);
                return HullTest::Outside(SeparatingPlane { y: plane, over });
            }
            if height < TINY {
                return HullTest::Inside(basis);
            }
            for (d, row) in step.iter_mut().zip(basis.inverse.chunks_exact(n)) {
                *d = row.iter().enumerate().map(|(t, a)| a * self.x[t * self.count + k]).sum();
            }
            let mut leaving: Option<(f64, usize)> = None;
            for r in (0..n).filter(|&r| step[r] > TINY) {
                let ratio = basis.weights[r] / step[r];
                // of equals one that is not at hand
                let sooner = |&(least, p): &(f64, usize)| {
                    ratio < least - TINY || (ratio < least + TINY && missing[r] && !missing[p])
                };
                if leaving.as_ref().is_none_or(sooner) {
                    leaving = Some((ratio, r));
                }
            }
            let Some((_, p)) = leaving else { return HullTest::Inside(basis) };
            basis.pivot(p, k as u32, &step);
            missing[p] = false;
            if without(&basis, &missing) < MARGIN {
                return HullTest::Inside(basis);
            }
        }
        HullTest::Inside(basis)
    }

    /// The height of each corner by a plane.
    pub(super) fn heights(&self, plane: &[f64], values: &mut [f64]) {
        values.fill(0.0);
        for (y, x) in plane.iter().zip(self.x.chunks_exact(self.count.max(1))) {
            values.iter_mut().zip(x).for_each(|(v, x)| *v += y * x);
        }
    }
}

/// The corners at least so high.
pub(super) fn above(values: &[f64], bound: f64, set: &mut [u64]) {
    for (word, values) in set.iter_mut().zip(values.chunks(64)) {
        *word = values.iter().rev().fold(0, |w, v| w << 1 | u64::from(*v >= bound));
    }
}

impl HullBasis {
    /// The columns that the prior needs; `None` for one that is no corner.
    fn heavy(&self) -> impl Iterator<Item = Option<usize>> {
        let heavy = self.columns.iter().zip(&self.weights).filter(|(_, w)| **w > TINY);
        heavy.map(|(&c, _)| (c != NONE).then_some(c as usize))
    }

    /// Put a corner in place of column `p`.
    fn pivot(&mut self, p: usize, corner: u32, step: &[f64]) {
        let n = step.len();
        let pivot = 1.0 / step[p];
        self.weights[p] *= pivot;
        let row: Vec<f64> = self.inverse[p * n..(p + 1) * n].iter().map(|z| z * pivot).collect();
        self.inverse[p * n..(p + 1) * n].copy_from_slice(&row);
        let weight = self.weights[p];
        for r in (0..n).filter(|&r| r != p) {
            let other = &mut self.inverse[r * n..(r + 1) * n];
            other.iter_mut().zip(&row).for_each(|(z, a)| *z -= step[r] * a);
            self.weights[r] -= step[r] * weight;
        }
        self.columns[p] = corner;
    }
}
