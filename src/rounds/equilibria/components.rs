//! Which supports are maximal, and which are connected.
//!
//! Supports give a product `X x Y`; an outcome is the product of a mass and a reach at each end. Two
//! products meet when masses and reaches agree wherever both are positive, and everything outside
//! the ends that both have on the path is killed: by no mass where the paths part at a message, by no
//! reach where they part at an action.

use std::collections::HashMap;

use super::lifted::{LiftedSupports, homogeneous};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::lp::{Program, Solution};
use crate::exact::polyhedral_cone::PolyhedralCone;
use crate::exact::union_find::UnionFind;

/// The masses and reaches of supports in the coordinates of other supports' ends, missing ones 0.
fn masses_in(mine: &LiftedSupports, other: &LiftedSupports, x: &[Q]) -> Option<Vec<Q>> {
    let index: HashMap<(&Vec<String>, usize), usize> =
        other.masses.iter().enumerate().map(|(k, &(e, t))| ((&other.ends[e], t), k)).collect();
    let mut row = vec![Q::ZERO; other.masses.len()];
    for (&(e, t), mass) in mine.masses.iter().zip(x) {
        match index.get(&(&mine.ends[e], t)) {
            Some(&k) => row[k] = mass.clone(),
            None if mass.is_zero() => {}
            None => return None,
        }
    }
    Some(row)
}

/// Is each of the points a mixture of the corners?
fn inside(points: &[Vec<Q>], corners: &[Vec<Q>]) -> bool {
    if points.iter().all(|point| corners.contains(point)) {
        return true;
    }
    if corners.len() == 1 {
        return false;
    }
    let rows: Vec<_> = corners.iter().map(|corner| homogeneous(corner)).collect();
    let width = rows[0].len();
    let cone = PolyhedralCone::generated(width, [], rows.iter().map(Vec::as_slice));
    let cone = cone.expect("big integers do not overflow");
    points.iter().all(|point| cone.contains(&homogeneous(point)).unwrap_or(false))
}

/// Are all outcomes of one product those of another, whose ends include the first's?
fn within(one: &LiftedSupports, other: &LiftedSupports) -> bool {
    let places: Option<Vec<usize>> =
        one.ends.iter().map(|end| other.ends.iter().position(|e| e == end)).collect();
    let Some(places) = places else { return false };
    let moved: Option<Vec<Vec<Q>>> = one.x.iter().map(|x| masses_in(one, other, x)).collect();
    let Some(moved) = moved else { return false };
    if !inside(&moved, &other.x) {
        return false;
    }
    let part = |y: &Vec<Q>| places.iter().map(|&e| y[e].clone()).collect::<Vec<Q>>();
    let mut corners: Vec<Vec<Q>> = other.y.iter().map(part).collect();
    corners.sort();
    corners.dedup();
    inside(&one.y, &corners)
}

/// The supports whose outcomes are not all those of others.
pub(super) fn maximal(all: &[LiftedSupports]) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for (i, one) in all.iter().enumerate() {
        checkpoint();
        if kept.iter().any(|&j| within(one, &all[j])) {
            continue;
        }
        kept.retain(|&j| !within(&all[j], one));
        kept.push(i);
    }
    kept
}

/// The number of the component of each of the supports.
pub(super) fn components(all: &[LiftedSupports]) -> Vec<usize> {
    let union = UnionFind::new(all.len());
    for i in 0..all.len() {
        for j in 0..i {
            if union.root(i) != union.root(j) && touch(&all[i], &all[j]) {
                union.join(i, j);
            }
        }
    }
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    (0..all.len())
        .map(|i| {
            let next = numbers.len();
            *numbers.entry(union.root(i)).or_insert(next)
        })
        .collect()
}

/// Have two products an outcome in common?
fn touch(one: &LiftedSupports, other: &LiftedSupports) -> bool {
    checkpoint();
    let common = |end: &Vec<String>, of: &LiftedSupports| of.ends.contains(end);
    masses_meet(one, other) && reaches_meet(one, other, common)
}

/// Mixtures of both lists of corners, as weights that sum to 1.
fn mixtures(lp: &mut Program, counts: [usize; 2]) -> [Vec<usize>; 2] {
    counts.map(|count| {
        let weights: Vec<usize> = (0..count).map(|_| lp.variable(Q::ZERO)).collect();
        lp.equal(weights.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        weights
    })
}

fn feasible(lp: &Program) -> bool {
    matches!(lp.solve(), Solution::Optimal { .. })
}

/// Do masses agree at the ends, with none at ends that only one has because of a message?
fn masses_meet(one: &LiftedSupports, other: &LiftedSupports) -> bool {
    let mut lp = Program::new();
    let [mine, yours] = mixtures(&mut lp, [one.x.len(), other.x.len()]);
    let index: HashMap<(&Vec<String>, usize), usize> =
        other.masses.iter().enumerate().map(|(k, &(e, t))| ((&other.ends[e], t), k)).collect();
    let mut seen = vec![false; other.masses.len()];
    for (k, &(e, t)) in one.masses.iter().enumerate() {
        let mut row: Vec<(usize, Q)> =
            mine.iter().zip(&one.x).map(|(&j, x)| (j, x[k].clone())).collect();
        match index.get(&(&one.ends[e], t)) {
            Some(&l) => {
                seen[l] = true;
                row.extend(yours.iter().zip(&other.x).map(|(&j, x)| (j, -x[l].clone())));
                lp.equal(row, Q::ZERO);
            }
            None if by_reach(one, &one.ends[e], other) => {}
            None => {
                lp.equal(row, Q::ZERO);
            }
        }
    }
    for (l, &(e, _)) in other.masses.iter().enumerate().filter(|(l, _)| !seen[*l]) {
        if !by_reach(other, &other.ends[e], one) {
            lp.equal(yours.iter().zip(&other.x).map(|(&j, x)| (j, x[l].clone())), Q::ZERO);
        }
    }
    feasible(&lp)
}

/// Does an end leave the other's paths at an action, so that its reach and not its mass must be 0?
fn by_reach(of: &LiftedSupports, end: &[String], other: &LiftedSupports) -> bool {
    // the last history on the way that the other has on the path, too
    let last = (0..end.len()).rev().find(|&k| other.forms.contains_key(&end[..k]));
    let Some(last) = last else { return false };
    let history = end[..last].to_vec();
    let (mine, yours) = (&of.movers[&history], &other.movers[&history]);
    match (mine, yours) {
        (Some(_), None) | (None, Some(_)) => false,
        (None, None) => true,
        // at once: the message is one that the other sends, too
        (Some(_), Some(messages)) => of.acts.contains(&history) && messages.contains(&end[last]),
    }
}

/// Do reaches agree at the ends, with none at ends that only one has because of an action?
fn reaches_meet(
    one: &LiftedSupports,
    other: &LiftedSupports,
    common: impl Fn(&Vec<String>, &LiftedSupports) -> bool,
) -> bool {
    let mut lp = Program::new();
    let [mine, yours] = mixtures(&mut lp, [one.y.len(), other.y.len()]);
    for (k, end) in one.ends.iter().enumerate() {
        let mut row: Vec<(usize, Q)> =
            mine.iter().zip(&one.y).map(|(&j, y)| (j, y[k].clone())).collect();
        if common(end, other) {
            let l = other.ends.iter().position(|e| e == end).expect("a common end");
            row.extend(yours.iter().zip(&other.y).map(|(&j, y)| (j, -y[l].clone())));
            lp.equal(row, Q::ZERO);
        } else if by_reach(one, end, other) {
            lp.equal(row, Q::ZERO);
        }
    }
    for (l, end) in other.ends.iter().enumerate() {
        if !common(end, one) && by_reach(other, end, one) {
            lp.equal(yours.iter().zip(&other.y).map(|(&j, y)| (j, y[l].clone())), Q::ZERO);
        }
    }
    feasible(&lp)
}
