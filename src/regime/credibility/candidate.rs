//! Candidates: payoffs of the sender's own reports, as linear programmes in which `chi` moves
//! bounds.

use crate::exact::Q;
use crate::exact::lp::Program;
use crate::game::Game;
use crate::regime::{MessageShare, sparse_row};

/// The best rule given what the types get from their own reports, as a programme.
pub(super) struct CandidateProgram {
    pub(super) program: Program,
    /// The rows whose bounds `chi` moves: the row, its bound at `chi = 0`, and the rate at which
    /// that rises.
    pub(super) moving: Vec<(usize, Q, Q)>,
    pub(super) reports: Vec<ReportVariables>,
    /// An upper bound on the value, where one is known.
    pub(super) cap: Option<Q>,
}

/// A report, its reply, and the variables for the masses of types behind it.
pub(super) struct ReportVariables {
    /// The actions in use, with their probabilities.
    pub(super) reply: Vec<(usize, Q)>,
    pub(super) masses: MassVariables,
}

/// The variables for masses, by type.
pub(super) enum MassVariables {
    /// Only the rule makes the report.
    Official(Vec<usize>),
    /// The sender makes it too; each variable is the sum.
    Either(Vec<usize>),
    /// Official masses, and own masses of those types that like the report best.
    Apart(Vec<usize>, Vec<Option<usize>>),
}

impl ReportVariables {
    /// The variables of a type.
    pub(super) fn variables(&self, t: usize) -> impl Iterator<Item = usize> {
        let (official, own) = match &self.masses {
            MassVariables::Official(x) | MassVariables::Either(x) => (x[t], None),
            MassVariables::Apart(x, own) => (x[t], own[t]),
        };
        std::iter::once(official).chain(own)
    }
}

impl CandidateProgram {
    /// Adds the rows by which every reply, and each part of a mixed one, is best for the receiver.
    pub(super) fn add_obedience(&mut self, game: &Game) {
        for report in &self.reports {
            let a = report.reply[0].0;
            for b in (0..game.actions().len()).filter(|&b| b != a) {
                let gain = |t: usize| game.receiver_payoff(t, 0, b) - game.receiver_payoff(t, 0, a);
                let types = 0..game.types().len();
                let row = types.flat_map(|t| report.variables(t).map(move |j| (j, gain(t))));
                let row: Vec<(usize, Q)> = row.collect();
                if report.reply.iter().any(|(c, _)| *c == b) {
                    self.program.equal(row, Q::ZERO);
                } else {
                    self.program.at_most(row, Q::ZERO);
                }
            }
        }
    }

    /// The programme at one probability.
    pub(super) fn at(&self, chi: &Q) -> Program {
        self.program
            .with_bounds(self.moving.iter().map(|(row, start, rate)| (*row, start + &(chi * rate))))
    }

    /// The programme that maximises the receiver's payoff instead, and the number of a row by which
    /// the sender's payoff is at least minus the bound of the row (0, to be moved).
    pub(super) fn for_receiver(&self, game: &Game, chi: &Q) -> (Program, usize) {
        let at = self.at(chi);
        let mut objective = vec![Q::ZERO; at.width()];
        for report in &self.reports {
            for t in 0..game.types().len() {
                let parts = report.reply.iter().map(|(a, x)| x * game.receiver_payoff(t, 0, *a));
                let payoff: Q = parts.sum();
                report.variables(t).for_each(|j| objective[j] = payoff.clone());
            }
        }
        let mut program = at.with_objective(objective);
        let row = program.at_most(at.counted().map(|(j, x)| (j, -x)), Q::ZERO);
        (program, row)
    }

    /// The reports that have mass, each with the part of its mass that is official.
    pub(super) fn message_shares(
        &self,
        game: &Game,
        chi: &Q,
        primal: &[Q],
    ) -> Vec<(MessageShare, Q)> {
        let prior = game.prior();
        let types = 0..prior.len();
        // by type, its mass on reports that the sender makes too
        let mut either = vec![Q::ZERO; prior.len()];
        for report in &self.reports {
            if let MassVariables::Either(x) = &report.masses {
                either.iter_mut().zip(x).for_each(|(sum, &j)| *sum += &primal[j]);
            }
        }
        let own = Q::ONE - chi;
        let share = |report: &ReportVariables| {
            let mass: Vec<Q> = types
                .clone()
                .map(|t| report.variables(t).map(|j| primal[j].clone()).sum())
                .collect();
            let official: Q = match &report.masses {
                MassVariables::Official(_) => mass.iter().sum(),
                MassVariables::Apart(x, _) => x.iter().map(|&j| primal[j].clone()).sum(),
                // the sender's own reports are shared among these in proportion to their masses
                MassVariables::Either(_) => (types.clone())
                    .filter(|&t| !mass[t].is_zero())
                    .map(|t| &mass[t] - &(&own * &(&(&mass[t] * &prior[t]) / &either[t])))
                    .sum(),
            };
            let reply = sparse_row(game.actions().len(), report.reply.iter().cloned());
            (MessageShare::public(0, mass, reply), official)
        };
        let has_mass = |(share, _): &(MessageShare, Q)| share.mass.iter().any(|x| !x.is_zero());
        self.reports.iter().map(share).filter(has_mass).collect()
    }
}
