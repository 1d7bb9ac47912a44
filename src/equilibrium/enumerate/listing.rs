//! The list of outcomes, made from the senders that the search found: their order and components.

use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;

use super::components::starts;
use super::extreme_sender::ExtremeSender;
use super::faces::BeliefFace;
use super::game_table::{IntegerGame, Outline};
use crate::equilibrium::result::{Equilibrium, SenderOutcomes, Sent, canonical_order};
use crate::exact::bitset::members;
use crate::exact::int::Int;
use crate::exact::packed::PackedIntegers;

/// A sender with what its place in the list depends on.
struct Entry {
    outcomes: SenderOutcomes,
    /// `(t * messages + m, position in the masses)` for each message that type t sends, ascending.
    order: Vec<(usize, usize)>,
    /// The component of each outcome, by the numbers of the polytopes.
    components: Vec<usize>,
}

/// Lists the outcomes in their final order, with components numbered in order of appearance.
///
/// More weight on earlier messages, for earlier types, comes first; then more weight on earlier
/// actions. `numbers` are the components of the polytopes of each sender. This takes `O(n log n)`
/// comparisons of integers for n senders, and for the outcomes of each.
pub(super) fn list<I: Int>(
    outline: &Outline,
    table: &IntegerGame<I>,
    faces: &[BeliefFace],
    found: Vec<ExtremeSender>,
    numbers: &[Vec<usize>],
    parallel: bool,
) -> Vec<Equilibrium> {
    let place = |(found, numbers): (ExtremeSender, &Vec<usize>)| {
        place(outline, table, faces, found, numbers)
    };
    let mut entries: Vec<Entry> = if parallel {
        found.into_par_iter().zip(numbers).map(place).collect()
    } else {
        found.into_iter().zip(numbers).map(place).collect()
    };
    let earlier = |a: &Entry, b: &Entry| earlier(a, b);
    if parallel {
        entries.par_sort_by(earlier)
    } else {
        entries.sort_by(earlier)
    }
    let polytopes = numbers.iter().map(Vec::len).sum();
    let mut appearance: Vec<Option<usize>> = vec![None; polytopes];
    let mut sizes: Vec<usize> = Vec::new();
    for number in entries.iter_mut().flat_map(|e| &mut e.components) {
        let appeared = *appearance[*number].get_or_insert(sizes.len());
        if appeared == sizes.len() {
            sizes.push(0);
        }
        sizes[appeared] += 1;
        *number = appeared;
    }
    // components are counted, so that each outcome can be put at its place at once
    let mut next = starts(sizes.iter().copied());
    let mut places: Vec<(u32, u32, u32)> = vec![(0, 0, 0); sizes.iter().sum()];
    for (e, entry) in entries.iter().enumerate() {
        for (i, &number) in entry.components.iter().enumerate() {
            places[next[number]] = (e as u32, i as u32, number as u32);
            next[number] += 1;
        }
    }
    let senders: Vec<Arc<SenderOutcomes>> =
        entries.into_iter().map(|e| Arc::new(e.outcomes)).collect();
    let outcome = |(e, i, number): (u32, u32, u32)| {
        Equilibrium::listed(senders[e as usize].clone(), i, number)
    };
    places.into_iter().map(outcome).collect()
}

/// Compares two senders in the canonical order.
fn earlier(a: &Entry, b: &Entry) -> Ordering {
    let weights =
        |j, i| b.outcomes.integer_mass().compare((j, 0), a.outcomes.integer_mass(), (i, 0));
    canonical_order(a.order.iter().copied(), b.order.iter().copied(), weights)
}

/// Brings one sender into the form of the list: its outcomes in order, none twice, and copies of
/// messages in a fixed order.
fn place<I: Int>(
    outline: &Outline,
    table: &IntegerGame<I>,
    faces: &[BeliefFace],
    found: ExtremeSender,
    numbers: &[usize],
) -> Entry {
    let messages = outline.game.messages().len();
    let width = found.width(faces);
    let faces: Vec<&BeliefFace> = found.faces.iter().map(|&f| &faces[f as usize]).collect();
    // where the masses of each face begin
    let mut masses: Vec<usize> = Vec::with_capacity(faces.len());
    let mut end = 1;
    for face in &faces {
        masses.push(end);
        end += face.types.count_ones() as usize;
    }
    let mut relabellings = 1u128;
    let mut order: Vec<(usize, usize)> = Vec::with_capacity(end - 1);
    let mut weights: Vec<(usize, usize)> = Vec::with_capacity(width - 1);
    let mut sent = Vec::with_capacity(faces.len());
    for (b, (face, &at)) in faces.iter().zip(&masses).enumerate() {
        let class = &table.classes[face.class];
        // among copies the one with more weight on earlier types takes the first label
        let before = |c: &usize| {
            *c != b
                && faces[*c].class == face.class
                && dense(&found.mass, masses[*c], faces[*c]) > dense(&found.mass, at, face)
        };
        let copies = &class.members;
        let rank = if copies.len() == 1 { 0 } else { (0..faces.len()).filter(before).count() };
        let m = copies[rank];
        relabellings = relabellings.saturating_mul((copies.len() - rank) as u128);
        let t = members(face.types).zip(at..);
        order.extend(t.map(|(t, i)| (t * messages + m, i)));
        let mut actions = Vec::with_capacity(face.replies.len());
        for a in face.replies.iter() {
            weights.push((m, 1 + weights.len()));
            actions.push(class.regions.actions[a] as u32);
        }
        let sole = face.sole.iter().map(|a| class.regions.actions[a] as u32).collect();
        sent.push(Sent { message: m as u32, types: face.types, actions: actions.into(), sole });
    }
    order.sort_unstable();
    // the weights of a message are in the order of its actions already
    weights.sort_by_key(|(m, _)| *m);
    let mut outcomes: Vec<(usize, usize)> = Vec::with_capacity(found.polytopes.len());
    for (polytope, &number) in found.polytopes.iter().zip(numbers) {
        let first = outcomes.len();
        outcomes.extend((first..first + polytope.rays.len() / width).map(|i| (i * width, number)));
    }
    let mut polytopes = found.polytopes.into_vec();
    let rays = if polytopes.len() == 1 {
        polytopes.swap_remove(0).rays
    } else {
        PackedIntegers::concat(&polytopes.iter().map(|polytope| &polytope.rays).collect::<Vec<_>>())
    };
    let compare = |a: usize, b: usize| {
        let unequal = |(_, w): &(usize, usize)| rays.compare((b + w, b), &rays, (a + w, a));
        weights.iter().map(unequal).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    outcomes.sort_by(|a, b| compare(a.0, b.0));
    // two polytopes may share a vertex
    outcomes.dedup_by(|a, b| compare(a.0, b.0).is_eq());
    let components = outcomes.iter().map(|(_, number)| *number).collect();
    let rays = match outcomes.len() {
        // the one outcome is where it was
        1 if rays.len() == width => rays,
        _ => rays.rows(outcomes.iter().map(|(at, _)| *at), width),
    };
    let (mut game, mut rays) = (outline.game, rays);
    if let Some((apart, merged)) = outline.apart {
        // each copy of a reader replies as the one that was searched for
        let (mut columns, mut at) = (vec![0], 0);
        for sent in &mut sent {
            let mut actions: Vec<(u32, usize)> = Vec::new();
            for &a in &sent.actions {
                at += 1;
                actions.extend(merged.actions[a as usize].iter().map(|&b| (b as u32, at)));
            }
            actions.sort_unstable();
            columns.extend(actions.iter().map(|(_, at)| *at));
            sent.actions = actions.into_iter().map(|(a, _)| a).collect();
            let sole = sent.sole.iter().flat_map(|&a| &merged.actions[a as usize]);
            sent.sole = sole.map(|&b| b as u32).collect();
        }
        (game, rays) = (apart, rays.columns(&columns, width));
    }
    Entry {
        outcomes: SenderOutcomes::found(
            (game, outline.copies_apart),
            sent,
            (found.mass, rays),
            relabellings,
        ),
        order,
        components,
    }
}

/// The masses at a face, for all types up to its last.
fn dense(mass: &PackedIntegers, at: usize, face: &BeliefFace) -> Vec<dashu_int::IBig> {
    let types = 128 - face.types.leading_zeros() as usize;
    let mut dense = vec![dashu_int::IBig::ZERO; types];
    members(face.types).zip(at..).for_each(|(t, i)| dense[t] = mass.big(i));
    dense
}
