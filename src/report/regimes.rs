//! Regimes: one in full, and one objective under all of them.

use super::block::row;
use super::document::Document;
use super::game::title;
use crate::regime::{Comparison, Regime, Signal};
use crate::words::{number, terms};

/// One objective under every regime, a line for each, those with less commitment first.
pub fn comparison(all: &Comparison) -> Document {
    let mut document = Document::default();
    let Some(first) = all.regimes.first() else { return document };
    document.heading(title(first.game()));
    document.line(format!(
        "What {} can have, by who can commit",
        first.objective().describe(first.game())
    ));
    let head = ["regime", "who commits", "value", "below first best", "sender", "receiver"];
    let mut rows = vec![row(head)];
    for regime in &all.regimes {
        let gap = all.gap(regime).map_or_else(String::new, |gap| number(&gap));
        rows.push(vec![
            regime.kind().title.into(),
            regime.kind().commits.into(),
            value(regime),
            gap,
            number(&regime.sender_payoff()),
            number(regime.receiver_payoff()),
        ]);
    }
    document.table(rows);
    for (name, why) in &all.missing {
        document.line(format!("{name}: {why}"));
    }
    document.explain_near();
    document
}

fn value(regime: &Regime) -> String {
    let mark = if regime.attained() { "" } else { " (limit)" };
    format!("{}{mark}", number(regime.value()))
}

/// A regime in a line: its value, and to whom.
pub fn regime_summary(regime: &Regime) -> String {
    let whom = regime.objective().describe(regime.game());
    format!("{}: {} for {whom}", regime.kind().title, value(regime))
}

/// One regime in full: its rule, the receiver's information, and the cost of the constraints.
pub fn regime(regime: &Regime) -> Document {
    let game = regime.game();
    let mut document = Document::default();
    document.heading(regime_summary(regime));
    let kind = regime.kind();
    document.line(capital(&format!("{} commits: {}.", kind.commits, kind.summary)));
    let mut rules = vec![row(["type", "prior", "meets", "gets"])];
    for (t, label) in game.types().iter().enumerate() {
        rules.push(vec![
            label.clone(),
            number(&game.prior()[t]),
            terms(game.actions(), &regime.rule()[t], number).join(", "),
            number(&regime.sender_payoffs()[t]),
        ]);
    }
    document.table(rules);
    document.table(signals(regime));
    document.line(format!(
        "On average the sender gets {} and the receiver {}.",
        number(&regime.sender_payoff()),
        number(regime.receiver_payoff())
    ));
    let hoped = regime.hoped();
    if &hoped != regime.value() {
        let whom = regime.objective().describe(game);
        let (certain, hoped) = (number(regime.value()), number(&hoped));
        document.line(format!(
            "{} gets {hoped} if Nature is silent, and at least {certain}.",
            capital(&whom)
        ));
    }
    if !regime.attained() {
        document.line("This is a limit: rules for certain come as near as one likes.");
    }
    for reason in regime.reasons() {
        document.line(capital(&format!("{reason}.")));
    }
    document.explain_near();
    document
}

/// A sentence with a capital letter.
fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn signals(regime: &Regime) -> Vec<Vec<String>> {
    let game = regime.game();
    let told = regime.experiment().iter().any(|signal| signal.message.is_some());
    let official = regime.experiment().iter().any(|signal| signal.official.is_some());
    let line = |cells: [(&str, bool); 5]| -> Vec<String> {
        cells.iter().filter(|(_, shown)| *shown).map(|(cell, _)| (*cell).into()).collect()
    };
    let mut rows = vec![line([
        ("message", told),
        ("how often", true),
        ("official", official),
        ("reply", true),
        ("belief", true),
    ])];
    for Signal { message, probability, belief, reply, official: share, .. } in regime.experiment() {
        let message = message.map_or("", |m| game.messages()[m].as_str());
        let share = share.as_ref().map_or_else(String::new, number);
        rows.push(line([
            (message, told),
            (&number(probability), true),
            (&share, official),
            (&terms(game.actions(), reply, number).join(", "), true),
            (&terms(game.types(), belief, number).join(", "), true),
        ]));
    }
    rows
}
