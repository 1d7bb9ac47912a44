//! The extreme senders: vertices of the polyhedron of masses and best replies that suit some replies.

use crate::exact::Q;
use crate::exact::int::Int;
use crate::exact::work::{Abort, Meter};
use crate::game::{Game, Lotteries, LotteryVertex, SignalSets};

/// All extreme senders: masses at a vertex, with replies that are optimal where they are seen and
/// against which no type gains. Nothing is asked of replies at sets that are not reached.
pub(super) fn extreme_senders(
    game: &Game,
    sets: &SignalSets,
    meter: &Meter,
) -> Result<Vec<LotteryVertex>, Abort> {
    let found = senders_in::<i64>(game, sets, meter);
    let found = or_wider(found, || senders_in::<i128>(game, sets, meter));
    or_wider(found, || senders_in::<dashu_int::IBig>(game, sets, meter))
}

/// The answer, or that of `wider` integers where these were too small.
pub(super) fn or_wider<T>(
    found: Result<T, Abort>,
    wider: impl FnOnce() -> Result<T, Abort>,
) -> Result<T, Abort> {
    match found {
        Err(Abort::Overflow) => wider(),
        done => done,
    }
}

/// Builds the two polyhedra, of the sender's masses with the best replies and of the replies with the
/// best messages, in turns. Of each only the vertices are kept that suit a vertex of the other: what
/// one uses must be best against the other.
///
/// *Nothing is lost*: a vertex comes from earlier ones with smaller supports. If it suits a vertex of
/// the other polyhedron as it will be, these suit those from which that comes. And a ray that keeps two
/// others from being adjacent has its support in the union of theirs: where the union is kept, so is
/// the ray.
fn senders_in<I: Int>(
    game: &Game,
    sets: &SignalSets,
    meter: &Meter,
) -> Result<Vec<LotteryVertex>, Abort> {
    let (mut masses, mut replies) = (Lotteries::<I>::new(), Lotteries::<I>::new());
    sets.of_type.iter().for_each(|pairs| masses.add_simplex(pairs.iter().copied()));
    (0..sets.sets.len()).for_each(|k| replies.add_simplex(sets.cells(k)));
    let pairs: Vec<usize> = (0..sets.pairs.len()).collect();
    let prior = |pair: usize| &game.prior()[sets.pairs[pair].t];
    for i in 0..sets.sets.len().max(sets.of_type.len()) {
        if i < sets.sets.len() {
            let mut rows = sets.worth(i, &pairs);
            let cells = |row: &mut Vec<Q>| {
                row.iter_mut().enumerate().for_each(|(pair, x)| *x = &*x * prior(pair));
            };
            rows.iter_mut().for_each(cells);
            let others = replies.supports();
            let suits = |one: &_| others.iter().any(|other| other.suits(one));
            masses.add_place(sets.cells(i), &rows, suits, meter)?;
            replies.keep_suited(&masses.supports(), meter)?;
        }
        if i < sets.of_type.len() {
            let others = masses.supports();
            let suits = |one: &_| others.iter().any(|other| other.suits(one));
            let messages = sets.of_type[i].iter().copied();
            replies.add_place(messages, &sets.sender_worth(i), suits, meter)?;
            masses.keep_suited(&replies.supports(), meter)?;
        }
    }
    Ok(masses.vertices().collect())
}
