//! Densities of a type on an interval: piecewise polynomial, normal or exponential.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use super::polynomial::{antiderivative, derivative, difference, enclosed, product, value};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::elementary::exp;
use crate::exact::enclosure::evaluate::{Jet, Outside};
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::normal::{normal, phi, rational_bounds};
use crate::exact::enclosure::roots::{Equations, roots};

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

    /// The density of the type turned round: `low + high - t`.
    pub(super) fn mirrored(&self) -> Result<Density, Error> {
        let sum = &self.low + &self.high;
        match &self.form {
            DensityForm::Pieces(pieces) => {
                let turned = pieces.iter().rev().map(|piece| DensityPiece {
                    low: &sum - &piece.high,
                    high: &sum - &piece.low,
                    coefficients: turned_round(&piece.coefficients, &sum),
                });
                Density::piecewise(turned.collect())
            }
            DensityForm::Normal(mean, sd) => {
                Density::normal(&sum - mean, sd.clone(), self.low.clone(), self.high.clone())
            }
            DensityForm::Exponential(_) => Err(wrong(
                "an exponential density cannot be turned round: give a bias of the other sign"
                    .into(),
            )),
        }
    }

    /// The density of `shift + scale t` for a scale above 0.
    pub(super) fn rescaled(&self, shift: &Q, scale: &Q) -> Result<Density, Error> {
        let image = |t: &Q| shift + &(scale * t);
        let (low, high) = (image(&self.low), image(&self.high));
        match &self.form {
            DensityForm::Pieces(pieces) => {
                let inner = [-(shift / scale), Q::from(1) / scale];
                let composed = |g: &[Q]| {
                    let add = |sum: Vec<Q>, c: &Q| difference(&product(&sum, &inner), &[-c]);
                    g.iter().rev().fold(Vec::new(), add)
                };
                let pieces = pieces.iter().map(|piece| DensityPiece {
                    low: image(&piece.low),
                    high: image(&piece.high),
                    coefficients: composed(&piece.coefficients).iter().map(|c| c / scale).collect(),
                });
                Density::piecewise(pieces.collect())
            }
            DensityForm::Normal(mean, sd) => Density::normal(image(mean), sd * scale, low, high),
            DensityForm::Exponential(rate) => Density::exponential(rate / scale, low, high),
        }
    }

    /// Is the logarithm of the density concave? It is for one piece with `f f'' <= f'^2`.
    pub(super) fn is_log_concave(&self) -> Result<bool, Error> {
        let Some(pieces) = self.pieces() else { return Ok(true) };
        for piece in pieces {
            let f = &piece.coefficients;
            let slope = derivative(f);
            let gap = difference(&product(&slope, &slope), &product(f, &derivative(&slope)));
            if !not_negative(&gap, &piece.low, &piece.high)? {
                return Ok(false);
            }
        }
        // at a knot there is no jump, and the slope of the logarithm does not rise
        Ok(pieces.windows(2).all(|pair| {
            let at = &pair[0].high;
            let [left, right] = [&pair[0], &pair[1]].map(|piece| {
                (value(&piece.coefficients, at), value(&derivative(&piece.coefficients), at))
            });
            left.0 == right.0 && left.0.is_positive() && right.1 <= left.1
        }))
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
            DensityForm::Normal(mean, _) if &(a + b) == &(mean + mean) => Some(mean.clone()),
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

    /// The type below which a share of the mass between two types lies.
    ///
    /// # Errors
    ///
    /// As for [`Density::mass`], and for a share that is not from 0 to 1.
    pub fn quantile(&self, share: &Q, a: &Q, b: &Q, digits: u32) -> Result<Enclosure, Error> {
        self.stretch(a, b)?;
        if share.is_negative() || *share > Q::from(1) {
            return Err(wrong(format!("q is {share}: give a probability from 0 to 1")));
        }
        for (end, edge) in [(a, Q::from(0)), (b, Q::from(1))] {
            if *share == edge {
                return Ok(end.clone().into());
            }
        }
        let equation = QuantileEquation { density: self, from: a, to: b, share };
        let found = roots(&equation, &[(a.clone(), b.clone())], digits)?;
        let root = found.found.into_iter().next().and_then(|mut root| root.pop());
        root.ok_or_else(|| match found.stopped {
            Some(halt) => halt.error(),
            None => Error::Limit("the quantile was not found: give another share".into()),
        })
    }
}

/// The integrals of a density times a polynomial, with what they need in each precision kept.
pub(super) struct Primitive<'a> {
    density: &'a Density,
    g: Vec<Q>,
    wholes: Vec<Vec<Q>>,
    pieces: RefCell<HashMap<u32, Rc<Vec<PrimitivePiece>>>>,
}

/// The antiderivative on a piece.
struct PrimitivePiece {
    low: Interval,
    high: Interval,
    coefficients: Vec<Interval>,
}

impl Primitive<'_> {
    pub(super) fn new<'a>(density: &'a Density, g: &[Q]) -> Primitive<'a> {
        let pieces = density.pieces().unwrap_or_default().iter();
        let wholes = pieces.map(|piece| antiderivative(&product(&piece.coefficients, g))).collect();
        Primitive { density, g: g.to_vec(), wholes, pieces: RefCell::default() }
    }

    fn at(&self, p: u32) -> Rc<Vec<PrimitivePiece>> {
        if let Some(known) = self.pieces.borrow().get(&p) {
            return known.clone();
        }
        let pieces = self.density.pieces().unwrap_or_default().iter().zip(&self.wholes);
        let found = pieces.map(|(piece, whole)| PrimitivePiece {
            low: Interval::rational(&piece.low, p),
            high: Interval::rational(&piece.high, p),
            coefficients: whole.iter().map(|c| Interval::rational(c, p)).collect(),
        });
        let found = Rc::new(found.collect::<Vec<_>>());
        self.pieces.borrow_mut().insert(p, found.clone());
        found
    }

    /// The integral between two points, as [`Density::integral`].
    pub(super) fn between(&self, a: &Interval, b: &Interval) -> Interval {
        if self.wholes.is_empty() {
            return self.density.integral(&self.g, a, b);
        }
        let mut sum = Interval::integer(0, a.p);
        for PrimitivePiece { low, high, coefficients } in self.at(a.p).iter() {
            if a.low >= high.high || b.high <= low.low {
                continue;
            }
            let from = if a.low <= low.low { low } else { a };
            let to = if b.high >= high.high { high } else { b };
            let at = |x: &Interval| {
                let terms = coefficients.iter().rev();
                terms.fold(Interval::integer(0, x.p), |sum, c| sum.times(x).plus(c))
            };
            sum = sum.plus(&at(to).minus(&at(from)));
        }
        sum
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

/// The mass up to a type against a share of the mass between two others.
struct QuantileEquation<'a> {
    density: &'a Density,
    from: &'a Q,
    to: &'a Q,
    share: &'a Q,
}

impl Equations for QuantileEquation<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        let p = x[0].p;
        let one = [Q::from(1)];
        let (a, b) = (Interval::rational(self.from, p), Interval::rational(self.to, p));
        let whole = self.density.integral(&one, &a, &b);
        let at = |x: Interval| self.density.integral(&one, &a, &x);
        let (low, high) = (at(x[0].lower()), at(x[0].upper()));
        let mass = low.hull(&high);
        Ok(vec![mass.minus(&whole.times(&Interval::rational(self.share, p)))])
    }
    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let value = self.values(&[x[0].value.clone()])?.remove(0);
        let slope = self.density.density_on(&x[0].value);
        let slopes = x[0].slopes.iter().map(|own| own.times(&slope)).collect();
        Ok(vec![Jet { value, slopes }])
    }
    fn is_root(&self, x: &[Q]) -> Option<bool> {
        let one = [Q::from(1)];
        let whole = self.density.exact_integral(&one, self.from, self.to)?;
        Some(self.density.exact_integral(&one, self.from, &x[0])? == &whole * self.share)
    }
}

/// A polynomial as an equation.
struct PolynomialEquation<'a>(&'a [Q]);

impl Equations for PolynomialEquation<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        Ok(vec![enclosed(self.0, &x[0])])
    }
    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let slope = enclosed(&super::polynomial::derivative(self.0), &x[0].value);
        let slopes = x[0].slopes.iter().map(|own| own.times(&slope)).collect();
        Ok(vec![Jet { value: enclosed(self.0, &x[0].value), slopes }])
    }
    fn is_root(&self, x: &[Q]) -> Option<bool> {
        Some(value(self.0, &x[0]).is_zero())
    }
}

/// The places where a polynomial is or may be 0 in a range, in their order.
pub(super) fn zeros(coefficients: &[Q], low: &Q, high: &Q) -> Result<Vec<Enclosure>, Error> {
    let found = roots(&PolynomialEquation(coefficients), &[(low.clone(), high.clone())], 12)?;
    if let Some(halt) = found.stopped {
        return Err(halt.error());
    }
    let mut all: Vec<Enclosure> =
        found.found.into_iter().chain(found.undecided).flatten().collect();
    all.sort_by(|a, b| a.low.cmp(&b.low));
    Ok(all)
}

/// Is a polynomial nowhere negative in a range?
pub(super) fn not_negative(coefficients: &[Q], low: &Q, high: &Q) -> Result<bool, Error> {
    let mut from = low.clone();
    let zeros = zeros(coefficients, low, high)?;
    let ends = zeros.iter().map(|zero| (zero.low.clone(), zero.high.clone()));
    for (to, next) in ends.chain([(high.clone(), high.clone())]) {
        if from < to && value(coefficients, &((&from + &to) / Q::from(2))).is_negative() {
            return Ok(false);
        }
        from = next;
    }
    Ok(true)
}

/// The polynomial `g(c - t)`.
pub(super) fn turned_round(g: &[Q], c: &Q) -> Vec<Q> {
    let inner = [c.clone(), Q::from(-1)];
    g.iter()
        .rev()
        .fold(Vec::new(), |sum, coefficient| difference(&product(&sum, &inner), &[-coefficient]))
}

/// Checks that a piece is positive but for isolated points.
fn positive(piece: &DensityPiece) -> Result<(), Error> {
    let DensityPiece { low, high, coefficients } = piece;
    if coefficients.iter().all(Q::is_zero) {
        return Err(wrong(format!(
            "the density is 0 from {low} to {high}: leave the interval out or give it some mass"
        )));
    }
    let zeros = zeros(coefficients, low, high)?;
    // between neighbouring zeros the sign is that of the middle
    let mut from = low.clone();
    let ends = zeros.iter().map(|zero| (zero.low.clone(), zero.high.clone()));
    for (to, next) in ends.chain([(high.clone(), high.clone())]) {
        if from < to {
            let middle = (&from + &to) / Q::from(2);
            if value(coefficients, &middle).is_negative() {
                return Err(wrong(format!(
                    "the density is negative at {:.6}: give one that is not",
                    middle.to_f64()
                )));
            }
        }
        from = next;
    }
    Ok(())
}
