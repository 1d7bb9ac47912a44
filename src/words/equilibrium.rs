//! One sentence for an equilibrium: who sends what, how it is answered, and which beliefs deter the
//! rest.

use std::cmp::Reverse;

use super::labels::{LabelList, SENTENCE, more};
use super::off_path::Deterrent;
use super::readers::{answered_by, unexpected_in_words};
use crate::equilibrium::{Equilibrium, Reply};
use crate::exact::Q;

/// Describes an equilibrium outcome in a sentence that is true of every equilibrium with it.
///
/// Of a message that nobody sends, "is answered" covers every reply that supports the outcome, and
/// "can be answered" lists extreme ones. The beliefs are exactly those at which the reply named
/// first is optimal; a region that a few bounds do not describe is given by the range of each
/// probability in it. With more than 8 types, where the supporting replies may be too many to list,
/// the sentence names one of them and one belief.
///
/// A sentence has at most 300 characters. It names the path first, and counts the types and the
/// messages that it leaves out.
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

/// The call that shows what a sentence leaves out.
const WHOLE: &str = "`eq.report(full=True)`";

/// The sentence, given the replies to each message off the path.
pub(crate) fn in_words(eq: &Equilibrium, replies: &[Vec<Reply>]) -> String {
    let details = [Detail::Whole, Detail::Terse, Detail::Replies, Detail::Actions];
    let mut versions = details.into_iter().map(|detail| Clauses::new(eq, replies, detail));
    let last = loop {
        let all = versions.next().expect("the last version ends the loop");
        if all.whole().chars().count() <= SENTENCE || versions.len() == 0 {
            break all;
        }
    };
    last.cut(SENTENCE)
}

/// How much a sentence says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Everything.
    Whole,
    /// Neither the posteriors on the path, which the strategies imply, nor the same verb twice.
    Terse,
    /// Nor the beliefs off the path.
    Replies,
    /// Nor the mixed replies off the path, where there are pure ones.
    Actions,
}

/// A part of a sentence, and the types or messages that it speaks of.
struct Clause {
    text: String,
    about: usize,
}

/// The parts of a sentence.
struct Clauses {
    /// `both types send beer`
    sent: Vec<Clause>,
    /// `beer is answered by pass`
    answered: Vec<Clause>,
    /// `quiche is answered by duel because ...`
    kept: Vec<Clause>,
}

impl Clauses {
    fn new(eq: &Equilibrium, replies: &[Vec<Reply>], detail: Detail) -> Clauses {
        let (sent, answered) = (sent(eq), answered(eq, detail));
        Clauses { sent, answered, kept: kept(eq, replies, detail) }
    }

    fn whole(&self) -> String {
        self.first([self.sent.len(), self.answered.len(), self.kept.len()])
    }

    /// The first clauses of each part that fit, and the number of what the others are about. The
    /// path comes first: clauses off the path are left out before those on it.
    fn cut(&self, most: usize) -> String {
        let mut shown = [self.sent.len(), self.answered.len(), self.kept.len()];
        loop {
            let text = self.first(shown);
            let least = shown[0] <= 1 && shown[1] == 0 && shown[2] == 0;
            if least || text.chars().count() <= most {
                return text;
            }
            let [sent, answered, kept] = &mut shown;
            match () {
                () if *kept > 1 => *kept -= 1,
                () if *sent > 1 && *sent >= *answered => *sent -= 1,
                () if *answered > 1 => *answered -= 1,
                () if *kept > 0 => *kept -= 1,
                () if *answered > 0 => *answered -= 1,
                () => *sent -= 1,
            }
        }
    }

    fn first(&self, [sent, answered, kept]: [usize; 3]) -> String {
        let texts = |clauses: &[Clause]| -> Vec<String> {
            clauses.iter().map(|clause| clause.text.clone()).collect()
        };
        let left =
            |clauses: &[Clause]| -> usize { clauses.iter().map(|clause| clause.about).sum() };
        let whole = sent == self.sent.len();
        let senders = texts(&self.sent[..sent]);
        let who = match senders.split_last() {
            Some((last, rest)) if !rest.is_empty() && whole => {
                format!("{}, and {last}", rest.join(", "))
            }
            _ => senders.join(", "),
        };
        let mut parts = vec![who];
        parts.extend(texts(&self.answered[..answered]));
        parts.extend(texts(&self.kept[..kept]));
        let types = left(&self.sent[sent..]);
        let messages = left(&self.answered[answered..]) + left(&self.kept[kept..]);
        let mut rest = Vec::new();
        if types > 0 {
            rest.push(more(types, "type", "types"));
        }
        if messages > 0 {
            rest.push(more(messages, "message", "messages"));
        }
        if !rest.is_empty() {
            parts.push(format!("... and {}: {WHOLE}", rest.join(" and ")));
        }
        parts.join("; ")
    }
}

/// Who sends what: `both types send beer`.
fn sent(eq: &Equilibrium) -> Vec<Clause> {
    let game = eq.game();
    let (names, messages) = (LabelList::types(game), LabelList::messages(game));
    let types: Vec<usize> = (0..game.types().len()).collect();
    let mut clauses: Vec<Clause> = grouped(&types, |t| &eq.sender()[t])
        .into_iter()
        .map(|(row, ts)| {
            let subject = match (ts.len() == types.len(), ts.len()) {
                (true, 1) => format!("the only type {} sends", names.bare(0)),
                (true, 2) => "both types send".into(),
                (true, n) => format!("all {n} types send"),
                (false, 1) => format!("{} sends", names.name(ts[0])),
                (false, _) => format!("{} send", names.list(&ts, "and")),
            };
            Clause { text: format!("{subject} {}", messages.bare_mixture(row)), about: ts.len() }
        })
        .collect();
    if let Some(m) = only_message(eq) {
        clauses[0].text += &format!(", which is answered by {}", on_path_reply(eq, m));
    }
    clauses
}

/// The message of an outcome in which all types send the same one and the receiver sees it.
fn only_message(eq: &Equilibrium) -> Option<usize> {
    match eq.on_path()[..] {
        _ if eq.channel().is_some() => None,
        [m] => Some(m),
        _ => None,
    }
}

/// The replies to the messages on the path, with the beliefs after them or without.
fn answered(eq: &Equilibrium, detail: Detail) -> Vec<Clause> {
    if only_message(eq).is_some() {
        return Vec::new();
    }
    let whole = detail == Detail::Whole;
    let key = |m: usize| (on_path_reply(eq, m), if whole { eq.belief(m) } else { None });
    let clause = |(k, ((reply, _), ms)): (usize, ((String, _), Vec<usize>))| {
        let these = LabelList::seen(eq).list(&ms, "and");
        let origin = if whole { origin(eq, &ms) } else { String::new() };
        let verb = if whole || k == 0 { format!(" {} answered", be(&ms)) } else { String::new() };
        Clause { text: format!("{these}{origin}{verb} by {reply}"), about: ms.len() }
    };
    grouped(&eq.seen_on_path(), key).into_iter().enumerate().map(clause).collect()
}

/// The verb for messages as a subject.
fn be(messages: &[usize]) -> &'static str {
    if messages.len() == 1 { "is" } else { "are" }
}

fn on_path_reply(eq: &Equilibrium, m: usize) -> String {
    let answer = answered_by(eq.game(), eq.receiver(m).unwrap_or_default());
    match unexpected_in_words(eq, m) {
        Some(others) => format!("{answer}; {others}"),
        None => answer,
    }
}

/// The belief after messages on the path. Empty where it is the prior or certain, which the senders
/// named before already imply.
fn origin(eq: &Equilibrium, messages: &[usize]) -> String {
    let belief = eq.belief(messages[0]).unwrap_or_default();
    if belief == eq.game().prior() || belief.contains(&Q::ONE) {
        return String::new();
    }
    let come = if messages.len() == 1 { "comes" } else { "come" };
    format!(", which {come} from {},", LabelList::types(eq.game()).mixture(belief))
}

/// Why nobody sends the other messages. Messages that are deterred in the same way share a clause,
/// and those by which nobody could gain come last, unless not all clauses may fit.
fn kept(eq: &Equilibrium, replies: &[Vec<Reply>], detail: Detail) -> Vec<Clause> {
    let on_path = eq.seen_on_path();
    let unsent: Vec<usize> = (0..replies.len()).filter(|m| !on_path.contains(m)).collect();
    let mut alike = grouped(&unsent, |m| Deterrent::of(eq, m, &replies[m], detail));
    alike.sort_by_key(|(deterrent, ms)| match detail {
        Detail::Actions => Reverse(ms.len()),
        _ => Reverse(usize::from(*deterrent != Deterrent::Harmless)),
    });
    let mut said = None;
    let clause = |(deterrent, ms): (Deterrent, Vec<usize>)| {
        let one = ms.len() == 1;
        let text = match deterrent.predicate(if one { "it" } else { "one of them" }) {
            None if eq.channel().is_some() => {
                let any = others(eq, &ms, &unsent, "or");
                format!("nobody gains by a message that leads to {any}, whatever the reply")
            }
            None => {
                let any = others(eq, &ms, &unsent, "or");
                format!("nobody gains by sending {any}, whatever the reply")
            }
            Some((can, rest)) => {
                let these = others(eq, &ms, &unsent, "and");
                match (said == Some(can) && detail != Detail::Whole, can) {
                    (true, _) => format!("{these} {rest}"),
                    (false, true) => format!("{these} can be answered {rest}"),
                    (false, false) => format!("{these} {} answered {rest}", be(&ms)),
                }
            }
        };
        said = deterrent.predicate("it").map(|(can, _)| can);
        Clause { text, about: ms.len() }
    };
    alike.into_iter().map(clause).collect()
}

/// Messages that nobody sends, as `all other messages` or `any other message` where it says the
/// same.
fn others(eq: &Equilibrium, messages: &[usize], unsent: &[usize], word: &str) -> String {
    let labels = LabelList::seen(eq);
    let rest: Vec<usize> = unsent.iter().copied().filter(|m| !messages.contains(m)).collect();
    let short = messages.len() < MANY || labels.is_run(messages) && !rest.is_empty();
    if short || rest.len() > 2 {
        return labels.list(messages, word);
    }
    let all = match (word == "or", eq.channel().is_some()) {
        (true, false) => "any other message",
        (false, false) => "all other messages",
        (true, true) => "any other signal",
        (false, true) => "all other signals",
    };
    match rest.len() {
        0 => all.into(),
        _ => format!("{all} but {}", labels.bare_list(&rest, "and")),
    }
}

/// Messages that need not be named one by one where they are all others.
const MANY: usize = 3;

/// Groups the items with equal keys, in order of appearance.
pub(crate) fn grouped<K: PartialEq>(
    all: &[usize],
    key: impl Fn(usize) -> K,
) -> Vec<(K, Vec<usize>)> {
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
