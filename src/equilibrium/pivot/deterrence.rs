//! A reply that keeps types away from a message which nobody sends.

use super::exact::{belief, reply};
use super::float_game::Board;
use super::path::walk;
use crate::exact::Q;
use crate::exact::random::Random;
use crate::game::Game;

/// Noises that are tried for one message.
const NOISES: usize = 6;
/// Vertices of a path.
const VERTICES: usize = 300;
/// Less than this of a message is taken for none.
const UNSENT: f64 = 1e-7;
/// Corners of the set of replies that are tried.
const CORNERS: i64 = 4;

/// Looks for replies that deter; always the same for the same payoffs.
pub(crate) struct Deterrence<'a> {
    game: &'a Game,
    pub(crate) board: Board<f64>,
    /// `[t]`: the least payoff of the type, and the range by which its payoffs are scaled.
    scales: Vec<[Q; 2]>,
}

impl<'a> Deterrence<'a> {
    pub fn new(game: &'a Game) -> Deterrence<'a> {
        let scales = (0..game.types().len()).map(|t| scale(game, t)).collect();
        Deterrence { game, board: Board::new(game, 1.0), scales }
    }

    /// A reply to `m` that gives no type more than its payoff, and a belief at which it is best.
    /// Where this finds none there may still be one.
    pub fn reply(
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
            if let Some(replies) = self.unsent(m, &worth, &mut random, stop)
                && let Some(found) = reply(self.game, m, payoffs, &replies, |_| Q::ZERO, stop)
                && let Some(belief) = belief(self.game, m, &found, stop)
            {
                return Some((found, belief));
            }
        }
        for corner in 0..CORNERS {
            let towards = |k: usize| Q::from((k as i64 * (2 * corner + 1) + corner) % 7 - 3);
            let found = reply(self.game, m, payoffs, self.game.replies(m), towards, stop)?;
            if let Some(belief) = belief(self.game, m, &found, stop) {
                return Some((found, belief));
            }
        }
        None
    }

    /// The replies to `m` at the end of a path on which no type sends it.
    fn unsent(
        &self,
        m: usize,
        worth: &[f64],
        random: &mut Random,
        stop: &dyn Fn() -> bool,
    ) -> Option<Vec<usize>> {
        let end = walk(&self.board.entry(m, worth, random), VERTICES, stop).ok()?;
        (end.reach[0] < UNSENT).then(|| end.supports.replies[0].clone())
    }
}

/// The least payoff that a type can get, and how much more it can get.
fn scale(game: &Game, t: usize) -> [Q; 2] {
    let open = (0..game.messages().len()).filter(|&m| game.is_available(t, m));
    let reached = open.flat_map(|m| game.replies(m).iter().map(move |&a| (m, a)));
    let payoffs = || reached.clone().map(|(m, a)| game.sender_payoff(t, m, a));
    let low = payoffs().min().cloned().unwrap_or(Q::ZERO);
    let range = payoffs().max().map_or(Q::ZERO, |high| high - &low);
    [low, if range.is_zero() { Q::ONE } else { range }]
}
