//! Games whose messages are observed with noise, against the definition and by hand.

use std::collections::BTreeSet;

use schelling::equilibrium::{Equilibria, Equilibrium, Extreme, Kind, NoisyGame, Search, Stop};
use schelling::game::{GameFile, GivenChannel, GivenNoise, InformationSet};
use schelling::{Game, Q, io};

use crate::common::random_games::{Family, random_game};
use crate::common::readers::random_readers;
use crate::common::{q, table};
use crate::oracle;
use crate::oracle::components::partition;
use crate::oracle::hull;
use crate::oracle::noisy::Pair;
use crate::oracle::outcomes::{Outcome, outcome};
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
fn pair(noisy: &NoisyGame, one: &Extreme) -> Pair {
    let rows = one.sender.iter().zip(noisy.game().prior());
    (rows.flat_map(|(row, p)| row.iter().map(move |x| x * p)).collect(), one.receiver.concat())
}

/// A reply of the readers who are not expected at a signal, with that of those who are.
fn with_met(eq: &Equilibrium, s: usize, reply: &[Q]) -> Vec<Q> {
    let none = vec![Q::ZERO; reply.len()];
    let met = eq.receiver(s).unwrap_or(&none);
    met.iter().zip(reply).map(|(p, q)| p + q).collect()
}

/// What the outcomes say is what strategies make of them; the definition accepts them, with any extreme
/// replies to what is never seen, and has the same payoffs and beliefs.
fn check_outcomes(noisy: &NoisyGame, all: &Equilibria, extremes: &[Extreme], text: &str) {
    assert!(all.complete(), "{text}");
    for eq in all {
        let (replies, beliefs) = eq.assessment();
        let verdict = noisy.verify(eq.sender(), &replies).expect("a profile");
        assert!(verdict.ok(), "{verdict} in {text}");
        assert_eq!(verdict.sender_payoffs(), eq.sender_payoffs(), "{text}");
        assert_eq!(verdict.receiver_payoff(), eq.receiver_payoff(), "{text}");
        for s in 0..noisy.signals().len() {
            match eq.belief(s) {
                Some(belief) => {
                    assert_eq!((belief, &replies[s]), (&*verdict.beliefs()[s], &replies[s]));
                    assert_eq!(beliefs[s].as_deref(), Some(belief), "{text}");
                    assert!(eq.off_path(s).is_empty());
                }
                None => {
                    assert!(!eq.off_path(s).is_empty(), "{text}");
                    for profile in eq.off_path_profiles(s) {
                        let mut replies = replies.clone();
                        for (&k, reply) in profile.signals.iter().zip(&profile.replies) {
                            replies[k] = with_met(eq, k, reply);
                        }
                        let verdict = noisy.verify(eq.sender(), &replies).expect("a profile");
                        assert!(verdict.ok(), "{verdict} in {text}");
                        assert!(!profile.beliefs.is_empty(), "{text}");
                    }
                }
            }
        }
        for s in eq.seen_on_path() {
            for unmet in eq.unexpected(s) {
                assert!(!unmet.beliefs.is_empty(), "{text}");
                assert!(unmet.reply.iter().any(|q| !q.is_zero()), "{text}");
            }
        }
        // it is the part on the path of an extreme equilibrium
        let same = |one: &&Extreme| {
            let met = |s: usize, a: usize| &eq.receiver(s).unwrap_or_default()[a];
            let own = |s: usize, set: &InformationSet| {
                let unmet = set.actions().all(|a| met(s, a).is_zero());
                unmet || set.actions().all(|a| *met(s, a) == one.receiver[s][a])
            };
            let sets = noisy.game().information_sets();
            let mut seen = eq.seen_on_path().into_iter();
            one.sender == eq.sender() && seen.all(|s| sets.iter().all(|set| own(s, set)))
        };
        assert!(extremes.iter().any(|one| same(&one)), "{text}");
    }
    // an extreme equilibrium has the payoffs of a mean of outcomes with its sender
    for one in extremes {
        let of_sender = all.iter().filter(|eq| eq.sender() == one.sender);
        let mut points: Vec<Vec<Q>> = of_sender.map(|eq| eq.sender_payoffs().to_vec()).collect();
        let count = hull::extreme(points.clone()).len();
        points.push(noisy.verify(&one.sender, &one.receiver).unwrap().sender_payoffs().to_vec());
        assert_eq!(hull::extreme(points).len(), count, "{text}");
    }
    let written = serde_json::to_string(all).expect("a result");
    let read: Equilibria = serde_json::from_str(&written).expect("the same result");
    assert_eq!(&read, all, "{text}");
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

/// Noise by message or, in half of the draws, by type.
fn draw_noise(
    random: &mut Random,
    game: &Game,
    signals: usize,
) -> Result<NoisyGame, schelling::Error> {
    let (types, messages) = (game.types().len(), game.messages().len());
    if random.below(2) == 0 {
        return noisy(game, weights(random, messages, signals));
    }
    let rows = |random: &mut Random, t: usize| -> Vec<Vec<Q>> {
        let rows = weights(random, messages, signals).into_iter().enumerate();
        let open = |(m, row)| if game.is_available(t, m) { row } else { Vec::new() };
        rows.map(open).collect()
    };
    let noise = (0..types).map(|t| rows(random, t)).collect();
    NoisyGame::by_type(game, (0..signals).map(|s| format!("s{s}")), noise)
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
                    let draw = |_| draw_noise(&mut random, &game, signals).ok();
                    let Some(noisy) = draws.find_map(draw) else { continue };
                    let text = io::json::file_to_string(&GameFile::Noisy(noisy.clone()));
                    let again = io::json::file_from_str(&text).expect("what was written");
                    assert_eq!(again, GameFile::Noisy(noisy.clone()));
                    let found = noisy.extreme_equilibria(&Search::default()).expect("a small game");
                    let answer = oracle::noisy::solve(&noisy);
                    let pairs: BTreeSet<Pair> = found.iter().map(|one| pair(&noisy, one)).collect();
                    assert_eq!(answer.equilibria, pairs, "oracle (left) and solver in {text}");
                    assert_eq!(found.len(), pairs.len(), "listed twice in {text}");
                    let all = noisy.equilibria(&Search::default()).expect("a small game");
                    check_outcomes(&noisy, &all, &found, &text);
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

/// An outcome as it can be compared: strategies, kind, payoffs, and the replies off the path.
type Comparable = (Vec<Vec<Q>>, Vec<Option<Vec<Q>>>, &'static str, Vec<Q>, Q, Vec<Vec<Vec<Q>>>);

/// Audiences of random games: types and messages, then types, actions and signals of each, where
/// one without signals sees the messages.
type NoisySizes = ([usize; 2], &'static [[usize; 3]]);

const AUDIENCES: [NoisySizes; 7] = [
    ([2, 2], &[[1, 2, 2], [1, 2, 0]]),
    ([2, 2], &[[1, 2, 3], [1, 2, 2]]),
    ([2, 2], &[[2, 2, 2]]),
    ([2, 2], &[[2, 2, 3]]),
    ([3, 2], &[[2, 2, 1]]),
    ([2, 2], &[[2, 2, 1], [1, 2, 0]]),
    ([1, 3], &[[1, 2, 2], [1, 2, 3]]),
];

#[test]
fn audiences_with_signals_of_their_own() {
    let mut random = Random(31);
    let (mut unmet, mut chains) = (0, 0);
    for (sizes, audiences) in AUDIENCES {
        let plain: Vec<[usize; 2]> = audiences.iter().map(|[s, a, _]| [*s, *a]).collect();
        for (top, zeros) in [(1, 0), (2, 2), (6, 3)] {
            for _ in 0..3 {
                let game = random_readers(&mut random, sizes, &plain, (top, zeros));
                let channel = |random: &mut Random, signals: usize| match signals {
                    0 => None,
                    1 => Some(GivenChannel {
                        signals: Some(vec!["nothing".into()]),
                        noise: GivenNoise::ByMessage(vec![vec![Q::ONE]; sizes[1]]),
                    }),
                    n => Some(GivenChannel {
                        signals: Some((0..n).map(|s| format!("s{s}")).collect()),
                        noise: GivenNoise::ByMessage(weights(random, sizes[1], n)),
                    }),
                };
                let mut draws = 0..100;
                let draw = |_| {
                    let all = audiences.iter().map(|one| channel(&mut random, one[2]));
                    NoisyGame::by_audience(&game, all.collect()).ok()
                };
                let Some(noisy) = draws.find_map(draw) else { continue };
                let text = io::json::file_to_string(&GameFile::Noisy(noisy.clone()));
                let again = io::json::file_from_str(&text).expect("what was written");
                assert_eq!(again, GameFile::Noisy(noisy.clone()));
                let found = noisy.extreme_equilibria(&Search::default()).expect("a small game");
                let answer = oracle::noisy::solve(&noisy);
                let pairs: BTreeSet<Pair> = found.iter().map(|one| pair(&noisy, one)).collect();
                assert_eq!(answer.equilibria, pairs, "oracle (left) and solver in {text}");
                let all = noisy.equilibria(&Search::default()).expect("a small game");
                check_outcomes(&noisy, &all, &found, &text);
                chains += usize::from(answer.nash.len() > pairs.len());
                let unexpected = |eq: &Equilibrium| {
                    eq.seen_on_path().into_iter().any(|s| !eq.unexpected(s).is_empty())
                };
                unmet += usize::from(all.iter().any(unexpected));
            }
        }
    }
    assert!(unmet > 0 && chains > 0, "{unmet} {chains}");
}

#[test]
fn readers_who_see_the_messages_are_those_of_the_game() {
    let mut random = Random(32);
    for (sizes, audiences) in AUDIENCES {
        let plain: Vec<[usize; 2]> = audiences.iter().map(|[s, a, _]| [*s, *a]).collect();
        for (top, zeros) in [(1, 0), (2, 2), (20, 3)] {
            for _ in 0..3 {
                let game = random_readers(&mut random, sizes, &plain, (top, zeros));
                if game.reader_copies().len() < game.information_sets().len() {
                    // copies are merged, and their replies are not listed apart
                    continue;
                }
                let clear = NoisyGame::by_audience(&game, vec![None; audiences.len()]).unwrap();
                let theirs = game.equilibria(&Search::default().copies_apart()).unwrap();
                let ours = clear.equilibria(&Search::default()).unwrap();
                let messages = game.messages().len();
                let merged = |eq: &Equilibrium| -> Vec<Option<Vec<Q>>> {
                    let of = |m: usize| {
                        let signals = (0..audiences.len()).map(|i| i * messages + m);
                        let rows: Vec<&[Q]> = signals.filter_map(|s| eq.receiver(s)).collect();
                        let sum = |a: usize| rows.iter().map(|row| &row[a]).sum();
                        (!rows.is_empty()).then(|| (0..game.actions().len()).map(sum).collect())
                    };
                    (0..messages).map(of).collect()
                };
                let ours = partition(ours.iter().map(|eq| {
                    let (sender, receiver) = (eq.sender().to_vec(), merged(eq));
                    (Outcome { sender, receiver }, eq.component())
                }));
                let theirs = partition(theirs.iter().map(|eq| (outcome(eq), eq.component())));
                assert_eq!(ours, theirs, "{game:?}");
            }
        }
    }
}

/// What noise that is none lists are the outcomes of the game, in the same components.
fn same_as_without(game: &Game) {
    let text = io::json::to_string(game);
    let noisy = identity(game);
    let found = noisy.equilibria(&Search::default()).expect("a small game");
    let listed = game.equilibria(&Search::default().copies_apart()).expect("a small game");
    let comparable = |eq: &Equilibrium| -> Comparable {
        let messages = 0..game.messages().len();
        let off_path = |m: usize| eq.off_path(m).into_iter().map(|one| one.reply).collect();
        (
            eq.sender().to_vec(),
            messages.clone().map(|m| eq.receiver(m).map(<[Q]>::to_vec)).collect(),
            eq.kind().name(),
            eq.sender_payoffs().to_vec(),
            eq.receiver_payoff().clone(),
            messages.map(off_path).collect(),
        )
    };
    let components = |all: &Equilibria| -> BTreeSet<BTreeSet<Comparable>> {
        let of = |c: &Vec<usize>| c.iter().map(|&i| comparable(&all[i])).collect();
        all.components().iter().map(of).collect()
    };
    assert_eq!(components(&found), components(&listed), "noise (left) and none in {text}");
    assert_eq!(found.len(), listed.len(), "{text}");
    let extremes = noisy.extreme_equilibria(&Search::default()).expect("a small game");
    let without = game.extreme_equilibria(&Search::default()).expect("a small game");
    assert_eq!(extremes, without, "{text}");
    let measures = |eq: &Equilibrium| {
        let value = eq.value_of_information();
        (eq.rule(), eq.masses(), value, eq.information().to_bits(), eq.partition())
    };
    for (one, other) in found.iter().zip(&listed).filter(|(a, b)| a.sender() == b.sender()) {
        if comparable(one) == comparable(other) && !game.is_cheap_talk() {
            assert_eq!(measures(one), measures(other), "{text}");
        }
    }
}

#[test]
fn the_names_of_signals_do_not_matter() {
    let mut random = Random(5);
    for _ in 0..20 {
        let game = random_game(&mut random, [2, 2, 3], Family::ALL[0], 6);
        let mut draws = 0..100;
        let draw = |_| noisy(&game, weights(&mut random, 2, 3)).ok();
        let Some(noisy) = draws.find_map(draw) else { continue };
        let order = [2, 0, 1];
        let moved = noisy.channel().noise().iter().map(|rows| {
            rows.iter().map(|row| order.iter().map(|&s| row[s].clone()).collect()).collect()
        });
        let moved = NoisyGame::by_type(&game, ["a", "b", "c"], moved.collect()).unwrap();
        let seen = |all: &Equilibria, order: [usize; 3]| -> BTreeSet<_> {
            let of = |eq: &Equilibrium| {
                let replies = order.iter().map(|&s| eq.receiver(s).map(<[Q]>::to_vec));
                (eq.sender().to_vec(), replies.collect::<Vec<_>>())
            };
            all.iter().map(of).collect()
        };
        let [one, other] =
            [&noisy, &moved].map(|noisy| noisy.equilibria(&Search::default()).unwrap());
        assert_eq!(seen(&one, order), seen(&other, [0, 1, 2]));
        assert_eq!(one.components().len(), other.components().len());
    }
}

/// Nobody goes, and whoever went would be seen as one of two signals.
fn stay_or_go(seen: &str) -> (NoisyGame, Vec<Extreme>) {
    // l is for left, r for right, and c is within 1/4 of both
    let guess = || table("4 3 0 | 0 3 4");
    let receiver: Vec<_> = guess().into_iter().map(|row| vec![row.clone(), row]).collect();
    let sender = vec![table("1 1 1 | 0 0 0"); 2];
    let game = Game::builder()
        .types(["left", "right"])
        .messages(["stay", "go"])
        .actions(["l", "c", "r"])
        .prior([q("1/2"), q("1/2")])
        .sender(sender)
        .receiver(receiver)
        .build();
    let noisy = noisy(&game.unwrap(), table(seen)).unwrap();
    let found = noisy.extreme_equilibria(&Search::default()).unwrap();
    (noisy, found)
}

#[test]
fn unexpected_signals_share_a_belief() {
    // l is optimal when "left" has 3/4 or more, r when it has 1/4 or less, c between
    let (noisy, together) = stay_or_go("1 0 0 | 0 1/2 1/2");
    let replies = |eq: &Extreme| {
        [1, 2].map(|s| eq.receiver[s].iter().position(|x| *x == Q::ONE).expect("a pure reply"))
    };
    let found: BTreeSet<[usize; 2]> = together.iter().map(replies).collect();
    // one belief makes no two of l and r optimal; all the rest are
    let all = (0..3).flat_map(|a| (0..3).map(move |b| [a, b]));
    assert_eq!(found, all.filter(|pair| *pair != [0, 2] && *pair != [2, 0]).collect());
    assert_eq!(together.len(), 7);
    // as one outcome with seven profiles of replies, each with beliefs that are those of both signals
    let all = noisy.equilibria(&Search::default()).unwrap();
    assert_eq!((all.len(), all[0].kind()), (1, Kind::Pooling));
    let profiles = all[0].off_path_profiles(1);
    assert_eq!((profiles.len(), all[0].off_path(1).len()), (7, 3));
    for profile in &profiles {
        for chain in &profile.beliefs {
            assert_eq!(chain[0], chain[1]);
            let left = &chain[0][0];
            let suits = |reply: &Vec<Q>| match reply.iter().position(|x| *x == Q::ONE).unwrap() {
                0 => *left >= q("3/4"),
                1 => *left >= q("1/4") && *left <= q("3/4"),
                _ => *left <= q("1/4"),
            };
            assert!(profile.replies.iter().all(suits));
        }
    }
    let apart = vec![
        vec![Q::ONE, Q::ZERO, Q::ZERO],
        table("1 0 0 | 0 0 1")[0].clone(),
        vec![Q::ZERO, Q::ZERO, Q::ONE],
    ];
    let verdict = noisy.verify(all[0].sender(), &apart).unwrap();
    assert!(!verdict.ok() && verdict.to_string().contains("never seen"), "{verdict}");
    // a signal that staying may produce too is expected, and met by what the prior says
    let (_, half) = stay_or_go("1/2 1/2 0 | 0 1/2 1/2");
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
    let all = noisy(&game, seen).unwrap().extreme_equilibria(&Search::default()).unwrap();
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
fn a_search_that_is_stopped_says_so() {
    // everything is optimal, and there are very many extreme senders
    let same = vec![vec![Q::ONE; 6]; 6];
    let prior = vec![q("1/6"); 6];
    let labels = (0..6).map(|m| format!("m{m}"));
    let talk = identity(&Game::cheap_talk(same.clone(), same, prior, labels).unwrap());
    let none = Search::default().time_limit(std::time::Duration::ZERO);
    let all = talk.equilibria(&none).unwrap();
    assert_eq!((all.complete(), all.stopped()), (false, Some(Stop::Time)));
    assert!(talk.extreme_equilibria(&none).unwrap_err().to_string().contains("time limit"));
    let few =
        Game::cheap_talk(table("1 0 | 0 1"), table("1 0 | 0 1"), [q("1/2"), q("1/2")], ["m", "n"]);
    let few = identity(&few.unwrap());
    let one = few.equilibria(&Search::default().max_outcomes(1)).unwrap();
    assert_eq!(one.stopped(), Some(Stop::Outcomes));
    assert!(!one.is_empty() && one.len() < few.equilibria(&Search::default()).unwrap().len());
}

#[test]
fn a_channel_that_loses_nothing_changes_no_verdict() {
    for model in ["beer-quiche", "spence-1973", "brandts-holt-1993-game-5", "bcp-1994-game-7"] {
        let game = schelling::model::by_name(model).unwrap().game(&[]).unwrap();
        let plain = game.equilibria(&Search::default().copies_apart()).unwrap();
        let seen = identity(&game).equilibria(&Search::default()).unwrap();
        assert_eq!(plain.len(), seen.len(), "{model}");
        for eq in &plain {
            let same = seen.iter().find(|other| other.sender() == eq.sender()).unwrap();
            for test in ["intuitive", "D1", "D2", "iterated_NWBR", "divine", "stable"] {
                let [one, other] = [eq, same].map(|eq| eq.why(test).unwrap());
                assert_eq!(one.survives(), other.survives(), "{model} {test}");
                assert_eq!(one.to_string(), other.to_string(), "{model} {test}");
            }
        }
    }
}

#[test]
fn tests_that_compare_messages_are_refused_with_noise() {
    let talk =
        Game::cheap_talk(table("1 0 | 0 1"), table("1 0 | 0 1"), [q("1/2"), q("1/2")], ["m", "n"]);
    let all = identity(&talk.unwrap()).equilibria(&Search::default()).unwrap();
    let errors = [
        all[0].survives("neologism_proof").unwrap_err(),
        all.surviving(&["announcement_proof"]).unwrap_err(),
        all.undefeated().unwrap_err(),
        all[0].neologisms().unwrap_err(),
        all[0].announcements().unwrap_err(),
    ];
    assert!(errors.iter().all(|error| error.to_string().contains("without noise")));
}
