//! The sender's side of the search: the masses, if any, with which a choice of faces splits the
//! prior.

use super::game_table::IntegerGame;
use super::receiver::{OnPathMessage, SupportingReplies};
use crate::exact::bitset::members;
use crate::exact::elimination::diagonalise;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::lcm;
use crate::exact::matrix::Matrix;
use crate::exact::modular::contradicts;

/// The solutions for the masses `x[t, m]`, given the faces of the messages on the path.
pub(super) enum Split<I> {
    /// Exactly one solution, inside the faces: for each message the mass of each type, all over the
    /// common `scale`.
    Unique { scale: I, mass: Vec<Vec<I>> },
    /// Exactly one solution, and it is not inside the faces.
    Outside,
    /// No solution, but independent faces: more messages may still complete the prior.
    Incomplete,
    /// The faces are not independent: no extreme sender uses them together.
    Dependent,
}

/// Solves `sum_m x[t, m] = p_t` with all replies to a message equally good against its masses.
///
/// Every type must be covered. A type with k messages leaves k - 1 unknowns (its first message takes
/// the rest of the prior), so the system has as many unknowns as the sender has extra messages: none
/// for a pure strategy. BitMatrix are eliminated without fractions.
pub(super) fn split<I: Int>(
    table: &IntegerGame<I>,
    messages: &[&OnPathMessage],
) -> Result<Split<I>, Overflow> {
    let types = table.types();
    // unknowns: (type, message) for every message of a type but its first
    let mut first = vec![usize::MAX; types];
    let mut unknowns: Vec<(usize, usize)> = Vec::new();
    for (b, message) in messages.iter().enumerate() {
        for t in members(message.types) {
            if first[t] == usize::MAX {
                first[t] = b;
            } else {
                unknowns.push((t, b));
            }
        }
    }
    let n = unknowns.len();
    let readers = |message: &OnPathMessage| &*table.classes[message.class].regions.readers;
    let ties = |message: &&OnPathMessage| {
        message.replies.len() - message.by_reader(readers(message)).count()
    };
    let ties = messages.iter().map(ties).sum();
    let mut entries = Vec::with_capacity(ties * (n + 1));
    for (b, message) in messages.iter().enumerate() {
        let receiver = &table.classes[message.class].regions.receiver;
        let others = message.by_reader(readers(message)).flat_map(|own| {
            let base = message.replies[own.start];
            message.replies[own.start + 1..own.end].iter().map(move |&a| (base, a))
        });
        for (base, a) in others {
            // sum_t x[t, b] (uR[t, a] - uR[t, base]) = 0
            let base = &receiver[base];
            let from = entries.len();
            entries.resize(from + n + 1, I::ZERO);
            let row = &mut entries[from..];
            for (k, &(t, c)) in unknowns.iter().enumerate() {
                if c == b {
                    row[k] = row[k].plus(&receiver[a][t].minus(&base[t])?)?;
                } else if first[t] == b {
                    row[k] = row[k].minus(&receiver[a][t].minus(&base[t])?)?;
                }
            }
            for t in members(message.types).filter(|&t| first[t] == b) {
                let part = table.prior[t].times(&base[t].minus(&receiver[a][t])?)?;
                row[n] = row[n].plus(&part)?;
            }
        }
    }
    // most choices do not split the prior yet, and residues modulo a prime show that for less
    if ties > n && contradicts(n + 1, &entries) {
        return Ok(Split::Incomplete);
    }
    let mut rows = Matrix::new(n + 1, entries);
    if !diagonalise(&mut rows, n)? {
        return Ok(Split::Dependent);
    }
    if (n..ties).any(|i| !rows[i][n].is_zero()) {
        return Ok(Split::Incomplete);
    }
    // row k: d_k x_k = r_k
    if (0..n).any(|k| !rows[k][n].is_positive()) {
        return Ok(Split::Outside);
    }
    let mut scale = I::ONE;
    for k in 0..n {
        scale = lcm(&scale, &rows[k][k])?;
    }
    let mut mass = vec![vec![I::ZERO; types]; messages.len()];
    for (b, message) in messages.iter().enumerate() {
        for t in members(message.types).filter(|&t| first[t] == b) {
            mass[b][t] = table.prior[t].times(&scale)?;
        }
    }
    for (k, &(t, b)) in unknowns.iter().enumerate() {
        let row = &rows[k];
        let value = row[n].times(&scale.divided(&row[k]))?;
        mass[first[t]][t] = mass[first[t]][t].minus(&value)?;
        mass[b][t] = value;
    }
    Ok(if inside(table, messages, &mass)? { Split::Unique { scale, mass } } else { Split::Outside })
}

/// Solves for the masses of the messages so far and one more.
pub(super) fn split_with<I: Int>(
    table: &IntegerGame<I>,
    replies: &SupportingReplies<I>,
    message: &OnPathMessage,
) -> Result<Split<I>, Overflow> {
    let before = replies.messages.iter().map(|(message, _)| message);
    let messages: Vec<&OnPathMessage> = before.chain([message]).collect();
    split(table, &messages)
}

/// Are the masses inside their faces: positive on the types, with no other reply as good?
fn inside<I: Int>(
    table: &IntegerGame<I>,
    messages: &[&OnPathMessage],
    mass: &[Vec<I>],
) -> Result<bool, Overflow> {
    for (message, x) in messages.iter().zip(mass) {
        if members(message.types).any(|t| !x[t].is_positive()) {
            return Ok(false);
        }
        let regions = &table.classes[message.class].regions;
        for reader in regions.readers.iter().filter(|r| r.meets & message.types != 0) {
            let own = |a: &&usize| reader.actions.contains(a);
            let first = message.replies.iter().find(own).or(message.sole.iter().find(own));
            let first = first.expect("a reader who is met has a reply");
            let best = I::dot(x, &regions.receiver[*first])?;
            let mut listed = message.replies.iter().filter(own).peekable();
            if message.sole.contains(first) {
                listed = message.sole.iter().filter(own).peekable();
            }
            for a in reader.actions.clone() {
                if listed.next_if_eq(&&a).is_some() {
                    continue;
                }
                if I::dot(x, &regions.receiver[a])? >= best {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}
