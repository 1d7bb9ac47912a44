//! What must hold in every game, without an oracle: answers pass the check of the definition, and
//! move as they should when the game is relabelled, rescaled or enlarged.

use std::collections::BTreeSet;

use schelling::Q;
use schelling::equilibrium::verify::verify;
use schelling::equilibrium::{Equilibria, Search, Stop};

use crate::common::parts::Parts;
use crate::common::random_games::{Family, every_game, random_game};
use crate::common::{ratio, solve};
use crate::oracle::components::{Partition, listed, partition};
use crate::oracle::outcomes::{Outcome, outcome, relabellings};
use crate::oracle::random::Random;

pub const SIZES: [([usize; 3], usize); 6] = [
    ([2, 2, 2], 12),
    ([2, 3, 3], 8),
    ([3, 2, 3], 8),
    ([3, 3, 3], 4),
    ([2, 6, 5], 2),
    ([4, 4, 3], 2),
];

pub const TOPS: [u64; 2] = [2, 20];

/// A random order of `0..n`.
fn shuffled(random: &mut Random, n: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for i in (1..n).rev() {
        order.swap(i, random.below(i as u64 + 1) as usize);
    }
    order
}

fn picked<A: Clone>(from: &[A], order: &[usize]) -> Vec<A> {
    order.iter().map(|&i| from[i].clone()).collect()
}

#[test]
fn every_answer_passes_the_check() {
    every_game(&SIZES, &TOPS, 11, |_, game, text| {
        for eq in &solve(game) {
            let messages = 0..game.messages().len();
            let off: Vec<_> = messages.clone().map(|m| eq.off_path(m)).collect();
            let on = |m: usize| eq.receiver(m).map(<[Q]>::to_vec);
            let belief = |m: usize| eq.belief(m).map(<[Q]>::to_vec);
            let first = |m: usize| on(m).unwrap_or_else(|| off[m][0].reply.clone());
            let thought = |m: usize| belief(m).or_else(|| Some(off[m][0].belief.clone()));
            let replies: Vec<_> = messages.clone().map(first).collect();
            let beliefs: Vec<_> = messages.clone().map(thought).collect();
            let verdict = verify(game, eq.sender(), &replies, Some(&beliefs)).expect("a profile");
            assert!(verdict.ok(), "{verdict}\n{text}\n{eq:?}");
            assert_eq!(verdict.sender_payoffs(), eq.sender_payoffs(), "{text}");
            assert_eq!(verdict.receiver_payoff(), eq.receiver_payoff(), "{text}");
            for m in messages {
                for other in &off[m] {
                    let (mut replies, mut beliefs) = (replies.clone(), beliefs.clone());
                    replies[m] = other.reply.clone();
                    for corner in &other.beliefs {
                        beliefs[m] = Some(corner.clone());
                        let verdict = verify(game, eq.sender(), &replies, Some(&beliefs));
                        let verdict = verdict.expect("a profile");
                        assert!(verdict.ok(), "{verdict}\n{text}\n{eq:?}");
                    }
                }
            }
        }
    });
}

#[test]
fn components_are_a_partition_in_order() {
    every_game(&SIZES, &TOPS, 12, |_, game, text| {
        let eqs = solve(game);
        let listed: Vec<usize> = eqs.components().iter().flatten().copied().collect();
        assert_eq!(listed, (0..eqs.len()).collect::<Vec<_>>(), "{text}");
        for (number, component) in eqs.components().iter().enumerate() {
            assert!(component.iter().all(|&i| eqs[i].component() == number), "{text}");
        }
    });
}

#[test]
fn labels_do_not_matter() {
    every_game(&SIZES, &TOPS, 13, |random, game, text| {
        let types = shuffled(random, game.types().len());
        let messages = shuffled(random, game.messages().len());
        let actions = shuffled(random, game.actions().len());
        let mut parts = Parts::of(game);
        parts.prior = picked(&parts.prior, &types);
        for cells in [&mut parts.sender, &mut parts.receiver] {
            *cells = picked(cells, &types);
            for rows in cells {
                *rows = picked(rows, &messages);
                rows.iter_mut().for_each(|row| *row = picked(row, &actions));
            }
        }
        let moved = |outcome: &Outcome| Outcome {
            sender: types.iter().map(|&t| picked(&outcome.sender[t], &messages)).collect(),
            receiver: picked(&outcome.receiver, &messages)
                .iter()
                .map(|reply| reply.as_ref().map(|reply| picked(reply, &actions)))
                .collect(),
        };
        let expected: Partition =
            listed(&solve(game)).iter().map(|piece| piece.iter().map(moved).collect()).collect();
        assert_eq!(expected, listed(&solve(&parts.build())), "{text}");
    });
}

#[test]
fn units_of_payoff_do_not_matter() {
    every_game(&SIZES, &TOPS, 14, |random, game, text| {
        let mut number = || ratio(random.below(9) as i64 - 4, 1 + random.below(3) as i64);
        let types = game.types().len();
        let shift: Vec<Q> = (0..types).map(|_| number()).collect();
        let scale: Vec<Q> = (0..types).map(|_| number()).map(|x| &x * &x + ratio(1, 7)).collect();
        let receiver_scale = number() + Q::from(5);
        let receiver_shift: Vec<Vec<Q>> =
            (0..types).map(|_| (0..game.messages().len()).map(|_| number()).collect()).collect();
        // Messages that are copies must stay so: they are shifted alike.
        let copies = relabellings(game);
        let class = |m: usize| copies.iter().map(|to| to[m]).min().expect("the identity");
        let mut parts = Parts::of(game);
        parts.map(
            |t, _, u| u * &scale[t] + &shift[t],
            |t, m, u| u * &receiver_scale + &receiver_shift[t][class(m)],
        );
        let (before, after) = (solve(game), solve(&parts.build()));
        same_lists(text, &before, &after);
        for (one, two) in before.iter().zip(&after) {
            let expected = one.sender_payoffs().iter().enumerate();
            let expected: Vec<Q> = expected.map(|(t, u)| u * &scale[t] + &shift[t]).collect();
            assert_eq!(expected, two.sender_payoffs(), "{text}");
        }
    });
}

/// Do two games list the same outcomes in the same order and components, with the same replies off
/// the path?
fn same_lists(text: &str, one: &Equilibria, two: &Equilibria) {
    assert_eq!(one.components(), two.components(), "{text}");
    assert_eq!(one.len(), two.len(), "{text}");
    for (a, b) in one.iter().zip(two) {
        assert_eq!(outcome(a), outcome(b), "{text}");
        assert_eq!(a.relabellings(), b.relabellings(), "{text}");
        for m in 0..one.game().messages().len() {
            assert_eq!(a.off_path(m), b.off_path(m), "message {m} of {text}");
        }
    }
}

#[test]
fn large_and_fractional_payoffs_change_nothing() {
    let mut words = BTreeSet::new();
    every_game(&SIZES, &TOPS, 15, |random, game, text| {
        let before = solve(game);
        words.insert(before.stats().word);
        // About 1e19 and 1e38 over 7: past one machine word, and past two.
        let large: Q = "10000000000000000061/7".parse().expect("a number");
        for scale in [large.clone(), &large * &large] {
            let shift = &scale * &ratio(random.below(1000) as i64, 997);
            let mut parts = Parts::of(game);
            parts.map(
                |t, _, u| (u + &Q::from(t as i64)) * &scale,
                |t, _, u| u * &scale + &shift * &Q::from(t as i64),
            );
            let after = solve(&parts.build());
            words.insert(after.stats().word);
            same_lists(text, &before, &after);
        }
    });
    // Payoffs that no common factor makes small again.
    let mut random = Random(16);
    for _ in 0..20 {
        for digits in [1, 5, 10, 30] {
            let game = random_game(&mut random, [2, 3, 3], Family::Plain, 20);
            let mut parts = Parts::of(&game);
            let noise = std::cell::RefCell::new(&mut random);
            let change = |_: usize, _: usize, u: &Q| {
                let text = |_| char::from(b'0' + noise.borrow_mut().below(10) as u8);
                let digits: String = (0..digits).map(text).collect();
                u * &format!("1{digits}").parse::<Q>().expect("a number")
            };
            parts.map(change, change);
            words.insert(solve(&parts.build()).stats().word);
        }
    }
    assert_eq!(words, BTreeSet::from([0, 64, 128]), "every size of integer is reached");
}

#[test]
fn a_limit_of_outcomes_leaves_some_of_them() {
    let mut stopped = 0;
    every_game(&SIZES, &TOPS, 28, |_, game, text| {
        let all = solve(game);
        let some = game.equilibria(&Search::default().max_outcomes(1)).expect("a small game");
        let kept: BTreeSet<Outcome> = all.iter().map(outcome).collect();
        assert!(some.iter().all(|eq| kept.contains(&outcome(eq))), "{text}");
        // one sender is found at a time, with all its outcomes
        assert_eq!(some.complete(), some.len() <= 1 && all.len() == some.len(), "{text}");
        assert!(some.complete() || some.stopped() == Some(Stop::Outcomes), "{text}");
        stopped += usize::from(!some.complete());
    });
    assert!(stopped > 0);
}

#[test]
fn the_number_of_threads_does_not_matter() {
    every_game(&SIZES, &TOPS, 17, |_, game, text| {
        let with = |threads: usize| {
            game.equilibria(&Search::default().threads(threads)).expect("a small game")
        };
        let one = with(1);
        for threads in [2, 5] {
            let more = with(threads);
            assert_eq!(one.components(), more.components(), "{text}");
            assert!(one.iter().eq(more.iter()), "{threads} threads in {text}");
        }
    });
}

#[test]
fn counts_bear_the_same_names_in_json_and_in_rows() {
    let stats = solve(&crate::common::games::beer_quiche()).stats().clone();
    let rows: BTreeSet<String> = stats.rows().iter().map(|row| row.0.to_string()).collect();
    let json = serde_json::to_value(&stats).expect("counts are numbers");
    let mut names = BTreeSet::new();
    for (name, value) in json.as_object().expect("counts by name") {
        match value.as_object() {
            Some(pruned) => names.extend(pruned.keys().map(|test| format!("{name}_{test}"))),
            None => _ = names.insert(name.clone()),
        }
    }
    assert_eq!(names, rows);
}

#[test]
fn every_branch_ends_in_one_way() {
    let mut pruned = std::collections::BTreeMap::new();
    every_game(&SIZES, &TOPS, 27, |random, game, text| {
        // payoffs that overflow machine words too, so that branches are taken again
        let large: Q = "1000000007/3".parse().expect("a number");
        let scale = [Q::ONE, large.clone(), &large * &large][random.below(3) as usize].clone();
        let mut parts = Parts::of(game);
        parts.map(|_, _, u| u * &scale + Q::from(1), |t, _, u| u * &scale + Q::from(t as i64));
        let game = parts.build();
        let stats = solve(&game).stats().clone();
        let rows = stats.pruned.rows();
        rows.iter().for_each(|(test, n, _)| *pruned.entry(*test).or_insert(0) += n);
        let ruled_out: u64 = rows.iter().map(|(_, n, _)| n).sum();
        let senders = stats.senders as u64;
        assert_eq!(stats.branches + stats.settled, ruled_out + stats.nodes - 1 + senders, "{text}");
        assert_eq!(stats.leaves, senders + stats.pruned.off_path, "{text}");
        assert_eq!(stats.unfinished, 0, "{text}");
        assert!(stats.splits >= stats.leaves, "{text}");
        for threads in [1, 2] {
            let again = game.equilibria(&Search::default().threads(threads)).expect("small");
            assert_eq!(again.stats(), &stats, "{threads} threads in {text}");
        }
    });
    // a test that never rules anything out would have no place in the search
    assert!(pruned.values().all(|&n| n > 0), "{pruned:?}");
}

/// The outcomes that leave message `m` alone, as if it were not there.
fn without_message(eqs: &Equilibria, m: usize) -> Vec<(Outcome, usize)> {
    let pieces = listed(eqs);
    let mut kept = Vec::new();
    for (number, piece) in pieces.into_iter().enumerate() {
        for mut outcome in piece {
            if outcome.receiver[m].is_none() {
                outcome.receiver.remove(m);
                outcome.sender.iter_mut().for_each(|row| drop(row.remove(m)));
                kept.push((outcome, number));
            }
        }
    }
    kept
}

#[test]
fn a_message_that_nobody_would_send_changes_nothing() {
    every_game(&SIZES, &TOPS, 18, |random, game, text| {
        let at = random.below(game.messages().len() as u64 + 1) as usize;
        let mut parts = Parts::of(game);
        let mut number = |below: i64| Some(Q::from(random.below(9) as i64 - below));
        for rows in &mut parts.sender {
            let row = (0..game.actions().len()).map(|_| number(1000)).collect();
            rows.insert(at, row);
        }
        for rows in &mut parts.receiver {
            let row = (0..game.actions().len()).map(|_| number(0)).collect();
            rows.insert(at, row);
        }
        let larger = solve(&parts.build());
        let without = without_message(&larger, at);
        assert_eq!(without.len(), listed(&larger).iter().map(BTreeSet::len).sum::<usize>());
        assert_eq!(partition(without), listed(&solve(game)), "{text}");
    });
}

#[test]
fn a_reply_that_is_never_best_changes_nothing() {
    every_game(&SIZES, &TOPS, 19, |random, game, text| {
        let at = random.below(game.actions().len() as u64 + 1) as usize;
        let mut parts = Parts::of(game);
        for (t, rows) in parts.sender.iter_mut().enumerate() {
            // The same whatever the message, so that copies stay copies.
            let gain = Some(Q::from(random.below(30) as i64));
            for (m, row) in rows.iter_mut().enumerate() {
                row.insert(at, gain.clone().filter(|_| game.is_available(t, m)));
            }
        }
        for (t, rows) in parts.receiver.iter_mut().enumerate() {
            for (m, row) in rows.iter_mut().enumerate() {
                row.insert(at, Some(Q::from(-1000)).filter(|_| game.is_available(t, m)));
            }
        }
        let without = |outcome: &Outcome| {
            let mut outcome = outcome.clone();
            let unused = |reply: &mut Vec<Q>| assert!(reply.remove(at).is_zero(), "{text}");
            outcome.receiver.iter_mut().flatten().for_each(unused);
            outcome
        };
        let larger: Partition = listed(&solve(&parts.build()))
            .iter()
            .map(|piece| piece.iter().map(without).collect())
            .collect();
        assert_eq!(larger, listed(&solve(game)), "{text}");
    });
}

#[test]
fn a_copy_of_a_message_adds_only_outcomes_that_use_it() {
    every_game(&SIZES, &TOPS, 20, |random, game, text| {
        let (types, messages) = (game.types().len(), game.messages().len());
        if types * messages > 12 {
            return;
        }
        let m = random.below(messages as u64) as usize;
        let mut parts = Parts::of(game);
        for rows in parts.sender.iter_mut().chain(&mut parts.receiver) {
            rows.push(rows[m].clone());
        }
        let without = without_message(&solve(&parts.build()), messages);
        let before = listed(&solve(game));
        let all: BTreeSet<Outcome> = before.iter().flatten().cloned().collect();
        assert_eq!(all, without.iter().map(|(outcome, _)| outcome.clone()).collect(), "{text}");
        // A copy may join components (through outcomes that use it) but never splits one.
        let after = partition(without);
        for piece in &before {
            assert!(after.iter().any(|larger| piece.is_subset(larger)), "{text}");
        }
    });
}

#[test]
fn twins_that_are_one_type_again_are_in_equilibrium() {
    every_game(&SIZES, &TOPS, 21, |random, game, text| {
        if game.types().len() > 3 || game.messages().len() > 4 {
            return;
        }
        let t = random.below(game.types().len() as u64) as usize;
        let mut parts = Parts::of(game);
        let share = &parts.prior[t] * &ratio(1 + random.below(3) as i64, 4);
        parts.prior[t] -= &share;
        parts.prior.push(share.clone());
        parts.sender.push(parts.sender[t].clone());
        parts.receiver.push(parts.receiver[t].clone());
        let twins = solve(&parts.build());
        for eq in &twins {
            let mut sender = eq.sender().to_vec();
            let twin = sender.pop().expect("the twin");
            let mean = |(x, y): (&Q, &Q)| (x * &parts.prior[t] + y * &share) / &game.prior()[t];
            sender[t] = sender[t].iter().zip(&twin).map(mean).collect();
            let reply = |m: usize| {
                let on = eq.receiver(m).map(<[Q]>::to_vec);
                on.unwrap_or_else(|| eq.off_path(m)[0].reply.clone())
            };
            let replies: Vec<_> = (0..game.messages().len()).map(reply).collect();
            let verdict = verify(game, &sender, &replies, None).expect("a profile");
            assert!(verdict.ok(), "{verdict}\n{text}\n{eq:?}");
            assert_eq!(verdict.sender_payoffs(), &eq.sender_payoffs()[..game.types().len()]);
        }
    });
}
