//! Regimes: one in full, and one objective under all of them.

use super::block::row;
use super::document::Document;
use super::game::title;
use crate::exact::Q;
use crate::game::{Game, InformationSet};
use crate::regime::{Comparison, Heard, Regime, RegimeKind, Signal};
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
    if first.heard().is_some() {
        document.table(by_hearing(all));
        for (name, why) in &all.missing {
            document.line(format!("{name}: {why}"));
        }
        document.explain_near();
        return document;
    }
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

/// The values with several readers, a row for each regime: where all hear the same, and where each
/// hears its own.
fn by_hearing(all: &Comparison) -> Vec<Vec<String>> {
    let mut rows = vec![row(["regime", "who commits", "public", "private"])];
    let mut kinds: Vec<&RegimeKind> = all.regimes.iter().map(|regime| regime.kind()).collect();
    kinds.dedup();
    for kind in kinds {
        let found = |heard: Heard| {
            let regime = all.regimes.iter().find(|r| r.kind() == kind && r.heard() == Some(heard));
            regime.map_or_else(String::new, value)
        };
        rows.push(vec![
            kind.title.into(),
            kind.commits.into(),
            found(Heard::Public),
            found(Heard::Private),
        ]);
    }
    rows
}

fn value(regime: &Regime) -> String {
    let mark = if regime.attained() { "" } else { " (limit)" };
    format!("{}{mark}", number(regime.value()))
}

/// A regime in a line: its value, and to whom.
pub fn regime_summary(regime: &Regime) -> String {
    let whom = regime.objective().describe(regime.game());
    format!("{}: {} for {whom}", regime.title(), value(regime))
}

/// One regime in full: its rule, the receiver's information, and the cost of the constraints.
pub fn regime(regime: &Regime) -> Document {
    let game = regime.game();
    let mut document = Document::default();
    document.heading(regime_summary(regime));
    let kind = regime.kind();
    document.line(capital(&format!("{} commits: {}.", kind.commits, summary(regime))));
    document.table(rules(regime));
    document.table(signals(regime));
    unadvised(regime, &mut document);
    let received = match game.readers() {
        [] | [_] => format!("the receiver {}", number(regime.receiver_payoff())),
        readers => {
            let each = readers.iter().zip(regime.receiver_payoffs());
            let each: Vec<String> = each
                .map(|(reader, payoff)| format!("{} {}", reader.name(), number(payoff)))
                .collect();
            each.join(", ")
        }
    };
    let joined = if game.readers().len() > 1 { ";" } else { " and" };
    document.line(format!(
        "On average the sender gets {}{joined} {received}.",
        number(&regime.sender_payoff()),
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

/// What is chosen in the regime; several readers stand where the text speaks of the receiver.
fn summary(regime: &Regime) -> String {
    let text = regime.kind().summary;
    match regime.game().readers().len() {
        2.. => text
            .replace("the receiver wants", "all readers want")
            .replace("the receiver's best reply", "the readers' best replies"),
        _ => text.into(),
    }
}

/// The reply of one reader, or of the receiver, in its own actions.
fn reply_of(game: &Game, set: &InformationSet, reply: &[Q]) -> String {
    let own: Vec<String> = set.actions().map(|a| game.own_action(a).to_string()).collect();
    terms(&own, &reply[set.actions()], number).join(", ")
}

/// The labels of a reader in a cell of a table: its audience, if there are several, and its type.
fn place(game: &Game, set: &InformationSet) -> String {
    let labels: Vec<&str> = set.labels(game).into_iter().map(|(_, label)| label).collect();
    labels.join(", ")
}

/// What each type meets, in a row for each reader that it may meet.
fn rules(regime: &Regime) -> Vec<Vec<String>> {
    let game = regime.game();
    let several = !game.readers().is_empty();
    let mut rows = vec![if several {
        row(["type", "prior", "gets", "reader", "meets"])
    } else {
        row(["type", "prior", "meets", "gets"])
    }];
    for (t, label) in game.types().iter().enumerate() {
        let (prior, gets) = (number(&game.prior()[t]), number(&regime.sender_payoffs()[t]));
        let met = game.information_sets().iter().filter(|set| !set.weights()[t].is_zero());
        for (i, set) in met.enumerate() {
            let meets = reply_of(game, set, &regime.rule()[t]);
            let first = |cell: &String| if i == 0 { cell.clone() } else { String::new() };
            rows.push(match several {
                true => {
                    vec![first(label), first(&prior), first(&gets), place(game, set), meets]
                }
                false => vec![label.clone(), prior.clone(), meets, gets.clone()],
            });
        }
    }
    rows
}

/// The most rows of advice after messages that were not advised. Not measured: it affects only the
/// text.
const MAX_UNADVISED: usize = 12;

/// The advice after messages that were not advised, in short.
fn unadvised(regime: &Regime, document: &mut Document) {
    let game = regime.game();
    let all = regime.unadvised();
    if all.is_empty() {
        return;
    }
    let mut rows = vec![row(["reported", "told to send", "sends", "reply"])];
    for one in all.iter().take(MAX_UNADVISED) {
        let each = game.information_sets().iter().map(|set| {
            let reply = reply_of(game, set, &one.reply);
            match place(game, set) {
                name if name.is_empty() => reply,
                name => format!("{name}: {reply}"),
            }
        });
        rows.push(vec![
            game.types()[one.report].clone(),
            game.messages()[one.told].clone(),
            game.messages()[one.sent].clone(),
            each.collect::<Vec<_>>().join("; "),
        ]);
    }
    document.table(rows);
    if all.len() > MAX_UNADVISED {
        document.line(format!(
            "{} more rows of advice after messages that were not advised: see unadvised.",
            all.len() - MAX_UNADVISED
        ));
    }
}

/// A sentence with a capital letter.
fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The signals where there are several readers: a row for each signal and reader, or for what each
/// reader is told alone.
fn signals_by_reader(regime: &Regime) -> Vec<Vec<String>> {
    let game = regime.game();
    let told = regime.experiment().iter().any(|signal| signal.message.is_some());
    let line = |message: String, cells: [String; 4]| -> Vec<String> {
        told.then_some(message).into_iter().chain(cells).collect()
    };
    let head = ["how often", "reader", "reply", "belief"].map(String::from);
    let mut rows = vec![line("message".into(), head)];
    let mut signals: Vec<&Signal> = regime.experiment().iter().collect();
    signals.sort_by_key(|signal| signal.reader);
    for signal in signals {
        let (probability, belief) = regime.reading(signal);
        let belief = terms(game.types(), &belief, number).join(", ");
        let message = signal.message.map_or("", |m| game.messages()[m].as_str());
        let sets = game.information_sets().iter().enumerate();
        let heard = sets.filter(|(r, set)| match signal.reader {
            Some(reader) => reader == *r && !probability.is_zero(),
            None => signal.reply[set.actions()].iter().any(|q| !q.is_zero()),
        });
        for (i, (_, set)) in heard.enumerate() {
            let first = |cell: &str| if i == 0 { cell.to_string() } else { String::new() };
            let reply = reply_of(game, set, &signal.reply);
            let often = first(&number(&probability));
            rows.push(line(first(message), [often, place(game, set), reply, first(&belief)]));
        }
    }
    rows
}

fn signals(regime: &Regime) -> Vec<Vec<String>> {
    let game = regime.game();
    if regime.heard().is_some() {
        return signals_by_reader(regime);
    }
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
