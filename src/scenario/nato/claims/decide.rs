//! The decision of a claim: its verdict, its share of the box, and its thresholds.

use super::claim::{Claim, Range, Statement, Verdict};
use super::common::{Evidence, Margin};
use super::threshold::{self, Threshold};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::scenario::nato::numbers;
use crate::scenario::nato::parameters::{Parameters, RESOLVE};

/// The functions that decide a claim.
pub(super) struct ClaimDefinition {
    /// The margin: positive exactly where the claim holds.
    pub margin: fn(&Parameters) -> Result<Margin, Error>,
    /// Solves the game: does the claim hold at these numbers?
    pub solve: fn(&Parameters) -> Result<bool, Error>,
    pub show: fn(&Parameters) -> Result<Evidence, Error>,
    pub reason: fn(&Parameters) -> Result<String, Error>,
}

/// Numbers that must be whole.
const WHOLE: [&str; 2] = ["coalition.size", "steps.number"];

/// How far beyond its range a number is searched for a threshold. A claim that needs a number ten
/// times too high to flip is reported as one that nothing flips.
const WIDER: i64 = 10;

/// Equal pieces of each range, whose middles make the grid: 3125 points for a claim with five
/// numbers. The share is exact for this grid, and another grid has another share.
pub(super) const LEVELS: i64 = 5;

impl ClaimDefinition {
    pub(super) fn decide(&self, stated: &Statement, p: &Parameters) -> Result<Claim, Error> {
        let &Statement { id, claim, parameter, .. } = stated;
        let holds_here = (self.solve)(p)?;
        let margin = (self.margin)(p)?;
        let range: Vec<Range> = stated.range.iter().map(|path| range(path)).collect();
        let [points, yes] = count(p, &margin, &range)?;
        let share = &Q::from(yes) / &Q::from(points);
        let [most, few] = [(9, 10), (1, 10)].map(|(n, d)| &Q::from(n) / &Q::from(d));
        let verdict = match holds_here {
            true if share >= most => Verdict::Holds,
            false if share <= few => Verdict::Fails,
            _ => Verdict::Depends,
        };
        let Evidence { game, equilibria } = (self.show)(p)?;
        let value = value(p, parameter)?;
        let thresholds = thresholds(p, parameter, &value, &margin);
        Ok(Claim {
            id,
            claim,
            verdict,
            holds_here,
            parameter,
            value,
            threshold: thresholds.first().map(|flip| flip.value.clone()),
            thresholds,
            share,
            points: points as u64,
            range,
            reason: (self.reason)(p)?,
            equilibria,
            game,
        })
    }
}

/// The number of points of the grid, and of those at which the claim holds.
fn count(p: &Parameters, margin: &Margin, range: &[Range]) -> Result<[i64; 2], Error> {
    let axes: Vec<Vec<Q>> = range.iter().map(levels).collect();
    let mut here = p.clone();
    let mut point = vec![0; axes.len()];
    let [mut all, mut yes] = [0, 0];
    loop {
        checkpoint();
        for ((number, axis), &i) in range.iter().zip(&axes).zip(&point) {
            here.set(number.path, axis[i].clone())?;
        }
        all += 1;
        yes += i64::from(margin(&here).is_positive());
        let Some(turn) = (0..axes.len()).rev().find(|&k| point[k] + 1 < axes[k].len()) else {
            return Ok([all, yes]);
        };
        point[turn] += 1;
        point[turn + 1..].fill(0);
    }
}

/// The middles of the pieces of a range; of a range of whole numbers all of them.
fn levels(Range { path, low, high }: &Range) -> Vec<Q> {
    let width = high - low;
    if WHOLE.contains(path) {
        return (0..=width.small_integer().unwrap_or(0)).map(|i| low + &Q::from(i)).collect();
    }
    let middle = |i: i64| &(&width * &Q::from(2 * i + 1)) / &Q::from(2 * LEVELS);
    (0..LEVELS).map(|i| low + &middle(i)).collect()
}

/// Thresholds in the stated range of a number, or if there are none in a wider one: up to [`WIDER`]
/// times as high, or for a share up to 1. Those nearest to its value here come first.
fn thresholds(p: &Parameters, path: &'static str, here: &Q, margin: &Margin) -> Vec<Threshold> {
    let Range { low, high, .. } = range(path);
    let whole = WHOLE.contains(&path);
    let at = |x: &Q| {
        let moved = p.clone().with(path, x.clone());
        moved.map_or(Q::ZERO, |moved| margin(&moved))
    };
    let mut found = threshold::flips(&low, &high, whole, at);
    if found.is_empty() {
        let far = if whole {
            Q::from(p.council.members.len() as i64)
        } else if high <= Q::ONE {
            Q::ONE
        } else {
            &high * &Q::from(WIDER)
        };
        found = threshold::flips(&Q::ZERO, &far, whole, at);
        found.iter_mut().for_each(|flip| flip.in_range = false);
    }
    found.sort_by_key(|flip| (&flip.value - here).abs());
    found
}

/// The stated range of a number.
fn range(path: &'static str) -> Range {
    let [low, high] = numbers::range(path).unwrap_or([Q::ZERO, Q::ONE]);
    Range { path, low, high }
}

/// The value of a number, by name; that of [`RESOLVE`] may be derived from the council.
fn value(p: &Parameters, path: &str) -> Result<Q, Error> {
    if path == RESOLVE {
        return p.resolved();
    }
    p.clone()
        .number(path)
        .cloned()
        .ok_or_else(|| Error::Game(format!("{path:?} is not a number of the NATO game")))
}
