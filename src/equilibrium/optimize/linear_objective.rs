//! Linear functions of outcomes: weighted payoffs, and probabilities of events.

use crate::equilibrium::result::Equilibrium;
use crate::exact::Q;
use crate::game::Game;

/// A function of outcomes that is linear in `z[t,m,a] = x[t,m] rho_m[a]`.
#[derive(Clone, Debug)]
pub(crate) struct LinearObjective {
    /// `[t]`: the weight of the payoff of each type.
    pub(crate) types: Vec<Q>,
    /// The weight of the receiver's payoff.
    pub(crate) receiver: Q,
    /// An event whose probability counts too.
    pub(crate) event: Option<WeightedEvent>,
}

/// The event that one of some types sends one of some messages and meets one of some actions.
#[derive(Clone, Debug)]
pub(crate) struct WeightedEvent {
    /// `[t]`
    pub(crate) types: Vec<bool>,
    /// `[m]`
    pub(crate) messages: Vec<bool>,
    /// `[a]`
    pub(crate) actions: Vec<bool>,
    /// What the probability is multiplied by.
    pub(crate) weight: Q,
}

impl LinearObjective {
    /// The weights on payoffs alone.
    pub(crate) fn payoffs(types: Vec<Q>, receiver: Q) -> LinearObjective {
        LinearObjective { types, receiver, event: None }
    }

    /// The same function with the other sign.
    pub(crate) fn negated(mut self) -> LinearObjective {
        self.types.iter_mut().for_each(|w| *w = -&*w);
        self.receiver = -&self.receiver;
        self.event.iter_mut().for_each(|event| event.weight = -&event.weight);
        self
    }

    /// What breaks ties: the payoff of the player that the function does not count, and where it
    /// counts both or neither, the sum of the two.
    pub(in crate::equilibrium) fn of_the_other(&self, game: &Game) -> LinearObjective {
        let sender = !self.types.iter().all(Q::is_zero);
        let receiver = !self.receiver.is_zero();
        let none = vec![Q::ZERO; game.types().len()];
        match (sender, receiver) {
            (true, false) => LinearObjective::payoffs(none, Q::ONE),
            (false, true) => LinearObjective::payoffs(game.prior().to_vec(), Q::ZERO),
            _ => LinearObjective::payoffs(game.prior().to_vec(), Q::ONE),
        }
    }

    /// The coefficient of `z[t,m,a]`.
    pub(super) fn coefficient(&self, game: &Game, t: usize, m: usize, a: usize) -> Q {
        let mut sum = Q::ZERO;
        if !self.types[t].is_zero() {
            sum += &(&(&self.types[t] / &game.prior()[t]) * game.sender_payoff(t, m, a));
        }
        if !self.receiver.is_zero() {
            sum += &(&self.receiver * game.receiver_payoff(t, m, a));
        }
        match &self.event {
            Some(event) if event.types[t] && event.messages[m] && event.actions[a] => {
                sum + &event.weight
            }
            _ => sum,
        }
    }

    /// The value at an outcome.
    pub(crate) fn value(&self, eq: &Equilibrium) -> Q {
        let types: Q = self.types.iter().zip(eq.sender_payoffs()).map(|(w, u)| w * u).sum();
        let payoffs = types + &self.receiver * eq.receiver_payoff();
        payoffs + self.event.as_ref().map_or(Q::ZERO, |event| event.value(eq))
    }

    /// Does the function tell two messages with equal payoffs apart?
    pub(super) fn tells_apart(&self, m: usize, n: usize) -> bool {
        self.event.as_ref().is_some_and(|event| event.messages[m] != event.messages[n])
    }

    /// The event, if it depends on which action is met.
    pub(super) fn bilinear(&self) -> Option<&WeightedEvent> {
        self.event.as_ref().filter(|event| event.actions.iter().any(|a| *a != event.actions[0]))
    }
}

impl WeightedEvent {
    /// The weighted probability in an outcome.
    fn value(&self, eq: &Equilibrium) -> Q {
        let game = eq.game();
        let mut sum = Q::ZERO;
        for m in (0..game.messages().len()).filter(|&m| self.messages[m]) {
            let Some(reply) = eq.receiver(m) else { continue };
            let counts = || (0..reply.len()).filter(|&a| self.actions[a]);
            for t in (0..game.types().len()).filter(|&t| self.types[t]) {
                let met: Q = counts().map(|a| game.chance_of_meeting(t, a) * &reply[a]).sum();
                sum += &(&(&game.prior()[t] * &eq.sender()[t][m]) * &met);
            }
        }
        sum * &self.weight
    }
}
