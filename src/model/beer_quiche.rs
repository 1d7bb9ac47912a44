//! Beer or quiche, for other beliefs about the stranger (Cho and Kreps 1987).

use super::family::{GameFamily, Parameter, share};
use crate::exact::Q;

/// Up to one half of strong types the bully fights whatever both drink alike, and the wimp bluffs;
/// from one half on both pool.
pub(super) const FAMILY: GameFamily = GameFamily {
    parameters: &[Parameter {
        name: "strong",
        default: "9/10",
        meaning: "the probability that the stranger is strong",
    }],
    game: |game, values| {
        let [strong] = values else { unreachable!("one value a parameter") };
        share("strong", strong)?;
        game.with_prior([Q::ONE - strong, strong.clone()])
    },
};
