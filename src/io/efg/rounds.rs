//! Trees of several rounds in `.efg` text.
//!
//! The worlds are what chance draws before anybody moves. All worlds of one public history are walked
//! together: at each the same player moves, or chance with the same odds. The sender's information
//! sets there tell the types apart, worlds of one type are averaged, and a set of the receiver holds
//! all worlds of exactly one public history; one that also holds the sender's different last moves,
//! all of them, is a move at once. Payoffs at inner nodes are payments. Several receivers are one
//! after another: what one of them gets must be settled when the next one moves.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use super::labels::{common, distinct, way};
use super::tree::GameTree;
use crate::error::{Error, quoted};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::union_find::UnionFind;
use crate::rounds::{MultistageGame, TreeEntry};

/// A world at a node.
type WorldNode = (usize, usize);

/// What chance draws before anybody moves.
struct World {
    probability: Q,
    branches: Vec<(usize, usize)>,
}

/// The walk through a tree with one player taken for the sender.
struct RoundsReader<'a> {
    tree: &'a GameTree<'a>,
    children: &'a [Vec<usize>],
    worlds: &'a [World],
    sender: usize,
    /// `[w]`: the type of each world.
    types: Vec<usize>,
    labels: Vec<String>,
    prior: Vec<Q>,
    /// `[set]`: the number of nodes that can be reached.
    sizes: &'a [usize],
}

/// Reads the tree as a game of several rounds.
pub(super) fn game(tree: &GameTree) -> Result<MultistageGame, Error> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); tree.nodes.len()];
    for (i, node) in tree.nodes.iter().enumerate().filter(|(_, node)| node.depth > 0) {
        children[node.parent.0].push(i);
    }
    let mut sizes = vec![0; tree.sets.len()];
    for node in tree.nodes.iter().filter(|node| node.live) {
        node.set.into_iter().for_each(|set| sizes[set] += 1);
    }
    let (mut worlds, mut start) = (Vec::new(), Vec::new());
    let mut open = vec![(0, Q::ONE)];
    while let Some((node, probability)) = open.pop() {
        match tree.nodes[node].set {
            Some(set) if tree.sets[set].player.is_none() => {
                for (&child, p) in children[node].iter().zip(&tree.sets[set].probabilities).rev() {
                    if !p.is_zero() {
                        open.push((child, &probability * p));
                    }
                }
            }
            _ => {
                start.push((worlds.len(), node));
                worlds.push(World { probability, branches: tree.branches(node) });
            }
        }
    }
    let mut players: Vec<usize> = tree
        .sets
        .iter()
        .zip(&sizes)
        .filter(|(_, n)| **n > 0)
        .filter_map(|(s, _)| s.player)
        .collect();
    players.sort_unstable();
    players.dedup();
    if players.is_empty() {
        return Err(Error::Game("not a game of several rounds: nobody moves".into()));
    }
    // the sender is the player who tells most worlds apart
    let mut readers: Vec<RoundsReader> = players
        .iter()
        .map(|&sender| RoundsReader::new(tree, &children, &worlds, sender, &sizes))
        .collect();
    readers.sort_by_key(|reader| usize::MAX - reader.prior.len());
    let mut refusal = None;
    for reader in &readers {
        match reader.entry(&start, None) {
            Ok(root) => {
                let name = (!tree.title.trim().is_empty()).then(|| tree.title.clone());
                let (labels, prior) = (reader.labels.clone(), reader.prior.clone());
                return MultistageGame::new(&root, labels, prior, name, false);
            }
            Err(problem) => {
                refusal.get_or_insert(problem);
            }
        }
    }
    let problem = refusal.unwrap_or_default();
    Err(Error::Game(format!("not a game of several rounds: {problem}")))
}

impl<'a> RoundsReader<'a> {
    fn new(
        tree: &'a GameTree<'a>,
        children: &'a [Vec<usize>],
        worlds: &'a [World],
        sender: usize,
        sizes: &'a [usize],
    ) -> Self {
        let mut owners: Vec<Option<usize>> = vec![None; tree.nodes.len()];
        for (w, world) in worlds.iter().enumerate() {
            let start = world.branches.iter().fold(0, |node, &(_, k)| children[node][k]);
            let mut open = vec![start];
            while let Some(node) = open.pop() {
                owners[node] = Some(w);
                open.extend(&children[node]);
            }
        }
        let union = UnionFind::new(worlds.len());
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        let mut names: BTreeMap<usize, usize> = BTreeMap::new();
        for (i, node) in tree.nodes.iter().enumerate().filter(|(_, node)| node.live) {
            let (Some(set), Some(w)) = (node.set, owners[i]) else { continue };
            if tree.sets[set].player == Some(sender) {
                union.join(*first.entry(set).or_insert(w), w);
                names.entry(w).or_insert(set);
            }
        }
        let mut roots: Vec<usize> = Vec::new();
        let types: Vec<usize> = (0..worlds.len())
            .map(|w| {
                let root = union.root(w);
                roots.iter().position(|r| *r == root).unwrap_or_else(|| {
                    roots.push(root);
                    roots.len() - 1
                })
            })
            .collect();
        let mut prior = vec![Q::ZERO; roots.len()];
        for (world, &t) in worlds.iter().zip(&types) {
            prior[t] += &world.probability;
        }
        let labels: Vec<String> = (0..roots.len())
            .map(|t| {
                let mine = (0..worlds.len()).filter(|&w| types[w] == t);
                let ways = mine.clone().map(|w| {
                    let named = |&&(set, k): &&(usize, usize)| !tree.sets[set].is_unnamed(k);
                    let steps: Vec<&str> = worlds[w]
                        .branches
                        .iter()
                        .filter(named)
                        .map(|&(set, k)| tree.sets[set].actions[k].as_str())
                        .collect();
                    way(steps.into_iter())
                });
                let set = mine.clone().find_map(|w| names.get(&w));
                common(ways, set.map_or("", |&set| tree.sets[set].label.as_str()))
            })
            .collect();
        let labels = distinct(&labels, 't');
        RoundsReader { tree, children, worlds, sender, types, labels, prior, sizes }
    }

    /// Nodes as a refusal names them: the moves that lead there, and the place in the file.
    fn after(&self, node: usize) -> String {
        let skip = self.tree.branches(node);
        let moves: Vec<String> = skip
            .iter()
            .filter(|(set, _)| self.tree.sets[*set].player.is_some())
            .map(|&(set, k)| quoted(&self.tree.sets[set].actions[k]))
            .collect();
        let place = self.tree.place(node);
        match moves.is_empty() {
            true => format!("at the start ({place})"),
            false => format!("after {} ({place})", moves.join(", ")),
        }
    }

    fn player(&self, player: usize) -> String {
        let name = &self.tree.players[player];
        if name.trim().is_empty() { format!("player {}", player + 1) } else { quoted(name) }
    }

    fn set_name(&self, set: usize) -> String {
        let set = &self.tree.sets[set];
        if set.label.trim().is_empty() { set.number.to_string() } else { quoted(&set.label) }
    }

    /// The average over the worlds of each type of what a player is paid at its node.
    fn paid(&self, at: &[WorldNode], player: Option<usize>) -> Vec<(usize, Q)> {
        let mut sums: BTreeMap<usize, (Q, Q)> = BTreeMap::new();
        for &(w, node) in at {
            let paid = match (self.tree.nodes[node].outcome, player) {
                (Some(outcome), Some(player)) => self.tree.outcomes[outcome][player].clone(),
                _ => Q::ZERO,
            };
            let p = &self.worlds[w].probability;
            let sum = sums.entry(self.types[w]).or_default();
            sum.0 += p;
            sum.1 += &(p * &paid);
        }
        sums.into_iter().map(|(t, (p, paid))| (t, paid / p)).collect()
    }

    /// A pair of payments, the sender's and the receiver's.
    fn pair(&self, at: &[WorldNode], receiver: Option<usize>) -> (Rc<TreeEntry>, bool) {
        let mut nothing = true;
        let sides = [Some(self.sender), receiver].map(|player| {
            let paid = self.paid(at, player);
            nothing &= paid.iter().all(|(_, x)| x.is_zero());
            let mut all = vec![Q::ZERO; self.labels.len()];
            paid.into_iter().for_each(|(t, x)| all[t] = x);
            TreeEntry::mapping(
                self.labels.iter().zip(all).map(|(label, x)| (label.clone(), TreeEntry::number(x))),
            )
        });
        (TreeEntry::list(sides), nothing)
    }

    /// The receiver that moves first from a node on.
    fn next_receiver(&self, node: usize) -> Option<usize> {
        let own = self.tree.nodes[node].set.and_then(|set| self.tree.sets[set].player);
        own.filter(|&player| player != self.sender)
            .or_else(|| self.children[node].iter().find_map(|&child| self.next_receiver(child)))
    }

    /// What a player gets from a node on, if that does not depend on what is done.
    fn settled(&self, node: usize, player: usize) -> Option<Q> {
        let here = self.tree.nodes[node].outcome;
        let here = here.map_or(Q::ZERO, |outcome| self.tree.outcomes[outcome][player].clone());
        let mut live = self.children[node].iter().filter(|&&child| self.tree.nodes[child].live);
        let Some(&first) = live.next() else { return Some(here) };
        let rest = self.settled(first, player)?;
        for &child in live {
            if self.settled(child, player)? != rest {
                return None;
            }
        }
        Some(here + rest)
    }

    /// Reads what follows one public history.
    fn entry(&self, at: &[WorldNode], receiver: Option<usize>) -> Result<Rc<TreeEntry>, String> {
        checkpoint();
        let first = at[0].1;
        let receiver = receiver.or_else(|| at.iter().find_map(|&(_, n)| self.next_receiver(n)));
        let mover = |node: usize| self.tree.nodes[node].set.map(|set| self.tree.sets[set].player);
        let kind = mover(first);
        if let Some(&(_, other)) = at.iter().find(|&&(_, node)| mover(node) != kind) {
            return Err(format!(
                "{} who moves depends on what chance drew, which not all know",
                self.after(other)
            ));
        }
        let Some(player) = kind else { return Ok(self.pair(at, receiver).0) };
        let Some(player) = player else { return self.chance(at, receiver) };
        if player == self.sender {
            return self.sender(at, receiver);
        }
        let mut fields = Vec::new();
        let known = receiver.unwrap_or(player);
        if known != player {
            // the receiver before is paid off, and the next one takes its place
            let mut all: BTreeMap<usize, (Q, Q)> = BTreeMap::new();
            for &(w, node) in at {
                let Some(paid) = self.settled(node, known) else {
                    return Err(format!(
                        "{} what {} gets is not settled when {} moves",
                        self.after(node),
                        self.player(known),
                        self.player(player)
                    ));
                };
                let p = &self.worlds[w].probability;
                let sum = all.entry(self.types[w]).or_default();
                sum.0 += p;
                sum.1 += &(p * &paid);
            }
            let mut due = vec![Q::ZERO; self.labels.len()];
            all.into_iter().for_each(|(t, (p, paid))| due[t] = paid / p);
            let mut sender = vec![Q::ZERO; self.labels.len()];
            self.paid(at, Some(self.sender)).into_iter().for_each(|(t, x)| sender[t] = x);
            let side = |all: Vec<Q>| {
                let pairs = self.labels.iter().zip(all);
                TreeEntry::mapping(pairs.map(|(l, x)| (l.clone(), TreeEntry::number(x))))
            };
            fields.push(("pays", TreeEntry::list([side(sender), side(due)])));
            let discount = [TreeEntry::number(1), TreeEntry::number(0)];
            fields.push(("discount", TreeEntry::list(discount)));
        } else {
            self.payments(at, receiver, &mut fields);
        }
        let set = self.check_receiver(at, 1)?;
        let labels = distinct(&self.tree.sets[set].actions, 'a');
        let mut branches = Vec::new();
        for (k, label) in labels.into_iter().enumerate() {
            let next: Vec<WorldNode> =
                at.iter().map(|&(w, node)| (w, self.children[node][k])).collect();
            branches.push((label, self.entry(&next, Some(player))?));
        }
        fields.push(("receiver", TreeEntry::mapping(branches)));
        Ok(TreeEntry::mapping(fields))
    }

    fn payments(
        &self,
        at: &[WorldNode],
        receiver: Option<usize>,
        fields: &mut Vec<(&'static str, Rc<TreeEntry>)>,
    ) {
        let (pays, nothing) = self.pair(at, receiver);
        if !nothing {
            fields.push(("pays", pays));
        }
    }

    /// The one information set of the receiver at these nodes, which holds no others.
    fn check_receiver(&self, at: &[WorldNode], moves: usize) -> Result<usize, String> {
        let set = self.tree.nodes[at[0].1].set.unwrap_or_default();
        let who = || self.player(self.tree.sets[set].player.unwrap_or_default());
        if let Some(&(_, other)) = at.iter().find(|&&(_, n)| self.tree.nodes[n].set != Some(set)) {
            let other_set = self.tree.nodes[other].set.unwrap_or_default();
            return Err(format!(
                "{} {} knows too much: information sets {} and {} tell apart what only the sender \
                 {} may know",
                self.after(other),
                who(),
                self.set_name(set),
                self.set_name(other_set),
                self.player(self.sender)
            ));
        }
        if self.sizes[set] != at.len() {
            return Err(format!(
                "{} {} knows too little: information set {} also holds nodes after other moves{}",
                self.after(at[0].1),
                who(),
                self.set_name(set),
                if moves > 1 { ", and not all of the last one" } else { "" }
            ));
        }
        Ok(set)
    }

    fn chance(&self, at: &[WorldNode], receiver: Option<usize>) -> Result<Rc<TreeEntry>, String> {
        let set = |node: usize| &self.tree.sets[self.tree.nodes[node].set.unwrap_or_default()];
        let first = set(at[0].1);
        let same = |&&(_, n): &&WorldNode| {
            set(n).probabilities != first.probabilities || set(n).actions != first.actions
        };
        if let Some(&(_, other)) = at.iter().find(same) {
            return Err(format!(
                "{} the odds of chance depend on what it drew before: only a public lottery with \
                 odds of its own may come later",
                self.after(other)
            ));
        }
        let labels = distinct(&first.actions, 'c');
        let mut branches = Vec::new();
        for (k, (label, p)) in labels.into_iter().zip(&first.probabilities).enumerate() {
            if p.is_zero() {
                continue;
            }
            let next: Vec<WorldNode> =
                at.iter().map(|&(w, node)| (w, self.children[node][k])).collect();
            let pair =
                TreeEntry::list([TreeEntry::number(p.clone()), self.entry(&next, receiver)?]);
            branches.push((label, pair));
        }
        let mut fields = Vec::new();
        self.payments(at, receiver, &mut fields);
        fields.push(("chance", TreeEntry::mapping(branches)));
        Ok(TreeEntry::mapping(fields))
    }

    fn sender(&self, at: &[WorldNode], receiver: Option<usize>) -> Result<Rc<TreeEntry>, String> {
        let mut sets: BTreeMap<usize, usize> = BTreeMap::new();
        for &(w, node) in at {
            let set = self.tree.nodes[node].set.unwrap_or_default();
            let known = *sets.entry(self.types[w]).or_insert(set);
            if known != set {
                return Err(format!(
                    "{} the sender {} forgets: information sets {} and {} tell apart worlds that \
                     another set joins",
                    self.after(node),
                    self.player(self.sender),
                    self.set_name(known),
                    self.set_name(set)
                ));
            }
        }
        let mut labels: Vec<String> = Vec::new();
        let mut open: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (&t, &set) in &sets {
            let here = at.iter().filter(|&&(w, _)| self.types[w] == t).count();
            if self.sizes[set] != here {
                let node = at.iter().find(|&&(w, _)| self.types[w] == t).map_or(0, |&(_, n)| n);
                return Err(format!(
                    "{} the sender {} knows too little: information set {} also holds nodes after \
                     other moves",
                    self.after(node),
                    self.player(self.sender),
                    self.set_name(set)
                ));
            }
            let mine = distinct(&self.tree.sets[set].actions, 'm');
            for label in &mine {
                if !labels.contains(label) {
                    labels.push(label.clone());
                }
            }
            open.insert(t, mine);
        }
        let follow = |label: &String| -> Vec<WorldNode> {
            at.iter()
                .filter_map(|&(w, node)| {
                    let k = open[&self.types[w]].iter().position(|l| l == label)?;
                    Some((w, self.children[node][k]))
                })
                .collect()
        };
        let mut fields = Vec::new();
        self.payments(at, receiver, &mut fields);
        let available: Vec<(String, Rc<TreeEntry>)> = open
            .iter()
            .filter(|(_, mine)| mine.len() < labels.len())
            .map(|(&t, mine)| {
                let list = mine.iter().map(|l| Rc::new(TreeEntry::Scalar(l.clone(), Ok(Q::ZERO))));
                (self.labels[t].clone(), TreeEntry::list(list))
            })
            .collect();
        if !available.is_empty() {
            fields.push(("available", TreeEntry::mapping(available)));
        }
        let rows: Vec<Vec<WorldNode>> = labels.iter().map(follow).collect();
        let all: Vec<WorldNode> = rows.iter().flatten().copied().collect();
        let next: HashSet<Option<usize>> =
            all.iter().map(|&(_, n)| self.tree.nodes[n].set).collect();
        let at_once = rows.len() > 1
            && next.len() == 1
            && next.iter().flatten().any(|&set| {
                let player = self.tree.sets[set].player;
                player.is_some_and(|p| p != self.sender && receiver.is_none_or(|r| r == p))
            });
        if at_once {
            let set = self.check_receiver(&all, labels.len())?;
            let player = self.tree.sets[set].player;
            let actions = distinct(&self.tree.sets[set].actions, 'a');
            let mut table = Vec::new();
            for (label, row) in labels.iter().zip(&rows) {
                if !self.pair(row, player).1 {
                    return Err(format!(
                        "{} a payment stands between moves at once: put it at the ends",
                        self.after(row[0].1)
                    ));
                }
                let mut cells = Vec::new();
                for (k, action) in actions.iter().enumerate() {
                    let next: Vec<WorldNode> =
                        row.iter().map(|&(w, node)| (w, self.children[node][k])).collect();
                    cells.push((action.clone(), self.entry(&next, player)?));
                }
                table.push((label.clone(), TreeEntry::mapping(cells)));
            }
            fields.push(("both", TreeEntry::mapping(table)));
            return Ok(TreeEntry::mapping(fields));
        }
        let mut branches = Vec::new();
        for (label, row) in labels.iter().zip(&rows) {
            branches.push((label.clone(), self.entry(row, receiver)?));
        }
        fields.push(("sender", TreeEntry::mapping(branches)));
        Ok(TreeEntry::mapping(fields))
    }
}
