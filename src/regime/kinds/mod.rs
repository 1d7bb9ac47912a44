//! The regimes, one a file, and the table of them.

pub(crate) mod adversarial_ties;
pub(crate) mod arbitration;
pub(crate) mod credible;
pub(crate) mod evidence;
pub(crate) mod first_best;
pub(crate) mod given_messages;
pub(crate) mod informed_nature;
pub(crate) mod mediation;
pub(crate) mod no_talk;
pub(crate) mod persuasion;
pub(crate) mod screening;
pub(crate) mod talk;

use super::kind::RegimeKind;
use crate::error::Error;

/// Every regime, those with less commitment first.
pub static TABLE: &[RegimeKind] = &[
    no_talk::NO_TALK,
    talk::WORST,
    talk::BEST,
    mediation::MEDIATION,
    credible::CREDIBLE,
    informed_nature::INFORMED,
    adversarial_ties::ADVERSARIAL,
    given_messages::GIVEN,
    persuasion::RICH,
    arbitration::ARBITRATION,
    first_best::FIRST_BEST,
];

/// What persuasion with ties against was called once.
const OLD_NAME: &str = "persuasion_robust";

/// The regime of this name.
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
