//! A document: blocks from top to bottom, and how plain text sets them.

use std::fmt;

use textwrap::core::display_width;

use super::block::Block;
use super::text::{Head, TextColumn, WIDTH, usual, write_columns};
use super::{html, latex};
use crate::exact::budget::checkpoint;
use crate::words::NEAR;

/// A report. Its `Display` is plain text in aligned columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    blocks: Vec<Block>,
    /// `[block]`: its plain text, where that is set more closely than usual.
    close: Vec<Option<String>>,
}

impl Document {
    /// The parts, from top to bottom.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// A fragment of HTML with the same content.
    pub fn html(&self) -> String {
        self.blocks.iter().inspect(|_| checkpoint()).map(html::html).collect()
    }

    /// A fragment of LaTeX with the same content, which needs no package.
    pub fn latex(&self) -> String {
        latex::latex(&self.blocks)
    }

    pub(super) fn heading(&mut self, text: impl Into<String>) {
        checkpoint();
        self.push(Block::Heading(text.into()), None);
    }

    pub(super) fn line(&mut self, text: impl Into<String>) {
        checkpoint();
        self.push(Block::Line(text.into()), None);
    }

    /// Adds a table, unless it has no rows below its head.
    pub(super) fn table(&mut self, rows: Vec<Vec<String>>) {
        if rows.len() > 1 {
            self.push(Block::Table(rows), None);
        }
    }

    /// Adds a block whose plain text is `text`, line ends and empty lines included.
    ///
    /// The usual layout gives each block air, which suits a screen of output. A long report, such
    /// as that of the founding case, is set closely so that it stays within a few pages.
    pub(super) fn set(&mut self, block: Block, text: impl Into<String>) {
        checkpoint();
        self.push(block, Some(text.into()));
    }

    /// Adds a line that plain text neither wraps nor separates from the line before.
    pub(super) fn close_line(&mut self, text: impl Into<String>) {
        let text = text.into();
        let line = format!("{text}\n");
        self.set(Block::Line(text), line);
    }

    /// Adds a table that plain text sets in these columns, right below the line before.
    pub(super) fn close_table(
        &mut self,
        rows: Vec<Vec<String>>,
        columns: &[TextColumn],
        head: Head,
    ) {
        let mut text = String::new();
        write_columns(&mut text, &rows, columns, head).expect("a string takes any text");
        self.set(Block::Table(rows), text);
    }

    /// Adds a note on rounded numbers, if there are any: the result holds the exact ones.
    pub(super) fn explain_near(&mut self) {
        let near = |text: &String| text.contains(NEAR);
        let shortened = self.blocks.iter().any(|block| match block {
            Block::Heading(text) | Block::Line(text) => near(text),
            Block::Table(rows) => rows.iter().flatten().any(near),
        });
        if shortened {
            self.line(format!("{NEAR} stands before long fractions; the result has them exactly."));
        }
    }

    pub(super) fn append(&mut self, other: Document) {
        self.blocks.extend(other.blocks);
        self.close.extend(other.close);
    }

    fn push(&mut self, block: Block, text: Option<String>) {
        self.blocks.push(block);
        self.close.push(text);
    }
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (block, close)) in self.blocks.iter().zip(&self.close).enumerate() {
            if let Some(text) = close {
                f.write_str(text)?;
                continue;
            }
            if i > 0 {
                writeln!(f)?;
            }
            match block {
                Block::Heading(text) => {
                    writeln!(f, "{text}\n{}", "-".repeat(display_width(text)))?;
                }
                Block::Line(text) => writeln!(f, "{}", textwrap::fill(text, WIDTH))?,
                Block::Table(rows) => write_columns(f, rows, &usual(rows), Head::Row)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::row;
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

    #[test]
    fn close_blocks_have_their_own_text_and_the_usual_html() {
        let rows = || vec![row(["", "sent"]), row(["é", "1/2"]), row(["patrol", "10"])];
        let text = |head: Head| {
            let mut document = Document::default();
            document.line("usual");
            document.close_line("close");
            document.close_table(rows(), &[TextColumn::fit(3), TextColumn::right(5)], head);
            let html = document.html();
            assert!(html.starts_with("<p>usual</p><p>close</p><table>"), "{html}");
            assert!(html.contains("<td>1/2</td>"), "{html}");
            document.to_string()
        };
        let lines = "  é         1/2\n  patrol     10\n";
        assert_eq!(text(Head::Row), format!("usual\nclose\n           sent\n{lines}"));
        assert_eq!(text(Head::Hidden { indent: 2 }), format!("usual\nclose\n{lines}"));
        assert_eq!(
            text(Head::Inline { indent: 1 }),
            "usual\nclose\n é       sent   1/2\n patrol  sent    10\n"
        );
    }
}
