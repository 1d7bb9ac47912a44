//! Deterrents in words: the replies to an unsent message that keep every type away, and the beliefs
//! behind them.

use super::equilibrium::Detail;
use super::labels::{LabelList, WIDEST, listed, more, shortened};
use super::number;
use super::readers::answered_by;
use super::region::{self, Belief};
use crate::equilibrium::{Equilibrium, Reply};
use crate::exact::Q;
use crate::game::{Channel, Game, InformationSet};

/// The reason why nobody sends a message, up to the message itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Deterrent {
    /// No reply makes any type gain.
    Harmless,
    /// One phrase covers every supporting reply.
    Answered { how: String, because: Option<Belief> },
    /// Several replies, each with its own beliefs.
    Ways(Vec<(String, Option<Belief>)>),
    /// Actions and mixtures in short, with the beliefs at which one of them is best.
    Summary { how: String, when: Option<Belief> },
}

/// Replies that a sentence names with the beliefs of each.
const WAYS: usize = 3;

/// Characters that these may take.
const LONGEST: usize = 200;

impl Deterrent {
    /// The reason for a message with these supporting replies.
    pub(super) fn of(eq: &Equilibrium, m: usize, replies: &[Reply], detail: Detail) -> Deterrent {
        if Deterrent::is_harmless(eq, m) {
            return Deterrent::Harmless;
        }
        let game = eq.game();
        let open = match eq.channel() {
            Some(channel) => channel.replies(m),
            None => game.replies(m),
        };
        let believed = |reply: &Reply| match eq.channel() {
            Some(channel) => believed_at_signal(game, channel, m, reply),
            None => believed(game, m, reply),
        };
        let beliefs = matches!(detail, Detail::Whole | Detail::Terse);
        if let (Some(first), false) = (replies.first(), game.readers().is_empty()) {
            let how = answered_by(game, &first.reply);
            let because = if beliefs { believed(first) } else { None };
            return match replies.len() {
                1 if !eq.has_many_types() => Deterrent::Answered { how, because },
                _ => Deterrent::Summary { how, when: because },
            };
        }
        // With many types only one reply was computed, which may not be the only one.
        let all = if eq.has_many_types() { None } else { weighed(game, open.len(), replies) };
        match all {
            Some((reply, how)) if beliefs => {
                let because = believed(reply);
                let any = if because.is_none() {
                    ", which is best whatever the receiver believes"
                } else {
                    ""
                };
                return Deterrent::Answered { how: how + any, because };
            }
            Some((_, how)) if detail == Detail::Replies => {
                return Deterrent::Answered { how, because: None };
            }
            _ => {}
        }
        let how = replies_in_short(game, open, replies, detail != Detail::Actions);
        if !beliefs {
            return Deterrent::Summary { how, when: None };
        }
        let actions = LabelList::actions(game);
        let way = |reply: &Reply| (actions.mixture(&reply.reply), believed(reply));
        let ways = Deterrent::Ways(replies.iter().take(WAYS).map(way).collect());
        if replies.len() <= WAYS && ways.length() <= LONGEST {
            return ways;
        }
        let when = if eq.channel().is_some() { None } else { overall(game, m, replies) };
        Deterrent::Summary { how, when }
    }

    /// Does no type gain by the message, or by one that leads to the signal, whatever the reply?
    pub(crate) fn is_harmless(eq: &Equilibrium, m: usize) -> bool {
        let game = eq.game();
        if let Some(channel) = eq.channel() {
            let most = |t: usize, n: usize, s: usize| -> Q {
                let worth = |a: usize| game.sender_payoff(t, n, a);
                let reply = eq.receiver(s).unwrap_or_default();
                let of = |set: &InformationSet| -> Q {
                    let own = || channel.replies(s).iter().filter(|a| set.actions().contains(a));
                    let weight = |a: usize| reply.get(a).filter(|q| !q.is_zero());
                    match own().any(|&a| weight(a).is_some()) {
                        true => own().filter_map(|&a| Some(weight(a)? * worth(a))).sum(),
                        false => own().map(|&a| worth(a)).max().cloned().unwrap_or_default(),
                    }
                };
                channel.readers(game, s).map(|(_, set)| of(set)).sum()
            };
            let gets = |t: usize, n: usize| -> Q {
                channel.seen(t, n).map(|(s, chance)| chance * &most(t, n, s)).sum()
            };
            return channel.origins(m).all(|(t, n)| gets(t, n) <= eq.sender_payoffs()[t]);
        }
        let gains = |t: usize| {
            let best = game.information_sets().iter().filter_map(|set| {
                let own = game.replies(m).iter().filter(|a| set.actions().contains(a));
                own.map(|&a| game.sender_payoff(t, m, a)).max()
            });
            best.sum::<Q>() > eq.sender_payoffs()[t]
        };
        !game.senders(m).any(gains)
    }

    fn length(&self) -> usize {
        self.predicate("one of them").map_or(0, |(_, text)| text.chars().count())
    }

    /// How the message is answered, such as `by duel because ...`, and whether other replies than
    /// the one that is named may do; `None` where it does not matter.
    pub(crate) fn predicate(&self, it: &str) -> Option<(bool, String)> {
        match self {
            Deterrent::Harmless => None,
            Deterrent::Answered { how, because } => {
                let because =
                    because.as_ref().map(|belief| format!(" because {}", belief.after(it)));
                Some((false, format!("by {how}{}", because.unwrap_or_default())))
            }
            Deterrent::Ways(ways) => {
                let way = |(how, belief): &(String, Option<Belief>)| match belief {
                    Some(belief) => format!("by {how} when {}", belief.after(it)),
                    None => format!("by {how} whatever the receiver believes"),
                };
                let ways: Vec<String> = ways.iter().map(way).collect();
                Some((true, ways.join(", or ")))
            }
            Deterrent::Summary { how, when } => {
                let when = when.as_ref().map(|belief| format!(", when {}", belief.after(it)));
                Some((true, format!("by {how}{}", when.unwrap_or_default())))
            }
        }
    }
}

/// The actions that deter, and those that do in mixtures: `9/4 or less, or mixtures with 5/2`.
fn replies_in_short(game: &Game, all: &[usize], replies: &[Reply], mixtures: bool) -> String {
    let actions = LabelList::actions(game);
    let pure: Vec<usize> = (all.iter().copied())
        .filter(|&a| replies.iter().any(|reply| reply.reply[a] == Q::ONE))
        .collect();
    let mixed: Vec<usize> = (all.iter().copied())
        .filter(|&a| !pure.contains(&a) && replies.iter().any(|reply| !reply.reply[a].is_zero()))
        .collect();
    let alone = actions.side(&pure, all).unwrap_or_else(|| actions.list(&pure, "or"));
    match (pure.is_empty(), mixed.is_empty()) {
        (false, false) if mixtures => {
            format!("{alone}, or mixtures with {}", actions.list(&mixed, "or"))
        }
        (false, _) => alone,
        _ => format!("mixtures of {}", actions.list(&mixed, "and")),
    }
}

/// The beliefs at which some supporting reply is best, where one bound describes them.
fn overall(game: &Game, m: usize, replies: &[Reply]) -> Option<Belief> {
    let bound = union(game, m, replies).filter(|bound| !bound.is_void())?;
    region::in_words(game, &[bound])
}

/// The replies in short and the beliefs at which one of them is best, for a cell of a table.
pub(crate) fn summary_in_short(
    game: &Game,
    m: usize,
    replies: &[Reply],
) -> Option<(String, String)> {
    let how = replies_in_short(game, game.replies(m), replies, true);
    Some((how, union_in_short(game, m, replies)?))
}

/// The beliefs at which one of these replies is best, where one bound describes them.
pub(crate) fn union_in_short(game: &Game, m: usize, replies: &[Reply]) -> Option<String> {
    region::in_short(game, &[union(game, m, replies)?])
}

/// The beliefs at which a reply is best, for a cell of a table, where a few bounds describe them.
pub(crate) fn region_in_short(game: &Game, m: usize, reply: &Reply) -> Option<String> {
    region::in_short(game, &region::bounds(game, m, reply)?)
        .filter(|text| text.chars().count() <= CELL)
}

/// Characters of a cell before corners say as much.
const CELL: usize = 80;

/// Replies without effect, and how to leave them out; `None` where there are none.
pub(crate) fn copies_in_words(game: &Game) -> Option<String> {
    if !game.readers().is_empty() {
        return None;
    }
    let copies = |m: usize, a: usize, b: usize| {
        game.senders(m).all(|t| {
            game.sender_payoff(t, m, a) == game.sender_payoff(t, m, b)
                && game.receiver_payoff(t, m, a) == game.receiver_payoff(t, m, b)
        })
    };
    let first = |m: usize, a: usize| {
        game.replies(m).iter().copied().find(|&b| copies(m, a, b)).unwrap_or(a)
    };
    let kept = |m: usize| -> Vec<usize> {
        game.replies(m).iter().copied().filter(|&a| first(m, a) == a).collect()
    };
    let twins = |&m: &usize| kept(m).len() < game.replies(m).len();
    let affected: Vec<usize> = (0..game.messages().len()).filter(twins).collect();
    let m = *affected.first()?;
    let a = kept(m)
        .into_iter()
        .find(|&a| game.replies(m).iter().any(|&b| b != a && first(m, b) == a))?;
    let alike: Vec<usize> = game.replies(m).iter().copied().filter(|&b| first(m, b) == a).collect();
    let (actions, messages) = (LabelList::actions(game), LabelList::messages(game));
    let quoted = |i: &usize| format!("{:?}", game.actions()[*i]);
    let least: Vec<String> = kept(m).iter().take(3).map(quoted).collect();
    let dots = if kept(m).len() > 3 { ", ..." } else { "" };
    let others = match affected.len() {
        1 => String::new(),
        n => format!(", and so on after {}", more(n - 1, "message", "messages")),
    };
    Some(format!(
        "After {}, the replies {} have the same payoffs, and outcomes that differ only in them \
         are shown once{others}: `Game(..., replies={{{:?}: [{}{dots}]}})` keeps one.",
        messages.name(m),
        actions.list(&alike, "and"),
        shortened(&game.messages()[m], WIDEST),
        least.join(", "),
    ))
}

/// One bound for the beliefs at which some supporting reply is best.
pub(crate) fn union(game: &Game, m: usize, replies: &[Reply]) -> Option<region::Bound> {
    let regions = replies.iter().map(|reply| region::bounds(game, m, reply));
    region::union(&regions.collect::<Option<Vec<_>>>()?)
}

/// One phrase for all supporting replies, with the reply whose beliefs include those of the others.
///
/// Such a phrase exists for a single reply, and for mixtures of two actions in which the
/// probability of one runs over an interval; otherwise returns `None`. There are `open` replies in all.
fn weighed<'r>(game: &Game, open: usize, replies: &'r [Reply]) -> Option<(&'r Reply, String)> {
    let actions = LabelList::actions(game);
    match replies {
        [reply] => Some((reply, actions.mixture(&reply.reply))),
        [x, y] => {
            let used: Vec<usize> = (0..game.actions().len())
                .filter(|&a| !x.reply[a].is_zero() || !y.reply[a].is_zero())
                .collect();
            let [a, b] = used[..] else { return None };
            // Of an action that both use, all mixtures between are optimal at the beliefs of both.
            let (a, b) = match [a, b].map(|a| !x.reply[a].is_zero() && !y.reply[a].is_zero()) {
                [true, true] | [true, false] => (a, b),
                [false, true] => (b, a),
                [false, false] => return None,
            };
            let (most, least) = if x.reply[a] > y.reply[a] { (x, y) } else { (y, x) };
            let (high, low) = (&most.reply[a], number(&least.reply[a]));
            let label = |a: usize| actions.name(a);
            let otherwise = match open {
                2 => String::new(),
                _ => format!(", otherwise {}", label(b)),
            };
            let how = if *high == Q::ONE {
                format!("{} (with probability at least {low}{otherwise})", label(a))
            } else {
                let (a, b) = (label(a), label(b));
                format!("{a} with probability between {low} and {}, otherwise {b},", number(high))
            };
            Some((most, how))
        }
        _ => None,
    }
}

/// What the receiver believes at the corners after m, or `None` when every belief is one.
fn believed(game: &Game, m: usize, reply: &Reply) -> Option<Belief> {
    let (types, corners) = (LabelList::types(game), &reply.beliefs);
    let senders: Vec<usize> = game.senders(m).collect();
    if let [only] = senders[..] {
        return Some(Belief::Only(types.name(only)));
    }
    let one = |corner: &Vec<Q>| corner.contains(&Q::ONE);
    if corners.len() == senders.len() && corners.iter().all(one) {
        return None;
    }
    Some(match corners.as_slice() {
        [corner] => Belief::ToBe(types.mixture(corner)),
        _ if corners.iter().all(one) => Belief::ToBe(types.list(&believable(corners), "or")),
        _ => split(game, &senders, corners)
            .map(Belief::ToBe)
            .or_else(|| region::in_words(game, &region::bounds(game, m, reply)?))
            .unwrap_or_else(|| Belief::Clause(ranges(game, &senders, corners))),
    })
}

/// What the receiver believes at the corners after a signal, or `None` when every belief is one.
fn believed_at_signal(game: &Game, channel: &Channel, s: usize, reply: &Reply) -> Option<Belief> {
    let (types, corners) = (LabelList::types(game), &reply.beliefs);
    let mut senders: Vec<usize> = channel.origins(s).map(|(t, _)| t).collect();
    senders.dedup();
    let sure = |corner: &Vec<Q>| corner.contains(&Q::ONE);
    if senders.len() > 1 && corners.len() == senders.len() && corners.iter().all(sure) {
        return None;
    }
    let who = match corners.as_slice() {
        [corner] => Some(types.mixture(corner)),
        _ if corners.iter().all(sure) => Some(types.list(&believable(corners), "or")),
        _ => split(game, &senders, corners),
    };
    Some(Belief::Clause(match who {
        Some(who) => format!("the sender is believed to be {who}"),
        None => ranges(game, &senders, corners),
    }))
}

/// The types with positive probability at some corner.
fn believable(corners: &[Vec<Q>]) -> Vec<usize> {
    let types = corners.first().map_or(0, Vec::len);
    (0..types).filter(|&t| corners.iter().any(|corner| !corner[t].is_zero())).collect()
}

/// The beliefs as bounds on the total probability of some types, or `None` when no such bounds
/// describe them exactly.
fn split(game: &Game, senders: &[usize], corners: &[Vec<Q>]) -> Option<String> {
    let types = believable(corners);
    let sure = |t: &usize| corners.iter().any(|corner| corner[*t] == Q::ONE);
    let mut some: Vec<usize> = types.iter().copied().filter(sure).collect();
    if some.is_empty() {
        // Each corner mixes two types, one from either side. So the types that share a corner
        // with a given type form the side opposite to it.
        let other = *types.last()?;
        let meets = |t: &usize| {
            *t != other && corners.iter().any(|c| !c[*t].is_zero() && !c[other].is_zero())
        };
        some = types.iter().copied().filter(meets).collect();
    }
    let rest: Vec<usize> = types.iter().copied().filter(|t| !some.contains(t)).collect();
    let weight = |corner: &Vec<Q>| -> Q { some.iter().map(|&t| corner[t].clone()).sum() };
    let low = corners.iter().map(weight).min()?;
    let high = corners.iter().map(weight).max()?;
    // The corners of the region within these bounds: each mixes one type from either side.
    let mut expected = Vec::new();
    for limit in if low == high { vec![&low] } else { vec![&low, &high] } {
        for &s in &some {
            for &r in &rest {
                let mut corner = vec![Q::ZERO; game.types().len()];
                corner[s] = limit.clone();
                corner[r] = Q::ONE - limit;
                if !expected.contains(&corner) {
                    expected.push(corner);
                }
            }
        }
    }
    if expected.len() != corners.len() || !expected.iter().all(|corner| corners.contains(corner)) {
        return None;
    }
    let labels = LabelList::types(game);
    let (these, those) = (labels.list(&some, "or"), labels.list(&rest, "or"));
    let otherwise =
        if types.len() == senders.len() { String::new() } else { format!(", otherwise {those}") };
    let near = (number(&low), number(&high));
    Some(match () {
        () if low == high => format!("{these} with probability {}{otherwise}", near.0),
        () if high == Q::ONE && rest.len() == 1 && some.len() > 1 && otherwise.is_empty() => {
            format!("{those} with probability at most {}", number(&(Q::ONE - low)))
        }
        () if high == Q::ONE => format!("{these} with probability at least {}{otherwise}", near.0),
        () => format!("{these} with probability between {} and {}{otherwise}", near.0, near.1),
    })
}

/// Probabilities whose ranges describe a region.
const RANGES: usize = 4;

/// The range of each probability, up to the fourth, in a region with too many corners to list.
fn ranges(game: &Game, senders: &[usize], corners: &[Vec<Q>]) -> String {
    let types = LabelList::types(game);
    let mut limits = Vec::new();
    for &t in senders {
        if limits.len() == RANGES {
            break;
        }
        let weights = || corners.iter().map(|corner| &corner[t]);
        let (Some(low), Some(high)) = (weights().min(), weights().max()) else { continue };
        let range = match (low.is_zero(), *high == Q::ONE) {
            (true, true) => continue,
            (true, false) => format!("at most {}", number(high)),
            (false, true) => format!("at least {}", number(low)),
            (false, false) => format!("between {} and {}", number(low), number(high)),
        };
        let has = if limits.is_empty() { " has probability" } else { "" };
        limits.push(format!("{}{has} {range}", types.name(t)));
    }
    let region = format!("the belief is in a region with {} corners", corners.len());
    if limits.is_empty() {
        return region;
    }
    format!("{region}, where {}", listed(&limits, "and"))
}
