//! The decision of a claim: its verdict, its share of the box, and its thresholds.

use super::claim::{Claim, Range, Verdict};
use super::common::{Evidence, Margin};
use super::share;
use super::threshold::{self, Threshold};
use crate::error::Error;
use crate::exact::Q;
use crate::scenario::nato::numbers;
use crate::scenario::nato::parameters::{Parameters, RESOLVE};

/// A claim, and the functions that decide it.
pub(super) struct ClaimDefinition {
    pub id: &'static str,
    pub claim: &'static str,
    /// The name of the number along which thresholds are sought.
    pub parameter: &'static str,
    /// The names of the numbers that span its box.
    pub range: &'static [&'static str],
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

impl ClaimDefinition {
    pub(super) fn decide(&self, p: &Parameters) -> Result<Claim, Error> {
        let holds_here = (self.solve)(p)?;
        let margin = (self.margin)(p)?;
        let range: Vec<Range> = self.range.iter().map(|path| stated(path)).collect();
        let [points, yes] = self.count(p, &margin, &range)?;
        let share = &Q::from(yes as i64) / &Q::from(points as i64);
        let [most, few] = [(9, 10), (1, 10)].map(|(n, d)| &Q::from(n) / &Q::from(d));
        let verdict = match holds_here {
            true if share >= most => Verdict::Holds,
            false if share <= few => Verdict::Fails,
            _ => Verdict::Depends,
        };
        let Evidence { game, equilibria } = (self.show)(p)?;
        let thresholds = self.thresholds(p, &margin)?;
        Ok(Claim {
            id: self.id,
            claim: self.claim,
            verdict,
            holds_here,
            parameter: self.parameter,
            value: value(p, self.parameter)?,
            threshold: thresholds.first().map(|flip| flip.value.clone()),
            thresholds,
            share,
            points,
            range,
            reason: (self.reason)(p)?,
            equilibria,
            game,
        })
    }

    fn count(&self, p: &Parameters, margin: &Margin, range: &[Range]) -> Result<[u64; 2], Error> {
        let axis = |r: &Range| share::levels(&r.low, &r.high, WHOLE.contains(&r.path));
        let axes: Vec<Vec<Q>> = range.iter().map(axis).collect();
        let mut here = p.clone();
        let mut failed = None;
        let found = share::count(&axes, |point| {
            for (r, x) in range.iter().zip(point) {
                if let Err(error) = here.set(r.path, x.clone()) {
                    failed.get_or_insert(error);
                }
            }
            margin(&here).is_positive()
        });
        failed.map_or(Ok(found), Err)
    }

    /// Thresholds in the stated range of the parameter, or if there are none in a wider one: up to
    /// [`WIDER`] times as high, or for a share up to 1.
    fn thresholds(&self, p: &Parameters, margin: &Margin) -> Result<Vec<Threshold>, Error> {
        let Range { low, high, .. } = stated(self.parameter);
        let whole = WHOLE.contains(&self.parameter);
        let value = value(p, self.parameter)?;
        let at = |x: &Q| {
            let moved = p.clone().with(self.parameter, x.clone());
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
        found.sort_by_key(|flip| (&flip.value - &value).abs());
        Ok(found)
    }
}

/// The stated range of a number.
fn stated(path: &'static str) -> Range {
    let [low, high] = numbers::range(path).unwrap_or([Q::ZERO, Q::ONE]);
    Range { path, low, high }
}

/// The value of a number, by name; that of [`RESOLVE`] may be derived from the council.
fn value(p: &Parameters, path: &str) -> Result<Q, Error> {
    if path == RESOLVE {
        return p.resolved();
    }
    let mut here = p.clone();
    let found = here.number(path).map(|x| x.clone());
    found.ok_or_else(|| Error::Game(format!("{path:?} is not a number of the NATO game")))
}
