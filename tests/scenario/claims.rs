//! The twelve claims: their games are solved on both sides of every threshold.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use schelling::Q;
use schelling::scenario::nato::{self, Claim, Parameters, Verdict, Verdicts};

use crate::common::q;

fn claims() -> &'static [Claim] {
    static ALL: OnceLock<Verdicts> = OnceLock::new();
    &ALL.get_or_init(|| nato::claims(&Parameters::default()).expect("claims")).0
}

fn heard() -> &'static [Claim] {
    static ALL: OnceLock<Verdicts> = OnceLock::new();
    &ALL.get_or_init(|| nato::heard(&Parameters::default()).expect("claims")).0
}

fn with(path: &str, value: &Q) -> Parameters {
    Parameters::default().with(path, value.clone()).expect("a number of the game")
}

#[test]
fn there_are_twelve_and_each_says_what_it_rests_on() {
    let all = claims();
    let ids: Vec<String> = all.iter().map(|claim| claim.id.to_string()).collect();
    assert_eq!(ids, (1..=12).map(|i| format!("C{i}")).collect::<Vec<_>>());
    for claim in all {
        assert!(!claim.reason.is_empty() && !claim.equilibria.is_empty(), "{}", claim.id);
        assert!(claim.threshold.is_some(), "{}", claim.id);
        assert!(claim.share >= Q::ZERO && claim.share <= Q::ONE);
        assert!(claim.range.iter().any(|range| range.path == claim.parameter), "{}", claim.id);
        let nearly_all = claim.share >= q("9/10");
        assert_eq!(claim.verdict == Verdict::Holds, claim.holds_here && nearly_all);
    }
}

#[test]
fn games_solved_on_both_sides_of_every_threshold_flip_the_claim() {
    let step = q("1/1000000");
    let whole = |claim: &Claim| claim.parameter == "coalition.size";
    let mut flips = 0;
    for claim in claims().iter().chain(heard()) {
        for flip in &claim.thresholds {
            let [below, above] = match &flip.bracket {
                Some([low, high]) => [low.clone(), high.clone()],
                None => [&flip.value - &step, &flip.value + &step],
            };
            if below < Q::ZERO {
                continue;
            }
            for (x, side) in [(below, false), (above, true)] {
                let held = nato::holds(claim.id, &with(claim.parameter, &x)).expect("solved");
                assert_eq!(held, side == flip.holds_above, "{} at {x}", claim.id);
            }
            // the probability of an answer is a polynomial of degree 31 in how far all are pulled
            let exact = flip.bracket.is_none() || whole(claim);
            assert_eq!(exact, claim.id != "C5", "{} is exact", claim.id);
            flips += 1;
        }
    }
    assert!(flips >= 17, "{flips} thresholds");
}

#[test]
fn games_solved_at_scattered_numbers_agree_with_the_closed_forms() {
    // a low-discrepancy walk over each box: no point twice, no end of a range
    let golden = [q("271/500"), q("303/400"), q("577/1000"), q("419/500"), q("313/1000")];
    let mut seen = BTreeSet::new();
    for claim in claims().iter().chain(heard()) {
        for i in 1..=24i64 {
            let mut p = Parameters::default();
            for (range, step) in claim.range.iter().zip(&golden) {
                let walk = step.clone() * Q::from(i);
                let part = walk.clone() - Q::from(walk.to_f64() as i64);
                let mut x = &range.low + &(&part * &(&range.high - &range.low));
                if ["coalition.size", "steps.number"].contains(&range.path) {
                    x = Q::from(x.to_f64() as i64);
                }
                p = p.with(range.path, x).expect("a number");
            }
            let solved = nato::holds(claim.id, &p).expect("solved");
            assert_eq!(solved, nato::predicted(claim.id, &p).expect("closed form"), "{}", claim.id);
            seen.insert((claim.id, solved));
        }
    }
    // the walks come to both sides of most claims
    assert!(seen.len() >= 26, "{seen:?}");
}

#[test]
fn thresholds_are_those_found_by_hand() {
    let of =
        |id: &str| claims().iter().chain(heard()).find(|claim| claim.id == id).expect("a claim");
    let values =
        |id: &str| -> Vec<Q> { of(id).thresholds.iter().map(|flip| flip.value.clone()).collect() };
    // an unanswered probe of bilateral aid gains 10/2 + 2 - 4 = 3: needed are 3/(3 + 4 + 20)
    assert_eq!(values("C2"), [q("1/9")]);
    // hands are tied when half of 12 and the exposure are the 40 that answering costs
    assert_eq!(values("C3"), [q("34")]);
    // a probe of a command gains 17; when a loss weighs 3, 17/(17 + 72), when 1/2, 17/(17 + 12)
    assert_eq!(values("C6"), [q("17/89"), q("17/29")]);
    // an attack on a member gains 56, and needs 7/10; (1 - 3/4 s) 19/20 is that
    assert_eq!(values("C8"), [q("20/57")]);
    // moving gains 1: at odds of 1 to 19 a loss of 19 outweighs it, at 1 to 3 one of 3
    assert_eq!(values("C11"), [q("19")]);
    // of trainers and a command, each worth 12 and 11, trainers gain 47/2 of 95/2
    assert_eq!(values("C12"), [q("47/95")]);
    // the first slice brings 5/3 more aid in each of three periods, for one quarrel
    assert_eq!(values("C9"), [q("5")]);
    // an invitation gains 63/2; with 1/4 of 20 to lose by waiting, 73/2 of 111/2
    assert_eq!(values("C10"), [q("1/9"), q("73/111")]);
    // a believed promise is worth 4 to the unresolved, less the 3 that Kyiv's reliance loses them
    assert_eq!(values("L1"), [q("1")]);
    assert_eq!(values("L6"), []);
    // unprobed command is worth 11, being found out 3, and a called bluff loses 21
    assert_eq!(values("L11"), [q("8/21")]);
    // between the thresholds of Moscow and the publics nobody needs to be told anything but Kyiv
    assert_eq!(values("L12"), [q("2/5"), q("3/5")]);
    assert_eq!(values("L13"), [q("8")]);
}

#[test]
fn claims_with_listeners_say_what_they_rest_on() {
    let ids: Vec<&str> = heard().iter().map(|claim| claim.id).collect();
    assert_eq!(ids, ["L1", "L6", "L11", "L12", "L13"]);
    for claim in heard() {
        assert!(!claim.equilibria.is_empty() && claim.game.is_some(), "{}", claim.id);
        assert!(claim.range.iter().any(|range| range.path == claim.parameter), "{}", claim.id);
        assert_eq!(nato::claim(claim.id, &Parameters::default()).as_ref(), Ok(claim));
    }
    assert_eq!(heard()[1].verdict, Verdict::Holds);
    let sure = Parameters { resolve: Some(Q::ONE), ..Parameters::default() };
    let error = nato::heard(&sure).unwrap_err();
    assert!(error.message().contains("resolve is 1: with listeners"), "{error}");
    // what is given outright takes the place of the listeners' own prior
    let half = Parameters { resolve: Some(q("1/2")), ..Parameters::default() };
    assert_eq!(nato::promise(&half).expect("a game").prior(), [q("1/2"), q("1/2")]);
}

#[test]
fn numbers_that_leave_the_question_behind_are_refused() {
    let brave = with("unresolved_fight", &q("10"));
    let error = nato::claims(&brave).unwrap_err();
    assert!(error.message().contains("unresolved_fight above"), "{error}");
    let error = nato::claim("C13", &Parameters::default()).unwrap_err();
    assert!(error.message().contains("C1 to C12"), "{error}");
}
