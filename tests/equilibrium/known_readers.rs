//! Games of several readers whose equilibria are known: published answers, and answers by hand.

use schelling::equilibrium::verify::{verify, verify_chains};
use schelling::equilibrium::{Equilibria, Equilibrium, Kind, Search};
use schelling::game::Reader;
use schelling::{Game, Q};

use crate::common::ratio;

fn q(n: i64) -> Q {
    Q::from(n)
}

fn solve(game: &Game) -> Equilibria {
    let all = game.equilibria(&Search::default()).expect("a small game");
    assert!(all.complete());
    all
}

fn components(all: &Equilibria) -> usize {
    all.iter().map(|eq| eq.component() + 1).max().unwrap_or(0)
}

fn value(eq: &Equilibrium) -> Q {
    eq.sender_payoff()
}

/// One street of poker (Chen and Ankenman 2006, "The Mathematics of Poker", part 3): each player is
/// dealt one of these cards, high ones first, from a deck or from one each (`replace`); the first may
/// bet, and the second fold or call.
fn half_street(cards: usize, pot: i64, bet: i64, replace: bool) -> Game {
    let labels = |letter: char| (0..cards).map(move |i| format!("{letter}{i}"));
    let all = if replace { cards } else { cards - 1 } as i64;
    let chance = |t: usize, s: usize| if t == s && !replace { q(0) } else { ratio(1, all) };
    // what the first player has of the pot and of the second's money
    let showdown = |t: usize, s: usize, stake: i64| match t.cmp(&s) {
        std::cmp::Ordering::Less => q(pot + stake),
        std::cmp::Ordering::Equal => ratio(pot, 2),
        std::cmp::Ordering::Greater => q(-stake),
    };
    let payoff = |t: usize, s: usize, m: usize, a: usize| match (m, a) {
        (0, _) => showdown(t, s, 0),
        (_, 0) => q(pot),
        _ => showdown(t, s, bet),
    };
    let table = |of: &dyn Fn(usize, usize, usize, usize) -> Q| -> Vec<Vec<Vec<Vec<Q>>>> {
        let row = |t, s, m| (0..2).map(|a| of(t, s, m, a)).collect();
        let rows = |t, s| (0..2).map(|m| row(t, s, m)).collect();
        (0..cards).map(|t| (0..cards).map(|s| rows(t, s)).collect()).collect()
    };
    let reader = Reader::builder("second")
        .types(labels('c'))
        .chances((0..cards).map(|t| (0..cards).map(|s| chance(t, s)).collect()).collect())
        .actions(["fold", "call"])
        .replies("check", ["fold"])
        .sender(table(&payoff))
        .receiver(table(&|t, s, m, a| -payoff(t, s, m, a)));
    let game = Game::builder().types(labels('c')).messages(["check", "bet"]).reader(reader);
    game.prior((0..cards).map(|_| ratio(1, cards as i64))).build().expect("a game of cards")
}

#[test]
fn three_cards_bluff_and_call_as_in_the_book() {
    // with a pot P and a bet of 1 the worst card bets 1 / (P + 1), and the middle one calls
    // (P - 1) / (P + 1) of bets
    for pot in 2..6 {
        let all = solve(&half_street(3, pot, 1, false));
        assert_eq!(all.len(), 1, "pot {pot}");
        let eq = all.iter().next().unwrap();
        assert_eq!(eq.sender()[0][1], q(1));
        assert_eq!(eq.sender()[1][1], q(0));
        assert_eq!(eq.sender()[2][1], ratio(1, pot + 1));
        let calls = &eq.receiver(1).unwrap()[3];
        assert_eq!(calls, &ratio(pot - 1, pot + 1));
    }
    let game = half_street(3, 2, 1, false);
    let all = solve(&game);
    assert_eq!(value(&all[0]), ratio(19, 18));
    // the middle card that bets is met by the others only: nobody is unexpected
    assert!(all[0].unexpected(1).is_empty());
}

#[test]
fn four_cards_have_two_outcomes_in_one_component() {
    let all = solve(&half_street(4, 2, 1, false));
    assert_eq!((all.len(), components(&all)), (2, 1));
    for eq in &all {
        assert_eq!(value(eq), ratio(13, 12));
        assert_eq!(eq.sender()[3][1], ratio(1, 3));
    }
    let calls = |eq: &Equilibrium| [3, 5].map(|a| eq.receiver(1).unwrap()[a].clone());
    let mut found: Vec<_> = all.iter().map(calls).collect();
    found.sort();
    assert_eq!(found, [[ratio(1, 3), ratio(2, 3)], [q(1), q(0)]]);
    assert_eq!(value(&solve(&half_street(4, 3, 1, false))[0]), ratio(77, 48));
}

#[test]
fn one_bet_on_a_grid_nears_von_neumanns_game() {
    // with a pot of 2 and a bet of 2 the continuous game is worth 10/9
    assert!(solve(&half_street(3, 2, 2, true)).iter().all(|eq| value(eq) == ratio(19, 18)));
    assert!(solve(&half_street(5, 2, 2, true)).iter().all(|eq| value(eq) == ratio(11, 10)));
}

/// Talk to P, Q or both, each of whom wants its action to match the state; being right about the state
/// is worth so much to the sender (Farrell and Gibbons 1989).
fn two_audiences(gains: [Option<[i64; 2]>; 2]) -> Game {
    let listener = |name: &str, gain: [i64; 2]| {
        let matching = |gain: [i64; 2]| vec![vec![q(gain[0]), q(0)], vec![q(0), q(gain[1])]];
        Reader::builder(name).actions(["a1", "a2"]).cheap_talk(matching(gain), matching([1, 1]))
    };
    let readers = ["P", "Q"].into_iter().zip(gains);
    let readers = readers.filter_map(|(name, gain)| Some(listener(name, gain?)));
    let game = Game::builder().types(["s1", "s2"]).messages(["m1", "m2"]).readers(readers);
    game.prior([ratio(1, 2), ratio(1, 2)]).build().expect("a game of talk")
}

#[test]
fn a_second_audience_disciplines_or_subverts() {
    let separates =
        |gains| solve(&two_audiences(gains)).iter().any(|eq| eq.kind() == Kind::Separating);
    for (v, w) in [
        ([2, 1], [1, 3]),
        ([3, -1], [-2, 2]),
        ([1, -2], [-2, 3]),
        ([3, 1], [-1, 1]),
        ([-1, 1], [2, -2]),
        ([1, 1], [-2, 1]),
    ] {
        let both = (0..2).all(|i| v[i] + w[i] >= 0);
        assert_eq!(separates([Some(v), None]), v.iter().all(|x| *x >= 0), "{v:?}");
        assert_eq!(separates([None, Some(w)]), w.iter().all(|x| *x >= 0), "{w:?}");
        assert_eq!(separates([Some(v), Some(w)]), both, "{v:?} {w:?}");
    }
}

/// A challenge whose resolve is private on both sides (Lewis and Schultz 2003).
fn crisis() -> Game {
    let sender = |t: usize, m: usize, a: usize| match (m, a, t) {
        (1, ..) => q(0),
        (_, 1, _) => q(1),
        (_, _, 0) => ratio(1, 2),
        _ => q(-1),
    };
    let target = |t: usize, s: usize, m: usize, a: usize| match (m, a, t, s) {
        (1, ..) => q(1),
        (_, 1, ..) => q(0),
        (_, _, 1, _) => q(1),
        (_, _, _, 0) => ratio(-1, 4),
        _ => q(-3),
    };
    let table = |of: &dyn Fn(usize, usize, usize, usize) -> Q| -> Vec<Vec<Vec<Vec<Q>>>> {
        let row = |t, s, m| (0..2).map(|a| of(t, s, m, a)).collect();
        let rows = |t, s| (0..2).map(|m| row(t, s, m)).collect();
        (0..2).map(|t| (0..2).map(|s| rows(t, s)).collect()).collect()
    };
    let reader = Reader::builder("target")
        .types(["hi", "lo"])
        .chances(vec![vec![ratio(2, 3), ratio(1, 3)]; 2])
        .actions(["resist", "concede"])
        .replies("quiet", ["concede"])
        .sender(table(&|t, _, m, a| sender(t, m, a)))
        .receiver(table(&target));
    let game = Game::builder().types(["strong", "weak"]).messages(["challenge", "quiet"]);
    game.prior([ratio(1, 3), ratio(2, 3)]).reader(reader).build().expect("a crisis")
}

#[test]
fn a_crisis_with_secrets_on_both_sides_has_one_outcome() {
    let all = solve(&crisis());
    assert_eq!(all.len(), 1);
    let eq = &all[0];
    assert_eq!(eq.sender()[1][0], ratio(1, 8));
    assert_eq!(eq.receiver(0).unwrap(), [ratio(3, 4), ratio(1, 4), q(0), q(1)]);
    assert_eq!((value(eq), eq.receiver_payoff().clone()), (ratio(1, 4), ratio(7, 12)));
}

/// A game in which one type never meets one type of the reader.
fn zero_pair() -> Game {
    let cells = |t1: [i64; 2], t2s1: [i64; 2], t2s2: [i64; 2]| {
        let cell = |fight_yield: [i64; 2]| vec![fight_yield.map(q).to_vec(), vec![q(0); 2]];
        vec![vec![cell([0, 0]), cell(t1)], vec![cell(t2s1), cell(t2s2)]]
    };
    let reader = Reader::builder("reader")
        .types(["s1", "s2"])
        .chances(vec![vec![q(0), q(1)], vec![ratio(1, 2), ratio(1, 2)]])
        .actions(["fight", "yield"])
        .replies("out", ["fight"])
        .sender(cells([-1, 2], [-4, 4], [-5, 2]))
        .receiver(cells([0, 2], [0, 1], [1, 0]));
    let game = Game::builder().types(["t1", "t2"]).messages(["in", "out"]).reader(reader);
    game.prior([ratio(1, 2), ratio(1, 2)]).build().expect("a game")
}

#[test]
fn a_reader_whom_nobody_expects_is_rational_all_the_same() {
    let game = zero_pair();
    let all = solve(&game);
    assert_eq!(all.len(), 3);
    let mut payoffs: Vec<Vec<Q>> = all.iter().map(|eq| eq.sender_payoffs().to_vec()).collect();
    payoffs.sort();
    assert_eq!(payoffs, [vec![q(0), q(0)], vec![q(0), ratio(2, 3)], vec![q(2), q(3)]]);
    let mixed = all.iter().find(|eq| eq.sender_payoffs()[1] == ratio(2, 3)).unwrap();
    assert_eq!(mixed.sender()[0][0], ratio(1, 4));
    assert_eq!(mixed.receiver(0).unwrap()[2], ratio(2, 3));
    // the tuples add "t1 in, t2 out": s1, whom t1 never meets, then fights against its only type
    let tuples = solve(&game.by_plans().unwrap());
    let alone = |eq: &&Equilibrium| eq.sender()[0][0] == q(1) && eq.sender()[1][0].is_zero();
    assert!(tuples.iter().any(|eq| alone(&eq)) && !all.iter().any(|eq| alone(&eq)));
    let sender = [vec![q(1), q(0)], vec![q(0), q(1)]];
    let replies = [vec![q(1), q(0), q(0), q(1)], vec![q(1), q(0), q(1), q(0)]];
    let verdict = verify(&game, &sender, &replies, None).unwrap();
    assert_eq!(
        verdict.to_string(),
        "after \"in\", whose senders never meet it, the reply is optimal at no belief: the receiver \
         of type \"s1\" gains at least 1 by replying \"yield\" instead of \"fight\""
    );
    assert_eq!(verdict.failures()[0].reader.as_deref(), Some("the receiver of type \"s1\""));
}

/// Two listeners of whom one would be kept quiet by a belief in t1, the other by one in t2.
fn silence() -> Game {
    let listener = |name: &str, feared: usize| {
        // it strikes if it believes in the feared type with at least 2/3
        let strikes = |t: usize| if t == feared { q(1) } else { q(-2) };
        let cells = |of: &dyn Fn(usize, usize) -> Q| -> Vec<Vec<Vec<Q>>> {
            let row = |t: usize| (0..2).map(move |m| vec![q(0), of(t, m)]);
            (0..2).map(|t| row(t).collect()).collect()
        };
        Reader::builder(name)
            .actions(["rest", "strike"])
            .replies("stay", ["rest"])
            .sender(cells(&|_, _| q(-2)))
            .receiver(cells(&|t, _| strikes(t)))
    };
    let game = Game::builder().types(["t1", "t2"]).messages(["speak", "stay"]);
    let game = game.prior([ratio(1, 2), ratio(1, 2)]);
    // speaking is worth 3: only both strikes together deter it
    let game = game.message_costs(vec![vec![q(-3), q(0)], vec![q(-3), q(0)]]);
    game.readers([listener("P", 0), listener("Q", 1)]).build().expect("a game")
}

#[test]
fn listeners_to_the_same_words_share_one_belief() {
    let game = silence();
    let silent = vec![vec![q(0), q(1)]; 2];
    let replies = [vec![q(0), q(1), q(0), q(1)], vec![q(1), q(0), q(1), q(0)]];
    let verdict = verify(&game, &silent, &replies, None).unwrap();
    assert_eq!(verdict.failures().len(), 1);
    assert_eq!(
        verdict.to_string(),
        "after \"speak\", which no type sends, the replies are optimal at no belief of all readers: \
         where they lose least, P gains 1/2 by replying \"rest\" instead of \"strike\""
    );
    assert!(solve(&game).iter().all(|eq| eq.probability(1).is_zero()));
    // each alone can be made to strike
    let only = |name: &str| game.without_reader(name).unwrap();
    for (name, belief) in [("Q", [q(1), q(0)]), ("P", [q(0), q(1)])] {
        let alone = only(name);
        let replies = [vec![q(0), q(1)], vec![q(1), q(0)]];
        let beliefs = [vec![belief.to_vec()], vec![]];
        let verdict = verify_chains(&alone, &silent, &replies, Some(&beliefs)).unwrap();
        assert!(verdict.failures().iter().all(|f| f.reader.is_none() && f.type_label.is_some()));
    }
}

/// A promise in words that an adversary, an ally and the publics hear.
fn promise(e: i64, z: i64, listeners: &[&str]) -> Game {
    let listener = |name: &str| {
        let (acts, sender, own) = match name {
            // it probes below 2/5
            "Moscow" => (["refrain", "probe"], [[2, 0], [4, 0]], [[3, 0], [0, 2]]),
            // it relies from 1/2 on
            "Kyiv" => (["rely", "hedge"], [[1, 0], [-e, 0]], [[1, 0], [0, 1]]),
            // they protest from 3/5 on
            _ => (["protest", "accept"], [[-z, 0], [-z, 0]], [[2, 0], [0, 3]]),
        };
        let table = |rows: [[i64; 2]; 2]| rows.map(|row| row.map(q).to_vec()).to_vec();
        Reader::builder(name).actions(acts).cheap_talk(table(sender), table(own))
    };
    let game = Game::builder().types(["resolved", "unresolved"]).messages(["promise", "limits"]);
    let game = game.prior([ratio(1, 3), ratio(2, 3)]);
    game.readers(listeners.iter().map(|name| listener(name))).build().expect("a game of talk")
}

#[test]
fn a_promise_is_kept_honest_by_all_who_hear_it() {
    let all = ["Moscow", "Kyiv", "publics"];
    let honest = |e, z, listeners: &[&str]| {
        solve(&promise(e, z, listeners)).iter().any(|eq| eq.kind() == Kind::Separating)
    };
    for e in 0..6 {
        for z in 0..6 {
            assert_eq!(honest(e, z, &all), z <= 3 && e + z >= 4, "e = {e}, z = {z}");
        }
    }
    for part in [&all[..1], &all[..2], &["Moscow", "publics"]] {
        assert!(!honest(3, 2, part), "{part:?}");
    }
    let game = promise(3, 2, &all);
    // the two words are copies of one another
    let found = game.equilibria(&Search::default().copies_apart()).unwrap();
    assert_eq!((found.len(), components(&found)), (8, 5));
    let bluff = found.iter().any(|eq| {
        (0..2).any(|m| {
            eq.sender()[0][m] == q(1)
                && eq.sender()[1][m] == ratio(1, 3)
                && eq.receiver(m).unwrap()[4] == ratio(1, 2)
        })
    });
    assert!(bluff, "the unresolved bluff, and half the publics protest");
    let best = found.iter().map(value).max().unwrap();
    assert_eq!(best, ratio(2, 3));
}
