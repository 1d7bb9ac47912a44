//! Partial credibility for a sender whose payoff does not depend on its type: the candidates are
//! the values that its own reports can have.
//!
//! All its own reports are worth the same `w`, and no report is worth more. Fix w. Reports are then
//! replies worth less than w, which only the rule makes; replies worth w; and mixtures worth w of a
//! reply worth less and one worth more, where both are best. With masses `o` of the first kind and
//! `x` of the others, the best for w is
//!
//! ```text
//! maximise    sum_{a,t} o[a,t] v(a) + w sum_{l,t} x[l,t]
//! subject to  sum_a o[a,t] + sum_l x[l,t] = p_t,    sum_a o[a,t] <= chi p_t,    replies are best,
//! ```
//!
//! and between two payoffs of actions a larger w is better, so that w need only be one of them.

use super::{Candidate, Masses, Report};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::Program;
use crate::game::Game;

/// The most entries of a programme that are taken on: types times reports times actions.
const MAX_ENTRIES: usize = 4_000_000;

/// The payoffs `v(a)` of a sender that all types share, if they do.
pub(crate) fn common_payoffs(game: &Game) -> Option<Vec<Q>> {
    let payoff = |t: usize, a: usize| game.sender_payoff(t, 0, a);
    let common = (0..game.actions().len())
        .all(|a| (1..game.types().len()).all(|t| payoff(t, a) == payoff(0, a)));
    common.then(|| (0..game.actions().len()).map(|a| payoff(0, a).clone()).collect())
}

/// One candidate for each payoff of an action.
pub(crate) fn candidates(game: &Game, payoffs: &[Q]) -> Result<Vec<Candidate>, Error> {
    let mut values = payoffs.to_vec();
    values.sort();
    values.dedup();
    // the largest first: it bounds the others
    values.iter().rev().map(|top| candidate(game, payoffs, top)).collect()
}

/// The replies worth `top`: actions, and mixtures of two.
fn replies_worth(payoffs: &[Q], top: &Q) -> Vec<Vec<(usize, Q)>> {
    let actions = payoffs.len();
    let mut replies = Vec::new();
    for a in 0..actions {
        if payoffs[a] == *top {
            replies.push(vec![(a, Q::ONE)]);
        }
        for b in (0..actions).filter(|&b| payoffs[a] < *top && *top < payoffs[b]) {
            let share = (top - &payoffs[a]) / &(&payoffs[b] - &payoffs[a]);
            replies.push(vec![(a, Q::ONE - &share), (b, share)]);
        }
    }
    replies
}

fn candidate(game: &Game, payoffs: &[Q], top: &Q) -> Result<Candidate, Error> {
    let (types, actions) = (game.types().len(), payoffs.len());
    let worth_top = replies_worth(payoffs, top);
    if worth_top.len() * actions * types > MAX_ENTRIES {
        return Err(Error::Limit(format!(
            "partial credibility would need {} mixed replies to {actions} actions: merge actions \
             that the sender values alike",
            worth_top.len()
        )));
    }
    let mut program = Program::new();
    let mut variables =
        |worth: &Q| -> Vec<usize> { (0..types).map(|_| program.variable(worth.clone())).collect() };
    let mut reports = Vec::new();
    for a in (0..actions).filter(|&a| payoffs[a] < *top) {
        let masses = Masses::Official(variables(&payoffs[a]));
        reports.push(Report { reply: vec![(a, Q::ONE)], masses });
    }
    for reply in worth_top {
        reports.push(Report { reply, masses: Masses::Either(variables(top)) });
    }
    let mut official = Vec::with_capacity(types);
    for t in 0..types {
        let low = reports.iter().filter_map(|report| match &report.masses {
            Masses::Official(x) => Some((x[t], Q::ONE)),
            _ => None,
        });
        official.push((program.at_most(low, Q::ZERO), Q::ZERO, game.prior()[t].clone()));
        let all = reports.iter().flat_map(|report| report.variables(t)).map(|j| (j, Q::ONE));
        program.equal(all.collect::<Vec<_>>(), game.prior()[t].clone());
    }
    let mut candidate = Candidate { program, moving: official, reports, cap: Some(top.clone()) };
    candidate.obedience(game);
    Ok(candidate)
}
