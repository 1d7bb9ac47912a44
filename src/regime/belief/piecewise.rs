//! Piecewise linear functions of one number, which may jump.

use serde::Serialize;

use crate::exact::Q;

/// A point where a function bends, jumps or ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Point {
    /// The argument.
    pub at: Q,
    /// The limit from below; at the first point, the value.
    pub below: Q,
    /// The value.
    pub value: Q,
    /// The limit from above; at the last point, the value.
    pub above: Q,
}

impl Point {
    /// A point without a jump.
    pub(in crate::regime) fn plain(at: Q, value: Q) -> Point {
        Point { at, below: value.clone(), above: value.clone(), value }
    }

    /// Is the value not the limit on both sides?
    pub fn is_jump(&self) -> bool {
        self.below != self.value || self.above != self.value
    }
}

/// A function on an interval that is linear between finitely many points.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Piecewise {
    points: Vec<Point>,
}

impl Piecewise {
    /// The function with exactly these points, ascending.
    #[cfg(feature = "python")]
    pub(crate) fn with_points(points: Vec<Point>) -> Piecewise {
        Piecewise { points }
    }

    /// The function through these points, ascending. Points on a line between others are dropped.
    pub(in crate::regime) fn new(points: Vec<Point>) -> Piecewise {
        let mut kept: Vec<Point> = Vec::with_capacity(points.len());
        for point in points {
            while let [.., before, last] = &kept[..]
                && !last.is_jump()
                && extrapolate(before, last, &point.at) == point.below
            {
                kept.pop();
            }
            kept.push(point);
        }
        if let Some(first) = kept.first_mut() {
            first.below.clone_from(&first.value);
        }
        if let Some(last) = kept.last_mut() {
            last.above.clone_from(&last.value);
        }
        Piecewise { points: kept }
    }

    /// The points where the function bends or jumps, and the ends of its interval.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The points where the function jumps.
    pub fn jumps(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| point.is_jump())
    }

    /// The value at `x`; `None` outside the interval.
    pub fn value(&self, x: &Q) -> Option<Q> {
        Some(self.around(x)?.value)
    }

    /// The value and the limits at `x`; `None` outside the interval.
    pub(in crate::regime) fn around(&self, x: &Q) -> Option<Point> {
        let k = self.points.partition_point(|p| p.at < *x);
        let right = self.points.get(k)?;
        if right.at == *x {
            return Some(right.clone());
        }
        let left = self.points.get(k.checked_sub(1)?)?;
        Some(Point::plain(x.clone(), interpolate(left, right, x)))
    }

    /// Is the function nowhere below the polygonal line through these points, ascending?
    pub(in crate::regime) fn covers(&self, line: &[(Q, Q)]) -> bool {
        let (Some((from, _)), Some((to, _))) = (line.first(), line.last()) else { return true };
        let least = |p: &Point| p.below.clone().min(p.value.clone()).min(p.above.clone());
        let inside = self.points.iter().filter(|p| *from < p.at && p.at < *to);
        let height = |x: &Q| {
            let k = line.partition_point(|(at, _)| at < x).max(1);
            let ((a, left), (b, right)) = (&line[k - 1], &line[k]);
            left + &(&((x - a) / &(b - a)) * &(right - left))
        };
        line.iter().all(|(x, y)| self.around(x).is_some_and(|p| least(&p) >= *y))
            && inside.into_iter().all(|p| least(p) >= height(&p.at))
    }

    /// The larger of two functions, or the smaller, where both are defined, and elsewhere the one
    /// that is. Their intervals must end at the same number.
    pub(in crate::regime) fn combine(&self, other: &Piecewise, larger: bool) -> Piecewise {
        let mut places: Vec<&Q> = self.points.iter().chain(&other.points).map(|p| &p.at).collect();
        places.sort();
        places.dedup();
        let pick = |a: Q, b: Q| if larger { a.max(b) } else { a.min(b) };
        let merge = |x: &Q| -> Point {
            match (self.around(x), other.around(x)) {
                (Some(a), Some(b)) => {
                    // below the start of one of them, only the other is defined
                    let begins = |f: &Piecewise| f.points.first().is_some_and(|p| p.at == *x);
                    let below = match (begins(self), begins(other)) {
                        (true, false) => b.below,
                        (false, true) => a.below,
                        _ => pick(a.below, b.below),
                    };
                    let (value, above) = (pick(a.value, b.value), pick(a.above, b.above));
                    Point { at: x.clone(), below, value, above }
                }
                (Some(a), None) => a,
                (None, Some(b)) => b,
                (None, None) => Point::plain(x.clone(), Q::ZERO), // no place is outside both
            }
        };
        let mut points: Vec<Point> = Vec::new();
        for (i, x) in places.iter().enumerate() {
            if let Some(left) = i.checked_sub(1).map(|k| places[k])
                && let Some(middle) = self.crossing(other, left, x)
            {
                points.push(merge(&middle));
            }
            points.push(merge(x));
        }
        Piecewise::new(points)
    }

    /// The number strictly between `left` and `right` at which two functions cross that are linear
    /// between these.
    fn crossing(&self, other: &Piecewise, left: &Q, right: &Q) -> Option<Q> {
        let start = self.around(left)?.above - other.around(left)?.above;
        let end = self.around(right)?.below - other.around(right)?.below;
        if start.is_zero() || end.is_zero() || start.is_positive() == end.is_positive() {
            return None;
        }
        let share = &start / &(&start - &end);
        Some(left + &(share * &(right - left)))
    }

    /// The largest value at `x` or to the left of it, as a function of `x`.
    pub(in crate::regime) fn running_max(&self) -> Piecewise {
        let mut points: Vec<Point> = Vec::new();
        let mut most: Option<Q> = None;
        for (k, point) in self.points.iter().enumerate() {
            if let (Some(left), Some(top)) = (k.checked_sub(1).map(|k| &self.points[k]), &most)
                && point.below > *top
                && left.above < *top
            {
                // the function regains its maximum so far within the piece
                let share = (top - &left.above) / &(&point.below - &left.above);
                let at = &left.at + &(share * &(&point.at - &left.at));
                points.push(Point::plain(at, top.clone()));
            }
            let raise = |most: &mut Option<Q>, x: &Q| {
                if most.as_ref().is_none_or(|top| x > top) {
                    *most = Some(x.clone());
                }
                most.clone().unwrap_or_default()
            };
            let below = raise(&mut most, &point.below);
            let value = raise(&mut most, &point.value);
            let above = raise(&mut most, &point.above);
            points.push(Point { at: point.at.clone(), below, value, above });
        }
        Piecewise::new(points)
    }

    /// The function of `1 - x`.
    pub(in crate::regime) fn reversed(&self) -> Piecewise {
        let turn = |p: &Point| Point {
            at: &Q::ONE - &p.at,
            below: p.above.clone(),
            value: p.value.clone(),
            above: p.below.clone(),
        };
        Piecewise { points: self.points.iter().rev().map(turn).collect() }
    }

    /// The concave envelope: the least concave function that is nowhere smaller.
    pub(in crate::regime) fn concave(&self) -> Piecewise {
        let mut hull: Vec<Point> = Vec::new();
        for point in &self.points {
            let top = point.value.clone().max(point.below.clone()).max(point.above.clone());
            let next = Point::plain(point.at.clone(), top);
            while let [.., before, last] = &hull[..]
                && extrapolate(before, last, &next.at) <= next.value
            {
                hull.pop();
            }
            hull.push(next);
        }
        Piecewise::new(hull)
    }
}

/// The value at `x` of the line through two points, which `x` need not lie between.
fn extrapolate(before: &Point, last: &Point, x: &Q) -> Q {
    let slope = (&last.below - &before.above) / &(&last.at - &before.at);
    &last.below + &(slope * &(x - &last.at))
}

/// The value at `x` of the piece between two points.
fn interpolate(left: &Point, right: &Point, x: &Q) -> Q {
    let share = (x - &left.at) / &(&right.at - &left.at);
    &left.above + &(share * &(&right.below - &left.above))
}
