//! Many types or many actions, and little to decide: what would not fit in memory if it were made
//! for every pair of actions.

use schelling::regime::Objective;
use schelling::{Game, Q};

/// One message; the payoffs of sender and receiver by type and action.
fn game(
    types: usize,
    actions: usize,
    sender: impl Fn(usize, usize) -> i64,
    receiver: impl Fn(usize, usize) -> i64,
) -> Game {
    let table = |payoff: &dyn Fn(usize, usize) -> i64| -> Vec<Vec<Q>> {
        let row = |t: usize| (0..actions).map(|a| Q::from(payoff(t, a))).collect();
        (0..types).map(row).collect()
    };
    let prior = vec![Q::new(1, types as i64).unwrap(); types];
    Game::cheap_talk(table(&sender), table(&receiver), prior, ["m"]).unwrap()
}

#[test]
fn a_receiver_that_knows_the_type_takes_the_best_of_many_actions() {
    let actions = 20_000;
    // 20,011 is a prime: all payoffs differ
    let receiver = |a: usize| (a * 7_919 % 20_011) as i64;
    let best = (0..actions).max_by_key(|&a| receiver(a)).unwrap();
    let known = game(1, actions, |_, a| a as i64, |_, a| receiver(a));
    for name in ["no_talk", "mediation", "persuasion", "persuasion_given", "persuasion_robust"] {
        let regime = known.regime(name, Objective::Sender).unwrap();
        assert!(regime.verify(), "{name}");
        assert_eq!(regime.value(), &Q::from(best as i64), "{name}");
        assert_eq!(regime.rule()[0][best], Q::ONE, "{name}");
    }
    for name in ["arbitration", "first_best"] {
        let regime = known.regime(name, Objective::Sender).unwrap();
        assert!(regime.verify(), "{name}");
        assert_eq!(regime.value(), &Q::from(actions as i64 - 1), "{name}");
    }
}

#[test]
fn of_many_actions_that_tie_the_objective_chooses() {
    let actions = 20_000;
    let tied = game(1, actions, |_, a| (a * 7_919 % 20_011) as i64, |_, _| 1);
    let most = (0..actions).map(|a| a * 7_919 % 20_011).max().unwrap();
    for name in ["no_talk", "mediation", "persuasion", "persuasion_given", "first_best"] {
        let regime = tied.regime(name, Objective::Sender).unwrap();
        assert!(regime.verify(), "{name}");
        assert_eq!(regime.value(), &Q::from(most as i64), "{name}");
    }
    // ties against the sender
    let robust = tied.regime("persuasion_robust", Objective::Sender).unwrap();
    assert!(robust.verify() && robust.value().is_zero());
}

#[test]
fn few_of_many_actions_tempt_a_receiver_who_is_in_doubt() {
    // with the type as it is, the receiver wants 0 or 1; the sender likes 1, and still more what
    // nobody would do; by hand, with even chances a lie about half of the zeros keeps 1 a best
    // reply: it gains 2 from a right 1, and loses 4 by a wrong one
    let receiver = |t: usize, a: usize| match (t, a) {
        (0, 0) => 4,
        (1, 1) => 2,
        (_, 0 | 1) => 0,
        (_, a) => -(a as i64),
    };
    let doubt = game(2, 10_000, |_, a| a as i64, receiver);
    let best = doubt.persuasion(Objective::Sender).unwrap();
    assert!(best.verify());
    assert_eq!(best.value(), &"3/4".parse::<Q>().unwrap());
}

#[test]
fn the_first_best_of_many_types_is_the_best_of_each() {
    let (types, actions) = (5_000, 20);
    let payoff = |t: usize, a: usize| ((t * 7_919 + a * 104_729) % 20_011) as i64;
    let many = game(types, actions, payoff, |_, _| 0);
    let best = many.first_best(Objective::Sender).unwrap();
    let sum: i64 = (0..types).map(|t| (0..actions).map(|a| payoff(t, a)).max().unwrap()).sum();
    assert_eq!(best.value(), &Q::new(sum, types as i64).unwrap());
    assert!(best.verify());
}
