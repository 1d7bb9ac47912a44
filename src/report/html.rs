//! A block of a report as HTML.

use super::block::{Block, numeric};

/// The block as an element that notebooks show.
pub(super) fn html(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("<h4>{}</h4>", escape(text)),
        Block::Line(text) => format!("<p>{}</p>", escape(text)),
        Block::Table(rows) => {
            // Notebooks align every cell to the right unless it says otherwise.
            let numeric = numeric(rows);
            let row = |row: &Vec<String>, tag: &str| -> String {
                let cells = row.iter().zip(&numeric).map(|(cell, &number)| {
                    let side = if number { "" } else { " style=\"text-align:left\"" };
                    format!("<{tag}{side}>{}</{tag}>", escape(cell))
                });
                format!("<tr>{}</tr>", cells.collect::<String>())
            };
            let body: String = rows[1..].iter().map(|r| row(r, "td")).collect();
            format!("<table><thead>{}</thead><tbody>{body}</tbody></table>", row(&rows[0], "th"))
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
