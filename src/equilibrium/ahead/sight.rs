//! What is known of a field of faces before one of them is chosen.

use super::reach::{Basis, Corners, Plane, Prop, Reach};
use crate::equilibrium::sets::{Rows, Set, has};

/// Which faces go together, two by two, and the corners that they bring.
pub(in crate::equilibrium) struct Sight {
    /// `[face]`: those that it goes with.
    partners: Rows,
    corners: Corners,
}

impl Sight {
    pub(super) fn new(partners: Rows, corners: Corners) -> Sight {
        Sight { partners, corners }
    }

    /// The faces that go with this one.
    pub fn partners(&self, face: usize) -> &[u64] {
        self.partners.row(face)
    }

    /// The same of a part of the faces, for what a basis tells is chosen; which of them go together
    /// is left out.
    pub fn corners_of(&self, kept: &[usize], basis: &mut Basis) -> Sight {
        Sight { partners: Rows::new(0, 0), corners: self.corners.of(kept, basis) }
    }

    /// Add which faces go together, by their places in a field that knows.
    pub fn complete(&mut self, outer: &Sight, places: &[usize]) {
        let mut partners = Rows::new(places.len(), places.len());
        for (i, &f) in places.iter().enumerate() {
            let from = outer.partners(f);
            let with = places.iter().enumerate().filter(|(_, g)| has(from, **g));
            with.for_each(|(k, _)| partners.insert(i, k));
        }
        self.partners = partners;
    }

    /// Nothing chosen yet.
    pub fn start(&self) -> Basis {
        self.corners.start()
    }

    /// Choose a face.
    pub fn take(&self, face: usize, basis: &mut Basis) {
        self.corners.take(face, basis);
    }

    /// Does a basis hold with the chosen faces, one more and those that are open?
    pub fn holds(&self, basis: &Basis, choice: Option<usize>, open: &[u64]) -> bool {
        self.corners.holds(basis, choice, open)
    }

    /// Do the chosen faces, one more and those that are open add up to the prior?
    pub fn reach(&self, basis: &Basis, choice: Option<usize>, open: &[u64]) -> Reach {
        self.corners.reach(basis, choice, open)
    }

    /// Do the chosen faces and those that `stay` add up to the prior? If not, an open face may.
    pub fn prop(&self, basis: &Basis, open: &[u64], stay: &[u64]) -> Prop {
        self.corners.prop(basis, open, stay)
    }

    /// Those of the faces that reach over a plane.
    pub fn over(&self, plane: &Plane, faces: &[u64]) -> Set {
        self.corners.over(plane, faces)
    }

    /// Open faces one of which is in every completion, as few as a plane tells.
    pub fn hurdle(&self, basis: &Basis, open: &[u64]) -> Option<Set> {
        self.corners.hurdle(basis, open)
    }
}
