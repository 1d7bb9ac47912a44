//! Twelve claims about NATO and Ukraine, each decided by a game.
//!
//! The claims are those of Moller (2024) and of the debate that she reports, in our words. For each
//! there is a game (or, for C9, a tree) that decides it at given numbers, and a *margin*: an exact
//! function of the numbers that is positive where the claim holds. The tests solve the games on both
//! sides of every threshold and at scattered numbers, and find what the margins say.
//!
//! A claim **holds** when it does so at the numbers given and in at least nine tenths of its box; it
//! **fails** when it does not hold at the numbers given nor in more than a tenth of the box; else it
//! **depends**. The box takes the numbers that decide, each over its stated range; the share is
//! counted exactly over a grid of it (the middles of [`LEVELS`](share::LEVELS) equal pieces of each
//! range, or every whole number), so that it has no sampling error.
//!
//! ```
//! use schelling::scenario::nato::{self, Parameters};
//! let told = nato::claim("C12", &Parameters::default())?;
//! assert_eq!(told.threshold, Some("47/95".parse()?));
//! assert!(told.holds_here);
//! # Ok::<(), schelling::Error>(())
//! ```

mod camps;
mod members;
mod parts;
mod promises;
mod share;
mod threshold;
mod time;

use rayon::prelude::*;
use serde::Serialize;

pub use self::threshold::Threshold;

use self::parts::{Margin, Shown};
use super::numbers::NUMBERS;
use super::{Parameters, RESOLVE, written};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It holds here and nearly everywhere in its box.
    Holds,
    /// It holds neither here nor in more than a little of its box.
    Fails,
    /// It holds in a part of its box, up to the threshold.
    Depends,
}

impl Verdict {
    /// What it is called.
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
    /// The name by which [`Parameters::with`] changes it.
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
    /// What is claimed, in a sentence.
    pub claim: &'static str,
    /// What came out.
    pub verdict: Verdict,
    /// Does it hold at the numbers given?
    pub holds_here: bool,
    /// The number along which thresholds are given, the others staying as they are.
    pub parameter: &'static str,
    /// What that number is here.
    pub value: Q,
    /// Where the claim flips along it, nearest to that; nothing when nothing in sight flips it.
    pub threshold: Option<Q>,
    /// Every such flip, the nearest first. Those out of the stated range are given
    /// only when there are none in it.
    pub thresholds: Vec<Threshold>,
    /// The share of the points of the box's grid at which the claim holds.
    pub share: Q,
    /// How many points the grid has.
    pub points: u64,
    /// The box.
    pub range: Vec<Range>,
    /// Why, with the numbers that decide.
    pub reason: String,
    /// What happens in equilibrium at the numbers given, in sentences.
    pub equilibria: Vec<String>,
    /// The game that decides, where it is a signalling game.
    #[serde(skip)]
    pub game: Option<Game>,
}

/// The verdict table: its `Display` is the table in text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdicts(
    /// The claims, in order.
    pub Vec<Claim>,
);

/// A claim and how it is decided.
struct Line {
    id: &'static str,
    claim: &'static str,
    parameter: &'static str,
    range: &'static [&'static str],
    margin: fn(&Parameters) -> Result<Margin, Error>,
    solve: fn(&Parameters) -> Result<bool, Error>,
    show: fn(&Parameters) -> Result<Shown, Error>,
    reason: fn(&Parameters) -> Result<String, Error>,
}

/// Every claim, in order.
static TABLE: [Line; 12] = [
    promises::C1,
    promises::C2,
    promises::C3,
    members::C4,
    members::C5,
    promises::C6,
    time::C7,
    members::C8,
    time::C9,
    time::C10,
    camps::C11,
    camps::C12,
];

/// Numbers that only make sense whole.
const WHOLE: [&str; 2] = ["coalition.size", "steps.number"];

/// All twelve claims at these numbers.
///
/// # Errors
/// As [`claim`].
pub fn claims(parameters: &Parameters) -> Result<Verdicts, Error> {
    parts::check(parameters)?;
    let p = ready(parameters)?;
    TABLE.par_iter().map(|line| line.decide(&p)).collect::<Result<_, _>>().map(Verdicts)
}

/// One claim by its name, `"C1"` to `"C12"`, at these numbers.
///
/// # Errors
/// [`Error::Game`] when there is no such claim, a rung or a member that it is about is missing, or
/// the numbers leave the question behind: when a resolved Alliance would back down or an unresolved
/// one answer.
pub fn claim(id: &str, parameters: &Parameters) -> Result<Claim, Error> {
    parts::check(parameters)?;
    line(id)?.decide(&ready(parameters)?)
}

/// Solves the game behind a claim, whatever its closed form says: does it hold at these numbers?
///
/// # Errors
/// As [`claim`].
pub fn holds(id: &str, parameters: &Parameters) -> Result<bool, Error> {
    (line(id)?.solve)(&ready(parameters)?)
}

/// The sign of the margin that a verdict's threshold and share are made of: does the claim hold?
///
/// # Errors
/// As [`claim`].
pub fn predicted(id: &str, parameters: &Parameters) -> Result<bool, Error> {
    let p = ready(parameters)?;
    Ok((line(id)?.margin)(&p)?(&p).is_positive())
}

fn line(id: &str) -> Result<&'static Line, Error> {
    TABLE
        .iter()
        .find(|line| line.id.eq_ignore_ascii_case(id.trim()))
        .ok_or_else(|| Error::Game(format!("there is no claim {id:?}: they are called C1 to C12")))
}

/// The same numbers with the probability of resolve given outright.
fn ready(parameters: &Parameters) -> Result<Parameters, Error> {
    parts::rungs(parameters)?;
    Ok(Parameters { resolve: Some(parameters.resolved()?), ..parameters.clone() })
}

/// The stated range of a number.
fn stated(path: &'static str) -> Range {
    let row = NUMBERS.iter().find(|row| row.0 == path);
    let ends = row.map_or([Q::ZERO, Q::ONE], |row| [written(row.2), written(row.3)]);
    let [low, high] = ends;
    Range { path, low, high }
}

impl Line {
    fn decide(&self, p: &Parameters) -> Result<Claim, Error> {
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
        let Shown { game, equilibria } = (self.show)(p)?;
        let thresholds = self.thresholds(p, &margin)?;
        Ok(Claim {
            id: self.id,
            claim: self.claim,
            verdict,
            holds_here,
            parameter: self.parameter,
            value: p.value(self.parameter)?,
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

    /// Flips in the stated range of the parameter, or else in a wider one: ten times as high, or for
    /// a share up to 1.
    fn thresholds(&self, p: &Parameters, margin: &Margin) -> Result<Vec<Threshold>, Error> {
        const WIDER: i64 = 10;
        let Range { low, high, .. } = stated(self.parameter);
        let whole = WHOLE.contains(&self.parameter);
        let value = p.value(self.parameter)?;
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

impl Parameters {
    /// What a number is, by name; resolve is what it comes to.
    fn value(&self, path: &str) -> Result<Q, Error> {
        if path == RESOLVE {
            return self.resolved();
        }
        let mut here = self.clone();
        let found = here.number(path).map(|x| x.clone());
        found.ok_or_else(|| Error::Game(format!("{path:?} is not a number of the NATO game")))
    }
}
