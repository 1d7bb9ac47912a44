//! The types of a reader in a tree, and the labels of types where chance draws more than one of
//! them.

use std::collections::{BTreeMap, HashSet};

use super::audiences::AudienceReading;
use super::labels::{common, distinct, way};

impl AudienceReading<'_> {
    /// The types of a reader, and that in each world: the classes of worlds, of which those may be
    /// one that no message tells apart. They are called as the moves of chance that decide, where
    /// there is one that tells them; `wanted` are their labels if they are known.
    pub(super) fn reader_types(
        &self,
        class_of: &[usize],
        seen: &BTreeMap<(usize, usize), Option<usize>>,
        wanted: Option<&Vec<String>>,
    ) -> (Vec<String>, Vec<usize>) {
        let mut at: BTreeMap<usize, BTreeMap<usize, Option<usize>>> = BTreeMap::new();
        for (&(m, class), &set) in seen {
            at.entry(class).or_default().insert(m, set);
        }
        let apart = |one: usize, other: usize| {
            let (Some(one), Some(other)) = (at.get(&one), at.get(&other)) else { return false };
            one.iter().any(|(m, set)| other.get(m).is_some_and(|known| known != set))
        };
        let mut classes: Vec<usize> = class_of.to_vec();
        classes.sort_unstable();
        classes.dedup();
        let untold = classes.iter().all(|&one| classes.iter().all(|&other| !apart(one, other)));
        if untold && wanted.is_none_or(|types| types.len() < 2) {
            return (wanted.cloned().unwrap_or_default(), vec![0; self.worlds.len()]);
        }
        let shortest = self.worlds.iter().map(|world| world.labels.len()).min().unwrap_or(0);
        'positions: for j in (0..shortest).rev() {
            let mut label_of: BTreeMap<usize, &String> = BTreeMap::new();
            for (world, class) in self.worlds.iter().zip(class_of) {
                let label = &world.labels[j];
                if *label_of.entry(*class).or_insert(label) != label {
                    continue 'positions;
                }
            }
            let mut types: Vec<String> = Vec::new();
            for (one, label) in &label_of {
                let same = label_of.iter().filter(|(_, other)| *other == label);
                if same.into_iter().any(|(other, _)| apart(*one, *other)) {
                    continue 'positions;
                }
                if !types.contains(label) {
                    types.push((*label).clone());
                }
            }
            let known: HashSet<&String> = types.iter().collect();
            if wanted.is_some_and(|wanted| wanted.iter().collect::<HashSet<_>>() != known) {
                continue;
            }
            let place = |class: &usize| types.iter().position(|label| label == label_of[class]);
            let type_of = class_of.iter().map(|class| place(class).unwrap_or_default()).collect();
            return (types, type_of);
        }
        let mut kinds: Vec<Vec<usize>> = Vec::new();
        for &class in &classes {
            match kinds.iter_mut().find(|kind| kind.iter().all(|&other| !apart(class, other))) {
                Some(kind) => kind.push(class),
                None => kinds.push(vec![class]),
            }
        }
        let kind = |class: &usize| kinds.iter().position(|kind| kind.contains(class));
        let type_of: Vec<usize> = class_of.iter().map(|c| kind(c).unwrap_or_default()).collect();
        let label = |s: usize| {
            let mine = self.worlds.iter().zip(&type_of).filter(move |(_, other)| **other == s);
            common(mine.map(|(world, _)| way(world.labels.iter().map(String::as_str))), "")
        };
        let labels: Vec<String> = (0..kinds.len()).map(label).collect();
        (distinct(&labels, 's'), type_of)
    }

    /// The labels of the sender's types, by the first move of chance that tells exactly these where
    /// some reader knows more of chance than they do.
    pub(super) fn types(&self) -> Vec<String> {
        let shortest = self.worlds.iter().map(|world| world.labels.len()).min().unwrap_or(0);
        for j in 0..shortest {
            let pairs: HashSet<(usize, &String)> =
                self.worlds.iter().map(|world| (world.sender_type, &world.labels[j])).collect();
            let labels: HashSet<&String> = pairs.iter().map(|(_, label)| *label).collect();
            if pairs.len() == self.stages.types.len() && labels.len() == pairs.len() {
                let mut pairs: Vec<(usize, &String)> = pairs.into_iter().collect();
                pairs.sort_unstable();
                return pairs.into_iter().map(|(_, label)| label.clone()).collect();
            }
        }
        self.stages.type_labels(self.names)
    }
}
