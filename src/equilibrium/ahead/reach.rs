//! Proofs that the faces at hand cannot add up to the prior, in floating point with a margin.
//!
//! The masses on a face are sums of its corners. If the prior is no sum of the corners of all the
//! faces that are chosen or may yet be, a plane separates it from them, and any such plane proves
//! it. The first phase of the simplex method finds one: it writes the prior by columns that start
//! as unavailable, and trades these for corners until none is left or no corner helps. A node goes
//! on from the basis of the node above it, where a few pivots replace the corners that are gone.

use crate::equilibrium::faces::Face;
use crate::equilibrium::ground::{has, listed};
use crate::equilibrium::table::Table;
use crate::exact::int::Int;

/// What rounding may change stays far below this, in masses that add up to 1.
const MARGIN: f64 = 1e-9;
/// What counts as 0 in a pivot.
const TINY: f64 = 1e-11;
/// After so many pivots the programme is given up, and nothing is proved.
const PIVOTS: usize = 200;
/// A column that is no corner.
const NONE: u32 = u32::MAX;

/// The corners of all faces, as masses that add up to 1.
pub(super) struct Corners {
    types: usize,
    prior: Vec<f64>,
    /// `[corner][t]`
    x: Vec<f64>,
    /// Words of a set of corners.
    words: usize,
    /// `[face]`: the corners of its closure, as a set.
    of: Vec<u64>,
}

/// A plane through mass space with the prior on one side.
pub(in crate::equilibrium) struct Plane {
    /// The corners that are on that side too, or nearly so.
    over: Vec<u64>,
}

/// The prior as a sum of columns.
#[derive(Clone, Debug)]
pub(in crate::equilibrium) struct Basis {
    columns: Vec<u32>,
    weights: Vec<f64>,
    /// Of the columns, by rows.
    inverse: Vec<f64>,
}

impl Corners {
    pub fn new<I: Int>(table: &Table<I>, faces: &[Face]) -> Corners {
        let share = |x: &[I]| -> Vec<f64> {
            let x: Vec<f64> = x.iter().map(Int::to_f64).collect();
            let sum: f64 = x.iter().sum();
            x.into_iter().map(|x| x / sum).collect()
        };
        let mut first = Vec::with_capacity(table.classes.len());
        let mut x = Vec::new();
        let mut count = 0;
        for class in &table.classes {
            first.push(count);
            count += class.regions.corners.len();
            let regions = &class.regions;
            x.extend(regions.corners.iter().flat_map(|c| share(regions.mass(c))));
        }
        let words = count.div_ceil(64);
        let mut of = vec![0; words * faces.len()];
        for (face, set) in faces.iter().zip(of.chunks_exact_mut(words)) {
            for (i, corner) in table.classes[face.class].regions.corners.iter().enumerate() {
                if corner.support & !face.types == 0 && face.replies.is_subset(&corner.rows) {
                    let i = first[face.class] + i;
                    set[i / 64] |= 1 << (i % 64);
                }
            }
        }
        Corners { types: table.types(), prior: share(&table.prior), x, words, of }
    }

    /// No corner yet.
    pub fn start(&self) -> Basis {
        let n = self.types;
        let mut inverse = vec![0.0; n * n];
        (0..n).for_each(|i| inverse[i * n + i] = 1.0);
        Basis { columns: vec![NONE; n], weights: self.prior.clone(), inverse }
    }

    fn of(&self, face: usize) -> &[u64] {
        &self.of[face * self.words..(face + 1) * self.words]
    }

    /// Those of the faces that reach over a plane.
    pub fn over(&self, plane: &Plane, faces: impl Iterator<Item = usize>, set: &mut [u64]) {
        let reaches = |&f: &usize| self.of(f).iter().zip(&plane.over).any(|(a, b)| a & b != 0);
        faces.filter(reaches).for_each(|f| set[f / 64] |= 1 << (f % 64));
    }

    /// A plane that proves that the faces do not add up to the prior. `None` decides nothing.
    pub fn plane(&self, basis: &mut Basis, faces: impl Iterator<Item = usize>) -> Option<Plane> {
        let mut available = vec![0u64; self.words];
        for f in faces {
            available.iter_mut().zip(self.of(f)).for_each(|(a, b)| *a |= b);
        }
        let n = self.types;
        let gone = |c: u32| c == NONE || !has(&available, c as usize);
        let mut missing: Vec<bool> = basis.columns.iter().map(|&c| gone(c)).collect();
        let without = |basis: &Basis, missing: &[bool]| -> f64 {
            basis.weights.iter().zip(missing).filter(|(_, m)| **m).map(|(w, _)| w).sum()
        };
        if without(basis, &missing) < MARGIN {
            return None;
        }
        // the corners at hand, coordinate by coordinate
        let corners: Vec<u32> = listed(&available).map(|c| c as u32).collect();
        let mut coordinates = Vec::with_capacity(n * corners.len());
        for t in 0..n {
            coordinates.extend(corners.iter().map(|&c| self.x[c as usize * n + t]));
        }
        let mut values = vec![0.0; corners.len()];
        let (mut plane, mut step) = (vec![0.0; n], vec![0.0; n]);
        for _ in 0..PIVOTS {
            plane.fill(0.0);
            for (row, _) in basis.inverse.chunks_exact(n).zip(&missing).filter(|(_, m)| **m) {
                plane.iter_mut().zip(row).for_each(|(y, z)| *y += z);
            }
            values.fill(0.0);
            for (y, x) in plane.iter().zip(coordinates.chunks_exact(corners.len().max(1))) {
                values.iter_mut().zip(x).for_each(|(v, x)| *v += y * x);
            }
            let best = values.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            let (k, height) = best.map_or((0, f64::MIN), |(k, v)| (k, *v));
            let prior: f64 = plane.iter().zip(&self.prior).map(|(y, p)| y * p).sum();
            let size = plane.iter().fold(0.0, |s: f64, y| s.max(y.abs()));
            if height + MARGIN * size < prior {
                let bound = prior - MARGIN * size;
                let mut over = vec![0u64; self.words];
                for (c, x) in self.x.chunks_exact(n).enumerate() {
                    let height: f64 = plane.iter().zip(x).map(|(y, x)| y * x).sum();
                    over[c / 64] |= u64::from(height >= bound) << (c % 64);
                }
                return Some(Plane { over });
            }
            if height < TINY {
                return None;
            }
            let corner = &self.x[corners[k] as usize * n..][..n];
            for (d, row) in step.iter_mut().zip(basis.inverse.chunks_exact(n)) {
                *d = row.iter().zip(corner).map(|(a, b)| a * b).sum();
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
            let (_, p) = leaving?;
            basis.pivot(p, corners[k], &step);
            missing[p] = false;
            if without(basis, &missing) < MARGIN {
                return None;
            }
        }
        None
    }
}

impl Basis {
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
