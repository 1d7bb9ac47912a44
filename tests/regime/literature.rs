//! Values as papers and books state them.

use schelling::regime::Objective;
use schelling::{Game, Q};

use super::{cheap_talk, prosecutor, value};
use crate::common::q;

/// Myerson 1991, section 6.7: player 1 knows whether it is 1.a or 1.b, equally likely, and player 2
/// chooses x, y or z.
fn myerson() -> Game {
    cheap_talk(&["1/2", "1/2"], &[[2, 0, -1], [1, 2, 0]], &[[3, 2, 0], [0, 2, 3]], 3)
}

fn plan(rows: [[&str; 3]; 2]) -> Vec<Vec<Q>> {
    rows.map(|row| row.map(q).to_vec()).to_vec()
}

#[test]
fn a_mediator_makes_communication_possible() {
    let game = myerson();
    // without noise every equilibrium babbles, and player 2 chooses y: (0, 2) and 2
    for name in ["worst_talk", "talk"] {
        let talk = game.regime(name, Objective::Receiver).unwrap();
        assert_eq!(talk.rule(), plan([["0", "1", "0"]; 2]));
        assert_eq!((talk.sender_payoffs(), talk.value()), (&[q("0"), q("2")][..], &q("2")));
    }
    // the plan that is best for player 2, and the plan that is best for type 1.a
    let best = game.mediation(Objective::Receiver).unwrap();
    assert!(best.verify());
    assert_eq!(best.rule(), plan([["2/3", "1/3", "0"], ["0", "2/3", "1/3"]]));
    let best = game.mediation(Objective::Type(0)).unwrap();
    assert!(best.verify());
    assert_eq!(best.rule(), plan([["4/5", "1/5", "0"], ["2/5", "2/5", "1/5"]]));
}

#[test]
fn a_carrier_pigeon_that_may_get_lost_is_a_mediator() {
    // Myerson 1991, section 6.7: only 1.a sends a pigeon, which arrives half of the time; player 2
    // chooses x if it does and else y. Nobody wants anything else, so that a mediator can do as
    // much
    let game = myerson();
    let pigeon = plan([["1/2", "1/2", "0"], ["0", "1", "0"]]);
    let gets = |t: usize, row: &[Q]| -> Q {
        row.iter().enumerate().map(|(a, y)| y * game.sender_payoff(t, 0, a)).sum()
    };
    assert_eq!([gets(0, &pigeon[0]), gets(1, &pigeon[1])], [q("1"), q("2")]);
    assert_eq!(gets(1, &pigeon[0]), q("3/2"));
    let value_of = (&gets(0, &pigeon[0]) + &gets(1, &pigeon[1])) / &q("2");
    assert!(value(game.mediation(Objective::Sender)) >= value_of);
    assert!(game.credible(&pigeon).unwrap().disobedience.is_none());
}

#[test]
fn the_value_of_persuasion_is_the_concave_envelope() {
    // Kamenica and Gentzkow 2011, figure 1: the prosecutor gets 2 mu up to a prior of 1/2, then 1;
    // without commitment it gets 0 below 1/2
    let envelope = prosecutor().envelope(Objective::Sender).unwrap();
    for n in 0..=20 {
        let guilt = Q::new(n, 20).unwrap();
        let twice = &guilt + &guilt;
        assert_eq!(envelope.concave().value(&guilt), Some(twice.min(Q::ONE)));
        let convicted = Q::from(i64::from(n >= 10));
        assert_eq!(envelope.value().value(&guilt).as_ref(), Some(&convicted));
        assert_eq!(envelope.quasiconcave().value(&guilt), Some(convicted));
    }
}

#[test]
fn a_report_is_not_trusted_below_two_thirds() {
    // Lipnowski, Ravid and Shishkin 2022, introduction: a firm invests much, little or nothing in a
    // country (2, 1, 0 to its leader); with prior 1/2 it invests little from a belief of 1/4 on,
    // and much from 3/4 on. With full credibility the leader gets 3/2, which needs no more than 3/4
    // of it; below 2/3 no report makes the firm invest much, and it is as without one
    let game = cheap_talk(&["1/2", "1/2"], &[[0, 1, 2], [0, 1, 2]], &[[0, -1, -4], [0, 3, 4]], 3);
    let curve = game.credibility_curve().unwrap();
    let at = |chi: &str| curve.value().value(&q(chi)).unwrap();
    assert_eq!((at("1"), at("3/4"), at("2/3"), at("0")), (q("3/2"), q("3/2"), q("4/3"), q("1")));
    let jumps: Vec<&Q> = curve.value().jumps().map(|point| &point.at).collect();
    assert_eq!(jumps, [&q("2/3")]);
    assert_eq!(at("666/1000"), q("1"));
}
