//! All roots of a system of as many equations as unknowns in a box, with proof.
//!
//! For a function `F` with slopes `F'(X)` on a box `X` around `m`, and any matrix `Y`, all roots in
//! `X` lie in the image of Krawczyk (1969),
//!
//! ```text
//! K(X) = m - Y F(m) + (I - Y F'(X)) (X - m)
//! ```
//!
//! A box is *empty* when a component of `F` excludes 0 on it or `K(X)` misses it. It holds exactly
//! one root when `K(X)` lies in its interior (Moore 1977); for one unknown, when the slope excludes
//! 0 and the signs at the ends differ. Otherwise it is cut along its longest side, near an end of
//! the range in proportion to the distance from it. Boxes that are as small as the precision allows
//! are taken up again in twice the precision, and what remains is undecided.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::bounds::{Enclosure, simplest};
use super::end::End;
use super::evaluate::{Jet, Outside};
use super::interval::Interval;
use crate::error::Error;
use crate::exact::budget::{Halt, catch, checkpoint};
use crate::exact::{IBig, Q};

/// The precision that a search starts with: most products are of 64-bit words, and series short.
const PRECISION: u32 = 36;

/// Values are not told from 0 by cutting on where they are so many units of `2^-p` wide.
const NOISE: i128 = 64;

/// The most boxes of a search. A curve of roots takes all of them, in about a second.
const BOXES: usize = 20_000;

/// The largest denominator that an exact coordinate is sought with.
const DENOMINATOR: i64 = 1_000_000;

/// A function from a box to as many dimensions.
pub(crate) trait Equations {
    /// Enclosures of the components on a box.
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside>;
    /// Enclosures of the components with their slopes.
    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside>;
    /// Is a rational point a root? `None` where this cannot be computed exactly.
    fn is_root(&self, x: &[Q]) -> Option<bool>;
}

/// The roots of a system in a box.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roots {
    /// Each root, by its coordinates, in the order of these.
    pub(crate) found: Vec<Vec<Enclosure>>,
    /// Boxes that may hold further roots.
    pub(crate) undecided: Vec<Vec<Enclosure>>,
    /// Why the search ended early.
    pub(crate) stopped: Option<Halt>,
}

impl Roots {
    pub(crate) fn is_complete(&self) -> bool {
        self.undecided.is_empty()
    }
}

/// A box in the unit cube, whose coordinates are the shares of the ranges.
type RootBox = Vec<Interval>;

/// What is known of a box.
enum Finding {
    Empty,
    /// There is one root in the first box, and it lies in the second.
    One(RootBox, RootBox),
    /// There is a root at a rational point, and no other.
    At(Vec<Q>),
    /// All roots lie in a smaller box.
    Smaller(RootBox),
    Unknown,
    /// The precision is used up.
    Noise,
}

struct RootSearch<'a> {
    equations: &'a dyn Equations,
    range: &'a [(Q, Q)],
    digits: u32,
    /// A box that holds one root, and the root.
    proved: Vec<(RootBox, Vec<Enclosure>)>,
    undecided: Vec<RootBox>,
}

/// All roots in a box, each coordinate within `10^-digits`.
///
/// # Errors
///
/// [`Error::Game`] when a function is outside its domain on a part of the box.
pub(crate) fn roots(
    equations: &dyn Equations,
    range: &[(Q, Q)],
    digits: u32,
) -> Result<Roots, Error> {
    roots_from(equations, range, digits, PRECISION)
}

/// All roots in a box, as [`roots`], from a precision that suits a box of tiny size.
///
/// # Errors
///
/// As for [`roots`].
pub(crate) fn roots_from(
    equations: &dyn Equations,
    range: &[(Q, Q)],
    digits: u32,
    precision: u32,
) -> Result<Roots, Error> {
    let mut search =
        RootSearch { equations, range, digits, proved: Vec::new(), undecided: Vec::new() };
    let mut queue = VecDeque::new();
    let unit = Interval::between(&Q::from(0), &Q::from(1), precision);
    queue.push_back(vec![unit; range.len()]);
    let stopped = match catch(|| search.run(&mut queue)) {
        Ok(done) => {
            done?;
            None
        }
        Err(halt) => Some(halt),
    };
    search.undecided.extend(queue);
    let mut found: Vec<Vec<Enclosure>> =
        search.proved.iter().map(|(_, root)| root.clone()).collect();
    found.sort_by(|a, b| {
        let pairs = a.iter().zip(b);
        pairs.map(|(a, b)| a.low.cmp(&b.low)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    let undecided = merged(&search.undecided);
    let undecided = undecided.iter().map(|cell| search.outside_bounds(cell)).collect();
    Ok(Roots { found, undecided, stopped })
}

impl RootSearch<'_> {
    fn run(&mut self, queue: &mut VecDeque<RootBox>) -> Result<(), Error> {
        let most = PRECISION.max(self.digits * 4).next_power_of_two() * 4;
        let mut boxes = 0;
        loop {
            let mut small: Vec<RootBox> = Vec::new();
            while boxes < BOXES
                && let Some(cell) = queue.front().cloned()
            {
                checkpoint();
                boxes += 1;
                self.examine(cell, queue, &mut small)?;
            }
            let p = small.first().or(queue.front()).map(|cell| cell[0].p);
            queue.extend(small);
            match p {
                Some(p) if boxes < BOXES && p < most => {
                    queue.iter_mut().for_each(|c| c.iter_mut().for_each(|x| *x = x.at(2 * p)));
                }
                _ => return Ok(()),
            }
        }
    }

    /// Takes the first box from the queue and decides or cuts it.
    fn examine(
        &mut self,
        cell: RootBox,
        queue: &mut VecDeque<RootBox>,
        small: &mut Vec<RootBox>,
    ) -> Result<(), Error> {
        let known = |proof: &RootBox| {
            cell.iter().zip(proof).all(|(x, whole)| {
                let p = x.p.max(whole.p);
                x.at(p).is_within(&whole.at(p))
            })
        };
        let finding = if self.proved.iter().any(|(proof, _)| known(proof)) {
            Finding::Empty
        } else {
            match self.finding(&cell) {
                Ok(finding) => finding,
                Err(Outside::Partly) => Finding::Unknown,
                Err(Outside::Wholly(sentence)) => {
                    let place = self.outside_bounds(&cell);
                    let place: Vec<_> =
                        place.iter().map(|x| format!("{:.4}", x.middle().to_f64())).collect();
                    return Err(Error::Game(format!(
                        "{sentence} near the point ({}): give ranges on which it is defined",
                        place.join(", ")
                    )));
                }
            }
        };
        queue.pop_front();
        match finding {
            Finding::Empty => {}
            Finding::At(point) => self.keep(cell, point.into_iter().map(Enclosure::from).collect()),
            Finding::One(proof, root) => match self.refined(&root) {
                Some(Placement::Inside(root)) => self.keep(proof, root),
                Some(Placement::Beyond) => {}
                None => self.undecided.push(cell),
            },
            Finding::Smaller(smaller) => queue.push_back(smaller),
            Finding::Noise => small.push(cell),
            Finding::Unknown => match cut(&cell) {
                Some((left, right)) => queue.extend([left, right]),
                None => small.push(cell),
            },
        }
        Ok(())
    }

    /// Keeps a root unless it is known: one root lies in a box, so one within it is the same.
    fn keep(&mut self, proof: RootBox, root: Vec<Enclosure>) {
        let bounds = self.outside_bounds(&proof);
        let mut undecided = false;
        for (other, known) in &self.proved {
            let whole = self.outside_bounds(other);
            let within = |root: &[Enclosure], whole: &[Enclosure]| {
                let mut pairs = root.iter().zip(whole);
                pairs.all(|(x, whole)| whole.low <= x.low && x.high <= whole.high)
            };
            if within(&root, &whole) || within(known, &bounds) {
                return;
            }
            let mut pairs = known.iter().zip(&root);
            undecided |= pairs.all(|(a, b)| a.low <= b.high && b.low <= a.high);
        }
        if undecided {
            self.undecided.push(proof);
        } else {
            self.proved.push((proof, root));
        }
    }

    /// The values of the unknowns in a box.
    fn unknowns(&self, cell: &[Interval]) -> Vec<Interval> {
        let at = |(x, (low, high)): (&Interval, &(Q, Q))| {
            let length = Interval::rational(&(high - low), x.p);
            Interval::rational(low, x.p).plus(&length.times(x))
        };
        cell.iter().zip(self.range).map(at).collect()
    }

    fn values(&self, cell: &[Interval]) -> Result<Vec<Interval>, Outside> {
        self.equations.values(&self.unknowns(cell))
    }

    fn jets(&self, cell: &[Interval]) -> Result<Vec<Jet>, Outside> {
        let n = cell.len();
        let variables = self.unknowns(cell).into_iter().zip(self.range).enumerate();
        let variables: Vec<Jet> = variables
            .map(|(i, (value, (low, high)))| {
                let mut jet = Jet::constant(value, n);
                jet.slopes[i] = Interval::rational(&(high - low), cell[0].p);
                jet
            })
            .collect();
        self.equations.jets(&variables)
    }

    fn finding(&self, cell: &RootBox) -> Result<Finding, Outside> {
        let values = self.values(cell)?;
        if values.iter().any(|value| !value.holds_zero()) {
            return Ok(Finding::Empty);
        }
        if values.iter().all(|value| value.width() <= End::Word(NOISE)) {
            return Ok(Finding::Noise);
        }
        let wide: RootBox = cell.iter().map(|x| x.widened(&x.width().shift(-4, true))).collect();
        let (around, jets) = match self.jets(&wide) {
            Ok(jets) if jets.iter().all(|jet| jet.slopes.iter().all(Interval::is_finite)) => {
                (wide, jets)
            }
            _ => (cell.clone(), self.jets(cell)?),
        };
        if jets.iter().any(|jet| !jet.slopes.iter().all(Interval::is_finite)) {
            return Ok(Finding::Unknown);
        }
        if cell.len() == 1 && jets[0].slopes[0].sign().is_some_and(Ordering::is_ne) {
            return self.monotone(cell);
        }
        let middle: RootBox = cell.iter().map(|x| Interval::point(x.middle(), x.p)).collect();
        let at_middle = self.values(&middle)?;
        let Some(solved) = solved(cell, &middle, &at_middle, &jets) else {
            return Ok(Finding::Empty);
        };
        let Some(image) = krawczyk(&around, &middle, &at_middle, &jets) else {
            return Ok(if shrinks(&solved, cell) {
                Finding::Smaller(solved)
            } else {
                Finding::Unknown
            });
        };
        let Some(met) = meet(&image, &solved) else { return Ok(Finding::Empty) };
        if image.iter().zip(&around).all(|(k, x)| k.is_inside(x)) {
            return Ok(Finding::One(around, image));
        }
        match shrinks(&met, cell) {
            true => Ok(Finding::Smaller(met)),
            false => Ok(Finding::Unknown),
        }
    }

    /// One unknown, in which the function increases or decreases strictly.
    fn monotone(&self, cell: &RootBox) -> Result<Finding, Outside> {
        let mut signs = Vec::new();
        for end in [cell[0].lower(), cell[0].upper()] {
            let value = self.values(std::slice::from_ref(&end))?.remove(0);
            let sign = value.sign().filter(|sign| sign.is_ne());
            if sign.is_none() {
                let (low, high) = &self.range[0];
                let share = end.low.to_rational(end.p).expect("a finite end");
                let point = vec![low + &(&(high - low) * &share)];
                if self.equations.is_root(&point) == Some(true) {
                    return Ok(Finding::At(point));
                }
            }
            signs.push(sign);
        }
        Ok(match (signs[0], signs[1]) {
            (Some(a), Some(b)) if a == b => Finding::Empty,
            (Some(_), Some(_)) => Finding::One(cell.clone(), cell.clone()),
            _ => Finding::Unknown,
        })
    }

    /// The root in a box that holds exactly one, exact where it is rational.
    fn refined(&self, cell: &RootBox) -> Option<Placement> {
        let wanted = (f64::from(self.digits) * std::f64::consts::LOG2_10) as u32 + 24;
        let mut p = cell[0].p.max(wanted + 24);
        let mut cell: RootBox = cell.iter().map(|x| x.at(p)).collect();
        for _ in 0..3 {
            self.contract(&mut cell, wanted);
            let width = |x: &Interval| x.width() < End::Word(1).shift(i64::from(p - wanted), true);
            let values: Vec<Enclosure> = self.outside_bounds(&cell);
            if let Some(exact) = self.exact(&values) {
                let inside =
                    exact.iter().zip(self.range).all(|(q, (low, high))| low <= q && q <= high);
                let exact = exact.into_iter().map(Enclosure::from).collect();
                return Some(if inside { Placement::Inside(exact) } else { Placement::Beyond });
            }
            let beyond = |(x, (low, high)): (&Enclosure, &(Q, Q))| x.high < *low || x.low > *high;
            if values.iter().zip(self.range).any(beyond) {
                return Some(Placement::Beyond);
            }
            let inside = |(x, (low, high)): (&Enclosure, &(Q, Q))| *low <= x.low && x.high <= *high;
            if values.iter().zip(self.range).all(inside) && cell.iter().all(width) {
                return Some(Placement::Inside(values));
            }
            p *= 2;
            cell.iter_mut().for_each(|x| *x = x.at(p));
        }
        None
    }

    /// Shrinks a box around its only root, below `2^-wanted` if it can.
    fn contract(&self, cell: &mut RootBox, wanted: u32) {
        for _ in 0..4 * wanted {
            let p = cell[0].p;
            if cell.iter().all(|x| x.width() < End::Word(1).shift(i64::from(p - wanted), true)) {
                return;
            }
            let middle: RootBox = cell.iter().map(|x| Interval::point(x.middle(), p)).collect();
            let (Ok(jets), Ok(at_middle)) = (self.jets(cell), self.values(&middle)) else { return };
            let image = krawczyk(cell, &middle, &at_middle, &jets).and_then(|k| meet(&k, cell));
            let halved = |new: &RootBox| {
                let mut pairs = new.iter().zip(cell.iter());
                pairs.all(|(new, old)| new.width() <= old.width().shift(-1, true))
            };
            match image {
                Some(image) if halved(&image) => *cell = image,
                image => {
                    if cell.len() > 1 {
                        // no better than the last: the precision is used up
                        return match image {
                            Some(image) if image != *cell => *cell = image,
                            _ => {}
                        };
                    }
                    let Some(half) = self.half(&cell[0]) else { return };
                    if half == cell[0] {
                        return;
                    }
                    cell[0] = half;
                }
            }
        }
    }

    /// The part of an interval with its only root, cut where the sign is known: a root may lie in
    /// the middle.
    fn half(&self, x: &Interval) -> Option<Interval> {
        let sign = |at: &Interval| self.values(std::slice::from_ref(at)).ok()?[0].sign();
        let low = sign(&x.lower())?;
        for eighths in [4, 3, 5] {
            let part = x.width().times(&End::Word(eighths), 3, false);
            let at = Interval::point(x.low.plus(&part, false), x.p);
            if let Some(own) = sign(&at) {
                let (low_end, high_end) = (x.low.clone(), x.high.clone());
                return Some(match own == low {
                    true => Interval::new(at.low, high_end, x.p),
                    false => Interval::new(low_end, at.low, x.p),
                });
            }
        }
        None
    }

    /// The simplest rational point in a box, if it is a root.
    fn exact(&self, values: &[Enclosure]) -> Option<Vec<Q>> {
        let narrow = Q::of_words(1, DENOMINATOR) * Q::of_words(1, DENOMINATOR);
        let most = IBig::from(DENOMINATOR);
        let mut point = Vec::new();
        for x in values {
            let simple = simplest(&x.low, &x.high);
            if x.width() >= narrow || IBig::from(simple.denominator()) > most {
                return None;
            }
            point.push(simple);
        }
        (self.equations.is_root(&point)?).then_some(point)
    }

    /// Rational bounds on the unknowns in a box.
    fn outside_bounds(&self, cell: &[Interval]) -> Vec<Enclosure> {
        let bounds = |x: Interval| {
            let end = |end: End| end.to_rational(x.p).expect("a bounded range");
            Enclosure { low: end(x.low.clone()), high: end(x.high.clone()) }
        };
        self.unknowns(cell).into_iter().map(bounds).collect()
    }
}

/// Where a root lies.
enum Placement {
    /// In the range.
    Inside(Vec<Enclosure>),
    /// Outside the range.
    Beyond,
}

/// Is a box much smaller than another?
fn shrinks(new: &RootBox, old: &RootBox) -> bool {
    let mut pairs = new.iter().zip(old);
    pairs.any(|(new, old)| new.width() < old.width().times(&End::Word(3), 2, false))
}

/// Each equation in the mean-value form, solved for each unknown in turn; `None` where there is no
/// root.
fn solved(
    cell: &RootBox,
    middle: &[Interval],
    at_middle: &[Interval],
    jets: &[Jet],
) -> Option<RootBox> {
    let mut cell = cell.clone();
    for (jet, value) in jets.iter().zip(at_middle) {
        let term = |cell: &RootBox, k: usize| jet.slopes[k].times(&cell[k].minus(&middle[k]));
        for j in 0..cell.len() {
            let others = (0..cell.len()).filter(|&k| k != j);
            let rest = others.fold(value.clone(), |sum, k| sum.plus(&term(&cell, k)));
            if jet.slopes[j].holds_zero() {
                if j == 0 && !rest.plus(&term(&cell, j)).holds_zero() {
                    return None;
                }
                continue;
            }
            let image = middle[j].minus(&rest.over(&jet.slopes[j]));
            cell[j] = cell[j].meet(&image)?;
        }
    }
    Some(cell)
}

fn meet(a: &[Interval], b: &[Interval]) -> Option<RootBox> {
    a.iter().zip(b).map(|(a, b)| a.meet(b)).collect()
}

/// The image `K(X)`; `None` where the slopes at the middle have no inverse.
fn krawczyk(
    cell: &[Interval],
    middle: &[Interval],
    at_middle: &[Interval],
    jets: &[Jet],
) -> Option<RootBox> {
    let (n, p) = (cell.len(), cell[0].p);
    let y = inverse_of_slopes(jets)?;
    let dot = |row: &[Interval], column: &dyn Fn(usize) -> Interval| {
        row.iter()
            .enumerate()
            .fold(Interval::integer(0, p), |sum, (k, x)| sum.plus(&x.times(&column(k))))
    };
    let mut image = Vec::new();
    for i in 0..n {
        let mut total = middle[i].minus(&dot(&y[i], &|k| at_middle[k].clone()));
        for j in 0..n {
            let product = dot(&y[i], &|k| jets[k].slopes[j].clone());
            let factor = Interval::integer(i64::from(i == j), p).minus(&product);
            total = total.plus(&factor.times(&cell[j].minus(&middle[j])));
        }
        image.push(total);
    }
    Some(image)
}

/// A matrix near the inverse of the slopes, if there is one.
pub(crate) fn inverse_of_slopes(jets: &[Jet]) -> Option<Vec<Vec<Interval>>> {
    let slopes: Vec<Vec<f64>> =
        jets.iter().map(|jet| jet.slopes.iter().map(Interval::to_f64).collect()).collect();
    let number = |x: &f64| Interval::rational(&float(*x), jets[0].value.p);
    Some(inverse(slopes)?.iter().map(|row| row.iter().map(number).collect()).collect())
}

/// A float as the fraction that it is.
fn float(x: f64) -> Q {
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    let fraction = (bits & ((1 << 52) - 1)) as i64;
    let (mantissa, power) = match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    };
    let mantissa = IBig::from(if x < 0.0 { -mantissa } else { mantissa });
    match power < 0 {
        true => Q::new(mantissa, IBig::ONE << power.unsigned_abs() as usize).expect("not 0"),
        false => Q::from(mantissa << power as usize),
    }
}

/// The inverse of a matrix of floats, by elimination with pivots.
fn inverse(mut a: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = a.len();
    for (i, row) in a.iter_mut().enumerate() {
        row.extend((0..n).map(|j| f64::from(u8::from(i == j))));
    }
    for c in 0..n {
        let pivot = (c..n).max_by(|&i, &j| a[i][c].abs().total_cmp(&a[j][c].abs()))?;
        a.swap(c, pivot);
        let lead = a[c][c];
        if lead.abs() < 1e-280 {
            return None;
        }
        a[c].iter_mut().for_each(|x| *x /= lead);
        let row = a[c].clone();
        for (i, other) in a.iter_mut().enumerate() {
            let factor = other[c];
            if i != c && factor != 0.0 {
                other.iter_mut().zip(&row).for_each(|(x, y)| *x -= factor * y);
            }
        }
    }
    let inverse: Vec<Vec<f64>> = a.into_iter().map(|row| row[n..].to_vec()).collect();
    inverse.iter().flatten().all(|x| x.is_finite() && x.abs() < 1e280).then_some(inverse)
}

/// Both parts of a box cut along its longest side; `None` when it is too small.
fn cut(cell: &RootBox) -> Option<(RootBox, RootBox)> {
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
fn merged(cells: &[RootBox]) -> Vec<RootBox> {
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
