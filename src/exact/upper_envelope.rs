//! Upper envelopes of linear functions, by their corners.

use std::cmp::Ordering;
use std::ops::Range;

use super::bitset::Bits;
use super::cone::{Cone, ConeConstraint, CutLimits};
use super::int::Int;
use super::matrix::Matrix;
use super::work::{Abort, Meter};

/// A corner of the subdivision of the cone `x >= 0` into the regions where one row is the largest.
#[derive(Clone, Debug)]
pub(crate) struct Corner {
    /// The positive entries of `x`.
    pub support: u128,
    /// The rows that attain the envelope at `x`.
    pub rows: Bits,
    /// The index of its point in [`UpperEnvelope::points`].
    pub at: usize,
}

/// An upper envelope, given by its corners.
pub(crate) struct UpperEnvelope<I> {
    /// The corners, in the order of the points.
    pub corners: Vec<Corner>,
    /// `[corner]`: the height z of the envelope over `x`, then `x`; together a primitive vector.
    pub points: Matrix<I>,
}

/// The corners of the common refinement of the envelopes of some `sets` of rows, which follow one
/// another: the rays of the cells on which one row of each set is its largest. The height is the sum
/// of the envelopes.
///
/// They are found by one cone with a dimension more for each set, `{(z, x) : x >= 0, z_r >=
/// rows[a] . x for all a in set r}`. Its extreme rays but the unit vectors of the z_r are the corners,
/// and their zero entries are the labels. Sets are added one by one, so that rows that are nowhere
/// the largest together are never looked at together.
pub(crate) fn common_refinement<I: Int>(
    rows: &Matrix<I>,
    sets: &[Range<usize>],
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<UpperEnvelope<I>, Abort> {
    if sets.len() == 1 && rows.len() == 2 {
        return two(&rows[0], &rows[1]);
    }
    // a single row is the largest everywhere
    let divided: Vec<&Range<usize>> = match sets {
        [only] => vec![only],
        _ => sets.iter().filter(|set| set.len() > 1).collect(),
    };
    let (n, heights) = (rows.width(), divided.len());
    let width = n + 2 * heights;
    // entries: each z | x | the slack of the first row of each set; the other rows are conditions
    let mut start: Vec<Vec<I>> = (0..n)
        .map(|t| {
            let mut v = vec![I::ZERO; width];
            v.iter_mut().zip(&divided).for_each(|(z, set)| *z = rows[set.start][t].clone());
            v[heights + t] = I::ONE;
            v
        })
        .collect();
    start.extend((0..heights).map(|r| {
        let mut up = vec![I::ZERO; width];
        (up[r], up[heights + n + r]) = (I::ONE, I::ONE);
        up
    }));
    let mut cone = Cone::simplicial(heights, start);
    let meter = &Meter::new(stop);
    // `[row]`: the condition that it is below the envelope of its set
    let mut conditions = vec![usize::MAX; rows.len()];
    let mut next = n + heights;
    for (r, set) in divided.iter().enumerate() {
        conditions[set.start] = n + r;
        for a in set.start + 1..set.end {
            if meter.stopped() {
                return Err(Abort::Stopped);
            }
            let above = |v: &[I]| v[r].minus(&I::dot(&v[heights..heights + n], &rows[a])?);
            cone.cut(ConeConstraint::Recorded, above, &CutLimits { limit, meter })?;
            conditions[a] = next;
            next += 1;
        }
    }
    let mut corners = Vec::with_capacity(cone.len());
    let mut points = Vec::with_capacity(cone.len() * (n + 1));
    for (ray, apart) in cone.rays().zip(&cone.supports) {
        let support = apart.iter().filter(|&i| i < n).fold(0, |s, i| s | 1u128 << i);
        if support != 0 {
            let best = (0..rows.len()).filter(|&a| !apart.contains(conditions[a])).collect();
            corners.push(Corner { support, rows: best, at: corners.len() });
            let x = &ray[heights..heights + n];
            let single = sets.iter().filter(|set| sets.len() > 1 && set.len() == 1);
            let single = single.map(|set| I::dot(x, &rows[set.start]));
            points.push(
                ray[..heights]
                    .iter()
                    .cloned()
                    .map(Ok)
                    .chain(single)
                    .try_fold(I::ZERO, |sum, z| sum.plus(&z?))?,
            );
            points.extend_from_slice(x);
        }
    }
    Ok(UpperEnvelope { corners, points: Matrix::new(n + 1, points) })
}

/// The envelope of two rows: the unit vectors, and a point on each edge of the simplex whose ends
/// prefer different rows.
fn two<I: Int>(first: &[I], second: &[I]) -> Result<UpperEnvelope<I>, Abort> {
    let n = first.len();
    let lead: Vec<I> =
        first.iter().zip(second).map(|(a, b)| a.minus(b)).collect::<Result<_, _>>()?;
    let ahead = lead.iter().filter(|z| z.is_positive()).count();
    let behind = lead.iter().filter(|z| z.is_negative()).count();
    let count = n + ahead * behind;
    let (mut corners, mut points) = (Vec::with_capacity(count), vec![I::ZERO; count * (n + 1)]);
    let mut next = points.chunks_exact_mut(n + 1);
    let mut corner = |support: u128, rows: &[usize]| -> &mut [I] {
        let rows = rows.iter().copied().collect();
        corners.push(Corner { support, rows, at: corners.len() });
        next.next().expect("as many as were counted")
    };
    for t in 0..n {
        let (best, rows): (&I, &[usize]) = match lead[t].cmp(&I::ZERO) {
            Ordering::Greater => (&first[t], &[0]),
            Ordering::Less => (&second[t], &[1]),
            Ordering::Equal => (&first[t], &[0, 1]),
        };
        let point = corner(1 << t, rows);
        (point[0], point[1 + t]) = (best.clone(), I::ONE);
    }
    for p in (0..n).filter(|&t| lead[t].is_positive()) {
        for q in (0..n).filter(|&t| lead[t].is_negative()) {
            let common = lead[p].gcd(&lead[q]);
            let point = corner(1 << p | 1 << q, &[0, 1]);
            point[1 + p] = lead[q].negated()?.divided(&common);
            point[1 + q] = lead[p].divided(&common);
            point[0] = I::dot(&point[1..], first)?;
        }
    }
    Ok(UpperEnvelope { corners, points: Matrix::new(n + 1, points) })
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;
    use crate::exact::random::Random;

    fn upper_envelope(rows: &Matrix<i64>) -> UpperEnvelope<i64> {
        common_refinement(rows, from_ref(&(0..rows.len())), 100, &|| false).unwrap()
    }

    #[test]
    fn two_rows_and_a_copy_of_one_have_the_same_envelope() {
        let mut random = Random(7);
        let mut next = || random.below(5) as i64 - 2;
        for _ in 0..200 {
            let (a, b): (Vec<i64>, Vec<i64>) = (0..3).map(|_| (next(), next())).unzip();
            let labels = |UpperEnvelope { corners, points }: UpperEnvelope<i64>| {
                let mut all: Vec<_> = corners
                    .into_iter()
                    .map(|c| (points[c.at].to_vec(), c.support, [0, 1].map(|a| c.rows.contains(a))))
                    .collect();
                all.sort();
                all
            };
            let short = upper_envelope(&Matrix::new(3, [&a[..], &b].concat()));
            let long = upper_envelope(&Matrix::new(3, [&a[..], &b, &b].concat()));
            assert_eq!(labels(short), labels(long));
        }
    }

    #[test]
    fn two_actions_cut_a_segment_in_two() {
        // action 0 is right for type 0, action 1 for type 1; indifferent at (1/3, 2/3)
        let UpperEnvelope { corners, points } = upper_envelope(&Matrix::new(2, vec![2, 0, 0, 1]));
        let label = |c: &Corner| (points[c.at][1..].to_vec(), c.rows.iter().collect::<Vec<_>>());
        let mut found: Vec<_> = corners.iter().map(label).collect();
        found.sort();
        assert_eq!(found, [(vec![0, 1], vec![1]), (vec![1, 0], vec![0]), (vec![1, 2], vec![0, 1])]);
    }
}
