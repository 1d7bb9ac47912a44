//! Extreme replies off the path that deter the sender, and the beliefs that support them; and those of
//! readers whom the senders of a message never meet.

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::exact::Q;
use crate::exact::bitset::{Bits, members};
use crate::exact::budget::unwinding;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::{integers, quotient};
use crate::exact::work::Abort;
use crate::game::replies::{Reading, Regions};
use crate::game::{Game, MergedReaders};

/// A reply to a message that no type sends, and the beliefs at which it is optimal.
///
/// With several readers it has a reply of each whom a sender of the message may meet; at a message that
/// is sent, of each whom its senders do not meet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Reply {
    /// The probability of each action.
    pub reply: Vec<Q>,
    /// A belief at which the reply is optimal: of the elements of `beliefs` that need the fewest later
    /// beliefs, the one with the fewest types.
    pub belief: Vec<Q>,
    /// The corners of the set of all beliefs at which the reply is optimal, for the readers whom its
    /// types meet.
    pub beliefs: Vec<Vec<Q>>,
    /// The beliefs of the readers whom the types of `belief` do not meet: each goes by the first of
    /// these with a type that it meets. Empty where `belief` serves all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<Vec<Q>>,
}

/// The extreme replies to `m` that give no type more than `room[t]`, with the first of each class of
/// copies or with all of them `apart`. Where some types send the message, the replies are those of the
/// readers whom they do not meet, and `room[t]` is what these may add to the payoff of t.
pub(crate) fn replies(game: &Game, m: usize, apart: bool, sent: u128, room: &[Q]) -> Vec<Reply> {
    let merged = MergedReaders::new(game);
    let whole = game.actions().len();
    let game = merged.as_ref().map_or(game, |merged| &merged.game);
    let mut all = extreme::<i64>(game, m, apart, sent, room)
        .or_else(|_| extreme::<i128>(game, m, apart, sent, room))
        .or_else(|_| extreme::<dashu_int::IBig>(game, m, apart, sent, room))
        .expect("big integers do not overflow, and nothing limits the work");
    if let Some(merged) = merged {
        all.iter_mut().for_each(|reply| reply.reply = merged.apart(&reply.reply, whole));
    }
    all
}

fn extreme<I: Int>(
    game: &Game,
    m: usize,
    apart: bool,
    sent: u128,
    room: &[Q],
) -> Result<Vec<Reply>, Abort> {
    let regions = Regions::<I>::new(game, m, apart, usize::MAX, &unwinding)?;
    // `[t]`: the room of each other sender of m and its payoff by each action, without denominators
    let payoffs: Vec<Vec<I>> = members(regions.senders & !sent)
        .map(|t| {
            let each = regions.actions.iter().map(|&a| game.sender_payoff(t, m, a));
            integers(&[&room[t]].into_iter().chain(each).cloned().collect::<Vec<Q>>())
        })
        .collect::<Result<_, Overflow>>()?;
    let mut found: Vec<Vec<Q>> = Vec::new();
    for rows in regions.jointly_optimal_after(sent) {
        let actions: Vec<usize> = rows.iter().collect();
        let mut cone = Cone::<I>::point(vec![I::ONE]);
        for reader in &regions.readers {
            match reader.actions.clone().filter(|&a| rows.contains(a)).count() {
                0 => {}
                own => cone = cone.times_simplex(own),
            }
        }
        for payoffs in &payoffs {
            cone.restrict(ConeConstraint::NonNegative, |v| {
                let mut left = v[0].times(&payoffs[0])?;
                for (weight, &a) in v[1..].iter().zip(&actions).filter(|(w, _)| !w.is_zero()) {
                    left = left.minus(&weight.times(&payoffs[1 + a])?)?;
                }
                Ok(left)
            })?;
        }
        for ray in cone.rays() {
            let mut reply = vec![Q::ZERO; game.actions().len()];
            for (j, &a) in actions.iter().enumerate() {
                reply[regions.actions[a]] = quotient(&ray[1 + j], &ray[0]);
            }
            if !found.contains(&reply) {
                found.push(reply);
            }
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    let open: Vec<&Reading> = regions.readers.iter().filter(|r| r.meets & sent == 0).collect();
    let with_beliefs = |reply: Vec<Q>| {
        let support: Bits =
            (0..regions.actions.len()).filter(|&a| !reply[regions.actions[a]].is_zero()).collect();
        let known = FxHashMap::default();
        let mut search = ChainSearch { regions: &regions, replies: &support, known };
        let mut chains = search.chains(sent, &open);
        chains.sort_by_key(|chain| {
            let first = regions.corners[chain[0]].support;
            (chain.len(), first.count_ones(), first)
        });
        let belief = |&i: &usize| normalised(regions.mass(&regions.corners[i]));
        let beliefs: Vec<Vec<Q>> = chains.iter().map(|chain| belief(&chain[0])).collect();
        let later = chains[0][1..].iter().map(belief).collect();
        Reply { reply, belief: beliefs[0].clone(), beliefs, later }
    };
    Ok(found.into_iter().map(with_beliefs).collect())
}

/// The shortest chains of corners along which some replies are optimal, by the types that are gone.
struct ChainSearch<'a, I> {
    regions: &'a Regions<I>,
    replies: &'a Bits,
    known: FxHashMap<u128, Option<Vec<usize>>>,
}

impl<I: Int> ChainSearch<'_, I> {
    /// For each corner that can be the first belief of a chain for the `open` readers on the types that
    /// are not `gone`, the shortest such chain.
    fn chains(&mut self, gone: u128, open: &[&Reading]) -> Vec<Vec<usize>> {
        let (regions, replies) = (self.regions, self.replies);
        let mut chains = Vec::new();
        for (i, corner) in regions.corners.iter().enumerate() {
            let (met, later): (Vec<&Reading>, Vec<&Reading>) =
                open.iter().partition(|r| r.meets & corner.support != 0);
            let best = |r: &Reading| {
                r.actions.clone().all(|a| !replies.contains(a) || corner.rows.contains(a))
            };
            if corner.support & gone != 0 || met.is_empty() || !met.into_iter().all(best) {
                continue;
            }
            let gone = gone | corner.support;
            if !later.is_empty() && !self.known.contains_key(&gone) {
                let shortest = self.chains(gone, &later).into_iter().min_by_key(Vec::len);
                self.known.insert(gone, shortest);
            }
            match self.known.get(&gone).filter(|_| !later.is_empty()) {
                None => chains.push(vec![i]),
                Some(Some(rest)) => chains.push([&[i], &**rest].concat()),
                Some(None) => {}
            }
        }
        chains
    }
}

/// A mass vector as probabilities.
fn normalised<I: Int>(x: &[I]) -> Vec<Q> {
    let x: Vec<Q> = x.iter().map(|x| quotient(x, &I::ONE)).collect();
    let total: Q = x.iter().sum();
    x.into_iter().map(|x| x / &total).collect()
}
