//! Education as a signal: Spence's own numbers, and the discrete game in use today.

use super::family::{GameFamily, Parameter, paying, positive, share, whole};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// Products 1 and 2, education at cost y and y/2, wages on a grid from 1 to 2 (Spence 1973). Any
/// education y between 1 and 2 that is paid the wage 2 separates the groups.
pub(super) const GRID: GameFamily = GameFamily {
    parameters: &[
        Parameter {
            name: "high",
            default: "1/2",
            meaning: "the share of group II, whose product is 2",
        },
        Parameter {
            name: "education",
            default: "3/2",
            meaning: "the education y*, which costs y* in group I and y*/2 in group II",
        },
        Parameter {
            name: "steps",
            default: "2",
            meaning: "the steps on the grid of wages from 1 to 2, at most 20",
        },
    ],
    game: grid,
};

fn grid(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [high, education, steps] = values else { unreachable!("one value a parameter") };
    share("high", high)?;
    positive("education", education)?;
    let steps = whole("steps", steps, [1, 20])?;
    let wage = |a: usize| Q::ONE + Q::from(a as i64) / Q::from(steps as i64);
    let cost = |t: usize, m: usize| Q::from(m as i64) * education / Q::from(1 + t as i64);
    let miss = |t: usize, a: usize| wage(a) - Q::from(1 + t as i64);
    Game::from_function(
        game.types(),
        game.messages(),
        (0..=steps).map(|a| wage(a).to_string()),
        [Q::ONE - high, high.clone()],
        |t, m, a| wage(a) - cost(t, m),
        |t, _, a| -(miss(t, a) * miss(t, a)),
    )
}

/// A signal that costs the high type less, and a receiver who accepts from one half on (Hofbauer
/// and Pawlowitsch 2019).
pub(super) const DISCRETE: GameFamily = GameFamily {
    parameters: &[
        Parameter { name: "high", default: "1/3", meaning: "the probability of the high type" },
        Parameter {
            name: "cost_high",
            default: "1/4",
            meaning: "what the signal costs the high type",
        },
        Parameter { name: "cost_low", default: "1/2", meaning: "what it costs the low type" },
    ],
    game: discrete,
};

fn discrete(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [high, cost_high, cost_low] = values else { unreachable!("one value a parameter") };
    share("high", high)?;
    let costs = [cost_high, cost_low];
    paying(game, [high.clone(), Q::ONE - high], |t, m, a| {
        let cost = if m == 0 { costs[t].clone() } else { Q::ZERO };
        (Q::from(i64::from(a == 0)) - cost, Q::from(i64::from(t == a)))
    })
}
