//! One equilibrium as the literature states it: strategies, beliefs, payoffs, and the replies off
//! the path that support it.

use super::block::row;
use super::document::Document;
use super::readers;
use crate::equilibrium::{Equilibrium, Kind, Reply};
use crate::exact::Q;
use crate::game::Game;
use crate::words::{
    Deterrent, LabelList, WIDEST, grouped, in_words, lottery, number, region_in_short, shortened,
    summary_in_short, terms,
};

/// One equilibrium on a screen: in words, then tables of equal rows put together and cut, with the
/// number of what was left out.
pub fn equilibrium(eq: &Equilibrium) -> Document {
    with_heading(eq, Scope::Screen)
}

/// One equilibrium in full: every row of every table, and every number exact.
///
/// It lists the corners of the beliefs behind every supporting reply, of which there may be very
/// many: the time grows with their number, exponentially in the number of types at worst.
pub fn full(eq: &Equilibrium) -> Document {
    with_heading(eq, Scope::Whole)
}

fn with_heading(eq: &Equilibrium, scope: Scope) -> Document {
    headed(eq.kind(), body(eq, scope), scope)
}

/// An outcome below its kind.
pub(super) fn headed(kind: Kind, body: Document, scope: Scope) -> Document {
    let mut document = Document::default();
    document.heading(kind.name());
    document.append(body);
    if scope == Scope::Screen {
        document.explain_near();
    }
    document
}

/// How much of an equilibrium is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Screen,
    Whole,
}

/// Rows of a table, where a screen has room for three such tables.
const ROWS: usize = 8;

impl Scope {
    /// The rows of a table that are shown; those left out are counted in a row of their own, unless
    /// this would be only one.
    pub(super) fn rows(self, mut rows: Vec<Vec<String>>, folded: &mut bool) -> Vec<Vec<String>> {
        let count = rows.len() - 1;
        if self == Scope::Screen && count > ROWS + 1 {
            rows.truncate(1 + ROWS);
            let mut rest = vec![String::new(); rows[0].len()];
            rest[0] = format!("{} more", count - ROWS);
            rows.push(rest);
            *folded = true;
        }
        rows
    }

    pub(super) fn label(self, label: &str) -> String {
        if self == Scope::Screen { shortened(label, WIDEST) } else { label.into() }
    }

    pub(super) fn number(self, x: &Q) -> String {
        if self == Scope::Screen { number(x) } else { x.to_string() }
    }

    /// `beer`, or `quiche 1/3, beer 2/3`.
    pub(super) fn mixture(self, labels: &[String], weights: &[Q], folded: &mut bool) -> String {
        let (text, cut) = match self {
            Scope::Screen => lottery(labels, weights),
            Scope::Whole => (terms(labels, weights, Q::to_string).join(", "), false),
        };
        *folded |= cut;
        text
    }
}

/// The equilibrium without a heading.
pub(super) fn body(eq: &Equilibrium, scope: Scope) -> Document {
    let mut document = Document::default();
    let mut folded = false;
    let (game, shown) = (eq.game(), eq.shown_off_path());
    document.line(format!("In words: {}.", in_words(eq, &shown)));
    let types = types(game, eq.sender(), eq.sender_payoffs(), scope, &mut folded);
    document.table(scope.rows(types, &mut folded));
    document.table(scope.rows(on_path(eq, scope, &mut folded), &mut folded));
    if scope == Scope::Whole {
        document.table(all_off_path(eq));
    } else {
        let rows = off_path(eq, &shown, &mut folded);
        document.table(scope.rows(rows, &mut folded));
        if eq.has_many_types() && shown.iter().any(|list| !list.is_empty()) {
            document.line(
                "For each message not sent, one reply and one belief are shown of perhaps many: \
                 off_path lists all.",
            );
        }
    }
    document.line(match game.readers().len() {
        2.. => readers::average(game, &eq.sender_payoff(), &eq.reader_payoffs(), scope),
        _ => format!(
            "On average the sender gets {} and the receiver {}.",
            scope.number(&eq.sender_payoff()),
            scope.number(eq.receiver_payoff())
        ),
    });
    if eq.relabellings() > 1 {
        document.line(format!(
            "It stands for {} outcomes, in which messages that are copies change places.",
            eq.relabellings()
        ));
    }
    if folded {
        document.line("`eq.report(full=True)` shows what is left out here.");
    }
    document
}

/// What each type sends and gets.
pub(super) fn types(
    game: &Game,
    sender: &[Vec<Q>],
    payoffs: &[Q],
    scope: Scope,
    folded: &mut bool,
) -> Vec<Vec<String>> {
    let mut rows = vec![row(["type", "prior", "sends", "gets"])];
    for (t, label) in game.types().iter().enumerate() {
        rows.push(vec![
            scope.label(label),
            scope.number(&game.prior()[t]),
            scope.mixture(game.messages(), &sender[t], folded),
            scope.number(&payoffs[t]),
        ]);
    }
    rows
}

fn on_path(eq: &Equilibrium, scope: Scope, folded: &mut bool) -> Vec<Vec<String>> {
    let game = eq.game();
    if !game.readers().is_empty() {
        return readers::on_path(eq, scope, folded);
    }
    let mut rows = vec![row(match eq.channel() {
        None => ["message", "sent", "reply", "belief"],
        Some(_) => ["signal", "seen", "reply", "belief"],
    })];
    for m in eq.seen_on_path() {
        let mut mix = |labels: &[String], weights: Option<&[Q]>| {
            weights.map_or_else(String::new, |weights| scope.mixture(labels, weights, folded))
        };
        let reply = mix(game.actions(), eq.receiver(m));
        let belief = match eq.belief(m) {
            Some(belief) if belief == game.prior() && belief.len() > TERMS => "the prior".into(),
            belief => mix(game.types(), belief),
        };
        rows.push(vec![eq.seen()[m].clone(), scope.number(&eq.probability_seen(m)), reply, belief]);
    }
    rows
}

/// The head of the table of what is not sent, or not seen.
fn unsent(eq: &Equilibrium) -> Vec<String> {
    match eq.channel() {
        None => row(["not sent", "because the reply is", "which is best when the belief is"]),
        Some(_) => row(["not seen", "where the reply is", "which is best when the belief is"]),
    }
}

/// Messages that are deterred in the same way share their rows, and those by which nobody could
/// gain come last.
fn off_path(eq: &Equilibrium, replies: &[Vec<Reply>], folded: &mut bool) -> Vec<Vec<String>> {
    let game = eq.game();
    let off_path: Vec<usize> = (0..replies.len()).filter(|&m| !replies[m].is_empty()).collect();
    let senders = |m: usize| match eq.channel() {
        None => game.senders(m).collect::<Vec<_>>(),
        Some(_) => vec![m],
    };
    let key = |m: usize| {
        let harmless = Deterrent::is_harmless(eq, m);
        (harmless, (!harmless).then(|| (senders(m), &replies[m])))
    };
    let mut groups = grouped(&off_path, key);
    groups.sort_by_key(|((harmless, _), _)| *harmless);
    let mut rows = vec![unsent(eq)];
    for ((harmless, _), messages) in groups {
        let label = LabelList::seen(eq).cell(&messages);
        if harmless {
            rows.push(row([&label, "any", "anything"]));
            continue;
        }
        let m = messages[0];
        let mut reasons = ways(eq, m, &replies[m], folded);
        reasons[0][0] = label;
        rows.extend(reasons);
    }
    rows
}

/// Replies to one message that a screen has room for, with the beliefs of each.
const WAYS: usize = 3;

/// The supporting replies to a message, one a row or in short; the first cells are not filled in.
fn ways(eq: &Equilibrium, m: usize, replies: &[Reply], folded: &mut bool) -> Vec<Vec<String>> {
    let game = eq.game();
    if replies.len() > WAYS
        && game.readers().is_empty()
        && eq.channel().is_none()
        && let Some((how, when)) = summary_in_short(game, m, replies)
    {
        *folded = true;
        return vec![vec![String::new(), how, when]];
    }
    let mut way = |reply: &Reply| {
        let how = replied(game, reply, Scope::Screen, folded);
        beside(how, region(eq, m, reply, folded))
    };
    let shown = if replies.len() > WAYS + 1 { WAYS } else { replies.len() };
    let mut rows: Vec<Vec<String>> = replies.iter().take(shown).flat_map(&mut way).collect();
    if replies.len() > shown {
        *folded = true;
        rows.push(row(["  or", &format!("{} more", replies.len() - shown), ""]));
    }
    rows
}

/// Every supporting reply with every corner of its beliefs; equal messages share their rows.
fn all_off_path(eq: &Equilibrium) -> Vec<Vec<String>> {
    let game = eq.game();
    let on_path = eq.seen_on_path();
    let off_path: Vec<usize> = (0..eq.seen().len()).filter(|m| !on_path.contains(m)).collect();
    let mut rows = vec![unsent(eq)];
    for (replies, messages) in grouped(&off_path, |m| eq.off_path(m)) {
        let labels: Vec<&str> = messages.iter().map(|&m| eq.seen()[m].as_str()).collect();
        for (i, reply) in replies.iter().enumerate() {
            let corners: Vec<String> = (reply.beliefs.iter())
                .map(|corner| terms(game.types(), corner, Q::to_string).join(", "))
                .collect();
            let region = match corners.as_slice() {
                [one] => one.clone(),
                _ => format!("between: {}", corners.join(" | ")),
            };
            let later = reply.later.iter().map(|belief| terms(game.types(), belief, Q::to_string));
            let later = later.map(|belief| format!(", then {}", belief.join(", ")));
            let how = replied(game, reply, Scope::Whole, &mut false);
            let mut way = beside(how, region + &later.collect::<String>());
            if i == 0 {
                way[0][0] = labels.join(", ");
            }
            rows.extend(way);
        }
    }
    rows
}

/// The cells of a reply: one, or one for each reader.
fn replied(game: &Game, reply: &Reply, scope: Scope, folded: &mut bool) -> Vec<String> {
    match game.readers() {
        [] => vec![scope.mixture(game.actions(), &reply.reply, folded)],
        _ => readers::cells(game, reply, scope, folded),
    }
}

/// The rows of a reply, the first with the beliefs behind it.
fn beside(how: Vec<String>, region: String) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> =
        how.into_iter().map(|how| vec![String::new(), how, String::new()]).collect();
    rows[0][0] = "  or".into();
    rows[0][2] = region;
    rows
}

/// Corners of a region that a cell writes out before it only counts the rest.
const CORNERS: usize = 4;

/// The beliefs that support a reply: bounds, or the corners where these are few or say more.
fn region(eq: &Equilibrium, m: usize, reply: &Reply, folded: &mut bool) -> String {
    let (game, corners) = (eq.game(), &reply.beliefs);
    let mut named = |corner: &Vec<Q>| {
        let (text, cut) = lottery(game.types(), corner);
        *folded |= cut;
        text
    };
    if let [one] = corners.as_slice() {
        let later = reply.later.iter().map(|belief| format!(", then {}", named(belief)));
        let later: String = later.collect();
        return named(one) + &later;
    }
    if eq.channel().is_none()
        && let Some(bounds) = region_in_short(game, m, reply)
    {
        return bounds;
    }
    let shown: Vec<String> = corners.iter().take(CORNERS).map(&mut named).collect();
    match corners.len() {
        n if n > CORNERS => {
            *folded = true;
            format!("between: {} | {} more", shown.join(" | "), n - CORNERS)
        }
        _ => format!("between: {}", shown.join(" | ")),
    }
}

/// Types of a prior before a cell only says that it is the prior.
const TERMS: usize = 4;
