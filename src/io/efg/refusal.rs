//! Refusals: sentences that say, with the labels of the file, why a tree is no signalling game.

use super::stages::{Knowledge, MoveSequence, Next, ReplyCell, Stages};
use super::tree::{GameTree, TreeSet};
use crate::error::quoted;

/// Moves that a sentence shows on the way to a node, so that it stays one line.
const SHOWN: usize = 6;

/// The player who moves first, and the others who move, by number.
///
/// # Errors
///
/// A sentence that counts them when they are fewer than two.
pub(super) fn movers(tree: &GameTree) -> Result<(usize, Vec<usize>), String> {
    let mut moves = vec![false; tree.players.len()];
    let sets = tree.nodes.iter().filter(|node| node.live).filter_map(|node| node.set);
    let players = sets.filter_map(|set| tree.sets[set].player);
    let movers: Vec<usize> =
        players.filter(|&player| !std::mem::replace(&mut moves[player], true)).collect();
    let problem = match movers[..] {
        [] => "nobody moves".to_string(),
        [player] => format!("only {} moves", name(tree, player)),
        [sender, ref readers @ ..] => {
            let mut readers = readers.to_vec();
            readers.sort_unstable();
            return Ok((sender, readers));
        }
    };
    Err(format!("not a signalling game: {problem}, and it takes a sender and a receiver"))
}

/// The name of a player, or its number if it has no name.
pub(super) fn name(tree: &GameTree, player: usize) -> String {
    let name = &tree.players[player];
    if name.trim().is_empty() { format!("player {}", player + 1) } else { quoted(name) }
}

impl Stages<'_> {
    pub(super) fn sender(&self) -> String {
        format!("the sender {}", name(self.tree, self.sender))
    }

    /// The receiver, or one of several readers.
    pub(super) fn reader(&self, reader: usize) -> String {
        let what = if self.readers.len() == 1 { "receiver" } else { "reader" };
        format!("the {what} {}", name(self.tree, self.readers[reader]))
    }

    /// The reader that moves at an information set.
    fn reader_at(&self, set: usize) -> String {
        let player = self.tree.sets[set].player;
        self.reader(self.readers.iter().position(|&r| Some(r) == player).unwrap_or(0))
    }

    /// The label of an information set, or its number if it has no label.
    fn set_name(&self, set: usize) -> String {
        let TreeSet { number, label, .. } = &self.tree.sets[set];
        if label.trim().is_empty() { number.to_string() } else { quoted(label) }
    }

    /// The sentence that refuses the tree: the moves that lead to the first of the nodes, what is
    /// wrong there (`doubt`), and where the nodes stand in the file.
    pub(super) fn refusal(&self, nodes: &[usize], doubt: &str) -> String {
        let way = self.tree.branches(nodes[0]);
        let after =
            if way.is_empty() { String::new() } else { format!("after {} ", self.way(&way)) };
        let places: Vec<String> = nodes.iter().map(|&node| self.tree.place(node)).collect();
        format!("not a signalling game: {after}{doubt} ({})", places.join(" and "))
    }

    /// Moves as a sentence shows them; only the last few if they are many.
    fn way(&self, moves: &[(usize, usize)]) -> String {
        let skip = moves.len().saturating_sub(SHOWN);
        let labels = moves[skip..].iter().map(|&(set, k)| quoted(&self.tree.sets[set].actions[k]));
        let more = (skip > 0).then(|| "…".to_string());
        more.into_iter().chain(labels).collect::<Vec<_>>().join(", ")
    }

    /// Says that whoever moves at this information set does not see a move made before.
    fn unseen(&self, blind: &str, doubt: &str, set: usize) -> String {
        format!("{blind} does not see whether {doubt} (information set {})", self.set_name(set))
    }

    /// Says that the sender cannot tell two nodes of an information set apart although it knew, or
    /// should have seen, what differs between them.
    pub(super) fn forgotten(
        &self,
        set: usize,
        one: (&Knowledge, usize),
        other: (&Knowledge, usize),
    ) -> String {
        let doubt = if one.0.first_set == other.0.first_set {
            self.unlike(one.0, other.0)
        } else {
            // Only chance moves before the sender, and it chose the type.
            let draws = [one.1, other.1].map(|node| {
                let mut draws = self.tree.branches(node);
                let first = draws.iter().position(|&(set, _)| self.tree.sets[set].player.is_some());
                draws.truncate(first.unwrap_or(draws.len()));
                draws
            });
            let same = draws[0].iter().zip(&draws[1]).take_while(|(a, b)| a == b).count();
            let [one, other] = draws.map(|draws| self.way(&draws[same..]));
            format!("chance takes {one} or {other}")
        };
        self.refusal(&[other.1], &self.unseen(&self.sender(), &doubt, set))
    }

    /// Names the first move that a type made or saw on the way to one node, but not on the way to
    /// the other, where it was another move or none.
    fn unlike(&self, one: &Knowledge, other: &Knowledge) -> String {
        let [mine, yours] = [one, other].map(|known| {
            let sequence = known.sequence.map(|w| &self.sequences[w]);
            let mut moves = sequence.map_or(Vec::new(), |sequence| sequence.steps.clone());
            moves.extend(&known.replies);
            moves
        });
        let same = mine.iter().zip(&yours).take_while(|(a, b)| a == b).count();
        let who = |set: usize| match self.tree.sets[set].player {
            Some(player) if player == self.sender => "it".to_string(),
            _ => self.reader_at(set),
        };
        match (mine.get(same), yours.get(same)) {
            (Some(&a), Some(&b)) if a.0 == b.0 => {
                let verb = if who(a.0) == "it" { "took" } else { "takes" };
                format!("{} {verb} {} or {}", who(a.0), self.way(&[a]), self.way(&[b]))
            }
            (Some(&only), _) | (None, Some(&only)) => {
                format!("{} took {} before", who(only.0), self.way(&[only]))
            }
            (None, None) => "it moved before".into(),
        }
    }

    /// Says that the receiver sees more than a signal of the sequence: what it pays depends on it.
    pub(super) fn told_too_much(&self, sequence: &MoveSequence) -> String {
        let (Some(known), Some((next, node, alone))) = (sequence.next, sequence.other) else {
            return String::new();
        };
        self.diverging((known, sequence.node), (next, node), alone)
    }

    /// Says that different things follow the same sequence. If chance moved after the sequence
    /// (`alone`), chance decides what follows; if it moved before, somebody saw that move who
    /// should not have.
    pub(super) fn diverging(
        &self,
        (known, first): (Next, usize),
        (next, node): (Next, usize),
        alone: bool,
    ) -> String {
        let both = |one, other| {
            format!("(information sets {} and {})", self.set_name(one), self.set_name(other))
        };
        let sender = self.sender();
        let receiver = match (known, next) {
            (Next::Reply(set), _) | (_, Next::Reply(set)) => self.reader_at(set),
            _ => self.reader(0),
        };
        let doubt = match (known, next) {
            (Next::Reply(one), Next::Reply(other)) if alone => {
                let both = both(one, other);
                format!(
                    "chance decides what {receiver} sees of it {both}, and what is paid depends on it"
                )
            }
            (Next::Reply(one), Next::Reply(other)) => {
                format!("{receiver} knows something that {sender} does not {}", both(one, other))
            }
            (Next::Step(one), Next::Step(other)) => {
                format!("{sender} learns something between its moves {}", both(one, other))
            }
            (Next::Step(_), _) | (_, Next::Step(_)) => {
                format!("chance decides whether {sender} moves again")
            }
            _ => format!("chance decides whether {receiver} replies"),
        };
        self.refusal(&[node, first], &doubt)
    }

    /// Says that the sender is indifferent in its last move and a reader is not.
    pub(super) fn undecided(&self, set: usize, reader: usize, sequence: &MoveSequence) -> String {
        let doubt = format!(
            "{} is indifferent in its last move (information set {}) and {} is not, so that the \
             move cannot be folded in",
            self.sender(),
            self.set_name(set),
            self.reader(reader)
        );
        self.refusal(&[sequence.node], &doubt)
    }

    /// Says that the sender's best last move depends on what a reader knows and it does not.
    pub(super) fn secret_decides(&self, set: usize, reader: usize, nodes: [usize; 2]) -> String {
        let doubt = format!(
            "the best last move of {} (information set {}) depends on what {} knows, so that the \
             move cannot be folded in",
            self.sender(),
            self.set_name(set),
            self.reader(reader)
        );
        let moves: Vec<usize> = nodes.map(|node| self.tree.nodes[node].parent.0).to_vec();
        self.refusal(&moves, &doubt)
    }

    /// Says that several readers do not see the message and their own type alone.
    pub(super) fn partial_sight(&self) -> String {
        let apart = |sequence: &&MoveSequence| {
            (0..self.readers.len()).any(|reader| sequence.seen(reader).len() > 1)
        };
        let first = self.sequences.iter().find(apart).or(self.sequences.first());
        let doubt = "not all readers see the whole message, or what they see depends on chance";
        self.refusal(&[first.map_or(0, |sequence| sequence.node)], doubt)
    }

    /// Says that a reader sees what another one does.
    pub(super) fn seen_reply(&self, set: usize, other: usize, node: usize) -> String {
        let doubt = format!(
            "{} sees what {} does (information set {})",
            self.reader_at(set),
            self.reader_at(other),
            self.set_name(set)
        );
        self.refusal(&[node], &doubt)
    }

    /// The label of a reader's action in a profile of replies.
    pub(super) fn reply_label(&self, cell: &ReplyCell, reader: usize, actions: &[usize]) -> String {
        cell.sets[reader].map_or("no reply".into(), |set| self.way(&[(set, actions[reader])]))
    }
}
