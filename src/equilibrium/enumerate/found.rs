//! What the search finds, as small as it can be kept: there may be millions.

use super::faces::Face;
use super::receiver::{OnPathMessage, Supported, SupportingReplies};
use crate::exact::bitset::members;
use crate::exact::int::Int;
use crate::exact::packed::PackedIntegers;

/// An extreme sender strategy with all the replies that support it.
///
/// It takes 8 bytes for a number: one for each type at each face, one for each reply and the scale
/// in each ray.
#[derive(Clone, Debug)]
pub(crate) struct ExtremeSender {
    /// The faces of the masses, by position in the list of all.
    pub faces: Box<[u32]>,
    /// `scale`, then for each face the mass of each of its types.
    pub mass: PackedIntegers,
    pub parts: Box<[OutcomePart]>,
}

/// The replies on the path that one choice of pieces supports off the path.
#[derive(Clone, Debug)]
pub(crate) struct OutcomePart {
    /// The pieces that cut: (class, piece).
    pub cuts: Box<[(usize, usize)]>,
    /// The rays one after another, each `scale`, then for each face the weight of each reply.
    pub rays: PackedIntegers,
}

impl ExtremeSender {
    pub fn new<I: Int>(
        faces: &[u32],
        receivers: &SupportingReplies<I>,
        (scale, mass): (I, Vec<Vec<I>>),
        parts: Vec<Supported<I>>,
    ) -> ExtremeSender {
        let types = receivers.types();
        let mut masses = Vec::with_capacity(1 + mass.len() * types);
        masses.push(scale);
        for ((block, _), x) in receivers.blocks.iter().zip(&mass) {
            masses.extend(members(block.types).map(|t| x[t].clone()));
        }
        let part = |part: Supported<I>| {
            let cone = part.cone;
            let mut rays = Vec::with_capacity(cone.len() * (cone.width() - types));
            for ray in cone.rays() {
                // a ray has the scale, the types' payoffs, the weights
                rays.push(ray[0].clone());
                rays.extend_from_slice(&ray[1 + types..]);
            }
            OutcomePart { cuts: part.cuts.into(), rays: PackedIntegers::new(rays) }
        };
        let parts = parts.into_iter().map(part).collect();
        ExtremeSender { faces: faces.into(), mass: PackedIntegers::new(masses), parts }
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> usize {
        let part = |part: &OutcomePart| {
            size_of::<OutcomePart>() + size_of_val(&*part.cuts) + part.rays.bytes()
        };
        size_of::<ExtremeSender>()
            + size_of_val(&*self.faces)
            + self.mass.bytes()
            + self.parts.iter().map(part).sum::<usize>()
    }

    /// The messages on the path.
    pub fn blocks(&self, faces: &[Face]) -> Vec<OnPathMessage> {
        self.faces.iter().map(|&f| faces[f as usize].block()).collect()
    }

    /// The number of entries of a ray.
    pub fn width(&self, faces: &[Face]) -> usize {
        1 + self.faces.iter().map(|&f| faces[f as usize].replies.len()).sum::<usize>()
    }

    /// How many outcomes there are, those counted twice that lie in two parts.
    pub fn outcomes(&self, faces: &[Face]) -> usize {
        let width = self.width(faces);
        self.parts.iter().map(|part| part.rays.len() / width).sum()
    }
}
