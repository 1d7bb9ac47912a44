//! The reading of a tree from nested parts: every check of what is given.

use std::rc::Rc;

use super::build::{DEEPEST, Found, TreeBuilder, too_deep};
use super::entry::TreeEntry;
use super::game::{Mover, PublicNode, TypeSet, everyone, path_of};
use crate::error::{did_you_mean, quoted};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::game::{check_text, distribution};

impl TreeBuilder {
    /// Reads a part: the index of its node, and the moves on the longest path from it.
    pub(super) fn read(
        &mut self,
        entry: &Rc<TreeEntry>,
        path: &mut Vec<String>,
    ) -> Found<(usize, usize)> {
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
