//! What is known of a field of faces before one of them is chosen.

use super::prior_hull::{HullBasis, HullCorners};
use crate::exact::bitset::{BitMatrix, has};

/// Which faces go together, two by two, and the corners that they bring.
pub(crate) struct Compatibility {
    /// `[face]`: those that it goes with.
    partners: BitMatrix,
    pub corners: HullCorners,
}

impl Compatibility {
    pub(crate) fn new(partners: BitMatrix, corners: HullCorners) -> Compatibility {
        Compatibility { partners, corners }
    }

    /// The faces that go with this one.
    pub fn partners(&self, face: usize) -> &[u64] {
        self.partners.row(face)
    }

    /// The same of a part of the faces, for what a basis tells is chosen; which of them go together
    /// is left out.
    pub fn corners_of(&self, kept: &[usize], basis: &mut HullBasis) -> Compatibility {
        Compatibility { partners: BitMatrix::new(0, 0), corners: self.corners.of(kept, basis) }
    }

    /// Add which faces go together, by their places in a field that knows.
    pub fn complete(&mut self, outer: &Compatibility, places: &[usize]) {
        let mut partners = BitMatrix::new(places.len(), places.len());
        for (i, &f) in places.iter().enumerate() {
            let from = outer.partners(f);
            for (word, places) in partners.row_mut(i).iter_mut().zip(places.chunks(64)) {
                *word = places.iter().rev().fold(0, |w, g| w << 1 | u64::from(has(from, *g)));
            }
        }
        self.partners = partners;
    }
}
