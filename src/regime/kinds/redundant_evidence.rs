//! Redundant evidence: messages that a type need not send, since it can prove more with another.
//!
//! Suppose that every type that can send m can also send n; that the same two replies can follow
//! both; that m and n pay these types the same, and m adds at least as much to the objective; and
//! that these types all strictly prefer the same one of the two replies. (They show evidence and
//! want to be believed.) Then there is an optimal announcement under which none of them sends n:
//!
//! - If they prefer the announced reply to n, announce it as the reply to m too. They gain nothing
//!   that n did not offer them, and may as well send m.
//! - If not, those of them that send n are indifferent between the two. With two replies and a
//!   strict preference, the announced lotteries are then the same, and they may send m.
//!
//! No other type can send m, so that nothing changes for the others. A type that can show two
//! documents need not show only one of them.
//!
//! With three replies this fails: two lotteries may be worth the same to the sender and not to the
//! receiver, and types that can prove more may be told apart by not doing so.

use crate::regime::Weights;

/// `[t]`: the messages that the type can send, without those for which another proves more.
pub(super) fn nonredundant(weights: &Weights) -> Vec<Vec<usize>> {
    let game = weights.game;
    let messages = game.messages().len();
    let proves_more: Vec<Vec<bool>> = (0..messages)
        .map(|m| (0..messages).map(|n| proves_more(weights, m, n)).collect())
        .collect();
    (0..game.types().len())
        .map(|t| {
            let sent: Vec<usize> = (0..messages).filter(|&m| game.is_available(t, m)).collect();
            let redundant = |&n: &usize| sent.iter().any(|&m| proves_more[m][n]);
            sent.iter().copied().filter(|n| !redundant(n)).collect()
        })
        .collect()
}

/// Is `n` redundant for every type that can send `m`? Of two messages with the same senders, only
/// the first may replace the other, so that no type loses both.
fn proves_more(weights: &Weights, m: usize, n: usize) -> bool {
    let game = weights.game;
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
                    && weights.coefficient(t, m, a) >= weights.coefficient(t, n, a)
            })
    })
}
