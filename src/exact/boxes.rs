//! Which boxes of a list meet, without a look at every pair.

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

    /// Every pair of boxes that meet, each once.
    ///
    /// Space is halved where that parts the boxes, those on both sides going to both, until few are
    /// left; a pair counts where the least corner of what they share lies (Dittrich and Seeger 2000,
    /// "Data redundancy and duplicate detection in spatial join processing").
    pub fn meeting<E>(
        &self,
        mut visit: impl FnMut(usize, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let region = vec![(f64::NEG_INFINITY, f64::INFINITY); self.dimensions];
        let all = (0..self.low.len() / self.dimensions.max(1)).collect();
        self.halve(all, region, &mut visit)
    }

    fn halve<E>(
        &self,
        boxes: Vec<usize>,
        region: Region,
        visit: &mut impl FnMut(usize, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let best = match boxes.len() > FEW {
            true => (0..self.dimensions).filter_map(|d| self.cut(&boxes, d)).min_by_key(|c| c.2),
            false => None,
        };
        // halves that share more than half of the boxes are no help
        let Some((d, at, _)) = best.filter(|(.., both)| 2 * both <= 3 * boxes.len()) else {
            return self.pairs(&boxes, &region, visit);
        };
        let (mut below, mut above) = (region.clone(), region);
        (below[d].1, above[d].0) = (at, at);
        let side = |i: usize| i * self.dimensions + d;
        let left = boxes.iter().copied().filter(|&i| self.low[side(i)] < at).collect();
        let right = boxes.into_iter().filter(|&i| self.high[side(i)] >= at).collect();
        self.halve(left, below, visit)?;
        self.halve(right, above, visit)
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
        visit: &mut impl FnMut(usize, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let of = |i: usize| i * self.dimensions..(i + 1) * self.dimensions;
        for (n, &i) in boxes.iter().enumerate() {
            let (low, high) = (&self.low[of(i)], &self.high[of(i)]);
            for &j in &boxes[..n] {
                let (other_low, other_high) = (&self.low[of(j)], &self.high[of(j)]);
                let here = (0..self.dimensions).all(|d| {
                    let least = low[d].max(other_low[d]);
                    least <= high[d].min(other_high[d])
                        && least >= region[d].0
                        && (least < region[d].1 || region[d].1 == f64::INFINITY)
                });
                if here {
                    visit(i, j)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

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
            let mut found = Vec::new();
            let done: Result<(), Infallible> = boxes.meeting(|i, j| {
                found.push((i.max(j), i.min(j)));
                Ok(())
            });
            assert!(done.is_ok());
            let of = |i: usize, d: usize| i * dimensions + d;
            let meet = |i: usize, j: usize| {
                (0..dimensions).all(|d| {
                    boxes.low[of(i, d)] <= boxes.high[of(j, d)]
                        && boxes.low[of(j, d)] <= boxes.high[of(i, d)]
                })
            };
            let pairs = (0..301).flat_map(|i| (0..i).map(move |j| (i, j)));
            let expected: Vec<(usize, usize)> = pairs.filter(|&(i, j)| meet(i, j)).collect();
            found.sort();
            assert_eq!(found, expected);
        }
    }
}
