//! Divinity (Banks and Sobel 1987): responses and beliefs, iterated.
//!
//! If types expect the receiver to answer an unsent message by `rho`, a type sends it with
//! probability 1 when it gains, 0 when it loses, and any probability when it is indifferent. The
//! beliefs that this allows are, up to scale, the cone `Gamma(rho)` of vectors with `p_t` on the
//! types that gain and any part of `p_t` on those that are indifferent. From a set `A` of replies
//! follow the beliefs in the convex hull `Gamma(A)` of these cones, from these the replies that are
//! best at one of them, and so on. An outcome is divine when some reply that is never eliminated
//! deters all types.
//!
//! `Gamma(A)` is finitely generated: by the prior on S, for each set S such that some reply in A
//! makes no type in S lose and no type outside S gain. It is enough to look at the vertices of the
//! cells into which the gains divide A, since every cell has a vertex, where only more types are
//! indifferent. The replies that are best against a belief in the cone are found as for the cone of
//! all beliefs: by an upper envelope, with the generators in the place of the types.

use std::collections::HashSet;

use dashu_int::IBig;

use super::explain::{Wording, mixture, reason};
use super::judgement::{Refinement, TestedOutcome, no_zero_chances};
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::Reason;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::budget::unwinding;
use crate::exact::integers::integers;
use crate::exact::lp::{Program, Solution};
use crate::exact::matrix::Matrix;
use crate::exact::upper_envelope::common_refinement;
use crate::words::lottery;

pub(super) const DIVINE: Refinement = Refinement {
    name: "divine",
    summary: "after an unsent message the receiver does not make a type less likely, against the \
              prior, than another that gains from no more replies; beliefs and replies in turn",
    source: "Banks and Sobel 1987",
    announcements: false,
    applies: no_zero_chances,
    judge,
};

/// Gives a reason for every unsent message at which no divine reply deters all types.
fn judge(outcome: &TestedOutcome) -> Result<Vec<Reason>, Error> {
    let mut reasons = Vec::new();
    for unsent in &outcome.unsent {
        let (beliefs, replies) = limit(outcome, unsent)?;
        if !unsent.exists(&replies, 0, unsent.senders) {
            reasons.push(explanation(outcome, unsent, &beliefs, &replies));
        }
    }
    Ok(reasons)
}

/// The generators of the divine beliefs, as sets of types, and the divine replies.
fn limit(
    outcome: &TestedOutcome,
    unsent: &UnsentMessage,
) -> Result<(Vec<u128>, ReplyFaces), Error> {
    let prior: Vec<IBig> = integers(outcome.game().prior()).expect("a big integer holds it");
    let mut beliefs: Vec<u128> = members(unsent.senders).map(|t| 1 << t).collect();
    let mut replies = unsent.all_best();
    loop {
        let next = generators(outcome, unsent, &replies, &prior)?;
        if next.is_empty() {
            // nobody would send the message, so that it restricts nothing
            return Ok((beliefs, replies));
        }
        beliefs = next;
        let left = best_replies(unsent, &prior, &beliefs);
        if left == replies {
            return Ok((beliefs, replies));
        }
        replies = left;
    }
}

/// The most generators before redundant ones are dropped, which takes a linear programme for each.
/// Not tuned: a message that needs more is refused.
const MAX_GENERATORS: usize = 256;

/// The most generators that the upper envelope takes, whose sets of columns have 128 bits. A
/// message that needs more is refused.
const MAX_COLUMNS: usize = 128;

/// The sets S of types such that the priors on S generate the beliefs that the replies allow.
fn generators(
    outcome: &TestedOutcome,
    unsent: &UnsentMessage,
    replies: &ReplyFaces,
    prior: &[IBig],
) -> Result<Vec<u128>, Error> {
    let patterns: HashSet<(u128, u128)> =
        unsent.vertices(replies).iter().map(|vertex| (vertex.gain, vertex.indifferent)).collect();
    // types that the receiver may be certain of: adding one to a set gives nothing new
    let alone = patterns.iter().fold(0, |alone, &(gain, indifferent)| match gain.count_ones() {
        0 => alone | indifferent,
        1 => alone | gain,
        _ => alone,
    });
    let mut sets: HashSet<u128> = members(alone).map(|t| 1 << t).collect();
    for &(gain, indifferent) in patterns.iter().filter(|(gain, _)| *gain != 0) {
        let choices: Vec<usize> = members(indifferent & !alone).collect();
        if choices.len() >= MAX_GENERATORS.ilog2() as usize || sets.len() > MAX_GENERATORS {
            return Err(too_many(outcome, unsent));
        }
        for choice in 0..1usize << choices.len() {
            let chosen = choices.iter().enumerate().filter(|(i, _)| choice >> i & 1 == 1);
            sets.insert(chosen.fold(gain, |set, (_, t)| set | 1 << t));
        }
    }
    let mut sets: Vec<u128> = sets.into_iter().collect();
    sets.sort_by_key(|set| (set.count_ones(), *set));
    let sets = extreme(sets, prior);
    if sets.len() > MAX_COLUMNS { Err(too_many(outcome, unsent)) } else { Ok(sets) }
}

/// The error for a message that needs too many generators.
fn too_many(outcome: &TestedOutcome, unsent: &UnsentMessage) -> Error {
    Error::Limit(format!(
        "divinity after message {:?} needs too many corners of beliefs: ask for another \
         refinement, or make the game smaller",
        outcome.game().messages()[unsent.message]
    ))
}

/// Drops the generators that the others generate, the largest sets first.
fn extreme(mut sets: Vec<u128>, prior: &[IBig]) -> Vec<u128> {
    for i in (0..sets.len()).rev() {
        if sets[i].count_ones() > 1 {
            let set = sets.remove(i);
            if !generated(set, &sets, prior) {
                sets.insert(i, set);
            }
        }
    }
    sets
}

/// Is the prior on `set` in the cone of the priors on `sets`?
fn generated(set: u128, sets: &[u128], prior: &[IBig]) -> bool {
    let mut program = Program::new();
    let weights: Vec<usize> = sets.iter().map(|_| program.variable(Q::ZERO)).collect();
    for t in 0..prior.len() {
        // divided by the prior, every generator is a vector of ones
        let row = weights.iter().zip(sets).filter(|(_, s)| *s >> t & 1 == 1);
        program.equal(row.map(|(&w, _)| (w, Q::ONE)), Q::from((set >> t & 1) as i64));
    }
    !matches!(program.solve(), Solution::Infeasible { .. })
}

/// The replies that are best at some belief in the cone of the priors on `sets`.
fn best_replies(unsent: &UnsentMessage, prior: &[IBig], sets: &[u128]) -> ReplyFaces {
    let payoff =
        |row: &[IBig], set: u128| members(set).fold(IBig::ZERO, |sum, t| sum + &row[t] * &prior[t]);
    let rows = unsent.regions.receiver.iter();
    let payoffs = rows.flat_map(|row| sets.iter().map(move |&set| payoff(row, set)));
    let payoffs = Matrix::new(sets.len(), payoffs.collect());
    let readers: Vec<_> = unsent.regions.readers.iter().map(|r| r.actions.clone()).collect();
    let envelope = common_refinement(&payoffs, &readers, usize::MAX, &unwinding)
        .expect("big integers do not overflow, and nothing limits the work");
    ReplyFaces::new(envelope.corners.iter().map(|corner| &corner.rows))
}

/// Corners of the divine beliefs that a sentence names.
const CORNERS: usize = 3;

/// The reason of a message, by the divine beliefs and replies after it.
fn explanation(
    outcome: &TestedOutcome,
    unsent: &UnsentMessage,
    beliefs: &[u128],
    replies: &ReplyFaces,
) -> Reason {
    let (types, prior) = (outcome.game().types(), outcome.game().prior());
    let corner = |set: u128| -> Vec<Q> {
        let total: Q = members(set).map(|t| &prior[t]).sum();
        let weight = |t: usize| if set >> t & 1 == 1 { &prior[t] / &total } else { Q::ZERO };
        (0..types.len()).map(weight).collect()
    };
    let corners: Vec<Vec<Q>> = beliefs.iter().map(|&set| corner(set)).collect();
    let between = |named: &[String], rest: String| match named {
        [one] if rest.is_empty() => format!("the only divine belief is {one}"),
        _ => format!("divine beliefs lie between {}{rest}", named.join(" | ")),
    };
    let short: Vec<String> =
        corners.iter().take(CORNERS).map(|corner| lottery(types, corner).0).collect();
    let full: Vec<String> = corners.iter().map(|corner| mixture(types, corner)).collect();
    let rest = match corners.len() - short.len() {
        0 => String::new(),
        n => format!(" | {n} more"),
    };
    let restriction = Wording { short: between(&short, rest), full: between(&full, String::new()) };
    let left = members(beliefs.iter().fold(0, |all, set| all | set)).collect();
    Reason { left, beliefs: corners, ..reason(outcome, unsent, replies, &restriction) }
}
