//! The values of a parameter at which the number of equilibria changes.
//!
//! The number can change only at a *fold*, where the equations and the determinant of their slopes
//! are 0 together, and where a root passes the border of the range of an unknown. Both are systems
//! in the unknowns and the parameter, all roots of which are found with proof. Between neighbours
//! the number is constant, by the theorem on implicit functions and compactness, so that one count
//! in each gap ends the proof.

use super::cutoffs::{Compiled, Cutoffs};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::Halt;
use crate::exact::enclosure::roots::{Roots, roots};
use crate::exact::enclosure::{Enclosure, simplest};

/// A value of a parameter at which a number of equilibria changes.
#[derive(Clone, Debug, PartialEq)]
pub struct CountChange {
    /// The value.
    pub value: Enclosure,
    /// The number of equilibria just below.
    pub below: usize,
    /// The number just above.
    pub above: usize,
}

/// The changes of a number of equilibria in a range of a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CountChanges {
    /// The changes, in the order of the parameter.
    pub changes: Vec<CountChange>,
    /// Are there no others?
    pub complete: bool,
    /// Why the search ended early.
    pub stopped: Option<Halt>,
}

/// The changes of a number, from the values at which it may change and a way to count.
///
/// # Errors
///
/// Those of `count`.
pub(super) fn changes(
    mut events: Vec<Enclosure>,
    (low, high): (&Q, &Q),
    complete: bool,
    mut count: impl FnMut(&Q) -> Result<Option<usize>, Error>,
) -> Result<CountChanges, Error> {
    events.sort_by(|a, b| a.low.cmp(&b.low));
    // values that cannot be told apart are one event
    let mut apart: Vec<Enclosure> = Vec::new();
    for event in events {
        match apart.last_mut() {
            Some(last) if last.high >= event.low => {
                if event.high > last.high {
                    last.high = event.high;
                }
            }
            _ => apart.push(event),
        }
    }
    let mut found = CountChanges { complete, ..CountChanges::default() };
    let mut counts = Vec::new();
    for i in 0..=apart.len() {
        let from = if i == 0 { low } else { &apart[i - 1].high };
        let to = apart.get(i).map_or(high, |event| &event.low);
        if from >= to {
            // an event at an end of the range
            counts.push(None);
            continue;
        }
        let third = &(to - from) / &Q::from(3);
        let between = count(&simplest(&(from + &third), &(to - &third)))?;
        found.complete &= between.is_some();
        counts.push(between);
    }
    for (i, value) in apart.into_iter().enumerate() {
        let (Some(below), Some(above)) = (counts[i], counts[i + 1]) else { continue };
        if below != above {
            found.changes.push(CountChange { value, below, above });
        }
    }
    Ok(found)
}

impl Cutoffs {
    /// The values of a parameter between two numbers at which the number of equilibria changes,
    /// each within `10^-digits`.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a name that is no parameter, an empty range, or a function outside its
    /// domain.
    pub fn thresholds(
        &self,
        parameter: &str,
        low: &Q,
        high: &Q,
        digits: u32,
    ) -> Result<CountChanges, Error> {
        let place = self.parameter(parameter)?;
        if low >= high {
            return Err(Error::Game(format!(
                "the range of {parameter} from {low} to {high} is empty: give its lower end first"
            )));
        }
        let ranges: Vec<(Q, Q)> =
            self.unknowns.iter().map(|(_, low, high)| (low.clone(), high.clone())).collect();
        let free = (low.clone(), high.clone());
        let mut events = Vec::new();
        let mut complete = true;
        let mut stopped = None;
        let mut add = |found: Roots| {
            complete &= found.is_complete();
            stopped = stopped.take().or(found.stopped);
            events.extend(found.found.into_iter().map(|mut root| root.pop().expect("a parameter")));
        };
        let folds = self.folds(place)?;
        let whole: Vec<(Q, Q)> = ranges.iter().cloned().chain([free.clone()]).collect();
        add(roots(&folds, &whole, digits)?);
        for i in 0..ranges.len() {
            let mut rest = ranges.clone();
            rest.remove(i);
            rest.push(free.clone());
            for end in [&ranges[i].0, &ranges[i].1] {
                let border = self.compiled(Some(place), Some((i, end)))?;
                add(roots(&border, &rest, digits)?);
            }
        }
        let count = |value: &Q| {
            let at = self.at(&[(parameter.to_string(), value.clone())])?;
            let all = at.equilibria(6)?;
            Ok(all.complete().then_some(all.equilibria.len()))
        };
        let mut found = changes(events, (low, high), complete, count)?;
        found.complete &= stopped.is_none();
        found.stopped = stopped;
        Ok(found)
    }

    /// The equations with the determinant of their slopes, in the unknowns and a parameter.
    fn folds(&self, parameter: usize) -> Result<Compiled, Error> {
        let mut system = self.compiled(Some(parameter), None)?;
        let n = self.unknowns.len();
        let equations = system.equations.clone();
        let rows: Vec<Vec<_>> = equations
            .iter()
            .map(|&place| (0..n).map(|j| system.expressions.slope(place, j)).collect())
            .collect();
        let determinant = system.expressions.determinant(&rows);
        system.equations.push(determinant);
        Ok(system)
    }
}
