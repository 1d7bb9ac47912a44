//! A game, type by type: the payoffs of both players from each message and reply.

use textwrap::core::display_width;

use super::block::row;
use super::document::Document;
use super::equilibrium::Scope;
use super::readers;
use super::text::WIDTH;
use crate::game::Game;
use crate::words::{self, count, number, shortened};

/// The tables of a game that a screen has room for, with eight rows each.
const TABLES: usize = 4;

/// The longest label, which leaves room for two columns of payoffs on a line.
const LABEL: usize = 72;

/// The prior, and for each type a table of messages by actions with both payoffs, cut to what fits
/// a screen.
pub fn game(game: &Game) -> Document {
    let mut document = Document::default();
    document.heading(title(game));
    let folded = match game.readers() {
        [] => payoffs(game, &mut document),
        _ => readers::payoffs(game, &mut document),
    };
    document.explain_near();
    if folded {
        document.line(match game.readers() {
            [] => "A part is shown: `game.sender_payoffs` and `game.receiver_payoffs` have all.",
            _ => "A part is shown: `game.readers` has all.",
        });
    }
    document
}

/// Writes the tables, and returns whether something was left out.
fn payoffs(game: &Game, document: &mut Document) -> bool {
    let mut folded = false;
    for (t, label) in game.types().iter().enumerate() {
        if more(t, game.types().len(), "type", "types", document) {
            return true;
        }
        document.line(format!(
            "{label}, with probability {}: what sender and receiver get",
            number(&game.prior()[t])
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
                    let both = [game.sender_payoff(t, m, a), game.receiver_payoff(t, m, a)];
                    both.map(number).join(", ")
                }
                false => String::new(),
            };
            let mut cells = vec![message.clone()];
            cells.extend((0..game.actions().len()).map(cell));
            rows.push(cells);
        }
        document.table(fitted(rows, 1, &mut folded));
    }
    folded
}

/// After the tables that a screen has room for, says how many are left, unless it is only one.
pub(super) fn more(
    shown: usize,
    all: usize,
    singular: &str,
    plural: &str,
    document: &mut Document,
) -> bool {
    let cut = shown == TABLES && all > TABLES + 1;
    if cut {
        document.line(format!("… and {}", words::more(all - shown, singular, plural)));
    }
    cut
}

/// A table that fits a screen, whose first columns, `keys` of them, are labels.
///
/// A table with one column of labels that is too wide is turned over where that is narrower. Rows
/// and columns that do not fit are counted in one of their own.
pub(super) fn fitted(
    mut rows: Vec<Vec<String>>,
    keys: usize,
    folded: &mut bool,
) -> Vec<Vec<String>> {
    for (r, row) in rows.iter_mut().enumerate() {
        let labels = if r == 0 { row.len() } else { keys };
        row[..labels].iter_mut().for_each(|label| *label = shortened(label, LABEL));
    }
    if keys == 1 && total(&widths(&rows)) > WIDTH {
        let turned: Vec<Vec<String>> =
            (0..rows[0].len()).map(|c| rows.iter().map(|row| row[c].clone()).collect()).collect();
        if total(&widths(&turned)) < total(&widths(&rows)) {
            rows = turned;
        }
    }
    let all = rows[0].len();
    let widths = widths(&rows);
    let rest = |kept: usize| format!("{} more", all - kept);
    let fits = |kept: &usize| total(&widths[..*kept]) + 2 + display_width(&rest(*kept)) <= WIDTH;
    if total(&widths) > WIDTH {
        let kept = (keys + 1..all).rev().find(fits).unwrap_or(keys + 1);
        for (r, row) in rows.iter_mut().enumerate() {
            row.truncate(kept);
            row.push(if r == 0 { rest(kept) } else { String::new() });
        }
        *folded = true;
    }
    Scope::Screen.rows(rows, folded)
}

/// The width of each column.
fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let width = |c: usize| rows.iter().map(|row| display_width(&row[c])).max().unwrap_or(0);
    (0..rows[0].len()).map(width).collect()
}

/// The width of a line, with two spaces before each column.
fn total(widths: &[usize]) -> usize {
    widths.iter().map(|width| width + 2).sum()
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
