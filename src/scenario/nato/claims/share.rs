//! The share of a box of numbers in which a claim holds, counted exactly over a grid.

use crate::exact::Q;
use crate::exact::budget::checkpoint;

/// Equal pieces of each range, whose middles make the grid: 3125 points for a claim with five
/// numbers. The share is exact for this grid, and another grid has another share.
pub(super) const LEVELS: usize = 5;

/// The middles of the pieces of a range; of a range of whole numbers all of them.
pub(super) fn levels(low: &Q, high: &Q, whole: bool) -> Vec<Q> {
    let width = high - low;
    if whole {
        let count = width.small_integer().unwrap_or(0);
        return (0..=count).map(|i| low + &Q::from(i)).collect();
    }
    let middle = |i: usize| &(&width * &Q::from(2 * i as i64 + 1)) / &Q::from(2 * LEVELS as i64);
    (0..LEVELS).map(|i| low + &middle(i)).collect()
}

/// The number of points of the grid, and of those at which the claim holds.
pub(super) fn count(axes: &[Vec<Q>], mut holds: impl FnMut(&[Q]) -> bool) -> [u64; 2] {
    let mut point: Vec<usize> = vec![0; axes.len()];
    let (mut all, mut yes) = (0, 0);
    loop {
        checkpoint();
        let values: Vec<Q> = point.iter().zip(axes).map(|(&i, axis)| axis[i].clone()).collect();
        all += 1;
        yes += u64::from(holds(&values));
        let Some(turn) = (0..axes.len()).rev().find(|&k| point[k] + 1 < axes[k].len()) else {
            return [all, yes];
        };
        point[turn] += 1;
        point[turn + 1..].fill(0);
    }
}
