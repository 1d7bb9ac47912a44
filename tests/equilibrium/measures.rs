//! Measures of outcomes: examples by hand, and what must hold in every game.

use approx::{abs_diff_eq, assert_abs_diff_eq};
use schelling::equilibrium::{Equilibrium, Kind};
use schelling::{Game, Q, io};

use crate::common::random_games::{Family, random_game};
use crate::common::{published, q, solve};
use crate::oracle::random::Random;

/// Myerson (1991): the black card is raised one time in three, raises are met two times in three.
#[test]
fn a_bluff_in_numbers() {
    let all = solve(&published("myerson-1991-card-game"));
    let eq = &all[0];
    let position = |labels: &[String], label: &str| {
        labels.iter().position(|other| other == label).expect("a label")
    };
    let game = all.game();
    let [red, black] = ["red", "black"].map(|label| position(game.types(), label));
    let raise = position(game.messages(), "raise");
    let meet = position(game.actions(), "meet");
    assert_eq!(eq.bluff_rate(&[raise], &[black]), Some(q("1/3")));
    assert_eq!(eq.bluff_rate(&[raise, raise], &[red, black]), Some(q("2/3")));
    assert_eq!(eq.credibility(raise, &[red]), Some(q("3/4")));
    assert_eq!(eq.called(&[raise], &[meet], &[black]), Some(q("2/3")));
    assert_eq!(eq.rule()[black][meet], q("2/9"));
    assert_eq!(eq.bluff_rate(&[raise], &[]), None);
    assert_eq!(eq.called(&[raise], &[meet], &[]), None);
    // one raise in four is a bluff: the entropy of 1/3 at the end, of 1/2 at the start
    let entropy = |p: f64| -(p * p.log2() + (1.0 - p) * (1.0 - p).log2());
    let expected = 1.0 - 2.0 / 3.0 * entropy(0.25);
    assert_abs_diff_eq!(eq.information(), expected, epsilon = 1e-12);
}

#[test]
fn only_what_is_sent_is_believed_or_called() {
    let all = solve(&published("beer-quiche"));
    let beer = all.iter().find(|eq| eq.on_path() == [1]).expect("beer");
    assert_eq!(beer.credibility(0, &[0]), None);
    assert_eq!(beer.called(&[0], &[0], &[0, 1]), None);
    assert_eq!(beer.called(&[0, 1], &[1], &[0]), Some(Q::ONE));
    assert_eq!((beer.information(), beer.value_of_information()), (0.0, Q::ZERO));
}

/// The payoff of the best action at the prior, in cheap talk.
fn blind(game: &Game) -> Q {
    let worth = |a: usize| -> Q {
        (0..game.types().len()).map(|t| &game.prior()[t] * game.receiver_payoff(t, 0, a)).sum()
    };
    (0..game.actions().len()).map(worth).max().expect("an action")
}

#[test]
fn laws() {
    let mut random = Random(17);
    let mut ranked = 0;
    for size in [[2, 2, 2], [2, 3, 3], [3, 2, 3], [3, 3, 3]] {
        for family in Family::ALL {
            for _ in 0..8 {
                let game = random_game(&mut random, size, family, 3);
                let all = solve(&game);
                for eq in &all {
                    check(eq);
                    for other in all.iter().take(8) {
                        let more = |a: &Equilibrium, b: &Equilibrium| {
                            a.at_least_as_informative_as(b).expect("one game")
                        };
                        if more(eq, other) {
                            // Blackwell (1953): every receiver prefers the more informative one
                            let [one, two] = [eq, other].map(Equilibrium::information);
                            assert!(one >= two || abs_diff_eq!(one, two, epsilon = 1e-9));
                            if game.is_cheap_talk() {
                                assert!(eq.receiver_payoff() >= other.receiver_payoff());
                            }
                            ranked += usize::from(!more(other, eq));
                        }
                    }
                }
            }
        }
    }
    assert!(ranked > 100, "{ranked}");
}

fn check(eq: &Equilibrium) {
    let (game, text) = (eq.game(), io::json::to_string(eq.game()));
    assert!(!eq.value_of_information().is_negative(), "{text}");
    assert!(eq.at_least_as_informative_as(eq).expect("one game"), "{text}");
    if game.is_cheap_talk() {
        assert_eq!(eq.value_of_information(), eq.receiver_payoff() - &blind(game), "{text}");
    }
    if eq.information() == 0.0 {
        assert_eq!(eq.value_of_information(), Q::ZERO, "{text}");
    }
    if eq.kind() == Kind::Separating {
        let everything: f64 = game.prior().iter().map(|p| -p.to_f64() * p.to_f64().log2()).sum();
        assert!(abs_diff_eq!(eq.information(), everything, epsilon = 1e-9), "{text}");
    }
    for (row, strategy) in eq.rule().iter().zip(eq.sender()) {
        assert_eq!(row.iter().sum::<Q>(), strategy.iter().sum::<Q>(), "{text}");
    }
}

#[test]
fn outcomes_of_other_types_are_not_compared() {
    let (one, other) = (solve(&published("beer-quiche")), solve(&published("spence-1973")));
    let error = one[0].at_least_as_informative_as(&other[0]).unwrap_err().to_string();
    assert!(error.starts_with("the outcomes are of games with different types"), "{error}");
}
