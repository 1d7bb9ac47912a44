//! Complementary pivoting on the game with noise, message by message.
//!
//! # The path
//!
//! Let a share `z` of the senders of every type be noise: it sends messages at random, in fixed
//! positive proportions `w`. The others, and the receiver, are as in the game. With chances `x` of
//! messages, replies `y`, payoffs `g` of the types and values `v` of the messages, an equilibrium is
//!
//! ```text
//! 0 <= x[t,m]  with  g[t] - sum_a y[m,a] uS[t,m,a] >= 0,                            one of them 0,
//! 0 <= y[m,a]  with  v[m] - sum_t p[t] (x[t,m] + z w[t,m]) uR[t,m,a] >= 0,          one of them 0,
//! sum_m x[t,m] = 1 - z,     sum_a y[m,a] = 1:
//! ```
//!
//! a linear complementarity problem with the parameter `z`. At `z = 1` its solution is plain; from
//! there complementary pivoting (Lemke 1965) follows a path of solutions, edge by edge, along which
//! `z` may fall and rise. No vertex comes twice, `z` cannot come back to 1, and so the path ends at
//! `z = 0`. There beliefs are limits of posteriors of strategies in which every message is sent: the
//! end is a sequential equilibrium. (Noise on both sides gives the linear tracing procedure of
//! Harsanyi and Selten 1988; von Stengel, van den Elzen and Talman 2002 pivot along it in extensive
//! games, and show that the end is perfect if the noise is everywhere.)
//!
//! The two sides are linear in each other's variables, so that edges alternate: on one the replies
//! stay as they are, and the noise and the messages move; on the next the replies move. A vertex is
//! two square systems with a row for each choice beyond the first of a type or after a message: in a
//! random game of 32 types some 20 rows, where the problem has 2,000. These are solved anew at each
//! vertex, so errors do not add up, and a vertex costs `k^3 + A (k + T) + T (k + M)`. Ties, which
//! would stop or lead astray the path, are broken by numbers of a millionth of the payoffs; the
//! supports at the end are then solved for exactly, in the game as it is.
//!
//! # Badly scaled games
//!
//! Where payoffs of 1 and of 10^12 meet, or types of probability 10^-12, floats lose the path. After
//! 20 paths that were lost so, one of the whole game is followed in integers, where nothing is
//! rounded and ties are broken by numbers as small as it takes. Such a path always ends in an
//! equilibrium, but a vertex takes 1 ms with 8 types, messages and actions and 5 with 16; it is given
//! up after some 20 seconds of them, and later others are tried.
//!
//! # Few messages
//!
//! Paths are short in small games and grow quickly: random games take some 10 vertices with 8 types,
//! messages and actions, and 50 to 8,000 with 16, for the one or the other noise. But the
//! receiver may believe anything after a message that is not sent, and there are many beliefs: most
//! messages can be kept off the path. So large games are solved with a few messages at first. If for
//! each other message there is a reply, best at some belief, that gives no type more than it has,
//! what was found is an equilibrium of the whole game. If not, that message joins the others. Such a
//! reply is looked for by the same path, in the game of one message against the outside option of
//! what types have, under noise of different kinds: where in the end no type sends the message, the
//! reply to it is one. If that finds none, a linear programme looks for a reply that is bad enough
//! for all, and another for a belief at which it is best.

use std::ops::Range;

use dashu_int::IBig;

pub(crate) use super::deterrence::Deterrence;
use super::exact::{Core, Guess};
use super::float_game::Board;
use super::path::{Lost, walk};
use super::vertex::Supports;
use crate::equilibrium::result::outcome::Equilibrium;
use crate::exact::random::Random;
use crate::game::Game;

/// What is 0 at a vertex and on one of its edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// The chance that a type sends a message, or what it would lose by that.
    Message(usize, usize),
    /// The chance of a reply to a message, or what the receiver would lose by that.
    Reply(usize, usize),
    /// The noise.
    Noise,
}

/// Choices of messages and noise that are tried.
const ATTEMPTS: u32 = 200;
/// Vertices of a path that is followed at first.
const VERTICES: usize = 300;
/// Attempts after which paths may be twice as long, and paths lost to rounding errors after which one
/// is followed exactly.
const PATIENCE: u32 = 20;
/// Cells that an exact path may look at, each at every vertex: some 20 seconds.
const EXACT_CELLS: usize = 1 << 24;
/// How much smaller what breaks ties is than payoffs, on a path of integers: so many bits, as powers
/// of 2. The first does nearly always.
const DEPTHS: Range<u32> = 6..20;

/// One equilibrium, or `None` when none was found.
pub(crate) fn lemke(game: &Game, stop: &dyn Fn() -> bool) -> Option<Equilibrium> {
    let deterrence = Deterrence::new(game);
    let mut random = Random(1);
    let all: Vec<usize> = (0..game.messages().len()).collect();
    let (mut lost, mut even) = (0, true);
    for attempt in 0..ATTEMPTS {
        let vertices = VERTICES << (attempt / PATIENCE);
        // the whole game with even noise, then a few messages
        let mut used = if attempt == 0 { all.clone() } else { few(game, &mut random) };
        while !stop() {
            let part = deterrence.board.part(&used, attempt == 0, &mut random);
            let end = match walk(&part, vertices, stop) {
                Ok(end) => complete(game, &deterrence, &used, &end.supports, stop),
                Err(Lost::Astray) => Err(None),
                Err(Lost::Long) => break,
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
            let found = exactly(game, &deterrence, (vertices, even), &mut random, stop);
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

/// The equilibrium at the end of a path of the whole game in integers, with even noise or random.
///
/// There is no rounding, and where the numbers that break ties are small enough, the supports at
/// the end are those of an equilibrium of the game without them.
fn exactly(
    game: &Game,
    deterrence: &Deterrence,
    (vertices, even): (usize, bool),
    random: &mut Random,
    stop: &dyn Fn() -> bool,
) -> Option<Equilibrium> {
    let all: Vec<usize> = (0..game.messages().len()).collect();
    let cells = game.types().len() * game.messages().len() * game.actions().len();
    for depth in DEPTHS {
        let board = Board::new(game, IBig::ONE << (1 << depth)).part(&all, even, random);
        let end = walk(&board, vertices.min(EXACT_CELLS / cells), stop).ok()?;
        match complete(game, deterrence, &all, &end.supports, stop) {
            Ok(found) => return Some(found),
            Err(_) if stop() => return None,
            Err(_) => {}
        }
    }
    None
}

/// A few messages, among them one at least for each type.
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

/// The equilibrium of the whole game with these messages in use; otherwise a message that cannot
/// be kept off the path, or nothing where the supports do not give an exact equilibrium.
fn complete(
    game: &Game,
    deterrence: &Deterrence,
    used: &[usize],
    supports: &Supports,
    stop: &dyn Fn() -> bool,
) -> Result<Equilibrium, Option<usize>> {
    let mut guess = Guess::new(game);
    for (list, &m) in supports.replies.iter().zip(used) {
        guess.replies[m].clone_from(list);
    }
    for (t, list) in supports.sent.iter().enumerate() {
        list.iter().for_each(|&i| guess.senders[used[i]].push(t));
    }
    let mut core = Core::new(game, &guess, used, stop).ok_or(None)?;
    for m in (0..game.messages().len()).filter(|m| !used.contains(m)) {
        let reply = deterrence.reply(m, &core.payoffs, stop);
        core.answer(m, reply.ok_or_else(|| (!stop()).then_some(m))?);
    }
    core.verified().ok_or(None)
}
