//! The faces of the receiver's belief regions, those that some equilibrium may use.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::game_table::IntegerGame;
use super::payoff_ranks::{DeterrenceCache, PayoffRanks};
use super::receiver::{OnPathMessage, choices};
use crate::exact::bitset::{Bits, members};
use crate::exact::elimination::rank;
use crate::exact::int::{Int, Overflow, all_hold};
use crate::exact::matrix::Matrix;
use crate::exact::work::{Abort, Meter};
use crate::game::replies::Regions;

/// The beliefs after one class of messages that have exactly these types in their support and
/// exactly these best replies: a relatively open cone of mass vectors.
#[derive(Clone, Debug)]
pub(super) struct BeliefFace {
    pub(super) class: usize,
    pub(super) types: u128,
    /// The best replies of the readers whom these types meet, with all actions of the others.
    pub(super) rows: Bits,
    /// Among them the replies that may follow, of readers who have a choice and of those who have none,
    /// as in [`OnPathMessage`].
    pub(super) replies: Bits,
    pub(super) sole: Bits,
    /// The dimension of the cone of mass vectors.
    pub(super) dimension: usize,
    /// `[t]`: the rank of the least payoff that type t can have: what it gets from this message, or
    /// could get by sending it.
    pub(super) low: Vec<u32>,
    /// `[t]`: the rank of the largest payoff that type t can have: what it gets from this message;
    /// unbounded for a type outside the support.
    pub(super) high: Vec<u32>,
}

impl BeliefFace {
    /// The face of one reader's message with these types and replies, without what follows from them.
    pub(super) fn bare(class: usize, types: u128, rows: Bits) -> BeliefFace {
        let (replies, sole, dimension) = (rows.clone(), Bits::default(), 0);
        let (low, high) = (Vec::new(), Vec::new());
        BeliefFace { class, types, rows, replies, sole, dimension, low, high }
    }

    /// The face of one reader's message with other replies, without what follows from them.
    pub(super) fn with_replies(&self, rows: Bits) -> BeliefFace {
        BeliefFace::bare(self.class, self.types, rows)
    }

    /// The message on the path that a mass vector inside the face makes.
    pub(super) fn message(&self) -> OnPathMessage {
        OnPathMessage {
            class: self.class,
            types: self.types,
            replies: self.replies.iter().collect(),
            sole: self.sole.iter().collect(),
        }
    }
}

/// The types that must join a face, where only some faces occur.
pub(super) trait FaceClosure: Sync {
    /// Adds the types that every larger face that occurs has too, as far as they make a face with the
    /// same replies; says which such types are still missing. `None` if no such face occurs.
    fn close(&self, class: usize, types: u128, rows: &Bits) -> Option<(u128, u128)>;
}

/// Lists the faces that the off-path conditions of the other messages do not rule out.
///
/// A face is determined by its types and replies; the smallest face that contains two others has the
/// union of their types and the intersection of their replies. A larger face has more types to
/// satisfy and fewer replies to do it with, so a face that is ruled out rules out all larger ones,
/// and the list is built upwards from the corners of the regions. With a closure only the faces are
/// listed, of classes with copies, that no type must join.
///
/// Fails with `TooMany` when there are more than `limit`.
pub(super) fn faces<I: Int>(
    table: &IntegerGame<I>,
    (ranks, closing): (&PayoffRanks<I>, Option<&dyn FaceClosure>),
    limit: usize,
    stop: &(dyn Fn() -> bool + Sync),
    parallel: bool,
) -> Result<Vec<BeliefFace>, Abort> {
    let room = AtomicUsize::new(limit);
    let of = |c: usize, found: &mut Vec<BeliefFace>| {
        let closing = closing.filter(|_| table.classes[c].members.len() > 1);
        of_class(table, (ranks, closing), c, &room, stop, found)
    };
    let classes = 0..table.classes.len();
    // a first guess of the number: most corners are faces
    let mut found = Vec::with_capacity(table.classes.iter().map(|c| c.regions.corners.len()).sum());
    if parallel {
        let list = |c: usize| {
            let mut list = Vec::new();
            of(c, &mut list).map(|()| list)
        };
        let lists: Vec<Vec<BeliefFace>> =
            classes.into_par_iter().map(list).collect::<Result<_, _>>()?;
        found.extend(lists.into_iter().flatten());
    } else {
        classes.into_iter().try_for_each(|c| of(c, &mut found))?;
    }
    Ok(found)
}

/// Appends the faces of one class, by dimension, types and replies; at most `room` more.
fn of_class<I: Int>(
    table: &IntegerGame<I>,
    (ranks, closing): (&PayoffRanks<I>, Option<&dyn FaceClosure>),
    c: usize,
    room: &AtomicUsize,
    stop: &(dyn Fn() -> bool + Sync),
    found: &mut Vec<BeliefFace>,
) -> Result<(), Abort> {
    let class = &table.classes[c];
    let meter = &Meter::new(stop);
    let first = found.len();
    let mut seen: FxHashSet<(u128, Bits)> = FxHashSet::default();
    seen.reserve(2 * class.regions.corners.len());
    let mut cache = DeterrenceCache::default();
    let several = table.several;
    // types and replies that larger faces have, and types that those must have besides
    let mut open: Vec<(u128, Bits, u128)> = Vec::with_capacity(class.regions.corners.len());
    let mut consider = |types: u128, rows: Bits, open: &mut Vec<_>, found: &mut Vec<_>| {
        if !seen.insert((types, rows.clone())) {
            return Ok(());
        }
        let closed = closing.map(|closing| closing.close(c, types, &rows));
        let Some((closed, missing)) = closed.unwrap_or(Some((types, 0))) else { return Ok(()) };
        if closed != types && !seen.insert((closed, rows.clone())) {
            return Ok(());
        }
        let types = closed;
        let others = (0..table.classes.len()).filter(|&k| k != c);
        let (mut low, mut high) = (Vec::new(), Vec::new());
        let deterred = if several {
            let most = table.most(c, types, &rows)?;
            all_hold(others, |k| table.classes[k].deters(&most))?
        } else {
            high = ranks.pick(c, types, u32::MAX, |r| rows.iter().map(|a| r[a]).max());
            ranks.deterred(table, &high, others, &mut cache, meter)?
        };
        if deterred {
            let less = |n: usize| n.checked_sub(1);
            let taken = room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
            taken.map_err(|_| Abort::TooMany)?;
            open.push((types, rows.clone(), missing));
            if missing != 0 {
                return Ok(());
            }
            let dimension = dimension(table, c, types, &rows)?;
            let senders = class.regions.senders;
            if !several {
                low = ranks.pick(c, senders, 0, |r| rows.iter().map(|a| r[a]).min());
            }
            let (replies, sole) = match several {
                true => choices(&class.regions.of_met(&rows, types), &class.regions.readers),
                false => (rows.clone(), Bits::default()),
            };
            found.push(BeliefFace { class: c, types, rows, replies, sole, dimension, low, high });
        }
        Ok::<(), Abort>(())
    };
    for corner in &class.regions.corners {
        consider(corner.support, corner.rows.clone(), &mut open, found)?;
    }
    let mut next = 0;
    while next < open.len() {
        if meter.stopped() {
            return Err(Abort::Stopped);
        }
        let (types, rows, missing) = open[next].clone();
        next += 1;
        // one of the missing types, if there is any, is as good as all: each comes in some way
        let wanted = missing & missing.wrapping_neg();
        for corner in class.regions.corners.iter().filter(|c| c.support & wanted == wanted) {
            let join = rows.intersection(&corner.rows);
            let same = corner.support & !types == 0 && join == rows;
            if !same && class.regions.have_each_a_reply(&join) {
                consider(types | corner.support, join, &mut open, found)?;
            }
        }
    }
    let key = |f: &BeliefFace| (f.dimension, f.types);
    found[first..].sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.rows.cmp(&b.rows)));
    Ok(())
}

/// The number of types less the rank of the ties between the replies of each reader.
///
/// Faces with one reply or two, by far the most, need no elimination.
fn dimension<I: Int>(
    table: &IntegerGame<I>,
    class: usize,
    types: u128,
    replies: &Bits,
) -> Result<usize, Overflow> {
    let n = types.count_ones() as usize;
    let Regions { receiver, readers, .. } = &table.classes[class].regions;
    if readers.len() > 1 {
        let mut ties = Vec::new();
        for reader in readers {
            let mut own = reader.actions.clone().filter(|&a| replies.contains(a));
            let base = &receiver[own.next().expect("a reader has a reply")];
            for (a, t) in own.flat_map(|a| members(types).map(move |t| (a, t))) {
                ties.push(receiver[a][t].minus(&base[t])?);
            }
        }
        return Ok(n - rank(Matrix::new(n, ties))?);
    }
    let mut replies = replies.iter();
    let base = &receiver[replies.next().expect("a face has a reply")];
    let Some(first) = replies.next() else {
        return Ok(n);
    };
    let Some(second) = replies.next() else {
        return Ok(n - usize::from(members(types).any(|t| receiver[first][t] != base[t])));
    };
    let mut ties = Vec::new();
    for a in [first, second].into_iter().chain(replies) {
        for t in members(types) {
            ties.push(receiver[a][t].minus(&base[t])?);
        }
    }
    Ok(n - rank(Matrix::new(n, ties))?)
}
