//! Trees made of other games: one round, and repetitions.

use super::build::{DEEPEST, TreeBuilder};
use super::game::{Mover, MultistageGame, PublicNode, TypeSet, everyone};
use crate::error::{Error, brief};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::game::Game;

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
