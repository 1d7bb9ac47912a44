//! Laws that hold for every profile: what is moved is what is missing.

use proptest::prelude::*;
use schelling::equilibrium::Verdict;
use schelling::equilibrium::verify::verify;
use schelling::{Game, Q};

use super::{Found, beer_quiche, found, q, receiver, sender, table};

/// A probability in twelfths.
fn probability() -> impl Strategy<Value = Q> {
    (0i64..=12).prop_map(|n| Q::new(n, 12).unwrap())
}

fn less(x: &Q, y: &Q) -> Option<Q> {
    (x < y).then(|| y - x)
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
                    .collect(),
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
}
