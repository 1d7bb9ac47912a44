//! The check of the definition, against numbers computed by hand.

mod laws;

use schelling::equilibrium::verify::verify;
use schelling::equilibrium::{Condition, Verdict};
use schelling::{Game, Q};

use crate::common::games::beer_quiche;
use crate::common::{q, table};

/// `claims("1/2 1/2 | -")` claims a belief after the first message and none after the second.
fn claims(text: &str) -> Vec<Option<Vec<Q>>> {
    let row = |row: &str| (row.trim() != "-").then(|| table(row).remove(0));
    text.split('|').map(row).collect()
}

/// One message is sent by both types; after the other, `left` pays (2, -1), `right` (-1, 2) and
/// `middle` nothing, so that `middle` is never best and short of it by 1/2 at even odds.
fn unsent() -> Game {
    Game::builder()
        .types(["s", "t"])
        .messages(["sent", "unsent"])
        .actions(["left", "middle", "right"])
        .prior([q("1/2"), q("1/2")])
        .sender(vec![table("1 1 1 | 0 0 0"), table("1 1 1 | 0 0 0")])
        .receiver(vec![table("0 0 0 | 2 0 -1"), table("0 0 0 | -1 0 2")])
        .build()
        .unwrap()
}

/// Only the good type has proof; the seller gains 3 by a sale, the receiver loses 1 on a bad
/// purchase, gains 2 on a good one, and can do nothing but wait when the seller is silent. To meet
/// costs both 1, so that the 0 in cells that cannot be reached would tempt anyone who read it.
fn evidence() -> Game {
    Game::builder()
        .types(["bad", "good"])
        .messages(["silence", "proof"])
        .actions(["wait", "buy"])
        .prior([q("2/3"), q("1/3")])
        .sender(vec![table("-1 2 | -1 2"), table("-1 2 | -1 2")])
        .receiver(vec![table("-1 -2 | -1 -2"), table("-1 1 | -1 1")])
        .available("bad", ["silence"])
        .replies("silence", ["wait"])
        .build()
        .unwrap()
}

type Found = (Condition, Option<String>, String, Option<String>, Option<String>, Q);

fn found(verdict: &Verdict) -> Vec<Found> {
    let tuple = |f: &schelling::equilibrium::Failure| {
        let f = f.clone();
        (f.condition, f.type_label, f.message, f.action, f.better, f.amount)
    };
    verdict.failures().iter().map(tuple).collect()
}

fn sender(label: &str, message: &str, better: &str, amount: &str) -> Found {
    let (label, better) = (Some(label.into()), Some(better.into()));
    (Condition::SenderOptimality, label, message.into(), None, better, q(amount))
}

fn receiver(message: &str, action: &str, better: &str, amount: &str) -> Found {
    let (action, better) = (Some(action.into()), Some(better.into()));
    (Condition::ReceiverOptimality, None, message.into(), action, better, q(amount))
}

fn belief(condition: Condition, label: &str, message: &str, amount: &str) -> Found {
    (condition, Some(label.into()), message.into(), None, None, q(amount))
}

#[test]
fn both_pooling_equilibria_of_beer_quiche() {
    let game = beer_quiche();
    for (sender, receiver, payoffs, unsent) in [
        ("0 1 | 0 1", "1 0 | 0 1", "2 3", 0), // beer, and a duel over quiche
        ("1 0 | 1 0", "0 1 | 1 0", "3 2", 1), // quiche, and a duel over beer
    ] {
        let verdict = verify(&game, &table(sender), &table(receiver), None).unwrap();
        assert!(verdict.ok(), "{verdict}");
        assert_eq!(verdict.to_string(), "the profile is a perfect Bayesian equilibrium");
        assert_eq!(verdict.sender_payoffs(), &table(payoffs)[0]);
        assert_eq!(*verdict.receiver_payoff(), q("9/10"));
        assert_eq!(verdict.beliefs()[1 - unsent], game.prior());
        assert!(verdict.beliefs()[unsent][0] >= q("1/2"), "{:?}", verdict.beliefs());
    }
}

#[test]
fn a_soft_reply_off_the_path_tempts_one_type() {
    let game = beer_quiche();
    let (beer, quiche) = (table("0 1 | 0 1"), table("1 0 | 1 0"));
    let verdict = verify(&game, &beer, &table("0 1 | 0 1"), None).unwrap();
    assert_eq!(found(&verdict), [sender("wimp", "beer", "quiche", "1")]);
    assert_eq!(verdict.to_string(), r#"type "wimp" gains 1 by sending "quiche" instead of "beer""#);
    let verdict = verify(&game, &quiche, &table("0 1 | 0 1"), None).unwrap();
    assert_eq!(found(&verdict), [sender("strong", "quiche", "beer", "1")]);
    // a duel with probability 1/4 still leaves the wimp 1/4 + 3 3/4 - 2 = 1/2; with 1/2, nothing
    let verdict = verify(&game, &beer, &table("1/4 3/4 | 0 1"), None).unwrap();
    assert_eq!(found(&verdict), [sender("wimp", "beer", "quiche", "1/2")]);
    let verdict = verify(&game, &beer, &table("1/2 1/2 | 0 1"), None).unwrap();
    assert!(verdict.ok());
    assert_eq!(verdict.beliefs()[0], table("1/2 1/2")[0]); // the only belief for a mixed reply
}

#[test]
fn every_failure_is_reported() {
    // beer met by a duel, quiche by none: the receiver forgoes 9/10 - 1/10,
    // the wimp 3, the strong 1
    let verdict = verify(&beer_quiche(), &table("0 1 | 0 1"), &table("0 1 | 1 0"), None).unwrap();
    let expected = [
        sender("wimp", "beer", "quiche", "3"),
        sender("strong", "beer", "quiche", "1"),
        receiver("beer", "duel", "pass", "4/5"),
    ];
    assert_eq!(found(&verdict), expected);
    assert_eq!(
        verdict.to_string().lines().collect::<Vec<_>>(),
        [
            r#"type "wimp" gains 3 by sending "quiche" instead of "beer""#,
            r#"type "strong" gains 1 by sending "quiche" instead of "beer""#,
            r#"after "beer" the receiver gains 4/5 by replying "pass" instead of "duel""#,
        ]
    );
    assert!(!verdict.ok());
}

#[test]
fn a_type_that_mixes_answers_for_each_message() {
    // three messages worth 0, 1 and 3 whatever is done about them
    let game = Game::from_function(
        ["only"],
        ["low", "mid", "high"],
        ["act"],
        [Q::ONE],
        |_, m, _| Q::from([0, 1, 3][m]),
        |_, _, _| Q::ZERO,
    )
    .unwrap();
    let verdict = verify(&game, &table("1/4 1/4 1/2"), &table("1 | 1 | 1"), None).unwrap();
    let expected = [sender("only", "low", "high", "3"), sender("only", "mid", "high", "2")];
    assert_eq!(found(&verdict), expected);
}

#[test]
fn a_nash_equilibrium_that_is_not_perfect() {
    // the threat to fight an entrant keeps both types out, and is never carried out: against it
    // staying out is best; carried out it costs 1 against a tough entrant, 3 against a soft one
    let game = Game::builder()
        .types(["tough", "soft"])
        .messages(["out", "in"])
        .actions(["yield", "fight"])
        .prior([q("1/3"), q("2/3")])
        .sender(vec![table("1 1 | 2 0"), table("1 1 | 2 0")])
        .receiver(vec![table("2 2 | 1 0"), table("2 2 | 1 -2")])
        .build()
        .unwrap();
    let (out, threat) = (table("1 0 | 1 0"), table("1 0 | 0 1"));
    let verdict = verify(&game, &out, &threat, None).unwrap();
    assert_eq!(found(&verdict), [receiver("in", "fight", "yield", "1")]);
    assert_eq!(verdict.beliefs()[1], table("1 0")[0]);
    assert_eq!(
        verdict.to_string(),
        "after \"in\", which no type sends, the reply is optimal at no belief: the receiver gains \
         at least 1 by replying \"yield\" instead of \"fight\""
    );
    // at a belief of the caller's, 1/4 1 + 3/4 3
    let verdict = verify(&game, &out, &threat, Some(&claims("- | 1/4 3/4"))).unwrap();
    assert_eq!(found(&verdict), [receiver("in", "fight", "yield", "5/2")]);
    assert_eq!(
        verdict.to_string(),
        "after \"in\", which no type sends, the receiver gains 5/2 by replying \"yield\" instead \
         of \"fight\" at the belief given"
    );
}

#[test]
fn a_reply_needs_one_belief_for_all_of_it() {
    let game = unsent();
    let stay = table("1 0 | 1 0");
    for (reply, belief, expected) in [
        ("1 0 0", None, vec![]),
        ("0 0 1", None, vec![]),
        ("1/3 0 2/3", Some("1/2 1/2"), vec![]),
        ("0 1 0", Some("1/2 1/2"), vec![receiver("unsent", "middle", "left", "1/2")]),
        ("1/5 4/5 0", Some("1/2 1/2"), vec![receiver("unsent", "middle", "left", "1/2")]),
    ] {
        let replies = table(&format!("1 0 0 | {reply}"));
        let verdict = verify(&game, &stay, &replies, None).unwrap();
        assert_eq!(found(&verdict), expected, "{reply}");
        if let Some(belief) = belief {
            assert_eq!(verdict.beliefs()[1], table(belief)[0], "{reply}");
        }
    }
    // both ends of a mixed reply, each judged at the belief given: left pays 0, right 1
    let (replies, claim) = (table("1 0 0 | 1/3 1/3 1/3"), claims("1/2 1/2 | 1/3 2/3"));
    let verdict = verify(&game, &stay, &replies, Some(&claim)).unwrap();
    let expected =
        [receiver("unsent", "left", "right", "1"), receiver("unsent", "middle", "right", "1")];
    assert_eq!(found(&verdict), expected);
}

#[test]
fn beliefs_on_the_path_follow_bayes() {
    let (beer, replies) = (table("0 1 | 0 1"), table("1 0 | 0 1"));
    let check = |text| verify(&beer_quiche(), &beer, &replies, Some(&claims(text))).unwrap();
    assert!(check("1 0 | 1/10 9/10").ok());
    assert!(check("- | 1/10 9/10").ok());
    assert!(check("- | -").ok());
    let verdict = check("- | 1/4 3/4");
    let wrong = |label| belief(Condition::BayesRule, label, "beer", "3/20");
    assert_eq!(found(&verdict), [wrong("wimp"), wrong("strong")]);
    assert_eq!(
        verdict.failures()[0].to_string(),
        r#"after "beer" the belief in type "wimp" is 1/4, but Bayes' rule gives 1/10"#
    );
    assert_eq!(verdict.beliefs()[1], table("1/10 9/10")[0]);
    // off the path the belief given decides: at 1/4 a duel over quiche is 3/4 - 1/4 worse
    let verdict = check("1/4 3/4 | -");
    assert_eq!(found(&verdict), [receiver("quiche", "duel", "pass", "1/2")]);
    assert_eq!(verdict.beliefs()[0], table("1/4 3/4")[0]);
}

#[test]
fn evidence_is_believed() {
    let game = evidence();
    let (show, hide) = (table("1 0 | 0 1"), table("1 0 | 1 0"));
    let (buy, doubt) = (table("1 0 | 0 1"), table("1 0 | 1 0"));
    // the bad type would love to show proof and has none
    assert!(verify(&game, &show, &buy, None).unwrap().ok());
    let verdict = verify(&game, &hide, &buy, None).unwrap();
    assert_eq!(found(&verdict), [sender("good", "silence", "proof", "3")]);
    // were proof open to all, doubt would be optimal; as it is, only the good type can be behind it
    let verdict = verify(&game, &hide, &doubt, None).unwrap();
    assert_eq!(found(&verdict), [receiver("proof", "wait", "buy", "2")]);
    assert_eq!(verdict.beliefs()[1], table("0 1")[0]);
    // nor does saying so help
    let verdict = verify(&game, &hide, &doubt, Some(&claims("- | 1 0"))).unwrap();
    let expected = [
        belief(Condition::BeliefSupport, "bad", "proof", "1"),
        receiver("proof", "wait", "buy", "2"),
    ];
    assert_eq!(found(&verdict), expected);
    assert_eq!(
        verdict.failures()[0].to_string(),
        r#"after "proof" the belief in type "bad" is 1, but that type cannot send "proof""#
    );
    // on the path such a belief breaks two conditions
    let verdict = verify(&game, &show, &buy, Some(&claims("- | 1/4 3/4"))).unwrap();
    let expected = [
        belief(Condition::BeliefSupport, "bad", "proof", "1/4"),
        belief(Condition::BayesRule, "bad", "proof", "1/4"),
        belief(Condition::BayesRule, "good", "proof", "1/4"),
    ];
    assert_eq!(found(&verdict), expected);
}

#[test]
fn a_bad_argument_is_named() {
    let game = evidence();
    let (show, buy) = ("1 0 | 0 1", "1 0 | 0 1");
    for (sender, receiver, beliefs, message) in [
        ("1 0", buy, None, "sender has 1 entry: give one for each type, 2 in all"),
        (
            "1 0 0 | 0 1",
            buy,
            None,
            "sender[\"bad\"] has 3 entries: give one for each message, 2 in all",
        ),
        (
            "3/2 -1/2 | 0 1",
            buy,
            None,
            "sender[\"bad\"][\"proof\"] is -1/2: a probability cannot be negative, so raise it to \
             at least 0",
        ),
        (
            "1 0 | 1/2 1/3",
            buy,
            None,
            "sender[\"good\"] sums to 5/6: its probabilities must sum to 1 exactly",
        ),
        (
            "1/2 1/2 | 0 1",
            buy,
            None,
            "sender[\"bad\"][\"proof\"] is 1/2, but type \"bad\" cannot send \"proof\": put the \
             weight on a message that it can send",
        ),
        (
            show,
            "1 0 | 0 1 | 1 0",
            None,
            "receiver has 3 entries: give one for each message, 2 in all",
        ),
        (
            show,
            "1 0 | 1",
            None,
            "receiver[\"proof\"] has 1 entry: give one for each action, 2 in all",
        ),
        (
            show,
            "0 1 | 0 1",
            None,
            "receiver[\"silence\"][\"buy\"] is 1, but \"buy\" cannot follow \"silence\": put the \
             weight on an action that can",
        ),
        (show, buy, Some("-"), "beliefs has 1 entry: give one for each message, 2 in all"),
        (
            show,
            buy,
            Some("- | 0 2"),
            "beliefs[\"proof\"] sums to 2: its probabilities must sum to 1 exactly",
        ),
        (
            show,
            buy,
            Some("2 -1 | -"),
            "beliefs[\"silence\"][\"good\"] is -1: a probability cannot be negative, so raise it \
             to at least 0",
        ),
    ] {
        let beliefs = beliefs.map(claims);
        let error =
            verify(&game, &table(sender), &table(receiver), beliefs.as_deref()).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(matches!(error, schelling::Error::Game(_)));
    }
}

#[test]
fn a_verdict_is_written_as_json() {
    let verdict = verify(&beer_quiche(), &table("0 1 | 0 1"), &table("1/4 3/4 | 0 1"), None);
    let expected = serde_json::json!({
        "ok": false,
        "failures": [{
            "condition": "sender optimality",
            "type": "wimp",
            "message": "beer",
            "action": null,
            "better": "quiche",
            "amount": "1/2",
            "sentence": "type \"wimp\" gains 1/2 by sending \"quiche\" instead of \"beer\"",
        }],
        "beliefs": [["1/2", "1/2"], ["1/10", "9/10"]],
        "sender_payoffs": [2, 3],
        "receiver_payoff": "9/10",
    });
    assert_eq!(serde_json::to_value(verdict.unwrap()).unwrap(), expected);
}
