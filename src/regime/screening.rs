//! The receiver commits to a reply to each message, where messages are costly: screening.
//!
//! The receiver announces `rho[m,a]`, and each type sends what is then best for it. For given
//! messages of the types the best announcement is a linear programme; which message each type sends
//! is found by branch and bound. Where it is still open, the relaxation has masses `z[t,m,a]` with
//! (as in the mixed programmes of Paruchuri et al. 2008 for leaders with commitment)
//!
//! ```text
//! z[t,m,a] <= p_t rho[m,a],   sum_{m,a} z[t,m,a] = p_t,
//! sum_{m,a} z[t,m,a] uS[t,m,a] >= p_t sum_a rho[n,a] uS[t,n,a]                for all n.
//! ```
//!
//! Once a type has one message left, the first two make `z[t,m,a] = p_t rho[m,a]`.

use super::Institution;
use super::objective::Weights;
use super::question::Question;
use super::result::{Certificate, Lot, Promise, Regime};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};

/// The most nodes of the search.
const MAX_NODES: usize = 20_000;

/// The best announcement with which the types send messages that are still open to them.
struct Node {
    /// By type.
    open: Vec<Vec<usize>>,
    value: Q,
    /// `[t][m][a]`.
    masses: Vec<Vec<Vec<Q>>>,
    /// `[m][a]`.
    rho: Vec<Vec<Q>>,
}

pub(super) fn solve(question: &Question, this: &'static Institution) -> Result<Regime, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let messages = game.messages().len();
    let all = (0..game.types().len())
        .map(|t| (0..messages).filter(|&m| game.is_available(t, m)).collect())
        .collect();
    let mut nodes: Vec<Node> = relax(question, &weights, all)?.into_iter().collect();
    let mut count = 0;
    // the node with the largest bound first: the first in which nothing is open is best
    let found = loop {
        let largest = (0..nodes.len())
            .max_by(|&i, &k| nodes[i].value.cmp(&nodes[k].value).then(k.cmp(&i)))
            .ok_or_else(|| {
                // any announcement has a best message for each type
                Error::Limit("no rule is honest, which should not be possible".into())
            })?;
        let node = nodes.swap_remove(largest);
        count += 1;
        if count > MAX_NODES {
            return Err(Error::Limit(format!(
                "branch and bound had {MAX_NODES} nodes without an end: the value is at most {}",
                node.value
            )));
        }
        let Some((t, m)) = undecided(&node) else { break node };
        for with in [true, false] {
            let mut open = node.open.clone();
            open[t].retain(|&n| (n == m) == with);
            nodes.extend(relax(question, &weights, open)?);
        }
    };
    let mut lots = Vec::new();
    let mut unsent = Vec::new();
    for m in 0..messages {
        let mass: Vec<Q> = found.masses.iter().map(|by| by[m].iter().sum()).collect();
        let reply = found.rho[m].clone();
        if mass.iter().all(Q::is_zero) {
            unsent.push(Promise { message: m, reply });
        } else {
            lots.push(Lot { message: m, mass, reply });
        }
    }
    let asked = question.asked(&weights);
    let mut regime = Regime::new(&asked, this, &lots, Certificate::Branches(count));
    regime.unsent = unsent;
    debug_assert_eq!(regime.value, found.value);
    Ok(regime)
}

/// A type that sends several messages, not as it would if it were indifferent between these; and
/// the one that it sends most.
fn undecided(node: &Node) -> Option<(usize, usize)> {
    node.masses.iter().enumerate().find_map(|(t, by)| {
        let mass = |m: usize| -> Q { by[m].iter().sum() };
        let split = by.iter().zip(&node.rho).any(|(masses, rho)| {
            let sent: Q = masses.iter().sum();
            masses.iter().zip(rho).any(|(z, q)| *z != &sent * q)
        });
        let most = (0..by.len()).max_by(|&i, &k| mass(i).cmp(&mass(k)).then(k.cmp(&i)));
        if split { most.map(|m| (t, m)) } else { None }
    })
}

/// The bound on what is possible with these messages, if anything is.
fn relax(
    question: &Question,
    weights: &Weights,
    open: Vec<Vec<usize>>,
) -> Result<Option<Node>, Error> {
    if open.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    let game = question.game();
    let (messages, actions) = (game.messages().len(), game.actions().len());
    let mut lp = Program::new();
    let rho: Vec<Vec<(usize, usize)>> = (0..messages)
        .map(|m| game.replies(m).iter().map(|&a| (a, lp.variable(Q::ZERO))).collect())
        .collect();
    for reply in &rho {
        lp.equal(reply.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
    }
    let mut cells: Vec<Vec<(usize, usize, usize)>> = Vec::new();
    for (t, p) in game.prior().iter().enumerate() {
        let mut row = Vec::new();
        for &m in &open[t] {
            for &(a, j) in &rho[m] {
                let z = lp.variable(weights.worth(game, t, m, a));
                lp.at_most([(z, Q::ONE), (j, -p)], Q::ZERO);
                row.push((m, a, z));
            }
        }
        lp.equal(row.iter().map(|&(_, _, z)| (z, Q::ONE)), p.clone());
        for n in (0..messages).filter(|&n| game.is_available(t, n)) {
            let gain = rho[n].iter().map(|&(a, j)| (j, p * game.sender_payoff(t, n, a)));
            let own = row.iter().map(|&(m, a, z)| (z, -game.sender_payoff(t, m, a)));
            lp.at_most(gain.chain(own), Q::ZERO);
        }
        cells.push(row);
    }
    let Solution::Optimal { value, primal, .. } = question.solve(&lp)? else { return Ok(None) };
    let spread = |row: &Vec<(usize, usize, usize)>| {
        let mut masses = vec![vec![Q::ZERO; actions]; messages];
        row.iter().for_each(|&(m, a, z)| masses[m][a] = primal[z].clone());
        masses
    };
    let announced = |reply: &Vec<(usize, usize)>| {
        let mut row = vec![Q::ZERO; actions];
        reply.iter().for_each(|&(a, j)| row[a] = primal[j].clone());
        row
    };
    Ok(Some(Node {
        open,
        value,
        masses: cells.iter().map(spread).collect(),
        rho: rho.iter().map(announced).collect(),
    }))
}
