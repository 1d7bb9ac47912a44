//! What is returned: outcomes, their components, and how the search went.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::ops::Index;
use std::sync::Arc;

use serde::Serialize;

use super::control::Stop;
use super::ledger::Stats;
use super::off_path::{Reply, replies};
use super::single::deterrents;
use crate::exact::Q;
use crate::game::Game;

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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Equilibrium {
    game: Game,
    sender: Arc<Sender>,
    receiver: Vec<Option<Vec<Q>>>,
    sender_payoffs: Vec<Q>,
    receiver_payoff: Q,
    component: usize,
    relabellings: u128,
}

/// A sender's strategy and the beliefs that follow, shared by all outcomes that have it.
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

impl Equilibrium {
    /// An outcome from its strategies; payoffs follow.
    pub(super) fn new(
        game: &Game,
        sender: Arc<Sender>,
        receiver: Vec<Option<Vec<Q>>>,
        component: usize,
        relabellings: u128,
    ) -> Equilibrium {
        let mut sender_payoffs: Vec<Option<Q>> = vec![None; game.types().len()];
        let mut receiver_payoff = Q::ZERO;
        for (m, behind) in &sender.mass {
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
        let game = game.clone();
        Equilibrium {
            game,
            sender,
            receiver,
            sender_payoffs,
            receiver_payoff,
            component,
            relabellings,
        }
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// `[t][m]`: the probability that type t sends m.
    pub fn sender(&self) -> &[Vec<Q>] {
        &self.sender.strategy
    }

    /// `[a]`: the reply to a message on the path; `None` off the path.
    pub fn receiver(&self, m: usize) -> Option<&[Q]> {
        self.receiver[m].as_deref()
    }

    /// `[t]`: the belief after a message on the path, by Bayes' rule; `None` off the path.
    pub fn belief(&self, m: usize) -> Option<&[Q]> {
        self.sender.beliefs[m].as_deref()
    }

    /// The extreme replies that support this outcome after a message off the path, each with the
    /// beliefs behind it; empty for a message on the path.
    ///
    /// They are the vertices of the polytopes `{rho in Delta(B) : no type gains}`, one for each
    /// maximal set B of jointly optimal actions. Computed when asked for.
    pub fn off_path(&self, m: usize) -> Vec<Reply> {
        if self.receiver[m].is_some() {
            return Vec::new();
        }
        replies(&self.game, m, &self.sender_payoffs)
    }

    /// A reply `[a]` to every message and a belief `[t]` behind it: with [`Equilibrium::sender`] the
    /// outcome as a whole assessment (Kreps and Wilson 1982).
    ///
    /// Off the path they are the first of [`Equilibrium::off_path`] when there are up to 8 types.
    /// With more types listing all may take for ever, and one that supports the outcome is looked
    /// for first.
    pub fn assessment(&self) -> Vec<(Vec<Q>, Vec<Q>)> {
        const FEW_TYPES: usize = 8;
        let few = self.game.types().len() <= FEW_TYPES;
        let one = (!few).then(|| deterrents(&self.game, &self.sender_payoffs));
        let off_path = |m: usize| {
            one.as_ref().and_then(|one| one(m)).unwrap_or_else(|| {
                let Reply { reply, belief, .. } = self.off_path(m).swap_remove(0);
                (reply, belief)
            })
        };
        let each = self.receiver.iter().zip(&self.sender.beliefs).enumerate();
        each.map(|(m, given)| match given {
            (Some(reply), Some(belief)) => (reply.clone(), belief.clone()),
            _ => off_path(m),
        })
        .collect()
    }

    /// The messages that are sent, ascending.
    pub fn on_path(&self) -> Vec<usize> {
        (0..self.receiver.len()).filter(|&m| self.receiver[m].is_some()).collect()
    }

    /// What the outcome reveals.
    pub fn kind(&self) -> Kind {
        let babbling = |b: &Vec<Q>| b.as_slice() == self.game.prior();
        if self.game.is_cheap_talk() && self.sender.beliefs.iter().flatten().all(babbling) {
            return Kind::Babbling;
        }
        let senders =
            |m: usize| self.sender.strategy.iter().filter(|row| !row[m].is_zero()).count();
        let on_path = self.on_path();
        if on_path.len() == 1 {
            Kind::Pooling
        } else if on_path.iter().all(|&m| senders(m) == 1) {
            Kind::Separating
        } else if self
            .sender
            .strategy
            .iter()
            .any(|row| row.iter().filter(|q| !q.is_zero()).count() > 1)
        {
            Kind::SemiSeparating
        } else {
            Kind::PartiallyPooling
        }
    }

    /// The outcome component it belongs to, an index into [`Equilibria::components`].
    pub fn component(&self) -> usize {
        self.component
    }

    /// How many outcomes this one stands for: its copies under exchange of identical messages.
    pub fn relabellings(&self) -> u128 {
        self.relabellings
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

    /// The probability that message `m` is sent.
    pub fn probability(&self, m: usize) -> Q {
        self.game.prior().iter().zip(&self.sender.strategy).map(|(p, row)| p * &row[m]).sum()
    }
}

/// Senders by the order of their outcomes: more weight on earlier messages, for earlier types, comes
/// first.
///
/// This is the order of the matrices, backwards; zeros, most of the entries, are told apart first.
pub(super) fn earlier(a: &[Vec<Q>], b: &[Vec<Q>]) -> Ordering {
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
        let by_sender = |a: &Equilibrium, b: &Equilibrium| match Arc::ptr_eq(&a.sender, &b.sender) {
            true => Ordering::Equal,
            false => earlier(&a.sender.strategy, &b.sender.strategy),
        };
        outcomes.sort_by(|a, b| by_sender(a, b).then_with(|| b.receiver.cmp(&a.receiver)));
        // two parts of one sender may share a corner
        outcomes.dedup_by(|a, b| a.sender == b.sender && a.receiver == b.receiver);
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        for eq in &mut outcomes {
            let next = numbers.len();
            eq.component = *numbers.entry(eq.component).or_insert(next);
        }
        outcomes.sort_by_key(|eq| eq.component);
        let mut components = vec![Vec::new(); numbers.len()];
        for (i, eq) in outcomes.iter().enumerate() {
            components[eq.component].push(i);
        }
        Equilibria {
            game: game.clone(),
            outcomes,
            components,
            stopped,
            stats,
            refined_by: Vec::new(),
        }
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
        let mut all = Equilibria::assemble(&self.game, outcomes, self.stopped, self.stats.clone());
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
