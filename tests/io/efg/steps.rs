//! Messages of several steps, moves that somebody does not see, and moves that chance never makes.

use schelling::{Game, Q, Search};

use super::trees::{cells, noisy, read, refused};
use crate::common::q;

/// Apply or stay; who applies may show a degree; the employer sees both.
const APPLY: &str = r#"c "" 1 { "high" 1/2 "low" 1/2 } 0
p "" 1 1 { "apply" "stay" } 0
p "" 1 2 { "degree" "none" } 0
p "" 2 1 { "hire" "reject" } 0 t "" 1 { 2 1 } t "" 2 { -1 0 }
p "" 2 2 { "hire" "reject" } 0 t "" 3 { 3 1 } t "" 4 { 0 0 }
t "" 5 { 1 0 }
p "" 1 3 { "apply" "stay" } 0
p "" 1 4 { "degree" "none" } 0
p "" 2 1 0 t "" 6 { 0 -1 } t "" 7 { -3 0 }
p "" 2 2 0 t "" 8 { 3 -1 } t "" 9 { 0 0 }
t "" 10 { 1 0 }
"#;

#[test]
fn steps_in_a_row_are_one_message() {
    let game = read(APPLY);
    assert_eq!(game.types(), ["high", "low"]);
    assert_eq!(game.messages(), ["apply, degree", "apply, none", "stay"]);
    assert_eq!(game.actions(), ["hire", "reject", "end"]);
    assert_eq!(cells(&game), ["2,1 -1,0|3,1 0,0|1,0", "0,-1 -3,0|3,-1 0,0|1,0"]);

    // A label is unique even where another one is joined to the same text.
    let same = APPLY.replace("\"stay\"", "\"apply, none\"");
    assert_eq!(read(&same).messages(), ["apply, degree", "apply, none", "apply, none (2)"]);
    // Three steps, the last of them open to one type only.
    let more = APPLY.replacen(
        "t \"\" 5 { 1 0 }",
        "p \"\" 1 9 { \"go\" \"wait\" } 0 p \"\" 1 8 \
         { \"far\" } 0 t \"\" 5 { 1 0 } t \"\" 12 { 7 7 }",
        1,
    );
    let game = read(&more);
    assert_eq!(
        game.messages(),
        ["apply, degree", "apply, none", "stay, go, far", "stay, wait", "stay"]
    );
    assert_eq!(cells(&game), ["2,1 -1,0|3,1 0,0|1,0|7,7|", "0,-1 -3,0|3,-1 0,0|||1,0"]);
}

#[test]
fn what_chance_does_between_steps_is_averaged_if_nobody_sees_it() {
    let game = read(
        r#"p "" 1 1 { "m" "n" } 0
             c "" 1 { "x" 1/4 "y" 3/4 } 0
               p "" 1 2 { "k" "l" } 0
                 p "" 2 1 { "a" } 0 t "" 1 { 4 0 }
                 t "" 2 { 8 8 }
               p "" 1 2 0
                 p "" 2 1 0 t "" 3 { 0 4 }
                 t "" 4 { 0 0 }
             p "" 2 2 { "a" } 0 t "" 4"#,
    );
    assert_eq!(game.messages(), ["m, k", "m, l", "n"]);
    assert_eq!(cells(&game), ["1,3|2,2|0,0"]);
}

#[test]
fn steps_that_the_receiver_does_not_see_are_one_message_if_they_pay_the_same() {
    let blind = APPLY.replace("p \"\" 2 2 { \"hire\" \"reject\" } 0", "p \"\" 2 1 0");
    let blind = blind.replace("p \"\" 2 2 0", "p \"\" 2 1 0");
    let hidden = noisy(&blind);
    assert_eq!(hidden.game().messages(), ["apply, degree", "apply, none", "stay"]);
    assert_eq!(hidden.signals(), ["apply, degree or apply, none", "stay"]);
    assert_eq!(cells(hidden.game()), ["2,1 -1,0|3,1 0,0|1,0", "0,-1 -3,0|3,-1 0,0|1,0"]);
    let equal = blind.replace("t \"\" 3 { 3 1 } t \"\" 4 { 0 0 }", "t \"\" 1 t \"\" 2");
    let equal = equal.replace("t \"\" 8 { 3 -1 } t \"\" 9 { 0 0 }", "t \"\" 6 t \"\" 7");
    let game = read(&equal);
    assert_eq!(game.messages(), ["apply, degree or apply, none", "stay"]);
    assert_eq!(cells(&game), ["2,1 -1,0|1,0", "0,-1 -3,0|1,0"]);
}

#[test]
fn steps_that_are_no_message_are_refused() {
    for (from, to, reason) in [
        (
            "p \"\" 1 4 { \"degree\" \"none\" }",
            "p \"\" 1 2",
            "after \"low\", \"apply\" the sender \"Ann\" does not see whether chance takes \"high\" \
             or \"low\" (information set 2) (line 9 column 1)",
        ),
        (
            "t \"\" 5 { 1 0 }",
            "p \"\" 1 2 0 t \"\" 5 { 1 0 } t \"\" 5",
            "after \"high\", \"stay\" the sender \"Ann\" does not see whether it took \"apply\" or \
             \"stay\" (information set 2) (line 7 column 1)",
        ),
        (
            "p \"\" 2 1 { \"hire\" \"reject\" } 0 t \"\" 1 { 2 1 }",
            "p \"\" 2 1 { \"hire\" \"reject\" } 0 p \"\" 1 2 0 t \"\" 1 { 2 1 } t \"\" 1",
            "after \"high\", \"apply\", \"degree\", \"hire\" the sender \"Ann\" does not see whether \
             it took \"degree\" before (information set 2) (line 5 column 32)",
        ),
    ] {
        let wrong = APPLY.replacen(from, to, 1);
        assert_ne!(wrong, APPLY);
        refused(&wrong, reason);
    }
    let draw = |second: &str| {
        format!(
            "p \"\" 1 1 {{ \"m\" }} 0\nc \"\" 1 {{ \"x\" 1/2 \"y\" 1/2 }} 0\np \"\" 1 2 {{ \"k\" }} 0 \
             p \"\" 2 1 {{ \"a\" }} 0 t \"\" 0\n{second}"
        )
    };
    refused(
        &draw("p \"\" 1 3 { \"k\" } 0 p \"\" 2 1 0 t \"\" 0"),
        "after \"m\", \"y\" the sender \"Ann\" learns something between its moves (information sets \
         2 and 3) (line 5 column 1 and line 4 column 1)",
    );
    refused(
        &draw("p \"\" 2 2 { \"a\" } 0 t \"\" 0"),
        "after \"m\", \"y\" chance decides whether the sender \"Ann\" moves again (line 5 column 1 \
         and line 4 column 1)",
    );
    let step = |n: usize| format!("p \"\" 1 {n} {{ \"s\" }} 0 ");
    let row = |n: usize| (1..=n).map(step).collect::<String>() + "p \"\" 2 1 { \"a\" } 0 t \"\" 0";
    assert_eq!(read(&row(8)).messages(), ["s, s, s, s, s, s, s, s"]);
    refused(
        &row(9),
        "after …, \"s\", \"s\", \"s\", \"s\", \"s\", \"s\" the sender \"Ann\" moves more than 8 times \
         in a row (line 2 column 153)",
    );
}

#[test]
fn a_reply_that_the_sender_does_not_see_is_named() {
    // Myerson (1991), figure 4.2: player 1 does not see what player 2 does, nor 2 what 1 does.
    refused(
        r#"p "" 1 1 { "A1" "B1" } 0
p "" 2 1 { "W2" "X2" } 0
p "" 1 2 { "Y1" "Z1" } 0 t "" 1 { 3 0 } t "" 2 { 0 0 }
p "" 1 2 0 t "" 3 { 2 3 } t "" 4 { 4 1 }
p "" 2 1 0 t "" 5 { 2 3 } t "" 6 { 3 2 }"#,
        "after \"A1\", \"X2\" the sender \"Ann\" does not see whether the receiver \"Bob\" takes \
         \"W2\" or \"X2\" (information set 2) (line 5 column 1)",
    );
    // Both draws of chance at once: what is told apart is named, and not what both have in common.
    refused(
        r#"c "" 1 { "u" 1 } 0 c "" 2 { "x" 1/2 "y" 1/2 } 0
p "" 1 1 { "m" } 0 p "" 2 1 { "a" } 0 p "" 1 3 { "z" } 0 t "" 0
p "" 1 2 { "m" } 0 p "" 2 1 0 p "" 1 3 0 t "" 0"#,
        "after \"u\", \"y\", \"m\", \"a\" the sender \"Ann\" does not see whether chance takes \"x\" \
         or \"y\" (information set 3) (line 4 column 31)",
    );
}

/// The leader moves, chance decides between two signals, and the follower moves.
fn signals(sets: [usize; 4]) -> String {
    let reply = |n: usize| match sets[..n].contains(&sets[n]) {
        false => format!("p \"\" 2 {} {{ \"a\" }} 0 t \"\" 0\n", sets[n]),
        true => format!("p \"\" 2 {} 0 t \"\" 0\n", sets[n]),
    };
    let draw = "c \"\" 1 { \"s\" 1/2 \"c\" 1/2 } 0\n";
    let [a, b, c, d] = [0, 1, 2, 3].map(reply);
    format!("p \"\" 1 1 {{ \"S\" \"C\" }} 0\n{draw}{a}{b}{draw}{c}{d}")
}

#[test]
fn a_signal_with_noise_makes_a_game_with_noise() {
    let half = || Q::new(1, 2).unwrap();
    let seen = noisy(&signals([1, 2, 1, 2]));
    assert_eq!(
        (seen.signals(), seen.game().messages()),
        (&["s", "c"].map(String::from)[..], &["S", "C"].map(String::from)[..])
    );
    assert_eq!(seen.channel().noise(), [vec![vec![half(), half()]; 2]]);
    // a message that may be lost
    let lost = noisy(&signals([1, 2, 3, 2]));
    assert_eq!(lost.signals(), ["s", "c", "s (2)"]);
    let rows = [vec![half(), half(), Q::ZERO], vec![Q::ZERO, half(), half()]];
    assert_eq!(lost.channel().noise(), [rows.to_vec()]);
    // what chance shows besides the move
    assert_eq!(noisy(&signals([1, 2, 3, 4])).signals().len(), 4);
    // and what is paid by it is more than a signal
    let paid = signals([1, 2, 1, 2]).replacen("t \"\" 0", "t \"\" 1 { 1 0 }", 1);
    refused(
        &paid,
        "after \"S\", \"c\" chance decides what the receiver \"Bob\" sees of it (information sets \
         1 and 2), and what is paid depends on it (line 5 column 1 and line 4 column 1)",
    );
}

#[test]
fn a_move_that_is_not_seen_is_a_game_with_noise() {
    // matching pennies
    let pennies = noisy(
        r#"p "" 1 1 { "H" "T" } 0
p "" 2 1 "blind" { "h" "t" } 0 t "" 1 { 1 0 } t "" 2 { 0 1 }
p "" 2 1 0 t "" 2 t "" 1"#,
    );
    assert_eq!(pennies.signals(), ["blind"]);
    let all = pennies.equilibria(&Search::default()).unwrap();
    let half = Q::new(1, 2).unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].sender(), all[0].receiver(0).unwrap()),
        (&[vec![half.clone(); 2]][..], &[half.clone(), half][..])
    );
    // only whether the game goes on is seen: left or right is not
    let part = noisy(
        r#"p "" 1 1 { "L" "R" "out" } 0
p "" 2 1 { "h" "t" } 0 t "" 1 { 1 0 } t "" 2 { 0 1 }
p "" 2 1 0 t "" 2 t "" 1
t "" 3 { 2 2 }"#,
    );
    assert_eq!(part.game().messages(), ["L", "R", "out"]);
    assert_eq!(part.signals(), ["L or R", "out"]);
    assert_eq!(part.game().actions(), ["h", "t", "end"]);
}

/// A branch of probability 0 in each place where chance may move.
#[test]
fn branches_of_probability_0_weigh_nothing() {
    let tree = |types: [&str; 2], card: [&str; 2], last: [&str; 2]| {
        format!(
            r#"c "" 1 {{ {} "flush" 1/2 "air" 0.5 }} 0 {}
            p "" 1 1 {{ "bet" "check" }} 0
              c "" 2 {{ "up" 1 {} }} 0 p "" 2 1 {{ "call" "fold" }} 0
                c "" 3 {{ "blank" 1/2 {} "pair" 1/2 }} 0 t "" 1 {{ 5 -4 }} {} t "" 2 {{ 2 -1 }}
                t "" 3 {{ 2 -1 }}
              {}
              t "" 4 {{ 1 0 }}
            p "" 1 2 {{ "bet" "check" }} 0
              p "" 2 1 0 t "" 5 {{ -4 5 }} t "" 6 {{ 2 -1 }}
              t "" 7 {{ 0 1 }}"#,
            types[0], types[1], card[0], last[0], last[1], card[1]
        )
    };
    let none = ["", ""];
    let plain = read(&tree(none, none, none));
    assert_eq!(plain.types(), ["flush", "air"]);
    assert_eq!(cells(&plain), ["7/2,-5/2 2,-1|1,0", "-4,5 2,-1|0,1"]);
    // a type of its own, with moves of its own
    let ghost = r#"p "" 1 7 { "x" "y" } 0 p "" 2 9 { "z" } 0 t "" 0 p "" 2 9 0 t "" 0"#;
    // a set that is known, a player who moves nowhere else, a reply again
    let again = r#"p "" 2 1 { "call" "fold" } 0 p "" 2 1 0 t "" 0 t "" 0 p "" 1 1 { "bet" "check" } 0
                   t "" 0 t "" 0"#;
    let card = [r#""boat" 0/5"#, r#"t "" 9 { 7 7 }"#];
    let lost = [r#""down" 0.0"#, r#"p "" 2 8 { "call" "fold" } 0 t "" 0 t "" 0"#];
    let odd = [r#""down" 0"#, again];
    for types in [none, [r#""ghost" 0"#, ghost], [r#""over" 0e3"#, r#"t "" 0"#]] {
        for seen in [none, lost, odd] {
            for last in [none, card] {
                assert_eq!(read(&tree(types, seen, last)), plain, "{types:?} {seen:?} {last:?}");
            }
        }
    }
    // Eve moves nowhere else, and before anybody: she is no player of this game.
    let text = |eve: &str, branch: &str| {
        format!(
            r#"EFG 2 R "" {{ "Ann" "Eve" "Bob" }} c "" 1 {{ {eve} "x" 1 }} 0 {branch}
               p "" 1 1 {{ "m" }} 0 p "" 3 1 {{ "a" }} 0 t "" 1 {{ 1 2 3 }}"#
        )
    };
    let eve = text(r#""never" 0"#, r#"p "" 2 1 { "e" } 0 t "" 0"#);
    let read = |text: &str| schelling::io::efg::from_str(text).unwrap();
    assert_eq!(read(&eve), read(&text("", "")));
    // Where nothing else is left, nobody moves.
    refused(
        r#"c "" 1 { "x" 0 "y" 1 } 0 p "" 1 1 { "m" } 0 p "" 2 1 { "a" } 0 t "" 0 t "" 0"#,
        "nobody moves, and it takes a sender and a receiver",
    );
}

#[test]
fn types_are_not_called_by_their_probabilities() {
    let types = |draw: &str, sets: [&str; 2]| -> Game {
        let kind = |n: usize| {
            format!(
                "p \"\" 1 {n} {} {{ \"m\" }} 0 p \"\" 2 {n} {{ \"a\" }} 0 t \"\" 0 ",
                sets[n - 1]
            )
        };
        read(&format!("c \"\" 1 {{ {draw} }} 0 {}{}", kind(1), kind(2)))
    };
    for draw in [
        r#""1/3" 1/3 "2/3" 2/3"#,
        r#""1/2" 1/2 "1/2" 1/2"#,
        r#""0.25" 1/4 " .75" 3/4"#,
        r#""0.3333333333333333" 0.3333333333333333 "0.6666666666666666" 0.6666666666666666"#,
        r#""" 1/2 "" 1/2"#,
    ] {
        assert_eq!(types(draw, ["", ""]).types(), ["t1", "t2"], "{draw}");
        assert_eq!(types(draw, ["\"(1,1)\"", "\"(1,2)\""]).types(), ["t1", "t2"], "{draw}");
        assert_eq!(types(draw, ["\"weak\"", "\"strong\""]).types(), ["weak", "strong"], "{draw}");
    }
    // numbers that are something else are names
    let quality = r#""1/3" 1/2 "2/3" 1/2"#;
    assert_eq!(types(quality, ["", ""]).types(), ["1/3", "2/3"]);
    assert_eq!(types(r#""1" 1/2 "0" 1/2"#, ["", ""]).types(), ["1", "0"]);
}

#[test]
fn decimals_that_were_rounded_are_normalised() {
    let prior = |draw: &str| -> Vec<schelling::Q> {
        let count = draw.matches('"').count() / 2;
        let kind =
            |n: usize| format!("p \"\" 1 {n} {{ \"m\" }} 0 p \"\" 2 {n} {{ \"a\" }} 0 t \"\" 0 ");
        let kinds: String = (1..=count).map(kind).collect();
        read(&format!("c \"\" 1 {{ {draw} }} 0 {kinds}")).prior().to_vec()
    };
    let third = "0.3333333333333333";
    let thirds = prior(&format!("\"x\" {third} \"y\" {third} \"z\" {third}"));
    assert_eq!(thirds, [q("1/3"), q("1/3"), q("1/3")]);
    let mixed = prior(&format!("\"x\" 1/3 \"y\" {third} \"z\" 3333333333333333e-16"));
    assert_eq!(mixed, thirds);
    // what is exact stays so: floats would have it 1/3
    let exact = prior(&format!("\"x\" {third} \"y\" 0.6666666666666667"));
    assert_eq!(exact[0], q("3333333333333333/1e16"));
    assert_eq!(prior(r#""x" 0.1 "y" .9"#), [q("1/10"), q("9/10")]);
    // a sum that is still off is divided out, and equal numbers stay equal
    let off = prior(r#""x" 0.333333333 "y" 0.333333333 "z" 0.333333333"#);
    assert_eq!(off, thirds);
    // 1 and 10^-9 are their own floats
    let off = prior(r#""x" 1.0 "y" 1e-9"#);
    assert_eq!(off, [q("1000000000/1000000001"), q("1/1000000001")]);
}
