//! The knowledge of pruning at a node: compatible pairs, and how the prior lies in a convex hull.

use std::sync::Arc;

use super::prior_hull::{HullBasis, HullCorners, HullTest};
use crate::equilibrium::enumerate::candidates::OpenFaces;
use crate::equilibrium::enumerate::faces::BeliefFace;
use crate::exact::bitset::{BitMatrix, FixedBitSet, has, meet};

/// The compatible pairs among some candidates, and the corners of these faces.
///
/// Two faces are compatible unless it is proved that no strategy of the receiver supports both.
pub(super) struct Compatibility {
    /// `[index]`: the faces compatible with a face.
    pub(super) partners: BitMatrix,
    pub(super) corners: HullCorners,
}

impl Compatibility {
    /// The same of the faces `kept` alone, without the corners that neither they nor the chosen
    /// faces have; the numbering of the basis follows.
    fn restricted(&self, kept: &[usize], basis: &mut HullBasis) -> Compatibility {
        let mut partners = BitMatrix::new(kept.len(), kept.len());
        for (i, &f) in kept.iter().enumerate() {
            let from = self.partners.row(f);
            for (word, kept) in partners.row_mut(i).iter_mut().zip(kept.chunks(64)) {
                *word = kept.iter().rev().fold(0, |w, g| w << 1 | u64::from(has(from, *g)));
            }
        }
        Compatibility { partners, corners: self.corners.restricted(kept, basis) }
    }
}

/// What is known of the candidates of a node, by their indices.
#[derive(Clone)]
pub(in crate::equilibrium::enumerate) struct HullKnowledge {
    pub(super) compatibility: Arc<Compatibility>,
    /// The prior by corners of the chosen and the open faces, as far as that is known.
    pub(super) basis: HullBasis,
}

/// What earlier branches of a node tell of later ones, last used first.
#[derive(Default)]
pub(in crate::equilibrium::enumerate) struct HullCache {
    /// For each plane that showed that a choice has no completion, the faces that reach beyond it.
    planes: Vec<FixedBitSet>,
    /// Bases that wrote the prior by corners at hand.
    bases: Vec<HullBasis>,
}

/// The most planes and the most bases that are kept for a node. On 6x6x6 a search with 1 takes 3 %
/// longer, and one with 32 as long; it affects only time.
const CACHED: usize = 8;

/// Finds the first entry that passes a test and moves it to the front.
fn promote_first<T>(list: &mut [T], test: impl FnMut(&T) -> bool) -> Option<&T> {
    let k = list.iter().position(test)?;
    list[..=k].rotate_right(1);
    list.first()
}

/// Puts an entry in front, in place of the last if the list is full.
fn push_front<T>(list: &mut Vec<T>, first: T) {
    list.truncate(CACHED - 1);
    list.insert(0, first);
}

/// With more open faces than this they are not renumbered: pairs take a bit each, 8 MB for so many.
/// On 6x6x6, where nodes have fewer, a search without renumbering takes 40 % longer, and one with
/// 512 as long. It affects only time.
const MOST_RENUMBERED: usize = 8192;

impl HullKnowledge {
    /// The candidates that are compatible with one of them.
    pub(super) fn compatible(&self, choice: usize) -> &[u64] {
        self.compatibility.partners.row(choice)
    }

    /// Is it proved that the prior lies outside the hull of the chosen and the open faces?
    pub(super) fn prior_is_outside(&mut self, open: &OpenFaces) -> bool {
        let corners = &self.compatibility.corners;
        if corners.holds(&self.basis, None, open.indices()) {
            return false;
        }
        match corners.test(&self.basis, None, open.indices()) {
            HullTest::Outside(_) => true,
            HullTest::Inside(basis) => {
                self.basis = basis;
                false
            }
        }
    }

    /// A basis for the prior after one more choice that leaves the faces `after` open; `None` if
    /// these provably leave the prior outside their hull.
    pub(super) fn basis_after(
        &self,
        open: &OpenFaces,
        choice: usize,
        after: &OpenFaces,
        cache: &mut HullCache,
    ) -> Option<HullBasis> {
        let corners = &self.compatibility.corners;
        let after = after.indices();
        let separates = |plane: &FixedBitSet| !has(plane, choice) && !meet(plane, after);
        if promote_first(&mut cache.planes, separates).is_some() {
            return None;
        }
        let holds = |basis: &HullBasis| corners.holds(basis, Some(choice), after);
        let known = match holds(&self.basis) {
            true => Some(&self.basis),
            false => promote_first(&mut cache.bases, holds),
        };
        let mut basis = match known {
            Some(basis) => basis.clone(),
            None => match corners.test(&self.basis, Some(choice), after) {
                HullTest::Inside(basis) => {
                    push_front(&mut cache.bases, basis.clone());
                    basis
                }
                HullTest::Outside(plane) => {
                    push_front(&mut cache.planes, corners.beyond(&plane, open.indices()));
                    return None;
                }
            },
        };
        corners.choose(choice, &mut basis);
        Some(basis)
    }

    /// Renumbers the open faces if that halves the candidates.
    pub(super) fn compact(&mut self, open: &mut OpenFaces, game: &[BeliefFace], types: usize) {
        let count = open.len();
        if count <= MOST_RENUMBERED && 2 * count <= open.candidates() {
            let compatibility = self.compatibility.restricted(&open.list(), &mut self.basis);
            self.compatibility = Arc::new(compatibility);
            open.renumber(game, types);
        }
    }
}
