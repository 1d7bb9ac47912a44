//! No talk: nobody says anything, and the receiver gives a best reply to the prior.

use std::cmp::Reverse;

use crate::error::Error;
use crate::exact::Q;
use crate::regime::{
    Adversary, Certificate, Heard, MessageShare, Question, RegimeKind, RegimeSolution, best_replies,
};

pub(super) const NO_TALK: RegimeKind = RegimeKind {
    name: "no_talk",
    title: "no talk",
    commits: "nobody",
    summary: "the receiver's best reply to the prior, of several the one that the objective likes \
              best",
    source: "",
    obedience: true,
    honesty: true,
    heard: &[Heard::Public],
    costly: false,
    adversary: Adversary::None,
    solver: solve,
};

fn solve(question: &Question) -> Result<RegimeSolution, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let prior = game.prior();
    let best = best_replies(game, 0, prior);
    let value = |a: usize| -> Q {
        prior.iter().enumerate().map(|(t, p)| p * &weights.coefficient(t, 0, a)).sum()
    };
    // of each reader the first of those with the largest value
    let (mut sum, mut reply) = (Q::ZERO, vec![Q::ZERO; game.actions().len()]);
    for set in game.information_sets() {
        let own = best.iter().filter(|a| set.actions().contains(a));
        let chosen = own.map(|&a| (value(a), Reverse(a))).max();
        let (value, Reverse(a)) = chosen.expect("every message has a reply");
        sum += &value;
        reply[a] = Q::ONE;
    }
    let share = MessageShare::public(0, prior.to_vec(), reply);
    let certificate = Certificate::Comparison(best.len());
    Ok(RegimeSolution::new(vec![share], certificate).with_value(sum))
}
