//! Outcomes by what is done: each allocation once, or each vector of payoffs.

mod corners;

pub(super) use self::corners::{Masses, corners, extreme};
use super::result::{Distinct, Equilibria};

impl Equilibria {
    /// Keeps one member of each class of outcomes, as [`Search::distinct`](crate::Search::distinct)
    /// does while it searches. The list may be one that a refinement has shortened.
    pub fn one_of_each(&self, distinct: Distinct) -> Equilibria {
        let outcomes = corners(&self.outcomes, distinct, self.complete());
        let mut all = Equilibria::grouped(&self.game, outcomes, self.stopped, self.stats.clone());
        (all.distinct, all.refined_by) = (Some(distinct), self.refined_by.clone());
        all
    }
}
