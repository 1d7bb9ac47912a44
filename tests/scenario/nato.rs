//! The founding case: what its defaults give, checked by hand and by the independent verifier.

use schelling::equilibrium::{Kind, Search, verify::verify};
use schelling::scenario::nato::{self, Parameters, Report};
use schelling::scenario::{Challenger, Crisis, Rung, Temper};
use schelling::{Game, Q};

use crate::common::q;

fn report(parameters: &Parameters) -> Report {
    nato::report(parameters, &Search::default()).expect("a report")
}

/// The index of the rung that the question is about.
const COMMAND: usize = 1;

#[test]
fn every_listed_equilibrium_passes_the_independent_check() {
    let folded = nato::game(&Parameters::default()).unwrap();
    let game = folded.game();
    let equilibria = game.equilibria(&Search::default()).unwrap();
    assert!(equilibria.complete());
    for equilibrium in &equilibria {
        let receiver: Vec<Vec<Q>> = (0..game.messages().len())
            .map(|m| match equilibrium.receiver(m) {
                Some(reply) => reply.to_vec(),
                None => equilibrium.off_path(m)[0].reply.clone(),
            })
            .collect();
        let verdict = verify(game, equilibrium.sender(), &receiver, None).unwrap();
        assert!(verdict.ok(), "{verdict}");
    }
}

#[test]
fn by_default_a_quiet_outcome_stands_beside_bluffs_that_are_called() {
    let report = report(&Parameters::default());
    let found = &report.crisis.equilibria;
    let components: Vec<usize> = found.iter().map(|e| e.component).collect();
    assert!(components.iter().max() > Some(&0), "more than one component");

    let quiet = |e: &&_| {
        let e: &schelling::scenario::EquilibriumReport = e;
        e.kind == Kind::Pooling && e.sender[0][0] == Q::ONE && e.measures.called.is_zero()
    };
    assert!(found.iter().any(|e| quiet(&e)), "bilateral aid by all, never probed");

    // by hand: Moscow mixes after the command, so it believes exactly what it needs to believe, and
    // it probes so often that the unresolved are indifferent between 11 (1 - x) - 10 x and 3
    let called = found.iter().find(|e| e.sender[0][COMMAND] == Q::ONE).expect("moves its aid");
    let standing = &called.measures.messages[COMMAND];
    assert_eq!(standing.credibility.low, q("17/41"));
    assert_eq!(standing.called.low, q("8/21"));
    let prior = &report.resolved;
    assert_eq!(called.measures.bluff, prior * &q("24/17"));
    assert_eq!(called.measures.bluff_called, prior * &q("24/17") * q("8/21"));
    assert_eq!(called.measures.bluff_rate, prior * &q("24/17") / (Q::ONE - prior));
    // not moving the aid gives the unresolved away, and is probed
    assert_eq!(called.measures.messages[0].credibility.high, Q::ZERO);
    assert_eq!(called.measures.messages[0].called.low, Q::ONE);
}

#[test]
fn deterrence_flips_exactly_at_the_threshold() {
    let defaults = Parameters::default();
    let enough = report(&defaults).pivots[0].willing_needed.clone().expect("a threshold");
    let at = |w: Q| {
        let parameters = defaults.clone().with("members.United States.willing", w).unwrap();
        let told = report(&parameters);
        let pooled = told.crisis.equilibria.iter().any(|e| {
            e.kind == Kind::Pooling && e.sender[0][COMMAND] == Q::ONE && e.measures.called.is_zero()
        });
        (told.resolved, told.crisis.ladder[COMMAND].deters_if_all, pooled)
    };
    let step = q("1/1000000");
    assert_eq!(at(enough.clone()), (q("17/41"), true, true));
    let (_, deters, pooled) = at(&enough + &step);
    assert!(deters && pooled);
    let (_, deters, pooled) = at(enough - step);
    assert!(!deters && !pooled);
}

#[test]
fn the_largest_k_is_the_last_that_deters() {
    let defaults = report(&Parameters::default());
    let k = defaults.largest_k.expect("some k deters");
    let deters = |k: usize| {
        let mut parameters = Parameters::default();
        parameters.council.rule = format!("k-of-n:{k}+United States").parse().unwrap();
        report(&parameters).crisis.ladder[COMMAND].deters_if_all
    };
    assert!(deters(k) && !deters(k + 1));
}

#[test]
fn the_stricter_the_rule_the_less_the_alliance_is_believed() {
    let rules = report(&Parameters::default()).rules;
    let names: Vec<&str> = rules.iter().map(|r| r.name).collect();
    assert_eq!(names, nato::RULES.map(|r| r.name));
    assert!(rules.windows(2).all(|pair| pair[0].resolved < pair[1].resolved));
    let by = |name: &str| rules.iter().find(|r| r.name == name).unwrap();
    // under consensus even bilateral aid is struck; a coalition's bluff is never called
    assert!(by("consensus").deters_if_all.is_empty());
    assert!(by("consensus").probed.as_ref().unwrap().low > q("999/1000"));
    assert_eq!(by("coalition").bluff_called.as_ref().unwrap().high, Q::ZERO);
    assert!(by("coalition").bluff.as_ref().unwrap().high.is_positive());
}

#[test]
fn an_alliance_that_is_sure_has_one_type() {
    let none = Parameters::default().with("members.United States.willing", Q::ZERO).unwrap();
    assert_eq!(nato::game(&none).unwrap().game().types(), ["unresolved"]);
    let told = report(&none);
    assert_eq!(told.crisis.ladder[COMMAND].believed_if_all, Q::ZERO);
    assert!(told.pivots[0].willing_needed.is_some());
}

#[test]
fn parameters_are_read_as_they_are_written_and_changed_by_name() {
    let defaults = Parameters::default();
    assert_eq!(serde_json::from_str::<Parameters>("{}").unwrap(), defaults);
    let text = serde_json::to_string(&defaults).unwrap();
    assert_eq!(serde_json::from_str::<Parameters>(&text).unwrap(), defaults);
    assert!(serde_json::from_str::<Parameters>(r#"{"moscou": 1}"#).is_err());

    let stated = defaults.stated();
    assert_eq!(stated.len(), 58 + 32);
    for number in &stated {
        assert_eq!(number.value, number.default, "{}", number.path);
        assert!(number.low <= number.value && number.value <= number.high, "{}", number.path);
        let changed = defaults.clone().with(&number.path, q("1/7")).unwrap();
        let found = changed.stated().into_iter().find(|s| s.path == number.path).unwrap();
        assert_eq!(found.value, q("1/7"), "{}", number.path);
    }
    let error = defaults.with("moscow.mood", Q::ONE).unwrap_err();
    assert!(error.message().contains("\"moscow.mood\" is not a number"), "{error}");
}

#[test]
fn the_report_says_what_it_rests_on() {
    let told = report(&Parameters::default());
    let text = told.to_string();
    for part in ["illustrative", "17/41", "NATO command", "Türkiye", "semi-separating", "coalition"]
    {
        assert!(text.contains(part), "{part} in:\n{text}");
    }
    // columns of a fixed width, without a head
    let line = "\n  disruption                0.5  0.25 to 1       \
                an unanswered strike stops half of the aid\n";
    assert!(text.contains(line), "{text}");
    let json = serde_json::to_value(&told).unwrap();
    assert_eq!(json["crisis"]["ladder"][COMMAND]["belief_needed"], "17/41");
    assert_eq!(json["rule"], "majority+United States");
}

/// Two rungs, and a weaker type whose hands an exposure may tie.
fn crisis(exposure: &str) -> Crisis {
    let temper = |name: &str, prior: &str, fight: &str| Temper {
        name: name.into(),
        prior: q(prior),
        fight: q(fight),
    };
    let rung = |name: &str, exposure: &str| Rung {
        name: name.into(),
        sinking: q("1/2"),
        exposure: q(exposure),
        aid: q("4"),
        delay: q("0"),
    };
    Crisis {
        name: "strait".into(),
        players: ["the navy", "the rival"].map(Into::into),
        tempers: vec![temper("steady", "1/3", "1"), temper("wavering", "2/3", "12")],
        ladder: vec![rung("note", "1"), rung("patrol", exposure)],
        challenger: Challenger { harm: q("1"), prize: q("2"), probe: q("1"), fight: q("6") },
        disruption: q("1/2"),
        ties: Default::default(),
    }
}

#[test]
fn aid_that_comes_late_is_worth_less() {
    let mut late = crisis("9");
    late.ladder[1].delay = q("1/4");
    let mut small = crisis("9");
    small.ladder[1].aid = q("3");
    let game = |crisis: &Crisis| crisis.game().unwrap().game().clone();
    assert_eq!(game(&late), game(&small));
    assert_eq!(late.belief_needed(1), small.belief_needed(1));
    assert_eq!(late.hands_tied_from(1, &q("12")), small.hands_tied_from(1, &q("12")));
    late.ladder[1].delay = q("3/2");
    let error = late.game().unwrap_err().to_string();
    assert!(error.contains("delay of \"patrol\" is 3/2"), "{error}");
}

#[test]
fn a_large_exposure_ties_anybodys_hands() {
    let from = crisis("0").hands_tied_from(1, &q("12"));
    assert_eq!(from, q("10"));
    let choice = |exposure: &str| {
        let folded = crisis(exposure).game().unwrap();
        (folded.choice(1, 1, 1).unwrap().to_string(), folded.ties().len())
    };
    assert_eq!(choice("9"), ("back down".into(), 0));
    assert_eq!(choice("11"), ("answer".into(), 0));
    // at the threshold it is indifferent, and taken to do what the challenger would rather have
    assert_eq!(choice("10"), ("back down".into(), 1));
}

#[test]
fn the_belief_needed_makes_the_challenger_indifferent() {
    let crisis = crisis("5");
    let folded = crisis.game().unwrap();
    let game: &Game = folded.game();
    for m in 0..2 {
        let needed = crisis.belief_needed(m).unwrap();
        let expect = |a: usize| {
            needed.clone() * game.receiver_payoff(0, m, a)
                + (Q::ONE - &needed) * game.receiver_payoff(1, m, a)
        };
        assert_eq!(expect(0), expect(1), "rung {m}");
    }
    let mut timid = crisis.clone();
    timid.challenger.probe = q("100");
    assert_eq!(timid.belief_needed(0).unwrap(), Q::ZERO);
    timid.challenger.fight = q("-1");
    assert!(timid.belief_needed(0).unwrap_err().message().contains("challenger's fight is -1"));
    timid = crisis;
    timid.disruption = q("3/2");
    assert!(timid.game().unwrap_err().message().contains("disruption is 3/2"));
}
