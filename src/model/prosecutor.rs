//! The prosecutor and the judge, for other prior beliefs (Kamenica and Gentzkow 2011).

use super::family::{GameFamily, Parameter, share};
use crate::exact::Q;

/// Below one half talk convicts nobody; a prosecutor who commits to an investigation convicts with
/// probability `2 guilty`.
pub(super) const FAMILY: GameFamily = GameFamily {
    parameters: &[Parameter {
        name: "guilty",
        default: "3/10",
        meaning: "the probability that the defendant is guilty",
    }],
    game: |game, values| {
        let [guilty] = values else { unreachable!("one value a parameter") };
        share("guilty", guilty)?;
        game.with_prior([Q::ONE - guilty, guilty.clone()])
    },
};
