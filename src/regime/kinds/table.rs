//! The table of the kinds of regime.

use super::{
    adversarial_ties, arbitration, credible, first_best, given_messages, informed_nature,
    mediation, no_talk, persuasion, talk,
};
use crate::error::Error;
use crate::regime::kind::RegimeKind;

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
    persuasion::RICH,
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
