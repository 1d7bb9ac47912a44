//! The faces to branch over: the few that reach beyond a plane.
//!
//! If a plane has the prior on one side and all corners of the chosen faces on the other, every
//! completion has a face with a corner on the side of the prior. The fewer open faces have one, the
//! fewer branches. Planes are tried by a local search from the separating plane that the simplex
//! method finds and some hundred simple ones; any plane is valid, so the choice affects only time.

use super::prior_hull::{HullBasis, HullCorners, HullTest, MARGIN, above};
use crate::exact::bitset::{FixedBitSet, intersect, listed, meet, none, size, unite};

/// The prior must be at least this far above a plane, for coordinates up to 1. A smaller distance
/// would come near the margin of [`prior_hull`](super::prior_hull).
const NEAR: f64 = 1e-7;
/// The weights of a second type in a simple plane, against the first: half, and just short of 1, so
/// that the prior stays above the plane. The values were not measured, here and below; with the
/// planes that they give 7x7x7 has 31,000 nodes instead of 87,000. They affect only time.
const SECOND_WEIGHTS: [f64; 2] = [0.5, 1.0 - 10.0 * NEAR];
/// The changes of a coordinate that the local search tries, in shares of the prior.
const TURNS: [f64; 6] = [-1.0, -0.5, -0.25, 0.25, 0.5, 1.0];

impl HullCorners {
    /// The open faces that reach beyond a plane with the prior above and the chosen faces below,
    /// for the plane with the fewest of those tried.
    pub(super) fn branching_faces(&self, basis: &HullBasis, open: &[u64]) -> Option<FixedBitSet> {
        let mut best = BranchingPlane {
            corners: self,
            chosen: &basis.chosen,
            open,
            plane: vec![0.0; self.prior.len()],
            faces: None,
            least: usize::MAX,
            values: vec![0.0; self.count],
            corners_beyond: none(self.count),
            faces_beyond: vec![0; open.len()],
        };
        if let HullTest::Outside(plane) = self.search(&self.start(), &basis.chosen) {
            best.offer(&plane.normal);
        }
        best.try_simple();
        best.turn();
        best.faces
    }
}

/// The best plane so far.
struct BranchingPlane<'a> {
    corners: &'a HullCorners,
    chosen: &'a [u64],
    open: &'a [u64],
    plane: Vec<f64>,
    /// The open faces that reach beyond it, if there is one.
    faces: Option<FixedBitSet>,
    /// The number of these faces.
    least: usize,
    /// Memory for one more plane: the heights of all corners, and the corners and faces beyond it.
    values: Vec<f64>,
    corners_beyond: FixedBitSet,
    faces_beyond: FixedBitSet,
}

impl BranchingPlane<'_> {
    /// Takes a plane if it separates the prior from the chosen faces and fewer open faces reach
    /// beyond it.
    fn offer(&mut self, plane: &[f64]) -> bool {
        let corners = self.corners;
        let prior: f64 = plane.iter().zip(&corners.prior).map(|(y, p)| y * p).sum();
        let largest = plane.iter().fold(0.0, |s: f64, y| s.max(y.abs()));
        corners.heights(plane, &mut self.values);
        above(&self.values, prior - MARGIN * largest, &mut self.corners_beyond);
        if prior < NEAR * largest || meet(&self.corners_beyond, self.chosen) {
            return false;
        }
        self.faces_beyond.fill(0);
        listed(&self.corners_beyond)
            .for_each(|c| unite(&mut self.faces_beyond, corners.faces_at.row(c)));
        intersect(&mut self.faces_beyond, self.open);
        let count = size(&self.faces_beyond);
        if count >= self.least {
            return false;
        }
        self.least = count;
        self.plane.copy_from_slice(plane);
        self.faces.get_or_insert_default().clone_from(&self.faces_beyond);
        true
    }

    /// The types of positive prior, each with the reciprocal of its probability.
    fn types(&self) -> Vec<(usize, f64)> {
        let prior = self.corners.prior.iter().enumerate();
        prior.filter(|(_, p)| **p > 0.0).map(|(t, p)| (t, 1.0 / p)).collect()
    }

    /// Tries the planes that compare one type with the prior, and two types with each other.
    ///
    /// They say that after some message a type is at least as likely as by the prior; or that some
    /// message raises the probability of a type, against the prior, at least as much as that of
    /// another, or half as much.
    fn try_simple(&mut self) {
        let types = self.types();
        let mut plane = vec![0.0; self.plane.len()];
        for &(t, unit) in &types {
            plane[t] = unit;
            for &(s, other) in &types {
                if s == t {
                    self.offer(&plane);
                    continue;
                }
                for part in SECOND_WEIGHTS {
                    plane[s] = -part * other;
                    self.offer(&plane);
                }
                plane[s] = 0.0;
            }
            plane[t] = 0.0;
        }
    }

    /// Turns the best plane, one coordinate at a time, until no turn makes it better.
    fn turn(&mut self) {
        if self.faces.is_none() {
            return;
        }
        let types = self.types();
        let mut plane = vec![0.0; self.plane.len()];
        let mut turned = true;
        while turned && self.least > 1 {
            turned = false;
            for &(s, unit) in &types {
                for turn in TURNS {
                    plane.copy_from_slice(&self.plane);
                    plane[s] += turn * unit;
                    turned |= self.offer(&plane);
                }
            }
        }
    }
}
