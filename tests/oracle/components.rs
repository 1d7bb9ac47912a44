//! Components as sets of outcomes, to be compared whatever their order.

use std::collections::{BTreeMap, BTreeSet};

use schelling::equilibrium::{Equilibria, Equilibrium};

use super::outcomes::{Outcome, outcome, relabel, relabellings, with_reply_copies};

/// Outcomes grouped by component, without the components' numbers.
pub type Partition = BTreeSet<BTreeSet<Outcome>>;

/// Groups outcomes by the number of their component.
pub fn partition(outcomes: impl IntoIterator<Item = (Outcome, usize)>) -> Partition {
    let mut components: BTreeMap<usize, BTreeSet<Outcome>> = BTreeMap::new();
    for (outcome, component) in outcomes {
        components.entry(component).or_default().insert(outcome);
    }
    components.into_values().collect()
}

/// The listed outcomes with all their copies, components that are copies counted as one.
pub fn listed(eqs: &Equilibria) -> Partition {
    let permutations = relabellings(eqs.game());
    let copies = |eq: &Equilibrium| {
        let outcome = outcome(eq);
        let all: BTreeSet<_> = permutations.iter().map(|to| relabel(&outcome, to)).collect();
        assert_eq!(all.len() as u128, eq.relabellings(), "the number of copies of {outcome:?}");
        let replies = with_reply_copies(eq.game(), &outcome).len() as u128;
        assert_eq!(replies, eq.reply_copies(), "the copies of replies in {outcome:?}");
        let all = all.iter().flat_map(|one| with_reply_copies(eq.game(), one));
        let all: Vec<_> = all.collect();
        let component = eq.component();
        all.into_iter().map(move |copy| (copy, component)).collect::<Vec<_>>()
    };
    let all: Vec<_> = eqs.iter().flat_map(copies).collect();
    let distinct: BTreeSet<&Outcome> = all.iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(distinct.len(), all.len(), "an outcome is listed twice");
    partition(all)
}
