//! Equilibria as the literature states them: strategies, beliefs, payoffs, and the replies off the
//! path that support them.

use super::block::row;
use super::document::Document;
use super::game::title;
use crate::equilibrium::{Distinct, Equilibria, Equilibrium, Reply};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::game::Game;
use crate::words::{count, in_words, number};

/// All equilibria: their number and whether the list is complete, one line for each, then each in
/// full.
///
/// Each takes a line or two for every message: 13 kB in a game of 3 types, 16 messages and 8
/// actions.
pub fn equilibria(all: &Equilibria) -> Document {
    first(all, usize::MAX)
}

/// [`equilibria`] cut after the first `most`, with the number of those left out.
pub fn first(all: &Equilibria, most: usize) -> Document {
    let mut document = outline(all, most);
    for (i, eq) in all.iter().take(most).enumerate() {
        document.heading(format!("{}. {}", i + 1, eq.kind()));
        document.append(body(eq));
    }
    document.explain_near();
    document
}

/// One equilibrium in a line: its kind, and what each type sends.
pub fn summary(eq: &Equilibrium) -> String {
    let game = eq.game();
    let mut senders: Vec<String> = (game.types().iter().zip(eq.sender()))
        .take(TYPES)
        .map(|(label, row)| format!("{label}: {}", mixture(game.messages(), row)))
        .collect();
    if game.types().len() > TYPES {
        senders.push("…".into());
    }
    format!("{}; {}", eq.kind(), senders.join("; "))
}

/// Types in a one-line summary, which fits a terminal.
const TYPES: usize = 8;

/// All equilibria in one table, a line for each of the first `most`.
pub fn outline(all: &Equilibria, most: usize) -> Document {
    let mut document = Document::default();
    document.heading(title(all.game()));
    document.line(tally(all));
    let mut rows =
        vec![row(["", "component", "kind", "messages sent", "sender gets", "receiver gets"])];
    for (i, eq) in all.iter().take(most).enumerate() {
        checkpoint();
        let sent: Vec<&str> =
            eq.on_path().iter().map(|&m| eq.game().messages()[m].as_str()).collect();
        rows.push(vec![
            (i + 1).to_string(),
            (eq.component() + 1).to_string(),
            eq.kind().to_string(),
            sent.join(", "),
            number(&eq.sender_payoff()),
            number(eq.receiver_payoff()),
        ]);
    }
    document.table(rows);
    if all.len() > most {
        document.line(format!("and {} more", all.len() - most));
    }
    document
}

/// The number of outcomes found, and whether these are all. Where outcomes differ only in who says
/// what, the number of allocations comes first.
pub fn tally(all: &Equilibria) -> String {
    let [one, many] = match all.distinct() {
        None => ["equilibrium outcome", "equilibrium outcomes"],
        Some(Distinct::Allocation) => ["allocation", "allocations"],
        Some(Distinct::Payoffs) => ["payoff class", "payoff classes"],
    };
    let outcomes = match all.selected_from() {
        Some(whole) => format!("{} of {}", all.len(), count(whole, one, many)),
        None => count(all.len(), one, many),
    };
    let allocations = all.allocations();
    let distinct = allocations == all.len();
    let first =
        if distinct { outcomes.clone() } else { count(allocations, "allocation", "allocations") };
    let mut found =
        format!("{first} in {}", count(all.components().len(), "component", "components"));
    if let Some((last, most)) = all.refined_by().split_last() {
        let survive = if allocations == 1 { "survives" } else { "survive" };
        let most = if most.is_empty() { String::new() } else { most.join(", ") + " and " };
        found += &format!(" that {survive} {most}{last}");
    }
    if !distinct {
        found += &format!("; {outcomes} that differ only in who says what");
    }
    let mark = if distinct { ',' } else { ';' };
    match all.stopped() {
        None => format!("{found}{mark} complete"),
        Some(why) => format!("{found}{mark} incomplete: {why}"),
    }
}

/// One equilibrium in full.
pub fn equilibrium(eq: &Equilibrium) -> Document {
    let mut document = Document::default();
    document.heading(eq.kind().name());
    document.append(body(eq));
    document.explain_near();
    document
}

fn body(eq: &Equilibrium) -> Document {
    let mut document = Document::default();
    let replies = eq.shown_off_path();
    document.line(format!("In words: {}.", in_words(eq, &replies)));
    document.table(types(eq));
    document.table(on_path(eq));
    document.table(off_path(eq.game(), &replies));
    if eq.has_many_types() && replies.iter().any(|list| !list.is_empty()) {
        document.line(
            "For each message not sent, one reply and one belief are shown of perhaps many: \
             off_path lists all.",
        );
    }
    document.line(format!(
        "On average the sender gets {} and the receiver {}.",
        number(&eq.sender_payoff()),
        number(eq.receiver_payoff())
    ));
    if eq.relabellings() > 1 {
        document.line(format!(
            "It stands for {} outcomes, in which messages that are copies change places.",
            eq.relabellings()
        ));
    }
    document
}

fn types(eq: &Equilibrium) -> Vec<Vec<String>> {
    let game = eq.game();
    let mut rows = vec![row(["type", "prior", "sends", "gets"])];
    for (t, label) in game.types().iter().enumerate() {
        rows.push(vec![
            label.clone(),
            number(&game.prior()[t]),
            mixture(game.messages(), &eq.sender()[t]),
            number(&eq.sender_payoffs()[t]),
        ]);
    }
    rows
}

fn on_path(eq: &Equilibrium) -> Vec<Vec<String>> {
    let game = eq.game();
    let mut rows = vec![row(["message", "sent", "reply", "belief"])];
    for m in eq.on_path() {
        let mix = |labels: &[String], weights: Option<&[Q]>| {
            weights.map_or_else(String::new, |weights| mixture(labels, weights))
        };
        rows.push(vec![
            game.messages()[m].clone(),
            number(&eq.probability(m)),
            mix(game.actions(), eq.receiver(m)),
            mix(game.types(), eq.belief(m)),
        ]);
    }
    rows
}

fn off_path(game: &Game, replies: &[Vec<Reply>]) -> Vec<Vec<String>> {
    let mut rows =
        vec![row(["not sent", "because the reply is", "which is best when the belief is"])];
    for (m, label) in game.messages().iter().enumerate() {
        for (i, reply) in replies[m].iter().enumerate() {
            rows.push(vec![
                if i == 0 { label.clone() } else { "  or".into() },
                mixture(game.actions(), &reply.reply),
                region(game, reply),
            ]);
        }
    }
    rows
}

/// Corners of a region that a cell writes out before it only counts the rest.
const CORNERS: usize = 4;

/// The beliefs that support a reply: an interval for two types, else the corners.
fn region(game: &Game, reply: &Reply) -> String {
    let corners = &reply.beliefs;
    if let [a, b] = corners.as_slice()
        && let [label, _] = game.types()
    {
        let (low, high) = if a[0] < b[0] { (&a[0], &b[0]) } else { (&b[0], &a[0]) };
        return match (low.is_zero(), *high == Q::ONE) {
            (true, true) => "anything".into(),
            (true, false) => format!("{label} at most {}", number(high)),
            (false, true) => format!("{label} at least {}", number(low)),
            (false, false) => format!("{label} from {} to {}", number(low), number(high)),
        };
    }
    let shown: Vec<String> =
        corners.iter().take(CORNERS).map(|corner| mixture(game.types(), corner)).collect();
    match corners.len() {
        0 | 1 => shown.concat(),
        n if n > CORNERS => format!("between: {} | {} more", shown.join(" | "), n - CORNERS),
        _ => format!("between: {}", shown.join(" | ")),
    }
}

/// `beer`, or `quiche 1/3, beer 2/3`.
pub(super) fn mixture(labels: &[String], weights: &[Q]) -> String {
    let used: Vec<(&String, &Q)> =
        labels.iter().zip(weights).filter(|(_, weight)| !weight.is_zero()).collect();
    match used.as_slice() {
        [(label, _)] => (*label).clone(),
        _ => used
            .iter()
            .map(|(label, q)| format!("{label} {}", number(q)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}
