//! Readers that are copies of one another, merged into one.

use std::sync::Arc;

use super::reader::InformationSet;
use super::signalling_game::{Game, GameData, GameForm};
use crate::exact::Q;

/// A game whose readers that are copies of one another are one, which acts for all.
///
/// Copies have proportional weights and the same payoffs, so that they find the same replies optimal,
/// and the sender's payoffs depend on the weighted mean of their replies alone.
#[derive(Clone, Debug)]
pub(crate) struct MergedReaders {
    pub(crate) game: Game,
    /// `[action of the merged game]`: the actions that it stands for, one of each copy.
    pub(crate) actions: Vec<Vec<usize>>,
}

impl MergedReaders {
    /// The merged game; `None` where no readers are copies.
    pub(crate) fn new(game: &Game) -> Option<MergedReaders> {
        let sets = game.information_sets();
        let classes = game.reader_copies();
        if classes.len() == sets.len() {
            return None;
        }
        let mut actions: Vec<Vec<usize>> = Vec::new();
        let mut merged: Vec<InformationSet> = Vec::new();
        for class in &classes {
            let first = actions.len();
            let own = sets[class[0]].actions();
            let each = |k: usize| class.iter().map(|&r| sets[r].actions().start + k).collect();
            actions.extend((0..own.len()).map(each));
            let sum = |t: usize| class.iter().map(|&r| sets[r].weights()[t].clone()).sum::<Q>();
            merged.push(InformationSet {
                actions: first..actions.len(),
                weights: (0..game.types().len()).map(sum).collect(),
                ..sets[class[0]].clone()
            });
        }
        let sum = |payoffs: &[Vec<Vec<Q>>]| -> Vec<Vec<Vec<Q>>> {
            let row = |cells: &Vec<Q>| -> Vec<Q> {
                actions.iter().map(|all| all.iter().map(|&a| cells[a].clone()).sum()).collect()
            };
            payoffs.iter().map(|rows| rows.iter().map(row).collect()).collect()
        };
        let follows = |m: usize| {
            let open = |&a: &usize| game.replies(m).contains(&actions[a][0]);
            (0..actions.len()).filter(open).collect()
        };
        let form = GameForm {
            actions: actions.iter().map(|all| game.actions()[all[0]].clone()).collect(),
            replies: (0..game.messages().len()).map(follows).collect(),
            sets: merged,
            ..GameForm::clone(&game.0.form)
        };
        let data = GameData {
            form: Arc::new(form),
            sender: sum(game.sender_payoffs()),
            receiver: sum(game.receiver_payoffs()),
            audiences: None,
            ..GameData::clone(&game.0)
        };
        Some(MergedReaders { game: Game::from_data(data), actions })
    }

    /// A reply of the merged game as one of the game of `actions` actions.
    pub(crate) fn apart(&self, reply: &[Q], actions: usize) -> Vec<Q> {
        let mut apart = vec![Q::ZERO; actions];
        for (q, copies) in reply.iter().zip(&self.actions).filter(|(q, _)| !q.is_zero()) {
            copies.iter().for_each(|&a| apart[a] = q.clone());
        }
        apart
    }
}
