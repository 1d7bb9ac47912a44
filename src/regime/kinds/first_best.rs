//! First best: a planner whom everybody obeys gives each type what is best for the objective.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::exact::Q;
use crate::regime::{
    Adversary, Certificate, Constraint, Heard, MessageCopies, MessageShare, Price, Question,
    RegimeKind, RegimeSolution, reader_of,
};

pub(in crate::regime) const FIRST_BEST: RegimeKind = RegimeKind {
    name: "first_best",
    title: "first best",
    commits: "a planner",
    summary: "the best rule, whether or not anybody wants to follow it",
    source: "",
    obedience: false,
    honesty: false,
    heard: &[Heard::Private],
    costly: true,
    adversary: Adversary::None,
    solver: solve,
};

/// Solves each type by itself, since no constraint ties one to another.
fn solve(question: &Question) -> Result<RegimeSolution, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let readers = game.information_sets().len();
    // by type: the largest sum of coefficients of its mass, the first message that has it, and of
    // each reader the first reply
    let mut best: Vec<Option<(Q, usize, Vec<usize>)>> = vec![None; game.types().len()];
    let mut readings = Vec::new();
    let costly = !game.is_cheap_talk();
    for class in MessageCopies::all(game) {
        let m = class.representative();
        for &t in &class.senders {
            question.checkpoint()?;
            let mut largest: Vec<Option<(Q, usize)>> = vec![None; readers];
            for &a in &class.replies {
                let coefficient = weights.coefficient(t, m, a);
                let own = &mut largest[reader_of(game, a)];
                if own.as_ref().is_none_or(|(most, _)| coefficient > *most) {
                    *own = Some((coefficient, a));
                }
            }
            let (shares, replies): (Vec<Q>, Vec<usize>) =
                largest.into_iter().map(|own| own.expect("every message has a reply")).unzip();
            let sum: Q = shares.iter().sum();
            if best[t].as_ref().is_none_or(|(most, _, _)| sum > *most) {
                best[t] = Some((sum, m, replies));
            }
            let message = costly.then_some(m);
            readings.extend(shares.into_iter().enumerate().skip(1).map(|(reader, price)| Price {
                constraint: Constraint::Reading { t, message, reader },
                price,
            }));
        }
    }
    let mut types_by_choice: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut prices = Vec::with_capacity(best.len() + readings.len());
    for (t, best) in best.into_iter().enumerate() {
        let (price, m, replies) = best.expect("every type has a message");
        prices.push(Price { constraint: Constraint::Probability { t }, price });
        replies.into_iter().for_each(|a| types_by_choice.entry((m, a)).or_default().push(t));
    }
    prices.extend(readings.into_iter().filter(|one| !one.price.is_zero()));
    let shares = types_by_choice.into_iter().map(|((m, a), types)| {
        let mut mass = vec![Q::ZERO; game.types().len()];
        types.into_iter().for_each(|t| mass[t] = game.prior()[t].clone());
        MessageShare::pure(game, m, mass, a)
    });
    Ok(RegimeSolution::new(shares.collect(), Certificate::Prices(prices)))
}
