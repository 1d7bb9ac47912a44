//! One sentence for an equilibrium: who sends what, how it is answered, and which beliefs deter the
//! rest.

use super::{count, is_number, number};
use crate::equilibrium::{Equilibrium, Reply};
use crate::exact::Q;
use crate::game::Game;

/// Describes an equilibrium outcome in a sentence that is true of every equilibrium with it.
///
/// Of a message that nobody sends, "is answered" covers every reply that supports the outcome, and
/// "can be answered" lists extreme ones. The beliefs are exactly those at which the reply named
/// first is optimal; a region with many corners is given by the range of each probability in it.
/// With more than 8 types, where the supporting replies may be too many to list, the sentence names
/// one of them and one belief.
///
/// ```
/// use schelling::equilibrium::Search;
/// use schelling::{Game, Q, report};
///
/// # fn main() -> Result<(), schelling::Error> {
/// let payoffs = vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
/// let prior = ["1/3".parse()?, "2/3".parse()?];
/// let game = Game::cheap_talk(payoffs.clone(), payoffs, prior, ["left", "right"])?;
/// let all = game.equilibria(&Search::default())?;
/// assert_eq!(
///     report::sentence(&all[0]),
///     "both types send left, which is answered by a2; right is answered by a2 because whoever \
///      sends it is believed to be t2 with probability at least 1/2"
/// );
/// # Ok(())
/// # }
/// ```
pub fn sentence(eq: &Equilibrium) -> String {
    in_words(eq, &eq.shown_off_path())
}

/// The sentence, given the replies to each message off the path.
pub(crate) fn in_words(eq: &Equilibrium, replies: &[Vec<Reply>]) -> String {
    let mut clauses = vec![sent(eq)];
    let on_path = eq.on_path();
    if let (true, [m]) = (eq.sender().windows(2).all(|rows| rows[0] == rows[1]), &on_path[..]) {
        clauses[0] += &format!(", which is answered by {}", on_path_reply(eq, *m));
    } else {
        let alike = grouped(&on_path, |m| (on_path_reply(eq, m), eq.belief(m)));
        for ((reply, _), ms) in alike {
            let (these, verb) = subject(eq, &ms);
            clauses.push(format!("{these}{} {verb} answered by {reply}", origin(eq, &ms)));
        }
    }
    let unsent: Vec<usize> = (0..replies.len()).filter(|m| !on_path.contains(m)).collect();
    // Messages with the same senders and the same supporting replies share a clause.
    let alike = grouped(&unsent, |m| (eq.game().senders(m).collect::<Vec<_>>(), &replies[m]));
    clauses.extend(alike.iter().take(MOST).map(|(_, ms)| off_path(eq, ms, &replies[ms[0]])));
    let left: usize = alike.iter().skip(MOST).map(|(_, ms)| ms.len()).sum();
    if left > 0 {
        clauses.push(format!(
            "and {} that nobody sends",
            count(left, "more message", "more messages")
        ));
    }
    clauses.join("; ")
}

/// Items of one kind that a sentence names before it only counts the rest, so that games with many
/// messages get a sentence and not a page.
const MOST: usize = 8;

/// Replies to one message that a sentence names, for the same reason.
const WAYS: usize = 3;

/// `both types send beer`
fn sent(eq: &Equilibrium) -> String {
    let game = eq.game();
    let types: Vec<usize> = (0..game.types().len()).collect();
    let groups = grouped(&types, |t| &eq.sender()[t]);
    let mut clauses: Vec<String> = (groups.iter().take(MOST))
        .map(|(row, ts)| {
            let subject = match (ts.len() == types.len(), ts.len()) {
                (true, 1) => format!("the only type {} sends", name(&game.types()[0])),
                (true, 2) => "both types send".into(),
                (true, n) => format!("all {n} types send"),
                (false, 1) => format!("{} sends", name(&game.types()[ts[0]])),
                (false, _) => format!("{} send", named(game.types(), ts, "and")),
            };
            format!("{subject} {}", mixture(game.messages(), row))
        })
        .collect();
    let left: usize = groups.iter().skip(MOST).map(|(_, ts)| ts.len()).sum();
    if left > 0 {
        clauses
            .push(format!("{} in other ways", count(left, "more type sends", "more types send")));
    }
    match clauses.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{}, and {last}", rest.join(", ")),
        _ => clauses.concat(),
    }
}

fn on_path_reply(eq: &Equilibrium, m: usize) -> String {
    mixture(eq.game().actions(), eq.receiver(m).unwrap_or_default())
}

/// The belief after messages on the path. Empty where it is the prior or certain, which the senders
/// named before already imply.
fn origin(eq: &Equilibrium, messages: &[usize]) -> String {
    let belief = eq.belief(messages[0]).unwrap_or_default();
    if belief == eq.game().prior() || belief.contains(&Q::ONE) {
        return String::new();
    }
    let come = if messages.len() == 1 { "comes" } else { "come" };
    format!(", which {come} from {},", mixture(eq.game().types(), belief))
}

/// `quiche` and `is`, or `quiche and beer` and `are`
fn subject(eq: &Equilibrium, messages: &[usize]) -> (String, &'static str) {
    let verb = if messages.len() == 1 { "is" } else { "are" };
    (named(eq.game().messages(), messages, "and"), verb)
}

/// Why nobody deviates to any of these messages, which have the same senders and supporting
/// replies.
fn off_path(eq: &Equilibrium, messages: &[usize], replies: &[Reply]) -> String {
    let (game, m) = (eq.game(), messages[0]);
    let harmless = |&m: &usize| {
        let gains = |t: usize| {
            let gain = |&a: &usize| *game.sender_payoff(t, m, a) > eq.sender_payoffs()[t];
            game.replies(m).iter().any(gain)
        };
        !game.senders(m).any(gains)
    };
    if messages.iter().all(harmless) {
        let any = named(game.messages(), messages, "or");
        return format!("nobody gains by sending {any}, whatever the reply");
    }
    let it = if messages.len() == 1 { "it" } else { "one of them" };
    let (these, verb) = subject(eq, messages);
    // With many types only one reply was computed, which may not be the only one.
    let all = if eq.has_many_types() { None } else { weighed(game, m, replies) };
    if let Some((reply, how)) = all {
        let why = match believed(game, m, it, &reply.beliefs) {
            Some(belief) => format!(" because {belief}"),
            None => ", which is best whatever the receiver believes".into(),
        };
        return format!("{these} {verb} answered by {how}{why}");
    }
    let mut ways: Vec<String> = (replies.iter().take(WAYS))
        .map(|reply| {
            let how = mixture(game.actions(), &reply.reply);
            match believed(game, m, it, &reply.beliefs) {
                Some(belief) => format!("by {how} when {belief}"),
                None => format!("by {how} whatever the receiver believes"),
            }
        })
        .collect();
    if replies.len() > WAYS {
        ways.push(format!("in {}", count(replies.len() - WAYS, "more way", "more ways")));
    }
    format!("{these} can be answered {}", ways.join(", or "))
}

/// One phrase for all supporting replies, with the reply whose beliefs include those of the others.
///
/// Such a phrase exists for a single reply, and for mixtures of two actions in which the
/// probability of one runs over an interval; otherwise returns `None`.
fn weighed<'r>(game: &Game, m: usize, replies: &'r [Reply]) -> Option<(&'r Reply, String)> {
    match replies {
        [reply] => Some((reply, mixture(game.actions(), &reply.reply))),
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
            let label = |a: usize| name(&game.actions()[a]);
            let otherwise = match game.replies(m).len() {
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

/// A clause for the beliefs with these corners after message m, or `None` when every belief is one.
fn believed(game: &Game, m: usize, it: &str, corners: &[Vec<Q>]) -> Option<String> {
    let senders: Vec<usize> = game.senders(m).collect();
    if let [only] = senders[..] {
        return Some(format!("only {} can send {it}", name(&game.types()[only])));
    }
    let one = |corner: &Vec<Q>| corner.contains(&Q::ONE);
    if corners.len() == senders.len() && corners.iter().all(one) {
        return None;
    }
    let to_be = match corners {
        [corner] => mixture(game.types(), corner),
        _ if corners.iter().all(one) => named(game.types(), &support(corners), "or"),
        _ => match split(game, &senders, corners) {
            Some(split) => split,
            None if corners.len() <= WAYS + 1 => {
                let corners: Vec<String> =
                    corners.iter().map(|corner| mixture(game.types(), corner)).collect();
                format!("{}, or anything between these", corners.join(", or "))
            }
            None => return Some(ranges(game, &senders, corners)),
        },
    };
    Some(format!("whoever sends {it} is believed to be {to_be}"))
}

/// The types with positive probability at some corner.
fn support(corners: &[Vec<Q>]) -> Vec<usize> {
    let types = corners.first().map_or(0, Vec::len);
    (0..types).filter(|&t| corners.iter().any(|corner| !corner[t].is_zero())).collect()
}

/// The beliefs as bounds on the total probability of some types, or `None` when no such bounds
/// describe them exactly.
fn split(game: &Game, senders: &[usize], corners: &[Vec<Q>]) -> Option<String> {
    let types = support(corners);
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
    let (these, those) = (named(game.types(), &some, "or"), named(game.types(), &rest, "or"));
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

/// The range of each probability in a region with too many corners to list.
fn ranges(game: &Game, senders: &[usize], corners: &[Vec<Q>]) -> String {
    let mut limits = Vec::new();
    for &t in senders {
        let weights = || corners.iter().map(|corner| &corner[t]);
        let (Some(low), Some(high)) = (weights().min(), weights().max()) else { continue };
        let range = match (low.is_zero(), *high == Q::ONE) {
            (true, true) => continue,
            (true, false) => format!("at most {}", number(high)),
            (false, true) => format!("at least {}", number(low)),
            (false, false) => format!("between {} and {}", number(low), number(high)),
        };
        let has = if limits.is_empty() { " has probability" } else { "" };
        limits.push(format!("{}{has} {range}", name(&game.types()[t])));
    }
    let region = format!("the belief is in a region with {} corners", corners.len());
    if limits.is_empty() {
        return region;
    }
    format!("{region}, where {}", listed(&limits, "and"))
}

/// `beer`, or `quiche with probability 1/3 and beer with probability 2/3`
fn mixture(labels: &[String], weights: &[Q]) -> String {
    let used: Vec<(&String, &Q)> =
        labels.iter().zip(weights).filter(|(_, weight)| !weight.is_zero()).collect();
    if let [(label, _)] = used[..] {
        return name(label);
    }
    let part =
        |(label, q): &(&String, &Q)| format!("{} with probability {}", name(label), number(q));
    let parts: Vec<String> = used.iter().map(part).collect();
    listed(&parts, "and")
}

/// A label, in quotes where a reader could take it for a part of the sentence.
fn name(label: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-+.'/*#$%<>=".contains(c);
    if label.chars().all(plain) && !is_number(label) {
        label.into()
    } else {
        format!("\"{label}\"")
    }
}

fn named(labels: &[String], which: &[usize], word: &str) -> String {
    let names: Vec<String> = which.iter().map(|&i| name(&labels[i])).collect();
    listed(&names, word)
}

/// `a, b and c`
fn listed(parts: &[String], word: &str) -> String {
    match parts {
        [rest @ .., last] if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}

/// Groups the items with equal keys, in order of appearance.
fn grouped<K: PartialEq>(all: &[usize], key: impl Fn(usize) -> K) -> Vec<(K, Vec<usize>)> {
    let mut groups: Vec<(K, Vec<usize>)> = Vec::new();
    for &i in all {
        let k = key(i);
        match groups.iter_mut().find(|(other, _)| *other == k) {
            Some((_, group)) => group.push(i),
            None => groups.push((k, vec![i])),
        }
    }
    groups
}
