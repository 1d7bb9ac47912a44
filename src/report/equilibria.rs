//! All equilibria of a game: how many, in which groups, and each in words or in full.
//!
//! Outcomes of public messages and outcomes with private words are shown alike, as
//! [`OutcomeList`]s.

use super::block::row;
use super::document::Document;
use super::equilibrium::{Scope, body};
use super::game::title;
use super::private_words;
use crate::equilibrium::{Distinct, Equilibria, Equilibrium, Grouping, Kind, Stop, WordEquilibria};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::game::Game;
use crate::words::{
    LabelList, WIDEST, copies_in_words, count, lottery, number, sentence, shortened, word_sentence,
};

/// A list of equilibrium outcomes that a report shows.
pub trait OutcomeList {
    /// The game.
    fn game(&self) -> &Game;

    /// The number of outcomes.
    fn count(&self) -> usize;

    /// What a row of a table says of an outcome.
    fn line(&self, i: usize) -> OutcomeLine;

    /// The indices of the outcomes with the same actions and payoffs of every type, group by group.
    fn groups(&self) -> Vec<Vec<usize>>;

    /// The number of outcomes found, and whether these are all.
    fn tally(&self) -> String;

    /// An outcome in a sentence.
    fn sentence(&self, i: usize) -> String;

    /// An outcome without a heading: as a screen has room for it, or in full.
    fn body(&self, i: usize, whole: bool) -> Document;

    /// A sentence on what holds for all outcomes.
    fn note(&self) -> Option<String> {
        None
    }
}

/// An outcome in a row of a table.
pub struct OutcomeLine {
    component: usize,
    kind: Kind,
    on_path: Vec<usize>,
    /// What the sender and the receivers together get.
    payoffs: [Q; 2],
}

impl OutcomeList for Equilibria {
    fn game(&self) -> &Game {
        self.game()
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn line(&self, i: usize) -> OutcomeLine {
        let eq = &self[i];
        OutcomeLine {
            component: eq.component(),
            kind: eq.kind(),
            on_path: eq.on_path(),
            payoffs: [eq.sender_payoff(), eq.receiver_payoff().clone()],
        }
    }

    fn groups(&self) -> Vec<Vec<usize>> {
        self.by(Grouping::Allocation)
    }

    fn tally(&self) -> String {
        tally(self)
    }

    fn sentence(&self, i: usize) -> String {
        sentence(&self[i])
    }

    fn body(&self, i: usize, whole: bool) -> Document {
        body(&self[i], if whole { Scope::Whole } else { Scope::Screen })
    }

    fn note(&self) -> Option<String> {
        if self.channel().is_none() { copies_in_words(self.game()) } else { None }
    }
}

impl OutcomeList for WordEquilibria {
    fn game(&self) -> &Game {
        self.game()
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn line(&self, i: usize) -> OutcomeLine {
        let eq = &self[i];
        OutcomeLine {
            component: eq.component(),
            kind: eq.kind(),
            on_path: eq.on_path(),
            payoffs: [eq.sender_payoff(), eq.receiver_payoff()],
        }
    }

    fn groups(&self) -> Vec<Vec<usize>> {
        self.by(Grouping::Allocation)
    }

    fn tally(&self) -> String {
        private_words::tally(self)
    }

    fn sentence(&self, i: usize) -> String {
        word_sentence(&self[i])
    }

    fn body(&self, i: usize, whole: bool) -> Document {
        private_words::body(&self[i], if whole { Scope::Whole } else { Scope::Screen })
    }
}

/// All equilibria: their number and whether the list is complete, one line for each, then each in
/// full.
///
/// Each takes a line or two for every message and supporting reply: 13 kB in a game of 3 types, 16
/// messages and 8 actions.
pub fn equilibria(all: &impl OutcomeList) -> Document {
    let mut document = outline(all, usize::MAX);
    each_in_full(all, true, &mut document);
    document.explain_near();
    document
}

fn each_in_full(all: &impl OutcomeList, whole: bool, document: &mut Document) {
    for i in 0..all.count() {
        document.heading(format!("{}. {}", i + 1, all.line(i).kind));
        document.append(all.body(i, whole));
    }
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
pub fn brief(all: &impl OutcomeList) -> Document {
    if all.count() <= FEW {
        let mut document = outline(all, FEW);
        each_in_full(all, false, &mut document);
        document.explain_near();
        if document.to_string().lines().count() <= SCREEN {
            return document;
        }
    }
    let groups = all.groups();
    let mut document = folded(all, &groups);
    let mut with_words = document.clone();
    if groups.len() * 2 < SCREEN {
        for group in &groups {
            with_words.line(format!("{}. {}.", group[0] + 1, all.sentence(group[0])));
        }
        if with_words.to_string().lines().count() <= SCREEN {
            document = with_words;
        }
    }
    document.explain_near();
    document
}

/// A row for each group of outcomes, cut to a screen.
fn folded(all: &impl OutcomeList, groups: &[Vec<usize>]) -> Document {
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
    if let Some(note) = all.note() {
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
fn head(all: &impl OutcomeList) -> Document {
    let mut document = Document::default();
    document.heading(title(all.game()));
    document.line(all.tally());
    document
}

/// All equilibria in one table, a line for each of the first `most`.
pub fn outline(all: &impl OutcomeList, most: usize) -> Document {
    let mut document = head(all);
    document.table(table(all, &(0..all.count().min(most)).collect::<Vec<_>>(), None));
    if all.count() > most {
        document.line(format!("and {} more", all.count() - most));
    }
    document
}

/// A row for each of these outcomes, with the number of outcomes that each stands for, if it is
/// given.
fn table(all: &impl OutcomeList, shown: &[usize], counts: Option<&[usize]>) -> Vec<Vec<String>> {
    let messages = LabelList::messages(all.game());
    let theirs = if all.game().readers().len() > 1 { "readers get" } else { "receiver gets" };
    let mut head = row(["", "component", "kind", "messages sent", "sender gets", theirs]);
    if counts.is_some() {
        head.insert(1, "outcomes".into());
    }
    let mut rows = vec![head];
    for (k, &i) in shown.iter().enumerate() {
        checkpoint();
        let line = all.line(i);
        let [sender, receiver] = line.payoffs.each_ref().map(number);
        let mut cells = vec![
            (i + 1).to_string(),
            (line.component + 1).to_string(),
            line.kind.to_string(),
            messages.cell(&line.on_path),
            sender,
            receiver,
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
    let nouns = match all.distinct() {
        None => ["equilibrium outcome", "equilibrium outcomes"],
        Some(Distinct::Allocation) => ["allocation", "allocations"],
        Some(Distinct::Payoffs) => ["payoff class", "payoff classes"],
    };
    let outcomes = number_found(all.len(), all.selected_from(), nouns);
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
    format!("{found}{mark} {}", completeness(all.stopped()))
}

/// How many were found, and of how many they were selected.
pub(super) fn number_found(found: usize, of: Option<usize>, [one, many]: [&str; 2]) -> String {
    match of {
        Some(whole) => format!("{found} of {}", count(whole, one, many)),
        None => count(found, one, many),
    }
}

/// Is a list complete, and if not, why?
pub(super) fn completeness(stopped: Option<Stop>) -> String {
    stopped.map_or("complete".into(), |why| format!("incomplete: {why}"))
}
