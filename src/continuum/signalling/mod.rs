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

mod crossing;
mod equations;
mod outcome;
mod payoff;
mod schedule;

use self::equations::{BestAction, Indifference};
use self::payoff::{PayoffFormula, Slope};
use self::schedule::{Schedule, place};
use super::density::Density;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::evaluate::Outside;
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::normal::rational_bounds;
use crate::exact::enclosure::roots::{Equations, Roots, roots};

/// The digits of the schedule beyond those asked for.
const GUARD: u32 = 13;

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
    payoff: PayoffFormula,
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
        let (payoff, _) = PayoffFormula::read(payoff)?;
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
    fn at(
        &self,
        slope: Slope,
        t: &Interval,
        b: &Interval,
        a: &Interval,
    ) -> Result<Interval, Error> {
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
        let found = self.indifferent(&equation, &first, &top, digits - GUARD + 2)?;
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
}
