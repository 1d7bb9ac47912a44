//! Nobody says anything, and the receiver does what is best at the prior.

use std::cmp::Reverse;

use crate::error::Error;
use crate::exact::Q;
use crate::regime::kind::RegimeKind;
use crate::regime::question::Question;
use crate::regime::result::{Certificate, MessageShare, Regime};

pub(crate) const NO_TALK: RegimeKind = RegimeKind {
    name: "no_talk",
    title: "no talk",
    commits: "nobody",
    summary: "the receiver's best reply to the prior, of several the one that the objective likes \
              best",
    source: "",
    obedience: true,
    honesty: true,
    costly: false,
    solve,
};

fn solve(question: &Question, this: &'static RegimeKind) -> Result<Regime, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let prior = game.prior();
    let expected = |a: usize| -> Q {
        prior.iter().enumerate().map(|(t, p)| p * game.receiver_payoff(t, 0, a)).sum()
    };
    let payoffs: Vec<(usize, Q)> = game.replies(0).iter().map(|&a| (a, expected(a))).collect();
    let most = payoffs.iter().map(|(_, payoff)| payoff).max();
    let best = payoffs.iter().filter(|(_, payoff)| Some(payoff) == most).map(|(a, _)| *a);
    let best: Vec<usize> = best.collect();
    let worth = |a: usize| -> Q {
        prior.iter().enumerate().map(|(t, p)| p * &weights.worth(game, t, 0, a)).sum()
    };
    // the first of those that are worth most
    let kept = best.iter().map(|&a| (worth(a), Reverse(a))).max();
    let (_, Reverse(a)) =
        kept.ok_or_else(|| Error::Game("no action can follow the message".into()))?;
    let lot = MessageShare::pure(game, 0, prior.to_vec(), a);
    Ok(Regime::new(&question.asked(&weights), this, &[lot], Certificate::Comparison(best.len())))
}
