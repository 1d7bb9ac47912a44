//! The writer of `.efg` text for trees of several rounds.

use std::collections::HashMap;

use super::write::quote;
use crate::error::{Error, quoted};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::rounds::{Mover, MultistageGame, Place};

/// The text of a tree under way.
struct RoundsWriter<'a> {
    game: &'a MultistageGame,
    text: String,
    /// The number of the information set of each history: the receiver's, and the sender's by type.
    sets: HashMap<(Vec<String>, Option<usize>), usize>,
    outcomes: usize,
}

/// Writes the tree: chance draws the type, the sender knows it, all see all moves.
pub(super) fn write(game: &MultistageGame) -> Result<String, Error> {
    // as many histories as one list of them may have
    game.histories()?;
    let name = quote(game.name().unwrap_or_default());
    let mut writer = RoundsWriter {
        game,
        text: format!("EFG 2 R {name} {{ \"Sender\" \"Receiver\" }}\n\"\"\n\n"),
        sets: HashMap::new(),
        outcomes: 0,
    };
    let types = game.types().iter().zip(game.prior());
    let draws: String = types.map(|(t, p)| format!("{} {p} ", quote(t))).collect();
    writer.text += &format!("c \"\" 1 \"\" {{ {draws}}} 0\n");
    for t in 0..game.types().len() {
        writer.node(game.root(), t, &mut Vec::new(), [Q::ONE, Q::ONE])?;
    }
    Ok(writer.text)
}

impl RoundsWriter<'_> {
    fn set(&mut self, history: &[String], owner: Option<usize>) -> usize {
        let next = 1 + self.sets.keys().filter(|(_, o)| o.is_some() == owner.is_some()).count();
        *self.sets.entry((history.to_vec(), owner)).or_insert(next)
    }

    /// The outcome of a node that pays, times what was discounted before.
    fn outcome(&mut self, place: Place, t: usize, scale: &[Q; 2]) -> String {
        let (sender, receiver) = self.game.payments(place);
        let (sender, receiver) = (&sender[t] * &scale[0], &receiver[t] * &scale[1]);
        let ends = self.game.node_at(place).mover() == Mover::Nobody;
        if !ends && sender.is_zero() && receiver.is_zero() {
            return "0".into();
        }
        self.outcomes += 1;
        format!("{} \"\" {{ {sender}, {receiver} }}", self.outcomes)
    }

    fn node(
        &mut self,
        place: Place,
        t: usize,
        history: &mut Vec<String>,
        scale: [Q; 2],
    ) -> Result<(), Error> {
        checkpoint();
        let game = self.game;
        let node = game.node_at(place);
        let outcome = self.outcome(place, t, &scale);
        if node.mover() == Mover::Nobody {
            self.text += &format!("t \"\" {outcome}\n");
            return Ok(());
        }
        let [sender, receiver] = [0, 1].map(|side| &scale[side] * &node.discount()[side]);
        if receiver.is_zero() || sender.is_zero() {
            return Err(Error::Game(format!(
                "a discount of 0 at {} has no counterpart in .efg, where one player cares for all \
                 its payoffs: write .json",
                history.last().map_or("the start".into(), |label| quoted(label))
            )));
        }
        let scale = [sender, receiver];
        let list =
            |labels: &[String]| labels.iter().map(|l| quote(l)).collect::<Vec<_>>().join(" ");
        let able = |m: usize| game.available(place)[t][m];
        match node.mover() {
            Mover::Nobody => {}
            Mover::Receiver => {
                let set = self.set(history, None);
                let labels = list(node.actions());
                self.text += &format!("p \"\" 2 {set} \"\" {{ {labels} }} {outcome}\n");
                for a in 0..node.actions().len() {
                    self.follow(place, (t, a), history, &scale)?;
                }
            }
            Mover::Chance => {
                let pairs = node.actions().iter().zip(node.odds());
                let draws: String = pairs.map(|(l, p)| format!("{} {p} ", quote(l))).collect();
                // one number for each history and type: no two nodes of chance are one
                let set = 1 + self.set(history, Some(t)) + 1_000_000;
                self.text += &format!("c \"\" {set} \"\" {{ {draws}}} {outcome}\n");
                for a in 0..node.actions().len() {
                    self.follow(place, (t, a), history, &scale)?;
                }
            }
            Mover::Sender | Mover::Both => {
                let set = self.set(history, Some(t));
                let open: Vec<usize> = (0..node.messages().len()).filter(|&m| able(m)).collect();
                let labels: Vec<String> =
                    open.iter().map(|&m| node.messages()[m].clone()).collect();
                let labels = list(&labels);
                self.text += &format!("p \"\" 1 {set} \"\" {{ {labels} }} {outcome}\n");
                for m in open {
                    if node.mover() == Mover::Sender {
                        self.follow(place, (t, m), history, &scale)?;
                        continue;
                    }
                    let set = self.set(history, None);
                    let labels = list(node.actions());
                    self.text += &format!("p \"\" 2 {set} \"\" {{ {labels} }} 0\n");
                    for a in 0..node.actions().len() {
                        let i = m * node.actions().len() + a;
                        self.follow(place, (t, i), history, &scale)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn follow(
        &mut self,
        place: Place,
        (t, i): (usize, usize),
        history: &mut Vec<String>,
        scale: &[Q; 2],
    ) -> Result<(), Error> {
        let labels = self.game.node_at(place).labels(i);
        let count = labels.len();
        history.extend(labels.into_iter().map(str::to_string));
        let next = self.game.after(place, i);
        self.node(next, t, history, scale.clone())?;
        history.truncate(history.len() - count);
        Ok(())
    }
}
