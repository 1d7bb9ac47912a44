//! The pairs of compatible faces, with the corners of the faces.

use super::prior_hull::{HullBasis, HullCorners};
use crate::exact::bitset::{BitMatrix, has};

/// The compatible pairs among some candidates, and the corners of these faces.
///
/// Two faces are compatible unless it is proved that no strategy of the receiver supports both.
pub(super) struct Compatibility {
    /// `[index]`: the faces compatible with a face.
    partners: BitMatrix,
    pub(super) corners: HullCorners,
}

impl Compatibility {
    pub(super) fn new(partners: BitMatrix, corners: HullCorners) -> Compatibility {
        Compatibility { partners, corners }
    }

    /// The faces compatible with this one.
    pub(super) fn partners(&self, face: usize) -> &[u64] {
        self.partners.row(face)
    }

    /// The same of the faces `kept` alone, without the corners that neither they nor the chosen faces
    /// have; the numbering of the basis follows.
    pub(super) fn restricted(&self, kept: &[usize], basis: &mut HullBasis) -> Compatibility {
        let mut partners = BitMatrix::new(kept.len(), kept.len());
        for (i, &f) in kept.iter().enumerate() {
            let from = self.partners(f);
            for (word, kept) in partners.row_mut(i).iter_mut().zip(kept.chunks(64)) {
                *word = kept.iter().rev().fold(0, |w, g| w << 1 | u64::from(has(from, *g)));
            }
        }
        Compatibility { partners, corners: self.corners.restricted(kept, basis) }
    }
}
