//! The equations for the best action of a known type and for the cut-off of a pool.

use super::Signalling;
use super::payoff::Slope;
use super::schedule::{Schedule, rate};
use crate::exact::Q;
use crate::exact::enclosure::evaluate::{Jet, Outside};
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::roots::Equations;

/// The slope in the action of the payoff of a type that is known.
pub(super) struct BestAction<'a> {
    pub(super) game: &'a Signalling,
    pub(super) t: Q,
}

impl Equations for BestAction<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        let t = Interval::rational(&self.t, x[0].p);
        Ok(vec![self.game.payoff.enclosed_at_truth(Slope::A, [&t, &x[0]])?])
    }
    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let (p, n) = (x[0].value.p, x[0].slopes.len());
        let constant = |q: &Q| Jet::constant(Interval::rational(q, p), n);
        let t = constant(&self.t);
        self.game.payoff.at_truth(&[Slope::A], [&t, &x[0]], constant)
    }
    fn is_root(&self, x: &[Q]) -> Option<bool> {
        let slope = self.game.payoff.at_truth(&[Slope::A], [&self.t, &x[0]], Q::clone).ok()?;
        Some(slope[0].is_zero())
    }
}

/// What the type of an action gains by it against the pool at the top.
pub(super) struct Indifference<'a> {
    pub(super) game: &'a Signalling,
    pub(super) schedule: &'a Schedule,
    pub(super) top: &'a Q,
}

impl Equations for Indifference<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        let a = &x[0];
        if !a.is_point() {
            let jets = self.jets(&[Jet::variable(a.clone(), 0, 1)])?;
            let middle = Interval::point(a.middle(), a.p);
            let slope = &jets[0].slopes[0];
            let value = self.values(std::slice::from_ref(&middle))?.remove(0);
            return Ok(vec![value.plus(&slope.times(&a.minus(&middle)))]);
        }
        let t = self.schedule.types(a);
        let top = Interval::rational(self.top, a.p);
        let belief = self.game.mean_above(&t)?;
        let payoff = &self.game.payoff;
        let alone = payoff.enclosed_at_truth(Slope::None, [&t, a])?;
        Ok(vec![alone.minus(&payoff.enclosed(Slope::None, [&t, &belief, &top])?)])
    }

    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let a = &x[0].value;
        let p = a.p;
        let q = |q: &Q| Interval::rational(q, p);
        let payoff = &self.game.payoff;
        let t = self.schedule.types(a);
        let (top, belief) = (q(self.top), self.game.mean_above(&t)?);
        let alone = payoff.at_truth(&[Slope::None, Slope::T], [&t, a], q)?;
        let pooled = payoff.at(&[Slope::None, Slope::T, Slope::B], [&t, &belief, &top], q)?;
        // the mean rises with the cut-off by f (E - c) / F
        let density = &self.game.types;
        let end = q(density.high());
        let mass = |c: Interval| match c.high < end.low {
            true => density.integral(&[Q::from(1)], &c, &end),
            false => Interval::integer(0, p),
        };
        let mass = mass(t.lower()).hull(&mass(t.upper()));
        let climb = density.density_on(&t).times(&belief.minus(&t)).over(&mass);
        // in the action the payoff alone gains u_b tau' + u_a = 0 besides u_t tau'
        let rate = rate(payoff, &t, a, q)?;
        let gain = alone[1].minus(&pooled[1]).minus(&pooled[2].times(&climb)).times(&rate);
        let value = match a.is_point() {
            true => alone[0].minus(&pooled[0]),
            false => {
                let middle = Interval::point(a.middle(), p);
                let at = self.values(std::slice::from_ref(&middle))?.remove(0);
                at.plus(&gain.times(&a.minus(&middle)))
            }
        };
        let slopes = x[0].slopes.iter().map(|own| own.times(&gain)).collect();
        Ok(vec![Jet { value, slopes }])
    }

    fn is_root(&self, _: &[Q]) -> Option<bool> {
        None
    }
}
