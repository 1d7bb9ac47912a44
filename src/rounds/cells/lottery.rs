//! The cells of a public lottery.

use super::cell::{Cell, Choice, has_mass};
use super::combine::{CellList, CellStep, Level};
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::integers;
use crate::exact::polyhedral_cone::PolyhedralCone;

impl<I: Int> Level<'_, I> {
    pub(super) fn chance(&self, list: &mut CellList<I>) -> CellStep {
        let mut odds = self.node.odds.clone();
        odds.push(crate::exact::Q::ONE);
        let odds: Vec<I> = integers(&odds)?;
        let width = self.count + 1;
        let mut open: Vec<(PolyhedralCone<I>, PolyhedralCone<I>, Vec<usize>)> = Vec::new();
        for (k, cells) in self.below.iter().enumerate() {
            let Some(cells) = cells else { continue };
            let mut next = Vec::new();
            for (i, cell) in cells.iter().enumerate() {
                if k == 0 {
                    // everything is kept times the common denominator of the odds until the end
                    let value = |v: &[I]| scale_last(v, &odds[0]);
                    let beliefs = cell.beliefs.image(width, value)?;
                    let payoffs = cell.payoffs.image(width, |v| scale_rest(v, &odds[0]))?;
                    next.push((beliefs, payoffs, vec![i]));
                }
                for (beliefs, payoffs, chosen) in if k == 0 { &[][..] } else { &open[..] } {
                    checkpoint();
                    let beliefs = fibre_sum(beliefs, &cell.beliefs, &odds[k])?;
                    if !has_mass(&beliefs, self.count) {
                        continue;
                    }
                    let payoffs = scaled_sum(payoffs, &cell.payoffs, &odds[k])?;
                    let mut chosen = chosen.clone();
                    chosen.push(i);
                    next.push((beliefs, payoffs, chosen));
                }
            }
            open = next;
        }
        let common = odds.last().expect("one at least");
        for (beliefs, payoffs, cells) in open {
            let beliefs = beliefs.image(width, |v| {
                let mut row = scale_rest(v, common)?;
                row[0] = v[0].times(common)?;
                row[self.count] = v[self.count].clone();
                Ok(row)
            })?;
            let payoffs = payoffs.image(width, |v| {
                let mut row = v.to_vec();
                row[0] = v[0].times(common)?;
                Ok(row)
            })?;
            let choice = Choice {
                best: vec![self.types],
                unexpected: vec![false],
                taken: vec![true; cells.len()],
                cells,
            };
            self.add(list, Cell { beliefs, payoffs, choice })?;
            if list.cut {
                break;
            }
        }
        Ok(())
    }
}

fn scale_last<I: Int>(v: &[I], factor: &I) -> Result<Vec<I>, Overflow> {
    let mut row = v.to_vec();
    if let Some(last) = row.last_mut() {
        *last = last.times(factor)?;
    }
    Ok(row)
}

fn scale_rest<I: Int>(v: &[I], factor: &I) -> Result<Vec<I>, Overflow> {
    let mut row = v.to_vec();
    for x in &mut row[1..] {
        *x = x.times(factor)?;
    }
    Ok(row)
}

/// `{(x, W + factor W')}` over points of both cones with the same masses `x`.
pub(crate) fn fibre_sum<I: Int>(
    one: &PolyhedralCone<I>,
    other: &PolyhedralCone<I>,
    factor: &I,
) -> Result<PolyhedralCone<I>, Overflow> {
    let width = one.width();
    let longer = |f: &[I]| -> Vec<I> { f.iter().cloned().chain([I::ZERO]).collect() };
    let second = |f: &[I]| -> Vec<I> {
        let (last, rest) = f.split_last().expect("a value");
        rest.iter().cloned().chain([I::ZERO, last.clone()]).collect()
    };
    let rows = |lines: bool| -> Vec<Vec<I>> {
        let pick = |c: &PolyhedralCone<I>, f: &dyn Fn(&[I]) -> Vec<I>| -> Vec<Vec<I>> {
            if lines {
                c.facets().lines().map(f).collect()
            } else {
                c.facets().rays().map(f).collect()
            }
        };
        pick(one, &longer).into_iter().chain(pick(other, &second)).collect()
    };
    let (equations, conditions) = (rows(true), rows(false));
    let product = PolyhedralCone::bounded(
        width + 1,
        equations.iter().map(Vec::as_slice),
        conditions.iter().map(Vec::as_slice),
    )?;
    product.image(width, |v| {
        let mut row = v[..width - 1].to_vec();
        row.push(v[width - 1].plus(&factor.times(&v[width])?)?);
        Ok(row)
    })
}

/// The sum of points of one polytope and of multiples of points of another, both as cones.
pub(crate) fn scaled_sum<I: Int>(
    one: &PolyhedralCone<I>,
    other: &PolyhedralCone<I>,
    factor: &I,
) -> Result<PolyhedralCone<I>, Overflow> {
    let mut rays = Vec::new();
    for v in one.generators().rays() {
        for w in other.generators().rays() {
            let mut row = vec![v[0].times(&w[0])?];
            for (x, y) in v[1..].iter().zip(&w[1..]) {
                row.push(x.times(&w[0])?.plus(&factor.times(y)?.times(&v[0])?)?);
            }
            rays.push(crate::exact::polyhedral_cone::primitive(&row));
        }
    }
    PolyhedralCone::generated(one.width(), [], rays.iter().map(Vec::as_slice))
}
