//! A sender's strategy with all its outcomes, as integers from the search and as rational numbers.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::packed::PackedIntegers;
use crate::game::{Channel, Game};

/// A sender's strategy with all its outcomes. Rational numbers are made when they are first asked
/// for.
#[derive(Debug)]
pub(crate) struct SenderOutcomes {
    pub(super) game: Game,
    /// What the receiver sees of the messages, unless it sees the messages themselves.
    pub(super) channel: Option<Arc<Channel>>,
    pub(super) relabellings: u128,
    /// Are copies of replies listed apart, so that no outcome stands for others?
    pub(super) copies_apart: bool,
    found: Option<IntegerOutcomes>,
    mass: OnceLock<Vec<(usize, usize, Q)>>,
    sender: OnceLock<SenderStrategy>,
}

/// A sender and its outcomes as the search found them.
#[derive(Debug)]
struct IntegerOutcomes {
    sent: Vec<Sent>,
    /// A scale, then for each message the mass of each of its types.
    mass: PackedIntegers,
    /// For each outcome a scale, then for each message the weights of its actions.
    rays: PackedIntegers,
    width: usize,
}

/// A message on the path, with the types that send it and the actions that may follow.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) message: u32,
    pub(crate) types: u128,
    pub(crate) actions: Box<[u32]>,
    /// The actions that certainly follow, of readers who have no other; they take no weights.
    pub(crate) sole: Box<[u32]>,
}

impl SenderOutcomes {
    /// A given strategy, with one outcome.
    pub(super) fn given(
        (game, copies_apart): (&Game, bool),
        channel: Option<Arc<Channel>>,
        strategy: Vec<Vec<Q>>,
        relabellings: u128,
    ) -> SenderOutcomes {
        let mut mass = Vec::new();
        for m in 0..game.messages().len() {
            let sent = strategy.iter().map(|row| &row[m]).zip(game.prior()).enumerate();
            let sent = sent.filter(|(_, (q, _))| !q.is_zero());
            mass.extend(sent.map(|(t, (q, p))| (m, t, p * q)));
        }
        let beliefs = match &channel {
            None => beliefs(game, &mass),
            Some(channel) => noisy_beliefs(game, channel, &mass),
        };
        let sender = SenderStrategy { beliefs, strategy };
        let (mass, sender) = (OnceLock::from(mass), OnceLock::from(sender));
        let (game, found) = (game.clone(), None);
        SenderOutcomes { game, channel, relabellings, copies_apart, found, mass, sender }
    }

    /// A strategy that the search found, with all its outcomes.
    pub(crate) fn found(
        (game, copies_apart): (&Game, bool),
        sent: Vec<Sent>,
        (mass, rays): (PackedIntegers, PackedIntegers),
        relabellings: u128,
    ) -> SenderOutcomes {
        let width = 1 + sent.iter().map(|s| s.actions.len()).sum::<usize>();
        let found = Some(IntegerOutcomes { sent, mass, rays, width });
        let (mass, sender) = (OnceLock::new(), OnceLock::new());
        let (game, channel) = (game.clone(), None);
        SenderOutcomes { game, channel, relabellings, copies_apart, found, mass, sender }
    }

    fn integers(&self) -> &IntegerOutcomes {
        self.found.as_ref().expect("the rational numbers of a given strategy are set at once")
    }

    /// The masses of a sender that the search found.
    pub(crate) fn integer_mass(&self) -> &PackedIntegers {
        &self.integers().mass
    }

    /// `(m, t, mass)` for each message on the path and each type that sends it, ascending.
    pub(super) fn mass(&self) -> &[(usize, usize, Q)] {
        self.mass.get_or_init(|| {
            let IntegerOutcomes { sent, mass, .. } = self.integers();
            let pairs = sent.iter().flat_map(|s| members(s.types).map(|t| (s.message as usize, t)));
            let shares = mass.shares(1..mass.len());
            let mut all: Vec<_> = pairs.zip(shares).map(|((m, t), x)| (m, t, x)).collect();
            all.sort_unstable_by_key(|(m, t, _)| (*m, *t));
            all
        })
    }

    /// The strategy and the beliefs.
    pub(super) fn sender(&self) -> &SenderStrategy {
        self.sender.get_or_init(|| {
            let (game, mass) = (&self.game, self.mass());
            let mut strategy = vec![vec![Q::ZERO; game.messages().len()]; game.types().len()];
            mass.iter().for_each(|(m, t, x)| strategy[*t][*m] = x / &game.prior()[*t]);
            SenderStrategy { strategy, beliefs: beliefs(game, mass) }
        })
    }

    /// The replies to the messages on the path in one outcome.
    pub(super) fn receiver(&self, index: usize) -> Vec<Option<Vec<Q>>> {
        let IntegerOutcomes { sent, rays, width, .. } = self.integers();
        let mut receiver = vec![None; self.game.messages().len()];
        let scale = index * width;
        let mut at = scale + 1;
        for sent in sent {
            let mut reply = vec![Q::ZERO; self.game.actions().len()];
            for &a in &sent.actions {
                if !rays.is_zero(at) {
                    reply[a as usize] = rays.quotient(at, scale);
                }
                at += 1;
            }
            sent.sole.iter().for_each(|&a| reply[a as usize] = Q::ONE);
            receiver[sent.message as usize] = Some(reply);
        }
        receiver
    }
}

/// The replies and payoffs of one outcome.
#[derive(Clone, Debug)]
pub(crate) struct OutcomeValues {
    /// `[m][a]`, or `[s][a]` by signal; `None` off the path.
    pub(crate) receiver: Vec<Option<Vec<Q>>>,
    /// `[t]`
    pub(super) sender_payoffs: Vec<Q>,
    pub(super) receiver_payoff: Q,
}

impl OutcomeValues {
    /// The payoffs that follow from the replies on the path.
    pub(super) fn new(sender: &SenderOutcomes, receiver: Vec<Option<Vec<Q>>>) -> OutcomeValues {
        let game = &sender.game;
        let mut sender_payoffs: Vec<Option<Q>> = vec![None; game.types().len()];
        let mut receiver_payoff = Q::ZERO;
        for (m, t, x) in sender.mass() {
            let met = met(sender.channel.as_deref(), &receiver, *t, *m);
            let reply = met.as_ref();
            let mean = |payoffs: &[Q]| -> Q {
                let used = reply.iter().zip(payoffs).filter(|(q, _)| !q.is_zero());
                used.map(|(q, payoff)| q * payoff).sum()
            };
            receiver_payoff += &(x * &mean(&game.receiver_payoffs()[*t][*m]));
            sender_payoffs[*t].get_or_insert_with(|| mean(&game.sender_payoffs()[*t][*m]));
        }
        let sender_payoffs = sender_payoffs.into_iter().map(Option::unwrap_or_default).collect();
        OutcomeValues { receiver, sender_payoffs, receiver_payoff }
    }
}

/// The lottery over actions that type t meets who sends m; empty where some reply is not known.
pub(super) fn met<'a>(
    channel: Option<&Channel>,
    receiver: &'a [Option<Vec<Q>>],
    t: usize,
    m: usize,
) -> Cow<'a, [Q]> {
    let Some(channel) = channel else {
        return Cow::Borrowed(receiver[m].as_deref().unwrap_or_default());
    };
    let mut sum: Vec<Q> = Vec::new();
    for (s, chance) in channel.seen(t, m) {
        let Some(reply) = &receiver[s] else { return Cow::Owned(Vec::new()) };
        sum.resize(reply.len(), Q::ZERO);
        let used = sum.iter_mut().zip(reply).filter(|(_, q)| !q.is_zero());
        used.for_each(|(sum, q)| *sum += &(chance * q));
    }
    Cow::Owned(sum)
}

/// A sender's strategy and the beliefs that follow.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct SenderStrategy {
    /// `[t][m]`
    pub(super) strategy: Vec<Vec<Q>>,
    /// `[m][t]`, or `[s][t]` by signal; `None` off the path.
    pub(super) beliefs: Vec<Option<Vec<Q>>>,
}

/// `[m][t]`: the beliefs on the path, by Bayes' rule.
fn beliefs(game: &Game, mass: &[(usize, usize, Q)]) -> Vec<Option<Vec<Q>>> {
    let mut beliefs = vec![None; game.messages().len()];
    for behind in mass.chunk_by(|a, b| a.0 == b.0) {
        let total: Q = behind.iter().map(|(_, _, x)| x).sum();
        let mut shares = vec![Q::ZERO; game.types().len()];
        behind.iter().for_each(|(_, t, x)| shares[*t] = x / &total);
        beliefs[behind[0].0] = Some(shares);
    }
    beliefs
}

/// `[s][t]`: the beliefs at the signals that are seen, by Bayes' rule.
fn noisy_beliefs(
    game: &Game,
    channel: &Channel,
    mass: &[(usize, usize, Q)],
) -> Vec<Option<Vec<Q>>> {
    let mut masses = vec![vec![Q::ZERO; game.types().len()]; channel.signals().len()];
    for (m, t, x) in mass {
        channel.seen(*t, *m).for_each(|(s, chance)| masses[s][*t] += &(x * chance));
    }
    let belief = |masses: Vec<Q>| {
        let total: Q = masses.iter().sum();
        (!total.is_zero()).then(|| masses.iter().map(|x| x / &total).collect())
    };
    masses.into_iter().map(belief).collect()
}
