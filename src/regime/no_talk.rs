//! Nobody says anything, and the receiver does what is best at the prior.

use super::Institution;
use super::question::Question;
use super::result::{Certificate, Lot, Regime};
use crate::error::Error;
use crate::exact::Q;

pub(super) const NO_TALK: Institution = Institution {
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

fn solve(question: &Question, this: &'static Institution) -> Result<Regime, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let prior = game.prior();
    let expected = |a: usize| -> Q {
        prior.iter().enumerate().map(|(t, p)| p * game.receiver_payoff(t, 0, a)).sum()
    };
    let most = game.replies(0).iter().map(|&a| expected(a)).max();
    let best: Vec<usize> =
        game.replies(0).iter().copied().filter(|&a| Some(expected(a)) == most).collect();
    let asked = question.asked(&weights);
    let results = best.iter().map(|&a| {
        let lot = Lot::pure(game, 0, prior.to_vec(), a);
        Regime::new(&asked, this, &[lot], Certificate::Comparison(best.len()))
    });
    // the first of those that are worth most
    let kept = results.reduce(|best, next| if next.value > best.value { next } else { best });
    kept.ok_or_else(|| Error::Game("no action can follow the message".into()))
}
