//! Replies that are best at some belief: what a receiver may do after a message that nobody was to
//! send.

use super::{MessageCopies, Question};
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
    let gain = |t: usize, b: usize| game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, a);
    let known = |&t: &usize| class.replies.iter().all(|&b| !gain(t, b).is_positive());
    if class.senders.iter().any(known) {
        return Ok(true);
    }
    let mut lp = Program::new();
    let belief: Vec<usize> = class.senders.iter().map(|_| lp.variable(Q::ZERO)).collect();
    lp.equal(belief.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    for &b in class.replies.iter().filter(|&&b| b != a) {
        lp.at_most(class.senders.iter().zip(&belief).map(|(&t, &j)| (j, gain(t, b))), Q::ZERO);
    }
    Ok(question.optimum(&lp)?.is_some())
}
