//! The game of a tree with several readers, or with one who knows something.
//!
//! A *world* is a way on which chance leads to the sender's first move. Worlds in which a reader finds
//! itself at one information set are one to it; a reader has *types* where the same message leads it
//! to several sets. Each message then leads each type of a reader to one set.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::build::{JOINT, MAX_CELLS, PaidSequence, too_many};
use super::labels::{AudienceOrder, common, distinct, places, unlike};
use super::payoffs::View;
use super::refusal::name;
use super::stages::Stages;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::union_find::UnionFind;
use crate::game::{Game, GivenPayoffs, Reader};

/// A way on which chance leads to the sender's first move.
pub(super) struct DrawnWorld {
    pub(super) sender_type: usize,
    pub(super) probability: Q,
    /// The labels of the moves of chance.
    pub(super) labels: Vec<String>,
}

/// What a reader sees and may do.
pub(super) struct TreeReader {
    pub(super) name: String,
    /// Empty where it knows nothing but the message.
    pub(super) types: Vec<String>,
    /// `[w]`: its type in each world.
    pub(super) type_of: Vec<usize>,
    pub(super) actions: Vec<String>,
    /// `[m]`: its actions after each message.
    pub(super) replies: Vec<Vec<usize>>,
    /// By message and type: its information set, none where it does not move.
    pub(super) sets: HashMap<(usize, usize), Option<usize>>,
}

/// The parts of the game before they are put in order.
pub(super) struct AudienceReading<'a> {
    pub(super) stages: &'a Stages<'a>,
    pub(super) names: &'a [Vec<String>],
    pub(super) worlds: Vec<DrawnWorld>,
    /// The place of the world that starts at a node.
    pub(super) world_at: HashMap<usize, usize>,
    /// The sequences with their messages.
    pub(super) sent: Vec<(&'a PaidSequence<'a>, usize)>,
    pub(super) messages: Vec<String>,
    order: Option<AudienceOrder>,
}

/// The game, if each message leads each type of each reader to one information set.
pub(super) fn game<'a>(
    stages: &'a Stages<'a>,
    names: &'a [Vec<String>],
    paid: &'a [Vec<PaidSequence<'a>>],
) -> Result<Option<Game>, Error> {
    let reading = AudienceReading::new(stages, names, paid);
    let mut readers = Vec::new();
    for reader in 0..stages.readers.len() {
        match reading.reader(reader) {
            Some(found) => readers.push(found),
            None => return Ok(None),
        }
    }
    reading.build(readers)
}

/// The ways on which chance leads to the sender's first moves, and their places by node.
fn worlds(stages: &Stages, names: &[Vec<String>]) -> (Vec<DrawnWorld>, HashMap<usize, usize>) {
    let (mut worlds, mut world_at) = (Vec::new(), HashMap::new());
    for (sender_type, found) in stages.types.iter().enumerate() {
        for (node, probability) in &found.nodes {
            let branches = stages.tree.branches(*node);
            let labels = branches.iter().map(|&(set, k)| names[set][k].clone()).collect();
            world_at.insert(*node, worlds.len());
            worlds.push(DrawnWorld { sender_type, probability: probability.clone(), labels });
        }
    }
    (worlds, world_at)
}

impl<'a> AudienceReading<'a> {
    fn new(
        stages: &'a Stages<'a>,
        names: &'a [Vec<String>],
        paid: &'a [Vec<PaidSequence<'a>>],
    ) -> Self {
        // sequences that some reader cannot tell apart are one message
        let all: Vec<&PaidSequence> = paid.iter().flatten().collect();
        let groups = UnionFind::new(all.len());
        let mut first: HashMap<Result<usize, String>, usize> = HashMap::new();
        for (i, one) in all.iter().enumerate() {
            let mut sets = one.views().flatten().filter_map(|view| view.set).peekable();
            if sets.peek().is_none() {
                groups.join(i, *first.entry(Err(one.label(names))).or_insert(i));
            }
            sets.for_each(|set| groups.join(i, *first.entry(Ok(set)).or_insert(i)));
        }
        let (mut roots, mut sent) = (Vec::new(), Vec::new());
        for (i, one) in all.iter().enumerate() {
            let root = groups.root(i);
            let m = roots.iter().position(|r| *r == root).unwrap_or_else(|| {
                roots.push(root);
                roots.len() - 1
            });
            sent.push((*one, m));
        }
        let label = |m: usize| {
            let mine = || sent.iter().filter(move |(_, other)| *other == m).map(|(one, _)| one);
            let set = mine().flat_map(|one| one.views().flatten()).find_map(|view| view.set);
            let labels = mine().map(|one| one.label(names));
            match set {
                Some(set) => common(labels, &stages.tree.sets[set].label),
                None => labels.into_iter().next().unwrap_or_default(),
            }
        };
        let labels: Vec<String> = (0..roots.len()).map(label).collect();
        let messages = distinct(&labels, 'm');
        let order = AudienceOrder::from_comment(&stages.tree.comment)
            .filter(|order| order.readers.len() == stages.readers.len());
        let (worlds, world_at) = worlds(stages, names);
        AudienceReading { stages, names, worlds, world_at, sent, messages, order }
    }

    /// The same with messages that go by their labels and the actions that may follow.
    pub(super) fn by_labels(
        stages: &'a Stages<'a>,
        names: &'a [Vec<String>],
        paid: &'a [Vec<PaidSequence<'a>>],
    ) -> Self {
        let mut keys: Vec<(String, BTreeSet<Option<&Vec<String>>>)> = Vec::new();
        let mut sent = Vec::new();
        for one in paid.iter().flatten() {
            let follow = |view: &View| view.set.map(|set| &names[set]);
            let open = one.views().flatten().map(follow).collect();
            let key = (one.label(names), open);
            let m = keys.iter().position(|known| *known == key).unwrap_or_else(|| {
                keys.push(key);
                keys.len() - 1
            });
            sent.push((one, m));
        }
        let labels: Vec<String> = keys.into_iter().map(|(label, _)| label).collect();
        let messages = distinct(&labels, 'm');
        let (worlds, world_at) = worlds(stages, names);
        AudienceReading { stages, names, worlds, world_at, sent, messages, order: None }
    }

    /// The name of a reader: that of the player, or its number if it has none.
    pub(super) fn reader_name(&self, reader: usize) -> String {
        let player = self.stages.readers[reader];
        match &self.order {
            Some(order) => order.readers[reader].name.clone(),
            None => name(self.stages.tree, player).trim_matches('"').to_string(),
        }
    }

    /// A reader, unless it sees something else than the message and its type.
    fn reader(&self, reader: usize) -> Option<TreeReader> {
        // worlds that share an information set are in one class
        let groups = UnionFind::new(self.worlds.len());
        let mut first: HashMap<usize, usize> = HashMap::new();
        let views = || {
            self.sent.iter().flat_map(move |(one, m)| {
                one.payoffs.views[reader].iter().map(move |view| (*m, view))
            })
        };
        for (_, view) in views().filter(|(_, view)| view.set.is_some()) {
            for node in view.worlds.keys() {
                let w = self.world_at[node];
                groups.join(w, *first.entry(view.set.unwrap_or_default()).or_insert(w));
            }
        }
        let mut seen: BTreeMap<(usize, usize), Option<usize>> = BTreeMap::new();
        for (m, view) in views() {
            for node in view.worlds.keys() {
                let class = groups.root(self.world_at[node]);
                if *seen.entry((m, class)).or_insert(view.set) != view.set {
                    return None;
                }
            }
        }
        let wanted = self.order.as_ref().map(|order| &order.readers[reader].types);
        let class_of: Vec<usize> = (0..self.worlds.len()).map(|w| groups.root(w)).collect();
        let (types, type_of) = self.reader_types(&class_of, &seen, wanted);
        let mut sets = HashMap::new();
        for ((m, class), set) in &seen {
            sets.insert((*m, type_of[*class]), *set);
        }
        let (actions, replies) = self.actions(&sets, types.len().max(1))?;
        let name = self.reader_name(reader);
        Some(TreeReader { name, types, type_of, actions, replies, sets })
    }

    /// The actions of a reader with so many types and those after each message, if these are the same
    /// for all types.
    pub(super) fn actions(
        &self,
        sets: &HashMap<(usize, usize), Option<usize>>,
        types: usize,
    ) -> Option<(Vec<String>, Vec<Vec<usize>>)> {
        let mut actions: Vec<String> = Vec::new();
        let mut replies: Vec<Vec<usize>> = Vec::new();
        for m in 0..self.messages.len() {
            let mut known: Option<Vec<usize>> = None;
            for set in (0..types).filter_map(|s| sets.get(&(m, s))) {
                let mut open = Vec::new();
                for label in set.iter().flat_map(|&set| &self.names[set]) {
                    open.push(actions.iter().position(|a| a == label).unwrap_or_else(|| {
                        actions.push(label.clone());
                        actions.len() - 1
                    }));
                }
                open.sort_unstable();
                if *known.get_or_insert_with(|| open.clone()) != open {
                    return None;
                }
            }
            replies.push(known.unwrap_or_default());
        }
        if replies.iter().any(Vec::is_empty) {
            actions.push(unlike("end", &actions));
            let end = actions.len() - 1;
            replies.iter_mut().filter(|open| open.is_empty()).for_each(|open| open.push(end));
        }
        Some((actions, replies))
    }

    pub(super) fn build(&self, mut readers: Vec<TreeReader>) -> Result<Option<Game>, Error> {
        let typed = readers.iter().any(|reader| !reader.types.is_empty());
        let types = if typed { self.types() } else { self.stages.type_labels(self.names) };
        let size = |reader: &TreeReader| {
            let [t, m, a] = [types.len(), self.messages.len(), reader.actions.len()];
            [m, a, reader.types.len().max(1)]
                .iter()
                .try_fold(t, |n, &k| n.checked_mul(k))
                .filter(|&n| n <= MAX_CELLS)
                .ok_or_else(|| too_many([t, m, a]))
        };
        let cells = readers.iter().map(size).sum::<Result<usize, Error>>()?;
        if cells > MAX_CELLS {
            let actions = readers.iter().map(|reader| reader.actions.len()).sum();
            return Err(too_many([types.len(), self.messages.len(), actions]));
        }
        let order = self.arrange(&mut readers);
        let (count, messages) = (types.len(), order.len());
        let sent: BTreeMap<(usize, usize), &PaidSequence> =
            self.sent.iter().map(|&(one, m)| ((one.sequence.sender_type, m), one)).rev().collect();
        let same = |one: &PaidSequence, other: &PaidSequence| one.pays_like(other);
        if self.sent.iter().any(|(one, m)| !same(one, sent[&(one.sequence.sender_type, *m)])) {
            return Ok(None);
        }
        let mut costs = vec![vec![Q::ZERO; messages]; count];
        let mut available: Vec<Vec<&String>> = vec![Vec::new(); count];
        for (place, &m) in order.iter().enumerate() {
            for t in 0..count {
                if let Some(one) = sent.get(&(t, m)) {
                    available[t].push(&self.messages[m]);
                    costs[t][place] = -&one.payoffs.own;
                }
            }
        }
        let labels: Vec<&String> = order.iter().map(|&m| &self.messages[m]).collect();
        let mut builder = Game::builder().types(&types).messages(labels.iter().copied());
        for (label, open) in types.iter().zip(available) {
            if open.len() < messages {
                builder = builder.available(label, open);
            }
        }
        if !self.stages.tree.title.is_empty() {
            builder = builder.name(&self.stages.tree.title);
        }
        let prior: Vec<Q> = self.stages.types.iter().map(|found| found.prior.clone()).collect();
        let mut built = Vec::new();
        for (r, reader) in readers.iter().enumerate() {
            let [sender, receiver] = self.payoffs((r, reader), &order, &sent);
            let mut one = Reader::builder(&reader.name)
                .actions(&reader.actions)
                .sender(sender)
                .receiver(receiver);
            let mut joint = vec![vec![Q::ZERO; reader.types.len()]; count];
            if !reader.types.is_empty() {
                for (world, &s) in self.worlds.iter().zip(&reader.type_of) {
                    joint[world.sender_type][s] += &world.probability;
                }
                let share = |(row, p): (&Vec<Q>, &Q)| row.iter().map(|x| x / p).collect();
                let chances = joint.iter().zip(&prior).map(share).collect();
                one = one.types(&reader.types).chances(chances);
            }
            for (label, &m) in labels.iter().zip(&order) {
                let open = &reader.replies[m];
                if open.len() < reader.actions.len() {
                    one = one.replies(*label, open.iter().map(|&a| &reader.actions[a]));
                }
            }
            built.push((one, joint));
        }
        let builder = match (&readers[..], &mut built[..]) {
            ([only], _) if only.types.is_empty() => return Ok(None),
            ([only], [(_, joint)]) => {
                let [sender, receiver] = self.payoffs((0, only), &order, &sent);
                let mut builder = builder
                    .actions(&only.actions)
                    .receiver_types(&only.types)
                    .joint_prior(std::mem::take(joint))
                    .sender(sender)
                    .receiver(receiver);
                for (label, &m) in labels.iter().zip(&order) {
                    let open = &only.replies[m];
                    if open.len() < only.actions.len() {
                        builder = builder.replies(*label, open.iter().map(|&a| &only.actions[a]));
                    }
                }
                builder
            }
            _ => {
                let readers = built.into_iter().map(|(reader, _)| reader);
                builder.prior(prior).message_costs(costs).readers(readers)
            }
        };
        builder.build().map(Some)
    }

    /// The messages in order; puts the types and actions of the readers in order, and gives each reader
    /// a name of its own.
    fn arrange(&self, readers: &mut [TreeReader]) -> Vec<usize> {
        let mut taken: Vec<String> = self.stages.type_labels(self.names);
        taken.extend(["sender", "receiver"].map(String::from));
        if self.order.is_none() {
            for reader in &mut *readers {
                reader.name = unlike(&reader.name, &taken);
                taken.push(reader.name.clone());
            }
        }
        let mut order: Vec<usize> = (0..self.messages.len()).collect();
        let Some(known) = &self.order else { return order };
        if let Some(found) = places(&self.messages, &known.messages)
            && known.messages.len() == found.len()
        {
            order.sort_by_key(|&m| found[m]);
        }
        for (reader, known) in readers.iter_mut().zip(&known.readers) {
            if let Some(at) = places(&reader.actions, &known.actions) {
                reader.actions.clone_from(&known.actions);
                reader.replies.iter_mut().flatten().for_each(|a| *a = at[*a]);
            }
            if let Some(at) = places(&reader.types, &known.types)
                && at.len() == known.types.len()
            {
                reader.types.clone_from(&known.types);
                if !at.is_empty() {
                    reader.type_of.iter_mut().for_each(|s| *s = at[*s]);
                    let sets = std::mem::take(&mut reader.sets).into_iter();
                    reader.sets = sets.map(|((m, s), set)| ((m, at[s]), set)).collect();
                }
            }
        }
        order
    }

    /// The payoffs of the sender and of a reader, by type, its type, message and action.
    fn payoffs(
        &self,
        (r, reader): (usize, &TreeReader),
        order: &[usize],
        sent: &BTreeMap<(usize, usize), &PaidSequence>,
    ) -> [GivenPayoffs; 2] {
        let (count, kinds) = (self.stages.types.len(), reader.types.len().max(1));
        let hole = vec![vec![vec![vec![None; reader.actions.len()]; order.len()]; kinds]; count];
        let mut both = [hole.clone(), hole];
        for (place, &m) in order.iter().enumerate() {
            for (t, one) in (0..count).filter_map(|t| Some((t, sent.get(&(t, m))?))) {
                for view in &one.payoffs.views[r] {
                    let open: Vec<usize> = match view.set {
                        None => reader.replies[m].clone(),
                        Some(set) => {
                            let place = |label| reader.actions.iter().position(|a| a == label);
                            self.names[set].iter().filter_map(place).collect()
                        }
                    };
                    // a reader that does not move may be of several types
                    let kinds: BTreeSet<usize> = view
                        .worlds
                        .keys()
                        .map(|node| reader.type_of[self.world_at[node]])
                        .collect();
                    for s in kinds {
                        for (&a, (sender, receiver)) in open.iter().zip(&view.pay) {
                            both[0][t][s][place][a] = Some(sender.clone());
                            both[1][t][s][place][a] = Some(receiver.clone());
                        }
                    }
                }
            }
        }
        both.map(|payoffs| match reader.types.len() {
            0 => {
                payoffs.into_iter().map(|mut kinds| kinds.swap_remove(0)).collect::<Vec<_>>().into()
            }
            _ => payoffs.into(),
        })
    }
}

impl PaidSequence<'_> {
    fn views(&self) -> impl Iterator<Item = &Vec<View>> {
        self.payoffs.views.iter()
    }

    /// The labels of its steps, joined.
    pub(super) fn label(&self, names: &[Vec<String>]) -> String {
        let labels = self.sequence.steps.iter().map(|&(set, k)| names[set][k].as_str());
        labels.collect::<Vec<_>>().join(JOINT)
    }

    /// Do two sequences of one type lead to the same and pay the same?
    fn pays_like(&self, other: &PaidSequence) -> bool {
        let same = |one: &View, other: &View| {
            (one.set, &one.worlds, &one.pay) == (other.set, &other.worlds, &other.pay)
        };
        let (one, two) = (&self.payoffs, &other.payoffs);
        one.own == two.own
            && one.views.iter().zip(&two.views).all(|(one, two)| {
                one.len() == two.len() && one.iter().all(|a| two.iter().any(|b| same(a, b)))
            })
    }
}
