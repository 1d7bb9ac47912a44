//! One equilibrium: it passes the check of the definition, on games of every family.

use schelling::equilibrium::{Equilibrium, Method, Search, verify::verify};
use schelling::{Game, Q, io};

use crate::common::games::{costly_threats, spence_grid, talk_grid, threats};
use crate::common::parts::Parts;
use crate::common::power_of_ten;
use crate::common::random_games::{Family, random_game};
use crate::oracle::random::Random;

/// The outcome with a reply and a belief for every message.
fn check(game: &Game, eq: &Equilibrium) {
    let (replies, beliefs) = eq.assessment();
    let verdict = verify(game, eq.sender(), &replies, Some(&beliefs)).expect("an assessment");
    assert!(verdict.ok(), "{verdict}\n{}", io::json::to_string(game));
    // each is judged at the belief that goes with it, and gets what the outcome says
    assert_eq!(verdict.sender_payoffs(), eq.sender_payoffs());
}

/// A search that only pivots, without a way out.
fn pivoting() -> Search {
    Search::default().method(Method::Lemke)
}

#[test]
fn it_is_an_equilibrium_of_every_kind_of_game() {
    let mut random = Random(5);
    for size in [[1, 1, 1], [2, 2, 2], [2, 3, 3], [3, 3, 3], [4, 4, 4], [3, 8, 5]] {
        for family in Family::ALL {
            for top in [1, 2, 20] {
                for _ in 0..4 {
                    let game = random_game(&mut random, size, family, top);
                    check(&game, &game.equilibrium(&Search::default()).expect("a small game"));
                }
            }
        }
    }
}

#[test]
fn pivoting_finds_one_where_all_are_too_many() {
    let mut random = Random(7);
    for family in Family::ALL {
        for size in [[9, 9, 9], [12, 6, 12], [6, 20, 6], [16, 12, 8]] {
            let game = random_game(&mut random, size, family, 20);
            check(&game, &game.equilibrium(&pivoting()).expect("a path"));
        }
    }
    let game = random_game(&mut random, [24, 24, 24], Family::Plain, 20);
    check(&game, &game.equilibrium(&pivoting()).expect("a path"));
}

#[test]
fn its_outcome_is_one_of_all() {
    let mut random = Random(11);
    for family in [Family::Plain, Family::Evidence] {
        for _ in 0..10 {
            // where nothing ties, supports have one equilibrium, and it is extreme
            let game = random_game(&mut random, [3, 3, 3], family, 1_000_000);
            let one = game.equilibrium(&pivoting()).expect("a path");
            let all = game.equilibria(&Search::default()).expect("a small game");
            assert!(all.iter().any(|eq| eq.sender() == one.sender()), "{}", all.len());
        }
    }
}

#[test]
fn renaming_and_threads_change_nothing() {
    let mut random = Random(13);
    for _ in 0..4 {
        let game = random_game(&mut random, [10, 10, 10], Family::Plain, 20);
        let one = game.equilibrium(&pivoting().threads(1)).expect("a path");
        let two = game.equilibrium(&pivoting().threads(2)).expect("a path");
        assert_eq!(one, two);
        // the other way round it may be another one, but an equilibrium it is
        let mirrored = mirrored(&game);
        check(&mirrored, &mirrored.equilibrium(&pivoting()).expect("a path"));
    }
}

/// Types, messages and actions in the opposite order.
fn mirrored(game: &Game) -> Game {
    let [types, messages, actions] =
        [game.types(), game.messages(), game.actions()].map(|labels| labels.len());
    let back = |labels: &[String]| labels.iter().rev().cloned().collect::<Vec<_>>();
    let place = |t: usize, m: usize, a: usize| (types - 1 - t, messages - 1 - m, actions - 1 - a);
    Game::from_function(
        back(game.types()),
        back(game.messages()),
        back(game.actions()),
        game.prior().iter().rev().cloned(),
        |t, m, a| {
            let (t, m, a) = place(t, m, a);
            game.sender_payoff(t, m, a).clone()
        },
        |t, m, a| {
            let (t, m, a) = place(t, m, a);
            game.receiver_payoff(t, m, a).clone()
        },
    )
    .expect("a game")
}

#[test]
fn pivoting_solves_games_full_of_ties() {
    for game in [
        spence_grid(3, 10, 10),
        spence_grid(5, 20, 20),
        spence_grid(10, 10, 19),
        talk_grid(8, 8, 8),
        threats(8, 6),
        costly_threats(8, 6),
    ] {
        check(&game, &game.equilibrium(&pivoting()).expect("a path"));
    }
}

/// Which payoffs of a badly scaled game are large together.
#[derive(Clone, Copy, Debug)]
enum Large {
    Payoffs,
    Types,
    Messages,
    Actions,
}

impl Large {
    const ALL: [Large; 4] = [Large::Payoffs, Large::Types, Large::Messages, Large::Actions];
}

/// The game with some of its payoffs multiplied by `factor`, of each player others.
fn badly_scaled(random: &mut Random, game: &Game, large: Large, factor: &Q) -> Game {
    let mut parts = Parts::of(game);
    let (messages, actions) = (game.messages().len(), game.actions().len());
    for cells in [&mut parts.sender, &mut parts.receiver] {
        let coins: Vec<bool> =
            (0..cells.len() * messages * actions).map(|_| random.below(2) == 0).collect();
        for (t, rows) in cells.iter_mut().enumerate() {
            for (m, row) in rows.iter_mut().enumerate() {
                for (a, payoff) in row.iter_mut().enumerate() {
                    let coin = match large {
                        Large::Payoffs => (t * messages + m) * actions + a,
                        Large::Types => t,
                        Large::Messages => m,
                        Large::Actions => a,
                    };
                    if coins[coin] {
                        payoff.iter_mut().for_each(|u| *u = &*u * factor);
                    }
                }
            }
        }
    }
    parts.build()
}

/// The game with some of its types nearly impossible, all but the first.
fn with_rare_types(random: &mut Random, game: &Game, factor: &Q) -> Game {
    let mut parts = Parts::of(game);
    for p in &mut parts.prior[1..] {
        if random.below(2) == 0 {
            *p = &*p / factor;
        }
    }
    let total: Q = parts.prior.iter().sum();
    parts.prior.iter_mut().for_each(|p| *p = &*p / &total);
    parts.build()
}

const BADLY_SCALED: [[usize; 3]; 6] =
    [[2, 2, 2], [2, 4, 3], [3, 3, 3], [4, 4, 4], [6, 6, 6], [8, 8, 8]];

#[test]
fn pivoting_finds_one_where_payoffs_are_badly_scaled() {
    let mut random = Random(19);
    for size in BADLY_SCALED {
        for family in Family::ALL {
            for large in Large::ALL {
                let game = random_game(&mut random, size, family, 20);
                let game = badly_scaled(&mut random, &game, large, &power_of_ten(12));
                let found = game.equilibrium(&pivoting());
                let found = found.unwrap_or_else(|e| panic!("{e}: {size:?} {family:?} {large:?}"));
                check(&game, &found);
            }
        }
    }
}

#[test]
fn pivoting_finds_one_where_types_are_rare() {
    let mut random = Random(23);
    for size in BADLY_SCALED {
        for family in Family::ALL {
            for _ in 0..3 {
                let game = random_game(&mut random, size, family, 20);
                let game = with_rare_types(&mut random, &game, &power_of_ten(12));
                let found = game.equilibrium(&pivoting());
                let found = found.unwrap_or_else(|e| panic!("{e}: {size:?} {family:?}"));
                check(&game, &found);
            }
        }
    }
}

#[test]
fn pivoting_finds_one_where_payoffs_are_no_floats() {
    let mut random = Random(29);
    for large in Large::ALL {
        for factor in [power_of_ten(400), Q::ONE / power_of_ten(400)] {
            let game = random_game(&mut random, [4, 4, 4], Family::Plain, 20);
            let game = badly_scaled(&mut random, &game, large, &factor);
            check(&game, &game.equilibrium(&pivoting()).expect("a path"));
            let game = with_rare_types(&mut random, &game, &power_of_ten(400));
            check(&game, &game.equilibrium(&pivoting()).expect("a path"));
        }
    }
}

#[test]
fn scales_of_payoffs_do_not_matter() {
    // each type may count in its own money, and the receiver gets something whatever it does
    let mut random = Random(31);
    for family in Family::ALL {
        for size in [[2, 3, 3], [4, 4, 4], [6, 6, 6]] {
            let game = random_game(&mut random, size, family, 20);
            let mut some = |n: usize| -> Vec<Q> {
                (0..n).map(|_| power_of_ten(6 * random.index(5))).collect()
            };
            let (prices, gifts, price) = (some(size[0]), some(size[0] * size[1]), some(1));
            let mut parts = Parts::of(&game);
            parts.map(
                |t, _, u| u * &prices[t] + &gifts[t],
                |t, m, v| v * &price[0] - &gifts[t * size[1] + m],
            );
            let one = parts.build().equilibrium(&pivoting()).expect("a path");
            let (replies, beliefs) = one.assessment();
            let verdict = verify(&game, one.sender(), &replies, Some(&beliefs));
            assert!(verdict.expect("an assessment").ok(), "{}", io::json::to_string(&game));
        }
    }
}

#[test]
fn methods_have_names() {
    for (name, method) in Method::ALL {
        assert_eq!(name.parse::<Method>().expect("a name"), method);
    }
    assert_eq!(
        "simplex".parse::<Method>().unwrap_err().to_string(),
        r#"method: "simplex" is unknown: choose one of "auto", "lemke", "enumeration", "riley", "d1""#
    );
    let mut random = Random(17);
    let game = random_game(&mut random, [3, 3, 3], Family::Plain, 20);
    let first = game.equilibrium(&Search::default().method(Method::Enumeration)).expect("one");
    assert_eq!(first, game.equilibria(&Search::default()).expect("all")[0]);
}
