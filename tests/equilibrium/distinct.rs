//! Each allocation once: against the full list, with corners found by a naive method.

use std::collections::{BTreeMap, BTreeSet};

use schelling::equilibrium::{Distinct, Equilibria, Equilibrium, Search};
use schelling::{Game, Q, io};

use crate::common::games::{costly_threats, threats};
use crate::common::random_games::every_game;
use crate::common::tied_games::{
    biased_talk, breakfasts, convention, costly_lies, education, intervals, prices,
};
use crate::common::{q, ratio, solve};
use crate::oracle::hull::in_hull;
use crate::oracle::random::Random;

/// The rule in one row, the payoffs of the types and the receiver's.
type Allocation = (Vec<Q>, Vec<Q>, Q);

fn allocation(eq: &Equilibrium) -> Allocation {
    (eq.rule().concat(), eq.sender_payoffs().to_vec(), eq.receiver_payoff().clone())
}

/// The allocations of each component, by a number.
fn by_component(eqs: &Equilibria) -> BTreeSet<BTreeSet<Allocation>> {
    let of = |component: &Vec<usize>| component.iter().map(|&i| allocation(&eqs[i])).collect();
    eqs.components().iter().map(of).collect()
}

fn distinct(game: &Game, by: Distinct) -> Equilibria {
    let search = Search::default().threads(1).distinct(by);
    let eqs = game.equilibria(&search).expect("a small game");
    assert!(eqs.complete() && eqs.distinct() == Some(by));
    eqs
}

/// The masses of an outcome by reply and type, and the receiver's payoff.
fn masses(eq: &Equilibrium) -> (BTreeMap<(Vec<Q>, usize), Q>, Q) {
    let mut masses = BTreeMap::new();
    for m in eq.on_path() {
        for (t, row) in eq.sender().iter().enumerate().filter(|(_, row)| !row[m].is_zero()) {
            let reply = eq.receiver(m).expect("sent").to_vec();
            *masses.entry((reply, t)).or_insert(Q::ZERO) += &(&row[m] * &eq.game().prior()[t]);
        }
    }
    (masses, eq.receiver_payoff().clone())
}

/// Do two messages with the same senders and payoffs get the same reply?
fn repeats_a_reply(eq: &Equilibrium) -> bool {
    let game = eq.game();
    let column = |m: usize| -> Vec<_> {
        let cells =
            (0..game.types().len()).flat_map(|t| (0..game.actions().len()).map(move |a| (t, a)));
        let open = |(t, a)| game.is_available(t, m) && game.replies(m).contains(&a);
        let payoffs = |(t, a)| (game.sender_payoff(t, m, a), game.receiver_payoff(t, m, a));
        cells.map(|cell| open(cell).then(|| payoffs(cell))).collect()
    };
    let sent = eq.on_path();
    let same = |m: usize, n: usize| eq.receiver(m) == eq.receiver(n) && column(m) == column(n);
    sent.iter().any(|&m| sent.iter().any(|&n| n < m && same(m, n)))
}

/// The allocations at corners, component by component: the whole list without repeated replies,
/// outcomes with the same payoffs of the types together, and of their masses those that are no mean
/// of the others.
fn naive(all: &Equilibria) -> BTreeSet<BTreeSet<Allocation>> {
    let mut components = BTreeSet::new();
    for component in all.components() {
        let mut found = BTreeSet::new();
        let mut groups: BTreeMap<&[Q], BTreeMap<_, BTreeSet<Allocation>>> = BTreeMap::new();
        for eq in component.iter().map(|&i| &all[i]).filter(|eq| !repeats_a_reply(eq)) {
            let group = groups.entry(eq.sender_payoffs()).or_default();
            group.entry(masses(eq)).or_default().insert(allocation(eq));
        }
        for group in groups.into_values() {
            let places: BTreeSet<_> = group.keys().flat_map(|(x, _)| x.keys()).collect();
            let point = |(x, w): &(BTreeMap<(Vec<Q>, usize), Q>, Q)| -> Vec<Q> {
                let mass = |place: &&(Vec<Q>, usize)| x.get(*place).cloned().unwrap_or_default();
                places.iter().map(mass).chain([w.clone()]).collect()
            };
            let points: Vec<Vec<Q>> = group.keys().map(point).collect();
            for (i, allocations) in group.values().enumerate() {
                let mut others = points.clone();
                let own = others.swap_remove(i);
                // only points without masses where it has none can have it as a mean
                let empty =
                    |p: &Vec<Q>| p.iter().zip(&own).all(|(x, y)| x.is_zero() || !y.is_zero());
                others.retain(|p| {
                    let last = p.len() - 1;
                    empty(&[&p[..last], &own[last..]].concat())
                });
                if !in_hull(&own, &others) {
                    found.extend(allocations.iter().cloned());
                }
            }
        }
        components.insert(found);
    }
    components
}

/// Compares the search for distinct allocations and payoffs with the naive method; returns how many
/// allocations there are.
fn compare(game: &Game, all: &Equilibria) -> usize {
    let text = || io::json::to_string(game);
    let expected = naive(all);
    let found = distinct(game, Distinct::Allocation);
    assert_eq!(by_component(&found), expected, "{}", text());
    assert_eq!(found.len(), expected.iter().map(BTreeSet::len).sum::<usize>(), "{}", text());
    assert_eq!(by_component(&all.one_of_each(Distinct::Allocation)), expected, "{}", text());
    let payoffs = |one: &BTreeSet<Allocation>| -> BTreeSet<(Vec<Q>, Q)> {
        one.iter().map(|(_, u, w)| (u.clone(), w.clone())).collect()
    };
    let classes = distinct(game, Distinct::Payoffs);
    let listed: Vec<BTreeSet<Allocation>> = by_component(&classes).into_iter().collect();
    let found: BTreeSet<_> = listed.iter().map(payoffs).collect();
    assert_eq!(found, expected.iter().map(payoffs).collect(), "{}", text());
    assert_eq!(classes.len(), listed.iter().map(|one| payoffs(one).len()).sum::<usize>());
    expected.iter().map(BTreeSet::len).sum()
}

#[test]
fn allocations_of_random_games_are_those_of_the_full_list() {
    let sizes = [
        ([2, 2, 2], 30),
        ([2, 3, 3], 15),
        ([3, 3, 2], 15),
        ([3, 3, 3], 6),
        ([3, 4, 3], 3),
        ([4, 3, 2], 4),
    ];
    let (mut outcomes, mut allocations) = (0, 0);
    every_game(&sizes, &[1, 2, 3], 5, |_, game, _| {
        let all = solve(game);
        outcomes += all.len();
        allocations += compare(game, &all);
    });
    assert!(4 * allocations < 3 * outcomes, "{allocations} of {outcomes}");
}

/// Every outcome's rule and payoffs are a mean of listed ones of one component whose rules use no
/// action more.
#[test]
fn every_outcome_is_a_mean_of_the_listed() {
    every_game(&[([2, 3, 3], 8), ([3, 3, 2], 8), ([3, 3, 3], 4)], &[1, 2], 6, |_, game, text| {
        let (all, listed) = (solve(game), distinct(game, Distinct::Allocation));
        let point = |(y, u, w): Allocation| [y, u, vec![w]].concat();
        for component in all.components() {
            let own: BTreeSet<Allocation> =
                component.iter().map(|&i| allocation(&all[i])).collect();
            for (y, u, w) in &own {
                let inside = |eq: &&Equilibrium| {
                    let rule = eq.rule().concat();
                    rule.iter().zip(y).all(|(x, y)| x.is_zero() || !y.is_zero())
                };
                let holds = listed.components().iter().any(|corners| {
                    let corners = corners.iter().map(|&i| &listed[i]);
                    let near: Vec<_> = corners.clone().filter(inside).map(allocation).collect();
                    let of_it = corners.map(allocation).all(|one| own.contains(&one));
                    let near: Vec<Vec<Q>> = near.into_iter().map(point).collect();
                    of_it && in_hull(&point((y.clone(), u.clone(), w.clone())), &near)
                });
                assert!(holds, "{text}");
            }
        }
    });
}

/// Games of the literature in which outcomes are many and allocations few.
#[test]
fn allocations_of_games_with_many_ties() {
    for (game, outcomes, allocations) in [
        (biased_talk([5, 5, 9], &q("1/20")), 734, 22),
        (biased_talk([6, 6, 6], &q("1/20")), 524, 70),
        (threats(5, 5), 1837, 5),
        (prices(4, 8), 4993, 31),
        (intervals(4), 24, 1),
        (intervals(5), 120, 1),
        (education(3, 11, 9), 54, 54),
        (costly_lies(4, 4, 7), 30, 30),
        (convention(4), 74, 62),
        (breakfasts(5), 77, 25),
    ] {
        let all = solve(&game);
        assert_eq!(all.len(), outcomes, "{}", io::json::to_string(&game));
        assert_eq!(compare(&game, &all), allocations, "{}", io::json::to_string(&game));
    }
}

/// The same with other sizes and biases, where ties fall elsewhere.
#[test]
fn allocations_of_more_games_with_ties_are_those_of_the_full_list() {
    let talks = ["0", "1/20", "1/10", "1/6", "1/4"].map(|bias| biased_talk([4, 4, 7], &q(bias)));
    let more = [
        biased_talk([5, 3, 9], &q("1/10")),
        biased_talk([5, 4, 5], &q("1/20")),
        threats(4, 3),
        threats(4, 4),
        threats(5, 4),
        costly_threats(4, 4),
        costly_threats(5, 4),
        prices(3, 9),
        prices(4, 6),
        prices(5, 5),
        education(4, 5, 4),
        breakfasts(4),
    ];
    for game in talks.into_iter().chain(more) {
        let all = solve(&game);
        assert!(compare(&game, &all) <= all.len());
    }
}

/// Cheap talk with many ties and few messages or many, and with one message more that is no copy.
#[test]
fn allocations_of_random_talk_are_those_of_the_full_list() {
    let mut random = Random(20);
    let (mut allocations, mut repeated) = (0, 0);
    for round in 0..150 {
        let [types, copies, actions] = [2, 2, 2].map(|least| least + random.below(3) as usize);
        let kinds = 1 + usize::from(round % 3 == 2);
        let mut table = |most: u64| -> Vec<Q> {
            let numbers = (0..kinds * types * actions).map(|_| Q::from(random.below(most) as i64));
            numbers.collect()
        };
        let (sender, receiver) = (table(3), table(4));
        let at =
            |t: usize, m: usize, a: usize| (usize::from(m >= copies) * types + t) * actions + a;
        let labels = |letter: char, n: usize| (1..=n).map(move |i| format!("{letter}{i}"));
        let weights: Vec<i64> = (0..types).map(|_| 1 + random.below(3) as i64).collect();
        let whole: i64 = weights.iter().sum();
        let game = Game::from_function(
            labels('t', types),
            labels('m', copies + kinds - 1),
            labels('a', actions),
            weights.into_iter().map(|w| ratio(w, whole)),
            |t, m, a| sender[at(t, m, a)].clone(),
            |t, m, a| receiver[at(t, m, a)].clone(),
        );
        let game = game.expect("a well formed game");
        let all = solve(&game);
        if all.len() <= 300 {
            repeated += all.iter().filter(|eq| repeats_a_reply(eq)).count();
            allocations += compare(&game, &all);
        }
    }
    assert!(allocations > 300 && repeated > 30, "{allocations}, {repeated}");
}

/// Lists of 109,616 and 28,190 outcomes are not needed for the few allocations in them.
#[test]
fn allocations_are_found_where_the_list_is_long() {
    for (game, allocations) in [
        (biased_talk([7, 7, 13], &q("1/20")), 33),
        (biased_talk([12, 12, 23], &q("1/20")), 21),
        (threats(6, 6), 4),
    ] {
        assert_eq!(distinct(&game, Distinct::Allocation).len(), allocations);
    }
}

/// One component has the replies of an allocation by another sender, the other has the allocation by
/// other replies.
#[test]
fn an_allocation_is_listed_in_each_component_that_has_it() {
    let game = io::json::from_str(
        r#"{"schelling": 1, "prior": ["1/4", "1/4", "1/4", "1/4"],
            "sender": [[[0, 3], [3, 2], [2, 1]], [[3, 1], [3, 2], [3, 1]],
                       [[0, 3], [3, 1], [0, 1]], [[4, 1], [0, 2], [2, 2]]],
            "receiver": [[[0, 0], [0, -9], [0, -9]], [[0, 0], [-1, -4], [-1, -4]],
                         [[0, 0], [-4, -1], [-4, -1]], [[0, 0], [-9, 0], [-9, 0]]]}"#,
    );
    let game = game.expect("a game");
    let listed = compare(&game, &solve(&game));
    let found = distinct(&game, Distinct::Allocation);
    let different: BTreeSet<Allocation> = found.iter().map(allocation).collect();
    assert!(different.len() < listed);
}

#[test]
fn a_list_keeps_what_it_lists() {
    let game = biased_talk([4, 4, 7], &q("1/20"));
    let eqs = distinct(&game, Distinct::Allocation);
    let text = serde_json::to_string(&eqs).expect("JSON");
    let read: Equilibria = serde_json::from_str(&text).expect("a list");
    assert_eq!(read, eqs);
    assert!("outcome".parse::<Distinct>().is_err());
    for (name, relation) in Distinct::ALL {
        assert_eq!((name.parse::<Distinct>().ok(), relation.name()), (Some(relation), name));
    }
    for threads in [2, 4] {
        let search = Search::default().threads(threads).distinct(Distinct::Allocation);
        assert_eq!(game.equilibria(&search).expect("a small game"), eqs);
    }
}
