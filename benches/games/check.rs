//! Checks of the games' known answers, before anything is timed.

use std::collections::HashSet;

use schelling::Q;
use schelling::equilibrium::verify::verify;
use schelling::equilibrium::{Equilibria, Equilibrium};

use super::{Set, solve};

/// Above this many messages only some outcomes are checked against the definition, since each
/// asks for the replies to hundreds of messages that nobody sends.
const FEW_MESSAGES: usize = 16;

/// How many of them, in each game.
const SOME: usize = 10;

/// Panics unless the set is solved as it should be: the number of outcomes and components is the
/// known one, no outcome stands twice, and each is an equilibrium by the definition.
pub fn check(set: &Set) -> Vec<Equilibria> {
    let all: Vec<Equilibria> = set.games.iter().map(solve).collect();
    for eqs in &all {
        assert!(eqs.complete(), "{}: the search was stopped", set.name);
        let different: HashSet<_> = eqs.iter().map(outcome).collect();
        assert_eq!(different.len(), eqs.len(), "{}: an outcome stands twice", set.name);
        let few = eqs.game().messages().len() <= FEW_MESSAGES;
        let step = if few { 1 } else { eqs.len().div_ceil(SOME) };
        eqs.iter().step_by(step).for_each(|eq| check_definition(eq, &set.name));
    }
    let outcomes: usize = all.iter().map(Equilibria::len).sum();
    let components: usize = all.iter().map(|eqs| eqs.components().len()).sum();
    assert_eq!((outcomes, components), (set.outcomes, set.components), "{}", set.name);
    all
}

/// An outcome as a value: who sends what, and the replies on the path.
fn outcome(eq: &Equilibrium) -> (&[Vec<Q>], Vec<Option<&[Q]>>) {
    let messages = 0..eq.game().messages().len();
    (eq.sender(), messages.map(|m| eq.receiver(m)).collect())
}

/// Panics unless the outcome, with a reply that supports it off the path, is an equilibrium.
fn check_definition(eq: &Equilibrium, name: &str) {
    let (replies, beliefs) = eq.assessment();
    let verdict = verify(eq.game(), eq.sender(), &replies, Some(&beliefs)).expect("an assessment");
    assert!(verdict.ok(), "{name}: {verdict}");
}
