//! Complementary pivoting (Lemke 1965) on the game with noise, message by message.
//!
//! # The path
//!
//! Let a share `z` of the senders of every type be noise: they send messages at random, in fixed
//! positive proportions `w`. The other senders and the receiver behave as in the game. With
//! probabilities `x` of messages, replies `y`, payoffs `g` of the types and values `v` of the
//! messages, an equilibrium is
//!
//! ```text
//! 0 <= x[t,m]  with  g[t] - sum_a y[m,a] uS[t,m,a] >= 0,                            one of them 0,
//! 0 <= y[m,a]  with  v[m] - sum_t p[t] (x[t,m] + z w[t,m]) uR[t,m,a] >= 0,          one of them 0,
//! sum_m x[t,m] = 1 - z,     sum_a y[m,a] = 1:
//! ```
//!
//! a linear complementarity problem with the parameter `z`. At `z = 1` its solution is immediate;
//! from there complementary pivoting follows a path of solutions, edge by edge, along which `z` may
//! fall and rise. No vertex recurs and `z` cannot return to 1, so that the path ends at `z = 0`.
//! The beliefs there are limits of posteriors of strategies in which every message is sent: the end
//! is a sequential equilibrium. (Noise on both sides gives the linear tracing procedure of Harsanyi
//! and Selten 1988; von Stengel, van den Elzen and Talman 2002 pivot along it in extensive games,
//! and show that the end is perfect if the noise is everywhere.)
//!
//! Each side's conditions are linear in the other's variables, so that edges alternate: on one kind
//! the replies are fixed while the noise and the messages move, and on the other the replies move.
//! A vertex is the solution of two square systems with a row for each message of a type, and each
//! reply to a message, beyond the first: in a random game of 32 types these are some 20 rows, where
//! the problem has 2,000. The systems are solved anew at each vertex, so that errors do not
//! accumulate, and a vertex costs `k^3 + A (k + T) + T (k + M)` for k rows. Ties could end the path
//! or make it cycle; perturbations of a millionth of the payoffs break them, and the supports at
//! the end are then solved for exactly, in the game without perturbations.
//!
//! # Badly scaled games
//!
//! Where payoffs of 1 and of 10^12 meet, or types of probability 10^-12, floats lose the path.
//! After 20 paths lost in this way, a path of the whole game is followed in integers, where nothing
//! is rounded and the perturbations are as small as they need to be. Such a path always ends in an
//! equilibrium, but a vertex takes 1 ms with 8 types, messages and actions and 5 ms with 16. It is
//! given up after some 20 seconds; more such paths are tried later.
//!
//! # Few messages
//!
//! Paths are short in small games, and their length grows quickly: random games take some 10
//! vertices with 8 types, messages and actions, and from 50 to 8,000 with 16, depending on the
//! noise. But after a message that is not sent the receiver may hold any belief, so that most
//! messages can be kept off the path. Large games are therefore solved with a few messages at
//! first. If for each other message some reply, best at some belief, gives no type more than it
//! has, the result is an equilibrium of the whole game. If not, that message joins the others. Such
//! a reply is found by the same kind of path, in the game of one message against the outside option
//! of the types' payoffs, under various kinds of noise: if no type sends the message at the end,
//! the reply to it is one. If that fails, a linear programme looks for a reply that is bad enough
//! for all types, and another for a belief at which it is best.

use std::ops::Range;

use dashu_int::IBig;

use super::deterrence::Deterrence;
use super::given_supports::{PartialEquilibrium, SupportProfile};
use super::path::{PathFailure, follow};
use super::perturbed_game::PerturbedGame;
use super::vertex::Supports;
use crate::equilibrium::limits::Control;
use crate::equilibrium::result::{Equilibrium, Stop};
use crate::exact::random::Random;
use crate::game::Game;

// The lengths below fit the random games of the bench `table --one`; where they are wrong, a search
// for one equilibrium takes longer, or gives up where a longer one would succeed.

/// The most choices of messages and noise that are tried.
const ATTEMPTS: u32 = 200;
/// The most vertices of a path in the first attempts. With 4 to 6 of 32 messages in use some
/// hundred suffice.
const VERTICES: usize = 300;
/// The attempts after which the most vertices of a path double, and the paths lost to rounding
/// errors after which one is followed in integers.
const PATIENCE: u32 = 20;
/// The most payoff cells that a path in integers may visit, all of them at every vertex: some 20
/// seconds' worth.
const EXACT_CELLS: usize = 1 << 24;
/// The exponents `d` such that payoffs are multiplied by `2^(2^d)` on a path in integers, so that
/// the perturbations are that much smaller. The first is nearly always enough.
const DEPTHS: Range<u32> = 6..20;

/// One equilibrium by pivoting, or `None` where that leads to none.
pub(crate) fn single(game: &Game, control: &Control) -> Result<Option<Equilibrium>, Stop> {
    let found = lemke(game, &|| control.stopped());
    match (found, control.reason()) {
        (None, Some(stop)) => Err(stop),
        (found, _) => Ok(found),
    }
}

fn lemke(game: &Game, stop: &dyn Fn() -> bool) -> Option<Equilibrium> {
    let deterrence = Deterrence::new(game);
    let mut random = Random(1);
    let all: Vec<usize> = (0..game.messages().len()).collect();
    let (mut lost, mut even) = (0, true);
    for attempt in 0..ATTEMPTS {
        let vertices = VERTICES << (attempt / PATIENCE);
        // the whole game under even noise first, then a few messages
        let mut used = if attempt == 0 { all.clone() } else { few(game, &mut random) };
        while !stop() {
            let part = deterrence.perturbed.restricted_to(&used, attempt == 0, &mut random);
            let end = match follow(&part, vertices, stop) {
                Ok(end) => complete(game, &deterrence, &used, &end.supports, stop),
                Err(PathFailure::NoVertex) => Err(None),
                Err(PathFailure::TooLong) => break,
            };
            match end {
                Ok(found) => return Some(found),
                Err(Some(m)) => used.push(m),
                Err(None) => {
                    lost += 1;
                    break;
                }
            }
        }
        if lost >= PATIENCE || attempt + 1 == ATTEMPTS {
            let found = in_integers(game, &deterrence, (vertices, even), &mut random, stop);
            if found.is_some() {
                return found;
            }
            (lost, even) = (0, false);
        }
        if stop() {
            return None;
        }
    }
    None
}

/// The equilibrium at the end of a path of the whole game in integers, under even or random noise.
///
/// Nothing is rounded, and if the perturbations are small enough, the supports at the end are those
/// of an equilibrium of the game without them.
fn in_integers(
    game: &Game,
    deterrence: &Deterrence,
    (vertices, even): (usize, bool),
    random: &mut Random,
    stop: &dyn Fn() -> bool,
) -> Option<Equilibrium> {
    let all: Vec<usize> = (0..game.messages().len()).collect();
    let cells = game.types().len() * game.messages().len() * game.actions().len();
    for depth in DEPTHS {
        let whole = PerturbedGame::new(game, IBig::ONE << (1 << depth));
        let perturbed = whole.restricted_to(&all, even, random);
        let end = follow(&perturbed, vertices.min(EXACT_CELLS / cells), stop).ok()?;
        match complete(game, deterrence, &all, &end.supports, stop) {
            Ok(found) => return Some(found),
            Err(_) if stop() => return None,
            Err(_) => {}
        }
    }
    None
}

/// A random choice of a few messages, with at least one that each type can send.
fn few(game: &Game, random: &mut Random) -> Vec<usize> {
    let (types, messages) = (game.types().len(), game.messages().len());
    let mut order: Vec<usize> = (0..messages).collect();
    (1..messages).rev().for_each(|i| order.swap(i, random.below(i + 1)));
    let start = (types.ilog2() as usize).saturating_sub(1).clamp(1, messages);
    let (used, others) = order.split_at(start);
    let mut used = used.to_vec();
    for t in 0..types {
        if !used.iter().any(|&m| game.is_available(t, m)) {
            used.extend(others.iter().find(|&&m| game.is_available(t, m)));
        }
    }
    used
}

/// The equilibrium of the whole game in which only the messages `used` are sent, with these
/// supports.
///
/// The error is a message that no reply was found to deter, or `None` where the supports are not
/// those of an exact equilibrium or the search was stopped.
fn complete(
    game: &Game,
    deterrence: &Deterrence,
    used: &[usize],
    supports: &Supports,
    stop: &dyn Fn() -> bool,
) -> Result<Equilibrium, Option<usize>> {
    let none = || vec![Vec::new(); game.messages().len()];
    let mut profile = SupportProfile { senders: none(), replies: none() };
    for (list, &m) in supports.replies.iter().zip(used) {
        profile.replies[m].clone_from(list);
    }
    for (t, list) in supports.sent.iter().enumerate() {
        list.iter().for_each(|&i| profile.senders[used[i]].push(t));
    }
    let mut partial = PartialEquilibrium::new(game, &profile, used, stop).ok_or(None)?;
    for m in (0..game.messages().len()).filter(|m| !used.contains(m)) {
        let reply = deterrence.reply(m, &partial.payoffs, stop);
        partial.set_reply(m, reply.ok_or_else(|| (!stop()).then_some(m))?);
    }
    partial.verified().ok_or(None)
}
