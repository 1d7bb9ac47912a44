//! The founding case as a crisis, and as a game.

use super::parameters::Parameters;
use crate::error::Error;
use crate::exact::Q;
use crate::game::Folded;
use crate::scenario::crisis::{Crisis, Temper};

/// The type that answers a probe, unless the numbers make it not worth its while.
pub const RESOLVED: &str = "resolved";
/// The type for whom answering costs more.
pub const UNRESOLVED: &str = "unresolved";

/// The founding case as a [`Crisis`]. An Alliance that is sure to answer, or sure not to, has only
/// the one type.
///
/// # Errors
/// As [`Council::probability`](crate::scenario::Council::probability).
pub fn crisis(parameters: &Parameters) -> Result<Crisis, Error> {
    let resolved = parameters.resolved()?;
    let temper =
        |name: &str, prior: Q, fight: &Q| Temper { name: name.into(), prior, fight: fight.clone() };
    let mut tempers = vec![
        temper(RESOLVED, resolved.clone(), &parameters.resolved_fight),
        temper(UNRESOLVED, Q::ONE - &resolved, &parameters.unresolved_fight),
    ];
    tempers.retain(|temper| temper.prior.is_positive());
    Ok(Crisis {
        name: "NATO".into(),
        players: ["the Alliance", "Moscow"].map(Into::into),
        tempers,
        ladder: parameters.ladder.clone(),
        challenger: parameters.moscow.clone(),
        disruption: parameters.disruption.clone(),
        ties: parameters.ties,
    })
}

/// The founding game, the Alliance's last move folded in.
///
/// # Errors
/// As [`crisis`] and [`Crisis::game`].
pub fn game(parameters: &Parameters) -> Result<Folded, Error> {
    crisis(parameters)?.game()
}
