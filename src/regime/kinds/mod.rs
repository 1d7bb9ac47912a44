//! The kinds of regime, the table of them, and the file format, which names a kind.

mod adversarial_ties;
mod arbitration;
mod credible;
mod first_best;
mod given_messages;
mod informed_nature;
mod mediation;
mod no_talk;
mod persuasion;
mod screening;
mod serialize;
mod talk;

pub(super) use self::arbitration::ARBITRATION;
pub use self::credible::{Credible, Exchange};
pub(super) use self::first_best::FIRST_BEST;

use crate::error::Error;
use crate::regime::RegimeKind;

/// Every kind of regime, those with less commitment first.
pub static TABLE: &[RegimeKind] = &[
    no_talk::NO_TALK,
    talk::WORST,
    talk::BEST,
    mediation::MEDIATION,
    credible::CREDIBLE,
    informed_nature::INFORMED,
    adversarial_ties::ADVERSARIAL,
    given_messages::GIVEN,
    persuasion::PERSUASION,
    arbitration::ARBITRATION,
    first_best::FIRST_BEST,
];

/// An earlier name of persuasion with ties against the objective, which files may still use.
const OLD_NAME: &str = "persuasion_robust";

/// Finds the kind of regime of this name.
///
/// # Errors
///
/// [`Error::Game`] lists the names when there is no such regime.
pub fn by_name(name: &str) -> Result<&'static RegimeKind, Error> {
    let name = if name == OLD_NAME { adversarial_ties::ADVERSARIAL.name } else { name };
    TABLE.iter().find(|line| line.name == name).ok_or_else(|| {
        let names: Vec<&str> = TABLE.iter().map(|line| line.name).collect();
        Error::Game(format!("there is no regime {name:?} (they are {})", names.join(", ")))
    })
}
