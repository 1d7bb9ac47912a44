//! Whole profiles: the vertices of the cells, for comparison with lists of Nash equilibria.

use std::collections::HashSet;

use dashu_int::IBig;
use serde::Serialize;

use super::faces::Face;
use super::found::ExtremeSender;
use super::game_table::IntegerGame;
use super::receiver::{OnPathMessage, SupportingReplies};
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::integers::quotient;
use crate::exact::work::{Abort, Meter};
use crate::game::Game;

/// An extreme equilibrium: a strategy for each player, replies off the path included.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Extreme {
    /// `[t][m]`: the probability that type t sends m.
    pub sender: Vec<Vec<Q>>,
    /// `[m][a]`: the probability that m is answered by a.
    pub receiver: Vec<Vec<Q>>,
}

/// All of them, sorted; classes must be single messages.
pub(crate) fn extremes(
    game: &Game,
    table: &IntegerGame<IBig>,
    faces: &[Face],
    found: &[ExtremeSender],
    limit: usize,
    meter: &Meter,
) -> Result<Vec<Extreme>, Abort> {
    let mut all = HashSet::new();
    for f in found {
        let mut sender = vec![vec![Q::ZERO; game.messages().len()]; game.types().len()];
        let mut receivers = SupportingReplies::start(table.types());
        let blocks = f.blocks(faces);
        let mut masses = 1..;
        for block in &blocks {
            let m = table.classes[block.class].members[0];
            for (t, i) in members(block.types).zip(&mut masses) {
                sender[t][m] = quotient(&f.mass.big(i), &(f.mass.big(0) * &table.prior[t]));
            }
            match receivers.with(table, block, meter)? {
                Some(next) => receivers = next,
                None => unreachable!("a found sender has replies"),
            }
        }
        let unsent: Vec<usize> = (0..table.classes.len())
            .filter(|&c| blocks.iter().all(|block| block.class != c))
            .collect();
        let mut add = |receivers: &SupportingReplies<IBig>| {
            for ray in receivers.cone.rays() {
                let mut receiver = vec![vec![Q::ZERO; game.actions().len()]; table.classes.len()];
                for (block, at) in &receivers.blocks {
                    let class = &table.classes[block.class];
                    for (j, &a) in block.replies.iter().enumerate() {
                        receiver[class.members[0]][class.regions.actions[a]] =
                            quotient(&ray[at + j], &ray[0]);
                    }
                }
                all.insert(Extreme { sender: sender.clone(), receiver });
            }
            if all.len() > limit { Err(Abort::TooMany) } else { Ok(()) }
        };
        complete(table, receivers, &unsent, &mut add, meter)?;
    }
    let mut all: Vec<Extreme> = all.into_iter().collect();
    all.sort_by(|a, b| b.cmp(a));
    Ok(all)
}

/// Choose a maximal jointly optimal set for each message that is not sent.
fn complete(
    table: &IntegerGame<IBig>,
    receivers: SupportingReplies<IBig>,
    unsent: &[usize],
    add: &mut dyn FnMut(&SupportingReplies<IBig>) -> Result<(), Abort>,
    meter: &Meter,
) -> Result<(), Abort> {
    if meter.stopped() {
        return Err(Abort::Stopped);
    }
    let Some((&class, rest)) = unsent.split_first() else {
        return add(&receivers);
    };
    for set in table.classes[class].regions.jointly_optimal() {
        // a message that no type sends: nobody may gain by it
        let block = OnPathMessage { class, types: 0, replies: set.iter().collect() };
        if let Some(next) = receivers.with(table, &block, meter)? {
            complete(table, next, rest, add, meter)?;
        }
    }
    Ok(())
}
