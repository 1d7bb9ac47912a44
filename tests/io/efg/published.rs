//! Files as they are found in the world, which are not part of this project.
//!
//! They are read from the folder that `SCHELLING_EFG_DIR` names, or from `../shared/efg` beside
//! this repository; where there is neither, nothing is tested.

use std::path::{Path, PathBuf};

use schelling::game::GameFile;
use schelling::{Error, Game, Q, Search, io};

/// What becomes of a file.
enum Verdict {
    /// A game of this many types, messages and actions; with the name of the corpus game that it
    /// is, if it is one, and the order of that game's messages in it.
    Game([usize; 3], Option<(&'static str, &'static [usize])>),
    /// A game with noise, of this many types, messages, actions and signals.
    Noisy([usize; 4]),
    /// A game whose receiver has types: so many types, receiver types, messages and actions.
    Typed([usize; 4]),
    /// No signalling game, for this reason.
    Refused(&'static str),
}
use crate::common::{published, q};
use Verdict::{Game as Is, Noisy, Refused, Typed};

/// Each file, decided by hand.
const FILES: &[(&str, Verdict)] = &[
    // Both players hold a card. After "check" and a raise, player 1 has a last move, and whether to
    // call depends on the card of player 2.
    (
        "4cards",
        Refused(
            "after \"K-Q\", \"check\", \"raise\" the best last move of the sender \"Player 1\" \
             (information set \"1p2rK\") depends on what the receiver \"Player 2\" knows, so that \
             the move cannot be folded in (line 46 column 1 and line 37 column 1)",
        ),
    ),
    // The leader moves before chance, and the follower sees one of two signals, each possible
    // after both moves: noise, not a message.
    ("bagwell1995", Noisy([1, 2, 2, 2])),
    ("bcp1994_game2", Is([2, 3, 3], Some(("bcp-1994-game-2", &[0, 1, 2])))),
    ("bcp1994_game3", Is([2, 3, 3], Some(("bcp-1994-game-3", &[0, 1, 2])))),
    ("bcp1994_game4", Is([2, 3, 3], Some(("bcp-1994-game-4", &[0, 1, 2])))),
    ("bhg1", Is([2, 2, 3], Some(("brandts-holt-1993-game-1", &[0, 1])))),
    ("bhg2", Is([2, 2, 3], None)),
    ("bhg3", Is([2, 2, 3], Some(("brandts-holt-1993-game-3", &[0, 1])))),
    ("bhg4", Is([2, 2, 3], None)),
    ("bhg5", Is([2, 2, 3], Some(("brandts-holt-1993-game-5", &[0, 1])))),
    // Two innings: player 1, player 2, player 1, player 2. Player 2 also has a type of its own.
    (
        "cent2",
        Refused(
            "after \"1=rational\", \"2=rational\", \"p\", \"p\", \"p\" the receiver \"Player 2\" \
             moves again, after a last move of the sender (line 12 column 1)",
        ),
    ),
    ("e17", Is([2, 2, 2], Some(("beer-quiche", &[1, 0])))),
    ("e18", Is([2, 2, 2], Some(("banks-sobel-1987-example-1", &[0, 1])))),
    // Three messages, each with its own set of player 2.
    ("gambit_test_2_player_chance", Is([2, 3, 2], None)),
    // One set of player 1 and one of player 2: nobody sees anything.
    ("gambit_test_2_player_non_zero_sum", Noisy([1, 2, 2, 1])),
    ("gambit_test_large_payoff_game", Is([2, 2, 2], None)),
    // Two draws make four types; player 2 sees which number is shown, not on which card.
    ("gtree_sender_receiver", Is([4, 2, 2], None)),
    ("my_2-1", Is([2, 2, 2], None)),
    // "X1" ends the game for the one type and "Z1" for the other; "W1" and "Y1" look the same.
    ("my_2-4", Is([2, 3, 3], None)),
    // To stop ("0") ends the game.
    ("openspiel_guess_the_ace", Is([2, 2, 3], Some(("guess-the-ace", &[0, 1])))),
    // A stage game with payoffs at inner nodes, played twice; and in the first stage player 2 does
    // not see what player 1 does.
    (
        "palf3",
        Refused(
            "after \"1\", \"1\", \"1\", \"1\" the receiver \"Player 2\" moves again, after a last \
             move of the sender (line 8 column 1)",
        ),
    ),
    ("pvw", Is([2, 3, 2], Some(("potters-van-winden-lobbying", &[0, 1, 2])))),
    // The replies to the two messages have labels of their own.
    ("vonstengelforges2008_fig1", Is([2, 2, 4], Some(("von-stengel-forges-2008", &[0, 1])))),
    ("watson2013_fig29_1", Is([2, 2, 2], Some(("watson-2013-job-market", &[0, 1])))),
    // The one who is hired knows whether the job is hard, and the one who hires does not.
    ("work1", Typed([1, 2, 2, 3])),
    // The same, and after the first stage comes a second.
    (
        "work2",
        Refused(
            "after \"HW\", \"H\", \"W\", \"H\" the receiver \"Player 2\" moves again, after a last \
             move of the sender (line 11 column 1)",
        ),
    ),
];

fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("SCHELLING_EFG_DIR").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/efg");
    let folder = named.or_else(|| beside.is_dir().then_some(beside));
    if folder.is_none() {
        println!("skipped: SCHELLING_EFG_DIR names no folder of .efg files");
    }
    folder
}

fn read(name: &str) -> Option<Game> {
    Some(io::read(folder()?.join(format!("{name}.efg"))).unwrap())
}

#[test]
fn every_file_is_a_game_or_says_why_not() {
    let Some(folder) = folder() else { return };
    for (name, verdict) in FILES {
        let path = folder.join(format!("{name}.efg"));
        match (io::read_file(&path), verdict) {
            (Ok(GameFile::Noisy(noisy)), Noisy(size)) => {
                let game = noisy.game();
                let (types, messages) = (game.types().len(), game.messages().len());
                let found = [types, messages, game.actions().len(), noisy.signals().len()];
                assert_eq!(found, *size, "{name}");
                let written = io::json::file_to_string(&GameFile::Noisy(noisy.clone()));
                assert_eq!(io::json::file_from_str(&written).unwrap(), GameFile::Noisy(noisy));
                assert!(io::read(&path).unwrap_err().to_string().contains("NoisyGame"), "{name}");
            }
            (Ok(GameFile::Plain(game)), Is(size, corpus)) => {
                let found = [game.types().len(), game.messages().len(), game.actions().len()];
                assert_eq!(found, *size, "{name}");
                let written = io::efg::to_string(&game);
                assert_eq!(io::efg::from_str(&written).unwrap(), game, "{written}");
                if let Some((other, order)) = corpus {
                    same(&game, other, order);
                }
            }
            (Ok(GameFile::Plain(game)), Typed(size)) => {
                let [only] = game.readers() else { panic!("{name} has one reader") };
                let (types, messages) = (game.types().len(), game.messages().len());
                let found = [types, only.types().len(), messages, only.actions().len()];
                assert_eq!(found, *size, "{name}");
                let written = io::efg::text(&game).unwrap();
                assert_eq!(io::efg::from_str(&written).unwrap(), game, "{written}");
            }
            (Err(Error::Game(error)), Refused(reason)) => {
                let sentence = format!("{}: not a signalling game: {reason}", path.display());
                assert_eq!(error, sentence);
            }
            (Ok(game), _) => panic!("{name} was read as {game:?}"),
            (Err(error), _) => panic!("{error}"),
        }
    }
    let files = std::fs::read_dir(folder).unwrap();
    let unknown: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|file| file.ends_with(".efg"))
        .filter(|file| !FILES.iter().any(|(name, _)| *file == format!("{name}.efg")))
        .collect();
    assert_eq!(unknown, [""; 0], "files that nobody decided on");
}

/// Is this the game of the corpus, up to labels? `order[m]` is where message `m` stands there.
fn same(game: &Game, corpus: &str, order: &[usize]) {
    let other = published(corpus);
    assert_eq!(game.prior(), other.prior(), "{corpus}");
    assert_eq!(game.messages().len(), order.len(), "{corpus}");
    for t in 0..game.types().len() {
        for (m, &n) in order.iter().enumerate() {
            assert_eq!(game.is_available(t, m), other.is_available(t, n), "{corpus}");
            let cells = |game: &Game, m: usize| -> Vec<(Q, Q)> {
                let cell = |a| (game.sender_payoff(t, m, a), game.receiver_payoff(t, m, a));
                let replies = game.replies(m).iter();
                replies.map(|&a| cell(a)).map(|(x, y)| (x.clone(), y.clone())).collect()
            };
            assert_eq!(cells(game, m), cells(&other, n), "{corpus}: type {t}, message {m}");
        }
    }
}

#[test]
fn what_is_odd_in_them_is_understood() {
    let Some(game) = read("gtree_sender_receiver") else { return };
    assert_eq!(game.types()[1], "orange_1, blue_2");
    assert_eq!(game.prior(), [q("1/4"), q("1/4"), q("1/4"), q("1/4")]);
    // Who holds two equal cards can show only that number.
    let open = |t: usize| [game.is_available(t, 0), game.is_available(t, 1)];
    assert_eq!([0, 1, 2, 3].map(open), [[true, false], [true, true], [true, true], [false, true]]);
    assert_eq!(game.name(), Some("SenderReceiver"));

    let game = read("my_2-4").unwrap();
    assert_eq!(game.messages(), ["W1 or Y1", "X1", "Z1"]);
    assert_eq!(game.actions(), ["a1", "b1", "end"]);
    assert!(!game.is_available(0, 2) && !game.is_available(1, 1));
    assert_eq!([game.sender_payoff(1, 2, 2), game.receiver_payoff(1, 2, 2)], [&q("2"), &q("6")]);

    let game = read("vonstengelforges2008_fig1").unwrap();
    assert_eq!(game.types(), ["t1", "t2"]);
    assert_eq!(game.messages(), ["X_B or X_G", "X_G or Y_G"]);
    assert_eq!(game.actions(), ["l_X", "r_X", "l_Y", "r_Y"]);

    let game = read("gambit_test_large_payoff_game").unwrap();
    assert_eq!(game.sender_payoff(1, 1, 1), &q("10000000000000000000"));
    let game = read("openspiel_guess_the_ace").unwrap();
    assert_eq!(game.prior(), [q("1/52"), q("51/52")]);
    assert_eq!(game.name(), Some("Guess the Ace (Miltersen & Sørensen SODA 2006)"));
    assert_eq!(read("gambit_test_2_player_chance").unwrap().name(), None);
}

#[test]
fn a_leader_that_is_seen_with_noise_has_the_published_payoffs() {
    let Some(folder) = folder() else { return };
    let file = io::read_file(folder.join("bagwell1995.efg")).unwrap();
    let GameFile::Noisy(noisy) = file else { panic!("the move is not seen") };
    assert_eq!(noisy.signals(), ["s", "c"]);
    assert_eq!(noisy.game().messages(), ["S", "C"]);
    let all = noisy.equilibria(&Search::default()).unwrap();
    let payoffs = all.iter().map(|eq| (eq.sender_payoff(), eq.receiver_payoff().clone()));
    let mut payoffs: Vec<(Q, Q)> = payoffs.collect();
    payoffs.sort();
    assert_eq!(
        payoffs,
        [(q("4"), q("4")), (q("393/98"), q("397/100")), (q("489/98"), q("201/100")),]
    );
}

#[test]
fn an_employer_hires_nobody_who_may_not_work() {
    let Some(game) = read("work1") else { return };
    let all = game.equilibria(&Search::default()).unwrap();
    let payoffs: Vec<(Q, Q)> =
        all.iter().map(|eq| (eq.sender_payoff(), eq.receiver_payoff().clone())).collect();
    assert_eq!(payoffs, [(q("0"), q("0"))]);
}
