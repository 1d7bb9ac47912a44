//! The writer of `.efg` text: a signalling game as a tree.

use std::fmt::Write;

use super::labels::LabelOrder;
use crate::game::Game;

/// Writes the tree: chance draws the type, the sender knows it, the receiver knows the message.
pub(super) fn write(game: &Game) -> String {
    let mut text = String::new();
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    let name = quote(game.name().unwrap_or_default());
    line(format!("EFG 2 R {name} {{ \"Sender\" \"Receiver\" }}"));
    line(quote(&comment(game)));
    line(String::new());

    let types = game.types().iter().zip(game.prior()).fold(String::new(), |mut list, (t, p)| {
        let _ = write!(list, "{} {p} ", quote(t));
        list
    });
    line(format!("c \"\" 1 \"\" {{ {types}}} 0"));
    let messages: Vec<String> = game.messages().iter().map(|label| quote(label)).collect();
    let actions: Vec<String> = game.actions().iter().map(|label| quote(label)).collect();
    let mut outcome = 0;
    for (t, label) in game.types().iter().enumerate() {
        let open = (0..messages.len()).filter(|&m| game.is_available(t, m));
        let list: Vec<&str> = open.clone().map(|m| messages[m].as_str()).collect();
        line(format!("p \"\" 1 {} {} {{ {} }} 0", t + 1, quote(label), list.join(" ")));
        for m in open {
            let replies = game.replies(m);
            let list: Vec<&str> = replies.iter().map(|&a| actions[a].as_str()).collect();
            line(format!("p \"\" 2 {} {} {{ {} }} 0", m + 1, messages[m], list.join(" ")));
            for &a in replies {
                outcome += 1;
                let (sender, receiver) =
                    (game.sender_payoff(t, m, a), game.receiver_payoff(t, m, a));
                line(format!("t \"\" {outcome} \"{outcome}\" {{ {sender}, {receiver} }}"));
            }
        }
    }
    text
}

/// The order of messages and actions, if they do not appear in the tree in that order.
fn comment(game: &Game) -> String {
    let (messages, actions) = (game.messages().len(), game.actions().len());
    let types = 0..game.types().len();
    let sent = types.flat_map(|t| (0..messages).filter(move |&m| game.is_available(t, m)));
    let sent = appearance(sent, messages);
    let taken = appearance(sent.iter().flat_map(|&m| game.replies(m)).copied(), actions);
    if sent.into_iter().eq(0..messages) && taken.into_iter().eq(0..actions) {
        return String::new();
    }
    LabelOrder { messages: game.messages().to_vec(), actions: game.actions().to_vec() }.to_comment()
}

/// Each of the indices below `count` that appears, where it first does.
fn appearance(indices: impl Iterator<Item = usize>, count: usize) -> Vec<usize> {
    let mut seen = vec![false; count];
    indices.filter(|&i| !std::mem::replace(&mut seen[i], true)).collect()
}

/// A text in quotes, as [`Lexer`](super::lexer::Lexer) reads it: a quote is escaped, and a
/// backslash only where it would be read with what follows.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '"' || c == '\\' && matches!(rest.peek(), None | Some('"' | '\\')) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}
