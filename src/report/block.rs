//! The parts of a document.

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

/// `[column]`: does it hold numbers only?
pub(super) fn numeric(rows: &[Vec<String>]) -> Vec<bool> {
    let number = |cell: &String| cell.is_empty() || is_number(cell);
    (0..rows[0].len()).map(|c| rows[1..].iter().all(|row| number(&row[c]))).collect()
}

/// A row of a table.
pub(super) fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(String::from).to_vec()
}
