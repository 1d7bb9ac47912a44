//! First best: a planner whom everybody obeys gives each type what is best for the objective.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::exact::Q;
use crate::regime::{
    Adversary, Certificate, Constraint, MessageCopies, MessageShare, Price, Question, RegimeKind,
    RegimeSolution,
};

pub(in crate::regime) const FIRST_BEST: RegimeKind = RegimeKind {
    name: "first_best",
    title: "first best",
    commits: "a planner",
    summary: "the best rule, whether or not anybody wants to follow it",
    source: "",
    obedience: false,
    honesty: false,
    costly: true,
    adversary: Adversary::None,
    solver: solve,
};

/// Solves each type by itself, since no constraint ties one to another.
fn solve(question: &Question) -> Result<RegimeSolution, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    // by type: the largest coefficient of its mass, and the first message and reply that have it
    let mut best: Vec<Option<(Q, usize, usize)>> = vec![None; game.types().len()];
    for class in MessageCopies::all(game) {
        let m = class.representative();
        for &t in &class.senders {
            question.checkpoint()?;
            for &a in &class.replies {
                let coefficient = weights.coefficient(t, m, a);
                if best[t].as_ref().is_none_or(|(most, _, _)| coefficient > *most) {
                    best[t] = Some((coefficient, m, a));
                }
            }
        }
    }
    let mut types_by_choice: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut prices = Vec::with_capacity(best.len());
    for (t, best) in best.into_iter().enumerate() {
        let (price, m, a) = best.expect("every type has a message, and that a reply");
        prices.push(Price { constraint: Constraint::Probability { t }, price });
        types_by_choice.entry((m, a)).or_default().push(t);
    }
    let shares = types_by_choice.into_iter().map(|((m, a), types)| {
        let mut mass = vec![Q::ZERO; game.types().len()];
        types.into_iter().for_each(|t| mass[t] = game.prior()[t].clone());
        MessageShare::pure(game, m, mass, a)
    });
    Ok(RegimeSolution::new(shares.collect(), Certificate::Prices(prices)))
}
