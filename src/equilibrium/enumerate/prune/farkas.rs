//! A small linear programme in floating point: do two polytopes have points that go together?
//!
//! The table is pivoted by hand, since it is small: with the rank-one updates of `nalgebra` here and
//! in [`prior_hull`](super::prior_hull) the bench `equilibria: 4x4x4` took 3 % more instructions.

/// What counts as 0 in a value.
const MARGIN: f64 = 1e-9;
/// What counts as 0 in a pivot.
const TINY: f64 = 1e-11;
/// After so many pivots the programme is given up.
const PIVOTS: usize = 60;

/// What the difference of a coordinate of the first point less that of the second must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowSense {
    Zero,
    AtLeast,
    AtMost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feasibility {
    /// No two points: [`FeasibilityProgram::weights`] say why, up to rounding.
    Infeasible,
    /// Two points, up to rounding.
    Feasible,
    /// Given up.
    Unknown,
}

/// The programme, with its memory.
#[derive(Default)]
pub(crate) struct FeasibilityProgram {
    /// HullCorners of the first polytope, and of both.
    first: usize,
    width: usize,
    /// Per row the differences that its corners make: 0, or at most 0 after the sign.
    entries: Vec<f64>,
    /// Per row: its name, whether its slack must be 0, the sign.
    rows: Vec<(usize, bool, f64)>,
    /// The dictionary: what stands in the basis by what does not, row by row, and its value.
    ///
    /// Names below `free()` are weights of corners, the others slacks of the rows and of the two
    /// sums of weights.
    dictionary: Vec<f64>,
    basic: Vec<usize>,
    nonbasic: Vec<usize>,
    /// How much less the slacks lack for a little of each column, and what they lack.
    gain: Vec<f64>,
    pivot: Vec<f64>,
}

impl FeasibilityProgram {
    /// Polytopes with so many corners.
    pub fn start(&mut self, first: usize, second: usize) {
        (self.first, self.width) = (first, first + second);
        self.entries.clear();
        self.rows.clear();
    }

    /// Add a coordinate by its values at the corners; the range of the differences.
    pub fn push(
        &mut self,
        name: usize,
        row: RowSense,
        first: &[f64],
        second: impl Iterator<Item = f64>,
    ) -> (f64, f64) {
        let sign = if row == RowSense::AtLeast { -1.0 } else { 1.0 };
        let from = self.entries.len();
        self.entries.extend(first.iter().map(|z| sign * z));
        self.entries.extend(second.map(|z| -sign * z));
        let (p, q) = self.entries[from..].split_at(self.first);
        let range =
            |part: &[f64]| part.iter().fold((part[0], part[0]), |(l, h), &z| (l.min(z), h.max(z)));
        let (p, q) = (range(p), range(q));
        let (least, most) = (p.0 + q.0, p.1 + q.1);
        if row != RowSense::Zero && most <= 0.0 {
            // so whatever the points
            self.entries.truncate(from);
        } else {
            self.rows.push((name, row == RowSense::Zero, sign));
        }
        if sign > 0.0 { (least, most) } else { (-most, -least) }
    }

    /// Weights of corners but the first ones, which follow from the others.
    fn free(&self) -> usize {
        self.width - 2
    }

    /// The weights of the rows, by name, whose sum of differences is negative at all points,
    /// though no row makes it so.
    pub fn weights(&self) -> impl Iterator<Item = (usize, f64)> {
        let free = self.free();
        let out = self.nonbasic.iter().zip(&self.gain).map(|(&k, &y)| (k, y));
        let wide = self.nonbasic.len() + 1;
        let lacks = self.basic.iter().zip(self.dictionary.chunks_exact(wide));
        let lacks = lacks.map(move |(&k, row)| (k, self.lacks(k, row[wide - 1])));
        out.chain(lacks).filter_map(move |(k, y)| {
            let &(name, tie, sign) = self.rows.get(k.checked_sub(free)?)?;
            let y = sign * if tie { y } else { y.min(0.0) };
            (y != 0.0).then_some((name, y))
        })
    }

    /// The sign with which a basic value counts among what is lacking.
    fn lacks(&self, name: usize, value: f64) -> f64 {
        match value {
            z if z < -MARGIN => -1.0,
            z if z > MARGIN && self.is_tie(name) => 1.0,
            _ => 0.0,
        }
    }

    /// Must this slack be 0?
    fn is_tie(&self, name: usize) -> bool {
        let row = name.checked_sub(self.free()).and_then(|r| self.rows.get(r));
        row.is_some_and(|(_, tie, _)| *tie)
    }

    /// The weight of each corner in the two points, first those of the first polytope.
    pub fn points(&self) -> Vec<f64> {
        let (first, wide) = (self.first, self.nonbasic.len() + 1);
        let mut weights = vec![0.0; self.width];
        for (&k, row) in self.basic.iter().zip(self.dictionary.chunks_exact(wide)) {
            if k < self.free() {
                weights[if k < first - 1 { k + 1 } else { k + 2 }] = row[wide - 1];
            }
        }
        weights[0] = 1.0 - weights[1..first].iter().sum::<f64>();
        weights[first] = 1.0 - weights[first + 1..].iter().sum::<f64>();
        weights
    }

    /// Look for the points.
    ///
    /// Every row has a slack, 0 for a tie and at least 0 for a bound; what the slacks lack is made
    /// smaller step by step.
    pub fn solve(&mut self) -> Feasibility {
        let (m, width, free) = (self.rows.len(), self.width, self.free());
        let wide = free + 1;
        self.dictionary.clear();
        self.dictionary.resize((m + 2) * wide, 0.0);
        let rows = self.dictionary.chunks_exact_mut(wide);
        for (row, from) in rows.zip(self.entries.chunks_exact(width)) {
            let (p, q) = from.split_at(self.first);
            for (to, z) in row.iter_mut().zip(&p[1..]) {
                *to = z - p[0];
            }
            for (to, z) in row[self.first - 1..].iter_mut().zip(&q[1..]) {
                *to = z - q[0];
            }
            row[free] = -(p[0] + q[0]);
        }
        let sums = &mut self.dictionary[m * wide..];
        sums[..self.first - 1].fill(1.0);
        sums[wide + self.first - 1..][..width - self.first - 1].fill(1.0);
        sums[free] = 1.0;
        sums[wide + free] = 1.0;
        self.nonbasic.clear();
        self.nonbasic.extend(0..free);
        self.basic.clear();
        self.basic.extend(free..free + m + 2);
        for _ in 0..PIVOTS {
            self.gain.clear();
            self.gain.resize(wide, 0.0);
            for (row, &k) in self.dictionary.chunks_exact(wide).zip(&self.basic) {
                let sign = self.lacks(k, row[free]);
                if sign != 0.0 {
                    self.gain.iter_mut().zip(row).for_each(|(g, z)| *g += sign * z);
                }
            }
            if self.gain[free] == 0.0 {
                return Feasibility::Feasible;
            }
            let (mut k, mut gain) = (0, TINY);
            for (j, (&g, &name)) in self.gain.iter().zip(&self.nonbasic).enumerate() {
                if g > gain && !self.is_tie(name) {
                    (k, gain) = (j, g);
                }
            }
            if gain <= TINY {
                return Feasibility::Infeasible;
            }
            let (mut p, mut least) = (usize::MAX, f64::INFINITY);
            for (r, row) in self.dictionary.chunks_exact(wide).enumerate() {
                let (entry, value) = (row[k], row[free]);
                let towards = if value < -MARGIN { entry < -TINY } else { entry > TINY };
                let fixed = value.abs() <= MARGIN && self.is_tie(self.basic[r]);
                if fixed && entry.abs() > TINY {
                    (p, least) = (r, 0.0);
                } else if towards && value / entry < least {
                    (p, least) = (r, value / entry);
                }
            }
            if p == usize::MAX {
                return Feasibility::Unknown;
            }
            self.exchange(p, k);
        }
        Feasibility::Unknown
    }

    /// Put column `k` into the basis in place of row `p`.
    fn exchange(&mut self, p: usize, k: usize) {
        let wide = self.nonbasic.len() + 1;
        let scale = 1.0 / self.dictionary[p * wide + k];
        self.pivot.clear();
        self.pivot.extend(self.dictionary[p * wide..][..wide].iter().map(|z| z * scale));
        self.pivot[k] = scale;
        for (r, row) in self.dictionary.chunks_exact_mut(wide).enumerate() {
            let factor = row[k];
            if r == p {
                row.copy_from_slice(&self.pivot);
            } else if factor != 0.0 {
                row[k] = 0.0;
                row.iter_mut().zip(&self.pivot).for_each(|(z, p)| *z -= factor * p);
            }
        }
        std::mem::swap(&mut self.basic[p], &mut self.nonbasic[k]);
    }
}
