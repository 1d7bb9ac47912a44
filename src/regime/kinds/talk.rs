//! Nobody commits: the best and the worst equilibrium of the game as it is.
//!
//! Payoffs are linear in the sender's strategy and in the replies, each alone, so that over a cell
//! of equilibria they are largest and smallest at extreme outcomes.

use std::time::Duration;

use crate::equilibrium::{Equilibrium, Stop};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::gather;
use crate::regime::kind::RegimeKind;
use crate::regime::question::Question;
use crate::regime::result::{Certificate, MessageShare, Regime};

pub(crate) const BEST: RegimeKind = RegimeKind {
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

pub(crate) const WORST: RegimeKind = RegimeKind {
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

/// What it takes to value an outcome, and to let go of it, about: half of what it takes to find one
/// (cheap talk with seven states and thirteen actions).
const VALUING: Duration = Duration::from_micros(10);
/// So many outcomes are valued even where the time is over: there is always something to show.
const SOME: usize = 1_000;

fn solve(question: &Question, this: &'static RegimeKind, worst: bool) -> Result<Regime, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let (search, monitor) = question.watch();
    let all = search.keep_back(VALUING).run(game, monitor)?;
    let value = |eq: &Equilibrium| weights.value(eq.sender_payoffs(), eq.receiver_payoff());
    let (some, rest) = (all.iter().take(SOME), all.iter().skip(SOME));
    let mut values: Vec<Q> = some.map(value).collect();
    let (more, halt) = gather(rest, value);
    values.extend(more);
    // the first of those that are worth most, or least
    let chosen = values.iter().zip(&all).reduce(|best, next| {
        let better = if worst { next.0 < best.0 } else { next.0 > best.0 };
        if better { next } else { best }
    });
    let (_, eq) = chosen.ok_or_else(|| question.stopped())?;
    let lot = |m: usize| {
        let reply = eq.receiver(m).unwrap_or_default().to_vec();
        MessageShare { message: m, mass: eq.mass(m), reply }
    };
    let lots: Vec<MessageShare> = eq.on_path().into_iter().map(lot).collect();
    let certificate = Certificate::Comparison(all.len());
    let regime = Regime::new(&question.asked(&weights), this, &lots, certificate);
    match all.stopped().or(halt.as_ref().map(Stop::from)) {
        None => Ok(regime),
        Some(stop) => Err(Error::Limit(format!(
            "the search for equilibria was stopped ({stop}) after {} outcomes, so that the best \
             and the worst are not known",
            values.len()
        ))
        .with(regime)),
    }
}
