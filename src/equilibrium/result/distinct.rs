//! The classes of outcomes of which a list has one member each.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A relation between outcomes: a list of distinct outcomes has one member of each class.
///
/// Classes are formed within a component, so that an allocation that two components share is listed
/// with both.
///
/// # Examples
///
/// ```
/// use schelling::equilibrium::{Distinct, Search};
/// use schelling::Game;
/// // two states, three messages: who says what may differ without a difference
/// let game: Game = schelling::io::json::from_str(
///     r#"{"schelling": 1, "prior": ["1/3", "2/3"],
///         "sender": [[[1, 0], [1, 0], [1, 0]], [[0, 1], [0, 1], [0, 1]]],
///         "receiver": [[[1, 0], [1, 0], [1, 0]], [[0, 1], [0, 1], [0, 1]]]}"#,
/// )?;
/// let every = game.equilibria(&Search::default())?;
/// let distinct = game.equilibria(&Search::default().distinct(Distinct::Allocation))?;
/// assert_eq!((every.len(), distinct.len()), (3, 2));
/// # Ok::<(), schelling::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Distinct {
    /// Outcomes with the same rule (each type's distribution of actions) and the same payoffs of
    /// every type and of the receiver.
    Allocation,
    /// Outcomes with the same payoffs of every type and of the receiver.
    Payoffs,
}

impl Distinct {
    /// Every relation with its name.
    pub const ALL: [(&str, Distinct); 2] =
        [("allocation", Distinct::Allocation), ("payoffs", Distinct::Payoffs)];

    /// Its name.
    pub fn name(self) -> &'static str {
        Distinct::ALL.iter().find(|(_, known)| *known == self).expect("all are listed").0
    }
}

impl std::str::FromStr for Distinct {
    type Err = Error;

    fn from_str(name: &str) -> Result<Distinct, Error> {
        let found = Distinct::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, distinct)| *distinct).ok_or_else(|| {
            let names = Distinct::ALL.map(|(known, _)| format!("{known:?}")).join(" or ");
            Error::Game(format!("distinct: {name:?} is unknown: write {names}"))
        })
    }
}
