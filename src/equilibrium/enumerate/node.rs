//! A node of the search tree: a choice of faces, on the way to an extreme sender.

use super::candidates::OpenFaces;
use super::faces::BeliefFace;
use super::payoff_ranks::{DeterrenceCache, PayoffSpan};
use super::receiver::SupportingReplies;
use crate::exact::int::Int;

/// The chosen faces, what they leave open, and what the pruner knows about them (`K`).
pub(super) struct SearchNode<I, K> {
    pub(super) replies: SupportingReplies<I>,
    /// The faces so far, one for each message of `replies`.
    pub(super) chosen: Vec<u32>,
    /// The sum of their dimensions.
    pub(super) dimension: usize,
    pub(super) open: OpenFaces,
    /// `[t]`: the payoffs that the replies leave type t.
    pub(super) spans: Vec<PayoffSpan>,
    pub(super) knowledge: K,
    /// The share of the whole search that the node stands for.
    pub(super) share: f64,
}

impl<I: Int, K: Clone> SearchNode<I, K> {
    /// The same node in another size of integer, if it fits.
    pub(super) fn convert<J: Int>(&self) -> Option<SearchNode<J, K>> {
        Some(SearchNode {
            replies: self.replies.convert()?,
            chosen: self.chosen.clone(),
            dimension: self.dimension,
            open: self.open.clone(),
            spans: self.spans.clone(),
            knowledge: self.knowledge.clone(),
            share: self.share,
        })
    }

    /// Is there a type that neither a chosen nor an open face covers?
    pub(super) fn leaves_a_type_out(&self) -> bool {
        self.open.leaves_a_type_out(self.replies.covered, self.spans.len())
    }

    /// `[t]`: the rank of the most that type t can get at the node and at one face more.
    pub(super) fn ceilings(&self, face: &BeliefFace) -> Vec<u32> {
        self.spans.iter().zip(&face.high).map(|(span, high)| span.ceiling.min(*high)).collect()
    }

    /// Closes every face that allows some type none of the payoffs that the replies leave it.
    pub(super) fn close_faces_by_payoff(&mut self, faces: &[BeliefFace]) {
        let spans = &self.spans;
        self.open.retain(|f| {
            let face = &faces[f];
            let bounds = face.low.iter().zip(&face.high).zip(spans);
            bounds.into_iter().all(|((low, high), s)| *low <= s.floor && *high >= s.least)
        });
    }
}

/// One more face for a node.
pub(super) struct Branch<'a> {
    /// Its index among the candidates of the node.
    pub(super) choice: usize,
    /// The choices of earlier branches: sets with one of them are found there.
    pub(super) earlier: &'a [usize],
    /// The share of the whole search that the branch stands for.
    pub(super) share: f64,
}

/// What the earlier branches of a node have shown, for the later ones; `C` is the pruner's part.
#[derive(Default)]
pub(super) struct BranchCache<C> {
    pub(super) deterrence: DeterrenceCache,
    pub(super) pruner: C,
}
