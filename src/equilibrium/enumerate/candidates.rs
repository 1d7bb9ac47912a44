//! The faces among which a node of the search may still choose.
//!
//! Candidates have indices of their own. Most nodes lie deep in the tree, where few faces are open of
//! the thousands that the game has; with the open faces numbered anew, a set of them is a word or two.

use std::sync::Arc;

use super::faces::BeliefFace;
use crate::exact::bitset::{
    BitMatrix, FixedBitSet, all, intersect, listed, meet, members, remove, retain, size,
};

/// Some faces of a game, in their order there.
pub(super) struct Candidates {
    /// `[index]`: the number of the face in the game.
    faces: Vec<u32>,
    /// `[t]`: the faces with type t in their support.
    covering: BitMatrix,
    /// `[d]`: the faces of dimension at most d.
    up_to: BitMatrix,
}

impl Candidates {
    fn new(game: &[BeliefFace], faces: Vec<u32>, types: usize) -> Candidates {
        let mut covering = BitMatrix::new(types, faces.len());
        let mut up_to = BitMatrix::new(types + 1, faces.len());
        for (i, &f) in faces.iter().enumerate() {
            let face = &game[f as usize];
            members(face.types).for_each(|t| covering.insert(t, i));
            (face.dimension..=types).for_each(|d| up_to.insert(d, i));
        }
        Candidates { faces, covering, up_to }
    }
}

/// The faces that may still be chosen at a node: a subset of some candidates.
#[derive(Clone)]
pub(super) struct OpenFaces {
    candidates: Arc<Candidates>,
    /// By index among the candidates.
    indices: FixedBitSet,
}

impl OpenFaces {
    /// All faces of a game.
    pub(super) fn all(game: &[BeliefFace], types: usize) -> OpenFaces {
        let candidates = Candidates::new(game, (0..game.len() as u32).collect(), types);
        OpenFaces { candidates: Arc::new(candidates), indices: all(game.len()) }
    }

    /// The number of the face with an index.
    pub(super) fn face(&self, index: usize) -> usize {
        self.candidates.faces[index] as usize
    }

    /// The indices of the open faces, as a set.
    pub(super) fn indices(&self) -> &[u64] {
        &self.indices
    }

    /// The indices of the open faces, as a list.
    pub(super) fn list(&self) -> Vec<usize> {
        listed(&self.indices).collect()
    }

    /// The number of open faces.
    pub(super) fn len(&self) -> usize {
        size(&self.indices)
    }

    /// The number of candidates, open or not: indices are below it.
    pub(super) fn candidates(&self) -> usize {
        self.candidates.faces.len()
    }

    /// The faces that stay open without `choice`, of dimension at most `room`, and among the
    /// `compatible` ones where these are known.
    pub(super) fn without(
        &self,
        choice: usize,
        room: usize,
        compatible: Option<&[u64]>,
    ) -> OpenFaces {
        let mut indices = self.indices.clone();
        intersect(&mut indices, self.candidates.up_to.row(room));
        if let Some(compatible) = compatible {
            intersect(&mut indices, compatible);
        }
        remove(&mut indices, choice);
        OpenFaces { candidates: self.candidates.clone(), indices }
    }

    /// Closes the face with an index.
    pub(super) fn remove(&mut self, index: usize) {
        remove(&mut self.indices, index);
    }

    /// Keeps the faces that pass a test, which is given their numbers in the game.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        let faces = &self.candidates.faces;
        retain(&mut self.indices, |index| keep(faces[index] as usize));
    }

    /// Is there a type that is not covered and that no open face covers?
    pub(super) fn leaves_a_type_out(&self, covered: u128, types: usize) -> bool {
        let none = |t: usize| !meet(&self.indices, self.candidates.covering.row(t));
        (0..types).filter(|t| covered >> t & 1 == 0).any(none)
    }

    /// Open faces of which every completion has one: those that cover a type which is not covered
    /// yet, for the type with the fewest; all, if every type is covered.
    pub(super) fn fewest_covering(&self, covered: u128, types: usize) -> FixedBitSet {
        let cover = |t: usize| {
            let mut faces = self.indices.clone();
            intersect(&mut faces, self.candidates.covering.row(t));
            faces
        };
        let uncovered = (0..types).filter(|t| covered >> t & 1 == 0);
        let fewest = uncovered.map(cover).min_by_key(|faces| size(faces));
        fewest.unwrap_or_else(|| self.indices.clone())
    }

    /// Makes the open faces the candidates, numbered from 0 in the same order.
    pub(super) fn renumber(&mut self, game: &[BeliefFace], types: usize) {
        let faces = listed(&self.indices).map(|index| self.candidates.faces[index]).collect();
        self.candidates = Arc::new(Candidates::new(game, faces, types));
        self.indices = all(self.candidates.faces.len());
    }
}
