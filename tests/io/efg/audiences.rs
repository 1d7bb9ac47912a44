//! Trees of several readers, and of readers who know something.

use schelling::game::{GameFile, Reader};
use schelling::io::efg::{file_from_str, from_str, text};
use schelling::{Error, Game, Q, Search};

use crate::common::q;

fn refused(text: &str, reason: &str) {
    match file_from_str(text) {
        Err(Error::Game(error)) => assert_eq!(error, format!("not a signalling game: {reason}")),
        other => panic!("{other:?}\n{text}"),
    }
}

fn rows(rows: [[i64; 2]; 2]) -> Vec<Vec<Q>> {
    rows.map(|row| row.map(Q::from).to_vec()).to_vec()
}

/// A promise that a rival who may be bold, an ally and the publics hear.
fn promise() -> Game {
    let quarter = || q("1/4");
    let rival = Reader::builder("rival")
        .actions(["refrain", "probe"])
        .types(["bold", "cautious"])
        .chances(vec![vec![quarter(), q("3/4")], vec![Q::ZERO, Q::ONE]])
        .sender(vec![
            vec![rows([[2, 0], [1, 0]]), rows([[3, 1], [1, -1]])],
            vec![rows([[0, 0], [0, 0]]), rows([[4, 2], [0, 5]])],
        ])
        .receiver(vec![
            vec![rows([[0, 1], [2, 1]]), rows([[1, 0], [3, 2]])],
            vec![rows([[0, 0], [0, 0]]), rows([[0, 2], [1, 5]])],
        ])
        .replies("words", ["probe", "refrain"]);
    let ally = Reader::builder("ally")
        .actions(["never", "hedge", "rely"])
        .sender(vec![
            vec![vec![Q::ZERO, Q::from(1), Q::from(5)]; 2],
            vec![vec![Q::ZERO, Q::from(-1), q("-7/2")]; 2],
        ])
        .receiver(vec![
            vec![vec![Q::ZERO, Q::ZERO, Q::from(1)]; 2],
            vec![vec![Q::ZERO, Q::ZERO, Q::from(-1)]; 2],
        ])
        .replies("words", ["rely", "hedge"])
        .replies("deeds", ["rely"]);
    let publics = Reader::builder("publics")
        .actions(["calm", "protest"])
        .types(["here", "there"])
        .chances(vec![vec![q("1/2"), q("1/2")], vec![q("1/3"), q("2/3")]])
        .cheap_talk_by_type(
            vec![rows([[0, -1], [0, -2]]), rows([[1, -1], [0, -3]])],
            vec![rows([[0, 1], [0, -2]]), rows([[0, -1], [1, -3]])],
        );
    Game::builder()
        .name("promise")
        .types(["resolved", "unresolved"])
        .messages(["deeds", "words"])
        .prior([q("1/3"), q("2/3")])
        .message_costs(vec![vec![Q::from(2), q("1/3")], vec![Q::ZERO, Q::ZERO]])
        .available("unresolved", ["words"])
        .readers([rival, ally, publics])
        .build()
        .unwrap()
}

#[test]
fn a_tree_of_several_readers_is_read_as_it_was_written() {
    let game = promise();
    let written = text(&game).unwrap();
    assert!(
        written.starts_with("EFG 2 R \"promise\" { \"Sender\" \"rival\" \"ally\" \"publics\" }")
    );
    assert_eq!(from_str(&written).unwrap(), game, "{written}");
    // without its comment the labels come from the tree
    let (start, rest) = written.split_once("\"messages and").unwrap();
    let bare = format!("{start}\"\"{}", rest.split_once('"').unwrap().1);
    let found = from_str(&bare).unwrap();
    assert_eq!(found.types(), game.types());
    let facts = |game: &Game| -> Vec<(String, Vec<String>, Vec<String>)> {
        let readers = game.readers().iter();
        readers.map(|r| (r.name().into(), r.types().to_vec(), r.actions().to_vec())).collect()
    };
    let [rival, ally, publics] = &facts(&found)[..] else { panic!("three readers") };
    assert_eq!((rival, publics), (&facts(&game)[0], &facts(&game)[2]));
    assert_eq!(ally.2, ["rely", "hedge"]);
    // one audience, which knows something, and one which does not
    for name in ["rival", "ally", "publics"] {
        let alone = game.reader(name).unwrap();
        assert_eq!(from_str(&text(&alone).unwrap()).unwrap(), alone, "{name}");
        let others = game.without_reader(name).unwrap();
        assert_eq!(from_str(&text(&others).unwrap()).unwrap(), others, "{name}");
    }
}

/// Poker: both sides hold one of the cards A, K, Q, and labels are no guide to whose.
#[test]
fn a_hand_of_cards_is_read_as_it_was_written() {
    let sixth = || q("1/6");
    let prior = (0..3).map(|t| (0..3).map(|s| if s == t { Q::ZERO } else { sixth() }).collect());
    let pay = |sign: i64| -> Vec<Vec<Vec<Vec<Q>>>> {
        let cell = |t: usize, s: usize, m: usize, a: usize| {
            let win = if t < s { 1 } else { -1 };
            Q::from(sign * [[win, win], [1, 2 * win]][m][a])
        };
        let row = |t, s, m| (0..2).map(|a| cell(t, s, m, a)).collect();
        let rows = |t: usize, s: usize| match s == t {
            true => vec![vec![Q::ZERO; 2]; 2],
            false => (0..2).map(|m| row(t, s, m)).collect(),
        };
        (0..3).map(|t| (0..3).map(|s| rows(t, s)).collect()).collect()
    };
    let game = Game::builder()
        .types(["A", "K", "Q"])
        .receiver_types(["A", "K", "Q"])
        .messages(["check", "bet"])
        .actions(["fold", "call"])
        .joint_prior(prior.collect())
        .sender(pay(1))
        .receiver(pay(-1))
        .replies("check", ["fold"])
        .build()
        .unwrap();
    let written = text(&game).unwrap();
    assert!(written.starts_with("EFG 2 R \"\" { \"Sender\" \"Receiver\" }"));
    assert_eq!(from_str(&written).unwrap(), game, "{written}");
}

/// Employer and worker: the worker knows whether the job is hard.
const WORK: &str = r#"EFG 2 R "" { "Ann" "Bob" }
c "" 1 { "hard" 1/4 "light" 3/4 } 0
p "" 1 1 { "fire" "hire" } 0
t "" 1 { 0 0 }
p "" 2 1 { "quit" "work" } 2 { -2 2 }
t "" 3 { 0 0 }
t "" 4 { 3 -1 }
p "" 1 1 0
t "" 1
p "" 2 2 { "quit" "work" } 2
t "" 3
t "" 5 { 3 1 }
"#;

#[test]
fn a_reader_who_knows_the_state_has_types() {
    let game = from_str(WORK).unwrap();
    let [worker] = game.readers() else { panic!("one reader") };
    assert_eq!(game.types(), ["hard or light"]);
    assert_eq!(worker.types(), ["hard", "light"]);
    assert_eq!(worker.chances(), [[q("1/4"), q("3/4")]]);
    assert_eq!(game.messages(), ["fire", "hire"]);
    assert_eq!(worker.actions(), ["quit", "work", "end"]);
    let pay = |s: usize, a: usize| {
        let pair = (worker.sender_payoff(0, s, 1, a), worker.receiver_payoff(0, s, 1, a));
        (pair.0.to_string(), pair.1.to_string())
    };
    let pairs = [pay(0, 0), pay(0, 1), pay(1, 0), pay(1, 1)];
    let expected = [("-2", "2"), ("1", "1"), ("-2", "2"), ("1", "3")];
    assert_eq!(pairs, expected.map(|(x, y)| (x.to_string(), y.to_string())));
    // the light job is done, the hard one is not: 3/4 - 2/4
    let all = game.equilibria(&Search::default()).unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].sender_payoff(), q("1/4"));
    assert_eq!(from_str(&text(&game).unwrap()).unwrap(), game);
}

/// The worker's draw is its own, but what the employer would do last depends on it.
#[test]
fn a_last_move_that_depends_on_a_secret_is_refused() {
    let last = |set: &str, good: &str, bad: &str| {
        let node = format!("p \"\" 1 {set} {{ \"praise\" \"blame\" }} 0\n");
        format!("{node}t \"\" 8 {{ {good} }}\nt \"\" 9 {{ {bad} }}")
    };
    let tree = |sets: [&str; 2], light: [&str; 2]| {
        WORK.replace("t \"\" 4 { 3 -1 }", &last(sets[0], "2 0", "3 -1")).replace(
            "t \"\" 5 { 3 1 }",
            &last(sets[1], light[0], light[1]).replace(" 8 {", " 10 {").replace(" 9 {", " 11 {"),
        )
    };
    refused(
        &tree(["2", "2"], ["5 1", "3 1"]),
        "after \"light\", \"hire\", \"work\" the best last move of the sender \"Ann\" (information \
         set 2) depends on what the receiver \"Bob\" knows, so that the move cannot be folded in \
         (line 14 column 1 and line 7 column 1)",
    );
    // it does not where the sender sees the draw, or where one move is best in any case
    let seen = from_str(&tree(["2", "3"], ["5 1", "3 1"])).unwrap();
    assert_eq!(seen.readers()[0].sender_payoff(0, 1, 1, 1), &q("3"));
    let same = from_str(&tree(["2", "2"], ["1 9", "3 1"])).unwrap();
    assert_eq!(same, from_str(WORK).unwrap());
}

/// Two readers who hear a threat at once.
const THREE: &str = r#"EFG 2 R "" { "Ann" "Bob" "Cem" }
p "" 1 1 { "up" "down" } 0
p "" 2 1 { "l" "r" } 0
p "" 3 1 { "x" "y" } 0 t "" 1 { 1 1 1 } t "" 2 { 3 1 0 }
p "" 3 1 0 t "" 3 { 2 0 1 } t "" 4 { 4 0 0 }
t "" 5 { 2 2 2 }
"#;

#[test]
fn payoffs_that_add_up_over_readers_are_taken_apart() {
    let game = from_str(THREE).unwrap();
    let [bob, cem] = game.readers() else { panic!("two readers") };
    assert_eq!((bob.name(), cem.name()), ("Bob", "Cem"));
    assert_eq!(
        (bob.actions(), cem.actions()),
        (&["l", "r", "end"].map(String::from)[..], &["x", "y", "end"].map(String::from)[..])
    );
    // the leaf is Cem's: 1 and 3; Bob's r is worth 1 more than l
    let own = |a: usize| (bob.sender_payoff(0, 0, 0, a), cem.sender_payoff(0, 0, 0, a));
    assert_eq!([own(0), own(1)], [(&q("0"), &q("1")), (&q("1"), &q("3"))]);
    assert_eq!(game.message_costs(), [[q("0"), q("-2")]]);
    assert_eq!(from_str(&text(&game).unwrap()).unwrap(), game);
}

#[test]
fn payoffs_that_do_not_add_up_are_refused_with_the_cell() {
    refused(
        &THREE.replace("{ 4 0 0 }", "{ 5 0 0 }"),
        "after \"up\", \"r\", \"y\" payoffs do not add up over readers: what the sender \"Ann\" gets \
         from \"y\" of the reader \"Cem\" depends on what the reader \"Bob\" does (5 after \"r\", 3 \
         after \"l\") (line 5 column 29)",
    );
    refused(
        &THREE.replace("{ 4 0 0 }", "{ 4 0 7 }"),
        "after \"up\", \"r\", \"y\" payoffs do not add up over readers: what the reader \"Cem\" gets \
         by \"y\" depends on what the reader \"Bob\" does (7 after \"r\", 0 after \"l\") (line 5 \
         column 29)",
    );
    refused(
        &THREE.replace("p \"\" 3 1 0 t", "p \"\" 3 2 { \"x\" \"y\" } 0 t"),
        "after \"up\", \"l\" the reader \"Cem\" sees what the reader \"Bob\" does (information set 1) \
         (line 4 column 1)",
    );
    refused(
        &THREE.replace("t \"\" 2 {", "p \"\" 2 5 { \"z\" } 0 t \"\" 2 {"),
        "after \"up\", \"l\", \"y\" the reader \"Bob\" moves again (line 4 column 41)",
    );
    refused(
        &THREE.replace("p \"\" 3 1 0 t \"\" 3 { 2 0 1 } t \"\" 4 { 4 0 0 }", "t \"\" 3 { 2 0 1 }"),
        "after \"up\", \"l\" the reader \"Cem\" sees what the reader \"Bob\" does (information set 1) \
         (line 4 column 1)",
    );
}

#[test]
fn a_plain_tree_with_a_comment_about_readers_keeps_its_one_reader() {
    let tree = "p \"\" 1 1 { \"m\" } 0 p \"\" 2 1 { \"a\" } 0 t \"\" 1 { 1 2 }";
    let comment = "messages and readers in order:\nmessage m\nreader Bob\ntype only\naction a";
    let read = |comment: &str| {
        from_str(&format!("EFG 2 R \"\" {{ \"Ann\" \"Bob\" }} \"{comment}\" {tree}"))
    };
    let typed = read(comment).unwrap();
    assert_eq!(typed.readers()[0].types(), ["only"]);
    assert!(
        matches!(file_from_str(&text(&typed).unwrap()), Ok(GameFile::Plain(game)) if game == typed)
    );
    assert!(read("").unwrap().readers().is_empty());
}

/// The simultaneous moves of two players who each know something: the form of a Bayesian game.
const BAYES: &str = r#"EFG 2 R "" { "Ann" "Bob" }
c "" 1 { "good" 1/3 "bad" 2/3 } 0
c "" 2 { "hi" 1/2 "lo" 1/2 } 0
p "" 1 1 { "H" "L" } 0
p "" 2 1 { "h" "l" } 0 t "" 1 { 10 2 } t "" 2 { 0 10 }
p "" 2 1 0 t "" 3 { 2 4 } t "" 4 { 4 0 }
p "" 1 1 0
p "" 2 2 { "h" "l" } 0 t "" 5 { 10 0 } t "" 6 { 0 1 }
p "" 2 2 0 t "" 7 { 2 4 } t "" 8 { 4 3 }
c "" 3 { "hi" 1/4 "lo" 3/4 } 0
p "" 1 2 { "H" "L" } 0
p "" 2 1 0 t "" 9 { 4 2 } t "" 10 { 2 10 }
p "" 2 1 0 t "" 11 { 0 4 } t "" 12 { 10 0 }
p "" 1 2 0
p "" 2 2 0 t "" 13 { 4 0 } t "" 14 { 2 1 }
p "" 2 2 0 t "" 15 { 0 4 } t "" 16 { 10 3 }
"#;

#[test]
fn a_reader_with_types_may_not_see_the_move() {
    let Ok(GameFile::Noisy(noisy)) = file_from_str(BAYES) else { panic!("the move is not seen") };
    let game = noisy.game();
    assert_eq!(
        (game.types(), game.messages()),
        (&["good", "bad"].map(String::from)[..], &["H", "L"].map(String::from)[..])
    );
    let [bob] = game.readers() else { panic!("one reader") };
    assert_eq!(bob.types(), ["hi", "lo"]);
    assert_eq!(bob.chances(), [[q("1/2"), q("1/2")], [q("1/4"), q("3/4")]]);
    assert_eq!(noisy.signals(), ["H or L"]);
    assert_eq!(
        (bob.sender_payoff(1, 1, 1, 0), bob.receiver_payoff(1, 1, 1, 1)),
        (&q("0"), &q("3"))
    );
    let all = noisy.equilibria(&Search::default()).unwrap();
    assert!(all.complete() && !all.is_empty());
    for eq in &all {
        let (replies, _) = eq.assessment();
        assert!(noisy.verify(eq.sender(), &replies).unwrap().ok());
    }
}

#[test]
fn one_reader_may_see_less_than_another() {
    // Bob hears the threat, Cem does not
    let low = r#"p "" 2 2 { "l" "r" } 0
p "" 3 1 0 t "" 5 { 2 2 2 } t "" 6 { 4 2 1 }
p "" 3 1 0 t "" 7 { 2 0 2 } t "" 8 { 4 0 1 }"#;
    let blind = THREE.replace("t \"\" 5 { 2 2 2 }", low);
    let Ok(GameFile::Noisy(noisy)) = file_from_str(&blind) else { panic!("Cem sees nothing") };
    assert_eq!(noisy.signals(), ["Bob: up", "Bob: down", "Cem: down or up"]);
    let all = noisy.equilibria(&Search::default()).unwrap();
    // Bob takes l, Cem x; then up is worth 1 and down 2
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].sender()[0], [Q::ZERO, Q::ONE]);
    assert_eq!(all[0].reader_payoffs(), [q("2"), q("2")]);
}
