//! What a planner could do whom everybody obeys: each type meets what is best for the objective.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::exact::Q;
use crate::regime::kind::RegimeKind;
use crate::regime::program::Group;
use crate::regime::question::Question;
use crate::regime::result::{Certificate, Constraint, MessageShare, Price, Regime};

pub(crate) const FIRST_BEST: RegimeKind = RegimeKind {
    name: "first_best",
    title: "first best",
    commits: "a planner",
    summary: "the best rule, whether or not anybody wants to follow it",
    source: "",
    obedience: false,
    honesty: false,
    costly: true,
    solve,
};

/// What is best for each type is best: nothing ties one to another.
fn solve(question: &Question, this: &'static RegimeKind) -> Result<Regime, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    // by type: what a unit of its mass is worth at most, and the first message and reply for that
    let mut best: Vec<Option<(Q, usize, usize)>> = vec![None; game.types().len()];
    for group in Group::all(game) {
        let m = group.message();
        for &t in &group.senders {
            question.go_on()?;
            for &a in &group.replies {
                let worth = weights.worth(game, t, m, a);
                if best[t].as_ref().is_none_or(|(most, _, _)| worth > *most) {
                    best[t] = Some((worth, m, a));
                }
            }
        }
    }
    let mut together: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut prices = Vec::with_capacity(best.len());
    for (t, best) in best.into_iter().enumerate() {
        let (price, m, a) = best.expect("every type has a message, and that a reply");
        prices.push(Price { constraint: Constraint::Probability { t }, price });
        together.entry((m, a)).or_default().push(t);
    }
    let lots = together.into_iter().map(|((m, a), types)| {
        let mut mass = vec![Q::ZERO; game.types().len()];
        types.into_iter().for_each(|t| mass[t] = game.prior()[t].clone());
        MessageShare::pure(game, m, mass, a)
    });
    let lots: Vec<MessageShare> = lots.collect();
    Ok(Regime::new(&question.asked(&weights), this, &lots, Certificate::Prices(prices)))
}
