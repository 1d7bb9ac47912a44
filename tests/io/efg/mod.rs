//! `.efg` files: what is written is read again, and whatever is wrong has one line.

mod audiences;
mod published;
mod steps;
mod trees;

use proptest::prelude::*;
use schelling::io::efg::{from_str, to_string};
use schelling::{Error, Game, Q};

/// Hard evidence; labels and name need care.
fn evidence() -> Game {
    let cells = |n: i64| {
        let row =
            |t: i64, m: i64| (0..3).map(|a| Q::new(n + 9 * t + 3 * m + a, 7).unwrap()).collect();
        (0..2).map(|t| (0..3).map(|m| row(t, m)).collect()).collect::<Vec<Vec<Vec<Q>>>>()
    };
    Game::builder()
        .name("a \"game\" of two – types\\")
        .types(["weak", "strong\\x"])
        .messages(["quiet", "a \"threat\"", "proof\\"])
        .actions(["ignore", "yield", "never"])
        .prior(["0.1".parse().unwrap(), "9/10".parse().unwrap()])
        .sender(cells(-20))
        .receiver(cells(5))
        .available("weak", ["quiet", "a \"threat\""])
        .available("strong\\x", ["quiet", "proof\\"])
        .replies("quiet", ["yield"])
        .replies("a \"threat\"", ["ignore", "yield"])
        .replies("proof\\", ["ignore"])
        .build()
        .unwrap()
}

const TEXT: &str = r#"EFG 2 R "a \"game\" of two – types\\" { "Sender" "Receiver" }
"messages and actions in order:
message quiet
message a \u0022threat\u0022
message proof\u005c
action ignore
action yield
action never"

c "" 1 "" { "weak" 1/10 "strong\x" 9/10 } 0
p "" 1 1 "weak" { "quiet" "a \"threat\"" } 0
p "" 2 1 "quiet" { "yield" } 0
t "" 1 "1" { -19/7, 6/7 }
p "" 2 2 "a \"threat\"" { "ignore" "yield" } 0
t "" 2 "2" { -17/7, 8/7 }
t "" 3 "3" { -16/7, 9/7 }
p "" 1 2 "strong\x" { "quiet" "proof\\" } 0
p "" 2 1 "quiet" { "yield" } 0
t "" 4 "4" { -10/7, 15/7 }
p "" 2 3 "proof\\" { "ignore" } 0
t "" 5 "5" { -5/7, 20/7 }
"#;

#[test]
fn a_game_is_written_as_a_tree() {
    assert_eq!(to_string(&evidence()), TEXT);
    assert_eq!(from_str(TEXT).unwrap(), evidence());
}

#[test]
fn every_wrong_text_has_its_line_and_column() {
    for (from, to, problem) in [
        (
            "EFG",
            "NFG",
            "expected \"EFG\", with which such a file starts, found \"NFG\" at line 1 column 1",
        ),
        (
            "EFG 2",
            "EFG 3",
            "expected 2, the version of the format, found the number \"3\" at line 1 column 5",
        ),
        ("2 R", "2 X", "expected \"R\" or \"D\", found \"X\" at line 1 column 7"),
        (
            "{ \"Sender\" \"Receiver\" }",
            "{ }",
            "expected the name of a player in quotes, found \"}\" at line 1 column 41",
        ),
        (
            "\"Receiver\" }",
            "\"Receiver\"",
            "expected the name of a player in quotes, found \"c\" at line 10 column 1",
        ),
        (
            "action never\"",
            "action never",
            "expected a node (\"c\", \"p\" or \"t\"), found the text \" 1 \" at line 10 column 4",
        ),
        (
            "c \"\" 1 \"\"",
            "x \"\" 1 \"\"",
            "expected a node (\"c\", \"p\" or \"t\"), found \"x\" at line 10 column 1",
        ),
        (
            "c \"\" 1",
            "c 1",
            "expected the label of the node in quotes, found the number \"1\" at line 10 column 3",
        ),
        (
            "c \"\" 1",
            "c \"\" 1.5",
            "the number of an information set: invalid digit found in string at line 10 column 6",
        ),
        (
            "\"weak\" 1/10",
            "\"weak\"",
            "expected the probability of an action, found the text \"strong\\\\x\" at line 10 \
             column 20",
        ),
        (
            "\"weak\" 1/10",
            "\"weak\" 1/0",
            "the probability of an action: \"1/0\" is not a rational number: the denominator is 0 \
             at line 10 column 20",
        ),
        (
            "\"weak\" 1/10",
            "\"weak\" -1/10",
            "the probability of \"weak\" is -1/10: give 0 or more at line 10 column 20",
        ),
        (
            "\"weak\" 1/10",
            "\"weak\" 0.2",
            "this list of probabilities sums to 11/10: its entries must sum to 1, decimals and \
             floats to within 1e-9 at line 10 column 11",
        ),
        (
            "\"weak\" 1/10",
            "\"weak\" 99999999999/1000000000000",
            "this list of probabilities sums to 999999999999/1000000000000: its entries must sum to 1 \
             exactly at line 10 column 11",
        ),
        (
            "\"weak\" 1/10",
            "\"weak\" 1/10,",
            "expected an action in quotes or \"}\", found \",\" at line 10 column 24",
        ),
        (
            "9/10 } 0",
            "9/10 }",
            "expected the number of an outcome, found \"p\" at line 11 column 1",
        ),
        (
            "9/10 } 0",
            "9/10 } 0 { 1 2 }",
            "outcome 0 is no outcome and pays nothing: give another number at line 10 column 43",
        ),
        (
            "9/10 } 0",
            "9/10 } 9",
            "outcome 9 is given payoffs nowhere: give them at line 10 column 43",
        ),
        ("p \"\" 1 1", "p \"\" 3 1", "there is no player 3 (there are 2) at line 11 column 6"),
        ("p \"\" 1 1", "p \"\" 0 1", "there is no player 0 (there are 2) at line 11 column 6"),
        (
            "1 \"weak\" { \"quiet\" \"a \\\"threat\\\"\" } 0",
            "1 0",
            "the actions of information set 1 are missing at line 11 column 8",
        ),
        (
            "{ \"quiet\" \"a \\\"threat\\\"\" }",
            "{ }",
            "expected an action, found none at line 11 column 17",
        ),
        (
            "2 3 \"proof\\\\\" {",
            "2 1 {",
            "information set 1 had other actions before at line 20 column 10",
        ),
        (
            "\"5\" { -5/7, 20/7 }",
            "\"5\" { -5/7 }",
            "expected what \"Receiver\" gets, found \"}\" at line 21 column 19",
        ),
        (
            "\"5\" { -5/7, 20/7 }",
            "\"5\" { -5/7, 20/7, 1 }",
            "expected \"}\", since every player has a payoff, found the number \"1\" at line 21 \
             column 26",
        ),
        (
            "\"5\" { -5/7, 20/7 }",
            "\"5\" { -5/7,, 20/7 }",
            "expected what \"Receiver\" gets, found \",\" at line 21 column 19",
        ),
        (
            "\"5\" { -5/7, 20/7 }",
            "\"5\" { -5/7, 20/7,, }",
            "expected \"}\", since every player has a payoff, found \",\" at line 21 column 25",
        ),
        (
            "\"5\" { -5/7, 20/7 }",
            "\"5\" { -5/7, x }",
            "expected what \"Receiver\" gets, found \"x\" at line 21 column 20",
        ),
        (
            "\"5\" { -5/7, 20/7 }",
            "\"5\" { 1-1, 20/7 }",
            "what \"Sender\" gets: \"1-1\" is not a rational number: write 3, -0.25, 1e-3 or \
             \"2/3\" at line 21 column 14",
        ),
        ("t \"\" 5", "t \"\" 4", "outcome 4 had other payoffs before at line 21 column 6"),
        ("20/7 }", "20/7 } \"", "no quote closes the text that starts at line 21 column 27"),
        (
            "20/7 }",
            "20/7 }\n\nt \"\" 0",
            "expected nothing more, since the tree is complete, found \"t\" at line 23 column 1",
        ),
        (
            "t \"\" 5 \"5\" { -5/7, 20/7 }",
            "",
            "expected a node (\"c\", \"p\" or \"t\"), found the end of the file at line 22 \
             column 1",
        ),
    ] {
        let wrong = TEXT.replacen(from, to, 1);
        assert_ne!(wrong, TEXT, "{from}");
        assert_eq!(from_str(&wrong), Err(Error::File(format!("not EFG: {problem}"))), "{from}");
    }
    let long = format!("EFG 2 R \"{}\" x", "–".repeat(99));
    let problem = "expected \"{\" before the players, found \"x\" at line 1 column 111";
    assert_eq!(from_str(&long), Err(Error::File(format!("not EFG: {problem}"))));
    let problem = "more than 256 moves follow one another at line 2 column 4865";
    let deep = format!("EFG 2 R \"\" {{ \"\" }}\n{}", "c \"\" 1 { \"x\" 1 } 0 ".repeat(300_000));
    assert_eq!(from_str(&deep), Err(Error::File(format!("not EFG: {problem}"))));
}

#[test]
fn no_cut_of_a_file_is_a_game() {
    for end in (0..TEXT.trim_end().len()).filter(|&end| TEXT.is_char_boundary(end)) {
        match from_str(&TEXT[..end]) {
            Err(Error::File(error)) => {
                let place = error.rsplit_once(" at line ").map(|(_, place)| place);
                assert!(error.starts_with("not EFG: ") && place.is_some(), "{error}");
                assert!(!error.contains('\n'), "{error}");
            }
            other => panic!("{other:?}"),
        }
    }
}

/// The labels that a mask leaves, or the first.
fn some(labels: &[String], mask: u8) -> Vec<&String> {
    let kept: Vec<&String> = labels
        .iter()
        .enumerate()
        .filter(|(i, _)| mask >> i & 1 == 1)
        .map(|(_, label)| label)
        .collect();
    if kept.is_empty() { vec![&labels[0]] } else { kept }
}

proptest! {
    #[test]
    fn any_game_survives(
        size in [1usize..5, 1..5, 1..5],
        numbers in prop::collection::vec((-99i64..99, 1i64..9), 128),
        weights in prop::collection::vec(1i64..9, 4),
        open in prop::option::of(prop::collection::vec(any::<u8>(), 8)),
    ) {
        let labels = |letter: char, n: usize| -> Vec<String> {
            (1..=n).map(|i| format!("{letter}{i}")).collect()
        };
        let (types, messages, actions) =
            (labels('t', size[0]), labels('m', size[1]), labels('a', size[2]));
        let cells = |from: usize| {
            let cell = |i: usize| Q::new(numbers[from + i].0, numbers[from + i].1).unwrap();
            let row = |t: usize, m: usize| (0..size[2]).map(|a| cell(16 * t + 4 * m + a)).collect();
            (0..size[0])
                .map(|t| (0..size[1]).map(|m| row(t, m)).collect())
                .collect::<Vec<Vec<Vec<Q>>>>()
        };
        let total: i64 = weights[..size[0]].iter().sum();
        let mut builder = Game::builder()
            .types(&types)
            .messages(&messages)
            .actions(&actions)
            .prior(weights[..size[0]].iter().map(|&w| Q::new(w, total).unwrap()))
            .sender(cells(0))
            .receiver(cells(64));
        // The last type can send everything, so that no message is left without a sender.
        let restricted = open.is_some();
        if let Some(masks) = open {
            for (label, &mask) in types[..size[0] - 1].iter().zip(&masks) {
                builder = builder.available(label, some(&messages, mask));
            }
            for (label, &mask) in messages.iter().zip(&masks[4..]) {
                builder = builder.replies(label, some(&actions, mask));
            }
        }
        let game = builder.build().unwrap();
        let text = to_string(&game);
        prop_assert!(restricted || !text.contains("order:"), "{}", text);
        prop_assert_eq!(&from_str(&text).unwrap(), &game, "{}", text);
    }
}
