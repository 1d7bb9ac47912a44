//! What must hold in every game: which test implies which, that names and units do not matter, that
//! reasons are true, and that a generic game has a stable outcome.

use schelling::equilibrium::{Equilibria, Equilibrium};
use schelling::exact::lp::{Program, Solution};
use schelling::refinement::{Judgement, TABLE};
use schelling::{Game, Q, io};

use crate::common::random_games::{Family, every_game, random_game};
use crate::common::solve;
use crate::oracle::random::Random;

/// The first implies the second; see the documentation of the module.
const IMPLICATIONS: [(&str, &str); 15] = [
    ("stable", "iterated_NWBR"),
    ("iterated_NWBR", "NWBR"),
    ("NWBR", "D2"),
    ("D2", "D1"),
    ("D1", "equilibrium_domination"),
    ("equilibrium_domination", "intuitive"),
    ("iterated_NWBR", "universally_divine"),
    ("universally_divine", "divine"),
    ("universally_divine", "iterated_D1"),
    ("universally_divine", "D2"),
    ("iterated_D1", "D1"),
    ("iterated_D1", "iterated_intuitive"),
    ("divine", "equilibrium_domination"),
    ("divine", "iterated_intuitive"),
    ("iterated_intuitive", "intuitive"),
];

const SIZES: [([usize; 3], usize); 7] = [
    ([2, 2, 2], 10),
    ([2, 3, 3], 10),
    ([3, 2, 3], 20),
    ([3, 3, 3], 10),
    ([3, 3, 4], 5),
    ([4, 3, 3], 5),
    ([5, 2, 3], 3),
];

const TOPS: [u64; 3] = [2, 4, 20];

fn survives(eq: &Equilibrium, test: &str) -> bool {
    eq.survives(test).expect("a small game")
}

#[test]
fn stronger_tests_imply_weaker_ones() {
    // how often the weaker one holds without the stronger
    let mut strict = [0; IMPLICATIONS.len()];
    every_game(&SIZES, &TOPS, 61, |_, game, text| {
        for eq in &solve(game) {
            for ((strong, weak), strict) in IMPLICATIONS.iter().zip(&mut strict) {
                let (strong_holds, weak_holds) = (survives(eq, strong), survives(eq, weak));
                assert!(weak_holds || !strong_holds, "{strong} without {weak}\n{text}\n{eq:?}");
                *strict += usize::from(weak_holds && !strong_holds);
            }
        }
    });
    // no two of them are the same test
    assert!(strict.iter().all(|&n| n > 0), "{strict:?}");
}

#[test]
fn the_ladder_is_every_judgement() {
    every_game(&SIZES, &TOPS, 62, |_, game, text| {
        let eqs = solve(game);
        let ladder = eqs.ladder().expect("a small game");
        for (eq, row) in eqs.iter().zip(&ladder.survives) {
            for (test, &holds) in ladder.tests.iter().zip(row) {
                assert_eq!(survives(eq, test.name), holds, "{test:?}\n{text}\n{eq:?}");
            }
        }
        let applies = TABLE.iter().filter(|test| test.applies(game)).count();
        assert_eq!(ladder.tests.len(), applies, "{text}");
        for (t, count) in ladder.counts().into_iter().enumerate() {
            let survivors = eqs.iter().filter(|eq| survives(eq, ladder.tests[t].name)).count();
            assert_eq!(count, survivors, "{text}");
        }
        // every outcome is in one group, with its row, and those that survive more come first
        let groups = ladder.groups();
        let mut grouped: Vec<usize> = groups.iter().flat_map(|g| g.outcomes.clone()).collect();
        grouped.sort_unstable();
        assert_eq!(grouped, (0..eqs.len()).collect::<Vec<_>>(), "{text}");
        for group in &groups {
            assert!(group.outcomes.iter().all(|&i| ladder.survives[i] == group.survives), "{text}");
        }
        let survived = |row: &[bool]| row.iter().filter(|yes| **yes).count();
        assert!(
            groups.is_sorted_by(|a, b| survived(&a.survives) >= survived(&b.survives)),
            "{text}"
        );
        let mut rows: Vec<_> = groups.iter().map(|group| &group.survives).collect();
        rows.dedup();
        assert_eq!(rows.len(), groups.len(), "{text}");
        let both = eqs.surviving(&["D1", "divine"]).expect("a small game");
        assert_eq!(both.refined_by(), ["D1", "divine"]);
        let kept = eqs.iter().filter(|eq| survives(eq, "D1") && survives(eq, "divine")).count();
        assert_eq!(both.len(), kept, "{text}");
        assert_eq!(both.components().iter().map(Vec::len).sum::<usize>(), kept, "{text}");
    });
}

/// The judgements of every outcome, in an order that labels do not change.
fn judgements(eqs: &Equilibria) -> Vec<(Vec<Q>, Q, Vec<bool>)> {
    let row = |eq: &Equilibrium| {
        let mut payoffs = eq.sender_payoffs().to_vec();
        payoffs.sort();
        let tests = TABLE.iter().filter(|test| test.applies(eq.game()));
        let row = tests.map(|test| survives(eq, test.name)).collect();
        (payoffs, eq.receiver_payoff().clone(), row)
    };
    let mut rows: Vec<_> = eqs.iter().map(row).collect();
    rows.sort();
    rows
}

#[test]
fn labels_and_units_do_not_matter() {
    every_game(&SIZES, &TOPS, 63, |random, game, text| {
        let turned = |n: usize, by: usize| (0..n).map(move |i| (i + by) % n).collect::<Vec<_>>();
        let types = turned(game.types().len(), random.below(9) as usize);
        let messages = turned(game.messages().len(), random.below(9) as usize);
        let actions = turned(game.actions().len(), random.below(9) as usize);
        let pick = |labels: &[String], order: &[usize]| -> Vec<String> {
            order.iter().map(|&i| labels[i].clone()).collect()
        };
        let scale = Q::new(7, 3).expect("a denominator that is not 0");
        let cells = |of: &dyn Fn(usize, usize, usize) -> Q| -> Vec<Vec<Vec<Option<Q>>>> {
            let reached = |t: usize, m: usize, a: usize| {
                game.is_available(t, m) && game.replies(m).contains(&a)
            };
            let cell = |t, m, a| reached(t, m, a).then(|| of(t, m, a));
            let row = |t: usize, m: usize| actions.iter().map(|&a| cell(t, m, a)).collect();
            let rows = |t: usize| messages.iter().map(|&m| row(t, m)).collect();
            types.iter().map(|&t| rows(t)).collect()
        };
        let mut builder = Game::builder()
            .types(pick(game.types(), &types))
            .messages(pick(game.messages(), &messages))
            .actions(pick(game.actions(), &actions))
            .prior(types.iter().map(|&t| game.prior()[t].clone()))
            .sender(cells(&|t, m, a| game.sender_payoff(t, m, a).clone()))
            .receiver(cells(&|t, m, a| game.receiver_payoff(t, m, a) * &scale));
        for (label, open) in game.restricted_types() {
            builder = builder.available(label, open);
        }
        for (label, open) in game.restricted_messages() {
            builder = builder.replies(label, open);
        }
        let other = builder.build().expect("a game made from a game");
        let mut expected = judgements(&solve(game));
        expected.iter_mut().for_each(|(_, receiver, _)| *receiver = &*receiver * &scale);
        expected.sort();
        assert_eq!(expected, judgements(&solve(&other)), "{text}");
    });
}

#[test]
fn reasons_are_true() {
    every_game(&SIZES, &TOPS, 64, |_, game, text| {
        for eq in &solve(game) {
            for test in TABLE.iter().filter(|test| test.applies(game)) {
                let judgement = test.judge(eq).expect("a small game");
                for reason in judgement.reasons() {
                    let Some(m) = reason.message else { continue };
                    let gain =
                        |t: usize, a: usize| game.sender_payoff(t, m, a) - &eq.sender_payoffs()[t];
                    for g in &reason.gains {
                        let least = reason.replies.iter().map(|&a| gain(g.kind, a)).min();
                        assert!(
                            g.least.is_positive() && least.as_ref() == Some(&g.least),
                            "{text}"
                        );
                    }
                    for belief in &reason.beliefs {
                        assert_eq!(belief.iter().sum::<Q>(), Q::ONE, "{text}");
                    }
                    for strike in &reason.struck {
                        assert!(!reason.left.contains(&strike.kind), "{text}");
                    }
                    assert_eq!(reason.needed, eq.off_path(m), "{text}");
                    assert!(!reason.left.is_empty() && !reason.replies.is_empty(), "{text}");
                    assert!(reason.sentence.starts_with(&game.messages()[m]), "{text}");
                }
                check_text(&judgement);
            }
        }
    });
}

fn check_text(judgement: &Judgement) {
    let text = judgement.to_string();
    let verdict = if judgement.survives() { "survives" } else { "fails" };
    assert!(text.starts_with(&format!("{verdict} {}", judgement.refinement().name)), "{text}");
    assert_eq!(text.lines().count(), 1 + judgement.reasons().len());
    let value = serde_json::to_value(judgement).expect("a judgement can be written");
    assert_eq!(value["test"], judgement.refinement().name);
    assert_eq!(value["reasons"].as_array().map(Vec::len), Some(judgement.reasons().len()));
}

/// Is there a reply that keeps all types away, best at a belief in the hull of theta and the types
/// that it leaves indifferent? By a linear programme for each extreme reply.
fn resists(eq: &Equilibrium, m: usize, theta: &[Q]) -> bool {
    let game = eq.game();
    eq.off_path(m).iter().any(|reply| {
        let mut program = Program::new();
        let corners: Vec<usize> = reply.beliefs.iter().map(|_| program.variable(Q::ZERO)).collect();
        let tremble = program.variable(Q::ZERO);
        program.equal(corners.iter().map(|&y| (y, Q::ONE)), Q::ONE);
        for t in 0..game.types().len() {
            let mut row: Vec<(usize, Q)> = corners
                .iter()
                .zip(&reply.beliefs)
                .map(|(&y, belief)| (y, belief[t].clone()))
                .collect();
            row.push((tremble, -&theta[t]));
            let expected = reply.reply.iter().enumerate().map(|(a, q)| match q.is_zero() {
                true => Q::ZERO,
                false => q * game.sender_payoff(t, m, a),
            });
            if game.is_available(t, m) && expected.sum::<Q>() == eq.sender_payoffs()[t] {
                row.push((program.variable(Q::ZERO), -Q::ONE));
            }
            program.equal(row, Q::ZERO);
        }
        !matches!(program.solve(), Solution::Infeasible { .. })
    })
}

#[test]
fn stability_is_about_every_tremble() {
    let (mut stable, mut unstable) = (0, 0);
    every_game(&SIZES, &TOPS, 65, |random, game, text| {
        for eq in &solve(game) {
            let judgement = eq.why("stable").expect("a small game");
            for m in (0..game.messages().len()).filter(|&m| eq.receiver(m).is_none()) {
                let reason = judgement.reasons().iter().find(|reason| reason.message == Some(m));
                if let Some(theta) = reason.and_then(|reason| reason.tremble.as_ref()) {
                    assert!(!resists(eq, m, theta), "{theta:?} at {m}\n{text}\n{eq:?}");
                    unstable += 1;
                    continue;
                }
                stable += 1;
                for _ in 0..4 {
                    let open = |t: usize| i64::from(game.is_available(t, m));
                    let weights: Vec<i64> = (0..game.types().len())
                        .map(|t| open(t) * random.below(20) as i64)
                        .collect();
                    let total = weights.iter().sum::<i64>();
                    if total > 0 {
                        let theta: Vec<Q> =
                            weights.iter().map(|&w| Q::new(w, total).expect("positive")).collect();
                        assert!(resists(eq, m, &theta), "{theta:?} at {m}\n{text}\n{eq:?}");
                    }
                }
            }
        }
    });
    assert!(stable > 500 && unstable > 500, "{stable} {unstable}");
}

#[test]
fn a_generic_game_has_a_stable_outcome() {
    let mut random = Random(66);
    let mut unstable = 0;
    for (size, games) in [
        ([2, 2, 2], 300),
        ([2, 3, 3], 300),
        ([3, 2, 3], 200),
        ([3, 3, 2], 100),
        ([3, 3, 3], 100),
        ([3, 4, 4], 30),
        ([4, 3, 3], 30),
        ([4, 4, 4], 6),
    ] {
        for _ in 0..games {
            let game = random_game(&mut random, size, Family::Plain, 1_000_000);
            let eqs = solve(&game);
            let stable = eqs.surviving(&["stable"]).expect("a small game");
            assert!(!stable.is_empty(), "{}", io::json::to_string(&game));
            unstable += eqs.len() - stable.len();
        }
    }
    assert!(unstable > 100, "{unstable}");
}

#[test]
fn neologisms_by_brute_force() {
    let mut random = Random(67);
    let mut found = 0;
    for (size, games) in [([2, 2, 3], 60), ([3, 2, 4], 60), ([4, 3, 4], 20)] {
        for top in [2, 5] {
            for _ in 0..games {
                let game = random_game(&mut random, size, Family::Talk, top);
                for eq in &solve(&game) {
                    let neologisms: Vec<(Vec<usize>, usize)> = eq
                        .neologisms()
                        .expect("cheap talk")
                        .into_iter()
                        .map(|n| (n.types.iter().map(|gain| gain.kind).collect(), n.reply))
                        .collect();
                    let mut expected = credible(eq);
                    expected.sort_by_key(|(_, reply)| *reply);
                    assert_eq!(neologisms, expected, "{}", io::json::to_string(&game));
                    assert_eq!(survives(eq, "neologism_proof"), expected.is_empty());
                    found += expected.len();
                }
            }
        }
    }
    assert!(found > 50, "{found}");
}

/// Every set of types, every best reply to the prior on it.
fn credible(eq: &Equilibrium) -> Vec<(Vec<usize>, usize)> {
    let game = eq.game();
    let types = game.types().len();
    let mut found = Vec::new();
    for set in 1u32..1 << types {
        let set: Vec<usize> = (0..types).filter(|t| set >> t & 1 == 1).collect();
        let worth = |a: usize| -> Q {
            set.iter().map(|&t| &game.prior()[t] * game.receiver_payoff(t, 0, a)).sum()
        };
        for a in 0..game.actions().len() {
            let best = (0..game.actions().len()).all(|b| worth(b) <= worth(a));
            let gains = |t: usize| *game.sender_payoff(t, 0, a) > eq.sender_payoffs()[t];
            if best && (0..types).all(|t| gains(t) == set.contains(&t)) {
                found.push((set.clone(), a));
            }
        }
    }
    found
}
