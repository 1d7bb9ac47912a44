//! The verdict table as text.

use std::fmt;

use super::{Claim, Threshold, Verdicts};
use crate::report::WIDTH;
use crate::scenario::nato::RESOLVE;
use crate::scenario::report::{decimal, exact};

/// A number by the words of a reader.
fn words(path: &str) -> &str {
    match path {
        RESOLVE => "probability that the Alliance would answer",
        "assurance.exposure" => "what breaking its word costs",
        "NATO command.exposure" => "what NATO command stakes",
        "coalition.size" => "members that a coalition needs",
        "pivot.pull" => "how far the others follow the pivotal member out",
        "article5.spill" => "how far failing here tells on Article 5",
        "steps.quarrel" => "what the quarrel over each step costs",
        "nuclear.loss" => "what is lost if Moscow means it",
        other => other,
    }
}

impl Claim {
    /// Where it flips, in words.
    pub fn flips(&self) -> String {
        let name = words(self.parameter);
        let one = |t: &Threshold| {
            let number = match &t.bracket {
                Some([low, high]) if t.value.small_integer().is_none() => {
                    match [decimal(low), decimal(high)] {
                        [low, high] if low == high => format!("about {low}"),
                        [low, high] => format!("between {low} and {high}"),
                    }
                }
                _ => exact(&t.value),
            };
            let side = match (t.holds_above, &t.bracket) {
                (true, _) => "from",
                (false, _) => "up to",
            };
            let far = if t.in_range { "" } else { ", out of its range" };
            format!("{side} {number}{far}")
        };
        match self.thresholds.as_slice() {
            [] => format!("{name}: nothing flips it (here {})", decimal(&self.value)),
            all => {
                let mut all: Vec<&Threshold> = all.iter().collect();
                all.sort_by(|a, b| a.value.cmp(&b.value));
                let all: Vec<String> = all.into_iter().map(one).collect();
                format!("{name}: holds {} (here {})", all.join(", "), decimal(&self.value))
            }
        }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = format!(
            "{:3}  {:7}  {}",
            self.id,
            self.verdict.name(),
            textwrap::fill(
                self.claim,
                textwrap::Options::new(WIDTH - 14).subsequent_indent("              ")
            )
        );
        writeln!(f, "{head}")?;
        let facts = format!(
            "{}; holds in {} of {} combinations of its numbers",
            self.flips(),
            decimal(&self.share),
            self.points
        );
        let indent = "              ";
        let options =
            textwrap::Options::new(WIDTH).initial_indent(indent).subsequent_indent(indent);
        writeln!(f, "{}", textwrap::fill(&facts, &options))?;
        writeln!(f, "{}", textwrap::fill(&format!("Why: {}.", self.reason), &options))
    }
}

impl fmt::Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Twelve claims about NATO and Ukraine, decided")?;
        writeln!(f, "All numbers are illustrative defaults, not estimates.\n")?;
        self.0.iter().try_for_each(|claim| writeln!(f, "{claim}"))
    }
}
