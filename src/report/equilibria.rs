//! All equilibria of a game: how many, in which groups, and each in words or in full.

use super::block::row;
use super::document::Document;
use super::equilibrium::{Scope, body};
use super::game::title;
use crate::equilibrium::{Distinct, Equilibria, Equilibrium, Grouping};
use crate::exact::budget::checkpoint;
use crate::words::{
    LabelList, WIDEST, copies_in_words, count, lottery, number, sentence, shortened,
};

/// All equilibria: their number and whether the list is complete, one line for each, then each in
/// full.
///
/// Each takes a line or two for every message and supporting reply: 13 kB in a game of 3 types, 16
/// messages and 8 actions.
pub fn equilibria(all: &Equilibria) -> Document {
    let mut document = outline(all, usize::MAX);
    for (i, eq) in all.iter().enumerate() {
        document.heading(format!("{}. {}", i + 1, eq.kind()));
        document.append(body(eq, Scope::Whole));
    }
    document.explain_near();
    document
}

/// Lines of a screen.
const SCREEN: usize = 40;

/// Rows of a table that leave room for a heading and notes on a screen.
const ROWS: usize = 24;

/// Outcomes that may fit a screen in full.
const FEW: usize = 3;

/// All equilibria on a screen: in full where they fit, else a row for each allocation, and each in
/// words where these fit.
///
/// It says how many outcomes are folded and how to see them. Only what is shown is put into words,
/// so that a long list takes little longer than finding its allocations.
pub fn brief(all: &Equilibria) -> Document {
    if all.len() <= FEW {
        let mut document = outline(all, FEW);
        for (i, eq) in all.iter().enumerate() {
            document.heading(format!("{}. {}", i + 1, eq.kind()));
            document.append(body(eq, Scope::Screen));
        }
        document.explain_near();
        if document.to_string().lines().count() <= SCREEN {
            return document;
        }
    }
    let groups = all.by(Grouping::Allocation);
    let mut document = folded(all, &groups);
    let mut with_words = document.clone();
    if groups.len() * 2 < SCREEN {
        for group in &groups {
            with_words.line(format!("{}. {}.", group[0] + 1, sentence(&all[group[0]])));
        }
        if with_words.to_string().lines().count() <= SCREEN {
            document = with_words;
        }
    }
    document.explain_near();
    document
}

/// A row for each group of outcomes, cut to a screen.
fn folded(all: &Equilibria, groups: &[Vec<usize>]) -> Document {
    let mut document = head(all);
    let shown = if groups.len() > ROWS + 1 { ROWS } else { groups.len() };
    let several = groups.iter().any(|group| group.len() > 1);
    let first: Vec<usize> = groups[..shown].iter().map(|group| group[0]).collect();
    let counts: Vec<usize> = groups[..shown].iter().map(Vec::len).collect();
    document.table(table(all, &first, several.then_some(&counts)));
    if shown < groups.len() {
        let rest: usize = groups[shown..].iter().map(Vec::len).sum();
        document.line(match several {
            true => format!(
                "... and {} with {}: `eqs.report()` shows all.",
                count(groups.len() - shown, "more allocation", "more allocations"),
                count(rest, "outcome", "outcomes")
            ),
            false => format!("... and {rest} more: `eqs.report()` shows all."),
        });
    }
    if several {
        document.line(
            "A row shows the first outcome of each allocation; the others have the same actions \
             and payoffs of every type, and differ only in who says what: \
             `eqs.by(\"allocation\")` has them.",
        );
    }
    if all.channel().is_none()
        && let Some(note) = copies_in_words(all.game())
    {
        document.line(note);
    }
    document
}

/// One equilibrium in a line: its kind, and what each type sends.
pub fn summary(eq: &Equilibrium) -> String {
    let game = eq.game();
    let mut senders: Vec<String> = (game.types().iter().zip(eq.sender()))
        .take(TYPES)
        .map(|(label, row)| {
            format!("{}: {}", shortened(label, WIDEST), lottery(game.messages(), row).0)
        })
        .collect();
    if game.types().len() > TYPES {
        senders.push("…".into());
    }
    format!("{}; {}", eq.kind(), senders.join("; "))
}

/// Types in a one-line summary, which fits a terminal.
const TYPES: usize = 8;

/// The name and the size of the game, and the number of outcomes.
fn head(all: &Equilibria) -> Document {
    let mut document = Document::default();
    document.heading(title(all.game()));
    document.line(tally(all));
    document
}

/// All equilibria in one table, a line for each of the first `most`.
pub fn outline(all: &Equilibria, most: usize) -> Document {
    let mut document = head(all);
    document.table(table(all, &(0..all.len().min(most)).collect::<Vec<_>>(), None));
    if all.len() > most {
        document.line(format!("and {} more", all.len() - most));
    }
    document
}

/// A row for each of these outcomes, with the number of outcomes that each stands for, if it is
/// given.
fn table(all: &Equilibria, shown: &[usize], counts: Option<&[usize]>) -> Vec<Vec<String>> {
    let messages = LabelList::messages(all.game());
    let theirs = if all.game().readers().len() > 1 { "readers get" } else { "receiver gets" };
    let mut head = row(["", "component", "kind", "messages sent", "sender gets", theirs]);
    if counts.is_some() {
        head.insert(1, "outcomes".into());
    }
    let mut rows = vec![head];
    for (k, &i) in shown.iter().enumerate() {
        checkpoint();
        let eq = &all[i];
        let mut cells = vec![
            (i + 1).to_string(),
            (eq.component() + 1).to_string(),
            eq.kind().to_string(),
            messages.cell(&eq.on_path()),
            number(&eq.sender_payoff()),
            number(eq.receiver_payoff()),
        ];
        if let Some(counts) = counts {
            cells.insert(1, counts[k].to_string());
        }
        rows.push(cells);
    }
    rows
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
    let allocations = if all.distinct().is_some() { all.len() } else { all.allocations() };
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
        found += &format!("; {outcomes}, which otherwise differ only in who says what");
    }
    let mark = if distinct { ',' } else { ';' };
    match all.stopped() {
        None => format!("{found}{mark} complete"),
        Some(why) => format!("{found}{mark} incomplete: {why}"),
    }
}
