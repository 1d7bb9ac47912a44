//! The walk through a game tree that collects its stages, or refuses the tree.

use super::refusal::movers;
use super::stages::{
    Knowledge, MoveSequence, Next, Payment, ProfilePayment, ReplyCell, SenderType, Stages,
};
use super::tree::{GameTree, TreeNode};
use crate::exact::Q;

/// Steps that a message may take. Every sequence holds a copy of the steps before, so that long
/// ones would cost memory.
const MOST_STEPS: usize = 8;

/// A place between the root and a leaf.
#[derive(Clone, Debug)]
struct NodePath {
    probability: Q,
    paid: Payment,
    /// The node at which the sender moved first.
    world: usize,
    stage: Stage,
}

/// A reply: the reader, its information set and the action.
type ReaderReply = (usize, usize, usize);

#[derive(Clone, Debug)]
enum Stage {
    Start,
    /// The sequence, and the node at which its last step was taken.
    Sent(usize, usize),
    /// The sequence, and the replies.
    Replied(usize, Vec<ReaderReply>),
    /// The same, then the information set and the action of the sender's last move.
    Last(usize, Vec<ReaderReply>, usize, usize),
}

impl Stage {
    /// Where the sender's payoffs are counted: before the replies, or after the last of them.
    fn share(&self) -> usize {
        match self {
            Stage::Start | Stage::Sent(..) => 0,
            Stage::Replied(_, replies) | Stage::Last(_, replies, ..) => {
                replies.last().map_or(0, |(reader, ..)| reader + 1)
            }
        }
    }
}

impl<'a> Stages<'a> {
    /// Walks through a tree once, leaving out what chance never leads to.
    pub(super) fn new(tree: &'a GameTree<'a>) -> Result<Stages<'a>, String> {
        let (sender, readers) = movers(tree)?;
        let mut stages = Stages {
            tree,
            sender,
            readers,
            types: Vec::new(),
            type_index: Default::default(),
            sequences: Vec::new(),
            index: Default::default(),
            known: Default::default(),
            earlier: Default::default(),
        };
        let mut paths: Vec<NodePath> = Vec::new();
        for (i, node) in tree.nodes.iter().enumerate().filter(|(_, node)| node.live) {
            paths.truncate(node.depth);
            let mut path = match paths.last() {
                None => NodePath {
                    probability: Q::ONE,
                    paid: Payment::nothing(stages.readers.len()),
                    world: 0,
                    stage: Stage::Start,
                },
                Some(path) => stages.onwards(path, node),
            };
            if let Some(outcome) = node.outcome {
                let payoffs = &tree.outcomes[outcome];
                path.paid.payoffs[0] += &payoffs[stages.sender];
                path.paid.shares[path.stage.share()] += &payoffs[stages.sender];
                let own = path.paid.payoffs[1..].iter_mut().zip(&stages.readers);
                own.for_each(|(sum, &reader)| *sum += &payoffs[reader]);
            }
            match node.set {
                Some(set) => stages.enter(i, set, &path)?,
                None => stages.end(i, &path)?,
            }
            paths.push(path);
        }
        stages.check_replies()?;
        Ok(stages)
    }

    /// The path to a node, given the path to its parent.
    fn onwards(&self, path: &NodePath, node: &TreeNode) -> NodePath {
        let mut path = path.clone();
        let (parent, action) = node.parent;
        let Some(set) = self.tree.nodes[parent].set else { return path };
        let Some(player) = self.tree.sets[set].player else {
            path.probability = path.probability * &self.tree.sets[set].probabilities[action];
            return path;
        };
        let reader = self.readers.iter().position(|&reader| reader == player);
        if matches!(path.stage, Stage::Start) {
            path.world = parent;
        }
        path.stage = match (path.stage, reader) {
            (Stage::Sent(w, _), Some(reader)) => Stage::Replied(w, vec![(reader, set, action)]),
            (Stage::Start | Stage::Sent(..), _) => Stage::Sent(self.index[&(set, action)], parent),
            (Stage::Replied(w, mut replies), Some(reader)) => {
                replies.push((reader, set, action));
                Stage::Replied(w, replies)
            }
            (Stage::Replied(w, replies), None) => Stage::Last(w, replies, set, action),
            (last @ Stage::Last(..), _) => last,
        };
        path
    }

    /// A move is made.
    fn enter(&mut self, i: usize, set: usize, path: &NodePath) -> Result<(), String> {
        let Some(player) = self.tree.sets[set].player else { return Ok(()) };
        let reader = self.readers.iter().position(|&reader| reader == player);
        match (&path.stage, reader) {
            (Stage::Start, None) => {
                let known = Knowledge { first_set: set, sequence: None, replies: Vec::new() };
                if self.knows(i, set, known)? {
                    self.type_index.insert(set, self.types.len());
                    self.extend(self.types.len(), set, &[]);
                    self.types.push(SenderType { set, nodes: Vec::new(), prior: Q::ZERO });
                }
                let sender_type = &mut self.types[self.type_index[&set]];
                sender_type.prior += &path.probability;
                sender_type.nodes.push((i, path.probability.clone()));
                Ok(())
            }
            (Stage::Start, Some(reader)) => {
                let doubt = format!("{} moves before {}", self.reader(reader), self.sender());
                Err(self.refusal(&[i], &doubt))
            }
            (&Stage::Sent(w, from), Some(_)) => self.follow(i, w, from, Next::Reply(set)),
            (&Stage::Sent(w, from), None) => {
                if self.sequences[w].steps.len() == MOST_STEPS {
                    let sender = self.sender();
                    let doubt = format!("{sender} moves more than {MOST_STEPS} times in a row");
                    return Err(self.refusal(&[i], &doubt));
                }
                if self.knows(i, set, self.after(w, &[]))? {
                    let MoveSequence { sender_type, steps, .. } = &self.sequences[w];
                    self.extend(*sender_type, set, &steps.clone());
                }
                self.follow(i, w, from, Next::Step(set))
            }
            (Stage::Replied(w, replies), None) => {
                self.knows(i, set, self.after(*w, replies)).map(drop)
            }
            (Stage::Replied(_, replies), Some(reader)) => {
                if replies.iter().any(|(other, ..)| *other == reader) {
                    let doubt = format!("{} moves again", self.reader(reader));
                    return Err(self.refusal(&[i], &doubt));
                }
                for &(_, other, action) in replies {
                    let (actions, _) =
                        self.earlier.entry((set, other)).or_insert_with(|| (Default::default(), i));
                    actions.insert(action);
                }
                Ok(())
            }
            (Stage::Last(_, replies, ..), _) => {
                let (mover, again) = match reader {
                    None => (self.sender(), true),
                    Some(reader) => {
                        (self.reader(reader), replies.iter().any(|(other, ..)| *other == reader))
                    }
                };
                let again = if again { "moves again," } else { "moves" };
                let doubt = format!("{mover} {again} after a last move of the sender");
                Err(self.refusal(&[i], &doubt))
            }
        }
    }

    /// The sender moves, and must know the same at every node of an information set. Is this the
    /// first node?
    fn knows(&mut self, i: usize, set: usize, known: Knowledge) -> Result<bool, String> {
        match self.known.get(&set) {
            Some((other, _)) if self.is_same(other, &known) => Ok(false),
            Some((other, node)) => Err(self.forgotten(set, (other, *node), (&known, i))),
            None => {
                self.known.insert(set, (known, i));
                Ok(true)
            }
        }
    }

    /// Is the same known? What a reader knows itself does not matter: its replies are the same if
    /// they are called the same.
    fn is_same(&self, one: &Knowledge, other: &Knowledge) -> bool {
        let called = |known: &Knowledge| -> Vec<(Option<usize>, &str)> {
            let sets = &self.tree.sets;
            let name = |&(set, k): &(usize, usize)| (sets[set].player, &*sets[set].actions[k]);
            known.replies.iter().map(name).collect()
        };
        let moves = |known: &Knowledge| (known.first_set, known.sequence);
        moves(one) == moves(other) && (one.replies == other.replies || called(one) == called(other))
    }

    /// The sender's knowledge after a sequence and some replies.
    fn after(&self, w: usize, replies: &[ReaderReply]) -> Knowledge {
        let first_set = self.types[self.sequences[w].sender_type].set;
        let mut replies: Vec<ReaderReply> = replies.to_vec();
        replies.sort_unstable();
        let replies = replies.into_iter().map(|(_, set, action)| (set, action)).collect();
        Knowledge { first_set, sequence: Some(w), replies }
    }

    /// Extends sequences by a step at this information set.
    fn extend(&mut self, sender_type: usize, set: usize, before: &[(usize, usize)]) {
        for action in 0..self.tree.sets[set].actions.len() {
            self.index.insert((set, action), self.sequences.len());
            let steps = before.iter().copied().chain([(set, action)]).collect();
            let (next, node, from, cells) = (None, 0, 0, Vec::new());
            let sequence =
                MoveSequence { sender_type, steps, next, node, from, cells, other: None };
            self.sequences.push(sequence);
        }
    }

    /// Notes what follows a sequence, and refuses a tree in which it is a reply here, and another move
    /// or the end there.
    fn follow(&mut self, i: usize, w: usize, from: usize, next: Next) -> Result<(), String> {
        let sequence = &mut self.sequences[w];
        let Some(known) = sequence.next else {
            (sequence.next, sequence.node, sequence.from) = (Some(next), i, from);
            return Ok(());
        };
        if known == next {
            return Ok(());
        }
        let (node, alone) = (sequence.node, sequence.from == from);
        if let (Next::Reply(_), Next::Reply(_)) = (known, next) {
            sequence.other.get_or_insert((next, i, alone));
            return Ok(());
        }
        Err(self.diverging((known, node), (next, i), alone))
    }

    /// The game ends.
    fn end(&mut self, i: usize, path: &NodePath) -> Result<(), String> {
        let (w, replies, last) = match &path.stage {
            Stage::Start => {
                let doubt = format!("the game ends before {} moves", self.sender());
                return Err(self.refusal(&[i], &doubt));
            }
            &Stage::Sent(w, from) => {
                self.follow(i, w, from, Next::End)?;
                (w, &[][..], None)
            }
            Stage::Replied(w, replies) => (*w, &replies[..], None),
            Stage::Last(w, replies, set, z) => (*w, &replies[..], Some((*set, *z))),
        };
        let readers = self.readers.len();
        let (mut sets, mut actions) = (vec![None; readers], vec![0; readers]);
        for &(reader, set, action) in replies {
            (sets[reader], actions[reader]) = (Some(set), action);
        }
        let cells = &mut self.sequences[w].cells;
        let place = cells.iter().position(|cell| cell.sets == sets).unwrap_or_else(|| {
            cells.push(ReplyCell {
                sets,
                worlds: Default::default(),
                profiles: Default::default(),
            });
            cells.len() - 1
        });
        let cell = &mut cells[place];
        let counts = last.is_none_or(|(_, z)| z == 0);
        if counts && actions.iter().all(|&a| a == 0) {
            *cell.worlds.entry(path.world).or_default() += &path.probability;
        }
        let nothing = || Payment::nothing(readers);
        let profile = cell.profiles.entry(actions).or_insert_with(|| ProfilePayment {
            node: i,
            probability: Q::ZERO,
            now: nothing(),
            last: Default::default(),
        });
        if counts {
            profile.probability += &path.probability;
        }
        let payment = match last {
            None => &mut profile.now,
            Some((set, z)) => {
                let count = self.tree.sets[set].actions.len();
                &mut profile.last.entry(set).or_insert_with(|| vec![nothing(); count])[z]
            }
        };
        payment.add(&path.paid, &path.probability);
        Ok(())
    }

    /// Checks that no reader sees what another one does.
    fn check_replies(&self) -> Result<(), String> {
        let count = |set: usize| self.tree.sets[set].actions.len();
        for (&(set, other), (actions, node)) in &self.earlier {
            if actions.len() < count(other) {
                return Err(self.seen_reply(set, other, *node));
            }
        }
        for sequence in &self.sequences {
            for cell in &sequence.cells {
                let product = cell
                    .sets
                    .iter()
                    .flatten()
                    .try_fold(1usize, |n, &set| n.checked_mul(count(set)));
                let mut profiles = cell.profiles.values();
                let first = profiles.next().map(|profile| &profile.probability);
                let odd = profiles.find(|profile| Some(&profile.probability) != first);
                let node = odd.map_or(sequence.node, |profile| profile.node);
                if odd.is_some() || product != Some(cell.profiles.len()) {
                    let doubt = "who replies or what is seen depends on an earlier reply";
                    return Err(self.refusal(&[node], doubt));
                }
            }
            for (reader, _) in self.readers.iter().enumerate() {
                let seen = sequence.seen(reader);
                if seen.len() > 1 && seen.contains(&None) {
                    let doubt = format!("chance decides whether {} replies", self.reader(reader));
                    return Err(self.refusal(&[sequence.node], &doubt));
                }
            }
        }
        Ok(())
    }

    /// The complete sequences of each type, in order of appearance.
    pub(super) fn complete_sequences(&self) -> Vec<Vec<&MoveSequence>> {
        let mut complete = vec![Vec::new(); self.types.len()];
        for sequence in &self.sequences {
            if let Some(Next::Reply(_) | Next::End) = sequence.next {
                complete[sequence.sender_type].push(sequence);
            }
        }
        complete.iter_mut().for_each(|sequences| sequences.sort_by_key(|sequence| sequence.node));
        complete
    }
}
