//! Proofs that the prior lies outside the convex hull of some faces, in floating point with a margin.
//!
//! The mass vectors of a face are nonnegative combinations of its corners, the corners of the belief
//! regions in its closure. If the prior is no such combination of the corners of all faces that are
//! chosen or open, a plane separates it from them, and any such plane proves it. The first phase of
//! the simplex method finds one: it writes the prior by artificial columns and exchanges these for
//! corners until none is left or no corner improves. A node starts from the basis of its parent,
//! where a few pivots replace the corners that are gone.
//!
//! A plane between the prior and the *chosen* faces alone shows how to branch: every completion has a
//! face that reaches beyond it. [`branching_plane`](super::branching_plane) looks for a plane that
//! few faces reach beyond.

use crate::equilibrium::enumerate::faces::BeliefFace;
use crate::equilibrium::enumerate::game_table::IntegerGame;
use crate::exact::bitset::{
    BitMatrix, FixedBitSet, has, insert, intersect, listed, meet, none, unite,
};
use crate::exact::int::Int;

/// A plane counts only if it separates by more than this, for masses that add up to 1. Rounding errors
/// stay far below it; with a larger margin the search only takes longer.
pub(super) const MARGIN: f64 = 1e-9;
/// What counts as 0 in a pivot. It affects only time: a plane found is checked against the margin.
const TINY: f64 = 1e-11;
/// The programme is given up after so many pivots, and nothing is proved. With 50 or 1000 the search
/// of 6x6x6 takes as long; it affects only time.
const PIVOTS: usize = 200;
/// An artificial column, which is no corner.
const NONE: u32 = u32::MAX;

/// The corners of some faces, as masses that add up to 1.
pub(super) struct HullCorners {
    pub(super) prior: Vec<f64>,
    pub(super) count: usize,
    /// `[t][corner]`: the mass of type t.
    masses: Vec<f64>,
    /// `[face]`: the set of its corners.
    corners_of: BitMatrix,
    /// `[corner]`: the set of faces that have it.
    pub(super) faces_at: BitMatrix,
}

/// A plane in the space of masses with the prior on one side.
pub(super) struct SeparatingPlane {
    pub(super) normal: Vec<f64>,
    /// The corners on the side of the prior, or nearly so.
    beyond: FixedBitSet,
}

/// The prior as a combination of columns, and the corners that are chosen.
#[derive(Clone, Debug)]
pub(in crate::equilibrium::enumerate) struct HullBasis {
    columns: Vec<u32>,
    weights: Vec<f64>,
    /// The inverse of the matrix of columns, by rows.
    inverse: Vec<f64>,
    /// The corners of the chosen faces.
    pub(super) chosen: FixedBitSet,
}

/// Does the prior lie in the hull of some faces?
pub(super) enum HullTest {
    /// As far as is known, by this basis.
    Inside(HullBasis),
    /// Provably not.
    Outside(SeparatingPlane),
}

/// What a basis needs to write the prior, once some faces are dropped.
pub(super) enum PriorSupport {
    /// Nothing else: the faces that are kept suffice.
    Inside,
    /// This open face, or another with the same corner.
    Face(usize),
    /// A corner that no open face has: the basis is out of date.
    Outside,
}

impl HullCorners {
    /// The corners of the faces of a game.
    pub(super) fn new<I: Int>(table: &IntegerGame<I>, faces: &[BeliefFace]) -> HullCorners {
        let normalised = |x: &[I]| -> Vec<f64> {
            let x: Vec<f64> = x.iter().map(Int::to_f64).collect();
            let sum: f64 = x.iter().sum();
            x.into_iter().map(|x| x / sum).collect()
        };
        let mut first = Vec::with_capacity(table.classes.len());
        let mut points = Vec::new();
        for class in &table.classes {
            first.push(points.len());
            let regions = &class.regions;
            points.extend(regions.corners.iter().map(|c| normalised(regions.mass(c))));
        }
        let count = points.len();
        let mut corners_of = BitMatrix::new(faces.len(), count);
        for (f, face) in faces.iter().enumerate() {
            for (i, corner) in table.classes[face.class].regions.corners.iter().enumerate() {
                if corner.support & !face.types == 0 && face.rows.is_subset(&corner.rows) {
                    corners_of.insert(f, first[face.class] + i);
                }
            }
        }
        let masses = (0..table.types()).flat_map(|t| points.iter().map(move |x| x[t])).collect();
        let faces_at = corners_of.transposed(count);
        HullCorners { prior: normalised(&table.prior), count, masses, corners_of, faces_at }
    }

    /// The basis of artificial columns, with no corner chosen.
    pub(super) fn start(&self) -> HullBasis {
        let n = self.prior.len();
        let mut inverse = vec![0.0; n * n];
        (0..n).for_each(|i| inverse[i * n + i] = 1.0);
        let chosen = none(self.count);
        HullBasis { columns: vec![NONE; n], weights: self.prior.clone(), inverse, chosen }
    }

    /// Restricts the data to the faces `kept` and the corners chosen in a basis, whose numbering
    /// follows.
    pub(super) fn restricted(&self, kept: &[usize], basis: &mut HullBasis) -> HullCorners {
        let mut used = basis.chosen.clone();
        kept.iter().for_each(|&f| unite(&mut used, self.corners_of.row(f)));
        let corners: Vec<usize> = listed(&used).collect();
        let count = corners.len();
        let mut place = vec![NONE; self.count];
        corners.iter().enumerate().for_each(|(k, &c)| place[c] = k as u32);
        let mut corners_of = BitMatrix::new(kept.len(), count);
        for (k, &f) in kept.iter().enumerate() {
            listed(self.corners_of.row(f)).for_each(|c| corners_of.insert(k, place[c] as usize));
        }
        let faces_at = corners_of.transposed(count);
        let mut masses = Vec::with_capacity(count * self.prior.len());
        for t in 0..self.prior.len() {
            let row = &self.masses[t * self.count..][..self.count];
            masses.extend(corners.iter().map(|&c| row[c]));
        }
        let mut chosen = none(count);
        listed(&basis.chosen).for_each(|c| insert(&mut chosen, place[c] as usize));
        basis.chosen = chosen;
        for c in basis.columns.iter_mut().filter(|c| **c != NONE) {
            *c = place[*c as usize];
        }
        HullCorners { prior: self.prior.clone(), count, masses, corners_of, faces_at }
    }

    /// Adds the corners of a face to the chosen ones.
    pub(super) fn choose(&self, face: usize, basis: &mut HullBasis) {
        unite(&mut basis.chosen, self.corners_of.row(face));
    }

    /// Those of the faces that reach beyond a plane.
    pub(super) fn beyond(&self, plane: &SeparatingPlane, faces: &[u64]) -> FixedBitSet {
        let mut beyond = vec![0; faces.len()];
        listed(&plane.beyond).for_each(|c| unite(&mut beyond, self.faces_at.row(c)));
        intersect(&mut beyond, faces);
        beyond
    }

    /// Does a basis write the prior by corners of the chosen faces, one more and the open ones?
    pub(super) fn holds(&self, basis: &HullBasis, choice: Option<usize>, open: &[u64]) -> bool {
        let chosen = |c: usize| {
            has(&basis.chosen, c) || choice.is_some_and(|f| has(self.corners_of.row(f), c))
        };
        basis.positive().all(|c| c.is_some_and(|c| chosen(c) || meet(self.faces_at.row(c), open)))
    }

    /// Tests whether the prior lies in the hull of the chosen faces, one more and the open ones.
    pub(super) fn test(&self, basis: &HullBasis, choice: Option<usize>, open: &[u64]) -> HullTest {
        let mut at_hand = basis.chosen.clone();
        choice.into_iter().for_each(|f| unite(&mut at_hand, self.corners_of.row(f)));
        listed(open).for_each(|f| unite(&mut at_hand, self.corners_of.row(f)));
        self.search(basis, &at_hand)
    }

    /// Does a basis still write the prior after dropping every open face outside `kept`? If not,
    /// returns an open face that would restore it.
    pub(super) fn prior_support(
        &self,
        basis: &HullBasis,
        open: &[u64],
        kept: &[u64],
    ) -> PriorSupport {
        for corner in basis.positive() {
            let Some(c) = corner else { return PriorSupport::Outside };
            let faces = self.faces_at.row(c);
            if has(&basis.chosen, c) || meet(faces, kept) {
                continue;
            }
            let mut words = faces.iter().zip(open).enumerate();
            let word = words.find_map(|(i, (a, b))| {
                (a & b != 0).then(|| 64 * i + (a & b).trailing_zeros() as usize)
            });
            return word.map_or(PriorSupport::Outside, PriorSupport::Face);
        }
        PriorSupport::Inside
    }

    /// Exchanges the columns that are not corners at hand for such corners: the first phase of the
    /// simplex method, with the largest coefficient entering.
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
            let (mut entering, mut height) = (0, f64::MIN);
            for c in listed(at_hand) {
                if values[c] > height {
                    (entering, height) = (c, values[c]);
                }
            }
            let prior: f64 = plane.iter().zip(&self.prior).map(|(y, p)| y * p).sum();
            let size = plane.iter().fold(0.0, |s: f64, y| s.max(y.abs()));
            if height + MARGIN * size < prior {
                let mut beyond = none(self.count);
                above(&values, prior - MARGIN * size, &mut beyond);
                return HullTest::Outside(SeparatingPlane { normal: plane, beyond });
            }
            if height < TINY {
                return HullTest::Inside(basis);
            }
            for (d, row) in step.iter_mut().zip(basis.inverse.chunks_exact(n)) {
                *d = row
                    .iter()
                    .enumerate()
                    .map(|(t, a)| a * self.masses[t * self.count + entering])
                    .sum();
            }
            let mut leaving: Option<(f64, usize)> = None;
            for r in (0..n).filter(|&r| step[r] > TINY) {
                let ratio = basis.weights[r] / step[r];
                // of equal ratios one of a column that is not at hand
                let sooner = |&(least, p): &(f64, usize)| {
                    ratio < least - TINY || (ratio < least + TINY && missing[r] && !missing[p])
                };
                if leaving.as_ref().is_none_or(sooner) {
                    leaving = Some((ratio, r));
                }
            }
            let Some((_, p)) = leaving else { return HullTest::Inside(basis) };
            basis.pivot(p, entering as u32, &step);
            missing[p] = false;
            if without(&basis, &missing) < MARGIN {
                return HullTest::Inside(basis);
            }
        }
        HullTest::Inside(basis)
    }

    /// The height of each corner over a plane through 0.
    pub(super) fn heights(&self, plane: &[f64], values: &mut [f64]) {
        values.fill(0.0);
        for (y, x) in plane.iter().zip(self.masses.chunks_exact(self.count.max(1))) {
            values.iter_mut().zip(x).for_each(|(v, x)| *v += y * x);
        }
    }
}

/// Sets the corners whose height is at least `bound`.
pub(super) fn above(values: &[f64], bound: f64, set: &mut [u64]) {
    for (word, values) in set.iter_mut().zip(values.chunks(64)) {
        *word = values.iter().rev().fold(0, |w, v| w << 1 | u64::from(*v >= bound));
    }
}

impl HullBasis {
    /// The columns with positive weight; `None` for an artificial one.
    fn positive(&self) -> impl Iterator<Item = Option<usize>> {
        let positive = self.columns.iter().zip(&self.weights).filter(|(_, w)| **w > TINY);
        positive.map(|(&c, _)| (c != NONE).then_some(c as usize))
    }

    /// Replaces column `p` by a corner; `step` is the corner in terms of the columns.
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
