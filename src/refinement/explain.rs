//! Reasons in words: the replies that are left, who gains from them, and the beliefs that would
//! help.

use super::judgement::TestedOutcome;
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::{Gain, Reason};
use crate::equilibrium::{Equilibrium, Reply};
use crate::exact::Q;
use crate::exact::bitset::{Bits, members};
use crate::game::Game;
use crate::words::{
    LabelList, SENTENCE, WIDEST, cut, more, number, region_in_short, shortened, union_in_short,
};

/// What a test says of beliefs after a message, short enough for a sentence and in full.
pub(super) struct Wording {
    pub(super) short: String,
    pub(super) full: String,
}

/// The reason of a test that still allows these replies, all of which make some type gain, without
/// what only that test has to say.
pub(super) fn reason(
    outcome: &TestedOutcome,
    unsent: &UnsentMessage,
    replies: &ReplyFaces,
    restriction: &Wording,
) -> Reason {
    let game = outcome.game();
    let m = unsent.message;
    let least = |t: usize| {
        let worst = |own: &Bits| {
            let each = own.iter().map(|a| &unsent.payoffs[t][a]);
            each.min().cloned().unwrap_or_default()
        };
        let by_set = |set: &Bits| unsent.by_reader(set).iter().map(worst).sum::<Q>();
        replies.sets().iter().map(by_set).min().unwrap_or_default()
    };
    let least: Vec<Q> = (0..game.types().len())
        .map(|t| if unsent.senders >> t & 1 == 1 { least(t) } else { Q::ZERO })
        .collect();
    let actions = replies.actions();
    let best = |short: bool| best_replies(outcome.equilibrium, unsent, &actions, short);
    let mut replies: Vec<usize> = actions.iter().map(|a| unsent.regions.actions[a]).collect();
    let several = replies.len() > unsent.regions.readers.len();
    replies.sort_unstable();
    replies.dedup();
    let gains: Vec<Gain> = members(unsent.senders)
        .map(|kind| Gain { kind, least: least[kind].clone() })
        .filter(|gain| gain.least > Q::ZERO)
        .collect();
    let needed = match *unsent.signals {
        [] => outcome.equilibrium.off_path(m),
        [signal] => outcome.equilibrium.off_path(signal),
        _ => Vec::new(),
    };
    let gain = |short: bool| match gains.as_slice() {
        [] => "each makes some type gain".into(),
        gains => {
            let more = if several { " or more" } else { "" };
            let who = if short { main_gains(game, gains) } else { gains_in_words(game, gains) };
            format!("{who}{more}")
        }
    };
    let label = LabelList::messages(game).name(m);
    let short = format!("{label}: {}, {}, and {}", restriction.short, best(true), gain(true));
    let needs = needed_in_short(game, m, &needed).filter(|_| !needed.is_empty());
    let sentence = match needs.map(|belief| {
        let a = if belief.starts_with("expected") { "a belief with" } else { "the belief" };
        format!("{short}; the outcome needs {a} {belief}")
    }) {
        Some(text) if text.chars().count() <= SENTENCE => text,
        _ => cut(&short),
    };
    let needs = match needed.is_empty() {
        true => String::new(),
        false => format!("; the outcome needs the belief {}", beliefs(game, &needed)),
    };
    let full = format!(
        "{}: {}, {}, and {}{needs}",
        game.messages()[m],
        restriction.full,
        best(false),
        gain(false)
    );
    Reason {
        message: Some(m),
        left: members(unsent.senders).collect(),
        replies,
        gains,
        needed,
        sentence,
        full,
        ..Reason::default()
    }
}

/// The best replies that are left, at these positions, by signal where there are several.
fn best_replies(eq: &Equilibrium, unsent: &UnsentMessage, actions: &Bits, short: bool) -> String {
    let game = eq.game();
    let id = |a: usize| unsent.regions.actions[a];
    let listed = |replies: &[usize]| match short {
        true => LabelList::actions(game).list(replies, "and"),
        false => listed(game.actions(), replies),
    };
    if unsent.signals.len() > 1 {
        let at = unsent.regions.readers.iter().zip(&unsent.signals);
        let each = at.map(|(reader, &signal)| {
            let own = reader.actions.clone().filter(|&a| actions.contains(a)).map(id);
            format!("{} after {}", listed(&own.collect::<Vec<_>>()), eq.seen()[signal])
        });
        return format!("the best replies are {}", each.collect::<Vec<_>>().join(", and "));
    }
    let replies: Vec<usize> = actions.iter().map(id).collect();
    match *replies {
        [a] => format!("{} is the only best reply", LabelList::actions(game).name(a)),
        _ => format!("the best replies are {}", listed(&replies)),
    }
}

/// The types that gain and by how much, such as `wimp gains 1, strong gains 2`.
pub(super) fn gains_in_words(game: &Game, gains: &[Gain]) -> String {
    let gain = |g: &Gain| format!("{} gains {}", game.types()[g.kind], g.least);
    gains.iter().map(gain).collect::<Vec<_>>().join(", ")
}

/// The gains of the types that gain most, for a sentence.
pub(super) fn main_gains(game: &Game, gains: &[Gain]) -> String {
    let mut main: Vec<&Gain> = gains.iter().collect();
    if main.len() > GAINS {
        main.sort_by(|a, b| b.least.cmp(&a.least));
    }
    let types = LabelList::types(game);
    let gain = |gain: &&Gain| format!("{} gains {}", types.name(gain.kind), number(&gain.least));
    let mut parts: Vec<String> = main.iter().take(GAINS).map(gain).collect();
    if main.len() > GAINS {
        parts.push(more(main.len() - GAINS, "type gains less", "types gain less"));
    }
    parts.join(", ")
}

/// Types that a sentence names with what they gain.
const GAINS: usize = 2;

/// The beliefs at which one of these replies is best, where they are short: bounds on their union,
/// or the beliefs of one reply and the number of others.
fn needed_in_short(game: &Game, m: usize, needed: &[Reply]) -> Option<String> {
    if let [label, _] = game.types() {
        let intervals = intervals(needed);
        let named: Vec<String> =
            intervals.iter().take(2).map(|one| interval(&shortened(label, WIDEST), one)).collect();
        return (intervals.len() <= 2).then(|| named.join(", or "));
    }
    if let Some(union) = union_in_short(game, m, needed) {
        return Some(union);
    }
    let regions = largest(needed);
    let first = region_in_short(game, m, regions.first()?)?;
    match regions.len() - 1 {
        0 => Some(first),
        n => Some(format!("{first}, or one of {}", more(n, "region", "regions"))),
    }
}

/// The beliefs at which one of these replies is best, in words.
fn beliefs(game: &Game, needed: &[Reply]) -> String {
    if let [label, _] = game.types() {
        let intervals = intervals(needed);
        let named: Vec<String> = intervals.iter().map(|one| interval(label, one)).collect();
        return named.join(", or ");
    }
    let regions = largest(needed).into_iter().map(|reply| region(game, &reply.beliefs));
    regions.collect::<Vec<String>>().join(", or ")
}

/// The replies whose regions of beliefs are in no other's.
fn largest(needed: &[Reply]) -> Vec<&Reply> {
    let within = |a: &Reply, b: &Reply| a.beliefs.iter().all(|corner| b.beliefs.contains(corner));
    let largest = |(i, reply): &(usize, &Reply)| {
        let other = |(j, other): (usize, &Reply)| {
            j != *i && within(reply, other) && (j < *i || !within(other, reply))
        };
        !needed.iter().enumerate().any(other)
    };
    needed.iter().enumerate().filter(largest).map(|(_, reply)| reply).collect()
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

/// A region of beliefs by its corners.
fn region(game: &Game, corners: &[Vec<Q>]) -> String {
    let named: Vec<String> = corners.iter().map(|corner| mixture(game.types(), corner)).collect();
    match named.as_slice() {
        [one] => one.clone(),
        _ => format!("between {}", named.join(" | ")),
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
