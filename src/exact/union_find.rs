//! Disjoint sets that several threads may join at once.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// A forest: every element but the roots points to a smaller one of its set (Anderson and Woll
/// 1991, "Wait-free parallel algorithms for the union-find problem").
///
/// No other memory is read on the strength of these numbers, so relaxed ordering is enough.
pub(crate) struct UnionFind(Vec<AtomicUsize>);

impl UnionFind {
    /// Sets of one element each, `n` in all.
    pub(crate) fn new(n: usize) -> UnionFind {
        UnionFind((0..n).map(AtomicUsize::new).collect())
    }

    /// The least element of a set, unless the set grows meanwhile.
    pub(crate) fn root(&self, mut i: usize) -> usize {
        loop {
            let up = self.0[i].load(Relaxed);
            if up == i {
                return i;
            }
            let next = self.0[up].load(Relaxed);
            // halve the path; if another thread was faster, its shortcut is as good
            let _ = self.0[i].compare_exchange(up, next, Relaxed, Relaxed);
            i = next;
        }
    }

    /// Joins the sets of two elements.
    pub(crate) fn join(&self, mut i: usize, mut j: usize) {
        loop {
            (i, j) = (self.root(i), self.root(j));
            if i == j {
                return;
            }
            let (low, high) = (i.min(j), i.max(j));
            // fails when another thread has joined this root meanwhile
            if self.0[high].compare_exchange(high, low, Relaxed, Relaxed).is_ok() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn what_is_joined_in_any_order_has_its_least_element_as_root() {
        // residues by 7 steps, each joined from many sides
        let n = 7000;
        let sets = UnionFind::new(n);
        (0..4 * n).into_par_iter().for_each(|k| {
            let i = k * 2654435761 % n;
            sets.join(i, (i + 7 * (1 + k % 5)) % n);
        });
        (0..n - 7).into_par_iter().for_each(|i| sets.join(i + 7, i));
        assert!((0..n).all(|i| sets.root(i) == i % 7));
    }
}
