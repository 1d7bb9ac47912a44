//! A claim as it is stated, and as it is decided: the verdict, how robust it is, and why.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::threshold::Threshold;
use crate::exact::Q;
use crate::game::Game;
use crate::words::{decimal, fraction_and_decimal};

/// A claim as `claims.json` and `listeners.json` state it.
#[derive(Deserialize)]
pub(super) struct Statement {
    pub id: &'static str,
    pub claim: &'static str,
    /// The name of the number along which thresholds are sought.
    pub parameter: &'static str,
    /// That number in the words of a sentence.
    pub words: &'static str,
    /// The names of the numbers that span its box.
    pub range: Vec<&'static str>,
}

/// Every claim, in order.
pub(super) static STATEMENTS: LazyLock<Vec<Statement>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("claims.json")).expect("the tests read the file")
});

/// Every claim that is decided with all listeners, in order.
pub(super) static HEARD: LazyLock<Vec<Statement>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("listeners.json")).expect("the tests read the file")
});

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
    /// `C1` to `C12`, and with listeners `L1`, `L6`, `L11`, `L12` and `L13`.
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

impl Claim {
    /// The thresholds in words.
    pub fn flips(&self) -> String {
        let mut all = STATEMENTS.iter().chain(HEARD.iter());
        let stated = all.find(|statement| statement.parameter == self.parameter);
        let name = stated.map_or(self.parameter, |statement| statement.words);
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
            let side = if t.holds_above { "from" } else { "up to" };
            let far = if t.in_range { "" } else { ", out of its range" };
            format!("{side} {number}{far}")
        };
        let here = decimal(&self.value);
        if self.thresholds.is_empty() {
            return format!("{name}: nothing flips it (here {here})");
        }
        let mut all: Vec<&Threshold> = self.thresholds.iter().collect();
        all.sort_by_key(|threshold| &threshold.value);
        let all: Vec<String> = all.into_iter().map(one).collect();
        format!("{name}: holds {} (here {here})", all.join(", "))
    }
}
