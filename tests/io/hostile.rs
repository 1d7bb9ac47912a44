//! Hostile and damaged game files: nothing panics, what is read is a game that is written and read
//! again, and every refusal is one short line, however long the file.

use std::collections::HashSet;

use schelling::io::{FORMATS, Format, efg, json};
use schelling::{Game, Q};

use super::formats::TEXT;
use crate::common::corpus_games;
use crate::oracle::random::Random;

const MUTATIONS: usize = 20_000;

/// How long a refusal may be: a place, what is wrong, some labels of the game, the cure.
const SHORT: usize = 600;

/// Pieces that mean something to a reader, or to a terminal.
const PIECES: &[&str] = &[
    "",
    " ",
    "\n",
    "\"",
    "'",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "=",
    ".",
    "0",
    "-1",
    "1/2",
    "1/0",
    "0.3333333333333333",
    "1e9",
    "1e999999999",
    "1e512",
    "-",
    "null",
    "NaN",
    "inf",
    "true",
    "é",
    "–",
    "\u{1b}[2J",
    "\u{0}",
    "\t",
    "\r",
    "\u{9b}",
    "\u{2028}",
    "\u{202e}",
    "\u{200d}",
    "\u{feff}",
    "\\u001b",
    "\\u0000",
    "\\n",
    "\\ud800",
    "c ",
    "p ",
    "t ",
    "EFG ",
    "\"\"",
    "\"x\"",
    "p \"\" 1 1 { \"a\" } 0 ",
    "p \"\" 2 2 0 ",
    "c \"\" 1 0 ",
    "t \"\" 1 ",
    "t \"\" 1 \"\" { 1, 2, }",
    "\"boat\" 0 ",
    "\"name\": ",
    "[available]\n",
    "schelling = 1\n",
    "\"schelling\": 1, ",
    "# ",
    "\"\"\"",
];

/// What is long when it is repeated.
const UNITS: &[&str] =
    &["x", "7", "9/7", "\"", "[", "{", "[[0],", "\\n", "é", "\u{1}", "\" \"", ", ", "0.1"];

/// Numbers of every kind that takes the place of another.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "-3",
    "1/2",
    "1/3",
    "0.5",
    "1e-3",
    "-0",
    "00",
    "1/1",
    "0.1",
    "999999999999999999999",
    "1.0000000001",
    "-1/7",
];

/// Trees of every shape that is read: several steps, chance in all places, last moves, comments.
const TREES: &[&str] = &[
    r#"EFG 2 R "apply" { "S" "R" }
"a comment"

c "" 1 "" { "high" 1/2 "low" .5 "none" 0 } 0
p "" 1 1 "" { "apply" "stay" } 0
p "" 1 2 "" { "degree" "none" } 0
p "" 2 1 "" { "hire" "reject" } 0
t "" 1 "" { 2, 1, }
t "" 2 "" { -1 0 }
p "" 2 2 "" { "hire" "reject" } 0
t "" 3 "" { 3, 1 }
t "" 4 "" { 0, 0 }
t "" 5 "" { 1, 0 }
p "" 1 3 "" { "apply" "stay" } 0
p "" 1 4 "" { "degree" "none" } 0
p "" 2 1 0
t "" 6 "" { 0, -1 }
t "" 7 "" { -3, 0 }
p "" 2 2 0
t "" 3
t "" 4
t "" 5
t "" 8 "" { 0, 0 }
"#,
    r#"EFG 2 R "" { "Ann" "Bob" }
c "" 1 { "firm" 0.3333333333333333 "weak" 0.6666666666666666 } 0
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
c "" 2 { "" 1/2 "" 1/4 "" 1/4 } 7 { 1 1 }
t "" 2
t "" 2
t "" 2
p "" 1 4 { "fight" "back down" } 0
t "" 5 { -3 -4 }
t "" 4
"#,
];

/// Game files that are in order.
fn files() -> Vec<(&'static Format, String)> {
    let efg = FORMATS.iter().find(|format| format.extension == "efg").unwrap();
    let trees = TREES.iter().map(|text| (efg.from_str)(text).unwrap());
    let games: Vec<Game> = corpus_games().into_iter().chain(trees).collect();
    assert!(games.len() > 20);
    let written = FORMATS.iter().flat_map(|format| {
        games.iter().map(move |game| (format, (format.to_string)(game).unwrap()))
    });
    written.chain(TREES.iter().map(|text| (efg, text.to_string()))).collect()
}

/// A place in a text that does not cut a character.
fn place(random: &mut Random, text: &str) -> usize {
    let at = random.index(text.len() + 1);
    (at..).find(|&at| text.is_char_boundary(at)).unwrap()
}

/// Draws one of a list.
fn pick<'a>(random: &mut Random, list: &[&'a str]) -> &'a str {
    list[random.index(list.len())]
}

/// One damage, and in a text of the same format as `other`.
fn damage(random: &mut Random, text: &mut String, other: &str) {
    let at = place(random, text);
    match random.index(10) {
        0..3 => text.insert_str(at, pick(random, PIECES)),
        3 => {
            let to = (at + random.index(20)).min(text.len());
            let to = (to..).find(|&to| text.is_char_boundary(to)).unwrap();
            text.replace_range(at..to, pick(random, PIECES));
        }
        4 | 5 => {
            // a number in the place of another
            let digit = |c: char| c.is_ascii_digit() || "-/.".contains(c);
            let Some(from) = text[at..].find(digit).map(|i| at + i) else { return };
            let to = text[from..].find(|c| !digit(c)).map_or(text.len(), |i| from + i);
            text.replace_range(from..to, pick(random, NUMBERS));
        }
        6 | 7 => {
            // a line twice, none, or elsewhere
            let mut lines: Vec<&str> = text.lines().collect();
            if lines.is_empty() {
                return;
            }
            let (from, to) = (random.index(lines.len()), random.index(lines.len()));
            match random.index(3) {
                0 => lines.swap(from, to),
                1 => lines.insert(to, lines[from]),
                _ => drop(lines.remove(from)),
            }
            *text = lines.join("\n");
        }
        8 => {
            let to = place(random, other);
            *text = format!("{}{}", &text[..at], &other[to..]);
        }
        _ => text.insert_str(at, &pick(random, UNITS).repeat(1 << random.index(14))),
    }
}

/// Is this what a game must be?
fn check(game: &Game) {
    assert!(game.prior().iter().all(Q::is_positive));
    assert_eq!(game.prior().iter().sum::<Q>(), Q::ONE);
    for labels in [game.types(), game.messages(), game.actions()] {
        let different: HashSet<&String> = labels.iter().collect();
        assert!(!labels.is_empty() && different.len() == labels.len(), "{labels:?}");
        assert!(labels.iter().all(|label| !label.trim().is_empty()), "{labels:?}");
        assert!(!labels.concat().contains(char::is_control), "{labels:?}");
    }
    for format in FORMATS {
        // A tree cannot tell an empty name from none.
        if format.extension == "efg" && game.name() == Some("") {
            continue;
        }
        let text = (format.to_string)(game).unwrap();
        assert_eq!((format.from_str)(&text).as_ref(), Ok(game), "{text}");
    }
}

#[test]
fn damaged_files_are_games_or_refused_in_one_short_line() {
    let files = files();
    let mut random = Random(1994);
    let (mut read, mut longest) = (0, String::new());
    for _ in 0..MUTATIONS {
        let (format, text) = &files[random.index(files.len())];
        let (other, tail) = &files[random.index(files.len())];
        let other = if other.extension == format.extension { tail } else { text };
        let mut wrong = text.clone();
        for _ in 0..=random.index(3) {
            damage(&mut random, &mut wrong, other);
        }
        match (format.from_str)(&wrong) {
            Ok(game) => {
                check(&game);
                read += 1;
            }
            Err(error) => {
                let sentence = error.to_string();
                assert!(!sentence.contains(char::is_control), "{sentence:?}");
                if sentence.chars().count() > longest.chars().count() {
                    longest = sentence;
                }
            }
        }
    }
    assert!(longest.chars().count() <= SHORT, "{longest}");
    // Neither is everything refused nor is damage without effect.
    assert!((MUTATIONS / 20..MUTATIONS / 2).contains(&read), "{read} were read");
}

#[test]
fn control_characters_are_refused_by_every_reader() {
    let texts: Vec<(&str, String)> = FORMATS
        .iter()
        .map(|format| {
            (format.extension, (format.to_string)(&json::from_str(TEXT).unwrap()).unwrap())
        })
        .collect();
    for c in ['\u{0}', '\n', '\t', '\u{1b}', '\u{7f}', '\u{9b}', '\u{2028}', '\u{202e}', '\u{2066}']
    {
        let code = format!("holds the control character U+{:04X}", u32::from(c));
        for (extension, text) in &texts {
            let format = FORMATS.iter().find(|format| format.extension == *extension).unwrap();
            let inside = match *extension {
                "efg" => c.to_string(),
                _ => format!("\\u{:04x}", u32::from(c)),
            };
            for (label, place) in [
                ("two", "name"),
                ("weak", "types[0]"),
                ("quiet", "messages[0]"),
                ("yield", "actions[1]"),
            ] {
                let wrong = text.replace(label, &format!("{label}{inside}"));
                assert_ne!(wrong, *text);
                let error = (format.from_str)(&wrong).unwrap_err().to_string();
                let sentence = format!(
                    "{place} {code}: labels and names are plain text in one line, so leave it out"
                );
                assert_eq!(error, sentence, "{extension}");
            }
        }
    }
    // what scripts need is no control character: joiners, marks, a no-break space
    for c in ['\u{200d}', '\u{200f}', '\u{a0}', '\u{301}', '\u{e000}', '\u{10ffff}'] {
        let text = TEXT.replace("weak", &format!("weak{c}"));
        assert_eq!(json::from_str(&text).unwrap().types()[0], format!("weak{c}"));
    }
}

#[test]
fn a_million_digits_are_enough() {
    let long = |count: usize| vec![format!("1{}", "0".repeat(9_999)); count];
    let cells = |numbers: &[String]| format!("[[[{}]]]", numbers.join(", "));
    let json = |numbers: &[String]| {
        let zeros = vec!["0".to_string(); numbers.len()];
        format!(
            "{{\"schelling\": 1, \"prior\": [1], \"sender\": {}, \"receiver\": {}}}",
            cells(numbers),
            cells(&zeros)
        )
    };
    let game = json::from_str(&json(&long(99))).unwrap();
    check(&game);
    // what may be held can be written and read again, signs and all
    let negative: Vec<String> = long(100).iter().map(|number| format!("-{number}")).collect();
    check(&json::from_str(&json(&negative)).unwrap());
    let sentence = "the long numbers of this game have more than 1000000 digits in all: round them";
    let refused = |text: &str| assert_eq!(json::from_str(text).unwrap_err().to_string(), sentence);
    refused(&json(&long(101)));
    // all together, whoever is paid
    let half = cells(&long(51));
    let zeros = cells(&vec!["0".to_string(); 51]);
    let both = json(&long(51)).replace(&zeros, &half);
    assert_ne!(both, json(&long(51)));
    refused(&both);
    // before anything is read: this is no number, and powers are not raised
    refused(&json(&[format!("\"{}x\"", "7".repeat(2 << 20))]));
    refused(&json(&vec!["1e512".to_string(); 2_000]));
    refused(&json(&vec!["\"1e500/3e512\"".to_string(); 2_000]));
    // short numbers are free: more than a million digits
    assert!(json::from_str(&json(&vec!["123456789.25".to_string(); 100_000])).is_ok());

    let tree = |numbers: &[String]| {
        let actions: String = (0..numbers.len()).map(|a| format!("\"a{a}\" ")).collect();
        let leaves: String = (1..)
            .zip(numbers)
            .map(|(n, number)| format!("t \"\" {n} \"\" {{ {number}, 0 }}\n"))
            .collect();
        format!(
            "EFG 2 R \"\" {{ \"S\" \"R\" }}\np \"\" 1 1 {{ \"m\" }} 0\np \"\" 2 1 {{ {actions}}} \
             0\n{leaves}"
        )
    };
    assert!(efg::from_str(&tree(&long(99))).is_ok());
    let error = efg::from_str(&tree(&long(120))).unwrap_err().to_string();
    assert_eq!(error, format!("not EFG: {sentence} at line 114 column 15"));
}

#[test]
fn what_is_long_is_not_repeated_in_errors() {
    let long = "x".repeat(100_000);
    let digits = "7".repeat(15_000);
    for (from, to) in [
        ("\"weak\": [", format!("\"{long}\": [")),
        ("[\"quiet\"]", format!("[\"{long}\"]")),
        ("[\"quiet\"]", format!("[\"quiet\", \"{long}\"]")),
        ("\"sender\"", format!("\"{long}\"")),
        ("\"schelling\": 1", format!("\"schelling\": {digits}")),
        ("\"9/10\"", digits.clone()),
        ("\"9/10\"", format!("-{digits}")),
        ("\"9/10\"", format!("\"{long}\"")),
        ("[\"weak\", \"strong\"]", format!("[\"{long}\", \"{long}\"]")),
        ("[\"weak\", \"strong\"]", format!("[\"{long}\", \"{long}y\", \"{long}z\"]")),
    ] {
        let wrong = TEXT.replacen(from, &to, 1);
        assert_ne!(wrong, TEXT, "{from}");
        let error = json::from_str(&wrong).unwrap_err().to_string();
        assert!(error.chars().count() < 300, "{error}");
    }
}
