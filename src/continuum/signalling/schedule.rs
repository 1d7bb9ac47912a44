//! The separating schedule: the type as a function of the action.
//!
//! Incentives give `dt/da = -u_a(t, t, a) / u_b(t, t, a)` (Mailath 1987); the slope the other way
//! round is infinite at the start in most models. Each step encloses the solution by a box of
//! Picard's operator, and its Taylor series with the rest on that box.

use super::payoff::{PayoffFormula, Slope};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::enclosure::end::End;
use crate::exact::enclosure::evaluate::{Arithmetic, Outside};
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::series::Series;

/// The most steps of a schedule.
const STEPS: usize = 3000;

/// A step of the schedule.
#[derive(Clone, Debug)]
struct ScheduleStep {
    /// The action at which it begins.
    from: Q,
    to: Q,
    /// Taylor coefficients of the type, the rest as the last.
    coefficients: Vec<Interval>,
    /// All types of the step.
    types: Interval,
}

/// The types that take each action.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    steps: Vec<ScheduleStep>,
    pub(super) p: u32,
}

/// What is wrong with a schedule at a place.
pub(super) fn place(sentence: &str, t: &Interval, a: &Interval) -> Error {
    Error::Game(format!("payoff: {sentence} at type {:.6}, action {:.6}", t.to_f64(), a.to_f64()))
}

/// The slope `dt/da`.
pub(super) fn rate<A: Arithmetic>(
    payoff: &PayoffFormula,
    t: &A,
    a: &A,
    number: impl Fn(&Q) -> A,
) -> Result<A, Outside> {
    let zero = number(&Q::from(0));
    let slopes = payoff.at_truth(&[Slope::A, Slope::B], [t, a], number)?;
    zero.minus(&slopes[0]).over(&slopes[1])
}

fn rate_on(payoff: &PayoffFormula, t: &Interval, a: &Interval) -> Result<Interval, Outside> {
    rate(payoff, t, a, |q| Interval::rational(q, t.p))
}

/// Taylor coefficients of the type as a function of the action.
fn coefficients(
    payoff: &PayoffFormula,
    t: &Interval,
    a: &Interval,
    order: usize,
) -> Result<Vec<Interval>, Outside> {
    let p = t.p;
    let mut all = vec![t.clone()];
    for k in 0..order {
        let at = Series::new(all.clone(), k);
        let action = Series::new(vec![a.clone(), Interval::integer(1, p)], k);
        let number = |q: &Q| Series::new(vec![Interval::rational(q, p)], k);
        let slope = rate(payoff, &at, &action, number)?;
        all.push(slope.at(k).over_integer(k as u64 + 1));
    }
    Ok(all)
}

impl Schedule {
    /// The schedule from a type and an action up to the highest type, or the largest action.
    pub(super) fn solved(
        payoff: &PayoffFormula,
        [lowest, highest]: [&Q; 2],
        [start, least_width]: [&Q; 2],
        top: Option<&Q>,
        digits: u32,
    ) -> Result<Schedule, Error> {
        // below 126 bits for 12 digits, so that words are enough
        let p = digits * 10 / 3 + 36;
        let order = (digits as usize * 2 / 3 + 8).min(60);
        let number = |q: &Q| Interval::rational(q, p);
        let end = number(highest);
        let mut t = number(lowest).widened(&Interval::rational(least_width, p).high);
        let mut from = start.clone();
        let span = highest - lowest;
        let mut schedule = Schedule { steps: Vec::new(), p };
        let wrong = |outside: Outside, t: &Interval, a: &Interval| match outside {
            Outside::Wholly(sentence) => place(&sentence, t, a),
            Outside::Partly => place("it is not defined", t, a),
        };
        let tolerance = -(f64::from(digits)) - 2.0;
        let mut last_length: Option<f64> = None;
        while t.low < end.high && top.is_none_or(|top| from < *top) {
            checkpoint();
            let a = number(&from);
            if schedule.steps.len() > STEPS {
                return Err(place("the schedule does not reach the highest type: it ends", &t, &a));
            }
            let series = coefficients(payoff, &t, &a, order).map_err(|o| wrong(o, &t, &a))?;
            if !series.iter().all(Interval::is_finite) {
                return Err(place("it must rise in b where b is the type: it does not", &t, &a));
            }
            // a length at which the last coefficients are as small as asked
            let size = |k: usize| series[k].size().high.to_f64(p).max(1e-300);
            let fit =
                |k: usize| ((tolerance * std::f64::consts::LN_10 - size(k).ln()) / k as f64).exp();
            let rise = size(1);
            let left = (end.to_f64() - t.to_f64()).max(0.0);
            let mut length = fit(order).min(fit(order - 1)).min(1e6);
            if rise * length > left {
                // the last step goes a little beyond the highest type
                length = length.min((left * 1.1 / rise).max(length * 1e-3));
            }
            if let Some(last) = last_length {
                length = length.min(4.0 * last);
            }
            let mut tries = 0;
            let step = loop {
                tries += 1;
                if tries > 60 {
                    return Err(place("the schedule turns or ends", &t, &a));
                }
                let mut to = &from + &rounded(length);
                if let Some(top) = top
                    && to > *top
                {
                    to = top.clone();
                }
                let all = Interval::between(&from, &to, p);
                if let Some(types) = picard(payoff, &t, &all, &number(&(&to - &from)))
                    && (types.width().to_f64(p) < 0.3 * span.to_f64() || tries > 8)
                    && let Ok(rest) = coefficients(payoff, &types, &all, order)
                    && rest.iter().all(Interval::is_finite)
                {
                    let mut coefficients = series.clone();
                    coefficients[order] = rest[order].clone();
                    break ScheduleStep { from: from.clone(), to, coefficients, types };
                }
                length /= 2.0;
            };
            let slope = rate_on(payoff, &step.types, &Interval::between(&step.from, &step.to, p));
            let falls = slope.map_or(true, |slope| slope.high.sign().is_le());
            let next = step.at(&number(&step.to), p);
            if falls || next.high <= t.low {
                return Err(place("the schedule turns", &t, &a));
            }
            last_length = Some((&step.to - &step.from).to_f64());
            from = step.to.clone();
            t = next;
            schedule.steps.push(step);
        }
        if schedule.steps.is_empty() {
            return Err(Error::Game(format!(
                "top is {}, not above the first action {}: give a larger one",
                top.unwrap_or(start),
                start
            )));
        }
        Ok(schedule)
    }

    /// The first action.
    pub(super) fn first(&self) -> &Q {
        &self.steps[0].from
    }

    /// The last action.
    pub(super) fn last(&self) -> &Q {
        &self.steps[self.steps.len() - 1].to
    }

    /// The types that take actions in an interval, which lies on the schedule.
    pub(super) fn types(&self, a: &Interval) -> Interval {
        let at = |end: Interval| {
            let own = self
                .steps
                .iter()
                .rev()
                .find(|step| Interval::rational(&step.from, end.p).low <= end.low);
            own.unwrap_or(&self.steps[0]).at(&end.at(self.p), self.p).at(end.p)
        };
        let (low, high) = (at(a.lower()), at(a.upper()));
        Interval::new(low.low.min(high.low.clone()), high.high.max(low.high), a.p)
    }

    /// The action of a type between the first and the last; `None` beyond.
    pub(super) fn action(&self, payoff: &PayoffFormula, t: &Interval) -> Option<Interval> {
        let p = self.p;
        let t = t.at(p);
        let end = |a: &Q| self.types(&Interval::rational(a, p));
        let step = self.steps.iter().find(|step| end(&step.to).low >= t.high);
        let step = step.or_else(|| self.steps.last().filter(|step| end(&step.to).high >= t.low))?;
        if end(&self.steps[0].from).low > t.high {
            return None;
        }
        let mut all = Interval::between(&step.from, &step.to, p);
        if let Some(before) = self.steps.iter().rposition(|own| own.to == step.from)
            && end(&step.from).high >= t.low
        {
            // the type may lie on the border of two steps
            all = all.hull(&Interval::between(&self.steps[before].from, &step.to, p));
        }
        for _ in 0..4 * p {
            let width = all.width();
            let middle = Interval::point(all.middle(), p);
            let missed = self.types(&middle).minus(&t);
            let mut next = all.clone();
            if missed.is_positive() {
                next = Interval::new(all.low.clone(), middle.low.clone(), p);
            } else if missed.is_negative() {
                next = Interval::new(middle.low.clone(), all.high.clone(), p);
            }
            let slope = rate_on(payoff, &self.types(&all), &all).ok()?;
            if slope.is_positive()
                && let Some(met) = middle.minus(&missed.over(&slope)).meet(&next)
            {
                next = met;
            }
            all = next;
            if all.width().shift(4, true) > width.times(&End::Word(15), 0, false) {
                break;
            }
        }
        Some(all)
    }

    /// The actions and types of the steps.
    pub(super) fn cells(&self) -> impl Iterator<Item = (Interval, &Interval)> {
        let p = self.p;
        self.steps.iter().map(move |step| (Interval::between(&step.from, &step.to, p), &step.types))
    }
}

impl ScheduleStep {
    /// The types of actions in a part of the step.
    fn at(&self, a: &Interval, p: u32) -> Interval {
        let distance = a.minus(&Interval::rational(&self.from, p));
        let zero = Interval::integer(0, p);
        self.coefficients.iter().rev().fold(zero, |sum, c| sum.times(&distance).plus(c))
    }
}

/// A step length that is a short number.
fn rounded(x: f64) -> Q {
    let exponent = x.log2().floor() as i32 - 8;
    let units = (x / 2f64.powi(exponent)).floor() as i64;
    let two = |k: u32| Q::from(crate::exact::IBig::ONE << k as usize);
    match exponent >= 0 {
        true => Q::from(units) * two(exponent.unsigned_abs()),
        false => Q::from(units) / two(exponent.unsigned_abs()),
    }
}

/// A box that holds the solution from given types over a stretch of actions.
fn picard(
    payoff: &PayoffFormula,
    t: &Interval,
    all: &Interval,
    length: &Interval,
) -> Option<Interval> {
    let stretch = Interval::integer(0, t.p).hull(length);
    let image = |types: &Interval| {
        let rate = rate_on(payoff, types, all).ok()?;
        rate.is_finite().then(|| t.plus(&stretch.times(&rate)))
    };
    let mut types = image(t)?;
    for _ in 0..6 {
        types = types.widened(&types.width().shift(-3, true).plus(&End::Word(4), true));
        let next = image(&types)?;
        if next.is_within(&types) {
            return Some(next);
        }
        types = types.hull(&next);
    }
    None
}
