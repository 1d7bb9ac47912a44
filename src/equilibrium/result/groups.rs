//! Groups of outcomes that have something in common, and parts of a list.

use std::collections::HashMap;
use std::hash::Hash;

use super::equilibria::Equilibria;
use super::outcome::Equilibrium;
use crate::error::{Error, did_you_mean};
use crate::exact::Q;
use crate::exact::budget::checkpoint;

/// What the outcomes of one group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// The rule and the payoffs: `[t][a]`, the payoff of each type, and the receiver's.
    Allocation,
    /// The payoff of each type and the receiver's.
    Payoffs,
    /// The outcome component.
    Component,
    /// The kind.
    Kind,
    /// The reply to each message on the path, and which messages these are.
    Replies,
}

impl Grouping {
    /// All groupings, by name.
    pub const TABLE: [(&str, Grouping); 5] = [
        ("allocation", Grouping::Allocation),
        ("payoffs", Grouping::Payoffs),
        ("component", Grouping::Component),
        ("kind", Grouping::Kind),
        ("replies", Grouping::Replies),
    ];

    /// Finds the grouping of this name.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] lists the names when there is no such grouping.
    pub fn named(name: &str) -> Result<Grouping, Error> {
        let found = Grouping::TABLE.iter().find(|(known, _)| *known == name);
        found.map(|(_, grouping)| *grouping).ok_or_else(|| {
            let names = Grouping::TABLE.map(|(name, _)| name).join(", ");
            let close = did_you_mean(name, Grouping::TABLE.map(|(name, _)| name));
            Error::Game(format!("outcomes are not grouped by {name:?} (but by {names}){close}"))
        })
    }
}

/// The places of equal keys; groups are in order of their first places.
pub(in crate::equilibrium) fn grouped<K: Hash + Eq>(
    keys: impl Iterator<Item = K>,
) -> Vec<Vec<usize>> {
    let mut numbers: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (i, key) in keys.enumerate() {
        checkpoint();
        let number = *numbers.entry(key).or_insert(groups.len());
        if number == groups.len() {
            groups.push(Vec::new());
        }
        groups[number].push(i);
    }
    groups
}

/// The members of the groups with payoffs that those of no other group dominate, ascending; all
/// members of a group have the same payoffs, and groups differ in some.
pub(in crate::equilibrium) fn undominated(
    groups: &[Vec<usize>],
    payoffs: impl Fn(usize) -> Vec<Q>,
) -> Vec<usize> {
    let each: Vec<Vec<Q>> = groups.iter().map(|group| payoffs(group[0])).collect();
    let dominated = |one: usize| {
        checkpoint();
        let above = |other: &Vec<Q>| other.iter().zip(&each[one]).all(|(x, y)| x >= y);
        each.iter().enumerate().any(|(other, payoffs)| other != one && above(payoffs))
    };
    let best = (0..groups.len()).filter(|&g| !dominated(g));
    let mut best: Vec<usize> = best.flat_map(|g| groups[g].iter().copied()).collect();
    best.sort_unstable();
    best
}

impl Equilibria {
    /// Groups the outcomes by what they have in common.
    ///
    /// Each group is a list of indices, ascending; groups are in order of their first outcomes.
    /// Outcomes with the same rule and the same payoffs of every type and of the receiver are one
    /// *allocation*: they differ only in who says what. This takes one pass and a hash table.
    ///
    /// # Examples
    ///
    /// ```
    /// use schelling::equilibrium::{Grouping, Search};
    /// use schelling::model;
    ///
    /// let game = model::by_name("farrell-rabin-job")?.game(&[])?;
    /// let all = game.equilibria(&Search::default())?;
    /// assert_eq!(all.len(), 3);
    /// // silence, and one signal that changes nothing, are one allocation
    /// assert_eq!(all.by(Grouping::Allocation), [vec![0, 1], vec![2]]);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn by(&self, what: Grouping) -> Vec<Vec<usize>> {
        let all = || self.iter();
        match what {
            Grouping::Allocation => grouped(all().map(Equilibrium::allocation)),
            Grouping::Payoffs => grouped(all().map(Equilibrium::payoffs)),
            Grouping::Component => grouped(all().map(Equilibrium::component)),
            Grouping::Kind => grouped(all().map(Equilibrium::kind)),
            Grouping::Replies => grouped(all().map(|eq| eq.values().receiver.clone())),
        }
    }

    /// The outcomes at these indices, ascending, as a list that knows of how many they are a part.
    /// They keep the numbers of their components.
    pub fn select(&self, indices: &[usize]) -> Equilibria {
        let outcomes = indices.iter().map(|&i| self.outcomes[i].clone()).collect();
        let mut part = self.part(outcomes);
        part.selected_from = self.selected_from.or(Some(self.len()));
        part
    }
}

impl Equilibrium {
    /// The rule and the payoffs: what the outcome does, whoever says what.
    fn allocation(&self) -> (Vec<Vec<Q>>, Vec<Q>, Q) {
        let (types, receiver) = self.payoffs();
        (self.rule(), types, receiver)
    }

    /// The payoff of each type, and the receiver's.
    fn payoffs(&self) -> (Vec<Q>, Q) {
        (self.sender_payoffs().to_vec(), self.receiver_payoff().clone())
    }

    /// Does some reply depend on the message that is sent? Otherwise all messages on the path have
    /// the same reply, and in cheap talk the outcome is [babbling](super::Kind::Babbling).
    pub fn is_influential(&self) -> bool {
        let replies = &self.values().receiver;
        let mut sent = replies.iter().flatten();
        let first = sent.next();
        sent.any(|reply| Some(reply) != first)
    }

    /// The cells of types that send the same message, in declared order of the types; `None` when
    /// some type mixes, or when a cell is not an interval of the types. In cheap talk, messages
    /// with the same reply say the same, and count as one.
    pub fn partition(&self) -> Option<Vec<Vec<usize>>> {
        let talk = self.game().is_cheap_talk() && self.channel().is_none();
        let said = |row: &Vec<Q>| {
            let mut sent = (0..row.len()).filter(|&m| !row[m].is_zero());
            let first = sent.next()?;
            let same = |m: usize| talk && self.receiver(m) == self.receiver(first);
            if !sent.all(same) {
                return None;
            }
            Some(if talk { self.on_path().into_iter().find(|&m| same(m))? } else { first })
        };
        let said: Vec<usize> = self.sender().iter().map(said).collect::<Option<_>>()?;
        let mut cells: Vec<Vec<usize>> = Vec::new();
        for t in 0..said.len() {
            match cells.iter().position(|cell| said[cell[0]] == said[t]) {
                None => cells.push(vec![t]),
                Some(c) if c + 1 == cells.len() => cells[c].push(t),
                Some(_) => return None,
            }
        }
        Some(cells)
    }
}
