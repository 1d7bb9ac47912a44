//! Planes between the prior and the masses that some faces can hold.

use super::lemmas::{DENOMINATORS, nearest};
use super::tables::{MassFace, Tables, dot, primitive};
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};

/// A plane under which the corners of some faces lie, and not the prior, or strictly under it a
/// corner of a face that must be used; `None` where there is none.
///
/// `used` and `open` are corners as a class and a number. The prior is out of reach if it is no sum
/// `sum l_v v + d sum_{v used} v` with `l >= 0` and `d > 0`; the dual of the largest `d` is the
/// plane.
pub(crate) fn separating(
    tables: &Tables,
    used: &[(usize, usize)],
    open: &[(usize, usize)],
) -> Option<Vec<Q>> {
    let corner = |&(c, v): &(usize, usize)| &tables.classes[c].corners[v].masses;
    let mut program = Program::new();
    let columns: Vec<(&Vec<Q>, usize)> =
        used.iter().chain(open).map(|v| (corner(v), program.variable(Q::ZERO))).collect();
    let all = used.iter().map(corner).fold(vec![Q::ZERO; tables.prior.len()], |sum, v| {
        sum.iter().zip(v).map(|(x, y)| x + y).collect()
    });
    let least = program.variable(Q::ONE);
    for (t, mass) in tables.prior.iter().enumerate() {
        let row = columns.iter().filter(|(v, _)| !v[t].is_zero());
        let row = row.map(|(v, j)| (*j, v[t].clone()));
        let last = (!all[t].is_zero()).then(|| (least, all[t].clone()));
        program.equal(row.chain(last), mass.clone());
    }
    if used.is_empty() {
        // nothing bounds the last variable, which has no column
        program.equal([(least, Q::ONE)], Q::ZERO);
    }
    let types = tables.prior.len();
    let plane = match program.solve() {
        Solution::Infeasible { certificate } => certificate,
        Solution::Optimal { value, dual, .. } if value.is_zero() && !used.is_empty() => dual,
        _ => return None,
    };
    let plane: Vec<Q> = plane[..types].iter().map(|x| -x).collect();
    Some(simplest(tables, used, open, &plane))
}

/// A plane with small numbers that separates as well.
fn simplest(
    tables: &Tables,
    used: &[(usize, usize)],
    open: &[(usize, usize)],
    plane: &[Q],
) -> Vec<Q> {
    let most = plane.iter().map(Q::abs).max().expect("a type");
    for denominator in DENOMINATORS.map(Q::from) {
        let scale = &denominator / &most;
        let rounded: Vec<Q> = plane.iter().map(|x| nearest(&(x * &scale))).collect();
        if separates(tables, used, open, &rounded) {
            return primitive(&rounded);
        }
    }
    primitive(plane)
}

fn separates(
    tables: &Tables,
    used: &[(usize, usize)],
    open: &[(usize, usize)],
    plane: &[Q],
) -> bool {
    let height = |&(c, v): &(usize, usize)| dot(plane, &tables.classes[c].corners[v].masses);
    let prior = dot(plane, &tables.prior);
    !prior.is_negative()
        && used.iter().chain(open).all(|v| !height(v).is_positive())
        && (prior.is_positive() || used.iter().any(|v| height(v).is_negative()))
}

/// Does a face have a corner above the plane?
pub(crate) fn reaches_above(
    tables: &Tables,
    plane: &[Q],
    face: &MassFace,
    corners: &[usize],
) -> bool {
    let class = &tables.classes[face.class];
    corners.iter().any(|&v| dot(plane, &class.corners[v].masses).is_positive())
}
