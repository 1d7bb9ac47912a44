//! The boundaries of a partition from its first one, and what the last step misses.
//!
//! With `a_0` and `a_1` given, `y(a_i, a_(i+1)) = 2 s(a_i) - y(a_(i-1), a_i)` fixes one boundary
//! after the other. The last, `a_n`, is the end of the line, where what is left is the function
//!
//! ```text
//! G(a_1) = y(a_(n-2), a_(n-1)) + y(a_(n-1), t_1) - 2 s(a_(n-1))
//! ```
//!
//! Its slope follows from `y_c = f(c) (r(c) - y) / F(a, c)` and `y_a = f(a) (y - r(a)) / F(a, c)`.
//! Where a boundary would leave the line for a part of an interval of first boundaries, it is held
//! on the line, and the function is not defined there; where it leaves for all, there is no root.

use std::cmp::Ordering;

use super::density::{Density, Primitive};
use super::polynomial::{derivative, difference, enclosed, value};
use crate::exact::enclosure::end::End;
use crate::exact::enclosure::evaluate::{Jet, Outside};
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::normal::rational_bounds;
use crate::exact::enclosure::roots::Equations;
use crate::exact::enclosure::simplest;
use crate::exact::{IBig, Q};

/// The shooting function of partitions with so many steps.
pub(super) struct Shooting<'a> {
    density: &'a Density,
    sender: &'a [Q],
    receiver: &'a [Q],
    /// The sender's ideal less the receiver's.
    gap: Vec<Q>,
    slope_of_sender: Vec<Q>,
    slope_of_receiver: Vec<Q>,
    mass: Primitive<'a>,
    weighted: Primitive<'a>,
    steps: usize,
    /// The receiver takes its ideal for the median type, not the mean of its ideal.
    absolute: bool,
}

/// A path of boundaries.
enum Path {
    /// No path for any of the first boundaries.
    None,
    /// The boundaries from `a_0` to `a_(n-1)`, and whether some paths leave the line.
    Boundaries(Vec<Interval>, bool),
}

impl<'a> Shooting<'a> {
    pub(super) fn new(
        density: &'a Density,
        sender: &'a [Q],
        receiver: &'a [Q],
        steps: usize,
        absolute: bool,
    ) -> Shooting<'a> {
        let one = [Q::from(1)];
        Shooting {
            density,
            sender,
            receiver,
            gap: difference(sender, receiver),
            slope_of_sender: derivative(sender),
            slope_of_receiver: derivative(receiver),
            mass: Primitive::new(density, &one),
            weighted: Primitive::new(density, receiver),
            steps,
            absolute,
        }
    }

    fn end(&self, p: u32) -> Interval {
        Interval::rational(self.density.high(), p)
    }

    /// `y(a, c)` for points, the first at most the second, and the mass between them.
    fn reply_and_mass(&self, a: &Interval, c: &Interval) -> (Interval, Interval) {
        let p = a.p;
        let ends = enclosed(self.receiver, a).hull(&enclosed(self.receiver, c));
        if a.high >= c.low {
            return (ends, Interval::integer(0, p));
        }
        // numerator and mass are small together: more bits where the stretch is short, in steps,
        // so that few precisions occur
        let length = c.low.plus(&a.high.negated(), false).to_f64(p);
        let bits = (-2.0 * length.min(1.0).log2()).ceil().clamp(0.0, 4000.0) as u32;
        let w = p + 24 + (2 * bits).next_multiple_of(32);
        let (a, c) = (a.at(w), c.at(w));
        let mass = self.mass.between(&a, &c);
        if !mass.is_positive() {
            return (ends, mass.at(p));
        }
        if self.absolute {
            let median = self.median(&a, &c, &mass).at(p);
            let reply = enclosed(self.receiver, &median);
            return (reply.meet(&ends).unwrap_or(ends), mass.at(p));
        }
        let mean = self.weighted.between(&a, &c).over(&mass).at(p);
        (mean.meet(&ends).unwrap_or(ends), mass.at(p))
    }

    /// The median type between two points with a given mass, by Newton's method and signs.
    fn median(&self, a: &Interval, c: &Interval, mass: &Interval) -> Interval {
        let p = a.p;
        let half = mass.shifted(-1);
        let (mut low, mut high) = (a.lower(), c.upper());
        let mut guess = Interval::point(low.hull(&high).middle(), p);
        for _ in 0..2 * p {
            let missed = self.mass.between(a, &guess).minus(&half);
            match missed.sign() {
                Some(Ordering::Less) => low = guess.clone(),
                Some(Ordering::Greater) => high = guess.clone(),
                _ => {
                    // the sign is lost: step away on both sides until it is known
                    let mut away = End::Word(2);
                    for _ in 0..p {
                        let around = guess.widened(&away);
                        let at = |x: Interval| self.mass.between(a, &x).minus(&half);
                        let (below, above) = (around.lower(), around.upper());
                        if below.low > low.low && at(below.clone()).is_negative() {
                            low = below;
                        }
                        if above.high < high.high && at(above.clone()).is_positive() {
                            high = above;
                        }
                        away = away.shift(1, true);
                        if low.low >= around.low && high.high <= around.high {
                            break;
                        }
                    }
                    break;
                }
            }
            if high.low.plus(&low.low.negated(), true) <= End::Word(2) {
                break;
            }
            let step = guess.minus(&missed.over(&self.density.density_on(&guess)));
            let inside = step.is_finite() && low.low < step.low && step.high < high.high;
            guess =
                Interval::point(if inside { step.middle() } else { low.hull(&high).middle() }, p);
        }
        low.hull(&high)
    }

    fn reply_at(&self, a: &Interval, c: &Interval) -> Interval {
        self.reply_and_mass(a, c).0
    }

    /// `y(a, c)` on intervals: it increases in both.
    fn reply(&self, a: &Interval, c: &Interval) -> Interval {
        if a.is_point() && c.is_point() {
            return self.reply_at(a, c);
        }
        let low = self.reply_at(&a.lower(), &c.lower().max_of(&a.lower()));
        let high = self.reply_at(&a.upper(), &c.upper().max_of(&a.upper()));
        Interval::new(low.low.min(high.high.clone()), high.high, a.p)
    }

    /// A point `c` with `y(a, c)` at most `target`, or at least, as near as it is found, up to the
    /// end of the line.
    fn next_at(&self, a: &Interval, target: &Interval, up: bool) -> Interval {
        let p = a.p;
        let point = |end: End| Interval::point(end, p);
        let (mut below, mut above) = (a.lower(), self.end(p).upper());
        if below.low >= above.low {
            return above;
        }
        let aim = point(target.middle());
        let mut guess = point(below.hull(&above).middle());
        for _ in 0..2 * p {
            let (y, mass) = self.reply_and_mass(a, &guess);
            let slope = self.slope_at_end(a, &guess, &y, &mass);
            let miss = y.minus(target);
            match miss.sign() {
                Some(Ordering::Less) => below = guess.clone(),
                Some(Ordering::Greater) => above = guess.clone(),
                _ => {}
            }
            let step = y.minus(&aim).over(&slope);
            let usable = slope.is_positive() && step.is_finite();
            // what is left after this step is of the order of its square
            let reach = step.width().plus(&End::Word(4), true).shift(2, true);
            let small = usable && {
                let size = step.size().high;
                size.times(&size, p, true).shift(4, true) <= reach
            };
            let next = guess.minus(&step);
            if small {
                let own = target.width().plus(&y.width(), true);
                let own = point(own).over(&slope).high;
                let side = next.widened(&reach.plus(&own, true));
                let side = if up { side.upper() } else { side.lower() };
                let end = side.low.clamp(below.low.clone(), above.high.clone());
                let side = point(end);
                let y = self.reply_at(a, &side);
                let holds = if up { y.low >= target.high } else { y.high <= target.low };
                if holds {
                    return side;
                }
                return if up { above } else { below };
            }
            if above.low.plus(&below.low.negated(), true) <= End::Word(2) {
                break;
            }
            let inside = usable && below.low < next.low && next.high < above.high;
            guess = point(if inside { next.middle() } else { below.hull(&above).middle() });
        }
        if up { above } else { below }
    }

    /// `y_c` at points.
    fn slope_at_end(&self, a: &Interval, c: &Interval, y: &Interval, mass: &Interval) -> Interval {
        if self.absolute {
            return match a.high < c.low {
                true => self.slopes_of_median(a, c)[1].clone(),
                false => Interval::line(c.p),
            };
        }
        self.density.density_on(c).times(&enclosed(self.receiver, c).minus(y)).over(mass)
    }

    /// The sender's ideal, with the bias multiplied by a factor where there is one.
    fn ideal(&self, at: &Interval, factor: Option<&Interval>) -> Interval {
        match factor {
            None => enclosed(self.sender, at),
            Some(k) => enclosed(self.receiver, at).plus(&k.times(&enclosed(&self.gap, at))),
        }
    }

    fn path(&self, first: &Interval, factor: Option<&Interval>) -> Path {
        let p = first.p;
        let (start, end) = (Interval::rational(self.density.low(), p), self.end(p));
        let mut partly = first.low < start.low || first.high > end.high;
        let mut path = vec![start, first.clone()];
        for i in 1..self.steps - 1 {
            let (before, at) = (path[i - 1].clone(), path[i].clone());
            let target = self.ideal(&at, factor).shifted(1).minus(&self.reply(&before, &at));
            // the least and the greatest boundary that some path can have
            let (lowest, highest) = (
                self.reply_at(&at.lower(), &end.upper()),
                self.reply_at(&at.upper(), &end.upper()),
            );
            let ground = enclosed(self.receiver, &at);
            if target.low > highest.high || target.high < ground.low {
                return Path::None;
            }
            partly |= target.high > lowest.low || target.low < ground.high;
            let high = match target.high > lowest.low {
                true => end.upper(),
                false => self.next_at(&at.lower(), &target.upper(), true),
            };
            let low = match target.low < ground.high {
                true => at.lower(),
                false if target.low > highest.low => at.upper(),
                false => self.next_at(&at.upper(), &target.lower(), false),
            };
            let low = low.low.min(high.high.clone());
            path.push(Interval::new(low, high.high, p));
        }
        Path::Boundaries(path, partly)
    }

    /// What the last step misses.
    fn missed(&self, path: &[Interval], factor: Option<&Interval>) -> Interval {
        let [.., before, at] = path else { unreachable!("two boundaries at least") };
        let end = self.end(at.p);
        let sum = self.reply(before, at).plus(&self.reply(at, &end));
        sum.minus(&self.ideal(at, factor).shifted(1))
    }

    /// The boundaries between the first and the end of the line.
    pub(super) fn boundaries(&self, first: &Interval) -> Option<Vec<Interval>> {
        match self.path(first, None) {
            Path::Boundaries(path, _) => Some(path[1..].to_vec()),
            Path::None => None,
        }
    }

    fn exact_reply(&self, a: &Q, c: &Q) -> Option<Q> {
        if a == c {
            return Some(value(self.receiver, a));
        }
        let mass = self.density.exact_integral(&[Q::from(1)], a, c)?;
        if mass.is_zero() {
            return None;
        }
        if self.absolute {
            const BITS: u32 = 160;
            let [from, to] = [a, c].map(|x| Interval::rational(x, BITS));
            let around = self.median(&from.lower(), &to.upper(), &Interval::rational(&mass, BITS));
            let (low, high) = rational_bounds(&around.widened(&End::Word(8)))?;
            let median = simplest(&low, &high);
            let below = self.density.exact_integral(&[Q::from(1)], a, &median)?;
            return (&below + &below == mass).then(|| value(self.receiver, &median));
        }
        Some(self.density.exact_integral(self.receiver, a, c)? / mass)
    }

    /// The boundaries from a rational first one, where all are rational.
    pub(super) fn exact_boundaries(&self, first: &Q) -> Option<Vec<Q>> {
        const BITS: u32 = 160;
        let most = IBig::from(1_000_000);
        let (start, end) = (self.density.low(), self.density.high());
        let mut path = vec![start.clone(), first.clone()];
        for i in 1..self.steps - 1 {
            let own = value(self.sender, &path[i]);
            let target = &own + &own - self.exact_reply(&path[i - 1], &path[i])?;
            let (at, aim) = (Interval::rational(&path[i], BITS), Interval::rational(&target, BITS));
            let low = self.next_at(&at.lower(), &aim, false);
            let high = self.next_at(&at.upper(), &aim, true);
            let (low, high) = rational_bounds(&low.hull(&high))?;
            let next = simplest(&low, &high);
            let fits = IBig::from(next.denominator()) <= most && next > path[i] && next <= *end;
            if !fits || self.exact_reply(&path[i], &next)? != target {
                return None;
            }
            path.push(next);
        }
        path.remove(0);
        Some(path)
    }

    /// The slopes of the ideal for the median `m`: `r'(m) f(a) / (2 f(m))` and the same in `c`.
    fn slopes_of_median(&self, a: &Interval, c: &Interval) -> [Interval; 2] {
        let at = |a: Interval, c: Interval| match a.high < c.low {
            true => self.median(&a, &c, &self.mass.between(&a, &c)),
            false => a.hull(&c),
        };
        let median = at(a.lower(), c.lower()).hull(&at(a.upper(), c.upper()));
        let height = |x: &Interval| self.density.density_on(x);
        let factor = enclosed(&self.slope_of_receiver, &median).over(&height(&median).shifted(1));
        [height(a).times(&factor), height(c).times(&factor)]
    }

    /// The slopes of `y(a, c)` in both arguments.
    ///
    /// Where the density lies in `[m, M]` and the slope of `r` in `[k, K]`, both are also from
    /// `k m^2 / (2 M^2)` to `K M^2 / (2 m^2)`, since `r(c) - y` is the mean of `r(c) - r(t)`.
    fn slopes(&self, a: &Interval, c: &Interval) -> [Interval; 2] {
        if self.absolute {
            return self.slopes_of_median(a, c);
        }
        let p = a.p;
        let y = self.reply(a, c);
        let mass = |a: &Interval, c: &Interval| match a.high < c.low {
            true => self.mass.between(a, c),
            false => Interval::integer(0, p),
        };
        let (least, most) = (mass(&a.upper(), &c.lower()), mass(&a.lower(), &c.upper()));
        let mass = Interval::new(least.low.clone().min(most.high.clone()), most.high, p);
        let positive = |x: Interval| Interval::new(x.low.max(End::ZERO), x.high.max(End::ZERO), p);
        let (at_a, at_c) = (self.density.density_on(a), self.density.density_on(c));
        let r = |x: &Interval| enclosed(self.receiver, x);
        let below = positive(y.minus(&r(a)));
        let above = positive(r(c).minus(&y));
        let mass = positive(mass);
        let all = a.hull(c);
        let heights = self.density.density_on(&all);
        let ratio = match heights.is_positive() {
            true => heights.upper().over(&heights.lower()).squared().upper(),
            false => Interval::point(End::Plus, p),
        };
        let rise = positive(enclosed(&self.slope_of_receiver, &all)).shifted(-1);
        let most = rise.upper().times(&ratio).high;
        let least = if most.is_finite() { rise.lower().over(&ratio).low } else { End::ZERO };
        let bound = Interval::new(least, most, p);
        [(at_a, below), (at_c, above)].map(|(height, distance)| {
            let slope = height.times(&distance).over(&mass);
            slope.meet(&bound).unwrap_or(bound.clone())
        })
    }
}

impl Shooting<'_> {
    /// The slope of the missed part in the first boundary, or in the factor of the bias where it is
    /// a variable.
    fn slope_along(&self, path: &[Interval], factor: Option<&Interval>) -> Interval {
        let p = path[0].p;
        let twice_slope = |at: &Interval| match factor {
            None => enclosed(&self.slope_of_sender, at).shifted(1),
            Some(k) => {
                let gap = k.times(&enclosed(&derivative(&self.gap), at));
                enclosed(&self.slope_of_receiver, at).plus(&gap).shifted(1)
            }
        };
        // what the ideal itself gains with the factor
        let direct = |at: &Interval| match factor {
            None => Interval::integer(0, p),
            Some(_) => enclosed(&self.gap, at).shifted(1),
        };
        // the slopes of the boundaries
        let mut rates =
            vec![Interval::integer(0, p), Interval::integer(i64::from(factor.is_none()), p)];
        for i in 1..self.steps - 1 {
            let [before_a, before_c] = self.slopes(&path[i - 1], &path[i]);
            let [own_a, own_c] = self.slopes(&path[i], &path[i + 1]);
            let own = twice_slope(&path[i]).minus(&before_c).minus(&own_a);
            let total = own.times(&rates[i]).minus(&before_a.times(&rates[i - 1]));
            rates.push(total.plus(&direct(&path[i])).over(&own_c));
        }
        let n = self.steps;
        let [before_a, before_c] = self.slopes(&path[n - 2], &path[n - 1]);
        let [last, _] = self.slopes(&path[n - 1], &self.end(p));
        let own = before_c.plus(&last).minus(&twice_slope(&path[n - 1]));
        let slope = own.times(&rates[n - 1]).plus(&before_a.times(&rates[n - 2]));
        slope.minus(&direct(&path[n - 1]))
    }
}

/// What the last step misses when the first is empty, as a function of the factor of the bias.
pub(super) struct EmptyStep<'a>(pub(super) Shooting<'a>);

impl EmptyStep<'_> {
    fn path(&self, factor: &Interval) -> Path {
        let start = Interval::rational(self.0.density.low(), factor.p);
        self.0.path(&start, Some(factor))
    }
}

impl Equations for EmptyStep<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        Ok(vec![match self.path(&x[0]) {
            Path::None => Interval::integer(1, x[0].p),
            Path::Boundaries(path, _) => self.0.missed(&path, Some(&x[0])),
        }])
    }

    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let factor = &x[0].value;
        let Path::Boundaries(path, false) = self.path(factor) else { return Err(Outside::Partly) };
        let slope = self.0.slope_along(&path, Some(factor));
        let slopes = x[0].slopes.iter().map(|own| own.times(&slope)).collect();
        Ok(vec![Jet { value: self.0.missed(&path, Some(factor)), slopes }])
    }

    fn is_root(&self, x: &[Q]) -> Option<bool> {
        let gap = self.0.gap.iter().map(|c| c * &x[0]);
        let receiver: Vec<Q> = self.0.receiver.iter().map(|c| -c).collect();
        let sender = difference(&gap.collect::<Vec<_>>(), &receiver);
        let shooting =
            Shooting::new(self.0.density, &sender, self.0.receiver, self.0.steps, self.0.absolute);
        shooting.is_root(&[self.0.density.low().clone()])
    }
}

impl Equations for Shooting<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        Ok(vec![match self.path(&x[0], None) {
            Path::None => Interval::integer(1, x[0].p),
            Path::Boundaries(path, _) => self.missed(&path, None),
        }])
    }

    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let path = match self.path(&x[0].value, None) {
            Path::Boundaries(path, false) => path,
            _ => return Err(Outside::Partly),
        };
        let slope = self.slope_along(&path, None);
        let slopes = x[0].slopes.iter().map(|own| own.times(&slope)).collect();
        Ok(vec![Jet { value: self.missed(&path, None), slopes }])
    }

    fn is_root(&self, x: &[Q]) -> Option<bool> {
        let (start, end) = (self.density.low(), self.density.high());
        if x[0] < *start || x[0] > *end {
            return None;
        }
        let mut path = vec![start.clone()];
        path.extend(self.exact_boundaries(&x[0])?);
        let n = path.len();
        let own = value(self.sender, &path[n - 1]);
        let sum =
            self.exact_reply(&path[n - 2], &path[n - 1])? + self.exact_reply(&path[n - 1], end)?;
        Some(sum == &own + &own)
    }
}
