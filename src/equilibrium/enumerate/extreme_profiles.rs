//! Extreme profiles: the vertices of the cells of equilibria, for comparison with lists of Nash
//! equilibria.

use std::collections::HashSet;

use dashu_int::IBig;
use serde::Serialize;

use super::extreme_sender::ExtremeSender;
use super::faces::BeliefFace;
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

/// Lists the extreme equilibria of the senders found, sorted; every class must be a single message.
///
/// Fails with `TooMany` when there are more than `limit`.
pub(super) fn extreme_profiles(
    game: &Game,
    table: &IntegerGame<IBig>,
    faces: &[BeliefFace],
    found: &[ExtremeSender],
    limit: usize,
    meter: &Meter,
) -> Result<Vec<Extreme>, Abort> {
    let mut all = HashSet::new();
    for f in found {
        let mut sender = vec![vec![Q::ZERO; game.messages().len()]; game.types().len()];
        let mut replies = SupportingReplies::start(table.types());
        let messages = f.messages(faces);
        let mut masses = 1..;
        for message in &messages {
            let m = table.classes[message.class].members[0];
            for (t, i) in members(message.types).zip(&mut masses) {
                sender[t][m] = quotient(&f.mass.big(i), &(f.mass.big(0) * &table.prior[t]));
            }
            match replies.extended(table, message, meter)? {
                Some(next) => replies = next,
                None => unreachable!("a found sender has replies"),
            }
        }
        let unsent: Vec<usize> = (0..table.classes.len())
            .filter(|&c| messages.iter().all(|message| message.class != c))
            .collect();
        let mut add = |replies: &SupportingReplies<IBig>| {
            for ray in replies.cone.rays() {
                let mut receiver = vec![vec![Q::ZERO; game.actions().len()]; table.classes.len()];
                for (message, at) in &replies.messages {
                    let class = &table.classes[message.class];
                    let reply = &mut receiver[class.members[0]];
                    for (j, &a) in message.replies.iter().enumerate() {
                        reply[class.regions.actions[a]] = quotient(&ray[at + j], &ray[0]);
                    }
                    message.sole.iter().for_each(|&a| reply[class.regions.actions[a]] = Q::ONE);
                }
                all.insert(Extreme { sender: sender.clone(), receiver });
            }
            if all.len() > limit { Err(Abort::TooMany) } else { Ok(()) }
        };
        complete(table, replies, &unsent, &mut add, meter)?;
    }
    let mut all: Vec<Extreme> = all.into_iter().collect();
    all.sort_by(|a, b| b.cmp(a));
    Ok(all)
}

/// Calls `add` with the replies that each choice of a maximal jointly optimal set of actions for
/// every unsent message leaves.
fn complete(
    table: &IntegerGame<IBig>,
    replies: SupportingReplies<IBig>,
    unsent: &[usize],
    add: &mut dyn FnMut(&SupportingReplies<IBig>) -> Result<(), Abort>,
    meter: &Meter,
) -> Result<(), Abort> {
    if meter.stopped() {
        return Err(Abort::Stopped);
    }
    let Some((&class, rest)) = unsent.split_first() else {
        return add(&replies);
    };
    for set in table.classes[class].regions.jointly_optimal() {
        // a message that no type sends, so that no type may gain by it
        let readers = &table.classes[class].regions.readers;
        let message = OnPathMessage::new(class, 0, &set, readers);
        if let Some(next) = replies.extended(table, &message, meter)? {
            complete(table, next, rest, add, meter)?;
        }
    }
    Ok(())
}
