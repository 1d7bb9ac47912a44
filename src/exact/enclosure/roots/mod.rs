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

mod cells;
mod krawczyk;

use std::cmp::Ordering;
use std::collections::VecDeque;

use self::cells::{cut, merged};
pub(crate) use self::krawczyk::inverse_of_slopes;
use self::krawczyk::{krawczyk, meet, shrinks, solved};
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
