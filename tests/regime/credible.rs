//! Credible persuasion (Lin and Liu 2024).

use schelling::exact::lp::{Program, Solution};
use schelling::regime::Objective;
use schelling::{Game, Q};

use super::random::transparent;
use super::{cheap_talk, value};
use crate::common::q;
use crate::oracle::random::Random;

/// What the sender gets at best by any exchange of actions that keeps how often each is taken: an
/// optimal transport.
fn best_transport(game: &Game, rule: &[Vec<Q>]) -> Q {
    let prior = game.prior();
    let mut lp = Program::new();
    let cells: Vec<Vec<usize>> = (0..prior.len())
        .map(|t| {
            let worth = |a: usize| game.sender_payoff(t, 0, a).clone();
            (0..game.actions().len()).map(|a| lp.variable(worth(a))).collect()
        })
        .collect();
    for (row, p) in cells.iter().zip(prior) {
        lp.equal(row.iter().map(|&j| (j, Q::ONE)), p.clone());
    }
    for a in 0..game.actions().len() {
        let often = prior.iter().zip(rule).map(|(p, row)| p * &row[a]).sum();
        lp.equal(cells.iter().map(|row| (row[a], Q::ONE)), often);
    }
    let Solution::Optimal { value, .. } = lp.solve() else { panic!() };
    value
}

fn is_credible(game: &Game, rule: &[Vec<Q>]) -> bool {
    let found = game.credible(rule).unwrap();
    if let Some(exchange) = &found.exchange {
        assert!(exchange.gain.is_positive() && exchange.mass.is_positive());
        let gain: Q = (exchange.steps.iter())
            .map(|&(t, gives, gets)| {
                game.sender_payoff(t, 0, gets) - game.sender_payoff(t, 0, gives)
            })
            .sum();
        assert_eq!(gain, exchange.gain);
        assert!(exchange.steps.iter().all(|&(t, gives, _)| rule[t][gives].is_positive()));
        let n = exchange.steps.len();
        assert!((0..n).all(|i| exchange.steps[i].2 == exchange.steps[(i + 1) % n].1));
    }
    found.exchange.is_none()
}

#[test]
fn a_rule_is_credible_when_no_transport_is_better() {
    let mut random = Random(7);
    let (mut yes, mut no) = (0, 0);
    for _ in 0..200 {
        let game = random.cheap_talk(6);
        for objective in [Objective::Sender, Objective::Receiver] {
            let regime = game.persuasion(objective).unwrap();
            let credible = is_credible(&game, regime.rule());
            assert_eq!(credible, best_transport(&game, regime.rule()) == regime.sender_payoff());
            assert!(game.credible(regime.rule()).unwrap().disobedience.is_none());
            *(if credible { &mut yes } else { &mut no }) += 1;
        }
    }
    assert!(yes > 20 && no > 20, "{yes} {no}");
}

/// The best of all rules that obey and use only cells of a credible support, support by support.
fn best_by_hand(game: &Game) -> Q {
    let (types, actions) = (game.types().len(), game.actions().len());
    let cells: Vec<(usize, usize)> =
        (0..types).flat_map(|t| (0..actions).map(move |a| (t, a))).collect();
    let mut best: Option<Q> = None;
    for set in 0u32..1 << cells.len() {
        let inside: Vec<(usize, usize)> =
            (0..cells.len()).filter(|i| set >> i & 1 == 1).map(|i| cells[i]).collect();
        // cyclic monotonicity of pairs and of triples, which is all there is with three types
        let payoff = |t: usize, a: usize| game.sender_payoff(t, 0, a);
        let pairs = inside.iter().all(|&(t, a)| {
            inside.iter().all(|&(s, b)| payoff(t, a) + payoff(s, b) >= payoff(t, b) + payoff(s, a))
        });
        let triples = inside.iter().all(|&(t, a)| {
            inside.iter().all(|&(s, b)| {
                inside.iter().all(|&(r, c)| {
                    payoff(t, a) + payoff(s, b) + payoff(r, c).clone()
                        >= payoff(t, b) + payoff(s, c) + payoff(r, a).clone()
                })
            })
        });
        if !pairs || !triples {
            continue;
        }
        let mut lp = Program::new();
        let x: Vec<usize> =
            inside.iter().map(|&(t, a)| lp.variable(payoff(t, a).clone())).collect();
        for (t, p) in game.prior().iter().enumerate() {
            let row = inside.iter().zip(&x).filter(|((s, _), _)| *s == t);
            lp.equal(row.map(|(_, &j)| (j, Q::ONE)), p.clone());
        }
        for a in 0..actions {
            for b in 0..actions {
                let gain = |t: usize| game.receiver_payoff(t, 0, b) - game.receiver_payoff(t, 0, a);
                let row = inside.iter().zip(&x).filter(|((_, c), _)| *c == a);
                lp.at_most(row.map(|(&(t, _), &j)| (j, gain(t))), Q::ZERO);
            }
        }
        if let Solution::Optimal { value, .. } = lp.solve() {
            best = best.max(Some(value));
        }
    }
    best.unwrap()
}

#[test]
fn the_best_credible_rule_is_the_best() {
    let mut random = Random(19);
    let mut costly = 0;
    for _ in 0..60 {
        let (sender, receiver) = (random.payoffs(3, 3, 6), random.payoffs(3, 3, 6));
        let game = Game::cheap_talk(sender, receiver, random.prior(3), ["m"]).unwrap();
        let regime = game.regime("persuasion_credible", Objective::Sender).unwrap();
        assert!(regime.verify());
        assert!(game.credible(regime.rule()).unwrap().holds());
        assert_eq!(regime.value(), &best_by_hand(&game), "{game:?}");
        costly += usize::from(*regime.value() < value(game.persuasion(Objective::Sender)));
    }
    assert!(costly > 3, "{costly}");
}

#[test]
fn a_sender_without_opinions_is_always_credible() {
    // Lin and Liu 2024, section 3: if the sender's payoff does not depend on the type, or is a sum
    // of one part for the type and one for the action, nothing is gained by an exchange
    let mut random = Random(29);
    for round in 0..30 {
        let game = transparent(&mut random, 1 + round % 3);
        let credible = game.regime("persuasion_credible", Objective::Sender);
        assert_eq!(value(credible), value(game.persuasion(Objective::Sender)));
    }
}

#[test]
fn a_seller_of_lemons_cannot_inform() {
    // after Lin and Liu 2024, the market for lemons: a bad car is worth 0 to its owner and a good
    // one 4, each is worth 1 more to a buyer, and the price is 3. Only a good car is worth it to
    // the buyer, and only a bad one to the seller
    let game = cheap_talk(&["1/2", "1/2"], &[[0, 3], [4, 3]], &[[0, -2], [0, 2]], 2);
    // told apart: the bad one kept and the good one sold is no sale that the seller would not swap
    let apart = [vec![q("1"), q("0")], vec![q("0"), q("1")]];
    let found = game.credible(&apart).unwrap();
    assert!(found.disobedience.is_none());
    let exchange = found.exchange.unwrap();
    // sell the bad (3 more), keep the good (1 more)
    assert_eq!((exchange.gain, exchange.mass), (q("4"), q("1/2")));
    let disobeyed = game.credible(&[vec![q("0"), q("1")], vec![q("1"), q("0")]]).unwrap();
    assert_eq!(disobeyed.disobedience, Some((0, 1, q("1"))));
    for rule in [vec![vec![q("1")]], vec![vec![q("1"), q("1")], vec![q("1"), q("0")]]] {
        assert!(game.credible(&rule).is_err());
    }
}
