//! A whole assessment for an outcome: a supporting reply and a belief after each unsent message.

use super::deterrence::Deterrence;
use crate::equilibrium::result::{Equilibrium, Reply};
use crate::exact::Q;
use crate::exact::budget::unwinding;
use crate::game::Game;

/// The most types for which all extreme replies off the path are listed.
///
/// Replies and the corners of their beliefs multiply with each type: in random games with as many
/// messages and actions, 8 types take no time that a reader notices and 15 do not finish. Above the
/// limit one reply is found by pivoting instead, so a wrong value costs time or shows fewer
/// replies. Not measured on a bench.
const FEW_TYPES: usize = 8;

impl Equilibrium {
    /// A reply `[m][a]` to every message and a belief `[m][t]` behind each: with
    /// [`Equilibrium::sender`] the outcome as a whole assessment (Kreps and Wilson 1982), in the
    /// form that [`verify`](crate::equilibrium::verify::verify) takes.
    ///
    /// With up to 8 types, the replies off the path are the first of [`Equilibrium::off_path`].
    /// With more, listing all of them may take forever, so that a single supporting reply is looked
    /// for first. Where nothing supports the outcome, which happens only if a file claims too much,
    /// the reply is best at the prior.
    ///
    /// ```
    /// use schelling::equilibrium::verify::verify;
    /// use schelling::{Error, Game, Q, Search};
    ///
    /// # fn main() -> Result<(), Error> {
    /// let same = vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
    /// let prior = ["1/3".parse()?, "2/3".parse()?];
    /// let game = Game::cheap_talk(same.clone(), same, prior, ["yes", "no"])?;
    /// for eq in &game.equilibria(&Search::default())? {
    ///     let (replies, beliefs) = eq.assessment();
    ///     assert!(verify(&game, eq.sender(), &replies, Some(&beliefs))?.ok());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn assessment(&self) -> (Vec<Vec<Q>>, Vec<Option<Vec<Q>>>) {
        if self.channel().is_some() {
            return self.noisy_assessment();
        }
        let game = self.game();
        let deterrence = self.has_many_types().then(|| Deterrence::new(game));
        let off_path = |m: usize| {
            let single = |d: &Deterrence| d.reply(m, self.sender_payoffs(), &unwinding);
            let listed = || self.off_path(m).into_iter().next().map(|r| (r.reply, r.belief));
            let supporting = deterrence.as_ref().and_then(single).or_else(listed);
            supporting.unwrap_or_else(|| best_at_prior(game, m))
        };
        let each = (0..game.messages().len()).map(|m| match (self.receiver(m), self.belief(m)) {
            (Some(reply), Some(belief)) => {
                let mut reply = reply.to_vec();
                // the readers whom the senders of m never meet reply too
                if let Some(other) = self.unexpected(m).first() {
                    reply.iter_mut().zip(&other.reply).for_each(|(all, own)| *all += own);
                }
                (reply, belief.to_vec())
            }
            _ => off_path(m),
        });
        each.map(|(reply, belief)| (reply, Some(belief))).unzip()
    }

    /// The assessment of an outcome of a game with noise: at signals that hang together, the first
    /// profile of replies with its first chain of beliefs.
    fn noisy_assessment(&self) -> (Vec<Vec<Q>>, Vec<Option<Vec<Q>>>) {
        let Some(channel) = self.channel() else { return Default::default() };
        let mut all: Vec<Option<(Vec<Q>, Vec<Q>)>> = (0..self.seen().len())
            .map(|s| {
                let (mut reply, belief) = (self.receiver(s)?.to_vec(), self.belief(s)?.to_vec());
                if let Some(other) = self.unexpected(s).first() {
                    reply.iter_mut().zip(&other.reply).for_each(|(all, own)| *all += own);
                }
                Some((reply, belief))
            })
            .collect();
        for s in 0..all.len() {
            if all[s].is_some() {
                continue;
            }
            let Some(profile) = self.off_path_profiles(s).into_iter().next() else {
                // nothing supports the outcome, if a file claims too much
                let reply = channel.completed(self.game(), s, None);
                all[s] = Some((reply, self.game().prior().to_vec()));
                continue;
            };
            let beliefs = profile.beliefs.into_iter().next().unwrap_or_default();
            for ((k, reply), belief) in profile.signals.iter().zip(profile.replies).zip(beliefs) {
                match &mut all[*k] {
                    // readers who are not expected at a signal that is seen
                    Some((known, _)) if self.belief(*k).is_some() => {
                        for (_, set) in channel.readers(self.game(), *k) {
                            let own = &reply[set.actions()];
                            if own.iter().any(|q| !q.is_zero()) {
                                known[set.actions()].clone_from_slice(own);
                            }
                        }
                    }
                    place => *place = Some((reply, belief)),
                }
            }
        }
        all.into_iter().flatten().map(|(reply, belief)| (reply, Some(belief))).unzip()
    }

    /// The replies that a report shows, by message: all of [`Equilibrium::off_path`], or with many
    /// types the one of [`Equilibrium::assessment`] with its one belief.
    pub(crate) fn shown_off_path(&self) -> Vec<Vec<Reply>> {
        if !self.has_many_types() {
            return (0..self.seen().len()).map(|m| self.off_path(m)).collect();
        }
        let (replies, beliefs) = self.assessment();
        let each = replies.into_iter().zip(beliefs).enumerate();
        each.map(|(m, (reply, belief))| match (self.belief(m), belief) {
            (None, Some(belief)) => {
                vec![Reply { reply, beliefs: vec![belief.clone()], belief, later: Vec::new() }]
            }
            _ => Vec::new(),
        })
        .collect()
    }

    /// Are there so many types that listing all replies off the path may take forever?
    pub(crate) fn has_many_types(&self) -> bool {
        self.channel().is_none() && self.game().types().len() > FEW_TYPES
    }
}

/// A best reply to `m` at the prior restricted to the types that can send `m`, and that belief.
fn best_at_prior(game: &Game, m: usize) -> (Vec<Q>, Vec<Q>) {
    let able = |t: usize| game.is_available(t, m);
    let mass = |t: usize| if able(t) { game.prior()[t].clone() } else { Q::ZERO };
    let masses: Vec<Q> = (0..game.types().len()).map(mass).collect();
    let worth = |a: usize| -> Q {
        let each = masses.iter().enumerate().filter(|(_, mass)| mass.is_positive());
        each.map(|(t, mass)| mass * game.receiver_payoff(t, m, a)).sum()
    };
    let best = game.replies(m).iter().copied().max_by_key(|&a| worth(a));
    let mut reply = vec![Q::ZERO; game.actions().len()];
    best.into_iter().for_each(|a| reply[a] = Q::ONE);
    let total: Q = masses.iter().sum();
    (reply, masses.iter().map(|mass| mass / &total).collect())
}
