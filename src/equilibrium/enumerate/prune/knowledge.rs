//! The knowledge of pruning at a node: compatible pairs, and how the prior lies in a convex hull.

use std::sync::Arc;

use super::compatibility::Compatibility;
use super::prior_hull::{HullBasis, HullTest, PriorSupport};
use crate::equilibrium::enumerate::candidates::OpenFaces;
use crate::equilibrium::enumerate::faces::BeliefFace;
use crate::equilibrium::enumerate::sets::{Set, has, meet};

/// What is known of the candidates of a node, by their indices.
#[derive(Clone)]
pub(in crate::equilibrium::enumerate) struct HullKnowledge {
    compatibility: Arc<Compatibility>,
    /// Earlier candidates whose compatible pairs are known, with the indices of these candidates
    /// among them, where `compatibility` lacks the pairs.
    larger: Option<(Arc<Compatibility>, Vec<usize>)>,
    /// The prior by corners of the chosen and the open faces, as far as that is known.
    basis: HullBasis,
}

/// What earlier branches of a node tell of later ones, last used first.
#[derive(Default)]
pub(in crate::equilibrium::enumerate) struct HullCache {
    /// For each plane that showed that a choice has no completion, the faces that reach beyond it.
    planes: Vec<Set>,
    /// Bases that wrote the prior by corners at hand.
    bases: Vec<HullBasis>,
}

/// The most planes and the most bases that are kept for a node. Not measured: it affects only time.
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

/// With more open faces than this they are not renumbered: pairs take a bit each, and 8192 squared
/// are 8 MB. Chosen with the numbering on 7x7x7 and 4x32x16; it affects only time.
const MOST_RENUMBERED: usize = 8192;

/// Before the faces of a new node are tested, they are renumbered only if they are this many times
/// fewer than the candidates, since most nodes are given up in these tests. Chosen with the numbering
/// on 7x7x7 and 4x32x16; it affects only time.
const MUCH_FEWER: usize = 4;

impl HullKnowledge {
    /// No face is chosen.
    pub(super) fn root(compatibility: Arc<Compatibility>) -> HullKnowledge {
        let basis = compatibility.corners.start();
        HullKnowledge { compatibility, larger: None, basis }
    }

    /// The candidates that are compatible with one of them.
    pub(super) fn compatible(&self, choice: usize) -> &[u64] {
        self.compatibility.partners(choice)
    }

    /// The open faces beyond a plane that has the prior on one side and the chosen faces on the other.
    pub(super) fn branching_faces(&self, open: &OpenFaces) -> Option<Set> {
        self.compatibility.corners.branching_faces(&self.basis, open.indices())
    }

    /// Is it proved that the prior lies outside the hull of the chosen and the open faces?
    pub(in crate::equilibrium::enumerate) fn prior_is_outside(&mut self, open: &OpenFaces) -> bool {
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

    /// Which open face outside `kept` the basis needs to write the prior, if any.
    pub(super) fn prior_support(&self, open: &OpenFaces, kept: &[u64]) -> PriorSupport {
        self.compatibility.corners.prior_support(&self.basis, open.indices(), kept)
    }

    /// The knowledge of the same candidates with another basis.
    pub(super) fn with_basis(&self, basis: HullBasis) -> HullKnowledge {
        HullKnowledge { compatibility: self.compatibility.clone(), larger: None, basis }
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
        let separates = |plane: &Set| !has(plane, choice) && !meet(plane, after);
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

    /// Renumbers the open faces of a new node if they are few. Pairs are left out: nothing can be
    /// chosen before [`compact`](HullKnowledge::compact) puts them in.
    pub(super) fn focus(&mut self, open: &mut OpenFaces, game: &[BeliefFace], types: usize) {
        let count = open.len();
        if count <= MOST_RENUMBERED && MUCH_FEWER * count <= open.candidates() {
            self.renumber(open, game, types, false);
        }
    }

    /// Renumbers the open faces if that halves the candidates or pairs are missing.
    pub(in crate::equilibrium::enumerate) fn compact(
        &mut self,
        open: &mut OpenFaces,
        game: &[BeliefFace],
        types: usize,
    ) {
        let count = open.len();
        let fewer = count <= MOST_RENUMBERED && 2 * count <= open.candidates();
        if fewer || self.larger.is_some() {
            self.renumber(open, game, types, true);
        }
    }

    fn renumber(&mut self, open: &mut OpenFaces, game: &[BeliefFace], types: usize, pairs: bool) {
        let kept = open.list();
        let mut compatibility = self.compatibility.corners_of(&kept, &mut self.basis);
        let (larger, indices) = match &self.larger {
            Some((larger, indices)) => (larger, kept.iter().map(|&i| indices[i]).collect()),
            None => (&self.compatibility, kept),
        };
        let larger = if pairs {
            compatibility.complete(larger, &indices);
            None
        } else {
            Some((larger.clone(), indices))
        };
        self.compatibility = Arc::new(compatibility);
        self.larger = larger;
        open.renumber(game, types);
    }
}
