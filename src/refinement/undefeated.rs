//! Undefeated outcomes (Mailath, Okuno-Fujiwara and Postlewaite 1993).
//!
//! A pure equilibrium `E` *proposes* a meaning for a message m that another one leaves unsent: the
//! types K that send m in `E`, when all of them are at least as well off in `E` and one is better
//! off. The other one must then believe, after m, in the prior on the types in K that are better
//! off, plus any part of the prior on those that are as well off; else `E` defeats it.
//!
//! An outcome leaves its beliefs off the path open. It is undefeated when, after every unsent
//! message, some belief that supports it agrees with all that is proposed. The beliefs that one
//! reply needs form a polytope, and so do those that agree with a proposal, so this is one linear
//! programme for each extreme reply from which no type gains.

use std::sync::Arc;

use serde::Serialize;

use super::judgement::{TestedOutcome, no_zero_chances, without_noise};
use super::off_path_message::{RegionCache, ReplyVertex, UnsentMessage};
use crate::equilibrium::{Equilibria, Equilibrium};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::budget::{checkpoint, gather};
use crate::exact::lp::{Program, Solution};
use crate::exact::upper_envelope::Corner;

/// Whether a pure outcome is undefeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The outcome, an index into the equilibria.
    pub outcome: usize,
    /// The defeat; `None` when it is undefeated.
    pub defeat: Option<Defeat>,
}

/// The way in which an outcome is defeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Defeat {
    /// The unsent message to which another outcome gives a meaning.
    pub message: usize,
    /// The outcomes that defeat it: one, or several with which its beliefs cannot all agree.
    pub by: Vec<usize>,
}

/// The meaning that a pure outcome gives to a message that another one leaves unsent.
struct ProposedMeaning {
    by: usize,
    /// The types that send the message and are better off.
    better: u128,
    /// The types that send the message and are as well off.
    as_well: u128,
}

impl Equilibria {
    /// Decides of every outcome in pure strategies whether another one defeats it.
    ///
    /// Outcomes are compared with all that are listed here, and with their copies when messages are
    /// copies of one another; replies off the path may be mixed.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] where some type never meets some reader. [`Error::Limit`] when the game has more
    /// than 128 types. When the list is not complete, an
    /// outcome that was not found may defeat any of those that are listed, and when the
    /// [budget](crate::exact::budget) ends some are not judged: then [`Error::found`] has a
    /// `Vec<Standing>` of those that are settled.
    pub fn undefeated(&self) -> Result<Vec<Standing>, Error> {
        let channel = self.channel().map(Arc::as_ref);
        without_noise(channel)
            .and_then(|()| no_zero_chances(self.game(), None))
            .map_err(|why| Error::Game(format!("undefeated {why}")))?;
        let cache = RegionCache::new(self.game(), None)?;
        let each = (0..self.len()).inspect(|_| checkpoint());
        let pure: Vec<usize> = each.filter(|&i| self[i].is_pure()).collect();
        let (standings, halt) = gather(&pure, |&outcome| {
            let tested = TestedOutcome::new(&cache, &self[outcome])?;
            let defeat = tested.unsent.iter().find_map(|u| self.defeat(&tested, u, outcome, &pure));
            Ok(Standing { outcome, defeat })
        });
        let mut standings = standings.into_iter().collect::<Result<Vec<Standing>, Error>>()?;
        if self.stopped().is_some() {
            // an outcome that is not listed may defeat more of these, and takes no defeat back
            standings.retain(|one| one.defeat.is_some());
        }
        let error = match (halt, self.stopped()) {
            (Some(halt), _) => halt.error_after(standings.len(), pure.len(), "pure outcomes"),
            (None, Some(stop)) => Error::Limit(format!(
                "the list of equilibria is not complete ({stop}): {} of its {} pure outcomes are \
                 defeated for certain, and what is not listed may defeat the others: search \
                 without a limit",
                standings.len(),
                pure.len()
            )),
            (None, None) => return Ok(standings),
        };
        Err(error.with(standings))
    }

    /// The defeat of an outcome at one unsent message, if there is one.
    fn defeat(
        &self,
        tested: &TestedOutcome,
        unsent: &UnsentMessage,
        own: usize,
        pure: &[usize],
    ) -> Option<Defeat> {
        let others = pure.iter().filter(|&&by| by != own);
        let proposals: Vec<ProposedMeaning> = others
            .inspect(|_| checkpoint())
            .flat_map(|&by| self.proposals(tested, unsent, by))
            .collect();
        let deterrents = unsent.deterrents();
        let agree = |proposals: &[&ProposedMeaning]| {
            deterrents.iter().any(|reply| agrees(tested, unsent, reply, proposals))
        };
        let by = match proposals.iter().find(|one| !agree(&[one])) {
            Some(one) => vec![one.by],
            None if agree(&proposals.iter().collect::<Vec<_>>()) => return None,
            None => proposals.iter().map(|one| one.by).collect(),
        };
        Some(Defeat { message: unsent.message, by })
    }

    /// The meanings that outcome `by`, or a copy of it, proposes for the message.
    fn proposals(
        &self,
        tested: &TestedOutcome,
        unsent: &UnsentMessage,
        by: usize,
    ) -> Vec<ProposedMeaning> {
        let (now, then) = (tested.equilibrium.sender_payoffs(), self[by].sender_payoffs());
        let proposal = |m: usize| {
            let sends = |t: &usize| self[by].sender()[*t][m].is_positive();
            let set: Vec<usize> = (0..now.len()).filter(sends).collect();
            let of = |compare: fn(&Q, &Q) -> bool| {
                let types = set.iter().filter(|&&t| compare(&then[t], &now[t]));
                types.fold(0u128, |types, t| types | 1 << t)
            };
            let (better, as_well) = (of(|a, b| a > b), of(|a, b| a == b));
            let all = (better | as_well).count_ones() as usize == set.len();
            (all && better != 0).then_some(ProposedMeaning { by, better, as_well })
        };
        let copies = self[by].on_path().into_iter();
        copies.filter(|&m| self.game().are_copies(m, unsent.message)).filter_map(proposal).collect()
    }
}

impl Equilibrium {
    /// Are all strategies pure on the path?
    pub fn is_pure(&self) -> bool {
        let pure = |row: &[Q]| row.iter().all(|q| q.is_zero() || *q == Q::ONE);
        self.sender().iter().all(|row| pure(row))
            && self.on_path().into_iter().filter_map(|m| self.receiver(m)).all(pure)
    }
}

/// Is the reply best at a belief that agrees with all proposals?
fn agrees(
    tested: &TestedOutcome,
    unsent: &UnsentMessage,
    reply: &ReplyVertex,
    proposals: &[&ProposedMeaning],
) -> bool {
    let prior = tested.game().prior();
    let corners = unsent.regions.corners.iter().filter(|c| reply.support.is_subset(&c.rows));
    let mut program = Program::new();
    // the belief, as a mixture of the corners of the region in which the reply is best
    let masses = |c: &Corner| unsent.regions.mass(c).iter().cloned().map(Q::from).collect();
    let belief: Vec<(usize, Vec<Q>)> =
        corners.map(|c| (program.variable(Q::ZERO), masses(c))).collect();
    program.equal(belief.iter().map(|(y, x)| (*y, x.iter().sum())), Q::ONE);
    for proposal in proposals {
        // the belief is `whole` times the prior on the types that are better off, and at most that
        // on those that are as well off
        let whole = program.variable(Q::ZERO);
        for t in 0..prior.len() {
            let minus = belief.iter().map(|(y, x)| (*y, -&x[t]));
            let mut row: Vec<(usize, Q)> = minus.collect();
            if proposal.better >> t & 1 == 1 {
                row.push((whole, prior[t].clone()));
            } else if members(proposal.as_well).any(|s| s == t) {
                let part = program.variable(Q::ZERO);
                program.at_most([(part, Q::ONE), (whole, -Q::ONE)], Q::ZERO);
                row.push((part, prior[t].clone()));
            }
            program.equal(row, Q::ZERO);
        }
    }
    !matches!(program.solve(), Solution::Infeasible { .. })
}
