//! One equilibrium of a large game: guess who sends what along a path, then solve for it exactly.
//!
//! The [path] suggests which types send which messages and which replies follow. Given such
//! supports an equilibrium is two systems of linear conditions, one for the masses `x[t,m]` of the
//! sender and one for the replies `y[m,a]` with the type payoffs `u[t]`:
//!
//! ```text
//! sum_m x[t,m] = p[t],    sum_t x[t,m] (uR[t,m,a] - uR[t,m,b]) >= 0   for replies a and all b,
//! sum_a y[m,a] = 1,       u[t] >= sum_a y[m,a] uS[t,m,a],  with equality where t sends m.
//! ```
//!
//! Both are solved in rational arithmetic, and what they give is returned only when
//! [`verify`](super::verify::verify) finds it an equilibrium, beliefs off the path included.

mod path;

use super::control::{Control, Stop};
use super::family::Sender;
use super::outcome::Equilibrium;
use super::verify::verify;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;
use path::{Guess, Path};

/// Below this temperature guesses are worth trying.
const COOL: f64 = 1e-1;

/// Paths that are tried, each with other weights.
const PATHS: u64 = 8;
/// Steps of a path, beyond which it is taken for a loop.
const STEPS: usize = 500;

/// One equilibrium, or `None` when no path leads to one.
pub(super) fn single(game: &Game, control: &Control) -> Result<Option<Equilibrium>, Stop> {
    let stop = || control.stopped();
    let found = (0..PATHS).find_map(|which| follow(game, Path::new(game, which), &stop));
    match (found, control.reason()) {
        (None, Some(stop)) => Err(stop),
        (found, _) => Ok(found),
    }
}

/// Go down a path and try what it suggests.
fn follow(game: &Game, mut path: Path, stop: &dyn Fn() -> bool) -> Option<Equilibrium> {
    let mut tried: Vec<Guess> = Vec::new();
    let mut last = None;
    for _ in 0..STEPS {
        let more = path.advance();
        if stop() {
            return None;
        }
        let guess = path.guess();
        // a guess that has stood for two steps, or that is the last
        let ripe = !more || (path.tau() < COOL && last.as_ref() == Some(&guess));
        if ripe && !tried.contains(&guess) {
            if let Some(found) = finish(game, &guess, stop) {
                return Some(found);
            }
            tried.push(guess.clone());
        }
        if !more {
            break;
        }
        last = Some(guess);
    }
    None
}

/// The equilibrium with these supports, if there is one.
fn finish(game: &Game, guess: &Guess, stop: &dyn Fn() -> bool) -> Option<Equilibrium> {
    let sender = sender(game, guess, stop)?;
    let replies = receiver(game, guess, stop)?;
    let verdict = verify(game, &sender, &replies, None).ok()?;
    if !verdict.ok() {
        return None;
    }
    let sent = |m: usize| sender.iter().any(|row| !row[m].is_zero());
    let on_path = replies.into_iter().enumerate().map(|(m, reply)| sent(m).then_some(reply));
    let on_path = on_path.collect();
    let sender = Sender::new(game, sender);
    Some(Equilibrium::new(game, sender, on_path, 0, 1))
}

/// A strategy of the sender against which the guessed replies are best.
fn sender(game: &Game, guess: &Guess, stop: &dyn Fn() -> bool) -> Option<Vec<Vec<Q>>> {
    let types = game.types().len();
    let mut program = Program::new();
    let mut of_type: Vec<Vec<(usize, usize)>> = vec![Vec::new(); types];
    for (m, senders) in guess.senders.iter().enumerate() {
        let columns: Vec<(usize, usize)> =
            senders.iter().map(|&t| (t, program.variable(Q::ZERO))).collect();
        columns.iter().for_each(|&(t, j)| of_type[t].push((m, j)));
        let Some((&base, others)) = guess.replies[m].split_first() else { continue };
        if columns.is_empty() {
            continue;
        }
        for &b in game.replies(m).iter().filter(|b| **b != base) {
            let gain = columns.iter().map(|&(t, j)| {
                (j, game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, base))
            });
            if others.contains(&b) {
                program.equal(gain, Q::ZERO);
            } else {
                program.at_most(gain, Q::ZERO);
            }
        }
    }
    for (t, cells) in of_type.iter().enumerate() {
        program.equal(cells.iter().map(|&(_, j)| (j, Q::ONE)), game.prior()[t].clone());
    }
    let Solution::Optimal { primal, .. } = program.solve_unless(stop)? else { return None };
    let mut sender = vec![vec![Q::ZERO; game.messages().len()]; types];
    for (t, cells) in of_type.iter().enumerate() {
        cells.iter().for_each(|&(m, j)| sender[t][m] = &primal[j] / &game.prior()[t]);
    }
    Some(sender)
}

/// Replies that make the guessed messages best for their senders.
fn receiver(game: &Game, guess: &Guess, stop: &dyn Fn() -> bool) -> Option<Vec<Vec<Q>>> {
    let mut program = Program::new();
    let payoffs: Vec<usize> = game.types().iter().map(|_| program.free(Q::ZERO)).collect();
    let mut columns = Vec::with_capacity(game.messages().len());
    for (m, replies) in guess.replies.iter().enumerate() {
        let of_m: Vec<usize> = replies.iter().map(|_| program.variable(Q::ZERO)).collect();
        program.equal(of_m.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        for t in game.senders(m) {
            let worth = replies.iter().zip(&of_m);
            let worth = worth.map(|(&a, &j)| (j, game.sender_payoff(t, m, a).clone()));
            let row = worth.chain([(payoffs[t], -Q::ONE)]);
            if guess.senders[m].contains(&t) {
                program.equal(row, Q::ZERO);
            } else {
                program.at_most(row, Q::ZERO);
            }
        }
        columns.push(of_m);
    }
    let Solution::Optimal { primal, .. } = program.solve_unless(stop)? else { return None };
    let mut receiver = vec![vec![Q::ZERO; game.actions().len()]; game.messages().len()];
    for (m, (replies, of_m)) in guess.replies.iter().zip(columns).enumerate() {
        replies.iter().zip(of_m).for_each(|(&a, j)| receiver[m][a] = primal[j].clone());
    }
    Some(receiver)
}
