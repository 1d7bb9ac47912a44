//! Faces that leave each other type a message of its own.
//!
//! In an outcome whose messages of one class get different replies let `(K, B)` be the face of a
//! message. A type s outside K sends another message, whose face has a corner of the belief regions
//! with s in its support. If no such corner is compatible with `(K, B)`, by different replies where it
//! is of the same class, s must be in K. It is then in every larger face too, since that asks for more
//! by fewer replies. So the *closed* faces, which no type must join, are all that occur, and each can
//! be built upwards from corners, closing on the way. In the talk of Crawford and Sobel (1982), where
//! the senders of one reply form an interval, they are some `T^2 A` at most, of `2^T A` faces.

use super::incompatible::ScaledPayoffs;
use super::pair_test::PairTest;
use crate::equilibrium::enumerate::faces::{BeliefFace, FaceClosure};
use crate::equilibrium::enumerate::game_table::IntegerGame;
use crate::exact::bitset::{Bits, members};
use crate::exact::int::Int;

/// What closing a face needs to know of a game with one reader.
pub(in crate::equilibrium::enumerate) struct Closing {
    payoffs: ScaledPayoffs,
    /// `[class]`: the smallest faces, each around a corner.
    smallest: Vec<Vec<BeliefFace>>,
}

impl Closing {
    /// The smallest faces of a game.
    pub(in crate::equilibrium::enumerate) fn new<I: Int>(table: &IntegerGame<I>) -> Closing {
        let of_class = |c: usize| {
            let mut smallest: Vec<BeliefFace> = Vec::new();
            for corner in &table.classes[c].regions.corners {
                let known = |f: &BeliefFace| f.types == corner.support && f.rows == corner.rows;
                if !smallest.iter().any(known) {
                    smallest.push(BeliefFace::bare(c, corner.support, corner.rows.clone()));
                }
            }
            smallest
        };
        let smallest = (0..table.classes.len()).map(of_class).collect();
        Closing { payoffs: ScaledPayoffs::new(table), smallest }
    }

    /// The types that must join a face.
    fn missing(&self, class: usize, types: u128, rows: &Bits) -> u128 {
        let face = BeliefFace::bare(class, types, rows.clone());
        let mut test = PairTest::new(&self.payoffs, &face, true);
        let others = members(self.payoffs.types() & !types);
        let mut alone = |t: usize| {
            let own = self.smallest.iter().flatten().filter(|g| g.types >> t & 1 == 1);
            own.into_iter().all(|g| test.is_incompatible(g))
        };
        others.fold(0, |set, t| set | u128::from(alone(t)) << t)
    }
}

impl FaceClosure for Closing {
    fn close(&self, class: usize, mut types: u128, rows: &Bits) -> Option<(u128, u128)> {
        loop {
            let missing = self.missing(class, types, rows);
            if missing & !self.payoffs.senders(class) != 0 {
                return None;
            }
            let all = types | missing;
            let inside = |f: &&BeliefFace| f.types & !all == 0 && rows.is_subset(&f.rows);
            let own = self.smallest[class].iter().filter(inside);
            let more = own.fold(types, |types, f| types | f.types);
            if more == types {
                return Some((types, missing));
            }
            types = more;
        }
    }
}
