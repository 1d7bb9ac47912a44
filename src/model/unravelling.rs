//! Disclosure of quality to a sceptical buyer (Milgrom 1981; Grossman 1981).

use super::family::{GameFamily, Parameter, whole};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, GameBuilder};

/// Qualities 1, 2, .. with equal probabilities; each may be proved, or nothing said. The buyer pays
/// the quality that it expects, on a grid of prices. However many qualities there are, on a grid of
/// halves or finer all but the lowest are revealed.
pub(super) const FAMILY: GameFamily = GameFamily {
    parameters: &[
        Parameter { name: "qualities", default: "3", meaning: "how many qualities, at most 6" },
        Parameter {
            name: "steps",
            default: "2",
            meaning: "the steps of the price from one quality to the next, at most 10",
        },
    ],
    game,
};

fn game(_: &Game, values: &[Q]) -> Result<Game, Error> {
    let [qualities, steps] = values else { unreachable!("one value a parameter") };
    let qualities = whole("qualities", qualities, [1, 6])?;
    let steps = whole("steps", steps, [1, 10])?;
    let quality = |t: usize| Q::from(1 + t as i64);
    let price = |a: usize| Q::ONE + Q::from(a as i64) / Q::from(steps as i64);
    let proof = |t: usize| format!("proof of {}", quality(t));
    let miss = |t: usize, a: usize| price(a) - quality(t);
    let every_proof = Game::from_function(
        (0..qualities).map(|t| quality(t).to_string()),
        ["silence".into()].into_iter().chain((0..qualities).map(proof)),
        (0..=steps * (qualities - 1)).map(|a| price(a).to_string()),
        (0..qualities).map(|_| Q::ONE / Q::from(qualities as i64)),
        |_, _, a| price(a),
        |t, _, a| -(miss(t, a) * miss(t, a)),
    )?;
    let own = |builder: GameBuilder, t: usize| {
        builder.available(quality(t).to_string(), ["silence".into(), proof(t)])
    };
    (0..qualities).fold(every_proof.to_builder(), own).build()
}
