//! Densities of a type on an interval: piecewise polynomial, normal or exponential.

mod primitive;
mod quantile;
mod transform;
mod zeros;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::polynomial::{antiderivative, enclosed, product, value};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::elementary::exp;
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::normal::{normal, phi, rational_bounds};

pub(super) use self::primitive::Primitive;
use self::zeros::positive;
pub(super) use self::zeros::{not_negative, turned_round, zeros};

/// A polynomial density on a part of the line.
#[derive(Clone, Debug, PartialEq)]
pub struct DensityPiece {
    /// The lower end of the part.
    pub low: Q,
    /// The upper end.
    pub high: Q,
    /// The coefficients, the constant first.
    pub coefficients: Vec<Q>,
}

/// The form of a density.
#[derive(Clone, Debug, PartialEq)]
enum DensityForm {
    Pieces(Vec<DensityPiece>),
    /// A normal density of this mean and standard deviation, cut to the range.
    Normal(Q, Q),
    /// An exponential density of this rate, cut to the range.
    Exponential(Q),
}

/// The density of a type on an interval. It is positive but for isolated points, and integrates to
/// 1.
#[derive(Clone, Debug)]
pub struct Density {
    low: Q,
    high: Q,
    form: DensityForm,
    /// What [`Density::total`] has computed.
    totals: Arc<Mutex<HashMap<u32, Interval>>>,
}

impl PartialEq for Density {
    fn eq(&self, other: &Density) -> bool {
        (&self.low, &self.high, &self.form) == (&other.low, &other.high, &other.form)
    }
}

fn wrong(sentence: String) -> Error {
    Error::Game(sentence)
}

fn range(low: &Q, high: &Q) -> Result<(), Error> {
    match low < high {
        true => Ok(()),
        false => {
            Err(wrong(format!("the range from {low} to {high} is empty: give its lower end first")))
        }
    }
}

impl Density {
    /// The uniform density.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the range is empty.
    pub fn uniform(low: Q, high: Q) -> Result<Density, Error> {
        range(&low, &high)?;
        let height = Q::from(1) / (&high - &low);
        Density::piecewise(vec![DensityPiece { low, high, coefficients: vec![height] }])
    }

    /// A density that is a polynomial on each of several intervals, which follow on one another.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when a range is empty, pieces leave a gap or overlap, the density is
    /// negative somewhere or 0 on an interval, or its integral is not 1.
    pub fn piecewise(pieces: Vec<DensityPiece>) -> Result<Density, Error> {
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return Err(wrong("pieces: there is none, give one or more".into()));
        };
        let (low, high) = (first.low.clone(), last.high.clone());
        for piece in &pieces {
            range(&piece.low, &piece.high)?;
        }
        for pair in pieces.windows(2) {
            if pair[0].high != pair[1].low {
                let what = if pair[0].high < pair[1].low { "leave a gap" } else { "overlap" };
                return Err(wrong(format!(
                    "pieces {what} between {} and {}: let each begin where the one before ends",
                    pair[0].high, pair[1].low
                )));
            }
        }
        for piece in &pieces {
            positive(piece)?;
        }
        let density =
            Density { low, high, form: DensityForm::Pieces(pieces), totals: Arc::default() };
        let total = density.exact_integral(&[Q::from(1)], &density.low, &density.high);
        match total {
            Some(total) if total == Q::from(1) => Ok(density),
            total => Err(wrong(format!(
                "the density integrates to {}, not to 1: divide it by that",
                total.unwrap_or_default()
            ))),
        }
    }

    /// The triangular density with this mode.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the mode is outside the range, or that is empty.
    pub fn triangular(low: Q, mode: Q, high: Q) -> Result<Density, Error> {
        range(&low, &high)?;
        if mode < low || mode > high {
            return Err(wrong(format!("mode is {mode}: give a number from {low} to {high}")));
        }
        let two = Q::from(2);
        let length = &high - &low;
        // a line through 0 at `foot`, of this slope
        let side = |foot: &Q, slope: Q| vec![-(foot * &slope), slope];
        let mut pieces = Vec::new();
        if low < mode {
            let slope = &two / &(&length * &(&mode - &low));
            let coefficients = side(&low, slope);
            pieces.push(DensityPiece { low: low.clone(), high: mode.clone(), coefficients });
        }
        if mode < high {
            let slope = -(&two / &(&length * &(&high - &mode)));
            let coefficients = side(&high, slope);
            pieces.push(DensityPiece { low: mode, high, coefficients });
        }
        Density::piecewise(pieces)
    }

    /// The beta density on `[0, 1]` of whole parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when a parameter is not from 1 to 50.
    pub fn beta(a: u32, b: u32) -> Result<Density, Error> {
        for (name, value) in [("a", a), ("b", b)] {
            if !(1..=50).contains(&value) {
                return Err(wrong(format!("{name} is {value}: give a whole number from 1 to 50")));
            }
        }
        // t^(a - 1) (1 - t)^(b - 1), divided by its integral
        let mut shape = vec![Q::from(0); a as usize - 1];
        shape.push(Q::from(1));
        for _ in 1..b {
            shape = product(&shape, &[Q::from(1), Q::from(-1)]);
        }
        let total = value(&antiderivative(&shape), &Q::from(1));
        let coefficients = shape.iter().map(|c| c / &total).collect();
        Density::piecewise(vec![DensityPiece { low: Q::from(0), high: Q::from(1), coefficients }])
    }

    /// The normal density, cut to a range.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the standard deviation is not positive, or the range is empty or holds
    /// almost no mass.
    pub fn normal(mean: Q, sd: Q, low: Q, high: Q) -> Result<Density, Error> {
        range(&low, &high)?;
        if !sd.is_positive() {
            return Err(wrong(format!("sd is {sd}: give a number above 0")));
        }
        let form = DensityForm::Normal(mean, sd);
        Density { low, high, form, totals: Arc::default() }.with_mass()
    }

    /// The exponential density, cut to a range.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the rate is not positive, or the range is empty or too long.
    pub fn exponential(rate: Q, low: Q, high: Q) -> Result<Density, Error> {
        range(&low, &high)?;
        if !rate.is_positive() {
            return Err(wrong(format!("rate is {rate}: give a number above 0")));
        }
        let form = DensityForm::Exponential(rate);
        Density { low, high, form, totals: Arc::default() }.with_mass()
    }

    /// The density itself, if its range holds enough mass to compute with.
    fn with_mass(self) -> Result<Density, Error> {
        let total = self.unscaled_mass(&self.low, &self.high, 128);
        match total.is_positive() && total.low.to_f64(128) > 1e-20 {
            true => Ok(self),
            false => Err(wrong("the range holds almost no mass: move or widen it".into())),
        }
    }

    /// The lower end of the range.
    pub fn low(&self) -> &Q {
        &self.low
    }

    /// The upper end of the range.
    pub fn high(&self) -> &Q {
        &self.high
    }

    /// The pieces of a piecewise polynomial density.
    pub fn pieces(&self) -> Option<&[DensityPiece]> {
        match &self.form {
            DensityForm::Pieces(pieces) => Some(pieces),
            _ => None,
        }
    }

    /// The integral of the density times a polynomial, where it is rational.
    pub(super) fn exact_integral(&self, g: &[Q], a: &Q, b: &Q) -> Option<Q> {
        let mut sum = Q::from(0);
        for piece in self.pieces()? {
            let (low, high) = (a.max(&piece.low), b.min(&piece.high));
            if low < high {
                let whole = antiderivative(&product(&piece.coefficients, g));
                sum += &(value(&whole, high) - value(&whole, low));
            }
        }
        Some(sum)
    }

    /// The standard normal variable of a type, or its distance from the lower end times the rate.
    fn scaled(&self, x: &Interval) -> Interval {
        let rational = |q: &Q| Interval::rational(q, x.p);
        match &self.form {
            DensityForm::Normal(mean, sd) => x.minus(&rational(mean)).over(&rational(sd)),
            DensityForm::Exponential(rate) => x.minus(&rational(&self.low)).times(&rational(rate)),
            DensityForm::Pieces(_) => x.clone(),
        }
    }

    /// The mass of the range before the cut to it, computed once a precision.
    fn total(&self, p: u32) -> Interval {
        let known = self.totals.lock().ok().and_then(|known| known.get(&p).cloned());
        known.unwrap_or_else(|| {
            let total = self.unscaled_mass(&self.low, &self.high, p);
            if let Ok(mut known) = self.totals.lock() {
                known.insert(p, total.clone());
            }
            total
        })
    }

    /// The mass between two types before the cut to the range.
    fn unscaled_mass(&self, a: &Q, b: &Q, p: u32) -> Interval {
        self.unscaled_between(&Interval::rational(a, p), &Interval::rational(b, p))
    }

    fn unscaled_between(&self, a: &Interval, b: &Interval) -> Interval {
        let (a, b) = (self.scaled(a), self.scaled(b));
        match &self.form {
            DensityForm::Normal(..) if a.is_positive() => {
                normal(&a.negated()).minus(&normal(&b.negated()))
            }
            DensityForm::Normal(..) => normal(&b).minus(&normal(&a)),
            _ => exp(&a.negated()).minus(&exp(&b.negated())),
        }
    }

    /// Enclosures of the integrals of the density times the powers of the type up to a degree,
    /// between two points.
    fn moments(&self, degree: usize, a: &Interval, b: &Interval) -> Vec<Interval> {
        let p = a.p;
        let total = self.total(p);
        let mut moments = vec![self.unscaled_between(a, b).over(&total)];
        let (at_a, at_b) = (self.density_on(a), self.density_on(b));
        // b^k f(b) - a^k f(a)
        let border = |k: i32| {
            let power = |x: &Interval| if k == 0 { Interval::integer(1, p) } else { x.power(k) };
            power(b).times(&at_b).minus(&power(a).times(&at_a))
        };
        for k in 1..=degree {
            let last = moments[k - 1].clone();
            let next = match &self.form {
                // s^2 f' = -(t - m) f
                DensityForm::Normal(mean, sd) => {
                    let variance = Interval::rational(&(sd * sd), p);
                    let before = match k {
                        1 => Interval::integer(0, p),
                        _ => moments[k - 2].times(&Interval::integer(k as i64 - 1, p)),
                    };
                    let rest = before.minus(&border(k as i32 - 1));
                    last.times(&Interval::rational(mean, p)).plus(&variance.times(&rest))
                }
                // f' = -rate f
                DensityForm::Exponential(rate) => {
                    let part = last.times(&Interval::integer(k as i64, p)).minus(&border(k as i32));
                    part.over(&Interval::rational(rate, p))
                }
                DensityForm::Pieces(_) => unreachable!("polynomials are integrated exactly"),
            };
            moments.push(next);
        }
        moments
    }

    /// An enclosure of the integral of the density times a polynomial between two points of the
    /// range, the first at most the second.
    pub(super) fn integral(&self, g: &[Q], a: &Interval, b: &Interval) -> Interval {
        let p = a.p;
        let zero = Interval::integer(0, p);
        let Some(pieces) = self.pieces() else {
            let moments = self.moments(g.len().saturating_sub(1), a, b);
            return g
                .iter()
                .zip(&moments)
                .fold(zero, |sum, (c, moment)| sum.plus(&Interval::rational(c, p).times(moment)));
        };
        let mut sum = zero;
        for piece in pieces {
            let (low, high) =
                (Interval::rational(&piece.low, p), Interval::rational(&piece.high, p));
            if a.low >= high.high || b.high <= low.low {
                continue;
            }
            // the ends of a stretch are points, or enclosures as narrow as the precision
            let from = if a.low <= low.low { low } else { a.clone() };
            let to = if b.high >= high.high { high } else { b.clone() };
            let whole = antiderivative(&product(&piece.coefficients, g));
            sum = sum.plus(&enclosed(&whole, &to).minus(&enclosed(&whole, &from)));
        }
        sum
    }

    /// An enclosure of the density on an interval.
    pub(super) fn density_on(&self, x: &Interval) -> Interval {
        let p = x.p;
        let rational = |q: &Q| Interval::rational(q, p);
        match &self.form {
            DensityForm::Pieces(pieces) => {
                let meets = |piece: &&DensityPiece| {
                    rational(&piece.low).low <= x.high && x.low <= rational(&piece.high).high
                };
                let found = pieces.iter().filter(meets).map(|piece| {
                    let own = Interval::between(&piece.low, &piece.high, p);
                    let part = x.meet(&own).unwrap_or_else(|| x.clone());
                    enclosed(&piece.coefficients, &part)
                });
                let hull = found.reduce(|a, b| a.hull(&b));
                // the density is not negative
                hull.map_or_else(
                    || Interval::integer(0, p),
                    |hull| {
                        hull.meet(&Interval::new(Interval::integer(0, p).low, hull.high.clone(), p))
                            .unwrap_or(hull)
                    },
                )
            }
            DensityForm::Normal(_, sd) => {
                let total = self.total(p);
                phi(&self.scaled(x)).over(&rational(sd).times(&total))
            }
            DensityForm::Exponential(rate) => {
                let total = self.total(p);
                rational(rate).times(&exp(&self.scaled(x).negated())).over(&total)
            }
        }
    }

    /// An enclosure of the slope of a normal or exponential density on an interval.
    pub(super) fn slope_on(&self, x: &Interval) -> Interval {
        let height = self.density_on(x);
        let rational = |q: &Q| Interval::rational(q, x.p);
        match &self.form {
            DensityForm::Normal(mean, sd) => {
                let distance = rational(mean).minus(x).over(&rational(&(sd * sd)));
                distance.times(&height)
            }
            DensityForm::Exponential(rate) => height.times(&rational(&-rate)),
            DensityForm::Pieces(_) => unreachable!("polynomials have slopes of their own"),
        }
    }

    /// The mean of a normal density between two types at the same distance from its middle.
    pub(super) fn symmetric_mean(&self, a: &Q, b: &Q) -> Option<Q> {
        match &self.form {
            DensityForm::Normal(mean, _) if a + b == mean + mean => Some(mean.clone()),
            _ => None,
        }
    }

    fn inside(&self, x: &Q, name: &str) -> Result<(), Error> {
        match self.low <= *x && *x <= self.high {
            true => Ok(()),
            false => {
                Err(wrong(format!("{name} is {x}: give a type from {} to {}", self.low, self.high)))
            }
        }
    }

    fn stretch(&self, a: &Q, b: &Q) -> Result<(), Error> {
        self.inside(a, "a")?;
        self.inside(b, "b")?;
        match a < b {
            true => Ok(()),
            false => {
                Err(wrong(format!("from {a} to {b} there is no mass: give the lower end first")))
            }
        }
    }

    /// The density at a type; at a jump, that above it.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a type outside the range.
    pub fn density(&self, x: &Q) -> Result<Enclosure, Error> {
        self.inside(x, "x")?;
        if let Some(pieces) = self.pieces() {
            let piece = pieces.iter().rev().find(|piece| piece.low <= *x).expect("a piece");
            return Ok(value(&piece.coefficients, x).into());
        }
        Ok(certain(|p| self.density_on(&Interval::rational(x, p))))
    }

    /// The mass between two types.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for types outside the range or in the wrong order.
    pub fn mass(&self, a: &Q, b: &Q) -> Result<Enclosure, Error> {
        self.stretch(a, b)?;
        if let Some(exact) = self.exact_integral(&[Q::from(1)], a, b) {
            return Ok(exact.into());
        }
        let one = [Q::from(1)];
        Ok(certain(|p| self.integral(&one, &Interval::rational(a, p), &Interval::rational(b, p))))
    }

    /// The mean of the type between two types.
    ///
    /// # Errors
    ///
    /// As for [`Density::mass`].
    pub fn mean(&self, a: &Q, b: &Q) -> Result<Enclosure, Error> {
        self.stretch(a, b)?;
        let (one, identity) = ([Q::from(1)], [Q::from(0), Q::from(1)]);
        let exact = |g: &[Q]| self.exact_integral(g, a, b);
        if let (Some(top), Some(bottom)) = (exact(&identity), exact(&one)) {
            return Ok((top / bottom).into());
        }
        if let Some(middle) = self.symmetric_mean(a, b) {
            return Ok(middle.into());
        }
        Ok(certain(|p| {
            let (a, b) = (Interval::rational(a, p), Interval::rational(b, p));
            self.integral(&identity, &a, &b).over(&self.integral(&one, &a, &b))
        }))
    }
}

/// An enclosure of at most `10^-12`, from one in a given precision.
fn certain(at: impl Fn(u32) -> Interval) -> Enclosure {
    let mut p = 96;
    loop {
        let found = rational_bounds(&at(p));
        if let Some((low, high)) = found
            && (p > 2000 || &high - &low < Q::of_words(1, 1_000_000_000_000_000))
        {
            return Enclosure { low, high };
        }
        p *= 2;
    }
}
