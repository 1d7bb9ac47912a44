//! The proof that a plan is optimal, by the price: nothing of the search is used.
//!
//! A plan is optimal if a convex function `p` lies above the value and costs what the plan is worth
//! (Kolotilin 2018; Dworczak and Martini 2019). What is checked: the slopes of `p` increase; `p >=
//! v`; each pool has the means that it says, as a contraction; and `p = v` at all of these.

use super::plan::{PooledInterval, Tiling};
use super::system::{SolvedContact, SolvedPart};
use super::value::{ValueFunction, ValuePiece, bounds};
use crate::continuum::density::{Density, not_negative};
use crate::continuum::integrals::Integrals;
use crate::continuum::polynomial::difference;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::{Enclosure, simplest};

/// The most cells that the comparison of price and value on a piece is cut into.
const CELLS: usize = 4000;

/// The proof of a plan.
pub(super) struct PriceProof<'a> {
    pub(super) prior: &'a Density,
    pub(super) v: &'a ValueFunction,
    pub(super) parts: &'a [SolvedPart],
    pub(super) tiling: &'a Tiling,
    /// The precision.
    pub(super) p: u32,
}

fn meet(a: &Enclosure, b: &Enclosure) -> bool {
    a.low <= b.high && b.low <= a.high
}

fn clamped(x: &Enclosure, piece: &ValuePiece) -> Enclosure {
    let inside = |q: &Q| q.clone().max(piece.low.clone()).min(piece.high.clone());
    Enclosure { low: inside(&x.low), high: inside(&x.high) }
}

impl PriceProof<'_> {
    /// Is the plan proved to be optimal?
    pub(super) fn holds(&self) -> Result<bool, Error> {
        Ok(self.tiles()
            && self.tiling.pools.iter().all(|pool| self.contracts(pool) && self.touches(pool))
            && self.knots_touch()
            && self.revealed_touch()
            && self.is_convex()?
            && self.is_above()?)
    }

    /// Do pools and revealed intervals follow on one another from end to end?
    fn tiles(&self) -> bool {
        let pools = self.tiling.pools.iter().map(|pool| (&pool.low, &pool.high));
        let revealed = self.tiling.revealed.iter().map(|(low, high)| (low, high));
        let mut all: Vec<_> = pools.chain(revealed).collect();
        all.sort_by(|a, b| a.0.low.cmp(&b.0.low));
        let follow = all.windows(2).all(|pair| pair[0].1 == pair[1].0);
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return false };
        follow
            && *first.0 == self.prior.low().clone().into()
            && *last.1 == self.prior.high().clone().into()
            && all.iter().all(|(low, high)| low.high < high.low)
    }

    /// Is the distribution of means of a pool a contraction of the prior on it?
    fn contracts(&self, pool: &PooledInterval) -> bool {
        let integrals = Integrals { density: self.prior, p: self.p };
        let Some(mean) = integrals.mean([&pool.low, &pool.high]) else { return false };
        match pool.means.as_slice() {
            [(own, _)] => meet(own, &mean),
            [(first, share), (second, rest)] => {
                let one = Enclosure::from(Q::from(1));
                let sum = share.plus(rest);
                let average = first.times(share).plus(&second.times(rest));
                let right = meet(&sum, &one) && meet(&average, &mean);
                if !right || share.low.is_negative() || rest.low.is_negative() {
                    return false;
                }
                self.lowest_lie_below(pool, first, share)
            }
            _ => false,
        }
    }

    /// Is the mean of the lowest types of a pool with this share at most `first`?
    fn lowest_lie_below(
        &self,
        pool: &PooledInterval,
        first: &Enclosure,
        share: &Enclosure,
    ) -> bool {
        let integrals = Integrals { density: self.prior, p: self.p };
        let wanted = integrals.mass([&pool.low, &pool.high]).times(share);
        let up_to = |x: &Q| [pool.low.clone(), x.clone().into()];
        // a type above the quantile, near it
        let (mut low, mut high) = (pool.low.high.clone(), pool.high.low.clone());
        for _ in 0..60 {
            let middle = Interval::rational(&((&low + &high) / Q::from(2)), 80);
            let middle = middle.low.to_rational(80).expect("finite");
            let [a, b] = up_to(&middle);
            let above = integrals.mass([&a, &b]).low >= wanted.high;
            *(if above { &mut high } else { &mut low }) = middle;
            let [a, b] = up_to(&high);
            if integrals.mean([&a, &b]).is_some_and(|mean| mean.high <= first.low)
                && integrals.mass([&a, &b]).low >= wanted.high
            {
                return true;
            }
        }
        // on the edge, where the two means split the pool at one type
        let split = simplest(&low, &high);
        let [a, b] = up_to(&split);
        let (mass, mean) = (integrals.mass([&a, &b]), integrals.mean([&a, &b]));
        mass.low >= wanted.high && mean.is_some_and(|mean| mean.high <= first.low)
    }

    /// Does the price meet the value at the means of a pool?
    fn touches(&self, pool: &PooledInterval) -> bool {
        let part = self
            .parts
            .iter()
            .find(|part| part.low.low <= pool.low.low && pool.high.high <= part.high.high);
        let Some(Some([intercept, slope])) = part.map(|part| &part.line) else { return false };
        pool.means.iter().all(|(mean, _)| {
            let price = intercept.plus(&slope.times(mean));
            meet(&price, &self.v.value_at(mean, self.p))
        })
    }

    /// Does the price meet the value at the knots that it is said to touch?
    fn knots_touch(&self) -> bool {
        self.parts.iter().all(|part| {
            part.contacts.iter().all(|contact| match (contact, &part.line) {
                (SolvedContact::Knot(knot), Some([intercept, slope])) => {
                    let at = Enclosure::from(self.v.knot(*knot).clone());
                    let price = intercept.plus(&slope.times(&at));
                    meet(&price, &self.v.top(*knot, self.p))
                }
                _ => true,
            })
        })
    }

    /// Are all revealed intervals on parts where the price is the value?
    fn revealed_touch(&self) -> bool {
        self.tiling.revealed.iter().all(|(low, high)| {
            let over = |part: &&SolvedPart| part.low.low < high.low && part.high.high > low.high;
            self.parts.iter().filter(over).all(|part| {
                part.line.is_none()
                    || part
                        .contacts
                        .iter()
                        .any(|contact| matches!(contact, SolvedContact::Affine(_)))
                        && self.agrees(part, [low, high])
            })
        })
    }

    /// Does a revealed interval meet a straight part only where that is the value?
    fn agrees(&self, part: &SolvedPart, [low, high]: [&Enclosure; 2]) -> bool {
        self.v.pieces.iter().enumerate().all(|(i, piece)| {
            let from = (&low.high).max(&part.low.high).max(&piece.low);
            let to = (&high.low).min(&part.high.low).min(&piece.high);
            from >= to || part.contacts.contains(&SolvedContact::Affine(i))
        })
    }

    /// The slope of the price at an end of a part, and whether it is known exactly.
    fn slope(&self, part: &SolvedPart, upper: bool) -> Enclosure {
        if let Some([_, slope]) = &part.line {
            return slope.clone();
        }
        let at = if upper { &part.high } else { &part.low };
        let number = match at.is_exact() {
            true => {
                let piece = self.v.piece_at(&at.low);
                if upper && self.v.pieces[piece].low == at.low {
                    piece.saturating_sub(1)
                } else {
                    piece
                }
            }
            false => self.v.piece_at(&at.middle()),
        };
        let piece = &self.v.pieces[number];
        if at.is_exact()
            && let Some(exact) = piece.exact(1, &at.low)
        {
            return exact.into();
        }
        bounds(&piece.at(1, &Interval::between(&at.low, &at.high, self.p)))
    }

    /// Do the slopes of the price increase?
    fn is_convex(&self) -> Result<bool, Error> {
        for pair in self.parts.windows(2) {
            let (left, right) = (self.slope(&pair[0], true), self.slope(&pair[1], false));
            if left.high > right.low && left != right {
                return Ok(false);
            }
            // the value itself goes on only where it is continuous
            if pair.iter().all(|part| part.line.is_none())
                && let Some(knot) = self.v.knot_at(&pair[0].high.low)
                && !self.v.is_continuous(knot)
            {
                return Ok(false);
            }
        }
        for part in self.parts.iter().filter(|part| part.line.is_none()) {
            for piece in &self.v.pieces {
                let (low, high) = (&part.low.low, &part.high.high);
                let (from, to) = (low.max(&piece.low), high.min(&piece.high));
                if from < to && !self.bends_up(piece, from, to)? {
                    return Ok(false);
                }
            }
            for knot in 1..self.v.pieces.len() {
                let x = self.v.knot(knot);
                if part.low.high < *x && *x < part.high.low && !self.kink_is_convex(knot) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn kink_is_convex(&self, knot: usize) -> bool {
        let x = self.v.knot(knot);
        let side = |piece: &ValuePiece| {
            let enclosed = || bounds(&piece.at(1, &Interval::rational(x, self.p)));
            piece.exact(1, x).map_or_else(enclosed, Enclosure::from)
        };
        let (left, right) = (side(&self.v.pieces[knot - 1]), side(&self.v.pieces[knot]));
        let peak = self.v.peaks.iter().any(|(own, _)| *own == knot);
        !peak && self.v.is_continuous(knot) && left.high <= right.low
    }

    /// Is the second derivative of a piece nowhere negative in a range?
    fn bends_up(&self, piece: &ValuePiece, from: &Q, to: &Q) -> Result<bool, Error> {
        if let Some(coefficients) = piece.coefficients() {
            use crate::continuum::polynomial::derivative;
            let bend = derivative(&derivative(coefficients));
            return not_negative(&bend, from, to);
        }
        let mut open = vec![(from.clone(), to.clone())];
        for _ in 0..CELLS {
            let Some((a, b)) = open.pop() else { return Ok(true) };
            let bend = piece.at(2, &Interval::between(&a, &b, self.p));
            if bend.is_negative() {
                return Ok(false);
            }
            if bend.low.sign().is_lt() {
                let middle = (&a + &b) / Q::from(2);
                open.extend([(a, middle.clone()), (middle, b)]);
            }
        }
        Ok(false)
    }

    /// Does the price lie above the value?
    fn is_above(&self) -> Result<bool, Error> {
        for (i, part) in self.parts.iter().enumerate() {
            let Some(line) = &part.line else { continue };
            for (number, piece) in self.v.pieces.iter().enumerate() {
                if part.contacts.contains(&SolvedContact::Affine(number))
                    || part.low.high >= piece.high
                    || part.high.low <= piece.low
                {
                    continue;
                }
                let comparison = self.comparison(i, number, line);
                if !comparison.holds(self.p)? {
                    return Ok(false);
                }
            }
            // at a knot the price also reaches the higher of both sides, and a peak
            for knot in 0..self.v.knots() {
                let x = self.v.knot(knot);
                let price = line[0].plus(&line[1].times(&x.clone().into()));
                let covered = part.low.low <= *x && *x <= part.high.high;
                let top = self.v.top(knot, self.p);
                let peak = self.v.peaks.iter().any(|(own, _)| *own == knot);
                let contact = part.contacts.contains(&SolvedContact::Knot(knot));
                let below =
                    if peak && !contact { price.low < top.low } else { price.high < top.low };
                if covered && below {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn comparison<'a>(
        &'a self,
        i: usize,
        number: usize,
        line: &'a [Enclosure; 2],
    ) -> PriceComparison<'a> {
        let (part, piece) = (&self.parts[i], &self.v.pieces[number]);
        // the price is the value on the part next to this one
        let value_next = |other: Option<&SolvedPart>, at: &Enclosure| {
            other.is_some_and(|other| {
                other.line.is_none()
                    || other.contacts.iter().any(|contact| match contact {
                        SolvedContact::Affine(own) => {
                            let own = &self.v.pieces[*own];
                            own.low <= at.low && at.high <= own.high
                        }
                        _ => false,
                    })
            })
        };
        let within = |at: &Enclosure| piece.low <= at.low && at.high <= piece.high;
        // at a knot that is a contact, or the end of an affine piece that is one
        let contact = |knot: usize, side: usize| {
            let has = |contact| part.contacts.contains(&contact);
            let beyond = if side == 1 { knot.checked_sub(1) } else { Some(knot) };
            let along = beyond.is_some_and(|piece| has(SolvedContact::Affine(piece)));
            (has(SolvedContact::Knot(knot)) && !self.v.falls(knot, side))
                || (along && self.v.is_continuous(knot))
        };
        let mut left = None;
        if contact(number, 1) {
            left = Some(piece.low.clone().into());
        }
        let before = i.checked_sub(1).map(|i| &self.parts[i]);
        if within(&part.low) && value_next(before, &part.low) && part.low.high > piece.low {
            left = Some(part.low.clone());
        }
        if part.low == piece.low.clone().into()
            && value_next(before, &part.low)
            && self.v.is_continuous(number)
        {
            left = Some(part.low.clone());
        }
        let mut right = None;
        if contact(number + 1, 0) {
            right = Some(piece.high.clone().into());
        }
        let after = self.parts.get(i + 1);
        if within(&part.high) && value_next(after, &part.high) && part.high.low < piece.high {
            right = Some(part.high.clone());
        }
        if part.high == piece.high.clone().into()
            && value_next(after, &part.high)
            && self.v.is_continuous(number + 1)
        {
            right = Some(part.high.clone());
        }
        let smooth = part.contacts.iter().filter_map(|contact| match contact {
            SolvedContact::Smooth(own, at) if *own == number => Some(at.clone()),
            _ => None,
        });
        let smooth = smooth.collect();
        let (low, high) = (clamped(&part.low, piece), clamped(&part.high, piece));
        PriceComparison { piece, line, low, high, left, right, smooth }
    }
}

/// The comparison of a straight part of the price with a piece of the value.
struct PriceComparison<'a> {
    piece: &'a ValuePiece,
    line: &'a [Enclosure; 2],
    low: Enclosure,
    high: Enclosure,
    /// Where both agree at the lower end, if they do.
    left: Option<Enclosure>,
    /// Where both agree at the upper end.
    right: Option<Enclosure>,
    /// Where the line is tangent.
    smooth: Vec<Enclosure>,
}

impl PriceComparison<'_> {
    fn holds(&self, p: u32) -> Result<bool, Error> {
        let number = |x: &Enclosure| Interval::between(&x.low, &x.high, p);
        let [intercept, slope] = [number(&self.line[0]), number(&self.line[1])];
        let difference_at =
            |x: &Interval| intercept.plus(&slope.times(x)).minus(&self.piece.at(0, x));
        let zero = |at: &Enclosure, side: &Option<Enclosure>| {
            side.as_ref().is_some_and(|side| meet(side, at))
        };
        if self.piece.is_affine() {
            // the difference is affine, and not negative at both ends
            let end = |at: &Enclosure, side: &Option<Enclosure>| {
                zero(at, side)
                    || !difference_at(&number(at)).low.sign().is_lt()
                    || self.exact_at(at)
            };
            return Ok(end(&self.low, &self.left) && end(&self.high, &self.right));
        }
        Ok(self.cut_up(p, &slope, difference_at) || self.exactly()? == Some(true))
    }

    /// Does cutting the piece up show that the difference is nowhere negative?
    fn cut_up(&self, p: u32, slope: &Interval, at: impl Fn(&Interval) -> Interval) -> bool {
        let mut open = vec![(self.low.low.clone(), self.high.high.clone())];
        for _ in 0..CELLS {
            let Some((a, b)) = open.pop() else { return true };
            let cell = Interval::between(&a, &b, p);
            let middle = Interval::point(cell.middle(), p);
            let rise = slope.minus(&self.piece.at(1, &cell));
            let value = at(&middle).plus(&rise.times(&cell.minus(&middle)));
            if !value.low.sign().is_lt() {
                continue;
            }
            let holds = |x: &Enclosure| a <= x.high && x.low <= b;
            let up = !rise.low.sign().is_lt();
            let down = !rise.high.sign().is_gt();
            if up && self.left.as_ref().is_some_and(holds)
                || down && self.right.as_ref().is_some_and(holds)
            {
                continue;
            }
            if self.smooth.iter().any(holds) && !self.piece.at(2, &cell).high.sign().is_gt() {
                continue;
            }
            if value.high.sign().is_lt() || (&b - &a) < Q::of_words(1, 1 << 50) {
                return false;
            }
            let middle = (&(&a * &Q::from(505)) + &(&b * &Q::from(519))) / Q::from(1024);
            let middle = Interval::rational(&middle, p).low.to_rational(p).expect("finite");
            open.extend([(a, middle.clone()), (middle, b)]);
        }
        false
    }

    /// Is the difference not negative at an exact point, by exact numbers?
    fn exact_at(&self, at: &Enclosure) -> bool {
        let [intercept, slope] = self.line;
        let known = at.is_exact() && intercept.is_exact() && slope.is_exact();
        let value = self.piece.exact(0, &at.low);
        known && value.is_some_and(|v| &intercept.low + &(&slope.low * &at.low) >= v)
    }

    /// The answer by exact polynomials, where line and ends are rational.
    fn exactly(&self) -> Result<Option<bool>, Error> {
        let exact = [&self.line[0], &self.line[1], &self.low, &self.high];
        let Some(coefficients) = self.piece.coefficients() else { return Ok(None) };
        if !exact.iter().all(|x| x.is_exact()) {
            return Ok(None);
        }
        let line = [self.line[0].low.clone(), self.line[1].low.clone()];
        let gap = difference(&line, coefficients);
        not_negative(&gap, &self.low.low, &self.high.low).map(Some)
    }
}
