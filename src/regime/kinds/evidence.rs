//! Messages that a type need not send, since it can prove more with another.
//!
//! Let every type that can send m be able to send n too. Let the same two replies follow both; let
//! both pay the sender the same, and let m be worth no less to the objective. And let all types
//! that can send m strictly prefer the same one of the two replies: they show evidence and want to
//! be believed. Then there is a best announcement under which none of these types sends n:
//!
//! - If the announced reply to n is better for them than the reply to m, let m have the reply to n.
//!   They gain nothing that n did not offer them, and may as well send m.
//! - If not, those of them that send n are indifferent between the two. With two replies and a
//!   strict preference, the announced lotteries are then the same, and they may send m.
//!
//! No other type can send m, so that for the others nothing changes. So a type that can show two
//! documents need not show only one of them.
//!
//! With three replies this fails: two lotteries may be worth the same to the sender and not to the
//! receiver, and types that can prove more may be told apart by not doing so.

use crate::game::Game;
use crate::regime::objective::Weights;

/// By type, the messages that it can send, without those for which another proves more.
pub(crate) fn needed(game: &Game, weights: &Weights) -> Vec<Vec<usize>> {
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

/// Can every type that can send `m` do without `n`? Of two messages with the same senders, only the
/// first may replace the other, so that no type loses both.
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
