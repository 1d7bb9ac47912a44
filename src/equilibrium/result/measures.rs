//! Measures of an outcome: credibility, bluffing, information and its value.
//!
//! Types, messages and actions are given by their indices.

use super::outcome::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::{Channel, Game, InformationSet};

impl Equilibrium {
    /// The probability that the type is one of these, given message `m` (in a game with noise: a
    /// signal); `None` when it is never seen.
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
        let (mut sent, mut done) = (Q::ZERO, Q::ZERO);
        for m in distinct(messages) {
            for t in distinct(types) {
                let Some(met) = self.met(t, m) else { continue };
                let weight = &prior[t] * &self.sender()[t][m];
                let act = |&a: &usize| self.game().chance_of_meeting(t, a) * &met[a];
                done += &(&weight * &actions.iter().map(act).sum::<Q>());
                sent += &weight;
            }
        }
        (!sent.is_zero()).then(|| done / sent)
    }

    /// `[t][a]`: the probability of each action given the type: that its reader is there and acts so.
    pub fn rule(&self) -> Vec<Vec<Q>> {
        let actions = self.game().actions().len();
        let of = |(t, row): (usize, &Vec<Q>)| {
            let mut acts = vec![Q::ZERO; actions];
            for (m, weight) in row.iter().enumerate().filter(|(_, weight)| !weight.is_zero()) {
                for (act, p) in acts.iter_mut().zip(self.met(t, m).iter().flat_map(|r| r.iter())) {
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

    /// The mutual information of type and message, or of type and [signal](Equilibrium::seen), in
    /// bits: what the receiver learns. Where audiences see signals of their own, it is that of the
    /// messages.
    pub fn information(&self) -> f64 {
        let masses = self.masses();
        let signals = masses.iter().map(|mass| {
            let total: Q = mass.iter().sum();
            let belief: Vec<Q> = mass.iter().map(|x| x / &total).collect();
            (total, belief)
        });
        let signals: Vec<(Q, Vec<Q>)> = signals.collect();
        let signals = signals.iter().map(|(total, belief)| (total.clone(), belief.as_slice()));
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
    ///
    /// In a game with noise, the other receiver replies to each signal as if all types sent all
    /// messages that may lead to it with the same probability.
    pub fn value_of_information(&self) -> Q {
        match self.channel() {
            None => self.on_path().into_iter().map(|m| gain(self.game(), m, &self.mass(m))).sum(),
            Some(channel) => {
                self.seen_on_path().into_iter().map(|s| noisy_gain(self, channel, s)).sum()
            }
        }
    }

    /// The masses `[signal][type]`: the probability of the type and of what is seen, for every
    /// message, or [signal](Equilibrium::seen), on the path. Where audiences see signals of their
    /// own, these are the messages.
    pub fn masses(&self) -> Vec<Vec<Q>> {
        if self.channel().is_some() && self.game().readers().len() > 1 {
            let (prior, sender) = (self.game().prior(), self.sender());
            let sent = |m: usize| prior.iter().zip(sender).map(|(p, row)| p * &row[m]).collect();
            return self.on_path().into_iter().map(sent).collect();
        }
        self.seen_on_path().into_iter().map(|s| self.mass(s)).collect()
    }

    /// `[t]`: the probability that the type is `t` and that `s` is seen, a message or a signal.
    pub(crate) fn mass(&self, s: usize) -> Vec<Q> {
        let (prior, sender) = (self.game().prior(), self.sender());
        let Some(channel) = self.channel() else {
            return prior.iter().zip(sender).map(|(p, row)| p * &row[s]).collect();
        };
        let seen = |t: usize| -> Q {
            let sent = sender[t].iter().zip(&channel.noise()[t]).filter(|(x, _)| !x.is_zero());
            sent.map(|(x, row)| x * &row[s]).sum()
        };
        prior.iter().enumerate().map(|(t, p)| p * &seen(t)).collect()
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
        let (own, others) = (self.given_type(), other.given_type());
        let garbled: Vec<Vec<usize>> = own
            .iter()
            .map(|_| others.iter().map(|_| program.variable(Q::ZERO)).collect())
            .collect();
        for row in &garbled {
            program.equal(row.iter().map(|&v| (v, Q::ONE)), Q::ONE);
        }
        for t in 0..self.game().types().len() {
            for (k, of_other) in others.iter().enumerate() {
                let row = own.iter().zip(&garbled).map(|(seen, row)| (row[k], seen[t].clone()));
                program.equal(row.collect::<Vec<_>>(), of_other[t].clone());
            }
        }
        Ok(!matches!(program.solve(), Solution::Infeasible { .. }))
    }

    /// `[seen][t]`: the probability of what is seen given the type, for what is seen on the path.
    fn given_type(&self) -> Vec<Vec<Q>> {
        let of = |masses: Vec<Q>| {
            masses.iter().zip(self.game().prior()).map(|(mass, p)| mass / p).collect()
        };
        self.masses().into_iter().map(of).collect()
    }
}

/// The receiver's gain at a signal over the reply that is best if every type sends every message that
/// may lead to it equally often.
fn noisy_gain(eq: &Equilibrium, channel: &Channel, s: usize) -> Q {
    let game = eq.game();
    let worth = |a: usize, sent: &dyn Fn(usize, usize) -> Q| -> Q {
        let types = 0..game.types().len();
        let pairs = types.flat_map(|t| (0..game.messages().len()).map(move |m| (t, m)));
        let pairs = pairs.filter(|&(t, m)| !channel.noise()[t][m][s].is_zero());
        let mass =
            |t: usize, m: usize| &(&game.prior()[t] * &channel.noise()[t][m][s]) * &sent(t, m);
        pairs.map(|(t, m)| &mass(t, m) * game.receiver_payoff(t, m, a)).sum()
    };
    let informed = |a: usize| worth(a, &|t, m| eq.sender()[t][m].clone());
    let of = |set: &InformationSet| {
        let own = || channel.replies(s).iter().copied().filter(|a| set.actions().contains(a));
        let best = own().map(informed).max().unwrap_or_default();
        let blind = own().rev().max_by_key(|&a| worth(a, &|_, _| Q::ONE));
        best - blind.map_or(Q::ZERO, informed)
    };
    channel.readers(game, s).map(|(_, set)| of(set)).sum()
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
