//! The sender's value of a posterior mean: a function that is smooth on each of several intervals.
//!
//! At a jump the higher value counts, since ties are broken for the sender.

use crate::continuum::density::{Density, DensityPiece};
use crate::continuum::integrals::Integrals;
use crate::continuum::polynomial::{
    antiderivative, derivative, difference, enclosed, product, value,
};
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::normal::rational_bounds;

/// The form of a value on an interval.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::continuum) enum Shape {
    /// A polynomial, with its first two derivatives.
    Polynomial([Vec<Q>; 3]),
    /// The distribution function of a density that is no polynomial.
    Distribution(Density),
    /// `2 T` with `T(x) = x F(x) - E[r 1(t <= x)]`, for a density that is no polynomial and the
    /// receiver's ideal `r`. See [`crate::continuum::delegation`].
    Delegation(Density, Vec<Q>),
    /// `2 (x - E r)`, its continuation above all types.
    AboveTypes(Density, Vec<Q>),
}

/// A part of a value function.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::continuum) struct ValuePiece {
    pub(in crate::continuum) low: Q,
    pub(in crate::continuum) high: Q,
    pub(in crate::continuum) shape: Shape,
}

impl ValuePiece {
    pub(in crate::continuum) fn polynomial(low: Q, high: Q, coefficients: Vec<Q>) -> ValuePiece {
        let slope = derivative(&coefficients);
        let bend = derivative(&slope);
        ValuePiece { low, high, shape: Shape::Polynomial([coefficients, slope, bend]) }
    }

    /// The coefficients of a polynomial.
    pub(super) fn coefficients(&self) -> Option<&[Q]> {
        match &self.shape {
            Shape::Polynomial(derivatives) => Some(&derivatives[0]),
            _ => None,
        }
    }

    /// Is the value affine on the interval?
    pub(super) fn is_affine(&self) -> bool {
        match &self.shape {
            Shape::Polynomial([_, _, bend]) => bend.iter().all(Q::is_zero),
            Shape::AboveTypes(..) => true,
            _ => false,
        }
    }

    /// The value or a derivative at a rational point, where it is known exactly.
    pub(super) fn exact(&self, order: usize, x: &Q) -> Option<Q> {
        match &self.shape {
            Shape::Polynomial(derivatives) => Some(value(&derivatives[order], x)),
            _ => None,
        }
    }

    /// Enclosures of the value and its first two derivatives, of which `orders` are wanted.
    pub(super) fn at(&self, order: usize, x: &Interval) -> Interval {
        let p = x.p;
        let number = |q: &Q| Interval::rational(q, p);
        match &self.shape {
            Shape::Polynomial(derivatives) => enclosed(&derivatives[order], x),
            Shape::Distribution(density) => match order {
                0 => {
                    let start = number(density.low());
                    let at = |x: Interval| density.integral(&[Q::from(1)], &start, &x);
                    at(x.lower()).hull(&at(x.upper()))
                }
                1 => density.density_on(x),
                _ => density.slope_on(x),
            },
            Shape::AboveTypes(density, receiver) => match order {
                0 => {
                    let (low, high) = (number(density.low()), number(density.high()));
                    x.minus(&density.integral(receiver, &low, &high)).shifted(1)
                }
                1 => Interval::integer(2, p),
                _ => Interval::integer(0, p),
            },
            Shape::Delegation(density, receiver) => {
                let start = number(density.low());
                let mass = |x: &Interval| density.integral(&[Q::from(1)], &start, x);
                let height = |x: &Interval| density.density_on(x);
                let twice = match order {
                    0 => {
                        let middle = Interval::point(x.middle(), p);
                        let own = density.integral(receiver, &start, &middle);
                        let there = middle.times(&mass(&middle)).minus(&own).shifted(1);
                        if x.is_point() {
                            return there;
                        }
                        return there.plus(&self.at(1, x).times(&x.minus(&middle)));
                    }
                    1 => {
                        let all = mass(&x.lower()).hull(&mass(&x.upper()));
                        all.plus(&x.minus(&enclosed(receiver, x)).times(&height(x)))
                    }
                    _ => {
                        let two = Interval::integer(2, p);
                        let rise = two.minus(&enclosed(&derivative(receiver), x));
                        let gap = x.minus(&enclosed(receiver, x));
                        rise.times(&height(x)).plus(&gap.times(&density.slope_on(x)))
                    }
                };
                twice.shifted(1)
            }
        }
    }

    /// The integral of the value times the density between two points of the interval; `None`
    /// where neither is a polynomial.
    pub(super) fn integral(
        &self,
        prior: &Density,
        ends: [&Enclosure; 2],
        p: u32,
    ) -> Option<Enclosure> {
        if let Some(coefficients) = self.coefficients() {
            return Some(Integrals { density: prior, p }.over(coefficients, ends));
        }
        let zero = Enclosure::from(Q::from(0));
        let mut sum = zero.clone();
        for DensityPiece { low, high, coefficients } in prior.pieces()? {
            let from = if ends[0].high <= *low { low.clone().into() } else { ends[0].clone() };
            let to = if ends[1].low >= *high { high.clone().into() } else { ends[1].clone() };
            if from.low >= *high || to.high <= *low || from.low >= to.high {
                continue;
            }
            sum = sum.plus(&self.against(coefficients, [&from, &to], p));
        }
        Some(sum)
    }

    /// The integral of the value times a polynomial, by parts.
    fn against(&self, q: &[Q], [a, b]: [&Enclosure; 2], p: u32) -> Enclosure {
        let whole = antiderivative(q);
        let at =
            |g: &[Q], x: &Enclosure| bounds(&enclosed(g, &Interval::between(&x.low, &x.high, p)));
        if let Shape::AboveTypes(density, receiver) = &self.shape {
            let first = antiderivative(&product(q, &[Q::from(0), Q::from(1)]));
            let all = [&Enclosure::from(density.low().clone()), &density.high().clone().into()];
            let mean = Integrals { density, p }.over(receiver, all);
            let part = at(&first, b).minus(&at(&first, a));
            let part = part.minus(&mean.times(&at(&whole, b).minus(&at(&whole, a))));
            return part.plus(&part);
        }
        let (density, receiver) = match &self.shape {
            Shape::Distribution(density) => (density, None),
            Shape::Delegation(density, receiver) => (density, Some(receiver)),
            _ => unreachable!("integrated above"),
        };
        let integrals = Integrals { density, p };
        let start = Enclosure::from(density.low().clone());
        let mass = |x: &Enclosure| integrals.mass([&start, x]);
        match receiver {
            None => {
                let border = mass(b).times(&at(&whole, b)).minus(&mass(a).times(&at(&whole, a)));
                border.minus(&integrals.over(&whole, [a, b]))
            }
            // 2 (x F - R) with R the integral of r f
            Some(receiver) => {
                let first = antiderivative(&product(q, &[Q::from(0), Q::from(1)]));
                let own = |x: &Enclosure| {
                    let r = integrals.over(receiver, [&start, x]);
                    mass(x).times(&at(&first, x)).minus(&r.times(&at(&whole, x)))
                };
                let inner = difference(&product(&whole, receiver), &first);
                let all = own(b).minus(&own(a)).plus(&integrals.over(&inner, [a, b]));
                all.plus(&all)
            }
        }
    }
}

/// A value function on the line.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::continuum) struct ValueFunction {
    pub(super) pieces: Vec<ValuePiece>,
    /// Values at knots that exceed those next to them, by knot.
    pub(super) peaks: Vec<(usize, Q)>,
}

impl ValueFunction {
    pub(in crate::continuum) fn new(pieces: Vec<ValuePiece>) -> ValueFunction {
        ValueFunction { pieces, peaks: Vec::new() }
    }

    /// Knot `i` is the lower end of piece `i`; the last is the end of the line.
    pub(super) fn knot(&self, i: usize) -> &Q {
        self.pieces.get(i).map_or_else(|| &self.pieces[i - 1].high, |piece| &piece.low)
    }

    pub(super) fn knots(&self) -> usize {
        self.pieces.len() + 1
    }

    /// The limits at a knot from the left and the right, exact where they are known so.
    pub(super) fn limits(&self, i: usize, p: u32) -> [Option<Enclosure>; 2] {
        let at = |piece: &ValuePiece| {
            let x = self.knot(i);
            piece
                .exact(0, x)
                .map_or_else(|| bounds(&piece.at(0, &Interval::rational(x, p))), Enclosure::from)
        };
        [i.checked_sub(1).map(|i| at(&self.pieces[i])), self.pieces.get(i).map(at)]
    }

    /// Do the limits at a knot agree? Pieces that are no polynomials join continuously.
    pub(super) fn is_continuous(&self, i: usize) -> bool {
        if i == 0 || i == self.pieces.len() {
            return true;
        }
        let (x, pair) = (self.knot(i), [&self.pieces[i - 1], &self.pieces[i]]);
        match (pair[0].exact(0, x), pair[1].exact(0, x)) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
    }

    /// The value at a knot.
    pub(super) fn top(&self, i: usize, p: u32) -> Enclosure {
        if let Some((_, peak)) = self.peaks.iter().find(|(knot, _)| *knot == i) {
            return peak.clone().into();
        }
        let [left, right] = self.limits(i, p);
        match (left, right) {
            (Some(a), Some(b)) if self.is_continuous(i) => {
                if a.is_exact() {
                    a
                } else {
                    b
                }
            }
            (Some(a), Some(b)) => {
                if a.high >= b.high {
                    a
                } else {
                    b
                }
            }
            (a, b) => a.or(b).expect("a piece on one side"),
        }
    }

    /// Is the limit from one side (0 left, 1 right) below the value at a knot?
    pub(super) fn falls(&self, i: usize, side: usize) -> bool {
        let peak = self.peaks.iter().any(|(knot, _)| *knot == i);
        if !peak && self.is_continuous(i) {
            return false;
        }
        let own = &self.limits(i, 200)[side];
        own.as_ref().is_some_and(|own| own.high < self.top(i, 200).low)
    }

    /// The knot at a point.
    pub(super) fn knot_at(&self, x: &Q) -> Option<usize> {
        (0..self.knots()).find(|&i| self.knot(i) == x)
    }

    /// The piece that holds a point, at a knot the one above it.
    pub(super) fn piece_at(&self, x: &Q) -> usize {
        self.pieces.iter().rposition(|piece| piece.low <= *x).unwrap_or(0)
    }

    /// The value at a number.
    pub(in crate::continuum) fn value_at(&self, x: &Enclosure, p: u32) -> Enclosure {
        if x.is_exact()
            && let Some(i) = self.knot_at(&x.low)
        {
            return self.top(i, p);
        }
        let inside = |piece: &&ValuePiece| piece.low <= x.high && x.low <= piece.high;
        let values = self.pieces.iter().filter(inside).map(|piece| {
            if x.is_exact()
                && let Some(exact) = piece.exact(0, &x.low)
            {
                return Enclosure::from(exact);
            }
            let (low, high) = ((&x.low).max(&piece.low), (&x.high).min(&piece.high));
            bounds(&piece.at(0, &Interval::between(low, high, p)))
        });
        values
            .reduce(|a, b| Enclosure { low: a.low.min(b.low), high: a.high.max(b.high) })
            .expect("a point of the line")
    }

    /// The integral of the value times the density between two points.
    pub(super) fn integral(
        &self,
        prior: &Density,
        ends: [&Enclosure; 2],
        p: u32,
    ) -> Option<Enclosure> {
        let mut sum = Enclosure::from(Q::from(0));
        for piece in &self.pieces {
            if ends[0].low >= piece.high || ends[1].high <= piece.low {
                continue;
            }
            let from =
                if ends[0].high <= piece.low { piece.low.clone().into() } else { ends[0].clone() };
            let to =
                if ends[1].low >= piece.high { piece.high.clone().into() } else { ends[1].clone() };
            sum = sum.plus(&piece.integral(prior, [&from, &to], p)?);
        }
        Some(sum)
    }
}

/// Rational bounds of a bounded interval.
pub(super) fn bounds(x: &Interval) -> Enclosure {
    let (low, high) = rational_bounds(x).expect("a bounded interval");
    Enclosure { low, high }
}
