//! A small linear programme in floating point: do two polytopes have points that go together?

/// What counts as 0 in a value.
const MARGIN: f64 = 1e-9;
/// What counts as 0 in a pivot.
const TINY: f64 = 1e-11;
/// After so many pivots the programme is given up.
const PIVOTS: usize = 60;

/// What the difference of a coordinate of the first point less that of the second must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    Zero,
    AtLeast,
    AtMost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No two points: [`Programme::weights`] say why, up to rounding.
    Apart,
    /// Two points, up to rounding.
    Together,
    /// Given up.
    Unknown,
}

/// The programme, with its memory.
#[derive(Default)]
pub(super) struct Programme {
    /// Corners of the first polytope, and of both.
    first: usize,
    width: usize,
    /// Per row the differences that its corners make: 0, or at most 0 after the sign.
    entries: Vec<f64>,
    /// Per row: its name, whether its slack must be 0, the sign.
    rows: Vec<(usize, bool, f64)>,
    tableau: Vec<f64>,
    /// The column that each row of the tableau stands for.
    basis: Vec<usize>,
    gain: Vec<f64>,
    pivot: Vec<f64>,
}

impl Programme {
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
        row: Row,
        first: &[f64],
        second: impl Iterator<Item = f64>,
    ) -> (f64, f64) {
        let sign = if row == Row::AtLeast { -1.0 } else { 1.0 };
        let from = self.entries.len();
        self.entries.extend(first.iter().map(|z| sign * z));
        self.entries.extend(second.map(|z| -sign * z));
        let (p, q) = self.entries[from..].split_at(self.first);
        let range =
            |part: &[f64]| part.iter().fold((part[0], part[0]), |(l, h), &z| (l.min(z), h.max(z)));
        let (p, q) = (range(p), range(q));
        let (least, most) = (p.0 + q.0, p.1 + q.1);
        if row != Row::Zero && most <= 0.0 {
            // so whatever the points
            self.entries.truncate(from);
        } else {
            self.rows.push((name, row == Row::Zero, sign));
        }
        if sign > 0.0 { (least, most) } else { (-most, -least) }
    }

    /// The weights of the rows, by name, whose sum of differences is negative at all points,
    /// though no row makes it so.
    pub fn weights(&self) -> impl Iterator<Item = (usize, f64)> {
        let slacks = &self.gain[self.width - 2..];
        let weight = |(&(name, tie, sign), &y): (&(usize, bool, f64), &f64)| {
            (name, sign * if tie { y } else { y.min(0.0) })
        };
        self.rows.iter().zip(slacks).map(weight).filter(|(_, y)| *y != 0.0)
    }

    /// The corners of the second polytope that make the point found there.
    pub fn second(&self) -> impl Iterator<Item = usize> {
        let wide = self.wide();
        let from = self.first - 1;
        let heavy = move |(r, &k): (usize, &usize)| {
            let weight = self.tableau.get((r + 1) * wide - 1)?;
            (k >= from && k < self.width - 2 && *weight > MARGIN).then(|| (k - from + 1, *weight))
        };
        let others: Vec<(usize, f64)> = self.basis.iter().enumerate().filter_map(heavy).collect();
        let rest = 1.0 - others.iter().map(|(_, w)| w).sum::<f64>();
        let corner = (rest > MARGIN).then_some(0);
        corner.into_iter().chain(others.into_iter().map(|(k, _)| k))
    }

    /// Columns of the tableau: weights of corners but the first ones, slacks of the rows and of
    /// the sums of weights, the right-hand side.
    fn wide(&self) -> usize {
        self.width + self.rows.len() + 1
    }

    /// Look for the points.
    ///
    /// The weights of the first corners follow from the others. Every row has a slack, 0 for a tie
    /// and at least 0 for a bound; what the slacks lack is made smaller step by step.
    pub fn solve(&mut self) -> Verdict {
        let (m, width, wide) = (self.rows.len(), self.width, self.wide());
        let (free, right) = (width - 2, wide - 1);
        let tableau = &mut self.tableau;
        tableau.clear();
        tableau.resize((m + 2) * wide, 0.0);
        for (row, from) in tableau.chunks_exact_mut(wide).zip(self.entries.chunks_exact(width)) {
            let (p, q) = from.split_at(self.first);
            for (to, z) in row.iter_mut().zip(&p[1..]) {
                *to = z - p[0];
            }
            for (to, z) in row[self.first - 1..].iter_mut().zip(&q[1..]) {
                *to = z - q[0];
            }
            row[right] = -(p[0] + q[0]);
        }
        tableau[m * wide..][..self.first - 1].fill(1.0);
        tableau[(m + 1) * wide..][self.first - 1..free].fill(1.0);
        tableau[m * wide + right] = 1.0;
        tableau[(m + 1) * wide + right] = 1.0;
        (0..m + 2).for_each(|r| tableau[r * wide + free + r] = 1.0);
        self.basis.clear();
        self.basis.extend(free..free + m + 2);
        let tie = |k: usize| k >= free && k < free + m && self.rows[k - free].1;
        for _ in 0..PIVOTS {
            // how much less the slacks lack for a little of each column
            self.gain.clear();
            self.gain.resize(wide, 0.0);
            for (row, &k) in tableau.chunks_exact(wide).zip(&self.basis) {
                let sign = match row[right] {
                    z if z < -MARGIN => -1.0,
                    z if z > MARGIN && tie(k) => 1.0,
                    _ => continue,
                };
                self.gain.iter_mut().zip(row).for_each(|(g, z)| *g += sign * z);
            }
            if self.gain[right] == 0.0 {
                return Verdict::Together;
            }
            let (mut k, mut gain) = (0, TINY);
            for (j, &g) in self.gain[..right].iter().enumerate() {
                if g > gain && !tie(j) {
                    (k, gain) = (j, g);
                }
            }
            if gain <= TINY {
                return Verdict::Apart;
            }
            let (mut p, mut least) = (usize::MAX, f64::INFINITY);
            for (r, row) in tableau.chunks_exact(wide).enumerate() {
                let (entry, value) = (row[k], row[right]);
                let fixed = tie(self.basis[r]) && value.abs() <= MARGIN;
                let towards = if value < -MARGIN { entry < -TINY } else { entry > TINY };
                if fixed && entry.abs() > TINY {
                    (p, least) = (r, 0.0);
                } else if towards && value / entry < least {
                    (p, least) = (r, value / entry);
                }
            }
            if p == usize::MAX {
                return Verdict::Unknown;
            }
            let scale = 1.0 / tableau[p * wide + k];
            self.pivot.clear();
            self.pivot.extend(tableau[p * wide..][..wide].iter().map(|z| z * scale));
            for (r, row) in tableau.chunks_exact_mut(wide).enumerate() {
                let factor = row[k];
                if r == p {
                    row.copy_from_slice(&self.pivot);
                } else if factor != 0.0 {
                    row.iter_mut().zip(&self.pivot).for_each(|(z, p)| *z -= factor * p);
                }
            }
            self.basis[p] = k;
        }
        Verdict::Unknown
    }
}
