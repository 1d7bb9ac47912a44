//! Regimes: values of the literature, the order among regimes, and the proof of every value.

mod best;
mod credibility;
mod credible;
mod envelope;
mod information;
mod informed;
mod large;
mod literature;
mod mediation;
mod random;
mod readers;
mod screening;

use schelling::regime::{Certificate, Constraint, Objective, Question, Regime, TABLE, compare};
use schelling::{Error, Game, Q};

use crate::common::games::beer_quiche;
use crate::common::q;
use crate::oracle::random::Random;

fn whole_table<const A: usize>(rows: &[[i64; A]]) -> Vec<Vec<Q>> {
    rows.iter().map(|row| row.map(Q::from).to_vec()).collect()
}

fn cheap_talk<const A: usize>(
    prior: &[&str],
    sender: &[[i64; A]],
    receiver: &[[i64; A]],
    messages: usize,
) -> Game {
    let messages: Vec<String> = (0..messages).map(|m| format!("m{m}")).collect();
    Game::cheap_talk(
        whole_table(sender),
        whole_table(receiver),
        prior.iter().map(|p| q(p)),
        messages,
    )
    .unwrap()
}

/// The value, after a check of everything that it comes with.
fn value(regime: Result<Regime, Error>) -> Q {
    let regime = regime.unwrap();
    assert!(regime.verify(), "{regime:?}");
    regime.value().clone()
}

/// What a unit of mass of type `t` adds to an objective when it sends `m` and `a` follows.
fn worth(game: &Game, objective: &Objective, t: usize, m: usize, a: usize) -> Q {
    let (sender, receiver) = (game.sender_payoff(t, m, a), game.receiver_payoff(t, m, a));
    match objective {
        Objective::Sender => sender.clone(),
        Objective::Receiver => receiver.clone(),
        Objective::Type(one) if *one == t => sender / &game.prior()[t],
        Objective::Type(_) => Q::ZERO,
        Objective::Weights { types, receiver: weight } => {
            &(&types[t] * sender) / &game.prior()[t] + weight * receiver
        }
        Objective::Audience(i) => match audience_of(game, a) == *i {
            true => receiver.clone(),
            false => Q::ZERO,
        },
        Objective::Readers { types, readers } => {
            &(&types[t] * sender) / &game.prior()[t] + &readers[audience_of(game, a)] * receiver
        }
        Objective::Probability(_) => unreachable!("no regime is asked for a probability"),
    }
}

/// The audience whose action this is.
fn audience_of(game: &Game, a: usize) -> usize {
    let set = game.information_sets().iter().find(|set| set.actions().contains(&a));
    set.expect("an action of somebody").audience()
}

/// Kamenica and Gentzkow 2011, pp. 2591-2592.
fn prosecutor() -> Game {
    cheap_talk(&["7/10", "3/10"], &[[0, 1], [0, 1]], &[[1, 0], [0, 1]], 2)
}

#[test]
fn the_prosecutor_convicts_six_in_ten() {
    let game = prosecutor();
    let best = game.persuasion(Objective::Sender).unwrap();
    assert!(best.verify());
    assert_eq!(best.value(), &q("3/5"));
    assert_eq!(best.rule(), [vec![q("4/7"), q("3/7")], vec![q("0"), q("1")]]);
    let convicted = &best.experiment()[1];
    assert_eq!(convicted.probability, q("3/5"));
    assert_eq!(convicted.belief, [q("1/2"), q("1/2")]);
    assert_eq!((best.sender_payoff(), best.receiver_payoff()), (q("3/5"), &q("7/10")));
    // the concave envelope rises from 0 by 2 per unit of guilt: prices 0 and 2
    let Certificate::Prices(prices) = best.certificate() else { panic!() };
    let price = |wanted: Constraint| {
        prices.iter().find(|p| p.constraint == wanted).map(|p| p.price.clone())
    };
    assert_eq!(price(Constraint::Probability { t: 0 }), Some(q("0")));
    assert_eq!(price(Constraint::Probability { t: 1 }), Some(q("2")));
    let sender = |name: &str| value(game.regime(name, Objective::Sender));
    assert_eq!(sender("no_talk"), q("0"));
    assert_eq!(sender("worst_talk"), q("0"));
    assert_eq!(sender("talk"), q("0"));
    assert_eq!(sender("mediation"), q("0"));
    assert_eq!(sender("arbitration"), q("1"));
    assert_eq!(sender("first_best"), q("1"));
    let receiver = |name: &str| value(game.regime(name, Objective::Receiver));
    assert_eq!(receiver("talk"), q("7/10"));
    assert_eq!(receiver("persuasion"), q("1"));
    assert_eq!(receiver("arbitration"), q("7/10"));
    let innocent = Objective::named(&game, "t1").unwrap();
    assert_eq!(value(game.persuasion(innocent)), q("3/7"));
}

#[test]
fn a_government_talks_a_firm_into_investing() {
    // Bergemann and Morris 2019, section 2: the firm gets -1 in a bad state and x < 1 in a good one
    // from investing; told to invest always in the good state and with probability x in the bad one
    let x = q("9/10");
    let game = Game::cheap_talk(
        whole_table(&[[0, 1], [0, 1]]),
        vec![vec![q("0"), q("-1")], vec![q("0"), x.clone()]],
        [q("1/2"), q("1/2")],
        ["m"],
    )
    .unwrap();
    let best = game.persuasion(Objective::Sender).unwrap();
    assert_eq!(best.rule()[0][1], x);
    assert_eq!(best.rule()[1][1], q("1"));
    assert_eq!(value(Ok(best)), q("19/20"));
}

/// After the think tank of Lipnowski and Ravid 2020: of two reforms one is good (1) and the other
/// bad (-3), equally likely; the lawmaker keeps the status quo unless at least 3/4 sure; the think
/// tank prefers the second reform (2) to the first (1) to none (0).
fn think_tank() -> Game {
    cheap_talk(&["1/2", "1/2"], &[[0, 1, 2], [0, 1, 2]], &[[0, 1, -3], [0, -3, 1]], 3)
}

#[test]
fn talk_of_a_think_tank_is_worth_one() {
    let game = think_tank();
    // the quasiconcave envelope at 1/2 is 1; the concave one rises from 1 at 0 to 2 at 3/4
    assert_eq!(value(game.no_talk(Objective::Sender)), q("0"));
    assert_eq!(value(game.talk(Objective::Sender)), q("1"));
    assert_eq!(value(game.persuasion(Objective::Sender)), q("5/3"));
}

#[test]
fn a_mediator_cannot_tell_good_students_from_bad() {
    // von Stengel and Forges 2008, figure 1: every equilibrium has payoffs (0, 6), and since both
    // types want the job alike, a mediator changes nothing
    let game = cheap_talk(&["1/2", "1/2"], &[[4, 0], [6, 0]], &[[10, 6], [0, 6]], 2);
    for name in ["worst_talk", "talk", "mediation"] {
        let regime = game.regime(name, Objective::Sender).unwrap();
        assert!(regime.verify());
        assert_eq!((regime.value(), regime.receiver_payoff()), (&q("0"), &q("6")), "{name}");
    }
    // with commitment the bad are hired as often as leaves the hired good 3 times in 5
    assert_eq!(value(game.persuasion(Objective::Sender)), q("4"));
}

#[test]
fn every_regime_is_in_the_comparison() {
    let sender = [[0, 0, -4], [-4, 0, 0], [-16, -4, 0]];
    let receiver = [[0, -1, -4], [-1, 0, -1], [-4, -1, 0]];
    let game = cheap_talk(&["1/3", "1/3", "1/3"], &sender, &receiver, 3);
    let comparison = game.regimes(Objective::Receiver).unwrap();
    let names: Vec<&str> = comparison.regimes.iter().map(|r| r.kind().name).collect();
    assert_eq!(names.len(), TABLE.len());
    assert!(comparison.missing.is_empty());
    for regime in &comparison.regimes {
        assert!(regime.verify(), "{regime:?}");
        assert!(!comparison.gap(regime).unwrap().is_negative());
    }
}

#[test]
fn costly_messages_keep_their_costs() {
    let game = beer_quiche();
    // everyone has the breakfast they like, and nobody duels a crowd with so few wimps in it; but
    // quiche would give the wimp away, unless enough strong types join it
    let first = game.first_best(Objective::Sender).unwrap();
    assert_eq!(value(Ok(first)), q("3"));
    let rich = value(game.persuasion(Objective::Sender));
    // quiche with 1/10 of wimps and as many strong, who lose 1 each
    assert_eq!(rich, q("29/10"));
    assert_eq!(value(game.regime("persuasion_given", Objective::Sender)), q("29/10"));
    assert_eq!(value(game.talk(Objective::Sender)), q("29/10"));
    let refusal = game.no_talk(Objective::Sender).unwrap_err().to_string();
    assert!(refusal.starts_with("no talk is defined for games whose payoffs do not depend"));
    let comparison = game.regimes(Objective::Sender).unwrap();
    assert!(comparison.get("no_talk").is_none() && comparison.get("first_best").is_some());
}

#[test]
fn few_messages_carry_few_signals() {
    // three types, three actions, each type wants its own: with two messages one of them loses
    let same = [[3, 0, 0], [0, 2, 0], [0, 0, 1]];
    let prior = ["1/3", "1/3", "1/3"];
    for (messages, worth) in [(1, "1"), (2, "5/3"), (3, "2"), (4, "2")] {
        let game = cheap_talk(&prior, &same, &same, messages);
        assert_eq!(value(game.regime("persuasion_given", Objective::Sender)), q(worth));
    }
}

#[test]
fn persuasion_with_ties_against_is_approached() {
    let game = prosecutor();
    let limit = game.regime("persuasion_adversarial", Objective::Sender).unwrap();
    assert!(limit.verify() && !limit.attained());
    assert_eq!(limit.value(), &q("3/5"));
    // what it was called once
    assert_eq!(game.regime("persuasion_robust", Objective::Sender).unwrap(), limit);
    let comparison = game.regimes(Objective::Sender).unwrap();
    assert_eq!(comparison.get("persuasion_robust"), Some(&limit));
    let text = serde_json::to_string(&limit).unwrap();
    assert!(text.contains("persuasion_adversarial"));
    let old = text.replace("persuasion_adversarial", "persuasion_robust");
    assert_eq!(serde_json::from_str::<Regime>(&old).unwrap(), limit);
    for epsilon in ["1/2", "1/100", "1/1000000"] {
        let near = limit.within(&q(epsilon)).unwrap();
        assert!(near.value() >= &(q("3/5") - q(epsilon)) && near.value() < &q("3/5"));
        // the receiver strictly prefers what it does: ties do not matter
        for signal in near.experiment() {
            let acquits = signal.reply[0] == Q::ONE;
            assert_eq!(signal.belief[0] > q("1/2"), acquits);
            assert_ne!(signal.belief[0], q("1/2"));
        }
    }
    assert!(limit.within(&q("0")).is_err());
    // a reply that the receiver never strictly prefers cannot be had for certain
    let game = cheap_talk(&["1/2", "1/2"], &[[0, 5, 1], [0, 5, 1]], &[[2, 1, 0], [0, 1, 2]], 2);
    assert_eq!(value(game.persuasion(Objective::Sender)), q("5"));
    assert_eq!(value(game.regime("persuasion_adversarial", Objective::Sender)), q("1"));
    // nor can one of two replies that are the same to the receiver
    let game = cheap_talk(&["1/2", "1/2"], &[[0, 4], [2, 0]], &[[1, 1], [1, 1]], 2);
    assert_eq!(value(game.persuasion(Objective::Sender)), q("3"));
    assert_eq!(value(game.regime("persuasion_adversarial", Objective::Sender)), q("1"));
}

#[test]
fn replies_that_are_dominated_do_not_tie_near_the_limit() {
    // The first reply dominates the third, and ties with it where only the first type is possible.
    // Where each type is known, the first type meets the first reply and adds 2 * 5 to the objective
    // and 5/6 * 1 through the receiver; the second meets the second reply and adds 1/6 * 6.
    let receiver = [[1, 0, 1], [4, 6, 1]];
    let game = cheap_talk(&["5/6", "1/6"], &[[5, 1, 1], [6, 5, 5]], &receiver, 2);
    let objective = Objective::Weights { types: vec![q("2"), Q::ZERO], receiver: q("1") };
    let limit = game.regime("persuasion_adversarial", objective).unwrap();
    assert_eq!(limit.value(), &q("71/6"));
    for epsilon in ["1", "1/7", "1/1000"] {
        let near = limit.within(&q(epsilon)).unwrap();
        assert!(near.verify() && near.value() >= &(limit.value() - &q(epsilon)));
        assert!(near.value() <= limit.value());
    }
}

#[test]
fn objectives_are_checked() {
    let game = prosecutor();
    let refusal = |objective: Objective| game.persuasion(objective).unwrap_err().to_string();
    assert_eq!(
        refusal(Objective::Type(7)),
        "objective: there is no type 7, since there are 2: count from 0"
    );
    assert_eq!(
        refusal(Objective::Weights { types: vec![Q::ONE], receiver: Q::ZERO }),
        "objective: there are 1 weights on types, but 2 types: give one for each"
    );
    assert!(Objective::named(&game, "guilty").is_err());
    assert!(game.regime("anarchy", Objective::Sender).is_err());
    let both = Objective::Weights { types: game.prior().to_vec(), receiver: q("1") };
    assert_eq!(value(game.first_best(both)), q("13/10"));
}

#[test]
fn every_regime_says_what_it_is() {
    for line in TABLE {
        assert!(!line.title.is_empty() && !line.commits.is_empty() && !line.summary.is_empty());
        assert_eq!(schelling::regime::by_name(line.name).unwrap(), line);
    }
}

#[test]
fn more_commitment_is_never_worse() {
    let mut random = Random(3);
    let (mut strict, mut rounds) = ([0; 7], 0);
    for _ in 0..250 {
        let game = random.cheap_talk(7);
        let objective = random.objective(&game);
        let comparison = compare(&Question::new(&game, objective.clone())).unwrap();
        assert!(comparison.missing.is_empty());
        let value = |name: &str| comparison.get(name).unwrap().value();
        for regime in &comparison.regimes {
            assert!(regime.verify(), "{:?} {game:?} {regime:?}", objective);
        }
        let chains = [
            ("worst_talk", "talk"),
            ("talk", "mediation"),
            ("mediation", "persuasion"),
            ("mediation", "arbitration"),
            ("persuasion", "first_best"),
            ("persuasion_robust_information", "persuasion_adversarial"),
            ("persuasion_adversarial", "persuasion"),
            ("persuasion_given", "persuasion"),
            ("arbitration", "first_best"),
            ("persuasion_credible", "persuasion"),
        ];
        for (i, (less, more)) in chains.into_iter().enumerate() {
            assert!(value(less) <= value(more), "{less} > {more}: {objective:?} {game:?}");
            if let Some(count) = strict.get_mut(i) {
                *count += usize::from(value(less) < value(more));
            }
        }
        if objective == Objective::Sender {
            assert!(value("no_talk") <= value("talk"));
            assert!(value("talk") <= value("persuasion_given"));
        }
        let limit = comparison.get("persuasion_adversarial").unwrap();
        let near = limit.within(&q("1/7")).unwrap();
        assert!(near.value() >= &(limit.value() - &q("1/7")));
        rounds += 1;
    }
    assert_eq!(rounds, 250);
    assert!(strict.iter().all(|&n| n > 0), "{strict:?}: the order is never strict somewhere");
}

#[test]
fn costly_regimes_are_ordered_and_proved() {
    let mut random = Random(11);
    let mut branched = 0;
    for _ in 0..60 {
        let game = random.costly();
        let comparison = game.regimes(Objective::Sender).unwrap();
        let value = |name: &str| comparison.get(name).unwrap().value();
        for regime in &comparison.regimes {
            assert!(regime.verify(), "{game:?} {regime:?}");
        }
        assert!(value("worst_talk") <= value("talk"));
        assert!(value("talk") <= value("persuasion_given"));
        assert!(value("talk") <= value("mediation"));
        assert!(value("mediation") <= value("persuasion"));
        assert!(value("persuasion_given") <= value("persuasion"));
        assert!(value("persuasion_robust_information") <= value("persuasion_adversarial"));
        assert!(value("persuasion_adversarial") <= value("persuasion"));
        assert!(value("persuasion") <= value("first_best"));
        assert!(value("talk") <= value("arbitration"));
        assert!(value("arbitration") <= value("first_best"));
        let given = comparison.get("persuasion_given").unwrap();
        assert_eq!(given.value(), &best_by_hand(&game), "{game:?}");
        branched += usize::from(given.certificate() != &Certificate::Branches(1));
    }
    assert!(branched > 5, "{branched}");
}

/// The best experiment with one reply to each message, by trying every choice of replies.
fn best_by_hand(game: &Game) -> Q {
    use schelling::exact::lp::{Program, Solution};
    let (types, messages) = (game.types().len(), game.messages().len());
    let mut best: Option<Q> = None;
    let choices: usize = (0..messages).map(|m| game.replies(m).len()).product();
    for choice in 0..choices {
        let mut rest = choice;
        let replies: Vec<usize> = (0..messages)
            .map(|m| {
                let all = game.replies(m);
                let a = all[rest % all.len()];
                rest /= all.len();
                a
            })
            .collect();
        let mut lp = Program::new();
        let x: Vec<Vec<usize>> = (0..types)
            .map(|t| {
                let worth = |m: usize| game.sender_payoff(t, m, replies[m]).clone();
                (0..messages).map(|m| lp.variable(worth(m))).collect()
            })
            .collect();
        for (t, row) in x.iter().enumerate() {
            lp.equal(row.iter().map(|&j| (j, Q::ONE)), game.prior()[t].clone());
        }
        for (m, &a) in replies.iter().enumerate() {
            for &b in game.replies(m) {
                let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
                lp.at_most((0..types).map(|t| (x[t][m], payoff(t, b) - payoff(t, a))), Q::ZERO);
            }
        }
        if let Solution::Optimal { value, .. } = lp.solve() {
            best = best.max(Some(value));
        }
    }
    best.unwrap()
}
