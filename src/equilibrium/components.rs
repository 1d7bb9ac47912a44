//! Which outcomes are connected: pieces of the set of equilibria, on the path.

use super::receivers::{Block, Receivers, restrict_to};
use super::search::Found;
use super::table::Table;
use crate::exact::cone::{Cone, Trouble};
use crate::exact::int::{Int, Overflow};
use crate::exact::meter::Meter;

/// For every part of every found sender, the number of its outcome component.
///
/// Two parts of one sender are linked when they share an outcome. Two senders are linked when one
/// strategy of the receiver supports both: then it supports every sender between them, since the
/// conditions on the sender are linear. Every point of the equilibrium set lies in a closed cell
/// whose corners are found senders, and two cells that meet share a corner, so these links give the
/// connected pieces. Where messages are copies, a sender stands for all its relabellings, and it is
/// enough that one relabelling is linked.
pub(super) fn components<I: Int>(
    table: &Table<I>,
    found: &[Found<I>],
    meter: &Meter,
) -> Result<Vec<Vec<usize>>, Trouble> {
    let first: Vec<usize> = found
        .iter()
        .scan(0, |n, f| {
            *n += f.parts.len();
            Some(*n - f.parts.len())
        })
        .collect();
    let total = found.iter().map(|f| f.parts.len()).sum();
    let mut sets = Sets::new(total);
    for (f, &at) in found.iter().zip(&first) {
        for i in 0..f.parts.len() {
            for j in 0..i {
                if sets.root(at + i) != sets.root(at + j) && overlap(table, f, i, j, meter)? {
                    sets.join(at + i, at + j);
                }
            }
        }
    }
    let ranges: Vec<Vec<Range<I>>> =
        found.iter().map(|f| ranges(table, f)).collect::<Result<_, _>>()?;
    for x in 0..found.len() {
        for y in 0..x {
            if meter.stopped() {
                return Err(Trouble::Stopped);
            }
            for i in 0..found[x].parts.len() {
                for j in 0..found[y].parts.len() {
                    let (a, b) = (first[x] + i, first[y] + j);
                    if sets.root(a) != sets.root(b)
                        && meet(&ranges[x][i], &ranges[y][j])?
                        && linked(table, (&found[x], i), (&found[y], j), meter)?
                    {
                        sets.join(a, b);
                    }
                }
            }
        }
    }
    let component =
        |(f, at): (&Found<I>, &usize)| (0..f.parts.len()).map(|i| sets.root(at + i)).collect();
    Ok(found.iter().zip(&first).map(component).collect())
}

/// Do two parts of one sender share an outcome?
fn overlap<I: Int>(
    table: &Table<I>,
    f: &Found<I>,
    i: usize,
    j: usize,
    meter: &Meter,
) -> Result<bool, Trouble> {
    let mut cone = f.parts[i].cone.clone();
    for &(c, k) in &f.parts[j].cuts {
        restrict_to(&table.classes[c].pieces[k], &mut cone, table.types(), meter)?;
    }
    Ok(!cone.is_empty())
}

/// Per type the least and the largest payoff in a part, each as numerator and scale.
type Range<I> = Vec<[(I, I); 2]>;

fn ranges<I: Int>(table: &Table<I>, f: &Found<I>) -> Result<Vec<Range<I>>, Overflow> {
    let of = |t: usize, cone: &Cone<I>| -> Result<[(I, I); 2], Overflow> {
        let mut values = cone.rays().map(|ray| (ray[1 + t].clone(), ray[0].clone()));
        let mut low = values.next().expect("a part is not empty");
        let mut high = low.clone();
        for z in values {
            if below(&z, &low)? {
                low = z;
            } else if below(&high, &z)? {
                high = z;
            }
        }
        Ok([low, high])
    };
    let types = table.types();
    f.parts.iter().map(|p| (0..types).map(|t| of(t, &p.cone)).collect()).collect()
}

fn below<I: Int>(a: &(I, I), b: &(I, I)) -> Result<bool, Overflow> {
    Ok(a.0.times(&b.1)? < b.0.times(&a.1)?)
}

fn meet<I: Int>(a: &Range<I>, b: &Range<I>) -> Result<bool, Overflow> {
    for ([a_low, a_high], [b_low, b_high]) in a.iter().zip(b) {
        if below(a_high, b_low)? || below(b_high, a_low)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Does one strategy of the receiver support both senders, for some labelling of the copies?
fn linked<I: Int>(
    table: &Table<I>,
    (x, i): (&Found<I>, usize),
    (y, j): (&Found<I>, usize),
    meter: &Meter,
) -> Result<bool, Trouble> {
    let mut used = vec![false; y.blocks.len()];
    pair(table, (x, i), (y, j), 0, &mut used, Receivers::start(table.types()), meter)
}

/// Pair the blocks of `x` from `b` on with unused blocks of `y`, or with none, in every way.
fn pair<I: Int>(
    table: &Table<I>,
    (x, i): (&Found<I>, usize),
    (y, j): (&Found<I>, usize),
    b: usize,
    used: &mut Vec<bool>,
    receivers: Receivers<I>,
    meter: &Meter,
) -> Result<bool, Trouble> {
    let Some(block) = x.blocks.get(b) else {
        return common(table, (x, i), (y, j), used, receivers, meter);
    };
    for k in 0..y.blocks.len() {
        if used[k] || y.blocks[k].class != block.class {
            continue;
        }
        let other = &y.blocks[k];
        let replies: Vec<usize> =
            block.replies.iter().copied().filter(|a| other.replies.contains(a)).collect();
        if replies.is_empty() {
            continue;
        }
        let both = Block { class: block.class, types: block.types | other.types, replies };
        if let Some(next) = receivers.with(table, both, meter)? {
            used[k] = true;
            if pair(table, (x, i), (y, j), b + 1, used, next, meter)? {
                return Ok(true);
            }
            used[k] = false;
        }
    }
    if table.classes[block.class].members.len() == 1
        && y.blocks.iter().any(|other| other.class == block.class)
    {
        return Ok(false);
    }
    match receivers.with(table, block.clone(), meter)? {
        Some(alone) => pair(table, (x, i), (y, j), b + 1, used, alone, meter),
        None => Ok(false),
    }
}

fn common<I: Int>(
    table: &Table<I>,
    (x, i): (&Found<I>, usize),
    (y, j): (&Found<I>, usize),
    used: &[bool],
    mut receivers: Receivers<I>,
    meter: &Meter,
) -> Result<bool, Trouble> {
    for (c, class) in table.classes.iter().enumerate().filter(|(_, c)| c.members.len() > 1) {
        let own = x.blocks.iter().filter(|b| b.class == c).count();
        let alone = (0..y.blocks.len()).filter(|&k| y.blocks[k].class == c && !used[k]).count();
        if own + alone > class.members.len() {
            return Ok(false);
        }
    }
    for (block, used) in y.blocks.iter().zip(used) {
        if !used {
            match receivers.with(table, block.clone(), meter)? {
                Some(next) => receivers = next,
                None => return Ok(false),
            }
        }
    }
    for &(c, k) in x.parts[i].cuts.iter().chain(&y.parts[j].cuts) {
        restrict_to(&table.classes[c].pieces[k], &mut receivers.cone, table.types(), meter)?;
    }
    // what is left lies in a part of x, so it is supported after every message off x's path
    Ok(!receivers.cone.is_empty())
}

/// Disjoint sets.
struct Sets(Vec<usize>);

impl Sets {
    fn new(n: usize) -> Sets {
        Sets((0..n).collect())
    }
    fn root(&self, mut i: usize) -> usize {
        while self.0[i] != i {
            i = self.0[i];
        }
        i
    }
    fn join(&mut self, i: usize, j: usize) {
        let (i, j) = (self.root(i), self.root(j));
        self.0[i.max(j)] = i.min(j);
    }
}
