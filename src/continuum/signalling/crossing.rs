//! Single crossing: higher types gain more from higher actions, along the schedule.

use super::Signalling;
use super::payoff::Slope;
use super::schedule::{Schedule, place, rate};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::evaluate::Outside;
use crate::exact::enclosure::interval::Interval;

/// The most cells into which single crossing is cut.
const CELLS: usize = 60_000;

impl Signalling {
    /// Checks that higher types gain more from higher actions, along the schedule.
    pub(super) fn check_crossing(&self, schedule: &Schedule) -> Result<(), Error> {
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
                Ok(gain)
                    if touches_start && !gain.low.sign().is_lt() && gain.high.sign().is_gt() =>
                {
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
}
