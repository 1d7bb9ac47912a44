//! The moves of a game tree by who makes them: chance, sender, receiver, sender again.

use std::collections::{BTreeMap, HashMap};

use super::tree::GameTree;
use crate::exact::Q;

/// The sender's payoff, then the receiver's.
pub(super) type PayoffPair = (Q, Q);

/// A tree in which chance moves first, then the sender, in one step or several, then the receiver,
/// then perhaps the sender once more, and chance again anywhere.
#[derive(Debug)]
pub(super) struct Stages<'a> {
    pub tree: &'a GameTree<'a>,
    /// The sender and the receiver.
    pub players: [usize; 2],
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
}

/// A type of the sender.
#[derive(Debug)]
pub(super) struct SenderType {
    pub set: usize,
    /// The nodes at which this type moves.
    pub nodes: Vec<usize>,
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
    /// Where the receiver may find itself, in order of appearance: more than one information set
    /// where it sees a signal with noise; its place in an ended game is none.
    pub seen: Vec<Observed>,
    /// The first event that differs from `next`, a node that shows it, and whether chance moved after
    /// the sequence.
    pub other: Option<(Next, usize, bool)>,
}

/// What the receiver knows after a sequence, and what its replies pay.
#[derive(Debug)]
pub(super) struct Observed {
    /// The information set; none where the game ends.
    pub set: Option<usize>,
    /// The probability of the type and of this observation, if the sequence is taken.
    pub probability: Q,
    /// The payment for each reply, times this probability; one payment where the game ends.
    pub replies: Vec<Payment>,
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
/// moves and the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Knowledge {
    pub first_set: usize,
    pub sequence: Option<usize>,
    pub reply: Option<usize>,
}

/// The payment for a reply, up to the sender's last move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Payment {
    pub now: PayoffPair,
    /// The payment for each last move, by information set of the sender.
    pub last: BTreeMap<usize, Vec<PayoffPair>>,
}
