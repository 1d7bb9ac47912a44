//! Lotteries with the answers that are best against them: the polyhedron
//! `{(x, v) : v_k >= row . x for every answer at every place k}` by its vertices.
//!
//! `x` puts weights on the cells of some simplices: masses on the pairs of a type and a message, or
//! probabilities on the replies at the information sets. An answer is best exactly where its row holds
//! with equality. The vertices are found by the double description method, one simplex and one place
//! after another; `v_k` is kept as the slack of the first answer.

use crate::exact::Q;
use crate::exact::bitset::Bits;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::Int;
use crate::exact::integers::{integers, quotient};
use crate::exact::work::{Abort, Meter};

/// The polyhedron, as far as it was built.
pub(crate) struct Lotteries<I> {
    cone: Cone<I>,
    /// `(cell, condition)`, in the order of the coordinates, from 1 on.
    cells: Vec<(usize, usize)>,
    /// `(answer, condition)`
    slack: Vec<(usize, usize)>,
}

/// What a vertex uses, and which answers are not best against it, as far as they were added.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LotterySupport {
    /// The cells with positive weight.
    pub(crate) used: Bits,
    /// The answers that are worse than others.
    pub(crate) worse: Bits,
}

/// A vertex.
#[derive(Clone, Debug)]
pub(crate) struct LotteryVertex {
    /// The weights of the cells in the order in which these were added; those of a simplex sum to 1.
    pub(crate) weights: Vec<Q>,
    pub(crate) support: LotterySupport,
}

impl LotterySupport {
    fn new(cells: &[(usize, usize)], slack: &[(usize, usize)], support: &Bits) -> LotterySupport {
        let members = |list: &[(usize, usize)]| {
            list.iter().filter(|(_, c)| support.contains(*c)).map(|(i, _)| *i).collect()
        };
        LotterySupport { used: members(cells), worse: members(slack) }
    }

    /// Does each of two lotteries, whose cells are the other's answers, use only best answers to the
    /// other, as far as is known?
    pub(crate) fn suits(&self, other: &LotterySupport) -> bool {
        self.used.is_disjoint(&other.worse) && self.worse.is_disjoint(&other.used)
    }
}

impl<I: Int> Lotteries<I> {
    /// No cells yet.
    pub(crate) fn new() -> Lotteries<I> {
        Lotteries { cone: Cone::point(vec![I::ONE]), cells: Vec::new(), slack: Vec::new() }
    }

    /// Adds a simplex with these cells.
    pub(crate) fn add_simplex(&mut self, cells: impl ExactSizeIterator<Item = usize>) {
        let condition = self.cone.conditions();
        self.cone = self.cone.times_simplex(cells.len());
        self.cells.extend(cells.enumerate().map(|(i, cell)| (cell, condition + i)));
    }

    /// Adds the answers at one place, after all simplices: each with its row of what the cells are
    /// worth to it, in their order. Drops the vertices that `keep` refuses; it must then refuse all
    /// with larger supports.
    pub(crate) fn add_place(
        &mut self,
        answers: impl Iterator<Item = usize>,
        rows: &[Vec<Q>],
        mut keep: impl FnMut(&LotterySupport) -> bool,
        meter: &Meter,
    ) -> Result<(), Abort> {
        let flat: Vec<I> = integers(&rows.concat())?;
        let mut flat = flat.chunks(self.cells.len());
        let first = flat.next().expect("an answer");
        let slack = self.cone.width();
        for (j, answer) in answers.enumerate() {
            self.slack.push((answer, self.cone.conditions()));
            if j == 0 {
                self.cone = self.cone.times_half_line();
                continue;
            }
            let row = flat.next().expect("a row for each answer");
            let lead = first.iter().zip(row).map(|(a, b)| a.minus(b));
            let lead: Vec<I> = lead.collect::<Result<_, _>>()?;
            self.cone.restrict_until(
                ConeConstraint::Recorded,
                |v| v[slack].plus(&I::dot(&lead, &v[1..=lead.len()])?),
                meter,
            )?;
            // only the direction of v has no scale
            self.retain(|scale, support| scale.is_zero() || keep(support), meter)?;
        }
        self.retain(|scale, support| !scale.is_zero() && (rows.len() > 1 || keep(support)), meter)
    }

    /// Keeps some vertices, given as the scale and the support.
    fn retain(
        &mut self,
        mut keep: impl FnMut(&I, &LotterySupport) -> bool,
        meter: &Meter,
    ) -> Result<(), Abort> {
        let (cells, slack) = (&self.cells, &self.slack);
        let (mut stopped, mut looked) = (false, 0u32);
        self.cone.retain(|ray, support| {
            looked += 1;
            stopped |= looked % LOOK == 0 && meter.stopped();
            !stopped && keep(&ray[0], &LotterySupport::new(cells, slack, support))
        });
        if stopped { Err(Abort::Stopped) } else { Ok(()) }
    }

    /// Keeps the vertices that suit some vertex of another polyhedron.
    pub(crate) fn keep_suited(
        &mut self,
        others: &[LotterySupport],
        meter: &Meter,
    ) -> Result<(), Abort> {
        self.retain(|_, support| others.iter().any(|other| support.suits(other)), meter)
    }

    /// What the vertices use, and which answers are worse.
    pub(crate) fn supports(&self) -> Vec<LotterySupport> {
        let of = |support| LotterySupport::new(&self.cells, &self.slack, support);
        self.cone.supports().iter().map(of).collect()
    }

    /// The vertices.
    pub(crate) fn vertices(&self) -> impl Iterator<Item = LotteryVertex> + '_ {
        self.cone.rays().zip(self.cone.supports()).map(|(ray, support)| LotteryVertex {
            weights: ray[1..=self.cells.len()].iter().map(|x| quotient(x, &ray[0])).collect(),
            support: LotterySupport::new(&self.cells, &self.slack, support),
        })
    }
}

/// The vertices that are held against others between two looks at the signal to stop.
const LOOK: u32 = 64;
