//! Optimal delegation: the set of decisions that a receiver lets the sender choose from.
//!
//! Both losses are quadratic and the sender's ideal is affine; in the units of that ideal it is the
//! type itself. The receiver fixes a closed set of decisions, and the sender takes the nearest
//! (Holmstrom 1977; Melumad and Shibano 1991; Alonso and Matouschek 2008). With the distribution
//! `F` of the type and the receiver's ideal `r`,
//!
//! ```text
//! T(x) = x F(x) - E[r 1(t <= x)]
//! ```
//!
//! a gap `(x1, x2)` around `m` changes the receiver's payoff against full discretion by `2 *
//! integral over (x1, x2) of (T(m) - T(x)) dx`. So the best set is a persuasion problem with a
//! uniform density on the line of decisions and the value `2 T`, whose pools are the gaps
//! (Kolotilin and Zapechelnyuk 2025). Where an optimum of that has one mean a pool, the set is
//! optimal and the price its proof; elsewhere the price bounds what any set can do.

use super::density::{Density, DensityPiece};
use super::integrals::Integrals;
use super::persuasion::value::{Shape, ValueFunction, ValuePiece};
use super::persuasion::{Persuasion, PersuasionPlan};
use super::polynomial::{antiderivative, difference, product, value};
use super::talk::Talk;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;

/// The digits beyond those asked for, for payoffs.
const GUARD: u32 = 8;

/// The places at which a gap with two means is tried to be cut.
const CUTS: i64 = 48;

/// A set of decisions.
#[derive(Clone, Debug, PartialEq)]
pub struct Delegation {
    /// The decisions that some type takes, as intervals; points have equal ends.
    pub decisions: Vec<(Enclosure, Enclosure)>,
    /// `-E (y - r)^2`
    pub receiver_payoff: Enclosure,
    /// `-E (y - s)^2`
    pub sender_payoff: Enclosure,
    /// Is the set proved to be optimal?
    pub proved: bool,
    /// What no set exceeds.
    pub bound: Enclosure,
    problem: Persuasion,
    plan: PersuasionPlan,
}

impl Delegation {
    /// The price at a decision, which proves the bound.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a decision outside the line.
    pub fn price(&self, x: &Q) -> Result<Enclosure, Error> {
        self.problem.price(&self.plan, x)
    }

    /// Why the search ended early.
    pub fn stopped(&self) -> Option<&crate::exact::budget::Halt> {
        self.plan.stopped.as_ref()
    }

    /// The ends of the line of decisions on which there is a price.
    pub fn line(&self) -> [Q; 2] {
        self.problem.line()
    }
}

/// The polynomial `g((x - a) / b)`.
fn composed(g: &[Q], a: &Q, b: &Q) -> Vec<Q> {
    let inner = [-(a / b), Q::from(1) / b];
    let add = |sum: Vec<Q>, c: &Q| difference(&product(&sum, &inner), &[-c]);
    g.iter().rev().fold(Vec::new(), add)
}

impl Talk {
    /// The best set of decisions for the receiver, each number within `10^-digits`.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the receiver's loss is not quadratic or the sender's ideal not affine.
    pub fn delegation(&self, digits: u32) -> Result<Delegation, Error> {
        let (sender, receiver) = self.ideals();
        if self.is_absolute() {
            return Err(Error::Game(
                "loss: delegation is for quadratic losses: take \"quadratic\"".into(),
            ));
        }
        if sender.len() > 2 && sender[2..].iter().any(|c| !c.is_zero()) {
            return Err(Error::Game(
                "sender: delegation is for an ideal that is affine in the type: give [constant, slope]"
                    .into(),
            ));
        }
        let (shift, scale) = (&sender[0], &sender[1]);
        let types = self.density().rescaled(shift, scale)?;
        let r = composed(receiver, shift, scale);
        let (low, high) = (types.low().clone(), types.high().clone());
        let two = Q::from(2);
        // no decision beyond the ideals of both is of use; with one alone, the gap on each side of
        // it has its middle outside the types
        let least = low.clone().min(value(&r, &low));
        let most = high.clone().max(value(&r, &high));
        let first = (&(&two * &low) - &most).min(least.clone());
        let last = (&(&two * &high) - &least).max(most);
        let length = &last - &first;
        let v = ValueFunction::new(pieces(&types, &r, &first, &last));
        let problem = Persuasion::with_value(Density::uniform(first, last)?, v);
        let plan = problem.solve(digits + GUARD)?;
        let gaps = gaps(&plan);
        let bi_pooled = plan.pools().iter().any(|pool| pool.means.len() > 1);
        let p = 4 * (digits + GUARD) + 100;
        let integrals = Integrals { density: &types, p };
        let ends = [&Enclosure::from(low.clone()), &high.clone().into()];
        let gap = difference(&r, &[Q::from(0), Q::from(1)]);
        let discretion = integrals.over(&product(&gap, &gap), ends).negated();
        let scaled = |x: &Enclosure| x.times(&length.clone().into());
        let bound = discretion.plus(&scaled(&plan.value.minus(&plan.full)));
        let (gaps, payoff) = if bi_pooled || !plan.proved {
            let gaps = self.cut_gaps(&problem, &plan, &gaps, p)?;
            let mut gain = gaps.iter().map(|(a, b)| problem.gain(a, b, p));
            let gain = gain
                .try_fold(Enclosure::from(Q::from(0)), |sum, own| own.map(|own| sum.plus(&own)));
            let gain = gain.ok_or_else(|| Error::Limit("the gaps were not valued".into()))?;
            (gaps, discretion.plus(&scaled(&gain)))
        } else {
            (gaps, bound.clone())
        };
        // the mean of a pool is the middle of the gap, and exact where it lies on a knot
        let middle = |(a, b): &(Enclosure, Enclosure)| {
            let pool = plan.pools().iter().find(|pool| pool.low == *a && pool.high == *b);
            pool.filter(|pool| pool.means.len() == 1).map_or_else(
                || a.plus(b).times(&Q::of_words(1, 2).into()),
                |pool| pool.means[0].0.clone(),
            )
        };
        let middles: Vec<Enclosure> = gaps.iter().map(middle).collect();
        let decisions = taken(&gaps, &middles, &problem.line(), [&low, &high]);
        let sender_payoff = sender_loss(&integrals, &decisions, ends).negated();
        let proved = plan.proved && !bi_pooled;
        let receiver_payoff = payoff;
        Ok(Delegation { decisions, receiver_payoff, sender_payoff, proved, bound, problem, plan })
    }

    /// The gaps, with those of two means cut in two where that is best, or kept as one.
    fn cut_gaps(
        &self,
        problem: &Persuasion,
        plan: &PersuasionPlan,
        gaps: &[(Enclosure, Enclosure)],
        p: u32,
    ) -> Result<Vec<(Enclosure, Enclosure)>, Error> {
        let mut all = Vec::new();
        for (gap, pool) in gaps.iter().zip(plan.pools()) {
            if pool.means.len() == 1 {
                all.push(gap.clone());
                continue;
            }
            let (a, b) = (&gap.0, &gap.1);
            let mut best = (problem.gain(a, b, p), vec![gap.clone()]);
            let (from, to) = (a.middle(), b.middle());
            for k in 1..CUTS {
                let x = &from + &(&(&to - &from) * &Q::of_words(k, CUTS));
                let x = Enclosure::from(Q::from_f64(x.to_f64()).unwrap_or(x));
                let gain = problem.gain(a, &x, p).zip(problem.gain(&x, b, p));
                let gain = gain.map(|(left, right)| left.plus(&right));
                if let (Some(own), Some(known)) = (&gain, &best.0)
                    && own.low > known.low
                {
                    best = (gain, vec![(a.clone(), x.clone()), (x, b.clone())]);
                }
            }
            all.extend(best.1);
        }
        Ok(all)
    }
}

/// The value `2 T` on the line of decisions.
fn pieces(types: &Density, r: &[Q], first: &Q, last: &Q) -> Vec<ValuePiece> {
    let (low, high) = (types.low(), types.high());
    let mut all = Vec::new();
    if first < low {
        all.push(ValuePiece::polynomial(first.clone(), low.clone(), vec![Q::from(0)]));
    }
    match types.pieces() {
        Some(parts) => {
            let (mut mass, mut ideal) = (Q::from(0), Q::from(0));
            for DensityPiece { low, high, coefficients } in parts {
                let from = |g: &[Q], start: &Q| {
                    let whole = antiderivative(g);
                    let constant = start - &value(&whole, low);
                    difference(&whole, &[-constant])
                };
                let f = from(coefficients, &mass);
                let own = from(&product(coefficients, r), &ideal);
                let t = difference(&product(&f, &[Q::from(0), Q::from(1)]), &own);
                let twice = t.iter().map(|c| c + c).collect();
                all.push(ValuePiece::polynomial(low.clone(), high.clone(), twice));
                (mass, ideal) = (value(&f, high), value(&own, high));
            }
            if high < last {
                let line = vec![-(&ideal + &ideal), Q::from(2)];
                all.push(ValuePiece::polynomial(high.clone(), last.clone(), line));
            }
        }
        None => {
            let (low, high) = (low.clone(), high.clone());
            let shape = Shape::Delegation(types.clone(), r.to_vec());
            all.push(ValuePiece { low, high: high.clone(), shape });
            if high < *last {
                let shape = Shape::AboveTypes(types.clone(), r.to_vec());
                all.push(ValuePiece { low: high, high: last.clone(), shape });
            }
        }
    }
    all
}

/// The gaps of a plan: its pools.
fn gaps(plan: &PersuasionPlan) -> Vec<(Enclosure, Enclosure)> {
    plan.pools().iter().map(|pool| (pool.low.clone(), pool.high.clone())).collect()
}

/// The decisions between the gaps that some type takes.
fn taken(
    gaps: &[(Enclosure, Enclosure)],
    middles: &[Enclosure],
    line: &[Q; 2],
    [low, high]: [&Q; 2],
) -> Vec<(Enclosure, Enclosure)> {
    let mut pieces: Vec<(Enclosure, Enclosure)> = Vec::new();
    let mut from = Enclosure::from(line[0].clone());
    for (a, b) in gaps {
        pieces.push((from, a.clone()));
        from = b.clone();
    }
    pieces.push((from, line[1].clone().into()));
    let mut kept = Vec::new();
    for (i, (a, b)) in pieces.iter().enumerate() {
        let (after, before) = (middles.get(i), i.checked_sub(1).map(|i| &middles[i]));
        // no type is nearer to this piece than to the next one
        let nobody =
            after.is_some_and(|m| m.high <= *low) || before.is_some_and(|m| m.low >= *high);
        if nobody {
            continue;
        }
        let inside = |x: &Enclosure| {
            if x.high <= *low {
                low.clone().into()
            } else if x.low >= *high {
                high.clone().into()
            } else {
                x.clone()
            }
        };
        kept.push(if b.high <= *low {
            (b.clone(), b.clone())
        } else if a.low >= *high {
            (a.clone(), a.clone())
        } else {
            (inside(a), inside(b))
        });
    }
    kept
}

/// `E (y - t)^2` where each type takes the nearest decision.
fn sender_loss(
    integrals: &Integrals<'_>,
    decisions: &[(Enclosure, Enclosure)],
    [low, high]: [&Enclosure; 2],
) -> Enclosure {
    let square = [Q::from(0), Q::from(0), Q::from(1)];
    let two = Enclosure::from(Q::from(2));
    let half = Enclosure::from(Q::of_words(1, 2));
    let clamped = |x: Enclosure| {
        if x.high <= low.low {
            low.clone()
        } else if x.low >= high.high {
            high.clone()
        } else {
            x
        }
    };
    let loss = |from: &Enclosure, to: &Enclosure, y: &Enclosure| {
        if from.high >= to.low {
            return Enclosure::from(Q::from(0));
        }
        let stretch = [from, to];
        let own = integrals.over(&square, stretch);
        let cross = integrals.first_moment(stretch).times(y).times(&two);
        own.minus(&cross).plus(&y.times(y).times(&integrals.mass(stretch)))
    };
    let mut sum = Enclosure::from(Q::from(0));
    for (i, (a, b)) in decisions.iter().enumerate() {
        let start = match i.checked_sub(1) {
            Some(i) => clamped(decisions[i].1.plus(a).times(&half)),
            None => low.clone(),
        };
        let end = match decisions.get(i + 1) {
            Some(next) => clamped(b.plus(&next.0).times(&half)),
            None => high.clone(),
        };
        sum = sum.plus(&loss(&start, &clamped(a.clone()), a));
        sum = sum.plus(&loss(&clamped(b.clone()), &end, b));
    }
    sum
}
