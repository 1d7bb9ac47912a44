//! Intersections among the boxes of a list, found without a look at every pair.

use std::sync::atomic::{AtomicBool, Ordering};

/// Boxes with faces along the axes, given by their least and largest corners.
pub(crate) struct Boxes {
    dimensions: usize,
    /// `[i * dimensions + d]`
    low: Vec<f64>,
    high: Vec<f64>,
}

/// Up to this many boxes are compared pair by pair instead of being parted again. It affects only
/// time.
const FEW: usize = 24;

/// A part of space: in each dimension an interval that is closed below and open above.
type Region = Vec<(f64, f64)>;

impl Boxes {
    /// No boxes yet, in a space of so many dimensions.
    pub(crate) fn new(dimensions: usize) -> Boxes {
        Boxes { dimensions, low: Vec::new(), high: Vec::new() }
    }

    /// Adds a box by its sides. A side that is NaN is unbounded.
    pub(crate) fn push(&mut self, sides: impl Iterator<Item = [f64; 2]>) {
        for [low, high] in sides {
            self.low.push(if low.is_nan() { f64::NEG_INFINITY } else { low });
            self.high.push(if high.is_nan() { f64::INFINITY } else { high });
        }
    }

    /// Visits every pair of boxes that meet and are not of one group, each pair once. Groups may
    /// grow as pairs are visited. Now and then `look` is called; after an error of either closure
    /// nothing more is visited. With `parallel` several threads visit at once.
    ///
    /// Space is halved as long as that separates boxes, and boxes on both sides go to both halves.
    /// A pair counts in the part that has the least corner of the intersection (Dittrich and Seeger
    /// 2000, "Data redundancy and duplicate detection in spatial join processing").
    pub(crate) fn meeting<E: Send>(
        &self,
        group: &(impl Fn(usize) -> usize + Sync),
        visit: &(impl Fn(usize, usize) -> Result<(), E> + Sync),
        look: &(impl Fn() -> Result<(), E> + Sync),
        parallel: bool,
    ) -> Result<(), E> {
        let region = vec![(f64::NEG_INFINITY, f64::INFINITY); self.dimensions];
        let all = (0..self.low.len() / self.dimensions.max(1)).collect();
        let failed = AtomicBool::new(false);
        BoxJoin { space: self, group, visit, look, failed, parallel }.halve(all, region)
    }

    /// The dimension, the median lower bound in it, and the number of boxes that the halves have
    /// together; `None` when some half has all boxes.
    fn cut(&self, boxes: &[usize], d: usize) -> Option<(usize, f64, usize)> {
        let mut lows: Vec<f64> = boxes.iter().map(|i| self.low[i * self.dimensions + d]).collect();
        let middle = lows.len() / 2;
        let at = *lows.select_nth_unstable_by(middle, f64::total_cmp).1;
        let left = boxes.iter().filter(|&i| self.low[i * self.dimensions + d] < at).count();
        let right = boxes.iter().filter(|&i| self.high[i * self.dimensions + d] >= at).count();
        (left < boxes.len() && right < boxes.len()).then_some((d, at, left + right))
    }

    /// Do two boxes meet, with the least corner of their intersection in the region?
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

/// A visit of the pairs of boxes that meet.
struct BoxJoin<'a, G, V, L> {
    space: &'a Boxes,
    group: &'a G,
    visit: &'a V,
    look: &'a L,
    /// Did a closure fail? The thread that met the error returns it, and the others return.
    failed: AtomicBool,
    parallel: bool,
}

/// The number of pairs between two calls of `look`. It affects only time.
const LONG: usize = 1024;

impl<E: Send, G, V, L> BoxJoin<'_, G, V, L>
where
    G: Fn(usize) -> usize + Sync,
    V: Fn(usize, usize) -> Result<(), E> + Sync,
    L: Fn() -> Result<(), E> + Sync,
{
    fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    fn tell(&self, done: Result<(), E>) -> Result<(), E> {
        done.inspect_err(|_| self.failed.store(true, Ordering::Relaxed))
    }

    fn halve(&self, boxes: Vec<usize>, region: Region) -> Result<(), E> {
        if self.failed() {
            return Ok(());
        }
        let (space, group) = (self.space, self.group);
        let mut groups = boxes.iter().map(|&i| group(i));
        let first = groups.next();
        if groups.all(|other| Some(other) == first) {
            return Ok(());
        }
        if boxes.len() <= FEW {
            return self.pairs(&boxes, &region);
        }
        self.tell((self.look)())?;
        let cuts = (0..space.dimensions).filter_map(|d| space.cut(&boxes, d));
        // halves that share more than half of the boxes save nothing
        let best = cuts.min_by_key(|c| c.2).filter(|(.., both)| 2 * both <= 3 * boxes.len());
        let Some((d, at, _)) = best else { return self.pairs(&boxes, &region) };
        let (mut below, mut above) = (region.clone(), region);
        (below[d].1, above[d].0) = (at, at);
        let side = |i: usize| i * space.dimensions + d;
        let left = boxes.iter().copied().filter(|&i| space.low[side(i)] < at).collect();
        let right = boxes.into_iter().filter(|&i| space.high[side(i)] >= at).collect();
        let left = || self.halve(left, below);
        let right = || self.halve(right, above);
        let (left, right) =
            if self.parallel { rayon::join(left, right) } else { (left(), right()) };
        left.and(right)
    }

    fn pairs(&self, boxes: &[usize], region: &Region) -> Result<(), E> {
        let group = self.group;
        let mut groups: Vec<(usize, usize)> = boxes.iter().map(|&i| (group(i), i)).collect();
        groups.sort_unstable();
        let groups: Vec<&[(usize, usize)]> = groups.chunk_by(|a, b| a.0 == b.0).collect();
        let mut pairs = 0usize;
        for (n, ours) in groups.iter().enumerate() {
            'groups: for others in &groups[..n] {
                for (&(_, i), &(_, j)) in
                    ours.iter().flat_map(|i| others.iter().map(move |j| (i, j)))
                {
                    pairs += 1;
                    if pairs.is_multiple_of(LONG) {
                        self.tell((self.look)())?;
                    }
                    if group(i) == group(j) {
                        // groups only grow
                        continue 'groups;
                    }
                    if self.space.meet_in(region, i, j) {
                        if self.failed() {
                            return Ok(());
                        }
                        self.tell((self.visit)(i, j))?;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;

    use super::*;
    use crate::exact::random::Random;
    use crate::exact::union_find::UnionFind;

    #[test]
    fn every_pair_that_meets_is_visited_once() {
        // points, flat boxes, long ones, and many that share a corner
        let mut random = Random(1);
        let mut number = |below: usize| random.below(below) as f64;
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
                assert!(boxes.meeting(&|i| i, &visit, &|| Ok(()), parallel).is_ok());
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
        let (group, visits) = (UnionFind::new(n), AtomicUsize::new(0));
        let visit = |i: usize, j: usize| -> Result<(), Infallible> {
            visits.fetch_add(1, Ordering::Relaxed);
            assert_ne!(group.root(i), group.root(j), "{i} and {j} are one already");
            group.join(i, j);
            Ok(())
        };
        assert!(boxes.meeting(&|i| group.root(i), &visit, &|| Ok(()), false).is_ok());
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
            assert_eq!(boxes.meeting(&|i| i, &visit, &|| Ok(()), parallel), Err("enough"));
            // each thread may have begun one
            assert!(visits.into_inner() <= rayon::current_num_threads());
        }
    }

    #[test]
    fn it_is_asked_whether_to_go_on() {
        // boxes that can be parted, and do not meet; and boxes that cannot, where all do
        let apart = |i: usize| [i as f64, i as f64 + 0.5];
        let alike = |_| [0.0, 1.0];
        for (side, most) in [(&apart as &dyn Fn(usize) -> [f64; 2], 0), (&alike, 4 * LONG)] {
            let mut boxes = Boxes::new(1);
            (0..1000).for_each(|i| boxes.push([side(i)].into_iter()));
            for parallel in [false, true] {
                let (asked, visits) = (AtomicUsize::new(0), AtomicUsize::new(0));
                let look = || match asked.fetch_add(1, Ordering::Relaxed) {
                    3.. => Err("enough"),
                    _ => Ok(()),
                };
                let visit = |_, _| {
                    visits.fetch_add(1, Ordering::Relaxed);
                    Ok(())
                };
                assert_eq!(boxes.meeting(&|i| i, &visit, &look, parallel), Err("enough"));
                assert!(asked.into_inner() <= 3 + rayon::current_num_threads());
                assert!(visits.into_inner() <= most);
            }
        }
    }
}
