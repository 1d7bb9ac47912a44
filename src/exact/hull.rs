//! Convex hulls of a few points.

use super::Q;
use super::lp::{Program, Solution};

/// Do the convex hulls of two lists of points meet?
pub(crate) fn meet(some: &[Vec<Q>], others: &[Vec<Q>]) -> bool {
    if let ([one], [other]) = (some, others) {
        return one == other;
    }
    if some.iter().any(|point| others.contains(point)) {
        return true;
    }
    let mut program = Program::new();
    let mut weights = |points: &[Vec<Q>]| -> Vec<usize> {
        points.iter().map(|_| program.variable(Q::ZERO)).collect()
    };
    let (left, right) = (weights(some), weights(others));
    for side in [&left, &right] {
        program.equal(side.iter().map(|&w| (w, Q::ONE)), Q::ONE);
    }
    for i in 0..some[0].len() {
        let these = left.iter().zip(some).map(|(&w, point)| (w, point[i].clone()));
        let those = right.iter().zip(others).map(|(&w, point)| (w, -&point[i]));
        program.equal(these.chain(those).filter(|(_, x)| !x.is_zero()), Q::ZERO);
    }
    !matches!(program.solve(), Solution::Infeasible { .. })
}

/// Is one hull inside another?
pub(crate) fn inside(some: &[Vec<Q>], others: &[Vec<Q>]) -> bool {
    some.iter().all(|point| meet(std::slice::from_ref(point), others))
}

/// The corners of the hull of some points.
pub(crate) fn corners(mut points: Vec<Vec<Q>>) -> Vec<Vec<Q>> {
    points.sort();
    points.dedup();
    let mut i = 0;
    while points.len() > 2 && i < points.len() {
        let point = points.remove(i);
        if !meet(std::slice::from_ref(&point), &points) {
            points.insert(i, point);
            i += 1;
        }
    }
    points
}
