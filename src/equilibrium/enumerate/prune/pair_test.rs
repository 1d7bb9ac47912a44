//! The test of a face against others: may one strategy of the receiver support both?
//!
//! Two messages of one class must get different replies where only such outcomes are asked for. Let
//! the faces allow the replies B and B', and let `rho` in `Delta(B)` and `rho'` in `Delta(B')` differ.
//! What is common to both can be taken away: `rho - rho' = d+ - d-` with supports `C` in B and `C'` in
//! B' that are disjoint, and the conditions, which compare what types get by the one and the other,
//! are linear in `rho - rho'`. So `d+` and `d-`, scaled to sum to 1, are such replies too. The pair
//! is therefore incompatible if it is for every way to share the common replies between B and B'.

use super::incompatible::{CutCache, PayoffProjection, ScaledPayoffs};
use crate::equilibrium::enumerate::faces::BeliefFace;
use crate::exact::bitset::Bits;

/// With more replies in common than this the faces are taken to be compatible by different ones. Not
/// measured: it affects only time.
const MAX_COMMON: usize = 3;

/// A face, and what is known of others against it.
pub(super) struct PairTest<'a> {
    payoffs: &'a ScaledPayoffs,
    face: &'a BeliefFace,
    /// Must messages of its class get different replies?
    different: bool,
    /// By the replies that are taken from the face, what is left.
    without: Vec<(Bits, PayoffProjection, CutCache)>,
}

impl<'a> PairTest<'a> {
    /// Nothing is known yet.
    pub(super) fn new(
        payoffs: &'a ScaledPayoffs,
        face: &'a BeliefFace,
        different: bool,
    ) -> PairTest<'a> {
        PairTest { payoffs, face, different, without: Vec::new() }
    }

    /// Is it proved that the faces are incompatible? `false` decides nothing.
    pub(super) fn is_incompatible(&mut self, other: &BeliefFace) -> bool {
        let common = match self.different && other.class == self.face.class {
            true => self.face.rows.intersection(&other.rows),
            false => Bits::default(),
        };
        if common.is_empty() {
            return self.test(&common, other);
        }
        let common: Vec<usize> = common.iter().collect();
        if common.len() > MAX_COMMON {
            return false;
        }
        (0..1usize << common.len()).all(|share| {
            let part = |of: usize| -> Bits {
                let own = common.iter().enumerate().filter(|(i, _)| share >> i & 1 == of);
                own.map(|(_, a)| *a).collect()
            };
            let left = without(&other.rows, &part(0));
            left.is_empty() || self.test(&part(1), &other.with_replies(left))
        })
    }

    /// The test of the face without some of its replies, which has none if all are taken.
    fn test(&mut self, taken: &Bits, other: &BeliefFace) -> bool {
        let place = match self.without.iter().position(|(known, ..)| known == taken) {
            Some(place) => place,
            None => {
                let left = without(&self.face.rows, taken);
                if left.is_empty() {
                    return true;
                }
                let classes = self.payoffs.classes();
                let projection = match taken.is_empty() {
                    true => PayoffProjection::of_face(self.payoffs, self.face),
                    false => PayoffProjection::of_face(self.payoffs, &self.face.with_replies(left)),
                };
                self.without.push((taken.clone(), projection, CutCache::new(classes)));
                self.without.len() - 1
            }
        };
        let (_, projection, cuts) = &mut self.without[place];
        projection.is_incompatible(self.payoffs, other, cuts)
    }
}

/// The replies that are not taken.
fn without(replies: &Bits, taken: &Bits) -> Bits {
    replies.iter().filter(|&a| !taken.contains(a)).collect()
}
