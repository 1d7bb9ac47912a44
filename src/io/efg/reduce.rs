//! What a game tree says of sender and receiver, or why it is no signalling game.

use std::collections::{BTreeMap, HashMap};

use super::text::shown;
use super::tree::{Node, Set, Tree};
use crate::exact::Q;

/// What somebody gets: the sender, then the receiver.
pub(super) type Pair = (Q, Q);

/// A tree in which chance moves first, then the sender, then the receiver, then perhaps the sender
/// once more, and chance again anywhere.
#[derive(Debug)]
pub(super) struct Stages<'a> {
    pub tree: &'a Tree<'a>,
    /// The sender and the receiver.
    pub players: [usize; 2],
    /// Information sets at which the sender moves first, in order of appearance: its types.
    pub types: Vec<Kind>,
    /// Which of `types` an information set is.
    index: HashMap<usize, usize>,
    /// `[t][k]`: where the action `k` of type `t` leads.
    pub sent: Vec<Vec<Option<Sent>>>,
    /// Where each last move of the sender is made: the type, its action and the reply.
    last: HashMap<usize, (usize, usize, usize)>,
}

/// A type of the sender.
#[derive(Debug)]
pub(super) struct Kind {
    pub set: usize,
    /// The nodes at which this type moves.
    pub nodes: Vec<usize>,
    pub prior: Q,
}

/// What follows an action of a type.
#[derive(Debug)]
pub(super) struct Sent {
    /// The receiver's information set, or `None` if the game ends.
    pub seen: Option<usize>,
    /// The first node that shows it, and the sender's node above.
    node: usize,
    from: usize,
    /// What each reply pays, times the probability of the type; one payment where the game ends.
    pub replies: Vec<Payment>,
}

/// What a reply pays, up to the sender's last move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Payment {
    now: Pair,
    /// What each last move pays, by information set of the sender.
    last: BTreeMap<usize, Vec<Pair>>,
}

/// A place between the root and a leaf.
#[derive(Clone, Debug)]
struct Path {
    probability: Q,
    payoffs: Pair,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Start,
    /// The type, its action, and the node at which it was taken.
    Sent(usize, usize, usize),
    /// The type, its action, and the reply.
    Replied(usize, usize, usize),
    /// The same, then the information set and the action of the sender's last move.
    Last(usize, usize, usize, usize, usize),
}

impl<'a> Stages<'a> {
    /// Walks through a tree once.
    pub fn new(tree: &'a Tree<'a>) -> Result<Stages<'a>, String> {
        let mut stages = Stages {
            tree,
            players: movers(tree)?,
            types: Vec::new(),
            index: HashMap::new(),
            sent: Vec::new(),
            last: HashMap::new(),
        };
        let mut paths: Vec<Path> = Vec::new();
        for (i, node) in tree.nodes.iter().enumerate() {
            paths.truncate(node.depth);
            let mut path = match paths.last() {
                None => Path { probability: Q::ONE, payoffs: Pair::default(), stage: Stage::Start },
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
    fn onwards(&self, path: &Path, node: &Node) -> Path {
        let mut path = path.clone();
        let (parent, action) = node.parent;
        let Some(set) = self.tree.nodes[parent].set else { return path };
        if self.tree.sets[set].player.is_none() {
            path.probability = path.probability * &self.tree.sets[set].probabilities[action];
            return path;
        }
        path.stage = match path.stage {
            Stage::Start => Stage::Sent(self.index[&set], action, parent),
            Stage::Sent(t, k, _) => Stage::Replied(t, k, action),
            Stage::Replied(t, k, a) => Stage::Last(t, k, a, set, action),
            last @ Stage::Last(..) => last,
        };
        path
    }

    /// A move is made.
    fn enter(&mut self, i: usize, set: usize, path: &Path) -> Result<(), String> {
        let Some(player) = self.tree.sets[set].player else { return Ok(()) };
        let [sender, receiver] = self.players;
        let blind = || {
            let doubt = format!(
                "{} cannot tell its last move from another move (information set {})",
                self.sender(),
                self.set_name(set)
            );
            Err(self.refusal(&[i], &doubt))
        };
        match path.stage {
            Stage::Start if player == sender && self.last.contains_key(&set) => blind(),
            Stage::Start if player == sender => {
                let actions = self.tree.sets[set].actions.len();
                let t = *self.index.entry(set).or_insert_with(|| {
                    self.types.push(Kind { set, nodes: Vec::new(), prior: Q::ZERO });
                    self.sent.push(std::iter::repeat_with(|| None).take(actions).collect());
                    self.types.len() - 1
                });
                self.types[t].prior += &path.probability;
                self.types[t].nodes.push(i);
                Ok(())
            }
            Stage::Start => {
                let doubt = format!("{} moves before {}", self.receiver(), self.sender());
                Err(self.refusal(&[i], &doubt))
            }
            Stage::Sent(t, k, from) if player == receiver => self.see(i, Some(set), (t, k, from)),
            Stage::Sent(..) => {
                let doubt =
                    format!("{} moves again before {} replies", self.sender(), self.receiver());
                Err(self.refusal(&[i], &doubt))
            }
            Stage::Replied(t, k, a) if player == sender => {
                let known = *self.last.get(&set).unwrap_or(&(t, k, a));
                if known != (t, k, a) || self.index.contains_key(&set) {
                    return blind();
                }
                self.last.insert(set, known);
                Ok(())
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

    /// The game ends.
    fn end(&mut self, i: usize, path: &Path) -> Result<(), String> {
        let (t, k, a, last) = match path.stage {
            Stage::Start => {
                let doubt = format!("the game ends before {} moves", self.sender());
                return Err(self.refusal(&[i], &doubt));
            }
            Stage::Sent(t, k, from) => {
                self.see(i, None, (t, k, from))?;
                (t, k, 0, None)
            }
            Stage::Replied(t, k, a) => (t, k, a, None),
            Stage::Last(t, k, a, set, z) => (t, k, a, Some((set, z))),
        };
        let Some(sent) = &mut self.sent[t][k] else { return Ok(()) };
        let payment = &mut sent.replies[a];
        let (sender, receiver) = match last {
            None => &mut payment.now,
            Some((set, z)) => {
                let actions = self.tree.sets[set].actions.len();
                let moves = payment.last.entry(set);
                &mut moves.or_insert_with(|| vec![Pair::default(); actions])[z]
            }
        };
        *sender += &(&path.payoffs.0 * &path.probability);
        *receiver += &(&path.payoffs.1 * &path.probability);
        Ok(())
    }

    /// The receiver sees something after an action, or the game ends: always the same thing?
    fn see(
        &mut self,
        i: usize,
        seen: Option<usize>,
        (t, k, from): (usize, usize, usize),
    ) -> Result<(), String> {
        let Some(sent) = &self.sent[t][k] else {
            let replies = seen.map_or(1, |set| self.tree.sets[set].actions.len());
            let replies = vec![Payment::default(); replies];
            self.sent[t][k] = Some(Sent { seen, node: i, from, replies });
            return Ok(());
        };
        if sent.seen == seen {
            return Ok(());
        }
        let receiver = self.receiver();
        let doubt = match (sent.seen, seen) {
            (Some(one), Some(other)) => {
                let what = if sent.from == from {
                    format!("chance decides what {receiver} sees of it")
                } else {
                    format!("{receiver} knows something that {} does not", self.sender())
                };
                let (one, other) = (self.set_name(one), self.set_name(other));
                format!("{what} (information sets {one} and {other})")
            }
            _ => format!("chance decides whether {receiver} replies"),
        };
        Err(self.refusal(&[i, sent.node], &doubt))
    }

    /// What type `t` and the receiver get, on average, for a reply to one of its actions. A last
    /// move is made as is best for the sender; the receiver must not care which of the best.
    pub fn payoffs(&self, t: usize, sent: &Sent, payment: &Payment) -> Result<Pair, String> {
        let mut payoffs = payment.now.clone();
        for (&set, moves) in &payment.last {
            let best = moves.iter().map(|(sender, _)| sender).max();
            let mut best = moves.iter().filter(|(sender, _)| Some(sender) == best);
            let Some((sender, receiver)) = best.next() else { continue };
            if best.any(|(_, other)| other != receiver) {
                let doubt = format!(
                    "{} is indifferent in its last move (information set {}) and {} is not, so \
                     that the move cannot be folded in",
                    self.sender(),
                    self.set_name(set),
                    self.receiver()
                );
                return Err(self.refusal(&[sent.node], &doubt));
            }
            payoffs.0 += sender;
            payoffs.1 += receiver;
        }
        let prior = &self.types[t].prior;
        Ok((payoffs.0 / prior, payoffs.1 / prior))
    }

    /// That the receiver cannot tell two actions of a type apart although they differ.
    pub fn hidden(&self, t: usize, one: usize, other: usize, sent: &Sent) -> String {
        let kind = &self.types[t];
        let actions = &self.tree.sets[kind.set].actions;
        let doubt = format!(
            "{} does not see whether {} takes {} or {} (information set {}), and they pay \
             differently",
            self.receiver(),
            self.sender(),
            shown(&actions[one]),
            shown(&actions[other]),
            sent.seen.map_or_else(String::new, |set| self.set_name(set))
        );
        self.refusal(&kind.nodes[..1], &doubt)
    }

    fn sender(&self) -> String {
        format!("the sender {}", name(self.tree, self.players[0]))
    }

    fn receiver(&self) -> String {
        format!("the receiver {}", name(self.tree, self.players[1]))
    }

    fn set_name(&self, set: usize) -> String {
        let Set { number, label, .. } = &self.tree.sets[set];
        if label.trim().is_empty() { number.to_string() } else { shown(label) }
    }

    /// What is wrong at the first of the nodes, and where they stand.
    fn refusal(&self, nodes: &[usize], doubt: &str) -> String {
        const SHOWN: usize = 6;
        let way = self.tree.branches(nodes[0]);
        let skip = way.len().saturating_sub(SHOWN);
        let labels = way[skip..].iter().map(|&(set, k)| &self.tree.sets[set].actions[k]);
        let labels: Vec<String> = labels.map(|label| shown(label)).collect();
        let after = match (labels.join(", "), skip) {
            (way, 0) if way.is_empty() => way,
            (way, 0) => format!("after {way} "),
            (way, _) => format!("after …, {way} "),
        };
        let places: Vec<String> = nodes.iter().map(|&node| self.tree.place(node)).collect();
        format!("not a signalling game: {after}{doubt} ({})", places.join(" and "))
    }
}

/// The two players that move: the one who moves first, then the other.
fn movers(tree: &Tree) -> Result<[usize; 2], String> {
    let mut moves = vec![false; tree.players.len()];
    let players = tree.sets.iter().filter_map(|set| set.player);
    let movers: Vec<usize> =
        players.filter(|&player| !std::mem::replace(&mut moves[player], true)).collect();
    let problem = match movers[..] {
        [sender, receiver] => return Ok([sender, receiver]),
        [] => "nobody moves".to_string(),
        [player] => format!("only {} moves", name(tree, player)),
        _ => format!("{} players move", movers.len()),
    };
    Err(format!("not a signalling game: {problem}, and it takes a sender and a receiver"))
}

fn name(tree: &Tree, player: usize) -> String {
    let name = &tree.players[player];
    if name.trim().is_empty() { format!("player {}", player + 1) } else { shown(name) }
}
