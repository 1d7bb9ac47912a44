//! Extreme replies off the path that deter the sender, and the beliefs that support them; and those of
//! readers whom the senders of a message never meet.

use dashu_int::IBig;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::outcome::Equilibrium;
use crate::exact::Q;
use crate::exact::bitset::{Bits, members};
use crate::exact::budget::unwinding;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::{integers, quotient};
use crate::exact::work::{Abort, Meter};
use crate::game::replies::{Reading, Regions};
use crate::game::{ChainBlock, Channel, Game, MergedReaders, SignalSets};

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
        .or_else(|_| extreme::<IBig>(game, m, apart, sent, room))
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

/// Replies to signals that are never seen and hang together, and the beliefs at which they are optimal.
/// Readers who are not expected at a signal that is seen hang together with others likewise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ReplyProfile {
    /// The signals, ascending.
    pub signals: Vec<usize>,
    /// `[signal][a]`: the reply to each of them, of the readers who are not expected there.
    pub replies: Vec<Vec<Q>>,
    /// `[chain][signal][t]`: extreme chains of beliefs at which all the replies are optimal, each
    /// with the first belief of somebody who sees the signal.
    pub beliefs: Vec<Vec<Vec<Q>>>,
    /// `[chain][signal]`: the later beliefs there, of readers whom the types of the first never
    /// meet.
    #[serde(skip_serializing_if = "never_later")]
    pub later: Vec<Vec<Vec<Vec<Q>>>>,
}

/// Are there no later beliefs?
fn never_later(later: &[Vec<Vec<Vec<Q>>>]) -> bool {
    later.iter().flatten().all(Vec::is_empty)
}

/// The extreme profiles of replies to a signal that is never seen, and to those that hang together
/// with it; likewise of readers who are not expected at a signal that is seen. Empty where there
/// are none.
pub(super) fn profiles(eq: &Equilibrium, channel: &Channel, s: usize) -> Vec<ReplyProfile> {
    let sets = SignalSets::new(eq.game(), channel);
    let meter = &Meter::new(&unwinding);
    let used = |pair: &usize| !eq.sender()[sets.pairs[*pair].t][sets.pairs[*pair].m].is_zero();
    let used: Bits = (0..sets.pairs.len()).filter(used).collect();
    let reached = sets.reached(used.iter());
    if sets.of_signal(s).iter().all(|&k| reached[k]) {
        return Vec::new();
    }
    let blocks = sets.blocks(&used, meter).expect("big integers do not overflow");
    let here = |block: &ChainBlock| block.sets.iter().any(|&k| sets.sets[k].signal == s);
    // unexpected readers of one signal may be in blocks of their own
    let block = blocks.into_iter().filter(here).reduce(ChainBlock::together);
    let block = block.expect("a reader who is not expected is in a block");
    let mut found = Vec::new();
    for profile in block.profiles() {
        let vertices = deterring::<i128>(eq, &sets, (&block, &reached), &profile);
        let vertices =
            vertices.or_else(|_| deterring::<IBig>(eq, &sets, (&block, &reached), &profile));
        found.extend(vertices.expect("big integers do not overflow"));
    }
    found.sort_by(|a: &Vec<Q>, b| b.cmp(a));
    found.dedup();
    let mut signals: Vec<usize> = block.sets.iter().map(|&k| sets.sets[k].signal).collect();
    signals.sort_unstable();
    signals.dedup();
    let of_signal = |s: usize| -> Vec<usize> {
        (0..block.sets.len()).filter(|&i| sets.sets[block.sets[i]].signal == s).collect()
    };
    let with_beliefs = |weights: Vec<Q>| {
        let support: Bits = (0..weights.len()).filter(|&a| !weights[a].is_zero()).collect();
        let chains = block.chains.iter().filter(|chain| support.is_subset(&chain.best));
        let mut known = Vec::new();
        for chain in chains {
            let (mut first, mut later) = (Vec::new(), Vec::new());
            for &s in &signals {
                let mut links: Vec<(usize, &Vec<Q>)> = of_signal(s)
                    .into_iter()
                    .map(|i| (chain.beliefs[i].1, &chain.beliefs[i].0))
                    .collect();
                links.sort();
                links.dedup();
                let mut beliefs = links.into_iter().map(|(_, belief)| belief.clone());
                first.extend(beliefs.next());
                later.push(beliefs.collect());
            }
            if !known.contains(&(first.clone(), later.clone())) {
                known.push((first, later));
            }
        }
        let likely = |at: &Vec<Vec<Q>>| -> Vec<bool> {
            at.iter().flat_map(|b| b.iter().rev().map(|q| !q.is_zero())).collect()
        };
        known.sort_by_key(|(at, later)| {
            let (likely, links) = (likely(at), later.iter().map(Vec::len).sum::<usize>());
            (links, likely.iter().filter(|&&x| x).count(), likely)
        });
        let reply = |&s: &usize| {
            let at: Vec<usize> = of_signal(s).into_iter().map(|i| block.sets[i]).collect();
            sets.reply(&at, &weights, eq.game().actions().len())
        };
        let (beliefs, later) = known.into_iter().unzip();
        let replies = signals.iter().map(reply).collect();
        ReplyProfile { signals: signals.clone(), replies, beliefs, later }
    };
    found.into_iter().map(with_beliefs).collect()
}

/// The vertices of the replies in one profile of a block that make no type gain, by position among the
/// replies of all sets.
fn deterring<I: Int>(
    eq: &Equilibrium,
    sets: &SignalSets,
    (block, reached): (&ChainBlock, &[bool]),
    profile: &Bits,
) -> Result<Vec<Vec<Q>>, Abort> {
    let mut cone = Cone::<I>::point(vec![I::ONE]);
    let mut places = Vec::new();
    for &k in &block.sets {
        let open: Vec<usize> = sets.cells(k).filter(|&a| profile.contains(a)).collect();
        cone = cone.times_simplex(open.len());
        places.extend(open);
    }
    for &pair in &block.pairs {
        let (t, known) = (sets.pairs[pair].t, &sets.pairs[pair].reaches);
        // what the type has, less what it gets at sets that are reached anyway
        let mut loss = vec![eq.sender_payoffs()[t].clone()];
        loss.resize(1 + places.len(), Q::ZERO);
        for reach in known {
            let set = &sets.sets[reach.set];
            match eq.receiver(set.signal).filter(|_| reached[reach.set]) {
                Some(reply) => {
                    let worth = set.replies.iter().zip(&reach.sender);
                    worth.for_each(|(&a, u)| loss[0] -= &(u * &reply[a]));
                }
                None => {
                    for (at, a) in places.iter().enumerate() {
                        if let Some(u) = a.checked_sub(set.first).and_then(|j| reach.sender.get(j))
                        {
                            loss[1 + at] -= u;
                        }
                    }
                }
            }
        }
        let loss: Vec<I> = integers(&loss)?;
        cone.restrict(ConeConstraint::NonNegative, |v| I::dot(&loss, v))?;
    }
    let vertex = |ray: &[I]| {
        let mut weights = vec![Q::ZERO; sets.width()];
        for (at, &a) in places.iter().enumerate() {
            weights[a] = quotient(&ray[1 + at], &ray[0]);
        }
        weights
    };
    Ok(cone.rays().map(vertex).collect())
}

/// What profiles of replies say about one of their signals.
pub(super) fn replies_to(s: usize, profiles: &[ReplyProfile]) -> Vec<Reply> {
    let mut found: Vec<Reply> = Vec::new();
    for profile in profiles {
        let place = profile.signals.iter().position(|&k| k == s).expect("a signal of the block");
        let reply = &profile.replies[place];
        let beliefs = profile.beliefs.iter().map(|chain| &chain[place]);
        let known = found.iter().position(|known| known.reply == *reply);
        let at = known.unwrap_or_else(|| {
            let (reply, belief) = (reply.clone(), profile.beliefs[0][place].clone());
            let later = profile.later[0][place].clone();
            found.push(Reply { reply, belief, beliefs: Vec::new(), later });
            found.len() - 1
        });
        for belief in beliefs {
            if !found[at].beliefs.contains(belief) {
                found[at].beliefs.push(belief.clone());
            }
        }
    }
    found
}
