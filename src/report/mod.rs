//! Games and results as text, HTML and LaTeX: one document of headings, lines and tables.
//!
//! ```
//! use schelling::equilibrium::Search;
//! use schelling::{Game, Q, report};
//!
//! # fn main() -> Result<(), schelling::Error> {
//! let payoffs = vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
//! let prior = ["1/3".parse()?, "2/3".parse()?];
//! let game = Game::cheap_talk(payoffs.clone(), payoffs, prior, ["left", "right"])?;
//! let all = game.equilibria(&Search::default())?;
//!
//! let text = report::equilibria(&all).to_string();
//! assert!(text.contains("3. separating"));
//! assert!(report::game(&game).html().contains(">1, 1</td>"));
//! # Ok(())
//! # }
//! ```

mod equilibria;
mod game;
mod ladder;
mod latex;
mod model;
mod number;
mod regimes;
mod words;

use std::fmt;

use textwrap::core::display_width;

use self::number::{NEAR, is_number};
use crate::exact::budget::checkpoint;

pub use self::equilibria::{equilibria, equilibrium, first, outline, summary, tally};
pub use self::game::game;
pub use self::ladder::ladder;
pub use self::model::{answers, model, models};
pub use self::regimes::{comparison, regime, regime_summary};
pub use self::words::sentence;

/// What a report is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A sentence.
    Line(String),
    /// A table; the first row is its head.
    Table(Vec<Vec<String>>),
}

/// A report. Its `Display` is plain text in aligned columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document(Vec<Block>);

impl Document {
    /// The parts, from top to bottom.
    pub fn blocks(&self) -> &[Block] {
        &self.0
    }

    /// A fragment of HTML with the same content.
    pub fn html(&self) -> String {
        self.0.iter().inspect(|_| checkpoint()).map(html).collect()
    }

    /// A fragment of LaTeX with the same content, which needs no package.
    pub fn latex(&self) -> String {
        latex::latex(&self.0)
    }

    fn heading(&mut self, text: impl Into<String>) {
        checkpoint();
        self.0.push(Block::Heading(text.into()));
    }

    fn line(&mut self, text: impl Into<String>) {
        checkpoint();
        self.0.push(Block::Line(text.into()));
    }

    /// A table, unless it has no rows below its head.
    fn table(&mut self, rows: Vec<Vec<String>>) {
        if rows.len() > 1 {
            self.0.push(Block::Table(rows));
        }
    }

    /// Say of shortened numbers, if there are any, where the exact ones are.
    fn explain_near(&mut self) {
        let near = |text: &String| text.contains(NEAR);
        let shortened = self.0.iter().any(|block| match block {
            Block::Heading(text) | Block::Line(text) => near(text),
            Block::Table(rows) => rows.iter().flatten().any(near),
        });
        if shortened {
            self.line(format!("{NEAR} stands before long fractions; the result has them exactly."));
        }
    }

    fn append(&mut self, other: Document) {
        self.0.extend(other.0);
    }
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, block) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            match block {
                Block::Heading(text) => {
                    writeln!(f, "{text}\n{}", "-".repeat(display_width(text)))?;
                }
                Block::Line(text) => writeln!(f, "{}", textwrap::fill(text, WIDTH))?,
                Block::Table(rows) => align(f, rows)?,
            }
        }
        Ok(())
    }
}

/// Columns that a sentence may take in plain text.
pub(crate) const WIDTH: usize = 100;

/// Columns of plain text: numbers to the right, words to the left.
fn align(f: &mut fmt::Formatter<'_>, rows: &[Vec<String>]) -> fmt::Result {
    let columns = rows[0].len();
    let width = |c: usize| rows.iter().map(|row| display_width(&row[c])).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let numeric = numeric(rows);
    for row in rows {
        checkpoint();
        let mut line = String::new();
        for (c, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[c] - display_width(cell));
            let (left, right) = if numeric[c] { (pad.as_str(), "") } else { ("", pad.as_str()) };
            line.push_str(&format!("  {left}{cell}{right}"));
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Which columns hold numbers only.
fn numeric(rows: &[Vec<String>]) -> Vec<bool> {
    let number = |cell: &String| cell.is_empty() || is_number(cell);
    (0..rows[0].len()).map(|c| rows[1..].iter().all(|row| number(&row[c]))).collect()
}

fn html(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("<h4>{}</h4>", escape(text)),
        Block::Line(text) => format!("<p>{}</p>", escape(text)),
        Block::Table(rows) => {
            // Notebooks set every cell to the right unless it says otherwise.
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

/// A row of a table.
fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(String::from).to_vec()
}

/// `1 type`, `2 types`.
fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_aligns_numbers_right_and_words_left() {
        let mut document = Document::default();
        document.heading("héad");
        document.table(vec![row(["type", "gets"]), row(["wimp", "-1/10"]), row(["a", "2"])]);
        let text = "héad\n----\n\n  type   gets\n  wimp  -1/10\n  a         2\n";
        assert_eq!(document.to_string(), text);
    }

    #[test]
    fn html_escapes_labels() {
        let mut document = Document::default();
        document.line("a < b & \"c\"");
        document.table(vec![row(["<i>", ""]), row(["1", "a"])]);
        assert_eq!(
            document.html(),
            "<p>a &lt; b &amp; &quot;c&quot;</p><table><thead><tr><th>&lt;i&gt;</th>\
             <th style=\"text-align:left\"></th></tr></thead>\
             <tbody><tr><td>1</td><td style=\"text-align:left\">a</td></tr></tbody></table>"
        );
    }
}
