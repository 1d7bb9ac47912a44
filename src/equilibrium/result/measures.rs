//! Measures of an outcome: credibility, bluffing, information and its value.
//!
//! Types, messages and actions are given by their indices.

use super::outcome::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::{Game, InformationSet};

impl Equilibrium {
    /// The probability that the type is one of these, given message `m`; `None` when no type sends
    /// it.
    pub fn credibility(&self, m: usize, types: &[usize]) -> Option<Q> {
        let belief = self.belief(m)?;
        Some(distinct(types).iter().map(|&t| belief[t].clone()).sum())
    }

    /// The probability that one of these messages is sent, given that the type is one of these;
    /// `None` when no type is given.
    pub fn bluff_rate(&self, messages: &[usize], types: &[usize]) -> Option<Q> {
        let (prior, types) = (self.game().prior(), distinct(types));
        let weight: Q = types.iter().map(|&t| &prior[t]).sum();
        let sent = |m: usize| types.iter().map(move |&t| &prior[t] * &self.sender()[t][m]);
        let sent: Q = distinct(messages).into_iter().flat_map(sent).sum();
        (!weight.is_zero()).then(|| sent / weight)
    }

    /// The probability that the reply is one of `actions`, given that one of these types sends one
    /// of these messages; `None` when none of them does. For types that would not carry out a
    /// threat, it is the probability that their bluff is called.
    pub fn called(&self, messages: &[usize], actions: &[usize], types: &[usize]) -> Option<Q> {
        let (prior, actions) = (self.game().prior(), distinct(actions));
        let (mut sent, mut met) = (Q::ZERO, Q::ZERO);
        for m in distinct(messages) {
            let Some(reply) = self.receiver(m) else { continue };
            for t in distinct(types) {
                let weight = &prior[t] * &self.sender()[t][m];
                let act = |&a: &usize| self.game().chance_of_meeting(t, a) * &reply[a];
                met += &(&weight * &actions.iter().map(act).sum::<Q>());
                sent += &weight;
            }
        }
        (!sent.is_zero()).then(|| met / sent)
    }

    /// `[t][a]`: the probability of each action given the type: that its reader is there and acts so.
    pub fn rule(&self) -> Vec<Vec<Q>> {
        let actions = self.game().actions().len();
        let of = |(t, row): (usize, &Vec<Q>)| {
            let mut acts = vec![Q::ZERO; actions];
            for (m, weight) in row.iter().enumerate().filter(|(_, weight)| !weight.is_zero()) {
                for (act, p) in acts.iter_mut().zip(self.receiver(m).unwrap_or_default()) {
                    if !p.is_zero() {
                        *act += &(weight * p);
                    }
                }
            }
            if self.game().information_sets().len() > 1 {
                let chance = |a: usize| self.game().chance_of_meeting(t, a);
                acts.iter_mut().enumerate().for_each(|(a, p)| *p = &*p * chance(a));
            }
            acts
        };
        self.sender().iter().enumerate().map(of).collect()
    }

    /// The mutual information of message and type, in bits.
    pub fn information(&self) -> f64 {
        let signals = self.on_path().into_iter();
        let signals = signals.map(|m| (self.probability(m), self.belief(m).unwrap_or_default()));
        mutual_information(self.game().prior(), signals)
    }

    /// The mutual information of action and type, in bits: what actions reveal about types. With
    /// several audiences it is the sum over audiences.
    pub fn action_information(&self) -> f64 {
        let (prior, rule) = (self.game().prior(), self.rule());
        let of = |a: usize| {
            let mass: Vec<Q> = prior.iter().zip(&rule).map(|(p, row)| p * &row[a]).collect();
            let total: Q = mass.iter().sum();
            let belief = |x: &Q| if total.is_zero() { Q::ZERO } else { x / &total };
            (mass.iter().map(belief).collect::<Vec<Q>>(), total)
        };
        let actions: Vec<(Vec<Q>, Q)> = (0..self.game().actions().len()).map(of).collect();
        let signals = actions.iter().map(|(belief, total)| (total.clone(), belief.as_slice()));
        mutual_information(prior, signals)
    }

    /// The receiver's gain from the information in the messages: its payoff less that of a receiver
    /// who replies to each message as if all types that can send it did so with the same
    /// probability.
    ///
    /// In cheap talk this is the gain over the best action at the prior. Where the reply without
    /// information is not unique, it is the first of the best.
    pub fn value_of_information(&self) -> Q {
        self.on_path().into_iter().map(|m| gain(self.game(), m, &self.mass(m))).sum()
    }

    /// The masses `[signal][type]`: the probability that the type is this one and that it sends the
    /// message, for every message on the path.
    pub fn masses(&self) -> Vec<Vec<Q>> {
        self.on_path().into_iter().map(|m| self.mass(m)).collect()
    }

    /// `[t]`: the probability that the type is `t` and that it sends `m`.
    pub(crate) fn mass(&self, m: usize) -> Vec<Q> {
        self.game().prior().iter().zip(self.sender()).map(|(p, row)| p * &row[m]).collect()
    }

    /// Are the messages of this outcome at least as informative about the type as those of another,
    /// so that garbling them gives the other's without knowledge of the type (Blackwell 1953)?
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the outcomes are of games with different types.
    ///
    /// # Examples
    ///
    /// ```
    /// use schelling::equilibrium::{Kind, Search};
    /// use schelling::model;
    ///
    /// let game = model::by_name("farrell-rabin-job")?.game(&[])?;
    /// let all = game.equilibria(&Search::default())?;
    /// let [truth, silence] = [Kind::Separating, Kind::Babbling]
    ///     .map(|kind| all.iter().find(|eq| eq.kind() == kind).unwrap());
    /// assert!(truth.at_least_as_informative_as(silence)?);
    /// assert!(!silence.at_least_as_informative_as(truth)?);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn at_least_as_informative_as(&self, other: &Equilibrium) -> Result<bool, Error> {
        if self.game().types() != other.game().types() {
            return Err(Error::Game(
                "the outcomes are of games with different types, so that what they say about the \
                 type cannot be compared"
                    .into(),
            ));
        }
        let mut program = Program::new();
        let (own, others) = (self.on_path(), other.on_path());
        let garbled: Vec<Vec<usize>> = own
            .iter()
            .map(|_| others.iter().map(|_| program.variable(Q::ZERO)).collect())
            .collect();
        for row in &garbled {
            program.equal(row.iter().map(|&v| (v, Q::ONE)), Q::ONE);
        }
        for t in 0..self.game().types().len() {
            for (k, &n) in others.iter().enumerate() {
                let row =
                    own.iter().zip(&garbled).map(|(&m, row)| (row[k], self.sender()[t][m].clone()));
                program.equal(row.collect::<Vec<_>>(), other.sender()[t][n].clone());
            }
        }
        Ok(!matches!(program.solve(), Solution::Infeasible { .. }))
    }
}

/// The mutual information of type and signal, in bits, of signals given by their probability and
/// the belief after each.
pub(crate) fn mutual_information<'a>(
    prior: &[Q],
    signals: impl Iterator<Item = (Q, &'a [Q])>,
) -> f64 {
    let of = |(probability, belief): (Q, &[Q])| {
        let bits = belief.iter().zip(prior).filter(|(q, _)| !q.is_zero());
        let bits = bits.map(|(q, p)| (&probability * q).to_f64() * (q / p).to_f64().log2());
        bits.sum::<f64>()
    };
    signals.map(of).sum()
}

/// The readers' gain, together, from a signal that comes with message `m`: their payoff less that of
/// the reply to `m` that is best at the prior on the types that can send it, of several the first.
/// `mass[t]` is the probability of type t and the signal.
pub(crate) fn gain(game: &Game, m: usize, mass: &[Q]) -> Q {
    let worth = |weights: &[Q], a: usize| -> Q {
        game.senders(m).map(|t| &weights[t] * game.receiver_payoff(t, m, a)).sum()
    };
    let of = |set: &InformationSet| {
        let replies = || game.replies(m).iter().copied().filter(|a| set.actions().contains(a));
        let best = replies().map(|a| worth(mass, a)).max().unwrap_or_default();
        let blind = replies().rev().max_by_key(|&a| worth(game.prior(), a));
        best - blind.map_or(Q::ZERO, |a| worth(mass, a))
    };
    game.information_sets().iter().map(of).sum()
}

/// The distinct indices, ascending.
fn distinct(indices: &[usize]) -> Vec<usize> {
    let mut indices = indices.to_vec();
    indices.sort_unstable();
    indices.dedup();
    indices
}
