//! Which of two experiments says more about the type (Blackwell 1951, 1953)?
//!
//! An experiment is a table of masses `x[s,t]` of types by signal, whose sums over the signals are
//! the prior. One is *more informative* than another, `y[r,t]`, when the other is a garbling of it:
//!
//! ```text
//! y[r,t] = sum_s x[s,t] g[s,r],    g >= 0,    sum_r g[s,r] = 1.
//! ```
//!
//! If there is no such g, the multipliers that prove it (Farkas) are, but for the sign, payoffs
//! `[r][t]` of a decision problem with one action for each signal of the other experiment, in which
//! the other is worth strictly more. So either answer has a witness.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};

/// How two experiments stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blackwell {
    /// From the first to the second.
    pub forward: Witness,
    /// From the second to the first.
    pub backward: Witness,
}

/// Whether the second of two experiments is a garbling of the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Witness {
    /// It is: `[s][r]`, how likely signal s becomes signal r.
    Garbling(Vec<Vec<Q>>),
    /// It is not: payoffs of a decision problem in which the second is worth more.
    Problem {
        /// `[r][t]`: actions by types.
        payoffs: Vec<Vec<Q>>,
        /// What the best decisions are worth with the first experiment.
        first: Q,
        /// And with the second.
        second: Q,
    },
}

/// Compares two experiments, tables `[s][t]` of masses with the same sums over the signals.
///
/// # Errors
///
/// [`Error::Game`] when the tables are no experiments about the same types.
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
            let worth = |table: &[Vec<Q>]| table.iter().map(|mass| best(&payoffs, mass)).sum();
            Witness::Problem { first: worth(x), second: worth(y), payoffs }
        }
        Solution::Optimal { primal, .. } => {
            let row = |row: &Vec<usize>| row.iter().map(|&j| primal[j].clone()).collect();
            Witness::Garbling(g.iter().map(row).collect())
        }
        Solution::Unbounded { .. } => unreachable!("the objective is 0"),
    }
}

/// The most that a decision can be worth against a mass of types.
fn best(payoffs: &[Vec<Q>], mass: &[Q]) -> Q {
    let worth = |row: &Vec<Q>| -> Q { row.iter().zip(mass).map(|(u, x)| u * x).sum() };
    payoffs.iter().map(worth).max().unwrap_or_default()
}
