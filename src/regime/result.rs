//! Results: the best that can be done under a regime, and the rule that does it.

use serde::{Deserialize, Serialize};

use super::{
    Adversary, Certificate, MessageShare, Objective, Promise, Question, RegimeKind, RegimeSolution,
    Unadvised,
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
    pub(super) value: Q,
    pub(super) attained: bool,
    pub(super) rule: Vec<Vec<Q>>,
    pub(super) experiment: Vec<Signal>,
    pub(super) sender_payoffs: Vec<Q>,
    pub(super) receiver_payoff: Q,
    pub(super) unsent: Vec<Promise>,
    pub(super) unadvised: Vec<Unadvised>,
    pub(super) certificate: Certificate,
}

/// What the receiver learns with some probability, and how it replies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Signal {
    /// The message of the game that is sent, where payoffs depend on the message.
    pub message: Option<usize>,
    /// The probability of the signal.
    pub probability: Q,
    /// The probability of each type, given the signal.
    pub belief: Vec<Q>,
    /// The probability of each action, given the signal.
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
            let hint = ": for this game ask for persuasion, talk or first best";
            self.require_cheap_talk(question.game(), hint)?;
        }
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
        let mut receiver_payoff = Q::ZERO;
        let mut experiment = Vec::new();
        let costly = !game.is_cheap_talk();
        for MessageShare { message, mass, reply } in solution.shares {
            let probability: Q = mass.iter().sum();
            if probability.is_zero() {
                continue;
            }
            for (t, x) in mass.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
                for (a, q) in reply.iter().enumerate().filter(|(_, q)| !q.is_zero()) {
                    let joint = x * q;
                    receiver_payoff += &(&joint * game.receiver_payoff(t, message, a));
                    let share = joint / &prior[t];
                    sender_payoffs[t] += &(&share * game.sender_payoff(t, message, a));
                    rule[t][a] += &share;
                }
            }
            experiment.push(Signal {
                message: costly.then_some(message),
                belief: mass.iter().map(|x| x / &probability).collect(),
                reply,
                probability,
                official: None,
            });
        }
        let of_rule = || weights.value(&sender_payoffs, &receiver_payoff);
        Ok(Regime {
            game: game.clone(),
            kind,
            objective: question.objective().clone(),
            value: solution.value.unwrap_or_else(of_rule),
            attained: solution.attained,
            rule,
            experiment,
            sender_payoffs,
            receiver_payoff,
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

    /// The supremum of the objective under the regime; where Nature may inform the receiver, of
    /// what is certain.
    pub fn value(&self) -> &Q {
        &self.value
    }

    /// The objective under the rule. It is the value, unless Nature may inform the receiver: then
    /// it is what the rule gives if Nature is silent.
    pub fn hoped(&self) -> Q {
        let weights = self.objective.weights(&self.game).expect("they fitted when it was solved");
        weights.value(&self.sender_payoffs, &self.receiver_payoff)
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

    /// The receiver's expected payoff.
    pub fn receiver_payoff(&self) -> &Q {
        &self.receiver_payoff
    }

    /// The mutual information of type and signal, in bits.
    pub fn information(&self) -> f64 {
        let signals = self.experiment.iter().map(|s| (s.probability.clone(), s.belief.as_slice()));
        mutual_information(self.game.prior(), signals)
    }

    /// The receiver's gain from what it learns; see
    /// [`Equilibrium::value_of_information`](crate::equilibrium::Equilibrium::value_of_information).
    pub fn value_of_information(&self) -> Q {
        let of = |(signal, mass): (&Signal, Vec<Q>)| {
            checkpoint();
            gain(&self.game, signal.message.unwrap_or(0), &mass)
        };
        self.experiment.iter().zip(self.masses()).map(of).sum()
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
