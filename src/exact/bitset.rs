//! Sets of small integers as bits: [`Bits`] grows with its members, a mask in one word has room for
//! 64 or 128, and a [`FixedBitSet`] has room for all numbers below a bound.
//!
//! The functions on slices of words serve the inner loops of a search: its sets all have one
//! length, which is known beforehand, and no operation on them allocates.

use super::budget::room;

/// A set of indices, two words in place and more when needed; compared, hashed and ordered by
/// value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Bits {
    low: [u64; 2],
    /// Words past the first two, without trailing zeros. Nearly all sets have none, and not even an
    /// empty list of them to be copied and compared.
    high: Option<Vec<u64>>,
}

impl Bits {
    fn high(&self) -> &[u64] {
        self.high.as_deref().unwrap_or_default()
    }

    /// Adds a member.
    pub(crate) fn insert(&mut self, i: usize) {
        let word = i / 64;
        if word < 2 {
            self.low[word] |= 1 << (i % 64);
        } else {
            let high = self.high.get_or_insert_default();
            if high.len() < word - 1 {
                high.resize(word - 1, 0);
            }
            high[word - 2] |= 1 << (i % 64);
        }
    }

    /// Is `i` a member?
    pub(crate) fn contains(&self, i: usize) -> bool {
        let word = i / 64;
        let bits = if word < 2 { self.low[word] } else { *self.high().get(word - 2).unwrap_or(&0) };
        bits >> (i % 64) & 1 == 1
    }

    /// Is there no member?
    pub(crate) fn is_empty(&self) -> bool {
        self.low == [0, 0] && self.high.is_none()
    }

    /// The number of members.
    pub(crate) fn len(&self) -> usize {
        let count = |words: &[u64]| words.iter().map(|w| w.count_ones() as usize).sum::<usize>();
        count(&self.low) + self.high.as_deref().map_or(0, count)
    }

    /// Are all members in the other set too?
    pub(crate) fn is_subset(&self, other: &Bits) -> bool {
        self.low[0] & !other.low[0] == 0
            && self.low[1] & !other.low[1] == 0
            && self.high.as_ref().is_none_or(|high| {
                high.len() <= other.high().len()
                    && high.iter().zip(other.high()).all(|(a, b)| a & !b == 0)
            })
    }

    /// Have the sets no member in common?
    pub(crate) fn is_disjoint(&self, other: &Bits) -> bool {
        self.low[0] & other.low[0] == 0
            && self.low[1] & other.low[1] == 0
            && self.high().iter().zip(other.high()).all(|(a, b)| a & b == 0)
    }

    /// The members of either set.
    pub(crate) fn union(&self, other: &Bits) -> Bits {
        let low = [self.low[0] | other.low[0], self.low[1] | other.low[1]];
        if self.high.is_none() && other.high.is_none() {
            return Bits { low, high: None };
        }
        let n = self.high().len().max(other.high().len());
        let at = |v: &[u64], i: usize| v.get(i).copied().unwrap_or(0);
        let high = (0..n).map(|i| at(self.high(), i) | at(other.high(), i));
        Bits { low, high: Some(high.collect()) }
    }

    /// The members of both sets.
    pub(crate) fn intersection(&self, other: &Bits) -> Bits {
        let low = [self.low[0] & other.low[0], self.low[1] & other.low[1]];
        let (Some(high), Some(others)) = (&self.high, &other.high) else {
            return Bits { low, high: None };
        };
        let mut high: Vec<u64> = high.iter().zip(others).map(|(a, b)| a & b).collect();
        while high.last() == Some(&0) {
            high.pop();
        }
        Bits { low, high: (!high.is_empty()).then_some(high) }
    }

    /// The members, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let (mut word, mut at) = (self.low[0], 0);
        std::iter::from_fn(move || {
            while word == 0 {
                at += 1;
                word = if at < 2 { self.low[at] } else { *self.high().get(at - 2)? };
            }
            let i = word.trailing_zeros() as usize;
            word &= word - 1;
            Some(64 * at + i)
        })
    }
}

impl FromIterator<usize> for Bits {
    fn from_iter<T: IntoIterator<Item = usize>>(indices: T) -> Bits {
        let mut bits = Bits::default();
        indices.into_iter().for_each(|i| bits.insert(i));
        bits
    }
}

/// The sets that lie in no other, in order and each once.
pub(crate) fn maximal<'a>(sets: impl Iterator<Item = &'a Bits>) -> Vec<&'a Bits> {
    let mut sets: Vec<&Bits> = sets.collect();
    sets.sort();
    sets.dedup();
    let inside = |b: &Bits| sets.iter().any(|c| *c != b && b.is_subset(c));
    sets.iter().copied().filter(|b| !inside(b)).collect()
}

/// The positions of the ones of a word, ascending.
pub(crate) fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let i = word.trailing_zeros() as usize;
            word &= word - 1;
            i
        })
    })
}

/// The positions of the ones of a mask, ascending.
pub(crate) fn members(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let i = set.trailing_zeros() as usize;
            set &= set - 1;
            i
        })
    })
}

/// A set of numbers below a bound, one bit for each.
pub(crate) type FixedBitSet = Vec<u64>;

/// The empty set of numbers below `n`.
pub(crate) fn none(n: usize) -> FixedBitSet {
    vec![0; n.div_ceil(64)]
}

/// All numbers below `n`.
pub(crate) fn all(n: usize) -> FixedBitSet {
    let mut all = vec![u64::MAX; n.div_ceil(64)];
    if let (Some(last), extra @ 1..) = (all.last_mut(), n % 64) {
        *last = (1 << extra) - 1;
    }
    all
}

/// The members, ascending.
pub(crate) fn listed(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(i, &w)| ones(w).map(move |b| 64 * i + b))
}

/// The number of members.
pub(crate) fn size(set: &[u64]) -> usize {
    set.iter().map(|w| w.count_ones() as usize).sum()
}

/// Is `i` a member?
pub(crate) fn has(set: &[u64], i: usize) -> bool {
    set[i / 64] >> (i % 64) & 1 == 1
}

/// Adds a member.
pub(crate) fn insert(set: &mut [u64], i: usize) {
    set[i / 64] |= 1 << (i % 64);
}

/// Takes a member out.
pub(crate) fn remove(set: &mut [u64], i: usize) {
    set[i / 64] &= !(1 << (i % 64));
}

/// Keeps the members that the other set has too.
pub(crate) fn intersect(set: &mut [u64], other: &[u64]) {
    set.iter_mut().zip(other).for_each(|(a, b)| *a &= b);
}

/// Adds the members of the other set.
pub(crate) fn unite(set: &mut [u64], other: &[u64]) {
    set.iter_mut().zip(other).for_each(|(a, b)| *a |= b);
}

/// Do two sets have a member in common?
pub(crate) fn meet(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

/// Keeps the members that pass a test.
pub(crate) fn retain(set: &mut [u64], mut keep: impl FnMut(usize) -> bool) {
    for (i, word) in set.iter_mut().enumerate() {
        for b in ones(*word) {
            if !keep(64 * i + b) {
                *word &= !(1 << b);
            }
        }
    }
}

/// Sets of numbers below one bound, one after another in one piece of memory.
pub(crate) struct BitMatrix {
    words: usize,
    bits: Vec<u64>,
}

impl BitMatrix {
    /// Empty sets of numbers below `n`.
    pub(crate) fn new(rows: usize, n: usize) -> BitMatrix {
        let words = n.div_ceil(64);
        let mut bits = room(rows * words, "what is known of pairs of faces");
        bits.resize(rows * words, 0);
        BitMatrix { words, bits }
    }

    /// One of the sets.
    pub(crate) fn row(&self, r: usize) -> &[u64] {
        &self.bits[r * self.words..][..self.words]
    }

    /// One of the sets, to be changed.
    pub(crate) fn row_mut(&mut self, r: usize) -> &mut [u64] {
        &mut self.bits[r * self.words..][..self.words]
    }

    /// Adds a member to one of the sets.
    pub(crate) fn insert(&mut self, r: usize, i: usize) {
        insert(self.row_mut(r), i);
    }

    /// The transpose: for each number below `n` the sets that have it.
    pub(crate) fn transposed(&self, n: usize) -> BitMatrix {
        let rows = self.bits.len() / self.words.max(1);
        let mut transposed = BitMatrix::new(n, rows);
        (0..rows).for_each(|r| listed(self.row(r)).for_each(|i| transposed.insert(i, r)));
        transposed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_across_the_word_boundaries() {
        let a: Bits = [0, 5, 63, 64, 127, 128, 300].into_iter().collect();
        let b: Bits = [5, 64, 200, 300].into_iter().collect();
        let both: Bits = [5, 64, 300].into_iter().collect();
        assert_eq!(a.iter().collect::<Vec<_>>(), [0, 5, 63, 64, 127, 128, 300]);
        assert_eq!(a.intersection(&b), both);
        assert!(both.is_subset(&a) && both.is_subset(&b) && !a.is_subset(&b));
        assert_eq!(a.union(&b).iter().count(), 8);
        assert!(a.contains(300) && !a.contains(299) && !b.contains(1000));
        let low: Bits = [1].into_iter().collect();
        assert_eq!(low.intersection(&[1, 500].into_iter().collect()), low);
        assert!(!a.is_subset(&low) && Bits::default().is_empty());
    }
}
