//! The pairs of compatible faces, with the corners of the faces.

use super::prior_hull::{HullBasis, HullCorners};
use crate::equilibrium::enumerate::sets::{Rows, has};

/// The compatible pairs among some candidates, and the corners of these faces.
///
/// Two faces are compatible unless it is proved that no strategy of the receiver supports both.
pub(super) struct Compatibility {
    /// `[index]`: the faces compatible with a face.
    partners: Rows,
    pub(super) corners: HullCorners,
}

impl Compatibility {
    pub(super) fn new(partners: Rows, corners: HullCorners) -> Compatibility {
        Compatibility { partners, corners }
    }

    /// The faces compatible with this one.
    pub(super) fn partners(&self, face: usize) -> &[u64] {
        self.partners.row(face)
    }

    /// Restricts the corner data to the faces `kept` and to the corners chosen in `basis`, whose
    /// numbering follows. The pairs are left empty; see [`complete`](Compatibility::complete).
    pub(super) fn corners_of(&self, kept: &[usize], basis: &mut HullBasis) -> Compatibility {
        Compatibility { partners: Rows::new(0, 0), corners: self.corners.restricted(kept, basis) }
    }

    /// Fills in the pairs from those of larger candidates; `indices` are the places of the faces there.
    pub(super) fn complete(&mut self, larger: &Compatibility, indices: &[usize]) {
        let mut partners = Rows::new(indices.len(), indices.len());
        for (i, &f) in indices.iter().enumerate() {
            let from = larger.partners(f);
            for (word, indices) in partners.row_mut(i).iter_mut().zip(indices.chunks(64)) {
                *word = indices.iter().rev().fold(0, |w, g| w << 1 | u64::from(has(from, *g)));
            }
        }
        self.partners = partners;
    }
}
