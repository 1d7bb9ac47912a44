//! The connected blocks of senders at fixed payoffs.
//!
//! A message takes a type *whole* or *shares* it with other messages. A block of several messages
//! grows along the shared types: the shared type of the lowest number gets all its messages, in
//! order, and is closed, then the next. So every connected way of sharing is met once. It is given
//! up where more shares are free than ties between replies can determine: with n messages, k shared
//! types and c independent cycles, the graph has `n + k - 1 + c` shares; they add up to k types,
//! which leaves `n - 1 + c` free. Where no message ties more than two replies, each determines at
//! most one share, which leaves trees with one message without a tie, and graphs with one cycle
//! where all have one. A way of sharing that is not given up is filled with whole types, in all
//! ways for which some shares leave each reply as good as the faces say, and then solved.

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
pub(super) struct ForestBlock {
    pub(super) types: u128,
    /// By position among the classes that may be used.
    pub(super) classes: u128,
    pub(super) faces: Box<[u32]>,
}

/// A message and the types that it shares.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct SharingPattern {
    class: u32,
    shared: u128,
    /// Do its replies tie, so that its other shares determine one of them?
    tie: bool,
}

/// The types that a message takes whole beside those that it shares, and the face that has both.
#[derive(Clone, Copy)]
struct WholeTypes {
    types: u128,
    face: u32,
}

/// The most replies of a face that may tie. Where more tie, ways of sharing are many: with four
/// replies blocks took seven times as long as branches, which waste one in two there. It affects
/// only time.
const MAX_TIED: usize = 2;

/// The most ways of taking the types of all faces. Not measured: it affects only time and memory.
const MAX_WAYS: usize = 1 << 20;

/// The blocks get the time that is left divided by this: if they take longer, the search still has
/// time to find some senders by branches. Not measured: it affects what an incomplete search finds.
const TIME_DIVISOR: u32 = 2;

/// Lists all blocks of these faces, if there are at most `most`; `None` also when that takes more
/// than its share of a limited time, or when asked to stop.
pub(super) fn blocks<I: Int>(
    context: &SearchContext<I>,
    faces: &[u32],
    most: usize,
) -> Result<Option<Vec<ForestBlock>>, Abort> {
    let class = |f: u32| context.faces[f as usize].class;
    let mut classes: Vec<usize> = faces.iter().map(|&f| class(f)).collect();
    classes.dedup();
    let sizes = faces.iter().map(|&f| context.faces[f as usize].types.count_ones());
    let ways = sizes.fold(0usize, |sum, n| sum.saturating_add(1 << n.min(62)));
    let tied = |&f: &u32| context.faces[f as usize].replies.len() > MAX_TIED;
    if classes.len() > 128 || ways > MAX_WAYS || faces.iter().any(tied) {
        return Ok(None);
    }
    let mut ways = Vec::new();
    for &f in faces {
        let place = classes.partition_point(|&c| c < class(f));
        list_ways(&context.table, &context.messages[f as usize], (f, place as u32), &mut ways)?;
    }
    ways.sort_by_key(|&(sharing, _)| sharing);
    let wholes: Vec<WholeTypes> = ways.iter().map(|&(_, whole)| whole).collect();
    let (mut patterns, mut first) = (Vec::new(), 0);
    for alike in ways.chunk_by(|(a, _), (b, _)| a == b) {
        patterns.push((alike[0].0, &wholes[first..first + alike.len()]));
        first += alike.len();
    }
    let (room, number) = (&AtomicUsize::new(most), classes.len() as i32);
    let end = context.control.budget().left().map(|left| Instant::now() + left / TIME_DIVISOR);
    let start = |first: &(SharingPattern, &[WholeTypes])| {
        let stop = || context.control.stopped() || end.is_some_and(|end| Instant::now() >= end);
        let meter = &Meter::new(&stop);
        let (chosen, filled, found) = (Vec::new(), Vec::new(), Vec::new());
        let mut growth =
            ForestGrowth { context, classes: number, meter, room, chosen, filled, found };
        let done = growth.start(*first, &patterns);
        context.control.finished(FixedPayoffs::BLOCKS / patterns.len() as f64);
        done.map(|()| growth.found)
    };
    let grown: Result<Vec<Vec<ForestBlock>>, Abort> = match context.parallel {
        true => patterns.par_iter().with_max_len(1).map(start).collect(),
        false => patterns.iter().map(start).collect(),
    };
    match grown {
        Err(Abort::Stopped | Abort::TooMany) => Ok(None),
        grown => Ok(Some(grown?.into_iter().flatten().collect())),
    }
}

/// Adds the ways in which a message may take the types of a face, whole or shared, that its replies
/// do not rule out.
fn list_ways<I: Int>(
    table: &IntegerGame<I>,
    message: &OnPathMessage,
    (face, class): (u32, u32),
    ways: &mut Vec<(SharingPattern, WholeTypes)>,
) -> Result<(), Overflow> {
    let receiver = &table.classes[message.class].regions.receiver;
    let types: Vec<usize> = members(message.types).collect();
    let base = &receiver[message.replies[0]];
    // by how much the first reply is better than another, for a type that comes whole
    let mut rows: Vec<(bool, Vec<I>)> = Vec::new();
    for (b, row) in receiver.iter().enumerate().filter(|&(b, _)| b != message.replies[0]) {
        let better = |&t: &usize| base[t].minus(&row[t])?.times(&table.prior[t]);
        let better = types.iter().map(better).collect::<Result<_, Overflow>>()?;
        rows.push((message.replies.contains(&b), better));
    }
    for way in 0..1u128 << types.len() {
        let (mut determines, mut possible) = (false, true);
        for (tie, better) in &rows {
            // the range of the difference as shares go from 0 to 1, ends excluded if it varies
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
            let whole = WholeTypes { types: message.types & !shared, face };
            ways.push((SharingPattern { class, shared, tie: determines }, whole));
        }
    }
    Ok(())
}

/// A connected way of sharing, not complete.
#[derive(Clone, Copy, Default)]
struct PartialForest {
    /// Types that take no more messages.
    closed: u128,
    /// Types that several messages share, or will.
    shared: u128,
    /// Of these, those with one message so far.
    leaves: u128,
    classes: u128,
    /// The shares less what determines them, types and ties. It never falls, since every further
    /// message has a share of a type that is there.
    free: i32,
    /// The type that takes messages now.
    current: usize,
    /// The first class that it may take next.
    next_class: u32,
}

/// Sharing patterns, each with the whole types that it may take.
type Sharings<'a> = [(SharingPattern, &'a [WholeTypes])];

/// A depth-first search for the blocks that start with one pattern.
struct ForestGrowth<'a, I> {
    context: &'a SearchContext<'a, I>,
    /// The number of classes that may be used.
    classes: i32,
    meter: &'a Meter<'a>,
    /// How many more blocks may be found.
    room: &'a AtomicUsize,
    chosen: Vec<&'a [WholeTypes]>,
    filled: Vec<u32>,
    found: Vec<ForestBlock>,
}

impl<'a, I: Int> ForestGrowth<'a, I> {
    /// Lists the blocks that start with a message: it shares no type, or its lowest shared type is
    /// the lowest that the block shares and takes this message first.
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
        let current = sharing.shared.trailing_zeros() as usize;
        let closed = (1u128 << current) - 1;
        let empty = PartialForest { closed, current, ..PartialForest::default() };
        self.add(empty.extended(&sharing), wholes, all)
    }

    /// Goes on from a forest with one message more, unless it cannot be completed.
    fn add(
        &mut self,
        forest: PartialForest,
        wholes: &'a [WholeTypes],
        sharings: &Sharings<'a>,
    ) -> Result<(), Abort> {
        // each type with one message needs another share, and each unused class has one tie at most
        let unused = self.classes - forest.classes.count_ones() as i32;
        if forest.free > 0 || forest.free + forest.leaves.count_ones() as i32 > unused {
            return Ok(());
        }
        // no message may take a shared type whole
        let fills = |wholes: &&[WholeTypes]| wholes.iter().any(|w| w.types & forest.shared == 0);
        if !fills(&wholes) || !self.chosen.iter().all(fills) {
            return Ok(());
        }
        let free = |s: &SharingPattern| forest.free + forest.common(s).max(1) - i32::from(s.tie);
        let rest = sharings.iter().filter(|(s, _)| forest.takes(s) && free(s) <= 0);
        let rest: Vec<_> = rest.copied().collect();
        let offered = rest.iter().fold(0, |set, (s, _)| set | s.shared);
        if forest.leaves & !offered != 0 {
            return Ok(());
        }
        // where every message left shares two types or more, both are there already or one of them
        // is a leaf again: closing two leaves takes a cycle
        let ends = rest.iter().any(|(s, _)| s.shared.is_power_of_two());
        if !ends && forest.free + (forest.leaves.count_ones() as i32 + 1) / 2 > 0 {
            return Ok(());
        }
        self.chosen.push(wholes);
        self.grow(forest, &rest)?;
        self.chosen.pop();
        Ok(())
    }

    /// Closes the current type and goes on with the next, or gives it one message more.
    fn grow(&mut self, forest: PartialForest, sharings: &Sharings<'a>) -> Result<(), Abort> {
        if self.meter.stopped() {
            return Err(Abort::Stopped);
        }
        let current = forest.current;
        if forest.leaves >> current & 1 == 0 {
            let closed = forest.closed | 1 << current;
            let open = forest.shared & !closed;
            if open == 0 {
                self.fill(forest.shared, forest.classes)?;
            } else {
                let rest = sharings.iter().filter(|(s, _)| s.shared & closed == 0);
                let rest: Vec<_> = rest.copied().collect();
                let current = open.trailing_zeros() as usize;
                let next = PartialForest { closed, current, next_class: 0, ..forest };
                self.grow(next, &rest)?;
            }
        }
        for (s, wholes) in sharings {
            if s.shared >> current & 1 == 1 {
                self.add(forest.extended(s), wholes, sharings)?;
            }
        }
        Ok(())
    }

    /// Gives the messages whole types that are not taken, in all ways, and keeps what splits the
    /// prior.
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

    /// Keeps the filled faces if their masses are determined and positive.
    fn solve(&mut self, types: u128, classes: u128) -> Result<(), Abort> {
        if self.meter.stopped() {
            return Err(Abort::Stopped);
        }
        let messages = self.filled.iter().map(|&f| &self.context.messages[f as usize]);
        let messages: Vec<&OnPathMessage> = messages.collect();
        if let Split::Unique { .. } = split(&self.context.table, &messages)? {
            let less = |n: usize| n.checked_sub(1);
            let room = self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
            room.map_err(|_| Abort::TooMany)?;
            self.found.push(ForestBlock { types, classes, faces: self.filled.as_slice().into() });
        }
        Ok(())
    }
}

impl PartialForest {
    /// Adds a message.
    fn extended(&self, s: &SharingPattern) -> PartialForest {
        PartialForest {
            shared: self.shared | s.shared,
            leaves: (self.leaves & !s.shared) | (s.shared & !self.shared),
            classes: self.classes | 1 << s.class,
            free: self.free + self.common(s) - i32::from(s.tie),
            next_class: s.class + 1,
            ..*self
        }
    }

    /// The number of types of a message that are shared already.
    fn common(&self, s: &SharingPattern) -> i32 {
        (s.shared & self.shared).count_ones() as i32
    }

    /// May a message still be added?
    fn takes(&self, s: &SharingPattern) -> bool {
        s.shared & self.closed == 0
            && s.shared != 0
            && self.classes >> s.class & 1 == 0
            && (s.shared >> self.current & 1 == 0 || s.class >= self.next_class)
    }
}
