//! Outcomes with private words: who is told what beside the message, and what it answers.

use std::collections::BTreeSet;

use super::block::row;
use super::document::Document;
use super::equilibria::{completeness, number_found};
use super::equilibrium::{Scope, headed, types};
use super::readers::{average, label};
use crate::equilibrium::{WordEquilibria, WordEquilibrium};
use crate::exact::Q;
use crate::words::{count, word_sentence};

/// One outcome on a screen: in words, then tables cut to a screen.
pub fn word_equilibrium(eq: &WordEquilibrium) -> Document {
    headed(eq.kind(), body(eq, Scope::Screen), Scope::Screen)
}

/// One outcome in full: every row of every table, and every number exact.
pub fn full_word_equilibrium(eq: &WordEquilibrium) -> Document {
    headed(eq.kind(), body(eq, Scope::Whole), Scope::Whole)
}

/// The outcome without a heading.
pub(super) fn body(eq: &WordEquilibrium, scope: Scope) -> Document {
    let mut document = Document::default();
    let mut folded = false;
    document.line(format!("In words: {}.", word_sentence(eq)));
    let game = eq.game();
    let types = types(game, eq.sender(), &eq.sender_payoffs(), scope, &mut folded);
    document.table(scope.rows(types, &mut folded));
    document.table(scope.rows(said(eq, scope, &mut folded), &mut folded));
    document.line(average(game, &eq.sender_payoff(), &eq.reader_payoffs(), scope));
    if eq.relabellings() > 1 {
        document.line(format!(
            "It stands for {} outcomes, which say other words instead.",
            eq.relabellings()
        ));
    }
    if folded {
        document.line("`eq.report(full=True)` shows what is left out here.");
    }
    document
}

/// A row for each message that is sent, reader, and word that it may hear with the message.
fn said(eq: &WordEquilibrium, scope: Scope, folded: &mut bool) -> Vec<Vec<String>> {
    let game = eq.game();
    let mut rows = vec![row(["message", "reader", "word", "heard", "reply", "belief"])];
    for m in eq.on_path() {
        let mut first = true;
        for (r, set) in game.information_sets().iter().enumerate() {
            let audience = set.audience();
            for w in eq.said(audience, m) {
                let (Some(reply), Some(belief)) = (eq.reply(r, m, w), eq.belief(r, m, w)) else {
                    continue;
                };
                let masses = eq.masses(audience, m, w);
                let heard: Q = masses.iter().zip(set.weights()).map(|(x, w)| x * w).sum();
                let message = match std::mem::take(&mut first) {
                    true => scope.label(&game.messages()[m]),
                    false => String::new(),
                };
                let actions = game.readers()[audience].actions();
                rows.push(vec![
                    message,
                    scope.label(&label(game, set)),
                    scope.label(game.word(audience, w).unwrap_or_default()),
                    scope.number(&heard),
                    scope.mixture(actions, reply, folded),
                    scope.mixture(game.types(), &belief, folded),
                ]);
            }
        }
    }
    rows
}

/// The number of outcomes found, and whether these are all.
pub(super) fn tally(all: &WordEquilibria) -> String {
    let nouns = ["equilibrium outcome", "equilibrium outcomes"];
    let outcomes = number_found(all.len(), all.selected_from(), nouns);
    let components: BTreeSet<usize> = all.iter().map(WordEquilibrium::component).collect();
    let components = count(components.len(), "component", "components");
    format!("{outcomes} in {components}, with private words, {}", completeness(all.stopped()))
}
