//! Partial credibility: from talk to persuasion, and the curve between.

use schelling::regime::{Objective, Question, Regime};
use schelling::{Game, Q};

use super::random::transparent;
use super::{cheap_talk, prosecutor, value};
use crate::common::games::beer_quiche;
use crate::common::q;
use crate::oracle::random::Random;

#[test]
fn credibility_runs_from_talk_to_persuasion() {
    let mut random = Random(5);
    let mut jumps = 0;
    for round in 0..120 {
        let game = transparent(&mut random, 1 + round % 3);
        let curve = game.credibility_curve().unwrap();
        let talk = value(game.talk(Objective::Sender));
        let persuasion = value(game.persuasion(Objective::Sender));
        assert_eq!(value(game.credibility(&q("0"))), talk, "{game:?}");
        assert_eq!(value(game.credibility(&q("1"))), persuasion, "{game:?}");
        let mut last = talk.clone();
        let knots = curve.value().points().iter().map(|p| p.at.clone());
        let steps = (0..=6).map(|n| Q::new(n, 6).unwrap()).chain(knots.collect::<Vec<_>>());
        let mut places: Vec<Q> = steps.collect();
        places.sort();
        for chi in &places {
            let regime = game.credibility(chi).unwrap();
            assert!(regime.verify(), "{regime:?}");
            assert_eq!(curve.value().value(chi).as_ref(), Some(regime.value()), "{chi} {game:?}");
            assert!(*regime.value() >= last);
            last = regime.value().clone();
            check_credible(&game, chi, &regime);
        }
        let ends = curve.value().points();
        assert_eq!((&ends[0].at, &ends[ends.len() - 1].at), (&q("0"), &q("1")));
        assert!(ends.iter().all(|p| p.below <= p.value && p.value == p.above));
        jumps += curve.value().jumps().count();
    }
    assert!(jumps > 10, "{jumps}");
}

/// Official reports have the right mass for each type, and the sender's own are among the best.
fn check_credible(game: &Game, chi: &Q, regime: &Regime) {
    let worth = |reply: &[Q]| -> Q {
        reply.iter().enumerate().map(|(a, x)| x * game.sender_payoff(0, 0, a)).sum()
    };
    let most = regime.experiment().iter().map(|s| worth(&s.reply)).max().unwrap();
    let mut official = Q::ZERO;
    for signal in regime.experiment() {
        let share = signal.official.clone().unwrap();
        assert!(!share.is_negative() && share <= Q::ONE);
        assert!(share == Q::ONE || worth(&signal.reply) == most);
        official += &(&share * &signal.probability);
    }
    assert_eq!(&official, chi);
}

#[test]
fn trust_collapses_below_two_thirds() {
    // by hand: the top report needs 3 good for each bad, and all of the sender's own reports are in
    // it; at chi = 2/3 that just holds with all good types in it, worth 2 * 2/3; from 3/4 on the
    // rule of full commitment, half on 1 and half on 2, is credible; between, the value is 2 chi
    let game = cheap_talk(&["1/2", "1/2"], &[[0, 1, 2], [0, 1, 2]], &[[0, -1, -4], [0, 3, 4]], 2);
    let curve = game.credibility_curve().unwrap();
    let points: Vec<_> = curve
        .value()
        .points()
        .iter()
        .map(|p| (p.at.clone(), p.below.clone(), p.value.clone()))
        .collect();
    assert_eq!(
        points,
        [
            (q("0"), q("1"), q("1")),
            (q("2/3"), q("1"), q("4/3")),
            (q("3/4"), q("3/2"), q("3/2")),
            (q("1"), q("3/2"), q("3/2")),
        ]
    );
    assert_eq!(value(game.credibility(&q("7/10"))), q("7/5"));
}

#[test]
fn credibility_says_what_it_cannot_do() {
    // five types with five actions each: too many payoffs that they may have
    let random = &mut Random(1);
    let (sender, receiver) = (random.payoffs(5, 5, 90), random.payoffs(5, 5, 90));
    let game = Game::cheap_talk(sender, receiver, random.prior(5), ["m"]).unwrap();
    let refusal = game.credibility(&q("1/2")).unwrap_err().to_string();
    assert!(refusal.contains("takes up to 30000 systems of equations"), "{refusal}");
    assert!(beer_quiche().credibility_curve().is_err());
    for chi in ["-1/2", "3/2"] {
        let refusal = prosecutor().credibility(&q(chi)).unwrap_err().to_string();
        assert_eq!(refusal, format!("chi is {chi}: give a probability, from 0 to 1"));
    }
}

#[test]
fn a_sender_with_opinions_runs_from_talk_to_persuasion_too() {
    let mut random = Random(23);
    let mut between = 0;
    for round in 0..90 {
        let (types, actions) = if round % 5 == 4 { (3, 2) } else { (2, 2 + round % 3) };
        let (sender, receiver) =
            (random.payoffs(types, actions, 6), random.payoffs(types, actions, 6));
        let messages: Vec<String> = (0..types).map(|m| format!("m{m}")).collect();
        let game = Game::cheap_talk(sender, receiver, random.prior(types), messages).unwrap();
        let talk = value(game.talk(Objective::Sender));
        let persuasion = value(game.persuasion(Objective::Sender));
        assert_eq!(value(game.credibility(&q("0"))), talk, "{game:?}");
        assert_eq!(value(game.credibility(&q("1"))), persuasion, "{game:?}");
        let curve = game.credibility_curve().unwrap();
        let mut last = talk.clone();
        let knots: Vec<Q> = curve.value().points().iter().map(|p| p.at.clone()).collect();
        let mut places: Vec<Q> = (1..6).map(|n| Q::new(n, 6).unwrap()).chain(knots).collect();
        places.sort();
        for chi in &places {
            let regime = game.credibility(chi).unwrap();
            assert!(regime.verify(), "{regime:?}");
            assert_eq!(curve.value().value(chi).as_ref(), Some(regime.value()), "{chi} {game:?}");
            // a sender that is believed more can always mix in more of its own reports
            assert!(*regime.value() >= last, "{chi} {game:?}");
            last = regime.value().clone();
            let official: Q = (regime.experiment().iter())
                .map(|s| s.official.as_ref().unwrap() * &s.probability)
                .sum();
            assert_eq!(&official, chi);
        }
        between += usize::from(curve.value().points().len() > 2);
    }
    assert!(between > 5, "{between}");
}

#[test]
fn both_ways_to_compute_agree() {
    // a sender whose payoff hardly depends on its type has the values of one whose does not
    let mut random = Random(31);
    for _ in 0..20 {
        let game = transparent(&mut random, 2);
        let types = (0..2).map(|t| (0..game.actions().len()).map(move |a| (t, a)));
        // type 2 gets 5 more whatever happens: the same game, but for a constant
        let sender = types
            .map(|row| {
                row.map(|(t, a)| game.sender_payoff(t, 0, a) + &Q::from(5 * t as i64)).collect()
            })
            .collect();
        let receiver = (0..2)
            .map(|t| {
                (0..game.actions().len()).map(|a| game.receiver_payoff(t, 0, a).clone()).collect()
            })
            .collect();
        let moved = Game::cheap_talk(sender, receiver, game.prior().to_vec(), ["m", "n"]).unwrap();
        let shift = &Q::from(5) * &game.prior()[1];
        for chi in ["0", "1/3", "1/2", "3/4", "1"] {
            let (a, b) = (game.credibility(&q(chi)), moved.credibility(&q(chi)));
            assert_eq!(value(a) + &shift, value(b), "{chi} {game:?}");
        }
    }
}

#[test]
fn the_receiver_may_lose_by_credibility() {
    // the firm of Lipnowski, Ravid and Shishkin 2022: at 2/3 all the good are in the report that
    // makes it invest much, with a third as many bad, worth 4/2 - 4/6 to it; from 3/4 on the
    // country says just as much as it must, and leaves it what it has without reports
    let game = cheap_talk(&["1/2", "1/2"], &[[0, 1, 2], [0, 1, 2]], &[[0, -1, -4], [0, 3, 4]], 2);
    let question = Question::new(&game, Objective::Sender);
    let curve = game.credibility_curve().unwrap();
    let receiver = curve.receiver(&question).unwrap();
    let at = |chi: &str| receiver.value(&q(chi)).unwrap();
    assert_eq!([at("0"), at("2/3"), at("3/4"), at("1")], [q("1"), q("4/3"), q("1"), q("1")]);
    for n in 0..=12 {
        let chi = Q::new(n, 12).unwrap();
        let regime = game.credibility(&chi).unwrap();
        assert_eq!(receiver.value(&chi).as_ref(), Some(regime.receiver_payoff()), "{chi}");
    }
}

#[test]
fn the_receiver_is_followed_along_the_curve() {
    let mut random = Random(41);
    for round in 0..30 {
        let game = if round % 3 == 0 {
            let (sender, receiver) = (random.payoffs(2, 3, 5), random.payoffs(2, 3, 5));
            Game::cheap_talk(sender, receiver, random.prior(2), ["m1", "m2"]).unwrap()
        } else {
            transparent(&mut random, 2)
        };
        let question = Question::new(&game, Objective::Sender);
        let curve = game.credibility_curve().unwrap();
        let receiver = curve.receiver(&question).unwrap();
        let knots = curve.value().points().iter().map(|p| p.at.clone());
        for chi in (0..=8).map(|n| Q::new(n, 8).unwrap()).chain(knots) {
            let regime = game.credibility(&chi).unwrap();
            let followed = receiver.value(&chi);
            assert_eq!(followed.as_ref(), Some(regime.receiver_payoff()), "{chi} {game:?}");
        }
    }
}
