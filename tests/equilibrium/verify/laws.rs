//! Laws that hold for every profile: what is moved is what is missing.

use proptest::prelude::*;
use schelling::equilibrium::verify::verify;
use schelling::equilibrium::{Equilibrium, Search, Verdict};
use schelling::{Game, Q};

use super::{Found, found, receiver, sender};
use crate::common::games::beer_quiche;
use crate::common::{product, q, ratio, table};

/// A probability in twelfths.
fn probability() -> impl Strategy<Value = Q> {
    (0i64..=12).prop_map(|n| ratio(n, 12))
}

fn less(x: &Q, y: &Q) -> Option<Q> {
    (x < y).then(|| y - x)
}

/// Small games full of ties, in some of which a type lacks a message.
fn game() -> impl Strategy<Value = Game> {
    (1usize..=3, 2usize..=3, 1usize..=3).prop_flat_map(|(types, messages, actions)| {
        let payoffs = || prop::collection::vec(-2i64..=2, types * messages * actions);
        let lacks = prop::option::of((0..types, 0..messages));
        (payoffs(), payoffs(), lacks).prop_map(move |(sender, receiver, lacks)| {
            let cells = |flat: &[i64]| -> Vec<Vec<Vec<Q>>> {
                let row = |row: &[i64]| row.iter().map(|&u| Q::from(u)).collect();
                let rows = flat.chunks(actions).map(row).collect::<Vec<Vec<Q>>>();
                rows.chunks(messages).map(<[_]>::to_vec).collect()
            };
            let mut builder = Game::builder()
                .prior((0..types).map(|_| ratio(1, types as i64)))
                .sender(cells(&sender))
                .receiver(cells(&receiver));
            if let Some((t, m)) = lacks.filter(|_| types > 1) {
                let others = (0..messages).filter(|&other| other != m);
                let labels = others.map(|other| format!("m{}", other + 1));
                builder = builder.available(format!("t{}", t + 1), labels);
            }
            builder.build().unwrap()
        })
    })
}

/// The profile with the `pick`-th of the extreme replies (counted round) after each unsent message,
/// and with its beliefs.
fn profile(equilibrium: &Equilibrium, pick: usize) -> (Vec<Vec<Q>>, Vec<Option<Vec<Q>>>) {
    let messages = 0..equilibrium.game().messages().len();
    messages
        .map(|m| match (equilibrium.receiver(m), equilibrium.belief(m)) {
            (Some(reply), Some(belief)) => (reply.to_vec(), Some(belief.to_vec())),
            _ => {
                let replies = equilibrium.off_path(m);
                let reply = &replies[pick % replies.len()];
                (reply.reply.clone(), Some(reply.belief.clone()))
            }
        })
        .unzip()
}

fn rows(choices: &[usize], width: usize) -> Vec<Vec<Q>> {
    let row =
        |&choice: &usize| (0..width).map(|j| if j == choice { Q::ONE } else { Q::ZERO }).collect();
    choices.iter().map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// From the beer equilibrium the wimp moves weight `e` to quiche, the strong type `f`, and the
    /// receiver `r` from pass to duel after beer.
    #[test]
    fn weight_moved_is_a_failure_of_the_right_size(
        e in probability(), f in probability(), r in probability(),
    ) {
        let rest = |x: &Q| &Q::ONE - x;
        let sigma = vec![vec![e.clone(), rest(&e)], vec![f.clone(), rest(&f)]];
        let rho = vec![vec![q("1"), q("0")], vec![r.clone(), rest(&r)]];
        let verdict = verify(&beer_quiche(), &sigma, &rho, None).unwrap();

        let mut expected = Vec::new();
        let mut add = |used: bool, gain: Option<Q>, found: &dyn Fn(&str) -> Found| {
            if let (true, Some(gain)) = (used, gain) {
                expected.push(found(&gain.to_string()));
            }
        };
        // quiche brings a duel, worth 1 and 0; beer brings 2 - 2 r and 3 - 2 r
        let two_r = &r + &r;
        for (label, weight, quiche, beer) in
            [("wimp", &e, q("1"), q("2") - &two_r), ("strong", &f, q("0"), q("3") - &two_r)]
        {
            add(weight.is_positive(), less(&quiche, &beer), &|g| sender(label, "quiche", "beer", g));
            add(*weight < Q::ONE, less(&beer, &quiche), &|g| sender(label, "beer", "quiche", g));
        }
        // a duel pays the weight on the wimp and a pass that on the strong type
        for (message, wimp, strong, duel, pass) in [
            ("quiche", e.clone(), q("9") * &f, true, false),
            ("beer", rest(&e), q("9") * &rest(&f), r.is_positive(), r < Q::ONE),
        ] {
            let total = &wimp + &strong;
            if total.is_zero() {
                continue; // not sent: a duel is optimal against a wimp, a mixture at even odds
            }
            let (wimp, strong) = (&wimp / &total, &strong / &total);
            add(duel, less(&wimp, &strong), &|g| receiver(message, "duel", "pass", g));
            add(pass, less(&strong, &wimp), &|g| receiver(message, "pass", "duel", g));
        }
        prop_assert_eq!(found(&verdict), expected);
    }

    /// Where no belief is claimed, the one found fails by no more than any other, and a claim of it
    /// gets the same verdict.
    #[test]
    fn no_belief_is_kinder_than_the_one_found(
        payoffs in prop::collection::vec(prop::collection::vec(-3i64..=3, 3), 3),
        available in prop::collection::vec(any::<bool>(), 3),
        weights in prop::collection::vec(0i64..=3, 3),
        reply in prop::collection::vec(0i64..=2, 3),
    ) {
        let share = |row: Vec<i64>| -> Option<Vec<Q>> {
            let total: i64 = row.iter().sum();
            row.iter().map(|&n| Q::new(n, total)).collect()
        };
        let weights = weights.iter().zip(&available).map(|(&w, &can)| if can { w } else { 0 });
        let (Some(belief), Some(reply)) = (share(weights.collect()), share(reply)) else {
            return Ok(());
        };
        let mut builder = Game::builder()
            .prior([q("1/6"), q("1/3"), q("1/2")])
            .sender(vec![table("1 1 1 | 0 0 0"); 3])
            .receiver(
                payoffs
                    .iter()
                    .map(|row| vec![vec![Q::ZERO; 3], row.iter().map(|&u| Q::from(u)).collect()])
                    .collect::<Vec<_>>(),
            );
        for (t, can) in available.iter().enumerate() {
            if !can {
                builder = builder.available(format!("t{}", t + 1), ["m1"]);
            }
        }
        let game = builder.build().unwrap();
        let sigma = table("1 0 | 1 0 | 1 0");
        let rho = vec![table("1 0 0").remove(0), reply];
        let check = |claim: Option<Vec<Q>>| {
            verify(&game, &sigma, &rho, claim.map(|row| [None, Some(row)]).as_ref().map(|c| &c[..]))
                .unwrap()
        };
        let worst = |verdict: &Verdict| {
            verdict.failures().iter().map(|f| f.amount.clone()).max().unwrap_or_default()
        };
        let kindest = check(None);
        let again = check(Some(kindest.beliefs()[1].clone()));
        prop_assert_eq!(worst(&again), worst(&kindest));
        prop_assert_eq!(again.ok(), kindest.ok());
        prop_assert!(kindest.failures().len() <= 1);
        prop_assert!(worst(&kindest) <= worst(&check(Some(belief))));
    }

    /// Whatever the search lists is an equilibrium, with every extreme reply off the path, by its
    /// own beliefs and by those found here.
    #[test]
    fn what_the_search_lists_passes(game in game(), pick in 0usize..4) {
        let equilibria = game.equilibria(&Search::default()).unwrap();
        prop_assert!(equilibria.complete() && !equilibria.is_empty());
        for equilibrium in equilibria.iter() {
            let (receiver, beliefs) = profile(equilibrium, pick);
            for claim in [None, Some(&beliefs[..])] {
                let verdict = verify(&game, equilibrium.sender(), &receiver, claim).unwrap();
                prop_assert!(verdict.ok(), "{}", verdict);
                prop_assert_eq!(verdict.sender_payoffs(), equilibrium.sender_payoffs());
                prop_assert_eq!(verdict.receiver_payoff(), equilibrium.receiver_payoff());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// A pure profile is extreme: if it passes, the search lists its outcome.
    #[test]
    fn every_pure_profile_that_passes_is_listed(game in game()) {
        let equilibria = game.equilibria(&Search::default().copies_apart()).unwrap();
        let (types, messages) = (game.types().len(), game.messages().len());
        let available = |t| (0..messages).filter(|&m| game.is_available(t, m)).collect();
        let senders = product(&(0..types).map(available).collect::<Vec<_>>());
        let receivers = product(&(0..messages).map(|m| game.replies(m).to_vec()).collect::<Vec<_>>());
        for (sender, receiver) in
            senders.iter().flat_map(|s| receivers.iter().map(move |r| (s, r)))
        {
            let (sigma, rho) = (rows(sender, messages), rows(receiver, game.actions().len()));
            if !verify(&game, &sigma, &rho, None).unwrap().ok() {
                continue;
            }
            let listed = equilibria.iter().any(|equilibrium| {
                equilibrium.sender() == sigma
                    && sender.iter().all(|&m| equilibrium.receiver(m) == Some(&rho[m][..]))
            });
            prop_assert!(listed, "{:?} {:?}", sender, receiver);
        }
    }
}
