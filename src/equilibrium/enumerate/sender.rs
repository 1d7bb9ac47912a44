//! The sender's side: does a choice of faces split the prior, and how.

use super::game_table::IntegerGame;
use super::receiver::OnPathMessage;
use crate::exact::bitset::members;
use crate::exact::elimination::diagonalise;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::lcm;
use crate::exact::matrix::Matrix;
use crate::exact::modular::contradicts;

/// What the ties of some blocks say about the masses `x[t, m]`.
pub(crate) enum Split<I> {
    /// Exactly one solution, inside the faces: per block the mass of each type, all over the common
    /// `scale`.
    Unique { scale: I, mass: Vec<Vec<I>> },
    /// Exactly one solution, and it is not inside the faces.
    Outside,
    /// No solution, but independent blocks: more blocks may still complete the prior.
    Incomplete,
    /// The blocks are not independent: no extreme sender uses them together.
    Dependent,
}

/// Solve `sum_m x[t, m] = p_t` with every two replies of a block equally good against its masses.
///
/// Every type must be covered. A type with k messages leaves k - 1 unknowns (its first block takes
/// the rest of the prior), so the system has as many unknowns as the sender has extra messages: none
/// for a pure strategy. Rows are eliminated without fractions.
pub(crate) fn split<I: Int>(
    table: &IntegerGame<I>,
    blocks: &[&OnPathMessage],
) -> Result<Split<I>, Overflow> {
    let types = table.types();
    // unknowns: (type, block) for every block of a type but its first
    let mut first = vec![usize::MAX; types];
    let mut unknowns: Vec<(usize, usize)> = Vec::new();
    for (b, block) in blocks.iter().enumerate() {
        for t in members(block.types) {
            if first[t] == usize::MAX {
                first[t] = b;
            } else {
                unknowns.push((t, b));
            }
        }
    }
    let n = unknowns.len();
    let ties = blocks.iter().map(|block| block.replies.len() - 1).sum();
    let mut entries = Vec::with_capacity(ties * (n + 1));
    for (b, block) in blocks.iter().enumerate() {
        let receiver = &table.classes[block.class].regions.receiver;
        let base = &receiver[block.replies[0]];
        for &a in &block.replies[1..] {
            // sum_t x[t, b] (uR[t, a] - uR[t, base]) = 0
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
            for t in members(block.types).filter(|&t| first[t] == b) {
                let part = table.prior[t].times(&base[t].minus(&receiver[a][t])?)?;
                row[n] = row[n].plus(&part)?;
            }
        }
    }
    // most choices leave the prior open still, and a look at residues tells
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
    let mut mass = vec![vec![I::ZERO; types]; blocks.len()];
    for (b, block) in blocks.iter().enumerate() {
        for t in members(block.types).filter(|&t| first[t] == b) {
            mass[b][t] = table.prior[t].times(&scale)?;
        }
    }
    for (k, &(t, b)) in unknowns.iter().enumerate() {
        let row = &rows[k];
        let value = row[n].times(&scale.divided(&row[k]))?;
        mass[first[t]][t] = mass[first[t]][t].minus(&value)?;
        mass[b][t] = value;
    }
    Ok(if inside(table, blocks, &mass)? { Split::Unique { scale, mass } } else { Split::Outside })
}

/// Are all the masses inside their faces: positive on the types, and no other reply as good?
fn inside<I: Int>(
    table: &IntegerGame<I>,
    blocks: &[&OnPathMessage],
    mass: &[Vec<I>],
) -> Result<bool, Overflow> {
    for (block, x) in blocks.iter().zip(mass) {
        if members(block.types).any(|t| !x[t].is_positive()) {
            return Ok(false);
        }
        let receiver = &table.classes[block.class].regions.receiver;
        let best = I::dot(x, &receiver[block.replies[0]])?;
        let mut listed = block.replies.iter().peekable();
        for (a, row) in receiver.iter().enumerate() {
            if listed.next_if_eq(&&a).is_some() {
                continue;
            }
            if I::dot(x, row)? >= best {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
