//! Formats: round trips through each, and one line for everything that is refused.

use proptest::prelude::*;
use schelling::io::{FORMATS, json, toml};
use schelling::{Error, Game, Q};

use crate::common::{corpus, q};

/// A game with every key.
pub const TEXT: &str = r#"{
  "schelling": 1,
  "name": "a \"game\" of two – types",
  "types": ["weak", "strong"],
  "prior": ["1/10", "9/10"],
  "messages": ["quiet", "threat"],
  "actions": ["ignore", "yield"],
  "sender": [
    [
      [1, "-1/3"],
      [null, null]
    ],
    [
      [0, 2],
      [null, "1000000000000000000000000000000"]
    ]
  ],
  "receiver": [
    [
      [0, 0],
      [null, null]
    ],
    [
      [1, -7],
      [null, "1/1000"]
    ]
  ],
  "available": {
    "weak": ["quiet"]
  },
  "replies": {
    "threat": ["yield"]
  }
}
"#;

/// A receiver with types, some of which meet only some types of the sender.
const TYPED: &str = r#"{
  "schelling": 1,
  "types": ["A", "K"],
  "receiver_types": ["K", "Q"],
  "prior": [
    ["1/3", "1/3"],
    [0, "1/3"]
  ],
  "messages": ["check", "bet"],
  "actions": ["fold", "call"],
  "sender": [
    [
      [
        [null, 1],
        [1, 2]
      ],
      [
        [null, 1],
        [1, 2]
      ]
    ],
    [
      [
        [null, null],
        [null, null]
      ],
      [
        [null, 1],
        [1, "5/2"]
      ]
    ]
  ],
  "receiver": [
    [
      [
        [null, 0],
        [0, -1]
      ],
      [
        [null, 0],
        [0, -1]
      ]
    ],
    [
      [
        [null, null],
        [null, null]
      ],
      [
        [null, 0],
        [0, -1]
      ]
    ]
  ],
  "replies": {
    "check": ["call"]
  }
}
"#;

/// Two audiences, one with types, and costs of messages.
const SEVERAL: &str = r#"{
  "schelling": 1,
  "name": "two listeners",
  "types": ["resolved", "unresolved"],
  "prior": ["1/3", "2/3"],
  "messages": ["promise", "limits"],
  "costs": [
    [1, 0],
    ["1/2", 0]
  ],
  "readers": [
    {
      "name": "Moscow",
      "actions": ["refrain", "probe"],
      "types": ["bold", "cautious"],
      "chances": [
        ["1/4", "3/4"],
        [0, 1]
      ],
      "sender": [
        [
          [
            [2, 0],
            [2, 0]
          ],
          [
            [2, 0],
            [2, 0]
          ]
        ],
        [
          [
            [null, null],
            [null, null]
          ],
          [
            [4, 0],
            [null, null]
          ]
        ]
      ],
      "receiver": [
        [
          [
            [0, -1],
            [0, -1]
          ],
          [
            [0, -3],
            [0, -3]
          ]
        ],
        [
          [
            [null, null],
            [null, null]
          ],
          [
            [0, "2/3"],
            [null, null]
          ]
        ]
      ]
    },
    {
      "name": "Kyiv",
      "actions": ["rely", "hedge"],
      "sender": [
        [
          [1, 0],
          [null, 0]
        ],
        [
          [-3, 0],
          [null, null]
        ]
      ],
      "receiver": [
        [
          [1, 0],
          [null, 0]
        ],
        [
          [-1, 0],
          [null, null]
        ]
      ],
      "replies": {
        "limits": ["hedge"]
      }
    }
  ],
  "available": {
    "unresolved": ["promise"]
  }
}
"#;

pub fn game() -> Game {
    json::from_str(TEXT).unwrap()
}

#[test]
fn json_is_written_as_it_was_read() {
    assert_eq!(json::to_string(&game()), TEXT);
    assert_eq!(game().sender_payoff(1, 1, 1), &q("1e30"));
    assert_eq!(game().sender_payoff(0, 1, 0), &Q::ZERO);
}

#[test]
fn games_of_readers_are_written_as_they_were_read() {
    for text in [TYPED, SEVERAL] {
        let game = json::from_str(text).unwrap();
        assert_eq!(json::to_string(&game), text);
        assert_eq!(toml::from_str(&toml::to_string(&game)).unwrap(), game);
        let tree = serde_json::to_value(&game).unwrap();
        assert_eq!(tree, serde_json::from_str::<serde_json::Value>(text).unwrap());
        assert_eq!(serde_json::from_value::<Game>(tree).unwrap(), game);
        // a cell that cannot be reached may hold any number
        assert_eq!(json::from_str(&text.replace("null", "7")).unwrap(), game);
    }
    let cards = json::from_str(TYPED).unwrap();
    assert_eq!(cards.prior(), [q("2/3"), q("1/3")]);
    assert_eq!(cards.readers()[0].chances(), [[q("1/2"), q("1/2")], [q("0"), q("1")]]);
    let rounded = TYPED.replace("\"1/3\"", "0.3333333333333333");
    assert_eq!(json::from_str(&rounded).unwrap(), cards);
    let listeners = json::from_str(SEVERAL).unwrap();
    assert_eq!(listeners.message_costs(), [[q("1"), q("0")], [q("1/2"), q("0")]]);
    assert_eq!(
        json::from_str(&SEVERAL.replace("\"1/4\", \"3/4\"", "0.25, 0.75")).unwrap(),
        listeners
    );
    let text = toml::to_string(&listeners);
    assert!(text.contains("\n[[readers]]\nname = \"Kyiv\"\nactions = [\"rely\", \"hedge\"]\n"));
    assert!(text.contains("\n[readers.replies]\n\"limits\" = [\"hedge\"]\n"));
}

#[test]
fn every_wrong_reader_has_its_sentence() {
    let refused = |text: &str| json::from_str(text).unwrap_err().to_string();
    let keys = "the keys are name, actions, types, chances, sender, receiver, signals, noise, replies, \
         words";
    for (from, to, sentence) in [
        (
            "\"name\": \"Kyiv\",",
            "\"label\": \"Kyiv\",",
            &*format!("readers[1]: there is no key \"label\" ({keys})"),
        ),
        ("\"name\": \"Kyiv\",", "", "readers[1] has no name: give every reader one"),
        (
            "[-3, 0]",
            "[-3, \"one\"]",
            "readers[\"Kyiv\"].sender[1][0][1]: \"one\" is not a rational number",
        ),
        (
            "[\"rely\", \"hedge\"]",
            "[]",
            "readers[\"Kyiv\"].actions is empty: a reader needs at least one action",
        ),
        (
            "[0, 1]\n",
            "[0, \"9/10\"]\n",
            "readers[\"Moscow\"].chances[1] sums to 9/10: its entries must sum to 1 exactly",
        ),
        (
            "\"types\": [\"bold\", \"cautious\"],",
            "",
            "readers[\"Moscow\"].types is missing: chances need the reader's types",
        ),
        (
            "\"readers\": [",
            "\"actions\": [\"a\"], \"readers\": [",
            "actions and readers are both given: with readers, each has its own",
        ),
        (
            "\"readers\": [",
            "\"readers\": [3, ",
            "readers[0] is a number: write an object with the keys name, actions, types, \
             chances, sender, receiver, signals, noise, replies, words",
        ),
        (
            "[1, 0],\n    [\"1/2\", 0]",
            "[1, 0]",
            "costs has 1 entry, but there are 2 types (\"resolved\", \"unresolved\")",
        ),
    ] {
        let text = SEVERAL.replacen(from, to, 1);
        assert_ne!(text, SEVERAL, "{from}");
        let found = refused(&text);
        assert!(found.starts_with(sentence), "{found}");
    }
    for (from, to, sentence) in [
        (
            "[\"1/3\", \"1/3\"],\n    [0, \"1/3\"]",
            "\"2/3\", \"1/3\"",
            "prior goes by type alone: with receiver_types, give the probability of each [type][receiver type]",
        ),
        (
            "\"receiver_types\": [\"K\", \"Q\"],",
            "",
            "prior goes by type and receiver type: give receiver_types as well",
        ),
        (
            "[0, \"1/3\"]",
            "[0, 0]",
            "prior[1] is 0 throughout: type \"K\" goes with no type of the receiver, so leave it out or raise an entry",
        ),
    ] {
        let text = TYPED.replacen(from, to, 1);
        assert_ne!(text, TYPED, "{from}");
        assert_eq!(refused(&text), sentence);
    }
    let flat = json::to_string(&game());
    let typed = flat.replace(
        "\"prior\": [\"1/10\", \"9/10\"]",
        "\"receiver_types\": [\"s\"], \"prior\": [[\"1/10\"], [\"9/10\"]]",
    );
    assert_eq!(
        refused(&typed),
        "sender: the reader has types: give [type][receiver type][message][action]"
    );
}

#[test]
fn toml_has_the_same_content() {
    let text = r#"schelling = 1
name = "a \"game\" of two – types"
types = ["weak", "strong"]
prior = ["1/10", "9/10"]
messages = ["quiet", "threat"]
actions = ["ignore", "yield"]
sender = [
  [
    [1, "-1/3"],
    [0, 0]
  ],
  [
    [0, 2],
    [0, "1000000000000000000000000000000"]
  ]
]
receiver = [
  [
    [0, 0],
    [0, 0]
  ],
  [
    [1, -7],
    [0, "1/1000"]
  ]
]

[available]
"weak" = ["quiet"]

[replies]
"threat" = ["yield"]
"#;
    assert_eq!(toml::to_string(&game()), text);
    assert_eq!(toml::from_str(text).unwrap(), game());
    let by_hand = "schelling = 1\nprior = [0.1_0, +0.9]\nsender = [[[1_000, 1e-3]], [[0, 0]]]\n\
                   receiver = [[[0.12345678901234567890123456789, '1/3']], [[-1, -0.5]]]";
    let game = toml::from_str(by_hand).unwrap();
    assert_eq!(game.prior(), [q("1/10"), q("9/10")]);
    assert_eq!(game.sender_payoff(0, 0, 1), &q("1/1000"));
    assert_eq!(game.receiver_payoff(0, 0, 0), &q("0.12345678901234567890123456789"));
}

#[test]
fn numbers_mean_what_they_say() {
    let read = |number: &str| json::from_str(&TEXT.replace("-7", number)).unwrap();
    for (number, meaning) in [
        ("0.1", "1/10"),
        ("-1.50e+2", "-150"),
        ("\"0.25/2\"", "1/8"),
        ("\" 1 / 3 \"", "1/3"),
        ("\"\\u0031/2\"", "1/2"),
        ("1000000000000000000000000000000", "1e30"),
        ("0.1000000000000000000000000000001", "1000000000000000000000000000001/1e31"),
    ] {
        assert_eq!(read(number).receiver_payoff(1, 0, 1), &q(meaning), "{number}");
    }
}

/// A prior of these entries, in every syntax that has them.
fn priors(entries: &str) -> Vec<Result<Game, Error>> {
    let count = entries.split(',').count();
    let rows = format!("[{}]", vec!["[[0]]"; count].join(", "));
    let json = format!(
        "{{\"schelling\": 1, \"prior\": [{entries}], \"sender\": {rows}, \"receiver\": {rows}}}"
    );
    let toml = format!("schelling = 1\nprior = [{entries}]\nsender = {rows}\nreceiver = {rows}");
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let value = serde_json::from_value(value).map_err(|e| Error::File(e.to_string()));
    vec![json::from_str(&json), toml::from_str(&toml), value]
}

#[test]
fn decimals_that_were_rounded_are_normalised() {
    let third = "0.3333333333333333";
    for (entries, prior) in [
        (format!("{third}, {third}, {third}"), ["1/3", "1/3", "1/3"].as_slice()),
        (format!("\"1/3\", {third}, 3333333333333333e-16"), &["1/3", "1/3", "1/3"]),
        // what Python writes for [1/3, 2/3]
        (format!("{third}, 0.6666666666666666"), &["1/3", "2/3"]),
        // nine digits: off by 1e-9 exactly, and all the same
        ("0.333333333, 0.333333333, 0.333333333".into(), &["1/3", "1/3", "1/3"]),
        // decimals that are exact, in quotes or not
        ("0.1, 0.9".into(), &["1/10", "9/10"]),
        ("\"0.1\", 9e-1".into(), &["1/10", "9/10"]),
        // floats have no shorter name for these, and so are divided by their sum
        ("1.0, 1e-9".into(), &["1000000000/1000000001", "1/1000000001"]),
    ] {
        let prior: Vec<Q> = prior.iter().map(|p| q(p)).collect();
        for game in priors(&entries) {
            assert_eq!(game.unwrap().prior(), prior, "{entries}");
        }
    }
    // Decimals mean what they say if they sum to 1 so; a format of floats has only floats.
    let [json, toml, value] = &priors(&format!("{third}, 0.6666666666666667"))[..] else {
        panic!()
    };
    let exact = [q("3333333333333333/1e16"), q("6666666666666667/1e16")];
    assert_eq!(json.as_ref().unwrap().prior(), exact);
    assert_eq!(toml.as_ref().unwrap().prior(), exact);
    assert_eq!(value.as_ref().unwrap().prior().iter().sum::<Q>(), Q::ONE);

    for (entries, sentence) in [
        // texts are exact, and one decimal among quotients is enough to allow for rounding
        (
            format!("\"{third}\", \"{third}\", \"{third}\""),
            "prior sums to 9999999999999999/10000000000000000: its entries must sum to 1 exactly",
        ),
        (
            "\"1/2\", \"499999999/1000000000\"".into(),
            "prior sums to 999999999/1000000000: its entries must sum to 1 exactly",
        ),
        (
            "0.5, 0.499999998".into(),
            "prior sums to 499999999/500000000: its entries must sum to 1, decimals and floats to \
             within 1e-9",
        ),
        (
            "1.0, 0.0".into(),
            "prior[1] is 0: every type needs a positive probability, so leave out type \"t2\" or \
             raise it",
        ),
    ] {
        for game in priors(&entries) {
            assert_eq!(game.unwrap_err().to_string(), sentence, "{entries}");
        }
    }
}

/// One line, in each wrong text a game file differs from `TEXT` by one replacement.
#[test]
fn every_wrong_json_has_its_sentence() {
    let keys = "schelling, name, types, receiver_types, prior, messages, actions, sender, receiver, \
                costs, readers, available, replies, signals, noise";
    let unknown = format!("there is no key \"sendr\" (the keys are {keys})");
    let version = "write 1, the version of the format";
    for (from, to, sentence) in [
        ("\"schelling\": 1,", "", &*format!("the key \"schelling\" is missing: {version}")),
        ("\"schelling\": 1", "\"schelling\": \"1\"", &format!("schelling is a text: {version}")),
        ("\"schelling\": 1", "\"schelling\": 0", &format!("schelling is 0: {version}")),
        (
            "\"schelling\": 1",
            "\"era\": 7, \"schelling\": 2",
            "schelling is 2: this release reads version 1, so update it to read the file",
        ),
        ("\"sender\"", "\"sendr\"", &unknown),
        ("\"sender\"", "\"receiver\"", "the key \"receiver\" is given twice: keep one"),
        ("\"a \\\"game\\\" of two – types\"", "3", "name is a number: write a text"),
        ("\"strong\"]", "2]", "types[1] is a number: write a text"),
        ("[\"quiet\", \"threat\"]", "\"quiet\"", "messages is a text: write a list"),
        ("\"9/10\"", "null", "prior[1] is null: write a number or a text \"p/q\""),
        ("\"9/10\"", "\"9/0\"", "prior[1]: \"9/0\" is not a rational number: the denominator is 0"),
        (
            "-7",
            "1e999999999",
            "receiver[1][0][1]: \"1e999999999\" is not a rational number: powers of ten go from \
             -512 to 512",
        ),
        (
            "-7",
            "\"nan\"",
            "receiver[1][0][1]: \"nan\" is not a rational number: write 3, -0.25, 1e-3 or \"2/3\"",
        ),
        ("-7", "true", "receiver[1][0][1] is true: write a number or a text \"p/q\""),
        ("-7", "[[[7]]]", "receiver[1][0][1] is a list: write a number or a text \"p/q\""),
        ("[1, -7]", "{\"ignore\": 1}", "receiver[1][0] is an object: write a list"),
        (
            "-7",
            "null",
            "receiver[1][0][1] is missing: give a number, because type \"strong\" can send \
             \"quiet\" and \"yield\" can follow unless `available` or `replies` says otherwise",
        ),
        (", -7", "", "receiver[1][0] has 1 entry, but there are 2 actions (\"ignore\", \"yield\")"),
        ("[\"quiet\"]", "\"quiet\"", "available[\"weak\"] is a text: write a list"),
        ("[\"quiet\"]", "[null]", "available[\"weak\"][0] is null: write a text"),
        (
            "{\n    \"weak\": [\"quiet\"]\n  }",
            "[]",
            "available is a list: write an object with a list for each label",
        ),
        (
            "\"weak\": [\"quiet\"]",
            "\"weak\": [\"quiet\"], \"weak\": [\"threat\"]",
            "available[\"weak\"] is given twice: join the two lists",
        ),
        // what is not JSON has a line and a column
        ("-7", "NaN", "not JSON: expected value at line 24 column 11"),
        ("-7", "07", "not JSON: invalid number at line 24 column 12"),
        ("-7]", "-7", "not JSON: expected `,` or `]` at line 28 column 14"),
        ("[null, null]", "[null, null],", "not JSON: expected value at line 12 column 5"),
        ("\n}\n", "\n}\n,", "not JSON: trailing characters at line 35 column 1"),
        ("\n}\n", "", "not JSON: EOF while parsing an object at line 33 column 3"),
        (
            "strong",
            "\\ud800",
            "not JSON: unexpected end of hex escape in what starts at line 4 column 21",
        ),
    ] {
        let wrong = TEXT.replacen(from, to, 1);
        assert_ne!(wrong, TEXT, "{from}");
        assert_eq!(json::from_str(&wrong).unwrap_err().to_string(), sentence);
    }
    for (text, kind) in
        [("[]", "a list"), ("null", "null"), ("\"x\"", "a text"), ("-1", "a number")]
    {
        let sentence = format!("a game file holds an object with the keys {keys}, not {kind}");
        assert_eq!(json::from_str(text), Err(Error::File(sentence)));
    }
    let sentence = "not JSON: EOF while parsing a value at line 1 column 0";
    assert_eq!(json::from_str("").unwrap_err().to_string(), sentence);
}

#[test]
fn every_wrong_toml_has_its_sentence() {
    let text = toml::to_string(&game());
    for (from, to, sentence) in [
        (
            "schelling = 1",
            "schelling = 2",
            "schelling is 2: this release reads version 1, so update it to read the file",
        ),
        ("prior", "types", "not TOML: duplicate key at line 4 column 1"),
        (
            "-7",
            "nan",
            "receiver[1][0][1]: \"nan\" is not a rational number: write 3, -0.25, 1e-3 or \"2/3\"",
        ),
        (
            "-7",
            "0x10",
            "receiver[1][0][1]: \"0x10\" is not a rational number: write 3, -0.25, 1e-3 or \"2/3\"",
        ),
        ("-7", "1979-05-27", "receiver[1][0][1] is a date: write a number or a text \"p/q\""),
        ("-7", "{ a = 1 }", "receiver[1][0][1] is an object: write a number or a text \"p/q\""),
        (
            "[available]",
            "[[available]]",
            "available is a list: write an object with a list for each label",
        ),
        (
            "\"1/10\",",
            "\"1/10\"",
            "not TOML: missing comma between array elements, expected `,` at line 4 column 17",
        ),
    ] {
        let wrong = text.replacen(from, to, 1);
        assert_ne!(wrong, text, "{from}");
        assert_eq!(toml::from_str(&wrong).unwrap_err().to_string(), sentence);
    }
}

#[test]
fn no_cut_of_a_file_is_a_game_and_none_panics() {
    let toml_text = toml::to_string(&game());
    for end in (0..TEXT.trim_end().len()).filter(|&end| TEXT.is_char_boundary(end)) {
        let error = json::from_str(&TEXT[..end]).unwrap_err().to_string();
        assert!(error.starts_with("not JSON: ") && error.contains("at line "), "{error}");
        assert!(!error.contains('\n'));
    }
    for end in (0..toml_text.len()).filter(|&end| toml_text.is_char_boundary(end)) {
        if let Err(error) = toml::from_str(&toml_text[..end]) {
            assert!(!error.to_string().contains('\n'), "{error}");
        }
    }
}

#[test]
fn deep_nesting_is_refused_on_a_small_stack() {
    let texts = |open: &str, close: &str| {
        let deep = |n: usize| format!("{}0{}", open.repeat(n), close.repeat(n));
        [deep(5), deep(60), deep(100), deep(1_000_000), open.repeat(1_000_000)]
    };
    let probe = move || {
        for nest in texts("[", "]").into_iter().chain(texts("{\"a\":", "}")) {
            assert!(json::from_str(&nest).is_err());
            assert!(json::from_str(&TEXT.replace("-7", &nest)).is_err());
            assert!(serde_json::from_str::<Game>(&TEXT.replace("-7", &nest)).is_err());
        }
        let text = toml::to_string(&game());
        for nest in texts("[", "]").into_iter().chain(texts("{a=", "}")) {
            assert!(toml::from_str(&text.replace("-7", &nest)).is_err());
        }
        assert!(toml::from_str(&format!("{}a = 1", "a.".repeat(1_000_000))).is_err());
    };
    std::thread::Builder::new().stack_size(512 << 10).spawn(probe).unwrap().join().unwrap();
}

#[test]
fn a_game_is_a_serde_value_inside_anything() {
    #[derive(serde::Deserialize, serde::Serialize, PartialEq, Debug)]
    struct Study {
        title: String,
        game: Game,
    }
    let study = Study { title: "x".into(), game: game() };
    let text = serde_json::to_string(&study).unwrap();
    assert_eq!(serde_json::from_str::<Study>(&text).unwrap(), study);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::from_value::<Study>(value).unwrap(), study);
    assert_eq!(serde_json::from_str::<Game>(TEXT).unwrap(), game());

    let text = format!("title = 'x'\n[game]\n{}", toml::to_string(&game()));
    let text =
        text.replace("[available]", "[game.available]").replace("[replies]", "[game.replies]");
    assert_eq!(::toml::from_str::<Study>(&text).unwrap(), study);

    let decimal = TEXT.replace("-7", "0.123456789012345678901");
    let read: Game = serde_json::from_str(&decimal).unwrap();
    assert_eq!(read.receiver_payoff(1, 0, 1), &q("0.123456789012345678901"));
    let wrong = format!("{{\"title\": \"x\", \"game\": {}}}", TEXT.replace("-7", "\"1/0\""));
    let error = serde_json::from_str::<Study>(&wrong).unwrap_err().to_string();
    let sentence =
        "receiver[1][0][1]: \"1/0\" is not a rational number: the denominator is 0 at line";
    assert!(error.starts_with(sentence), "{error}");
    assert!(serde_json::from_str::<Game>("[1]").is_err());
    assert!(::toml::from_str::<Study>("title = 'x'\ngame = 3").is_err());
}

#[test]
fn the_schema_knows_the_keys_that_are_read() {
    let schema: serde_json::Value = serde_json::from_str(json::schema()).unwrap();
    let written: serde_json::Value = serde_json::from_str(TEXT).unwrap();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    let mut all = keys(&written);
    for text in [TYPED, SEVERAL] {
        all.extend(keys(&serde_json::from_str(text).unwrap()));
    }
    // those of noise, which `noisy` reads, and of games with letters, which have a reader of their own
    all.extend(["noise", "signals", "assume", "symbols"].map(String::from));
    all.sort();
    all.dedup();
    assert_eq!(keys(&schema["properties"]), all);
    for key in keys(&written) {
        let mut less = written.clone();
        less.as_object_mut().unwrap().remove(&key);
        for labels in ["types", "messages", "actions"] {
            // labels are wanted only because other entries here speak of them
            if key == labels {
                less.as_object_mut().unwrap().remove("available");
                less.as_object_mut().unwrap().remove("replies");
            }
        }
        let listed =
            |part: &serde_json::Value| part.as_array().unwrap().contains(&key.clone().into());
        let otherwise = &schema["allOf"][0]["else"]["required"];
        let required = listed(&schema["required"]) || listed(otherwise);
        let refused = json::from_str(&less.to_string()).is_err();
        let holes = ["available", "replies", "types", "messages", "actions"].contains(&&*key);
        assert_eq!(refused, required || holes, "{key}");
    }
}

#[test]
fn the_corpus_survives_every_format() {
    let corpus = corpus();
    assert!(corpus.len() >= 20);
    for (name, entry) in corpus {
        let game: Game = serde_json::from_value(entry["game"].clone())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        for (key, value) in serde_json::to_value(&game).unwrap().as_object().unwrap() {
            let given = &entry["game"][key];
            let number = ["prior", "sender", "receiver"].contains(&&**key);
            let given = if number { normal(given) } else { given.clone() };
            assert_eq!(value, &given, "{name}: {key}");
        }
        for format in FORMATS {
            let text = (format.to_string)(&game).unwrap();
            assert_eq!((format.from_str)(&text).unwrap(), game);
        }
    }
}

/// Numbers as they are written: integers and quotients in lowest terms.
fn normal(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::Object(entries) => entries.iter().map(|(k, v)| (k.clone(), normal(v))).collect(),
        Value::String(text) => match text.parse::<Q>() {
            Ok(q) => serde_json::to_value(q).unwrap(),
            Err(_) => value.clone(),
        },
        Value::Number(n) => serde_json::to_value(q(&n.to_string())).unwrap(),
        other => other.clone(),
    }
}

/// Plain text in one line: no character of the categories Cc, Zl and Zp, none that turns the
/// direction of writing, but joiners and other marks.
const LABEL: &str =
    "[^\\p{C}\\p{Zl}\\p{Zp}]{0,3}[^\\s\\p{C}]|[a-z \\x20-\\x7e\u{200c}-\u{200f}]{0,4}x";
const NAME: &str = "[^\\p{C}\\p{Zl}\\p{Zp}]{1,9}";

proptest! {
    #[test]
    fn any_game_survives_every_format(
        labels in prop::collection::hash_set(LABEL, 6),
        // A tree cannot tell an empty name from none.
        name in prop::option::of(NAME),
        cells in prop::collection::vec((any::<i64>(), 1i64..1000), 16),
        share in 1i64..1000,
        restricted in any::<bool>(),
    ) {
        let labels: Vec<String> = labels.into_iter().collect();
        let cell = |i: usize| Q::new(cells[i].0, cells[i].1).unwrap();
        let table = |from: usize| -> Vec<Vec<Vec<Q>>> {
            let row = |i: usize| vec![cell(i), cell(i + 1)];
            (0..2).map(|t| (0..2).map(|m| row(from + 4 * t + 2 * m)).collect()).collect()
        };
        let p = Q::new(share, 1000).unwrap();
        let mut builder = Game::builder()
            .types(&labels[..2])
            .messages(&labels[2..4])
            .actions(&labels[4..])
            .prior([p.clone(), Q::ONE - p])
            .sender(table(0))
            .receiver(table(8));
        if let Some(name) = name {
            builder = builder.name(name);
        }
        if restricted {
            builder = builder.available(&labels[1], [&labels[3]]).replies(&labels[3], [&labels[5]]);
        }
        let game = builder.build().unwrap();
        for format in FORMATS {
            let text = (format.to_string)(&game).unwrap();
            prop_assert_eq!(&(format.from_str)(&text).unwrap(), &game, "{}", text);
        }
        let text = serde_json::to_string(&game).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Game>(&text).unwrap(), &game);
    }
}
