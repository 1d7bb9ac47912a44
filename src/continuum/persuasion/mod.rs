//! Persuasion about the mean of a type on a line, with proof of the optimum.
//!
//! A sender commits to an experiment. What matters is the posterior mean `m`, which is worth
//! `v(m)`; distributions of means are the mean-preserving contractions of the prior. The optimum is
//! the least `integral of p f` over convex `p >= v` (Kolotilin 2018; Dworczak and Martini 2019),
//! and some optimum reveals intervals, on which `p = v`, and pools others, on which `p` is straight
//! and there are one or two means (Kleiner, Moldovanu and Strack 2021; Arieli, Babichenko,
//! Smorodinsky and Yamashita 2023).
//!
//! A linear programme on a `grid` shows the `form`; its unknown ends and means solve a `system`,
//! whose solution is enclosed; a `plan` attains the price; and a `proof` that uses none of these
//! shows that it is optimal.

mod context;
mod form;
mod grid;
mod plan;
mod problems;
mod proof;
mod system;
pub(super) mod value;

use self::form::PriceForm;
use self::grid::Grid;
pub use self::plan::PooledInterval;
use self::plan::{Tiling, plan};
use self::proof::PriceProof;
use self::system::{SolvedPart, System};
use self::value::{ValueFunction, bounds};
use super::density::Density;
use super::integrals::Integrals;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::{Halt, catch};
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::interval::Interval;

/// The numbers of cells of the grids that show the form.
const GRIDS: [usize; 4] = [60, 110, 220, 400];

/// The digits beyond those asked for, for what follows from the unknowns.
const GUARD: u32 = 8;

/// A persuasion problem: a prior density, and the sender's value of each mean.
///
/// ```
/// use schelling::Q;
/// use schelling::continuum::{Density, Persuasion};
///
/// let q = |n: i64, d: i64| Q::new(n, d).unwrap();
/// let uniform = Density::uniform(q(0, 1), q(1, 1))?;
/// let value = vec![(q(0, 1), q(1, 1), vec![q(0, 1), q(0, 1), q(3, 1), q(-2, 1)])];
/// let plan = Persuasion::new(uniform, value)?.solve(12)?;
/// assert!(plan.proved);
/// assert_eq!(plan.value.low, q(539, 1024));
/// assert_eq!(plan.kind(), "upper censorship");
/// # Ok::<(), schelling::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Persuasion {
    prior: Density,
    pub(super) v: ValueFunction,
}

/// An optimal plan, or the best that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct PersuasionPlan {
    /// The sender's expected value.
    pub value: Enclosure,
    /// The value without disclosure.
    pub none: Enclosure,
    /// The value of full disclosure.
    pub full: Enclosure,
    tiling: Tiling,
    parts: Vec<SolvedPart>,
    /// Is it proved to be optimal?
    pub proved: bool,
    /// Why the search ended early.
    pub stopped: Option<Halt>,
}

impl Persuasion {
    /// The problem with any value function.
    pub(super) fn with_value(prior: Density, v: ValueFunction) -> Persuasion {
        Persuasion { prior, v }
    }

    /// The ends of the line.
    pub(super) fn line(&self) -> [Q; 2] {
        [self.prior.low().clone(), self.prior.high().clone()]
    }

    /// What pooling an interval at its mean gains against revealing it.
    pub(super) fn gain(&self, a: &Enclosure, b: &Enclosure, p: u32) -> Option<Enclosure> {
        let integrals = Integrals { density: &self.prior, p };
        let pooled = self.v.value_at(&integrals.mean([a, b])?, p).times(&integrals.mass([a, b]));
        Some(pooled.minus(&self.v.integral(&self.prior, [a, b], p)?))
    }

    /// The sender's value of a mean, as it is drawn.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a mean outside the line.
    pub fn value_at(&self, x: &Q) -> Result<Enclosure, Error> {
        self.inside(x)?;
        Ok(self.v.value_at(&x.clone().into(), 160))
    }

    fn inside(&self, x: &Q) -> Result<(), Error> {
        let (low, high) = (self.prior.low(), self.prior.high());
        match low <= x && x <= high {
            true => Ok(()),
            false => Err(Error::Game(format!("x is {x}: give a mean from {low} to {high}"))),
        }
    }

    fn ends(&self) -> [Enclosure; 2] {
        [self.prior.low().clone().into(), self.prior.high().clone().into()]
    }

    /// The worth of telling nothing, and of telling all.
    fn extremes(&self, digits: u32) -> Result<[Enclosure; 2], Error> {
        let p = 4 * digits + 100;
        let [low, high] = self.ends();
        let mean = Integrals { density: &self.prior, p }.mean([&low, &high]);
        let mean = mean.ok_or_else(|| Error::Limit("the types have almost no mass".into()))?;
        let full = self.v.integral(&self.prior, [&low, &high], p);
        let full = full.ok_or_else(|| {
            Error::Game(
                "thresholds: neither they nor the types have a polynomial density: give one".into(),
            )
        })?;
        Ok([self.v.value_at(&mean, p), full])
    }

    /// An optimal plan, each number within `10^-digits`.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] where the value cannot be integrated in closed form.
    pub fn solve(&self, digits: u32) -> Result<PersuasionPlan, Error> {
        let narrow = Q::from(1) / (0..digits).fold(Q::from(1), |power, _| power * Q::from(10));
        let [none, full] = self.extremes(digits + GUARD)?;
        let mut found: Option<(Vec<SolvedPart>, Tiling, u32)> = None;
        let stopped = match catch(|| {
            for guard in [GUARD, 3 * GUARD, 8 * GUARD] {
                let best = self.proved_form(digits + guard)?;
                let Some((parts, tiling)) = best else { break };
                let value = self.cost(&parts, digits + guard);
                found = Some((parts, tiling, digits + guard));
                if value.is_some_and(|value| value.width() <= narrow) {
                    break;
                }
            }
            Ok::<(), Error>(())
        }) {
            Ok(done) => {
                done?;
                None
            }
            Err(halt) => Some(halt),
        };
        if let Some((parts, tiling, digits)) = found
            && let Some(value) = self.cost(&parts, digits)
        {
            return Ok(PersuasionPlan { value, none, full, tiling, parts, proved: true, stopped });
        }
        self.bracketed(none, full, digits, stopped)
    }

    /// The parts of a price with a plan that are proved to be optimal.
    fn proved_form(&self, digits: u32) -> Result<Option<(Vec<SolvedPart>, Tiling)>, Error> {
        let mut extra: Vec<f64> = Vec::new();
        for n in GRIDS {
            let grid = Grid::solved(&self.prior, &self.v, n, &extra);
            let form = PriceForm::read(&grid, &self.v);
            for form in form.variants(&self.v) {
                let Some(system) = System::new(&self.prior, &self.v, &form) else { continue };
                let Some(parts) = system.solved(digits)? else { continue };
                let Some(tiling) = plan(&self.prior, &self.v, &parts, digits)? else { continue };
                let proof = self.proof(&parts, &tiling, digits);
                if proof.holds()? {
                    return Ok(Some((parts, tiling)));
                }
            }
            extra = form.ends;
        }
        Ok(None)
    }

    fn proof<'a>(
        &'a self,
        parts: &'a [SolvedPart],
        tiling: &'a Tiling,
        digits: u32,
    ) -> PriceProof<'a> {
        PriceProof { prior: &self.prior, v: &self.v, parts, tiling, p: 4 * digits + 100 }
    }

    /// What a price costs.
    fn cost(&self, parts: &[SolvedPart], digits: u32) -> Option<Enclosure> {
        let p = 4 * digits + 100;
        let integrals = Integrals { density: &self.prior, p };
        let mut sum = Enclosure::from(Q::from(0));
        for part in parts {
            let ends = [&part.low, &part.high];
            sum = sum.plus(&match &part.line {
                Some([intercept, slope]) => {
                    let (mass, first) = (integrals.mass(ends), integrals.first_moment(ends));
                    intercept.times(&mass).plus(&slope.times(&first))
                }
                None => self.v.integral(&self.prior, ends, p)?,
            });
        }
        Some(sum)
    }

    /// The better of telling all and nothing, with a bound from a price on a grid.
    fn bracketed(
        &self,
        none: Enclosure,
        full: Enclosure,
        digits: u32,
        stopped: Option<Halt>,
    ) -> Result<PersuasionPlan, Error> {
        let [low, high] = self.ends();
        let mut tiling = Tiling::default();
        let mean = Integrals { density: &self.prior, p: 4 * digits + 100 }.mean([&low, &high]);
        let worth = if none.low > full.low {
            let means = vec![(mean.expect("a mean"), Q::from(1).into())];
            let pool = PooledInterval { low: low.clone(), high: high.clone(), means };
            tiling.pools.push(pool);
            none.low.clone()
        } else {
            tiling.revealed.push((low.clone(), high.clone()));
            full.low.clone()
        };
        // a constant price above all values
        let tops = (0..self.v.knots()).map(|knot| self.v.top(knot, 160).high);
        let inner = self.v.pieces.iter().map(|piece| {
            bounds(&piece.at(0, &Interval::between(&piece.low, &piece.high, 160))).high
        });
        let top = tops.chain(inner).max().expect("a piece");
        let line = [top.clone().into(), Q::from(0).into()];
        let part =
            SolvedPart { low, high, line: Some(line), contacts: Vec::new(), balanced: false };
        let value = Enclosure { low: worth, high: top };
        let parts = vec![part];
        Ok(PersuasionPlan { value, none, full, tiling, parts, proved: false, stopped })
    }

    /// The price at a mean.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a mean outside the line.
    pub fn price(&self, plan: &PersuasionPlan, x: &Q) -> Result<Enclosure, Error> {
        self.inside(x)?;
        let own = plan.parts.iter().filter(|part| part.low.low <= *x && *x <= part.high.high);
        let prices = own.map(|part| match &part.line {
            Some([intercept, slope]) => intercept.plus(&slope.times(&x.clone().into())),
            None => self.v.value_at(&x.clone().into(), 240),
        });
        let mut prices: Vec<Enclosure> = prices.collect();
        if let Some(i) = prices.iter().position(Enclosure::is_exact) {
            return Ok(prices.swap_remove(i));
        }
        let hull = prices
            .into_iter()
            .reduce(|a, b| Enclosure { low: a.low.min(b.low), high: a.high.max(b.high) });
        Ok(hull.expect("a part of the price"))
    }

    /// Is a plan proved to be optimal by its price? Nothing of the search is used.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when a limit was reached.
    pub fn verify(&self, plan: &PersuasionPlan, digits: u32) -> Result<bool, Error> {
        let cost = self.cost(&plan.parts, digits);
        let meets = cost.is_some_and(|c| c.low <= plan.value.high && plan.value.low <= c.high);
        Ok(meets && self.proof(&plan.parts, &plan.tiling, digits).holds()?)
    }
}

impl PersuasionPlan {
    /// The pools, in their order.
    pub fn pools(&self) -> &[PooledInterval] {
        &self.tiling.pools
    }

    /// The revealed intervals, in their order.
    pub fn revealed(&self) -> &[(Enclosure, Enclosure)] {
        &self.tiling.revealed
    }

    /// The ends of the parts of the price, with the intercept and the slope of straight ones.
    pub fn price_parts(
        &self,
    ) -> impl Iterator<Item = (&Enclosure, &Enclosure, Option<&[Enclosure; 2]>)> {
        self.parts.iter().map(|part| (&part.low, &part.high, part.line.as_ref()))
    }

    /// The form of the plan, by its name.
    pub fn kind(&self) -> &'static str {
        let mut order: Vec<(&Q, bool)> = self.pools().iter().map(|p| (&p.low.low, true)).collect();
        order.extend(self.revealed().iter().map(|(low, _)| (&low.low, false)));
        order.sort();
        let order: Vec<bool> = order.into_iter().map(|(_, pooled)| pooled).collect();
        if self.pools().iter().any(|pool| pool.means.len() > 1) {
            return "bi-pooling";
        }
        match order.as_slice() {
            [false] => "full disclosure",
            [true] => "no disclosure",
            [false, true] => "upper censorship",
            [true, false] => "lower censorship",
            [true, false, true] => "two-sided censorship",
            _ => "monotone partition",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(coefficients: [i64; 4]) -> Persuasion {
        let uniform = Density::uniform(Q::from(0), Q::from(1)).expect("a density");
        let value = coefficients.map(Q::from).to_vec();
        Persuasion::new(uniform, vec![(Q::from(0), Q::from(1), value)]).expect("a problem")
    }

    /// A plan proves nothing for another value, even where that is worth less everywhere.
    #[test]
    fn plans_of_other_problems_are_no_proof() {
        let own = problem([0, 0, 3, -2]);
        let plan = own.solve(12).expect("a plan");
        assert!(own.verify(&plan, 20).expect("no limit"));
        for other in [[0, 0, 3, -1], [0, 0, 2, -2], [1, 0, 3, -2], [0, 1, 0, 0]] {
            assert!(!problem(other).verify(&plan, 20).expect("no limit"), "{other:?}");
        }
    }

    /// The price of a plan is convex and nowhere below the value, at rational points.
    #[test]
    fn prices_are_convex_and_above_the_value() {
        for coefficients in [[0, 1, -9, 8], [0, -3, 9, -7], [2, 0, -5, 4], [0, 0, 0, 1]] {
            let problem = problem(coefficients);
            let plan = problem.solve(12).expect("a plan");
            assert!(plan.proved);
            let at = |k: i64| problem.price(&plan, &Q::of_words(k, 50)).expect("a mean");
            for k in 0..=50 {
                let value = problem.value_at(&Q::of_words(k, 50)).expect("a mean");
                assert!(at(k).high >= value.low, "{coefficients:?} at {k}/50");
            }
            for k in 1..50 {
                let chord = at(k - 1).high + at(k + 1).high;
                assert!(chord >= &at(k).low + &at(k).low, "{coefficients:?} at {k}/50");
            }
        }
    }
}
