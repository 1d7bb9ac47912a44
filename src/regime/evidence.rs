//! Messages that a type need not send, since it can prove more.
//!
//! Let all who can send m be able to send n too, let both be answered by the same two replies, pay
//! the sender the same and m no less to the objective, and let all senders of m like the same of
//! these replies better: they show evidence and want to be believed. Then some best announcement
//! leaves n to the others. If the reply to n is better for the senders of m, m might have it as
//! well. If not, those of them that send n are indifferent, so both replies are the same lottery,
//! and they may send m. Nobody else notices. So a type that can show two documents need not show
//! only one of them.
//!
//! Of three replies, two lotteries may be worth the same to the sender and not to the receiver, and
//! types that can prove more may be told apart by not doing so.

use super::objective::Weights;
use crate::game::Game;

/// By type, the messages that it can send, without those in whose place it can prove more.
pub(super) fn needed(game: &Game, weights: &Weights) -> Vec<Vec<usize>> {
    let messages = game.messages().len();
    let proves_more: Vec<Vec<bool>> = (0..messages)
        .map(|m| (0..messages).map(|n| proves_more(game, weights, m, n)).collect())
        .collect();
    (0..game.types().len())
        .map(|t| {
            let sent: Vec<usize> = (0..messages).filter(|&m| game.is_available(t, m)).collect();
            let idle = |&n: &usize| sent.iter().any(|&m| proves_more[m][n]);
            sent.iter().copied().filter(|n| !idle(n)).collect()
        })
        .collect()
}

/// Does nobody who can send `m` need `n`?
fn proves_more(game: &Game, weights: &Weights, m: usize, n: usize) -> bool {
    let senders = |m: usize| game.senders(m).collect::<Vec<_>>();
    let (few, many) = (senders(m), senders(n));
    let replies = game.replies(m);
    let &[a, b] = replies else { return false };
    if m == n || game.replies(n) != replies || (few.len() == many.len() && m > n) {
        return false;
    }
    let prefers = |t: usize| game.sender_payoff(t, m, a).cmp(game.sender_payoff(t, m, b));
    few.iter().all(|&t| {
        many.contains(&t)
            && prefers(t).is_ne()
            && prefers(t) == prefers(few[0])
            && replies.iter().all(|&a| {
                game.sender_payoff(t, m, a) == game.sender_payoff(t, n, a)
                    && weights.worth(game, t, m, a) >= weights.worth(game, t, n, a)
            })
    })
}
