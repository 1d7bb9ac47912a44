//! The image of Krawczyk, and the equations solved for one unknown after the other.

use super::RootBox;
use crate::exact::enclosure::end::End;
use crate::exact::enclosure::evaluate::Jet;
use crate::exact::enclosure::interval::Interval;
use crate::exact::{IBig, Q};

/// Is a box much smaller than another?
pub(super) fn shrinks(new: &RootBox, old: &RootBox) -> bool {
    let mut pairs = new.iter().zip(old);
    pairs.any(|(new, old)| new.width() < old.width().times(&End::Word(3), 2, false))
}

/// Each equation in the mean-value form, solved for each unknown in turn; `None` where there is no
/// root.
pub(super) fn solved(
    cell: &RootBox,
    middle: &[Interval],
    at_middle: &[Interval],
    jets: &[Jet],
) -> Option<RootBox> {
    let mut cell = cell.clone();
    for (jet, value) in jets.iter().zip(at_middle) {
        let term = |cell: &RootBox, k: usize| jet.slopes[k].times(&cell[k].minus(&middle[k]));
        for j in 0..cell.len() {
            let others = (0..cell.len()).filter(|&k| k != j);
            let rest = others.fold(value.clone(), |sum, k| sum.plus(&term(&cell, k)));
            if jet.slopes[j].holds_zero() {
                if j == 0 && !rest.plus(&term(&cell, j)).holds_zero() {
                    return None;
                }
                continue;
            }
            let image = middle[j].minus(&rest.over(&jet.slopes[j]));
            cell[j] = cell[j].meet(&image)?;
        }
    }
    Some(cell)
}

pub(super) fn meet(a: &[Interval], b: &[Interval]) -> Option<RootBox> {
    a.iter().zip(b).map(|(a, b)| a.meet(b)).collect()
}

/// The image `K(X)`; `None` where the slopes at the middle have no inverse.
pub(super) fn krawczyk(
    cell: &[Interval],
    middle: &[Interval],
    at_middle: &[Interval],
    jets: &[Jet],
) -> Option<RootBox> {
    let (n, p) = (cell.len(), cell[0].p);
    let y = inverse_of_slopes(jets)?;
    let dot = |row: &[Interval], column: &dyn Fn(usize) -> Interval| {
        row.iter()
            .enumerate()
            .fold(Interval::integer(0, p), |sum, (k, x)| sum.plus(&x.times(&column(k))))
    };
    let mut image = Vec::new();
    for i in 0..n {
        let mut total = middle[i].minus(&dot(&y[i], &|k| at_middle[k].clone()));
        for j in 0..n {
            let product = dot(&y[i], &|k| jets[k].slopes[j].clone());
            let factor = Interval::integer(i64::from(i == j), p).minus(&product);
            total = total.plus(&factor.times(&cell[j].minus(&middle[j])));
        }
        image.push(total);
    }
    Some(image)
}

/// A matrix near the inverse of the slopes, if there is one.
pub(crate) fn inverse_of_slopes(jets: &[Jet]) -> Option<Vec<Vec<Interval>>> {
    let slopes: Vec<Vec<f64>> =
        jets.iter().map(|jet| jet.slopes.iter().map(Interval::to_f64).collect()).collect();
    let number = |x: &f64| Interval::rational(&float(*x), jets[0].value.p);
    Some(inverse(slopes)?.iter().map(|row| row.iter().map(number).collect()).collect())
}

/// A float as the fraction that it is.
fn float(x: f64) -> Q {
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    let fraction = (bits & ((1 << 52) - 1)) as i64;
    let (mantissa, power) = match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    };
    let mantissa = IBig::from(if x < 0.0 { -mantissa } else { mantissa });
    match power < 0 {
        true => Q::new(mantissa, IBig::ONE << power.unsigned_abs() as usize).expect("not 0"),
        false => Q::from(mantissa << power as usize),
    }
}

/// The inverse of a matrix of floats, by elimination with pivots.
fn inverse(mut a: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = a.len();
    for (i, row) in a.iter_mut().enumerate() {
        row.extend((0..n).map(|j| f64::from(u8::from(i == j))));
    }
    for c in 0..n {
        let pivot = (c..n).max_by(|&i, &j| a[i][c].abs().total_cmp(&a[j][c].abs()))?;
        a.swap(c, pivot);
        let lead = a[c][c];
        if lead.abs() < 1e-280 {
            return None;
        }
        a[c].iter_mut().for_each(|x| *x /= lead);
        let row = a[c].clone();
        for (i, other) in a.iter_mut().enumerate() {
            let factor = other[c];
            if i != c && factor != 0.0 {
                other.iter_mut().zip(&row).for_each(|(x, y)| *x -= factor * y);
            }
        }
    }
    let inverse: Vec<Vec<f64>> = a.into_iter().map(|row| row[n..].to_vec()).collect();
    inverse.iter().flatten().all(|x| x.is_finite() && x.abs() < 1e280).then_some(inverse)
}
