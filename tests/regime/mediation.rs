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

/// The value of mediation by the whole programme, with every row and its own test of replies; of each
/// reader in private.
pub(super) fn by_hand(game: &Game, objective: &Objective) -> Q {
    let (types, messages) = (game.types().len(), game.messages().len());
    let sets = game.information_sets();
    let senders = |m: usize| game.senders(m).collect::<Vec<_>>();
    let own = |m: usize, r: usize| -> Vec<usize> {
        let replies = game.replies(m).iter().copied();
        replies.filter(|a| sets[r].actions().contains(a)).collect()
    };
    let possible = |m: usize, r: usize, a: usize| {
        let mut lp = Program::new();
        let met = senders(m).into_iter().filter(|&t| !sets[r].weights()[t].is_zero());
        let belief: Vec<(usize, usize)> = met.map(|t| (t, lp.variable(Q::ZERO))).collect();
        if belief.is_empty() {
            return true;
        }
        lp.equal(belief.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
        for b in own(m, r) {
            let gain = |t: usize| game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, a);
            lp.at_most(belief.iter().map(|&(t, j)| (j, gain(t))), Q::ZERO);
        }
        matches!(lp.solve(), Solution::Optimal { .. })
    };
    let mut lp = Program::new();
    // [t][m]: the probability of the message; [t][m][r]: the replies with their variables
    let sent: Vec<Vec<Option<usize>>> = (0..types)
        .map(|t| {
            let open = |m: usize| game.is_available(t, m).then(|| lp.variable(Q::ZERO));
            (0..messages).map(open).collect()
        })
        .collect();
    type Variables = Vec<(usize, usize)>;
    let mut z: Vec<Vec<Vec<Variables>>> = vec![vec![Vec::new(); messages]; types];
    for (t, row) in sent.iter().enumerate() {
        lp.equal(row.iter().flatten().map(|&j| (j, Q::ONE)), Q::ONE);
        for (m, probability) in row.iter().enumerate() {
            for r in 0..sets.len() {
                let Some(probability) = *probability else { continue };
                let variable = |a: usize| {
                    (a, lp.variable(&game.prior()[t] * &worth(game, objective, t, m, a)))
                };
                let told: Vec<(usize, usize)> = own(m, r).into_iter().map(variable).collect();
                let sum = told.iter().map(|&(_, j)| (j, Q::ONE));
                lp.equal(sum.chain([(probability, -Q::ONE)]), Q::ZERO);
                z[t][m].push(told);
            }
        }
    }
    // what a reader gets from the advice to another, or to itself, when it replies b
    let reads = |m: usize, r: usize, k: usize, b: usize| -> Vec<(usize, Q)> {
        let term = |t: usize| (z[t][m][r][k].1, &game.prior()[t] * game.receiver_payoff(t, m, b));
        senders(m).into_iter().map(term).collect()
    };
    let minus = |terms: Vec<(usize, Q)>| terms.into_iter().map(|(j, q)| (j, -q));
    for r in 0..sets.len() {
        for m in 0..messages {
            for (k, a) in own(m, r).into_iter().enumerate() {
                for b in own(m, r) {
                    lp.at_most(
                        reads(m, r, k, b).into_iter().chain(minus(reads(m, r, k, a))),
                        Q::ZERO,
                    );
                }
            }
        }
        let rivals = (0..sets.len()).filter(|&s| sets[s].audience() == sets[r].audience());
        for claim in rivals {
            let mut row: Vec<(usize, Q)> = Vec::new();
            for m in 0..messages {
                for (k, a) in own(m, r).into_iter().enumerate() {
                    row.extend(minus(reads(m, r, k, a)));
                }
                for k in 0..own(m, claim).len() {
                    let most = lp.free(Q::ZERO);
                    row.push((most, Q::ONE));
                    for b in own(m, r) {
                        lp.at_most(
                            reads(m, claim, k, b).into_iter().chain([(most, -Q::ONE)]),
                            Q::ZERO,
                        );
                    }
                }
            }
            lp.at_most(row, Q::ZERO);
        }
    }
    let gets = |t: usize, m: usize, told: &[Vec<(usize, usize)>]| -> Vec<(usize, Q)> {
        let told = told.iter().flatten();
        told.map(|&(a, j)| (j, game.sender_payoff(t, m, a).clone())).collect()
    };
    let mut advice = Vec::new();
    for (h, row) in sent.iter().enumerate() {
        for (m, probability) in row.iter().enumerate() {
            for n in (0..messages).filter(|&n| n != m) {
                let Some(probability) = *probability else { continue };
                let mut told = Vec::new();
                for r in 0..sets.len() {
                    let replies = own(n, r).into_iter().filter(|&a| possible(n, r, a));
                    let replies: Vec<(usize, usize)> =
                        replies.map(|a| (a, lp.variable(Q::ZERO))).collect();
                    let sum = replies.iter().map(|&(_, j)| (j, Q::ONE));
                    lp.equal(sum.chain([(probability, -Q::ONE)]), Q::ZERO);
                    told.push(replies);
                }
                advice.push((h, m, n, told));
            }
        }
    }
    for t in 0..types {
        for h in 0..types {
            let mut row: Vec<(usize, Q)> = Vec::new();
            for (m, advised) in z[t].iter().enumerate() {
                row.extend(minus(gets(t, m, advised)));
            }
            for m in (0..messages).filter(|&m| game.is_available(h, m)) {
                let most = lp.free(Q::ZERO);
                row.push((most, Q::ONE));
                if game.is_available(t, m) {
                    lp.at_most(gets(t, m, &z[h][m]).into_iter().chain([(most, -Q::ONE)]), Q::ZERO);
                }
                for (_, _, n, told) in advice.iter().filter(|one| (one.0, one.1) == (h, m)) {
                    if game.is_available(t, *n) {
                        lp.at_most(gets(t, *n, told).into_iter().chain([(most, -Q::ONE)]), Q::ZERO);
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
