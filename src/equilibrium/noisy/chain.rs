//! Chains of beliefs at unexpected signals.
//!
//! Take the pairs (t, m) that are not played, and the actions that the replies use at the
//! unexpected signals. The masses y on these pairs at which the replies are optimal form a cone,
//! since a signal that y does not produce is not constrained. Any y in the cone that produces an
//! unexpected signal may be the next link of the chain. To see this, take any chain, remove from it
//! the pairs that y uses, and put y in front: a signal that y does not produce is produced by none
//! of these pairs, so that the masses behind it are unchanged. A chain is therefore built greedily,
//! with one linear programme for each link, and there is none exactly when at some point no mass in
//! the cone produces any of the signals that are left.

use super::game::{NoisyGame, StrategyTable};
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};

/// `[s]`: the masses of the types that a chain puts behind an unexpected signal; `None` if the
/// signal is expected.
pub(super) type ChainMasses = Vec<Option<Vec<Q>>>;

/// The masses behind each unexpected signal in a chain that makes the replies optimal. Returns
/// `Some(None)` when there is no such chain, and `None` when `stop` says so.
pub(super) fn belief_chain(
    noisy: &NoisyGame,
    played: &StrategyTable,
    rho: &StrategyTable,
    unexpected: &[usize],
    stop: &dyn Fn() -> bool,
) -> Option<Option<ChainMasses>> {
    let mut beliefs = vec![None; noisy.signals.len()];
    let mut open = unexpected.to_vec();
    let mut free: Vec<(usize, usize)> =
        noisy.pairs().filter(|&(t, m)| played[t][m].is_zero()).collect();
    while !open.is_empty() {
        let Some(link) = link(noisy, &free, rho, &open, stop)? else { return Some(None) };
        let sent: Vec<usize> =
            free.iter().filter(|&&(t, m)| !link[t][m].is_zero()).map(|&(_, m)| m).collect();
        let produced = |s: &usize| sent.iter().any(|&m| !noisy.noise[m][*s].is_zero());
        let (now, later): (Vec<usize>, Vec<usize>) = open.iter().partition(|s| produced(s));
        for s in now {
            beliefs[s] = Some(noisy.masses(s, &link));
        }
        open = later;
        free.retain(|&(t, m)| link[t][m].is_zero());
    }
    Some(Some(beliefs))
}

/// Masses on free pairs that produce some open signal and at which the replies are optimal.
///
/// The linear programme maximises the mass that reaches open signals. Its rows compare every reply
/// with one in use: another in use must be as good, and one not in use no better.
fn link(
    noisy: &NoisyGame,
    free: &[(usize, usize)],
    rho: &StrategyTable,
    open: &[usize],
    stop: &dyn Fn() -> bool,
) -> Option<Option<StrategyTable>> {
    let mut program = Program::new();
    let produced = |m: usize| open.iter().map(|&s| &noisy.noise[m][s]).sum::<Q>();
    let pairs: Vec<(usize, usize, usize)> = free
        .iter()
        .map(|&(t, m)| (t, m, produced(m)))
        .filter(|(.., chance)| !chance.is_zero())
        .map(|(t, m, chance)| (t, m, program.variable(chance)))
        .collect();
    program.at_most(pairs.iter().map(|&(.., y)| (y, Q::ONE)), Q::ONE);
    for &s in open {
        let used = noisy.replies(s).iter().filter(|&&a| !rho[s][a].is_zero());
        let first = *used.clone().next().expect("a reply uses some action");
        for &b in noisy.replies(s).iter().filter(|&&b| b != first) {
            let gain = |t: usize, m: usize| {
                noisy.game.receiver_payoff(t, m, b) - noisy.game.receiver_payoff(t, m, first)
            };
            let row = pairs.iter().filter(|&&(_, m, _)| !noisy.noise[m][s].is_zero());
            let row = row.map(|&(t, m, y)| (y, &noisy.noise[m][s] * &gain(t, m)));
            if rho[s][b].is_zero() {
                program.at_most(row, Q::ZERO);
            } else {
                program.equal(row, Q::ZERO);
            }
        }
    }
    let Solution::Optimal { value, primal, .. } = program.solve_unless(stop)? else {
        unreachable!("0 is a solution, and the masses are bounded");
    };
    if value.is_zero() {
        return Some(None);
    }
    let mut link = noisy.nothing_sent();
    pairs.iter().for_each(|&(t, m, y)| link[t][m] = primal[y].clone());
    Some(Some(link))
}
