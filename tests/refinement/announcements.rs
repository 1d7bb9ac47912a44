//! Announcements against the definition: those that are found are weakly credible, and where a linear
//! programme for each pattern of supports finds one, so does the search.

use schelling::equilibrium::Equilibrium;
use schelling::exact::lp::{Program, Solution};
use schelling::refinement::Announcement;
use schelling::{Game, Q, io};

use crate::random::{self, Family, Random};
use crate::solve;

/// What each action is worth to the receiver, given how much of each type says a message.
fn worth(game: &Game, said: &[Q]) -> Vec<Q> {
    let of = |a: usize| (0..said.len()).map(|t| &said[t] * game.receiver_payoff(t, 0, a)).sum();
    (0..game.actions().len()).map(of).collect()
}

/// Is the announcement weakly credible, by the definition?
fn is_credible(eq: &Equilibrium, announcement: &Announcement) -> bool {
    let game = eq.game();
    let Announcement { sender, replies, beliefs, gains } = announcement;
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

fn subsets(n: usize) -> Vec<Vec<usize>> {
    (1u32..1 << n).map(|s| (0..n).filter(|i| s >> i & 1 == 1).collect()).collect()
}

/// Every way to take one of `choices` for each of `n` places.
fn ways(choices: &[Vec<usize>], n: usize) -> Vec<Vec<Vec<usize>>> {
    (0..n).fold(vec![Vec::new()], |ways, _| {
        let longer = |way: &Vec<Vec<usize>>| {
            let with =
                |choice: &Vec<usize>| [way.as_slice(), std::slice::from_ref(choice)].concat();
            choices.iter().map(with).collect::<Vec<_>>()
        };
        ways.iter().flat_map(longer).collect()
    })
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

/// The most that these types gain together, if some mixtures of these replies suit everybody.
fn gain(
    eq: &Equilibrium,
    deviants: &[usize],
    said: &[Vec<usize>],
    replies: &[Vec<usize>],
) -> Option<Q> {
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
        let own = program.variable(Q::ONE);
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

fn exists(eq: &Equilibrium, most: usize) -> bool {
    let game = eq.game();
    subsets(game.types().len()).iter().any(|deviants| {
        (1..=most.min(deviants.len())).any(|messages| {
            let replies = ways(&subsets(game.actions().len()), messages);
            ways(&subsets(messages), deviants.len()).iter().any(|said| {
                replies.iter().any(|replies| {
                    gain(eq, deviants, said, replies).is_some_and(|gain| gain.is_positive())
                        && shares(game, deviants, said, replies)
                })
            })
        })
    })
}

#[test]
fn announcements_by_programmes() {
    let mut random = Random(91);
    let (mut credible, mut none) = (0, 0);
    for (size, most, games) in
        [([2, 2, 3], 2, 40), ([2, 2, 4], 2, 5), ([3, 2, 2], 2, 20), ([3, 2, 3], 1, 20)]
    {
        for top in [2, 5] {
            for _ in 0..games {
                let game = random::game(&mut random, size, Family::Talk, top);
                for eq in &solve(&game) {
                    let found = eq.announcements().expect("cheap talk");
                    assert!(
                        found.iter().all(|a| is_credible(eq, a)),
                        "{}",
                        io::json::to_string(&game)
                    );
                    // fewer messages than types may be too few, so that the search may know more
                    let expected = exists(eq, most);
                    assert!(!expected || !found.is_empty(), "{}", io::json::to_string(&game));
                    if most == size[0] {
                        assert_eq!(expected, !found.is_empty(), "{}", io::json::to_string(&game));
                    }
                    let proof = eq.survives("strongly_announcement_proof").expect("cheap talk");
                    assert_eq!(proof, found.is_empty());
                    if proof {
                        assert!(eq.survives("neologism_proof").expect("cheap talk"));
                        none += 1;
                    } else {
                        credible += 1;
                    }
                }
            }
        }
    }
    assert!(credible > 50 && none > 50, "{credible} {none}");
}
