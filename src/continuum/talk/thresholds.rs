//! Sizes of the bias at which the number of equilibria of one size changes.

use super::Talk;
use crate::continuum::density::{not_negative, turned_round};
use crate::continuum::polynomial::{derivative, difference};
use crate::continuum::shooting::EmptyStep;
use crate::continuum::thresholds::{CountChange, CountChanges, changes};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::roots::roots;

impl Talk {
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
            let turned =
                self.with_factor(&Q::from(-1))?.thresholds(steps, &-high, &-low, digits)?;
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
}
