//! The receiver's side: which replies, on and off the path, support a choice of faces.

use super::game_table::{IntegerGame, MessageClass, Piece};
use crate::exact::bitset::members;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::work::{Abort, Meter, Steps};

/// One message on the path: who sends it and which replies may follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OnPathMessage {
    pub class: usize,
    /// The types that send it, all with the same payoff as from their other messages.
    pub types: u128,
    /// The replies that may follow, by position in the class's actions.
    pub replies: Vec<usize>,
}

/// All replies to some messages that make their senders indifferent and keep the others away, as a
/// cone with free coordinates `scale | u_t for each type` and one weight for each reply.
///
/// `u_t` is meaningful for the types that some block covers, and 0 for the rest.
#[derive(Clone, Debug)]
pub(crate) struct SupportingReplies<I> {
    pub cone: Cone<I>,
    types: usize,
    pub covered: u128,
    /// The blocks so far, each with the position of its first weight in a ray.
    pub blocks: Vec<(OnPathMessage, usize)>,
}

impl<I: Int> SupportingReplies<I> {
    /// The same in another size of integer, if it fits.
    pub fn convert<J: Int>(&self) -> Option<SupportingReplies<J>> {
        let SupportingReplies { cone, types, covered, blocks } = self;
        let (cone, blocks) = (cone.convert()?, blocks.clone());
        Some(SupportingReplies { cone, types: *types, covered: *covered, blocks })
    }

    pub fn start(types: usize) -> SupportingReplies<I> {
        let mut v = vec![I::ZERO; types + 1];
        v[0] = I::ONE;
        SupportingReplies { cone: Cone::point(v), types, covered: 0, blocks: Vec::new() }
    }

    /// The number of types.
    pub fn types(&self) -> usize {
        self.types
    }

    /// One more message on the path, or `None` when no reply to it goes with the others.
    pub fn with(
        &self,
        table: &IntegerGame<I>,
        block: &OnPathMessage,
        meter: &Meter,
    ) -> Result<Option<SupportingReplies<I>>, Abort> {
        let class = &table.classes[block.class];
        let first = self.cone.width();
        let mut cone = self.cone.times_simplex(block.replies.len());
        let pay = |v: &[I], t: usize| payoff(class, block, first, v, t);
        for t in members(block.types) {
            if self.covered >> t & 1 == 1 {
                let gap = |v: &[I]| v[1 + t].minus(&pay(v, t)?);
                cone.restrict_until(ConeConstraint::Zero, gap, meter)?;
                if cone.is_empty() {
                    return Ok(None);
                }
            } else {
                cone.set_coordinate(1 + t, |v| pay(v, t))?;
            }
        }
        for t in members(class.regions.senders & self.covered & !block.types) {
            let loss = |v: &[I]| v[1 + t].minus(&pay(v, t)?);
            cone.restrict_until(ConeConstraint::NonNegative, loss, meter)?;
            if cone.is_empty() {
                return Ok(None);
            }
        }
        for (old, at) in &self.blocks {
            let class = &table.classes[old.class];
            for t in members(class.regions.senders & block.types & !self.covered & !old.types) {
                let loss = |v: &[I]| v[1 + t].minus(&payoff(class, old, *at, v, t)?);
                cone.restrict_until(ConeConstraint::NonNegative, loss, meter)?;
                if cone.is_empty() {
                    return Ok(None);
                }
            }
        }
        let mut blocks = Vec::with_capacity(self.blocks.len() + 1);
        blocks.extend_from_slice(&self.blocks);
        let covered = self.covered | block.types;
        blocks.push((block.clone(), first));
        Ok(Some(SupportingReplies { cone, types: self.types, covered, blocks }))
    }
}

/// What type `t` gets from a block's message, times the scale.
pub(crate) fn payoff<I: Int>(
    class: &MessageClass<I>,
    block: &OnPathMessage,
    first: usize,
    v: &[I],
    t: usize,
) -> Result<I, Overflow> {
    let mut sum = I::ZERO;
    for (j, &a) in block.replies.iter().enumerate() {
        let weight = &v[first + j];
        if !weight.is_zero() {
            sum = sum.plus(&weight.times(&class.sender[t][a])?)?;
        }
    }
    Ok(sum)
}

/// A part of the on-path replies that one choice of pieces supports off the path.
#[derive(Clone, Debug)]
pub(crate) struct Supported<I> {
    pub cone: Cone<I>,
    /// The pieces that cut: (class, piece).
    pub cuts: Vec<(usize, usize)>,
}

/// Cut a cone by the off-path conditions of `classes`: `u` in one piece of each.
///
/// A class one of whose pieces already holds the whole cone cuts nothing.
pub(crate) fn supported<I: Int>(
    table: &IntegerGame<I>,
    cone: Cone<I>,
    classes: &[usize],
    meter: &Meter,
) -> Result<Vec<Supported<I>>, Abort> {
    let mut found = Vec::new();
    cut(table, Supported { cone, cuts: Vec::new() }, classes, &mut found, meter)?;
    Ok(found)
}

fn cut<I: Int>(
    table: &IntegerGame<I>,
    mut part: Supported<I>,
    classes: &[usize],
    found: &mut Vec<Supported<I>>,
    meter: &Meter,
) -> Result<(), Abort> {
    if meter.stopped() {
        return Err(Abort::Stopped);
    }
    let types = table.types();
    for (i, &c) in classes.iter().enumerate() {
        let pieces = &table.classes[c].pieces;
        let mut whole = false;
        for piece in pieces {
            whole = whole || holds(piece, &part.cone, types, meter)?;
        }
        if whole {
            continue;
        }
        if part.cone.len() == 1 {
            return Ok(());
        }
        let mut cones: Vec<(usize, Cone<I>)> = Vec::new();
        for (k, piece) in pieces.iter().enumerate() {
            let mut cone = part.cone.clone();
            restrict_to(piece, &mut cone, types, meter)?;
            if !cone.is_empty() {
                cones.push((k, cone));
            }
        }
        // what one piece leaves inside another piece is found there; of two equal ones the first
        let inside =
            |a: &(usize, Cone<I>), b: &(usize, Cone<I>)| holds(&pieces[b.0], &a.1, types, meter);
        for a in &cones {
            let mut redundant = false;
            for b in cones.iter().filter(|b| b.0 != a.0) {
                redundant = redundant || (inside(a, b)? && (b.0 < a.0 || !inside(b, a)?));
            }
            if !redundant {
                let mut cuts = part.cuts.clone();
                cuts.push((c, a.0));
                cut(table, Supported { cone: a.1.clone(), cuts }, &classes[i + 1..], found, meter)?;
            }
        }
        return Ok(());
    }
    part.cuts.sort_unstable();
    found.push(part);
    Ok(())
}

/// Is the whole cone inside the piece?
pub(crate) fn holds<I: Int>(
    piece: &Piece<I>,
    cone: &Cone<I>,
    types: usize,
    meter: &Meter,
) -> Result<bool, Overflow> {
    for ray in cone.rays() {
        meter.add(Steps { checks: 1, ..Steps::default() });
        if !piece.contains(&ray[..=types])? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Keep what lies in the piece.
pub(crate) fn restrict_to<I: Int>(
    piece: &Piece<I>,
    cone: &mut Cone<I>,
    types: usize,
    meter: &Meter,
) -> Result<(), Abort> {
    for facet in piece.facets.iter() {
        if cone.is_empty() {
            break;
        }
        let slack = |v: &[I]| I::dot(facet, &v[..=types]);
        cone.restrict_until(ConeConstraint::NonNegative, slack, meter)?;
    }
    Ok(())
}

/// Drop the parts that lie inside another.
pub(crate) fn maximal<I: Int>(
    table: &IntegerGame<I>,
    mut parts: Vec<Supported<I>>,
    meter: &Meter,
) -> Result<Vec<Supported<I>>, Abort> {
    let inside = |a: &Supported<I>, b: &Supported<I>| -> Result<bool, Overflow> {
        for &(c, k) in &b.cuts {
            if !holds(&table.classes[c].pieces[k], &a.cone, table.types(), meter)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let mut i = 0;
    while i < parts.len() {
        if meter.stopped() {
            return Err(Abort::Stopped);
        }
        let mut redundant = false;
        for j in 0..parts.len() {
            // of two equal parts the first stays
            let drop = j != i
                && inside(&parts[i], &parts[j])?
                && (j < i || !inside(&parts[j], &parts[i])?);
            redundant |= drop;
        }
        if redundant {
            parts.remove(i);
        } else {
            i += 1;
        }
    }
    Ok(parts)
}
