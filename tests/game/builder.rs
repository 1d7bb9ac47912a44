//! Games: what the builder accepts, what it stores, and the sentence for everything it refuses.

use proptest::prelude::*;
use schelling::game::{GameBuilder, Numbers};
use schelling::{Error, Game, Q};

use crate::common::{power_of_ten, q};

fn prior(texts: &[&str]) -> Vec<Q> {
    texts.iter().map(|text| q(text)).collect()
}

/// Payoffs from integers, `[type][message][action]`.
fn payoffs<const A: usize>(rows: &[&[[i64; A]]]) -> Vec<Vec<Vec<Q>>> {
    let row = |row: &&[[i64; A]]| row.iter().map(|cells| cells.map(Q::from).to_vec()).collect();
    rows.iter().map(row).collect()
}

fn two_by_two() -> Vec<Vec<Vec<Q>>> {
    payoffs(&[&[[1, 3], [0, 2]], &[[0, 2], [1, 3]]])
}

fn beer_quiche() -> GameBuilder {
    Game::builder()
        .name("beer-quiche")
        .types(["wimp", "strong"])
        .messages(["quiche", "beer"])
        .actions(["duel", "pass"])
        .prior(prior(&["1/10", "9/10"]))
        .sender(two_by_two())
        .receiver(payoffs(&[&[[1, 0], [1, 0]], &[[0, 1], [0, 1]]]))
}

fn refusal(builder: GameBuilder) -> String {
    match builder.build() {
        Err(Error::Game(sentence)) => sentence,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

#[test]
fn what_was_given_is_what_can_be_read() {
    let game =
        beer_quiche().available("wimp", ["quiche"]).replies("beer", ["pass"]).build().unwrap();
    assert_eq!(game.name(), Some("beer-quiche"));
    assert_eq!(game.types(), ["wimp", "strong"]);
    assert_eq!(game.messages(), ["quiche", "beer"]);
    assert_eq!(game.actions(), ["duel", "pass"]);
    assert_eq!(game.prior(), prior(&["1/10", "9/10"]));
    assert_eq!(game.sender_payoff(0, 0, 1), &q("3"));
    assert_eq!(game.receiver_payoff(1, 1, 1), &q("1"));
    assert!(game.is_available(0, 0) && !game.is_available(0, 1));
    assert_eq!(game.senders(1).collect::<Vec<_>>(), [1]);
    assert_eq!((game.replies(0), game.replies(1)), (&[0, 1][..], &[1][..]));
    assert_eq!(game.restricted_types().collect::<Vec<_>>(), [("wimp", vec!["quiche"])]);
    assert_eq!(game.restricted_messages().collect::<Vec<_>>(), [("beer", vec!["pass"])]);
    assert_eq!(game.to_builder().build().unwrap(), game);
}

#[test]
fn labels_count_up_when_nobody_gives_them() {
    let game = Game::builder()
        .prior([Q::ONE])
        .sender(payoffs(&[&[[1, 2, 3], [4, 5, 6]]]))
        .receiver(payoffs(&[&[[0, 0, 0], [0, 0, 0]]]))
        .replies("m2", ["a3", "a1"])
        .build()
        .unwrap();
    assert_eq!(game.types(), ["t1"]);
    assert_eq!(game.messages(), ["m1", "m2"]);
    assert_eq!(game.actions(), ["a1", "a2", "a3"]);
    assert_eq!(game.replies(1), [0, 2]);
    assert_eq!(game.name(), None);
}

#[test]
fn cells_out_of_reach_are_0_and_do_not_matter() {
    let build = |away: Option<Q>| {
        let cells = || {
            let mut cells: Vec<Vec<Vec<Option<Q>>>> = vec![vec![vec![Some(q("7")); 2]; 2]; 2];
            cells[0][1] = vec![away.clone(); 2]; // type 0 cannot send message 1
            cells[1][0][0] = away.clone(); // action 0 cannot follow message 0
            cells[0][0][0] = away.clone();
            cells
        };
        beer_quiche()
            .sender(cells())
            .receiver(cells())
            .available("wimp", ["quiche"])
            .replies("quiche", ["pass"])
            .build()
            .unwrap()
    };
    let game = build(None);
    assert_eq!(game.sender_payoff(0, 1, 0), &Q::ZERO);
    assert_eq!(game.receiver_payoff(1, 0, 0), &Q::ZERO);
    assert_eq!(game.receiver_payoff(1, 1, 0), &q("7"));
    assert_eq!(game, build(Some(q("1/3"))));
}

#[test]
fn equality_and_hashes_go_by_value() {
    use std::collections::HashSet;
    let variants = [
        beer_quiche(),
        beer_quiche().name("another"),
        beer_quiche().prior(prior(&["1/2", "1/2"])),
        beer_quiche().messages(["ale", "beer"]),
        beer_quiche().receiver(two_by_two()),
        beer_quiche().available("wimp", ["beer"]),
    ];
    let games: HashSet<Game> =
        variants.iter().chain(&variants).map(|b| b.clone().build().unwrap()).collect();
    assert_eq!(games.len(), variants.len());
}

#[test]
fn variants_keep_everything_else() {
    let game = beer_quiche().available("wimp", ["quiche"]).build().unwrap();
    let half = prior(&["1/2", "1/2"]);
    let other = game.with_prior(half.clone()).unwrap();
    assert_eq!(other.prior(), half);
    assert_eq!(other.with_prior(game.prior().to_vec()).unwrap(), game);
    assert_eq!(game.rename("b").unwrap().name(), Some("b"));
    assert_eq!(game.rename("beer-quiche").unwrap(), game);
    let error = game.rename("\u{9b}31m").unwrap_err().to_string();
    assert!(error.starts_with("name holds the control character U+009B: "), "{error}");
    let error = game.with_prior([Q::ONE]).unwrap_err().to_string();
    assert_eq!(error, "prior has 1 entry, but there are 2 types (\"wimp\", \"strong\")");
}

#[test]
fn functions_and_talk_make_the_same_tables() {
    let half = prior(&["1/2", "1/2"]);
    let rows = vec![vec![q("2"), q("-1"), q("1/2")], vec![q("0"), q("1"), q("3")]];
    let talk = Game::cheap_talk(rows.clone(), rows.clone(), half.clone(), ["m1", "m2"]).unwrap();
    let payoff = |t: usize, _: usize, a: usize| rows[t][a].clone();
    let tabulated = Game::from_function(
        ["t1", "t2"],
        vec!["m1".to_string(), "m2".to_string()],
        ["a1", "a2", "a3"],
        half,
        payoff,
        payoff,
    );
    assert_eq!(tabulated.unwrap(), talk);
    assert!(talk.is_cheap_talk());
    let named = talk.to_builder().types(["low", "high"]).build().unwrap();
    assert!(named.is_cheap_talk());
}

#[test]
fn cheap_talk_is_told_from_what_only_looks_like_it() {
    let talk = |builder: GameBuilder| {
        builder.cheap_talk(vec![vec![Q::ONE; 2]; 2], vec![vec![Q::ZERO; 2]; 2]).build().unwrap()
    };
    assert!(talk(beer_quiche()).is_cheap_talk());
    assert!(!talk(beer_quiche().available("wimp", ["quiche"])).is_cheap_talk());
    assert!(!talk(beer_quiche().replies("beer", ["duel"])).is_cheap_talk());
    assert!(!beer_quiche().build().unwrap().is_cheap_talk());
    let only_the_sender = beer_quiche().sender(payoffs(&[&[[1, 3]; 2], &[[0, 2]; 2]]));
    assert!(only_the_sender.clone().build().unwrap().is_cheap_talk());
    assert!(!only_the_sender.receiver(two_by_two()).build().unwrap().is_cheap_talk());
}

#[test]
fn every_fault_has_its_sentence() {
    let base = beer_quiche;
    let hole = |t: usize, m: usize, a: usize| {
        let mut cells = vec![vec![vec![Some(Q::ONE); 2]; 2]; 2];
        cells[t][m][a] = None;
        cells
    };
    let none: [&str; 0] = [];
    let many: Vec<String> = (0..500).map(|i| format!("action {i}")).collect();
    for (builder, sentence) in [
        (Game::builder(), "prior is missing: give the probability of each type"),
        (
            Game::builder().prior([Q::ONE]),
            "sender is missing: give one number for each [type][message][action]",
        ),
        (
            Game::builder().prior([Q::ONE]).sender(two_by_two()),
            "receiver is missing: give one number for each [type][message][action]",
        ),
        (base().prior([]).types(none), "there are no types: a game needs at least one"),
        (Game::builder().prior([]), "there are no types: a game needs at least one"),
        (base().messages(none), "there are no messages: a game needs at least one"),
        (base().actions(none), "there are no actions: a game needs at least one"),
        (
            Game::builder()
                .prior([Q::ONE])
                .sender(vec![vec![Vec::<Q>::new()]])
                .receiver(Vec::<Vec<Vec<Q>>>::new()),
            "there are no actions: a game needs at least one",
        ),
        (
            Game::builder().prior([Q::ONE]).cheap_talk(vec![vec![Q::ONE]], vec![vec![Q::ONE]]),
            "messages is missing: payoffs [type][action] do not say how many",
        ),
        // labels
        (base().types(["a", " "]), "types[1] is empty: give every entry a label"),
        (
            base().messages(["a", "b", "a"]),
            "messages[2] is \"a\", the label of messages[0]: labels must differ",
        ),
        // shapes
        (
            base().sender(payoffs(&[&[[1, 2], [3, 4]]])),
            "sender has 1 entry, but there are 2 types (\"wimp\", \"strong\")",
        ),
        (
            base().receiver(payoffs(&[&[[1, 2], [3, 4]], &[[1, 2]]])),
            "receiver[1] has 1 entry, but there are 2 messages (\"quiche\", \"beer\")",
        ),
        (
            base().receiver(payoffs(&[&[[1, 2, 3], [1, 2, 3]], &[[1, 2, 3], [1, 2, 3]]])),
            "receiver[0][0] has 3 entries, but there are 2 actions (\"duel\", \"pass\")",
        ),
        (
            base().actions(many),
            "sender[0][0] has 2 entries, but there are 500 actions (\"action 0\", \"action 1\", \
             \"action 2\", \"action 3\", \"action 4\", \"action 5\", \
             \"action 6\", \"action 7\", …)",
        ),
        (base().messages(["only"]), "sender[0] has 2 entries, but there is 1 message (\"only\")"),
        (
            base().cheap_talk(vec![vec![Q::ONE; 2], vec![Q::ONE; 3]], vec![vec![Q::ONE; 2]; 2]),
            "sender[1] has 3 entries, but there are 2 actions (\"duel\", \"pass\")",
        ),
        // the prior
        (
            base().prior(prior(&["1/3", "1/3", "1/3"])),
            "prior has 3 entries, but there are 2 types (\"wimp\", \"strong\")",
        ),
        (
            base().prior(prior(&["1/10", "4/5"])),
            "prior sums to 9/10: its entries must sum to 1 exactly",
        ),
        (
            base().prior(prior(&["0.333333333333", "0.666666666666"])),
            "prior sums to 999999999999/1000000000000: its entries must sum to 1 exactly",
        ),
        (
            base().prior(prior(&["1", "0"])),
            "prior[1] is 0: every type needs a positive probability, so leave out type \"strong\" \
             or raise it",
        ),
        (
            base().prior(prior(&["-1/2", "3/2"])),
            "prior[0] is -1/2: every type needs a positive probability, so leave out type \"wimp\" \
             or raise it",
        ),
        (base().prior_f64(&[0.5, f64::NAN]), "prior[1] is NaN: give a finite number"),
        (
            base().prior_f64(&[0.5, 0.4]),
            "prior sums to 9/10: its entries must sum to 1, decimals and floats to within 1e-9",
        ),
        // labels and names
        (
            base().types(["wimp", "str\u{1b}ong"]),
            "types[1] holds the control character U+001B: labels and names are plain text in one \
             line, so leave it out",
        ),
        (
            base().name("beer\nquiche"),
            "name holds the control character U+000A: labels and names are plain text in one line, \
             so leave it out",
        ),
        // evidence
        (
            base().available("wmp", ["quiche"]),
            "available: there is no type \"wmp\" (the types are \"wimp\", \"strong\")",
        ),
        (
            base().available("wimp", ["beer", "ale"]),
            "available[\"wimp\"]: there is no message \"ale\" (the messages are \
             \"quiche\", \"beer\")",
        ),
        (
            base().replies("ale", ["duel"]),
            "replies: there is no message \"ale\" (the messages are \"quiche\", \"beer\")",
        ),
        (
            base().replies("beer", ["run\n"]),
            "replies[\"beer\"]: there is no action \"run\\n\" (the actions are \"duel\", \"pass\")",
        ),
        (
            base().available("wimp", none),
            "available[\"wimp\"] is empty: type \"wimp\" needs at least one message",
        ),
        (
            base().replies("beer", none),
            "replies[\"beer\"] is empty: message \"beer\" needs at least one action",
        ),
        (
            base().available("wimp", ["beer"]).available("strong", ["beer"]),
            "message \"quiche\" can be sent by no type: make it available to one, or leave it out",
        ),
        (
            base().available("wimp", ["beer"]).available("wimp", ["quiche"]),
            "available[\"wimp\"] is given twice: join the two lists",
        ),
        (
            base().replies("beer", ["duel", "duel"]),
            "replies[\"beer\"] names \"duel\" twice: name it once",
        ),
        (
            base().receiver(hole(1, 0, 1)).replies("beer", ["duel"]),
            "receiver[1][0][1] is missing: give a number, because type \"strong\" can send \
             \"quiche\" and \"pass\" can follow unless `available` or `replies` says otherwise",
        ),
    ] {
        assert_eq!(refusal(builder), sentence);
    }
}

#[test]
fn a_rounded_prior_is_normalised_and_only_then() {
    let third = 1.0 / 3.0;
    let game = Game::builder()
        .prior_f64(&[third, third, third])
        .messages(["m"])
        .cheap_talk(vec![vec![Q::ONE]; 3], vec![vec![Q::ONE]; 3])
        .build()
        .unwrap();
    assert_eq!(game.prior(), prior(&["1/3", "1/3", "1/3"]));
    assert_eq!(
        beer_quiche().prior_f64(&[0.1, 0.9]).build().unwrap(),
        beer_quiche().build().unwrap()
    );

    let off = prior(&["0.333333333", "0.666666666"]);
    let game = beer_quiche().prior(off.clone()).normalise().build().unwrap();
    assert_eq!(game.prior(), prior(&["1/3", "2/3"]));
    // a later exact prior is exact again
    assert!(beer_quiche().prior_f64(&[0.1, 0.9]).prior(off).build().is_err());
    let too_far = prior(&["0.333333333", "0.666666665"]);
    assert!(beer_quiche().prior(too_far).normalise().build().is_err());
}

#[test]
fn long_numbers_have_a_million_digits_in_all() {
    let sentence = "the long numbers of this game have more than 1000000 digits in all: round them";
    // whether a prior sums to 1 is not asked before
    let long = vec![Q::ONE / power_of_ten(15_000); 67];
    let row = vec![vec![Q::ONE]; 67];
    let talk = |messages: usize| {
        let messages: Vec<String> = (0..messages).map(|m| format!("m{m}")).collect();
        Game::builder().prior(vec![Q::new(1, 67).unwrap(); 67]).messages(messages)
    };
    let refused = |builder: GameBuilder| {
        assert_eq!(builder.build().unwrap_err().to_string(), sentence);
    };
    refused(talk(1).cheap_talk(row.clone(), row.clone()).prior(long));
    // what is free of messages stands at each of them
    let mut sender = row.clone();
    sender[0][0] = power_of_ten(9_999);
    assert!(talk(99).cheap_talk(sender.clone(), row.clone()).build().is_ok());
    refused(talk(101).cheap_talk(sender, row));

    let games = |exponent: usize| {
        let form = Game::builder().types(["t"]).messages(["m"]).actions(["a"]);
        let one = || Numbers::Integers(vec![1]);
        form.many(1, one(), Numbers::Exact(vec![power_of_ten(exponent)]), one()).unwrap().game(0)
    };
    assert!(games(999_990).is_ok());
    assert_eq!(games(1_000_010).unwrap_err().to_string(), sentence);
}

#[test]
fn a_game_of_twenty_thousand_types_is_built() {
    let types = 20_000;
    let labels = |letter: char, n: usize| (0..n).map(move |i| format!("{letter}{i}"));
    let mut builder = Game::builder()
        .types(labels('t', types))
        .messages(labels('m', 5))
        .actions(labels('a', 2))
        .prior(vec![Q::new(1, types as i64).unwrap(); types])
        .cheap_talk(vec![vec![Q::ONE; 2]; types], vec![vec![Q::ZERO; 2]; types]);
    for t in 1..types {
        builder = builder.available(format!("t{t}"), ["m1", "m2"]);
    }
    let game = builder.build().unwrap();
    assert_eq!(game.senders(0).count(), 1);
}

proptest! {
    #[test]
    fn rebuilding_gives_the_same_game(
        (cells, weights, types, messages) in (1usize..4, 1usize..4, 1usize..4)
            .prop_flat_map(|(t, m, a)| {
                let cells = prop::collection::vec(
                    prop::collection::vec(prop::collection::vec((-5i64..6, 1i64..4), a), m),
                    t,
                );
                let weights = prop::collection::vec(1i64..9, t);
                let types = prop::collection::vec(prop::collection::vec(any::<bool>(), m), t);
                let messages = prop::collection::vec(prop::collection::vec(any::<bool>(), a), m);
                (cells, weights, types, messages)
            })
    ) {
        let chosen = |row: &[bool], letter: char| -> Vec<String> {
            let open = row.iter().enumerate().filter(|&(_, &open)| open);
            open.map(|(i, _)| format!("{letter}{}", i + 1)).collect()
        };
        let sum = weights.iter().sum::<i64>();
        let row = |row: &Vec<(i64, i64)>| row.iter().map(|&(n, d)| Q::new(n, d).unwrap()).collect();
        let table: Vec<Vec<Vec<Q>>> = cells.iter().map(|t| t.iter().map(row).collect()).collect();
        let mut builder = Game::builder()
            .prior(weights.iter().map(|&w| Q::new(w, sum).unwrap()))
            .sender(table.clone())
            .receiver(table);
        for (t, row) in types.iter().enumerate() {
            builder = builder.available(format!("t{}", t + 1), chosen(row, 'm'));
        }
        for (m, row) in messages.iter().enumerate() {
            builder = builder.replies(format!("m{}", m + 1), chosen(row, 'a'));
        }
        let full = |row: &Vec<bool>| row.contains(&true);
        let reachable = (0..messages.len()).all(|m| types.iter().any(|row| row[m]));
        let legal = types.iter().all(full) && messages.iter().all(full) && reachable;
        let built = builder.build();
        prop_assert_eq!(built.is_ok(), legal);
        if let Ok(game) = built {
            prop_assert_eq!(game.to_builder().build().unwrap(), game);
        }
    }
}
