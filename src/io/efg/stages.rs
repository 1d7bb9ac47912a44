//! The moves of a game tree by who makes them: chance, sender, readers, sender again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::tree::GameTree;
use crate::exact::Q;

/// The sender's payoff, then the reader's.
pub(super) type PayoffPair = (Q, Q);

/// A tree in which chance moves first, then the sender, in one step or several, then the readers,
/// each at most once, then perhaps the sender once more, and chance again anywhere.
#[derive(Debug)]
pub(super) struct Stages<'a> {
    pub tree: &'a GameTree<'a>,
    pub sender: usize,
    /// All others who move, by number.
    pub readers: Vec<usize>,
    /// Information sets at which the sender moves first, in order of appearance: its types.
    pub types: Vec<SenderType>,
    /// The place of each of them in `types`.
    pub type_index: HashMap<usize, usize>,
    /// The move sequences of all types, and their beginnings.
    pub sequences: Vec<MoveSequence>,
    /// The sequence that an action of the sender completes, by information set and action.
    pub index: HashMap<(usize, usize), usize>,
    /// The sender's knowledge at its information sets, and a node where it has it.
    pub known: HashMap<usize, (Knowledge, usize)>,
    /// The replies made before a reader moves, by its information set and that of the reply: the
    /// actions, and a node after one of them.
    pub earlier: BTreeMap<(usize, usize), (BTreeSet<usize>, usize)>,
}

/// A type of the sender.
#[derive(Debug)]
pub(super) struct SenderType {
    pub set: usize,
    /// The nodes at which this type moves, each with its probability: one for each way on which
    /// chance leads to it.
    pub nodes: Vec<(usize, Q)>,
    pub prior: Q,
}

/// Moves of the sender in a row, which make one message.
#[derive(Debug)]
pub(super) struct MoveSequence {
    /// The type.
    pub sender_type: usize,
    /// Information sets and actions.
    pub steps: Vec<(usize, usize)>,
    /// The next event, as soon as it is known.
    pub next: Option<Next>,
    /// The first node that shows it, and the sender's node above.
    pub node: usize,
    pub from: usize,
    /// Where the readers may find themselves, in order of appearance.
    pub cells: Vec<ReplyCell>,
    /// The first event that differs from `next`, a node that shows it, and whether chance moved after
    /// the sequence.
    pub other: Option<(Next, usize, bool)>,
}

/// What the readers know after a sequence, and what their replies pay.
#[derive(Debug)]
pub(super) struct ReplyCell {
    /// The information set of each reader; none where it does not move.
    pub sets: Vec<Option<usize>>,
    /// The probability of these, if the sequence is taken, by the node at which the sender moves
    /// first.
    pub worlds: BTreeMap<usize, Q>,
    /// By action of each reader, 0 where it does not move.
    pub profiles: BTreeMap<Vec<usize>, ProfilePayment>,
}

/// What one profile of replies pays.
#[derive(Debug)]
pub(super) struct ProfilePayment {
    /// A leaf behind it.
    pub node: usize,
    pub probability: Q,
    pub now: Payment,
    /// The payment for each last move, by information set of the sender.
    pub last: BTreeMap<usize, Vec<Payment>>,
}

/// A payment, times the probability of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Payment {
    /// What each player gets, the sender first.
    pub payoffs: Vec<Q>,
    /// What the sender gets before any reply, and from each reply to the next one.
    pub shares: Vec<Q>,
}

/// The event after a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another step, at this information set.
    Step(usize),
    /// A reply, at this information set.
    Reply(usize),
    End,
}

/// The sender's knowledge when it moves: the information set at which its type moves first, its
/// moves, and the replies by information set and action.
#[derive(Clone, Debug)]
pub(super) struct Knowledge {
    pub first_set: usize,
    pub sequence: Option<usize>,
    pub replies: Vec<(usize, usize)>,
}

impl Payment {
    /// Nothing for the sender and so many readers.
    pub(super) fn nothing(readers: usize) -> Payment {
        Payment { payoffs: vec![Q::ZERO; readers + 1], shares: vec![Q::ZERO; readers + 1] }
    }

    /// Adds another one, times a probability.
    pub(super) fn add(&mut self, other: &Payment, probability: &Q) {
        let add = |sums: &mut Vec<Q>, more: &[Q]| {
            sums.iter_mut().zip(more).for_each(|(sum, x)| *sum += &(x * probability));
        };
        add(&mut self.payoffs, &other.payoffs);
        add(&mut self.shares, &other.shares);
    }
}

impl MoveSequence {
    /// The information sets at which a reader may find itself, each once and in order of appearance;
    /// none where it does not move.
    pub(super) fn seen(&self, reader: usize) -> Vec<Option<usize>> {
        let mut seen = Vec::new();
        for cell in &self.cells {
            if !seen.contains(&cell.sets[reader]) {
                seen.push(cell.sets[reader]);
            }
        }
        seen
    }
}
