//! Truncated power series with enclosed coefficients.
//!
//! The coefficients of a function of a series follow from its differential equation: for `y =
//! exp(x)`, `y' = x' y` gives `k y_k = sum over j of j x_j y_(k - j)`.

use super::elementary::{exp, log, logistic, rational_power};
use super::evaluate::{Arithmetic, Outside};
use super::expression::Function;
use super::interval::Interval;
use super::normal::{normal, phi};
use crate::exact::Q;

/// A power series up to an order; coefficients that are not listed are 0.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) coefficients: Vec<Interval>,
    order: usize,
}

impl Series {
    pub(crate) fn new(coefficients: Vec<Interval>, order: usize) -> Series {
        Series { coefficients, order }
    }

    fn p(&self) -> u32 {
        self.coefficients[0].p
    }

    fn first(&self) -> &Interval {
        &self.coefficients[0]
    }

    /// The coefficient of a power.
    pub(crate) fn at(&self, k: usize) -> Interval {
        self.coefficients.get(k).cloned().unwrap_or_else(|| Interval::integer(0, self.p()))
    }

    fn order_with(&self, other: &Series) -> usize {
        self.order.max(other.order)
    }

    fn is_constant(&self) -> bool {
        self.coefficients.len() == 1
    }

    /// The series `y` with `y_0` and `k y_k = sum over j from 1 of j x_j w_(k - j)`, where `w` may
    /// depend on the coefficients of `y` below.
    fn by_slope(&self, y_0: Interval, w: impl Fn(&[Interval], usize) -> Interval) -> Series {
        let p = self.p();
        let mut y = vec![y_0];
        if self.is_constant() {
            return Series::new(y, self.order);
        }
        let mut weights = vec![w(&y, 0)];
        for k in 1..=self.order {
            let mut sum = Interval::integer(0, p);
            for (j, x) in self.coefficients.iter().enumerate().skip(1).take(k) {
                let part = Interval::integer(j as i64, p).times(x).times(&weights[k - j]);
                sum = sum.plus(&part);
            }
            y.push(sum.over_integer(k as u64));
            weights.push(w(&y, k));
        }
        Series::new(y, self.order)
    }

    fn power_of(&self, exponent: &Q) -> Series {
        let p = self.p();
        let mut y = vec![rational_power(self.first(), exponent)];
        if self.is_constant() {
            return Series::new(y, self.order);
        }
        for k in 1..=self.order {
            let mut sum = Interval::integer(0, p);
            for (j, x) in self.coefficients.iter().enumerate().skip(1).take(k) {
                let factor = exponent * &Q::from(j as i64) - Q::from((k - j) as i64);
                sum = sum.plus(&Interval::rational(&factor, p).times(x).times(&y[k - j]));
            }
            y.push(sum.over_integer(k as u64).over(self.first()));
        }
        Series::new(y, self.order)
    }
}

fn combined(a: &Series, b: &Series, f: impl Fn(&Interval, &Interval) -> Interval) -> Series {
    let n = a.coefficients.len().max(b.coefficients.len());
    Series::new((0..n).map(|k| f(&a.at(k), &b.at(k))).collect(), a.order_with(b))
}

impl Arithmetic for Series {
    fn plus(&self, other: &Series) -> Series {
        combined(self, other, Interval::plus)
    }
    fn minus(&self, other: &Series) -> Series {
        combined(self, other, Interval::minus)
    }
    fn times(&self, other: &Series) -> Series {
        let order = self.order_with(other);
        let n = (self.coefficients.len() + other.coefficients.len() - 1).min(order + 1);
        let mut product = vec![Interval::integer(0, self.p()); n];
        for (i, x) in self.coefficients.iter().enumerate() {
            for (j, y) in other.coefficients.iter().enumerate().take(n.saturating_sub(i)) {
                product[i + j] = product[i + j].plus(&x.times(y));
            }
        }
        Series::new(product, order)
    }
    fn over(&self, other: &Series) -> Result<Series, Outside> {
        let order = self.order_with(other);
        let n = if other.is_constant() { self.coefficients.len() } else { order + 1 };
        let mut quotient: Vec<Interval> = Vec::with_capacity(n);
        for k in 0..n {
            let mut rest = self.at(k);
            for (j, y) in other.coefficients.iter().enumerate().skip(1).take(k) {
                rest = rest.minus(&y.times(&quotient[k - j]));
            }
            quotient.push(rest.over(other.first()));
        }
        Ok(Series::new(quotient, order))
    }
    fn power(&self, exponent: i32) -> Result<Series, Outside> {
        if self.is_constant() {
            return Ok(Series::new(vec![self.first().power(exponent)], self.order));
        }
        let one = Series::new(vec![Interval::integer(1, self.p())], self.order);
        let power = (0..exponent.unsigned_abs()).fold(one.clone(), |power, _| power.times(self));
        if exponent < 0 { one.over(&power) } else { Ok(power) }
    }
    fn rational_power(&self, exponent: &Q) -> Result<Series, Outside> {
        Arithmetic::rational_power(self.first(), exponent)?;
        Ok(self.power_of(exponent))
    }
    fn apply(function: Function, [x, y, r]: [&Series; 3]) -> Result<Series, Outside> {
        let value = Interval::apply(function, [x.first(), y.first(), r.first()])?;
        Ok(match function {
            Function::Exp => x.by_slope(exp(x.first()), |y, k| y[k].clone()),
            Function::Log => {
                // x y' = x'
                let mut all = vec![log(x.first())];
                let n = if x.is_constant() { 1 } else { x.order + 1 };
                for k in 1..n {
                    let mut rest = x.at(k).times(&Interval::integer(k as i64, x.p()));
                    for (j, own) in all.iter().enumerate().skip(1) {
                        let part = Interval::integer(j as i64, x.p()).times(own);
                        rest = rest.minus(&part.times(&x.at(k - j)));
                    }
                    all.push(rest.over(x.first()).over_integer(k as u64));
                }
                Series::new(all, x.order)
            }
            Function::Sqrt => x.power_of(&Q::of_words(1, 2)),
            Function::Density => density(x),
            Function::Normal => {
                let heights = density(x);
                x.by_slope(normal(x.first()), |_, k| heights.at(k))
            }
            Function::Logistic => x.by_slope(logistic(x.first()), |y, k| {
                // y (1 - y)
                (0..=k).fold(y[k].clone(), |rest, j| rest.minus(&y[j].times(&y[k - j])))
            }),
            Function::Normal2 | Function::Density2 => {
                if [x, y, r].iter().all(|own| own.is_constant()) {
                    return Ok(Series::new(vec![value], x.order));
                }
                return Err(Outside::Wholly("Phi2, which has no series here, is taken".into()));
            }
        })
    }
}

/// `y = phi(x)` has `y' = -x x' y`.
fn density(x: &Series) -> Series {
    let half = Q::of_words(-1, 2);
    let exponent = Arithmetic::times(x, x);
    let factor = Series::new(vec![Interval::rational(&half, x.p())], x.order);
    let exponent = Arithmetic::times(&exponent, &factor);
    exponent.by_slope(phi(x.first()), |y, k| y[k].clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::enclosure::expression::Expressions;

    /// The series of every function at 1/3, summed at a distance, meets the function there.
    #[test]
    fn series_sum_to_the_functions() {
        const P: u32 = 160;
        for function in
            [Function::Exp, Function::Log, Function::Sqrt, Function::Density, Function::Normal]
        {
            let mut expressions = Expressions::default();
            let x = expressions.variable(0);
            let place = expressions.apply(function, &[x]);
            let number = |q: &Q| Interval::rational(q, P);
            let (at, distance) = (number(&Q::of_words(1, 3)), number(&Q::of_words(1, 64)));
            let series = Series::new(vec![at.clone(), Interval::integer(1, P)], 24);
            let places = [place];
            let constant = |q: &Q| Series::new(vec![number(q)], 24);
            use crate::exact::enclosure::evaluate::evaluate;
            let found = evaluate(&expressions, &places, &[series], constant).expect("defined");
            let sum = found[0]
                .coefficients
                .iter()
                .rev()
                .fold(Interval::integer(0, P), |sum, c| sum.times(&distance).plus(c));
            let whole = at.plus(&distance);
            let value = Interval::apply(function, [&whole, &whole, &whole]).expect("defined");
            let gap = sum.minus(&value).size().high.to_f64(P);
            assert!(gap < 1e-24, "{function:?}: {gap}");
        }
    }
}
