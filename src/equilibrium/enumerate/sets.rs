//! Sets of small numbers as words of bits, for sets of faces and of corners.

use crate::exact::bitset::ones;
use crate::exact::budget::room;

/// A set, one bit for each number that may be in it.
pub(crate) type Set = Vec<u64>;

/// The empty set of numbers below `n`.
pub(crate) fn none(n: usize) -> Set {
    vec![0; n.div_ceil(64)]
}

/// All numbers below `n`.
pub(crate) fn all(n: usize) -> Set {
    let mut all = vec![u64::MAX; n.div_ceil(64)];
    if let (Some(last), extra @ 1..) = (all.last_mut(), n % 64) {
        *last = (1 << extra) - 1;
    }
    all
}

pub(crate) fn listed(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(i, &w)| ones(w).map(move |b| 64 * i + b))
}

pub(crate) fn size(set: &[u64]) -> usize {
    set.iter().map(|w| w.count_ones() as usize).sum()
}

pub(crate) fn has(set: &[u64], i: usize) -> bool {
    set[i / 64] >> (i % 64) & 1 == 1
}

pub(crate) fn insert(set: &mut [u64], i: usize) {
    set[i / 64] |= 1 << (i % 64);
}

pub(crate) fn remove(set: &mut [u64], i: usize) {
    set[i / 64] &= !(1 << (i % 64));
}

pub(crate) fn intersect(set: &mut [u64], other: &[u64]) {
    set.iter_mut().zip(other).for_each(|(a, b)| *a &= b);
}

pub(crate) fn unite(set: &mut [u64], other: &[u64]) {
    set.iter_mut().zip(other).for_each(|(a, b)| *a |= b);
}

pub(crate) fn meet(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

/// Keep the numbers that a test passes.
pub(crate) fn retain(set: &mut [u64], mut keep: impl FnMut(usize) -> bool) {
    for (i, word) in set.iter_mut().enumerate() {
        for b in ones(*word) {
            if !keep(64 * i + b) {
                *word &= !(1 << b);
            }
        }
    }
}

/// Sets side by side.
pub(crate) struct Rows {
    words: usize,
    bits: Vec<u64>,
}

impl Rows {
    /// So many empty sets of numbers below `n`.
    pub fn new(rows: usize, n: usize) -> Rows {
        let words = n.div_ceil(64);
        let mut bits = room(rows * words, "what is known of pairs of faces");
        bits.resize(rows * words, 0);
        Rows { words, bits }
    }

    pub fn row(&self, r: usize) -> &[u64] {
        &self.bits[r * self.words..][..self.words]
    }

    pub fn row_mut(&mut self, r: usize) -> &mut [u64] {
        &mut self.bits[r * self.words..][..self.words]
    }

    pub fn insert(&mut self, r: usize, i: usize) {
        insert(self.row_mut(r), i);
    }

    /// The rows that each number below `n` is in.
    pub fn turned(&self, n: usize) -> Rows {
        let rows = self.bits.len() / self.words.max(1);
        let mut turned = Rows::new(n, rows);
        (0..rows).for_each(|r| listed(self.row(r)).for_each(|i| turned.insert(i, r)));
        turned
    }
}
