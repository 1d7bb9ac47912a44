//! Polyhedral cones by their extreme rays: the double description method on integers.
//!
//! A [`Cone`] is `{v : some entries >= 0, linear conditions}`, kept as the list of its extreme rays.
//! The first `head` entries of a ray are free coordinates (a scale, linear functions of the rest);
//! every entry past them is non-negative on the cone. With each ray goes its *support*: which of
//! these entries, and of the conditions added since, are not 0 there. A polytope is the cone over it:
//! the scale is one coordinate, and the vertices are the rays.
//!
//! Adding a condition `f >= 0` keeps the rays with `f >= 0` and adds, for each *adjacent* pair with
//! `f > 0 > f'`, the point of their edge with `f = 0`. Two rays are adjacent exactly when no third
//! ray has its support inside the union of theirs (Motzkin, Raiffa, Thompson and Thrall
//! 1953; Fukuda and Prodon 1996, Prop. 7). All rays stay primitive integer vectors.
//!
//! Cost: each condition looks at the pairs of rays that it separates, and at each pair's third rays.

use std::cmp::Ordering;

use super::bitset::Bits;
use super::budget::{checkpoint, reserve, room, unwinding};
use super::int::{Int, Overflow};
use super::matrix::Matrix;
use super::work::{Abort, Meter, Steps};

/// A condition on a linear function of the rays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// `f = 0`
    Zero,
    /// `f >= 0`
    NonNegative,
    /// `f >= 0`, told of by the supports even where no ray meets it.
    Recorded,
}

/// A pointed polyhedral cone, as the list of its extreme rays.
#[derive(Clone, Debug)]
pub(crate) struct Cone<I> {
    /// Entries of a ray that are free coordinates; the others are non-negative on the cone.
    head: usize,
    /// Entries of a ray.
    width: usize,
    /// Conditions that a support tells of: the entries past the head, then what was added.
    conditions: usize,
    /// The dimension of the cone, or 0 where that was lost.
    dimension: usize,
    /// The rays one after another, each without a common factor.
    entries: Vec<I>,
    /// Per ray the conditions that it does not meet with equality.
    supports: Vec<Bits>,
}

/// What a long cut must keep to.
struct Bounds<'a> {
    limit: usize,
    meter: &'a Meter<'a>,
}

impl<I: Int> Cone<I> {
    /// The cone over one point, all of whose coordinates are free.
    pub fn point(v: Vec<I>) -> Cone<I> {
        let (head, supports) = (v.len(), vec![Bits::default()]);
        Cone { head, width: head, conditions: 0, dimension: 1, entries: v, supports }
    }

    /// The cone spanned by linearly independent rays.
    pub fn simplicial(head: usize, rays: Vec<Vec<I>>) -> Cone<I> {
        let support = |v: &Vec<I>| -> Bits {
            (head..v.len()).filter(|&i| !v[i].is_zero()).map(|i| i - head).collect()
        };
        let (width, dimension) = (rays[0].len(), rays.len());
        let supports = rays.iter().map(support).collect();
        let entries = rays.into_iter().flatten().collect();
        Cone { head, width, conditions: width - head, dimension, entries, supports }
    }

    /// The rays.
    pub fn rays(&self) -> impl ExactSizeIterator<Item = &[I]> {
        self.entries.chunks_exact(self.width)
    }

    /// The number of rays.
    pub fn len(&self) -> usize {
        self.supports.len()
    }

    pub fn is_empty(&self) -> bool {
        self.supports.is_empty()
    }

    /// The number of entries of a ray.
    pub fn width(&self) -> usize {
        self.width
    }

    fn ray(&self, i: usize) -> &[I] {
        &self.entries[i * self.width..(i + 1) * self.width]
    }

    /// The same cone in another size of integer, if its rays fit.
    pub fn convert<J: Int>(&self) -> Option<Cone<J>> {
        Some(Cone {
            head: self.head,
            width: self.width,
            conditions: self.conditions,
            dimension: self.dimension,
            entries: self
                .entries
                .iter()
                .map(|z| J::from_big(&z.to_big()))
                .collect::<Option<_>>()?,
            supports: self.supports.clone(),
        })
    }

    /// Let `set(ray)` give the free coordinate `i` of every ray.
    pub fn set_coordinate(
        &mut self,
        i: usize,
        mut set: impl FnMut(&[I]) -> Result<I, Overflow>,
    ) -> Result<(), Overflow> {
        debug_assert!(i < self.head);
        let mut looked = 0;
        for ray in self.entries.chunks_exact_mut(self.width) {
            looked += self.width;
            if looked > LONG {
                looked = 0;
                checkpoint();
            }
            ray[i] = set(ray)?;
        }
        Ok(())
    }

    /// The product with a simplex of `k` corners, whose coordinates sum to coordinate 0.
    pub fn times_simplex(&self, k: usize) -> Cone<I> {
        let (width, conditions) = (self.width + k, self.conditions + k);
        reserve(bytes::<I>(self.len() * k, width, conditions), "a polytope of replies");
        let mut entries = room(self.len() * k * width, "a polytope of replies");
        let mut supports = Vec::with_capacity(self.len() * k);
        let mut looked = 0;
        for (ray, old) in self.rays().zip(&self.supports) {
            looked += k * width;
            if looked > LONG {
                looked = 0;
                checkpoint();
            }
            for corner in 0..k {
                let first = entries.len() + self.width;
                entries.extend_from_slice(ray);
                entries.resize(first + k, I::ZERO);
                entries[first + corner] = ray[0].clone();
                let mut support = old.clone();
                support.insert(self.conditions + corner);
                supports.push(support);
            }
        }
        let dimension = if self.dimension == 0 { 0 } else { self.dimension + k - 1 };
        Cone { head: self.head, width, conditions, dimension, entries, supports }
    }

    /// Add the condition on `f`, a linear function given by its value on every ray.
    pub fn restrict(
        &mut self,
        condition: Condition,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
    ) -> Result<(), Overflow> {
        self.restrict_until(condition, f, &Meter::new(&unwinding)).map_err(|_| Overflow)
    }

    /// The same, counted, and given up when the meter says so.
    pub fn restrict_until(
        &mut self,
        condition: Condition,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
        meter: &Meter,
    ) -> Result<(), Abort> {
        self.cut(condition, f, &Bounds { limit: usize::MAX, meter })
    }

    /// The same, given up as well once the condition has made more than `limit` new rays.
    pub fn restrict_within(
        &mut self,
        limit: usize,
        condition: Condition,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
        meter: &Meter,
    ) -> Result<(), Abort> {
        let limit = self.len().saturating_add(limit);
        self.cut(condition, f, &Bounds { limit, meter })
    }

    fn cut(
        &mut self,
        condition: Condition,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
        bounds: &Bounds,
    ) -> Result<(), Abort> {
        let mut values = Vec::with_capacity(self.len());
        let mut looked = 0;
        for ray in self.rays() {
            looked += self.width;
            if looked > LONG {
                looked = 0;
                if bounds.meter.stopped() {
                    return Err(Abort::Stopped);
                }
            }
            values.push(f(ray)?);
        }
        let negative = values.iter().filter(|z| z.is_negative()).count();
        let positive = values.iter().filter(|z| z.is_positive()).count();
        let zeros = values.len() - negative - positive;
        if condition == Condition::Zero && zeros == values.len() {
            return Ok(());
        }
        if condition == Condition::NonNegative && negative == 0 && zeros == 0 {
            return Ok(());
        }
        let through = positive > 0 && negative > 0;
        let (entries, supports) =
            if through { self.edges(&values, bounds)? } else { (Vec::new(), Vec::new()) };
        let (pairs, rays) = (positive as u64 * negative as u64, supports.len() as u64);
        bounds.meter.add(Steps { cuts: 1, pairs, rays, ..Steps::default() });
        self.dimension = match condition {
            // a hyperplane through the inside
            Condition::Zero if through => self.dimension.saturating_sub(1),
            Condition::NonNegative | Condition::Recorded if positive > 0 => self.dimension,
            // only a face is left
            _ => 0,
        };
        let keep_positive = condition != Condition::Zero;
        let mut kept = 0;
        for (i, value) in values.iter().enumerate() {
            if value.is_negative() || (value.is_positive() && !keep_positive) {
                continue;
            }
            if value.is_positive() {
                self.supports[i].insert(self.conditions);
            }
            if kept < i {
                self.supports.swap(kept, i);
                for k in 0..self.width {
                    self.entries.swap(kept * self.width + k, i * self.width + k);
                }
            }
            kept += 1;
        }
        self.conditions += usize::from(keep_positive);
        self.supports.truncate(kept);
        self.entries.truncate(kept * self.width);
        self.supports.extend(supports);
        self.entries.extend(entries);
        Ok(())
    }

    /// The points with `f = 0` on the edges between rays with `f > 0` and rays with `f < 0`, as
    /// entries and supports.
    fn edges(&self, values: &[I], bounds: &Bounds) -> Result<(Vec<I>, Vec<Bits>), Abort> {
        let below: Vec<usize> = (0..values.len()).filter(|&n| values[n].is_negative()).collect();
        // two rays of an edge meet at least dimension - 2 conditions together
        let most = (self.conditions + 2).saturating_sub(self.dimension);
        let (mut entries, mut born) = (Vec::new(), Vec::new());
        let mut looked = 0usize;
        for (p, up) in self.supports.iter().enumerate().filter(|(p, _)| values[*p].is_positive()) {
            if born.len() + self.len() > bounds.limit {
                return Err(Abort::TooMany);
            }
            reserve(bytes::<I>(2 * born.len(), self.width, self.conditions), "a polytope");
            for &n in &below {
                looked += self.supports.len();
                if looked > LONG {
                    looked = 0;
                    if bounds.meter.stopped() {
                        return Err(Abort::Stopped);
                    }
                }
                let union = up.union(&self.supports[n]);
                let third = |(k, r): (usize, &Bits)| k != p && k != n && r.is_subset(&union);
                if union.len() > most || self.supports.iter().enumerate().any(third) {
                    continue;
                }
                let weight = values[n].negated()?;
                I::combine_onto(&weight, self.ray(p), &values[p], self.ray(n), &mut entries)?;
                born.push(union);
            }
        }
        Ok((entries, born))
    }
}

/// After so many entries or rays looked at a cone asks whether to stop: in some milliseconds.
const LONG: usize = 1 << 20;

/// How many bytes so many rays take, with their supports.
fn bytes<I>(rays: usize, width: usize, conditions: usize) -> u128 {
    let ray = width as u128 * size_of::<I>() as u128;
    rays as u128 * (ray + size_of::<Bits>() as u128 + conditions as u128 / 8)
}

/// A corner of the subdivision of the cone `x >= 0` by an upper envelope.
#[derive(Clone, Debug)]
pub(crate) struct Corner {
    /// The positive entries of `x`.
    pub support: u128,
    /// The rows that attain the envelope at `x`.
    pub rows: Bits,
    /// Its place among the points of the envelope.
    pub at: usize,
}

/// An upper envelope by its corners.
pub(crate) struct Envelope<I> {
    pub corners: Vec<Corner>,
    /// For each corner the height z of the envelope over `x`, then `x`: together a primitive vector.
    pub points: Matrix<I>,
}

/// The corners of `z = max_a rows[a] . x` over `x >= 0`: the rays of the cells on which one row is
/// the largest.
///
/// One cone in one more dimension does it: `{(z, x) : x >= 0, z >= rows[a] . x for all a}`. Its
/// extreme rays but `(1, 0)` are the corners, and their zero entries are the labels.
pub(crate) fn envelope<I: Int>(
    rows: &Matrix<I>,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Envelope<I>, Abort> {
    if rows.len() == 2 {
        return two(&rows[0], &rows[1]);
    }
    let n = rows.width();
    // entries: z | x | the slack of row 0; the other rows are conditions
    let mut start: Vec<Vec<I>> = (0..n)
        .map(|t| {
            let mut v = vec![I::ZERO; n + 2];
            v[0] = rows[0][t].clone();
            v[1 + t] = I::ONE;
            v
        })
        .collect();
    let mut up = vec![I::ZERO; n + 2];
    (up[0], up[n + 1]) = (I::ONE, I::ONE);
    start.push(up);
    let mut cone = Cone::simplicial(1, start);
    let meter = &Meter::new(stop);
    for row in rows.iter().skip(1) {
        if meter.stopped() {
            return Err(Abort::Stopped);
        }
        let above = |v: &[I]| v[0].minus(&I::dot(&v[1..=n], row)?);
        cone.cut(Condition::Recorded, above, &Bounds { limit, meter })?;
    }
    let mut corners = Vec::with_capacity(cone.len());
    let mut points = Vec::with_capacity(cone.len() * (n + 1));
    for (ray, apart) in cone.rays().zip(&cone.supports) {
        let support = apart.iter().filter(|&i| i < n).fold(0, |s, i| s | 1u128 << i);
        if support != 0 {
            let rows = (0..rows.len()).filter(|&a| !apart.contains(n + a)).collect();
            corners.push(Corner { support, rows, at: corners.len() });
            points.extend_from_slice(&ray[..=n]);
        }
    }
    Ok(Envelope { corners, points: Matrix::new(n + 1, points) })
}

/// The envelope of two rows: the unit vectors, and a point on each edge of the simplex whose ends
/// prefer different rows.
fn two<I: Int>(first: &[I], second: &[I]) -> Result<Envelope<I>, Abort> {
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
    Ok(Envelope { corners, points: Matrix::new(n + 1, points) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::random::Random;

    #[test]
    fn two_rows_and_a_copy_of_one_have_the_same_envelope() {
        let mut random = Random(7);
        let mut next = || random.below(5) as i64 - 2;
        for _ in 0..200 {
            let (a, b): (Vec<i64>, Vec<i64>) = (0..3).map(|_| (next(), next())).unzip();
            let labels = |Envelope { corners, points }: Envelope<i64>| {
                let mut all: Vec<_> = corners
                    .into_iter()
                    .map(|c| (points[c.at].to_vec(), c.support, [0, 1].map(|a| c.rows.contains(a))))
                    .collect();
                all.sort();
                all
            };
            let short = envelope(&Matrix::new(3, [&a[..], &b].concat()), 100, &|| false).unwrap();
            let long =
                envelope(&Matrix::new(3, [&a[..], &b, &b].concat()), 100, &|| false).unwrap();
            assert_eq!(labels(short), labels(long));
        }
    }

    #[test]
    fn two_actions_cut_a_segment_in_two() {
        // action 0 is right for type 0, action 1 for type 1; indifferent at (1/3, 2/3)
        let Envelope { corners, points } =
            envelope::<i64>(&Matrix::new(2, vec![2, 0, 0, 1]), 100, &|| false).unwrap();
        let label = |c: &Corner| (points[c.at][1..].to_vec(), c.rows.iter().collect::<Vec<_>>());
        let mut found: Vec<_> = corners.iter().map(label).collect();
        found.sort();
        assert_eq!(found, [(vec![0, 1], vec![1]), (vec![1, 0], vec![0]), (vec![1, 2], vec![0, 1])]);
    }

    #[test]
    fn a_square_is_cut_by_a_diagonal() {
        let mut square = Cone::<i64>::point(vec![1]).times_simplex(2).times_simplex(2);
        assert_eq!(square.rays().len(), 4);
        // x0 + y0 >= s
        square.restrict(Condition::NonNegative, |v| Ok(v[1] + v[3] - v[0])).unwrap();
        assert_eq!(square.rays().len(), 3);
        // 3 x0 = s: the edge y0 = 2/3 .. 1
        square.restrict(Condition::Zero, |v| Ok(3 * v[1] - v[0])).unwrap();
        let mut ends: Vec<_> = square.rays().map(<[i64]>::to_vec).collect();
        ends.sort();
        assert_eq!(ends, [vec![3, 1, 2, 2, 1], vec![3, 1, 2, 3, 0]]);
    }
}
