//! Groups and parts of lists, and equality up to copies, against plain loops.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use schelling::equilibrium::{Equilibria, Equilibrium, Filter, Grouping, Kind, Search};
use schelling::{Game, Q};

use crate::common::random_games::{Family, random_game};
use crate::common::solve;
use crate::oracle::outcomes::{outcome, relabel, relabellings, with_reply_copies};
use crate::oracle::random::Random;

fn games() -> impl Iterator<Item = Game> {
    let mut random = Random(23);
    let sizes = [[2, 2, 2], [2, 3, 3], [3, 2, 3], [3, 3, 3]];
    let each = sizes.into_iter().flat_map(|size| Family::ALL.map(|family| (size, family)));
    each.flat_map(move |(size, family)| {
        (0..4).map(|_| random_game(&mut random, size, family, 2)).collect::<Vec<_>>()
    })
}

/// Groups by a quadratic loop.
fn naive(all: &Equilibria, same: impl Fn(&Equilibrium, &Equilibrium) -> bool) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for i in 0..all.len() {
        match groups.iter_mut().find(|group| same(&all[group[0]], &all[i])) {
            Some(group) => group.push(i),
            None => groups.push(vec![i]),
        }
    }
    groups
}

#[test]
fn groups_are_those_of_a_plain_loop() {
    let payoffs = |a: &Equilibrium, b: &Equilibrium| {
        a.sender_payoffs() == b.sender_payoffs() && a.receiver_payoff() == b.receiver_payoff()
    };
    let mut folded = 0;
    for game in games() {
        let all = solve(&game);
        let allocations = naive(&all, |a, b| payoffs(a, b) && a.rule() == b.rule());
        assert_eq!(all.by(Grouping::Allocation), allocations);
        assert_eq!(all.allocations(), allocations.len());
        folded += usize::from(allocations.len() < all.len());
        assert_eq!(all.by(Grouping::Payoffs), naive(&all, payoffs));
        assert_eq!(all.by(Grouping::Component), all.components());
        let replies = |a: &Equilibrium, b: &Equilibrium| {
            (0..game.messages().len()).all(|m| a.receiver(m) == b.receiver(m))
        };
        assert_eq!(all.by(Grouping::Replies), naive(&all, replies));
        for kind in Kind::ALL {
            let filter = Filter { kinds: Some(vec![kind]), ..Filter::default() };
            let part = all.select(&all.matching(&filter));
            assert_eq!(part.selected_from(), Some(all.len()));
            assert!(part.iter().all(|eq| eq.kind() == kind));
            let listed = |eq: &&Equilibrium| eq.kind() == kind;
            assert!(all.iter().filter(listed).eq(part.iter()));
            let written = serde_json::to_string(&part).expect("a result");
            assert_eq!(serde_json::from_str::<Equilibria>(&written).expect("a result"), part);
            let numbers = |all: &Equilibria| -> Vec<usize> {
                all.iter().map(Equilibrium::component).collect()
            };
            let kept = all.iter().filter(listed).map(Equilibrium::component);
            assert_eq!(numbers(&part), kept.collect::<Vec<_>>());
        }
    }
    assert!(folded > 10, "{folded} games have allocations of several outcomes");
}

fn hash(eq: &Equilibrium) -> u64 {
    let mut state = DefaultHasher::new();
    eq.hash(&mut state);
    state.finish()
}

/// Outcomes are equal exactly when one is in the orbit of the other under exchanges of copies,
/// taken one by one.
#[test]
fn equal_up_to_copies() {
    let mut merged = 0;
    for game in games() {
        let (all, apart) = (solve(&game), game.equilibria(&Search::default().copies_apart()));
        let apart = apart.expect("a small game");
        let permutations = relabellings(&game);
        for eq in &all {
            let own = outcome(eq);
            let mut orbit: Vec<_> = permutations.iter().map(|to| relabel(&own, to)).collect();
            orbit = orbit.iter().flat_map(|one| with_reply_copies(&game, one)).collect();
            let equal: Vec<&Equilibrium> = apart.iter().filter(|other| *other == eq).collect();
            assert!(equal.iter().all(|other| orbit.contains(&outcome(other))));
            assert!(equal.iter().all(|other| hash(other) == hash(eq)));
            assert_eq!(equal.len() as u128, eq.relabellings() * eq.reply_copies());
            assert_eq!(all.iter().filter(|other| *other == eq).count(), 1);
            merged += usize::from(equal.len() > 1);
        }
        let one = game.equilibrium(&Search::default()).expect("a small game");
        assert!(all.iter().any(|eq| *eq == one));
    }
    assert!(merged > 50, "{merged} outcomes stand for several");
}

#[test]
fn cheap_talk_is_babbling_where_it_does_not_influence() {
    for game in games().filter(Game::is_cheap_talk) {
        for eq in &solve(&game) {
            let replies: Vec<&[Q]> = eq.on_path().iter().filter_map(|&m| eq.receiver(m)).collect();
            let influential = replies.iter().any(|reply| *reply != replies[0]);
            assert_eq!(eq.is_influential(), influential);
            assert_eq!(eq.kind() == Kind::Babbling, !influential);
        }
    }
}
