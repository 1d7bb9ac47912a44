//! Private words beside public messages: outcomes checked against the definition, and every pure
//! equilibrium found.

use schelling::equilibrium::{Search, WordEquilibrium};
use schelling::game::{Reader, WordProfile};
use schelling::{Game, Q};

/// A small generator of numbers below `n`.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

/// A game of so many types, public messages and actions, with two audiences that hear so many words.
fn random(types: usize, messages: usize, words: [usize; 2], actions: usize, seed: u64) -> Game {
    let mut numbers = Numbers(seed * 7919 + 12345);
    let talk = seed.is_multiple_of(3);
    let readers = words.iter().enumerate().map(|(i, &words)| {
        let mut table = || -> Vec<Vec<Vec<Q>>> {
            let mut row =
                || -> Vec<Q> { (0..actions).map(|_| Q::from(numbers.next(7) as i64)).collect() };
            let mut of_type = || match talk {
                true => vec![row(); messages],
                false => (0..messages).map(|_| row()).collect(),
            };
            (0..types).map(|_| of_type()).collect()
        };
        let reader = Reader::builder(["P", "Q"][i])
            .actions((0..actions).map(|a| format!("a{a}")))
            .sender(table())
            .receiver(table());
        if words > 1 { reader.words((0..words).map(|w| format!("w{w}"))) } else { reader }
    });
    let readers: Vec<_> = readers.collect();
    let weights: Vec<i64> = (0..types).map(|_| 1 + numbers.next(6) as i64).collect();
    let total = Q::from(weights.iter().sum::<i64>());
    Game::builder()
        .prior(weights.iter().map(|&w| Q::from(w) / &total))
        .messages((0..messages).map(|m| format!("m{m}")))
        .readers(readers)
        .build()
        .unwrap()
}

/// What an outcome comes to, whatever the words are called: for each message who sends it, and for each
/// audience the words as pairs of who says them and the answers.
type Content = Vec<(Vec<Q>, Vec<Vec<(Vec<Q>, Vec<Vec<Q>>)>>)>;

fn content(
    game: &Game,
    sender: &[Vec<Q>],
    reply: impl Fn(usize, usize, usize) -> Vec<Q>,
    masses: impl Fn(usize, usize, usize) -> Vec<Q>,
) -> Content {
    let of_message = |m: usize| {
        let sent: Vec<Q> = sender.iter().map(|row| row[m].clone()).collect();
        let audiences = (0..game.readers().len()).map(|i| {
            let mut words: Vec<(Vec<Q>, Vec<Vec<Q>>)> = Vec::new();
            for w in 0..game.word_count(i) {
                let masses = masses(i, m, w);
                if masses.iter().all(Q::is_zero) {
                    continue;
                }
                let sets = game.information_sets().iter().enumerate();
                let own = sets.filter(|(_, set)| set.audience() == i);
                let answers: Vec<Vec<Q>> = own.map(|(r, _)| reply(r, m, w)).collect();
                // words with one answer are one word
                match words.iter_mut().find(|(_, known)| *known == answers) {
                    Some((known, _)) => {
                        known.iter_mut().zip(&masses).for_each(|(sum, x)| *sum += x);
                    }
                    None => words.push((masses, answers)),
                }
            }
            words.sort();
            words
        });
        (sent, audiences.collect())
    };
    (0..game.messages().len()).map(of_message).collect()
}

fn of_outcome(eq: &WordEquilibrium) -> Content {
    let reply = |r, m, w| eq.reply(r, m, w).map(<[Q]>::to_vec).unwrap_or_default();
    content(eq.game(), eq.sender(), reply, |i, m, w| eq.masses(i, m, w))
}

#[test]
fn outcomes_meet_the_definition() {
    for seed in 1..30 {
        let game = random(3, 2, [2, 1 + seed as usize % 2], 3, seed);
        let all = game.word_equilibria(&Search::default()).unwrap();
        assert!(all.complete() && !all.is_empty(), "seed {seed}");
        for eq in &all {
            let verdict = eq.profile().verify();
            assert!(verdict.ok(), "seed {seed}: {verdict}");
            assert_eq!(verdict.sender_payoffs(), eq.sender_payoffs());
            assert_eq!(*verdict.receiver_payoff(), eq.receiver_payoff());
            assert_eq!(eq.reader_payoffs().iter().sum::<Q>(), eq.receiver_payoff());
        }
        // copies say other words, and come to the same
        let copies = all.expanded();
        let count: u128 = all.iter().map(WordEquilibrium::relabellings).sum();
        assert_eq!(copies.len() as u128, count, "seed {seed}");
        let mut contents: Vec<Content> = all.iter().map(of_outcome).collect();
        contents.sort();
        assert!(copies.iter().all(|eq| contents.binary_search(&of_outcome(eq)).is_ok()));
        contents.dedup();
        assert_eq!(contents.len(), all.len(), "seed {seed}: an outcome is listed twice");
    }
}

/// The pure strategies that have so many choices at each of so many places.
fn pure(places: &[usize]) -> Vec<Vec<usize>> {
    places.iter().fold(vec![Vec::new()], |done, &choices| {
        let more = |one: &Vec<usize>, k: usize| [one.as_slice(), &[k]].concat();
        done.iter().flat_map(|one| (0..choices).map(move |k| more(one, k))).collect()
    })
}

fn certain(choices: usize, chosen: usize) -> Vec<Q> {
    (0..choices).map(|k| Q::from(i64::from(k == chosen))).collect()
}

#[test]
fn every_equilibrium_in_pure_strategies_is_listed() {
    for seed in 1..16 {
        let game = random(2, 2, [2, 2], 2, seed);
        let all = game.word_equilibria(&Search::default()).unwrap();
        let listed: Vec<Content> = all.iter().map(of_outcome).collect();
        let mut found = 0;
        // [message, word to P, word to Q] for each type; [audience][m][w] for the replies
        for said in pure(&[2; 6]) {
            let sender: Vec<Vec<Q>> = (0..2).map(|t| certain(2, said[3 * t])).collect();
            let words: Vec<Vec<Vec<Vec<Q>>>> = (0..2)
                .map(|i| (0..2).map(|t| vec![certain(2, said[3 * t + 1 + i]); 2]).collect())
                .collect();
            for replies in pure(&[2; 8]) {
                let receiver: Vec<Vec<Vec<Vec<Q>>>> = (0..2)
                    .map(|i| {
                        let word = |m: usize, w: usize| certain(2, replies[4 * i + 2 * m + w]);
                        (0..2).map(|m| (0..2).map(|w| word(m, w)).collect()).collect()
                    })
                    .collect();
                // what the types get by a message and two words decides most profiles at once
                let gets = |t: usize, m: usize, w: [usize; 2]| -> Q {
                    let at = |i: usize| 2 * i + replies[4 * i + 2 * m + w[i]];
                    (0..2).map(|i| game.sender_payoff(t, m, at(i)).clone()).sum()
                };
                let content_with = |t: usize| {
                    let own = gets(t, said[3 * t], [said[3 * t + 1], said[3 * t + 2]]);
                    pure(&[2; 3]).iter().all(|one| gets(t, one[0], [one[1], one[2]]) <= own)
                };
                if !(0..2).all(content_with) {
                    continue;
                }
                let profile =
                    WordProfile::new(&game, sender.clone(), words.clone(), receiver.clone())
                        .unwrap();
                if !profile.verify().ok() {
                    continue;
                }
                found += 1;
                let of = |r: usize, m: usize, w: usize| receiver[r][m][w].clone();
                let content = content(&game, &sender, of, |i, m, w| profile.masses(i, m, w));
                assert!(listed.contains(&content), "seed {seed}: {content:?} is missing");
            }
        }
        assert!(found > 0 || !listed.is_empty(), "seed {seed}");
    }
}

#[test]
fn failures_name_the_reader_and_the_word() {
    let q = |x: i64| Q::from(x);
    let same = || vec![vec![q(1), q(0)], vec![q(0), q(1)]];
    let listener =
        |name| Reader::builder(name).actions(["left", "right"]).cheap_talk(same(), same());
    let game = Game::builder()
        .types(["l", "r"])
        .prior([Q::new(1, 2).unwrap(), Q::new(1, 2).unwrap()])
        .messages(["hello"])
        .readers([listener("P").words(["it is l", "it is r"]), listener("Q")])
        .build()
        .unwrap();
    let (one, zero) = (Q::ONE, Q::ZERO);
    let (first, second) = (vec![one.clone(), zero.clone()], vec![zero, one.clone()]);
    let sender = vec![vec![one.clone()]; 2];
    let words = vec![vec![vec![first.clone()], vec![second.clone()]], vec![vec![vec![one]]; 2]];
    let honest = vec![vec![vec![first.clone(), second.clone()]], vec![vec![first.clone()]]];
    let profile = |receiver| {
        WordProfile::new(&game, sender.clone(), words.clone(), receiver).unwrap().verify()
    };
    assert!(profile(honest).ok());
    let deaf = vec![vec![vec![first.clone(), first.clone()]], vec![vec![first.clone()]]];
    let verdict = profile(deaf);
    let [failure] = verdict.failures() else { panic!("{verdict}") };
    assert_eq!(failure.reader.as_deref(), Some("P"));
    assert_eq!(failure.word.as_deref(), Some("it is r"));
    let crossed = vec![vec![vec![second, first.clone()]], vec![vec![first]]];
    assert_eq!(profile(crossed).failures().len(), 4, "both types and both replies are wrong");
    // the talk to P is one-reader talk: silence, and the truth; Q hears nothing
    let all = game.word_equilibria(&Search::default()).unwrap();
    let best = all.iter().map(WordEquilibrium::sender_payoff).max();
    assert_eq!(best, Some(Q::new(3, 2).unwrap()));
}
