//! Polyhedral cones by their extreme rays: the double description method on integers.
//!
//! A [`Cone`] is `{v : some entries >= 0, linear conditions}`, kept as the list of its extreme
//! rays. The first `head` entries of a ray are free coordinates (a scale, linear functions of the
//! rest); every entry past them is non-negative on the cone. With each ray goes its *support*:
//! which of these entries, and of the conditions added since, are not 0 there. A polytope is the
//! cone over it: the scale is one coordinate, and the vertices are the rays.
//!
//! Adding a condition `f >= 0` keeps the rays with `f >= 0` and adds, for each *adjacent* pair with
//! `f > 0 > f'`, the point of their edge with `f = 0`. Two rays are adjacent exactly when no third
//! ray has its support inside the union of theirs (Motzkin, Raiffa, Thompson and Thrall
//! 1953; Fukuda and Prodon 1996, Prop. 7). All rays stay primitive integer vectors.
//!
//! Cost: each condition looks at the pairs of rays that it separates, and at each pair's third
//! rays.

use super::bitset::Bits;
use super::budget::{checkpoint, reserve, room, unwinding};
use super::int::{Int, Overflow};
use super::work::{Abort, Meter, Steps};

/// A condition on a linear function of the rays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConeConstraint {
    /// `f = 0`
    Zero,
    /// `f >= 0`
    NonNegative,
    /// `f >= 0`, which the supports record even where no ray meets it with equality.
    Recorded,
}

/// A pointed polyhedral cone, as the list of its extreme rays.
#[derive(Clone, Debug)]
pub(crate) struct Cone<I> {
    /// The number of free coordinates, which come first in a ray; the others are non-negative.
    head: usize,
    /// The number of entries of a ray.
    width: usize,
    /// The number of conditions that a support records: the entries past the head, then those
    /// added.
    conditions: usize,
    /// The dimension of the cone, or 0 when it is no longer known.
    dimension: usize,
    /// The rays one after another, each without a common factor.
    entries: Vec<I>,
    /// `[ray]`: the conditions that the ray does not meet with equality.
    pub(super) supports: Vec<Bits>,
}

/// The limits of one cut: the number of rays, and the signal to stop.
pub(super) struct CutLimits<'a> {
    pub limit: usize,
    pub meter: &'a Meter<'a>,
}

impl<I: Int> Cone<I> {
    /// The cone over one point, all of whose coordinates are free.
    pub(crate) fn point(v: Vec<I>) -> Cone<I> {
        let (head, supports) = (v.len(), vec![Bits::default()]);
        Cone { head, width: head, conditions: 0, dimension: 1, entries: v, supports }
    }

    /// The cone spanned by linearly independent rays.
    pub(crate) fn simplicial(head: usize, rays: Vec<Vec<I>>) -> Cone<I> {
        let support = |v: &Vec<I>| -> Bits {
            (head..v.len()).filter(|&i| !v[i].is_zero()).map(|i| i - head).collect()
        };
        let (width, dimension) = (rays[0].len(), rays.len());
        let supports = rays.iter().map(support).collect();
        let entries = rays.into_iter().flatten().collect();
        Cone { head, width, conditions: width - head, dimension, entries, supports }
    }

    /// The rays.
    pub(crate) fn rays(&self) -> impl ExactSizeIterator<Item = &[I]> {
        self.entries.chunks_exact(self.width)
    }

    /// The number of rays.
    pub(crate) fn len(&self) -> usize {
        self.supports.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.supports.is_empty()
    }

    /// The number of entries of a ray.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    fn ray(&self, i: usize) -> &[I] {
        &self.entries[i * self.width..(i + 1) * self.width]
    }

    /// The same cone in another size of integer; `None` when a ray does not fit.
    pub(crate) fn convert<J: Int>(&self) -> Option<Cone<J>> {
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

    /// Sets the free coordinate `i` of every ray to `set(ray)`.
    pub(crate) fn set_coordinate(
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

    /// The product with a simplex of `k` corners, whose coordinates sum to coordinate 0 of the ray.
    pub(crate) fn times_simplex(&self, k: usize) -> Cone<I> {
        self.split(0, k)
    }

    /// The same points with `k` more coordinates, which are non-negative and sum to coordinate `of`.
    pub(crate) fn split(&self, of: usize, k: usize) -> Cone<I> {
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
            let corners = if ray[of].is_zero() { 1 } else { k };
            for corner in 0..corners {
                let first = entries.len() + self.width;
                entries.extend_from_slice(ray);
                entries.resize(first + k, I::ZERO);
                entries[first + corner] = ray[of].clone();
                let mut support = old.clone();
                if !ray[of].is_zero() {
                    support.insert(self.conditions + corner);
                }
                supports.push(support);
            }
        }
        let dimension = if self.dimension == 0 { 0 } else { self.dimension + k - 1 };
        Cone { head: self.head, width, conditions, dimension, entries, supports }
    }

    /// The product with a half-line: one more coordinate, which is 0 or more.
    pub(crate) fn times_half_line(&self) -> Cone<I> {
        let (width, conditions) = (self.width + 1, self.conditions + 1);
        let mut entries = room((self.len() + 1) * width, "a polyhedron");
        for ray in self.rays() {
            entries.extend_from_slice(ray);
            entries.push(I::ZERO);
        }
        entries.resize(self.len() * width + self.width, I::ZERO);
        entries.push(I::ONE);
        let mut supports = self.supports.clone();
        supports.push([self.conditions].into_iter().collect());
        let dimension = if self.dimension == 0 { 0 } else { self.dimension + 1 };
        Cone { head: self.head, width, conditions, dimension, entries, supports }
    }

    /// The number of conditions that a support records.
    pub(crate) fn conditions(&self) -> usize {
        self.conditions
    }

    /// The support of each ray, in the order of [`Cone::rays`].
    pub(crate) fn supports(&self) -> &[Bits] {
        &self.supports
    }

    /// Keeps some of the rays.
    ///
    /// Later conditions act as they would on all rays, as far as rays are concerned whose support
    /// holds that of no ray that was left out: `keep` must refuse every support that contains one
    /// that it refuses.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&[I], &Bits) -> bool) {
        let (width, mut kept) = (self.width, 0);
        for i in 0..self.len() {
            if !keep(&self.entries[i * width..(i + 1) * width], &self.supports[i]) {
                continue;
            }
            if kept < i {
                self.supports.swap(kept, i);
                for k in 0..width {
                    self.entries.swap(kept * width + k, i * width + k);
                }
            }
            kept += 1;
        }
        self.supports.truncate(kept);
        self.entries.truncate(kept * width);
    }

    /// Adds a condition on `f`, a linear function given by its value on every ray.
    pub(crate) fn restrict(
        &mut self,
        condition: ConeConstraint,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
    ) -> Result<(), Overflow> {
        self.restrict_until(condition, f, &Meter::new(&unwinding)).map_err(|_| Overflow)
    }

    /// [`Cone::restrict`], counted by the meter and stopped by it.
    pub(crate) fn restrict_until(
        &mut self,
        condition: ConeConstraint,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
        meter: &Meter,
    ) -> Result<(), Abort> {
        self.cut(condition, f, &CutLimits { limit: usize::MAX, meter })
    }

    /// [`Cone::restrict_until`], given up as well once the condition has made more than `limit` new
    /// rays.
    pub(crate) fn restrict_within(
        &mut self,
        limit: usize,
        condition: ConeConstraint,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
        meter: &Meter,
    ) -> Result<(), Abort> {
        let limit = self.len().saturating_add(limit);
        self.cut(condition, f, &CutLimits { limit, meter })
    }

    pub(super) fn cut(
        &mut self,
        condition: ConeConstraint,
        f: impl Fn(&[I]) -> Result<I, Overflow>,
        bounds: &CutLimits,
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
        if condition == ConeConstraint::Zero && zeros == values.len() {
            return Ok(());
        }
        if condition == ConeConstraint::NonNegative && negative == 0 && zeros == 0 {
            return Ok(());
        }
        let through = positive > 0 && negative > 0;
        let (entries, supports) =
            if through { self.edges(&values, bounds)? } else { (Vec::new(), Vec::new()) };
        let (pairs, rays) = (positive as u64 * negative as u64, supports.len() as u64);
        bounds.meter.add(Steps { cuts: 1, pairs, rays, ..Steps::default() });
        self.dimension = match condition {
            // the hyperplane meets the interior
            ConeConstraint::Zero if through => self.dimension.saturating_sub(1),
            ConeConstraint::NonNegative | ConeConstraint::Recorded if positive > 0 => {
                self.dimension
            }
            // only a face is left, whose dimension is not known
            _ => 0,
        };
        let keep_positive = condition != ConeConstraint::Zero;
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
    fn edges(&self, values: &[I], bounds: &CutLimits) -> Result<(Vec<I>, Vec<Bits>), Abort> {
        let below: Vec<usize> = (0..values.len()).filter(|&n| values[n].is_negative()).collect();
        // the two rays of an edge meet at least dimension - 2 conditions with equality together
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

/// The number of entries or rays between two looks at the signal to stop: a few milliseconds of
/// work. A smaller number costs time, a larger one makes the solver slow to stop.
const LONG: usize = 1 << 20;

/// The memory that rays take with their supports, in bytes.
fn bytes<I>(rays: usize, width: usize, conditions: usize) -> u128 {
    let ray = width as u128 * size_of::<I>() as u128;
    rays as u128 * (ray + size_of::<Bits>() as u128 + conditions as u128 / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_is_cut_by_a_diagonal() {
        let mut square = Cone::<i64>::point(vec![1]).times_simplex(2).times_simplex(2);
        assert_eq!(square.rays().len(), 4);
        // x0 + y0 >= s
        square.restrict(ConeConstraint::NonNegative, |v| Ok(v[1] + v[3] - v[0])).unwrap();
        assert_eq!(square.rays().len(), 3);
        // 3 x0 = s: the edge y0 = 2/3 .. 1
        square.restrict(ConeConstraint::Zero, |v| Ok(3 * v[1] - v[0])).unwrap();
        let mut ends: Vec<_> = square.rays().map(<[i64]>::to_vec).collect();
        ends.sort();
        assert_eq!(ends, [vec![3, 1, 2, 2, 1], vec![3, 1, 2, 3, 0]]);
    }
}
