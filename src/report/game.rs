//! A game, type by type: the payoffs of both players from each message and reply.

use super::block::row;
use super::document::Document;
use super::readers;
use crate::game::Game;
use crate::words::count;

/// The prior, and for each type a table of messages by actions with both payoffs.
pub fn game(game: &Game) -> Document {
    let mut document = Document::default();
    document.heading(title(game));
    if !game.readers().is_empty() {
        readers::payoffs(game, &mut document);
        return document;
    }
    for (t, label) in game.types().iter().enumerate() {
        document.line(format!(
            "{label}, with probability {}: what sender and receiver get",
            game.prior()[t]
        ));
        let mut head = row([""]);
        head.extend(game.actions().iter().cloned());
        let mut rows = vec![head];
        for (m, message) in game.messages().iter().enumerate() {
            if !game.is_available(t, m) {
                continue;
            }
            let cell = |a: usize| match game.replies(m).contains(&a) {
                true => {
                    format!("{}, {}", game.sender_payoff(t, m, a), game.receiver_payoff(t, m, a))
                }
                false => String::new(),
            };
            let mut cells = vec![message.clone()];
            cells.extend((0..game.actions().len()).map(cell));
            rows.push(cells);
        }
        document.table(rows);
    }
    document
}

/// The name and the size.
pub(super) fn title(game: &Game) -> String {
    if !game.readers().is_empty() {
        return format!("{}: {}", game.name().unwrap_or("a game"), readers::size(game));
    }
    format!(
        "{}: {}, {}, {}",
        game.name().unwrap_or("a game"),
        count(game.types().len(), "type", "types"),
        count(game.messages().len(), "message", "messages"),
        count(game.actions().len(), "action", "actions")
    )
}
