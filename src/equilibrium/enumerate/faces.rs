//! The faces of the receiver's belief regions, those that some equilibrium might use.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::game_table::IntegerGame;
use super::receiver::OnPathMessage;
use crate::exact::bitset::{Bits, members};
use crate::exact::cone::Cone;
use crate::exact::elimination::rank;
use crate::exact::int::{Int, Overflow};
use crate::exact::matrix::Matrix;
use crate::exact::work::{Abort, Meter, Steps};

/// The beliefs after one class of messages that have exactly these types in their support and
/// exactly these best replies; a relatively open cone of mass vectors.
#[derive(Clone, Debug)]
pub(crate) struct Face {
    pub class: usize,
    pub types: u128,
    pub replies: Bits,
    /// The dimension of the cone of mass vectors.
    pub dimension: usize,
    /// Per type, the least payoff it can have: what it gets there, or could get by going there.
    pub low: Vec<u32>,
    /// Per type, the largest payoff it can have: what it gets there; unbounded if it is not there.
    pub high: Vec<u32>,
}

impl Face {
    /// The message on the path that a mass inside the face makes.
    pub fn block(&self) -> OnPathMessage {
        OnPathMessage {
            class: self.class,
            types: self.types,
            replies: self.replies.iter().collect(),
        }
    }
}

/// Payoffs of each type by rank, so that boxes compare machine words whatever the payoffs.
pub(crate) struct PayoffRanks<I> {
    /// `[t]`: the distinct payoffs, ascending.
    pub values: Vec<Vec<I>>,
    /// `[class][t][a]`
    ranks: Vec<Matrix<u32>>,
}

impl<I: Int> PayoffRanks<I> {
    pub fn new(table: &IntegerGame<I>) -> PayoffRanks<I> {
        let most = table.classes.iter().map(|c| c.sender.width()).sum();
        let values = (0..table.types()).map(|t| {
            let mut values: Vec<I> = Vec::with_capacity(most);
            let sent = table.classes.iter().filter(|c| c.regions.senders >> t & 1 == 1);
            sent.for_each(|c| values.extend_from_slice(&c.sender[t]));
            values.sort_unstable();
            values.dedup();
            values
        });
        let values: Vec<Vec<I>> = values.collect();
        let ranks = table.classes.iter().map(|c| {
            let mut ranks = Vec::with_capacity(c.sender.len() * c.sender.width());
            for (row, values) in c.sender.iter().zip(&values) {
                // types that cannot send the message have no payoff there, and no rank
                ranks.extend(row.iter().map(|z| values.binary_search(z).unwrap_or(0) as u32));
            }
            Matrix::new(c.sender.width(), ranks)
        });
        PayoffRanks { ranks: ranks.collect(), values }
    }

    /// Per type the least payoff that a face allows, 0 for a type without the message.
    fn least(&self, table: &IntegerGame<I>, class: usize, replies: &Bits) -> Vec<u32> {
        let mut low = vec![0; table.types()];
        for t in members(table.classes[class].regions.senders) {
            let ranks = &self.ranks[class][t];
            low[t] = replies.iter().map(|a| ranks[a]).min().unwrap_or(0);
        }
        low
    }

    /// Per type the largest payoff that a face allows, unbounded for a type that is not there.
    fn most(&self, table: &IntegerGame<I>, class: usize, types: u128, replies: &Bits) -> Vec<u32> {
        let mut high = vec![u32::MAX; table.types()];
        for t in members(types) {
            let ranks = &self.ranks[class][t];
            high[t] = replies.iter().map(|a| ranks[a]).max().unwrap_or(u32::MAX);
        }
        high
    }

    /// Could some type payoffs below `high` be supported off the path after every message of
    /// `classes`? Sound and not complete: the corner of the box stands for all of it.
    pub fn deterred(
        &self,
        table: &IntegerGame<I>,
        high: &[u32],
        classes: impl IntoIterator<Item = usize>,
        known: &mut DeterrenceCache,
        meter: &Meter,
    ) -> Result<bool, Overflow> {
        let mut u = Vec::new();
        for c in classes {
            let class = &table.classes[c];
            let ranks = &self.ranks[c];
            let pure = (0..class.regions.actions.len())
                .any(|a| members(class.regions.senders).all(|t| ranks[t][a] <= high[t]));
            if pure {
                continue;
            }
            let deters = match known.tell(c, high) {
                Some(deters) => deters,
                None => {
                    if u.is_empty() {
                        u = self.corner(high);
                    }
                    meter.add(Steps { checks: 1, ..Steps::default() });
                    known.learn(c, high, class.deters(&u)?)
                }
            };
            if !deters {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Where the payoff of a covered type lies in a cone of receivers.
    pub fn span(&self, cone: &Cone<I>, t: usize) -> Result<PayoffSpan, Overflow> {
        let values = &self.values[t];
        let mut span = PayoffSpan { least: u32::MAX, floor: 0, ceiling: 0 };
        for ray in cone.rays() {
            let (scale, u) = (&ray[0], &ray[1 + t]);
            // the first value that is not below the ray's payoff
            let (mut from, mut to) = (0, values.len() - 1);
            while from < to {
                let middle = (from + to) / 2;
                if values[middle].times(scale)? < *u { from = middle + 1 } else { to = middle }
            }
            let exact = values[from].times(scale)? == *u;
            span.least = span.least.min(from as u32);
            // payoffs mix values, so the first value is not above any of them
            span.floor = span.floor.max(from as u32 - u32::from(!exact));
            span.ceiling = span.ceiling.max(from as u32);
        }
        Ok(span)
    }

    /// The rank of what a type gets by a reply.
    pub fn payoff(&self, class: usize, t: usize, a: usize) -> u32 {
        self.ranks[class][t][a]
    }

    /// The payoffs of these ranks, or the largest, as a point: 1, then each type's.
    pub fn corner(&self, high: &[u32]) -> Vec<I> {
        let mut point = Vec::with_capacity(1 + high.len());
        point.push(I::ONE);
        let payoffs = self.values.iter().zip(high);
        point.extend(payoffs.map(|(all, &h)| all[(h as usize).min(all.len() - 1)].clone()));
        point
    }
}

/// What boxes of payoffs, looked at before, tell of others: whom a reply deters at some payoffs, it
/// deters at larger ones.
#[derive(Default)]
pub(crate) struct DeterrenceCache {
    /// `[class]`: the ranks of a box, and whether they deter.
    boxes: Vec<Vec<(Vec<u32>, bool)>>,
}

impl DeterrenceCache {
    /// So many boxes of a class are kept.
    const MOST: usize = 8;

    fn tell(&self, class: usize, high: &[u32]) -> Option<bool> {
        let below = |a: &[u32], b: &[u32]| a.iter().zip(b).all(|(a, b)| a <= b);
        let mut boxes = self.boxes.get(class)?.iter();
        let into_result = |(other, deters): &&(Vec<u32>, bool)| {
            if *deters { below(other, high) } else { below(high, other) }
        };
        boxes.find(into_result).map(|(_, deters)| *deters)
    }

    fn learn(&mut self, class: usize, high: &[u32], deters: bool) -> bool {
        if self.boxes.len() <= class {
            self.boxes.resize_with(class + 1, Vec::new);
        }
        let boxes = &mut self.boxes[class];
        boxes.truncate(DeterrenceCache::MOST - 1);
        boxes.insert(0, (high.to_vec(), deters));
        deters
    }
}

/// A range of payoffs of one type, by rank among its possible payoffs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PayoffSpan {
    /// The first value not below the range.
    pub least: u32,
    /// The last value not above the range.
    pub floor: u32,
    /// The first value not below the top of the range.
    pub ceiling: u32,
}

impl PayoffSpan {
    /// No bound at all.
    pub const ANY: PayoffSpan = PayoffSpan { least: 0, floor: u32::MAX, ceiling: u32::MAX };
}

/// All faces that the off-path conditions of the other messages do not already rule out.
///
/// Faces are labels (types, replies); the join of two labels is (union, intersection). A larger face
/// has more types to satisfy and fewer replies to do it with, so a face that is ruled out rules out
/// all larger ones, and the list is built upwards from the corners.
pub(crate) fn faces<I: Int>(
    table: &IntegerGame<I>,
    ranks: &PayoffRanks<I>,
    limit: usize,
    stop: &(dyn Fn() -> bool + Sync),
    parallel: bool,
) -> Result<Vec<Face>, Abort> {
    let left = AtomicUsize::new(limit);
    let of = |c: usize, found: &mut Vec<Face>| of_class(table, ranks, c, &left, stop, found);
    let classes = 0..table.classes.len();
    // few corners are not faces
    let mut found = Vec::with_capacity(table.classes.iter().map(|c| c.regions.corners.len()).sum());
    if parallel {
        let list = |c: usize| {
            let mut list = Vec::new();
            of(c, &mut list).map(|()| list)
        };
        let lists: Vec<Vec<Face>> = classes.into_par_iter().map(list).collect::<Result<_, _>>()?;
        found.extend(lists.into_iter().flatten());
    } else {
        classes.into_iter().try_for_each(|c| of(c, &mut found))?;
    }
    Ok(found)
}

/// The faces of one class, in order, after those that are there.
fn of_class<I: Int>(
    table: &IntegerGame<I>,
    ranks: &PayoffRanks<I>,
    c: usize,
    left: &AtomicUsize,
    stop: &(dyn Fn() -> bool + Sync),
    found: &mut Vec<Face>,
) -> Result<(), Abort> {
    let class = &table.classes[c];
    let meter = &Meter::new(stop);
    let first = found.len();
    let mut seen: FxHashSet<(u128, Bits)> = FxHashSet::default();
    seen.reserve(2 * class.regions.corners.len());
    let mut tempted = DeterrenceCache::default();
    let mut consider = |types: u128, replies: Bits, found: &mut Vec<Face>| {
        if !seen.insert((types, replies.clone())) {
            return Ok(());
        }
        let high = ranks.most(table, c, types, &replies);
        let others = (0..table.classes.len()).filter(|&k| k != c);
        if ranks.deterred(table, &high, others, &mut tempted, meter)? {
            let room =
                left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
            room.map_err(|_| Abort::TooMany)?;
            let dimension = dimension(table, c, types, &replies)?;
            let low = ranks.least(table, c, &replies);
            found.push(Face { class: c, types, replies, dimension, low, high });
        }
        Ok::<(), Abort>(())
    };
    for corner in &class.regions.corners {
        consider(corner.support, corner.rows.clone(), found)?;
    }
    let mut next = first;
    while next < found.len() {
        if meter.stopped() {
            return Err(Abort::Stopped);
        }
        let (types, replies) = (found[next].types, found[next].replies.clone());
        next += 1;
        for corner in &class.regions.corners {
            let join = replies.intersection(&corner.rows);
            let same = corner.support & !types == 0 && join == replies;
            if !same && !join.is_empty() {
                consider(types | corner.support, join, found)?;
            }
        }
    }
    let key = |f: &Face| (f.dimension, f.types);
    found[first..].sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.replies.cmp(&b.replies)));
    Ok(())
}

/// Number of types less the rank of the ties between the replies.
fn dimension<I: Int>(
    table: &IntegerGame<I>,
    class: usize,
    types: u128,
    replies: &Bits,
) -> Result<usize, Overflow> {
    let n = types.count_ones() as usize;
    let receiver = &table.classes[class].regions.receiver;
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
