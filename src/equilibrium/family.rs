//! A sender's strategy with all its outcomes: as the integers that were found, and as the rational
//! numbers that are made of them.

use std::sync::OnceLock;

use dashu_int::IBig;

use super::off_path::quotient;
use crate::exact::Q;
use crate::exact::packed::Packed;
use crate::game::Game;
use crate::game::replies::members;

/// A sender's strategy with all its outcomes.
#[derive(Debug)]
pub(super) struct Family {
    pub game: Game,
    pub relabellings: u128,
    sender: OnceLock<Sender>,
    found: Option<Integers>,
}

/// A sender and its outcomes as the search found them.
#[derive(Debug)]
struct Integers {
    sent: Vec<Sent>,
    /// A scale, then for each message the mass of each of its types.
    mass: Packed,
    /// For each outcome a scale, then for each message the weights of its actions.
    rays: Packed,
    width: usize,
}

/// A message on the path: who sends it, and what may follow.
#[derive(Debug)]
pub(super) struct Sent {
    pub message: u32,
    pub types: u128,
    pub actions: Box<[u32]>,
}

impl Family {
    /// A sender that is known from elsewhere, with one outcome.
    pub fn given(game: &Game, sender: Sender, relabellings: u128) -> Family {
        let (game, sender) = (game.clone(), OnceLock::from(sender));
        Family { game, relabellings, sender, found: None }
    }

    pub fn found(
        game: &Game,
        sent: Vec<Sent>,
        mass: Packed,
        rays: Packed,
        relabellings: u128,
    ) -> Family {
        let width = 1 + sent.iter().map(|s| s.actions.len()).sum::<usize>();
        let found = Some(Integers { sent, mass, rays, width });
        Family { game: game.clone(), relabellings, sender: OnceLock::new(), found }
    }

    /// The masses of a sender that was found.
    pub fn mass(&self) -> &Packed {
        &self.found.as_ref().expect("a sender that the search found").mass
    }

    /// Strategy and beliefs, made when they are first asked for.
    pub fn sender(&self) -> &Sender {
        self.sender.get_or_init(|| {
            let found = self.found.as_ref().expect("a sender is given or found");
            let (types, messages) = (self.game.types().len(), self.game.messages().len());
            let places = found.sent.iter().flat_map(|s| members(s.types).map(|t| (s.message, t)));
            let places: Vec<(usize, usize, usize)> =
                places.zip(1..).map(|((m, t), i)| (t, m as usize, i)).collect();
            let mut strategy = vec![vec![Q::ZERO; messages]; types];
            let mut whole = vec![IBig::ZERO; types];
            places.iter().for_each(|&(t, _, i)| whole[t] += found.mass.big(i));
            for (t, m, i) in places {
                strategy[t][m] = quotient(&found.mass.big(i), &whole[t]);
            }
            Sender::new(&self.game, strategy)
        })
    }

    /// The replies to the messages on the path in one outcome.
    pub fn receiver(&self, index: usize) -> Vec<Option<Vec<Q>>> {
        let found = self.found.as_ref().expect("replies are given or found");
        let mut receiver = vec![None; self.game.messages().len()];
        let scale = index * found.width;
        let mut at = scale + 1;
        for sent in &found.sent {
            let mut reply = vec![Q::ZERO; self.game.actions().len()];
            for &a in &sent.actions {
                if !found.rays.is_zero(at) {
                    reply[a as usize] = found.rays.quotient(at, scale);
                }
                at += 1;
            }
            receiver[sent.message as usize] = Some(reply);
        }
        receiver
    }
}

/// What is made of an outcome's integers.
#[derive(Clone, Debug)]
pub(super) struct Values {
    pub receiver: Vec<Option<Vec<Q>>>,
    pub sender_payoffs: Vec<Q>,
    pub receiver_payoff: Q,
}

impl Values {
    /// The payoffs that follow from the replies on the path.
    pub fn new(family: &Family, receiver: Vec<Option<Vec<Q>>>) -> Values {
        let game = &family.game;
        let mut sender_payoffs: Vec<Option<Q>> = vec![None; game.types().len()];
        let mut receiver_payoff = Q::ZERO;
        for (m, behind) in &family.sender().mass {
            let reply = receiver[*m].as_deref().unwrap_or_default();
            for (t, x) in behind {
                let mut payoff = Q::ZERO;
                for (a, q) in reply.iter().enumerate().filter(|(_, q)| !q.is_zero()) {
                    payoff += &(q * game.sender_payoff(*t, *m, a));
                    receiver_payoff += &(&(x * q) * game.receiver_payoff(*t, *m, a));
                }
                sender_payoffs[*t].get_or_insert(payoff);
            }
        }
        let sender_payoffs = sender_payoffs.into_iter().map(Option::unwrap_or_default).collect();
        Values { receiver, sender_payoffs, receiver_payoff }
    }
}

/// A sender's strategy and the beliefs that follow.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Sender {
    /// `[t][m]`
    pub strategy: Vec<Vec<Q>>,
    /// `[m][t]`, `None` off the path.
    pub beliefs: Vec<Option<Vec<Q>>>,
    /// The mass of each type behind each message on the path.
    pub mass: Vec<(usize, Vec<(usize, Q)>)>,
}

impl Sender {
    /// A strategy; Bayes' rule follows.
    pub fn new(game: &Game, strategy: Vec<Vec<Q>>) -> Sender {
        let mut beliefs = vec![None; game.messages().len()];
        let mut mass = Vec::new();
        for (m, belief) in beliefs.iter_mut().enumerate() {
            let senders = (0..game.types().len()).filter(|&t| !strategy[t][m].is_zero());
            let behind: Vec<(usize, Q)> =
                senders.map(|t| (t, &game.prior()[t] * &strategy[t][m])).collect();
            if behind.is_empty() {
                continue;
            }
            let total: Q = behind.iter().map(|(_, x)| x.clone()).sum();
            let mut shares = vec![Q::ZERO; game.types().len()];
            behind.iter().for_each(|(t, x)| shares[*t] = x / &total);
            *belief = Some(shares);
            mass.push((m, behind));
        }
        Sender { strategy, beliefs, mass }
    }
}
