//! The receiver commits to its replies, and messages are costly.

use schelling::exact::lp::{Program, Solution};
use schelling::regime::{Certificate, Objective};
use schelling::{Game, Q};

use super::{value, worth};
use crate::common::games::beer_quiche;
use crate::common::q;
use crate::oracle::random::Random;

/// The best announcement, by trying every message for every type.
fn best_by_hand(game: &Game, objective: &Objective) -> Q {
    let (types, messages) = (game.types().len(), game.messages().len());
    let mut best: Option<Q> = None;
    for choice in 0..messages.pow(types as u32) {
        let sends: Vec<usize> =
            (0..types).map(|t| choice / messages.pow(t as u32) % messages).collect();
        if !(0..types).all(|t| game.is_available(t, sends[t])) {
            continue;
        }
        let mut lp = Program::new();
        let mut rho: Vec<Vec<usize>> = Vec::new();
        for m in 0..messages {
            let sum = |a: usize| -> Q {
                let senders = (0..types).filter(|&t| sends[t] == m);
                senders.map(|t| &game.prior()[t] * &worth(game, objective, t, m, a)).sum()
            };
            rho.push((0..game.actions().len()).map(|a| lp.variable(sum(a))).collect());
        }
        for row in &rho {
            lp.equal(row.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        }
        for (t, &own) in sends.iter().enumerate() {
            for m in (0..messages).filter(|&m| game.is_available(t, m)) {
                let other = rho[m].iter().enumerate();
                let other = other.map(|(a, &j)| (j, game.sender_payoff(t, m, a).clone()));
                let mine = rho[own].iter().enumerate();
                let mine = mine.map(|(a, &j)| (j, -game.sender_payoff(t, own, a)));
                lp.at_most(other.chain(mine), Q::ZERO);
            }
        }
        if let Solution::Optimal { value, .. } = lp.solve() {
            best = best.max(Some(value));
        }
    }
    best.unwrap()
}

#[test]
fn screening_is_the_best_of_all_choices() {
    let mut random = Random(13);
    let mut branched = 0;
    for round in 0..100 {
        let game = random.costly();
        let objective = [Objective::Receiver, Objective::Sender][round % 2].clone();
        let regime = game.arbitration(objective.clone()).unwrap();
        assert!(regime.verify(), "{game:?} {regime:?}");
        assert_eq!(regime.value(), &best_by_hand(&game, &objective), "{game:?}");
        assert!(regime.value() >= &value(game.talk(objective.clone())));
        assert!(regime.value() <= &value(game.first_best(objective)));
        branched += usize::from(regime.certificate() != &Certificate::Branches(1));
    }
    assert!(branched > 4, "{branched}");
}

#[test]
fn evidence_that_proves_more_loses_nothing() {
    // types that could prove more are not asked to prove less, where that is as good
    let (mut random, mut tried) = (Random(71), 0);
    for _ in 0..300 {
        let game = random.evidence();
        let objective = random.objective(&game);
        // where messages are free, there are as many as wanted
        if game.is_cheap_talk() {
            continue;
        }
        tried += 1;
        let regime = game.arbitration(objective.clone()).unwrap();
        assert!(regime.verify(), "{game:?} {regime:?}");
        assert_eq!(regime.value(), &best_by_hand(&game, &objective), "{game:?} {objective:?}");
    }
    assert!(tried > 200, "{tried}");
}

/// Of five aspects, each 0 or 1 with the same chance, a speaker shows some that are 1. A message is
/// the set of those that it shows; the receiver wants to accept where at least three are 1.
fn aspects(messages: &[u32]) -> Game {
    let label = |bits: &u32| format!("{bits:05b}");
    let shows = |t: u32, m: u32| m & t == m;
    let cells = |payoff: &dyn Fn(u32, i64) -> bool| -> Vec<Vec<Vec<Option<Q>>>> {
        let cell = |t, a| Q::from(i64::from(payoff(t, a)));
        let row = |t: u32, m: u32| [0, 1].map(|a| shows(t, m).then(|| cell(t, a))).to_vec();
        (0..32).map(|t| messages.iter().map(|&m| row(t, m)).collect()).collect()
    };
    let builder = Game::builder()
        .types((0..32).map(|t: u32| label(&t)))
        .messages(messages.iter().map(label))
        .actions(["reject", "accept"])
        .prior(vec![q("1/32"); 32])
        .sender(cells(&|_, a| a == 1))
        .receiver(cells(&|t, a| (t.count_ones() >= 3) == (a == 1)));
    let given = (0..32u32).fold(builder, |builder, t| {
        builder.available(label(&t), messages.iter().filter(|&&m| shows(t, m)).map(label))
    });
    given.build().unwrap()
}

/// In how many of the 32 cases the best set of messages to accept is right. (An announcement is a
/// mixture of such sets: accept what it accepts with at least some chance, drawn at random.)
fn best_accepted(messages: &[u32]) -> usize {
    // the messages that each type can send, as bits, and whether it should be accepted
    let types: Vec<(u32, bool)> = (0..32u32)
        .map(|t| {
            let shown = (0..messages.len()).filter(|&k| messages[k] & t == messages[k]);
            (shown.map(|k| 1 << k).sum(), t.count_ones() >= 3)
        })
        .collect();
    let right = |set: u32| types.iter().filter(|(open, good)| (open & set != 0) == *good).count();
    (0..1u32 << messages.len()).map(right).max().unwrap()
}

#[test]
fn five_aspects_are_judged_wrongly_four_times() {
    // Glazer and Rubinstein 2006, who accept two of the first three aspects, or the last two: 4 of
    // the 32 cases are mistaken; to show less than two is no help
    let up_to = |few: u32, many: u32| -> Vec<u32> {
        (0..32u32).filter(|m| *m == 0 || (few..=many).contains(&m.count_ones())).collect()
    };
    for (few, many) in [(2, 2), (1, 2), (1, 1)] {
        let messages = up_to(few, many);
        let best = aspects(&messages).arbitration(Objective::Receiver).unwrap();
        assert!(best.verify());
        let right = best_accepted(&messages);
        assert_eq!(best.value(), &Q::new(right as i64, 32).unwrap(), "{messages:?}");
        assert!(many == 1 || right == 28, "{right}");
    }
}

#[test]
fn free_messages_with_a_cost_of_nothing_are_free() {
    // the search for costly messages against the programme for free ones: add and take a cost
    let mut random = Random(37);
    for _ in 0..30 {
        let (sender, receiver) = (random.payoffs(2, 3, 6), random.payoffs(2, 3, 6));
        let game = Game::cheap_talk(sender, receiver, random.prior(2), ["m1", "m2", "m3"]).unwrap();
        // a message so dear that nobody sends it makes the game one of costly messages
        let costly = game.with_message_costs([("m3", Q::from(1000))]).unwrap();
        let free = value(game.arbitration(Objective::Receiver));
        assert_eq!(value(costly.arbitration(Objective::Receiver)), free, "{game:?}");
    }
}

#[test]
fn a_committed_guest_tells_breakfasts_apart() {
    // Cho and Kreps 1987, when the other guest announces what it will do: duels after quiche with
    // half a chance make the wimp indifferent, and it stays with the quiche
    let game = beer_quiche();
    let best = game.arbitration(Objective::Receiver).unwrap();
    assert!(best.verify());
    // by hand: the wimp gets 3 - 2 d from quiche and 2 from beer, so it can be met by d = 1/2
    assert_eq!(best.value(), &(q("9/10") + q("1/20")));
    assert_eq!(best.sender_payoffs(), [q("2"), q("3")]);
    assert_eq!(best.experiment().len(), 2);
    // a reply to a message that nobody sends is part of the announcement
    let pooled = game.arbitration(Objective::Type(1)).unwrap();
    assert!(pooled.verify());
    assert_eq!(pooled.experiment().len() + pooled.unsent().len(), 2);
}
