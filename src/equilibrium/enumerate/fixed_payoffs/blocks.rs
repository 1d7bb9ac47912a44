//! The connected parts of senders at settled payoffs.
//!
//! A message takes *all* of a type, or *shares* it with other messages. Parts of several messages grow
//! from what they share: the shared type of the lowest number gets all its messages, in order, and
//! is done with, then the next. So every connected way of sharing is met once. It is given up where
//! more shares are free than ties between replies can determine: with n messages, k shared types and c
//! cycles, `n + k - 1 + c` shares add up to k types, and leave `n - 1 + c` free. Where no message ties
//! more than two replies, that leaves trees with one message without a tie, and one cycle where all have
//! one. A way of sharing that is not given up is filled with whole types, in all ways that leave each
//! reply as good as the faces say for some shares, and then solved.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use super::FixedPayoffs;
use crate::equilibrium::enumerate::context::SearchContext;
use crate::equilibrium::enumerate::game_table::IntegerGame;
use crate::equilibrium::enumerate::receiver::OnPathMessage;
use crate::equilibrium::enumerate::sender::{Split, split};
use crate::exact::bitset::members;
use crate::exact::int::{Int, Overflow};
use crate::exact::work::{Abort, Meter};

/// Faces that split the prior of their types, connected by types that they share.
pub(crate) struct ForestBlock {
    pub types: u128,
    /// By place among the classes that may be used.
    pub classes: u128,
    pub faces: Box<[u32]>,
}

/// A message and the types that it shares.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct SharingPattern {
    class: u32,
    shared: u128,
    /// Do its replies tie, so that all its shares but one determine that one?
    tie: bool,
}

/// The types that a message takes whole beside those that it shares, and the face that has both.
#[derive(Clone, Copy)]
struct WholeTypes {
    types: u128,
    face: u32,
}

/// Where more replies tie, ways of sharing are many, and a search by branches wastes less.
const TIED: usize = 2;

/// More ways of taking types than this are not looked at.
const WAYS: usize = 1 << 20;

/// They get this part of the time that is left: what a search finds branch by branch is better than
/// nothing.
const PATIENCE: u32 = 2;

/// All parts made of these faces, if there are at most so many; `None` also when that takes more than
/// its part of a limited time, or when asked to stop.
pub(crate) fn parts<I: Int>(
    table: &IntegerGame<I>,
    context: &SearchContext,
    faces: &[u32],
    most: usize,
) -> Result<Option<Vec<ForestBlock>>, Abort> {
    let class = |f: u32| context.faces[f as usize].class;
    let mut classes: Vec<usize> = faces.iter().map(|&f| class(f)).collect();
    classes.dedup();
    let sizes = faces.iter().map(|&f| context.faces[f as usize].types.count_ones());
    let ways = sizes.fold(0usize, |sum, n| sum.saturating_add(1 << n.min(62)));
    let tied = |&f: &u32| context.faces[f as usize].replies.len() > TIED;
    if classes.len() > 128 || ways > WAYS || faces.iter().any(tied) {
        return Ok(None);
    }
    let mut ways = Vec::new();
    for &f in faces {
        let place = classes.partition_point(|&c| c < class(f));
        list(table, &context.blocks[f as usize], (f, place as u32), &mut ways)?;
    }
    ways.sort_by_key(|&(sharing, _)| sharing);
    let wholes: Vec<WholeTypes> = ways.iter().map(|&(_, whole)| whole).collect();
    let (mut sharings, mut first) = (Vec::new(), 0);
    for alike in ways.chunk_by(|(a, _), (b, _)| a == b) {
        sharings.push((alike[0].0, &wholes[first..first + alike.len()]));
        first += alike.len();
    }
    let (room, number) = (&AtomicUsize::new(most), classes.len() as i32);
    let end = context.control.budget().left().map(|left| Instant::now() + left / PATIENCE);
    let start = |first: &(SharingPattern, &[WholeTypes])| {
        let stop = || context.control.stopped() || end.is_some_and(|end| Instant::now() >= end);
        let meter = &Meter::new(&stop);
        let (chosen, filled, found) = (Vec::new(), Vec::new(), Vec::new());
        let mut growth =
            ForestGrowth { context, table, classes: number, meter, room, chosen, filled, found };
        let done = growth.start(*first, &sharings);
        context.control.finished(FixedPayoffs::PARTS / sharings.len() as f64);
        done.map(|()| growth.found)
    };
    let grown: Result<Vec<Vec<ForestBlock>>, Abort> = match context.parallel {
        true => sharings.par_iter().with_max_len(1).map(start).collect(),
        false => sharings.iter().map(start).collect(),
    };
    match grown {
        Err(Abort::Stopped | Abort::TooMany) => Ok(None),
        grown => Ok(Some(grown?.into_iter().flatten().collect())),
    }
}

/// The ways in which a message may take the types of a face, those that its replies do not rule out.
fn list<I: Int>(
    table: &IntegerGame<I>,
    block: &OnPathMessage,
    (face, class): (u32, u32),
    ways: &mut Vec<(SharingPattern, WholeTypes)>,
) -> Result<(), Overflow> {
    let receiver = &table.classes[block.class].regions.receiver;
    let types: Vec<usize> = members(block.types).collect();
    let base = &receiver[block.replies[0]];
    // by how much the first reply is better than another, if a type comes whole
    let mut rows: Vec<(bool, Vec<I>)> = Vec::new();
    for (b, row) in receiver.iter().enumerate().filter(|&(b, _)| b != block.replies[0]) {
        let better = |&t: &usize| base[t].minus(&row[t])?.times(&table.prior[t]);
        let better = types.iter().map(better).collect::<Result<_, Overflow>>()?;
        rows.push((block.replies.contains(&b), better));
    }
    for way in 0..1u128 << types.len() {
        let (mut determines, mut possible) = (false, true);
        for (tie, better) in &rows {
            // what the difference may be, and what it is at no shares
            let (mut low, mut high, mut varies) = (I::ZERO, I::ZERO, false);
            for (i, z) in better.iter().enumerate() {
                let shares = way >> i & 1 == 1;
                varies |= shares && !z.is_zero();
                if !shares || z.is_negative() {
                    low = low.plus(z)?;
                }
                if !shares || z.is_positive() {
                    high = high.plus(z)?;
                }
            }
            determines |= *tie && varies;
            possible &= match (tie, varies) {
                (true, true) => low.is_negative() && high.is_positive(),
                (true, false) => low.is_zero(),
                (false, _) => high.is_positive(),
            };
        }
        if possible {
            let shared = members(way).fold(0, |set, i| set | 1u128 << types[i]);
            let whole = WholeTypes { types: block.types & !shared, face };
            ways.push((SharingPattern { class, shared, tie: determines }, whole));
        }
    }
    Ok(())
}

/// A way of sharing that is growing.
#[derive(Clone, Copy)]
struct Growing {
    /// Types that take no more messages.
    done: u128,
    /// Types that several messages share, or will.
    shared: u128,
    /// Of these, those with one message so far.
    once: u128,
    classes: u128,
    /// Shares less what determines them: types and ties. It never falls again, since each message more
    /// has a share of a type that is there.
    free: i32,
    /// The type that is taken now.
    now: usize,
    /// Its next message does not come before this one.
    after: u32,
}

/// Messages with what they share, and the whole types that each may take.
type Sharings<'a> = [(SharingPattern, &'a [WholeTypes])];

struct ForestGrowth<'a, I> {
    context: &'a SearchContext<'a>,
    table: &'a IntegerGame<I>,
    /// How many classes may be used.
    classes: i32,
    meter: &'a Meter<'a>,
    /// So many parts more may be found.
    room: &'a AtomicUsize,
    chosen: Vec<&'a [WholeTypes]>,
    filled: Vec<u32>,
    found: Vec<ForestBlock>,
}

impl<'a, I: Int> ForestGrowth<'a, I> {
    /// All parts that start with a message: none of whose types is shared, or whose lowest shared
    /// type is the lowest that the part shares, and gets this message first.
    fn start(
        &mut self,
        (sharing, wholes): (SharingPattern, &'a [WholeTypes]),
        all: &Sharings<'a>,
    ) -> Result<(), Abort> {
        let classes = 1 << sharing.class;
        if sharing.shared == 0 {
            self.chosen.push(wholes);
            return self.fill(0, classes);
        }
        let now = sharing.shared.trailing_zeros() as usize;
        let done = (1u128 << now) - 1;
        let nothing = Growing { done, shared: 0, once: 0, classes: 0, free: 0, now, after: 0 };
        self.add(nothing.with(&sharing), wholes, all)
    }

    /// Go on with one message more.
    fn add(
        &mut self,
        growing: Growing,
        wholes: &'a [WholeTypes],
        sharings: &Sharings<'a>,
    ) -> Result<(), Abort> {
        // each type with one message needs another share, and each unused class has one tie at most
        let unused = self.classes - growing.classes.count_ones() as i32;
        if growing.free > 0 || growing.free + growing.once.count_ones() as i32 > unused {
            return Ok(());
        }
        // what is shared is whole nowhere
        let fills = |wholes: &&[WholeTypes]| wholes.iter().any(|w| w.types & growing.shared == 0);
        if !fills(&wholes) || !self.chosen.iter().all(fills) {
            return Ok(());
        }
        let free = |s: &SharingPattern| growing.free + growing.common(s).max(1) - i32::from(s.tie);
        let rest = sharings.iter().filter(|(s, _)| growing.takes(s) && free(s) <= 0);
        let rest: Vec<_> = rest.copied().collect();
        let offered = rest.iter().fold(0, |set, (s, _)| set | s.shared);
        if growing.once & !offered != 0 {
            return Ok(());
        }
        // where each message shares two types or more, these two are there already or leave one open
        // again: to end two open types takes a cycle
        let ends = rest.iter().any(|(s, _)| s.shared.is_power_of_two());
        if !ends && growing.free + (growing.once.count_ones() as i32 + 1) / 2 > 0 {
            return Ok(());
        }
        self.chosen.push(wholes);
        self.grow(growing, &rest)?;
        self.chosen.pop();
        Ok(())
    }

    fn grow(&mut self, growing: Growing, sharings: &Sharings<'a>) -> Result<(), Abort> {
        if self.meter.stopped() {
            return Err(Abort::Stopped);
        }
        let now = growing.now;
        if growing.once >> now & 1 == 0 {
            let done = growing.done | 1 << now;
            let open = growing.shared & !done;
            if open == 0 {
                self.fill(growing.shared, growing.classes)?;
            } else {
                let rest = sharings.iter().filter(|(s, _)| s.shared & done == 0);
                let rest: Vec<_> = rest.copied().collect();
                let now = open.trailing_zeros() as usize;
                self.grow(Growing { done, now, after: 0, ..growing }, &rest)?;
            }
        }
        for (s, wholes) in sharings {
            if s.shared >> now & 1 == 1 {
                self.add(growing.with(s), wholes, sharings)?;
            }
        }
        Ok(())
    }

    /// Give the messages whole types, none that is taken, and keep what splits the prior.
    fn fill(&mut self, taken: u128, classes: u128) -> Result<(), Abort> {
        let Some(wholes) = self.chosen.get(self.filled.len()) else {
            return self.solve(taken, classes);
        };
        for whole in *wholes {
            if whole.types & taken == 0 {
                self.filled.push(whole.face);
                self.fill(taken | whole.types, classes)?;
                self.filled.pop();
            }
        }
        Ok(())
    }

    fn solve(&mut self, types: u128, classes: u128) -> Result<(), Abort> {
        if self.meter.stopped() {
            return Err(Abort::Stopped);
        }
        let blocks = self.filled.iter().map(|&f| &self.context.blocks[f as usize]);
        let blocks: Vec<&OnPathMessage> = blocks.collect();
        if let Split::Unique { .. } = split(self.table, &blocks)? {
            let less = |n: usize| n.checked_sub(1);
            let room = self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
            room.map_err(|_| Abort::TooMany)?;
            self.found.push(ForestBlock { types, classes, faces: self.filled.as_slice().into() });
        }
        Ok(())
    }
}

impl Growing {
    fn with(&self, s: &SharingPattern) -> Growing {
        Growing {
            shared: self.shared | s.shared,
            once: (self.once & !s.shared) | (s.shared & !self.shared),
            classes: self.classes | 1 << s.class,
            free: self.free + self.common(s) - i32::from(s.tie),
            after: s.class + 1,
            ..*self
        }
    }

    /// How many types of a message are shared already.
    fn common(&self, s: &SharingPattern) -> i32 {
        (s.shared & self.shared).count_ones() as i32
    }

    /// May a message still be put in?
    fn takes(&self, s: &SharingPattern) -> bool {
        s.shared & self.done == 0
            && s.shared != 0
            && self.classes >> s.class & 1 == 0
            && (s.shared >> self.now & 1 == 0 || s.class >= self.after)
    }
}
