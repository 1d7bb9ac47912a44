//! Integrals of a density times a polynomial, computed again and again.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::Density;
use crate::continuum::polynomial::{antiderivative, product};
use crate::exact::Q;
use crate::exact::enclosure::interval::Interval;

/// The integrals of a density times a polynomial, with what they need in each precision kept.
pub(in crate::continuum) struct Primitive<'a> {
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
    pub(in crate::continuum) fn new<'a>(density: &'a Density, g: &[Q]) -> Primitive<'a> {
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
    pub(in crate::continuum) fn between(&self, a: &Interval, b: &Interval) -> Interval {
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
