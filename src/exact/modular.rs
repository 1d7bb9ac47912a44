//! Linear algebra modulo a prime: proofs that a system has no solution, and inverses to lift from.

use super::budget::{checkpoint, reserve};
use super::int::Int;

/// A prime below 2^31, so that a sum of two products of residues fits in 64 bits.
const PRIME: u64 = (1 << 31) - 1;

/// Is it proved that a system of equations, each row `width - 1` coefficients and the right side,
/// has independent columns and no solution?
///
/// A minor that is not 0 modulo the prime is none of the integers either: full rank there, of the
/// columns and with the right side, is full rank. Where the prime divides a minor nothing is
/// proved.
pub(crate) fn contradicts<I: Int>(width: usize, entries: &[I]) -> bool {
    let mut entries: Vec<u64> = entries.iter().map(|z| z.modulo(PRIME)).collect();
    let mut rows = entries.len() / width;
    // each column takes away the last row with an entry in it, until only right sides are left
    let mut rest = &mut entries[..];
    for k in 0..width - 1 {
        let Some(p) = rest.chunks_exact(width).rposition(|row| row[k] != 0) else { return false };
        rows -= 1;
        let (others, pivot) = rest.split_at_mut(rows * width);
        if p < rows {
            others[p * width..][..width].swap_with_slice(pivot);
        }
        let scale = pivot[k];
        for row in others.chunks_exact_mut(width).filter(|row| row[k] != 0) {
            let factor = PRIME - row[k];
            for (z, p) in row[k + 1..].iter_mut().zip(&pivot[k + 1..]) {
                *z = (scale * *z + factor * p) % PRIME;
            }
        }
        rest = others;
    }
    rest.chunks_exact(width).any(|row| row[width - 1] != 0)
}

/// Primes below 2^29: so many products of two residues fit in 64 bits that sums need few
/// reductions.
const PRIMES: [u64; 3] = [536_870_909, 536_870_879, 536_870_869];

/// Products of residues below the [`PRIMES`] that are summed before a reduction: 64 would fit.
const RUN: usize = 32;

/// The side of a matrix on which the unknown stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// `K x = b`
    Right,
    /// `y K = b`
    Left,
}

/// The inverse of a matrix modulo a prime, by rows and by columns.
pub(crate) struct ModularInverse {
    pub prime: u64,
    rows: Vec<Vec<u32>>,
    columns: Vec<Vec<u32>>,
}

impl ModularInverse {
    /// The inverse of the square matrix with these rows of columns and entries; `None` when it is
    /// singular, or seems so modulo each of the primes: its determinant is a multiple of all three.
    pub(crate) fn new<I: Int>(rows: &[Vec<(usize, I)>]) -> Option<ModularInverse> {
        PRIMES.iter().find_map(|&prime| {
            let rows = inverse(rows, prime)?;
            let column = |j| rows.iter().map(|row: &Vec<u32>| row[j]).collect();
            let columns = (0..rows.len()).map(column).collect();
            Some(ModularInverse { prime, rows, columns })
        })
    }

    /// The unknown for a right side of residues.
    pub(crate) fn times(&self, right: &[u32], side: Side) -> Vec<u32> {
        let matrix = if side == Side::Right { &self.rows } else { &self.columns };
        let dot = |row: &Vec<u32>| -> u32 {
            let mut sum = 0;
            for (x, y) in row.chunks(RUN).zip(right.chunks(RUN)) {
                let part: u64 = x.iter().zip(y).map(|(x, y)| u64::from(*x) * u64::from(*y)).sum();
                sum = (sum + part % self.prime) % self.prime;
            }
            sum as u32
        };
        matrix.iter().map(dot).collect()
    }
}

/// A power modulo a prime below 2^32.
fn power(mut base: u64, mut exponent: u64, prime: u64) -> u64 {
    let mut out = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            out = out * base % prime;
        }
        base = base * base % prime;
        exponent >>= 1;
    }
    out
}

/// Gauss-Jordan elimination in place: each column of the matrix gives way to one of the inverse.
fn inverse<I: Int>(lines: &[Vec<(usize, I)>], prime: u64) -> Option<Vec<Vec<u32>>> {
    let k = lines.len();
    // the table, its inverse, and that by columns
    reserve(3 * 4 * (k as u128) * (k as u128), "the basis of a linear programme");
    let mut table = vec![vec![0u32; k]; k];
    for (row, line) in table.iter_mut().zip(lines) {
        for (j, a) in line {
            row[*j] = a.modulo(prime) as u32;
        }
    }
    let mut origin: Vec<usize> = (0..k).collect();
    for step in 0..k {
        checkpoint();
        let found = (step..k).find(|&i| table[i][step] != 0)?;
        table.swap(step, found);
        origin.swap(step, found);
        let mut line = std::mem::take(&mut table[step]);
        let scale = power(line[step].into(), prime - 2, prime);
        line[step] = 1;
        line.iter_mut().for_each(|x| *x = (u64::from(*x) * scale % prime) as u32);
        for row in table.iter_mut().filter(|row| !row.is_empty()) {
            let f = std::mem::replace(&mut row[step], 0);
            if f != 0 {
                let f = prime - u64::from(f);
                for (x, y) in row.iter_mut().zip(&line) {
                    *x = ((u64::from(*x) + f * u64::from(*y)) % prime) as u32;
                }
            }
        }
        table[step] = line;
    }
    // the rows were taken in the order `origin`, so the columns of the inverse are in that order
    let mut out = vec![vec![0; k]; k];
    for (row, line) in out.iter_mut().zip(&table) {
        for (&j, x) in origin.iter().zip(line) {
            row[j] = *x;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use dashu_int::IBig;

    use super::*;

    /// Three unknowns, four rows: `x`, `y`, `z` and a sum of them, with the right sides of a point.
    fn system(scale: i64, wrong: i64) -> Vec<i64> {
        let rows = [[2, -1, 0], [-7, 3, 5], [0, 4, -9], [-5, 6, -4]];
        let mut entries = Vec::new();
        for (i, [x, y, z]) in rows.into_iter().enumerate() {
            let right = 3 * x - 2 * y + 11 * z + if i == 1 { wrong } else { 0 };
            entries.extend([x, y, z, right].map(|n| scale * n));
        }
        entries
    }

    #[test]
    fn only_independent_columns_without_a_solution_contradict() {
        assert!(!contradicts(4, &system(1, 0)), "a point solves it");
        for wrong in [1, -1, 40, PRIME as i64 + 1] {
            assert!(contradicts(4, &system(1, wrong)));
            let big: Vec<IBig> = system(1, wrong).iter().map(|&z| IBig::from(z) << 90).collect();
            assert!(contradicts(4, &big));
        }
        // without the last rows there is room for a point, or columns depend on one another
        assert!(!contradicts(4, &system(1, 1)[..12]));
        assert!(!contradicts(4, &system(1, 1)[..8]));
        let twice: Vec<i64> = system(1, 1)
            .chunks(4)
            .flat_map(|row| [row[0], row[1], row[0] + row[1], row[3]])
            .collect();
        assert!(!contradicts(4, &twice));
        // no unknown at all
        assert!(contradicts(1, &[0i64, 5]) && !contradicts(1, &[0i64, 0]));
    }

    #[test]
    fn what_the_prime_hides_is_not_told() {
        assert!(!contradicts(4, &system(1, PRIME as i64)));
        assert!(!contradicts(4, &system(PRIME as i64, 1)));
    }
}
