//! Which face to choose next: one of the few that reach over a plane.
//!
//! If a plane has the prior on one side and all corners of the chosen faces on the other, every
//! completion has a face with a corner on the side of the prior. The fewer open faces have one, the
//! fewer branches.

use super::prior_hull::{HullBasis, HullCorners, HullTest, MARGIN, above};
use crate::exact::bitset::{FixedBitSet, intersect, listed, meet, none, size, unite};

/// How far above a plane the prior is at least, for coordinates up to 1.
const NEAR: f64 = 1e-7;
/// How much less another type may weigh in a plane.
const PARTS: [f64; 2] = [0.5, 1.0 - 10.0 * NEAR];
/// Changes of a coordinate that are tried, in shares of the prior.
const TURNS: [f64; 6] = [-1.0, -0.5, -0.25, 0.25, 0.5, 1.0];

impl HullCorners {
    /// A plane with the prior above and what is chosen below, and few open faces that reach over it:
    /// those faces.
    pub fn branching_faces(&self, basis: &HullBasis, open: &[u64]) -> Option<FixedBitSet> {
        let mut best = BranchingPlane::new(self, &basis.taken, open);
        if let HullTest::Outside(plane) = self.search(&self.start(), &basis.taken) {
            best.offer(&plane.y);
        }
        best.simple();
        best.turn();
        best.faces
    }
}

/// The best plane so far.
struct BranchingPlane<'a> {
    corners: &'a HullCorners,
    taken: &'a [u64],
    open: &'a [u64],
    plane: Vec<f64>,
    /// The open faces that reach over it, if there is one.
    faces: Option<FixedBitSet>,
    /// How many they are.
    least: usize,
    /// Memory for one more plane: heights, corners and faces over it.
    values: Vec<f64>,
    over: FixedBitSet,
    reach: FixedBitSet,
}

impl BranchingPlane<'_> {
    fn new<'a>(corners: &'a HullCorners, taken: &'a [u64], open: &'a [u64]) -> BranchingPlane<'a> {
        BranchingPlane {
            corners,
            taken,
            open,
            plane: vec![0.0; corners.prior.len()],
            faces: None,
            least: usize::MAX,
            values: vec![0.0; corners.count],
            over: none(corners.count),
            reach: vec![0; open.len()],
        }
    }

    /// Take this plane if it is better.
    fn offer(&mut self, plane: &[f64]) -> bool {
        let corners = self.corners;
        let prior: f64 = plane.iter().zip(&corners.prior).map(|(y, p)| y * p).sum();
        let largest = plane.iter().fold(0.0, |s: f64, y| s.max(y.abs()));
        corners.heights(plane, &mut self.values);
        above(&self.values, prior - MARGIN * largest, &mut self.over);
        if prior < NEAR * largest || meet(&self.over, self.taken) {
            return false;
        }
        self.reach.fill(0);
        listed(&self.over).for_each(|c| unite(&mut self.reach, corners.with.row(c)));
        intersect(&mut self.reach, self.open);
        let count = size(&self.reach);
        if count >= self.least {
            return false;
        }
        self.least = count;
        self.plane.copy_from_slice(plane);
        self.faces.get_or_insert_default().clone_from(&self.reach);
        true
    }

    /// The types that there are, and what 1 in the unit of the prior stands for.
    fn types(&self) -> Vec<(usize, f64)> {
        let prior = self.corners.prior.iter().enumerate();
        prior.filter(|(_, p)| **p > 0.0).map(|(t, p)| (t, 1.0 / p)).collect()
    }

    /// Planes that say: some message in use makes a type at least as likely as it is by the prior;
    /// and: some message raises its share against the prior at least as much as another type's, or
    /// halfway.
    fn simple(&mut self) {
        let types = self.types();
        let mut plane = vec![0.0; self.plane.len()];
        for &(t, unit) in &types {
            plane[t] = unit;
            for &(s, other) in &types {
                if s == t {
                    self.offer(&plane);
                    continue;
                }
                for part in PARTS {
                    plane[s] = -part * other;
                    self.offer(&plane);
                }
                plane[s] = 0.0;
            }
            plane[t] = 0.0;
        }
    }

    /// Turn the best plane until no turn makes it better.
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
