//! The walk through a game tree that collects its stages, or refuses the tree.

use super::refusal::movers;
use super::stages::{
    Knowledge, MoveSequence, Next, Observed, Payment, PayoffPair, SenderType, Stages,
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
    payoffs: PayoffPair,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Start,
    /// The sequence, and the node at which its last step was taken.
    Sent(usize, usize),
    /// The sequence, the place of what is seen of it, and the reply.
    Replied(usize, usize, usize),
    /// The same, then the information set and the action of the sender's last move.
    Last(usize, usize, usize, usize, usize),
}

impl<'a> Stages<'a> {
    /// Walks through a tree once, leaving out what chance never leads to.
    pub(super) fn new(tree: &'a GameTree<'a>) -> Result<Stages<'a>, String> {
        let mut stages = Stages {
            tree,
            players: movers(tree)?,
            types: Vec::new(),
            type_index: Default::default(),
            sequences: Vec::new(),
            index: Default::default(),
            known: Default::default(),
        };
        let mut paths: Vec<NodePath> = Vec::new();
        for (i, node) in tree.nodes.iter().enumerate().filter(|(_, node)| node.live) {
            paths.truncate(node.depth);
            let mut path = match paths.last() {
                None => NodePath {
                    probability: Q::ONE,
                    payoffs: PayoffPair::default(),
                    stage: Stage::Start,
                },
                Some(path) => stages.onwards(path, node),
            };
            if let Some(outcome) = node.outcome {
                let payoffs = &tree.outcomes[outcome];
                path.payoffs.0 += &payoffs[stages.players[0]];
                path.payoffs.1 += &payoffs[stages.players[1]];
            }
            match node.set {
                Some(set) => stages.enter(i, set, &path)?,
                None => stages.end(i, &path)?,
            }
            paths.push(path);
        }
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
        path.stage = match path.stage {
            Stage::Sent(w, _) if player != self.players[0] => {
                let place = self.sequences[w].seen.iter().position(|seen| seen.set == Some(set));
                Stage::Replied(w, place.expect("it was noted at the parent"), action)
            }
            Stage::Start | Stage::Sent(..) => Stage::Sent(self.index[&(set, action)], parent),
            Stage::Replied(w, o, a) => Stage::Last(w, o, a, set, action),
            last @ Stage::Last(..) => last,
        };
        path
    }

    /// A move is made.
    fn enter(&mut self, i: usize, set: usize, path: &NodePath) -> Result<(), String> {
        let Some(player) = self.tree.sets[set].player else { return Ok(()) };
        let [sender, receiver] = self.players;
        match path.stage {
            Stage::Start if player == sender => {
                if self.knows(i, set, Knowledge { first_set: set, sequence: None, reply: None })? {
                    self.type_index.insert(set, self.types.len());
                    self.extend(self.types.len(), set, &[]);
                    self.types.push(SenderType { set, nodes: Vec::new(), prior: Q::ZERO });
                }
                let sender_type = &mut self.types[self.type_index[&set]];
                sender_type.prior += &path.probability;
                sender_type.nodes.push(i);
                Ok(())
            }
            Stage::Start => {
                let doubt = format!("{} moves before {}", self.receiver(), self.sender());
                Err(self.refusal(&[i], &doubt))
            }
            Stage::Sent(w, from) if player == receiver => {
                self.follow(i, w, from, Next::Reply(set))?;
                self.observe(w, Some(set), &path.probability);
                Ok(())
            }
            Stage::Sent(w, from) => {
                if self.sequences[w].steps.len() == MOST_STEPS {
                    let sender = self.sender();
                    let doubt = format!("{sender} moves more than {MOST_STEPS} times in a row");
                    return Err(self.refusal(&[i], &doubt));
                }
                if self.knows(i, set, self.after(w, None))? {
                    let MoveSequence { sender_type, steps, .. } = &self.sequences[w];
                    self.extend(*sender_type, set, &steps.clone());
                }
                self.follow(i, w, from, Next::Step(set))
            }
            Stage::Replied(w, _, a) if player == sender => {
                self.knows(i, set, self.after(w, Some(a))).map(drop)
            }
            Stage::Replied(..) => {
                Err(self.refusal(&[i], &format!("{} moves again", self.receiver())))
            }
            Stage::Last(..) => {
                let mover = if player == sender { self.sender() } else { self.receiver() };
                let doubt = format!("{mover} moves again, after a last move of the sender");
                Err(self.refusal(&[i], &doubt))
            }
        }
    }

    /// The sender moves, and must know the same at every node of an information set. Is this the
    /// first node?
    fn knows(&mut self, i: usize, set: usize, known: Knowledge) -> Result<bool, String> {
        match self.known.get(&set) {
            Some((other, _)) if *other == known => Ok(false),
            Some(&(other, node)) => Err(self.forgotten(set, (other, node), (known, i))),
            None => {
                self.known.insert(set, (known, i));
                Ok(true)
            }
        }
    }

    /// The sender's knowledge after a sequence and perhaps a reply.
    fn after(&self, w: usize, reply: Option<usize>) -> Knowledge {
        let first_set = self.types[self.sequences[w].sender_type].set;
        Knowledge { first_set, sequence: Some(w), reply }
    }

    /// Extends sequences by a step at this information set.
    fn extend(&mut self, sender_type: usize, set: usize, before: &[(usize, usize)]) {
        for action in 0..self.tree.sets[set].actions.len() {
            self.index.insert((set, action), self.sequences.len());
            let steps = before.iter().copied().chain([(set, action)]).collect();
            let (next, node, from, seen) = (None, 0, 0, Vec::new());
            let sequence = MoveSequence { sender_type, steps, next, node, from, seen, other: None };
            self.sequences.push(sequence);
        }
    }

    /// Notes what the receiver knows after a sequence, and with which probability.
    fn observe(&mut self, w: usize, set: Option<usize>, probability: &Q) {
        let replies = set.map_or(1, |set| self.tree.sets[set].actions.len());
        let seen = &mut self.sequences[w].seen;
        let place = seen.iter().position(|seen| seen.set == set).unwrap_or_else(|| {
            let replies = vec![Payment::default(); replies];
            seen.push(Observed { set, probability: Q::ZERO, replies });
            seen.len() - 1
        });
        seen[place].probability += probability;
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
        let (w, o, a, last) = match path.stage {
            Stage::Start => {
                let doubt = format!("the game ends before {} moves", self.sender());
                return Err(self.refusal(&[i], &doubt));
            }
            Stage::Sent(w, from) => {
                self.follow(i, w, from, Next::End)?;
                self.observe(w, None, &path.probability);
                (w, 0, 0, None)
            }
            Stage::Replied(w, o, a) => (w, o, a, None),
            Stage::Last(w, o, a, set, z) => (w, o, a, Some((set, z))),
        };
        let payment = &mut self.sequences[w].seen[o].replies[a];
        let (sender, receiver) = match last {
            None => &mut payment.now,
            Some((set, z)) => {
                let actions = self.tree.sets[set].actions.len();
                let moves = payment.last.entry(set);
                &mut moves.or_insert_with(|| vec![PayoffPair::default(); actions])[z]
            }
        };
        *sender += &(&path.payoffs.0 * &path.probability);
        *receiver += &(&path.payoffs.1 * &path.probability);
        Ok(())
    }
}

impl Stages<'_> {
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

    /// The expected payoffs of the sender and of the receiver from a reply to a sequence, where it is
    /// seen in one way. The sender makes its best last move; where several are best, the receiver must be indifferent.
    pub(super) fn payoffs(
        &self,
        sequence: &MoveSequence,
        seen: &Observed,
        payment: &Payment,
    ) -> Result<PayoffPair, String> {
        let mut payoffs = payment.now.clone();
        for (&set, moves) in &payment.last {
            let best = moves.iter().map(|(sender, _)| sender).max();
            let mut best = moves.iter().filter(|(sender, _)| Some(sender) == best);
            let Some((sender, receiver)) = best.next() else { continue };
            if best.any(|(_, other)| other != receiver) {
                return Err(self.undecided(set, sequence));
            }
            payoffs.0 += sender;
            payoffs.1 += receiver;
        }
        Ok((payoffs.0 / &seen.probability, payoffs.1 / &seen.probability))
    }

    /// The expected payoffs of the replies to a sequence, wherever the receiver finds itself.
    ///
    /// # Errors
    ///
    /// A sentence that says what the receiver knows too much, where payoffs depend on what it sees,
    /// or where it has other actions.
    pub(super) fn payoff_row(&self, sequence: &MoveSequence) -> Result<Vec<PayoffPair>, String> {
        let row = |seen: &Observed| -> Result<Vec<PayoffPair>, String> {
            let pay = |payment| self.payoffs(sequence, seen, payment);
            seen.replies.iter().map(pay).collect()
        };
        let first = row(&sequence.seen[0])?;
        let actions = |seen: &Observed| seen.set.map(|set| &self.tree.sets[set].actions);
        for seen in &sequence.seen[1..] {
            if actions(seen) != actions(&sequence.seen[0]) || row(seen)? != first {
                return Err(self.told_too_much(sequence));
            }
        }
        Ok(first)
    }
}
