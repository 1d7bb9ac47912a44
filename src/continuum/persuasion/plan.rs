//! A plan that attains the price: which types are revealed, and which are pooled.
//!
//! On a straight part of the price the prior's conditional distribution is contracted onto the
//! points where price and value agree. With all of these at hand, the least spread of them is the
//! pair next to the mean, so that one or two means are enough.

use super::system::{SolvedContact, SolvedPart};
use super::value::ValueFunction;
use crate::continuum::density::Density;
use crate::continuum::integrals::Integrals;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::evaluate::{Jet, Outside};
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::roots::{Equations, roots};

/// An interval of types that get the same message, or one of two.
#[derive(Clone, Debug, PartialEq)]
pub struct PooledInterval {
    /// The lower end.
    pub low: Enclosure,
    /// The upper end.
    pub high: Enclosure,
    /// The posterior means, each with its share of the mass.
    pub means: Vec<(Enclosure, Enclosure)>,
}

/// Pools and revealed intervals, which together cover the line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tiling {
    pub(super) pools: Vec<PooledInterval>,
    pub(super) revealed: Vec<(Enclosure, Enclosure)>,
}

impl Tiling {
    fn reveal(&mut self, low: Enclosure, high: Enclosure) {
        if low.is_exact() && low == high {
            return;
        }
        match self.revealed.last_mut() {
            Some(last) if last.1 == low => last.1 = high,
            _ => self.revealed.push((low, high)),
        }
    }

    fn pool(&mut self, low: Enclosure, high: Enclosure, mean: Enclosure) {
        let means = vec![(mean, Q::from(1).into())];
        self.pools.push(PooledInterval { low, high, means });
    }
}

/// The plan for a price; `None` where the price is not attained.
pub(super) fn plan(
    prior: &Density,
    v: &ValueFunction,
    parts: &[SolvedPart],
    digits: u32,
) -> Result<Option<Tiling>, Error> {
    let integrals = Integrals { density: prior, p: 4 * digits + 100 };
    let mut tiling = Tiling::default();
    for part in parts {
        let (low, high) = (part.low.clone(), part.high.clone());
        if low.high >= high.low {
            return Ok(None);
        }
        if part.line.is_none() {
            tiling.reveal(low, high);
            continue;
        }
        if part.balanced {
            let mean = match &part.contacts[0] {
                SolvedContact::Smooth(_, mean) => mean.clone(),
                SolvedContact::Knot(knot) => v.knot(*knot).clone().into(),
                SolvedContact::Affine(_) => return Ok(None),
            };
            tiling.pool(low, high, mean);
            continue;
        }
        let Some(mean) = integrals.mean([&low, &high]) else { return Ok(None) };
        let places = places(v, part);
        let inside = places.iter().find(|(a, b)| a.high <= mean.low && mean.high <= b.low);
        if let Some((a, b)) = inside {
            if a == b {
                tiling.pool(low, high, a.clone());
            } else {
                revealing(prior, &mut tiling, [&low, &high], [a, b], mean, digits)?;
            }
            continue;
        }
        let below = places.iter().rev().find(|(_, b)| b.high < mean.low).map(|(_, b)| b);
        let above = places.iter().find(|(a, _)| a.low > mean.high).map(|(a, _)| a);
        let (Some(first), Some(second)) = (below, above) else { return Ok(None) };
        let share = second.minus(&mean).over(&second.minus(first));
        let Some(share) = share else { return Ok(None) };
        let one = Enclosure::from(Q::from(1));
        let means = vec![(first.clone(), share.clone()), (second.clone(), one.minus(&share))];
        tiling.pools.push(PooledInterval { low, high, means });
    }
    Ok(Some(tiling))
}

/// The places where a straight part agrees with the value, in their order.
fn places(v: &ValueFunction, part: &SolvedPart) -> Vec<(Enclosure, Enclosure)> {
    let mut places: Vec<(Enclosure, Enclosure)> = part
        .contacts
        .iter()
        .map(|contact| match contact {
            SolvedContact::Knot(knot) => {
                let at = Enclosure::from(v.knot(*knot).clone());
                (at.clone(), at)
            }
            SolvedContact::Smooth(_, at) => (at.clone(), at.clone()),
            SolvedContact::Affine(piece) => {
                let piece = &v.pieces[*piece];
                let low = if part.low.low > piece.low {
                    part.low.clone()
                } else {
                    piece.low.clone().into()
                };
                let high = if part.high.high < piece.high {
                    part.high.clone()
                } else {
                    piece.high.clone().into()
                };
                (low, high)
            }
        })
        .collect();
    places.sort_by(|a, b| a.0.low.cmp(&b.0.low));
    let mut joined: Vec<(Enclosure, Enclosure)> = Vec::new();
    for place in places {
        match joined.last_mut() {
            Some(last) if last.1.high >= place.0.low => last.1 = place.1,
            _ => joined.push(place),
        }
    }
    joined
}

/// Reveals as much as it can of a straight part that agrees with the value from `a` to `b`.
fn revealing(
    prior: &Density,
    tiling: &mut Tiling,
    [low, high]: [&Enclosure; 2],
    [a, b]: [&Enclosure; 2],
    mean: Enclosure,
    digits: u32,
) -> Result<(), Error> {
    let (left, right) = (low.high < a.low, high.low > b.high);
    let from = if left { end_of_pool(prior, low, a, high, digits)? } else { Some(low.clone()) };
    let to = if right { end_of_pool(prior, high, b, low, digits)? } else { Some(high.clone()) };
    match (from, to) {
        (Some(from), Some(to)) if from.high <= to.low => {
            if left {
                tiling.pool(low.clone(), from.clone(), a.clone());
            }
            tiling.reveal(from, to.clone());
            if right {
                tiling.pool(to, high.clone(), b.clone());
            }
        }
        _ => tiling.pool(low.clone(), high.clone(), mean),
    }
    Ok(())
}

/// The other end of a pool that begins at one end and has a given mean, up to a bound.
fn end_of_pool(
    prior: &Density,
    end: &Enclosure,
    mean: &Enclosure,
    bound: &Enclosure,
    digits: u32,
) -> Result<Option<Enclosure>, Error> {
    let mut hull: Option<Enclosure> = None;
    for (own, mean) in [(&end.low, &mean.low), (&end.high, &mean.high)] {
        let equation = PoolEquation { prior, end: own, mean };
        let range = match own < mean {
            true => (mean.clone(), bound.low.clone()),
            false => (bound.high.clone(), mean.clone()),
        };
        if range.0 >= range.1 {
            return Ok(None);
        }
        let found = roots(&equation, &[range], digits)?;
        if let Some(halt) = found.stopped {
            return Err(halt.error());
        }
        let Some(root) = found.found.into_iter().next().and_then(|mut root| root.pop()) else {
            return Ok(None);
        };
        hull = Some(match hull {
            None => root,
            Some(hull) => Enclosure { low: hull.low.min(root.low), high: hull.high.max(root.high) },
        });
        if end.is_exact() {
            break;
        }
    }
    Ok(hull)
}

/// The integral of `(t - mean) f` from one end of a pool to the other.
struct PoolEquation<'a> {
    prior: &'a Density,
    end: &'a Q,
    mean: &'a Q,
}

impl PoolEquation<'_> {
    fn moment(&self, x: &Interval) -> Interval {
        let g = [-self.mean, Q::from(1)];
        let end = Interval::rational(self.end, x.p);
        match end.high <= x.low {
            true => self.prior.integral(&g, &end, x),
            false => self.prior.integral(&g, x, &end).negated(),
        }
    }
}

impl Equations for PoolEquation<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        Ok(self.jets(&[Jet::constant(x[0].clone(), 0)])?.into_iter().map(|jet| jet.value).collect())
    }
    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let at = &x[0].value;
        let middle = Interval::point(at.middle(), at.p);
        let slope =
            self.prior.density_on(at).times(&at.minus(&Interval::rational(self.mean, at.p)));
        let value = self.moment(&middle).plus(&slope.times(&at.minus(&middle)));
        let slopes = x[0].slopes.iter().map(|own| own.times(&slope)).collect();
        Ok(vec![Jet { value, slopes }])
    }
    fn is_root(&self, x: &[Q]) -> Option<bool> {
        let g = [-self.mean, Q::from(1)];
        let (low, high) = (self.end.min(&x[0]), self.end.max(&x[0]));
        Some(self.prior.exact_integral(&g, low, high)?.is_zero())
    }
}
