//! Which boxes of a list meet, without a look at every pair.

use std::sync::atomic::{AtomicBool, Ordering};

/// Boxes with faces along the axes, given by their least and largest corners.
pub(crate) struct Boxes {
    dimensions: usize,
    /// `[i * dimensions + d]`
    low: Vec<f64>,
    high: Vec<f64>,
}

/// So few boxes are compared pair by pair.
const FEW: usize = 24;

/// A part of space: from the first number of each dimension up to, without, the second.
type Region = Vec<(f64, f64)>;

impl Boxes {
    pub fn new(dimensions: usize) -> Boxes {
        Boxes { dimensions, low: Vec::new(), high: Vec::new() }
    }

    /// One more box; bounds that are not numbers are no bounds.
    pub fn push(&mut self, sides: impl Iterator<Item = [f64; 2]>) {
        for [low, high] in sides {
            self.low.push(if low.is_nan() { f64::NEG_INFINITY } else { low });
            self.high.push(if high.is_nan() { f64::INFINITY } else { high });
        }
    }

    /// Every pair of boxes that meet and are not of one group, each once. Groups may grow as pairs
    /// are visited; after an error no more are. Where asked to, several threads visit at once.
    ///
    /// Space is halved where that parts the boxes, those on both sides going to both, until few are
    /// left; a pair counts where the least corner of what they share lies (Dittrich and Seeger 2000,
    /// "Data redundancy and duplicate detection in spatial join processing").
    pub fn meeting<E: Send>(
        &self,
        group: &(impl Fn(usize) -> usize + Sync),
        visit: &(impl Fn(usize, usize) -> Result<(), E> + Sync),
        parallel: bool,
    ) -> Result<(), E> {
        let region = vec![(f64::NEG_INFINITY, f64::INFINITY); self.dimensions];
        let all = (0..self.low.len() / self.dimensions.max(1)).collect();
        let failed = AtomicBool::new(false);
        let visit = |i: usize, j: usize| {
            if failed.load(Ordering::Relaxed) {
                return Ok(());
            }
            visit(i, j).inspect_err(|_| failed.store(true, Ordering::Relaxed))
        };
        self.halve(all, region, group, &visit, parallel)
    }

    fn halve<E: Send>(
        &self,
        boxes: Vec<usize>,
        region: Region,
        group: &(impl Fn(usize) -> usize + Sync),
        visit: &(impl Fn(usize, usize) -> Result<(), E> + Sync),
        parallel: bool,
    ) -> Result<(), E> {
        let mut groups = boxes.iter().map(|&i| group(i));
        let first = groups.next();
        if groups.all(|other| Some(other) == first) {
            return Ok(());
        }
        let best = match boxes.len() > FEW {
            true => (0..self.dimensions).filter_map(|d| self.cut(&boxes, d)).min_by_key(|c| c.2),
            false => None,
        };
        // halves that share more than half of the boxes are no help
        let Some((d, at, _)) = best.filter(|(.., both)| 2 * both <= 3 * boxes.len()) else {
            return self.pairs(&boxes, &region, group, visit);
        };
        let (mut below, mut above) = (region.clone(), region);
        (below[d].1, above[d].0) = (at, at);
        let side = |i: usize| i * self.dimensions + d;
        let left = boxes.iter().copied().filter(|&i| self.low[side(i)] < at).collect();
        let right = boxes.into_iter().filter(|&i| self.high[side(i)] >= at).collect();
        let left = || self.halve(left, below, group, visit, parallel);
        let right = || self.halve(right, above, group, visit, parallel);
        let (left, right) = if parallel { rayon::join(left, right) } else { (left(), right()) };
        left.and(right)
    }

    /// The median least corner, and how many boxes the halves have together.
    fn cut(&self, boxes: &[usize], d: usize) -> Option<(usize, f64, usize)> {
        let mut lows: Vec<f64> = boxes.iter().map(|i| self.low[i * self.dimensions + d]).collect();
        let middle = lows.len() / 2;
        let at = *lows.select_nth_unstable_by(middle, f64::total_cmp).1;
        let left = boxes.iter().filter(|&i| self.low[i * self.dimensions + d] < at).count();
        let right = boxes.iter().filter(|&i| self.high[i * self.dimensions + d] >= at).count();
        (left < boxes.len() && right < boxes.len()).then_some((d, at, left + right))
    }

    fn pairs<E>(
        &self,
        boxes: &[usize],
        region: &Region,
        group: &impl Fn(usize) -> usize,
        visit: &impl Fn(usize, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut groups: Vec<(usize, usize)> = boxes.iter().map(|&i| (group(i), i)).collect();
        groups.sort_unstable();
        let groups: Vec<&[(usize, usize)]> = groups.chunk_by(|a, b| a.0 == b.0).collect();
        for (n, ours) in groups.iter().enumerate() {
            'groups: for others in &groups[..n] {
                for (&(_, i), &(_, j)) in
                    ours.iter().flat_map(|i| others.iter().map(move |j| (i, j)))
                {
                    if group(i) == group(j) {
                        // groups only grow
                        continue 'groups;
                    }
                    if self.meet_in(region, i, j) {
                        visit(i, j)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Do two boxes meet, with the least corner of what they share in the region?
    fn meet_in(&self, region: &Region, i: usize, j: usize) -> bool {
        let (i, j) = (i * self.dimensions, j * self.dimensions);
        (0..self.dimensions).all(|d| {
            let least = self.low[i + d].max(self.low[j + d]);
            least <= self.high[i + d].min(self.high[j + d])
                && least >= region[d].0
                && (least < region[d].1 || region[d].1 == f64::INFINITY)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;

    use super::*;
    use crate::exact::disjoint::Disjoint;

    #[test]
    fn every_pair_that_meets_is_visited_once() {
        // points, flat boxes, long ones, and many that share a corner
        let mut state = 1u64;
        let mut number = |below: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            ((state >> 33) % below) as f64
        };
        for (dimensions, size) in [(1, 3), (2, 10), (3, 200), (4, 40)] {
            let mut boxes = Boxes::new(dimensions);
            for i in 0..300 {
                let long = [0, 1, 5, size][i % 4];
                let sides: Vec<[f64; 2]> = (0..dimensions)
                    .map(|_| {
                        let low = number(size);
                        [low, low + number(long + 1)]
                    })
                    .collect();
                boxes.push(sides.into_iter());
            }
            boxes.push((0..dimensions).map(|_| [f64::NAN, f64::NAN]));
            let found = |parallel: bool| {
                let found = Mutex::new(Vec::new());
                let visit = |i: usize, j: usize| -> Result<(), Infallible> {
                    found.lock().unwrap().push((i.max(j), i.min(j)));
                    Ok(())
                };
                assert!(boxes.meeting(&|i| i, &visit, parallel).is_ok());
                let mut found = found.into_inner().unwrap();
                found.sort();
                found
            };
            let of = |i: usize, d: usize| i * dimensions + d;
            let meet = |i: usize, j: usize| {
                (0..dimensions).all(|d| {
                    boxes.low[of(i, d)] <= boxes.high[of(j, d)]
                        && boxes.low[of(j, d)] <= boxes.high[of(i, d)]
                })
            };
            let pairs = (0..301).flat_map(|i| (0..i).map(move |j| (i, j)));
            let expected: Vec<(usize, usize)> = pairs.filter(|&(i, j)| meet(i, j)).collect();
            assert_eq!(found(false), expected);
            assert_eq!(found(true), expected);
        }
    }

    #[test]
    fn groups_come_out_whole_though_pairs_within_are_passed_over() {
        // points and short intervals on a line, many of them the same
        let ends = |i: usize| {
            let low = (i * i % 47) as f64;
            [low, low + (i % 3) as f64 / 2.0]
        };
        let n = 200;
        let mut boxes = Boxes::new(1);
        (0..n).for_each(|i| boxes.push([ends(i)].into_iter()));
        let (group, visits) = (Disjoint::new(n), AtomicUsize::new(0));
        let visit = |i: usize, j: usize| -> Result<(), Infallible> {
            visits.fetch_add(1, Ordering::Relaxed);
            assert_ne!(group.root(i), group.root(j), "{i} and {j} are one already");
            group.join(i, j);
            Ok(())
        };
        assert!(boxes.meeting(&|i| group.root(i), &visit, false).is_ok());
        let visits = visits.into_inner();
        let group: Vec<usize> = (0..n).map(|i| group.root(i)).collect();
        let meet = |i: usize, j: usize| ends(i)[0] <= ends(j)[1] && ends(j)[0] <= ends(i)[1];
        // joined from left to right, as intervals on a line can be
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&i, &j| ends(i)[0].total_cmp(&ends(j)[0]));
        let mut pieces = 1;
        for (k, &i) in order.iter().enumerate().skip(1) {
            let joined = order[..k].iter().any(|&j| meet(i, j));
            pieces += usize::from(!joined);
            let earlier = order[..k].iter().filter(|&&j| meet(i, j));
            earlier.for_each(|&j| assert_eq!(group[i], group[j]));
        }
        let distinct: std::collections::BTreeSet<usize> = group.into_iter().collect();
        assert_eq!((distinct.len(), visits), (pieces, n - pieces));
    }

    #[test]
    fn after_an_error_nothing_more_is_visited() {
        let mut boxes = Boxes::new(1);
        (0..100).for_each(|i| boxes.push([[f64::from(i) / 2.0, f64::from(i)]].into_iter()));
        for parallel in [false, true] {
            let visits = AtomicUsize::new(0);
            let visit = |_, _| {
                visits.fetch_add(1, Ordering::Relaxed);
                Err("enough")
            };
            assert_eq!(boxes.meeting(&|i| i, &visit, parallel), Err("enough"));
            // each thread may have begun one
            assert!(visits.into_inner() <= rayon::current_num_threads());
        }
    }
}
