//! The signalling game of a tree, with its labels.

use std::collections::{BTreeMap, HashMap};

use super::audiences;
use super::labels::{AudienceOrder, LabelOrder, common, distinct, places, unlike, way};
use super::payoffs::{SequencePayoffs, View};
use super::sight;
use super::stages::{MoveSequence, PayoffPair, Stages};
use super::tree::GameTree;
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, GameFile, NoisyGame};

/// The separator of the steps in a message's label.
pub(super) const JOINT: &str = ", ";

/// The most cells (type, message, reply) that a game may have. A file of
/// [`MAX_BYTES`](super::super::MAX_BYTES) has about as many leaves; a tree with more types,
/// messages and actions than leaves would otherwise make a table far larger than its file.
pub(super) const MAX_CELLS: usize = 1 << 20;

/// The receiver's observation of the sender's moves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Observation {
    /// An information set.
    Set(usize),
    /// Signals, whatever they are, with these actions to follow.
    Signals(Vec<String>),
    /// None, since the game ends; such messages are told apart by their labels.
    End(Vec<String>),
}

/// The moves that the receiver cannot tell apart.
#[derive(Debug)]
struct Message {
    seen: Observation,
    /// The labels of the sender's actions, repeats included.
    labels: Vec<String>,
    /// The types that send it, and what the receiver sees then: an information set, or the label of
    /// the message where the game ends, with its probability.
    sent: Vec<(usize, Chances)>,
}

/// What is seen of a message, or the label under which it ends the game, with the probabilities.
type Chances = Vec<(Result<usize, String>, Q)>;

impl Message {
    /// An information set whose actions may follow; none where the game ends.
    fn replies(&self) -> Option<usize> {
        let (_, chances) = self.sent.first()?;
        chances.first()?.0.as_ref().ok().copied()
    }
}

/// A complete sequence of the sender's moves with what it pays.
pub(super) struct PaidSequence<'a> {
    pub(super) sequence: &'a MoveSequence,
    pub(super) payoffs: SequencePayoffs,
}

/// Reads the tree as a game; as one with noise where the receiver sees signals of the moves, or does
/// not see all of them.
pub(super) fn game(tree: &GameTree) -> Result<GameFile, Error> {
    let stages = Stages::new(tree).map_err(Error::Game)?;
    let names: Vec<Vec<String>> = tree
        .sets
        .iter()
        .map(|set| match set.player {
            None => distinct(&set.actions, 't'),
            Some(player) if player == stages.sender => distinct(&set.actions, 'm'),
            Some(_) => distinct(&set.actions, 'a'),
        })
        .collect();
    let pay = |sequence| Ok(PaidSequence { sequence, payoffs: stages.payoffs(sequence)? });
    let paid =
        stages.complete_sequences().into_iter().map(|all| all.into_iter().map(pay).collect());
    let paid: Vec<Vec<PaidSequence>> = paid.collect::<Result<_, String>>().map_err(Error::Game)?;
    let alone = stages.readers.len() == 1;
    if alone
        && AudienceOrder::from_comment(&tree.comment).is_none()
        && let Some(found) = messages(&stages, &names, &paid, false).map_err(Error::Game)?
    {
        return one_reader(&stages, &names, found);
    }
    if let Some(game) = audiences::game(&stages, &names, &paid)? {
        return Ok(GameFile::Plain(game));
    }
    let refusal = match alone {
        false => stages.partial_sight(),
        true => match messages(&stages, &names, &paid, true) {
            Ok(Some(found)) => return one_reader(&stages, &names, found),
            Ok(None) => {
                "not a signalling game: two moves of one type have the same labels and pay \
                         differently"
                    .into()
            }
            Err(refusal) => refusal,
        },
    };
    sight::game(&stages, &names, &paid)?.ok_or(Error::Game(refusal))
}

/// The game of one receiver who knows nothing but what it sees of the messages.
fn one_reader(
    stages: &Stages,
    names: &[Vec<String>],
    (messages, rows): (Vec<Message>, PayoffRows),
) -> Result<GameFile, Error> {
    let tree = stages.tree;
    // Actions go by their labels, in order of appearance.
    let mut actions: Vec<String> = Vec::new();
    let mut index: HashMap<&String, usize> = HashMap::new();
    let mut replies: Vec<Vec<usize>> = Vec::new();
    for message in &messages {
        let Some(set) = message.replies() else {
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
    let noise = signals(stages, names, &messages);
    let labels = messages.into_iter().map(|message| match message.seen {
        Observation::Set(set) => common(message.labels.into_iter(), &tree.sets[set].label),
        Observation::Signals(_) | Observation::End(_) => message.labels[0].clone(),
    });
    let messages = distinct(&labels.collect::<Vec<_>>(), 'm');
    UnorderedGame { stages, names, messages, actions, replies, rows, noise }.build()
}

/// The payoffs of each reply by type and message.
type PayoffRows = BTreeMap<(usize, usize), Vec<PayoffPair>>;

/// The messages in order of appearance, and what they pay. They are what the receiver sees, if it
/// sees one thing after each sequence and sequences of one type with different payoffs apart, or
/// `apart` by their labels otherwise. `None` where these are needed.
fn messages(
    stages: &Stages,
    names: &[Vec<String>],
    paid: &[Vec<PaidSequence>],
    apart: bool,
) -> Result<Option<(Vec<Message>, PayoffRows)>, String> {
    let mut messages: Vec<Message> = Vec::new();
    let mut index: HashMap<(Observation, Option<String>), usize> = HashMap::new();
    let mut rows = PayoffRows::new();
    for (t, sequences) in paid.iter().enumerate() {
        for PaidSequence { sequence, payoffs } in sequences {
            let views = &payoffs.views[0];
            if views.len() > 1 && !apart {
                return Ok(None);
            }
            let row = payoff_row(stages, sequence, views)?;
            let labels: Vec<String> =
                sequence.steps.iter().map(|&(set, k)| names[set][k].clone()).collect();
            let label = labels.join(JOINT);
            let seen = match views[0].set {
                // messages are told apart by their labels and by the actions that may follow
                Some(set) if apart => Observation::Signals(names[set].clone()),
                Some(set) => Observation::Set(set),
                None => Observation::End(labels),
            };
            let key = (seen.clone(), apart.then(|| label.clone()));
            let m = *index.entry(key).or_insert_with(|| {
                messages.push(Message { seen, labels: Vec::new(), sent: Vec::new() });
                messages.len() - 1
            });
            let same = rows.entry((t, m)).or_insert_with(|| row.clone());
            if *same != row {
                return Ok(None);
            }
            messages[m].labels.push(label);
            let chances = views.iter().map(|seen| {
                let place = seen.set.ok_or_else(|| messages[m].labels[0].clone());
                (place, &seen.probability / &stages.types[t].prior)
            });
            let chances = chances.collect();
            messages[m].sent.push((t, chances));
        }
    }
    Ok(Some((messages, rows)))
}

/// The expected payoffs of the replies to a sequence, wherever the receiver finds itself.
///
/// # Errors
///
/// A sentence that says what the receiver knows too much, where payoffs depend on what it sees,
/// or where it has other actions.
fn payoff_row(
    stages: &Stages,
    sequence: &MoveSequence,
    views: &[View],
) -> Result<Vec<PayoffPair>, String> {
    let actions = |view: &View| view.set.map(|set| &stages.tree.sets[set].actions);
    let same = |view: &View| actions(view) == actions(&views[0]) && view.pay == views[0].pay;
    match views.iter().all(same) {
        true => Ok(views[0].pay.clone()),
        false => Err(stages.told_too_much(sequence)),
    }
}

/// Signals with their labels, and their probabilities `[t][m][s]`.
type SignalTable = (Vec<String>, Vec<Vec<Vec<Q>>>);

/// What the receiver sees, where it is not the messages.
fn signals(stages: &Stages, names: &[Vec<String>], messages: &[Message]) -> Option<SignalTable> {
    let is_signal = |message: &Message| matches!(message.seen, Observation::Signals(_));
    if !messages.iter().any(is_signal) {
        return None;
    }
    let mut places: Vec<&Result<usize, String>> = Vec::new();
    for (place, _) in messages.iter().flat_map(|m| &m.sent).flat_map(|(_, chances)| chances) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let mut noise = vec![vec![Vec::new(); messages.len()]; stages.types.len()];
    for (m, message) in messages.iter().enumerate() {
        for (t, chances) in &message.sent {
            let mut row = vec![Q::ZERO; places.len()];
            for (place, chance) in chances {
                row[places.iter().position(|other| *other == place).expect("listed")] =
                    chance.clone();
            }
            noise[*t][m] = row;
        }
    }
    let label = |place: &&Result<usize, String>| match place {
        Ok(set) => {
            let leads = |message: &&Message| {
                let seen = message.sent.iter().flat_map(|(_, chances)| chances);
                seen.into_iter().any(|(other, _)| other == *place)
            };
            let sent = messages.iter().filter(leads).map(|message| message.labels[0].clone());
            signal_label(stages, names, *set, sent)
        }
        Err(label) => label.clone(),
    };
    let labels: Vec<String> = places.iter().map(label).collect();
    Some((distinct(&labels, 's'), noise))
}

/// The label of a signal: that of the information set, unless it has none or one of Gambit's own; else
/// that of the moves of chance that lead to it from the message, if these are always the same; else
/// those of the messages.
pub(super) fn signal_label(
    stages: &Stages,
    names: &[Vec<String>],
    set: usize,
    messages: impl Iterator<Item = String>,
) -> String {
    let tree = stages.tree;
    let given = common(std::iter::empty(), &tree.sets[set].label);
    if !given.is_empty() {
        return given;
    }
    let nodes =
        tree.nodes.iter().enumerate().filter(|(_, node)| node.live && node.set == Some(set));
    let mut ways = nodes.map(|(i, _)| {
        let branches = tree.branches(i);
        let after = branches.iter().rposition(|&(s, _)| tree.sets[s].player.is_some());
        let chance = &branches[after.map_or(0, |at| at + 1)..];
        way(chance.iter().map(|&(s, k)| names[s][k].as_str()))
    });
    let first = ways.next().unwrap_or_default();
    if !first.is_empty() && ways.all(|other| other == first) {
        return first;
    }
    common(messages, "")
}

/// The refusal of a game of so many types, messages and actions.
pub(super) fn too_many([t, m, a]: [usize; 3]) -> Error {
    Error::File(format!(
        "{t} types, {m} messages and {a} actions are too many: a game read from a tree has at most \
         {MAX_CELLS} cells"
    ))
}

/// A game up to the order of its labels.
struct UnorderedGame<'a> {
    stages: &'a Stages<'a>,
    names: &'a [Vec<String>],
    messages: Vec<String>,
    actions: Vec<String>,
    replies: Vec<Vec<usize>>,
    rows: PayoffRows,
    noise: Option<SignalTable>,
}

impl UnorderedGame<'_> {
    fn build(mut self) -> Result<GameFile, Error> {
        if let Some(order) = LabelOrder::from_comment(&self.stages.tree.comment) {
            self.arrange(order);
        }
        let UnorderedGame { stages, messages, actions, replies, rows, .. } = &self;
        let types = stages.type_labels(self.names);
        let size = [types.len(), messages.len(), actions.len()];
        let cells = size.iter().try_fold(1usize, |product, &n| product.checked_mul(n));
        if cells.is_none_or(|cells| cells > MAX_CELLS) {
            return Err(too_many(size));
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
            .sender(sender)
            .receiver(receiver);
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
        let game = builder.build()?;
        match &self.noise {
            None => Ok(GameFile::Plain(game)),
            Some((signals, noise)) => {
                NoisyGame::by_type(&game, signals, noise.clone()).map(GameFile::Noisy)
            }
        }
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
        if let Some((_, noise)) = &mut self.noise {
            for of_type in noise {
                let mut moved = vec![Vec::new(); m.len()];
                of_type.drain(..).enumerate().for_each(|(i, row)| moved[m[i]] = row);
                *of_type = moved;
            }
        }
        let mut replies = vec![Vec::new(); m.len()];
        for (i, row) in std::mem::take(&mut self.replies).into_iter().enumerate() {
            replies[m[i]] = row.into_iter().map(|b| a[b]).collect();
        }
        self.replies = replies;
        self.messages = order.messages;
        self.actions = order.actions;
    }
}

impl Stages<'_> {
    /// The types, called by the moves of chance that lead to them, if these have names.
    pub(super) fn type_labels(&self, names: &[Vec<String>]) -> Vec<String> {
        let tree = self.tree;
        let labels = self.types.iter().map(|sender_type| {
            let ways = sender_type.nodes.iter().map(|&(node, _)| {
                let branches = tree.branches(node);
                if branches.iter().all(|&(set, action)| tree.sets[set].is_unnamed(action)) {
                    return String::new();
                }
                way(branches.iter().map(|&(set, action)| names[set][action].as_str()))
            });
            common(ways, &tree.sets[sender_type.set].label)
        });
        distinct(&labels.collect::<Vec<_>>(), 't')
    }
}
