//! The path of complementary pivoting, followed edge by edge.

use std::cmp::Ordering;

use super::number::PathNumber;
use super::perturbed_game::PerturbedGame;
use super::vertex::{ComplementaryPair, Supports, VertexSystems};

/// A path as far as it has been followed: the vertex that was reached, and the next edge.
struct LemkePath<'a, N> {
    game: &'a PerturbedGame<N>,
    supports: Supports,
    /// The pair of which one member grows on the next edge.
    entering: ComplementaryPair,
}

/// The end of a path: an equilibrium without noise.
pub(super) struct PathEnd<N> {
    pub(super) supports: Supports,
    /// `[m]`: the probability that it is sent, up to a positive factor in integers.
    pub(super) probability: Vec<N>,
}

/// The reason why a path has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathFailure {
    /// It is longer than it may be, or was stopped.
    TooLong,
    /// It led to a basis that is not that of a vertex, because of rounding errors or a tie.
    NoVertex,
}

/// Follows the path from noise alone to no noise, for at most so many vertices.
pub(super) fn follow<N: PathNumber>(
    game: &PerturbedGame<N>,
    vertices: usize,
    stop: &dyn Fn() -> bool,
) -> Result<PathEnd<N>, PathFailure> {
    let mut path = LemkePath::new(game).ok_or(PathFailure::NoVertex)?;
    for _ in 0..vertices {
        if let Some(end) = path.step(stop).ok_or(PathFailure::NoVertex)? {
            return Ok(end);
        }
        if stop() {
            break;
        }
    }
    Err(PathFailure::TooLong)
}

/// The minimum ratio test: the pair whose member reaches 0 first along an edge, and the step to it.
struct RatioTest<N: PathNumber>(Option<(N::Step, ComplementaryPair)>);

impl<N: PathNumber> RatioTest<N> {
    fn offer(&mut self, pair: ComplementaryPair, value: N, rate: &N) {
        if let Some(step) = N::step_to_zero(value, rate)
            && self.0.as_ref().is_none_or(|(least, _)| step < *least)
        {
            self.0 = Some((step, pair));
        }
    }
}

impl<'a, N: PathNumber> LemkePath<'a, N> {
    /// The start: all senders are noise, one reply to each message is best against it, and one
    /// message of each type is best against these replies.
    fn new(game: &'a PerturbedGame<N>) -> Option<LemkePath<'a, N>> {
        let mut replies = Vec::with_capacity(game.replies.len());
        for (open, noise) in game.replies.iter().zip(&game.noise) {
            let best = |a: &&usize, b: &&usize| noise[**a].partial_cmp(&noise[**b]);
            replies.push(vec![*open.iter().max_by(|a, b| best(a, b).unwrap_or(Ordering::Equal))?]);
        }
        let mut best: Vec<Option<(N, usize)>> = vec![None; game.types];
        for (m, senders) in game.senders.iter().enumerate() {
            let payoffs = game.sender(m, replies[m][0]);
            for &t in senders {
                let mut worth = game.bonus[m][t].clone();
                worth.add_product(&game.unit, &payoffs[t]);
                if best[t].as_ref().is_none_or(|(most, _)| worth > *most) {
                    best[t] = Some((worth, m));
                }
            }
        }
        let sent = best.into_iter().map(|best| Some(vec![best?.1])).collect::<Option<_>>()?;
        let entering = ComplementaryPair::Noise;
        Some(LemkePath { game, supports: Supports { sent, replies }, entering })
    }

    /// Moves along two edges to the next vertex at which replies start to move, or returns the end;
    /// `None` where there is neither.
    fn step(&mut self, stop: &dyn Fn() -> bool) -> Option<Option<PathEnd<N>>> {
        let supports = self.supports.clone();
        let systems = VertexSystems::new(self.game, &supports, self.entering, stop)?;
        let (leaving, probability) = self.message_edge(&systems)?;
        if leaving == ComplementaryPair::Noise {
            return Some(Some(PathEnd { supports, probability }));
        }
        self.reply_edge(&systems, leaving)?;
        Some(None)
    }

    /// Follows the edge on which the replies are fixed: the pair that ends it, and the probability
    /// of each message there.
    fn message_edge(&self, systems: &VertexSystems<N>) -> Option<(ComplementaryPair, Vec<N>)> {
        let (game, supports) = (self.game, &self.supports);
        let [x, dx] = systems.messages()?;
        let mut ratios = RatioTest(None);
        ratios.offer(ComplementaryPair::Noise, x.noise.clone(), &dx.noise);
        // the receiver's payoff from each reply, and its rate of change
        let scaled = |by: &N| -> Vec<Vec<N>> {
            game.noise.iter().map(|line| line.iter().map(|w| w.times(by)).collect()).collect()
        };
        let (mut worth, mut change) = (scaled(&x.noise), scaled(&dx.noise));
        for (t, list) in supports.sent.iter().enumerate() {
            for (k, &m) in list.iter().enumerate() {
                let (q, dq) = (&x.sent[t][k], &dx.sent[t][k]);
                // the only message of a type has probability 0 only where all senders are noise
                if list.len() > 1 && self.entering != ComplementaryPair::Message(t, m) {
                    ratios.offer(ComplementaryPair::Message(t, m), q.clone(), dq);
                }
                let each = worth[m].iter_mut().zip(&mut change[m]);
                for ((worth, change), gain) in each.zip(game.receiver(m, t)) {
                    worth.add_product(q, gain);
                    change.add_product(dq, gain);
                }
            }
        }
        for (m, list) in supports.replies.iter().enumerate() {
            let (best, rate) = (&worth[m][list[0]], &change[m][list[0]]);
            for &a in game.replies[m].iter().filter(|a| !list.contains(a)) {
                if self.entering != ComplementaryPair::Reply(m, a) {
                    let falls = rate.clone() - &change[m][a];
                    ratios.offer(
                        ComplementaryPair::Reply(m, a),
                        best.clone() - &worth[m][a],
                        &falls,
                    );
                }
            }
        }
        let (step, leaving) = ratios.0?;
        let mut probability = vec![N::ZERO; game.senders.len()];
        for (t, list) in supports.sent.iter().enumerate() {
            for (k, &m) in list.iter().enumerate() {
                let end = N::after(&x.sent[t][k], &dx.sent[t][k], &step);
                if end > N::ZERO {
                    probability[m] = probability[m].clone() + &end;
                }
            }
        }
        // the losses after a message that only noise sends reach 0 together with the noise: that is
        // the end too
        let noiseless = N::after(&x.noise, &dx.noise, &step).vanishes();
        Some((if noiseless { ComplementaryPair::Noise } else { leaving }, probability))
    }

    /// Follows the edge on which the noise and the messages are fixed, to the next vertex.
    fn reply_edge(&mut self, systems: &VertexSystems<N>, start: ComplementaryPair) -> Option<()> {
        let (game, supports) = (self.game, &self.supports);
        let (y, dy) = (systems.replies()?, systems.reply_change(start)?);
        let mut ratios = RatioTest(None);
        let scale = systems.reply_scale();
        let scaled = |line: &Vec<N>| line.iter().map(|b| b.times(&scale)).collect();
        let mut worth: Vec<Vec<N>> = game.bonus.iter().map(scaled).collect();
        let mut change = vec![vec![N::ZERO; game.types]; game.bonus.len()];
        for (m, list) in supports.replies.iter().enumerate() {
            for (k, &a) in list.iter().enumerate() {
                ratios.offer(ComplementaryPair::Reply(m, a), y[m][k].clone(), &dy[m][k]);
                let each = worth[m].iter_mut().zip(&mut change[m]);
                for ((worth, change), u) in each.zip(game.sender(m, a)) {
                    worth.add_product(&y[m][k], u);
                    change.add_product(&dy[m][k], u);
                }
            }
        }
        if let ComplementaryPair::Reply(m, a) = start {
            change[m].iter_mut().zip(game.sender(m, a)).for_each(|(c, u)| c.add_product(&scale, u));
        }
        // the payoff of each type from a message that it goes on sending
        let kept = |(t, list): (usize, &Vec<usize>)| {
            let m = list.iter().find(|&&m| start != ComplementaryPair::Message(t, m))?;
            Some((&worth[*m][t], &change[*m][t]))
        };
        let kept: Vec<(&N, &N)> =
            supports.sent.iter().enumerate().map(kept).collect::<Option<_>>()?;
        for (m, senders) in game.senders.iter().enumerate() {
            for &t in senders.iter().filter(|&&t| !supports.sent[t].contains(&m)) {
                let (g, dg) = kept[t];
                let falls = dg.clone() - &change[m][t];
                ratios.offer(ComplementaryPair::Message(t, m), g.clone() - &worth[m][t], &falls);
            }
        }
        let (_, leaving) = ratios.0?;
        match start {
            ComplementaryPair::Message(t, m) => self.supports.sent[t].retain(|&n| n != m),
            ComplementaryPair::Reply(m, a) => self.supports.replies[m].push(a),
            ComplementaryPair::Noise => return None,
        }
        match leaving {
            ComplementaryPair::Message(t, m) => self.supports.sent[t].push(m),
            ComplementaryPair::Reply(m, a) => self.supports.replies[m].retain(|&b| b != a),
            ComplementaryPair::Noise => return None,
        }
        self.entering = leaving;
        Some(())
    }
}
