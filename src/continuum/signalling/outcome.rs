//! What each type does and gets in an equilibrium, and the check by the definition.

use super::equations::BestAction;
use super::payoff::Slope;
use super::{Signalling, SignallingEquilibria, bounds, number_at};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::roots::roots;

impl Signalling {
    /// Checks that a type is one of the line.
    fn inside(&self, t: &Q) -> Result<(), Error> {
        let (low, high) = (self.types.low(), self.types.high());
        match low <= t && t <= high {
            true => Ok(()),
            false => Err(Error::Game(format!("t is {t}: give a type from {low} to {high}"))),
        }
    }

    /// Does a type pool in an equilibrium?
    fn pools(&self, all: &SignallingEquilibria, number: usize, t: &Q) -> bool {
        let cutoff = &all.cutoffs[number];
        let everyone = *cutoff == self.types.low().clone().into();
        *t > cutoff.high || everyone
    }

    fn belief(&self, all: &SignallingEquilibria, number: usize) -> Result<Interval, Error> {
        let p = all.schedule.p;
        let cutoff = &all.cutoffs[number];
        let c = Interval::between(&cutoff.low, &cutoff.high, p);
        self.mean_above(&c).map_err(|o| Signalling::outside(o, &c, &c))
    }

    /// The action of a type in an equilibrium.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a type outside the line.
    pub fn action(
        &self,
        all: &SignallingEquilibria,
        number: usize,
        t: &Q,
    ) -> Result<Enclosure, Error> {
        self.inside(t)?;
        if self.pools(all, number, t)
            && let Some(top) = &self.top
        {
            return Ok(top.clone().into());
        }
        if t == self.types.low() {
            return Ok(all.start.clone());
        }
        let at = Interval::rational(t, all.schedule.p);
        let action = all.schedule.action(&self.payoff, &at);
        let action = action.ok_or_else(|| Error::Game(format!("t is {t}: it has no action")))?;
        bounds(&action)
    }

    /// The type that takes an action; of the pool, its mean.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for an action that no type takes.
    pub fn type_of(
        &self,
        all: &SignallingEquilibria,
        number: usize,
        a: &Q,
    ) -> Result<Enclosure, Error> {
        let p = all.schedule.p;
        let cutoff = &all.cutoffs[number];
        let some_pool = cutoff.high < *self.types.high();
        if self.top.as_ref() == Some(a) && some_pool {
            return bounds(&self.belief(all, number)?);
        }
        let nobody = || {
            Error::Game(format!(
                "a is {a}: no type takes this action, give one between those taken"
            ))
        };
        if *a < all.start.low || a > all.schedule.last() {
            return Err(nobody());
        }
        if all.start.contains(a) {
            return Ok(self.types.low().clone().into());
        }
        let types = bounds(&all.schedule.types(&Interval::rational(a, p)))?;
        if types.low > cutoff.high || (*cutoff == self.types.low().clone().into() && some_pool) {
            return Err(nobody());
        }
        Ok(types)
    }

    /// The payoff of a type in an equilibrium.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a type outside the line.
    pub fn payoff(
        &self,
        all: &SignallingEquilibria,
        number: usize,
        t: &Q,
    ) -> Result<Enclosure, Error> {
        let p = all.schedule.p;
        let at = Interval::rational(t, p);
        let action = self.action(all, number, t)?;
        let a = Interval::between(&action.low, &action.high, p);
        let belief = match self.pools(all, number, t) && self.top.is_some() {
            true => self.belief(all, number)?,
            false => at.clone(),
        };
        bounds(&self.at(Slope::None, &at, &belief, &a)?)
    }

    /// What a type would get more if it were known: its best payoff then, less that in equilibrium.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a type outside the line.
    pub fn waste(
        &self,
        all: &SignallingEquilibria,
        number: usize,
        t: &Q,
        digits: u32,
    ) -> Result<Enclosure, Error> {
        let own = self.payoff(all, number, t)?;
        Ok(self.known(all, number, t, digits)?[1].minus(&own))
    }

    /// The best action of a type that is known, and its payoff.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a type outside the line.
    pub fn known(
        &self,
        all: &SignallingEquilibria,
        number: usize,
        t: &Q,
        digits: u32,
    ) -> Result<[Enclosure; 2], Error> {
        let p = all.schedule.p;
        let at = Interval::rational(t, p);
        // nobody who is known goes further than the schedule does
        let last = match &self.top {
            Some(top) => top.clone(),
            None => self.action(all, number, t)?.high,
        };
        let first = all.start.low.clone();
        let known = |a: &Enclosure| bounds(&self.at(Slope::None, &at, &at, &number_at(a, p))?);
        let mut action = all.start.clone();
        let mut best = known(&action)?;
        let mut candidates = vec![Enclosure::from(last.clone())];
        if first < last {
            let equation = BestAction { game: self, t: t.clone() };
            let found = roots(&equation, &[(first, last)], digits + 6)?;
            if let Some(halt) = found.stopped {
                return Err(halt.error());
            }
            candidates.extend(found.found.into_iter().chain(found.undecided).flatten());
        }
        for a in candidates {
            let other = known(&a)?;
            if other.low > best.high {
                action = a;
            } else if other.high >= best.low {
                // not told apart: the action is one of both
                action = Enclosure { low: action.low.min(a.low), high: action.high.max(a.high) };
            }
            best = Enclosure { low: best.low.max(other.low), high: best.high.max(other.high) };
        }
        Ok([action, best])
    }

    /// Does no type of a grid gain by an action of another, and is the type at the cut-off
    /// indifferent? Payoffs are compared by the definition.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when a limit was reached.
    pub fn verify(&self, all: &SignallingEquilibria, number: usize) -> Result<bool, Error> {
        const TYPES: i64 = 16;
        let p = all.schedule.p;
        let (low, high) = (self.types.low(), self.types.high());
        let cutoff = &all.cutoffs[number];
        let share = |k: i64| low + &(&(high - low) * &Q::of_words(k, TYPES));
        let types: Vec<Q> = (0..=TYPES).map(share).collect();
        let mut offers: Vec<(Interval, Interval)> = Vec::new();
        for t in types.iter().filter(|t| !self.pools(all, number, t)) {
            let action = self.action(all, number, t)?;
            let a = number_at(&action, p);
            // the belief at an action, from the schedule itself
            offers.push((all.schedule.types(&a), a));
        }
        if let Some(top) = &self.top
            && cutoff.high < *high
        {
            offers.push((self.belief(all, number)?, Interval::rational(top, p)));
        }
        for t in &types {
            let own = self.payoff(all, number, t)?;
            let at = Interval::rational(t, p);
            for (belief, action) in &offers {
                let other = bounds(&self.at(Slope::None, &at, belief, action)?)?;
                if other.low > own.high {
                    return Ok(false);
                }
            }
        }
        // the type at a cut-off inside the line is indifferent
        if let Some(top) = &self.top
            && cutoff.high < *high
            && cutoff.low > *low
        {
            let c = number_at(cutoff, p);
            let Some(a) = all.schedule.action(&self.payoff, &c) else { return Ok(false) };
            let alone = self.at(Slope::None, &c, &c, &a)?;
            let belief = self.belief(all, number)?;
            let pooled = self.at(Slope::None, &c, &belief, &Interval::rational(top, p))?;
            return Ok(alone.meet(&pooled).is_some());
        }
        Ok(true)
    }

    /// The name of an equilibrium's form.
    pub fn kind(&self, all: &SignallingEquilibria, number: usize) -> &'static str {
        let cutoff = &all.cutoffs[number];
        if *cutoff == self.types.high().clone().into() {
            "separating"
        } else if *cutoff == self.types.low().clone().into() {
            "pooling"
        } else {
            "separating, then pooling"
        }
    }
}
