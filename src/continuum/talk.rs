//! Talk about a type on a line (Crawford and Sobel 1982), for any density and ideals.
//!
//! The receiver answers an interval of types with `y(a, c) = E[r(t) | a < t < c]`. Every
//! equilibrium outcome is a partition into intervals, and `a_0 < a_1 < ... < a_n` is one iff
//!
//! ```text
//! y(a_(i-1), a_i) + y(a_i, a_(i+1)) = 2 s(a_i)
//! ```
//!
//! for the ideals `s` of the sender and `r` of the receiver. Since `y` increases strictly in both
//! arguments, `a_0` and `a_1` fix `a_2`, or there is none, and so on: the equilibria with `n` steps
//! are the roots of one function of `a_1`, whether or not condition M holds. See
//! `shooting`.

use super::density::{Density, not_negative, turned_round, zeros};
use super::integrals::Integrals;
use super::polynomial::{derivative, difference, product, value};
use super::shooting::{EmptyStep, Shooting};
use super::thresholds::{CountChange, CountChanges, changes};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::Halt;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::normal::rational_bounds;
use crate::exact::enclosure::roots::roots;

/// The most steps that are looked for where any number can occur.
const STEPS: usize = 8;

/// A talk game: a density of the type and the ideal actions of both players.
#[derive(Clone, Debug, PartialEq)]
pub struct Talk {
    density: Density,
    sender: Vec<Q>,
    receiver: Vec<Q>,
    /// The sign of the sender's ideal less the receiver's, if it is one and the same everywhere.
    bias: Option<std::cmp::Ordering>,
    /// The receiver's loss is the distance, and not its square.
    absolute: bool,
}

/// An equilibrium: a partition of the types, with an action for each step.
#[derive(Clone, Debug, PartialEq)]
pub struct TalkEquilibrium {
    /// The boundaries of the steps, both ends of the line among them.
    pub boundaries: Vec<Enclosure>,
    /// The receiver's action for each step.
    pub actions: Vec<Enclosure>,
    /// The mass of each step.
    pub masses: Vec<Enclosure>,
    /// `-E (y - s)^2`.
    pub sender_payoff: Enclosure,
    /// `-E (y - r)^2`.
    pub receiver_payoff: Enclosure,
    /// Does the extreme type like its action at least as well as being known (Chen, Kartik and
    /// Sobel 2008)? `None` where the ideals cross.
    pub nits: Option<bool>,
}

/// The equilibria of a talk game.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TalkEquilibria {
    /// The equilibria, by their number of steps.
    pub equilibria: Vec<TalkEquilibrium>,
    /// Numbers of steps, with enclosures of the first boundary, that may belong to others.
    pub undecided: Vec<(usize, Enclosure)>,
    /// Are there no others?
    pub complete: bool,
    /// Why the search ended early.
    pub stopped: Option<Halt>,
}

impl Talk {
    /// The game with a density and two ideals, as polynomials in the type.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when an ideal does not increase.
    pub fn new(density: Density, sender: Vec<Q>, receiver: Vec<Q>) -> Result<Talk, Error> {
        let (low, high) = (density.low().clone(), density.high().clone());
        for (name, ideal) in [("sender", &sender), ("receiver", &receiver)] {
            let slope = derivative(ideal);
            let falls = || {
                Error::Game(format!(
                    "{name}: the ideal action does not increase in the type everywhere: give one that does"
                ))
            };
            if slope.iter().all(Q::is_zero) {
                return Err(falls());
            }
            let zeros = zeros(&slope, &low, &high)?;
            let mut from = low.clone();
            let ends = zeros.iter().map(|zero| (zero.low.clone(), zero.high.clone()));
            for (to, next) in ends.chain([(high.clone(), high.clone())]) {
                if from < to && !value(&slope, &((&from + &to) / Q::from(2))).is_positive() {
                    return Err(falls());
                }
                from = next;
            }
        }
        let bias = difference(&sender, &receiver);
        let one_sign = !bias.iter().all(Q::is_zero) && zeros(&bias, &low, &high)?.is_empty();
        let bias = one_sign.then(|| value(&bias, &low).cmp(&Q::from(0)));
        Ok(Talk { density, sender, receiver, bias, absolute: false })
    }

    /// The same game where the receiver's loss is the distance from its ideal: it takes its ideal
    /// for the median type.
    #[must_use]
    pub fn with_absolute_loss(mut self) -> Talk {
        self.absolute = true;
        self
    }

    /// The ideals of the sender and the receiver.
    pub(super) fn ideals(&self) -> (&[Q], &[Q]) {
        (&self.sender, &self.receiver)
    }

    /// The density of the type.
    pub(super) fn density(&self) -> &Density {
        &self.density
    }

    /// Is the receiver's loss the absolute distance?
    pub(super) fn is_absolute(&self) -> bool {
        self.absolute
    }

    /// The same loss for another game.
    fn with_loss_of(mut self, other: &Talk) -> Talk {
        self.absolute = other.absolute;
        self
    }

    fn shooting(&self, steps: usize) -> Shooting<'_> {
        Shooting::new(&self.density, &self.sender, &self.receiver, steps, self.absolute)
    }

    /// All equilibria with up to so many steps, each number within `10^-digits`.
    ///
    /// Where the ideals do not meet, the number of steps is bounded and sizes have no gaps
    /// (Crawford and Sobel 1982, theorem 1), so that the first empty size ends the search.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when a limit was reached before the equilibrium of one step.
    pub fn equilibria(
        &self,
        max_steps: Option<usize>,
        digits: u32,
    ) -> Result<TalkEquilibria, Error> {
        let mut all = TalkEquilibria::default();
        let (low, high) = (self.density.low().clone(), self.density.high().clone());
        all.equilibria.push(self.equilibrium(1, None, digits)?);
        let most = max_steps.unwrap_or(if self.bias.is_some() { usize::MAX } else { STEPS });
        let mut steps = 2;
        loop {
            if steps > most {
                return Ok(all);
            }
            let shooting = self.shooting(steps);
            let range = [(low.clone(), high.clone())];
            let found = roots(&shooting, &range, digits)?;
            let mut count = 0;
            for mut root in found.found {
                let first = root.pop().expect("one unknown");
                // a step of length 0 is none
                if first.high <= low || first.low >= high {
                    continue;
                }
                count += 1;
                match self.refined(steps, &first, digits)? {
                    Some(equilibrium) => all.equilibria.push(equilibrium),
                    None => all.undecided.push((steps, first)),
                }
            }
            let undecided = found.undecided.into_iter().flatten();
            let known = all.undecided.len();
            // the steps of length 0 at the start of the line are none
            all.undecided.extend(undecided.map(|first| (steps, first)));
            count += all.undecided.len() - known;
            if found.stopped.is_some() {
                all.stopped = found.stopped;
                return Ok(all);
            }
            if count == 0 && self.bias.is_some() {
                all.complete = all.undecided.is_empty();
                return Ok(all);
            }
            steps += 1;
        }
    }

    /// The number of equilibria with so many steps changes at these factors `k` of the bias, between
    /// two numbers of one sign: the sender's ideal is `r + k (s - r)`.
    ///
    /// A step becomes empty there, or two equilibria meet. Where there is at most one equilibrium
    /// of each size, since the density is log-concave, `r(t) = t` and the bias does not fall
    /// (Szalay 2012), only the former occurs, and the list is proved complete. Elsewhere counts,
    /// which are proved, are compared on a grid and bisected, so that two changes close to one
    /// another may be missed, and the list is not called complete.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the range is empty or holds 0 inside, or the ideals cross.
    pub fn thresholds(
        &self,
        steps: usize,
        low: &Q,
        high: &Q,
        digits: u32,
    ) -> Result<CountChanges, Error> {
        if low >= high {
            return Err(Error::Game(format!(
                "the range from {low} to {high} is empty: give its lower end first"
            )));
        }
        if low.is_negative() && high.is_positive() {
            return Err(Error::Game(format!(
                "low is {low} and high {high}: give factors of the bias on one side of 0"
            )));
        }
        let Some(order) = self.bias else {
            return Err(Error::Game(
                "thresholds are for ideals that do not cross: change sender or receiver".into(),
            ));
        };
        if low.is_negative() {
            // a bias of the other sign
            let turned = self.with_factor(&Q::from(-1))?.thresholds(steps, &-high, &-low, digits)?;
            let changes = turned.changes.into_iter().rev().map(|change| CountChange {
                value: change.value.negated(),
                below: change.above,
                above: change.below,
            });
            return Ok(CountChanges { changes: changes.collect(), ..turned });
        }
        if order.is_lt() {
            return self.mirrored()?.thresholds(steps, low, high, digits);
        }
        if steps < 2 {
            return Ok(CountChanges { complete: true, ..CountChanges::default() });
        }
        let equation = EmptyStep(self.shooting(steps));
        let found = roots(&equation, &[(low.clone(), high.clone())], digits)?;
        let monotone = self.is_monotone()?;
        let mut events: Vec<Enclosure> = found.found.into_iter().flatten().collect();
        let count = |k: &Q| self.count(steps, k);
        if !monotone && found.stopped.is_none() {
            events.extend(self.folds(steps, low, high, &events, digits)?);
        }
        let complete = found.undecided.is_empty() && monotone;
        let mut changes = changes(events, (low, high), complete, count)?;
        changes.complete &= found.stopped.is_none();
        changes.stopped = found.stopped;
        Ok(changes)
    }

    /// The proved number of equilibria with so many steps at a factor of the bias.
    fn count(&self, steps: usize, k: &Q) -> Result<Option<usize>, Error> {
        Ok(self.first_boundaries(steps, k)?.map(|all| all.len()))
    }

    /// The first boundaries of all equilibria with so many steps at a factor of the bias.
    fn first_boundaries(&self, steps: usize, k: &Q) -> Result<Option<Vec<f64>>, Error> {
        if k.is_zero() {
            return Ok(None);
        }
        let game = self.with_factor(k)?;
        let shooting = game.shooting(steps);
        let (low, high) = (self.density.low(), self.density.high());
        let found = roots(&shooting, &[(low.clone(), high.clone())], 14)?;
        if !found.undecided.is_empty() || found.stopped.is_some() {
            return Ok(None);
        }
        let inside = |first: &&Enclosure| first.high > *low && first.low < *high;
        let all = found.found.iter().flatten().filter(inside);
        Ok(Some(all.map(|first| first.middle().to_f64()).collect()))
    }

    /// Places between events where counts on a grid differ, each within `10^-digits`.
    fn folds(
        &self,
        steps: usize,
        low: &Q,
        high: &Q,
        events: &[Enclosure],
        digits: u32,
    ) -> Result<Vec<Enclosure>, Error> {
        const POINTS: i64 = 24;
        let narrow = Q::from(1) / (0..digits).fold(Q::from(1), |power, _| power * Q::from(10));
        let mut borders: Vec<Enclosure> = events.to_vec();
        borders.sort_by(|a, b| a.low.cmp(&b.low));
        let mut all = Vec::new();
        for i in 0..=borders.len() {
            let from = i.checked_sub(1).map_or(low, |i| &borders[i].high);
            let to = borders.get(i).map_or(high, |event| &event.low);
            let at = |n: i64| {
                let near = from + &(&(to - from) * &Q::of_words(2 * n + 1, 2 * POINTS));
                Q::from_f64(near.to_f64()).unwrap_or(near)
            };
            let mut before: Option<(Q, usize)> = None;
            for n in 0..POINTS {
                let k = at(n);
                if k <= *from || k >= *to {
                    continue;
                }
                let Some(own) = self.count(steps, &k)? else { continue };
                if let Some((last, other)) = &before
                    && *other != own
                {
                    all.push(self.fold(steps, [last, &k], [*other, own], &narrow)?);
                }
                before = Some((k, own));
            }
        }
        Ok(all)
    }

    /// The place between two factors of the bias at which the number of equilibria changes.
    ///
    /// Near a fold the square of the distance of the two that meet is almost straight in the
    /// factor: where that is 0 by extrapolation, counts on both sides are compared.
    fn fold(
        &self,
        steps: usize,
        [a, b]: [&Q; 2],
        counts: [usize; 2],
        narrow: &Q,
    ) -> Result<Enclosure, Error> {
        let (mut a, mut b) = (a.clone(), b.clone());
        let more = usize::from(counts[1] > counts[0]);
        let mut seen: Vec<(f64, f64)> = Vec::new();
        let mut last: Option<f64> = None;
        while &b - &a > *narrow {
            let mut tried = vec![(&a + &b) / Q::from(2)];
            if let [.., (k0, d0), (k1, d1)] = seen.as_slice()
                && d0 != d1
            {
                let at = k1 - d1 * (k1 - k0) / (d1 - d0);
                let moved = last.map_or(f64::INFINITY, |last| (at - last).abs());
                last = Some(at);
                if moved.is_finite() {
                    let half = (4.0 * moved).max(narrow.to_f64() * 0.4);
                    let ends = [at - half, at + half].map(|x| Q::from_f64(x).unwrap_or_default());
                    tried = ends.into_iter().collect();
                }
            }
            let mut shrank = false;
            for k in tried {
                if k <= a || k >= b {
                    continue;
                }
                let Some(firsts) = self.first_boundaries(steps, &k)? else {
                    return Ok(Enclosure { low: a, high: b });
                };
                if firsts.len() == counts[more] {
                    let gaps = firsts.windows(2).map(|pair| (pair[1] - pair[0]).powi(2));
                    let least = gaps.fold(f64::INFINITY, f64::min);
                    if least.is_finite() {
                        seen.push((k.to_f64(), least));
                    }
                }
                match firsts.len() == counts[0] {
                    true => a = k,
                    false => b = k,
                }
                shrank = true;
            }
            if !shrank {
                seen.clear();
                last = None;
            }
        }
        Ok(Enclosure { low: a, high: b })
    }

    /// The same game with the line turned round, and both ideals with it.
    fn mirrored(&self) -> Result<Talk, Error> {
        // t becomes low + high - t, and an action y becomes low + high - y
        let sum = self.density.low() + self.density.high();
        let turned = |ideal: &[Q]| {
            let inner = turned_round(ideal, &sum);
            difference(std::slice::from_ref(&sum), &inner)
        };
        let density = self.density.mirrored()?;
        let talk = Talk::new(density, turned(&self.sender), turned(&self.receiver))?;
        Ok(talk.with_loss_of(self))
    }

    /// Is there at most one equilibrium of each size, since the density is log-concave, the
    /// receiver's ideal is the type, and the sender's rises at least as fast?
    fn is_monotone(&self) -> Result<bool, Error> {
        let identity = difference(&self.receiver, &[Q::from(0), Q::from(1)]);
        let (low, high) = (self.density.low(), self.density.high());
        let slope = derivative(&difference(&self.sender, &self.receiver));
        Ok(!self.absolute
            && identity.iter().all(Q::is_zero)
            && not_negative(&slope, low, high)?
            && self.density.is_log_concave()?)
    }

    /// The game with the bias multiplied by a factor.
    fn with_factor(&self, k: &Q) -> Result<Talk, Error> {
        let gap = difference(&self.sender, &self.receiver);
        let gap: Vec<Q> = gap.iter().map(|c| c * k).collect();
        let negative: Vec<Q> = self.receiver.iter().map(|c| -c).collect();
        let sender = difference(&gap, &negative);
        let talk = Talk::new(self.density.clone(), sender, self.receiver.clone())?;
        Ok(talk.with_loss_of(self))
    }

    /// The equilibrium with a first boundary, found again with more digits until all numbers are
    /// as narrow as asked.
    fn refined(
        &self,
        steps: usize,
        first: &Enclosure,
        digits: u32,
    ) -> Result<Option<TalkEquilibrium>, Error> {
        let narrow = Q::from(1) / (0..digits).fold(Q::from(1), |power, _| power * Q::from(10));
        let mut first = first.clone();
        for guard in [0, 10, 30, 60, 120] {
            if guard > 0 && !first.is_exact() {
                let range = [(first.low.clone(), first.high.clone())];
                let again = roots(&self.shooting(steps), &range, digits + guard)?;
                let Some(root) = again.found.into_iter().next() else { return Ok(None) };
                first = root.into_iter().next().expect("one unknown");
            }
            let found = self.equilibrium(steps, Some(&first), digits + guard)?;
            let numbers = found.boundaries.iter().chain(&found.actions).chain(&found.masses);
            let payoffs = [&found.sender_payoff, &found.receiver_payoff];
            if numbers.chain(payoffs).all(|x| x.width() <= narrow) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The equilibrium with a first boundary.
    fn equilibrium(
        &self,
        steps: usize,
        first: Option<&Enclosure>,
        digits: u32,
    ) -> Result<TalkEquilibrium, Error> {
        let (low, high) = (self.density.low(), self.density.high());
        let p = 4 * digits + 120;
        let mut boundaries: Vec<Enclosure> = vec![low.clone().into()];
        if let Some(first) = first {
            let shooting = self.shooting(steps);
            let exact = first.is_exact().then(|| shooting.exact_boundaries(&first.low)).flatten();
            match exact {
                Some(exact) => boundaries.extend(exact.into_iter().map(Enclosure::from)),
                None => {
                    let start = Interval::between(&first.low, &first.high, p);
                    let path = shooting.boundaries(&start).unwrap_or_default();
                    for x in &path {
                        let (low, high) = rational_bounds(x).expect("a bounded line");
                        boundaries.push(Enclosure { low, high });
                    }
                }
            }
            if boundaries.len() != steps {
                return Err(Error::Limit("the boundaries of an equilibrium were not found".into()));
            }
        }
        boundaries.push(high.clone().into());
        let integrals = Integrals { density: &self.density, p };
        let steps: Vec<[&Enclosure; 2]> = boundaries.windows(2).map(|w| [&w[0], &w[1]]).collect();
        let one = [Q::from(1)];
        let masses: Vec<Enclosure> = steps.iter().map(|s| integrals.over(&one, *s)).collect();
        let sums: Vec<Enclosure> =
            steps.iter().map(|s| integrals.over(&self.receiver, *s)).collect();
        let mut actions = Vec::new();
        let mut distance = Enclosure::from(Q::from(0));
        for ((sum, mass), step) in sums.iter().zip(&masses).zip(&steps) {
            if self.absolute {
                let median = self.median(*step, digits + 10)?;
                actions.push(polynomial_at(&self.receiver, &median));
                // half of the mass lies on either side
                let above = integrals.over(&self.receiver, [&median, step[1]]);
                let below = integrals.over(&self.receiver, [step[0], &median]);
                distance = distance.plus(&above.minus(&below));
                continue;
            }
            let action = sum.over(mass);
            actions.push(action.ok_or_else(|| Error::Limit("a step has almost no mass".into()))?);
        }
        // E (y - g)^2 = E g^2 - 2 y E g + y^2 on each step
        let loss = |ideal: &[Q]| {
            let square = product(ideal, ideal);
            let whole =
                integrals.over(&square, [&boundaries[0], boundaries.last().expect("an end")]);
            let parts = steps.iter().zip(&masses).zip(&actions);
            parts.fold(whole, |total, ((step, mass), y)| {
                let own = integrals.over(ideal, *step);
                let two = Enclosure::from(Q::from(2));
                total.minus(&y.times(&own).times(&two)).plus(&y.times(y).times(mass))
            })
        };
        let own = if self.absolute { distance } else { loss(&self.receiver) };
        let (sender_payoff, receiver_payoff) = (loss(&self.sender).negated(), own.negated());
        let nits = self.no_incentive_to_separate(&actions);
        Ok(TalkEquilibrium { boundaries, actions, masses, sender_payoff, receiver_payoff, nits })
    }

    /// The median type of a step.
    fn median(&self, [from, to]: [&Enclosure; 2], digits: u32) -> Result<Enclosure, Error> {
        let half = Q::of_words(1, 2);
        let at = |a: &Q, c: &Q| self.density.quantile(&half, a, c, digits);
        let low = at(&from.low, &to.low)?;
        if from.is_exact() && to.is_exact() {
            return Ok(low);
        }
        Ok(Enclosure { low: low.low, high: at(&from.high, &to.high)?.high })
    }

    /// Does the lowest type, or the highest where the sender's ideal is below the receiver's, like
    /// its action at least as well as the receiver's ideal for it?
    fn no_incentive_to_separate(&self, actions: &[Enclosure]) -> Option<bool> {
        let upward = self.bias?.is_gt();
        let (end, action) = match upward {
            true => (self.density.low(), actions.first()?),
            false => (self.density.high(), actions.last()?),
        };
        let (s, r) = (value(&self.sender, end), value(&self.receiver, end));
        // |y - s| <= |r - s|, where y lies on the sender's side of r
        let bound = &s + &s - &r;
        Some(if upward { action.high <= bound } else { action.low >= bound })
    }

    /// The greatest number of steps up to which [`Talk::equilibria`] looks by itself.
    pub fn is_bounded(&self) -> bool {
        self.bias.is_some()
    }

    /// The receiver's payoff and the sender's when the receiver knows the type: the first best of
    /// the receiver.
    pub fn first_best(&self) -> (Enclosure, Enclosure) {
        let integrals = Integrals { density: &self.density, p: 200 };
        let gap = difference(&self.receiver, &self.sender);
        let square = product(&gap, &gap);
        let ends =
            [Enclosure::from(self.density.low().clone()), self.density.high().clone().into()];
        let loss = integrals.over(&square, [&ends[0], &ends[1]]);
        (Q::from(0).into(), loss.negated())
    }

    /// Is a partition an equilibrium, by the definition? Boundaries increase, every action is the
    /// mean of the receiver's ideal on its step, and every boundary is indifferent between the
    /// actions next to it: exactly where numbers are exact, and elsewhere within their enclosures.
    pub fn verify(&self, boundaries: &[Enclosure], actions: &[Enclosure]) -> bool {
        let ends = (boundaries.first(), boundaries.last());
        let (Some(first), Some(last)) = ends else { return false };
        let whole = *first == self.density.low().clone().into()
            && *last == self.density.high().clone().into();
        if !whole || boundaries.len() != actions.len() + 1 {
            return false;
        }
        if !boundaries.windows(2).all(|pair| pair[0].high < pair[1].low) {
            return false;
        }
        let digits = actions.iter().map(Enclosure::width).max().unwrap_or_default();
        let mut p = 200;
        while p < 4000 && Q::new(1, crate::exact::IBig::ONE << (p - 100)).expect("not 0") > digits {
            p += 100;
        }
        let integrals = Integrals { density: &self.density, p: p as u32 };
        let meets = |a: &Enclosure, b: &Enclosure| a.low <= b.high && b.low <= a.high;
        let one = [Q::from(1)];
        let replies = boundaries.windows(2).zip(actions).all(|(pair, action)| {
            let step = [&pair[0], &pair[1]];
            if self.absolute {
                let median = self.median(step, 30);
                return median.is_ok_and(|m| meets(&polynomial_at(&self.receiver, &m), action));
            }
            let (sum, mass) = (integrals.over(&self.receiver, step), integrals.over(&one, step));
            sum.over(&mass).is_some_and(|mean| meets(&mean, action))
        });
        let indifferent = boundaries[1..].iter().zip(actions.windows(2)).all(|(at, pair)| {
            let ideal = polynomial_at(&self.sender, at);
            meets(&pair[0].plus(&pair[1]), &ideal.plus(&ideal))
        });
        replies && indifferent
    }
}

/// The value of a polynomial at a number.
fn polynomial_at(coefficients: &[Q], x: &Enclosure) -> Enclosure {
    let zero = Enclosure::from(Q::from(0));
    coefficients.iter().rev().fold(zero, |sum, c| sum.times(x).plus(&c.clone().into()))
}
