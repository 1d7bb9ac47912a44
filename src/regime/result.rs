//! What a regime gives: the best it can do, how, and a proof that nothing does better.

use serde::{Deserialize, Serialize};

use super::guarantee::{Conflict, Guarantee};
use super::kind::RegimeKind;
use super::objective::{Objective, Weights};
use crate::equilibrium::{gain, mutual_information};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::game::Game;

/// The best that can be reached under one regime, with the rule that reaches it and a proof.
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
    pub(super) certificate: Certificate,
}

/// What the receiver would reply to a message that nobody sends, because it says so.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Promise {
    /// The message.
    pub message: usize,
    /// The probability of each action.
    pub reply: Vec<Q>,
}

/// What the receiver learns with some probability, and what follows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Signal {
    /// The message of the game that is sent, where it matters which.
    pub message: Option<usize>,
    /// How often.
    pub probability: Q,
    /// The probability of each type then.
    pub belief: Vec<Q>,
    /// The probability of each action then.
    pub reply: Vec<Q>,
    /// Under partial credibility: how likely the report is official.
    pub official: Option<Q>,
}

/// Why nothing better is possible under the regime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// A price for each constraint (dual multipliers): the value is the sum of prior times price
    /// over the types, and no rule is worth more than that at these prices.
    Prices(Vec<Price>),
    /// All of these were compared: best replies to the prior, or extreme equilibrium outcomes.
    Comparison(usize),
    /// Branch and bound closed this many nodes, each by a linear programme.
    Branches(usize),
    /// Which types may be pooled whatever Nature tells the receiver, and prices as above.
    Guarantee(Guarantee),
}

impl Certificate {
    /// A price for each constraint that binds, and one for each type; none where the proof is
    /// another.
    pub fn prices(&self) -> Vec<Price> {
        let of = |(t, price): (usize, &Q)| Price {
            constraint: Constraint::Probability { t },
            price: price.clone(),
        };
        match self {
            Certificate::Prices(prices) => prices.clone(),
            Certificate::Guarantee(guarantee) => {
                guarantee.known.iter().enumerate().map(of).collect()
            }
            Certificate::Comparison(_) | Certificate::Branches(_) => Vec::new(),
        }
    }

    /// Are all indices in it those of the game?
    pub(super) fn fits(&self, game: &Game) -> bool {
        let prices = match self {
            Certificate::Prices(prices) => prices,
            Certificate::Guarantee(guarantee) => return guarantee.fits(game),
            _ => return true,
        };
        let (types, actions) = (game.types().len(), game.actions().len());
        let message = |m: Option<usize>| m.is_none_or(|m| m < game.messages().len());
        prices.iter().all(|price| match price.constraint {
            Constraint::Probability { t } => t < types,
            Constraint::Obedience { message: m, action, better } => {
                message(m) && action < actions && better < actions
            }
            Constraint::Honesty { t, report } => t < types && report < types,
            Constraint::Tie { message: m, action } => message(m) && action < actions,
        })
    }
}

/// What a constraint costs: the rate at which the value rises when it is relaxed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// The constraint.
    pub constraint: Constraint,
    /// The rate.
    pub price: Q,
}

/// A constraint on rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Constraint {
    /// Every type is given something: its masses sum to its prior probability.
    Probability {
        /// The type.
        t: usize,
    },
    /// Told to reply `action`, the receiver does not prefer `better`.
    Obedience {
        /// The message with which it is told, where it matters which.
        message: Option<usize>,
        /// The reply.
        action: usize,
        /// The other one.
        better: usize,
    },
    /// Type `t` does not prefer what type `report` is given.
    Honesty {
        /// The type.
        t: usize,
        /// The other one.
        report: usize,
    },
    /// Where the receiver always ties, it may reply `action`.
    Tie {
        /// The message after which it does, where it matters which.
        message: Option<usize>,
        /// The reply.
        action: usize,
    },
}

/// Masses of types that get the same message and reply.
pub(super) struct MessageShare {
    pub message: usize,
    /// By type, joint with the prior.
    pub mass: Vec<Q>,
    /// By action.
    pub reply: Vec<Q>,
}

impl MessageShare {
    /// A lot whose reply is one action.
    pub fn pure(game: &Game, message: usize, mass: Vec<Q>, action: usize) -> MessageShare {
        let mut reply = vec![Q::ZERO; game.actions().len()];
        reply[action] = Q::ONE;
        MessageShare { message, mass, reply }
    }
}

/// A question that a regime answers.
pub(super) struct Asked<'a> {
    pub game: &'a Game,
    pub objective: &'a Objective,
    pub weights: &'a Weights,
}

impl Regime {
    /// The result of these lots, worth what they are worth to the objective.
    pub(super) fn new(
        asked: &Asked,
        kind: &'static RegimeKind,
        lots: &[MessageShare],
        certificate: Certificate,
    ) -> Regime {
        let game = asked.game;
        let prior = game.prior();
        let mut rule = vec![vec![Q::ZERO; game.actions().len()]; prior.len()];
        let mut sender_payoffs = vec![Q::ZERO; prior.len()];
        let mut receiver_payoff = Q::ZERO;
        let mut experiment = Vec::new();
        let told = !game.is_cheap_talk();
        for MessageShare { message, mass, reply } in lots {
            let probability: Q = mass.iter().sum();
            if probability.is_zero() {
                continue;
            }
            for (t, x) in mass.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
                for (a, q) in reply.iter().enumerate().filter(|(_, q)| !q.is_zero()) {
                    let joint = x * q;
                    receiver_payoff += &(&joint * game.receiver_payoff(t, *message, a));
                    let share = joint / &prior[t];
                    sender_payoffs[t] += &(&share * game.sender_payoff(t, *message, a));
                    rule[t][a] += &share;
                }
            }
            experiment.push(Signal {
                message: told.then_some(*message),
                belief: mass.iter().map(|x| x / &probability).collect(),
                reply: reply.clone(),
                probability,
                official: None,
            });
        }
        let value = asked.weights.value(&sender_payoffs, &receiver_payoff);
        Regime {
            game: game.clone(),
            kind,
            objective: asked.objective.clone(),
            value,
            attained: true,
            rule,
            experiment,
            sender_payoffs,
            receiver_payoff,
            unsent: Vec::new(),
            certificate,
        }
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// The regime, a line of [`TABLE`](super::TABLE).
    pub fn kind(&self) -> &'static RegimeKind {
        self.kind
    }

    /// Whose payoff is made large.
    pub fn objective(&self) -> &Objective {
        &self.objective
    }

    /// The most that the regime can give the objective; where Nature may inform the receiver, the
    /// most that is certain.
    pub fn value(&self) -> &Q {
        &self.value
    }

    /// What the rule gives the objective: the value, or where Nature may inform the receiver, what
    /// is hoped for, which is what it gives if Nature is silent.
    pub fn hoped(&self) -> Q {
        let weights = self.objective.weights(&self.game).expect("they fitted when it was solved");
        weights.value(&self.sender_payoffs, &self.receiver_payoff)
    }

    /// Does the rule reach the value itself? If not, it is the limit of rules that come as near as
    /// one likes.
    pub fn attained(&self) -> bool {
        self.attained
    }

    /// `[t][a]`: the probability that type t meets action a.
    pub fn rule(&self) -> &[Vec<Q>] {
        &self.rule
    }

    /// What the receiver learns, how often, and what it does; without signals of probability 0.
    pub fn experiment(&self) -> &[Signal] {
        &self.experiment
    }

    /// `[t]`: what each type gets.
    pub fn sender_payoffs(&self) -> &[Q] {
        &self.sender_payoffs
    }

    /// What the sender gets on average over the prior.
    pub fn sender_payoff(&self) -> Q {
        self.game.prior().iter().zip(&self.sender_payoffs).map(|(p, u)| p * u).sum()
    }

    /// What the receiver gets on average.
    pub fn receiver_payoff(&self) -> &Q {
        &self.receiver_payoff
    }

    /// The mutual information of type and signal, in bits.
    pub fn information(&self) -> f64 {
        let signals = self.experiment.iter().map(|s| (s.probability.clone(), s.belief.as_slice()));
        mutual_information(self.game.prior(), signals)
    }

    /// The receiver's gain from what it learns, over replies as if each message said nothing; see
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

    /// Where the receiver commits and messages are costly: its replies to those that nobody sends.
    pub fn unsent(&self) -> &[Promise] {
        &self.unsent
    }

    /// Why there is nothing better.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificate in words: what each constraint that binds costs, the dearest first.
    pub fn reasons(&self) -> Vec<String> {
        match &self.certificate {
            Certificate::Comparison(n) => {
                let what = match (self.kind.name, n) {
                    ("no_talk", 1) => "the prior has one best reply".to_string(),
                    ("no_talk", n) => format!("the {n} best replies to the prior were compared"),
                    ("credibility", n) => format!(
                        "the best was found for each of {n} things that the sender's own reports \
                         may be worth"
                    ),
                    (_, 1) => "there is one extreme equilibrium outcome".to_string(),
                    (_, n) => format!("all {n} extreme equilibrium outcomes were compared"),
                };
                vec![what]
            }
            Certificate::Guarantee(Guarantee { conflicts, .. }) if conflicts.is_empty() => {
                vec![
                    "wherever types are pooled, Nature does the most harm by telling them apart"
                        .into(),
                ]
            }
            Certificate::Guarantee(Guarantee { conflicts, .. }) => {
                conflicts.iter().map(|conflict| self.separation(conflict)).collect()
            }
            Certificate::Branches(1) => {
                vec!["the best of a linear programme that asks for less is possible".to_string()]
            }
            Certificate::Branches(n) => {
                vec![format!("branch and bound closed {n} nodes, each by a linear programme")]
            }
            Certificate::Prices(prices) => {
                let mut binding: Vec<&Price> = prices
                    .iter()
                    .filter(|p| !matches!(p.constraint, Constraint::Probability { .. }))
                    .collect();
                binding.sort_by(|p, q| q.price.cmp(&p.price));
                binding.iter().map(|p| self.sentence(p)).collect()
            }
        }
    }

    /// Why some types are never all pooled.
    fn separation(&self, conflict: &Conflict) -> String {
        let (game, objective) = (&self.game, self.objective.describe(&self.game));
        let types: Vec<String> =
            conflict.types().iter().map(|t| format!("{:?}", game.types()[t])).collect();
        let after =
            conflict.message.map_or(String::new(), |m| format!(" after {:?}", game.messages()[m]));
        format!(
            "{} are never pooled{after}: Nature could leave the receiver in a doubt about them in \
             which it may reply {:?}, and {objective} gets less than if they were known",
            types.join(", "),
            game.actions()[conflict.action]
        )
    }

    /// What a price says.
    pub fn sentence(&self, price: &Price) -> String {
        let objective = self.objective.describe(&self.game);
        let (types, actions) = (self.game.types(), self.game.actions());
        let rate = &price.price;
        match price.constraint {
            Constraint::Probability { t } => {
                format!("each unit of probability of type {:?} is worth {rate}", types[t])
            }
            Constraint::Obedience { message, action, better } => {
                let after = message
                    .map_or(String::new(), |m| format!(" after {:?}", self.game.messages()[m]));
                format!(
                    "{objective} would gain {rate} for each unit that the receiver would give up \
                     to reply {:?} rather than {:?}{after}",
                    actions[action], actions[better]
                )
            }
            Constraint::Tie { action, .. } => format!(
                "{objective} would gain {rate} for each unit that {:?} were worth more to it",
                actions[action]
            ),
            Constraint::Honesty { t, report } => format!(
                "{objective} would gain {rate} for each unit that type {:?} would give up rather \
                 than report {:?}",
                types[t], types[report]
            ),
        }
    }
}
