//! Probabilities in files: exact, or rounded because decimals cannot say thirds.

use crate::exact::Q;
use crate::game::{settled, total};

/// A probability as a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Probability {
    /// What it says, exactly.
    pub value: Q,
    /// Is it spelled as a decimal, and so perhaps rounded?
    pub decimal: bool,
}

/// Is a number spelled with a point or an exponent, and not as a quotient?
pub(super) fn is_decimal(spelled: &str) -> bool {
    spelled.contains(['.', 'e', 'E']) && !spelled.contains('/')
}

/// The numbers that a list of probabilities means, and whether some of them were rounded.
///
/// Where the list sums to 1 as it stands, it means what it says. Otherwise decimals were rounded by
/// whoever wrote them, mostly from floats, and mean what floats do: the simplest rational that rounds
/// to the same float. So `0.3333333333333333` three times is three thirds. Where floats are of no
/// help, decimals mean what they say up to their sum.
pub(super) fn meant(list: Vec<Probability>) -> (Vec<Q>, bool) {
    let decimals: Vec<bool> = list.iter().map(|p| p.decimal).collect();
    let exact: Vec<Q> = list.into_iter().map(|p| p.value).collect();
    if !decimals.contains(&true) || total(&exact) == Q::ONE {
        return (exact, false);
    }
    let float = |(exact, &decimal): (&Q, &bool)| {
        let float = Q::from_f64(exact.to_f64()).filter(|x| decimal && !x.is_zero());
        float.unwrap_or_else(|| exact.clone())
    };
    let floats = settled("", exact.iter().zip(&decimals).map(float).collect(), true);
    (floats.unwrap_or(exact), true)
}
