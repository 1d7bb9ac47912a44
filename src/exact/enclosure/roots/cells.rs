//! Boxes cut in two, and boxes that touch as one.

use std::cmp::Ordering;

use super::RootBox;
use crate::exact::enclosure::end::End;
use crate::exact::enclosure::interval::Interval;

/// Both parts of a box cut along its longest side; `None` when it is too small.
pub(super) fn cut(cell: &RootBox) -> Option<(RootBox, RootBox)> {
    let longest = (0..cell.len()).max_by_key(|&i| cell[i].width())?;
    let x = &cell[longest];
    let (p, width) = (x.p, x.width());
    if width <= End::Word(1 << 10) {
        return None;
    }
    let one = Interval::integer(1, p).low;
    let mirrored = |x: &Interval| Interval::integer(1, p).minus(x);
    let near_0 = x.high < one.shift(-4, false);
    let near_1 = !near_0 && mirrored(x).high < one.shift(-4, false);
    let place = if near_0 {
        near_end(x)
    } else if near_1 {
        near_end(&mirrored(x)).map(|place| one.plus(&place.negated(), false))
    } else {
        None
    };
    // not in the middle, where roots of symmetric systems lie
    let share = width.times(&End::Word(505), 0, false).shift(-10, false);
    let place = place.unwrap_or_else(|| x.low.plus(&share, false));
    let part = |low: &End, high: &End| {
        let mut part = cell.clone();
        part[longest] = Interval::new(low.clone(), high.clone(), p);
        part
    };
    Some((part(&x.low, &place), part(&place, &x.high)))
}

/// The place to cut a side near 0: in the middle of the logarithms of its ends.
fn near_end(x: &Interval) -> Option<End> {
    let p = i64::from(x.p);
    let high = i64::from(x.high.bits());
    // 0 counts as the square of the upper end
    let low = match x.low.sign() {
        Ordering::Greater => i64::from(x.low.bits()),
        _ => (2 * high - p).max(1),
    };
    let exponent = if x.low.sign().is_gt() { i64::midpoint(low, high) } else { low };
    let place = End::Word(1).shift(exponent, false);
    (high - low > 2 && x.low < place && place < x.high).then_some(place)
}

/// Boxes that touch one another as one box; all as one if there are very many.
pub(super) fn merged(cells: &[RootBox]) -> Vec<RootBox> {
    const MANY: usize = 400;
    let hull = |a: &RootBox, b: &RootBox| {
        let p = a[0].p.max(b[0].p);
        a.iter().zip(b).map(|(a, b)| a.at(p).hull(&b.at(p))).collect::<RootBox>()
    };
    if cells.len() > MANY {
        return cells.iter().cloned().reduce(|a, b| hull(&a, &b)).into_iter().collect();
    }
    let touch = |a: &RootBox, b: &RootBox| {
        let p = a[0].p.max(b[0].p);
        a.iter().zip(b).all(|(a, b)| a.at(p).meet(&b.at(p)).is_some())
    };
    let mut groups: Vec<RootBox> = Vec::new();
    for cell in cells {
        let mut whole = cell.clone();
        while let Some(i) = groups.iter().position(|group| touch(group, &whole)) {
            whole = hull(&groups.swap_remove(i), &whole);
        }
        groups.push(whole);
    }
    groups
}
