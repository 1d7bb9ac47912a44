//! Reasons in words: the replies that are left, who gains from them, and the beliefs that would
//! help.

use super::judgement::TestedOutcome;
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::{Gain, Reason};
use crate::equilibrium::Reply;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::game::Game;

/// The reason of a test that still allows these replies, all of which make some type gain, without
/// what only that test has to say.
pub(super) fn reason(
    outcome: &TestedOutcome,
    unsent: &UnsentMessage,
    replies: &ReplyFaces,
    restriction: &str,
) -> Reason {
    let game = outcome.game();
    let m = unsent.message;
    let actions = replies.actions();
    let replies: Vec<usize> = actions.iter().map(|a| unsent.regions.actions[a]).collect();
    let payoffs = outcome.equilibrium.sender_payoffs();
    let least = |t: usize| {
        replies.iter().map(|&a| game.sender_payoff(t, m, a) - &payoffs[t]).min().unwrap_or_default()
    };
    let gains: Vec<Gain> = members(unsent.senders)
        .map(|kind| Gain { kind, least: least(kind) })
        .filter(|gain| gain.least > Q::ZERO)
        .collect();
    let best = match replies.as_slice() {
        [a] => format!("{} is the only best reply", game.actions()[*a]),
        _ => format!("the best replies are {}", listed(game.actions(), &replies)),
    };
    let gain = match gains.as_slice() {
        [] => "each makes some type gain".into(),
        gains => {
            let more = if replies.len() > 1 { " or more" } else { "" };
            format!("{}{more}", gains_in_words(game, gains))
        }
    };
    let needed = outcome.equilibrium.off_path(m);
    let sentence = format!(
        "{}: {restriction}, {best}, and {gain}; the outcome needs the belief {}",
        game.messages()[m],
        beliefs(game, &needed)
    );
    Reason {
        message: Some(m),
        left: members(unsent.senders).collect(),
        replies,
        gains,
        needed,
        sentence,
        ..Reason::default()
    }
}

/// The types that gain and by how much, such as `wimp gains 1, strong gains 2`.
pub(super) fn gains_in_words(game: &Game, gains: &[Gain]) -> String {
    let gain = |g: &Gain| format!("{} gains {}", game.types()[g.kind], g.least);
    gains.iter().map(gain).collect::<Vec<_>>().join(", ")
}

/// The beliefs at which one of these replies is best, in words.
fn beliefs(game: &Game, needed: &[Reply]) -> String {
    if let [label, _] = game.types() {
        let intervals = intervals(needed);
        let named: Vec<String> = intervals.iter().map(|one| interval(label, one)).collect();
        return named.join(", or ");
    }
    let within = |a: &Reply, b: &Reply| a.beliefs.iter().all(|corner| b.beliefs.contains(corner));
    let largest = |(i, reply): &(usize, &Reply)| {
        let other = |(j, other): (usize, &Reply)| {
            j != *i && within(reply, other) && (j < *i || !within(other, reply))
        };
        !needed.iter().enumerate().any(other)
    };
    let largest = needed.iter().enumerate().filter(largest);
    let regions: Vec<String> = largest.map(|(_, reply)| region(game, &reply.beliefs)).collect();
    regions.join(", or ")
}

/// For two types: the probabilities of the first that support a reply, as intervals that do not
/// touch.
fn intervals(needed: &[Reply]) -> Vec<[Q; 2]> {
    let first = |reply: &Reply| {
        let weights = || reply.beliefs.iter().map(|corner| &corner[0]);
        Some([weights().min()?.clone(), weights().max()?.clone()])
    };
    let mut all: Vec<[Q; 2]> = needed.iter().filter_map(first).collect();
    all.sort();
    let mut merged: Vec<[Q; 2]> = Vec::new();
    for [low, high] in all {
        match merged.last_mut() {
            Some(last) if low <= last[1] => last[1] = high.max(last[1].clone()),
            _ => merged.push([low, high]),
        }
    }
    merged
}

/// An interval of probabilities, such as `wimp at least 1/2`.
fn interval(label: &str, [low, high]: &[Q; 2]) -> String {
    match (low.is_zero(), *high == Q::ONE) {
        _ if low == high => format!("{label} {low}"),
        (true, false) => format!("{label} at most {high}"),
        (false, true) => format!("{label} at least {low}"),
        _ => format!("{label} from {low} to {high}"),
    }
}

/// The most corners of a region of beliefs that a sentence names, to keep it short.
const MAX_CORNERS: usize = 4;

/// A region of beliefs by its corners.
fn region(game: &Game, corners: &[Vec<Q>]) -> String {
    let named = corners.iter().take(MAX_CORNERS).map(|corner| mixture(game.types(), corner));
    let named = named.collect::<Vec<String>>().join(" | ");
    match corners.len() {
        1 => named,
        n if n > MAX_CORNERS => format!("between {named} | {} more", n - MAX_CORNERS),
        _ => format!("between {named}"),
    }
}

/// The labels of some indices, as a list.
pub(super) fn listed(labels: &[String], indices: &[usize]) -> String {
    indices.iter().map(|&i| labels[i].as_str()).collect::<Vec<_>>().join(", ")
}

/// A lottery over labels, such as `beer` or `quiche 1/3, beer 2/3`.
pub(crate) fn mixture(labels: &[String], weights: &[Q]) -> String {
    let used = labels.iter().zip(weights).filter(|(_, weight)| !weight.is_zero());
    let part = |(label, weight): (&String, &Q)| match *weight == Q::ONE {
        true => label.clone(),
        false => format!("{label} {weight}"),
    };
    used.map(part).collect::<Vec<String>>().join(", ")
}
