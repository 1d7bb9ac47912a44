//! The making of a tree from what is given: every check, and equal parts made one node.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::entry::TreeEntry;
use super::game::{Mover, MultistageGame, Place, PublicNode, TreeData, TypeSet, everyone, path_of};
use crate::error::{Error, brief, did_you_mean, quoted};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::game::{Game, check_text, distribution};

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

type Found<T> = Result<T, String>;

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
    types: Vec<String>,
    nodes: Vec<PublicNode>,
    index: HashMap<PublicNode, usize>,
    /// What parts became, by their address: a part that is used twice is read once.
    read: HashMap<*const TreeEntry, (usize, usize)>,
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

    /// Reads a part: the index of its node, and the moves on the longest path from it.
    fn read(&mut self, entry: &Rc<TreeEntry>, path: &mut Vec<String>) -> Found<(usize, usize)> {
        checkpoint();
        if let Some(&known) = self.read.get(&Rc::as_ptr(entry)) {
            return Ok(known);
        }
        if path.len() > DEEPEST {
            return Err(too_deep());
        }
        let found = match &**entry {
            TreeEntry::List(pair) => (self.end(pair, path)?, 0),
            TreeEntry::Mapping(keys) => self.moves(keys, path)?,
            other => {
                return Err(format!(
                    "{}: {} is no node: give a mapping with \"sender\", \"receiver\", \"both\" or \
                     \"chance\", or a pair of payoffs",
                    path_of(path),
                    other.shown()
                ));
            }
        };
        if found.1 > DEEPEST {
            return Err(too_deep());
        }
        self.read.insert(Rc::as_ptr(entry), found);
        Ok(found)
    }

    fn end(&mut self, pair: &[Rc<TreeEntry>], path: &[String]) -> Found<usize> {
        let (pays, unpaid) = self.payments(pair, path, "an end", true)?;
        self.node(PublicNode::end(pays, unpaid))
    }

    /// A pair of payments, each a number or a mapping by type; and the types without one.
    fn payments(
        &self,
        pair: &[Rc<TreeEntry>],
        path: &[String],
        what: &str,
        may_lack: bool,
    ) -> Found<([Vec<Q>; 2], TypeSet)> {
        let [sender, receiver] = pair else {
            return Err(format!(
                "{}: {what} is a pair, what the sender gets and what the receiver gets, and not {} \
                 entries",
                path_of(path),
                pair.len()
            ));
        };
        let mut unpaid: TypeSet = 0;
        let mut side = |entry: &TreeEntry, who: &str| -> Found<Vec<Q>> {
            let number = |entry: &TreeEntry| match entry {
                TreeEntry::Scalar(_, Ok(n)) => Ok(n.clone()),
                TreeEntry::Scalar(_, Err(problem)) => {
                    Err(format!("{}: what the {who} gets: {problem}", path_of(path)))
                }
                other => Err(format!(
                    "{}: what the {who} gets is {}: give a number, or a number for each type",
                    path_of(path),
                    other.shown()
                )),
            };
            let TreeEntry::Mapping(by_type) = entry else {
                return Ok(vec![number(entry)?; self.types.len()]);
            };
            for (label, _) in by_type {
                self.type_index(label, path)?;
            }
            let mut list = Vec::new();
            for (t, label) in self.types.iter().enumerate() {
                match by_type.iter().find(|(l, _)| l == label) {
                    Some((_, entry)) => list.push(number(entry)?),
                    None => {
                        unpaid |= 1 << t;
                        list.push(Q::ZERO);
                    }
                }
            }
            Ok(list)
        };
        let pays = [side(sender, "sender")?, side(receiver, "receiver")?];
        if unpaid != 0 && !may_lack {
            let t = unpaid.trailing_zeros() as usize;
            return Err(format!(
                "{}: {what} names no amount for type {}: give one for every type",
                path_of(path),
                quoted(&self.types[t])
            ));
        }
        Ok((pays, unpaid))
    }

    fn type_index(&self, label: &str, path: &[String]) -> Found<usize> {
        self.types.iter().position(|known| known == label).ok_or_else(|| {
            let close = did_you_mean(label, self.types.iter().map(String::as_str));
            let known: Vec<String> = self.types.iter().take(8).map(|t| quoted(t)).collect();
            let (label, known) = (quoted(label), known.join(", "));
            format!("{}: there is no type {label} (the types are {known}){close}", path_of(path))
        })
    }

    /// Reads a node at which somebody moves.
    fn moves(
        &mut self,
        keys: &[(String, Rc<TreeEntry>)],
        path: &mut Vec<String>,
    ) -> Found<(usize, usize)> {
        const MOVERS: [&str; 4] = ["sender", "receiver", "both", "chance"];
        const KEYS: [&str; 7] =
            ["sender", "receiver", "both", "chance", "available", "pays", "discount"];
        for (i, (key, _)) in keys.iter().enumerate() {
            if !KEYS.contains(&key.as_str()) {
                let close = did_you_mean(key, KEYS);
                return Err(format!(
                    "{}: unknown key {}: a node has \"sender\", \"receiver\", \"both\" or \
                     \"chance\", and may have \"available\", \"pays\" and \"discount\"{close}",
                    path_of(path),
                    quoted(key)
                ));
            }
            if keys[..i].iter().any(|(other, _)| other == key) {
                return Err(format!("{}: the key {} stands twice", path_of(path), quoted(key)));
            }
        }
        let movers: Vec<&(String, Rc<TreeEntry>)> =
            keys.iter().filter(|(key, _)| MOVERS.contains(&key.as_str())).collect();
        let [(mover, moves)] = movers[..] else {
            let doubt = match movers[..] {
                [] => "nobody moves".to_string(),
                [(a, _), (b, _), ..] => format!("{} and {} both move", quoted(a), quoted(b)),
                _ => unreachable!("one mover is taken above"),
            };
            return Err(format!(
                "{}: {doubt}: give one of \"sender\", \"receiver\", \"both\" (at once) and \
                 \"chance\"",
                path_of(path)
            ));
        };
        let get = |name: &str| keys.iter().find(|(key, _)| key == name).map(|(_, entry)| entry);
        let TreeEntry::Mapping(branches) = &**moves else {
            return Err(format!(
                "{}: {} is {}: give a mapping from labels to what follows",
                path_of(path),
                quoted(mover),
                moves.shown()
            ));
        };
        check_labels(branches, mover, path)?;
        let mut node = PublicNode::end([Vec::new(), Vec::new()], 0);
        let mut depth = 0;
        let labels =
            |list: &[(String, Rc<TreeEntry>)]| list.iter().map(|(l, _)| l.clone()).collect();
        match mover.as_str() {
            "sender" | "receiver" => {
                for (label, entry) in branches {
                    path.push(label.clone());
                    let (next, below) = self.read(entry, path)?;
                    path.pop();
                    node.next.push(next);
                    depth = depth.max(below);
                }
                if mover == "sender" {
                    (node.mover, node.messages) = (Mover::Sender, labels(branches));
                } else {
                    (node.mover, node.actions) = (Mover::Receiver, labels(branches));
                }
            }
            "both" => {
                node.mover = Mover::Both;
                node.messages = labels(branches);
                for (message, row) in branches {
                    path.push(message.clone());
                    let TreeEntry::Mapping(row) = &**row else {
                        return Err(format!(
                            "{}: {} is no mapping from actions to what follows",
                            path_of(path),
                            row.shown()
                        ));
                    };
                    check_labels(row, "both", path)?;
                    if node.actions.is_empty() {
                        node.actions = labels(row);
                    }
                    for action in &node.actions {
                        let Some((_, entry)) = row.iter().find(|(label, _)| label == action) else {
                            return Err(rows_differ(path, action));
                        };
                        path.push(action.clone());
                        let (next, below) = self.read(entry, path)?;
                        path.pop();
                        node.next.push(next);
                        depth = depth.max(below);
                    }
                    if let Some((extra, _)) = row.iter().find(|(l, _)| !node.actions.contains(l)) {
                        return Err(rows_differ(path, extra));
                    }
                    path.pop();
                }
            }
            _ => {
                node.mover = Mover::Chance;
                node.actions = labels(branches);
                for (label, entry) in branches {
                    path.push(label.clone());
                    let pair = match &**entry {
                        TreeEntry::List(pair) if pair.len() == 2 => pair,
                        _ => {
                            return Err(format!(
                                "{}: a branch of chance is a pair, its probability and what \
                                 follows",
                                path_of(path)
                            ));
                        }
                    };
                    let odds = match &*pair[0] {
                        TreeEntry::Scalar(_, Ok(n)) if !n.is_negative() => n.clone(),
                        other => {
                            return Err(format!(
                                "{}: {} is no probability",
                                path_of(path),
                                other.shown()
                            ));
                        }
                    };
                    let (next, below) = self.read(&pair[1], path)?;
                    path.pop();
                    depth = depth.max(below);
                    node.odds.push(odds);
                    node.next.push(next);
                }
                let what = format!("{}: chance", path_of(path));
                node.odds = distribution(&what, node.odds, true)?;
                // branches that never come are no part of the game
                let keep: Vec<bool> = node.odds.iter().map(Q::is_positive).collect();
                let mut kept = keep.iter().copied().cycle();
                node.actions.retain(|_| kept.next() == Some(true));
                let mut kept = keep.iter().copied().cycle();
                node.next.retain(|_| kept.next() == Some(true));
                node.odds.retain(Q::is_positive);
            }
        }
        if node.sends() {
            node.senders = self.available(get("available"), &node.messages, path)?;
        } else if get("available").is_some() {
            return Err(format!(
                "{}: \"available\" stands where the sender does not move: leave it out",
                path_of(path)
            ));
        }
        node.pays = match get("pays") {
            None => [vec![Q::ZERO; self.types.len()], vec![Q::ZERO; self.types.len()]],
            Some(entry) => match &**entry {
                TreeEntry::List(pair) => self.payments(pair, path, "\"pays\"", false)?.0,
                other => {
                    return Err(format!(
                        "{}: \"pays\" is {}: give a pair, what the sender gets and what the \
                         receiver gets",
                        path_of(path),
                        other.shown()
                    ));
                }
            },
        };
        if let Some(entry) = get("discount") {
            node.discount = discounts(entry).ok_or_else(|| {
                format!(
                    "{}: \"discount\" is no pair of numbers of 0 or more, the sender's and the \
                     receiver's",
                    path_of(path)
                )
            })?;
        }
        Ok((self.node(node)?, depth + 1))
    }

    /// `[m]`: the types that have each message.
    fn available(
        &self,
        given: Option<&Rc<TreeEntry>>,
        messages: &[String],
        path: &[String],
    ) -> Found<Vec<TypeSet>> {
        let mut senders = vec![everyone(self.types.len()); messages.len()];
        let Some(given) = given else { return Ok(senders) };
        let TreeEntry::Mapping(by_type) = &**given else {
            return Err(format!(
                "{}: \"available\" is {}: give a mapping from types to lists of messages",
                path_of(path),
                given.shown()
            ));
        };
        for (label, list) in by_type {
            let t = self.type_index(label, path)?;
            let TreeEntry::List(list) = &**list else {
                return Err(format!(
                    "{}: \"available\" of type {} is {}: give a list of messages",
                    path_of(path),
                    quoted(label),
                    list.shown()
                ));
            };
            senders.iter_mut().for_each(|set| *set &= !(1 << t));
            for entry in list {
                let message = match &**entry {
                    TreeEntry::Scalar(text, _) => text.as_str(),
                    _ => "",
                };
                let Some(m) = messages.iter().position(|known| known == message) else {
                    let close = did_you_mean(message, messages.iter().map(String::as_str));
                    return Err(format!(
                        "{}: \"available\" of type {} names {}, which is no message here{close}",
                        path_of(path),
                        quoted(label),
                        entry.shown()
                    ));
                };
                senders[m] |= 1 << t;
            }
        }
        Ok(senders)
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

fn discounts(entry: &TreeEntry) -> Option<[Q; 2]> {
    let TreeEntry::List(pair) = entry else { return None };
    let number = |entry: &TreeEntry| match entry {
        TreeEntry::Scalar(_, Ok(n)) if !n.is_negative() => Some(n.clone()),
        _ => None,
    };
    match &pair[..] {
        [sender, receiver] => Some([number(sender)?, number(receiver)?]),
        _ => None,
    }
}

fn rows_differ(path: &[String], action: &str) -> String {
    format!(
        "{}: the rows of \"both\" differ in the action {}: the receiver does not see the message, \
         so give every row the same actions",
        path_of(path),
        quoted(action)
    )
}

fn check_labels(branches: &[(String, Rc<TreeEntry>)], mover: &str, path: &[String]) -> Found<()> {
    if branches.is_empty() {
        let (path, mover) = (path_of(path), quoted(mover));
        return Err(format!("{path}: {mover} has no moves: give at least one"));
    }
    for (i, (label, _)) in branches.iter().enumerate() {
        let place = || format!("{}: a label of {}", path_of(path), quoted(mover));
        if label.trim().is_empty() {
            return Err(format!("{} is empty: name every move", place()));
        }
        check_text(place, label)?;
        if branches[..i].iter().any(|(other, _)| other == label) {
            return Err(format!("{}: {} stands twice", path_of(path), quoted(label)));
        }
    }
    Ok(())
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

impl MultistageGame {
    /// A game of one round as a tree.
    pub fn from_game(game: &Game) -> Result<MultistageGame, Error> {
        let types = game.types().to_vec();
        let count = types.len();
        let mut builder = TreeBuilder::new(types);
        let zero = || [vec![Q::ZERO; count], vec![Q::ZERO; count]];
        let mut root = PublicNode::end(zero(), 0);
        root.mover = Mover::Sender;
        root.messages = game.messages().to_vec();
        for m in 0..game.messages().len() {
            let mut reply = PublicNode::end(zero(), 0);
            reply.mover = Mover::Receiver;
            let senders: TypeSet = game.senders(m).map(|t| 1 << t).sum();
            for &a in game.replies(m) {
                reply.actions.push(game.actions()[a].clone());
                let pay = |of: &[Vec<Vec<Q>>]| of.iter().map(|rows| rows[m][a].clone()).collect();
                let pays = [pay(game.sender_payoffs()), pay(game.receiver_payoffs())];
                let unpaid = everyone(count) & !senders;
                let end = builder.node(PublicNode::end(pays, unpaid)).map_err(Error::Game)?;
                reply.next.push(end);
            }
            root.senders.push(senders);
            root.next.push(builder.node(reply).map_err(Error::Game)?);
        }
        let root = builder.node(root).map_err(Error::Game)?;
        builder.finish(root, 2, game.prior().to_vec(), game.name().map(String::from))
    }

    /// The game in which this tree is played `times` times, one after another, by the same type:
    /// where it ends, it pays and starts again, and what follows is multiplied by the discount.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the tree would be too deep or too large, or a discount is negative.
    pub fn repeated(&self, times: usize, discount: [Q; 2]) -> Result<MultistageGame, Error> {
        if times == 0 {
            return Err(Error::Game("times is 0: play the game at least once".into()));
        }
        if let Some(d) = discount.iter().find(|d| d.is_negative()) {
            return Err(Error::Game(format!("discount: {} is negative: give 0 or more", brief(d))));
        }
        if self.depth().saturating_mul(times) > DEEPEST {
            return Err(Error::Game(format!(
                "times: {times} repetitions make more than {DEEPEST} moves follow one another"
            )));
        }
        let mut builder = TreeBuilder::new(self.types().to_vec());
        let mut root: Option<usize> = None;
        for _ in 0..times {
            let mut moved: Vec<usize> = Vec::with_capacity(self.size());
            for node in &self.0.nodes {
                checkpoint();
                let mut node = node.clone();
                match (node.mover, root) {
                    (Mover::Nobody, Some(root)) => {
                        let mut again = builder.nodes[root].clone();
                        for (side, d) in discount.iter().enumerate() {
                            again.pays[side] = node.pays[side]
                                .iter()
                                .zip(&again.pays[side])
                                .map(|(now, then)| now + &(d * then))
                                .collect();
                            again.discount[side] = d * &again.discount[side];
                        }
                        node = again;
                    }
                    _ => node.next.iter_mut().for_each(|i| *i = moved[*i]),
                }
                moved.push(builder.node(node).map_err(Error::Game)?);
            }
            root = moved.last().copied();
        }
        let name = self.name().map(String::from);
        let root = root.unwrap_or_default();
        builder.finish(root, self.depth() * times, self.prior().to_vec(), name)
    }
}
