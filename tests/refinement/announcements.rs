//! Announcements against the definition: those that are found are weakly credible, and where a
//! linear programme for each pattern of supports finds one, weakly credible or credible, so does
//! the search.

use schelling::equilibrium::Equilibrium;
use schelling::exact::lp::{Program, Solution};
use schelling::refinement::Announcement;
use schelling::{Game, Q, io};

use crate::common::random_games::{Family, random_game};
use crate::common::{product, solve, subsets};
use crate::oracle::random::Random;

/// What each action is worth to the receiver, given how much of each type says a message.
fn worth(game: &Game, said: &[Q]) -> Vec<Q> {
    let of = |a: usize| (0..said.len()).map(|t| &said[t] * game.receiver_payoff(t, 0, a)).sum();
    (0..game.actions().len()).map(of).collect()
}

/// Is the announcement weakly credible, by the definition?
fn is_weakly_credible(eq: &Equilibrium, announcement: &Announcement) -> bool {
    let game = eq.game();
    let Announcement { sender, replies, beliefs, gains, .. } = announcement;
    let deviants = announcement.deviants();
    let gain = |t: usize, k: usize| -> Q {
        let reply = replies[k].iter().enumerate();
        let payoff: Q = reply.map(|(a, weight)| weight * game.sender_payoff(t, 0, a)).sum();
        payoff - &eq.sender_payoffs()[t]
    };
    let best = |k: usize| {
        let said: Vec<Q> = (0..sender.len()).map(|t| &game.prior()[t] * &sender[t][k]).collect();
        let total: Q = said.iter().sum();
        let worth = worth(game, &said);
        let optimal = |a: usize| worth.iter().all(|other| *other <= worth[a]);
        replies[k].iter().sum::<Q>() == Q::ONE
            && (0..worth.len()).all(|a| replies[k][a].is_zero() || optimal(a))
            && said.iter().zip(&beliefs[k]).all(|(x, belief)| *x == belief * &total)
    };
    let fits = |t: usize| {
        let most = (0..replies.len()).map(|k| gain(t, k)).max().expect("a message");
        if !deviants.contains(&t) {
            return most <= Q::ZERO && gains[t].is_zero();
        }
        sender[t].iter().sum::<Q>() == Q::ONE
            && most == gains[t]
            && !gains[t].is_negative()
            && (0..replies.len()).all(|k| sender[t][k].is_zero() || gain(t, k) == most)
    };
    (0..replies.len()).all(best) && (0..sender.len()).all(fits) && gains.iter().any(Q::is_positive)
}

/// Can these types say these messages in such proportions that these replies are all best?
fn shares(game: &Game, deviants: &[usize], said: &[Vec<usize>], replies: &[Vec<usize>]) -> bool {
    let mut program = Program::new();
    let mut x = vec![vec![None; replies.len()]; game.types().len()];
    for (&t, messages) in deviants.iter().zip(said) {
        for &k in messages {
            x[t][k] = Some(program.variable(Q::ZERO));
        }
        program.equal(x[t].iter().flatten().map(|&v| (v, Q::ONE)), game.prior()[t].clone());
    }
    for (k, set) in replies.iter().enumerate() {
        // messages that nobody says are another pattern's
        if !said.iter().any(|messages| messages.contains(&k)) {
            return false;
        }
        for &a in set {
            for b in 0..game.actions().len() {
                let better =
                    |t: usize| game.receiver_payoff(t, 0, b) - game.receiver_payoff(t, 0, a);
                let row = deviants.iter().filter_map(|&t| Some((x[t][k]?, better(t))));
                program.at_most(row.collect::<Vec<_>>(), Q::ZERO);
            }
        }
    }
    !matches!(program.solve(), Solution::Infeasible { .. })
}

/// Who speaks, which messages each of them may use, and which replies may follow.
struct Pattern {
    deviants: Vec<usize>,
    said: Vec<Vec<usize>>,
    replies: Vec<Vec<usize>>,
}

/// The patterns with at most so many messages that some shares of the types fit.
fn patterns(game: &Game, most: usize) -> Vec<Pattern> {
    let mut found = Vec::new();
    for deviants in subsets(&(0..game.types().len()).collect::<Vec<_>>()) {
        for messages in 1..=most.min(deviants.len()) {
            let sets = |n: usize| subsets(&(0..n).collect::<Vec<_>>());
            let replies = product(&vec![sets(game.actions().len()); messages]);
            for said in product(&vec![sets(messages); deviants.len()]) {
                let fits = replies.iter().filter(|r| shares(game, &deviants, &said, r));
                found.extend(fits.map(|replies| Pattern {
                    deviants: deviants.clone(),
                    said: said.clone(),
                    replies: replies.clone(),
                }));
            }
        }
    }
    found
}

/// The most that the deviants gain, weighted by type, if some mixtures of the replies suit
/// everybody and no deviant gains less than `least`.
fn gain(eq: &Equilibrium, pattern: &Pattern, weights: &[Q], least: &[Q]) -> Option<Q> {
    let Pattern { deviants, said, replies } = pattern;
    let game = eq.game();
    let mut program = Program::new();
    let mixes: Vec<Vec<(usize, usize)>> = replies
        .iter()
        .map(|set| set.iter().map(|&a| (program.variable(Q::ZERO), a)).collect())
        .collect();
    for mix in &mixes {
        program.equal(mix.iter().map(|&(v, _)| (v, Q::ONE)), Q::ONE);
    }
    let change = |t: usize, a: usize| game.sender_payoff(t, 0, a) - &eq.sender_payoffs()[t];
    for t in 0..game.types().len() {
        let Some(i) = deviants.iter().position(|&d| d == t) else {
            for mix in &mixes {
                program.at_most(mix.iter().map(|&(v, a)| (v, change(t, a))), Q::ZERO);
            }
            continue;
        };
        let own = program.variable(weights[t].clone());
        program.at_most([(own, -Q::ONE)], -&least[t]);
        for (k, mix) in mixes.iter().enumerate() {
            let row = mix.iter().map(|&(v, a)| (v, change(t, a))).chain([(own, -Q::ONE)]);
            let row: Vec<(usize, Q)> = row.collect();
            match said[i].contains(&k) {
                true => program.equal(row, Q::ZERO),
                false => program.at_most(row, Q::ZERO),
            };
        }
    }
    match program.solve() {
        Solution::Optimal { value, .. } => Some(value),
        _ => None,
    }
}

/// Is there a weakly credible announcement among these, and one that is credible?
fn exist(eq: &Equilibrium, patterns: &[Pattern]) -> (bool, bool) {
    let types = eq.game().types().len();
    let (all, none) = (vec![Q::ONE; types], vec![Q::ZERO; types]);
    let weakly_credible =
        |pattern: &&Pattern| gain(eq, pattern, &all, &none).is_some_and(|gain| gain.is_positive());
    let patterns: Vec<&Pattern> = patterns.iter().filter(weakly_credible).collect();
    let most: Vec<Q> = (0..types)
        .map(|t| {
            let mut only = none.clone();
            only[t] = Q::ONE;
            let gains = patterns.iter().filter_map(|pattern| gain(eq, pattern, &only, &none));
            gains.max().unwrap_or_default()
        })
        .collect();
    let credible = |pattern: &&Pattern| gain(eq, pattern, &all, &most).is_some();
    (!patterns.is_empty(), patterns.iter().any(credible))
}

/// The same game with a receiver who often does not care, so that what is announced may be answered
/// in several ways, of which the types do not like the same.
fn with_ties(random: &mut Random, game: &Game) -> Game {
    let actions = game.actions().len();
    let likes = |t: usize| (0..actions).map(|a| game.sender_payoff(t, 0, a).clone()).collect();
    let sender: Vec<Vec<Q>> = (0..game.types().len()).map(likes).collect();
    let mut row = || (0..actions).map(|_| Q::from(random.below(2) as i64)).collect();
    let receiver: Vec<Vec<Q>> = sender.iter().map(|_| row()).collect();
    Game::cheap_talk(sender, receiver, game.prior().to_vec(), game.messages().to_vec()).unwrap()
}

#[test]
fn announcements_by_programmes() {
    let mut random = Random(91);
    let (mut some, mut none, mut only_weak) = (0, 0, 0);
    for (size, most, games) in
        [([2, 2, 3], 2, 40), ([2, 2, 4], 2, 5), ([3, 2, 2], 2, 20), ([3, 2, 3], 1, 20)]
    {
        for top in [2, 5] {
            for round in 0..2 * games {
                let game = random_game(&mut random, size, Family::Talk, top);
                let game = if round % 2 == 0 { game } else { with_ties(&mut random, &game) };
                let text = io::json::to_string(&game);
                let patterns = patterns(&game, most);
                for eq in &solve(&game) {
                    let found = eq.announcements().expect("cheap talk");
                    assert!(found.iter().all(|a| is_weakly_credible(eq, a)), "{text}");
                    let (weak, credible) = exist(eq, &patterns);
                    // fewer messages than types may be too few, so that the search may know more
                    assert!(!weak || !found.is_empty(), "{text}");
                    if most == size[0] {
                        assert_eq!(weak, !found.is_empty(), "{text}");
                        assert_eq!(credible, found.iter().any(|a| a.credible), "{text}");
                        only_weak += usize::from(weak && !credible);
                    }
                    let survives = |test: &str| eq.survives(test).expect("cheap talk");
                    let strongly = survives("strongly_announcement_proof");
                    assert_eq!(strongly, found.is_empty());
                    assert_eq!(survives("announcement_proof"), !found.iter().any(|a| a.credible));
                    if strongly {
                        assert!(survives("neologism_proof"));
                        none += 1;
                    } else {
                        some += 1;
                    }
                }
            }
        }
    }
    assert!(some > 50 && none > 50 && only_weak > 0, "{some} {none} {only_weak}");
}

/// Three types; any two can announce that it is one of them, which is worth 1 to the first of the
/// two, 2 to the second and -1 to the third. Each is thus the second of one pair and would leave
/// the other one, of which it is the first, and nobody can have 2 unless it speaks alone: the
/// receiver who knows the type does what is worst for all.
#[test]
fn pairs_that_nobody_keeps_to() {
    let rows = |rows: [[i64; 7]; 3]| rows.map(|row| row.map(Q::from).to_vec()).to_vec();
    // nothing, the pairs 12, 23 and 31, the types 1, 2 and 3
    let game = Game::cheap_talk(
        rows([[0, 1, -1, 2, -5, -5, -5], [0, 2, 1, -1, -5, -5, -5], [0, -1, 2, 1, -5, -5, -5]]),
        rows([[4, 6, -6, 6, 9, 0, 0], [4, 6, 6, -6, 0, 9, 0], [4, -6, 6, 6, 0, 0, 9]]),
        vec![Q::new(1, 3).unwrap(); 3],
        ["m"],
    )
    .unwrap();
    let eqs = solve(&game);
    let silence = eqs.iter().next().expect("silence");
    assert_eq!(silence.sender_payoffs(), [Q::ZERO, Q::ZERO, Q::ZERO]);
    let found = silence.announcements().unwrap();
    for pair in [[0, 1], [1, 2], [0, 2]] {
        let made = found.iter().find(|a| a.deviants() == pair && a.replies.len() == 1);
        let mut gains = made.expect("an announcement of the pair").gains.clone();
        gains.sort();
        assert_eq!(gains, [Q::ZERO, Q::ONE, Q::from(2)]);
    }
    assert!(found.iter().all(|a| is_weakly_credible(silence, a) && !a.credible));
    assert!(silence.survives("announcement_proof").unwrap());
    for stronger in ["strongly_announcement_proof", "neologism_proof"] {
        assert!(!silence.survives(stronger).unwrap(), "{stronger}");
    }
}

/// A type that gains 1 when it speaks alone, and 2 when another, who gains 1, joins in: that is the
/// most that any action gives them, and the type would not keep to speaking alone.
#[test]
fn a_type_that_prefers_company() {
    let rows = |rows: [[i64; 5]; 3]| rows.map(|row| row.map(Q::from).to_vec()).to_vec();
    // nothing, the first type, the first two, the second, the third
    let game = Game::cheap_talk(
        rows([[0, 1, 2, -5, -5], [0, -1, 1, -5, -5], [0, -1, -1, -5, -5]]),
        rows([[4, 9, 6, 0, 0], [4, 0, 6, 9, 0], [4, 0, -6, 0, 9]]),
        vec![Q::new(1, 3).unwrap(); 3],
        ["m"],
    )
    .unwrap();
    let eqs = solve(&game);
    let silence = eqs.iter().next().expect("silence");
    let found = silence.announcements().unwrap();
    let of = |deviants: &[usize]| found.iter().find(|a| a.deviants() == deviants);
    let alone = of(&[0]).expect("the first alone");
    assert_eq!((alone.gains[0].clone(), alone.credible), (Q::ONE, false));
    let both = of(&[0, 1]).expect("the first two");
    assert_eq!((both.gains.as_slice(), both.credible), (&[2, 1, 0].map(Q::from)[..], true));
    let judgement = silence.why("announcement_proof").unwrap();
    assert_eq!(
        judgement.reasons()[0].sentence,
        "if t1, t2 and nobody else said something new, a3 would be a best reply, from which t1 \
         gains 2, t2 gains 1 and no other type would gain, and no other announcement of the kind \
         gives any of them more"
    );
    // whoever asks for less may take the simpler one
    let weakly = silence.why("strongly_announcement_proof").unwrap();
    assert_eq!(weakly.reasons()[0].left, [0]);
}
