//! The parts of a report: headings, sentences and tables, and their HTML.

use crate::words::is_number;

/// A part of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A sentence.
    Line(String),
    /// A table; the first row is its head.
    Table(Vec<Vec<String>>),
}

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

/// `[column]`: does it hold numbers only?
pub(super) fn numeric(rows: &[Vec<String>]) -> Vec<bool> {
    let number = |cell: &String| cell.is_empty() || is_number(cell);
    (0..rows[0].len()).map(|c| rows[1..].iter().all(|row| number(&row[c]))).collect()
}

/// A row of a table.
pub(super) fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(String::from).to_vec()
}
