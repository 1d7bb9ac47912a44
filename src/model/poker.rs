//! A bet of any size into a hand that beats only bluffs (Chen and Ankenman 2006).

use super::family::{GameFamily, Parameter, paying, positive, share};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// The pot is 1. Unless aces are so many that they can all be bluffed along, the queen bluffs
/// `bet / (1 + bet)` times for each ace, and `1 / (1 + bet)` of the bets are called.
pub(super) const FAMILY: GameFamily = GameFamily {
    parameters: &[
        Parameter { name: "ace", default: "1/2", meaning: "the probability of the ace" },
        Parameter { name: "bet", default: "1", meaning: "the bet, in pots" },
    ],
    game,
};

fn game(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [ace, bet] = values else { unreachable!("one value a parameter") };
    share("ace", ace)?;
    positive("bet", bet)?;
    let best = |t: usize| Q::from(i64::from(t == 0));
    paying(game, [ace.clone(), Q::ONE - ace], |t, _, a| match (a, t) {
        (0, 0) => (Q::ONE + bet, -bet),
        (0, _) => (-bet, Q::ONE + bet),
        (1, _) => (Q::ONE, Q::ZERO),
        _ => (best(t), Q::ONE - best(t)),
    })
}
