//! The check that a box holds a root, from a theorem that the search does not use.
//!
//! Miranda (1940): if, on a box, component `i` of a continuous function is negative on one of the
//! sides on which coordinate `i` is constant and positive on the opposite one, for each `i`, then
//! the function has a root in the box. It is applied to `Y F`, where `Y` is near the inverse of the
//! slopes.

use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::evaluate::Jet;
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::roots::{Equations, inverse_of_slopes};

/// Does the function change sign between all opposite sides of a box that is wider by a quarter?
pub(super) fn changes_sign(equations: &dyn Equations, values: &[Enclosure]) -> bool {
    let widest = values.iter().map(Enclosure::width).max().unwrap_or_default();
    let least = Q::new(1, crate::exact::IBig::ONE << 200).expect("not 0");
    let margin = if widest > least { widest / Q::from(8) } else { least };
    let mut p = 64;
    while Q::new(1, crate::exact::IBig::ONE << p).expect("not 0") > margin {
        p += 32;
    }
    let p = p as u32 + 64;
    let n = values.len();
    let sides: Vec<Interval> = values
        .iter()
        .map(|x| Interval::between(&(&x.low - &margin), &(&x.high + &margin), p))
        .collect();
    let variables = |x: &[Interval]| {
        let jets = x.iter().enumerate().map(|(i, x)| Jet::variable(x.clone(), i, n));
        equations.jets(&jets.collect::<Vec<_>>())
    };
    let middle: Vec<Interval> = sides.iter().map(|x| Interval::point(x.middle(), p)).collect();
    let (Ok(jets), Ok(at_middle)) = (variables(&sides), equations.values(&middle)) else {
        return false;
    };
    let Some(y) = inverse_of_slopes(&jets) else { return false };
    // Y F(m) + (Y F') (x - m), with coordinate i at one of its ends
    let component = |i: usize, end: &Interval| {
        let dot = |column: &dyn Fn(usize) -> Interval| {
            (0..n).fold(Interval::integer(0, p), |sum, k| sum.plus(&y[i][k].times(&column(k))))
        };
        let mut total = dot(&|k| at_middle[k].clone());
        for j in 0..n {
            let side = if i == j { end } else { &sides[j] };
            total = total.plus(&dot(&|k| jets[k].slopes[j].clone()).times(&side.minus(&middle[j])));
        }
        total
    };
    (0..n).all(|i| {
        let (low, high) = (component(i, &sides[i].lower()), component(i, &sides[i].upper()));
        low.is_negative() && high.is_positive()
    })
}
