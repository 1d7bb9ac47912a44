//! Values and moments for the equations of a form: enclosed with slopes, and exact.

use super::value::ValueFunction;
use crate::continuum::density::Density;
use crate::exact::Q;
use crate::exact::enclosure::evaluate::{Arithmetic, Jet, Outside};
use crate::exact::enclosure::interval::Interval;

/// What the equations need of numbers of one kind.
pub(super) trait Context<A: Arithmetic> {
    fn number(&self, q: &Q) -> A;
    fn value(&self, piece: usize, order: usize, x: &A) -> Result<A, Outside>;
    fn top(&self, knot: usize) -> Result<A, Outside>;
    /// The mass between two points and the integral of the type.
    fn moments(&self, a: &A, b: &A) -> Result<[A; 2], Outside>;
}

pub(super) struct JetContext<'a> {
    pub(super) prior: &'a Density,
    pub(super) v: &'a ValueFunction,
    pub(super) p: u32,
    pub(super) n: usize,
}

fn scaled(slope: &Interval, x: &Jet) -> Vec<Interval> {
    x.slopes.iter().map(|own| own.times(slope)).collect()
}

impl Context<Jet> for JetContext<'_> {
    fn number(&self, q: &Q) -> Jet {
        Jet::constant(Interval::rational(q, self.p), self.n)
    }
    fn value(&self, piece: usize, order: usize, x: &Jet) -> Result<Jet, Outside> {
        let piece = &self.v.pieces[piece];
        let value = piece.at(order, &x.value);
        Ok(Jet { value, slopes: scaled(&piece.at(order + 1, &x.value), x) })
    }
    fn top(&self, knot: usize) -> Result<Jet, Outside> {
        let top = self.v.top(knot, self.p);
        Ok(Jet::constant(Interval::between(&top.low, &top.high, self.p), self.n))
    }
    fn moments(&self, a: &Jet, b: &Jet) -> Result<[Jet; 2], Outside> {
        if a.value.high >= b.value.low {
            return Err(Outside::Partly);
        }
        let middle = |x: &Jet| Interval::point(x.value.middle(), self.p);
        let (from, to) = (middle(a), middle(b));
        let heights = [a, b].map(|x| self.prior.density_on(&x.value));
        let moment = |power: bool| {
            let g: &[Q] = if power { &[Q::from(0), Q::from(1)] } else { &[Q::from(1)] };
            let slopes: Vec<Interval> = [a, b]
                .iter()
                .zip(&heights)
                .map(|(x, height)| if power { x.value.times(height) } else { height.clone() })
                .collect();
            let mut value = self.prior.integral(g, &from, &to);
            value = value.plus(&slopes[1].times(&b.value.minus(&to)));
            value = value.minus(&slopes[0].times(&a.value.minus(&from)));
            let (up, down) = (scaled(&slopes[1], b), scaled(&slopes[0], a));
            let slopes = up.iter().zip(&down).map(|(x, y)| x.minus(y)).collect();
            Jet { value, slopes }
        };
        Ok([moment(false), moment(true)])
    }
}

pub(super) struct ExactContext<'a> {
    pub(super) prior: &'a Density,
    pub(super) v: &'a ValueFunction,
}

impl Context<Q> for ExactContext<'_> {
    fn number(&self, q: &Q) -> Q {
        q.clone()
    }
    fn value(&self, piece: usize, order: usize, x: &Q) -> Result<Q, Outside> {
        self.v.pieces[piece].exact(order, x).ok_or(Outside::Partly)
    }
    fn top(&self, knot: usize) -> Result<Q, Outside> {
        let top = self.v.top(knot, 80);
        if top.is_exact() { Ok(top.low) } else { Err(Outside::Partly) }
    }
    fn moments(&self, a: &Q, b: &Q) -> Result<[Q; 2], Outside> {
        let moment = |g: &[Q]| self.prior.exact_integral(g, a, b).ok_or(Outside::Partly);
        Ok([moment(&[Q::from(1)])?, moment(&[Q::from(0), Q::from(1)])?])
    }
}
