//! Envelopes against the programmes at every prior.

use schelling::regime::Objective;
use schelling::{Game, Q};

use super::random::transparent;
use super::{cheap_talk, prosecutor, think_tank, value};
use crate::common::q;
use crate::oracle::random::Random;

#[test]
fn envelopes_are_the_values_at_every_prior() {
    let mut random = Random(17);
    for round in 0..60 {
        let game = if round % 2 == 0 {
            transparent(&mut random, 2)
        } else {
            let (sender, receiver) = (random.payoffs(2, 3, 5), random.payoffs(2, 3, 5));
            Game::cheap_talk(sender, receiver, random.prior(2), ["m1", "m2"]).unwrap()
        };
        let envelope = game.envelope(Objective::Sender).unwrap();
        check_replies(&game, envelope.replies());
        for n in 1..7 {
            let chance = Q::new(n, 7).unwrap();
            let game = game.with_prior([Q::ONE - &chance, chance.clone()]).unwrap();
            let at = |f: &schelling::regime::Piecewise| f.value(&chance).unwrap();
            assert_eq!(at(envelope.value()), value(game.no_talk(Objective::Sender)));
            assert_eq!(at(envelope.concave()), value(game.persuasion(Objective::Sender)));
            assert!(at(envelope.worst()) <= at(envelope.value()));
            assert!(at(envelope.quasiconcave()) <= at(envelope.concave()));
            assert!(at(envelope.value()) <= at(envelope.quasiconcave()));
            if round % 2 == 0 {
                let talk = value(game.talk(Objective::Sender));
                assert_eq!(at(envelope.quasiconcave()), talk, "{game:?}");
            }
        }
    }
}

/// A reply is best exactly on its interval, and one without an interval at a single belief at most.
fn check_replies(game: &Game, replies: &[(usize, Q, Q)]) {
    assert!(replies.windows(2).all(|two| (&two[0].1, &two[0].2) <= (&two[1].1, &two[1].2)));
    let beliefs: Vec<Q> = (0..=24).map(|n| Q::new(n, 24).unwrap()).collect();
    for &a in game.replies(0) {
        let payoff = |a: usize, belief: &Q| {
            let [zero, one] = [0, 1].map(|t| game.receiver_payoff(t, 0, a));
            zero + &(belief * &(one - zero))
        };
        let is_best = |x: &&Q| game.replies(0).iter().all(|&b| payoff(a, x) >= payoff(b, x));
        let best: Vec<&Q> = beliefs.iter().filter(is_best).collect();
        match replies.iter().find(|(reply, _, _)| *reply == a) {
            Some((_, low, high)) => {
                let inside = beliefs.iter().filter(|x| low <= *x && *x <= high);
                assert!(low < high && best == inside.collect::<Vec<_>>());
            }
            None => assert!(best.len() <= 1, "{game:?}"),
        }
    }
}

#[test]
fn the_value_of_a_think_tank_by_belief() {
    let envelope = think_tank().envelope(Objective::Sender).unwrap();
    let at = |f: &schelling::regime::Piecewise, x: &str| f.value(&q(x)).unwrap();
    for (belief, worth, quasiconcave, concave) in [
        ("0", "1", "1", "1"),
        ("1/4", "1", "1", "4/3"),
        ("1/2", "0", "1", "5/3"),
        ("3/4", "2", "2", "2"),
        ("1", "2", "2", "2"),
    ] {
        assert_eq!(at(envelope.value(), belief), q(worth));
        assert_eq!(at(envelope.quasiconcave(), belief), q(quasiconcave));
        assert_eq!(at(envelope.concave(), belief), q(concave));
    }
    let jumps: Vec<&Q> = envelope.value().jumps().map(|p| &p.at).collect();
    assert_eq!(jumps, [&q("1/4"), &q("3/4")]);
    assert!(prosecutor().envelope(Objective::Receiver).unwrap().value().jumps().next().is_none());
    let three = cheap_talk(&["1/3"; 3], &[[0], [0], [0]], &[[0], [0], [0]], 1);
    assert!(three.envelope(Objective::Sender).is_err());
}

#[test]
fn triangles_are_the_values_at_every_prior() {
    let mut random = Random(43);
    let mut dull = 0;
    for round in 0..40 {
        let game = if round % 2 == 0 {
            transparent(&mut random, 3)
        } else {
            let actions = 2 + round % 4;
            let (sender, receiver) = (random.payoffs(3, actions, 6), random.payoffs(3, actions, 6));
            Game::cheap_talk(sender, receiver, random.prior(3), ["m1", "m2", "m3"]).unwrap()
        };
        let triangle = game.triangle(Objective::Sender).unwrap();
        assert_eq!(
            triangle.quasiconcave().is_some(),
            round % 2 == 0 || transparent_by_chance(&game)
        );
        for _ in 0..8 {
            let game = game.with_prior(random.prior(3)).unwrap();
            let belief = game.prior();
            let (no_talk, persuasion) =
                (game.no_talk(Objective::Sender), game.persuasion(Objective::Sender));
            assert_eq!(triangle.value_at(belief), Some(value(no_talk)), "{game:?}");
            let best = value(persuasion);
            assert_eq!(triangle.concave_at(belief), Some(best.clone()), "{game:?}");
            if round % 2 == 0 {
                let talk = value(game.talk(Objective::Sender));
                dull += usize::from(talk == best);
                assert_eq!(triangle.quasiconcave_at(belief), Some(talk), "{game:?}");
            }
        }
        // the facets tile the triangle: their areas sum to its own
        let area = |corners: &[Vec<Q>]| -> Q {
            (2..corners.len())
                .map(|i| {
                    let (p, r, s) = (&corners[0], &corners[i - 1], &corners[i]);
                    (&r[1] - &p[1]) * &(&s[2] - &p[2]) - (&r[2] - &p[2]) * &(&s[1] - &p[1])
                })
                .sum()
        };
        assert_eq!(triangle.concave().iter().map(|f| area(&f.corners)).sum::<Q>(), Q::ONE);
    }
    assert!(dull < 150, "{dull}");
    assert!(prosecutor().triangle(Objective::Sender).is_err());
}

fn transparent_by_chance(game: &Game) -> bool {
    (0..game.actions().len())
        .all(|a| (1..3).all(|t| game.sender_payoff(t, 0, a) == game.sender_payoff(0, 0, a)))
}
