//! Square systems of integers solved exactly, by lifting a solution modulo a prime.
//!
//! With `G` the inverse of `K` modulo a prime `p`, each step gives one more digit of `K^-1 b` in
//! base `p` (Dixon 1982):
//!
//! ```text
//! x_k = G r mod p,    r <- (r - K x_k) / p,    starting from r = b,
//! ```
//!
//! for the price of two products of a matrix and a vector of small numbers. When there are enough
//! digits, the one fraction small enough to have them is found by Euclid's algorithm (Wang 1981),
//! and checked in the equations: what is returned is exact whatever the number of digits was.

use dashu_base::{Abs, BitTest};
use dashu_int::IBig;

use super::form::Lines;
use super::simplex::Scaled;
use crate::exact::budget::{checkpoint, reserve};
use crate::exact::int::{Int, Overflow};

/// Primes below 2^29: so many products of two residues fit in 64 bits that sums need few
/// reductions.
const PRIMES: [u64; 3] = [536_870_909, 536_870_879, 536_870_869];

/// Products of residues that are summed before a reduction.
const RUN: usize = 32;

/// The inverse of a matrix modulo a prime, by rows and by columns.
pub(super) struct Inverse {
    prime: u64,
    rows: Vec<Vec<u32>>,
    columns: Vec<Vec<u32>>,
}

impl Inverse {
    /// The inverse of the square matrix with these rows, unless it is singular (or seems so modulo
    /// each of the primes, which happens to no other matrix that anybody has met).
    pub fn new<I: Int>(rows: &Lines<I>) -> Option<Inverse> {
        PRIMES.iter().find_map(|&prime| {
            let rows = inverse(rows, prime)?;
            let column = |j| rows.iter().map(|row: &Vec<u32>| row[j]).collect();
            let columns = (0..rows.len()).map(column).collect();
            Some(Inverse { prime, rows, columns })
        })
    }
}

fn residue<I: Int>(x: &I, prime: u64) -> u64 {
    x.modulo(prime)
}

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

/// Gauss-Jordan in place: each column of the matrix gives way to one of the inverse.
fn inverse<I: Int>(lines: &Lines<I>, prime: u64) -> Option<Vec<Vec<u32>>> {
    let k = lines.len();
    // the table, its inverse, and that by columns
    reserve(3 * 4 * (k as u128) * (k as u128), "the basis of a linear programme");
    let mut table = vec![vec![0u32; k]; k];
    for (row, line) in table.iter_mut().zip(lines) {
        for (j, a) in line {
            row[*j] = residue(a, prime) as u32;
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

fn product(matrix: &[Vec<u32>], v: &[u32], prime: u64) -> Vec<u32> {
    let dot = |row: &Vec<u32>| -> u32 {
        let mut sum = 0;
        for (x, y) in row.chunks(RUN).zip(v.chunks(RUN)) {
            let part: u64 = x.iter().zip(y).map(|(x, y)| u64::from(*x) * u64::from(*y)).sum();
            sum = (sum + part % prime) % prime;
        }
        sum as u32
    };
    matrix.iter().map(dot).collect()
}

/// Which side of the matrix the unknown stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// `K x = b`
    Right,
    /// `y K = b`
    Left,
}

/// Solves with the matrix whose lines these are: rows for [`Side::Right`], columns for
/// [`Side::Left`].
pub(super) fn solve<I: Int>(
    inverse: &Inverse,
    lines: &Lines<I>,
    side: Side,
    right: &[I],
) -> Result<Scaled<IBig>, Overflow> {
    let prime = inverse.prime;
    let matrix = if side == Side::Right { &inverse.rows } else { &inverse.columns };
    let modulus = I::from_big(&IBig::from(prime)).ok_or(Overflow)?;
    let mut rest = right.to_vec();
    let mut digits: Vec<Vec<u32>> = Vec::new();
    let mut enough = 4;
    loop {
        while digits.len() < enough {
            checkpoint();
            let residues: Vec<u32> = rest.iter().map(|r| residue(r, prime) as u32).collect();
            let digit = product(matrix, &residues, prime);
            for (r, line) in rest.iter_mut().zip(lines) {
                let mut sum = r.clone();
                for (j, a) in line.iter().filter(|(j, _)| digit[*j] != 0) {
                    sum = sum.minus(&a.times(&I::from_u32(digit[*j]))?)?;
                }
                *r = sum.divided(&modulus);
            }
            digits.push(digit);
        }
        if let Some(found) = fractions(&digits, prime)
            && satisfies(lines, &found, right)
        {
            return Ok(found);
        }
        enough += enough / 2;
    }
}

/// The vector of fractions with these digits, if there are more than enough of them.
fn fractions(digits: &[Vec<u32>], prime: u64) -> Option<Scaled<IBig>> {
    let mut modulus = IBig::ONE;
    digits.iter().for_each(|_| modulus *= prime);
    let number = |j: usize| {
        digits.iter().rev().fold(IBig::ZERO, |sum, digit| sum * prime + IBig::from(digit[j]))
    };
    let mut scale = IBig::ONE;
    let mut entries: Vec<IBig> = Vec::with_capacity(digits[0].len());
    for j in 0..digits[0].len() {
        checkpoint();
        let (n, d) = fraction(number(j) * &scale % &modulus, &modulus)?;
        if d != IBig::ONE {
            entries.iter_mut().for_each(|x| *x *= &d);
            scale *= d;
        }
        entries.push(n);
    }
    Some(Scaled { entries, scale })
}

/// How many bits to spare make chance improbable.
const SPARE: usize = 24;

/// The fraction that is `x` modulo `modulus`, if there is one with many fewer digits.
fn fraction(x: IBig, modulus: &IBig) -> Option<(IBig, IBig)> {
    let bits = modulus.bit_len();
    let small = |n: &IBig, d: &IBig| n.bit_len() + d.bit_len() + SPARE <= bits;
    let other = &x - modulus;
    let nearest = if (&other).abs() < x { other } else { x.clone() };
    if small(&nearest, &IBig::ONE) {
        return Some((nearest, IBig::ONE));
    }
    let (mut r0, mut r1) = (modulus.clone(), x);
    let (mut t0, mut t1) = (IBig::ZERO, IBig::ONE);
    while !r1.is_zero() {
        if small(&r1, &t1) {
            return Some(if t1 < IBig::ZERO { (-r1, -t1) } else { (r1, t1) });
        }
        if 2 * t1.bit_len() > bits {
            return None;
        }
        let q = &r0 / &r1;
        (r0, r1) = (r1.clone(), r0 - &q * &r1);
        (t0, t1) = (t1.clone(), t0 - q * t1);
    }
    None
}

fn satisfies<I: Int>(lines: &Lines<I>, x: &Scaled<IBig>, right: &[I]) -> bool {
    lines.iter().zip(right).all(|(line, b)| {
        checkpoint();
        let sum = line.iter().filter(|(j, _)| !x.entries[*j].is_zero());
        let sum: IBig = sum.map(|(j, a)| &x.entries[*j] * a.to_big()).sum();
        sum == b.to_big() * &x.scale
    })
}
