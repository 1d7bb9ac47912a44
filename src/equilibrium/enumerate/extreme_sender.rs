//! An extreme sender with its supporting replies, packed: a search may find millions.

use super::faces::BeliefFace;
use super::receiver::{Deterrence, OnPathMessage, ReplyPolytope, SupportingReplies};
use crate::exact::bitset::members;
use crate::exact::int::Int;
use crate::exact::packed::PackedIntegers;

/// An extreme sender strategy with all the replies that support it.
///
/// A number takes 8 bytes: there is one for each type of each face, and for the scale and each reply
/// of each ray.
#[derive(Clone, Debug)]
pub(super) struct ExtremeSender {
    /// The faces of the masses, by position in the list of all.
    pub(super) faces: Box<[u32]>,
    /// `scale`, then for each face the mass of each of its types.
    pub(super) mass: PackedIntegers,
    pub(super) polytopes: Box<[PackedPolytope]>,
}

/// A [`ReplyPolytope`], without the payoffs of the types.
#[derive(Clone, Debug)]
pub(super) struct PackedPolytope {
    /// The pieces that cut something off, (condition, piece): the condition is the class of an unsent
    /// message, or the complement of the position of a message on the path.
    pub(super) cuts: Box<[(usize, usize)]>,
    /// The rays one after another, each `scale`, then for each face the weight of each reply.
    pub(super) rays: PackedIntegers,
}

impl ExtremeSender {
    /// Packs the masses and polytopes of a choice of faces.
    pub(super) fn new<I: Int>(
        faces: &[u32],
        replies: &SupportingReplies<I>,
        (scale, mass): (I, Vec<Vec<I>>),
        polytopes: Vec<ReplyPolytope<I>>,
    ) -> ExtremeSender {
        let types = replies.types();
        let mut masses = Vec::with_capacity(1 + mass.len() * types);
        masses.push(scale);
        for ((message, _), x) in replies.messages.iter().zip(&mass) {
            masses.extend(members(message.types).map(|t| x[t].clone()));
        }
        let pack = |polytope: ReplyPolytope<I>| {
            let cone = polytope.cone;
            let mut rays = Vec::with_capacity(cone.len() * (cone.width() - types));
            for ray in cone.rays() {
                // the weights determine the payoffs, which stand between
                rays.push(ray[0].clone());
                rays.extend_from_slice(&ray[1 + types..]);
            }
            let number = |(c, k): &(Deterrence, usize)| (c.sent.map_or(c.class, |at| !at), *k);
            let cuts = polytope.cuts.iter().map(number).collect();
            PackedPolytope { cuts, rays: PackedIntegers::new(rays) }
        };
        let polytopes = polytopes.into_iter().map(pack).collect();
        ExtremeSender { faces: faces.into(), mass: PackedIntegers::new(masses), polytopes }
    }

    /// The bytes of memory that it takes.
    pub(super) fn bytes(&self) -> usize {
        let bytes = |polytope: &PackedPolytope| {
            size_of::<PackedPolytope>() + size_of_val(&*polytope.cuts) + polytope.rays.bytes()
        };
        size_of::<ExtremeSender>()
            + size_of_val(&*self.faces)
            + self.mass.bytes()
            + self.polytopes.iter().map(bytes).sum::<usize>()
    }

    /// The conditions and pieces that cut something off a polytope, with the positions of the messages
    /// on the path.
    pub(super) fn cuts(
        &self,
        polytope: usize,
        messages: &[OnPathMessage],
    ) -> Vec<(Deterrence, usize)> {
        let cut = |&(c, k): &(usize, usize)| match messages.get(!c) {
            Some(message) => (Deterrence::beside(message, !c), k),
            None => (Deterrence::unsent(c), k),
        };
        self.polytopes[polytope].cuts.iter().map(cut).collect()
    }

    /// The messages on the path.
    pub(super) fn messages(&self, faces: &[BeliefFace]) -> Vec<OnPathMessage> {
        self.faces.iter().map(|&f| faces[f as usize].message()).collect()
    }

    /// The number of entries of a ray.
    pub(super) fn width(&self, faces: &[BeliefFace]) -> usize {
        1 + self.faces.iter().map(|&f| faces[f as usize].replies.len()).sum::<usize>()
    }

    /// The number of outcomes; one that lies in two polytopes counts twice.
    pub(super) fn outcomes(&self, faces: &[BeliefFace]) -> usize {
        let width = self.width(faces);
        self.polytopes.iter().map(|polytope| polytope.rays.len() / width).sum()
    }
}
