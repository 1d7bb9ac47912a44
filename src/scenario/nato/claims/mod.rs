//! Twelve claims about NATO and Ukraine, each decided by solving a game.
//!
//! The claims are those of Moller (2024) and of the debate that she reports, in our words, as
//! `claims.json` states them with the numbers that each depends on. Each has
//! a game (C9 a tree) that decides it at given numbers, and a *margin*: an exact function of the
//! numbers that is positive where the claim holds. The tests solve the games on both sides of every
//! threshold and at scattered numbers, and compare with the margins.
//!
//! A claim **holds** when it does so at the numbers given and in at least nine tenths of its box;
//! it **fails** when it does not hold at the numbers given nor in more than a tenth of the box;
//! else it **depends**. The box takes the numbers that decide, each over its stated range; the
//! share is counted exactly over a grid of it (the middles of [`LEVELS`](decide::LEVELS) equal
//! pieces of each range, or every whole number), so that it has no sampling error.
//!
//! Some are decided again with all who listen ([`heard`]): `L1` is `C1` in the game of
//! [`promise`](super::promise()), and so on; `L13` is the dilemma of an ally that pushes on.
//!
//! ```
//! use schelling::scenario::nato::{self, Parameters};
//! let told = nato::claim("C12", &Parameters::default())?;
//! assert_eq!(told.threshold, Some("47/95".parse()?));
//! assert!(told.holds_here);
//! # Ok::<(), schelling::Error>(())
//! ```

mod camps;
mod claim;
mod common;
mod decide;
mod listeners;
mod members;
mod promises;
mod threshold;
mod time;

use rayon::prelude::*;

pub use self::claim::{Claim, Range, Verdict, Verdicts};
pub use self::threshold::Threshold;

use self::claim::{HEARD, STATEMENTS, Statement};
use self::common::{check, rungs};
use self::decide::ClaimDefinition;
use super::parameters::Parameters;
use crate::error::Error;

/// How each claim is decided, in the order of [`STATEMENTS`].
static TABLE: [ClaimDefinition; 12] = [
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

/// How each claim is decided with all listeners, in the order of [`HEARD`].
static TABLE_HEARD: [ClaimDefinition; 5] =
    [listeners::L1, listeners::L6, listeners::L11, listeners::L12, listeners::L13];

/// All twelve claims at these numbers.
///
/// # Errors
/// As [`claim`].
pub fn claims(parameters: &Parameters) -> Result<Verdicts, Error> {
    check(parameters)?;
    let p = ready(parameters)?;
    let all = STATEMENTS.par_iter().zip(&TABLE);
    all.map(|(stated, claim)| claim.decide(stated, &p)).collect::<Result<_, _>>().map(Verdicts)
}

/// Claims decided with all listeners, at these numbers: `L1`, `L6`, `L11`, `L12` and `L13`.
///
/// # Errors
/// As [`claim`]; also when the probability of resolve is 0 or 1.
///
/// ```
/// use schelling::scenario::nato::{self, Parameters};
/// let told = nato::heard(&Parameters::default())?;
/// // protest that costs 1 keeps the unresolved honest, who lose 3 if Kyiv relies on them
/// assert_eq!(told.0[0].threshold, Some("1".parse()?));
/// # Ok::<(), schelling::Error>(())
/// ```
pub fn heard(parameters: &Parameters) -> Result<Verdicts, Error> {
    check(parameters)?;
    let p = before_listeners(parameters);
    let all = HEARD.par_iter().zip(&TABLE_HEARD);
    all.map(|(stated, claim)| claim.decide(stated, &p)).collect::<Result<_, _>>().map(Verdicts)
}

/// One claim by its name, `"C1"` to `"C12"` or one of [`heard`], at these numbers.
///
/// # Errors
/// [`Error::Game`] when there is no such claim, a rung or a member that it is about is missing, or
/// the question does not arise: when a resolved Alliance would back down or an unresolved one
/// answer.
pub fn claim(id: &str, parameters: &Parameters) -> Result<Claim, Error> {
    check(parameters)?;
    let (stated, claim, p) = definition(id, parameters)?;
    claim.decide(stated, &p)
}

/// Does the claim hold at these numbers? Solves its game, without the closed form.
///
/// # Errors
/// As [`claim`].
pub fn holds(id: &str, parameters: &Parameters) -> Result<bool, Error> {
    let (_, claim, p) = definition(id, parameters)?;
    (claim.solve)(&p)
}

/// Does the claim hold at these numbers? Evaluates the closed form from which threshold and share
/// are computed, without solving the game.
///
/// # Errors
/// As [`claim`].
pub fn predicted(id: &str, parameters: &Parameters) -> Result<bool, Error> {
    let (_, claim, p) = definition(id, parameters)?;
    Ok((claim.margin)(&p)?(&p).is_positive())
}

/// A claim as it is stated, how it is decided, and the numbers for that.
fn definition(
    id: &str,
    parameters: &Parameters,
) -> Result<(&'static Statement, &'static ClaimDefinition, Parameters), Error> {
    let called =
        |(stated, _): &(&Statement, &ClaimDefinition)| stated.id.eq_ignore_ascii_case(id.trim());
    if let Some((stated, claim)) = STATEMENTS.iter().zip(&TABLE).find(called) {
        return Ok((stated, claim, ready(parameters)?));
    }
    let (stated, claim) = HEARD.iter().zip(&TABLE_HEARD).find(called).ok_or_else(|| {
        let names: Vec<&str> = HEARD.iter().map(|stated| stated.id).collect();
        let names = names.join(", ");
        Error::Game(format!(
            "there is no claim {id:?}: they are called C1 to C12, and with listeners {names}"
        ))
    })?;
    Ok((stated, claim, before_listeners(parameters)))
}

/// These numbers with the probability of resolve that listeners believe in given outright.
fn before_listeners(parameters: &Parameters) -> Parameters {
    Parameters { resolve: Some(parameters.believed()), ..parameters.clone() }
}

/// These numbers with the probability of resolve given outright, so that margins need not compute
/// it at every point.
fn ready(parameters: &Parameters) -> Result<Parameters, Error> {
    rungs(parameters)?;
    Ok(Parameters { resolve: Some(parameters.resolved()?), ..parameters.clone() })
}
