//! Tables of games with several readers, or with readers who have types: a row for each reader.

use super::document::Document;
use super::equilibrium::Scope;
use super::game::{fitted, more};
use crate::equilibrium::{Equilibrium, Reply};
use crate::exact::Q;
use crate::game::{Game, InformationSet, Reader};
use crate::words::{answers, count, number};

/// The name of an information set in a table: `Moscow, bold`, `Kyiv`, or the type of the receiver.
pub(super) fn label(game: &Game, set: &InformationSet) -> String {
    let reader = &game.readers()[set.audience()];
    match (set.reader_type(), game.readers().len()) {
        (None, _) => reader.name().into(),
        (Some(s), 1) => reader.types()[s].clone(),
        (Some(s), _) => format!("{}, {}", reader.name(), reader.types()[s]),
    }
}

/// The replies to the messages, or signals, on the path, with what each reader believes.
pub(super) fn on_path(eq: &Equilibrium, scope: Scope, folded: &mut bool) -> Vec<Vec<String>> {
    let game = eq.game();
    let who = if game.readers().len() > 1 { "reader" } else { "receiver" };
    let [what, how] = match eq.channel() {
        None => ["message", "sent"],
        Some(_) => ["signal", "seen"],
    };
    let mut rows = vec![[what, how, who, "reply", "belief"].map(String::from).to_vec()];
    for m in eq.seen_on_path() {
        let met = eq.receiver(m).unwrap_or_default();
        let unmet = eq.unexpected(m);
        let mut first = true;
        for (r, set) in game.information_sets().iter().enumerate() {
            let actions = game.readers()[set.audience()].actions();
            let (reply, belief) = match eq.reader_belief(r, m) {
                Some(belief) => (&met[set.actions()], scope.mixture(game.types(), &belief, folded)),
                None => {
                    let Some(reply) = unmet.first() else { continue };
                    (&reply.reply[set.actions()], "cannot be there".into())
                }
            };
            if reply.iter().all(Q::is_zero) {
                continue;
            }
            let (message, sent) = match std::mem::take(&mut first) {
                true => (eq.seen()[m].clone(), scope.number(&eq.probability_seen(m))),
                false => (String::new(), String::new()),
            };
            let reply = scope.mixture(actions, reply, folded);
            rows.push(vec![message, sent, scope.label(&label(game, set)), reply, belief]);
        }
    }
    rows
}

/// A reply to a message that nobody sends, a cell for each audience: `Moscow: probe`.
pub(super) fn cells(game: &Game, reply: &Reply, scope: Scope, folded: &mut bool) -> Vec<String> {
    let mut cells = Vec::new();
    for answer in answers(game, &reply.reply) {
        let reader = &game.readers()[answer.audience];
        let alone = game.readers().len() == 1;
        for (types, weights) in &answer.groups {
            let all = types.len() == reader.types().len();
            let kinds: Vec<&str> = types.iter().map(|&s| reader.types()[s].as_str()).collect();
            let who = match (all, alone) {
                (true, true) => "all".into(),
                (true, false) => reader.name().to_string(),
                (false, true) => kinds.join(", "),
                (false, false) => format!("{}, {}", reader.name(), kinds.join(", ")),
            };
            let reply = scope.mixture(reader.actions(), weights, folded);
            cells.push(format!("{}: {reply}", scope.label(&who)));
        }
    }
    cells
}

/// What the sender and each audience get on average, in a sentence.
pub(super) fn average(game: &Game, sender: &Q, payoffs: &[Q], scope: Scope) -> String {
    let names = game.readers().iter().map(Reader::name);
    let parts: Vec<String> = names
        .zip(payoffs)
        .map(|(name, payoff)| format!("{} {}", scope.label(name), scope.number(payoff)))
        .collect();
    let (last, rest) = parts.split_last().expect("a reader");
    let rest: String = rest.iter().map(|part| format!(", {part}")).collect();
    format!("On average the sender gets {}{rest} and {last}.", scope.number(sender))
}

/// Writes the payoffs of each audience, by its type and the sender's, and returns whether something
/// was left out.
pub(super) fn payoffs(game: &Game, document: &mut Document) -> bool {
    let mut folded = false;
    let prior = game.types().iter().zip(game.prior());
    let prior: Vec<String> = prior.map(|(label, p)| format!("{label} {}", number(p))).collect();
    document.line(format!("Prior: {}.", prior.join(", ")));
    let costs = game.message_costs();
    if costs.iter().flatten().any(|cost| !cost.is_zero()) {
        document.line("What a message costs the sender, beside the payoffs below:");
        let mut rows = vec![[vec![String::new()], game.messages().to_vec()].concat()];
        for (label, row) in game.types().iter().zip(&costs) {
            rows.push([vec![label.clone()], row.iter().map(number).collect()].concat());
        }
        document.table(fitted(rows, 1, &mut folded));
    }
    let sets = game.information_sets();
    for (r, set) in sets.iter().enumerate() {
        if more(r, sets.len(), "reader", "readers", document) {
            return true;
        }
        let reader = &game.readers()[set.audience()];
        let s = set.reader_type().unwrap_or(0);
        let who = if game.readers().len() > 1 { reader.name() } else { "the receiver" };
        let kind = match set.reader_type() {
            None => String::new(),
            Some(s) => {
                let chance = |(t, w): (&String, &Q)| format!("{t} {}", number(w));
                let chances: Vec<String> =
                    game.types().iter().zip(set.weights()).map(chance).collect();
                format!(" of type {}, whose chance is {}", reader.types()[s], chances.join(", "))
            }
        };
        document.line(format!("What the sender gets from {who}{kind}, and what it gets itself:"));
        let head = [vec!["type".into(), "message".into()], reader.actions().to_vec()];
        let mut rows = vec![head.concat()];
        for (t, label) in game.types().iter().enumerate() {
            if set.weights()[t].is_zero() {
                continue;
            }
            for (m, message) in game.messages().iter().enumerate() {
                if !game.is_available(t, m) {
                    continue;
                }
                let cell = |a: usize| match reader.replies(m).contains(&a) {
                    true => {
                        let sender = reader.sender_payoff(t, s, m, a);
                        [sender, reader.receiver_payoff(t, s, m, a)].map(number).join(", ")
                    }
                    false => String::new(),
                };
                let cells = (0..reader.actions().len()).map(cell).collect();
                rows.push([vec![label.clone(), message.clone()], cells].concat());
            }
        }
        document.table(fitted(rows, 2, &mut folded));
    }
    folded
}

/// The size of a game, as a title gives it.
pub(super) fn size(game: &Game) -> String {
    let types = count(game.types().len(), "type", "types");
    let messages = count(game.messages().len(), "message", "messages");
    match game.readers() {
        [only] => format!(
            "{types}, {}, {messages}, {}",
            count(only.types().len(), "receiver type", "receiver types"),
            count(only.actions().len(), "action", "actions")
        ),
        several => {
            format!("{types}, {messages}, {}", count(several.len(), "reader", "readers"))
        }
    }
}
