//! Results: the best that can be done under a regime, and the rule that does it.

use serde::{Deserialize, Serialize};

use super::{
    Adversary, Certificate, Heard, MessageShare, Objective, Promise, Question, RegimeKind,
    RegimeSolution, Unadvised,
};
use crate::equilibrium::{gain, mutual_information};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::game::Game;

/// The best that can be done under one regime, with the rule that does it and a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regime {
    pub(super) game: Game,
    pub(super) kind: &'static RegimeKind,
    pub(super) objective: Objective,
    pub(super) heard: Option<Heard>,
    pub(super) value: Q,
    pub(super) attained: bool,
    pub(super) rule: Vec<Vec<Q>>,
    pub(super) experiment: Vec<Signal>,
    pub(super) sender_payoffs: Vec<Q>,
    pub(super) receiver_payoff: Q,
    /// By audience.
    pub(super) receiver_payoffs: Vec<Q>,
    pub(super) unsent: Vec<Promise>,
    pub(super) unadvised: Vec<Unadvised>,
    pub(super) certificate: Certificate,
}

/// What the receiver learns with some probability, and how it replies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Signal {
    /// The information set that alone gets the signal, by index; none where everybody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<usize>,
    /// The message of the game that is sent, where payoffs depend on the message.
    pub message: Option<usize>,
    /// The probability of the signal; that of a reader with types counts as if it were there.
    pub probability: Q,
    /// The probability of each type, given the signal; see [`Regime::reading`] for what a reader
    /// with types believes.
    pub belief: Vec<Q>,
    /// The probability of each action, given the signal: by information set, and of all of them or
    /// of the one that gets the signal.
    pub reply: Vec<Q>,
    /// Under partial credibility, the probability that the report is official, given the signal.
    pub official: Option<Q>,
}

impl RegimeKind {
    /// Finds the best that can be done under this regime.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when it is not defined for the game, or the objective does not fit;
    /// [`Error::Limit`] when the work was stopped or would go past a limit.
    pub fn solve(&'static self, question: &Question) -> Result<Regime, Error> {
        if !self.costly {
            let hint = ": for this game ask for persuasion, mediation, talk or first best";
            self.require_cheap_talk(question.game(), hint)?;
        }
        let question = &question.clone().heard(self.hearing(question)?);
        let result = |solution| {
            let regime = Regime::new(question, self, solution)?;
            // what a solver takes for the value is that of its rule, unless Nature may lower it
            let silent = self.adversary != Adversary::InformedNature;
            debug_assert!(!silent || regime.value == regime.hoped());
            Ok(regime)
        };
        question.within_limits(|| match (self.solver)(question) {
            Ok(solution) => result(solution),
            Err(error) => match error.found::<RegimeSolution>().cloned() {
                Some(incumbent) => Err(error.with(result(incumbent)?)),
                None => Err(error),
            },
        })
    }
}

impl Regime {
    /// Builds the result from a solution: the rule, the signals and the payoffs follow from its
    /// message shares.
    pub(super) fn new(
        question: &Question,
        kind: &'static RegimeKind,
        solution: RegimeSolution,
    ) -> Result<Regime, Error> {
        let (game, weights) = (question.game(), question.weights()?);
        let prior = game.prior();
        let mut rule = vec![vec![Q::ZERO; game.actions().len()]; prior.len()];
        let mut sender_payoffs = vec![Q::ZERO; prior.len()];
        let mut receiver_payoffs = vec![Q::ZERO; game.readers().len().max(1)];
        let audiences: Vec<usize> = game
            .information_sets()
            .iter()
            .flat_map(|set| set.actions().map(|_| set.audience()))
            .collect();
        let mut experiment = Vec::new();
        let costly = !game.is_cheap_talk();
        for MessageShare { message, reader, mass, reply } in solution.shares {
            let probability: Q = mass.iter().sum();
            if probability.is_zero() {
                continue;
            }
            for (t, x) in mass.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
                for (a, q) in reply.iter().enumerate().filter(|(_, q)| !q.is_zero()) {
                    let joint = x * q;
                    let payoff = &joint * game.receiver_payoff(t, message, a);
                    receiver_payoffs[audiences[a]] += &payoff;
                    let share = joint / &prior[t];
                    sender_payoffs[t] += &(&share * game.sender_payoff(t, message, a));
                    rule[t][a] += &share;
                }
            }
            experiment.push(Signal {
                reader,
                message: costly.then_some(message),
                belief: mass.iter().map(|x| x / &probability).collect(),
                reply,
                probability,
                official: None,
            });
        }
        let of_rule = || weights.value(&sender_payoffs, &receiver_payoffs);
        Ok(Regime {
            game: game.clone(),
            kind,
            objective: question.objective().clone(),
            heard: question.hearing(),
            value: solution.value.unwrap_or_else(of_rule),
            attained: solution.attained,
            rule,
            experiment,
            sender_payoffs,
            receiver_payoff: receiver_payoffs.iter().sum(),
            receiver_payoffs,
            unsent: solution.unsent,
            unadvised: solution.unadvised,
            certificate: solution.certificate,
        })
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// The kind of regime, a line of [`TABLE`](super::TABLE).
    pub fn kind(&self) -> &'static RegimeKind {
        self.kind
    }

    /// The payoff that is maximised.
    pub fn objective(&self) -> &Objective {
        &self.objective
    }

    /// Who hears what, where the game has several readers or one with types.
    pub fn heard(&self) -> Option<Heard> {
        self.heard
    }

    /// The supremum of the objective under the regime; where Nature may inform the receiver, of
    /// what is certain.
    pub fn value(&self) -> &Q {
        &self.value
    }

    /// The objective under the rule. It is the value, unless Nature may inform the receiver: then
    /// it is what the rule gives if Nature is silent.
    pub fn hoped(&self) -> Q {
        let weights = self.objective.weights(&self.game).expect("they fitted when it was solved");
        weights.value(&self.sender_payoffs, &self.receiver_payoffs)
    }

    /// Does the rule reach the value? If not, it is the limit of rules whose values come
    /// arbitrarily close to it.
    pub fn attained(&self) -> bool {
        self.attained
    }

    /// `[t][a]`: the probability that type t meets action a.
    pub fn rule(&self) -> &[Vec<Q>] {
        &self.rule
    }

    /// The signals that the receiver gets, with their probabilities, which are positive.
    pub fn experiment(&self) -> &[Signal] {
        &self.experiment
    }

    /// `[t]`: the payoff of each type.
    pub fn sender_payoffs(&self) -> &[Q] {
        &self.sender_payoffs
    }

    /// The sender's expected payoff over the prior.
    pub fn sender_payoff(&self) -> Q {
        self.game.prior().iter().zip(&self.sender_payoffs).map(|(p, u)| p * u).sum()
    }

    /// The expected payoff of each audience.
    pub fn receiver_payoffs(&self) -> &[Q] {
        &self.receiver_payoffs
    }

    /// The receiver's expected payoff, or the sum of those of all audiences.
    pub fn receiver_payoff(&self) -> &Q {
        &self.receiver_payoff
    }

    /// What a signal tells the reader that gets it: the probability that it is there and gets the
    /// signal, and its belief about the sender's type. For a signal that everybody gets they are
    /// those of the signal.
    pub fn reading(&self, signal: &Signal) -> (Q, Vec<Q>) {
        let Some(r) = signal.reader else {
            return (signal.probability.clone(), signal.belief.clone());
        };
        let weights = self.game.information_sets()[r].weights();
        let met: Vec<Q> = signal.belief.iter().zip(weights).map(|(q, w)| q * w).collect();
        let total: Q = met.iter().sum();
        if total.is_zero() {
            return (total, signal.belief.clone());
        }
        let belief = met.iter().map(|q| q / &total).collect();
        (&signal.probability * &total, belief)
    }

    /// The mutual information of type and signal, in bits; where readers are advised in private, the
    /// sum of it over the information sets.
    pub fn information(&self) -> f64 {
        let of = |reader: Option<usize>| {
            let signals = self.experiment.iter().filter(|s| s.reader == reader);
            let signals = signals.map(|s| (s.probability.clone(), s.belief.as_slice()));
            mutual_information(self.game.prior(), signals)
        };
        let readers = self.game.information_sets().len();
        match self.experiment.iter().any(|signal| signal.reader.is_some()) {
            true => (0..readers).map(|r| of(Some(r))).sum(),
            false => of(None),
        }
    }

    /// The receiver's gain from what it learns; see
    /// [`Equilibrium::value_of_information`](crate::equilibrium::Equilibrium::value_of_information).
    pub fn value_of_information(&self) -> Q {
        let of = |(signal, mass): (&Signal, Vec<Q>)| {
            checkpoint();
            let m = signal.message.unwrap_or(0);
            match self.heard {
                None => gain(&self.game, m, &mass),
                Some(_) => self.gain_of_readers(signal.reader, m, &mass),
            }
        };
        self.experiment.iter().zip(self.masses()).map(of).sum()
    }

    /// The gain of one reader, or of all, at a mass of types from knowing it over knowing the prior.
    fn gain_of_readers(&self, reader: Option<usize>, m: usize, mass: &[Q]) -> Q {
        let game = &self.game;
        let worth = |weights: &[Q], a: usize| -> Q {
            game.senders(m).map(|t| &weights[t] * game.receiver_payoff(t, m, a)).sum()
        };
        let sets = game.information_sets().iter().enumerate();
        let heard = sets.filter(|(r, _)| reader.is_none_or(|reader| reader == *r));
        let gains = heard.map(|(_, set)| {
            let own = || game.replies(m).iter().copied().filter(|a| set.actions().contains(a));
            let best = own().map(|a| worth(mass, a)).max().unwrap_or_default();
            let blind = own().rev().max_by_key(|&a| worth(game.prior(), a));
            best - blind.map_or(Q::ZERO, |a| worth(mass, a))
        });
        gains.sum()
    }

    /// The masses `[signal][type]`: the probability of the type and the signal.
    pub fn masses(&self) -> Vec<Vec<Q>> {
        let mass = |s: &Signal| s.belief.iter().map(|q| &s.probability * q).collect();
        self.experiment.iter().map(mass).collect()
    }

    /// The receiver's replies to messages that nobody sends, where it commits and messages are
    /// costly.
    pub fn unsent(&self) -> &[Promise] {
        &self.unsent
    }

    /// The advice after messages that were not advised, where a mediator commits and messages are
    /// costly; each is sent with probability 0.
    pub fn unadvised(&self) -> &[Unadvised] {
        &self.unadvised
    }

    /// The proof that nothing is better.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}
