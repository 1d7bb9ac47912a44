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

mod thresholds;
mod verify;

use super::density::{Density, zeros};
use super::integrals::Integrals;
use super::polynomial::{derivative, difference, product, value};
use super::shooting::Shooting;
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
}

/// The value of a polynomial at a number.
fn polynomial_at(coefficients: &[Q], x: &Enclosure) -> Enclosure {
    let zero = Enclosure::from(Q::from(0));
    coefficients.iter().rev().fold(zero, |sum, c| sum.times(x).plus(&c.clone().into()))
}
