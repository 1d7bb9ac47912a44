//! Listed equilibria: published ones, and every one verified from the definition.

use schelling::Q;
use schelling::equilibrium::Unwatched;
use schelling::rounds::{
    BeliefRow, MultistageGame, TreeAssessment, TreeEquilibria, TreeSearch, verify,
};

use super::trees::{Draws, Shape, chain_store, crisis, q, qs, random, sobel};

pub fn list(game: &MultistageGame) -> TreeEquilibria {
    game.equilibria(&TreeSearch::default(), &Unwatched).expect("equilibria")
}

/// Checks an assessment from the definition, with its beliefs.
pub fn check(game: &MultistageGame, eq: &TreeAssessment) {
    let beliefs: Vec<BeliefRow> = eq.beliefs.clone();
    let verdict = verify(game, &eq.sender, &eq.receiver, &beliefs).expect("an assessment");
    assert!(verdict.ok(), "{verdict}\n{eq:#?}");
    assert_eq!(verdict.sender_payoffs(), eq.sender_payoffs);
    assert_eq!(verdict.receiver_payoff(), &eq.receiver_payoff);
}

/// Checks every listed equilibrium of a game, and that payoffs are those of the correspondence.
fn check_all(game: &MultistageGame) -> usize {
    let all = list(game);
    let corr = game.correspondence(game.root(), &TreeSearch::default(), &Unwatched).unwrap();
    let sets = corr.at(game.prior()).unwrap();
    let mut payoffs = Vec::new();
    for i in 0..all.len() {
        let eq = all.assessment(i).unwrap();
        check(game, &eq);
        assert_eq!(eq.outcome, all.outcome(i));
        let inside = corr.contains(game.prior(), &eq.sender_payoffs, Some(&eq.receiver_payoff));
        assert!(inside.unwrap());
        payoffs.push((eq.sender_payoffs, eq.receiver_payoff));
    }
    for set in sets {
        for corner in &set.sender {
            for w in [&set.receiver.0, &set.receiver.1] {
                assert!(payoffs.contains(&(corner.clone(), w.clone())), "{corner:?} {w:?}");
            }
        }
    }
    all.len()
}

#[test]
fn the_crisis_has_its_two_equilibria() {
    let game = crisis("3/10 7/10");
    let all = list(&game);
    assert_eq!(all.len(), 2);
    let eq = all.assessment(0).unwrap();
    check(&game, &eq);
    assert_eq!(eq.sender_payoffs, qs("5/6 0"));
    assert_eq!(eq.receiver_payoff, q("-28/25"));
    let at = |history: &[&str]| {
        let history: Vec<String> = history.iter().map(|l| (*l).to_string()).collect();
        eq.beliefs.iter().find(|(h, _)| *h == history).expect("a belief").1[0].clone()
    };
    assert_eq!(at(&["challenge"]), q("15/28"));
    assert_eq!(at(&["challenge", "resist", "escalate"]), q("5/7"));
    assert_eq!(all.components(), [0, 1]);
    check(&game, &all.assessment(1).unwrap());
}

#[test]
fn entrants_are_fought_for_a_reputation() {
    let game = chain_store(2, "1/10 9/10");
    let all = list(&game);
    assert_eq!(all.len(), 1);
    let eq = all.assessment(0).unwrap();
    check(&game, &eq);
    let first: Vec<String> = vec!["enter".into()];
    let fights = eq.sender.iter().find(|(h, _)| *h == first).unwrap();
    assert_eq!(fights.1[1].as_ref().unwrap()[0], q("1/9"));
    assert_eq!(eq.receiver_payoffs[0].1, q("3/10"));
    check_all(&chain_store(3, "1/10 9/10"));
    check_all(&sobel("3/5 2/5"));
    check_all(&sobel("3/4 1/4"));
}

#[test]
fn random_trees_have_equilibria_that_pass() {
    let mut draws = Draws(24);
    let mut shape = Shape {
        types: 2,
        messages: 2,
        actions: 2,
        rounds: 2,
        highest: 20,
        cut: 40,
        both: 25,
        evidence: 20,
    };
    for k in 0..16 {
        shape.highest = if k % 2 == 0 { 20 } else { 2 };
        shape.types = if k % 8 == 5 { 3 } else { 2 };
        shape.cut = if k % 2 == 1 { 75 } else { 55 };
        let game = random(&mut draws, &shape);
        let found = check_all(&game);
        assert!(found > 0, "an equilibrium exists");
        let _: Q = game.prior().iter().sum();
    }
}
