//! Thresholds: the exact values of one number at which a claim flips.
//!
//! A claim is decided by the sign of a *margin*, an exact function of the numbers that is negative
//! where the claim fails. Sign changes are found on a grid and closed in by bisection; a straight
//! line through the ends of the bracket then names the root, which counts as found only if the
//! margin is 0 there. Margins are written without divisions, as polynomials that are linear in each
//! number or minima and maxima of these, so this succeeds unless the margin jumps: then what is
//! left is a bracket whose ends are certified to be on either side.

use dashu_base::BitTest;
use serde::{Serialize, Serializer};

use crate::exact::Q;
use crate::exact::budget::checkpoint;

/// A value at which a claim flips.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// The number at which it flips; among whole numbers, the last with which it holds.
    pub value: Q,
    /// Where the value is not known exactly, or is whole: two numbers of which one is certified to
    /// hold and the other to fail.
    #[serde(serialize_with = "listed")]
    pub bracket: Option<[Q; 2]>,
    /// Does the claim hold above the value, and fail below?
    pub holds_above: bool,
    /// Does the value lie in the stated range?
    pub in_range: bool,
}

/// A list, as in JSON, in formats that tell tuples and lists apart.
fn listed<S: Serializer>(bracket: &Option<[Q; 2]>, serializer: S) -> Result<S::Ok, S::Error> {
    bracket.as_ref().map(<[Q; 2]>::as_slice).serialize(serializer)
}

impl Threshold {
    fn new([low, high]: [Q; 2], holds_above: bool) -> Threshold {
        let value = if holds_above { high.clone() } else { low.clone() };
        let bracket = (low != high).then_some([low, high]);
        Threshold { value, bracket, holds_above, in_range: true }
    }
}

/// Pieces of a range in which sign changes are sought; two flips in one piece go unnoticed.
const PIECES: i64 = 32;
/// Halvings of a piece: a bracket that is left is shorter than 1e-13 of the range.
const HALVINGS: usize = 40;
/// Bits of the denominator of a candidate root. Roots of straight lines through exact values are
/// short; a root with a longer denominator is reported as a bracket.
const LONGEST: usize = 256;

/// Every flip between `low` and `high`. Whole numbers are tried one by one; the bracket is then the
/// pair of neighbours.
pub(super) fn flips(low: &Q, high: &Q, whole: bool, margin: impl Fn(&Q) -> Q) -> Vec<Threshold> {
    let width = high - low;
    let pieces = if whole { width.small_integer().unwrap_or(PIECES) } else { PIECES };
    let at = |i: i64| low + &(&(&width * &Q::from(i)) / &Q::from(pieces.max(1)));
    let mut found = Vec::new();
    let mut last: Option<(Q, Q)> = None;
    for i in 0..=pieces.max(1) {
        let x = at(i);
        let y = margin(&x);
        if y.is_zero() && !whole {
            continue;
        }
        if let Some((before, value)) = &last
            && value.is_positive() != y.is_positive()
        {
            let ends = [before.clone(), x.clone()];
            let values = [value.clone(), y.clone()];
            let ends = if whole { ends } else { close_in(ends, values, &margin) };
            found.push(Threshold::new(ends, y.is_positive()));
        }
        last = Some((x, y));
    }
    found
}

fn close_in(mut x: [Q; 2], mut y: [Q; 2], margin: &impl Fn(&Q) -> Q) -> [Q; 2] {
    for _ in 0..HALVINGS {
        checkpoint();
        let rise = &y[1] - &y[0];
        let root = &x[0] - &(&(&(&x[1] - &x[0]) * &y[0]) / &rise);
        let short = root.denominator().bit_len() <= LONGEST;
        if short && margin(&root).is_zero() {
            return [root.clone(), root];
        }
        let middle = &(&x[0] + &x[1]) / &Q::from(2);
        let value = margin(&middle);
        if value.is_zero() {
            return [middle.clone(), middle];
        }
        let side = usize::from(value.is_positive() == y[1].is_positive());
        x[side] = middle;
        y[side] = value;
    }
    x
}
