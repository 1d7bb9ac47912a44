//! What readers believe in an outcome, and what they get.

use super::outcome::Equilibrium;
use crate::exact::Q;

impl Equilibrium {
    /// `[t]`: what the information set `r` believes after message `m`, by Bayes' rule from the chances
    /// that types meet it; `None` where no type that sends `m` does.
    pub fn reader_belief(&self, r: usize, m: usize) -> Option<Vec<Q>> {
        let weights = self.game().information_sets()[r].weights();
        let mass: Vec<Q> = self.mass(m).iter().zip(weights).map(|(x, w)| x * w).collect();
        let total: Q = mass.iter().sum();
        (!total.is_zero()).then(|| mass.into_iter().map(|x| x / &total).collect())
    }

    /// The expected payoff of each audience at the prior: one where there is one receiver. Their sum
    /// is [`Equilibrium::receiver_payoff`].
    pub fn reader_payoffs(&self) -> Vec<Q> {
        let game = self.game();
        let mut payoffs = vec![Q::ZERO; game.readers().len().max(1)];
        if let Some(channel) = self.channel() {
            for s in self.seen_on_path() {
                let reply = self.receiver(s).unwrap_or_default();
                for (t, m) in channel.origins(s) {
                    let mass =
                        &(&game.prior()[t] * &self.sender()[t][m]) * &channel.noise()[t][m][s];
                    let used = reply.iter().enumerate().filter(|(_, q)| !q.is_zero());
                    let worth: Q = used.map(|(a, q)| q * game.receiver_payoff(t, m, a)).sum();
                    payoffs[channel.audience(s)] += &(&mass * &worth);
                }
            }
            return payoffs;
        }
        for m in self.on_path() {
            let (mass, reply) = (self.mass(m), self.receiver(m).unwrap_or_default());
            for set in game.information_sets() {
                for a in set.actions().filter(|&a| !reply[a].is_zero()) {
                    let worth = mass.iter().enumerate();
                    let worth: Q = worth.map(|(t, x)| x * game.receiver_payoff(t, m, a)).sum();
                    payoffs[set.audience()] += &(&reply[a] * &worth);
                }
            }
        }
        payoffs
    }
}
