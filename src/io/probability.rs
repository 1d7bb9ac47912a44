//! Probabilities in files: exact, or rounded because no finite decimal equals a third.

use crate::exact::Q;
use crate::game::{distribution, total};

/// A probability as a file states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Probability {
    /// The number as it is written, exactly.
    pub value: Q,
    /// Was it written as a decimal, and so perhaps rounded?
    pub decimal: bool,
}

/// Is a number written with a point or an exponent, and not as a quotient?
pub(super) fn is_decimal(spelled: &str) -> bool {
    spelled.contains(['.', 'e', 'E']) && !spelled.contains('/')
}

/// The probabilities that a list means, and whether some of them were rounded.
///
/// A list that sums to 1 as it is written is taken literally. Otherwise its decimals must have been
/// rounded, mostly from floats, and each stands for what a float does: the simplest rational that
/// rounds to the same float. So `0.3333333333333333` three times is three thirds. Where the sum of
/// these is not near 1 either, the list is returned as it is written, for the caller to divide by
/// its sum or to refuse.
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
    let floats = distribution("", exact.iter().zip(&decimals).map(float).collect(), true);
    (floats.unwrap_or(exact), true)
}
