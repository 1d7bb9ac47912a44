//! Games of readers: what is built, the flat game it becomes, and the sentence for what is refused.

use schelling::game::{GameBuilder, Reader, ReaderBuilder};
use schelling::{Error, Game, Q};

use crate::common::{product, q, table};
use crate::oracle::random::Random;

type Typed = Vec<Vec<Vec<Vec<Q>>>>;

fn draw(random: &mut Random, [types, sets, messages, actions]: [usize; 4]) -> Typed {
    let mut row = || (0..actions).map(|_| Q::from(random.below(9) as i64)).collect::<Vec<Q>>();
    let mut rows = || (0..messages).map(|_| row()).collect::<Vec<_>>();
    let mut of_type = || (0..sets).map(|_| rows()).collect::<Vec<_>>();
    (0..types).map(|_| of_type()).collect()
}

/// Moscow, bold or cautious, beside Kyiv and the publics; nobody is met with chance 0.
fn three_audiences(random: &mut Random) -> GameBuilder {
    let reader = |name: &str, payoffs: [Typed; 2]| {
        let [sender, receiver] = payoffs
            .map(|cells| cells.into_iter().map(|mut rows| rows.remove(0)).collect::<Vec<_>>());
        Reader::builder(name).sender(sender).receiver(receiver)
    };
    let mut payoffs = |shape| [draw(random, shape), draw(random, shape)];
    let [sender, receiver] = payoffs([2, 2, 3, 2]);
    let moscow = Reader::builder("Moscow")
        .actions(["refrain", "probe"])
        .types(["bold", "cautious"])
        .chances(table("1/4 3/4 | 1/2 1/2"))
        .sender(sender)
        .receiver(receiver)
        .replies("limits", ["probe"]);
    let kyiv = reader("Kyiv", payoffs([2, 1, 3, 3])).actions(["rely", "hedge", "push"]);
    let publics = reader("publics", payoffs([2, 1, 3, 2])).actions(["protest", "watch"]);
    Game::builder()
        .name("the promise")
        .types(["resolved", "unresolved"])
        .messages(["promise", "limits", "silence"])
        .prior([q("1/3"), q("2/3")])
        .available("unresolved", ["promise", "silence"])
        .readers([moscow, kyiv, publics])
        .message_costs(table("1 0 2 | 3 5 0"))
}

fn refusal(builder: GameBuilder) -> String {
    match builder.build() {
        Err(Error::Game(sentence)) => sentence,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

#[test]
fn the_flat_game_holds_the_weighted_payoffs_of_all_information_sets() {
    for seed in 0..20 {
        let game = three_audiences(&mut Random(seed)).build().unwrap();
        let sets = game.information_sets();
        let names: Vec<_> = sets.iter().map(|set| (set.audience(), set.reader_type())).collect();
        assert_eq!(names, [(0, Some(0)), (0, Some(1)), (1, None), (2, None)]);
        let spans: Vec<_> = sets.iter().map(|set| set.actions()).collect();
        assert_eq!(spans, [0..2, 2..4, 4..7, 7..9]);
        assert_eq!(game.replies(1), [1, 3, 4, 5, 6, 7, 8]);
        assert_eq!(sets[1].weights(), [q("3/4"), q("1/2")]);
        let costs = game.message_costs();
        assert_eq!(costs, table("1 0 2 | 3 0 0"), "nothing where the message cannot be sent");
        for (t, m) in (0..2).flat_map(|t| (0..3).map(move |m| (t, m))) {
            for (r, set) in sets.iter().enumerate() {
                let reader = &game.readers()[set.audience()];
                let s = set.reader_type().unwrap_or(0);
                for (a, flat) in set.actions().enumerate() {
                    let open = game.is_available(t, m) && reader.replies(m).contains(&a);
                    let weight = &set.weights()[t];
                    let mut sender = weight * reader.sender_payoff(t, s, m, a);
                    if r == 0 && open {
                        sender -= &costs[t][m];
                    }
                    assert_eq!(game.sender_payoff(t, m, flat), &sender, "{t} {m} {r} {a}");
                    let receiver = weight * reader.receiver_payoff(t, s, m, a);
                    assert_eq!(game.receiver_payoff(t, m, flat), &receiver, "{t} {m} {r} {a}");
                }
            }
        }
        assert!(!game.has_zero_chances());
    }
}

#[test]
fn a_game_survives_its_builder_and_other_numbers_of_the_same_game() {
    let game = three_audiences(&mut Random(3)).build().unwrap();
    assert_eq!(game.to_builder().build().unwrap(), game);
    let other = game.with_prior([q("1/2"), q("1/2")]).unwrap();
    assert_eq!((other.readers(), other.actions()), (game.readers(), game.actions()));
    assert_ne!(other, game);
    assert_eq!(other.with_prior(game.prior().iter().cloned()).unwrap(), game);
    let costly = game.with_message_costs([("promise", q("2"))]).unwrap();
    assert_eq!(costly.message_costs(), table("3 0 2 | 5 0 0"));
    assert_eq!(costly.with_message_costs([("promise", q("-2"))]).unwrap(), game);
}

#[test]
fn one_reader_is_the_receiver_and_has_the_costs_in_its_payoffs() {
    let game = three_audiences(&mut Random(4)).build().unwrap();
    let kyiv = game.reader("Kyiv").unwrap();
    assert!(kyiv.readers().is_empty());
    assert_eq!((kyiv.actions(), kyiv.name()), (game.readers()[1].actions(), game.name()));
    let costs = game.message_costs();
    let rows = |of: fn(&Reader, usize, usize, usize, usize) -> Q| -> Vec<Vec<Vec<Q>>> {
        let row = |t: usize, m: usize| (0..3).map(|a| of(&game.readers()[1], t, 0, m, a)).collect();
        (0..2).map(|t| (0..3).map(|m| row(t, m)).collect()).collect()
    };
    let mut sender = rows(|reader, t, s, m, a| reader.sender_payoff(t, s, m, a).clone());
    for (row, costs) in sender.iter_mut().zip(&costs) {
        for (cells, cost) in row.iter_mut().zip(costs) {
            cells.iter_mut().for_each(|cell| *cell -= cost);
        }
    }
    let plain = Game::builder()
        .name("the promise")
        .types(game.types())
        .messages(game.messages())
        .actions(["rely", "hedge", "push"])
        .prior(game.prior().iter().cloned())
        .available("unresolved", ["promise", "silence"])
        .sender(sender)
        .receiver(rows(|reader, t, s, m, a| reader.receiver_payoff(t, s, m, a).clone()))
        .build()
        .unwrap();
    assert_eq!(kyiv, plain);
    assert_eq!(kyiv.information_sets().len(), 1);

    let pair = game.without_reader("Kyiv").unwrap();
    assert_eq!(pair.readers().iter().map(Reader::name).collect::<Vec<_>>(), ["Moscow", "publics"]);
    let moscow = pair.without_reader("publics").unwrap();
    assert_eq!(moscow, game.reader("Moscow").unwrap());
    assert_eq!(moscow.readers()[0].name(), "receiver");
    assert_eq!(
        moscow.actions(),
        ["bold: refrain", "bold: probe", "cautious: refrain", "cautious: probe"]
    );
    assert_eq!(moscow.to_builder().build().unwrap(), moscow);
    let error = moscow.without_reader("receiver").unwrap_err();
    assert_eq!(error.to_string(), "\"receiver\" is the only reader: a game needs at least one");
    let error = game.reader("kyiv").unwrap_err().to_string();
    assert_eq!(
        error,
        "there is no reader \"kyiv\" (the readers are \"Moscow\", \"Kyiv\", \"publics\"): did you \
         mean \"Kyiv\"?"
    );
}

/// High against low: each side holds one of three cards, and never the same.
fn cards() -> GameBuilder {
    let sixth = |pair: bool| if pair { q("1/6") } else { Q::ZERO };
    let payoffs = |scale: i64| -> Vec<Vec<Vec<Vec<Option<Q>>>>> {
        let cell = |t: usize, s: usize, a: usize| {
            (t != s)
                .then(|| Q::from(scale * if a == 0 { 1 } else { 2 } * if t < s { 1 } else { -1 }))
        };
        let rows = |t, s| vec![(0..2).map(|a| cell(t, s, a)).collect(); 2];
        (0..3).map(|t| (0..3).map(|s| rows(t, s)).collect()).collect()
    };
    Game::builder()
        .types(["A", "K", "Q"])
        .receiver_types(["A", "K", "Q"])
        .messages(["check", "bet"])
        .actions(["fold", "call"])
        .joint_prior((0..3).map(|t| (0..3).map(|s| sixth(t != s)).collect()).collect())
        .sender(payoffs(1))
        .receiver(payoffs(-1))
}

#[test]
fn a_joint_prior_is_a_marginal_and_chances() {
    let game = cards().build().unwrap();
    assert_eq!(game.prior(), vec![q("1/3"); 3]);
    let reader = &game.readers()[0];
    assert_eq!(reader.chances(), table("0 1/2 1/2 | 1/2 0 1/2 | 1/2 1/2 0"));
    assert_eq!((reader.types(), reader.name()), (game.types(), "receiver"));
    assert!(game.has_zero_chances());
    assert_eq!(game.sender_payoff(0, 1, 3), &Q::ONE, "twice the stake, half the time");
    assert_eq!(game.sender_payoff(0, 1, 1), &Q::ZERO, "an ace never meets an ace");
    assert_eq!(game.to_builder().build().unwrap(), game);
    let skewed = game.with_prior([q("1/2"), q("1/4"), q("1/4")]).unwrap();
    assert_eq!(skewed.readers(), game.readers());
    // a cost of a message is in the payoffs, since there is one receiver
    let costly = game.with_message_costs_for("K", [("bet", q("1"))]).unwrap();
    assert_eq!(costly.readers()[0].sender_payoff(1, 0, 1, 0), &q("-2"));
    assert_eq!(costly.readers()[0].sender_payoff(1, 1, 1, 0), &Q::ZERO, "no such pair");
    assert_eq!(costly.message_costs(), vec![vec![Q::ZERO; 2]; 3]);
}

#[test]
fn a_variation_of_the_receiver_is_one_for_each_of_its_types() {
    let game = cards().build().unwrap();
    let tied = game.with_audience_costs("call", ["Q"], [("bet", q("3"))]).unwrap();
    let (before, after) = (&game.readers()[0], &tied.readers()[0]);
    for s in 0..2 {
        let cost = before.sender_payoff(2, s, 1, 1) - after.sender_payoff(2, s, 1, 1);
        assert_eq!(cost, q("3"));
    }
    assert_eq!(after.sender_payoff(2, 2, 1, 1), &Q::ZERO, "no such pair");
    let game = three_audiences(&mut Random(5)).build().unwrap();
    assert_eq!(
        game.with_risk_attitude("rely", &Q::ONE).unwrap_err().to_string(),
        "the game has several readers: name one of \"Moscow\", \"Kyiv\", \"publics\""
    );
    let wary = game.with_reader("Kyiv", |kyiv| kyiv.with_risk_attitude("rely", &Q::ONE)).unwrap();
    let (before, after) = (&game.readers()[1], &wary.readers()[1]);
    let gain = before.receiver_payoff(1, 0, 2, 1) - before.receiver_payoff(1, 0, 2, 0);
    assert_eq!(after.receiver_payoff(1, 0, 2, 1), &gain);
    assert_eq!(wary.readers()[0], game.readers()[0]);
}

#[test]
fn copies_of_readers_are_those_with_equal_payoffs_and_proportional_weights() {
    let row = |x: i64, y: i64| vec![Q::from(x), Q::from(y)];
    let payoffs = |rows: [Vec<Q>; 2]| rows.map(|row| vec![row.clone(), row]).to_vec();
    let listener = |name: &str, types: [&str; 2], chances: &str| {
        Reader::builder(name)
            .actions(["yes", "no"])
            .types(types)
            .chances(table(chances))
            .sender(
                payoffs([row(1, 0), row(2, 0)])
                    .into_iter()
                    .map(|x| vec![x.clone(), x])
                    .collect::<Vec<_>>(),
            )
            .receiver(
                payoffs([row(1, 0), row(0, 1)])
                    .into_iter()
                    .map(|x| vec![x.clone(), x])
                    .collect::<Vec<_>>(),
            )
    };
    let game = |second: ReaderBuilder| {
        let first = listener("P", ["a", "b"], "1/3 2/3 | 1/3 2/3");
        let game = Game::builder()
            .types(["s", "t"])
            .messages(["m", "n"])
            .prior(table("1/2 1/2").remove(0));
        game.reader(first).reader(second).build().unwrap().reader_copies()
    };
    let skewed = || listener("Q", ["c", "d"], "1/2 1/2 | 1/4 3/4");
    assert_eq!(game(listener("Q", ["c", "d"], "1/2 1/2 | 1/2 1/2")), [vec![0, 1, 2, 3]]);
    assert_eq!(game(skewed()), [vec![0, 1], vec![2], vec![3]]);
    assert_eq!(game(skewed().replies("n", ["no"])), [vec![0, 1], vec![2], vec![3]]);
    let restricted = listener("Q", ["c", "d"], "1/2 1/2 | 1/2 1/2").replies("n", ["no"]);
    assert_eq!(game(restricted), [vec![0, 1], vec![2, 3]]);
    assert_eq!(cards().build().unwrap().reader_copies(), [vec![0], vec![1], vec![2]]);
    let plain = Game::cheap_talk(vec![row(0, 1)], vec![row(0, 1)], [Q::ONE], ["m"]).unwrap();
    assert_eq!(plain.reader_copies(), [vec![0]]);
}

#[test]
fn bad_input_is_refused_in_one_line_that_names_reader_and_entry() {
    let zeros = |shape: [usize; 3]| vec![vec![vec![Q::ZERO; shape[2]]; shape[1]]; shape[0]];
    let kyiv = || {
        Reader::builder("Kyiv")
            .actions(["rely", "hedge"])
            .sender(zeros([2, 2, 2]))
            .receiver(zeros([2, 2, 2]))
    };
    let moscow = || {
        Reader::builder("Moscow")
            .actions(["refrain", "probe"])
            .types(["bold", "cautious"])
            .chances(table("1/4 3/4 | 1/2 1/2"))
            .sender(vec![zeros([2, 2, 2]); 2])
            .receiver(vec![zeros([2, 2, 2]); 2])
    };
    let game = || {
        Game::builder()
            .types(["resolved", "unresolved"])
            .messages(["promise", "limits"])
            .prior([q("1/3"), q("2/3")])
    };
    let with = |reader: ReaderBuilder| refusal(game().reader(kyiv()).reader(reader));
    let two = |readers: [ReaderBuilder; 2]| refusal(game().readers(readers));
    assert!(game().reader(kyiv()).reader(moscow()).build().is_ok());
    let cells = vec![zeros([2, 2, 2]); 2];
    let cases = [
        (
            with(moscow().chances(table("1/4 1/2 | 1/2 1/2"))),
            "readers[\"Moscow\"].chances[0] sums to 3/4: its entries must sum to 1 exactly",
        ),
        (
            with(moscow().chances(table("1/4 3/4 | -1/2 3/2"))),
            "readers[\"Moscow\"].chances[1][0] is -1/2: a chance is at least 0, so raise it",
        ),
        (
            with(moscow().chances(table("1 0 | 1 0"))),
            "readers[\"Moscow\"].types[1] is \"cautious\", which goes with no type of the sender: \
          raise one of its chances, or leave it out",
        ),
        (
            with(moscow().chances(table("1 0"))),
            "readers[\"Moscow\"].chances has 1 entry, but there are 2 types (\"resolved\", \"unresolved\")",
        ),
        (
            two([moscow(), kyiv().types(["bold"])]),
            "readers[\"Kyiv\"].chances is missing: a reader with types needs chances [type][reader type]",
        ),
        (
            two([
                kyiv(),
                Reader::builder("Moscow")
                    .types(["x"])
                    .actions(["a"])
                    .sender(zeros([2, 2, 1]))
                    .receiver(zeros([2, 2, 1]))
                    .chances(table("1 | 1")),
            ]),
            "readers[\"Moscow\"].sender: the reader has types: give [type][receiver type][message][action]",
        ),
        (
            two([moscow(), kyiv().receiver(cells)]),
            "readers[\"Kyiv\"].receiver: there are no types but the sender's: give [type][message][action]",
        ),
        (
            two([
                moscow(),
                Reader::builder("Kyiv").sender(zeros([2, 2, 2])).receiver(zeros([2, 2, 2])),
            ]),
            "readers[\"Kyiv\"].actions is empty: a reader needs at least one action",
        ),
        (
            two([kyiv(), kyiv()]),
            "readers[1] is called \"Kyiv\", the name of readers[0]: names must differ",
        ),
        (
            with(Reader::builder("resolved")),
            "readers[1] is called \"resolved\", the label of a type of the sender: call it otherwise",
        ),
        (
            with(Reader::builder("sender")),
            "readers[1] is called \"sender\": that names a side of the game, so call it otherwise",
        ),
        (
            with(Reader::builder("receiver")),
            "readers[1] is called \"receiver\": that names a side of the game, so call it otherwise",
        ),
        (with(Reader::builder(" ")), "readers[1] has no name: give every reader one"),
        (
            refusal(game().reader(kyiv()).receiver(zeros([2, 2, 2]))),
            "receiver and readers are both given: with readers, each has its own",
        ),
        (refusal(game().readers([])), "readers is empty: a game needs at least one"),
        (
            two([moscow(), kyiv().receiver(zeros([2, 2, 1]))]),
            "readers[\"Kyiv\"].receiver[0][0] has 1 entry, but there are 2 actions (\"rely\", \"hedge\")",
        ),
        (
            two([moscow(), kyiv().replies("promis", ["rely"])]),
            "readers[\"Kyiv\"].replies: there is no message \"promis\" (the messages are \"promise\", \"limits\")",
        ),
        (
            refusal(game().reader(kyiv()).message_costs(table("1 2 3 | 1 2 3"))),
            "costs[0] has 3 entries, but there are 2 messages (\"promise\", \"limits\")",
        ),
        (
            refusal(cards().joint_prior(table("0 1/2 1/2 | 0 0 0 | 0 0 0"))),
            "prior[1] is 0 throughout: type \"K\" goes with no type of the receiver, so leave it out or \
          raise an entry",
        ),
        (
            refusal(cards().joint_prior(table("1/3 0 0 | 1/3 0 0 | 0 1/3 0"))),
            "prior[..][2] is 0 throughout: receiver type \"Q\" goes with no type of the sender, so leave \
          it out or raise an entry",
        ),
        (
            refusal(cards().joint_prior(table("0 1/2 -1/2 | 1 0 0 | 0 0 0"))),
            "prior[0][2] is -1/2: a probability cannot be negative",
        ),
        (
            refusal(cards().joint_prior(table("0 1/2 1/2 | 1/2 0 1/2 | 1/2 1/2 0"))),
            "prior sums to 3: its entries must sum to 1 exactly",
        ),
        (
            refusal(
                game().receiver_types(["A"]).sender(zeros([2, 2, 2])).receiver(zeros([2, 2, 2])),
            ),
            "prior goes by type alone: with receiver_types, give the probability of each \
          [type][receiver type]",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn chances_of_many_digits_are_refused_before_payoffs_are_weighed() {
    let long = q(&format!("1/{}", "7".repeat(5_000)));
    let rest = Q::ONE - &long;
    let payoffs = || vec![vec![vec![vec![Q::ONE; 30]; 30]; 2]; 1];
    let reader = Reader::builder("P")
        .actions((0..30).map(|a| a.to_string()))
        .types(["a", "b"])
        .chances(vec![vec![long, rest]])
        .sender(payoffs())
        .receiver(payoffs());
    let game = Game::builder().messages((0..30).map(|m| m.to_string())).prior([Q::ONE]);
    assert_eq!(
        refusal(game.reader(reader)),
        "the long numbers of this game have more than 1000000 digits in all: round them"
    );
}

#[test]
fn the_game_of_tuples_adds_the_payoffs_of_a_plan() {
    let game = three_audiences(&mut Random(6)).build().unwrap();
    let tuples = game.by_plans().unwrap();
    let sets: Vec<Vec<usize>> =
        game.information_sets().iter().map(|set| set.actions().collect()).collect();
    let plans = product(&sets);
    assert_eq!(tuples.actions().len(), plans.len());
    assert!(tuples.readers().is_empty());
    for (a, plan) in plans.iter().enumerate() {
        for (t, m) in (0..2).flat_map(|t| (0..3).map(move |m| (t, m))) {
            let open = plan.iter().all(|a| game.replies(m).contains(a));
            assert_eq!(tuples.replies(m).contains(&a), open);
            let reached = open && game.is_available(t, m);
            let sum = |of: &dyn Fn(usize) -> Q| -> Q { plan.iter().map(|&a| of(a)).sum() };
            let sender = sum(&|a| game.sender_payoff(t, m, a).clone());
            let receiver = sum(&|a| game.receiver_payoff(t, m, a).clone());
            assert_eq!(tuples.sender_payoff(t, m, a), &if reached { sender } else { Q::ZERO });
            assert_eq!(tuples.receiver_payoff(t, m, a), &if reached { receiver } else { Q::ZERO });
        }
    }
    assert_eq!(tuples.by_plans().unwrap(), tuples);
    let many = |name: usize| {
        let zeros = || vec![vec![Q::ZERO; 10]; 1];
        Reader::builder(name.to_string())
            .actions((0..10).map(|a| a.to_string()))
            .cheap_talk(zeros(), zeros())
    };
    let crowd = |n| Game::builder().messages(["m"]).prior([Q::ONE]).readers((0..n).map(many));
    assert_eq!(crowd(5).build().unwrap().by_plans().unwrap().actions().len(), 100_000);
    assert_eq!(
        crowd(6).build().unwrap().by_plans().unwrap_err().to_string(),
        "the 6 information sets have 1000000 plans, more than 100000: solve the game as it is"
    );
    assert!(crowd(30).build().unwrap().by_plans().unwrap_err().is_limit());
}
