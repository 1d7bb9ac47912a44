//! The search: the outcomes of all extreme senders, and their components.

use std::collections::HashMap;

use super::replies::{ReplyVertices, supporting_replies};
use super::senders::{extreme_senders, or_wider};
use crate::equilibrium::enumerate::Extreme;
use crate::equilibrium::limits::Control;
use crate::equilibrium::result::{Equilibrium, Stats, canonical_order};
use crate::exact::Q;
use crate::exact::bitset::Bits;
use crate::exact::budget::{self, Halt};
use crate::exact::hull;
use crate::exact::union_find::UnionFind;
use crate::exact::work::{Abort, Meter, Steps};
use crate::game::{LotteryVertex, NoisyGame, SignalSets};

/// An extreme sender with the polytopes of replies that support it.
struct SupportedSender {
    vertex: LotteryVertex,
    /// `[k]`: is the set reached?
    reached: Vec<bool>,
    /// Whole replies, at all sets.
    polytopes: Vec<ReplyVertices>,
}

/// The outcomes of a game with noise in their order, and the counts of the search. Where the control
/// stops the search, these are the outcomes of the senders that it came to.
pub(in crate::equilibrium) fn noisy_outcomes(
    noisy: &NoisyGame,
    control: &Control,
) -> Result<(Vec<Equilibrium>, Stats), Halt> {
    let sets = SignalSets::new(noisy.game(), noisy.channel());
    let (found, stats) = found_senders(noisy, &sets, control)?;
    Ok((outcomes(noisy, &sets, found), stats))
}

/// The extreme equilibria of a game with noise as whole profiles, likewise.
pub(in crate::equilibrium) fn noisy_profiles(
    noisy: &NoisyGame,
    control: &Control,
) -> Result<Vec<Extreme>, Halt> {
    let sets = SignalSets::new(noisy.game(), noisy.channel());
    let (found, _) = found_senders(noisy, &sets, control)?;
    let mut all: Vec<Extreme> = Vec::new();
    for one in &found {
        let sender = strategy(noisy, &sets, &one.vertex);
        for replies in one.polytopes.iter().flatten() {
            let whole =
                |s: usize| sets.reply(&sets.of_signal(s), replies, noisy.game().actions().len());
            let receiver = (0..noisy.signals().len()).map(whole).collect();
            all.push(Extreme { sender: sender.clone(), receiver });
        }
    }
    all.sort_by(|a, b| b.cmp(a));
    all.dedup();
    Ok(all)
}

/// The extreme senders that some replies support, until the control stops the search.
fn found_senders(
    noisy: &NoisyGame,
    sets: &SignalSets,
    control: &Control,
) -> Result<(Vec<SupportedSender>, Stats), Halt> {
    let stop = || control.stopped();
    let meter = Meter::new(&stop);
    let mut found = Vec::new();
    match budget::catch(|| senders(noisy, sets, control, &meter, &mut found)) {
        Err(halt @ Halt::Memory { .. }) => return Err(halt),
        Err(halt) => control.halted(&halt),
        Ok(Ok(()) | Err(Abort::Stopped)) => control.look(),
        Ok(Err(_)) => unreachable!("big integers do not overflow, and rays are not limited"),
    }
    let (steps, senders) = (meter.steps(), found.len());
    let Steps { cuts, pairs, rays, .. } = steps;
    Ok((found, Stats { senders, cuts, pairs, rays, ..Stats::default() }))
}

/// Adds the senders with replies that support them, until the search is stopped.
fn senders(
    noisy: &NoisyGame,
    sets: &SignalSets,
    control: &Control,
    meter: &Meter,
    found: &mut Vec<SupportedSender>,
) -> Result<(), Abort> {
    let every = extreme_senders(noisy.game(), sets, meter)?;
    let share = 1.0 / every.len().max(1) as f64;
    let mut blocks = HashMap::new();
    for vertex in every {
        if meter.stopped() {
            return Err(Abort::Stopped);
        }
        let used = &vertex.support.used;
        if !blocks.contains_key(used) {
            blocks.insert(used.clone(), sets.blocks(used, meter)?);
        }
        let here = &blocks[used];
        let best: Bits = (0..sets.width()).filter(|&a| !vertex.support.worse.contains(a)).collect();
        let replies = supporting_replies::<i64>(sets, (used, &best), here, meter);
        let wider = || supporting_replies::<i128>(sets, (used, &best), here, meter);
        let replies = or_wider(replies, wider);
        let wider = || supporting_replies::<dashu_int::IBig>(sets, (used, &best), here, meter);
        let polytopes = or_wider(replies, wider)?;
        control.finished(share);
        if !polytopes.is_empty() {
            let reached = sets.reached(used.iter());
            let outcomes = polytopes.iter().map(Vec::len).sum::<usize>();
            control.found(outcomes, outcomes * sets.width() * size_of::<Q>());
            found.push(SupportedSender { vertex, reached, polytopes });
        }
    }
    Ok(())
}

/// The outcomes of the senders: the corners of the replies at sets that are reached, of polytopes that
/// are inside no other. Outcomes that a path of equilibria joins have one component.
fn outcomes(noisy: &NoisyGame, sets: &SignalSets, found: Vec<SupportedSender>) -> Vec<Equilibrium> {
    let starts: Vec<usize> = found
        .iter()
        .scan(0, |next, one| {
            let start = *next;
            *next += one.polytopes.len();
            Some(start)
        })
        .collect();
    let groups = UnionFind::new(found.iter().map(|one| one.polytopes.len()).sum());
    // faces of the polyhedron of replies that meet have a vertex in common
    let mut first: HashMap<&[Q], usize> = HashMap::new();
    for (one, start) in found.iter().zip(&starts) {
        for (i, polytope) in one.polytopes.iter().enumerate() {
            for vertex in polytope {
                groups.join(start + i, *first.entry(vertex).or_insert(start + i));
            }
        }
    }
    type Rows = Vec<Vec<Q>>;
    let mut listed: Vec<(Rows, Rows, usize)> = Vec::new();
    for (one, start) in found.iter().zip(&starts) {
        let on_path = |vertex: &Vec<Q>| -> Vec<Q> {
            let mut replies = vertex.clone();
            for (set, _) in sets.sets.iter().zip(&one.reached).filter(|(_, reached)| !**reached) {
                replies[set.first..set.first + set.replies.len()].fill(Q::ZERO);
            }
            replies
        };
        let seen: Vec<Vec<Vec<Q>>> = one
            .polytopes
            .iter()
            .map(|polytope| hull::corners(polytope.iter().map(on_path).collect()))
            .collect();
        let mut kept = vec![true; seen.len()];
        for i in 0..seen.len() {
            for j in (0..seen.len()).filter(|&j| j != i) {
                if hull::meet(&seen[i], &seen[j]) {
                    groups.join(start + i, start + j);
                    let within = kept[j] && hull::inside(&seen[i], &seen[j]);
                    kept[i] &= !(within && (j < i || !hull::inside(&seen[j], &seen[i])));
                }
            }
        }
        let sender = strategy(noisy, sets, &one.vertex);
        for (i, replies) in seen.into_iter().enumerate().filter(|(i, _)| kept[*i]) {
            listed.extend(
                replies.into_iter().map(|replies| (sender.clone(), replies, start + i)).map(
                    |(sender, replies, node)| {
                        let row = |s: usize| {
                            let mut met = sets.of_signal(s);
                            met.retain(|&k| one.reached[k]);
                            match met.is_empty() {
                                true => Vec::new(),
                                false => sets.reply(&met, &replies, noisy.game().actions().len()),
                            }
                        };
                        (sender, (0..noisy.signals().len()).map(row).collect(), node)
                    },
                ),
            );
        }
    }
    let cells = |sender: &[Vec<Q>]| -> Vec<(usize, Q)> {
        let cells = sender.iter().flatten().cloned().enumerate();
        cells.filter(|(_, x)| !x.is_zero()).collect()
    };
    listed.sort_by(|a, b| {
        let senders = canonical_order(cells(&a.0), cells(&b.0), |x, y| x.cmp(&y));
        senders.then_with(|| b.1.cmp(&a.1))
    });
    // polytopes of one sender may have corners in common
    listed.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1);
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    listed
        .into_iter()
        .map(|(sender, replies, node)| {
            let next = numbers.len();
            let component = *numbers.entry(groups.root(node)).or_insert(next);
            let replies = replies.into_iter().map(|row| (!row.is_empty()).then_some(row)).collect();
            Equilibrium::with_noise(noisy, sender, replies, component)
        })
        .collect()
}

/// `[t][m]`: the strategy of a sender.
fn strategy(noisy: &NoisyGame, sets: &SignalSets, vertex: &LotteryVertex) -> Vec<Vec<Q>> {
    let game = noisy.game();
    let mut strategy = vec![vec![Q::ZERO; game.messages().len()]; game.types().len()];
    for pair in vertex.support.used.iter() {
        let (t, m) = (sets.pairs[pair].t, sets.pairs[pair].m);
        strategy[t][m] = vertex.weights[pair].clone();
    }
    strategy
}
