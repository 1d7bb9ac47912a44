//! The moves of a game tree by who makes them: chance, sender, receiver, sender again.

use std::collections::{BTreeMap, HashMap};

use super::tree::GameTree;
use crate::exact::Q;

/// What somebody gets: the sender, then the receiver.
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
    /// The type that each of these is.
    pub kinds: HashMap<usize, usize>,
    /// What the types can say, and the beginnings of it.
    pub words: Vec<MoveSequence>,
    /// The word that an action of the sender completes, by information set and action.
    pub index: HashMap<(usize, usize), usize>,
    /// What the sender knows at its information sets, and a node where it does.
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

/// Steps of the sender, one after another.
#[derive(Debug)]
pub(super) struct MoveSequence {
    /// The type.
    pub kind: usize,
    /// Information sets and actions.
    pub steps: Vec<(usize, usize)>,
    /// What follows, as soon as it is known.
    pub next: Option<Next>,
    /// The first node that shows it, and the sender's node above.
    pub node: usize,
    pub from: usize,
    /// What each reply pays, times the probability of the type; one payment where the game ends.
    pub replies: Vec<Payment>,
}

/// What follows a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another step, at this information set.
    Step(usize),
    /// A reply, at this information set.
    Reply(usize),
    End,
}

/// What the sender knows when it moves: the information set at which its type moves first, what it
/// did and what was replied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Knowledge {
    pub kind: usize,
    pub word: Option<usize>,
    pub reply: Option<usize>,
}

/// What a reply pays, up to the sender's last move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Payment {
    pub now: PayoffPair,
    /// What each last move pays, by information set of the sender.
    pub last: BTreeMap<usize, Vec<PayoffPair>>,
}
