//! The same games in normal form, given to `lrsnash`, and its answers held against ours.
//!
//! `lrsnash` (Avis, Rosenberg, Savani and von Stengel 2010; Debian's package `lrslib`) lists all
//! extreme Nash equilibria of a bimatrix game, exactly. The rows here are the sender's pure
//! strategies, a message for each type, the columns the receiver's, an action for each message.

use std::collections::HashSet;
use std::fs;
use std::process::Command;

use nix::sys::resource::{UsageWho, getrusage};
use schelling::equilibrium::verify::verify;
use schelling::equilibrium::{Equilibria, Equilibrium};
use schelling::exact::lp::{Program, Solution};
use schelling::{Game, Q};

/// How lrsnash did on one game.
pub struct Against {
    /// Processor time.
    pub seconds: f64,
    /// Did it finish before the limit? Then its answer agrees with ours.
    pub complete: bool,
}

/// Seconds of processor time that lrsnash gets for a game.
const LIMIT: u64 = 30;

/// Is there an lrsnash to run?
pub fn is_installed() -> bool {
    Command::new("lrsnash").output().is_ok()
}

/// Runs lrsnash on a game; panics where its answer and ours do not fit together.
pub fn compare(eqs: &Equilibria) -> Against {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/lrsnash.txt");
    fs::write(path, bimatrix(eqs.game())).expect("a writable folder");
    let start = cpu_of_children();
    // the shell turns into lrsnash, so that the limit and the count are its own
    let script = format!("ulimit -t {LIMIT}; exec lrsnash \"$0\"");
    let output = Command::new("sh").args(["-c", &script, path]).output().expect("a shell");
    let seconds = cpu_of_children() - start;
    let complete = output.status.success();
    // the limit is kept by another clock, which may be a little ahead
    assert!(complete || seconds >= 0.9 * LIMIT as f64, "lrsnash failed: {output:?}");
    if complete {
        agree(eqs, &String::from_utf8(output.stdout).expect("text"));
    }
    Against { seconds, complete }
}

/// What the children of this process have used that have ended.
fn cpu_of_children() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("a count that POSIX has");
    let seconds = [usage.user_time(), usage.system_time()]
        .map(|time| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6);
    seconds.iter().sum()
}

/// Every choice of one of `choices` for each of `places`, the last place running fastest.
fn choices(places: usize, choices: usize) -> Vec<Vec<usize>> {
    let longer = |done: Vec<Vec<usize>>| -> Vec<Vec<usize>> {
        done.into_iter()
            .flat_map(|row| (0..choices).map(move |c| [row.as_slice(), &[c]].concat()))
            .collect()
    };
    (0..places).fold(vec![vec![]], |done, _| longer(done))
}

fn sender_strategies(game: &Game) -> Vec<Vec<usize>> {
    choices(game.types().len(), game.messages().len())
}

fn receiver_strategies(game: &Game) -> Vec<Vec<usize>> {
    choices(game.messages().len(), game.actions().len())
}

/// The game in the form that lrsnash reads: expected payoffs times the prior's denominator, which
/// leaves integers.
fn bimatrix(game: &Game) -> String {
    let (rows, columns) = (sender_strategies(game), receiver_strategies(game));
    let common = game.prior().iter().fold(Q::ONE, |common, p| {
        let denominator = (&common * p).denominator();
        common * Q::new(denominator, 1).expect("1 is not 0")
    });
    let weights: Vec<Q> = game.prior().iter().map(|p| p * &common).collect();
    let matrix = |payoffs: &[Vec<Vec<Q>>]| {
        let cell = |row: &Vec<usize>, column: &Vec<usize>| -> String {
            let terms = row.iter().enumerate();
            terms.map(|(t, &m)| &weights[t] * &payoffs[t][m][column[m]]).sum::<Q>().to_string()
        };
        let line = |row: &Vec<usize>| {
            columns.iter().map(|column| cell(row, column)).collect::<Vec<_>>().join(" ")
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let (sender, receiver) = (matrix(game.sender_payoffs()), matrix(game.receiver_payoffs()));
    format!("{} {}\n\n{sender}\n\n{receiver}\n", rows.len(), columns.len())
}

/// Strategies `[t][m]` and `[m][a]`.
type Profile = (Vec<Vec<Q>>, Vec<Vec<Q>>);

/// A list of mixed strategies as probabilities at each place: they are all that matters, and many
/// mixed strategies have the same.
fn behaviour(mixed: &[Q], pure: &[Vec<usize>], choices: usize) -> Vec<Vec<Q>> {
    let mut rows = vec![vec![Q::ZERO; choices]; pure[0].len()];
    for (weight, strategy) in mixed.iter().zip(pure).filter(|(weight, _)| !weight.is_zero()) {
        for (row, &choice) in rows.iter_mut().zip(strategy) {
            row[choice] += weight;
        }
    }
    rows
}

/// The equilibria in what lrsnash printed: in each paragraph, the strategies of player 2 that go
/// with the one of player 1 in the last line; each line ends in a payoff.
fn extreme_equilibria(game: &Game, text: &str) -> HashSet<Profile> {
    let (rows, columns) = (sender_strategies(game), receiver_strategies(game));
    let (mut found, mut replies, mut count) = (HashSet::new(), Vec::new(), 0);
    for line in text.lines().filter(|line| !line.starts_with('*')) {
        let mut words = line.split_whitespace();
        let player = words.next();
        let numbers: Vec<Q> = words.map(|word| word.parse().expect("a rational number")).collect();
        match player {
            Some("2") => {
                assert_eq!(numbers.len(), columns.len() + 1);
                count += 1;
                replies.push(behaviour(&numbers[..columns.len()], &columns, game.actions().len()));
            }
            Some("1") => {
                assert_eq!(numbers.len(), rows.len() + 1);
                let sender = behaviour(&numbers[..rows.len()], &rows, game.messages().len());
                found.extend(replies.drain(..).map(|reply| (sender.clone(), reply)));
            }
            _ => assert!(line.is_empty(), "lrsnash printed {line:?}"),
        }
    }
    let total = text.split("Number of equilibria found:").nth(1).expect("a total");
    assert_eq!(total.split_whitespace().next(), Some(count.to_string().as_str()));
    found
}

/// Panics unless the two lists fit together.
///
/// - Every extreme Nash equilibrium that is a perfect Bayesian equilibrium has its outcome in one
///   of our components: it is one of the listed outcomes or lies between some of them.
/// - Every outcome listed is the outcome of an extreme Nash equilibrium, unless the replies on its
///   path are not determined: the conditions off the path, which Nash equilibria do not have,
///   then cut off corners of their own.
fn agree(eqs: &Equilibria, text: &str) {
    let game = eqs.game();
    let nash = extreme_equilibria(game, text);
    for (sender, receiver) in &nash {
        if verify(game, sender, receiver, None).expect("a profile").ok() {
            let between = |component: &Vec<usize>| {
                let members: Vec<&Equilibrium> = component.iter().map(|&i| &eqs[i]).collect();
                lies_between(sender, receiver, &members)
            };
            assert!(eqs.components().iter().any(between), "{sender:?} {receiver:?} is missing");
        }
    }
    let outcome = |(sender, receiver): &Profile| {
        let path = on_path(sender).collect::<Vec<_>>();
        (sender.clone(), path.into_iter().map(|m| receiver[m].clone()).collect::<Vec<_>>())
    };
    let outcomes: HashSet<_> = nash.iter().map(outcome).collect();
    for eq in eqs {
        if eqs.iter().filter(|other| other.sender() == eq.sender()).count() == 1 {
            let replies = eq.on_path().into_iter().filter_map(|m| eq.receiver(m));
            let outcome = (eq.sender().to_vec(), replies.map(<[Q]>::to_vec).collect());
            assert!(outcomes.contains(&outcome), "{eq:?} is not in lrsnash's list");
        }
    }
}

fn on_path(sender: &[Vec<Q>]) -> impl Iterator<Item = usize> {
    (0..sender[0].len()).filter(|&m| sender.iter().any(|row| !row[m].is_zero()))
}

/// Does the outcome of a profile lie between these outcomes of one component? Then its sender is
/// a mean of senders that the same replies support.
fn lies_between(sender: &[Vec<Q>], receiver: &[Vec<Q>], outcomes: &[&Equilibrium]) -> bool {
    let supported = |x: &[Vec<Q>]| {
        let path: Vec<usize> = on_path(x).collect();
        let listed: Vec<Vec<Q>> = outcomes
            .iter()
            .filter(|eq| eq.sender() == x)
            .map(|eq| path.iter().filter_map(|&m| eq.receiver(m)).flatten().cloned().collect())
            .collect();
        let replies: Vec<Q> = path.iter().flat_map(|&m| receiver[m].clone()).collect();
        is_mean(&replies, &listed)
    };
    let senders: HashSet<&[Vec<Q>]> = outcomes.iter().map(|eq| eq.sender()).collect();
    let corners: Vec<Vec<Q>> =
        senders.into_iter().filter(|x| supported(x)).map(|x| x.concat()).collect();
    is_mean(&sender.concat(), &corners)
}

/// Is the point a mean of some of the corners?
fn is_mean(point: &[Q], corners: &[Vec<Q>]) -> bool {
    if corners.iter().any(|corner| corner == point) {
        return true;
    }
    let mut lp = Program::new();
    let weights: Vec<usize> = corners.iter().map(|_| lp.variable(Q::ZERO)).collect();
    lp.equal(weights.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    for (i, value) in point.iter().enumerate() {
        lp.equal(weights.iter().map(|&j| (j, corners[j][i].clone())), value.clone());
    }
    matches!(lp.solve(), Solution::Optimal { .. })
}
