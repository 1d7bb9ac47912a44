//! Which outcomes hang together.
//!
//! Two senders mix where one profile of replies supports both. Of the words of both after a message
//! that both send, those with equal replies count as one, and there must be enough words for the
//! rest. So words that are answered alike are one word, and an outcome at which the replies to two
//! words become equal hangs together with those that use one in their place.

use super::listeners::{Listeners, subsets};
use super::replies::{SaidWord, Speaker, said_by, tuples};
use super::search::Supported;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::budget::checkpoint;
use crate::exact::lp::{Program, Solution};
use crate::exact::union_find::UnionFind;

/// The number of a class for each `[sender][polytope]`: equal for those that are connected.
pub(super) fn classes(talk: &Listeners, found: &[Supported]) -> Vec<Vec<usize>> {
    let mut pieces = Vec::new();
    for one in found {
        for corners in &one.polytopes {
            pieces.push(SenderPiece::new(talk, &one.speaker, corners));
        }
    }
    let groups = UnionFind::new(pieces.len());
    for i in 0..pieces.len() {
        for j in 0..i {
            if groups.root(i) != groups.root(j) && pieces[i].near(&pieces[j]) {
                checkpoint();
                if meet(talk, &pieces[i], &pieces[j]) {
                    groups.join(i, j);
                }
            }
        }
    }
    let mut next = 0..;
    found
        .iter()
        .map(|one| {
            one.polytopes.iter().map(|_| groups.root(next.next().expect("a piece"))).collect()
        })
        .collect()
}

/// A sender with one polytope of replies.
struct SenderPiece<'a> {
    speaker: &'a Speaker,
    corners: &'a [Vec<Vec<Q>>],
    /// `[m]`: the first word of the message among all that are said.
    first: Vec<usize>,
    /// `[corner][t]`: what the types get.
    payoffs: Vec<Vec<Q>>,
}

impl<'a> SenderPiece<'a> {
    fn new(talk: &Listeners, speaker: &'a Speaker, corners: &'a [Vec<Vec<Q>>]) -> SenderPiece<'a> {
        let mut first = Vec::new();
        let mut count = 0;
        for said in &speaker.said {
            first.push(count);
            count += said.iter().flatten().map(Vec::len).sum::<usize>();
        }
        let mut piece = SenderPiece { speaker, corners, first, payoffs: Vec::new() };
        let of = |corner: usize| {
            (0..talk.types())
                .map(|t| {
                    let m = speaker.sent().find(|&m| !speaker.mass(t, m).is_zero());
                    let m = m.expect("a message");
                    let words = said_by(speaker, t, m).into_iter().enumerate();
                    words.map(|(i, w)| piece.worth(talk, corner, t, m, (i, w))).sum()
                })
                .collect()
        };
        piece.payoffs = (0..corners.len()).map(of).collect();
        piece
    }

    /// The words that are said to an audience after m.
    fn words(&self, m: usize, i: usize) -> &[SaidWord] {
        self.speaker.said[m].as_ref().map_or(&[], |said| &said[i])
    }

    /// The reply to a word at a corner.
    fn reply(&self, corner: usize, m: usize, (i, w): (usize, usize)) -> &[Q] {
        let before: usize = (0..i).map(|i| self.words(m, i).len()).sum();
        &self.corners[corner][self.first[m] + before + w]
    }

    /// What type t gets from an audience by a word after m at a corner.
    fn worth(&self, talk: &Listeners, corner: usize, t: usize, m: usize, at: (usize, usize)) -> Q {
        let used = self.reply(corner, m, at).iter().enumerate().filter(|(_, q)| !q.is_zero());
        used.map(|(a, q)| q * talk.game.sender_payoff(t, m, a)).sum()
    }

    /// May some point of each give every type the same?
    fn near(&self, other: &SenderPiece) -> bool {
        (0..self.payoffs[0].len()).all(|t| {
            let range = |piece: &SenderPiece| {
                let all = piece.payoffs.iter().map(|u| u[t].clone());
                (all.clone().min().expect("a corner"), all.max().expect("a corner"))
            };
            let ((low, high), (least, most)) = (range(self), range(other));
            low <= most && least <= high
        })
    }
}

/// A condition on the weights of the corners of two pieces: a sum that is 0, or at most 0.
struct AnswerRow {
    weights: Vec<Q>,
    equal: bool,
}

/// Do some replies support both senders?
fn meet(talk: &Listeners, one: &SenderPiece, other: &SenderPiece) -> bool {
    let mut rows = Vec::new();
    // what each type gets is the same
    for t in 0..talk.types() {
        rows.push(AnswerRow {
            weights: row(
                one,
                other,
                |c| one.payoffs[c][t].clone(),
                |c| other.payoffs[c][t].clone(),
            ),
            equal: true,
        });
    }
    let both: Vec<usize> =
        one.speaker.sent().filter(|&m| other.speaker.said[m].is_some()).collect();
    // no type gains by words of both
    for &m in &both {
        let sizes = (0..talk.all.len()).map(|i| one.words(m, i).len() + other.words(m, i).len());
        for words in tuples(sizes) {
            for t in members(talk.senders(m)) {
                let part = |piece: &SenderPiece, first: bool, c: usize| -> Q {
                    let chosen = words.iter().enumerate().filter_map(|(i, &w)| {
                        let own = one.words(m, i).len();
                        match (first, w < own) {
                            (true, true) => Some((i, w)),
                            (false, false) => Some((i, w - own)),
                            _ => None,
                        }
                    });
                    chosen.map(|at| piece.worth(talk, c, t, m, at)).sum()
                };
                rows.push(AnswerRow {
                    weights: row(
                        one,
                        other,
                        |c| part(one, true, c) - &one.payoffs[c][t],
                        |c| -part(other, false, c),
                    ),
                    equal: false,
                });
            }
        }
    }
    let places: Vec<(usize, usize)> =
        both.iter().flat_map(|&m| (0..talk.all.len()).map(move |i| (m, i))).collect();
    identified(talk, one, other, &places, &mut rows)
}

/// The weights of a row: of the corners of one piece, and less those of the other.
fn row(
    one: &SenderPiece,
    other: &SenderPiece,
    some: impl Fn(usize) -> Q,
    others: impl Fn(usize) -> Q,
) -> Vec<Q> {
    let left = (0..one.corners.len()).map(some);
    left.chain((0..other.corners.len()).map(|c| -others(c))).collect()
}

/// Is there an identification of words at the places from the first on?
fn identified(
    talk: &Listeners,
    one: &SenderPiece,
    other: &SenderPiece,
    places: &[(usize, usize)],
    rows: &mut Vec<AnswerRow>,
) -> bool {
    if !feasible(one, other, rows) {
        return false;
    }
    let Some((&(m, i), rest)) = places.split_first() else { return true };
    let (own, all) = (one.words(m, i).len(), one.words(m, i).len() + other.words(m, i).len());
    let actions: Vec<usize> = talk.all[i].sets.iter().flat_map(|&r| talk.open(r, m)).collect();
    for blocks in partitions(all, talk.all[i].words) {
        let before = rows.len();
        for block in &blocks {
            let words: Vec<usize> = members(*block).collect();
            for pair in words.windows(2) {
                for &a in &actions {
                    let at = |w: usize, sign: i64| {
                        move |c: usize| {
                            let reply = match w < own {
                                true => one.reply(c, m, (i, w)),
                                false => other.reply(c, m, (i, w - own)),
                            };
                            if sign > 0 { reply[a].clone() } else { -reply[a].clone() }
                        }
                    };
                    let mut weights = vec![Q::ZERO; one.corners.len() + other.corners.len()];
                    for (w, sign) in [(pair[0], 1), (pair[1], -1)] {
                        let (first, count) = match w < own {
                            true => (0, one.corners.len()),
                            false => (one.corners.len(), other.corners.len()),
                        };
                        for c in 0..count {
                            weights[first + c] += &at(w, sign)(c);
                        }
                    }
                    rows.push(AnswerRow { weights, equal: true });
                }
            }
        }
        let found = identified(talk, one, other, rest, rows);
        rows.truncate(before);
        if found {
            return true;
        }
    }
    false
}

/// The partitions of so many words into so many blocks, or all apart where there are enough.
fn partitions(count: usize, most: usize) -> Vec<Vec<u128>> {
    if count <= most {
        return vec![(0..count).map(|w| 1 << w).collect()];
    }
    let mut found = Vec::new();
    let mut stack = vec![((1u128 << count) - 1, Vec::new())];
    while let Some((left, blocks)) = stack.pop() {
        let blocks: Vec<u128> = blocks;
        let Some(first) = members(left).next() else {
            if blocks.len() == most {
                found.push(blocks);
            }
            continue;
        };
        if blocks.len() == most {
            continue;
        }
        let others = left & !(1 << first);
        for more in std::iter::once(0).chain(subsets(others)) {
            let block = 1 << first | more;
            stack.push((left & !block, [blocks.as_slice(), &[block]].concat()));
        }
    }
    found
}

/// Do some weights of corners meet all conditions?
fn feasible(one: &SenderPiece, other: &SenderPiece, rows: &[AnswerRow]) -> bool {
    if one.corners.len() == 1 && other.corners.len() == 1 {
        return rows.iter().all(|row| {
            let sum = &row.weights[0] + &row.weights[1];
            sum.is_zero() || !row.equal && sum.is_negative()
        });
    }
    let mut lp = Program::new();
    let mut lottery = |count: usize| {
        let weights: Vec<usize> = (0..count).map(|_| lp.variable(Q::ZERO)).collect();
        lp.equal(weights.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        weights
    };
    let mut all = lottery(one.corners.len());
    all.extend(lottery(other.corners.len()));
    for row in rows {
        let cells = all.iter().zip(&row.weights).filter(|(_, q)| !q.is_zero());
        let cells: Vec<(usize, Q)> = cells.map(|(&j, q)| (j, q.clone())).collect();
        match row.equal {
            true => lp.equal(cells, Q::ZERO),
            false => lp.at_most(cells, Q::ZERO),
        };
    }
    !matches!(lp.solve(), Solution::Infeasible { .. })
}
