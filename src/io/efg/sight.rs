//! The game with noise of a tree in which readers see a part of the message, or what chance shows.
//!
//! Messages are told apart by their labels and by the actions that may follow. A *signal* is what a
//! reader of each type sees at one of its information sets: the chance of it must be the same for
//! all its types, and what is paid must not depend on it.

use std::collections::{BTreeMap, HashMap};

use super::audiences::{AudienceReading, TreeReader};
use super::build::{PaidSequence, signal_label};
use super::labels::distinct;
use super::payoffs::View;
use super::stages::Stages;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::union_find::UnionFind;
use crate::game::{GameFile, GivenChannel, GivenNoise, NoisyGame};

/// An information set, or the end of a message, after which the reader does not move.
type SightPlace = Result<usize, usize>;

/// The probability of a place by sequence, for the sequences that the types of a reader's class
/// take.
type SightChances = BTreeMap<usize, Q>;

/// A signal: its place for each type of the reader, and its chance after each sequence.
struct TreeSignal {
    places: BTreeMap<usize, SightPlace>,
    chances: SightChances,
}

/// The game with noise, if the tree is one.
pub(super) fn game<'a>(
    stages: &'a Stages<'a>,
    names: &'a [Vec<String>],
    paid: &'a [Vec<PaidSequence<'a>>],
) -> Result<Option<GameFile>, Error> {
    let reading = AudienceReading::by_labels(stages, names, paid);
    let (mut readers, mut channels) = (Vec::new(), Vec::new());
    for reader in 0..stages.readers.len() {
        let Some((found, channel)) = reading.sight(reader) else { return Ok(None) };
        readers.push(found);
        channels.push(Some(channel));
    }
    let Some(game) = reading.build(readers)? else { return Ok(None) };
    NoisyGame::by_audience(&game, channels).map(|noisy| Some(GameFile::Noisy(noisy)))
}

impl AudienceReading<'_> {
    /// A reader with what it sees, unless payoffs or chances depend on more than it may see.
    fn sight(&self, reader: usize) -> Option<(TreeReader, GivenChannel)> {
        let place = |m: usize, view: &View| view.set.ok_or(m);
        let views = |i: usize| &self.sent[i].0.payoffs.views[reader];
        // worlds that share an information set are in one class
        let groups = UnionFind::new(self.worlds.len());
        let mut first: HashMap<usize, usize> = HashMap::new();
        for view in (0..self.sent.len()).flat_map(views) {
            for node in view.worlds.keys().filter(|_| view.set.is_some()) {
                let w = self.world_at[node];
                groups.join(w, *first.entry(view.set.unwrap_or_default()).or_insert(w));
            }
        }
        let class_of: Vec<usize> = (0..self.worlds.len()).map(|w| groups.root(w)).collect();
        // classes that one sequence leads to different sets are different types
        let mut seen: BTreeMap<(usize, usize), Option<usize>> = BTreeMap::new();
        for i in 0..self.sent.len() {
            for view in views(i) {
                for node in view.worlds.keys() {
                    let class = class_of[self.world_at[node]];
                    let known = seen.entry((i, class)).or_insert(view.set);
                    *known = (*known).min(view.set);
                }
            }
        }
        let (types, type_of) = self.reader_types(&class_of, &seen, None);
        // the chance of each place, given the type and the sequence
        let mut chances: BTreeMap<(usize, SightPlace), SightChances> = BTreeMap::new();
        let mut taken: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, (one, m)) in self.sent.iter().enumerate() {
            let mut kinds: BTreeMap<usize, Q> = BTreeMap::new();
            for (world, &s) in self.worlds.iter().zip(&type_of) {
                if world.sender_type == one.sequence.sender_type {
                    *kinds.entry(s).or_default() += &world.probability;
                }
            }
            kinds.keys().for_each(|&s| taken.entry(s).or_default().push(i));
            for view in views(i) {
                for (node, p) in &view.worlds {
                    let s = type_of[self.world_at[node]];
                    let chance = chances.entry((s, place(*m, view))).or_default();
                    *chance.entry(i).or_default() += &(p / &kinds[&s]);
                }
            }
        }
        let none = Q::ZERO;
        let agree = |one: &SightChances, two: &SightChances, of: &[usize], others: &[usize]| {
            let both = of.iter().filter(|i| others.contains(i));
            both.into_iter().all(|i| one.get(i).unwrap_or(&none) == two.get(i).unwrap_or(&none))
        };
        let mut signals: Vec<TreeSignal> = Vec::new();
        for ((s, place), own) in &chances {
            let fits = |signal: &&mut TreeSignal| {
                let taken_by = |kind: &usize| &taken[kind][..];
                !signal.places.contains_key(s)
                    && signal.places.iter().all(|(kind, other)| {
                        self.label_list(other) == self.label_list(place)
                            && agree(own, &signal.chances, taken_by(s), taken_by(kind))
                    })
            };
            match signals.iter_mut().find(fits) {
                Some(signal) => {
                    signal.places.insert(*s, *place);
                    let more = own.iter().map(|(i, p)| (*i, p.clone()));
                    signal.chances.extend(more);
                }
                None => signals.push(TreeSignal {
                    places: BTreeMap::from([(*s, *place)]),
                    chances: own.clone(),
                }),
            }
        }
        // each type sees each signal with the same chance
        for signal in &signals {
            for (s, sequences) in &taken {
                let own = signal.places.get(s).map(|place| &chances[&(*s, *place)]);
                let same = |i: &usize| {
                    let own = own.and_then(|own| own.get(i)).unwrap_or(&none);
                    own == signal.chances.get(i).unwrap_or(&none)
                };
                if !sequences.iter().all(same) {
                    return None;
                }
            }
        }
        // what is paid does not depend on the signal
        for i in 0..self.sent.len() {
            let mut pay = BTreeMap::new();
            for view in views(i) {
                for node in view.worlds.keys() {
                    let s = type_of[self.world_at[node]];
                    if *pay.entry(s).or_insert(&view.pay) != &view.pay {
                        return None;
                    }
                }
            }
        }
        let mut sets: HashMap<(usize, usize), Option<usize>> = HashMap::new();
        for (i, (_, m)) in self.sent.iter().enumerate() {
            for view in views(i) {
                for node in view.worlds.keys() {
                    sets.entry((*m, type_of[self.world_at[node]])).or_insert(view.set);
                }
            }
        }
        let (actions, replies) = self.actions(&sets, types.len().max(1))?;
        let mut noise = vec![vec![Vec::new(); self.messages.len()]; self.stages.types.len()];
        for (i, (one, m)) in self.sent.iter().enumerate() {
            let chance = |signal: &TreeSignal| signal.chances.get(&i).cloned().unwrap_or_default();
            noise[one.sequence.sender_type][*m] = signals.iter().map(chance).collect();
        }
        let label = |signal: &TreeSignal| {
            let leads = signal.chances.keys().map(|&i| self.messages[self.sent[i].1].clone());
            match signal.places.values().find_map(|place| place.ok()) {
                Some(set) => signal_label(self.stages, self.names, set, leads),
                None => leads.into_iter().next().unwrap_or_default(),
            }
        };
        let labels: Vec<String> = signals.iter().map(label).collect();
        let signals = Some(distinct(&labels, 's'));
        let name = self.reader_name(reader);
        let channel = GivenChannel { signals, noise: GivenNoise::ByType(noise) };
        Some((TreeReader { name, types, type_of, actions, replies, sets }, channel))
    }

    /// The actions at a place.
    fn label_list(&self, place: &SightPlace) -> Option<&Vec<String>> {
        place.ok().map(|set| &self.names[set])
    }
}
