//! Strategic information transmission on a grid (Crawford and Sobel 1982).

use super::family::{GameFamily, Parameter, whole};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// States 0, 1, .. with equal probabilities, actions between them, and a sender that wants the
/// action to be its state plus the bias, the receiver the state itself, both with quadratic loss.
pub(super) const FAMILY: GameFamily = GameFamily {
    parameters: &[
        Parameter { name: "bias", default: "5/8", meaning: "how much higher the sender aims" },
        Parameter { name: "states", default: "3", meaning: "how many states, at most 8" },
        Parameter {
            name: "steps",
            default: "2",
            meaning: "the steps of the action from one state to the next, at most 20",
        },
    ],
    game,
};

fn game(_: &Game, values: &[Q]) -> Result<Game, Error> {
    let [bias, states, steps] = values else { unreachable!("one value a parameter") };
    let states = whole("states", states, [1, 8])?;
    let steps = whole("steps", steps, [1, 20])?;
    let action = |a: usize| Q::from(a as i64) / Q::from(steps as i64);
    let loss = |miss: Q| -(&miss * &miss);
    let miss = |t: usize, a: usize| action(a) - Q::from(t as i64);
    Game::from_function(
        (0..states).map(|t| t.to_string()),
        (1..=states).map(|m| format!("m{m}")),
        (0..=steps * (states - 1)).map(|a| action(a).to_string()),
        (0..states).map(|_| Q::ONE / Q::from(states as i64)),
        |t, _, a| loss(miss(t, a) - bias),
        |t, _, a| loss(miss(t, a)),
    )
}
