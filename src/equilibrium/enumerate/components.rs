//! Which outcomes are connected: pieces of the set of equilibria, on the path.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use super::faces::Face;
use super::found::{ExtremeSender, OutcomePart};
use super::game_table::IntegerGame;
use super::receiver::{OnPathMessage, SupportingReplies, payoff, restrict_to};
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::box_join::Boxes;
use crate::exact::int::{Int, Overflow};
use crate::exact::union_find::UnionFind;
use crate::exact::work::{Abort, Meter};

/// The part of a long search that it takes to tell which outcomes are connected, about.
pub(crate) const LINKING: f64 = 0.1;
/// After so many senders whose payoffs are worked out it is into_result how much is done.
const TOLD: usize = 256;
/// The parts of this that payoffs and equal payoffs take, about.
const PAYOFFS: f64 = 0.3;
const EQUALS: f64 = 0.2;

/// For every part of every found sender, the number of its outcome component.
///
/// Two parts of one sender are linked when they share an outcome. Two senders are linked when one
/// strategy of the receiver supports both: then it supports every sender between them, since the
/// conditions on the sender are linear. Every point of the equilibrium set lies in a closed cell
/// whose corners are found senders, and two cells that meet share a corner, so these links give the
/// connected pieces. Where messages are copies, a sender stands for all its relabellings, and it is
/// enough that one relabelling is linked.
///
/// Two senders are compared only where the boxes of their payoffs meet: floats, rounded outwards, tell
/// which pairs may, and exact numbers which do. The comparison needs none of the senders' numbers, so
/// the game is given in integers that hold all of these and in `narrow` ones, which do for most pairs.
///
/// `finished` is into_result of the parts of the work that are done.
pub(crate) fn components<I: Int, J: Int>(
    (table, narrow): (&IntegerGame<I>, &IntegerGame<J>),
    faces: &[Face],
    found: &[ExtremeSender],
    stop: &(dyn Fn() -> bool + Sync),
    finished: &dyn Fn(f64),
    parallel: bool,
) -> Result<Vec<Vec<usize>>, Abort> {
    let meter = &Meter::new(stop);
    let first: Vec<usize> = found
        .iter()
        .scan(0, |n, f| {
            *n += f.parts.len();
            Some(*n - f.parts.len())
        })
        .collect();
    let mut ranges: Vec<Placed<I>> = Vec::new();
    // for every extreme reply a hash of the payoffs, and sender, part, start of the ray
    let mut all: Vec<(u64, [u32; 3])> = Vec::new();
    for (n, f) in found.iter().enumerate() {
        if meter.stopped() {
            return Err(Abort::Stopped);
        }
        if n % TOLD == TOLD - 1 {
            finished(PAYOFFS * TOLD as f64 / found.len() as f64);
        }
        let (blocks, width) = (f.blocks(faces), f.width(faces));
        for (i, part) in f.parts.iter().enumerate() {
            let mut range = Range::new();
            for at in (0..part.rays.len()).step_by(width) {
                let payoffs = payoffs(table, &blocks, &ray(part, at, width)?)?;
                all.push((FxBuildHasher.hash_one(&payoffs), [n, i, at].map(|k| k as u32)));
                widen(&mut range, &payoffs);
            }
            ranges.push(Placed { of: f, part: i, range });
        }
    }
    let sets = UnionFind::new(ranges.len());
    all.sort_unstable();
    join_equals(table, faces, found, &first, (&all, &sets), meter)?;
    drop(all);
    finished(EQUALS);
    for (f, &at) in found.iter().zip(&first) {
        for i in 0..f.parts.len() {
            for j in 0..i {
                if sets.root(at + i) != sets.root(at + j) && overlap(table, faces, f, i, j, meter)?
                {
                    sets.join(at + i, at + j);
                }
            }
        }
    }
    let mut boxes = Boxes::new(table.types());
    ranges.iter().for_each(|placed| boxes.push(placed.range.iter().map(outwards)));
    let link = |x, y| {
        let meter = &Meter::new(stop);
        match linked(narrow, faces, x, y, meter) {
            Err(Abort::Overflow) => linked(table, faces, x, y, meter),
            done => done,
        }
    };
    let look = || if stop() { Err(Abort::Stopped) } else { Ok(()) };
    let visit = |i: usize, j: usize| {
        look()?;
        let (x, y) = (&ranges[i], &ranges[j]);
        if !std::ptr::eq(x.of, y.of)
            && meet(&x.range, &y.range)
            && link((x.of, x.part), (y.of, y.part))?
        {
            sets.join(i, j);
        }
        Ok(())
    };
    boxes.meeting(&|i| sets.root(i), &visit, &look, parallel)?;
    let component =
        |(f, at): (&ExtremeSender, &usize)| (0..f.parts.len()).map(|i| sets.root(at + i)).collect();
    Ok(found.iter().zip(&first).map(component).collect())
}

/// Join the parts that one strategy of the receiver supports because they have extreme replies with
/// the same payoffs and, where they use the same message, the same reply. Most links are such.
///
/// Either message on the path of the other is answered as there: no type gets more by it, and the
/// belief there makes the reply best.
fn join_equals<I: Int>(
    table: &IntegerGame<I>,
    faces: &[Face],
    found: &[ExtremeSender],
    first: &[usize],
    (all, sets): (&[(u64, [u32; 3])], &UnionFind),
    meter: &Meter,
) -> Result<(), Abort> {
    for equal in all.chunk_by(|a, b| a.0 == b.0).filter(|equal| equal.len() > 1) {
        let mut alike: Vec<(usize, Vec<I>, Replies)> = Vec::new();
        for &(_, place) in equal {
            if meter.stopped() {
                return Err(Abort::Stopped);
            }
            let [n, i, at] = place.map(|k| k as usize);
            let f = &found[n];
            // two hashes may be the same by accident
            let ray = ray(&f.parts[i], at, f.width(faces))?;
            let payoffs = payoffs(table, &f.blocks(faces), &ray)?;
            let replies = replies(faces, f, i, at);
            let mut new = alike.len() < ALIKE;
            for (other, their_payoffs, others) in &alike {
                if payoffs == *their_payoffs {
                    if go_together(table, &replies, others) {
                        sets.join(first[n] + i, *other);
                    }
                    new &= replies != *others;
                }
            }
            if new {
                alike.push((first[n] + i, payoffs, replies));
            }
        }
    }
    Ok(())
}

/// So many different replies with the same payoffs are compared at most: those that are left out are
/// only linked later.
const ALIKE: usize = 256;

/// An extreme reply on the path: for each message in use its class, and reply by reply the
/// probability; in order. Copies are not into_result apart.
type Replies = Vec<(usize, Vec<(usize, Q)>)>;

fn replies(faces: &[Face], f: &ExtremeSender, part: usize, at: usize) -> Replies {
    let rays = &f.parts[part].rays;
    let mut entry = at + 1;
    let mut all = Vec::with_capacity(f.faces.len());
    for &face in &f.faces {
        let face = &faces[face as usize];
        let weights = face.replies.iter().enumerate().filter(|(k, _)| !rays.is_zero(entry + k));
        let share = |(k, a): (usize, usize)| (a, rays.quotient(entry + k, at));
        all.push((face.class, weights.map(share).collect()));
        entry += face.replies.len();
    }
    all.sort_unstable();
    all
}

/// Can one strategy of the receiver have both replies, for some labelling of the copies?
fn go_together<I>(table: &IntegerGame<I>, a: &Replies, b: &Replies) -> bool {
    // the messages that are needed, class by class, as both lists are in order
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let (mut class, mut needed) = (usize::MAX, 0);
    loop {
        let next = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if x == y => (a.next(), b.next()).0,
            (Some(x), Some(y)) if x > y => b.next(),
            (Some(_), _) => a.next(),
            (None, Some(_)) => b.next(),
            (None, None) => return true,
        };
        let Some((c, _)) = next else { return true };
        if *c != class {
            (class, needed) = (*c, 0);
        }
        needed += 1;
        if needed > table.classes[class].members.len() {
            return false;
        }
    }
}

/// What each type gets, after the scale, with no common factor.
fn payoffs<I: Int>(
    table: &IntegerGame<I>,
    blocks: &[OnPathMessage],
    ray: &[I],
) -> Result<Vec<I>, Overflow> {
    let mut all = vec![I::ZERO; 1 + table.types()];
    all[0] = ray[0].clone();
    let (mut first, mut paid) = (1, 0u128);
    for block in blocks {
        for t in members(block.types & !paid) {
            all[1 + t] = payoff(&table.classes[block.class], block, first, ray, t)?;
        }
        paid |= block.types;
        first += block.replies.len();
    }
    let factor = all.iter().fold(I::ZERO, |g, z| g.gcd(z));
    Ok(all.iter().map(|z| z.divided(&factor)).collect())
}

/// The ray that starts at an entry.
fn ray<I: Int>(part: &OutcomePart, at: usize, width: usize) -> Result<Vec<I>, Overflow> {
    (at..at + width).map(|i| part.rays.get(i).ok_or(Overflow)).collect()
}

/// A part of a found sender, and the payoffs in it.
struct Placed<'a, I> {
    of: &'a ExtremeSender,
    part: usize,
    range: Range<I>,
}

/// The least and the largest payoff as floats that are not above and not below them.
fn outwards<I: Int>([low, high]: &[(I, I); 2]) -> [f64; 2] {
    // the two conversions and the quotient are each right to a few units in the last place
    const MARGIN: f64 = 1e-14;
    let value = |(z, scale): &(I, I)| z.to_f64() / scale.to_f64();
    let (low, high) = (value(low), value(high));
    [low - low.abs() * MARGIN, high + high.abs() * MARGIN]
}

/// Do two parts of one sender share an outcome?
fn overlap<I: Int>(
    table: &IntegerGame<I>,
    faces: &[Face],
    f: &ExtremeSender,
    i: usize,
    j: usize,
    meter: &Meter,
) -> Result<bool, Abort> {
    let mut receivers = SupportingReplies::start(table.types());
    for block in &f.blocks(faces) {
        match receivers.with(table, block, meter)? {
            Some(next) => receivers = next,
            None => unreachable!("a found sender has replies"),
        }
    }
    for &(c, k) in f.parts[i].cuts.iter().chain(&f.parts[j].cuts) {
        restrict_to(&table.classes[c].pieces[k], &mut receivers.cone, table.types(), meter)?;
    }
    Ok(!receivers.cone.is_empty())
}

/// Per type the least and the largest payoff in a part, each as numerator and scale.
type Range<I> = Vec<[(I, I); 2]>;

/// Take in what each type gets by one more extreme reply.
fn widen<I: Int>(range: &mut Range<I>, payoffs: &[I]) {
    let each = payoffs[1..].iter().map(|u| (u.clone(), payoffs[0].clone()));
    if range.is_empty() {
        range.extend(each.map(|z| [z.clone(), z]));
        return;
    }
    for (z, [low, high]) in each.zip(range) {
        if below(&z, low) {
            *low = z;
        } else if below(high, &z) {
            *high = z;
        }
    }
}

/// Compares two payoffs, which are not negative in a table.
fn below<I: Int>(a: &(I, I), b: &(I, I)) -> bool {
    I::compare_products(&a.0, &b.1, &b.0, &a.1).is_lt()
}

fn meet<I: Int>(a: &Range<I>, b: &Range<I>) -> bool {
    for ([a_low, a_high], [b_low, b_high]) in a.iter().zip(b) {
        if below(a_high, b_low) || below(b_high, a_low) {
            return false;
        }
    }
    true
}

/// Two parts, of two senders, each with its blocks.
struct Pair<'a, I> {
    table: &'a IntegerGame<I>,
    x: &'a [OnPathMessage],
    y: &'a [OnPathMessage],
    cuts: Vec<(usize, usize)>,
    meter: &'a Meter<'a>,
}

/// Does one strategy of the receiver support both senders, for some labelling of the copies?
fn linked<I: Int>(
    table: &IntegerGame<I>,
    faces: &[Face],
    (x, i): (&ExtremeSender, usize),
    (y, j): (&ExtremeSender, usize),
    meter: &Meter,
) -> Result<bool, Abort> {
    let cuts = x.parts[i].cuts.iter().chain(&y.parts[j].cuts).copied().collect();
    let (x, y) = (x.blocks(faces), y.blocks(faces));
    let mut used = vec![false; y.len()];
    let pair = Pair { table, x: &x, y: &y, cuts, meter };
    pair.match_from(0, &mut used, SupportingReplies::start(table.types()))
}

impl<I: Int> Pair<'_, I> {
    /// Pair the blocks of `x` from `b` on with unused blocks of `y`, or with none, in every way.
    fn match_from(
        &self,
        b: usize,
        used: &mut Vec<bool>,
        receivers: SupportingReplies<I>,
    ) -> Result<bool, Abort> {
        let (table, y) = (self.table, self.y);
        let Some(block) = self.x.get(b) else {
            return self.common(used, receivers);
        };
        for k in 0..y.len() {
            if used[k] || y[k].class != block.class {
                continue;
            }
            let replies: Vec<usize> =
                block.replies.iter().copied().filter(|a| y[k].replies.contains(a)).collect();
            if replies.is_empty() {
                continue;
            }
            let both =
                OnPathMessage { class: block.class, types: block.types | y[k].types, replies };
            if let Some(next) = receivers.with(table, &both, self.meter)? {
                used[k] = true;
                if self.match_from(b + 1, used, next)? {
                    return Ok(true);
                }
                used[k] = false;
            }
        }
        if table.classes[block.class].members.len() == 1
            && y.iter().any(|other| other.class == block.class)
        {
            return Ok(false);
        }
        match receivers.with(table, block, self.meter)? {
            Some(alone) => self.match_from(b + 1, used, alone),
            None => Ok(false),
        }
    }

    /// Is anything left, with the other blocks of `y` and the conditions off the path?
    fn common(&self, used: &[bool], mut receivers: SupportingReplies<I>) -> Result<bool, Abort> {
        let (table, y) = (self.table, self.y);
        for (c, class) in table.classes.iter().enumerate().filter(|(_, c)| c.members.len() > 1) {
            let own = self.x.iter().filter(|b| b.class == c).count();
            let alone = (0..y.len()).filter(|&k| y[k].class == c && !used[k]).count();
            if own + alone > class.members.len() {
                return Ok(false);
            }
        }
        for (block, used) in y.iter().zip(used) {
            if !used {
                match receivers.with(table, block, self.meter)? {
                    Some(next) => receivers = next,
                    None => return Ok(false),
                }
            }
        }
        for &(c, k) in &self.cuts {
            restrict_to(
                &table.classes[c].pieces[k],
                &mut receivers.cone,
                table.types(),
                self.meter,
            )?;
        }
        // what is left lies in a part of x, so it is supported after every message off x's path
        Ok(!receivers.cone.is_empty())
    }
}
