//! Tests that strike types after an unsent message, once or until no more can be struck.

use super::judgement::{Cause, Gain, Reason, Strike};
use super::off_path_message::{Case, Replies, Unsent};
use crate::equilibrium::Reply;
use crate::exact::Q;
use crate::exact::bitset::{Bits, members};
use crate::game::Game;

/// Is a type struck, when these replies are possible?
pub(super) type Strikes = fn(&Unsent, &Replies, usize) -> Option<Cause>;

/// How often types are struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounds {
    Once,
    UntilNoMore,
}

/// What is left after types were struck.
pub(super) struct Surviving {
    pub struck: Vec<Strike>,
    pub types: u128,
    pub replies: Replies,
}

/// Strikes types. A round that would leave no type strikes none: then the message restricts nothing.
pub(super) fn strike(unsent: &Unsent, rounds: Rounds, strikes: Strikes) -> Surviving {
    let mut left = Surviving { struck: Vec::new(), types: unsent.senders, replies: unsent.all() };
    for round in 1.. {
        let struck = members(left.types).filter_map(|kind| {
            let cause = strikes(unsent, &left.replies, kind)?;
            Some(Strike { kind, round, cause })
        });
        let struck: Vec<Strike> = struck.collect();
        let types = struck.iter().fold(left.types, |types, s| types & !(1 << s.kind));
        if types == 0 || types == left.types {
            break;
        }
        left = Surviving {
            struck: left.struck.into_iter().chain(struck).collect(),
            types,
            replies: unsent.best(types),
        };
        if rounds == Rounds::Once {
            break;
        }
    }
    left
}

/// A reason for every message at which no reply that is left keeps all types away.
pub(super) fn judge(case: &Case, rounds: Rounds, strikes: Strikes) -> Vec<Reason> {
    let reason = |unsent: &Unsent| {
        let left = strike(unsent, rounds, strikes);
        let holds = unsent.exists(&left.replies, 0, unsent.senders);
        (!holds).then(|| left.reason(case, unsent))
    };
    case.unsent.iter().filter_map(reason).collect()
}

impl Surviving {
    /// Why the message speaks against the outcome, given that it does.
    pub fn reason(self, case: &Case, unsent: &Unsent) -> Reason {
        let game = case.game();
        let label = |t: usize| game.types()[t].as_str();
        let struck: Vec<String> = self
            .struck
            .iter()
            .map(|s| format!("{} is struck ({})", label(s.kind), because(&s.cause, &label)))
            .collect();
        let left: Vec<usize> = members(self.types).collect();
        let struck = match struck.is_empty() {
            true => "no type is struck".into(),
            false => struck.join(", "),
        };
        let restriction = format!("with only {} left", listed(game.types(), &left));
        reason(case, unsent, &self.replies, &format!("{struck}; {restriction}"), |reason| {
            reason.struck = self.struck;
            reason.left = left;
        })
    }
}

/// A reason that any test may give: the replies it allows make someone gain.
pub(super) fn reason(
    case: &Case,
    unsent: &Unsent,
    replies: &Replies,
    restriction: &str,
    fill: impl FnOnce(&mut Reason),
) -> Reason {
    let game = case.game();
    let m = unsent.message;
    let actions: Bits = replies.actions();
    let replies: Vec<usize> = actions.iter().map(|a| unsent.regions.actions[a]).collect();
    let payoffs = case.equilibrium.sender_payoffs();
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
            let gain = |g: &Gain| format!("{} gains {}", game.types()[g.kind], g.least);
            let gains: Vec<String> = gains.iter().map(gain).collect();
            format!("{}{}", gains.join(", "), if replies.len() > 1 { " or more" } else { "" })
        }
    };
    let needed = case.equilibrium.off_path(m);
    let sentence = format!(
        "{}: {restriction}, {best}, and {gain}; the outcome needs the belief {}",
        game.messages()[m],
        beliefs(game, &needed)
    );
    let mut reason = Reason {
        message: Some(m),
        struck: Vec::new(),
        left: members(unsent.senders).collect(),
        beliefs: Vec::new(),
        replies,
        gains,
        needed,
        tremble: None,
        sentence,
    };
    fill(&mut reason);
    reason
}

fn because<'l>(cause: &Cause, label: &impl Fn(usize) -> &'l str) -> String {
    match cause {
        Cause::Dominated => "no best reply gives it as much as it has".into(),
        Cause::Keener(s) => format!("whenever it does not lose, {} gains", label(*s)),
        Cause::OthersKeener => "whenever it does not lose, another type gains".into(),
        Cause::NeverWeaklyBest => "whenever it would be indifferent, another type gains".into(),
    }
}

/// The beliefs that one of these replies needs.
fn beliefs(game: &Game, needed: &[Reply]) -> String {
    if let [label, _] = game.types() {
        return intervals(needed)
            .iter()
            .map(|limits| told(label, limits))
            .collect::<Vec<_>>()
            .join(", or ");
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

/// For two types: what the first one's probability may be, in intervals that do not touch.
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

/// `wimp at least 1/2`
fn told(label: &str, [low, high]: &[Q; 2]) -> String {
    match (low.is_zero(), *high == Q::ONE) {
        _ if low == high => format!("{label} {low}"),
        (true, false) => format!("{label} at most {high}"),
        (false, true) => format!("{label} at least {low}"),
        _ => format!("{label} from {low} to {high}"),
    }
}

/// A region of beliefs by its corners.
fn region(game: &Game, corners: &[Vec<Q>]) -> String {
    let told = corners.iter().take(CORNERS).map(|corner| mixture(game.types(), corner));
    let told = told.collect::<Vec<String>>().join(" | ");
    match corners.len() {
        1 => told,
        n if n > CORNERS => format!("between {told} | {} more", n - CORNERS),
        _ => format!("between {told}"),
    }
}

/// Corners of a region of beliefs that are told.
const CORNERS: usize = 4;

/// Labels in a list.
pub(super) fn listed(labels: &[String], indices: &[usize]) -> String {
    indices.iter().map(|&i| labels[i].as_str()).collect::<Vec<_>>().join(", ")
}

/// `beer`, or `quiche 1/3, beer 2/3`.
pub(crate) fn mixture(labels: &[String], weights: &[Q]) -> String {
    let used = labels.iter().zip(weights).filter(|(_, weight)| !weight.is_zero());
    let part = |(label, weight): (&String, &Q)| match *weight == Q::ONE {
        true => label.clone(),
        false => format!("{label} {weight}"),
    };
    used.map(part).collect::<Vec<String>>().join(", ")
}
