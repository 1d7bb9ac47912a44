//! A reply that deters every type from a message which nobody sends.

use super::given_supports::{deterring_reply, supporting_belief};
use super::path::{PathEnd, follow};
use super::perturbed_game::PerturbedGame;
use crate::exact::Q;
use crate::exact::random::Random;
use crate::game::Game;

// The constants below are not measured on a bench of their own: where they miss a reply, the
// message joins those in use and the search for one equilibrium takes longer; its answer stays
// exact.

/// The random kinds of noise that are tried for one message.
const NOISES: usize = 6;
/// The most vertices of one path.
const VERTICES: usize = 300;
/// The probability below which a message counts as unsent at the end of a path.
const UNSENT: f64 = 1e-7;
/// The objectives of the linear programme for a reply, each of which may lead to another corner.
const CORNERS: i64 = 4;

/// A finder of deterring replies; its answer is always the same for the same payoffs.
pub(super) struct Deterrence<'a> {
    game: &'a Game,
    /// The whole game, without noise.
    pub(super) perturbed: PerturbedGame<f64>,
    /// `[t]`: the least payoff of the type, and the range by which its payoffs are scaled.
    scales: Vec<[Q; 2]>,
}

impl<'a> Deterrence<'a> {
    pub(super) fn new(game: &'a Game) -> Deterrence<'a> {
        let scales = (0..game.types().len()).map(|t| scale(game, t)).collect();
        Deterrence { game, perturbed: PerturbedGame::new(game, 1.0), scales }
    }

    /// A reply to `m` that gives no type more than its payoff, and a belief at which it is best.
    ///
    /// `None` proves nothing: there may still be such a reply.
    pub(super) fn reply(
        &self,
        m: usize,
        payoffs: &[Q],
        stop: &dyn Fn() -> bool,
    ) -> Option<(Vec<Q>, Vec<Q>)> {
        let worth: Vec<f64> = (payoffs.iter().zip(&self.scales))
            .map(|(u, [low, range])| ((u - low) / range).to_f64())
            .collect();
        let mut random = Random(m as u64);
        for _ in 0..NOISES {
            let noisy = self.perturbed.against_option(m, &worth, &mut random);
            let unsent = follow(&noisy, VERTICES, stop).ok().filter(|e| e.probability[0] < UNSENT);
            if let Some(PathEnd { supports, .. }) = unsent
                && let Some(found) =
                    deterring_reply(self.game, m, payoffs, &supports.replies[0], |_| Q::ZERO, stop)
                && let Some(belief) = supporting_belief(self.game, m, &found, stop)
            {
                return Some((found, belief));
            }
        }
        for corner in 0..CORNERS {
            // small integers without a pattern, so that the optima are different corners
            let objective = |k: usize| Q::from((k as i64 * (2 * corner + 1) + corner) % 7 - 3);
            let replies = self.game.replies(m);
            let found = deterring_reply(self.game, m, payoffs, replies, objective, stop)?;
            if let Some(belief) = supporting_belief(self.game, m, &found, stop) {
                return Some((found, belief));
            }
        }
        None
    }
}

/// The least payoff that a type can get, and the range of its payoffs (1 if they are all equal).
fn scale(game: &Game, t: usize) -> [Q; 2] {
    let open = (0..game.messages().len()).filter(|&m| game.is_available(t, m));
    let reached = open.flat_map(|m| game.replies(m).iter().map(move |&a| (m, a)));
    let payoffs = || reached.clone().map(|(m, a)| game.sender_payoff(t, m, a));
    let low = payoffs().min().cloned().unwrap_or(Q::ZERO);
    let range = payoffs().max().map_or(Q::ZERO, |high| high - &low);
    [low, if range.is_zero() { Q::ONE } else { range }]
}
