//! Decision rules against brute force, and the founding case.

use schelling::Q;
use schelling::scenario::{Council, DecisionRule, Member, Shock};

use crate::common::q;

fn rule(text: &str) -> DecisionRule {
    text.parse().expect("a rule")
}

/// Members `m0`, `m1`, ... with scattered willingness (0 and 1 among them) and weights.
fn members(n: usize) -> Vec<Member> {
    let member = |i: usize| Member {
        name: format!("m{i}"),
        willing: Q::new(((7 * i + 3) % 11) as i64, 10).unwrap(),
        weight: ((5 * i + 2) % 7) as u32,
    };
    (0..n).map(member).collect()
}

/// The probability that the set of the willing is one that answers, summed over all sets.
fn by_subsets(members: &[Member], answers: impl Fn(&[bool]) -> bool) -> Q {
    (0..1u32 << members.len())
        .map(|set| {
            let willing: Vec<bool> = (0..members.len()).map(|i| set >> i & 1 == 1).collect();
            if !answers(&willing) {
                return Q::ZERO;
            }
            members.iter().zip(&willing).fold(Q::ONE, |product, (m, &yes)| {
                product * if yes { m.willing.clone() } else { Q::ONE - &m.willing }
            })
        })
        .sum()
}

#[test]
fn k_of_n_is_the_sum_over_subsets() {
    for n in 1..=10 {
        let members = members(n);
        for k in 0..=n {
            let count = |set: &[bool]| set.iter().filter(|&&yes| yes).count();
            let expected = by_subsets(&members, |set| count(set) >= k);
            for text in [format!("k-of-n:{k}"), format!("coalition:{k}")] {
                assert_eq!(rule(&text).probability(&members).unwrap(), expected, "{text} of {n}");
            }
            let with_veto = by_subsets(&members, |set| set[0] && set[n - 1] && count(set) >= k);
            let text = format!("k-of-n:{k}+m0+m{}", n - 1);
            assert_eq!(rule(&text).probability(&members).unwrap(), with_veto, "{text} of {n}");
        }
        let majority = by_subsets(&members, |set| 2 * set.iter().filter(|&&yes| yes).count() > n);
        assert_eq!(rule("majority").probability(&members).unwrap(), majority);
    }
}

#[test]
fn weighted_quota_is_the_sum_over_subsets() {
    for n in 1..=9 {
        let members = members(n);
        let total: u32 = members.iter().map(|m| m.weight).sum();
        for share in ["0", "1/3", "1/2", "2/3", "5/7", "1"] {
            let enough = |set: &[bool]| {
                let weight: u32 =
                    members.iter().zip(set).filter(|(_, yes)| **yes).map(|(m, _)| m.weight).sum();
                Q::from(i64::from(weight)) >= q(share) * Q::from(i64::from(total))
            };
            let text = format!("weighted:{share}+m0");
            let expected = by_subsets(&members, |set| set[0] && enough(set));
            assert_eq!(rule(&text).probability(&members).unwrap(), expected, "{text} of {n}");
        }
    }
}

#[test]
fn consensus_is_the_product() {
    let members = members(8);
    let product = members.iter().fold(Q::ONE, |product, m| product * &m.willing);
    assert_eq!(rule("consensus").probability(&members).unwrap(), product);
    assert_eq!(rule("k-of-n:8").probability(&members).unwrap(), product);
    assert_eq!(rule("weighted:1").probability(&members).unwrap(), {
        // a member of weight 0 is not needed for all of the weight
        by_subsets(&members, |set| members.iter().zip(set).all(|(m, &yes)| yes || m.weight == 0))
    });
}

#[test]
fn a_common_shock_correlates() {
    let pair = || Council::new(rule("consensus"), [("a", q("1/2")), ("b", q("1/2"))]);
    let shock = |probability: &str, pull: &str, towards: &str| Shock {
        probability: q(probability),
        pull: q(pull),
        towards: q(towards),
    };
    // calm: 1/4 of the time both; scared: each 1/4, so 1/16; half and half
    let halved = pair().with_shock(shock("1/2", "1/2", "0"));
    assert_eq!(halved.probability().unwrap(), q("5/32"));
    // each alone is willing 3/8 of the time: together more often than 9/64, so they are correlated
    assert!(halved.probability().unwrap() > q("9/64"));
    // a rally in which everyone joins, one time in three
    let rally = pair().with_shock(shock("1/3", "1", "1"));
    assert_eq!(rally.probability().unwrap(), q("1/2"));
    // with the shock a member is decisive where the other is willing: half of 1/2 and half of 1/4
    assert_eq!(halved.pivotality("a").unwrap(), q("3/8"));
    // but its own willingness counts in full only in the calm
    assert_eq!(halved.marginal("a").unwrap(), q("5/16"));
}

#[test]
fn marginal_effects_are_exact_differences() {
    let council = Council { rule: rule("majority+m1"), members: members(7), shock: None };
    let at = |w: &str| council.with_willing("m4", q(w)).unwrap().probability().unwrap();
    let slope = council.marginal("m4").unwrap();
    assert_eq!(at("3/4") - at("1/4"), q("1/2") * &slope);
    assert_eq!(council.pivotality("m4").unwrap(), slope);
    let target = at("2/3");
    assert_eq!(council.willingness_for("m4", &target).unwrap(), Some(q("2/3")));
    assert_eq!(council.willingness_for("m4", &Q::ZERO).unwrap(), Some(Q::ZERO));
    assert_eq!(council.willingness_for("m4", &Q::ONE).unwrap(), None);
}

#[test]
fn largest_k_is_the_last_that_reaches_the_target() {
    let council = Council { rule: rule("consensus"), members: members(9), shock: None };
    let target = q("1/2");
    let k = council.largest_k_for(&target).unwrap().unwrap();
    let at = |k: usize| council.with_rule(DecisionRule::KOfN { k, veto: vec![] }).probability();
    assert!(at(k).unwrap() >= target && at(k + 1).unwrap() < target);
}

#[test]
fn rules_are_written_as_they_are_read() {
    for text in
        ["consensus", "majority", "majority+United States+Türkiye", "k-of-n:22+United States"]
            .into_iter()
            .chain(["weighted:2/3", "coalition:8"])
    {
        assert_eq!(rule(text).to_string(), text);
        let json = serde_json::to_string(&rule(text)).unwrap();
        assert_eq!(serde_json::from_str::<DecisionRule>(&json).unwrap(), rule(text));
    }
    assert_eq!(rule("coalition"), DecisionRule::Coalition { k: 1 });
    assert_eq!(rule(" k-of-n : 3 + a "), rule("k-of-n:3+a"));
}

#[test]
fn wrong_rules_and_members_are_named() {
    for (text, words) in [
        ("k-of-n", "lacks its number"),
        ("k-of-n:many", "not a number of members"),
        ("unanimity", "is not one of consensus"),
        ("coalition:2+a", "nobody can stop"),
        ("weighted:x", "not a rational number"),
    ] {
        let error = text.parse::<DecisionRule>().unwrap_err();
        assert!(error.message().contains(words), "{error}");
    }
    let council = |text: &str, willing: &str| Council::new(rule(text), [("a", q(willing))]);
    for (council, words) in [
        (council("k-of-n:2", "1"), "asks for 2 of 1"),
        (council("majority+b", "1"), "\"b\" of rule \"majority+b\" is not a member"),
        (council("majority", "3/2"), "willingness of member \"a\" is 3/2"),
        (council("weighted:2", "1"), "share 2"),
        (Council::new(rule("majority"), [("a", Q::ONE), ("a", Q::ONE)]), "stands twice"),
        (Council::new(rule("majority"), [("", Q::ONE); 0]), "at least one member"),
    ] {
        let error = council.probability().unwrap_err();
        assert!(error.message().contains(words), "{error}");
    }
}
