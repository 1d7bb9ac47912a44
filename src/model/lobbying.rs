//! Costly lobbying with two messages (Potters and van Winden 1992).

use super::family::{GameFamily, Parameter, paying, share};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// Both types want reply 2, `white` by 2 and `black` by 6; the policymaker wants it for black
/// alone.
pub(super) const FAMILY: GameFamily = GameFamily {
    parameters: &[
        Parameter { name: "black", default: "1/3", meaning: "the probability of the type black" },
        Parameter { name: "cost", default: "1/2", meaning: "what a message costs" },
    ],
    game,
};

fn game(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [black, cost] = values else { unreachable!("one value a parameter") };
    share("black", black)?;
    paying(game, [Q::ONE - black, black.clone()], |t, m, a| {
        let gain = Q::from([[2, 4], [1, 7]][t][a]);
        let policy = Q::from([[3, 1], [0, 1]][t][a]);
        (if m < 2 { gain - cost } else { gain }, policy)
    })
}
