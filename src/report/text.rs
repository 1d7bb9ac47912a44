//! Plain text: wrapped sentences, and tables in aligned columns.

use std::fmt;

use textwrap::core::display_width;

use super::block::numeric;
use crate::exact::budget::checkpoint;

/// Columns of a terminal that a sentence may take.
pub(super) const WIDTH: usize = 100;

/// A column of a table.
#[derive(Clone, Copy)]
pub(super) struct TextColumn {
    width: Width,
    right: bool,
}

#[derive(Clone, Copy)]
enum Width {
    /// As wide as the widest cell, and at least this.
    Fit(usize),
    /// This wide, so that tables of the same kind stand alike; a longer cell shifts its own row
    /// only.
    Fixed(usize),
}

impl TextColumn {
    /// Words in a column that is as wide as they need.
    pub(super) const fn fit(least: usize) -> TextColumn {
        TextColumn { width: Width::Fit(least), right: false }
    }

    /// Words in a column of this width.
    pub(super) const fn left(width: usize) -> TextColumn {
        TextColumn { width: Width::Fixed(width), right: false }
    }

    /// Numbers in a column of this width.
    pub(super) const fn right(width: usize) -> TextColumn {
        TextColumn { width: Width::Fixed(width), right: true }
    }
}

/// The place of a table's head.
#[derive(Clone, Copy)]
pub(super) enum Head {
    /// Above the columns, all of them two spaces in.
    Row,
    /// Above the columns, from the edge.
    Flush,
    /// Nowhere: the line above names the columns.
    Hidden { indent: usize },
    /// Before each cell.
    Inline { indent: usize },
}

/// Columns as wide as their cells: numbers to the right, words to the left.
pub(super) fn usual(rows: &[Vec<String>]) -> Vec<TextColumn> {
    let column = |number| TextColumn { width: Width::Fit(0), right: number };
    numeric(rows).into_iter().map(column).collect()
}

/// Writes a table, one row a line.
pub(super) fn write_columns(
    out: &mut impl fmt::Write,
    rows: &[Vec<String>],
    columns: &[TextColumn],
    head: Head,
) -> fmt::Result {
    let (indent, skipped) = match head {
        Head::Row => (2, 0),
        Head::Flush => (0, 0),
        Head::Hidden { indent } | Head::Inline { indent } => (indent, 1),
    };
    let shown = &rows[skipped..];
    let width = |(c, column): (usize, &TextColumn)| match column.width {
        Width::Fit(least) => shown.iter().map(|row| display_width(&row[c])).fold(least, usize::max),
        Width::Fixed(width) => width,
    };
    let widths: Vec<usize> = columns.iter().enumerate().map(width).collect();
    for row in shown {
        checkpoint();
        let mut line = " ".repeat(indent);
        for (c, cell) in row.iter().enumerate() {
            if c > 0 {
                line.push_str("  ");
            }
            if let (Head::Inline { .. }, false) = (head, rows[0][c].is_empty()) {
                line.push_str(&rows[0][c]);
                line.push(' ');
            }
            let pad = " ".repeat(widths[c].saturating_sub(display_width(cell)));
            let (left, right) =
                if columns[c].right { (pad.as_str(), "") } else { ("", pad.as_str()) };
            line.extend([left, cell, right]);
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A sentence in lines, with `first` before the first and `rest` before the others.
pub(super) fn wrapped(text: &str, first: &str, rest: &str) -> String {
    let options = textwrap::Options::new(WIDTH).initial_indent(first).subsequent_indent(rest);
    textwrap::fill(text, options) + "\n"
}
