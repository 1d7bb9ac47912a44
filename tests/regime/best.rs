//! The best equilibrium without a list, against the list.

use schelling::regime::{Event, Objective};
use schelling::{Game, Q, Search};

use crate::common::games::biased_talk;
use crate::common::random_games::every_game;
use crate::common::ratio;
use crate::oracle::random::Random;

/// What an objective is at an outcome.
fn worth(game: &Game, objective: &Objective, eq: &schelling::equilibrium::Equilibrium) -> Q {
    match objective {
        Objective::Sender => eq.sender_payoff(),
        Objective::Receiver => eq.receiver_payoff().clone(),
        Objective::Type(t) => eq.sender_payoffs()[*t].clone(),
        Objective::Weights { types, receiver } => {
            let types: Q = types.iter().zip(eq.sender_payoffs()).map(|(w, u)| w * u).sum();
            types + receiver * eq.receiver_payoff()
        }
        Objective::Probability(event) => {
            let all = |chosen: &Option<Vec<usize>>, n: usize| -> Vec<usize> {
                chosen.clone().unwrap_or_else(|| (0..n).collect())
            };
            let given = all(&event.given, game.types().len());
            let types = all(&event.types, game.types().len());
            let condition: Q = given.iter().map(|&t| &game.prior()[t]).sum();
            let mut sum = Q::ZERO;
            for &t in types.iter().filter(|t| given.contains(t)) {
                for m in all(&event.messages, game.messages().len()) {
                    let Some(reply) = eq.receiver(m) else { continue };
                    for a in all(&event.actions, game.actions().len()) {
                        sum += &(&(&game.prior()[t] * &eq.sender()[t][m]) * &reply[a]);
                    }
                }
            }
            sum / condition
        }
        Objective::Audience(_) | Objective::Readers { .. } => {
            unreachable!("these games have one receiver")
        }
    }
}

/// The player that an objective does not count, or both.
fn other(game: &Game, objective: &Objective, eq: &schelling::equilibrium::Equilibrium) -> Q {
    let both = || Objective::Weights { types: game.prior().to_vec(), receiver: Q::ONE };
    let other = match objective {
        Objective::Sender | Objective::Type(_) => Objective::Receiver,
        Objective::Receiver => Objective::Sender,
        Objective::Weights { types, receiver } => {
            match (types.iter().all(Q::is_zero), receiver.is_zero()) {
                (false, true) => Objective::Receiver,
                (true, false) => Objective::Sender,
                _ => both(),
            }
        }
        _ => both(),
    };
    worth(game, &other, eq)
}

fn objectives(random: &mut Random, game: &Game) -> Vec<Objective> {
    let types = game.types().len();
    let weight = |random: &mut Random| Q::from(random.below(7) as i64 - 3);
    let weights = (0..types).map(|_| weight(random)).collect();
    let some = |random: &mut Random, n: usize| Some(vec![random.index(n)]);
    let message = some(random, game.messages().len());
    let sent = Event { messages: message.clone(), ..Event::default() };
    let bluff = Event { given: some(random, types), ..sent.clone() };
    vec![
        Objective::Sender,
        Objective::Receiver,
        Objective::Type(random.index(types)),
        Objective::Weights { types: weights, receiver: weight(random) },
        Objective::Probability(sent),
        Objective::Probability(bluff),
    ]
}

#[test]
fn the_best_and_the_worst_are_those_of_the_list() {
    let sizes = [([2, 2, 2], 6), ([2, 3, 3], 4), ([3, 3, 2], 4), ([3, 3, 3], 1)];
    let mut games = 0;
    every_game(&sizes, &[1, 3, 20], 5, |random, game, text| {
        let all = game.equilibria(&Search::default().copies_apart()).unwrap();
        games += 1;
        for objective in objectives(random, game) {
            for worst in [false, true] {
                let found = match worst {
                    false => game.best_equilibrium(&objective, &Search::default()).unwrap(),
                    true => game.worst_equilibrium(&objective, &Search::default()).unwrap(),
                };
                let sign = |x: Q| if worst { -x } else { x };
                let listed = all
                    .iter()
                    .map(|eq| (sign(worth(game, &objective, eq)), other(game, &objective, eq)));
                let (value, second) = listed.max().unwrap();
                let context = format!("{objective:?} worst: {worst} {text}");
                assert!(found.proved() && found.ties_broken, "{context}");
                assert_eq!(sign(found.value.clone()), value, "{context}");
                assert_eq!(worth(game, &objective, &found.equilibrium), found.value, "{context}");
                assert_eq!(other(game, &objective, &found.equilibrium), second, "{context}");
            }
        }
    });
    assert!(games > 300, "{games}");
}

/// Crawford and Sobel (1982) on a grid of five states and nine actions: where the bias is small, few
/// nodes of the tree leave the bound far from the best equilibrium.
#[test]
fn in_talk_on_a_grid_the_best_is_that_of_the_list() {
    let mut listed = 0;
    for bias in 1..=7 {
        let game = biased_talk([5, 4, 9], ratio(bias, 20));
        let all = game.equilibria(&Search::default()).unwrap();
        for objective in [Objective::Sender, Objective::Receiver, Objective::Type(2)] {
            let of = |eq: &_| (worth(&game, &objective, eq), other(&game, &objective, eq));
            let (value, second) = all.iter().map(of).max().unwrap();
            let found = game.best_equilibrium(&objective, &Search::default()).unwrap();
            assert!(found.proved() && found.ties_broken, "{bias} {objective:?}");
            assert_eq!(of(&found.equilibrium), (value, second), "{bias} {objective:?}");
            listed += usize::from(found.nodes > 8);
        }
    }
    assert!(listed > 0, "no tree was left for the list");
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let mut random = Random(8);
    for _ in 0..12 {
        let game = random.cheap_talk(9);
        for objective in [Objective::Sender, Objective::Receiver] {
            let of =
                |threads| game.best_equilibrium(&objective, &Search::default().threads(threads));
            assert_eq!(of(1).unwrap(), of(2).unwrap(), "{game:?}");
        }
    }
}

#[test]
fn a_search_without_time_has_a_bound() {
    let mut random = Random(9);
    let none = Search::default().time_limit(std::time::Duration::ZERO);
    for _ in 0..50 {
        let game = random.cheap_talk(5);
        let best = game.best_equilibrium(&Objective::Sender, &Search::default()).unwrap().value;
        let cut = game.best_equilibrium(&Objective::Sender, &none).unwrap();
        assert!(cut.value <= best && best <= cut.bound && cut.stopped.is_some(), "{game:?}");
        let worst = game.worst_equilibrium(&Objective::Sender, &Search::default()).unwrap().value;
        let cut = game.worst_equilibrium(&Objective::Sender, &none).unwrap();
        assert!(cut.bound <= worst && worst <= cut.value, "{game:?}");
    }
}
