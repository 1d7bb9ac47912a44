//! Outcomes in which copies of a message get different replies.

use crate::equilibrium::result::Equilibrium;
use crate::exact::budget::checkpoint;
use crate::game::Game;

/// The outcomes of a game in which no two messages that are copies get the same reply.
///
/// The others come about by fewer messages too: one of the two can carry what both do.
pub(in crate::equilibrium) fn without_repeats(
    game: &Game,
    mut outcomes: Vec<Equilibrium>,
) -> Vec<Equilibrium> {
    // `[m]`: the first message of which m is a copy
    let first = |m: usize| (0..m).find(|&n| game.are_copies(n, m)).unwrap_or(m);
    let first: Vec<usize> = (0..game.messages().len()).map(first).collect();
    let repeats = |eq: &Equilibrium| {
        let sent = eq.on_path();
        sent.iter().enumerate().any(|(i, &m)| {
            let mut earlier = sent[..i].iter();
            earlier.any(|&n| first[n] == first[m] && eq.receiver(n) == eq.receiver(m))
        })
    };
    outcomes.retain(|eq| {
        checkpoint();
        !repeats(eq)
    });
    outcomes
}
