//! The receiver commits to its replies, and messages are costly.

use schelling::exact::lp::{Program, Solution};
use schelling::regime::{Certificate, Objective};
use schelling::{Game, Q};

use crate::numbers::Numbers;
use crate::{beer_quiche, q, value};

/// The best announcement, by trying every message for every type.
fn best_by_hand(game: &Game, objective: &Objective) -> Q {
    let (types, messages) = (game.types().len(), game.messages().len());
    let mut best: Option<Q> = None;
    for choice in 0..messages.pow(types as u32) {
        let sends: Vec<usize> =
            (0..types).map(|t| choice / messages.pow(t as u32) % messages).collect();
        let mut lp = Program::new();
        let mut rho: Vec<Vec<usize>> = Vec::new();
        for m in 0..messages {
            let worth = |a: usize| -> Q {
                let senders = (0..types).filter(|&t| sends[t] == m);
                senders
                    .map(|t| {
                        let payoff = match objective {
                            Objective::Receiver => game.receiver_payoff(t, m, a),
                            _ => game.sender_payoff(t, m, a),
                        };
                        &game.prior()[t] * payoff
                    })
                    .sum()
            };
            rho.push((0..game.actions().len()).map(|a| lp.variable(worth(a))).collect());
        }
        for row in &rho {
            lp.equal(row.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        }
        for (t, &own) in sends.iter().enumerate() {
            for m in 0..messages {
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
    let mut numbers = Numbers(13);
    let mut branched = 0;
    for round in 0..100 {
        let game = numbers.costly();
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
fn free_messages_with_a_cost_of_nothing_are_free() {
    // the search for costly messages against the programme for free ones: add and take a cost
    let mut numbers = Numbers(37);
    for _ in 0..30 {
        let (sender, receiver) = (numbers.payoffs(2, 3, 6), numbers.payoffs(2, 3, 6));
        let game =
            Game::cheap_talk(sender, receiver, numbers.prior(2), ["m1", "m2", "m3"]).unwrap();
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
