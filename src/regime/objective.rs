//! Objectives: the weighted sum of payoffs that a regime maximises.

use serde::{Deserialize, Serialize};

use super::sparse_row;
use crate::equilibrium::{Equilibria, Equilibrium, LinearObjective, WeightedEvent};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, position};

/// The payoff that a regime maximises.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// The sender's expected payoff over its types.
    Sender,
    /// The receiver's expected payoff.
    Receiver,
    /// The payoff of one type of the sender, by index.
    Type(usize),
    /// A weighted sum: `types[t]` times the payoff of type t, summed over t, plus `receiver` times
    /// the receiver's payoff. (`Sender` is the prior as `types`, and 0 for the receiver.)
    Weights {
        /// The weight of each type.
        types: Vec<Q>,
        /// The weight of the receiver.
        receiver: Q,
    },
    /// The payoff of one audience of several, by index.
    Audience(usize),
    /// A weighted sum of the payoffs of types and of audiences, by index.
    Readers {
        /// The weight of each type.
        types: Vec<Q>,
        /// The weight of each audience.
        readers: Vec<Q>,
    },
    /// The probability of an event in equilibrium, for
    /// [`best_equilibrium`](crate::Game::best_equilibrium) alone.
    Probability(Event),
}

/// The event that the type, the message and the action are among some.
///
/// With `given`, its probability is conditional on the type being among those: the *bluff rate* is
/// the probability of some messages given some types. A condition on what is done would make a
/// ratio, which is not linear, and is not offered; the probability of bluffing *and* being called
/// is that of types, messages and actions together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The types, by index; `None` for any.
    pub types: Option<Vec<usize>>,
    /// The messages, by index; `None` for any.
    pub messages: Option<Vec<usize>>,
    /// The actions, by index; `None` for any.
    pub actions: Option<Vec<usize>>,
    /// The types that are known to be possible, by index; `None` for all.
    pub given: Option<Vec<usize>>,
}

impl Event {
    /// The event with its weight, which is the reciprocal of the probability of the condition.
    fn weighted(&self, game: &Game) -> Result<WeightedEvent, Error> {
        let set = |chosen: &Option<Vec<usize>>, all: usize, what: &str| match chosen {
            None => Ok(vec![true; all]),
            Some(chosen) => {
                let mut set = vec![false; all];
                for &i in chosen {
                    *set.get_mut(i).ok_or_else(|| {
                        Error::Game(format!(
                            "objective: there is no {what} {i}, since there are {all}: count from 0"
                        ))
                    })? = true;
                }
                Ok(set)
            }
        };
        let count = game.types().len();
        let given = set(&self.given, count, "type")?;
        let mut types = set(&self.types, count, "type")?;
        types.iter_mut().zip(&given).for_each(|(t, given)| *t &= given);
        let condition: Q =
            game.prior().iter().zip(&given).filter(|(_, g)| **g).map(|(p, _)| p).sum();
        if condition.is_zero() {
            return Err(Error::Game(
                "objective: a probability is given no type: name one type at least".into(),
            ));
        }
        Ok(WeightedEvent {
            types,
            messages: set(&self.messages, game.messages().len(), "message")?,
            actions: set(&self.actions, game.actions().len(), "action")?,
            weight: Q::ONE / condition,
        })
    }
}

impl Objective {
    /// Reads `"sender"`, `"receiver"`, the name of an audience or the label of a type. With several
    /// audiences `"receiver"` is the sum of their payoffs.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when there is no such type or audience.
    pub fn named(game: &Game, name: &str) -> Result<Objective, Error> {
        match name {
            "sender" => Ok(Objective::Sender),
            "receiver" => Ok(Objective::Receiver),
            label if game.readers().iter().any(|reader| reader.name() == label) => {
                game.reader_position(label).map(Objective::Audience)
            }
            label => position(game.types(), label, "type")
                .map(Objective::Type)
                .map_err(|error| error.at("objective")),
        }
    }

    /// Returns the index of the outcome that is best for the objective, if there is any outcome.
    ///
    /// Of equal ones it is one that is best for the other player, and of these the first: the
    /// receiver for an objective of the sender or of its types, the sender for the receiver, and
    /// both together where the weights count both or neither.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the objective does not fit the game.
    pub fn best(&self, all: &Equilibria) -> Result<Option<usize>, Error> {
        let weights = self.weights(all.game())?;
        let value = |eq: &Equilibrium| weights.of(eq);
        let sender = !weights.types.iter().all(Q::is_zero);
        let others = |eq: &Equilibrium| match (sender, !weights.readers.iter().all(Q::is_zero)) {
            (true, false) => eq.receiver_payoff().clone(),
            (false, true) => eq.sender_payoff(),
            _ => eq.sender_payoff() + eq.receiver_payoff(),
        };
        // of equal ones `max_by_key` takes the last
        Ok((0..all.len()).rev().max_by_key(|&i| (value(&all[i]), others(&all[i]))))
    }

    /// Refuses what is no weighted sum of payoffs.
    pub(super) fn in_list(&self, game: &Game) -> Result<(), Error> {
        if let Objective::Probability(_) = self {
            return Err(Error::Game(
                "objective: a probability is one for games with one receiver without types: give \
                 the sender, the receiver, an audience, a type or weights on these"
                    .into(),
            ));
        }
        self.weights(game).map(|_| ())
    }

    /// The value of the objective in an equilibrium.
    pub(super) fn in_equilibrium(&self, eq: &Equilibrium) -> Result<Q, Error> {
        Ok(self.weights(eq.game())?.of(eq))
    }

    /// The same objective with the other sign, as weights.
    pub(super) fn negated(&self, game: &Game) -> Result<Objective, Error> {
        let Weights { types, readers, .. } = self.weights(game)?;
        let negated = |weights: Vec<Q>| weights.into_iter().map(|w| -w).collect();
        Ok(Objective::Readers { types: negated(types), readers: negated(readers) })
    }

    /// Returns the weights on the payoffs of each type and of the receiver.
    pub(super) fn weights<'a>(&self, game: &'a Game) -> Result<Weights<'a>, Error> {
        let (all, audiences) = (game.types().len(), game.readers().len().max(1));
        let same = |weight: &Q| vec![weight.clone(); audiences];
        let (types, readers) = match self {
            Objective::Sender => (game.prior().to_vec(), same(&Q::ZERO)),
            Objective::Receiver => (vec![Q::ZERO; all], same(&Q::ONE)),
            Objective::Type(t) if *t < all => (sparse_row(all, [(*t, Q::ONE)]), same(&Q::ZERO)),
            Objective::Audience(i) if *i < audiences => {
                (vec![Q::ZERO; all], sparse_row(audiences, [(*i, Q::ONE)]))
            }
            Objective::Audience(i) => {
                return Err(Error::Game(format!(
                    "objective: there is no audience {i}, since there are {audiences}: count from 0"
                )));
            }
            Objective::Readers { types, readers }
                if types.len() == all && readers.len() == audiences =>
            {
                (types.clone(), readers.clone())
            }
            Objective::Readers { types, readers } => {
                return Err(Error::Game(format!(
                    "objective: there are {} weights on types and {} on audiences, but {all} types \
                     and {audiences} audiences: give one for each",
                    types.len(),
                    readers.len()
                )));
            }
            Objective::Type(t) => {
                return Err(Error::Game(format!(
                    "objective: there is no type {t}, since there are {all}: count from 0"
                )));
            }
            Objective::Weights { types, receiver } if types.len() == all => {
                (types.clone(), same(receiver))
            }
            Objective::Probability(_) => {
                return Err(Error::Game(
                    "objective: a probability is an objective of best_equilibrium alone: give a \
                     player, a type or weights on these"
                        .into(),
                ));
            }
            Objective::Weights { types, .. } => {
                return Err(Error::Game(format!(
                    "objective: there are {} weights on types, but {all} types: give one for each",
                    types.len()
                )));
            }
        };
        let sets = game.information_sets().iter();
        let audiences = sets.flat_map(|set| set.actions().map(|_| set.audience())).collect();
        Ok(Weights { game, types, readers, audiences })
    }

    /// Is it a sender with *transparent motives*? See [`transparent_payoffs`].
    pub(crate) fn is_transparent(&self, game: &Game) -> bool {
        *self == Objective::Sender && transparent_payoffs(game).is_some()
    }

    /// Names the objective as the subject of a sentence.
    pub fn describe(&self, game: &Game) -> String {
        match self {
            Objective::Sender => "the sender".into(),
            Objective::Receiver => "the receiver".into(),
            Objective::Type(t) => match game.types().get(*t) {
                Some(label) => format!("type {label:?}"),
                None => format!("type {t}"),
            },
            Objective::Audience(i) => match game.readers().get(*i) {
                Some(reader) => reader.name().into(),
                None => format!("audience {i}"),
            },
            Objective::Weights { .. } | Objective::Readers { .. } => "the weighted sum".into(),
            Objective::Probability(_) => "the probability".into(),
        }
    }

    /// The objective as a function of outcomes.
    pub(super) fn target(&self, game: &Game) -> Result<LinearObjective, Error> {
        if let Objective::Probability(event) = self {
            let event = Some(event.weighted(game)?);
            let types = vec![Q::ZERO; game.types().len()];
            return Ok(LinearObjective { types, receiver: Q::ZERO, event });
        }
        let weights = self.weights(game)?;
        let receiver = weights.receiver().cloned().ok_or_else(|| {
            Error::Game(
                "objective: the audiences count differently: give the sender, the receiver (which is \
                 their sum), a type or weights on these"
                    .into(),
            )
        })?;
        Ok(LinearObjective::payoffs(weights.types, receiver))
    }
}

/// An objective as weights on the payoffs of a game.
pub(super) struct Weights<'a> {
    pub(super) game: &'a Game,
    types: Vec<Q>,
    /// By audience.
    readers: Vec<Q>,
    /// `[a]`: the audience whose action it is.
    audiences: Vec<usize>,
}

impl Weights<'_> {
    /// The weight of all audiences, if it is the same.
    fn receiver(&self) -> Option<&Q> {
        let (first, others) = self.readers.split_first().expect("somebody reads");
        others.iter().all(|weight| weight == first).then_some(first)
    }

    /// The coefficient of `x[t,m,a]` in the objective: the contribution of a unit of mass of type
    /// `t` that sends `m` and meets the reply `a`.
    pub(super) fn coefficient(&self, t: usize, m: usize, a: usize) -> Q {
        let mut sum = Q::ZERO;
        if !self.types[t].is_zero() {
            sum += &(&(&self.types[t] / &self.game.prior()[t]) * self.game.sender_payoff(t, m, a));
        }
        let weight = &self.readers[self.audiences[a]];
        if !weight.is_zero() {
            sum += &(weight * self.game.receiver_payoff(t, m, a));
        }
        sum
    }

    /// The objective in an equilibrium.
    fn of(&self, eq: &Equilibrium) -> Q {
        match self.receiver() {
            Some(_) => self.value(eq.sender_payoffs(), &[eq.receiver_payoff().clone()]),
            None => self.value(eq.sender_payoffs(), &audience_payoffs(eq)),
        }
    }

    /// The objective at these expected payoffs, which are by type and by audience.
    pub(super) fn value(&self, sender_payoffs: &[Q], receiver_payoffs: &[Q]) -> Q {
        let sum = |weights: &[Q], payoffs: &[Q]| -> Q {
            weights.iter().zip(payoffs).map(|(w, u)| w * u).sum()
        };
        sum(&self.types, sender_payoffs) + sum(&self.readers, receiver_payoffs)
    }
}

/// The payoff of each audience in an equilibrium.
fn audience_payoffs(eq: &Equilibrium) -> Vec<Q> {
    let game = eq.game();
    let mut payoffs = vec![Q::ZERO; game.readers().len().max(1)];
    for m in eq.on_path() {
        let (mass, reply) = (eq.mass(m), eq.receiver(m).unwrap_or_default());
        for set in game.information_sets() {
            for a in set.actions().filter(|&a| !reply[a].is_zero()) {
                let types = mass.iter().enumerate().filter(|(_, x)| !x.is_zero());
                let sum: Q = types.map(|(t, x)| x * game.receiver_payoff(t, m, a)).sum();
                payoffs[set.audience()] += &(&reply[a] * &sum);
            }
        }
    }
    payoffs
}

/// The payoffs `v(a)` of a sender with *transparent motives*, whose payoff does not depend on its
/// type (Lipnowski and Ravid 2020); `None` for other senders. The game must be cheap talk.
pub(super) fn transparent_payoffs(game: &Game) -> Option<Vec<Q>> {
    let payoff = |t: usize, a: usize| game.sender_payoff(t, 0, a);
    let common = (0..game.actions().len())
        .all(|a| (1..game.types().len()).all(|t| payoff(t, a) == payoff(0, a)));
    common.then(|| (0..game.actions().len()).map(|a| payoff(0, a).clone()).collect())
}
