//! Polyhedral cones by their extreme rays: the double description method on integers.
//!
//! A [`Cone`] is `{v : some entries >= 0, linear conditions}`, kept as the list of its extreme rays.
//! The first `head` entries of a ray are free coordinates (a scale, linear functions of the rest);
//! every entry past them is non-negative on the cone, and the conditions a ray meets with equality
//! are the zeros among these. A polytope is the cone over it: the scale is one coordinate, and the
//! vertices are the rays.
//!
//! Adding a condition `f >= 0` keeps the rays with `f >= 0` and adds, for each *adjacent* pair with
//! `f > 0 > f'`, the point of their edge with `f = 0`. Two rays are adjacent exactly when no third
//! ray has its non-zero entries inside the union of theirs (Motzkin, Raiffa, Thompson and Thrall
//! 1953; Fukuda and Prodon 1996, Prop. 7). All rays stay primitive integer vectors.
//!
//! Cost: each condition looks at the pairs of rays that it separates, and at each pair's third rays.

use super::bits::Bits;
use super::int::{Int, Overflow};

/// Why a kernel gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The numbers need a larger size of integer.
    Overflow,
    /// More rays than the limit.
    TooMany,
    /// Asked to stop.
    Stopped,
}

impl From<Overflow> for Trouble {
    fn from(_: Overflow) -> Trouble {
        Trouble::Overflow
    }
}

/// A condition on a linear function of the rays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// `f = 0`
    Zero,
    /// `f >= 0`
    NonNegative,
    /// `f >= 0`, and its value becomes an entry of every ray even where no ray meets it.
    Recorded,
}

/// An extreme ray.
#[derive(Clone, Debug)]
pub(crate) struct Ray<I> {
    /// Free coordinates, then non-negative ones; without a common factor.
    pub v: Vec<I>,
    /// The non-zero entries among the non-negative ones, counted from the first of these.
    pub support: Bits,
}

/// A pointed polyhedral cone, as the list of its extreme rays.
#[derive(Clone, Debug)]
pub(crate) struct Cone<I> {
    head: usize,
    /// The dimension of the cone, or 0 where that was lost.
    dimension: usize,
    rays: Vec<Ray<I>>,
}

/// What a long cut must keep to.
struct Bounds<'a> {
    limit: usize,
    stop: &'a dyn Fn() -> bool,
}

impl<I: Int> Cone<I> {
    /// The cone over one point, all of whose coordinates are free.
    pub fn point(v: Vec<I>) -> Cone<I> {
        Cone { head: v.len(), dimension: 1, rays: vec![Ray { v, support: Bits::default() }] }
    }

    /// The cone spanned by linearly independent rays.
    pub fn simplicial(head: usize, rays: Vec<Vec<I>>) -> Cone<I> {
        let rays = rays.into_iter().map(|v| {
            let support = (head..v.len()).filter(|&i| !v[i].is_zero()).map(|i| i - head).collect();
            Ray { v, support }
        });
        let rays: Vec<Ray<I>> = rays.collect();
        Cone { head, dimension: rays.len(), rays }
    }

    pub fn rays(&self) -> &[Ray<I>] {
        &self.rays
    }

    pub fn is_empty(&self) -> bool {
        self.rays.is_empty()
    }

    /// The number of entries of a ray.
    pub fn width(&self) -> usize {
        self.rays.first().map_or(0, |r| r.v.len())
    }

    /// The same cone in another size of integer, if its rays fit.
    pub fn convert<J: Int>(&self) -> Option<Cone<J>> {
        let ray = |r: &Ray<I>| {
            let v = r.v.iter().map(|z| J::from_big(&z.to_big())).collect::<Option<_>>()?;
            Some(Ray { v, support: r.support.clone() })
        };
        let rays = self.rays.iter().map(ray).collect::<Option<_>>()?;
        Some(Cone { head: self.head, dimension: self.dimension, rays })
    }

    /// Let `set(ray)` give the free coordinate `i` of every ray.
    pub fn set_coordinate(
        &mut self,
        i: usize,
        mut set: impl FnMut(&[I]) -> Result<I, Overflow>,
    ) -> Result<(), Overflow> {
        debug_assert!(i < self.head);
        for ray in &mut self.rays {
            ray.v[i] = set(&ray.v)?;
        }
        Ok(())
    }

    /// The product with a simplex of `k` corners, whose coordinates sum to coordinate 0.
    pub fn times_simplex(&self, k: usize) -> Cone<I> {
        let first = self.width();
        let mut rays = Vec::with_capacity(self.rays.len() * k);
        for ray in &self.rays {
            for corner in 0..k {
                let mut v = Vec::with_capacity(first + k + 4);
                v.extend_from_slice(&ray.v);
                v.resize(first + k, I::ZERO);
                v[first + corner] = ray.v[0].clone();
                let mut support = ray.support.clone();
                support.insert(first + corner - self.head);
                rays.push(Ray { v, support });
            }
        }
        let dimension = if self.dimension == 0 { 0 } else { self.dimension + k - 1 };
        Cone { head: self.head, dimension, rays }
    }

    /// Add the condition on `f`, a linear function given by its value on every ray.
    pub fn restrict(
        &mut self,
        condition: Condition,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
    ) -> Result<(), Overflow> {
        self.restrict_until(condition, f, &|| false).map_err(|_| Overflow)
    }

    /// The same, given up when `stop` says so.
    pub fn restrict_until(
        &mut self,
        condition: Condition,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Trouble> {
        self.cut(condition, f, &Bounds { limit: usize::MAX, stop })
    }

    fn cut(
        &mut self,
        condition: Condition,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
        bounds: &Bounds,
    ) -> Result<(), Trouble> {
        let values = self.rays.iter().map(|r| f(&r.v)).collect::<Result<Vec<I>, _>>()?;
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
        let born = if through { self.edges(&values, bounds)? } else { Vec::new() };
        self.dimension = match condition {
            // a hyperplane through the inside
            Condition::Zero if through => self.dimension.saturating_sub(1),
            Condition::NonNegative | Condition::Recorded if positive > 0 => self.dimension,
            // only a face is left
            _ => 0,
        };
        let slack = self.width() - self.head;
        let keep_positive = condition != Condition::Zero;
        let mut kept = Vec::with_capacity(zeros + positive + born.len());
        for (mut ray, value) in std::mem::take(&mut self.rays).into_iter().zip(values) {
            if value.is_negative() || (value.is_positive() && !keep_positive) {
                continue;
            }
            if keep_positive {
                if value.is_positive() {
                    ray.support.insert(slack);
                }
                ray.v.push(value);
            }
            kept.push(ray);
        }
        for mut ray in born {
            if keep_positive {
                ray.v.push(I::ZERO);
            }
            kept.push(ray);
        }
        self.rays = kept;
        Ok(())
    }

    /// The points with `f = 0` on the edges between rays with `f > 0` and rays with `f < 0`.
    fn edges(&self, values: &[I], bounds: &Bounds) -> Result<Vec<Ray<I>>, Trouble> {
        let below: Vec<usize> = (0..values.len()).filter(|&n| values[n].is_negative()).collect();
        // two rays of an edge meet at least dimension - 2 conditions together
        let most = (self.width() - self.head + 2).saturating_sub(self.dimension);
        let mut born = Vec::new();
        let mut pairs = 0usize;
        for (p, up) in self.rays.iter().enumerate().filter(|(p, _)| values[*p].is_positive()) {
            if born.len() + self.rays.len() > bounds.limit {
                return Err(Trouble::TooMany);
            }
            for &n in &below {
                pairs += 1;
                if pairs.is_multiple_of(LONG) && (bounds.stop)() {
                    return Err(Trouble::Stopped);
                }
                let down = &self.rays[n];
                let union = up.support.union(&down.support);
                let third =
                    |(k, r): (usize, &Ray<I>)| k != p && k != n && r.support.is_subset(&union);
                if union.len() > most || self.rays.iter().enumerate().any(third) {
                    continue;
                }
                let v = I::combine(&values[n].negated()?, &up.v, &values[p], &down.v)?;
                born.push(Ray { v, support: union });
            }
        }
        Ok(born)
    }
}

/// After so many pairs of rays a cut asks whether to stop.
const LONG: usize = 1024;

/// A corner of the subdivision of the cone `x >= 0` by an upper envelope.
#[derive(Clone, Debug)]
pub(crate) struct Corner<I> {
    /// The ray, a primitive vector together with `z`.
    pub x: Vec<I>,
    /// The height of the envelope over `x`.
    pub z: I,
    /// The positive entries of `x`.
    pub support: u128,
    /// The rows that attain the envelope at `x`.
    pub rows: Bits,
}

/// The corners of `z = max_a rows[a] . x` over `x >= 0`: the rays of the cells on which one row is
/// the largest.
///
/// One cone in one more dimension does it: `{(x, z) : x >= 0, z >= rows[a] . x for all a}`. Its
/// extreme rays but `(0, 1)` are the corners, and their zero entries are the labels.
pub(crate) fn envelope<I: Int>(
    rows: &[Vec<I>],
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Corner<I>>, Trouble> {
    let n = rows[0].len();
    // entries: z | x | one slack a row
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
    for row in &rows[1..] {
        if stop() {
            return Err(Trouble::Stopped);
        }
        let above = |v: &[I]| v[0].minus(&I::dot(&v[1..=n], row)?);
        cone.cut(Condition::Recorded, above, &Bounds { limit, stop })?;
    }
    let corner = |ray: Ray<I>| {
        let support = ray.support.iter().filter(|&i| i < n).fold(0, |s, i| s | 1u128 << i);
        let attained = (0..rows.len()).filter(|&a| !ray.support.contains(n + a)).collect();
        let mut v = ray.v;
        v.truncate(n + 1);
        let z = v.remove(0);
        Corner { x: v, z, support, rows: attained }
    };
    Ok(cone.rays.into_iter().map(corner).filter(|c| c.support != 0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_actions_cut_a_segment_in_two() {
        // action 0 is right for type 0, action 1 for type 1; indifferent at (1/3, 2/3)
        let corners = envelope::<i64>(&[vec![2, 0], vec![0, 1]], 100, &|| false).unwrap();
        let mut found: Vec<_> =
            corners.iter().map(|c| (c.x.clone(), c.rows.iter().collect::<Vec<_>>())).collect();
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
        let mut ends: Vec<_> = square.rays().iter().map(|r| r.v[..5].to_vec()).collect();
        ends.sort();
        assert_eq!(ends, [vec![3, 1, 2, 2, 1], vec![3, 1, 2, 3, 0]]);
    }
}
