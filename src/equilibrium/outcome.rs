//! What is returned: outcomes, their components, and how the search went.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Index;
use std::sync::{Arc, OnceLock};

use dashu_int::IBig;
use serde::Serialize;

use super::control::Stop;
use super::ledger::Stats;
use super::off_path::{Reply, quotient, replies};
use crate::exact::Q;
use crate::exact::packed::Packed;
use crate::game::Game;
use crate::game::replies::members;

/// What an outcome reveals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Kind {
    /// No message is shared by two types.
    #[serde(rename = "separating")]
    Separating,
    /// One message on the path.
    #[serde(rename = "pooling")]
    Pooling,
    /// Pure, and neither separating nor pooling.
    #[serde(rename = "partially pooling")]
    PartiallyPooling,
    /// Some type mixes between messages.
    #[serde(rename = "semi-separating")]
    SemiSeparating,
    /// Cheap talk that leaves every belief at the prior.
    #[serde(rename = "babbling")]
    Babbling,
}

impl Kind {
    /// The name of the field, as printed.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Separating => "separating",
            Kind::Pooling => "pooling",
            Kind::PartiallyPooling => "partially pooling",
            Kind::SemiSeparating => "semi-separating",
            Kind::Babbling => "babbling",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One extreme equilibrium outcome: a sender strategy, replies on the path, and what follows.
///
/// The replies off the path are not part of an outcome; [`Equilibrium::off_path`] lists the extreme
/// ones that support it, message by message, each with the beliefs behind it.
///
/// An outcome of a search is kept as the integers that were found, 32 bytes and 8 for each reply that
/// may follow, with what it shares with the other outcomes of its sender. Rational numbers are made of
/// them when they are first asked for, and kept.
#[derive(Clone)]
pub struct Equilibrium {
    family: Arc<Family>,
    /// The position among the outcomes of the sender.
    index: u32,
    component: u32,
    values: OnceLock<Box<Values>>,
}

/// What is made of an outcome's integers.
#[derive(Clone, Debug)]
struct Values {
    receiver: Vec<Option<Vec<Q>>>,
    sender_payoffs: Vec<Q>,
    receiver_payoff: Q,
}

/// A sender's strategy with all its outcomes.
#[derive(Debug)]
pub(super) struct Family {
    game: Game,
    relabellings: u128,
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

    fn sender(&self) -> &Sender {
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
    fn receiver(&self, index: usize) -> Vec<Option<Vec<Q>>> {
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

impl PartialEq for Equilibrium {
    fn eq(&self, other: &Equilibrium) -> bool {
        let same = Arc::ptr_eq(&self.family, &other.family) && self.index == other.index;
        let equal = || {
            self.relabellings() == other.relabellings()
                && self.game() == other.game()
                && self.sender() == other.sender()
                && self.values().receiver == other.values().receiver
        };
        self.component == other.component && (same || equal())
    }
}

impl Eq for Equilibrium {}

impl Hash for Equilibrium {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.game(), self.sender(), &self.values().receiver, self.component).hash(state);
    }
}

impl fmt::Debug for Equilibrium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Equilibrium")
            .field("sender", &self.sender())
            .field("receiver", &self.values().receiver)
            .field("component", &self.component)
            .field("relabellings", &self.relabellings())
            .finish()
    }
}

/// A sender's strategy and the beliefs that follow.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Sender {
    /// `[t][m]`
    strategy: Vec<Vec<Q>>,
    /// `[m][t]`, `None` off the path.
    beliefs: Vec<Option<Vec<Q>>>,
    /// The mass of each type behind each message on the path.
    mass: Vec<(usize, Vec<(usize, Q)>)>,
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

impl Values {
    /// The payoffs that follow from the replies on the path.
    fn new(family: &Family, receiver: Vec<Option<Vec<Q>>>) -> Values {
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

impl Equilibrium {
    /// An outcome from its strategies; payoffs follow.
    pub(super) fn new(
        game: &Game,
        sender: Sender,
        receiver: Vec<Option<Vec<Q>>>,
        component: usize,
        relabellings: u128,
    ) -> Equilibrium {
        let (game, sender) = (game.clone(), OnceLock::from(sender));
        let family = Family { game, relabellings, sender, found: None };
        let values = OnceLock::from(Box::new(Values::new(&family, receiver)));
        Equilibrium { family: Arc::new(family), index: 0, component: component as u32, values }
    }

    /// One of the outcomes of a sender that was found.
    pub(super) fn listed(family: Arc<Family>, index: u32, component: u32) -> Equilibrium {
        Equilibrium { family, index, component, values: OnceLock::new() }
    }

    fn values(&self) -> &Values {
        self.values.get_or_init(|| {
            Box::new(Values::new(&self.family, self.family.receiver(self.index as usize)))
        })
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.family.game
    }

    /// `[t][m]`: the probability that type t sends m.
    pub fn sender(&self) -> &[Vec<Q>] {
        &self.family.sender().strategy
    }

    /// `[a]`: the reply to a message on the path; `None` off the path.
    pub fn receiver(&self, m: usize) -> Option<&[Q]> {
        self.values().receiver[m].as_deref()
    }

    /// `[t]`: the belief after a message on the path, by Bayes' rule; `None` off the path.
    pub fn belief(&self, m: usize) -> Option<&[Q]> {
        self.family.sender().beliefs[m].as_deref()
    }

    /// The extreme replies that support this outcome after a message off the path, each with the
    /// beliefs behind it; empty for a message on the path.
    ///
    /// They are the vertices of the polytopes `{rho in Delta(B) : no type gains}`, one for each
    /// maximal set B of jointly optimal actions. Computed when asked for.
    pub fn off_path(&self, m: usize) -> Vec<Reply> {
        if self.belief(m).is_some() {
            return Vec::new();
        }
        replies(self.game(), m, self.sender_payoffs())
    }

    /// The messages that are sent, ascending.
    pub fn on_path(&self) -> Vec<usize> {
        self.family.sender().mass.iter().map(|(m, _)| *m).collect()
    }

    /// What the outcome reveals.
    pub fn kind(&self) -> Kind {
        let sender = self.family.sender();
        let babbling = |b: &Vec<Q>| b.as_slice() == self.game().prior();
        if self.game().is_cheap_talk() && sender.beliefs.iter().flatten().all(babbling) {
            return Kind::Babbling;
        }
        let senders = |m: usize| sender.strategy.iter().filter(|row| !row[m].is_zero()).count();
        let on_path = self.on_path();
        if on_path.len() == 1 {
            Kind::Pooling
        } else if on_path.iter().all(|&m| senders(m) == 1) {
            Kind::Separating
        } else if sender.strategy.iter().any(|row| row.iter().filter(|q| !q.is_zero()).count() > 1)
        {
            Kind::SemiSeparating
        } else {
            Kind::PartiallyPooling
        }
    }

    /// The outcome component it belongs to, an index into [`Equilibria::components`].
    pub fn component(&self) -> usize {
        self.component as usize
    }

    /// How many outcomes this one stands for: its copies under exchange of identical messages.
    pub fn relabellings(&self) -> u128 {
        self.family.relabellings
    }

    /// `[t]`: what each type gets.
    pub fn sender_payoffs(&self) -> &[Q] {
        &self.values().sender_payoffs
    }

    /// What the sender gets on average over the prior.
    pub fn sender_payoff(&self) -> Q {
        self.game().prior().iter().zip(self.sender_payoffs()).map(|(p, u)| p * u).sum()
    }

    /// What the receiver gets on average.
    pub fn receiver_payoff(&self) -> &Q {
        &self.values().receiver_payoff
    }

    /// The probability that message `m` is sent.
    pub fn probability(&self, m: usize) -> Q {
        self.game().prior().iter().zip(self.sender()).map(|(p, row)| p * &row[m]).sum()
    }
}

/// Senders by the order of their outcomes: more weight on earlier messages, for earlier types, comes
/// first.
///
/// This is the order of the matrices, backwards; zeros, most of the entries, are told apart first.
fn earlier(a: &[Vec<Q>], b: &[Vec<Q>]) -> Ordering {
    for (x, y) in a.iter().flatten().zip(b.iter().flatten()) {
        let order = match (x.is_zero(), y.is_zero()) {
            (true, true) => continue,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => y.cmp(x),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// All perfect Bayesian equilibria of a game: extreme outcomes, grouped by outcome component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equilibria {
    pub(super) game: Game,
    pub(super) outcomes: Vec<Equilibrium>,
    pub(super) components: Vec<Vec<usize>>,
    pub(super) stopped: Option<Stop>,
    pub(super) stats: Stats,
    /// The refinements that these survive, when others were left out.
    pub(super) refined_by: Vec<String>,
}

impl Equilibria {
    /// Sort outcomes, number their components in order of appearance, and group by them.
    pub(super) fn assemble(
        game: &Game,
        mut outcomes: Vec<Equilibrium>,
        stopped: Option<Stop>,
        stats: Stats,
    ) -> Equilibria {
        // more weight on earlier messages, for earlier types, comes first
        outcomes.sort_by(|a, b| {
            let senders = earlier(a.sender(), b.sender());
            senders.then_with(|| b.values().receiver.cmp(&a.values().receiver))
        });
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        for eq in &mut outcomes {
            let next = numbers.len() as u32;
            eq.component = *numbers.entry(eq.component).or_insert(next);
        }
        outcomes.sort_by_key(|eq| eq.component);
        Equilibria::grouped(game, outcomes, stopped, stats)
    }

    /// Outcomes that are in order, components one after another.
    pub(super) fn grouped(
        game: &Game,
        mut outcomes: Vec<Equilibrium>,
        stopped: Option<Stop>,
        stats: Stats,
    ) -> Equilibria {
        let mut components: Vec<Vec<usize>> = Vec::new();
        let mut last = None;
        for (i, eq) in outcomes.iter_mut().enumerate() {
            if last != Some(eq.component) {
                last = Some(eq.component);
                components.push(Vec::new());
            }
            eq.component = components.len() as u32 - 1;
            components.last_mut().expect("one was opened").push(i);
        }
        let (game, refined_by) = (game.clone(), Vec::new());
        Equilibria { game, outcomes, components, stopped, stats, refined_by }
    }

    /// Those of the outcomes that are `kept`, because they survive refinements; components with none
    /// of them go.
    pub(crate) fn refined<'a>(
        &self,
        kept: &[bool],
        names: impl Iterator<Item = &'a str>,
    ) -> Equilibria {
        let outcomes = self.outcomes.iter().zip(kept).filter(|(_, kept)| **kept);
        let outcomes = outcomes.map(|(eq, _)| eq.clone()).collect();
        let mut all = Equilibria::grouped(&self.game, outcomes, self.stopped, self.stats.clone());
        all.refined_by = self.refined_by.clone();
        for name in names.filter(|name| !self.refined_by.iter().any(|old| old == name)) {
            all.refined_by.push(name.into());
        }
        all
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// The names of the refinements whose survivors these are; empty when none were left out.
    pub fn refined_by(&self) -> &[String] {
        &self.refined_by
    }

    /// Was the whole search closed? Then nothing is missing.
    pub fn complete(&self) -> bool {
        self.stopped.is_none()
    }

    /// Why the search ended early, if it did.
    pub fn stopped(&self) -> Option<Stop> {
        self.stopped
    }

    /// The number of extreme outcomes.
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Are there none? (Every game has one: only a search that was stopped returns none.)
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// The extreme outcomes, component by component.
    pub fn iter(&self) -> std::slice::Iter<'_, Equilibrium> {
        self.outcomes.iter()
    }

    /// The outcome components, each as indices of its extreme outcomes.
    pub fn components(&self) -> &[Vec<usize>] {
        &self.components
    }

    /// How the search went.
    pub fn stats(&self) -> &Stats {
        &self.stats
    }
}

impl Index<usize> for Equilibria {
    type Output = Equilibrium;
    fn index(&self, i: usize) -> &Equilibrium {
        &self.outcomes[i]
    }
}

impl<'a> IntoIterator for &'a Equilibria {
    type Item = &'a Equilibrium;
    type IntoIter = std::slice::Iter<'a, Equilibrium>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
