//! A game of several rounds: a finite tree of public histories with one informed sender.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, quoted};
use crate::exact::Q;

/// A set of types, as bits.
pub(crate) type TypeSet = u64;

/// Who moves at a public history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mover {
    /// The game is over.
    Nobody,
    /// The sender, who knows its type, sends a message.
    Sender,
    /// The receiver takes an action, which all see.
    Receiver,
    /// Message and action at once; then both are seen.
    Both,
    /// A public lottery, whose odds do not depend on the type.
    Chance,
}

/// A node of the tree. What follows is given by indices of nodes, which come before this one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PublicNode {
    pub(crate) mover: Mover,
    /// The labels of the messages; empty where the sender does not move.
    pub(crate) messages: Vec<String>,
    /// The labels of the actions, or of the branches of chance.
    pub(crate) actions: Vec<String>,
    /// `[m * columns + a]`: the nodes that follow.
    pub(crate) next: Vec<usize>,
    /// `[m]`: the types that have the message.
    pub(crate) senders: Vec<TypeSet>,
    /// The probability of each branch of chance.
    pub(crate) odds: Vec<Q>,
    /// `[t]`: what is paid when the node is reached, first to the sender, then to the receiver.
    pub(crate) pays: [Vec<Q>; 2],
    /// The types for which an end names no payoff.
    pub(crate) unpaid: TypeSet,
    /// What the rest of the game is multiplied by, for the sender and the receiver.
    pub(crate) discount: [Q; 2],
}

impl PublicNode {
    /// The node at which the game ends.
    pub(crate) fn end(pays: [Vec<Q>; 2], unpaid: TypeSet) -> PublicNode {
        PublicNode {
            mover: Mover::Nobody,
            messages: Vec::new(),
            actions: Vec::new(),
            next: Vec::new(),
            senders: Vec::new(),
            odds: Vec::new(),
            pays,
            unpaid,
            discount: [Q::ONE, Q::ONE],
        }
    }

    /// Who moves.
    pub fn mover(&self) -> Mover {
        self.mover
    }

    /// The labels of the messages; none where the sender does not move.
    pub fn messages(&self) -> &[String] {
        &self.messages
    }

    /// The labels of the receiver's actions, or of the branches of chance.
    pub fn actions(&self) -> &[String] {
        &self.actions
    }

    /// Does the sender move, alone or with the receiver?
    pub(crate) fn sends(&self) -> bool {
        matches!(self.mover, Mover::Sender | Mover::Both)
    }

    /// Does the receiver move, alone or with the sender?
    pub(crate) fn acts(&self) -> bool {
        matches!(self.mover, Mover::Receiver | Mover::Both)
    }

    /// The number of actions, or 1 where only the sender moves.
    pub(crate) fn columns(&self) -> usize {
        self.actions.len().max(1)
    }

    /// The number of messages, or 1 where the sender does not move.
    pub(crate) fn rows(&self) -> usize {
        self.messages.len().max(1)
    }

    /// The types of a set that may be there after the `m`-th message, or after any other move.
    pub(crate) fn after(&self, types: TypeSet, m: usize) -> TypeSet {
        types & self.senders.get(m).copied().unwrap_or(TypeSet::MAX)
    }

    /// The labels that lead to the `i`-th node that follows: the message, then the action.
    pub(crate) fn labels(&self, i: usize) -> Vec<&str> {
        let (m, a) = (i / self.columns(), i % self.columns());
        let message = self.messages.get(m).map(String::as_str);
        let action = self.actions.get(a).map(String::as_str);
        message.into_iter().chain(action).collect()
    }

    /// Does the node pay nothing and discount nothing?
    pub(crate) fn is_plain(&self) -> bool {
        self.discount == [Q::ONE, Q::ONE] && self.pays.iter().flatten().all(Q::is_zero)
    }
}

/// A game of several rounds.
///
/// Types are drawn once and known to the sender alone; every move is seen by all. A node may pay
/// when it is reached and discount what follows. Immutable, cheap to clone, compared and hashed by
/// value: equal parts of a tree are one node, whether or not they were one object when the tree was
/// made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MultistageGame(pub(super) Arc<TreeData>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct TreeData {
    pub(super) name: Option<String>,
    pub(super) types: Vec<String>,
    pub(super) prior: Vec<Q>,
    /// Every node comes after those that follow it; the last is the root.
    pub(super) nodes: Vec<PublicNode>,
    /// The number of moves on the longest path.
    pub(super) depth: usize,
}

/// A place in a tree: a node, and the types that can be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub(crate) node: usize,
    pub(crate) types: TypeSet,
}

impl MultistageGame {
    /// The name, if one was given.
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The labels of the types.
    pub fn types(&self) -> &[String] {
        &self.0.types
    }

    /// The prior probability of each type: positive, summing to 1.
    pub fn prior(&self) -> &[Q] {
        &self.0.prior
    }

    /// The number of different nodes.
    pub fn size(&self) -> usize {
        self.0.nodes.len()
    }

    /// The number of moves on the longest path.
    pub fn depth(&self) -> usize {
        self.0.depth
    }

    pub(crate) fn node(&self, node: usize) -> &PublicNode {
        &self.0.nodes[node]
    }

    /// The node of a place.
    pub fn node_at(&self, place: Place) -> &PublicNode {
        &self.0.nodes[place.node]
    }

    /// The root, where every type can be.
    pub fn root(&self) -> Place {
        Place { node: self.0.nodes.len() - 1, types: everyone(self.types().len()) }
    }

    /// The place after the `i`-th continuation of another.
    pub(crate) fn after(&self, place: Place, i: usize) -> Place {
        let node = self.node(place.node);
        Place { node: node.next[i], types: node.after(place.types, i / node.columns()) }
    }

    /// The place that a history leads to.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when no such labels follow one another.
    pub fn place(&self, history: &[impl AsRef<str>]) -> Result<Place, Error> {
        let mut place = self.root();
        let mut at = 0;
        while at < history.len() {
            let node = self.node(place.node);
            let found = (0..node.next.len()).find(|&i| {
                let labels = node.labels(i);
                history.len() >= at + labels.len()
                    && labels.iter().zip(&history[at..]).all(|(x, y)| *x == y.as_ref())
            });
            let Some(i) = found else {
                let path = path_of(&history[..at]);
                let label = quoted(history[at].as_ref());
                let known: Vec<String> = (0..node.next.len())
                    .take(8)
                    .map(|i| {
                        node.labels(i).iter().map(|l| quoted(l)).collect::<Vec<_>>().join(", ")
                    })
                    .collect();
                let doubt = if known.is_empty() {
                    "the game ends there".to_string()
                } else {
                    format!("what follows is {}", known.join(" or "))
                };
                return Err(Error::Game(format!("history: no {label} follows {path}: {doubt}")));
            };
            at += node.labels(i).len();
            place = self.after(place, i);
        }
        Ok(place)
    }

    /// The indices of the types of a set.
    pub(crate) fn members(&self, types: TypeSet) -> impl Iterator<Item = usize> + use<> {
        crate::exact::bitset::ones(types)
    }

    /// The same tree at another prior.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when an entry is not positive or the sum is not 1.
    pub fn with_prior(&self, prior: Vec<Q>, rounded: bool) -> Result<MultistageGame, Error> {
        let prior = super::build::checked_prior(prior, self.types(), rounded)?;
        Ok(MultistageGame(Arc::new(TreeData { prior, ..TreeData::clone(&self.0) })))
    }
}

/// All of so many types.
pub(crate) fn everyone(types: usize) -> TypeSet {
    if types >= 64 { TypeSet::MAX } else { (1 << types) - 1 }
}

/// A history as errors name it: `tree["challenge"]["resist"]`.
pub(crate) fn path_of(history: &[impl AsRef<str>]) -> String {
    let labels = history.iter().map(|label| format!("[{}]", quoted(label.as_ref())));
    std::iter::once("tree".to_string()).chain(labels).collect()
}
