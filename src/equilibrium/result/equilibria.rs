//! The list of all extreme outcomes, grouped by component.

use std::cmp::Ordering;
use std::ops::Index;
use std::sync::{Arc, OnceLock};

use super::distinct::Distinct;
use super::groups::Grouping;
use super::outcome::Equilibrium;
use super::stats::Stats;
use super::stop::Stop;
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Channel, Game, NoisyGame};

/// The canonical order of equilibria by their senders: more weight on earlier messages, for earlier
/// types, comes first.
///
/// A sender is given by its cells `t * messages + m` with weight, ascending; `weights` compares two
/// of these weights.
pub(crate) fn canonical_order<W>(
    a: impl IntoIterator<Item = (usize, W)>,
    b: impl IntoIterator<Item = (usize, W)>,
    weights: impl Fn(W, W) -> Ordering,
) -> Ordering {
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    loop {
        let order = match (a.next(), b.next()) {
            // who has the earlier cell puts weight where the other puts none
            (Some((p, x)), Some((q, y))) => p.cmp(&q).then_with(|| weights(y, x)),
            (None, None) => return Ordering::Equal,
            (left, _) => return if left.is_some() { Ordering::Less } else { Ordering::Greater },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// The cells of a sender that have weight.
fn cells(sender: &[Vec<Q>]) -> impl Iterator<Item = (usize, &Q)> {
    sender.iter().flatten().enumerate().filter(|(_, x)| !x.is_zero())
}

/// All perfect Bayesian equilibria of a game: extreme outcomes, grouped by outcome component.
#[derive(Clone, Debug)]
pub struct Equilibria {
    pub(crate) game: Game,
    /// What the receiver sees of the messages, if it does not see the messages themselves.
    pub(crate) channel: Option<Arc<Channel>>,
    pub(crate) outcomes: Vec<Equilibrium>,
    pub(crate) components: Vec<Vec<usize>>,
    pub(crate) stopped: Option<Stop>,
    pub(crate) stats: Stats,
    /// Of which classes of outcomes the list has one member each; `None` where it has all.
    pub(crate) distinct: Option<Distinct>,
    /// The refinements whose survivors these are.
    pub(crate) refined_by: Vec<String>,
    /// The number of outcomes of the list that these were selected from.
    pub(crate) selected_from: Option<usize>,
    /// The number of allocations, once it was asked for.
    allocations: OnceLock<usize>,
}

impl PartialEq for Equilibria {
    fn eq(&self, other: &Equilibria) -> bool {
        let parts = |all: &Equilibria| (all.stopped, all.distinct, all.selected_from);
        self.game == other.game
            && self.channel == other.channel
            && self.outcomes == other.outcomes
            && self.components == other.components
            && self.stats == other.stats
            && self.refined_by == other.refined_by
            && parts(self) == parts(other)
    }
}

impl Eq for Equilibria {}

impl Equilibria {
    /// Sorts outcomes and groups them by component; the numbers of components stay.
    pub(crate) fn assemble(
        game: &Game,
        mut outcomes: Vec<Equilibrium>,
        stopped: Option<Stop>,
        stats: Stats,
    ) -> Equilibria {
        outcomes.sort_by(|a, b| {
            let senders = canonical_order(cells(a.sender()), cells(b.sender()), Q::cmp);
            senders.then_with(|| b.values().receiver.cmp(&a.values().receiver))
        });
        outcomes.dedup_by(|a, b| {
            a.sender() == b.sender() && a.values().receiver == b.values().receiver
        });
        outcomes.sort_by_key(|eq| eq.component);
        Equilibria::grouped(game, outcomes, stopped, stats)
    }

    /// The list of one outcome, which is not all.
    #[cfg(feature = "python")]
    pub(crate) fn of_one(eq: Equilibrium) -> Equilibria {
        let (game, channel) = (eq.game().clone(), eq.channel().cloned());
        let one = Equilibria::grouped(&game, vec![eq], Some(Stop::First), Stats::default());
        Equilibria { channel, ..one }
    }

    /// The list of outcomes that are already in order, one component after another. They keep the
    /// numbers of their components.
    pub(crate) fn grouped(
        game: &Game,
        outcomes: Vec<Equilibrium>,
        stopped: Option<Stop>,
        stats: Stats,
    ) -> Equilibria {
        let mut components: Vec<Vec<usize>> = Vec::new();
        let mut last = None;
        for (i, eq) in outcomes.iter().enumerate() {
            if last != Some(eq.component) {
                last = Some(eq.component);
                components.push(Vec::new());
            }
            components.last_mut().expect("one was opened").push(i);
        }
        Equilibria {
            game: game.clone(),
            channel: None,
            outcomes,
            components,
            stopped,
            stats,
            distinct: None,
            refined_by: Vec::new(),
            selected_from: None,
            allocations: OnceLock::new(),
        }
    }

    /// The outcomes that are `kept` because they survive refinements, without components that lost
    /// all of theirs. `stopped` is the reason why not all outcomes were judged, if there is one.
    pub(crate) fn refined<'a>(
        &self,
        kept: &[bool],
        names: impl Iterator<Item = &'a str>,
        stopped: Option<Stop>,
    ) -> Equilibria {
        let outcomes = self.outcomes.iter().zip(kept).filter(|(_, kept)| **kept);
        let outcomes = outcomes.map(|(eq, _)| eq.clone()).collect();
        let stopped = self.stopped.or(stopped);
        let mut all = self.part(outcomes);
        all.stopped = stopped;
        for name in names.filter(|name| !self.refined_by.iter().any(|old| old == name)) {
            all.refined_by.push(name.into());
        }
        all
    }

    /// The outcomes of a game with noise, in order of their components.
    pub(crate) fn with_noise(
        noisy: &NoisyGame,
        mut outcomes: Vec<Equilibrium>,
        stopped: Option<Stop>,
        stats: Stats,
    ) -> Equilibria {
        outcomes.sort_by_key(|eq| eq.component);
        let all = Equilibria::grouped(noisy.game(), outcomes, stopped, stats);
        Equilibria { channel: Some(noisy.channel().clone()), ..all }
    }

    /// Some outcomes of this list, with all else that it says.
    pub(super) fn part(&self, outcomes: Vec<Equilibrium>) -> Equilibria {
        let (stopped, stats) = (self.stopped, self.stats.clone());
        Equilibria {
            channel: self.channel.clone(),
            distinct: self.distinct,
            refined_by: self.refined_by.clone(),
            selected_from: self.selected_from,
            ..Equilibria::grouped(&self.game, outcomes, stopped, stats)
        }
    }

    /// What the receiver sees of the messages, if it does not see the messages themselves.
    pub fn channel(&self) -> Option<&Arc<Channel>> {
        self.channel.as_ref()
    }

    /// The labels of what the receiver sees: as [`Equilibrium::seen`].
    pub fn seen(&self) -> &[String] {
        self.channel.as_ref().map_or(self.game.messages(), |channel| channel.signals())
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// The names of the refinements whose survivors these are; empty when none were left out.
    pub fn refined_by(&self) -> &[String] {
        &self.refined_by
    }

    /// The number of outcomes of the list that these were selected from, by
    /// [`select`](Equilibria::select); `None` when these are a whole list.
    pub fn selected_from(&self) -> Option<usize> {
        self.selected_from
    }

    /// The classes of outcomes of which the list has one member each; `None` when every extreme
    /// outcome is listed.
    pub fn distinct(&self) -> Option<Distinct> {
        self.distinct
    }

    /// Was the search complete, so that nothing is missing?
    pub fn complete(&self) -> bool {
        self.stopped.is_none()
    }

    /// The list itself if it is complete, for uses that need all of it.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when the search ended early.
    pub fn whole(self) -> Result<Equilibria, Error> {
        match self.stopped {
            None => Ok(self),
            Some(stop) => Err(Error::Limit(format!(
                "the search for equilibria was stopped ({stop}) after {} outcomes, and all \
                 are needed",
                self.len()
            ))),
        }
    }

    /// The reason why the search ended early, if it did.
    pub fn stopped(&self) -> Option<Stop> {
        self.stopped
    }

    /// The number of extreme outcomes.
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Is the list empty? Every game has an equilibrium, so that only a search that was stopped
    /// returns none.
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// The number of allocations: of outcomes that differ in more than who says what, by
    /// [`Grouping::Allocation`]. It is counted when it is first asked for.
    pub fn allocations(&self) -> usize {
        *self.allocations.get_or_init(|| self.by(Grouping::Allocation).len())
    }

    /// The extreme outcomes, component by component.
    pub fn iter(&self) -> std::slice::Iter<'_, Equilibrium> {
        self.outcomes.iter()
    }

    /// The outcome components, each as indices of its extreme outcomes. The number of a component
    /// is that of its outcomes, [`Equilibrium::component`]: in a list that is refined or selected,
    /// some numbers are missing.
    pub fn components(&self) -> &[Vec<usize>] {
        &self.components
    }

    /// The counts of the search.
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
