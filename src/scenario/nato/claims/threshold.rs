//! Where a claim flips along one number, exactly.
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

/// Where a claim flips.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// The number at which it flips; among whole numbers, the last with which it holds.
    pub value: Q,
    /// Where the number is not known exactly, or whole: certified to hold at one end and fail at
    /// the other.
    #[serde(serialize_with = "listed")]
    pub bracket: Option<[Q; 2]>,
    /// Does the claim hold above, and fail below?
    pub holds_above: bool,
    /// Is it in the stated range of the number?
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

/// In how many pieces a range is cut to look for sign changes.
const PIECES: i64 = 32;
/// How often a piece is halved.
const HALVINGS: usize = 40;
/// Bits of the denominator of a root that is worth a try.
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
        // a root that is named by a line through exact values is short; the roots of curves are not
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
