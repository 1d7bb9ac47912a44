//! Faces that leave each other type a message of its own.
//!
//! In an outcome whose messages of one class get different replies let `(K, B)` be the face of a
//! message. A type s outside K sends another message, whose face has a corner of the belief regions
//! with s in its support. If no such corner is compatible with `(K, B)`, by different replies where it
//! is of the same class, s must be in K. It is then in every larger face too, since that asks for more
//! by fewer replies. So the *closed* faces, which no type must join, are all that occur, and each can
//! be built upwards from the closures of corners. In the talk of Crawford and Sobel (1982), where
//! senders of one reply form an interval, they are some T^2 A, where there are 2^T A faces.

use super::incompatible::ScaledPayoffs;
use super::pair_test::PairTest;
use crate::equilibrium::enumerate::faces::BeliefFace;
use crate::equilibrium::enumerate::game_table::IntegerGame;
use crate::exact::bitset::{Bits, members};
use crate::exact::int::Int;
use crate::game::replies::Regions;

/// What closing a face needs to know of a game.
pub(in crate::equilibrium::enumerate) struct Closing {
    payoffs: ScaledPayoffs,
    /// `[t]`: the smallest faces that have the type, each around a corner.
    smallest: Vec<Vec<BeliefFace>>,
}

impl Closing {
    /// The corners of a game, by type.
    pub(in crate::equilibrium::enumerate) fn new<I: Int>(table: &IntegerGame<I>) -> Closing {
        let mut smallest = vec![Vec::new(); table.types()];
        for (c, class) in table.classes.iter().enumerate() {
            let mut known: Vec<(u128, &Bits)> = Vec::new();
            for corner in &class.regions.corners {
                if !known.contains(&(corner.support, &corner.rows)) {
                    known.push((corner.support, &corner.rows));
                    for t in members(corner.support) {
                        smallest[t].push(BeliefFace::bare(c, corner.support, corner.rows.clone()));
                    }
                }
            }
        }
        Closing { payoffs: ScaledPayoffs::new(table), smallest }
    }

    /// Adds the types that must join a face, as far as they make a face with the same replies; says
    /// which are still to join. `None` if some cannot.
    pub(in crate::equilibrium::enumerate) fn close<I>(
        &self,
        (class, regions): (usize, &Regions<I>),
        mut types: u128,
        rows: &Bits,
    ) -> Option<(u128, u128)> {
        loop {
            let missing = self.missing(class, types, rows);
            if missing & !regions.senders != 0 {
                return None;
            }
            let all = types | missing;
            let own =
                regions.corners.iter().filter(|c| c.support & !all == 0 && rows.is_subset(&c.rows));
            let more = own.fold(types, |types, corner| types | corner.support);
            if more == types {
                return Some((types, missing));
            }
            types = more;
        }
    }

    /// The types that must join a face.
    fn missing(&self, class: usize, types: u128, rows: &Bits) -> u128 {
        let face = BeliefFace::bare(class, types, rows.clone());
        let mut test = PairTest::new(&self.payoffs, &face, true);
        let others = (0..self.smallest.len()).filter(|t| types >> t & 1 == 0);
        let alone = others.filter(|&t| self.smallest[t].iter().all(|g| test.is_incompatible(g)));
        alone.fold(0, |set, t| set | 1 << t)
    }
}
