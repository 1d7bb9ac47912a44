//! A report as LaTeX that needs no package: paragraphs and plain `tabular` environments.

use super::block::{Block, numeric};

/// A fragment with the same content as the text of a report.
pub(super) fn latex(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks
        .iter()
        .map(|block| match block {
            Block::Heading(text) => format!("\\noindent\\textbf{{{}}}\n", latex_text(text)),
            Block::Line(text) => format!("\\noindent {}\n", latex_text(text)),
            Block::Table(rows) => tabular(rows),
        })
        .collect();
    // Rules would touch the lines above and below them.
    parts.join("\n\\smallskip\n")
}

fn tabular(rows: &[Vec<String>]) -> String {
    let columns: String = numeric(rows).into_iter().map(|n| if n { 'r' } else { 'l' }).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(|cell| latex_text(cell)).collect();
        format!("{} \\\\\n", cells.join(" & "))
    };
    let body: String = rows[1..].iter().map(line).collect();
    let head = line(&rows[0]);
    format!(
        "\\noindent\\begin{{tabular}}{{{columns}}}\n\\hline\n{head}\\hline\n{body}\\hline\n\
         \\end{{tabular}}\n"
    )
}

/// Text in which every character stands for itself, also those that LaTeX would read as a command
/// or lacks in its text fonts.
pub(crate) fn latex_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    for (i, c) in text.char_indices() {
        let after = &text[i + c.len_utf8()..];
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '\\' => out += "\\textbackslash{}",
            '~' => out += "\\textasciitilde{}",
            '^' => out += "\\textasciicircum{}",
            '<' | '>' | '|' => out.extend(['$', c, '$']),
            '"' => {
                out += if quoted { "''" } else { "``" };
                quoted = !quoted;
            }
            // `\\` and rules would take a bracket or a star after them.
            '[' | ']' | '*' | '`' => out.extend(['{', c, '}']),
            '\n' | '\r' | '\t' => out.push(' '),
            '…' => out += "\\dots{}",
            '≈' => out += "$\\approx$",
            '→' => out += "$\\to$",
            '≤' => out += "$\\le$",
            '≥' => out += "$\\ge$",
            '−' => out += "$-$",
            // A sign is set as in mathematics, and two hyphens would become a dash.
            '-' if after.starts_with(|c: char| c.is_ascii_digit())
                && (i == 0 || text[..i].ends_with([' ', '≈'])) =>
            {
                out += "$-$";
            }
            '-' if after.starts_with('-') => out += "-{}",
            _ => out.push(c),
        }
    }
    out
}
