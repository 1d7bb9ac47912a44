//! Tie classes: replies between which the receiver is indifferent whatever the type.

use super::{MessageCopies, Question, sparse_row};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::Program;

/// Replies to a class of messages that pay the receiver the same whoever sends, and that are better
/// than all others at some belief.
pub(super) struct TieClass {
    /// The position of the message class.
    pub(super) messages: usize,
    pub(super) replies: Vec<usize>,
    /// `[t]`: a belief at which all other replies are worse.
    pub(super) strict: Vec<Q>,
}

impl TieClass {
    /// All tie classes of a game.
    pub(super) fn all(
        question: &Question,
        message_classes: &[MessageCopies],
    ) -> Result<Vec<TieClass>, Error> {
        let game = question.game();
        let mut found = Vec::new();
        for (c, class) in message_classes.iter().enumerate() {
            let m = class.representative();
            let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
            // a reply that is weakly dominated is strictly best at no belief
            let undominated = class.undominated_replies(game);
            for &first in &undominated {
                let dominated =
                    |a: usize| class.senders.iter().all(|&t| payoff(t, a) <= payoff(t, first));
                let equal =
                    |a: usize| class.senders.iter().all(|&t| payoff(t, a) == payoff(t, first));
                let replies: Vec<usize> =
                    class.replies.iter().copied().filter(|&a| equal(a)).collect();
                // whatever another reply dominates is worse where that one is; what this reply
                // dominates may be as good as it at some beliefs
                let rivals =
                    class.replies.iter().copied().filter(|a| {
                        !replies.contains(a) && (undominated.contains(a) || dominated(*a))
                    });
                if let Some(strict) = strictly_best(question, class, rivals, first)? {
                    found.push(TieClass { messages: c, replies, strict });
                }
            }
        }
        Ok(found)
    }
}

/// By type, a belief at which a reply beats all its rivals by the largest margin (at most 1);
/// `None` if it beats them all at no belief.
fn strictly_best(
    question: &Question,
    class: &MessageCopies,
    rivals: impl Iterator<Item = usize>,
    reply: usize,
) -> Result<Option<Vec<Q>>, Error> {
    let (game, m) = (question.game(), class.representative());
    let mut lp = Program::new();
    let belief: Vec<usize> = class.senders.iter().map(|_| lp.variable(Q::ZERO)).collect();
    let margin = lp.variable(Q::ONE);
    lp.equal(belief.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    lp.at_most([(margin, Q::ONE)], Q::ONE);
    for b in rivals {
        let loss = |(&t, &j): (&usize, &usize)| {
            (j, game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, reply))
        };
        let row = class.senders.iter().zip(&belief).map(loss).chain([(margin, Q::ONE)]);
        lp.at_most(row, Q::ZERO);
    }
    let Some((margin, primal)) = question.optimum(&lp)? else { return Ok(None) };
    Ok(margin.is_positive().then(|| {
        let senders = class.senders.iter().zip(&belief);
        sparse_row(game.types().len(), senders.map(|(&t, &j)| (t, primal[j].clone())))
    }))
}
