//! Several readers: the search against brute force and against the game of tuples, and the laws that
//! readers obey.

use std::collections::BTreeSet;

use schelling::equilibrium::verify::verify_chains;
use schelling::equilibrium::{Distinct, Equilibria, Equilibrium, Method, Reply, Search};
use schelling::regime::Objective;
use schelling::{Game, Q};

use crate::common::product;
use crate::common::readers::{Audience, game_of, random_readers};
use crate::oracle;
use crate::oracle::components::partition;
use crate::oracle::hull::in_hull;
use crate::oracle::outcomes::{Outcome, outcome};
use crate::oracle::random::Random;

/// Sizes of random games: types and messages, then types and actions of each audience.
const SIZES: [([usize; 2], &[[usize; 2]]); 8] = [
    ([2, 2], &[[1, 2], [1, 2]]),
    ([2, 2], &[[2, 2]]),
    ([3, 2], &[[2, 2]]),
    ([2, 2], &[[1, 3], [1, 2]]),
    ([3, 2], &[[1, 2], [1, 2]]),
    ([2, 3], &[[1, 2], [1, 2]]),
    ([2, 2], &[[1, 2], [2, 2]]),
    ([3, 2], &[[3, 2]]),
];

fn rounds() -> usize {
    std::env::var("SCHELLING_ORACLE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Tries a law on random games with so many of each size and largest payoff.
fn each(games: usize, zeros: u64, seed: u64, mut law: impl FnMut(&Game)) {
    let mut random = Random(seed);
    for (sizes, audiences) in SIZES {
        for top in [1, 2, 20] {
            for _ in 0..games * rounds() {
                law(&random_readers(&mut random, sizes, audiences, (top, zeros)));
            }
        }
    }
}

/// A profile of an outcome: the replies on the path, of unexpected readers, and off the path, with the
/// beliefs behind them.
fn profile(eq: &Equilibrium) -> (Vec<Vec<Q>>, Vec<Vec<Vec<Q>>>) {
    let chain = |reply: &Reply| [vec![reply.belief.clone()], reply.later.clone()].concat();
    let replies = (0..eq.game().messages().len()).map(|m| match eq.receiver(m) {
        None => {
            let reply = eq.off_path(m).swap_remove(0);
            let chain = chain(&reply);
            (reply.reply, chain)
        }
        Some(met) => {
            let mut beliefs = vec![eq.belief(m).expect("a message that is sent").to_vec()];
            let unexpected = eq.unexpected(m);
            let Some(rest) = unexpected.first() else { return (met.to_vec(), beliefs) };
            beliefs.extend(chain(rest));
            (met.iter().zip(&rest.reply).map(|(p, q)| p + q).collect(), beliefs)
        }
    });
    replies.unzip()
}

/// The components and the replies off the path, as brute force has them and as the search does; and
/// every outcome by the definition.
fn check(game: &Game) {
    if game.reader_copies().len() < game.information_sets().len() {
        // copies are merged, and their replies are not listed apart
        return;
    }
    let text = format!("{game:?}");
    let apart = game.equilibria(&Search::default().copies_apart()).expect("a small game");
    let solver = partition(apart.iter().map(|eq| (outcome(eq), eq.component())));
    assert_eq!(partition(oracle::solve(game)), solver, "oracle (left) and solver (right): {text}");
    assert!(apart.complete() && !apart.is_empty());
    for eq in &apart {
        let (replies, beliefs) = profile(eq);
        for beliefs in [None, Some(&*beliefs)] {
            let verdict = verify_chains(game, eq.sender(), &replies, beliefs).expect("a profile");
            assert!(verdict.ok(), "{verdict} in {text}");
        }
        for m in (0..game.messages().len()).filter(|&m| eq.receiver(m).is_none()) {
            let found: BTreeSet<Vec<Q>> = eq.off_path(m).into_iter().map(|r| r.reply).collect();
            let all = oracle::off_path(game, m, eq.sender_payoffs());
            assert_eq!(all.into_keys().collect::<BTreeSet<_>>(), found, "off the path: {text}");
        }
    }
}

#[test]
fn the_search_finds_what_brute_force_finds() {
    each(4, 0, 23, check);
}

#[test]
fn unexpected_readers_think_along_chains() {
    each(8, 2, 24, check);
    each(4, 3, 25, check);
}

/// The outcome of the game of tuples as replies of each reader.
fn marginals(game: &Game, tuples: &Outcome) -> Outcome {
    let sets: Vec<Vec<usize>> =
        game.information_sets().iter().map(|set| set.actions().collect()).collect();
    let plans = product(&sets);
    let of = |reply: &Vec<Q>| {
        let mut flat = vec![Q::ZERO; game.actions().len()];
        for (plan, q) in plans.iter().zip(reply) {
            plan.iter().for_each(|&a| flat[a] += q);
        }
        flat
    };
    let receiver = tuples.receiver.iter().map(|reply| reply.as_ref().map(of)).collect();
    Outcome { sender: tuples.sender.clone(), receiver }
}

#[test]
fn without_zero_chances_the_game_of_tuples_says_the_same() {
    each(4, 0, 26, |game| {
        let search = Search::default().copies_apart();
        let tuples = game.by_plans().expect("a small game");
        let theirs = tuples.equilibria(&search).expect("a small game");
        let theirs =
            partition(theirs.iter().map(|eq| (marginals(game, &outcome(eq)), eq.component())));
        let ours = game.equilibria(&search).expect("a small game");
        let ours = partition(ours.iter().map(|eq| (outcome(eq), eq.component())));
        assert_eq!(ours.len(), theirs.len(), "{game:?}");
        let point =
            |o: &Outcome| -> Vec<Q> { o.receiver.iter().flatten().flatten().cloned().collect() };
        for component in &ours {
            let mut same = theirs.iter().filter(|other| component.is_subset(other));
            let other = same.next().expect("a component of the game of tuples");
            assert!(same.next().is_none(), "{game:?}");
            // what else they list are means of outcomes
            for one in other {
                let like = component.iter().filter(|o| o.sender == one.sender);
                assert!(in_hull(&point(one), &like.map(point).collect::<Vec<_>>()), "{game:?}");
            }
        }
    });
}

/// The parts of a random game, to be put together in other ways.
fn parts(random: &mut Random) -> (Vec<Q>, Vec<Audience>) {
    let game = random_readers(random, [3, 2], &[[1, 2], [2, 2], [1, 2]], (2, 4));
    let audience = |r: &schelling::game::Reader| {
        let sets = r.chances()[0].len();
        let cells = |of: &dyn Fn(usize, usize, usize, usize) -> Q| -> Vec<Vec<Vec<Vec<Q>>>> {
            let row = |t, s, m| (0..r.actions().len()).map(|a| of(t, s, m, a)).collect();
            let rows = |t, s| (0..2).map(|m| row(t, s, m)).collect();
            (0..3).map(|t| (0..sets).map(|s| rows(t, s)).collect()).collect()
        };
        Audience {
            chances: r.chances().to_vec(),
            sender: cells(&|t, s, m, a| r.sender_payoff(t, s, m, a).clone()),
            receiver: cells(&|t, s, m, a| r.receiver_payoff(t, s, m, a).clone()),
        }
    };
    (game.prior().to_vec(), game.readers().iter().map(audience).collect())
}

/// The components with every payoff, and each reply with the actions in this order.
fn found(game: &Game, order: &[usize]) -> BTreeSet<BTreeSet<(Outcome, Vec<Q>)>> {
    let all = game.equilibria(&Search::default()).expect("a small game");
    let mut components = vec![BTreeSet::new(); all.len()];
    for eq in &all {
        let mut one = outcome(eq);
        for reply in one.receiver.iter_mut().flatten() {
            *reply = order.iter().map(|&a| reply[a].clone()).collect();
        }
        components[eq.component()].insert((one, eq.sender_payoffs().to_vec()));
    }
    components.into_iter().filter(|c| !c.is_empty()).collect()
}

#[test]
fn the_order_of_readers_does_not_matter() {
    let mut random = Random(27);
    for _ in 0..40 {
        let (prior, all) = parts(&mut random);
        let turned = [all[2].clone(), all[0].clone(), all[1].clone()];
        let order = [2, 3, 4, 5, 6, 7, 0, 1];
        assert_eq!(
            found(&game_of(&prior, &all), &[0, 1, 2, 3, 4, 5, 6, 7]),
            found(&game_of(&prior, &turned), &order)
        );
    }
}

#[test]
fn a_reader_split_in_two_equal_ones_changes_nothing() {
    let mut random = Random(28);
    for _ in 0..40 {
        let (prior, mut all) = parts(&mut random);
        let whole = found(&game_of(&prior, &all), &[0, 1, 2, 3, 4, 5, 6, 7]);
        let half = Q::new(1, 2).unwrap();
        let cells = all[1].sender.iter_mut().flatten().flatten().flatten();
        cells.for_each(|u| *u = &*u * &half);
        all.push(all[1].clone());
        let split = game_of(&prior, &all);
        assert_eq!(whole, found(&split, &[0, 1, 2, 3, 4, 5, 6, 7]));
        let again = found(&split, &[0, 1, 8, 9, 10, 11, 6, 7]);
        assert_eq!(whole, again, "both halves reply alike");
        let eqs = split.equilibria(&Search::default()).unwrap();
        let copies = eqs.iter().next().unwrap().copies();
        assert!([1, 2].iter().all(|r| copies.iter().any(|class| class.contains(r))));
        for eq in &eqs {
            let (replies, beliefs) = profile(eq);
            let verdict = verify_chains(&split, eq.sender(), &replies, Some(&beliefs)).unwrap();
            assert!(verdict.ok(), "{verdict}");
        }
    }
}

#[test]
fn the_list_has_the_best_and_each_allocation_once() {
    each(1, 3, 30, |game| {
        let all = game.equilibria(&Search::default()).expect("a small game");
        for (objective, of) in [
            (Objective::Sender, Equilibrium::sender_payoff as fn(&Equilibrium) -> Q),
            (Objective::Receiver, |eq| eq.receiver_payoff().clone()),
        ] {
            let best = game.best_equilibrium(&objective, &Search::default()).expect("a small game");
            assert!(best.proved() && best.ties_broken);
            assert_eq!(Some(best.value), all.iter().map(of).max());
        }
        for distinct in [Distinct::Allocation, Distinct::Payoffs] {
            let found = game.equilibria(&Search::default().distinct(distinct)).expect("small");
            let keys = |all: &Equilibria| -> BTreeSet<_> {
                let key = |eq: &Equilibrium| {
                    let rule = (distinct == Distinct::Allocation).then(|| eq.rule());
                    (rule, eq.sender_payoffs().to_vec(), eq.receiver_payoff().clone())
                };
                all.iter().map(key).collect()
            };
            assert_eq!(keys(&found), keys(&all.one_of_each(distinct)), "{game:?}");
        }
        for eq in &all {
            let each = eq.reader_payoffs();
            assert_eq!(each.len(), game.readers().len());
            assert_eq!(each.iter().sum::<Q>(), *eq.receiver_payoff());
        }
        let one = game.equilibrium(&Search::default()).expect("a small game");
        let first = |eq: &Equilibrium| eq.sender() == one.sender();
        assert!(all.iter().any(first) || game.messages().len() > 1);
        let text = serde_json::to_string(&all).expect("a list");
        let again: Equilibria = serde_json::from_str(&text).expect("a list that was written");
        assert_eq!(again, all);
    });
}

#[test]
fn extreme_profiles_are_equilibria() {
    each(1, 0, 33, |game| {
        for extreme in game.extreme_equilibria(&Search::default()).expect("a small game") {
            let verdict = verify_chains(game, &extreme.sender, &extreme.receiver, None);
            assert!(verdict.expect("a profile").ok(), "{extreme:?} in {game:?}");
        }
    });
    let lemke = Search::default().method(Method::Lemke);
    let game = random_readers(&mut Random(34), [2, 2], &[[1, 2], [1, 2]], (20, 0));
    assert_eq!(
        game.equilibrium(&lemke).unwrap_err().to_string(),
        "method: the game has several readers, so leave it out or choose \"enumeration\""
    );
}

#[test]
fn units_of_payoff_do_not_matter() {
    let mut random = Random(29);
    for _ in 0..40 {
        let (prior, mut all) = parts(&mut random);
        let order = [0, 1, 2, 3, 4, 5, 6, 7];
        let before = found(&game_of(&prior, &all), &order);
        for (k, audience) in all.iter_mut().enumerate() {
            // each reader has units of its own; the sender has one unit and may get something besides
            let own = audience.receiver.iter_mut().flatten().flatten().flatten();
            own.for_each(|u| *u = &*u * &Q::from(2 + k as i64));
            let theirs = audience.sender.iter_mut().flatten().flatten().flatten();
            theirs.for_each(|u| *u = &(&*u * &Q::from(3)) + &Q::from(k as i64));
        }
        let outcomes = |found: BTreeSet<BTreeSet<(Outcome, Vec<Q>)>>| -> BTreeSet<_> {
            let only = |c: BTreeSet<(Outcome, Vec<Q>)>| c.into_iter().map(|(o, _)| o).collect();
            found.into_iter().map(only).collect::<BTreeSet<BTreeSet<Outcome>>>()
        };
        assert_eq!(outcomes(before), outcomes(found(&game_of(&prior, &all), &order)));
    }
}
