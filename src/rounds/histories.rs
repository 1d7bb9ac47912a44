//! The histories of a tree, and what a node says at one of them.

use super::build::MOST_NODES;
use super::game::{Mover, MultistageGame, Place, PublicNode};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::checkpoint;

impl MultistageGame {
    /// Every history that some type can reach, those before first, and whether it is an end.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when there are more than a million.
    pub fn histories(&self) -> Result<Vec<(Vec<String>, bool)>, Error> {
        let places = self.walk()?;
        Ok(places
            .into_iter()
            .map(|(history, place)| (history, self.node_at(place).mover == Mover::Nobody))
            .collect())
    }

    /// Every history that some type can reach with its place, those before first.
    pub(crate) fn walk(&self) -> Result<Vec<(Vec<String>, Place)>, Error> {
        let mut all = Vec::new();
        let mut open = vec![(Vec::new(), self.root())];
        while let Some((history, place)) = open.pop() {
            checkpoint();
            if all.len() == MOST_NODES {
                return Err(Error::Limit(format!(
                    "the tree has more than {MOST_NODES} histories: ask for the correspondence or \
                     for single histories"
                )));
            }
            let node = self.node_at(place);
            for i in (0..node.next.len()).rev() {
                let next = self.after(place, i);
                if next.types != 0 {
                    let mut longer = history.clone();
                    longer.extend(node.labels(i).into_iter().map(str::to_string));
                    open.push((longer, next));
                }
            }
            all.push((history, place));
        }
        Ok(all)
    }

    /// The nodes as text, each once.
    #[cfg(feature = "python")]
    pub(crate) fn state(&self) -> String {
        serde_json::to_string(&*self.0).expect("a tree is text")
    }

    /// The game of [`MultistageGame::state`].
    #[cfg(feature = "python")]
    pub(crate) fn from_state(text: &str) -> Result<MultistageGame, Error> {
        let data: super::game::TreeData =
            serde_json::from_str(text).map_err(|e| Error::File(e.to_string()))?;
        Ok(MultistageGame(std::sync::Arc::new(data)))
    }

    /// The labels of the types that can be at a place.
    pub fn labels_at(&self, place: Place) -> Vec<&str> {
        self.members(place.types).map(|t| self.types()[t].as_str()).collect()
    }

    /// `[t][m]`: may the type send the message at the place?
    pub fn available(&self, place: Place) -> Vec<Vec<bool>> {
        let node = self.node_at(place);
        let row = |t: usize| {
            let able = |m: usize| node.after(place.types, m) >> t & 1 == 1;
            (0..node.messages.len()).map(able).collect()
        };
        (0..self.types().len()).map(row).collect()
    }

    /// What a place pays to the sender and to the receiver, for each type.
    pub fn payments(&self, place: Place) -> (&[Q], &[Q]) {
        let node = self.node_at(place);
        (&node.pays[0], &node.pays[1])
    }
}

impl PublicNode {
    /// The probability of each branch of chance; none where somebody moves.
    pub fn odds(&self) -> &[Q] {
        &self.odds
    }

    /// What follows is multiplied by this, for the sender and the receiver.
    pub fn discount(&self) -> &[Q] {
        &self.discount
    }
}
