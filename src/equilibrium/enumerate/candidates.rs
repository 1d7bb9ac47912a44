//! The faces that are left to choose from, with numbers of their own.
//!
//! Most of the search goes on where few faces are left. Numbered anew, a set of them takes a word or
//! two, and all that is known of them lies together.

use std::sync::Arc;

use super::faces::{DeterrenceCache, Face};
use super::prune::{Compatibility, HullBasis, HullTest, PriorSupport};
use crate::exact::bitset::{
    BitMatrix, FixedBitSet, all, has, intersect, listed, meet, members, remove, retain, size,
};

/// Some faces of a game, in order.
pub(crate) struct Candidates {
    /// By place in the field: the number in the game.
    pub faces: Vec<u32>,
    /// `[t]`: the faces in which type t takes part.
    covering: BitMatrix,
    /// `[d]`: the faces of dimension at most d.
    up_to: BitMatrix,
    /// What looking ahead knows of them.
    compatibility: Option<Compatibility>,
    /// The field that knows which faces go together, with their places in it, if this one does not.
    outer: Option<(Arc<Candidates>, Vec<usize>)>,
}

impl Candidates {
    pub fn new(
        game: &[Face],
        faces: Vec<u32>,
        types: usize,
        compatibility: Option<Compatibility>,
    ) -> Candidates {
        let mut covering = BitMatrix::new(types, faces.len());
        let mut up_to = BitMatrix::new(types + 1, faces.len());
        for (i, &f) in faces.iter().enumerate() {
            let face = &game[f as usize];
            members(face.types).for_each(|t| covering.insert(t, i));
            (face.dimension..=types).for_each(|d| up_to.insert(d, i));
        }
        Candidates { faces, covering, up_to, compatibility, outer: None }
    }
}

/// What is left to choose from at a node.
#[derive(Clone)]
pub(crate) struct OpenFaces {
    pub field: Arc<Candidates>,
    /// By place in the field.
    pub open: FixedBitSet,
    /// The prior by corners of the faces chosen and open, as far as that goes.
    basis: Option<HullBasis>,
}

/// What earlier choices at a node tell of later ones, newest use first.
#[derive(Default)]
pub(crate) struct Hints {
    /// The faces over each of some planes that put choices out of reach.
    planes: Vec<FixedBitSet>,
    /// Ways to add up to the prior.
    bases: Vec<HullBasis>,
    /// Payoffs that deter off the path, and others.
    pub tempted: DeterrenceCache,
}

/// The most planes and the most bases that are kept for a node.
const HINTS: usize = 8;

/// Take the first that a test passes, and put it in front.
fn take_first<T>(list: &mut [T], test: impl FnMut(&T) -> bool) -> Option<&T> {
    let k = list.iter().position(test)?;
    list[..=k].rotate_right(1);
    list.first()
}

/// Put one in front of a list that is kept short.
fn put_first<T>(list: &mut Vec<T>, first: T) {
    list.truncate(HINTS - 1);
    list.insert(0, first);
}

/// With more faces than this it takes too long to number them anew.
const MANY: usize = 8192;

/// With so many times fewer faces it pays to number them anew, though many choices are given up soon.
const FOCUS: usize = 4;

impl OpenFaces {
    /// Everything.
    pub fn start(field: Candidates) -> OpenFaces {
        let open = all(field.faces.len());
        let basis = field.compatibility.as_ref().map(|compatibility| compatibility.corners.start());
        OpenFaces { field: Arc::new(field), open, basis }
    }

    /// The face at a place in the field.
    pub fn face(&self, place: usize) -> usize {
        self.field.faces[place] as usize
    }

    /// The places of the open faces.
    pub fn places(&self) -> Vec<usize> {
        listed(&self.open).collect()
    }

    /// What one more choice leaves, as far as dimensions and two faces tell; there is room for so
    /// many dimensions more.
    pub fn after(&self, choice: usize, room: usize) -> OpenFaces {
        let field = &*self.field;
        let mut open = self.open.clone();
        intersect(&mut open, field.up_to.row(room));
        if let Some(compatibility) = &field.compatibility {
            intersect(&mut open, compatibility.partners(choice));
        }
        remove(&mut open, choice);
        OpenFaces { field: self.field.clone(), open, basis: None }
    }

    /// Leave out faces, by number.
    pub fn leave(&mut self, mut out: impl FnMut(usize) -> bool) {
        let faces = &self.field.faces;
        retain(&mut self.open, |place| !out(faces[place] as usize));
    }

    /// Is there a type without a message and without a face to get one?
    pub fn leaves_a_type_out(&self, covered: u128, types: usize) -> bool {
        let none = |t: usize| !meet(&self.open, self.field.covering.row(t));
        (0..types).filter(|t| covered >> t & 1 == 0).any(none)
    }

    /// Places of open faces one of which is in every completion.
    pub fn choices(&self, covered: u128, types: usize) -> Vec<usize> {
        let uncovered = (0..types).filter(|t| covered >> t & 1 == 0);
        let cover = |t: usize| {
            let mut faces = self.open.clone();
            intersect(&mut faces, self.field.covering.row(t));
            faces
        };
        let mut least = match uncovered.map(cover).min_by_key(|faces| size(faces)) {
            Some(faces) => faces,
            None => self.open.clone(),
        };
        if let (Some(compatibility), Some(basis)) = (&self.field.compatibility, &self.basis)
            && let Some(faces) = compatibility.corners.branching_faces(basis, &self.open)
            && size(&faces) < size(&least)
        {
            least = faces;
        }
        listed(&least).collect()
    }

    /// Is it proved that the chosen faces and those left do not add up to the prior?
    pub fn prior_is_outside(&mut self) -> bool {
        let (Some(compatibility), Some(basis)) = (&self.field.compatibility, &self.basis) else {
            return false;
        };
        if compatibility.corners.holds(basis, None, &self.open) {
            return false;
        }
        match compatibility.corners.reach(basis, None, &self.open) {
            HullTest::Outside(_) => true,
            HullTest::Inside(basis) => {
                self.basis = Some(basis);
                false
            }
        }
    }

    /// Do the chosen faces and those that `stay` add up to the prior? If not, an open face may.
    pub fn prop(&self, stay: &[u64]) -> PriorSupport {
        match (&self.field.compatibility, &self.basis) {
            (Some(compatibility), Some(basis)) => {
                compatibility.corners.prop(basis, &self.open, stay)
            }
            _ => PriorSupport::Inside,
        }
    }

    /// The same after one more choice that leaves `rest`, with the help of earlier choices.
    pub fn leaves_prior_outside(
        &self,
        choice: usize,
        rest: &mut OpenFaces,
        hints: &mut Hints,
    ) -> bool {
        let (Some(compatibility), Some(basis)) = (&self.field.compatibility, &self.basis) else {
            return false;
        };
        let open = &rest.open;
        if take_first(&mut hints.planes, |p| !has(p, choice) && !meet(p, open)).is_some() {
            return true;
        }
        let holds = |basis: &HullBasis| compatibility.corners.holds(basis, Some(choice), open);
        let known = match holds(basis) {
            true => Some(basis),
            false => take_first(&mut hints.bases, holds),
        };
        let mut basis = match known {
            Some(basis) => basis.clone(),
            None => match compatibility.corners.reach(basis, Some(choice), open) {
                HullTest::Inside(basis) => {
                    put_first(&mut hints.bases, basis.clone());
                    basis
                }
                HullTest::Outside(plane) => {
                    put_first(&mut hints.planes, compatibility.corners.over(&plane, &self.open));
                    return true;
                }
            },
        };
        compatibility.corners.take(choice, &mut basis);
        rest.basis = Some(basis);
        false
    }

    /// Number the open faces anew if that makes the field much smaller, without a record of which
    /// go together: nothing can be chosen before [`OpenFaces::compact`].
    pub fn focus(&mut self, game: &[Face], types: usize) {
        let open = size(&self.open);
        if open <= MANY && FOCUS * open <= self.field.faces.len() {
            self.renumber(game, types, false);
        }
    }

    /// Number the open faces anew, if that makes the field smaller or is due.
    pub fn compact(&mut self, game: &[Face], types: usize) {
        let open = size(&self.open);
        let smaller = open <= MANY && 2 * open <= self.field.faces.len();
        if smaller || self.field.outer.is_some() {
            self.renumber(game, types, true);
        }
    }

    fn renumber(&mut self, game: &[Face], types: usize, pairs: bool) {
        let (Some(compatibility), Some(basis)) = (&self.field.compatibility, &mut self.basis)
        else {
            return;
        };
        let kept: Vec<usize> = listed(&self.open).collect();
        let mut compatibility = compatibility.corners_of(&kept, basis);
        let faces = kept.iter().map(|&place| self.field.faces[place]).collect();
        let (outer, places) = match &self.field.outer {
            Some((outer, places)) => (outer, kept.iter().map(|&place| places[place]).collect()),
            None => (&self.field, kept),
        };
        let outer = if pairs {
            outer.compatibility.iter().for_each(|outer| compatibility.complete(outer, &places));
            None
        } else {
            Some((outer.clone(), places))
        };
        self.field = Arc::new(Candidates {
            outer,
            ..Candidates::new(game, faces, types, Some(compatibility))
        });
        self.open = all(self.field.faces.len());
    }
}
