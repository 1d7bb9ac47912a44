//! Games whose messages are observed with noise, against the definition and by hand.

use std::collections::BTreeSet;

use schelling::equilibrium::verify::verify;
use schelling::equilibrium::{NoisyEquilibrium, NoisyGame, Search};
use schelling::{Game, Q, io};

use crate::common::random_games::{Family, random_game};
use crate::common::{q, table};
use crate::oracle;
use crate::oracle::hull;
use crate::oracle::noisy::Pair;
use crate::oracle::random::Random;

fn noisy(game: &Game, noise: Vec<Vec<Q>>) -> Result<NoisyGame, schelling::Error> {
    let signals = noise[0].len();
    NoisyGame::new(game, (0..signals).map(|s| format!("s{s}")), noise)
}

/// Every message seen as it is.
fn identity(game: &Game) -> NoisyGame {
    let n = game.messages().len();
    let row = |m: usize| (0..n).map(|s| if s == m { Q::ONE } else { Q::ZERO }).collect();
    NoisyGame::new(game, game.messages().to_vec(), (0..n).map(row).collect()).expect("no noise")
}

/// Masses and replies, cell by cell.
fn pair(noisy: &NoisyGame, eq: &NoisyEquilibrium) -> Pair {
    let rows = eq.sender.iter().zip(noisy.game().prior());
    (rows.flat_map(|(row, p)| row.iter().map(move |x| x * p)).collect(), eq.receiver.concat())
}

/// Payoffs and beliefs are what strategies make of them, as far as they say.
fn check_numbers(noisy: &NoisyGame, eq: &NoisyEquilibrium, text: &str) {
    let (game, noise) = (noisy.game(), noisy.noise());
    let (types, messages, actions) =
        (game.types().len(), game.messages().len(), game.actions().len());
    let signals = noisy.signals().len();
    let cells = (0..messages).flat_map(|m| (0..signals).map(move |s| (m, s)));
    let cells = cells.flat_map(|(m, s)| (0..actions).map(move |a| (m, s, a)));
    // a type's payoff from what it does, to either player
    let expected = |t: usize, pay: &dyn Fn(usize, usize) -> Q| -> Q {
        let chance =
            |m: usize, s: usize, a: usize| &(&eq.sender[t][m] * &noise[m][s]) * &eq.receiver[s][a];
        cells.clone().map(|(m, s, a)| &chance(m, s, a) * &pay(m, a)).sum()
    };
    let sender = |t: usize| expected(t, &|m, a| game.sender_payoff(t, m, a).clone());
    let receiver = |t: usize| expected(t, &|m, a| game.receiver_payoff(t, m, a).clone());
    assert_eq!(eq.sender_payoffs, (0..types).map(sender).collect::<Vec<Q>>(), "{text}");
    let prior = game.prior().iter().enumerate();
    assert_eq!(eq.receiver_payoff, prior.map(|(t, p)| p * &receiver(t)).sum(), "{text}");
    let joint = |s: usize, t: usize| -> Q {
        (0..messages).map(|m| &(&eq.sender[t][m] * &noise[m][s]) * &game.prior()[t]).sum()
    };
    for (s, belief) in eq.beliefs.iter().enumerate() {
        assert_eq!(belief.iter().sum::<Q>(), Q::ONE, "{text}");
        let total: Q = (0..types).map(|t| joint(s, t)).sum();
        for (t, share) in belief.iter().enumerate() {
            assert!(total.is_zero() || share * &total == joint(s, t), "{text}");
            let origin = |m: usize| game.is_available(t, m) && !noise[m][s].is_zero();
            let possible = (0..messages).any(origin);
            assert!(share.is_zero() || possible && share.is_positive(), "{text}");
        }
        if game.is_cheap_talk() {
            // no message matters to payoffs, and the belief about types says what is optimal
            let worth = |a: usize| -> Q {
                (0..types).map(|t| &belief[t] * game.receiver_payoff(t, 0, a)).sum()
            };
            let most = (0..actions).map(worth).max().expect("an action");
            let used = (0..actions).filter(|&a| !eq.receiver[s][a].is_zero());
            used.for_each(|a| assert_eq!(worth(a), most, "{text}"));
        }
        // signals that come about alike go by the same link of the chain
        for r in 0..s {
            let alike = noise.iter().all(|m| noise.iter().all(|n| &m[s] * &n[r] == &m[r] * &n[s]));
            assert!(!alike || eq.beliefs[r] == *belief, "{text}");
        }
    }
}

/// Rows of small whole weights, half of them 0. In half of the draws the first signal is all that
/// the first message produces, and no other message does: where only it is sent, much is
/// unexpected.
fn weights(random: &mut Random, messages: usize, signals: usize) -> Vec<Vec<Q>> {
    let alone = random.below(2) == 0;
    let mut row = |m: usize| loop {
        let weight = |s: usize| match (alone, m, s) {
            (true, 0, s) => i64::from(s == 0),
            (true, _, 0) => 0,
            _ => random.below(4).saturating_sub(1) as i64,
        };
        let row: Vec<i64> = (0..signals).map(weight).collect();
        let sum: i64 = row.iter().sum();
        if sum > 0 {
            return row.iter().map(|&x| Q::new(x, sum).expect("a positive sum")).collect();
        }
    };
    (0..messages).map(&mut row).collect()
}

/// What random games showed: pairs ruled out by chains, by one chain for all signals, longest
/// chain.
#[derive(Debug, Default)]
struct Seen {
    games: usize,
    chain: usize,
    coupled: usize,
    links: usize,
}

fn against_the_oracle(sizes: &[[usize; 4]], games: usize, seed: u64) -> Seen {
    let (mut random, mut seen) = (Random(seed), Seen::default());
    for &[types, messages, actions, signals] in sizes {
        for family in Family::ALL {
            for top in [1, 2, 6] {
                for _ in 0..games {
                    let game = random_game(&mut random, [types, messages, actions], family, top);
                    // a draw is refused where a signal has no origin, or mixes sets of replies
                    let mut draws = 0..100;
                    let draw = |_| noisy(&game, weights(&mut random, messages, signals)).ok();
                    let Some(noisy) = draws.find_map(draw) else { continue };
                    let text = format!("{:?} {}", noisy.noise(), io::json::to_string(&game));
                    let found = noisy.equilibria().expect("a small game");
                    let answer = oracle::noisy::solve(&noisy);
                    let pairs: BTreeSet<Pair> = found.iter().map(|eq| pair(&noisy, eq)).collect();
                    assert_eq!(answer.equilibria, pairs, "oracle (left) and solver in {text}");
                    assert_eq!(found.len(), pairs.len(), "listed twice in {text}");
                    found.iter().for_each(|eq| check_numbers(&noisy, eq, &text));
                    assert!(!found.is_empty(), "every game has an equilibrium: {text}");
                    seen.games += 1;
                    seen.chain += usize::from(answer.nash.len() > pairs.len());
                    seen.coupled += usize::from(answer.uncoupled.len() > pairs.len());
                    seen.links = seen.links.max(answer.links);
                }
            }
        }
    }
    seen
}

#[test]
fn two_types_and_two_messages() {
    let sizes = [[2, 2, 2, 2], [2, 2, 2, 3], [2, 2, 2, 4], [2, 2, 3, 3], [1, 3, 2, 3]];
    let seen = against_the_oracle(&sizes, 6, 1);
    // the games are of the kind in which chains matter
    assert!(seen.chain > 0 && seen.coupled > 0, "{seen:?}");
}

#[test]
fn larger_games() {
    let sizes = [[2, 3, 2, 3], [2, 3, 2, 4], [3, 2, 2, 3]];
    let seen = against_the_oracle(&sizes, 1, 2);
    assert!(seen.chain > 0 && seen.links >= 3, "{seen:?}");
}

#[test]
fn without_noise_it_is_the_game_itself() {
    let mut random = Random(3);
    for size in [[2, 2, 2], [2, 3, 2], [2, 2, 3], [3, 2, 2], [2, 3, 3], [1, 3, 2]] {
        for family in Family::ALL {
            for top in [1, 2, 20] {
                for _ in 0..3 {
                    same_as_without(&random_game(&mut random, size, family, top));
                }
            }
        }
    }
}

/// What noise that is none lists are equilibria of the game, and all of its extreme outcomes.
fn same_as_without(game: &Game) {
    let text = io::json::to_string(game);
    let found = identity(game).equilibria().expect("a small game");
    let listed = game.equilibria(&Search::default().copies_apart()).expect("a small game");
    for eq in &found {
        let beliefs: Vec<Option<Vec<Q>>> = eq.beliefs.iter().cloned().map(Some).collect();
        let verdict = verify(game, &eq.sender, &eq.receiver, Some(&beliefs)).expect("a profile");
        assert!(verdict.ok(), "{verdict} in {text}");
    }
    for outcome in listed.iter() {
        let same = |eq: &&NoisyEquilibrium| {
            let replies = (0..game.messages().len())
                .all(|m| outcome.receiver(m).is_none_or(|reply| reply == eq.receiver[m]));
            eq.sender == outcome.sender() && replies
        };
        assert!(found.iter().any(|eq| same(&eq)), "an outcome is missing in {text}");
    }
    let ours = found.iter().map(|eq| eq.sender_payoffs.clone()).collect();
    let theirs = listed.iter().map(|eq| eq.sender_payoffs().to_vec()).collect();
    assert_eq!(hull::extreme(ours), hull::extreme(theirs), "payoffs in {text}");
}

/// Nobody goes, and whoever went would be seen as one of two signals.
fn stay_or_go(seen: &str) -> Vec<NoisyEquilibrium> {
    // l is for left, r for right, and c is within 1/4 of both
    let guess = || table("4 3 0 | 0 3 4");
    let receiver = guess().into_iter().map(|row| vec![row.clone(), row]).collect();
    let sender = vec![table("1 1 1 | 0 0 0"); 2];
    let game = Game::builder()
        .types(["left", "right"])
        .messages(["stay", "go"])
        .actions(["l", "c", "r"])
        .prior([q("1/2"), q("1/2")])
        .sender(sender)
        .receiver(receiver)
        .build();
    noisy(&game.unwrap(), table(seen)).unwrap().equilibria().unwrap()
}

#[test]
fn unexpected_signals_share_a_belief() {
    // l is optimal when "left" has 3/4 or more, r when it has 1/4 or less, c between
    let together = stay_or_go("1 0 0 | 0 1/2 1/2");
    let replies = |eq: &NoisyEquilibrium| {
        [1, 2].map(|s| eq.receiver[s].iter().position(|x| *x == Q::ONE).expect("a pure reply"))
    };
    let found: BTreeSet<[usize; 2]> = together.iter().map(replies).collect();
    // one belief makes no two of l and r optimal; all the rest are
    let all = (0..3).flat_map(|a| (0..3).map(move |b| [a, b]));
    assert_eq!(found, all.filter(|pair| *pair != [0, 2] && *pair != [2, 0]).collect());
    assert_eq!(together.len(), 7);
    for eq in &together {
        let left = &eq.beliefs[1][0];
        assert_eq!(eq.beliefs[1], eq.beliefs[2]);
        let suits = |a: usize| match a {
            0 => *left >= q("3/4"),
            1 => *left >= q("1/4") && *left <= q("3/4"),
            _ => *left <= q("1/4"),
        };
        assert!(replies(eq).into_iter().all(suits));
    }
    // a signal that staying may produce too is expected, and met by what the prior says
    let half = stay_or_go("1/2 1/2 0 | 0 1/2 1/2");
    let found: BTreeSet<[usize; 2]> = half.iter().map(replies).collect();
    assert_eq!(found, BTreeSet::from([[1, 0], [1, 1], [1, 2]]));
}

#[test]
fn later_links_when_one_pair_is_settled() {
    // One type; "a" gives s0, "b" gives s1 or s2, "c" gives s1 or s3. Reply 1 is good after b alone
    let game = Game::builder()
        .types(["t"])
        .messages(["a", "b", "c"])
        .actions(["0", "1"])
        .prior([Q::ONE])
        .sender(vec![table("1 1 | 0 0 | 0 0")])
        .receiver(vec![table("1 0 | 0 1 | 1 0")])
        .build()
        .unwrap();
    let seen = table("1 0 0 0 | 0 1/2 1/2 0 | 0 1/2 0 1/2");
    let all = noisy(&game, seen).unwrap().equilibria().unwrap();
    let pure = |row: &Vec<Q>| row.iter().position(|x| *x == Q::ONE).expect("a pure reply");
    let found: BTreeSet<Vec<usize>> =
        all.iter().map(|eq| eq.receiver.iter().map(pure).collect()).collect();
    // s2 is b's and s3 is c's in any chain; s1 is b's or c's, whichever comes first
    assert_eq!(found, BTreeSet::from([vec![0, 0, 1, 0], vec![0, 1, 1, 0]]));
}

#[test]
fn what_is_no_noise_is_refused_with_the_entry() {
    let game =
        Game::cheap_talk(table("1 0 | 0 1"), table("1 0 | 0 1"), [q("1/2"), q("1/2")], ["m", "n"]);
    let game = game.unwrap();
    let refused = |game: &Game, rows: &str| noisy(game, table(rows)).unwrap_err().to_string();
    assert_eq!(refused(&game, "1 0"), "noise: there are 1 rows, but 2 messages: give one for each");
    assert_eq!(
        refused(&game, "3/2 -1/2 | 1 0"),
        r#"noise["m"]["s1"] is -1/2: a probability is at least 0"#
    );
    assert_eq!(
        refused(&game, "1 0 | 1/2 1/3"),
        r#"noise["n"]: give one probability for each signal (s0, s1), with sum 1"#
    );
    assert_eq!(
        refused(&game, "1 0 | 1 0"),
        "noise: no message produces the signal \"s1\": leave it out, or give it a chance after some \
         message"
    );
    let twice = NoisyGame::new(&game, ["s", "s"], table("1 0 | 0 1"));
    assert_eq!(
        twice.unwrap_err().to_string(),
        r#"signals: "s" is named twice: give each its own label"#
    );
    let fewer = game.to_builder().replies("n", ["a1"]).build().unwrap();
    assert_eq!(
        refused(&fewer, "1/2 1/2 | 0 1"),
        "noise: the signal \"s1\" follows \"m\" and \"n\", which allow different replies: allow the \
         same ones, or give them signals of their own"
    );
    assert!(noisy(&fewer, table("1 0 | 0 1")).is_ok());
}

#[test]
fn lists_that_memory_does_not_hold_are_refused() {
    // everything is optimal
    let talk = |types: usize, n: usize| {
        let same = vec![vec![Q::ONE; n]; types];
        let prior = vec![Q::new(1, types as i64).unwrap(); types];
        let labels = (0..n).map(|m| format!("m{m}"));
        identity(&Game::cheap_talk(same.clone(), same, prior, labels).unwrap())
    };
    let message = |noisy: &NoisyGame| noisy.equilibria().unwrap_err().to_string();
    // 5^5 pure senders and 5^5 pure receivers
    assert!(message(&talk(5, 5)).contains("extreme equilibria"));
    // 6^6 of them are more than 20,000
    assert!(message(&talk(6, 6)).contains("more than 20000 vertices"));
}
