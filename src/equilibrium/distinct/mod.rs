//! Outcomes by what is done: each allocation once, or each vector of payoffs.

mod corners;
mod repeats;

pub(super) use self::corners::{Masses, corners, extreme};
pub(super) use self::repeats::without_repeats;
use super::result::{Distinct, Equilibria};

impl Equilibria {
    /// Keeps one member of each class of outcomes, as [`Search::distinct`](crate::Search::distinct)
    /// does while it searches. The list may be one that a refinement has shortened. Then outcomes in
    /// which copies of a message get the same reply count too, since others need not survive.
    pub fn one_of_each(&self, distinct: Distinct) -> Equilibria {
        let whole = self.complete();
        let shortened = self.selected_from.is_some() || !self.refined_by.is_empty();
        let outcomes = match whole && !shortened && self.channel.is_none() {
            true => without_repeats(&self.game, self.outcomes.clone()),
            false => self.outcomes.clone(),
        };
        let outcomes = corners(&outcomes, distinct, whole);
        let mut all = Equilibria::grouped(&self.game, outcomes, self.stopped, self.stats.clone());
        (all.distinct, all.refined_by) = (Some(distinct), self.refined_by.clone());
        all
    }
}
