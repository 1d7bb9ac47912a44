//! Priors and other probabilities that must sum to 1.

use crate::error::{brief, quoted};
use crate::exact::{Digits, Q};

/// The most by which the sum of rounded probabilities may differ from 1: 1e-9. Not measured: where
/// it is wrong, rounded priors are refused or mistaken ones accepted.
const ROUNDING: (i64, i64) = (1, 1_000_000_000);

/// A prior that is positive and sums to 1, divided by its sum where it is rounded.
pub(super) fn check_prior(
    prior: Vec<Q>,
    types: &[String],
    normalise: bool,
) -> Result<Vec<Q>, String> {
    if let Some(t) = prior.iter().position(|p| !p.is_positive()) {
        return Err(format!(
            "prior[{t}] is {}: every type needs a positive probability, so leave out type {} or \
             raise it",
            brief(&prior[t]),
            quoted(&types[t])
        ));
    }
    distribution("prior", prior, normalise)
}

/// Probabilities that sum to 1: as given or, where they are `rounded` and the sum differs from 1 by
/// at most 1e-9, divided by their sum. An error calls them `what`.
pub(crate) fn distribution(what: &str, list: Vec<Q>, rounded: bool) -> Result<Vec<Q>, String> {
    let sum = total(&list);
    if sum == Q::ONE {
        return Ok(list);
    }
    let slack = Q::of_words(ROUNDING.0, ROUNDING.1);
    if rounded && (&sum - &Q::ONE).abs() <= slack {
        Digits::default().number(&sum, list.len())?;
        return Ok(list.into_iter().map(|p| p / &sum).collect());
    }
    let cure = if rounded { "1, decimals and floats to within 1e-9" } else { "1 exactly" };
    Err(format!("{what} sums to {}: its entries must sum to {cure}", brief(sum)))
}

/// The sum of a list, by halves: adding one after another takes far longer where numbers are long.
pub(crate) fn total(list: &[Q]) -> Q {
    match list {
        [] => Q::ZERO,
        [only] => only.clone(),
        _ => {
            let (one, other) = list.split_at(list.len() / 2);
            total(one) + total(other)
        }
    }
}
