//! Refinements with several readers: where no chance is 0, what they say of the game of tuples.

use schelling::equilibrium::Search;
use schelling::refinement::TABLE;
use schelling::{Game, Q};

use crate::common::product;
use crate::common::readers::random_readers;
use crate::oracle::random::Random;

/// The replies of each reader in an outcome of the game of tuples.
fn marginals(game: &Game, plans: &[Vec<usize>], reply: &[Q]) -> Vec<Q> {
    let mut flat = vec![Q::ZERO; game.actions().len()];
    for (plan, q) in plans.iter().zip(reply) {
        plan.iter().for_each(|&a| flat[a] += q);
    }
    flat
}

#[test]
fn tests_say_what_they_say_of_the_game_of_tuples() {
    let mut random = Random(31);
    let mut failed = vec![0; TABLE.len()];
    for (sizes, audiences) in [
        ([2, 2], &[[1, 2], [1, 2]][..]),
        ([3, 2], &[[2, 2]]),
        ([3, 3], &[[1, 2], [1, 2]]),
        ([2, 2], &[[1, 3], [1, 2]]),
    ] {
        for round in 0..40 {
            let top = [2, 20][round % 2];
            let game = random_readers(&mut random, sizes, audiences, (top, 0));
            let sets = game.information_sets();
            let sets: Vec<Vec<usize>> = sets.iter().map(|set| set.actions().collect()).collect();
            let plans = product(&sets);
            let search = Search::default().copies_apart();
            let ours = game.equilibria(&search).expect("a small game");
            let tuples = game.by_plans().expect("few plans").equilibria(&search).expect("small");
            let (standings, others) = (ours.undefeated(), tuples.undefeated());
            let (standings, others) = (standings.expect("complete"), others.expect("complete"));
            for (i, eq) in ours.iter().enumerate() {
                let same = |other: &schelling::equilibrium::Equilibrium| {
                    other.sender() == eq.sender()
                        && (0..game.messages().len()).all(|m| {
                            let theirs = other.receiver(m).map(|r| marginals(&game, &plans, r));
                            eq.receiver(m).map(<[Q]>::to_vec) == theirs
                        })
                };
                let j = tuples.iter().position(same).expect("an outcome of the game of tuples");
                for (k, test) in TABLE.iter().enumerate().filter(|(_, t)| t.applies(&game)) {
                    let judged = test.judge(eq).expect("it applies");
                    let theirs = test.judge(&tuples[j]).expect("it applies");
                    assert_eq!(judged.survives(), theirs.survives(), "{} in {game:?}", test.name);
                    failed[k] += usize::from(!judged.survives());
                }
                let defeat = |all: &[schelling::refinement::undefeated::Standing], i: usize| {
                    all.iter().find(|one| one.outcome == i).map(|one| one.defeat.is_some())
                };
                if let Some(defeated) = defeat(&standings, i) {
                    assert_eq!(Some(defeated), defeat(&others, j), "undefeated in {game:?}");
                }
            }
        }
    }
    for (test, failed) in TABLE.iter().zip(failed) {
        assert!(failed > 0 || test.name.contains("proof"), "{} is never failed", test.name);
    }
}

#[test]
fn zero_chances_refuse_stability_and_divinity_in_one_line() {
    let game = random_readers(&mut Random(32), [3, 2], &[[3, 2]], (20, 2));
    assert!(game.has_zero_chances());
    let all = game.equilibria(&Search::default()).expect("a small game");
    let eq = all.iter().next().expect("an outcome");
    assert_eq!(
        eq.survives("stable").unwrap_err().to_string(),
        "stable is defined where every type may meet every reader, and here some chance is 0: leave \
         it out"
    );
    assert!(eq.survives("divine").is_err() && all.undefeated().is_err());
    assert!(eq.survives("D1").is_ok() && all.ladder().is_ok());
}
