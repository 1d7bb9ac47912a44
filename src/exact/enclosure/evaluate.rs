//! Values of expressions: enclosures, enclosures with slopes, floats, and exact rationals.

use super::elementary::{exp, log, logistic, rational_power, sqrt};
use super::end::End;
use super::expression::{Expressions, Function, NodePlace, Operation};
use super::interval::Interval;
use super::normal::{normal, normal_2, phi, phi_2};
use crate::exact::Q;

/// An argument outside the domain of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    /// Some of the enclosure is inside.
    Partly,
    /// Nothing is inside; the sentence names the function.
    Wholly(String),
}

/// The operations of a kind of number.
pub(crate) trait Arithmetic: Clone {
    fn plus(&self, other: &Self) -> Self;
    fn minus(&self, other: &Self) -> Self;
    fn times(&self, other: &Self) -> Self;
    fn over(&self, other: &Self) -> Result<Self, Outside>;
    fn power(&self, exponent: i32) -> Result<Self, Outside>;
    fn rational_power(&self, exponent: &Q) -> Result<Self, Outside>;
    fn apply(function: Function, arguments: [&Self; 3]) -> Result<Self, Outside>;
}

/// The values of all operations up to the last of `wanted`.
pub(crate) fn evaluate<A: Arithmetic>(
    expressions: &Expressions,
    wanted: &[NodePlace],
    variables: &[A],
    number: impl Fn(&Q) -> A,
) -> Result<Vec<A>, Outside> {
    let last = wanted.iter().max().map_or(0, |&place| place as usize + 1);
    let needed = needed(expressions, wanted, last);
    let mut values: Vec<Option<A>> = Vec::with_capacity(last);
    for (operation, needed) in expressions.operations()[..last].iter().zip(needed) {
        if !needed {
            values.push(None);
            continue;
        }
        let at = |place: &NodePlace| values[*place as usize].as_ref().expect("an earlier value");
        let value = match operation {
            Operation::Number(q) => number(q),
            Operation::Variable(i) => variables[*i].clone(),
            Operation::Add(a, b) => at(a).plus(at(b)),
            Operation::Subtract(a, b) => at(a).minus(at(b)),
            Operation::Multiply(a, b) => at(a).times(at(b)),
            Operation::Divide(a, b) => at(a).over(at(b))?,
            Operation::Power(a, exponent) => at(a).power(*exponent)?,
            Operation::RationalPower(a, exponent) => at(a).rational_power(exponent)?,
            Operation::Apply(function, [a, b, c]) => {
                let three = matches!(function, Function::Normal2 | Function::Density2);
                let (b, c) = if three { (b, c) } else { (a, a) };
                A::apply(*function, [at(a), at(b), at(c)])?
            }
        };
        values.push(Some(value));
    }
    Ok(wanted.iter().map(|&place| values[place as usize].clone().expect("a value")).collect())
}

/// Which operations the wanted ones need.
fn needed(expressions: &Expressions, wanted: &[NodePlace], last: usize) -> Vec<bool> {
    let mut needed = vec![false; last];
    for &place in wanted {
        needed[place as usize] = true;
    }
    for i in (0..last).rev().collect::<Vec<_>>() {
        if !needed[i] {
            continue;
        }
        let mut mark = |place: NodePlace| needed[place as usize] = true;
        match expressions.operations()[i] {
            Operation::Number(_) | Operation::Variable(_) => {}
            Operation::Add(a, b)
            | Operation::Subtract(a, b)
            | Operation::Multiply(a, b)
            | Operation::Divide(a, b) => {
                mark(a);
                mark(b);
            }
            Operation::Power(a, _) | Operation::RationalPower(a, _) => mark(a),
            Operation::Apply(function, [a, b, c]) => {
                mark(a);
                if matches!(function, Function::Normal2 | Function::Density2) {
                    mark(b);
                    mark(c);
                }
            }
        }
    }
    needed
}

/// Checks that an argument of a function lies from `low` on, up to `high` if there is one.
fn domain(x: &Interval, low: i64, high: Option<i64>, what: &str) -> Result<(), Outside> {
    let bound = |n| Interval::integer(n, x.p).low;
    let (low, high) = (bound(low), high.map(bound));
    if x.high < low || high.as_ref().is_some_and(|high| x.low > *high) {
        let value = x.to_f64();
        return Err(Outside::Wholly(format!("{what} is taken at {value:.6}")));
    }
    // rounding may carry an end past the border by a unit
    let slack = |end: &End, up| end.plus(&End::Word(if up { 2 } else { -2 }), up);
    if slack(&x.low, true) < low || high.is_some_and(|high| slack(&x.high, false) > high) {
        return Err(Outside::Partly);
    }
    Ok(())
}

fn checked(function: Function, [x, _, r]: [&Interval; 3]) -> Result<(), Outside> {
    match function {
        Function::Log => domain(x, 0, None, "log, which is for positive numbers,"),
        Function::Sqrt => domain(x, 0, None, "sqrt, which is for numbers from 0 up,"),
        Function::Normal2 | Function::Density2 => {
            domain(r, -1, Some(1), "Phi2, whose correlations lie between -1 and 1,")
        }
        _ => Ok(()),
    }
}

impl Arithmetic for Interval {
    fn plus(&self, other: &Interval) -> Interval {
        Interval::plus(self, other)
    }
    fn minus(&self, other: &Interval) -> Interval {
        Interval::minus(self, other)
    }
    fn times(&self, other: &Interval) -> Interval {
        Interval::times(self, other)
    }
    fn over(&self, other: &Interval) -> Result<Interval, Outside> {
        Ok(Interval::over(self, other))
    }
    fn power(&self, exponent: i32) -> Result<Interval, Outside> {
        Ok(Interval::power(self, exponent))
    }
    fn rational_power(&self, exponent: &Q) -> Result<Interval, Outside> {
        domain(self, 0, None, "a power that is no whole number, which is for numbers from 0 up,")?;
        Ok(rational_power(self, exponent))
    }
    fn apply(function: Function, all: [&Interval; 3]) -> Result<Interval, Outside> {
        checked(function, all)?;
        let [x, y, r] = all;
        Ok(match function {
            Function::Exp => exp(x),
            Function::Log => log(x),
            Function::Sqrt => sqrt(x),
            Function::Density => phi(x),
            Function::Normal => normal(x),
            Function::Logistic => logistic(x),
            Function::Normal2 => normal_2(x, y, r),
            Function::Density2 => phi_2(x, y, r),
        })
    }
}

/// An enclosure of a value and of its slopes in all variables.
#[derive(Clone, Debug)]
pub(crate) struct Jet {
    pub(crate) value: Interval,
    pub(crate) slopes: Vec<Interval>,
}

impl Jet {
    pub(crate) fn constant(value: Interval, variables: usize) -> Jet {
        let zero = Interval::integer(0, value.p);
        Jet { value, slopes: vec![zero; variables] }
    }

    /// The variable of this number.
    pub(crate) fn variable(value: Interval, number: usize, variables: usize) -> Jet {
        let one = Interval::integer(1, value.p);
        let mut jet = Jet::constant(value, variables);
        jet.slopes[number] = one;
        jet
    }

    fn is_constant(&self) -> bool {
        self.slopes.iter().all(|slope| slope.is_point() && slope.low == End::ZERO)
    }

    /// A function of several arguments, from its value and its slopes in them.
    fn chain(value: Interval, parts: &[(Interval, &Jet)]) -> Jet {
        let mut slopes = vec![Interval::integer(0, value.p); parts[0].1.slopes.len()];
        for (outer, inner) in parts {
            for (slope, own) in slopes.iter_mut().zip(&inner.slopes) {
                if !(own.is_point() && own.low == End::ZERO) {
                    *slope = slope.plus(&outer.times(own));
                }
            }
        }
        Jet { value, slopes }
    }
}

impl Arithmetic for Jet {
    fn plus(&self, other: &Jet) -> Jet {
        let slopes = self.slopes.iter().zip(&other.slopes).map(|(a, b)| a.plus(b)).collect();
        Jet { value: self.value.plus(&other.value), slopes }
    }
    fn minus(&self, other: &Jet) -> Jet {
        let slopes = self.slopes.iter().zip(&other.slopes).map(|(a, b)| a.minus(b)).collect();
        Jet { value: self.value.minus(&other.value), slopes }
    }
    fn times(&self, other: &Jet) -> Jet {
        let value = self.value.times(&other.value);
        Jet::chain(value, &[(other.value.clone(), self), (self.value.clone(), other)])
    }
    fn over(&self, other: &Jet) -> Result<Jet, Outside> {
        let value = self.value.over(&other.value);
        let inverse = Interval::integer(1, value.p).over(&other.value);
        let drop = value.times(&inverse).negated();
        Ok(Jet::chain(value, &[(inverse, self), (drop, other)]))
    }
    fn power(&self, exponent: i32) -> Result<Jet, Outside> {
        let factor = Interval::integer(i64::from(exponent), self.value.p);
        let slope = factor.times(&self.value.power(exponent - 1));
        Ok(Jet::chain(self.value.power(exponent), &[(slope, self)]))
    }
    fn rational_power(&self, exponent: &Q) -> Result<Jet, Outside> {
        let value = Arithmetic::rational_power(&self.value, exponent)?;
        let lower = rational_power(&self.value, &(exponent - &Q::from(1)));
        let slope = Interval::rational(exponent, value.p).times(&lower);
        Ok(Jet::chain(value, &[(slope, self)]))
    }
    fn apply(function: Function, [x, y, r]: [&Jet; 3]) -> Result<Jet, Outside> {
        let all = [&x.value, &y.value, &r.value];
        let value = Interval::apply(function, all)?;
        let p = value.p;
        let one = Interval::integer(1, p);
        let slope = match function {
            Function::Exp => value.clone(),
            Function::Log => one.over(&x.value),
            Function::Sqrt => one.over(&value.shifted(1)),
            Function::Density => x.value.times(&value).negated(),
            Function::Normal => phi(&x.value),
            Function::Logistic => value.times(&one.minus(&value)),
            Function::Normal2 | Function::Density2 => {
                return Ok(slopes_of_two(function, value, [x, y, r]));
            }
        };
        Ok(Jet::chain(value, &[(slope, x)]))
    }
}

fn slopes_of_two(function: Function, value: Interval, [x, y, r]: [&Jet; 3]) -> Jet {
    let one = Interval::integer(1, value.p);
    let [a, b, c] = [&x.value, &y.value, &r.value];
    let rest = one.minus(&c.squared());
    let mut parts = Vec::new();
    if function == Function::Normal2 {
        let root = sqrt(&rest);
        let slope = |own: &Interval, other: &Interval| {
            phi(own).times(&normal(&other.minus(&c.times(own)).over(&root)))
        };
        for (jet, own, other) in [(x, a, b), (y, b, a)] {
            if !jet.is_constant() {
                parts.push((slope(own, other), jet));
            }
        }
        if !r.is_constant() {
            parts.push((phi_2(a, b, c), r));
        }
    } else {
        let slope = |own: &Interval, other: &Interval| c.times(other).minus(own).over(&rest);
        parts.push((slope(a, b).times(&value), x));
        parts.push((slope(b, a).times(&value), y));
        let product = a.times(b);
        let form = a.squared().plus(&b.squared()).minus(&c.times(&product).shifted(1));
        let top = c.plus(&product).minus(&c.times(&form).over(&rest));
        parts.push((top.over(&rest).times(&value), r));
    }
    let zero = [(Interval::integer(0, value.p), x)];
    Jet::chain(value, if parts.is_empty() { &zero } else { &parts })
}

/// An exact value: functions have one where it is rational and known.
impl Arithmetic for Q {
    fn plus(&self, other: &Q) -> Q {
        self + other
    }
    fn minus(&self, other: &Q) -> Q {
        self - other
    }
    fn times(&self, other: &Q) -> Q {
        self * other
    }
    fn over(&self, other: &Q) -> Result<Q, Outside> {
        if other.is_zero() { Err(Outside::Partly) } else { Ok(self / other) }
    }
    fn power(&self, exponent: i32) -> Result<Q, Outside> {
        let power = (0..exponent.unsigned_abs()).fold(Q::from(1), |power, _| power * self);
        if exponent < 0 { Arithmetic::over(&Q::from(1), &power) } else { Ok(power) }
    }
    fn rational_power(&self, exponent: &Q) -> Result<Q, Outside> {
        match *self == Q::from(1) || (self.is_zero() && exponent.is_positive()) {
            true => Ok(self.clone()),
            false => Err(Outside::Partly),
        }
    }
    fn apply(function: Function, [x, _, _]: [&Q; 3]) -> Result<Q, Outside> {
        let (zero, half) = (Q::from(0), Q::of_words(1, 2));
        match function {
            Function::Exp if *x == zero => Ok(Q::from(1)),
            Function::Log if *x == Q::from(1) => Ok(zero),
            Function::Normal | Function::Logistic if *x == zero => Ok(half),
            Function::Sqrt if !x.is_negative() => {
                let p = 0;
                let root = |n| sqrt(&Interval::point(End::new(n), p));
                let (top, bottom) = (root(x.numerator()), root(x.denominator().into()));
                match (top.is_point(), bottom.is_point()) {
                    (true, true) => {
                        let part = |x: Interval| x.low.to_rational(p).expect("finite");
                        Ok(part(top) / part(bottom))
                    }
                    _ => Err(Outside::Partly),
                }
            }
            _ => Err(Outside::Partly),
        }
    }
}
