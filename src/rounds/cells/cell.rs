//! Cells of the equilibrium correspondence: a polytope of beliefs and values times one of payoffs.
//!
//! The beliefs and values `(mu, w)` are a cone over `(x_1, ..., x_T, W)` with masses `x >= 0` and
//! `W = |x| w`; the payoffs a cone over `(s, u_1, ..., u_T)` with scale `s`. Types that cannot be
//! there have mass 0 and payoff 0.

use super::super::game::{PublicNode, TypeSet};
use crate::exact::bitset::ones;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::integers;
use crate::exact::polyhedral_cone::{PolyhedralCone, primitive};
use crate::exact::{IBig, Q};

/// How the players go on from a cell: which choice of the recursion made it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// `[m]`: the types for which the message is best.
    pub best: Vec<TypeSet>,
    /// `[a]`: may the action be taken?
    pub taken: Vec<bool>,
    /// `[m]`: is the belief after the message the conjecture, since nobody sends it?
    pub unexpected: Vec<bool>,
    /// `[i]`: the cell of each continuation, `usize::MAX` where no type can be.
    pub cells: Vec<usize>,
}

/// A part of the correspondence: every belief and value of `beliefs` with all payoffs of `payoffs`.
#[derive(Clone, Debug)]
pub(crate) struct Cell<I> {
    pub beliefs: PolyhedralCone<I>,
    pub payoffs: PolyhedralCone<I>,
    pub choice: Choice,
}

impl<I: Int> Cell<I> {
    pub(crate) fn is_subset(&self, other: &Self) -> Result<bool, Overflow> {
        Ok(self.payoffs.is_subset(&other.payoffs)? && self.beliefs.is_subset(&other.beliefs)?)
    }

    /// The cell in integers of any length.
    pub(crate) fn to_big(&self) -> Cell<IBig> {
        let big = |cone: &PolyhedralCone<I>| cone.convert().expect("every integer fits");
        Cell {
            beliefs: big(&self.beliefs),
            payoffs: big(&self.payoffs),
            choice: self.choice.clone(),
        }
    }
}

/// The cell of an end.
pub(crate) fn end<I: Int>(node: &PublicNode, types: TypeSet) -> Result<Cell<I>, Overflow> {
    let count = node.pays[0].len();
    let receiver: Vec<I> = scaled(&node.pays[1])?;
    let corners: Vec<Vec<I>> = ones(types)
        .map(|t| {
            let mut row = vec![I::ZERO; count + 1];
            (row[t], row[count]) = (receiver[count].clone(), receiver[t].clone());
            primitive(&row)
        })
        .collect();
    let beliefs = PolyhedralCone::generated(count + 1, [], corners.iter().map(Vec::as_slice))?;
    let sender: Vec<I> = scaled(&node.pays[0])?;
    let mut point = vec![I::ZERO; count + 1];
    point[0] = sender[count].clone();
    ones(types).for_each(|t| point[t + 1] = sender[t].clone());
    let point = primitive(&point);
    let payoffs = PolyhedralCone::generated(count + 1, [], [point.as_slice()])?;
    Ok(Cell { beliefs, payoffs, choice: Choice::default() })
}

/// Rationals times their common denominator, and the denominator as the last entry.
fn scaled<I: Int>(numbers: &[Q]) -> Result<Vec<I>, Overflow> {
    let mut all = numbers.to_vec();
    all.push(Q::ONE);
    integers(&all)
}

/// What a node pays and how it discounts, as integers over one denominator on each side.
struct Payments<I> {
    /// `[t]`, then the discount, then the denominator.
    sides: [Vec<I>; 2],
}

impl<I: Int> Payments<I> {
    fn new(node: &PublicNode, types: TypeSet) -> Result<Self, Overflow> {
        let side = |i: usize| {
            let mut all = node.pays[i].clone();
            for (t, payment) in all.iter_mut().enumerate() {
                if types >> t & 1 == 0 {
                    *payment = Q::ZERO;
                }
            }
            all.push(node.discount[i].clone());
            scaled(&all)
        };
        Ok(Payments { sides: [side(0)?, side(1)?] })
    }

    /// `(x, W)` to `(x, dR x + eR W)`.
    fn value(&self, v: &[I]) -> Result<Vec<I>, Overflow> {
        let [.., discount, denominator] = &self.sides[1][..] else { unreachable!("two at least") };
        let count = v.len() - 1;
        let mut row: Vec<I> =
            v[..count].iter().map(|x| x.times(denominator)).collect::<Result<_, _>>()?;
        let paid = I::dot(&self.sides[1][..count], &v[..count])?;
        row.push(paid.plus(&discount.times(&v[count])?)?);
        Ok(row)
    }

    fn value_facet(&self, f: &[I]) -> Result<Vec<I>, Overflow> {
        let [.., discount, denominator] = &self.sides[1][..] else { unreachable!("two at least") };
        let count = f.len() - 1;
        let mut row = Vec::with_capacity(f.len());
        for (f_t, paid) in f[..count].iter().zip(&self.sides[1]) {
            row.push(f_t.times(discount)?.minus(&f[count].times(paid)?)?);
        }
        row.push(f[count].times(denominator)?);
        Ok(row)
    }

    /// `(s, u)` to `(s, s dS + eS u)`.
    fn payoffs(&self, v: &[I]) -> Result<Vec<I>, Overflow> {
        let [.., discount, denominator] = &self.sides[0][..] else { unreachable!("two at least") };
        let mut row = vec![v[0].times(denominator)?];
        for (u, paid) in v[1..].iter().zip(&self.sides[0]) {
            row.push(v[0].times(paid)?.plus(&discount.times(u)?)?);
        }
        Ok(row)
    }

    fn payoffs_facet(&self, f: &[I]) -> Result<Vec<I>, Overflow> {
        let [.., discount, denominator] = &self.sides[0][..] else { unreachable!("two at least") };
        let count = f.len() - 1;
        let paid = I::dot(&f[1..], &self.sides[0][..count])?;
        let mut row = vec![f[0].times(discount)?.minus(&paid)?];
        for f_t in &f[1..] {
            row.push(f_t.times(denominator)?);
        }
        Ok(row)
    }
}

/// The cell of a node that pays and discounts, from that of what follows.
pub(crate) fn paid<I: Int>(
    node: &PublicNode,
    types: TypeSet,
    cell: Cell<I>,
) -> Result<Cell<I>, Overflow> {
    if node.is_plain() {
        return Ok(cell);
    }
    let payments = Payments::new(node, types)?;
    let width = cell.beliefs.width();
    let beliefs = if node.discount[1].is_zero() {
        cell.beliefs.image(width, |v| payments.value(v))?
    } else {
        cell.beliefs.mapped(|v| payments.value(v), |f| payments.value_facet(f))?
    };
    let payoffs = if node.discount[0].is_zero() {
        cell.payoffs.image(width, |v| payments.payoffs(v))?
    } else {
        cell.payoffs.mapped(|v| payments.payoffs(v), |f| payments.payoffs_facet(f))?
    };
    Ok(Cell { beliefs, payoffs, choice: cell.choice })
}

/// Is there a belief: does some generator have mass?
pub(crate) fn has_mass<I: Int>(beliefs: &PolyhedralCone<I>, types: usize) -> bool {
    beliefs.generators().rays().any(|v| v[..types].iter().any(|x| !x.is_zero()))
}

/// Is there a point: does some generator have a scale in its first `k` coordinates?
pub(crate) fn has_point<I: Int>(payoffs: &PolyhedralCone<I>, k: usize) -> bool {
    payoffs.generators().rays().any(|v| v[..k].iter().any(|s| !s.is_zero()))
}

/// Unit vectors with these entries set.
pub(crate) fn units<I: Int>(width: usize, at: impl IntoIterator<Item = usize>) -> Vec<Vec<I>> {
    let unit = |i| (0..width).map(|j| if i == j { I::ONE } else { I::ZERO }).collect();
    at.into_iter().map(unit).collect()
}
