//! From the senders that were found to the list of outcomes.

use std::collections::HashMap;

use super::components::classes;
use super::listeners::Listeners;
use super::outcome::WordEquilibrium;
use super::search::Supported;
use crate::exact::Q;
use crate::exact::lp::hull;

/// The outcomes in their order, component by component; outcomes in which two words of one audience
/// have one answer after a message are left out.
pub(super) fn outcomes(talk: &Listeners, found: &[Supported]) -> Vec<WordEquilibrium> {
    let classes = classes(talk, found);
    let mut listed: Vec<(WordEquilibrium, usize)> = Vec::new();
    for (one, classes) in found.iter().zip(&classes) {
        for (corners, class) in one.polytopes.iter().zip(classes) {
            for corner in corners {
                if let Some(eq) = WordEquilibrium::found(talk, &one.speaker, corner) {
                    listed.push((eq, *class));
                }
            }
        }
    }
    listed.sort_by(|(a, _), (b, _)| b.order().cmp(&a.order()));
    // polytopes of one sender may have corners in common
    listed.dedup_by(|(a, _), (b, _)| a.order() == b.order());
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut all: Vec<WordEquilibrium> = Vec::new();
    for (mut eq, class) in listed {
        let next = numbers.len();
        eq.component = *numbers.entry(class).or_insert(next);
        all.push(eq);
    }
    all.sort_by_key(|eq| eq.component);
    all
}

/// The number of outcomes of one sender.
pub(super) fn count(talk: &Listeners, one: &Supported) -> usize {
    let mut corners: Vec<&Vec<Vec<Q>>> = one.polytopes.iter().flatten().collect();
    corners.sort();
    corners.dedup();
    let is_outcome =
        |corner: &&&Vec<Vec<Q>>| WordEquilibrium::found(talk, &one.speaker, corner).is_some();
    corners.iter().filter(is_outcome).count()
}

/// Leaves the corners of each polytope, and no polytope inside another.
pub(super) fn tidy(polytopes: &mut Vec<Vec<Vec<Vec<Q>>>>) {
    let flat = |corners: &Vec<Vec<Vec<Q>>>| -> Vec<Vec<Q>> {
        hull::corners(corners.iter().map(|corner| corner.concat()).collect())
    };
    let all: Vec<Vec<Vec<Q>>> = polytopes.iter().map(flat).collect();
    let mut kept: Vec<usize> = Vec::new();
    for i in 0..all.len() {
        if kept.iter().any(|&j| hull::inside(&all[i], &all[j])) {
            continue;
        }
        kept.retain(|&j| !hull::inside(&all[j], &all[i]));
        kept.push(i);
    }
    let width = polytopes.first().map_or(1, |corners| corners[0][0].len());
    let apart = |corner: &Vec<Q>| corner.chunks(width).map(<[Q]>::to_vec).collect();
    *polytopes = kept.into_iter().map(|i| all[i].iter().map(apart).collect()).collect();
}
