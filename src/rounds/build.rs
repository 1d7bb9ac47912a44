//! The making of a tree: equal parts are one node, and every type has a move wherever it can be.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::entry::TreeEntry;
use super::game::{Mover, MultistageGame, Place, PublicNode, TreeData, everyone, path_of};
use crate::error::{Error, brief, quoted};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::game::{check_text, distribution};

/// Moves that may follow one another. Deeper trees are slips as a rule, and recursion must end.
pub const DEEPEST: usize = 256;

/// The error of a tree that is deeper.
pub(crate) fn too_deep() -> String {
    format!("tree: more than {DEEPEST} moves follow one another")
}

/// Different nodes, and places where one may be, that a tree may have.
pub const MOST_NODES: usize = 1_000_000;
/// Types that a tree may have: sets of them are words.
const MOST_TYPES: usize = 64;

pub(super) type Found<T> = Result<T, String>;

impl MultistageGame {
    /// The game of a tree that is given by nested parts.
    ///
    /// A node is a mapping with one of the keys `sender` (`{message: node}`), `receiver`
    /// (`{action: node}`), `both` (`{message: {action: node}}`) or `chance`
    /// (`{label: [probability, node]}`) and perhaps `available` (`{type: [messages]}`), `pays` and
    /// `discount` (pairs for sender and receiver); an end is a pair of payoffs, each a number or a
    /// mapping by type.
    ///
    /// # Errors
    ///
    /// [`Error::Game`], one sentence that names the place by its labels, and the cure.
    ///
    /// ```
    /// use schelling::Q;
    /// use schelling::rounds::{TreeEntry, MultistageGame};
    ///
    /// let end = |s: i64, r: i64| TreeEntry::list([TreeEntry::number(s), TreeEntry::number(r)]);
    /// let reply = TreeEntry::mapping([("receiver", TreeEntry::mapping([("in", end(1, 1)), ("out", end(0, 0))]))]);
    /// let root = TreeEntry::mapping([("sender", TreeEntry::mapping([("ask", reply), ("wait", end(0, 0))]))]);
    /// let game = MultistageGame::new(&root, ["only"], vec![Q::ONE], None, false)?;
    /// assert_eq!((game.size(), game.depth()), (4, 2));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn new<L: Into<String>>(
        root: &Rc<TreeEntry>,
        types: impl IntoIterator<Item = L>,
        prior: Vec<Q>,
        name: Option<String>,
        rounded: bool,
    ) -> Result<MultistageGame, Error> {
        let types: Vec<String> = types.into_iter().map(Into::into).collect();
        check_types(&types, &prior).map_err(Error::Game)?;
        let prior = checked_prior(prior, &types, rounded)?;
        if let Some(name) = &name {
            check_text(|| "name".into(), name).map_err(Error::Game)?;
        }
        let mut builder = TreeBuilder::new(types);
        let (root, depth) = builder.read(root, &mut Vec::new()).map_err(Error::Game)?;
        builder.finish(root, depth, prior, name)
    }
}

fn check_types(types: &[String], prior: &[Q]) -> Found<()> {
    if types.is_empty() {
        return Err("there are no types: a game needs at least one".into());
    }
    if types.len() > MOST_TYPES {
        return Err(format!("there are {} types, and a tree may have {MOST_TYPES}", types.len()));
    }
    for (t, label) in types.iter().enumerate() {
        if label.trim().is_empty() {
            return Err(format!("types[{t}] is empty: give every type a label"));
        }
        check_text(|| format!("types[{t}]"), label)?;
        if let Some(first) = types[..t].iter().position(|other| other == label) {
            let label = quoted(label);
            return Err(format!("types[{t}] is {label}, as types[{first}] is: labels must differ"));
        }
    }
    if types.len() != prior.len() {
        let (types, prior) = (types.len(), prior.len());
        return Err(format!("prior has {prior} entries, but there are {types} types"));
    }
    Ok(())
}

/// A prior that is positive and sums to 1.
pub(super) fn checked_prior(
    prior: Vec<Q>,
    types: &[String],
    rounded: bool,
) -> Result<Vec<Q>, Error> {
    if prior.len() != types.len() {
        let (all, given) = (types.len(), prior.len());
        return Err(Error::Game(format!("prior has {given} entries, but there are {all} types")));
    }
    if let Some(t) = prior.iter().position(|p| !p.is_positive()) {
        return Err(Error::Game(format!(
            "prior[{}] is {}: every type needs a positive probability, so raise it or leave the \
             type out",
            quoted(&types[t]),
            brief(&prior[t])
        )));
    }
    distribution("prior", prior, rounded).map_err(Error::Game)
}

/// A tree under way.
pub(crate) struct TreeBuilder {
    pub(super) types: Vec<String>,
    pub(super) nodes: Vec<PublicNode>,
    index: HashMap<PublicNode, usize>,
    /// What parts became, by their address: a part that is used twice is read once.
    pub(super) read: HashMap<*const TreeEntry, (usize, usize)>,
}

impl TreeBuilder {
    pub(crate) fn new(types: Vec<String>) -> TreeBuilder {
        TreeBuilder { types, nodes: Vec::new(), index: HashMap::new(), read: HashMap::new() }
    }

    /// The index of a node, which is an old one where there is an equal one.
    pub(crate) fn node(&mut self, node: PublicNode) -> Found<usize> {
        if let Some(&known) = self.index.get(&node) {
            return Ok(known);
        }
        if self.nodes.len() == MOST_NODES {
            return Err(format!("tree: more than {MOST_NODES} different nodes"));
        }
        self.nodes.push(node.clone());
        self.index.insert(node, self.nodes.len() - 1);
        Ok(self.nodes.len() - 1)
    }

    /// The game, once it is known where each type can be.
    pub(crate) fn finish(
        mut self,
        root: usize,
        depth: usize,
        prior: Vec<Q>,
        name: Option<String>,
    ) -> Result<MultistageGame, Error> {
        if depth > DEEPEST {
            return Err(Error::Game(too_deep()));
        }
        if self.nodes[root].mover == Mover::Nobody {
            return Err(Error::Game("tree: nobody moves: a game has at least one move".into()));
        }
        self.order(root);
        let types = std::mem::take(&mut self.types);
        let nodes = std::mem::take(&mut self.nodes);
        let game = MultistageGame(Arc::new(TreeData { name, types, prior, nodes, depth }));
        check_places(&game).map_err(Error::Game)?;
        game.normalised().map_err(Error::Game)
    }

    /// Puts the nodes that the root leads to in the order of a walk, the root last, so that equal
    /// trees have equal lists.
    fn order(&mut self, root: usize) {
        let mut place: Vec<Option<usize>> = vec![None; self.nodes.len()];
        let mut sorted = Vec::new();
        let mut open = vec![(root, 0)];
        while let Some((node, done)) = open.pop() {
            if let Some(&next) = self.nodes[node].next.get(done) {
                open.push((node, done + 1));
                if place[next].is_none() {
                    open.push((next, 0));
                }
            } else if place[node].is_none() {
                place[node] = Some(sorted.len());
                sorted.push(node);
            }
        }
        let moved = sorted.iter().map(|&old| {
            let mut node = self.nodes[old].clone();
            node.next.iter_mut().for_each(|i| *i = place[*i].unwrap_or_default());
            node
        });
        self.nodes = moved.collect();
    }
}

impl MultistageGame {
    /// The same game without what is said of types where they cannot be, so that games are equal
    /// when they differ in nothing that matters.
    fn normalised(self) -> Found<MultistageGame> {
        let count = self.types().len();
        let everyone = everyone(count);
        let mut builder = TreeBuilder::new(Vec::new());
        let mut moved: HashMap<Place, usize> = HashMap::new();
        let mut open = vec![(self.root(), false)];
        while let Some((place, done)) = open.pop() {
            checkpoint();
            if moved.contains_key(&place) {
                continue;
            }
            let node = self.node_at(place);
            let below = (0..node.next.len()).map(|i| self.after(place, i));
            if !done && place.types != 0 {
                open.push((place, true));
                open.extend(below.map(|next| (next, false)));
                continue;
            }
            let mut node = node.clone();
            if place.types == 0 {
                node = PublicNode::end([vec![Q::ZERO; count], vec![Q::ZERO; count]], everyone);
            } else {
                node.next = below.map(|next| moved[&next]).collect();
                node.senders.iter_mut().for_each(|set| *set &= place.types);
                let ends = node.mover == Mover::Nobody;
                node.unpaid = if ends { everyone & !place.types } else { 0 };
                for side in &mut node.pays {
                    for (t, payment) in side.iter_mut().enumerate() {
                        if place.types >> t & 1 == 0 {
                            *payment = Q::ZERO;
                        }
                    }
                }
            }
            moved.insert(place, builder.node(node)?);
        }
        builder.order(moved[&self.root()]);
        let TreeData { name, types, prior, depth, .. } = TreeData::clone(&self.0);
        let nodes = std::mem::take(&mut builder.nodes);
        Ok(MultistageGame(Arc::new(TreeData { name, types, prior, nodes, depth })))
    }
}

/// Checks that every type that can be somewhere has a message or a payoff there.
fn check_places(game: &MultistageGame) -> Found<()> {
    let root = game.root();
    let mut seen = HashMap::from([(root, None)]);
    let mut open = vec![root];
    while let Some(place) = open.pop() {
        checkpoint();
        let node = game.node_at(place);
        let path = || {
            let (mut labels, mut at) = (Vec::new(), place);
            while let Some((above, i)) = seen[&at] {
                let above: Place = above;
                labels.extend(game.node_at(above).labels(i).into_iter().rev().map(str::to_string));
                at = above;
            }
            labels.reverse();
            path_of(&labels)
        };
        if node.mover == Mover::Nobody && node.unpaid & place.types != 0 {
            let t = (node.unpaid & place.types).trailing_zeros() as usize;
            return Err(format!(
                "{}: the end names no payoff for type {}, which can be there: give one",
                path(),
                quoted(&game.types()[t])
            ));
        }
        if node.sends() {
            let able = node.senders.iter().fold(0, |all, set| all | set);
            if place.types & !able != 0 {
                let t = (place.types & !able).trailing_zeros() as usize;
                return Err(format!(
                    "{}: type {} can be there and has no message: make one available to it",
                    path(),
                    quoted(&game.types()[t])
                ));
            }
        }
        for i in (0..node.next.len()).rev() {
            let next = game.after(place, i);
            if next.types != 0 && !seen.contains_key(&next) {
                if seen.len() == MOST_NODES {
                    return Err(format!("tree: more than {MOST_NODES} different places"));
                }
                seen.insert(next, Some((place, i)));
                open.push(next);
            }
        }
    }
    Ok(())
}
