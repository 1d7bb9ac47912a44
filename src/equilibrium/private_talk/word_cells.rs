//! Cells of masses behind one word: who says it, and which replies are best.

use super::listeners::{Listeners, subsets};
use crate::exact::bitset::members;
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::polyhedral_cone::PolyhedralCone;

/// The masses behind a word of one audience after one message with one set of types and one set of
/// best replies: the points inside a cone.
#[derive(Clone, Debug)]
pub(super) struct WordCell<I> {
    /// The types that say the word.
    pub(super) types: u128,
    /// `[set of the audience]`: the best replies, as flat actions.
    pub(super) best: Vec<Vec<usize>>,
    /// The closed cone of these masses.
    pub(super) masses: PolyhedralCone<I>,
}

/// The sum of the rays: a point inside a pointed cone.
pub(super) fn inner<I: Int>(cone: &PolyhedralCone<I>) -> Result<Vec<I>, Overflow> {
    let mut sum = vec![I::ZERO; cone.width()];
    for ray in cone.generators().rays() {
        for (x, y) in sum.iter_mut().zip(ray) {
            *x = x.plus(y)?;
        }
    }
    Ok(sum)
}

/// The dimension of a cone.
pub(super) fn dimension<I: Int>(cone: &PolyhedralCone<I>) -> usize {
    cone.width() - cone.facets().lines().len()
}

/// Is a point of the span of a cone inside it, off all facets?
pub(super) fn holds_inside<I: Int>(cone: &PolyhedralCone<I>, v: &[I]) -> Result<bool, Overflow> {
    crate::exact::int::all_hold(cone.facets().rays(), |f| Ok(I::dot(f, v)?.is_positive()))
}

/// The unit vectors of some types.
pub(super) fn orthant<I: Int>(count: usize, types: u128) -> Result<PolyhedralCone<I>, Overflow> {
    let unit = |t: usize| -> Vec<I> {
        (0..count).map(|i| if i == t { I::ONE } else { I::ZERO }).collect()
    };
    let rays: Vec<Vec<I>> = members(types).map(unit).collect();
    PolyhedralCone::generated(count, [], rays.iter().map(Vec::as_slice))
}

/// All cells of one audience after one message, of which none is empty.
pub(super) fn word_cells<I: Int>(
    talk: &Listeners,
    i: usize,
    m: usize,
) -> Result<Vec<WordCell<I>>, Overflow> {
    let mut found = Vec::new();
    for types in subsets(talk.senders(m)) {
        found.extend(best_replies(talk, (i, m), orthant(talk.types(), types)?, Some(types))?);
    }
    Ok(found)
}

/// The cells inside a cone of masses: where `exactly` is given, only those that have all of these
/// types, else the largest closed cell of each set of best replies.
pub(super) fn best_replies<I: Int>(
    talk: &Listeners,
    (i, m): (usize, usize),
    start: PolyhedralCone<I>,
    exactly: Option<u128>,
) -> Result<Vec<WordCell<I>>, Overflow> {
    let sets = &talk.all[i].sets;
    let worth: Vec<Vec<Vec<I>>> =
        sets.iter().map(|&r| talk.worth(r, m)).collect::<Result<_, _>>()?;
    let open: Vec<Vec<usize>> = sets.iter().map(|&r| talk.open(r, m)).collect();
    let mut partial: Vec<(PolyhedralCone<I>, Vec<Vec<usize>>)> = vec![(start, Vec::new())];
    for rows in &worth {
        let mut next = Vec::new();
        for (cone, chosen) in partial {
            // which of the actions are best, one after another
            let mut stack = vec![(0, Vec::new(), cone)];
            while let Some((a, best, cone)) = stack.pop() {
                checkpoint();
                if a == rows.len() {
                    if !best.is_empty() && optimal(rows, &inner(&cone)?)? == best {
                        let mut chosen = chosen.clone();
                        chosen.push(best);
                        next.push((cone, chosen));
                    }
                    continue;
                }
                let gaps: Vec<Vec<I>> = (0..rows.len())
                    .filter(|&b| b != a)
                    .map(|b| rows[a].iter().zip(&rows[b]).map(|(x, y)| x.minus(y)).collect())
                    .collect::<Result<_, _>>()?;
                let with = cone.with_conditions(&[], &gaps)?;
                if !with.is_origin() {
                    let mut best = best.clone();
                    best.push(a);
                    stack.push((a + 1, best, with));
                }
                stack.push((a + 1, best, cone));
            }
        }
        partial = next;
    }
    let mut found = Vec::new();
    for (masses, chosen) in partial {
        let point = inner(&masses)?;
        let types = members(u128::MAX >> (128 - point.len()))
            .filter(|&t| point[t].is_positive())
            .fold(0, |set, t| set | 1 << t);
        let mut exact = exactly.is_none_or(|all| all == types);
        for (rows, best) in worth.iter().zip(&chosen) {
            exact &= optimal(rows, &point)? == *best;
        }
        if exact {
            let flat = |(best, open): (Vec<usize>, &Vec<usize>)| -> Vec<usize> {
                best.into_iter().map(|a| open[a]).collect()
            };
            let best = chosen.into_iter().zip(&open).map(flat).collect();
            found.push(WordCell { types, best, masses });
        }
    }
    Ok(found)
}

/// The rows that are the largest at a point.
fn optimal<I: Int>(rows: &[Vec<I>], point: &[I]) -> Result<Vec<usize>, Overflow> {
    let values: Vec<I> = rows.iter().map(|row| I::dot(row, point)).collect::<Result<_, _>>()?;
    let most = values.iter().max().expect("an action");
    Ok((0..rows.len()).filter(|&a| values[a] == *most).collect())
}
