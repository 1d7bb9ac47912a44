//! Outcomes whose masses by type and reply are corners of the convex hull of those of all outcomes
//! in the same component with the same payoffs of all types.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::equilibrium::result::{Distinct, Equilibrium};
use crate::exact::Q;
use crate::exact::bitset::Bits;
use crate::exact::budget::checkpoint;
use crate::exact::lp::{Program, Solution};

/// The masses by type and reply, as `(coordinate, mass)` ascending; coordinate 0 is the receiver's
/// payoff.
pub(in crate::equilibrium) type Masses = Vec<(usize, Q)>;

/// One member of each class of outcomes that is at a corner, in the order of the list.
///
/// `outcomes` are the extreme outcomes of some components, or so many of them that all corners and
/// all components are there. The member is one with the fewest messages on the path. Where the list
/// is not `whole`, every outcome counts as a corner and all as one component, and no limit is
/// checked: one has ended the search already.
pub(in crate::equilibrium) fn corners(
    outcomes: &[Equilibrium],
    distinct: Distinct,
    whole: bool,
) -> Vec<Equilibrium> {
    let mut replies: HashMap<Vec<Q>, usize> = HashMap::new();
    let mut groups: HashMap<(usize, &[Q]), BTreeMap<Masses, usize>> = HashMap::new();
    for (i, eq) in outcomes.iter().enumerate() {
        if whole {
            checkpoint();
        }
        let masses = masses(eq, &mut replies);
        let component = if whole { eq.component() } else { 0 };
        let group = groups.entry((component, eq.sender_payoffs())).or_default();
        let kept = group.entry(masses).or_insert(i);
        if eq.on_path().len() < outcomes[*kept].on_path().len() {
            *kept = i;
        }
    }
    let mut kept: Vec<usize> = Vec::new();
    for group in groups.into_values() {
        let (points, places): (Vec<Masses>, Vec<usize>) = group.into_iter().unzip();
        let corners = if whole { extreme(&points) } else { vec![true; points.len()] };
        kept.extend(places.iter().zip(corners).filter(|(_, corner)| *corner).map(|(i, _)| i));
    }
    // of one class the member with the fewest messages, then the first
    kept.sort_by_key(|&i| (outcomes[i].on_path().len(), i));
    let mut seen = HashSet::new();
    kept.retain(|&i| {
        let eq = &outcomes[i];
        let rule = (distinct == Distinct::Allocation).then(|| eq.rule());
        let component = if whole { eq.component() } else { 0 };
        seen.insert((component, rule, eq.sender_payoffs(), eq.receiver_payoff()))
    });
    kept.sort_unstable();
    kept.into_iter().map(|i| outcomes[i].clone()).collect()
}

/// The masses of an outcome; replies are numbered as they appear.
fn masses(eq: &Equilibrium, replies: &mut HashMap<Vec<Q>, usize>) -> Masses {
    let (types, mut masses) = (eq.game().types().len(), BTreeMap::new());
    for m in eq.on_path() {
        let next = replies.len();
        let reply = eq.receiver(m).expect("a message on the path").to_vec();
        let number = *replies.entry(reply).or_insert(next);
        for (t, (row, prior)) in eq.sender().iter().zip(eq.game().prior()).enumerate() {
            if !row[m].is_zero() {
                *masses.entry(1 + number * types + t).or_insert(Q::ZERO) += &(&row[m] * prior);
            }
        }
    }
    masses.insert(0, eq.receiver_payoff().clone());
    masses.into_iter().collect()
}

/// `[i]`: is the point a corner, no convex combination of the others?
///
/// Only points whose positive masses are among its own can combine to a point, and mostly there are
/// none. Where there are two or more, a linear programme decides.
pub(in crate::equilibrium) fn extreme(points: &[Masses]) -> Vec<bool> {
    let support = |masses: &Masses| -> Bits {
        masses.iter().map(|(at, _)| *at).filter(|&at| at > 0).collect()
    };
    let supports: Vec<Bits> = points.iter().map(support).collect();
    let corner = |i: usize| {
        checkpoint();
        let inside = |&j: &usize| j != i && supports[j].is_subset(&supports[i]);
        let others: Vec<&Masses> = (0..points.len()).filter(inside).map(|j| &points[j]).collect();
        others.len() < 2 || !is_mean(&points[i], &others)
    };
    (0..points.len()).map(corner).collect()
}

/// Is the point a convex combination of the others, whose positive masses are among its own?
fn is_mean(point: &Masses, others: &[&Masses]) -> bool {
    let mut program = Program::new();
    let mut rows: BTreeMap<usize, Vec<(usize, Q)>> = BTreeMap::new();
    for other in others {
        let weight = program.variable(Q::ZERO);
        other.iter().for_each(|(at, x)| rows.entry(*at).or_default().push((weight, x.clone())));
    }
    for (at, x) in point {
        program.equal(rows.remove(at).unwrap_or_default(), x.clone());
    }
    matches!(program.solve(), Solution::Optimal { .. })
}
