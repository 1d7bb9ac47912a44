//! Candidates for a sender whose payoff does not depend on its type: one for each payoff of an
//! action.
//!
//! The sender gets the same payoff `w` from all reports that it makes itself, and no report gives
//! it more. Fix w. Reports are then of three sorts: replies that pay less than w, which only the
//! rule makes; replies that pay w; and mixtures that pay w, of a reply that pays less and one that
//! pays more, where both are best for the receiver. With masses `o` of the first sort and `x` of
//! the others, the best rule for w solves
//!
//! ```text
//! maximise    sum_{a,t} o[a,t] v(a) + w sum_{l,t} x[l,t]
//! subject to  sum_a o[a,t] + sum_l x[l,t] = p_t,    sum_a o[a,t] <= chi p_t,    replies are best,
//! ```
//!
//! and between two payoffs of actions a larger w is better, so that w need only be one of them.

use super::candidate::{CandidateProgram, MassVariables, ReportVariables};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::Program;
use crate::game::Game;

/// The most entries of a programme: types times mixed reports times actions. A round number, not
/// tuned: a game that needs more is refused, before the programme is written.
const MAX_ENTRIES: usize = 4_000_000;

/// One candidate for each payoff of an action.
pub(super) fn candidates(game: &Game, payoffs: &[Q]) -> Result<Vec<CandidateProgram>, Error> {
    let mut values = payoffs.to_vec();
    values.sort();
    values.dedup();
    // the largest first: the value of a candidate is at most its payoff, so that it bounds the
    // others
    values.iter().rev().map(|top| candidate(game, payoffs, top)).collect()
}

/// The replies that pay `top`: actions, and mixtures of two.
fn replies_paying(payoffs: &[Q], top: &Q) -> Vec<Vec<(usize, Q)>> {
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

/// The candidate in which the sender gets `top` from the reports that it makes itself.
fn candidate(game: &Game, payoffs: &[Q], top: &Q) -> Result<CandidateProgram, Error> {
    let (types, actions) = (game.types().len(), payoffs.len());
    let paying_top = replies_paying(payoffs, top);
    if paying_top.len() * actions * types > MAX_ENTRIES {
        return Err(Error::Limit(format!(
            "partial credibility would need {} mixed replies to {actions} actions: merge actions \
             that the sender values alike",
            paying_top.len()
        )));
    }
    let mut program = Program::new();
    let mut variables = |payoff: &Q| -> Vec<usize> {
        (0..types).map(|_| program.variable(payoff.clone())).collect()
    };
    let mut reports = Vec::new();
    for a in (0..actions).filter(|&a| payoffs[a] < *top) {
        let masses = MassVariables::Official(variables(&payoffs[a]));
        reports.push(ReportVariables { reply: vec![(a, Q::ONE)], masses });
    }
    for reply in paying_top {
        reports.push(ReportVariables { reply, masses: MassVariables::Either(variables(top)) });
    }
    let mut official = Vec::with_capacity(types);
    for t in 0..types {
        let low = reports.iter().filter_map(|report| match &report.masses {
            MassVariables::Official(x) => Some((x[t], Q::ONE)),
            _ => None,
        });
        official.push((program.at_most(low, Q::ZERO), Q::ZERO, game.prior()[t].clone()));
        let all = reports.iter().flat_map(|report| report.variables(t)).map(|j| (j, Q::ONE));
        program.equal(all.collect::<Vec<_>>(), game.prior()[t].clone());
    }
    let cap = Some(top.clone());
    let mut candidate = CandidateProgram { program, moving: official, reports, cap };
    candidate.add_obedience(game);
    Ok(candidate)
}
