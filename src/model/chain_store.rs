//! The last two entrants of the chain store (Kreps and Wilson 1982).

use super::family::{GameFamily, Parameter, paying, share};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// For `tough < b` and `a > 1` the weak monopolist fights with probability
/// `tough (1 - b) / ((1 - tough) b)`, and after a fight the last entrant stays out with probability
/// `1/a` (Proposition 1).
pub(super) const FAMILY: GameFamily = GameFamily {
    parameters: &[
        Parameter {
            name: "tough",
            default: "1/4",
            meaning: "the probability that the monopolist likes to fight",
        },
        Parameter { name: "a", default: "2", meaning: "what an entrant who stays out is worth" },
        Parameter { name: "b", default: "1/2", meaning: "what entry is worth that is not fought" },
    ],
    game,
};

fn game(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [tough, a, b] = values else { unreachable!("one value a parameter") };
    share("tough", tough)?;
    share("b", b)?;
    paying(game, [tough.clone(), Q::ONE - tough], |t, m, reply| {
        let today = if t == m { Q::ZERO } else { -Q::ONE };
        match (reply, t) {
            (0, _) => (today + a, Q::ZERO),
            (_, 0) => (today, b - &Q::ONE),
            _ => (today, b.clone()),
        }
    })
}
