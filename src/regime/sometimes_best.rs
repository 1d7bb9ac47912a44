//! Replies that are best at some belief: what a receiver may do after a message that nobody was to
//! send.

use super::{MessageCopies, Question, reader_of};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::Program;
use crate::game::Game;

/// The replies to a class of messages that are best for the receiver at some belief about the types
/// that can send them, ascending.
pub(super) fn sometimes_best(
    question: &Question,
    class: &MessageCopies,
) -> Result<Vec<usize>, Error> {
    let mut found = Vec::new();
    for &a in &class.replies {
        if is_sometimes_best(question, class, a)? {
            found.push(a);
        }
    }
    Ok(found)
}

/// Is a reply best at some belief? It is unless a mixture of others is better whoever sends the
/// message (Pearce 1984).
pub(super) fn is_sometimes_best(
    question: &Question,
    class: &MessageCopies,
    a: usize,
) -> Result<bool, Error> {
    let (game, m): (&Game, usize) = (question.game(), class.representative());
    let reader = &game.information_sets()[reader_of(game, a)];
    let met = class.senders.iter().copied().filter(|&t| !reader.weights()[t].is_zero());
    let met: Vec<usize> = met.collect();
    let gain = |t: usize, b: usize| game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, a);
    let others = || class.replies.iter().filter(|b| **b != a && reader.actions().contains(b));
    let known = |&t: &usize| others().all(|&b| !gain(t, b).is_positive());
    // a reader whom no sender of the message meets may do what it likes
    if met.is_empty() || met.iter().any(known) {
        return Ok(true);
    }
    let mut lp = Program::new();
    let belief: Vec<usize> = met.iter().map(|_| lp.variable(Q::ZERO)).collect();
    lp.equal(belief.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    for &b in others() {
        lp.at_most(met.iter().zip(&belief).map(|(&t, &j)| (j, gain(t, b))), Q::ZERO);
    }
    Ok(question.optimum(&lp)?.is_some())
}
