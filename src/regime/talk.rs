//! Nobody commits: the best and the worst equilibrium of the game as it is.
//!
//! Payoffs are linear in the sender's strategy and in the replies, each alone, so that over a cell
//! of equilibria they are largest and smallest at extreme outcomes.

use super::Institution;
use super::question::Question;
use super::result::{Certificate, Lot, Regime};
use crate::equilibrium::Equilibrium;
use crate::error::Error;

pub(super) const BEST: Institution = Institution {
    name: "talk",
    title: "talk",
    commits: "nobody",
    summary: "the best perfect Bayesian equilibrium of the game as it is",
    source: "Crawford and Sobel 1982",
    obedience: true,
    honesty: true,
    costly: true,
    solve: |question, this| solve(question, this, false),
};

pub(super) const WORST: Institution = Institution {
    name: "worst_talk",
    title: "worst talk",
    commits: "nobody",
    summary: "the worst perfect Bayesian equilibrium of the game as it is",
    source: "Crawford and Sobel 1982",
    obedience: true,
    honesty: true,
    costly: true,
    solve: |question, this| solve(question, this, true),
};

fn solve(question: &Question, this: &'static Institution, worst: bool) -> Result<Regime, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let (search, monitor) = question.watch();
    let all = search.run(game, monitor)?;
    let value = |eq: &Equilibrium| weights.value(eq.sender_payoffs(), eq.receiver_payoff());
    // the first of those that are worth most, or least
    let chosen = all.iter().map(|eq| (value(eq), eq)).reduce(|best, next| {
        let better = if worst { next.0 < best.0 } else { next.0 > best.0 };
        if better { next } else { best }
    });
    let (_, eq) = chosen.ok_or_else(|| question.stopped())?;
    let lot = |m: usize| {
        let mass = game.prior().iter().zip(eq.sender()).map(|(p, row)| p * &row[m]).collect();
        let reply = eq.receiver(m).unwrap_or_default().to_vec();
        Lot { message: m, mass, reply }
    };
    let lots: Vec<Lot> = eq.on_path().into_iter().map(lot).collect();
    let certificate = Certificate::Comparison(all.len());
    let regime = Regime::new(&question.asked(&weights), this, &lots, certificate);
    match all.stopped() {
        None => Ok(regime),
        Some(stop) => Err(Error::Limit(format!(
            "the search for equilibria was stopped ({stop}) after {} outcomes, so that the best \
             and the worst are not known",
            all.len()
        ))
        .with(regime)),
    }
}
