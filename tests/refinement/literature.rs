//! What the literature says of its own games; `tests/model/corpus.rs` checks the claims in the
//! files too.

use schelling::equilibrium::{Equilibria, Equilibrium, Kind};
use schelling::refinement::{Cause, TABLE, by_name};
use schelling::{Error, Game, Q};

use crate::common::{published, ratio, solve};

fn pooling(eqs: &Equilibria, message: &str) -> Equilibrium {
    let m = eqs.game().messages().iter().position(|label| label == message).expect("a message");
    let pools = |eq: &&Equilibrium| eq.kind() == Kind::Pooling && eq.on_path() == [m];
    eqs.iter().find(pools).expect("a pooling outcome").clone()
}

#[test]
fn beer_and_quiche() {
    let eqs = solve(&published("beer-quiche"));
    let beer = pooling(&eqs, "beer");
    for test in TABLE.iter().filter(|test| test.applies(eqs.game())) {
        assert!(test.judge(&beer).unwrap().survives(), "{test:?}");
    }
    let quiche = pooling(&eqs, "quiche");
    let judgement = quiche.why("intuitive").unwrap();
    let [reason] = judgement.reasons() else { panic!("{judgement}") };
    assert_eq!(reason.message, Some(1));
    assert_eq!(reason.struck.len(), 1);
    assert_eq!((reason.struck[0].kind, reason.struck[0].round), (0, 1));
    assert_eq!(reason.struck[0].cause, Cause::Dominated);
    assert_eq!((reason.left.as_slice(), reason.replies.as_slice()), (&[1][..], &[1][..]));
    assert_eq!((reason.gains[0].kind, &reason.gains[0].least), (1, &Q::ONE));
    assert_eq!(reason.needed[0].belief, [Q::ONE, Q::ZERO]);
    assert_eq!(
        judgement.to_string(),
        "fails intuitive\n  beer: wimp is struck (no best reply gives it as much as it has); with \
         only strong left, pass is the only best reply, and strong gains 1; the outcome needs the \
         belief wimp at least 1/2"
    );
    // both proposals harm one of the types that would make them
    assert!(eqs.undefeated().unwrap().iter().all(|standing| standing.defeat.is_none()));
}

/// The experimental ladder of Banks, Camerer and Porter: game by game the outcome on one message
/// survives what comes before the step and fails what comes after, and that on the other survives
/// all.
#[test]
fn the_ladder_of_banks_camerer_and_porter() {
    let weak = ["intuitive", "iterated_intuitive", "equilibrium_domination"];
    let steps: [(u32, &str, &str, &[&str]); 5] = [
        (3, "m2", "m1", &[]),
        (4, "m2", "m3", &weak),
        (5, "m3", "m1", &[&weak[..], &["divine"]].concat()),
        (
            6,
            "m3",
            "m2",
            &[&weak[..], &["divine", "D1", "iterated_D1", "D2", "universally_divine"]].concat(),
        ),
        (
            7,
            "m1",
            "m2",
            &[
                &weak[..],
                &["divine", "D1", "iterated_D1", "D2", "universally_divine"],
                &["NWBR", "iterated_NWBR"],
            ]
            .concat(),
        ),
    ];
    for (number, fails, holds, survived) in steps {
        let eqs = solve(&published(&format!("bcp-1994-game-{number}")));
        assert_eq!(eqs.len(), 2, "game {number}");
        let (fails, holds) = (pooling(&eqs, fails), pooling(&eqs, holds));
        for test in TABLE.iter().filter(|test| test.applies(eqs.game())) {
            assert!(test.judge(&holds).unwrap().survives(), "game {number}: {test:?}");
            let judgement = test.judge(&fails).unwrap();
            let expected = survived.contains(&test.name);
            assert_eq!(judgement.survives(), expected, "game {number}: {judgement}");
        }
    }
    for number in [1, 2] {
        let eqs = solve(&published(&format!("bcp-1994-game-{number}")));
        assert_eq!(eqs.len(), 1, "game {number}");
        assert_eq!(eqs.surviving(&["stable"]).unwrap().len(), 1, "game {number}");
    }
}

#[test]
fn reasons_of_the_ladder() {
    let why = |number: u32, message: &str, test: &str| {
        let eq = pooling(&solve(&published(&format!("bcp-1994-game-{number}"))), message);
        eq.why(test).unwrap().reasons()[0].clone()
    };
    let divine = why(4, "m2", "divine");
    assert_eq!(divine.beliefs, [[Q::ZERO, Q::ONE], [ratio(1, 2), ratio(1, 2)]]);
    assert_eq!(divine.replies, [0, 1]);
    assert_eq!(why(5, "m3", "D1").struck[0].cause, Cause::Keener(1));
    assert_eq!(why(5, "m3", "universally_divine").struck[0].cause, Cause::OthersKeener);
    let nwbr = why(6, "m3", "NWBR");
    assert_eq!(nwbr.struck[0].cause, Cause::NeverWeaklyBest);
    // the struck type gains itself when it is ruled out
    assert_eq!((nwbr.struck[0].kind, nwbr.gains[0].kind), (1, 1));
    let stable = why(7, "m1", "stable");
    let tremble = stable.tremble.expect("a tremble");
    assert!(ratio(1, 3) < tremble[1] && tremble[1] < ratio(2, 3), "{tremble:?}");
}

#[test]
fn unknown_and_unfit_tests_are_refused() {
    let eqs = solve(&published("beer-quiche"));
    let error = by_name("D3").unwrap_err().to_string();
    assert!(error.starts_with("there is no refinement \"D3\" (they are intuitive, "), "{error}");
    assert_eq!(eqs[0].survives("D3"), Err(Error::Game(error)));
    let error = eqs[0].why("neologism_proof").unwrap_err().to_string();
    assert!(error.starts_with("neologism_proof is defined for cheap talk only"), "{error}");
    assert!(eqs[0].neologisms().is_err() && eqs[0].no_incentive_to_separate(0).is_err());
}

#[test]
fn the_table_is_complete() {
    let names: Vec<&str> = TABLE.iter().map(|test| test.name).collect();
    for name in &names {
        assert_eq!(names.iter().filter(|other| *other == name).count(), 1);
        let test = by_name(name).unwrap();
        let sentence = |text: &str| !text.is_empty() && !text.ends_with('.');
        assert!(sentence(test.summary) && sentence(test.source), "{name}");
        assert!(test.source.contains("19"), "{name}: a year");
    }
}

/// A sender that is biased upwards, in a discrete version of Crawford and Sobel (1982).
#[test]
fn incentives_to_separate() {
    let n = |n: i64| Q::from(n);
    // the receiver matches the type; the sender's payoff falls with the distance to its type plus
    // one
    let loss = |bias: i64| -> Vec<Vec<Q>> {
        (0..3).map(|t: i64| (0..3).map(|a| n(-(a - t - bias) * (a - t - bias))).collect()).collect()
    };
    let third = || ratio(1, 3);
    let game =
        Game::cheap_talk(loss(1), loss(0), [third(), third(), third()], ["x", "y", "z"]).unwrap();
    let eqs = solve(&game);
    let babbling = eqs.iter().find(|eq| eq.kind() == Kind::Babbling).unwrap();
    assert_eq!(babbling.sender_payoffs(), [n(0), n(-1), n(-4)]);
    assert!(babbling.no_incentive_to_separate(0).unwrap());
    assert!(!babbling.no_incentive_to_separate(2).unwrap());
    // "my type is the highest" would be copied by the middle type; said by both, it is answered by
    // the middle action or by the highest, which tie
    let sets: Vec<Vec<usize>> = babbling
        .neologisms()
        .unwrap()
        .iter()
        .map(|neologism| neologism.types.iter().map(|gain| gain.kind).collect())
        .collect();
    assert_eq!(sets, [vec![1, 2]]);
    assert!(babbling.no_incentive_to_separate(3).is_err());
}
