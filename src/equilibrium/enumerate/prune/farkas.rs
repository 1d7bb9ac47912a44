//! A small linear programme in floating point: two points of two polytopes whose coordinates are
//! equal or ordered, or a Farkas certificate that there are none.

/// What counts as 0 in a value. Certificates are checked by the caller, so it affects only time.
const MARGIN: f64 = 1e-9;
/// What counts as 0 in a pivot. It affects only time.
const TINY: f64 = 1e-11;
/// The programme is given up after so many pivots. With 20 or 200 the search of 6x6x6 takes as
/// long; it affects only time.
const PIVOTS: usize = 60;

/// The condition on a coordinate of the first point less that of the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowSense {
    Zero,
    AtLeast,
    AtMost,
}

/// The result of [`FeasibilityProgram::solve`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feasibility {
    /// There are no such points: [`FeasibilityProgram::certificate`] shows it, up to rounding.
    Infeasible,
    /// There are: [`FeasibilityProgram::points`], up to rounding.
    Feasible,
    /// The programme was given up.
    Unknown,
}

/// The programme, with memory that is used again for the next.
#[derive(Default)]
pub(super) struct FeasibilityProgram {
    /// The number of corners of the first polytope, and of both.
    first: usize,
    width: usize,
    /// For each row the value of its coordinate at each corner, those of the second polytope
    /// negated, with a sign that turns the condition into a sum of 0 or of at most 0.
    entries: Vec<f64>,
    /// For each row: its name, whether its slack must be 0, and the sign.
    rows: Vec<(usize, bool, f64)>,
    /// The dictionary: each basic variable in terms of the nonbasic ones, row by row, and its
    /// value.
    ///
    /// Variables below `free()` are weights of corners, the others slacks of the rows and of the
    /// two sums of weights.
    dictionary: Vec<f64>,
    basic: Vec<usize>,
    nonbasic: Vec<usize>,
    /// The decrease of the infeasibility for each nonbasic variable, then the infeasibility.
    gain: Vec<f64>,
    pivot: Vec<f64>,
}

impl FeasibilityProgram {
    /// Starts a programme for polytopes with so many corners.
    pub(super) fn start(&mut self, first: usize, second: usize) {
        (self.first, self.width) = (first, first + second);
        self.entries.clear();
        self.rows.clear();
    }

    /// Adds a coordinate by its values at the corners; returns the range of the differences.
    pub(super) fn push(
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
            // the condition holds for all points
            self.entries.truncate(from);
        } else {
            self.rows.push((name, row == RowSense::Zero, sign));
        }
        if sign > 0.0 { (least, most) } else { (-most, -least) }
    }

    /// The number of weights of corners without the first of each polytope, which the others
    /// determine.
    fn free(&self) -> usize {
        self.width - 2
    }

    /// A Farkas certificate: weights of the rows, by name, for which the combination of the
    /// differences is negative at all points.
    pub(super) fn certificate(&self) -> impl Iterator<Item = (usize, f64)> {
        let free = self.free();
        let nonbasic = self.nonbasic.iter().zip(&self.gain).map(|(&k, &y)| (k, y));
        let wide = self.nonbasic.len() + 1;
        let basic = self.basic.iter().zip(self.dictionary.chunks_exact(wide));
        let basic = basic.map(move |(&k, row)| (k, self.violation(k, row[wide - 1])));
        nonbasic.chain(basic).filter_map(move |(k, y)| {
            let &(name, equality, sign) = self.rows.get(k.checked_sub(free)?)?;
            let y = sign * if equality { y } else { y.min(0.0) };
            (y != 0.0).then_some((name, y))
        })
    }

    /// The sign with which the value of a basic variable counts in the infeasibility.
    fn violation(&self, name: usize, value: f64) -> f64 {
        match value {
            z if z < -MARGIN => -1.0,
            z if z > MARGIN && self.is_equality(name) => 1.0,
            _ => 0.0,
        }
    }

    /// Is the variable the slack of an equality?
    fn is_equality(&self, name: usize) -> bool {
        let row = name.checked_sub(self.free()).and_then(|r| self.rows.get(r));
        row.is_some_and(|(_, equality, _)| *equality)
    }

    /// The weight of each corner in the two points, those of the first polytope first.
    pub(super) fn points(&self) -> Vec<f64> {
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

    /// Looks for the points.
    ///
    /// Every row has a slack, 0 for an equality and at least 0 for a bound. The simplex method
    /// lowers the sum of the violations of these bounds.
    pub(super) fn solve(&mut self) -> Feasibility {
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
                let sign = self.violation(k, row[free]);
                if sign != 0.0 {
                    self.gain.iter_mut().zip(row).for_each(|(g, z)| *g += sign * z);
                }
            }
            if self.gain[free] == 0.0 {
                return Feasibility::Feasible;
            }
            let (mut k, mut gain) = (0, TINY);
            for (j, (&g, &name)) in self.gain.iter().zip(&self.nonbasic).enumerate() {
                if g > gain && !self.is_equality(name) {
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
                let fixed = value.abs() <= MARGIN && self.is_equality(self.basic[r]);
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

    /// Exchanges the nonbasic variable of column `k` for the basic one of row `p`.
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
