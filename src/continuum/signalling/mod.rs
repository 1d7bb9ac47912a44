//! Separating signals of a type on a line, with certified error (Mailath 1987).
//!
//! A sender of type `t` who takes the action `a` and is believed to be of type `b` gets `u(t, b,
//! a)`. In a separating equilibrium the type as a function of the action solves a differential
//! equation (`schedule`). With a largest action `top` that the schedule passes, the types above a
//! cut-off `c` pool there, with `u(c, c, a(c)) = u(c, E[t | t >= c], top)`, as D1 selects (Cho and
//! Sobel 1990; Kartik 2009).
//!
//! No type gains by another's action where `u_bt tau' + u_at >= 0` on all types and actions for the
//! schedule `tau(a)`: `u(t, tau(a), a)` has the slope `u_b tau' + u_a` in `a`, which is 0 where `t =
//! tau(a)` and increases in `t`.

mod payoff;
mod schedule;

use self::payoff::{Payoff, Slope};
use self::schedule::{Schedule, place, rate};
use super::density::Density;
use super::integrals::Integrals;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::evaluate::{Jet, Outside};
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::normal::rational_bounds;
use crate::exact::enclosure::roots::{Equations, Roots, roots};

/// The digits of the schedule beyond those asked for.
const GUARD: u32 = 22;

/// The most cells into which single crossing is cut.
const CELLS: usize = 60_000;

/// The ranges in which the best action of the lowest type is sought when no start is given.
const RANGES: [(i64, i64); 4] = [(-1000, 1000), (0, 1000), (-1000, 0), (0, 1)];

/// A signalling game on a line.
///
/// ```
/// use schelling::Q;
/// use schelling::continuum::{Density, Signalling};
///
/// let types = Density::uniform(Q::from(1), Q::from(2))?;
/// let game = Signalling::new(types, "b - a/t", Some(Q::from(0)), None)?;
/// let solved = game.solve(12)?;
/// let action = game.action(&solved, 0, &Q::from(2))?;
/// assert!(action.contains(&Q::new(3, 2).unwrap()));
/// # Ok::<(), schelling::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Signalling {
    types: Density,
    payoff: Payoff,
    start: Option<Q>,
    top: Option<Q>,
}

/// The schedule of a game, and the cut-offs above which types pool.
#[derive(Clone, Debug)]
pub struct SignallingEquilibria {
    schedule: Schedule,
    /// The action of the lowest type.
    pub start: Enclosure,
    /// The cut-off of each equilibrium, the highest first; the highest type where none pool.
    pub cutoffs: Vec<Enclosure>,
    /// Are there no other cut-offs?
    pub complete: bool,
}

fn bounds(x: &Interval) -> Result<Enclosure, Error> {
    let (low, high) =
        rational_bounds(x).ok_or_else(|| Error::Game("payoff: it is not bounded".into()))?;
    Ok(Enclosure { low, high })
}

fn number_at(x: &Enclosure, p: u32) -> Interval {
    Interval::between(&x.low, &x.high, p)
}

impl Signalling {
    /// The game with a density of types, a payoff as a formula in `t`, `b` and `a`, the least
    /// action, and the largest.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a formula that is wrong or does not depend on `b` and `a`, and for a
    /// largest action that is not above the least.
    pub fn new(
        types: Density,
        payoff: &str,
        start: Option<Q>,
        top: Option<Q>,
    ) -> Result<Signalling, Error> {
        let (payoff, _) = Payoff::read(payoff)?;
        if let (Some(start), Some(top)) = (&start, &top)
            && top <= start
        {
            return Err(Error::Game(format!(
                "top is {top}, not above start, {start}: give a larger one"
            )));
        }
        Ok(Signalling { types, payoff, start, top })
    }

    fn outside(outside: Outside, t: &Interval, a: &Interval) -> Error {
        match outside {
            Outside::Wholly(sentence) => place(&sentence, t, a),
            Outside::Partly => place("it is not defined", t, a),
        }
    }

    /// The payoff or a slope of it.
    fn at(&self, slope: Slope, t: &Interval, b: &Interval, a: &Interval) -> Result<Interval, Error> {
        let value = self.payoff.enclosed(slope, [t, b, a]);
        value.map_err(|outside| Signalling::outside(outside, t, a))
    }

    /// The action of the lowest type: the start, or its best action.
    fn first_action(&self, digits: u32) -> Result<Enclosure, Error> {
        let low = self.types.low();
        let p = 4 * digits + 64;
        let t = Interval::rational(low, p);
        if let Some(start) = &self.start {
            let a = Interval::rational(start, p);
            let slope = self.at(Slope::A, &t, &t, &a)?;
            if slope.is_positive() {
                return Err(Error::Game(format!(
                    "start is {start}: the lowest type likes a larger action better, so leave start out or give that"
                )));
            }
            return Ok(start.clone().into());
        }
        let equation = BestAction { game: self, t: low.clone() };
        let mut failed = None;
        for (from, to) in RANGES {
            let to = self.top.clone().map_or(Q::from(to), |top| top.min(Q::from(to)));
            if Q::from(from) >= to {
                continue;
            }
            let found = match roots(&equation, &[(Q::from(from), to)], digits) {
                Ok(found) => found,
                Err(error) => {
                    failed = Some(error);
                    continue;
                }
            };
            if let Some(halt) = found.stopped {
                return Err(halt.error());
            }
            let best: Vec<Enclosure> = found.found.into_iter().flatten().collect();
            return match best.as_slice() {
                [one] if found.undecided.is_empty() => {
                    let bend = self.at(Slope::AA, &t, &t, &number_at(one, p))?;
                    match bend.is_negative() {
                        true => Ok(one.clone()),
                        false => Err(Error::Game(
                            "payoff: the lowest type has no best action: give start".into(),
                        )),
                    }
                }
                [] if found.undecided.is_empty() => Err(Error::Game(
                    "payoff: the lowest type has no best action: give start".into(),
                )),
                _ => Err(Error::Game(
                    "payoff: the lowest type may have several best actions: give start".into(),
                )),
            };
        }
        Err(failed.unwrap_or_else(|| Error::Game("payoff: give start".into())))
    }

    /// The schedule and all cut-offs, for numbers within `10^-digits`.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] where the payoff is not defined, the schedule turns or ends, or single
    /// crossing fails.
    pub fn solve(&self, digits: u32) -> Result<SignallingEquilibria, Error> {
        let digits = digits + GUARD;
        let start = self.first_action(digits)?;
        let (low, high) = (self.types.low(), self.types.high());
        let first = start.middle();
        let slack = match start.is_exact() {
            true => Q::from(0),
            // near its best action the type changes by less than the action does
            false => start.width(),
        };
        let top = self.top.as_ref();
        let ends = [&first, &slack];
        let schedule = Schedule::solved(&self.payoff, [low, high], ends, top, digits)?;
        self.check_crossing(&schedule)?;
        let p = schedule.p;
        let reaches = {
            let last = Interval::rational(schedule.last(), p);
            schedule.types(&last).low >= Interval::rational(high, p).high
        };
        if reaches {
            let cutoffs = vec![high.clone().into()];
            return Ok(SignallingEquilibria { schedule, start, cutoffs, complete: true });
        }
        let top = self.top.clone().unwrap_or_else(|| schedule.last().clone());
        let equation = Indifference { game: self, schedule: &schedule, top: &top };
        let found = self.indifferent(&equation, &first, &top, digits - GUARD + 6)?;
        let mut cutoffs = Vec::new();
        for root in found.found.iter().flatten() {
            let types = schedule.types(&number_at(root, p));
            let mut cutoff = bounds(&types)?;
            // a cut-off that is rational is told from its neighbours by the equation alone
            cutoff.low = cutoff.low.max(low.clone());
            cutoffs.push(cutoff);
        }
        cutoffs.reverse();
        let at_start = equation.values(&[Interval::rational(&first, p)]);
        let at_start = at_start.map_err(|o| {
            Signalling::outside(o, &Interval::rational(low, p), &Interval::rational(&first, p))
        })?;
        if at_start[0].is_negative() {
            cutoffs.push(low.clone().into());
        }
        if cutoffs.is_empty() {
            return Err(Error::Limit("no cut-off was found: give another top".into()));
        }
        let complete = found.is_complete() && found.stopped.is_none();
        Ok(SignallingEquilibria { schedule, start, cutoffs, complete })
    }

    fn indifferent(
        &self,
        equation: &Indifference<'_>,
        first: &Q,
        top: &Q,
        digits: u32,
    ) -> Result<Roots, Error> {
        let found = roots(equation, &[(first.clone(), top.clone())], digits)?;
        match found.stopped {
            Some(halt) => Err(halt.error()),
            None => Ok(found),
        }
    }

    /// Checks that higher types gain more from higher actions, along the schedule.
    fn check_crossing(&self, schedule: &Schedule) -> Result<(), Error> {
        let p = 80.min(schedule.p);
        let (low, high) = (self.types.low(), self.types.high());
        let all = Interval::between(low, high, p);
        let first = Interval::rational(schedule.first(), p);
        let mut open: Vec<(Interval, Interval)> =
            schedule.cells().map(|(a, _)| (all.clone(), a.at(p))).collect();
        let fails = |t: &Interval, a: &Interval| {
            place("single crossing fails: higher types do not gain more from higher actions", t, a)
        };
        for _ in 0..CELLS {
            crate::exact::budget::checkpoint();
            let Some((t, a)) = open.pop() else { return Ok(()) };
            let b = schedule.types(&a);
            let crossing = self.crossing(&t, &b, &a);
            let touches_start = a.low <= first.high;
            match crossing {
                Ok(gain) if gain.is_positive() => continue,
                Ok(gain) if touches_start && !gain.low.sign().is_lt() && gain.high.sign().is_gt() => {
                    continue;
                }
                Ok(gain) if !gain.high.sign().is_gt() => return Err(fails(&t, &a)),
                _ => {}
            }
            let (wide_t, wide_a) = (t.width().to_f64(p), a.width().to_f64(p));
            if wide_t.max(wide_a) < 1e-9 {
                return Err(fails(&t, &a));
            }
            let halves = |x: &Interval| {
                let middle = x.middle();
                [
                    Interval::new(x.low.clone(), middle.clone(), p),
                    Interval::new(middle, x.high.clone(), p),
                ]
            };
            let span = all.width().to_f64(p);
            let length = Interval::between(schedule.first(), schedule.last(), p).width().to_f64(p);
            if wide_t / span > wide_a / length {
                open.extend(halves(&t).map(|t| (t, a.clone())));
            } else {
                open.extend(halves(&a).map(|a| (t.clone(), a)));
            }
        }
        let (t, a) = open.pop().expect("an open cell");
        Err(fails(&t, &a))
    }

    /// `u_bt tau' + u_at`
    fn crossing(&self, t: &Interval, b: &Interval, a: &Interval) -> Result<Interval, Outside> {
        let p = t.p;
        let q = |q: &Q| Interval::rational(q, p);
        let slopes = self.payoff.at(&[Slope::BT, Slope::AT], [t, b, a], q)?;
        let rate = rate(&self.payoff, b, a, q)?;
        Ok(slopes[0].times(&rate).plus(&slopes[1]))
    }

    /// The mean of the types above a cut-off.
    fn mean_above(&self, cutoff: &Interval) -> Result<Interval, Outside> {
        let p = cutoff.p;
        let end = Interval::rational(self.types.high(), p);
        let at = |c: Interval| {
            if c.high >= end.low {
                return end.clone();
            }
            let mass = self.types.integral(&[Q::from(1)], &c, &end);
            let first = self.types.integral(&[Q::from(0), Q::from(1)], &c, &end);
            let mean = first.over(&mass);
            mean.meet(&c.hull(&end)).unwrap_or_else(|| c.hull(&end))
        };
        Ok(at(cutoff.lower()).hull(&at(cutoff.upper())))
    }

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
            Error::Game(format!("a is {a}: no type takes this action, give one between those taken"))
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
        Ok(self.known(all, number, t, digits)?.minus(&own))
    }

    /// The best payoff of a type that is known.
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
    ) -> Result<Enclosure, Error> {
        let p = all.schedule.p;
        let at = Interval::rational(t, p);
        // nobody who is known goes further than the schedule does
        let last = match &self.top {
            Some(top) => top.clone(),
            None => self.action(all, number, t)?.high,
        };
        let first = all.start.low.clone();
        let known = |a: &Enclosure| bounds(&self.at(Slope::None, &at, &at, &number_at(a, p))?);
        let mut best = known(&all.start)?;
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
            best = Enclosure { low: best.low.max(other.low), high: best.high.max(other.high) };
        }
        Ok(best)
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

/// The slope in the action of the payoff of a type that is known.
struct BestAction<'a> {
    game: &'a Signalling,
    t: Q,
}

impl Equations for BestAction<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        let t = Interval::rational(&self.t, x[0].p);
        Ok(vec![self.game.payoff.enclosed(Slope::A, [&t, &t, &x[0]])?])
    }
    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let (p, n) = (x[0].value.p, x[0].slopes.len());
        let constant = |q: &Q| Jet::constant(Interval::rational(q, p), n);
        let t = constant(&self.t);
        self.game.payoff.at(&[Slope::A], [&t, &t, &x[0]], constant)
    }
    fn is_root(&self, x: &[Q]) -> Option<bool> {
        let slope = self.game.payoff.at(&[Slope::A], [&self.t, &self.t, &x[0]], Q::clone).ok()?;
        Some(slope[0].is_zero())
    }
}

/// What the type of an action gains by it against the pool at the top.
struct Indifference<'a> {
    game: &'a Signalling,
    schedule: &'a Schedule,
    top: &'a Q,
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
        let alone = payoff.enclosed(Slope::None, [&t, &t, a])?;
        Ok(vec![alone.minus(&payoff.enclosed(Slope::None, [&t, &belief, &top])?)])
    }

    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let a = &x[0].value;
        let p = a.p;
        let q = |q: &Q| Interval::rational(q, p);
        let payoff = &self.game.payoff;
        let t = self.schedule.types(a);
        let (top, belief) = (q(self.top), self.game.mean_above(&t)?);
        let alone = payoff.at(&[Slope::None, Slope::T], [&t, &t, a], q)?;
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
