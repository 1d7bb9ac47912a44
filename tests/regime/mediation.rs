//! Mediation where messages are costly: values of the literature, and the whole programme at once.

use schelling::exact::lp::{Program, Solution};
use schelling::regime::{Certificate, Constraint, Objective, Regime, Unadvised};
use schelling::{Game, Q};

use super::{cheap_talk, value, worth};
use crate::common::games::beer_quiche;
use crate::common::q;
use crate::oracle::random::Random;

/// Beer and quiche (Cho and Kreps 1987) with another probability that the sender is strong.
fn breakfast(strong: &str) -> Game {
    let game = beer_quiche();
    let strong = q(strong);
    let prior = game.types().iter().map(|label| match label.as_str() {
        "strong" => strong.clone(),
        _ => Q::ONE - &strong,
    });
    game.with_prior(prior.collect::<Vec<_>>()).unwrap()
}

#[test]
fn a_mediator_adds_nothing_for_the_sender_at_breakfast() {
    // at 1/2 and above everybody drinks beer in some equilibrium; at 1/4 the weak bluff 1/3, and at
    // 5/8 quiche for all pays the weak 3 and the strong 2
    for (strong, worth) in [("1/2", "5/2"), ("5/8", "21/8"), ("1/4", "5/4")] {
        let game = breakfast(strong);
        assert_eq!(value(game.mediation(Objective::Sender)), q(worth), "{strong}");
        assert_eq!(value(game.talk(Objective::Sender)), q(worth), "{strong}");
    }
}

#[test]
fn a_mediator_helps_the_receiver_at_breakfast() {
    let game = beer_quiche();
    assert_eq!(value(game.talk(Objective::Receiver)), q("9/10"));
    let best = game.mediation(Objective::Receiver).unwrap();
    assert!(best.verify());
    assert_eq!(best.value(), &q("161/170"));
    assert!(!best.unadvised().is_empty());
    let text = serde_json::to_string(&best).unwrap();
    assert_eq!(serde_json::from_str::<Regime>(&text).unwrap(), best);
}

/// Applying for a job with one of two letters, which cost the good and the bad differently.
fn letters() -> Game {
    // von Stengel and Forges 2008, figure 1: neither type has a cheaper letter
    cheap_talk(&["1/2", "1/2"], &[[4, 0], [6, 0]], &[[10, 6], [0, 6]], 2)
}

#[test]
fn types_that_are_asked_cannot_be_told_apart() {
    let game = letters();
    let best = game.mediation(Objective::Sender).unwrap();
    assert_eq!((best.sender_payoff(), best.receiver_payoff()), (q("0"), &q("6")));
    // a letter that is wasted by everybody changes nothing, and the messages no longer are copies
    let cells = |burnt: i64, rows: [[i64; 2]; 2]| -> Vec<Vec<Vec<Q>>> {
        let row =
            |row: [i64; 2]| [0, burnt].map(|loss| row.map(|x| Q::from(x - loss)).to_vec()).to_vec();
        rows.map(row).to_vec()
    };
    let costly = Game::builder()
        .prior([q("1/2"), q("1/2")])
        .sender(cells(1, [[4, 0], [6, 0]]))
        .receiver(cells(0, [[10, 6], [0, 6]]))
        .build()
        .unwrap();
    let best = costly.mediation(Objective::Sender).unwrap();
    assert!(best.verify());
    assert_eq!((best.sender_payoff(), best.receiver_payoff()), (q("0"), &q("6")));
}

/// The value of mediation by the whole programme, with every row and its own test of replies.
fn by_hand(game: &Game, objective: &Objective) -> Q {
    let (types, messages) = (game.types().len(), game.messages().len());
    let senders = |m: usize| game.senders(m).collect::<Vec<_>>();
    let possible = |m: usize, a: usize| {
        let mut lp = Program::new();
        let belief: Vec<(usize, usize)> =
            senders(m).into_iter().map(|t| (t, lp.variable(Q::ZERO))).collect();
        lp.equal(belief.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
        for &b in game.replies(m) {
            let gain = |t: usize| game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, a);
            lp.at_most(belief.iter().map(|&(t, j)| (j, gain(t))), Q::ZERO);
        }
        matches!(lp.solve(), Solution::Optimal { .. })
    };
    let mut lp = Program::new();
    let z: Vec<Vec<Vec<usize>>> = (0..types)
        .map(|t| {
            let row = |m: usize| {
                let prior = &game.prior()[t];
                let open = game.replies(m).iter().filter(|_| game.is_available(t, m));
                open.map(|&a| lp.variable(prior * &worth(game, objective, t, m, a))).collect()
            };
            (0..messages).map(row).collect()
        })
        .collect();
    for row in &z {
        lp.equal(row.iter().flatten().map(|&j| (j, Q::ONE)), Q::ONE);
    }
    for m in 0..messages {
        for (k, &a) in game.replies(m).iter().enumerate() {
            for &b in game.replies(m) {
                let gain = |t: usize| {
                    let payoff = |a: usize| game.receiver_payoff(t, m, a);
                    (z[t][m][k], &game.prior()[t] * &(payoff(b) - payoff(a)))
                };
                lp.at_most(senders(m).into_iter().map(gain), Q::ZERO);
            }
        }
    }
    let gets = |t: usize, m: usize, row: &[(usize, usize)]| -> Vec<(usize, Q)> {
        row.iter().map(|&(a, j)| (j, game.sender_payoff(t, m, a).clone())).collect()
    };
    let told = |h: usize, m: usize| -> Vec<(usize, usize)> {
        game.replies(m).iter().copied().zip(z[h][m].iter().copied()).collect()
    };
    // [h][m][n]
    let mut advice = Vec::new();
    for h in 0..types {
        for m in 0..messages {
            for n in (0..messages).filter(|&n| n != m && game.is_available(h, m)) {
                let row: Vec<(usize, usize)> = game
                    .replies(n)
                    .iter()
                    .filter(|&&a| possible(n, a))
                    .map(|&a| (a, lp.variable(Q::ZERO)))
                    .collect();
                let sum = row.iter().map(|&(_, j)| (j, Q::ONE));
                lp.equal(sum.chain(z[h][m].iter().map(|&j| (j, -Q::ONE))), Q::ZERO);
                advice.push((h, m, n, row));
            }
        }
    }
    for t in 0..types {
        for h in 0..types {
            let mut row: Vec<(usize, Q)> = Vec::new();
            for m in 0..messages {
                row.extend(gets(t, m, &told(t, m)).into_iter().map(|(j, q)| (j, -q)));
            }
            for m in (0..messages).filter(|&m| game.is_available(h, m)) {
                let most = lp.free(Q::ZERO);
                row.push((most, Q::ONE));
                if game.is_available(t, m) {
                    let gets = gets(t, m, &told(h, m));
                    lp.at_most(gets.into_iter().chain([(most, -Q::ONE)]), Q::ZERO);
                }
                for (_, _, n, row) in advice.iter().filter(|one| (one.0, one.1) == (h, m)) {
                    if game.is_available(t, *n) {
                        let gets = gets(t, *n, row);
                        lp.at_most(gets.into_iter().chain([(most, -Q::ONE)]), Q::ZERO);
                    }
                }
            }
            lp.at_most(row, Q::ZERO);
        }
    }
    let Solution::Optimal { value, .. } = lp.solve() else { panic!("talk is mediated") };
    value
}

#[test]
fn every_row_at_once_gives_the_same_value() {
    let mut random = Random(23);
    let (mut above, mut below) = (0, 0);
    for round in 0..120 {
        let game = if round % 2 == 0 { random.costly() } else { random.evidence() };
        let objective = random.objective(&game);
        let found = game.mediation(objective.clone()).unwrap();
        assert!(found.verify(), "{objective:?} {game:?} {found:?}");
        assert_eq!(found.value(), &by_hand(&game, &objective), "{objective:?} {game:?}");
        let (talk, persuasion) =
            (value(game.talk(objective.clone())), value(game.persuasion(objective.clone())));
        assert!(&talk <= found.value() && found.value() <= &persuasion, "{game:?}");
        above += usize::from(found.value() > &talk);
        below += usize::from(found.value() < &persuasion);
    }
    assert!(above > 5 && below > 5, "{above} {below}: the order is never strict");
}

#[test]
fn false_claims_about_a_mediator_do_not_pass() {
    let best = beer_quiche().mediation(Objective::Receiver).unwrap();
    let text = serde_json::to_string(&best).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let changed = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut json = json.clone();
        change(&mut json);
        serde_json::from_value::<Regime>(json).is_ok_and(|regime| regime.verify())
    };
    assert!(changed(&|_| ()));
    // advice that does not deter, no advice, prices of other rows, a price that is too low
    assert!(!changed(&|json| {
        for one in json["unadvised"].as_array_mut().unwrap() {
            one["reply"].as_array_mut().unwrap().reverse();
        }
    }));
    assert!(!changed(&|json| json["unadvised"] = serde_json::json!([])));
    let Certificate::Prices(prices) = best.certificate() else { panic!() };
    for (i, price) in prices.iter().enumerate() {
        if !matches!(price.constraint, Constraint::Probability { .. }) {
            let drop = |json: &mut serde_json::Value| {
                json["certificate"]["prices"].as_array_mut().unwrap().remove(i);
            };
            assert!(!changed(&drop), "{price:?}");
        }
    }
    assert!(prices.iter().any(|p| matches!(p.constraint, Constraint::Deviation { .. })));
    // the prices of a mediator prove nothing about persuasion
    assert!(!changed(&|json| json["regime"] = "persuasion".into()));
}

#[test]
fn advice_after_an_unadvised_message_is_a_best_reply_somewhere() {
    // a duel with nobody present is dominated: it deters nobody from quiche
    let table = |rows: [[[i64; 3]; 2]; 2]| {
        rows.map(|rows| rows.map(|row| row.map(Q::from).to_vec()).to_vec()).to_vec()
    };
    let game = Game::builder()
        .prior([q("1/2"), q("1/2")])
        .sender(table([[[0, 1, -9], [2, 3, -9]], [[0, 2, -9], [2, 3, -9]]]))
        .receiver(table([[[1, 0, -1], [1, 0, -1]], [[0, 1, -1], [0, 1, -1]]]))
        .build()
        .unwrap();
    let best = game.mediation(Objective::Receiver).unwrap();
    assert!(best.verify());
    assert!(best.unadvised().iter().all(|Unadvised { reply, .. }| reply[2].is_zero()));
    assert_eq!(best.value(), &by_hand(&game, &Objective::Receiver));
}
