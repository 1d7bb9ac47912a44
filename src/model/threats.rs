//! Threats that tie hands and threats that sink costs (Fearon 1997), with two types.
//!
//! A threat that works is worth `prize`. If it is resisted, the resolved fight and get 1, and the
//! unresolved back down and get 0; either way less what the threat costs. Whoever stays quiet gets
//! 0. The other side loses 3 when it resists the resolved and gains 1 from everyone else who does
//! not get the prize, so it yields from a belief of 1/4 in resolve on.

use super::family::{GameFamily, Parameter, paying, positive, share};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

const RESOLVED: Parameter = Parameter {
    name: "resolved",
    default: "1/5",
    meaning: "the probability that the one who threatens is resolved",
};
const PRIZE: Parameter =
    Parameter { name: "prize", default: "4", meaning: "what a threat that works is worth" };

/// The cost is an audience cost: paid by those who back down.
pub(super) const TYING: GameFamily = GameFamily {
    parameters: &[
        RESOLVED,
        PRIZE,
        Parameter { name: "cost", default: "2", meaning: "what it costs to back down" },
    ],
    game: |game, values| threat(game, values, |t, a| t == 1 && a == 1),
};

/// The cost is sunk: paid by all who threaten.
pub(super) const SINKING: GameFamily = GameFamily {
    parameters: &[
        RESOLVED,
        PRIZE,
        Parameter { name: "cost", default: "1/2", meaning: "what it costs to threaten" },
    ],
    game: |game, values| threat(game, values, |_, _| true),
};

fn threat(game: &Game, values: &[Q], pays: fn(usize, usize) -> bool) -> Result<Game, Error> {
    let [resolved, prize, cost] = values else { unreachable!("one value a parameter") };
    share("resolved", resolved)?;
    positive("prize", prize)?;
    paying(game, [resolved.clone(), Q::ONE - resolved], |t, m, a| {
        let (gain, other) = match (m, a, t) {
            (1, ..) => return (Q::ZERO, Q::ONE),
            (_, 0, _) => (prize.clone(), Q::ZERO),
            (_, _, 0) => (Q::ONE, Q::from(-3)),
            _ => (Q::ZERO, Q::ONE),
        };
        (if pays(t, a) { gain - cost } else { gain }, other)
    })
}
