//! The signalling game of a tree, with its labels.

use std::collections::{BTreeMap, HashMap};

use super::labels::{LabelOrder, common, distinct, places, unlike, way};
use super::stages::{MoveSequence, Next, PayoffPair, Stages};
use super::tree::GameTree;
use crate::error::Error;
use crate::game::Game;

/// The separator of the steps in a message's label.
const JOINT: &str = ", ";

/// The most cells (type, message, reply) that a game may have. A file of
/// [`MAX_BYTES`](super::super::MAX_BYTES) has about as many leaves; a tree with more types,
/// messages and actions than leaves would otherwise make a table far larger than its file.
const MAX_CELLS: usize = 1 << 20;

/// The receiver's observation of the sender's moves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Observation {
    /// An information set.
    Set(usize),
    /// None, since the game ends; such messages are told apart by their labels.
    End(Vec<String>),
}

/// The moves that the receiver cannot tell apart.
#[derive(Debug)]
struct Message {
    seen: Observation,
    /// The labels of the sender's actions, repeats included.
    labels: Vec<String>,
}

/// Reads the tree as a game.
pub(super) fn game(tree: &GameTree) -> Result<Game, Error> {
    let stages = Stages::new(tree).map_err(Error::Game)?;
    let names: Vec<Vec<String>> = tree
        .sets
        .iter()
        .map(|set| match set.player {
            None => distinct(&set.actions, 't'),
            Some(player) if player == stages.players[0] => distinct(&set.actions, 'm'),
            Some(_) => distinct(&set.actions, 'a'),
        })
        .collect();
    let (messages, rows) = messages(&stages, &names).map_err(Error::Game)?;

    // Actions go by their labels, in order of appearance.
    let mut actions: Vec<String> = Vec::new();
    let mut index: HashMap<&String, usize> = HashMap::new();
    let mut replies: Vec<Vec<usize>> = Vec::new();
    for message in &messages {
        let Observation::Set(set) = message.seen else {
            replies.push(Vec::new());
            continue;
        };
        let place = |label| {
            *index.entry(label).or_insert_with(|| {
                actions.push(label.clone());
                actions.len() - 1
            })
        };
        replies.push(names[set].iter().map(place).collect());
    }
    if replies.iter().any(Vec::is_empty) {
        actions.push(unlike("end", &actions));
        replies.iter_mut().filter(|r| r.is_empty()).for_each(|r| r.push(actions.len() - 1));
    }
    let labels = messages.into_iter().map(|message| match message.seen {
        Observation::Set(set) => common(message.labels.into_iter(), &tree.sets[set].label),
        Observation::End(labels) => labels.join(JOINT),
    });
    let messages = distinct(&labels.collect::<Vec<_>>(), 'm');
    UnorderedGame { stages: &stages, names: &names, messages, actions, replies, rows }.build()
}

/// The payoffs of each reply by type and message.
type PayoffRows = BTreeMap<(usize, usize), Vec<PayoffPair>>;

/// The messages in order of appearance, and what they pay.
fn messages(stages: &Stages, names: &[Vec<String>]) -> Result<(Vec<Message>, PayoffRows), String> {
    let mut messages: Vec<Message> = Vec::new();
    let mut index: HashMap<Observation, usize> = HashMap::new();
    let mut rows = PayoffRows::new();
    for (t, sequences) in stages.complete_sequences().into_iter().enumerate() {
        let sender_type = &stages.types[t];
        let mut first: HashMap<usize, &MoveSequence> = HashMap::new();
        for sequence in sequences {
            let labels: Vec<String> =
                sequence.steps.iter().map(|&(set, k)| names[set][k].clone()).collect();
            let label = labels.join(JOINT);
            let seen = match sequence.next {
                Some(Next::Reply(set)) => Observation::Set(set),
                _ => Observation::End(labels),
            };
            let m = *index.entry(seen.clone()).or_insert_with(|| {
                messages.push(Message { seen, labels: Vec::new() });
                messages.len() - 1
            });
            let pay = |payment| stages.payoffs(sender_type, sequence, payment);
            let row = sequence.replies.iter().map(pay).collect::<Result<Vec<_>, _>>()?;
            let same = rows.entry((t, m)).or_insert_with(|| row.clone());
            if *same != row {
                return Err(stages.hidden(first[&m], sequence, sender_type.nodes[0]));
            }
            first.entry(m).or_insert(sequence);
            messages[m].labels.push(label);
        }
    }
    Ok((messages, rows))
}

/// A game up to the order of its labels.
struct UnorderedGame<'a> {
    stages: &'a Stages<'a>,
    names: &'a [Vec<String>],
    messages: Vec<String>,
    actions: Vec<String>,
    replies: Vec<Vec<usize>>,
    rows: PayoffRows,
}

impl UnorderedGame<'_> {
    fn build(mut self) -> Result<Game, Error> {
        if let Some(order) = LabelOrder::from_comment(&self.stages.tree.comment) {
            self.arrange(order);
        }
        let UnorderedGame { stages, messages, actions, replies, rows, .. } = &self;
        let types = self.types();
        let size = [types.len(), messages.len(), actions.len()];
        let cells = size.iter().try_fold(1usize, |product, &n| product.checked_mul(n));
        if cells.is_none_or(|cells| cells > MAX_CELLS) {
            let [t, m, a] = size;
            return Err(Error::File(format!(
                "{t} types, {m} messages and {a} actions are too many: a game read from a tree \
                 has at most {MAX_CELLS} cells"
            )));
        }

        let mut payoffs = [0; 2].map(|_| vec![vec![vec![None; size[2]]; size[1]]; size[0]]);
        let mut available: Vec<Vec<&String>> = vec![Vec::new(); types.len()];
        for (&(t, m), row) in rows {
            available[t].push(&messages[m]);
            for (&a, (sender, receiver)) in replies[m].iter().zip(row) {
                payoffs[0][t][m][a] = Some(sender.clone());
                payoffs[1][t][m][a] = Some(receiver.clone());
            }
        }
        let [sender, receiver] = payoffs;
        let mut builder = Game::builder()
            .types(&types)
            .messages(messages)
            .actions(actions)
            .prior(stages.types.iter().map(|sender_type| sender_type.prior.clone()))
            .sender_cells(sender)
            .receiver_cells(receiver);
        for (label, open) in types.iter().zip(available) {
            if open.len() < messages.len() {
                builder = builder.available(label, open);
            }
        }
        for (label, open) in messages.iter().zip(replies) {
            if open.len() < actions.len() {
                builder = builder.replies(label, open.iter().map(|&a| &actions[a]));
            }
        }
        if !stages.tree.title.is_empty() {
            builder = builder.name(&stages.tree.title);
        }
        builder.build()
    }

    /// Puts messages and actions in an order, if it speaks of these and of no other messages.
    fn arrange(&mut self, order: LabelOrder) {
        let messages = places(&self.messages, &order.messages);
        let actions = places(&self.actions, &order.actions);
        let (Some(m), Some(a)) = (messages, actions) else { return };
        if order.messages.len() != m.len() {
            return;
        }
        let rows = std::mem::take(&mut self.rows);
        self.rows = rows.into_iter().map(|((t, i), row)| ((t, m[i]), row)).collect();
        let mut replies = vec![Vec::new(); m.len()];
        for (i, row) in std::mem::take(&mut self.replies).into_iter().enumerate() {
            replies[m[i]] = row.into_iter().map(|b| a[b]).collect();
        }
        self.replies = replies;
        self.messages = order.messages;
        self.actions = order.actions;
    }

    /// The types, called by the moves of chance that lead to them, if these have names.
    fn types(&self) -> Vec<String> {
        let tree = self.stages.tree;
        let labels = self.stages.types.iter().map(|sender_type| {
            let ways = sender_type.nodes.iter().map(|&node| {
                let branches = tree.branches(node);
                if branches.iter().all(|&(set, action)| tree.sets[set].is_unnamed(action)) {
                    return String::new();
                }
                way(branches.iter().map(|&(set, action)| self.names[set][action].as_str()))
            });
            common(ways, &tree.sets[sender_type.set].label)
        });
        distinct(&labels.collect::<Vec<_>>(), 't')
    }
}
