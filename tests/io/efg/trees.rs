//! Trees, what each is read as, and what is said of those that are no signalling games.

use schelling::game::{GameFile, LastMove, NoisyGame, TieBreak};
use schelling::io::efg::{file_from_str, from_str, to_string};
use schelling::{Error, Game, Q};

use crate::common::q;

/// The game of these nodes between Ann and Bob.
pub fn read(nodes: &str) -> Game {
    from_str(&format!("EFG 2 R \"\" {{ \"Ann\" \"Bob\" }} {nodes}")).unwrap()
}

pub fn refused(nodes: &str, reason: &str) {
    match from_str(&format!("EFG 2 R \"\" {{ \"Ann\" \"Bob\" }}\n{nodes}")) {
        Err(Error::Game(error)) => assert_eq!(error, format!("not a signalling game: {reason}")),
        other => panic!("{other:?}\n{nodes}"),
    }
}

/// The game with noise in a tree.
pub fn noisy(body: &str) -> NoisyGame {
    let text = format!("EFG 2 R \"\" {{ \"Ann\" \"Bob\" }}\n{body}");
    match file_from_str(&text).unwrap() {
        GameFile::Noisy(noisy) => noisy,
        GameFile::Plain(game) => panic!("nothing is hidden in {game:?}"),
    }
}

/// What each type may get: pairs `sender,receiver` for the replies to its messages, which are
/// divided by `|`.
pub fn cells(game: &Game) -> Vec<String> {
    let cell =
        |t, m, a| format!("{},{}", game.sender_payoff(t, m, a), game.receiver_payoff(t, m, a));
    let row = |t: usize, m: usize| -> String {
        let replies = game.replies(m).iter().filter(|_| game.is_available(t, m));
        replies.map(|&a| cell(t, m, a)).collect::<Vec<_>>().join(" ")
    };
    let rows = |t| (0..game.messages().len()).map(|m| row(t, m)).collect::<Vec<_>>().join("|");
    (0..game.types().len()).map(rows).collect()
}

#[test]
fn the_second_player_may_be_the_sender() {
    let game = read(
        r#"c "" 1 { "x" .25 "y" 75e-2 } 0
           p "" 2 1 { "m" } 0 p "" 1 1 { "a" "b" } 0 t "" 1 { 1, 2 } t "" 2 { 3 4 }
           p "" 2 2 { "m" } 0 p "" 1 1 0 t "" 1 t "" 3 "" { -1/2, +.5 }"#,
    );
    assert_eq!(game.prior(), [q("1/4"), q("3/4")]);
    assert_eq!(cells(&game), ["2,1 4,3", "2,1 1/2,-1/2"]);
}

#[test]
fn payoffs_on_the_way_are_added() {
    let game = read(
        r#"c "" 1 { "x" 1/2 "y" 1/2 } 1 { 100, 1000 }
           p "" 1 1 { "m" } 2 { 10, 0 } p "" 2 1 { "a" } 3 { 1, 1 } t "" 0
           p "" 1 2 { "m" } 0 p "" 2 1 3 t "" 2"#,
    );
    assert_eq!(cells(&game), ["111,1001", "111,1001"]);
}

#[test]
fn outcomes_of_chance_that_the_sender_does_not_see_are_averaged() {
    let text = r#"c "" 1 { "x" 1/6 "y" 1/3 "z" 1/2 } 0
        p "" 1 1 { "m" "n" } 0 p "" 2 1 { "a" } 0 t "" 1 { 3, 6 } p "" 2 2 { "a" } 0 t "" 2 { 0, 0 }
        p "" 1 1 0             p "" 2 1 0         t "" 2          p "" 2 2 0         t "" 1
        p "" 1 2 { "m" } 0     p "" 2 1 0         t "" 2"#;
    let game = read(text);
    assert_eq!(game.prior(), [q("1/2"), q("1/2")]);
    assert_eq!(game.types(), ["x or y", "z"]);
    assert_eq!(cells(&game), ["1,2|2,4", "0,0|"]);
    let labelled = text.replacen("1 1 {", "1 1 \"low\" {", 1);
    assert_eq!(read(&labelled).types(), ["low", "z"]);
    let automatic = text.replacen("1 1 {", "1 1 \"(1,1)\" {", 1);
    assert_eq!(read(&automatic), game);
}

#[test]
fn chance_may_move_after_the_players() {
    let game = read(
        r#"p "" 1 1 { "m" "n" } 0
             c "" 1 { "" 1/4 "" 3/4 } 0
               p "" 2 1 { "a" "b" } 0
                 t "" 1 { 4, 0 }
                 c "" 2 { "" 1/2 "" 1/2 } 0 t "" 2 { 8, 16 } t "" 3 { 0, 0 }
               p "" 2 1 0 t "" 3 t "" 3
             c "" 2 0 t "" 1 t "" 2"#,
    );
    assert_eq!(game.types(), ["t1"]);
    assert_eq!(game.actions(), ["a", "b", "end"]);
    assert_eq!(cells(&game), ["1,0 1,2|6,8"]);
}

#[test]
fn what_the_receiver_sees_is_the_message() {
    // Its labels do not matter: y calls n what x calls m, and both name one of theirs p.
    let game = read(
        r#"c "" 1 { "x" 1/2 "y" 1/2 } 0
           p "" 1 1 { "m" "p" } 0
             p "" 2 7 { "a" } 0 t "" 1 { 1 1 }
             p "" 2 5 { "a" } 0 t "" 2 { 2 2 }
           p "" 1 2 { "p" "n" } 0 p "" 2 3 { "b" } 0 t "" 3 { 3 3 } p "" 2 7 0 t "" 4 { 4 4 }"#,
    );
    assert_eq!(game.messages(), ["m or n", "p", "p (2)"]);
    assert_eq!(cells(&game), ["1,1|2,2|", "4,4||3,3"]);
}

#[test]
fn actions_that_look_and_pay_the_same_are_one() {
    let text = r#"p "" 1 1 { "m" "n" "o" } 0
        p "" 2 1 { "a" "b" } 0 t "" 1 { 1 0 } t "" 2 { 0 1 }
        p "" 2 1 0             t "" 1         t "" 2
        p "" 2 2 { "a" } 0     t "" 1"#;
    assert_eq!(read(text).messages(), ["m or n", "o"]);
    // and if they pay differently, they are messages that one signal hides
    let hidden = noisy(&text.replacen("t \"\" 2\n", "t \"\" 1\n", 1));
    assert_eq!(hidden.game().messages(), ["m", "n", "o"]);
    assert_eq!(hidden.signals(), ["m or n", "o"]);
}

#[test]
fn labels_are_made_unique() {
    let game = read(
        r#"c "" 1 { "x" 1/4 "x" 1/4 "" 1/4 "x (2)" 1/4 } 0
           p "" 1 1 { "end" "" "end" } 0 t "" 1 { 1 0 } p "" 2 1 { "" "end" } 0 t "" 1 t "" 1 t "" 1
           p "" 1 2 { "end" } 0 t "" 1
           p "" 1 3 { "end" } 0 p "" 2 2 "(2,2)" { "" "b" "b" } 0 t "" 1 t "" 1 t "" 1
           p "" 1 4 { "end" } 0 t "" 1"#,
    );
    assert_eq!(game.types(), ["x", "x (3)", "t3", "x (2)"]);
    assert_eq!(game.messages(), ["end", "m2", "end (2)", "end (3)"]);
    assert_eq!(game.actions(), ["a1", "end", "b", "b (2)", "end (2)"]);
}

#[test]
fn long_labels_are_cut() {
    let list: Vec<String> = (0..9).map(|i| format!("\"x{i}\" 1/9")).collect();
    let one = |i: usize| format!("p \"\" 1 1 {{ \"m{i}\" }} 0 p \"\" 2 1 {{ \"a\" }} 0 t \"\" 0\n");
    let nodes = format!("c \"\" 1 {{ {} }} 0\n{}", list.join(" "), one(0).repeat(9));
    assert_eq!(read(&nodes).types(), ["x0 or x1 or x2 or x3 or …"]);
    let nodes = format!("{} {}", "c \"\" 1 { \"x\" 1 } 0 ".repeat(9), one(0));
    assert_eq!(read(&nodes).types(), ["…, x, x, x, x"]);
}

#[test]
fn a_third_player_may_look_on() {
    let text = r#"EFG 2 R "" { "Ann" "Eve" "Bob" } p "" 1 1 { "m" } 0 p "" 3 1 { "a" } 0
        t "" 1 { 1 2 3 }"#;
    assert_eq!(cells(&from_str(text).unwrap()), ["1,3"]);
    // who moves first is the sender, and all others read
    let first = from_str(&text.replace("p \"\" 1 1", "p \"\" 2 9 { \"x\" } 0 p \"\" 1 1")).unwrap();
    assert_eq!(first.messages(), ["x"]);
    let names: Vec<&str> = first.readers().iter().map(|reader| reader.name()).collect();
    assert_eq!(names, ["Ann", "Bob"]);
}

/// Crisis bargaining: the threat is called, and the challenger fights or backs down.
const CRISIS: &str = r#"c "" 1 { "firm" 1/3 "weak" 2/3 } 0
p "" 1 1 { "quiet" "threat" } 0
t "" 1 { 0 0 }
p "" 2 1 { "yield" "call" } 0
t "" 2 { 2 -1 }
p "" 1 3 { "fight" "back down" } 0
t "" 3 { 1 -4 }
t "" 4 { -2 2 }
p "" 1 2 { "quiet" "threat" } 0
t "" 1
p "" 2 1 0
t "" 2
p "" 1 4 { "fight" "back down" } 0
t "" 5 { -3 -4 }
t "" 4
"#;

#[test]
fn a_last_move_of_the_sender_is_folded_in() {
    let game = read(CRISIS);
    assert_eq!(cells(&game), ["0,0|2,-1 1,-4", "0,0|2,-1 -2,2"]);

    // The same by the transformation, over what is left when the last move pays nothing.
    let zero = |text: &str| {
        let leaf = text.split_once("t \"\"").map_or(text, |(before, _)| before);
        format!("{leaf}t \"\" 9 {{ 0 0 }}")
    };
    let mut flat: Vec<String> = CRISIS.lines().map(String::from).collect();
    for at in [12, 5] {
        flat.splice(at..at + 3, [zero("")]);
    }
    let folded = LastMove::new(&read(&flat.join("\n")))
        .with_move("call", "fight", |t, m| (m == 1).then(|| (Q::from([1, -3][t]), Q::from(-4))))
        .unwrap()
        .with_move("call", "back down", |_, m| (m == 1).then(|| (Q::from(-2), Q::from(2))))
        .unwrap()
        .fold(TieBreak::ForReceiver);
    assert_eq!(folded.game(), &game);

    // A tie is folded where the receiver does not care, and refused where it does.
    assert_eq!(cells(&read(&CRISIS.replace("{ 1 -4 }", "{ -2 2 }")))[0], "0,0|2,-1 -2,2");
    refused(
        &CRISIS.replace("{ 1 -4 }", "{ -2 -4 }"),
        "after \"firm\", \"threat\" the sender \"Ann\" is indifferent in its last move \
         (information set 3) and the receiver \"Bob\" is not, so that the move cannot be folded \
         in (line 5 column 1)",
    );
    // The sender must know its type, and what it said.
    let blind = CRISIS.replace("1 4 { \"fight\" \"back down\" }", "1 3");
    refused(
        &blind,
        "after \"weak\", \"threat\", \"call\" the sender \"Ann\" does not see whether chance takes \
         \"firm\" or \"weak\" (information set 3) (line 14 column 1)",
    );
    refused(
        &CRISIS.replace("t \"\" 3 { 1 -4 }", "p \"\" 1 5 { \"x\" } 0\nt \"\" 3 { 1 -4 }"),
        "after \"firm\", \"threat\", \"call\", \"fight\" the sender \"Ann\" moves again, after a \
         last move of the sender (line 8 column 1)",
    );
}

#[test]
fn every_other_tree_is_refused() {
    let leaf = "t \"\" 0";
    refused(leaf, "nobody moves, and it takes a sender and a receiver");
    let blank = from_str(&format!("EFG 2 R \"\" {{ \"\" \"\" }} p \"\" 2 1 {{ \"x\" }} 0 {leaf}"));
    assert_eq!(
        blank.unwrap_err().to_string(),
        "not a signalling game: only player 2 moves, and it takes a sender and a receiver"
    );
    for (nodes, reason) in [
        (
            "c \"\" 1 { \"x\" 1/2 \"y\" 1/2 } 0\n t \"\" 0\n p \"\" 1 1 { \"m\" } 0\n p \"\" 2 1 \
             { \"a\" } 0\n t \"\" 0",
            "after \"x\" the game ends before the sender \"Ann\" moves (line 3 column 2)",
        ),
        (
            "c \"\" 1 { \"x\" 1/2 \"y\" 1/2 } 0\n p \"\" 1 1 { \"m\" } 0 t \"\" 0\n p \"\" 2 1 \
             { \"a\" } 0\n t \"\" 0",
            "after \"y\" the receiver \"Bob\" moves before the sender \"Ann\" (line 4 column 2)",
        ),
        (
            "p \"\" 1 1 { \"m\" } 0\n p \"\" 2 1 { \"a\" } 0\n p \"\" 2 2 { \"b\" } 0 t \"\" 0",
            "after \"m\", \"a\" the receiver \"Bob\" moves again (line 4 column 2)",
        ),
        (
            "p \"\" 1 1 { \"m\" } 0\n p \"\" 2 1 { \"a\" } 0\n p \"\" 1 1 0 t \"\" 0",
            "after \"m\", \"a\" the sender \"Ann\" does not see whether it took \"m\" before \
             (information set 1) (line 4 column 2)",
        ),
        (
            "c \"\" 1 { \"x\" 1/2 \"y\" 1/2 } 0\n p \"\" 1 1 { \"m\" } 0 p \"\" 2 1 { \"a\" } 0\n \
             p \"\" 1 2 { \"m\" } 0 t \"\" 0\n p \"\" 1 2 0 t \"\" 0",
            "after \"y\" the sender \"Ann\" does not see whether chance takes \"x\" or \"y\" \
             (information set 2) (line 5 column 2)",
        ),
        (
            "p \"\" 1 1 { \"m\" } 0\n c \"\" 1 { \"x\" 1/2 \"y\" 1/2 } 0\n t \"\" 0\n p \"\" 2 1 \
             { \"a\" } 0 t \"\" 0",
            "after \"m\", \"y\" chance decides whether the receiver \"Bob\" replies (line 5 \
             column 2 and line 4 column 2)",
        ),
    ] {
        refused(nodes, reason);
    }
    let deep = format!("{}{leaf}", "c \"\" 1 { \"x\" 1 } 0 ".repeat(250)).replacen(
        leaf,
        "p \"\" 1 1 { \"m\" } 0 p \"\" 2 1 { \"a\" } 0 p \"\" 2 1 0 t \"\" 0",
        1,
    );
    refused(
        &deep,
        "after …, \"x\", \"x\", \"x\", \"x\", \"m\", \"a\" the receiver \"Bob\" moves again \
         (line 2 column 4789)",
    );
}

#[test]
fn a_game_of_too_many_cells_is_refused() {
    // A few lines of text, and each type has a message and a reply of its own.
    let types: Vec<String> = (0..200).map(|t| format!("\"{t}\" 1/200")).collect();
    let nodes = (0..200)
        .map(|t| format!("p \"\" 1 {t} {{ \"m{t}\" }} 0 p \"\" 2 {t} {{ \"a{t}\" }} 0 t \"\" 0\n"));
    let text = format!("EFG 2 R \"\" {{ \"Ann\" \"Bob\" }} c \"\" 1 {{ {} }} 0\n", types.join(" "));
    let error = from_str(&(text + &nodes.collect::<String>())).unwrap_err();
    assert_eq!(
        error,
        Error::File(
            "200 types, 200 messages and 200 actions are too many: a game read from a tree has at \
             most 1048576 cells"
                .into()
        )
    );
}

#[test]
fn the_order_in_a_comment_is_taken_if_it_fits() {
    let game = read(CRISIS);
    let order = "messages and actions in order:\nmessage threat\nmessage quiet\naction a\\u0022\n\
                 action end\naction call\naction yield";
    let with = |order: &str| {
        from_str(&format!("EFG 2 R \"\" {{ \"Ann\" \"Bob\" }} \"{order}\"\n{CRISIS}")).unwrap()
    };
    let other = with(order);
    assert_eq!(other.messages(), ["threat", "quiet"]);
    assert_eq!(other.actions(), ["a\"", "end", "call", "yield"]);
    assert_eq!(other.sender_payoff(1, 0, 2), game.sender_payoff(1, 1, 1));
    assert_eq!(from_str(&to_string(&other)).unwrap(), other);
    assert_eq!(with(&order.replace('\n', "\r\n")), other);
    for (from, to) in [
        ("message quiet", "message loud"),
        ("message quiet", "message quiet\nmessage loud"),
        ("message quiet", "message threat"),
        ("action yield", "action yield\naction yield"),
        ("\naction yield", ""),
        ("action yield", "action \\yield"),
        ("action yield", "reaction yield"),
        ("action yield", "yield"),
        ("order:", "order"),
    ] {
        assert_eq!(with(&order.replace(from, to)), game, "{to}");
    }
}
