//! The connected components of the set of equilibrium outcomes.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use super::common_support::{have_common_support, overlap};
use super::extreme_sender::{ExtremeSender, PackedPolytope};
use super::faces::BeliefFace;
use super::game_table::IntegerGame;
use super::receiver::{OnPathMessage, payoff};
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::box_join::Boxes;
use crate::exact::int::{Int, Overflow};
use crate::exact::union_find::UnionFind;
use crate::exact::work::{Abort, Meter};

/// The share of a long search that linking the outcomes takes, about. This and the shares below affect
/// only how steadily progress moves.
pub(super) const LINKING: f64 = 0.1;
/// The shares of the linking that working out payoffs and joining equal payoffs take, about.
const PAYOFFS: f64 = 0.3;
const EQUALS: f64 = 0.2;
/// Progress is reported each time that the payoffs of this many senders are worked out.
const SENDERS_A_REPORT: usize = 256;

/// Numbers the outcome components: one number for every polytope of every sender found.
///
/// Two polytopes of one sender are linked when they meet. Two senders are linked when one strategy of
/// the receiver supports both: then it supports every sender between them, since the conditions on
/// the sender are linear. Every point of the equilibrium set lies in a closed cell whose vertices are
/// senders found, and two cells that meet share a vertex, so these links give the connected
/// components. Where messages are copies, a sender stands for all its relabellings, and it is enough
/// that one relabelling is linked.
///
/// Two senders are compared only where the boxes of their payoffs meet: floats, rounded outwards,
/// preselect the pairs, and exact numbers decide. The comparison needs none of the senders' numbers,
/// so the game is given in integers that hold all of these and in `narrow` ones, which suffice for
/// most pairs.
///
/// `finished` is called with the shares of the work that are done.
pub(super) fn components<I: Int, J: Int>(
    (table, narrow): (&IntegerGame<I>, &IntegerGame<J>),
    faces: &[BeliefFace],
    found: &[ExtremeSender],
    stop: &(dyn Fn() -> bool + Sync),
    finished: &dyn Fn(f64),
    parallel: bool,
) -> Result<Vec<Vec<usize>>, Abort> {
    let meter = &Meter::new(stop);
    let first = starts(found.iter().map(|f| f.polytopes.len()));
    let mut placed: Vec<PlacedPolytope<I>> = Vec::new();
    // for every extreme reply a hash of the payoffs, and sender, polytope, start of the ray
    let mut all: Vec<(u64, [u32; 3])> = Vec::new();
    for (n, f) in found.iter().enumerate() {
        if meter.stopped() {
            return Err(Abort::Stopped);
        }
        if n % SENDERS_A_REPORT == SENDERS_A_REPORT - 1 {
            finished(PAYOFFS * SENDERS_A_REPORT as f64 / found.len() as f64);
        }
        let (messages, width) = (f.messages(faces), f.width(faces));
        for (i, polytope) in f.polytopes.iter().enumerate() {
            let mut bounds = PayoffBox::new();
            for at in (0..polytope.rays.len()).step_by(width) {
                let payoffs = payoffs(table, &messages, &ray(polytope, at, width)?)?;
                all.push((FxBuildHasher.hash_one(&payoffs), [n, i, at].map(|k| k as u32)));
                widen(&mut bounds, &payoffs);
            }
            placed.push(PlacedPolytope { sender: f, polytope: i, bounds });
        }
    }
    let sets = UnionFind::new(placed.len());
    all.sort_unstable();
    join_equals(table, faces, found, &first, (&all, &sets), meter)?;
    drop(all);
    finished(EQUALS);
    for (f, &at) in found.iter().zip(&first) {
        for i in 0..f.polytopes.len() {
            for j in 0..i {
                if sets.root(at + i) != sets.root(at + j)
                    && overlap(table, faces, (f, i, j), meter)?
                {
                    sets.join(at + i, at + j);
                }
            }
        }
    }
    let mut boxes = Boxes::new(table.types());
    placed.iter().for_each(|placed| boxes.push(placed.bounds.iter().map(outwards)));
    let link = |x, y| {
        let meter = &Meter::new(stop);
        match have_common_support(narrow, faces, x, y, meter) {
            Err(Abort::Overflow) => have_common_support(table, faces, x, y, meter),
            done => done,
        }
    };
    let look = || if stop() { Err(Abort::Stopped) } else { Ok(()) };
    let visit = |i: usize, j: usize| {
        look()?;
        let (x, y) = (&placed[i], &placed[j]);
        if !std::ptr::eq(x.sender, y.sender)
            && meet(&x.bounds, &y.bounds)
            && link((x.sender, x.polytope), (y.sender, y.polytope))?
        {
            sets.join(i, j);
        }
        Ok(())
    };
    boxes.meeting(&|i| sets.root(i), &visit, &look, parallel)?;
    let component = |(f, at): (&ExtremeSender, &usize)| {
        (0..f.polytopes.len()).map(|i| sets.root(at + i)).collect()
    };
    Ok(found.iter().zip(&first).map(component).collect())
}

/// The places at which groups of these sizes start, one after another.
pub(super) fn starts(sizes: impl Iterator<Item = usize>) -> Vec<usize> {
    let start = |end: &mut usize, size: usize| Some(std::mem::replace(end, *end + size));
    sizes.scan(0, start).collect()
}

/// Joins the polytopes that have extreme replies with the same payoffs and, to messages that both use,
/// the same reply. Most links in games with many ties are such: of 83,393 groups in 4x32x16 these
/// leave 10,028 to compare.
///
/// One strategy supports both: a message that only the other sender uses is answered as there, so no
/// type gets more by it, and the belief there makes the reply best.
fn join_equals<I: Int>(
    table: &IntegerGame<I>,
    faces: &[BeliefFace],
    found: &[ExtremeSender],
    first: &[usize],
    (all, sets): (&[(u64, [u32; 3])], &UnionFind),
    meter: &Meter,
) -> Result<(), Abort> {
    for equal in all.chunk_by(|a, b| a.0 == b.0).filter(|equal| equal.len() > 1) {
        let mut alike: Vec<(usize, Vec<I>, ExtremeReply)> = Vec::new();
        for &(_, place) in equal {
            if meter.stopped() {
                return Err(Abort::Stopped);
            }
            let [n, i, at] = place.map(|k| k as usize);
            let f = &found[n];
            // two hashes may be the same by accident
            let ray = ray(&f.polytopes[i], at, f.width(faces))?;
            let payoffs = payoffs(table, &f.messages(faces), &ray)?;
            let mut reply = extreme_reply(faces, f, i, at);
            reply.sort_unstable();
            let mut new = alike.len() < ALIKE;
            for (other, their_payoffs, their_reply) in &alike {
                if payoffs == *their_payoffs {
                    if are_consistent(table, &reply, their_reply) {
                        sets.join(first[n] + i, *other);
                    }
                    new &= reply != *their_reply;
                }
            }
            if new {
                alike.push((first[n] + i, payoffs, reply));
            }
        }
    }
    Ok(())
}

/// The most different replies with the same payoffs that are compared. With 16 or 4096 the search of
/// threats 7x5 takes as long; those left out are linked by the later tests, so it affects only time.
const ALIKE: usize = 256;

/// An extreme reply on the path: for each message in use its class and the probabilities of its
/// replies. Copies of a message are not told apart.
pub(super) type ExtremeReply = Vec<(usize, Vec<(usize, Q)>)>;

pub(super) fn extreme_reply(
    faces: &[BeliefFace],
    f: &ExtremeSender,
    polytope: usize,
    at: usize,
) -> ExtremeReply {
    let rays = &f.polytopes[polytope].rays;
    let mut entry = at + 1;
    let mut all = Vec::with_capacity(f.faces.len());
    for &face in &f.faces {
        let face = &faces[face as usize];
        let weights = face.replies.iter().enumerate().filter(|(k, _)| !rays.is_zero(entry + k));
        let share = |(k, a): (usize, usize)| (a, rays.quotient(entry + k, at));
        let mut reply: Vec<(usize, Q)> = weights.map(share).collect();
        if !face.sole.is_empty() {
            reply.extend(face.sole.iter().map(|a| (a, Q::ONE)));
            reply.sort_unstable();
        }
        all.push((face.class, reply));
        entry += face.replies.len();
    }
    all
}

/// Can one strategy of the receiver contain both replies, for some labelling of the copies?
fn are_consistent<I>(table: &IntegerGame<I>, a: &ExtremeReply, b: &ExtremeReply) -> bool {
    // counts the messages that are needed, class by class, as both lists are in order
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

/// The payoffs of the types at a ray, after the scale, with no common factor.
pub(super) fn payoffs<I: Int>(
    table: &IntegerGame<I>,
    messages: &[OnPathMessage],
    ray: &[I],
) -> Result<Vec<I>, Overflow> {
    let mut all = vec![I::ZERO; 1 + table.types()];
    all[0] = ray[0].clone();
    let (mut first, mut paid) = (1, 0u128);
    for message in messages {
        for t in members(message.types & !paid) {
            all[1 + t] = payoff(&table.classes[message.class], message, first, ray, t)?;
        }
        paid |= message.types;
        first += message.replies.len();
    }
    let factor = all.iter().fold(I::ZERO, |g, z| g.gcd(z));
    Ok(all.iter().map(|z| z.divided(&factor)).collect())
}

/// The ray that starts at an entry.
pub(super) fn ray<I: Int>(
    polytope: &PackedPolytope,
    at: usize,
    width: usize,
) -> Result<Vec<I>, Overflow> {
    (at..at + width).map(|i| polytope.rays.get(i).ok_or(Overflow)).collect()
}

/// A polytope of a sender, and the payoffs in it.
struct PlacedPolytope<'a, I> {
    sender: &'a ExtremeSender,
    polytope: usize,
    bounds: PayoffBox<I>,
}

/// The least and the largest payoff, rounded outwards to floats.
fn outwards<I: Int>([low, high]: &[(I, I); 2]) -> [f64; 2] {
    // the two conversions and the quotient are each right to a few units in the last place
    const MARGIN: f64 = 1e-14;
    let value = |(z, scale): &(I, I)| z.to_f64() / scale.to_f64();
    let (low, high) = (value(low), value(high));
    [low - low.abs() * MARGIN, high + high.abs() * MARGIN]
}

/// `[t]`: the least and the largest payoff of type t in a polytope, each as numerator and scale.
type PayoffBox<I> = Vec<[(I, I); 2]>;

/// Extends a box by the payoffs at one more extreme reply.
fn widen<I: Int>(bounds: &mut PayoffBox<I>, payoffs: &[I]) {
    let each = payoffs[1..].iter().map(|u| (u.clone(), payoffs[0].clone()));
    if bounds.is_empty() {
        bounds.extend(each.map(|z| [z.clone(), z]));
        return;
    }
    for (z, [low, high]) in each.zip(bounds) {
        if below(&z, low) {
            *low = z;
        } else if below(high, &z) {
            *high = z;
        }
    }
}

/// Is one payoff below the other? Payoffs are not negative in a table.
fn below<I: Int>(a: &(I, I), b: &(I, I)) -> bool {
    I::compare_products(&a.0, &b.1, &b.0, &a.1).is_lt()
}

/// Do two boxes meet?
fn meet<I: Int>(a: &PayoffBox<I>, b: &PayoffBox<I>) -> bool {
    a.iter().zip(b).all(|(a, b)| !below(&a[1], &b[0]) && !below(&b[1], &a[0]))
}
