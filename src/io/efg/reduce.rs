//! The walk through a game tree that collects its stages, or refuses the tree.

use super::refusal::movers;
use super::stages::{Knowledge, MoveSequence, Next, Payment, PayoffPair, SenderType, Stages};
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
    /// The sequence and the reply.
    Replied(usize, usize),
    /// The same, then the information set and the action of the sender's last move.
    Last(usize, usize, usize, usize),
}

impl<'a> Stages<'a> {
    /// Walks through a tree once, leaving out what chance never leads to.
    pub fn new(tree: &'a GameTree<'a>) -> Result<Stages<'a>, String> {
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
            Stage::Sent(w, _) if player != self.players[0] => Stage::Replied(w, action),
            Stage::Start | Stage::Sent(..) => Stage::Sent(self.index[&(set, action)], parent),
            Stage::Replied(w, a) => Stage::Last(w, a, set, action),
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
            Stage::Sent(w, from) if player == receiver => self.follow(i, w, from, Next::Reply(set)),
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
            Stage::Replied(w, a) if player == sender => {
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
            let (next, node, from, replies) = (None, 0, 0, Vec::new());
            self.sequences.push(MoveSequence { sender_type, steps, next, node, from, replies });
        }
    }

    /// Notes what follows a sequence, and refuses a tree in which different things do.
    fn follow(&mut self, i: usize, w: usize, from: usize, next: Next) -> Result<(), String> {
        let sequence = &mut self.sequences[w];
        let Some(known) = sequence.next else {
            let replies = match next {
                Next::Reply(set) => self.tree.sets[set].actions.len(),
                Next::End => 1,
                Next::Step(_) => 0,
            };
            sequence.replies = vec![Payment::default(); replies];
            (sequence.next, sequence.node, sequence.from) = (Some(next), i, from);
            return Ok(());
        };
        if known == next {
            return Ok(());
        }
        let (node, alone) = (sequence.node, sequence.from == from);
        Err(self.diverging(w, (known, node), (next, i), alone))
    }

    /// The game ends.
    fn end(&mut self, i: usize, path: &NodePath) -> Result<(), String> {
        let (w, a, last) = match path.stage {
            Stage::Start => {
                let doubt = format!("the game ends before {} moves", self.sender());
                return Err(self.refusal(&[i], &doubt));
            }
            Stage::Sent(w, from) => {
                self.follow(i, w, from, Next::End)?;
                (w, 0, None)
            }
            Stage::Replied(w, a) => (w, a, None),
            Stage::Last(w, a, set, z) => (w, a, Some((set, z))),
        };
        let payment = &mut self.sequences[w].replies[a];
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
    pub fn complete_sequences(&self) -> Vec<Vec<&MoveSequence>> {
        let mut complete = vec![Vec::new(); self.types.len()];
        for sequence in &self.sequences {
            if let Some(Next::Reply(_) | Next::End) = sequence.next {
                complete[sequence.sender_type].push(sequence);
            }
        }
        complete.iter_mut().for_each(|sequences| sequences.sort_by_key(|sequence| sequence.node));
        complete
    }

    /// The expected payoffs of a type and of the receiver from a reply to one of its sequences. The
    /// sender makes its best last move; where several are best, the receiver must be indifferent.
    pub fn payoffs(
        &self,
        sender_type: &SenderType,
        sequence: &MoveSequence,
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
        Ok((payoffs.0 / &sender_type.prior, payoffs.1 / &sender_type.prior))
    }
}
