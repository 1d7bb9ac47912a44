//! Exact solutions of square systems of integers, lifted from solutions modulo a prime.
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
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::modular::{ModularInverse, Side};

/// Solves a system with the matrix of these lines: rows for [`Side::Right`], columns for
/// [`Side::Left`].
pub(super) fn solve<I: Int>(
    inverse: &ModularInverse,
    lines: &Lines<I>,
    side: Side,
    right: &[I],
) -> Result<Scaled<IBig>, Overflow> {
    let prime = inverse.prime;
    let modulus = I::from_big(&IBig::from(prime)).ok_or(Overflow)?;
    let mut rest = right.to_vec();
    let mut digits: Vec<Vec<u32>> = Vec::new();
    let mut enough = 4;
    loop {
        while digits.len() < enough {
            checkpoint();
            let residues: Vec<u32> = rest.iter().map(|r| r.modulo(prime) as u32).collect();
            let digit = inverse.times(&residues, side);
            for (r, line) in rest.iter_mut().zip(lines) {
                let mut sum = r.clone();
                for (j, a) in line.iter().filter(|(j, _)| digit[*j] != 0) {
                    sum = sum.minus(&a.times(&I::from_word(digit[*j].into()))?)?;
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

/// The vector of fractions with these digits; `None` when there may be too few of them.
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

/// The spare bits of a fraction that is believed: others pass with a chance of 2^-24, fail in the
/// equations, and cost time.
const SPARE: usize = 24;

/// The fraction that is `x` modulo `modulus`, if there is one with many fewer bits.
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
