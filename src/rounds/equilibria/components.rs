//! Which supports are maximal, and which are connected.
//!
//! Supports give a product `X x Y`; an outcome is the product of a mass and a reach at each end. Two
//! products meet where these products agree at all ends.

use std::collections::{HashMap, HashSet};

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
///
/// Where an end is reached in it, both have its mass of each type and its reach. Any other end loses
/// its mass or its reach in both, and what the other of the two is there does not matter: on the way
/// to the end there is a first move that is not played, and up to it both play alike. Ends are gone
/// through one by one, as long as there are masses and reaches that fit.
fn touch(one: &LiftedSupports, other: &LiftedSupports) -> bool {
    let place = |of: &LiftedSupports, end: &Vec<String>| of.ends.iter().position(|e| e == end);
    let mut ends: Vec<[Option<usize>; 2]> =
        one.ends.iter().enumerate().map(|(i, end)| [Some(i), place(other, end)]).collect();
    let rest = other.ends.iter().enumerate().filter(|(_, end)| place(one, end).is_none());
    ends.extend(rest.map(|(j, _)| [None, Some(j)]));
    // ends that only one product has exclude most, and so come first
    ends.sort_by_key(|both| both.iter().flatten().count());
    let fates = vec![Fate::Open; ends.len()];
    Meeting { products: [one, other], ends }.exists(fates, 0)
}

/// What an end comes to in an outcome that two products may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Not yet decided.
    Open,
    /// Mass and reach are the same in both products.
    Shared,
    /// No type has mass there.
    NoMass,
    /// The receiver, or chance, does not go there.
    NoReach,
}

/// Two products, and the ends that one of them has at least, by number in each.
struct Meeting<'a> {
    products: [&'a LiftedSupports; 2],
    ends: Vec<[Option<usize>; 2]>,
}

impl Meeting<'_> {
    /// Is there a common outcome in which the first ends have these fates?
    fn exists(&self, fates: Vec<Fate>, decided: usize) -> bool {
        checkpoint();
        let Some(both) = self.ends.get(decided) else { return true };
        let shared = both.iter().all(Option::is_some);
        let choices = [Fate::Shared, Fate::NoMass, Fate::NoReach];
        choices.into_iter().skip(usize::from(!shared)).any(|fate| {
            let mut fates = fates.clone();
            fates[decided] = fate;
            let fits = match fate {
                Fate::NoMass => self.masses_fit(&fates),
                Fate::NoReach => self.reaches_fit(&fates),
                _ => self.masses_fit(&fates) && self.reaches_fit(&fates),
            };
            fits && self.exists(fates, decided + 1)
        })
    }

    /// Are there masses in both products that are equal where shared, and 0 where there are none?
    fn masses_fit(&self, fates: &[Fate]) -> bool {
        let [one, other] = self.products;
        let corners = [&one.x, &other.x];
        let columns = [0, 1].map(|k| columns(self.products[k]));
        let types: HashSet<usize> =
            self.products.iter().flat_map(|of| of.masses.iter().map(|&(_, t)| t)).collect();
        let mut rows = Vec::new();
        for (both, fate) in self.ends.iter().zip(fates) {
            for &t in &types {
                let at = [0, 1].map(|k| both[k].and_then(|e| columns[k].get(&(e, t)).copied()));
                match fate {
                    Fate::Shared => rows.push(at),
                    Fate::NoMass => rows.extend([[at[0], None], [None, at[1]]]),
                    Fate::Open | Fate::NoReach => {}
                }
            }
        }
        agree(corners, &rows)
    }

    /// Are there reaches in both products that are equal where shared, and 0 where there is none?
    fn reaches_fit(&self, fates: &[Fate]) -> bool {
        let [one, other] = self.products;
        let mut rows = Vec::new();
        for (both, fate) in self.ends.iter().zip(fates) {
            match fate {
                Fate::Shared => rows.push(*both),
                Fate::NoReach => rows.extend([[both[0], None], [None, both[1]]]),
                Fate::Open | Fate::NoMass => {}
            }
        }
        agree([&one.y, &other.y], &rows)
    }
}

/// The coordinates of masses, by end and type.
fn columns(of: &LiftedSupports) -> HashMap<(usize, usize), usize> {
    of.masses.iter().enumerate().map(|(k, &at)| (at, k)).collect()
}

/// Are there points in the hulls of two lists of corners that are equal in each row, a coordinate of
/// either, where a missing one counts as 0?
fn agree(corners: [&Vec<Vec<Q>>; 2], rows: &[[Option<usize>; 2]]) -> bool {
    let mut lp = Program::new();
    let weights = corners.map(|corners| {
        let weights: Vec<usize> = corners.iter().map(|_| lp.variable(Q::ZERO)).collect();
        lp.equal(weights.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        weights
    });
    for at in rows {
        let mut row: Vec<(usize, Q)> = Vec::new();
        for (k, sign) in [Q::ONE, -Q::ONE].iter().enumerate() {
            if let Some(c) = at[k] {
                row.extend(weights[k].iter().zip(corners[k]).map(|(&j, x)| (j, sign * &x[c])));
            }
        }
        row.retain(|(_, x)| !x.is_zero());
        if !row.is_empty() {
            lp.equal(row, Q::ZERO);
        }
    }
    matches!(lp.solve(), Solution::Optimal { .. })
}
