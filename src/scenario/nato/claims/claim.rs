//! A decided claim: the verdict, how robust it is, and why.

use serde::Serialize;

use super::threshold::Threshold;
use crate::exact::Q;
use crate::game::Game;
use crate::scenario::nato::parameters::RESOLVE;
use crate::words::{decimal, fraction_and_decimal};

/// The verdict on a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It holds here and in at least nine tenths of its box.
    Holds,
    /// It holds neither here nor in more than a tenth of its box.
    Fails,
    /// It holds in some of its box.
    Depends,
}

impl Verdict {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Fails => "fails",
            Verdict::Depends => "depends",
        }
    }
}

/// A number of a box, and how far it is moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The name by which [`Parameters::with`](crate::scenario::nato::Parameters::with) changes it.
    pub path: &'static str,
    /// The low end.
    pub low: Q,
    /// The high end.
    pub high: Q,
}

/// A claim, decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// `C1` to `C12`.
    pub id: &'static str,
    /// The claim, in a sentence.
    pub claim: &'static str,
    /// The verdict.
    pub verdict: Verdict,
    /// Does it hold at the numbers given?
    pub holds_here: bool,
    /// The number along which thresholds are given, with the others fixed.
    pub parameter: &'static str,
    /// The value of that number here.
    pub value: Q,
    /// The threshold nearest to that value; `None` when no value in sight flips the claim.
    pub threshold: Option<Q>,
    /// Every threshold, the nearest first. Those outside the stated range are given only when there
    /// are none in it.
    pub thresholds: Vec<Threshold>,
    /// The share of the points of the box's grid at which the claim holds.
    pub share: Q,
    /// The number of points of the grid.
    pub points: u64,
    /// The box.
    pub range: Vec<Range>,
    /// The reason, with the numbers that decide.
    pub reason: String,
    /// The equilibria at the numbers given, one sentence each.
    pub equilibria: Vec<String>,
    /// The game that decides, where it is a signalling game.
    #[serde(skip)]
    pub game: Option<Game>,
}

/// The verdict table; its `Display` is the table as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdicts(
    /// The claims, in order.
    pub Vec<Claim>,
);

/// The name of a number in a sentence.
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
    /// The thresholds in words.
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
                _ => fraction_and_decimal(&t.value),
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
