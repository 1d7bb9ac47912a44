//! Blackwell's order: which of two experiments is more informative (Blackwell 1951, 1953).
//!
//! An experiment is a table of masses `x[s,t]` of types by signal, whose sums over the signals are
//! the prior. One is *more informative* than another, `y[r,t]`, when the other is a garbling of it:
//!
//! ```text
//! y[r,t] = sum_s x[s,t] g[s,r],    g >= 0,    sum_r g[s,r] = 1.
//! ```
//!
//! If there is no such g, Farkas' lemma has multipliers that prove it. With their signs reversed
//! they are payoffs `[r][t]` of a decision problem, with one action for each signal of the other
//! experiment, in which the other is worth strictly more. So either answer has a witness.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};

/// The comparison of two experiments in both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blackwell {
    /// Is the second a garbling of the first?
    pub forward: Witness,
    /// Is the first a garbling of the second?
    pub backward: Witness,
}

/// A proof that the second of two experiments is a garbling of the first, or that it is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Witness {
    /// It is: `[s][r]` is the probability that signal s becomes signal r.
    Garbling(Vec<Vec<Q>>),
    /// It is not: in this decision problem the second is worth more.
    Problem {
        /// `[r][t]`: the payoff of the action with number r when the type is t.
        payoffs: Vec<Vec<Q>>,
        /// The expected payoff of the best decisions with the first experiment.
        first: Q,
        /// The expected payoff of the best decisions with the second.
        second: Q,
    },
}

/// Compares two experiments, tables `[s][t]` of masses with the same sums over the signals.
///
/// # Errors
///
/// [`Error::Game`] when the tables are not experiments about the same types and prior.
///
/// ```
/// use schelling::Q;
/// use schelling::regime::{Witness, blackwell};
///
/// let q = |text: &str| text.parse::<Q>().unwrap();
/// let full = [vec![q("1/2"), q("0")], vec![q("0"), q("1/2")]];
/// let none = [vec![q("1/2"), q("1/2")]];
/// let found = blackwell(&full, &none)?;
/// assert_eq!(found.forward, Witness::Garbling(vec![vec![q("1")], vec![q("1")]]));
/// assert!(matches!(found.backward, Witness::Problem { .. }));
/// # Ok::<(), schelling::Error>(())
/// ```
pub fn blackwell(first: &[Vec<Q>], second: &[Vec<Q>]) -> Result<Blackwell, Error> {
    let sums = |table: &[Vec<Q>], name: &str| -> Result<Vec<Q>, Error> {
        let types = table.first().map_or(0, Vec::len);
        if types == 0 || table.iter().any(|row| row.len() != types) {
            return Err(Error::Game(format!("{name}: give each signal a mass for every type")));
        }
        if table.iter().flatten().any(Q::is_negative) {
            return Err(Error::Game(format!("{name}: a mass is below 0")));
        }
        Ok((0..types).map(|t| table.iter().map(|row| &row[t]).sum()).collect())
    };
    if sums(first, "the first experiment")? != sums(second, "the second experiment")? {
        return Err(Error::Game(
            "the experiments are about different priors, and cannot be compared".into(),
        ));
    }
    Ok(Blackwell { forward: witness(first, second), backward: witness(second, first) })
}

/// A proof that experiment `y` is a garbling of `x`, or that it is not.
fn witness(x: &[Vec<Q>], y: &[Vec<Q>]) -> Witness {
    let types = x[0].len();
    let mut lp = Program::new();
    let g: Vec<Vec<usize>> =
        x.iter().map(|_| y.iter().map(|_| lp.variable(Q::ZERO)).collect()).collect();
    for (r, target) in y.iter().enumerate() {
        for t in 0..types {
            lp.equal(x.iter().zip(&g).map(|(x, g)| (g[r], x[t].clone())), target[t].clone());
        }
    }
    for row in &g {
        lp.equal(row.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    }
    match lp.solve() {
        Solution::Infeasible { certificate } => {
            let payoffs: Vec<Vec<Q>> = certificate
                .chunks(types)
                .take(y.len())
                .map(|row| row.iter().map(|c| -c).collect())
                .collect();
            let value = |table: &[Vec<Q>]| table.iter().map(|mass| decide(&payoffs, mass)).sum();
            Witness::Problem { first: value(x), second: value(y), payoffs }
        }
        Solution::Optimal { primal, .. } => {
            let row = |row: &Vec<usize>| row.iter().map(|&j| primal[j].clone()).collect();
            Witness::Garbling(g.iter().map(row).collect())
        }
        Solution::Unbounded { .. } => unreachable!("the objective is 0"),
    }
}

/// The payoff of the best action at a mass of types.
fn decide(payoffs: &[Vec<Q>], mass: &[Q]) -> Q {
    let payoff = |row: &Vec<Q>| -> Q { row.iter().zip(mass).map(|(u, x)| u * x).sum() };
    payoffs.iter().map(payoff).max().unwrap_or_default()
}
