//! Polyhedral cones with both descriptions: generators and facets.
//!
//! A cone is `{v : e v = 0, f v >= 0}` over its *equations* `e` and *facets* `f`, and at the same
//! time the sums of multiples of its *lines* and of non-negative multiples of its *rays*. The two
//! descriptions are one another's polar: facets are the rays of the polar cone and equations its
//! lines (Minkowski, Weyl). So one operation does for all: [`PolyhedralCone::intersection`] cuts the
//! generators of one cone by the facets of the other (the double description method, Motzkin,
//! Raiffa, Thompson and Thrall 1953), and [`PolyhedralCone::sum`] is the same with the descriptions
//! exchanged. What a cut makes redundant is recognised from which generators meet which facets: a
//! facet is a condition that a maximal set of rays meets with equality.
//!
//! All vectors are primitive integer vectors. A polyhedron is the cone over it, whose first
//! coordinate is a scale; cones here do not know which coordinate that is.

use super::bitset::Bits;
use super::budget::checkpoint;
use super::int::{Int, Overflow, all_hold};

/// One description: lines and rays, or equations and facets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConeDescription<I> {
    width: usize,
    lines: Vec<I>,
    rays: Vec<I>,
}

/// A polyhedral cone, by its generators and by its facets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PolyhedralCone<I> {
    generators: ConeDescription<I>,
    facets: ConeDescription<I>,
}

impl<I: Int> ConeDescription<I> {
    fn new(width: usize) -> Self {
        ConeDescription { width, lines: Vec::new(), rays: Vec::new() }
    }

    /// All of the space: a basis of lines.
    fn all(width: usize) -> Self {
        let mut lines = vec![I::ZERO; width * width];
        (0..width).for_each(|i| lines[i * width + i] = I::ONE);
        ConeDescription { width, lines, rays: Vec::new() }
    }

    pub(crate) fn lines(&self) -> impl ExactSizeIterator<Item = &[I]> {
        self.lines.chunks_exact(self.width)
    }

    pub(crate) fn rays(&self) -> impl ExactSizeIterator<Item = &[I]> {
        self.rays.chunks_exact(self.width)
    }

    fn mapped(&self, map: impl Fn(&[I]) -> Result<Vec<I>, Overflow>) -> Result<Self, Overflow> {
        let rows = |rows: &[I]| -> Result<Vec<I>, Overflow> {
            let mut all = Vec::with_capacity(rows.len());
            for row in rows.chunks_exact(self.width) {
                all.extend(primitive(&map(row)?));
            }
            Ok(all)
        };
        Ok(ConeDescription {
            width: self.width,
            lines: rows(&self.lines)?,
            rays: rows(&self.rays)?,
        })
    }

    fn ray(&self, i: usize) -> &[I] {
        &self.rays[i * self.width..(i + 1) * self.width]
    }
}

impl<I: Int> PolyhedralCone<I> {
    /// The cone with these lines and rays, which may be redundant.
    pub(crate) fn generated<'a>(
        width: usize,
        lines: impl IntoIterator<Item = &'a [I]>,
        rays: impl IntoIterator<Item = &'a [I]>,
    ) -> Result<Self, Overflow> {
        let (facets, generators) = generate(width, lines, rays)?;
        Ok(PolyhedralCone { generators, facets })
    }

    /// The cone with these equations and conditions `f v >= 0`, which may be redundant.
    pub(crate) fn bounded<'a>(
        width: usize,
        equations: impl IntoIterator<Item = &'a [I]>,
        conditions: impl IntoIterator<Item = &'a [I]>,
    ) -> Result<Self, Overflow> {
        let (generators, facets) = generate(width, equations, conditions)?;
        Ok(PolyhedralCone { generators, facets })
    }

    /// The cone of the origin alone.
    pub(crate) fn origin(width: usize) -> Self {
        PolyhedralCone {
            generators: ConeDescription::new(width),
            facets: ConeDescription::all(width),
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.generators.width
    }

    /// The rays and, in cones that hold any, the lines.
    pub(crate) fn generators(&self) -> &ConeDescription<I> {
        &self.generators
    }

    /// The facets and the equations, as rays and lines of the polar cone.
    pub(crate) fn facets(&self) -> &ConeDescription<I> {
        &self.facets
    }

    /// Does the cone consist of the origin alone?
    pub(crate) fn is_origin(&self) -> bool {
        self.generators.rays.is_empty() && self.generators.lines.is_empty()
    }

    pub(crate) fn intersection(&self, other: &Self) -> Result<Self, Overflow> {
        let (generators, facets) = cut(&self.generators, &self.facets, &other.facets)?;
        Ok(PolyhedralCone { generators, facets })
    }

    pub(crate) fn sum(&self, other: &Self) -> Result<Self, Overflow> {
        if other.is_origin() {
            return Ok(self.clone());
        }
        if self.is_origin() {
            return Ok(other.clone());
        }
        let (facets, generators) = cut(&self.facets, &self.generators, &other.generators)?;
        Ok(PolyhedralCone { generators, facets })
    }

    /// The sum with more lines and rays.
    pub(crate) fn with_generators(
        &self,
        lines: &[Vec<I>],
        rays: &[Vec<I>],
    ) -> Result<Self, Overflow> {
        let flat = |rows: &[Vec<I>]| rows.iter().flatten().cloned().collect();
        let more = ConeDescription { width: self.width(), lines: flat(lines), rays: flat(rays) };
        let (facets, generators) = cut(&self.facets, &self.generators, &more)?;
        Ok(PolyhedralCone { generators, facets })
    }

    /// The part that meets more equations and conditions.
    pub(crate) fn with_conditions(
        &self,
        equations: &[Vec<I>],
        conditions: &[Vec<I>],
    ) -> Result<Self, Overflow> {
        let flat = |rows: &[Vec<I>]| rows.iter().flatten().cloned().collect();
        let more =
            ConeDescription { width: self.width(), lines: flat(equations), rays: flat(conditions) };
        let (generators, facets) = cut(&self.generators, &self.facets, &more)?;
        Ok(PolyhedralCone { generators, facets })
    }

    /// The image under an invertible linear map, given for generators and for facets.
    pub(crate) fn mapped(
        &self,
        generator: impl Fn(&[I]) -> Result<Vec<I>, Overflow>,
        facet: impl Fn(&[I]) -> Result<Vec<I>, Overflow>,
    ) -> Result<Self, Overflow> {
        Ok(PolyhedralCone {
            generators: self.generators.mapped(generator)?,
            facets: self.facets.mapped(facet)?,
        })
    }

    /// The same cone in another size of integer; `None` when an entry does not fit.
    pub(crate) fn convert<J: Int>(&self) -> Option<PolyhedralCone<J>> {
        let rows = |rows: &[I]| -> Option<Vec<J>> {
            rows.iter().map(|x| J::from_big(&x.to_big())).collect()
        };
        let description = |d: &ConeDescription<I>| {
            let (lines, rays) = (rows(&d.lines)?, rows(&d.rays)?);
            Some(ConeDescription { width: d.width, lines, rays })
        };
        let (generators, facets) = (description(&self.generators)?, description(&self.facets)?);
        Some(PolyhedralCone { generators, facets })
    }

    /// The image under a linear map of generators.
    pub(crate) fn image(
        &self,
        width: usize,
        map: impl Fn(&[I]) -> Result<Vec<I>, Overflow>,
    ) -> Result<Self, Overflow> {
        let lines = self.generators.lines().map(&map).collect::<Result<Vec<_>, _>>()?;
        let rays = self.generators.rays().map(&map).collect::<Result<Vec<_>, _>>()?;
        let rows = |rows: &[Vec<I>]| -> Vec<Vec<I>> { rows.iter().map(|r| primitive(r)).collect() };
        let (lines, rays) = (rows(&lines), rows(&rays));
        Self::generated(width, lines.iter().map(Vec::as_slice), rays.iter().map(Vec::as_slice))
    }

    pub(crate) fn contains(&self, v: &[I]) -> Result<bool, Overflow> {
        let on = all_hold(self.facets.lines(), |e| Ok(I::dot(e, v)?.is_zero()))?;
        Ok(on && all_hold(self.facets.rays(), |f| Ok(!I::dot(f, v)?.is_negative()))?)
    }

    pub(crate) fn is_subset(&self, other: &Self) -> Result<bool, Overflow> {
        let level = |l: &[I]| {
            let zero = |f: &[I]| Ok(I::dot(f, l)?.is_zero());
            Ok(all_hold(other.facets.lines(), zero)? && all_hold(other.facets.rays(), zero)?)
        };
        Ok(all_hold(self.generators.rays(), |v| other.contains(v))?
            && all_hold(self.generators.lines(), level)?)
    }

    /// The face of the points at which the non-negative coordinates outside `kept` are 0.
    ///
    /// The cone has no lines, and the coordinates `0..kept.len()` are non-negative on it.
    pub(crate) fn face(&self, kept: &[bool]) -> Self {
        let width = self.width();
        let vanishes = |v: &&[I]| kept.iter().zip(*v).all(|(&kept, x)| kept || x.is_zero());
        let rays: Vec<I> = self.generators.rays().filter(vanishes).flatten().cloned().collect();
        if rays.len() == self.generators.rays.len() {
            return self.clone();
        }
        let generators = ConeDescription { width, lines: Vec::new(), rays };
        if generators.rays.is_empty() {
            return Self::origin(width);
        }
        let mut facets = self.facets.clone();
        for i in (0..kept.len()).filter(|&i| !kept[i]) {
            let row = (0..width).map(|j| if i == j { I::ONE } else { I::ZERO });
            facets.lines.extend(row);
        }
        // incidence needs no more than signs: a product that does not fit is not 0
        let facets =
            reduced(&generators, facets, |f, v| I::dot(f, v).is_ok_and(|value| value.is_zero()));
        PolyhedralCone { generators, facets }
    }
}

/// The rays and lines that meet conditions, from all of the space on; and the conditions that are
/// not redundant.
fn generate<'a, I: Int>(
    width: usize,
    equations: impl IntoIterator<Item = &'a [I]>,
    conditions: impl IntoIterator<Item = &'a [I]>,
) -> Result<(ConeDescription<I>, ConeDescription<I>), Overflow> {
    let more = ConeDescription {
        width,
        lines: equations.into_iter().flatten().cloned().collect(),
        rays: conditions.into_iter().flatten().cloned().collect(),
    };
    cut(&ConeDescription::all(width), &ConeDescription::new(width), &more)
}

/// The generators of a cone cut by more conditions, and all conditions that are not redundant.
fn cut<I: Int>(
    generators: &ConeDescription<I>,
    conditions: &ConeDescription<I>,
    more: &ConeDescription<I>,
) -> Result<(ConeDescription<I>, ConeDescription<I>), Overflow> {
    let mut cutting = Cutting::new(generators, conditions)?;
    for e in more.lines() {
        cutting.cut(e, true)?;
    }
    for f in more.rays() {
        cutting.cut(f, false)?;
    }
    Ok(cutting.finish(conditions, more))
}

/// The generators under way.
struct Cutting<I> {
    generators: ConeDescription<I>,
    /// `[ray]`: the conditions that it meets with equality.
    tight: Vec<Bits>,
    /// The conditions so far, without equations.
    conditions: Vec<I>,
}

impl<I: Int> Cutting<I> {
    fn new(generators: &ConeDescription<I>, known: &ConeDescription<I>) -> Result<Self, Overflow> {
        let mut tight = Vec::with_capacity(generators.rays().len());
        for v in generators.rays() {
            let mut set = Bits::default();
            for (i, f) in known.rays().enumerate() {
                if I::dot(f, v)?.is_zero() {
                    set.insert(i);
                }
            }
            tight.push(set);
        }
        Ok(Cutting { generators: generators.clone(), tight, conditions: known.rays.clone() })
    }

    fn count(&self) -> usize {
        self.conditions.len() / self.generators.width
    }

    /// Keeps `f v >= 0`, or `f v = 0`.
    fn cut(&mut self, f: &[I], equation: bool) -> Result<(), Overflow> {
        if f.iter().all(Int::is_zero) {
            return Ok(());
        }
        let width = self.generators.width;
        let mut pivot = None;
        for (i, line) in self.generators.lines().enumerate() {
            let value = I::dot(f, line)?;
            if !value.is_zero() {
                pivot = Some((i, value));
                break;
            }
        }
        let index = self.count();
        if let Some((i, value)) = pivot {
            self.bend(f, i, value)?;
            if !equation {
                // the line, now a ray, meets all conditions before with equality
                self.tight.iter_mut().for_each(|set| set.insert(index));
                self.tight.push((0..index).collect());
            } else {
                let rest = self.generators.rays.len() - width;
                self.generators.rays.truncate(rest);
            }
        } else {
            self.split(f, equation)?;
        }
        if !equation {
            self.conditions.extend_from_slice(f);
        }
        Ok(())
    }

    /// Moves everything into `f v = 0` along the line `i`, which becomes the last ray.
    fn bend(&mut self, f: &[I], i: usize, value: I) -> Result<(), Overflow> {
        let width = self.generators.width;
        let mut line: Vec<I> = self.generators.lines.drain(i * width..(i + 1) * width).collect();
        let mut value = value;
        if value.is_negative() {
            value = value.negated()?;
            for x in &mut line {
                *x = x.negated()?;
            }
        }
        let moved = |rows: &[I]| -> Result<Vec<I>, Overflow> {
            let mut out = Vec::with_capacity(rows.len() + width);
            for row in rows.chunks_exact(width) {
                checkpoint();
                let off = I::dot(f, row)?;
                if off.is_zero() {
                    out.extend_from_slice(row);
                } else {
                    I::combine_onto(&value, row, &off.negated()?, &line, &mut out)?;
                }
            }
            Ok(out)
        };
        self.generators.lines = moved(&self.generators.lines)?;
        self.generators.rays = moved(&self.generators.rays)?;
        self.generators.rays.extend(line);
        Ok(())
    }

    /// Cuts the rays; all lines lie in `f v = 0`.
    fn split(&mut self, f: &[I], equation: bool) -> Result<(), Overflow> {
        let width = self.generators.width;
        let values = self.generators.rays().map(|v| I::dot(f, v)).collect::<Result<Vec<_>, _>>()?;
        let negative = values.iter().any(Int::is_negative);
        let positive = values.iter().any(Int::is_positive);
        let index = self.count();
        let (mut born, mut sets) = (Vec::new(), Vec::new());
        if negative && positive {
            for (p, up) in values.iter().enumerate().filter(|(_, x)| x.is_positive()) {
                checkpoint();
                for (n, down) in values.iter().enumerate().filter(|(_, x)| x.is_negative()) {
                    let both = self.tight[p].intersection(&self.tight[n]);
                    let third = |(k, set): (usize, &Bits)| k != p && k != n && both.is_subset(set);
                    if self.tight.iter().enumerate().any(third) {
                        continue;
                    }
                    let weight = down.negated()?;
                    let (over, under) = (self.generators.ray(p), self.generators.ray(n));
                    I::combine_onto(&weight, over, up, under, &mut born)?;
                    let mut set = both;
                    if !equation {
                        set.insert(index);
                    }
                    sets.push(set);
                }
            }
        }
        if negative || (equation && positive) {
            let keep = |x: &I| x.is_zero() || (!equation && x.is_positive());
            let mut kept = values.iter().map(keep);
            let rays = std::mem::take(&mut self.generators.rays);
            self.generators.rays = rays
                .chunks_exact(width)
                .zip(&values)
                .filter(|(_, x)| keep(x))
                .flat_map(|(v, _)| v.iter().cloned())
                .collect();
            self.tight.retain(|_| kept.next().unwrap_or(false));
        }
        if !equation {
            let zeros = values.iter().filter(|x| !x.is_negative());
            for (set, x) in self.tight.iter_mut().zip(zeros) {
                if x.is_zero() {
                    set.insert(index);
                }
            }
        }
        self.generators.rays.extend(born);
        self.tight.extend(sets);
        Ok(())
    }

    /// The generators, and the conditions that are not redundant.
    fn finish(
        self,
        known: &ConeDescription<I>,
        more: &ConeDescription<I>,
    ) -> (ConeDescription<I>, ConeDescription<I>) {
        let width = self.generators.width;
        let mut equations = known.lines.clone();
        equations.extend_from_slice(&more.lines);
        let all = ConeDescription { width, lines: equations, rays: self.conditions };
        let incident: Vec<Bits> = (0..all.rays().len())
            .map(|i| (0..self.tight.len()).filter(|&k| self.tight[k].contains(i)).collect())
            .collect();
        let facets = select(all, &incident, self.tight.len());
        (self.generators, facets)
    }
}

/// The conditions that are not redundant, when `meets` tells which rays meet which of them.
fn reduced<I: Int>(
    generators: &ConeDescription<I>,
    conditions: ConeDescription<I>,
    meets: impl Fn(&[I], &[I]) -> bool,
) -> ConeDescription<I> {
    let incident: Vec<Bits> = conditions
        .rays()
        .map(|f| (0..generators.rays().len()).filter(|&k| meets(f, generators.ray(k))).collect())
        .collect();
    select(conditions, &incident, generators.rays().len())
}

/// Of conditions that `incident` sets of so many rays meet: a facet for each maximal set, and
/// equations for those that all rays meet.
fn select<I: Int>(
    conditions: ConeDescription<I>,
    incident: &[Bits],
    rays: usize,
) -> ConeDescription<I> {
    let width = conditions.width;
    let mut kept = ConeDescription { width, lines: conditions.lines.clone(), rays: Vec::new() };
    let mut extended = false;
    for (i, set) in incident.iter().enumerate() {
        let row = conditions.ray(i);
        if set.len() == rays {
            kept.lines.extend_from_slice(row);
            extended = true;
            continue;
        }
        let larger = |(j, other): (usize, &Bits)| {
            j != i
                && other.len() < rays
                && set.is_subset(other)
                && (j < i || set.len() < other.len())
        };
        if !incident.iter().enumerate().any(larger) {
            kept.rays.extend_from_slice(row);
        }
    }
    if extended || kept.lines.len() > width {
        kept.lines = independent(width, &kept.lines);
    }
    kept
}

/// Rows of a list, as many as are linearly independent.
fn independent<I: Int>(width: usize, rows: &[I]) -> Vec<I> {
    let mut kept: Vec<I> = Vec::new();
    // the echelon form decides, in numbers of any length; the rows themselves stay as they are
    let mut echelon: Vec<(usize, Vec<dashu_int::IBig>)> = Vec::new();
    for row in rows.chunks_exact(width) {
        let mut left: Vec<dashu_int::IBig> = row.iter().map(Int::to_big).collect();
        for (lead, base) in &echelon {
            if !Int::is_zero(&left[*lead]) {
                let (a, b) = (base[*lead].clone(), left[*lead].clone());
                for (x, y) in left.iter_mut().zip(base) {
                    *x = &*x * &a - y * &b;
                }
            }
        }
        if let Some(lead) = left.iter().position(|x| !Int::is_zero(x)) {
            echelon.push((lead, left));
            kept.extend_from_slice(row);
        }
    }
    kept
}

/// A vector divided by the greatest common divisor of its entries.
pub(crate) fn primitive<I: Int>(v: &[I]) -> Vec<I> {
    let mut content = I::ZERO;
    for x in v {
        content = content.gcd(x);
        if content == I::ONE {
            return v.to_vec();
        }
    }
    if !content.is_positive() {
        return v.to_vec();
    }
    v.iter().map(|x| x.divided(&content)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cone(rays: &[[i64; 3]]) -> PolyhedralCone<i64> {
        PolyhedralCone::generated(3, [], rays.iter().map(|r| &r[..])).unwrap()
    }

    fn sorted(description: &ConeDescription<i64>) -> Vec<Vec<i64>> {
        let mut rays: Vec<_> = description.rays().map(<[i64]>::to_vec).collect();
        rays.sort();
        rays
    }

    #[test]
    fn squares_meet_and_join() {
        let square = cone(&[[1, 0, 0], [1, 2, 0], [1, 0, 2], [1, 2, 2], [1, 1, 1]]);
        assert_eq!(square.generators().rays().len(), 4);
        assert_eq!(square.facets().rays().len(), 4);
        let other = cone(&[[1, 1, 1], [1, 3, 1], [1, 1, 3], [1, 3, 3]]);
        let both = square.intersection(&other).unwrap();
        let corners = [vec![1, 1, 1], vec![1, 1, 2], vec![1, 2, 1], vec![1, 2, 2]];
        assert_eq!(sorted(both.generators()), corners);
        assert!(both.is_subset(&square).unwrap() && !square.is_subset(&both).unwrap());
        let hull = square.sum(&other).unwrap();
        assert_eq!((hull.generators().rays().len(), hull.facets().rays().len()), (6, 6));
        assert_eq!(both.sum(&square).unwrap().generators().rays().len(), 4);
        // apart by a line
        let far = cone(&[[1, 5, 0], [1, 6, 0]]);
        assert!(square.intersection(&far).unwrap().is_origin());
    }

    #[test]
    fn flat_cones_have_equations_and_grow() {
        let segment = cone(&[[1, 0, 0], [1, 2, 0]]);
        assert_eq!(segment.facets().lines().len(), 1);
        let up = segment.with_generators(&[], &[vec![0, 0, 1]]).unwrap();
        assert_eq!((up.facets().lines().len(), up.facets().rays().len()), (0, 3));
        let line = segment.with_generators(&[vec![0, 0, 1]], &[]).unwrap();
        assert_eq!((line.generators().lines().len(), line.facets().rays().len()), (1, 2));
        let back = line.with_conditions(&[vec![0, 0, 1]], &[]).unwrap();
        assert!(back.is_subset(&segment).unwrap() && segment.is_subset(&back).unwrap());
        let face = cone(&[[1, 0, 3], [0, 1, 5]]).face(&[true, false]);
        assert_eq!(sorted(face.generators()), [vec![1, 0, 3]]);
        assert_eq!((face.facets().lines().len(), face.facets().rays().len()), (2, 1));
        assert_eq!(PolyhedralCone::<i64>::origin(3).sum(&face).unwrap(), face);
    }
}
